"""Giao xuống: a unit that holds a task gives parts of its target to those below; the task and its target stay whole."""

import uuid
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cadre.enums import Role
from cadre.models import Appointment, Committee, Placement
from cadre.queries import headed_by, in_force
from cadre.scope import reaches
from tasks import permissions, workflow
from tasks.enums import CampaignState, Comparator, TaskState
from tasks.models import BreakthroughTask, Campaign, Indicator, TaskOwner
from tasks.registering import Stale, new_codes, series_of
from tasks.services import place_tasks
from tasks.standing import RUNNING

DECIDERS = (Role.LEADER, Role.SECRETARY)


@dataclass(frozen=True, slots=True)
class Handed:
    """One part: to whom (a post or a committee), what, until when. `numbers`: {indicator id: the part of its target},
    of a yes-or-no indicator 1 if it goes along."""

    to: Appointment | Committee
    title: str
    product: str
    due: object
    numbers: dict

    @property
    def post(self):
        return self.to if isinstance(self.to, Appointment) else None

    @property
    def committee(self):
        return self.to if isinstance(self.to, Committee) else None


class Refused(Exception):
    """A part may not be given to whom it names; `index`: which row, the message says why."""

    def __init__(self, index, words):
        self.index = index
        super().__init__(words)


# ---- who gives, to whom ----------------------------------------------------------------------------------------


def paths_of(committee, today):
    places = Placement.objects.filter(committee=committee, valid_from__lte=today, valid_to__gte=today)
    return list(places.values_list("path", flat=True))


def units_of(task, user, today):
    """The committees that hold the task and that the account directs: as organiser, leader or secretary over it, as the
    head of it, or as the one whose post there received the task; in order of their names."""
    posts = Appointment.objects.filter(task_owners__task=task)
    held = Committee.objects.filter(Q(pk=task.owner_committee_id) | Q(pk__in=posts.values("committee")))
    directed = reaches(user, (Role.ORGANISER, *DECIDERS))
    own = posts.filter(in_force(today), cadre__user=user.pk).values("committee")
    mine = set(held.filter(Q(pk__in=own) | Q(pk__in=headed_by(user, today))).values_list("pk", flat=True))
    found = held.placed_on(today).order_by("sort", "pk")
    return [each for each in found if each.pk in mine or permissions.covers(directed, [each.path])]


def decides(user, unit, today):
    """Whether the account gives in the unit's name itself: its leader, secretary or head. Others enter the parts, and
    somebody who leads approves them: who proposes does not decide."""
    if permissions.covers(reaches(user, DECIDERS), paths_of(unit, today)):
        return True
    return headed_by(user, today).filter(committee=unit).exists()


def below(unit, today):
    """(posts in the unit and all below it, committees below it) in force: who a part may be given to."""
    inside = Q(pk__in=[])
    for path in paths_of(unit, today):
        inside |= Q(path__gte=path, path__lt=path + "A")
    placed = Placement.objects.filter(inside, valid_from__lte=today, valid_to__gte=today)
    posts = Appointment.objects.filter(in_force(today), committee__in=placed.values("committee"))
    committees = Committee.objects.filter(pk__in=placed.values("committee")).exclude(pk=unit.pk)
    return posts.select_related("cadre", "committee"), committees


def refuse_own(rows, user, today):
    """Nobody gives a task to themselves, nor to a committee they head."""
    headed = set(headed_by(user, today).values_list("committee", flat=True))
    for index, row in enumerate(rows):
        if (row.post and row.post.cadre.user_id == user.pk) or (row.committee and row.committee.pk in headed):
            raise Refused(index, "Không giao cho chính mình. Chọn người hoặc tập thể khác.")


# ---- giving ----------------------------------------------------------------------------------------------------


@transaction.atomic
def hand_down(task, unit, rows, *, actor, form_key, revision=None):
    """Give parts of a task to those below → (the new tasks, True); (those given before, False) for the same form again.

    Permission for task and unit, and that each receiver stands below it, are the caller's (`units_of`, `below`).
    Raises Refused, TransitionNotAllowed (the task is no longer running), Stale. Side effects: the tasks, approved where
    the account decides for the unit, else proposed; their owners, indicators, places, first version; an event
    "hand_down" on them and on the task, the ledger. A number of statements that does not grow with the rows."""
    task, today = workflow.lock([task.pk])[0], timezone.localdate()
    keys = [uuid.uuid5(form_key, f"{task.pk} {number}") for number in range(len(rows))]
    again = list(BreakthroughTask.objects.filter(form_key__in=keys).order_by("pk"))
    if again:
        return again, False
    if task.state not in RUNNING:
        words = f"Không giao xuống được nữa. {workflow.last_words(task)}"
        raise workflow.TransitionNotAllowed(workflow.Refusal(task, words, is_stale=True))
    if revision is not None and revision != task.revision:
        raise Stale(task, workflow.last_words(task))
    refuse_own(rows, actor.user, today)
    made = make_tasks(task, unit, rows, keys, actor, decides(actor.user, unit, today))
    place_tasks([each.pk for each in made])
    workflow.keep_versions(made, actor, why="giao xuống")
    told(task, unit, made, rows, actor)
    return made, True


def campaign_for(task, unit):
    """The giving unit's own campaign of that year, so that those below commit to it; else the one of the task."""
    own = Campaign.objects.filter(committee=unit, year=task.year).exclude(state=CampaignState.DRAFT).first()
    return own or task.campaign


def make_tasks(task, unit, rows, keys, actor, is_decided):
    campaign, now = campaign_for(task, unit), timezone.now()
    state = TaskState.APPROVED if is_decided else TaskState.PROPOSED
    stamps = {f"{name}_at": now for name in ("created", "submitted")}
    stamps |= {f"{name}_by": actor.user for name in ("created", "submitted")}
    stamps |= {"approved_at": now, "approved_by": actor.user} if is_decided else {}
    codes = new_codes(series_of(campaign, unit, task.year), len(rows))
    made = BreakthroughTask.objects.bulk_create(
        BreakthroughTask(
            code=code,
            year=task.year,
            kind=task.kind,
            field=task.field,
            title=row.title,
            product=row.product,
            due=row.due,
            campaign=campaign,
            assigned_by=unit,
            owner_committee=row.committee,
            parent_task=task,
            horizon=task.horizon,
            state=state,
            form_key=key,
            **stamps,
        )
        for row, key, code in zip(rows, keys, codes, strict=True)
    )
    pairs = list(zip(made, rows, strict=True))
    TaskOwner.objects.bulk_create(TaskOwner(task=each, appointment=row.post) for each, row in pairs if row.post)
    asked = {each.pk: each for each in task.indicators.all()}
    Indicator.objects.bulk_create(
        part_of(asked[pk], number, each) for each, row in pairs for pk, number in row.numbers.items()
    )
    return made


def part_of(asked, number, task):
    """The part of an indicator as the indicator of a lower task. A part of a range is "at least so many": the ends of a
    range are shared out by nobody."""
    comparator = Comparator.GTE if asked.comparator == Comparator.RANGE else asked.comparator
    least = number if comparator in (Comparator.GTE, Comparator.EQ) else None
    return Indicator(
        task=task,
        name=asked.name,
        unit=asked.unit,
        comparator=comparator,
        target_min=least,
        target_max=number if comparator == Comparator.LTE else None,
        target_text=asked.target_text if comparator == Comparator.DONE else "",
        weight=asked.weight,
    )


def told(task, unit, made, rows, actor):
    receivers = {each.pk: named(row) for each, row in zip(made, rows, strict=True)}
    bodies = {each.pk: {"from_task": task.code, "unit": unit.name, "to": receivers[each.pk]} for each in made}
    parts = [{"task": each.code, "to": receivers[each.pk]} for each in made]
    workflow.tell(made, "hand_down", actor, before={each.pk: "" for each in made}, body=bodies)
    workflow.tell([task], "hand_down", actor, body={task.pk: {"unit": unit.name, "parts": parts}})


def named(row):
    return f"{row.post.title} – {row.post.cadre.full_name}" if row.post else row.committee.name


# ---- what was handed down already ----------------------------------------------------------------------------


def handed_before(task):
    """{indicator id: the sum of its parts given so far}, by name and unit, of tasks that were not dropped."""
    found, parts = {}, {}
    given = Indicator.objects.filter(task__parent_task=task).exclude(
        task__state__in=(TaskState.CANCELLED, TaskState.RETURNED, TaskState.DRAFT)
    )
    for each in given:
        key = each.name, each.unit
        number = each.target_max if each.comparator == Comparator.LTE else each.target_min
        parts[key] = parts.get(key, Decimal(0)) + (number or Decimal(0))
    for each in task.indicators.all():
        found[each.pk] = parts.get((each.name, each.unit), Decimal(0))
    return found
