"""Giao lại: the people or units that hold tasks change by a decision; the task, its text and its past stay.

A person is moved, a post ends, a unit is merged or split: old holder, new holder, the day and the document are kept in
the task's own record, and the text as it was before is a version."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from cadre.models import Appointment, Committee
from cadre.naming import post_words
from tasks import registering, workflow
from tasks.models import BreakthroughTask, TaskOwner
from tasks.services import place_tasks


@dataclass(frozen=True, slots=True)
class Handover:
    """One task passes from a post to a post, or from a committee to a committee; `old` None only adds the new one."""

    task: int
    new: Appointment | Committee
    old: Appointment | Committee | None = None


@transaction.atomic
def reassign(handovers, *, actor, document=None, comment="", verb="reassign", also=None):
    """Pass tasks on → the tasks changed. Permission is the caller's: a change request, or an organiser's page.

    also: {task id: JSON} joins what each event says. Side effects: owners, places, a version each, an event with both
    names, the ledger. A number of statements that does not grow with the tasks."""
    wanted = defaultdict(list)
    for each in handovers:
        wanted[each.task].append(each)
    tasks = workflow.lock(list(wanted))
    workflow.keep_versions(tasks, actor, why="trước khi giao lại")
    gone, new, said = [], {}, {}
    for task in tasks:
        for each in wanted[task.pk]:
            if isinstance(each.new, Committee):
                task.owner_committee = each.new
            else:
                new[task.pk, each.new.pk] = TaskOwner(task=task, appointment=each.new)
                gone += [(task.pk, each.old.pk)] if each.old else []
        moves = [{"from": words(each.old), "to": words(each.new)} for each in wanted[task.pk]]
        said[task.pk] = {"handovers": moves} | (also or {}).get(task.pk, {})
    rows = TaskOwner.objects.filter(task__in=tasks)
    links = {(task, post): pk for pk, task, post in rows.values_list("pk", "task_id", "appointment_id")}
    TaskOwner.objects.filter(pk__in=[links[pair] for pair in gone if pair in links and pair not in new]).delete()
    TaskOwner.objects.bulk_create([row for pair, row in new.items() if pair not in links], batch_size=500)
    BreakthroughTask.objects.bulk_update(tasks, ["owner_committee"], batch_size=500)
    registering.touch(tasks)
    place_tasks([task.pk for task in tasks])
    workflow.keep_versions(tasks, actor, why="giao lại")
    workflow.tell(tasks, verb, actor, comment=comment, document=document, body=said)
    return tasks


def words(holder):
    if holder is None:
        return ""
    if isinstance(holder, Committee):
        return holder.name
    return post_words(holder.title, holder.cadre.full_name)
