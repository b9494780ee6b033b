"""The quality check over stored tasks and over what is being typed: gathers in a constant number of statements what a
task may resemble, and asks `quality`. A task the reader may not see is never named to them."""

import datetime as dt
from collections import defaultdict
from types import SimpleNamespace

from django.db.models import F
from django.utils import timezone

from cadre.models import Placement
from tasks.enums import Horizon, TaskState
from tasks.models import BreakthroughTask, Campaign, Indicator, Milestone, TaskOwner
from tasks.quality import COLLEAGUE, OWN, PAST, SUPERIOR, Draft, Known, Period, Target, examine

CANDIDATES = 3000  # tasks looked at for one page, the newest first
EACH = 300  # of them compared with one task
UNSENT = (TaskState.DRAFT, TaskState.CANCELLED)


def findings_of(tasks, *, user):
    """{task id: [Finding]} of stored tasks, for a page of them; nine statements for any number."""
    tasks = list(tasks)
    ids = [task.pk for task in tasks]
    targets, steps = targets_of(ids), defaultdict(list)
    for task, title, due in Milestone.objects.filter(task__in=ids).values_list("task", "title", "due"):
        steps[task].append((title, due))
    links = TaskOwner.objects.filter(task__in=ids).select_related("appointment")
    holders = defaultdict(list)
    for link in links.order_by("id"):
        holders[link.task_id].append(link.appointment)
    periods = periods_of(task.campaign_id for task in tasks)
    asked = {
        task.pk: SimpleNamespace(
            draft=Draft(
                title=task.title,
                product=task.product,
                product_type=task.product_type,
                horizon=task.horizon,
                start=task.start,
                due=task.due,
                targets=tuple(targets[task.pk]),
                steps=tuple(steps[task.pk]),
            ),
            posts=holders[task.pk],
            unit=task.owner_committee_id,
            year=task.year,
            period=periods.get(task.campaign_id) or year_of(task.year),
            left_out={task.pk, task.parent_task_id, task.carried_from_id},
        )
        for task in tasks
    }
    return judged(asked, user)


def findings_for(text, *, user, campaign, year, task_id=None):
    """[Finding] on a registering.Text that is not saved yet, or not like this."""
    fields = text.fields
    names = ("name", "unit", "comparator", "target_min", "target_max", "target_text")
    asked = SimpleNamespace(
        draft=Draft(
            title=fields.get("title") or "",
            product=fields.get("product") or "",
            product_type=fields.get("product_type") or "",
            horizon=fields.get("horizon") or Horizon.YEAR,
            start=fields.get("start"),
            due=fields.get("due"),
            targets=tuple(Target(**{name: row.get(name) for name in names}) for row in text.indicators),
            steps=tuple((row.get("title") or "", row.get("due")) for row in text.milestones),
        ),
        posts=list(text.owners),
        unit=text.owner_committee.pk if text.owner_committee else None,
        year=year,
        period=Period(campaign.start, campaign.end) if campaign else year_of(year),
        left_out={task_id},
    )
    return judged({0: asked}, user)[0]


def judged(asked, user):
    rows = candidates(asked.values())
    seen = set(
        BreakthroughTask.objects.visible_to(user)
        .filter(pk__in={row["task_id"] for row in rows})
        .values_list("pk", flat=True)
    )
    reached = targets_of({row["task_id"] for row in rows}, with_result=True)
    superiors = related_units({unit for each in asked.values() for unit in units_of(each)})
    return {
        key: examine(each.draft, known=tuple(known_to(each, rows, seen, reached, superiors)), period=each.period)
        for key, each in asked.items()
    }


def units_of(asked):
    return {post.committee_id for post in asked.posts} | ({asked.unit} if asked.unit else set())


def related_units(units):
    """{unit: units directly above and below it today}: where its secretary and its chairman may sit."""
    today, found = timezone.localdate(), defaultdict(set)
    rows = Placement.objects.filter(valid_from__lte=today, valid_to__gte=today)
    rows = rows.filter(committee__in=units) | rows.filter(parent__in=units)
    for unit, parent in rows.values_list("committee", "parent"):
        if parent:
            found[unit].add(parent)
            found[parent].add(unit)
    return found


def candidates(asked):
    """Tasks of the same people in any year, and of their units and the units beside in the same years."""
    asked = list(asked)
    cadres = {post.cadre_id for each in asked for post in each.posts}
    units = {unit for each in asked for unit in units_of(each)}
    near = units | {unit for found in related_units(units).values() for unit in found}
    rows = TaskOwner.objects.exclude(task__state=TaskState.CANCELLED)
    rows = rows.filter(appointment__cadre__in=cadres) | rows.filter(
        appointment__committee__in=near, task__year__in={each.year for each in asked}
    )
    return list(
        rows.order_by("-task__year", "task_id").values(
            "task_id",
            title=F("task__title"),
            year=F("task__year"),
            state=F("task__state"),
            post=F("appointment"),
            who=F("appointment__title"),
            cadre=F("appointment__cadre"),
            unit=F("appointment__committee"),
            is_head=F("appointment__is_head"),
        )[:CANDIDATES]
    )


def relation_of(asked, row, cadres, units, superiors):
    if row["cadre"] in cadres:
        if row["year"] == asked.year:
            return OWN
        return PAST if row["year"] < asked.year and row["state"] not in UNSENT else None
    if row["year"] != asked.year or row["state"] in UNSENT:
        return None
    if row["is_head"] and (row["unit"] in units or any(row["unit"] in superiors[unit] for unit in units)):
        return SUPERIOR
    return COLLEAGUE if row["unit"] in units else None


def known_to(asked, rows, seen, reached, superiors):
    """The tasks one task is compared with, each once, under the nearest relation."""
    cadres, units, met = {post.cadre_id for post in asked.posts}, units_of(asked), set(asked.left_out)
    for row in rows:
        relation = None if row["task_id"] in met else relation_of(asked, row, cadres, units, superiors)
        if relation is None:
            continue
        met.add(row["task_id"])
        yield Known(
            id=row["task_id"],
            title=row["title"],
            relation=relation,
            year=row["year"],
            who=row["who"],
            is_seen=row["task_id"] in seen,
            targets=tuple(reached[row["task_id"]]),
        )
        if len(met) > EACH:
            return


def targets_of(ids, *, with_result=False):
    found = defaultdict(list)
    rows = Indicator.objects.filter(task__in=ids)
    rows = rows.filter(result__isnull=False) if with_result else rows
    names = ("name", "unit", "comparator", "target_min", "target_max", "target_text", "result")
    for row in rows.order_by("id").values("task_id", *names):
        found[row.pop("task_id")].append(Target(**row))
    return found


def periods_of(campaigns):
    rows = Campaign.objects.filter(pk__in={pk for pk in campaigns if pk})
    return {pk: Period(start, end) for pk, start, end in rows.values_list("pk", "start", "end")}


def year_of(year):
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 31))
