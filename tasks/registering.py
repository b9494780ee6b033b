"""Writing the text of a task: new, changed while it is a draft, adjusted while it is a proposal."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cadre import serials
from cadre.accounts import Actor
from cadre.models import Committee
from cadre.text import fold
from tasks import permissions, snapshot, workflow
from tasks.enums import TaskState
from tasks.models import BreakthroughTask, Indicator, Milestone, TaskCoordinator, TaskOwner
from tasks.services import place_tasks

LISTED = 200  # names compared when the bodies that coordinate are looked up


class Stale(Exception):
    """The task was changed after the page was opened; `changes` is what differs between then and now, in words."""

    def __init__(self, task, words):
        self.task, self.words = task, words
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Text:
    """What a form says of a task. `fields`: attributes of BreakthroughTask of snapshot.PLAIN; `owners`: posts, the
    first is who it is written for; `indicators`, `milestones`: dicts of their attributes, in order."""

    fields: dict
    owners: tuple = ()
    owner_committee: Committee | None = None
    indicators: tuple = ()
    milestones: tuple = field(default=())


def series_of(campaign, giver, year):
    """What the codes of tasks begin with: the campaign, or who gives them in a year."""
    return campaign.code if campaign else f"{giver.code}-{year}"


def new_codes(series, count=1):
    """The next codes of a series: "TQM-2027.001". Call in a transaction: the series is held to its end."""
    return [f"{series[:55]}.{number:03d}" for number in serials.take(f"task:{series}", count)]


@transaction.atomic
def create(text, *, actor: Actor, assigned_by, year, form_key, campaign=None, parent=None, carried_from=None):
    """A new draft → the task. The same form sent twice is one task: the second time it is saved over the first.

    Side effects: the task, its owners, indicators, milestones and place; an event, a line of the ledger."""
    code = new_codes(series_of(campaign, assigned_by, year))[0]  # the same form sent twice at once waits here
    again = BreakthroughTask.objects.filter(form_key=form_key).first() if form_key else None
    if again:
        return save(again, text, actor=actor, revision=None)
    task = BreakthroughTask(
        code=code,
        year=year,
        campaign=campaign,
        assigned_by=assigned_by,
        parent_task=parent,
        carried_from=carried_from,
        owner_committee=text.owner_committee,
        state=TaskState.DRAFT,
        form_key=form_key,
        created_at=timezone.now(),
        created_by=actor.user,
        **text.fields,
    )
    task.save(force_insert=True)
    write_rows(task, text)
    place_tasks([task.pk])
    workflow.tell([task], "edit", actor, before={task.pk: ""})
    return task


@transaction.atomic
def save(task, text, *, actor: Actor, revision):
    """Write a draft or adjust a proposal → the task. revision: the one the page showed (None: do not ask).

    Raises Stale when somebody wrote meanwhile, TransitionNotAllowed when it can no longer be written at all."""
    task = workflow.lock([task.pk])[0]
    stand = permissions.stand(actor.user, task)
    if not permissions.can_edit(stand, task):
        words = f"Không sửa được nữa. {workflow.last_words(task)}"
        raise workflow.TransitionNotAllowed(workflow.Refusal(task, words, is_stale=True))
    if revision is not None and revision != task.revision:
        raise Stale(task, workflow.last_words(task))
    before = snapshot.contents([task.pk])[task.pk]
    for name, value in text.fields.items():
        setattr(task, name, value)
    task.owner_committee = text.owner_committee
    task.revision += 1
    task.save(update_fields=[*text.fields, "owner_committee", "revision", "search", "sort"])
    write_rows(task, text)
    place_tasks([task.pk])
    changed = snapshot.difference(before, snapshot.contents([task.pk])[task.pk])
    if not changed:
        return task
    is_proposal = task.state == TaskState.PROPOSED
    if is_proposal:
        workflow.keep_versions([task], actor, why="điều chỉnh đề xuất")
    labels = sorted({change.label for change in changed})
    workflow.tell([task], "adjust" if is_proposal else "edit", actor, body={task.pk: {"changed": labels}})
    return task


def write_rows(task, text):
    """Owners, indicators, milestones and coordinating bodies exactly as the text has them."""
    wanted = [post.pk for post in text.owners]
    TaskOwner.objects.filter(task=task).exclude(appointment__in=wanted).delete()
    there = set(TaskOwner.objects.filter(task=task).values_list("appointment", flat=True))
    TaskOwner.objects.bulk_create([TaskOwner(task=task, appointment_id=pk) for pk in wanted if pk not in there])
    Indicator.objects.filter(task=task).delete()
    Indicator.objects.bulk_create([Indicator(task=task, **row) for row in text.indicators])
    Milestone.objects.filter(task=task).delete()
    Milestone.objects.bulk_create([Milestone(task=task, **row) for row in text.milestones])
    TaskCoordinator.objects.filter(task=task).delete()
    bodies = committees_named(text.fields.get("coordination", ""))
    TaskCoordinator.objects.bulk_create([TaskCoordinator(task=task, committee=body) for body in bodies])


def committees_named(words):
    """The committees whose names stand in "Sở Nội vụ; Công an tỉnh", told without accents and capitals."""
    names = {fold(name).strip() for name in words.split(";") if name.strip()}
    if not names:
        return []
    found = Committee.objects.none()
    for name in sorted(names)[:LISTED]:
        found |= Committee.objects.filter(search__endswith=name)
    return [committee for committee in found if fold(committee.name) in names]


def touch(tasks):
    """Count one more write of each task, in memory and in the database."""
    BreakthroughTask.objects.filter(pk__in=[task.pk for task in tasks]).update(revision=F("revision") + 1)
    for task in tasks:
        task.revision += 1
