"""What an account may do with a task. `stands` reads, in a constant number of statements, what the account is to each
of many tasks; the `can_…` functions judge one of them. Buttons, pages, single posts and batches ask the same ones.

Separation of duties (product.md §1): nobody decides what is their own, and who proposes does not decide."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from cadre.enums import Role
from cadre.models import Placement
from cadre.queries import headed_by
from cadre.scope import READING_ROLES, reaches, within
from tasks.enums import TaskKind, TaskState
from tasks.models import TaskOwner, TaskPlace

WRITABLE = (TaskState.DRAFT, TaskState.RETURNED)


@dataclass(frozen=True, slots=True)
class Stand:
    """What one account is to one task.

    owns: a post of theirs in force receives it, or they head the committee that does · involved: a post of theirs ever
    received it · drafts: giúp việc of the unit that holds it · keeps: organiser over who holds or gives it · organises,
    leads: organiser, or leader or secretary, over the committee that gives it · commands: the same over one that holds
    it · wrote, appraised: did that step themselves."""

    owns: bool = False
    involved: bool = False
    drafts: bool = False
    keeps: bool = False
    organises: bool = False
    leads: bool = False
    commands: bool = False
    wrote: bool = False
    appraised: bool = False

    @property
    def is_judge(self):
        return (self.organises or self.leads) and not self.involved


def covers(found, paths):
    return any(reach.path <= path < reach.path_end for reach in found for path in paths)


def stands(user, tasks):
    """{task id: Stand} of an account towards tasks (rows of BreakthroughTask); three statements for any number."""
    tasks = list(tasks)
    ids = [task.pk for task in tasks]
    given, held = defaultdict(list), defaultdict(list)
    for pk, path, is_held in TaskPlace.objects.filter(task__in=ids).values_list("task", "path", "is_held"):
        (held if is_held else given)[pk].append(path)
    today = timezone.localdate()
    ever, now = set(), set()
    links = TaskOwner.objects.filter(task__in=ids, appointment__cadre__user=user.pk)
    for pk, start, end in links.values_list("task", "appointment__start", "appointment__end"):
        ever.add(pk)
        if start <= today and (end is None or end >= today):
            now.add(pk)
    headed = set(headed_by(user, today).values_list("committee", flat=True))
    organiser, deputy = reaches(user, (Role.ORGANISER,)), reaches(user, (Role.DEPUTY,))
    leader = reaches(user, (Role.LEADER, Role.SECRETARY))
    desks = {reach.path for reach in deputy}
    found = {}
    for task in tasks:
        heads = task.owner_committee_id in headed
        found[task.pk] = Stand(
            owns=task.pk in now or heads,
            involved=task.pk in ever or heads,
            drafts=any(path in desks for path in held[task.pk]),
            keeps=covers(organiser, given[task.pk] + held[task.pk]),
            organises=covers(organiser, given[task.pk]),
            leads=covers(leader, given[task.pk]),
            commands=covers(leader, held[task.pk]) or covers(organiser, held[task.pk]),
            wrote=user.pk in (task.created_by_id, task.submitted_by_id),
            appraised=task.appraised_by_id == user.pk,
        )
    return found


def stand(user, task):
    return stands(user, [task])[task.pk]


def takes_part(stand):
    """Is the account anything to the task but a reader?"""
    return any((stand.owns, stand.drafts, stand.keeps, stand.organises, stand.leads))


def can_edit(stand, task):
    """A draft by its owner, their office, the organisers; a proposal only by those who judge it."""
    if task.state in WRITABLE:
        return stand.owns or stand.drafts or stand.keeps or (stand.wrote and stand.leads)
    return task.state == TaskState.PROPOSED and stand.is_judge


def can_submit(stand, task):
    """The holder, or staff who enter it for them; a deputy drafts but does not send."""
    return task.kind != TaskKind.ORDER and (stand.owns or stand.keeps)


def can_withdraw(stand, task):
    return task.appraised_at is None and (stand.owns or stand.wrote)


def can_return(stand, task):
    return stand.is_judge


def can_appraise(stand, task):
    return stand.organises and not stand.involved


def can_approve(stand, task):
    return stand.leads and not (stand.involved or stand.wrote or stand.appraised)


def can_issue(stand, task):
    """Đặt hàng: the leader both asks and decides; the receiver's part is to acknowledge."""
    return task.kind == TaskKind.ORDER and stand.leads and not stand.involved


def can_acknowledge(stand, task):
    """Once, and only what was ordered here: an order that came by import was received long ago."""
    is_new = task.approved_at is not None and task.acknowledged_at is None
    return task.kind == TaskKind.ORDER and is_new and stand.owns


def can_drop(stand, task):
    return can_edit(stand, task)


def can_record_decision(stand, task):
    return stand.is_judge


def can_ask_change(stand, task):
    return stand.owns or stand.keeps


def can_decide_change(stand, request, user):
    """Who leads where the task was given; not who asked, and not for a task of their own."""
    return stand.leads and not stand.involved and request.asked_by_id != user.pk


def can_comment_change(stand, request, user):
    """The holder, whoever asked, the organisers with their opinion, and those who decide."""
    return stand.owns or stand.keeps or stand.leads or request.asked_by_id == user.pk


def can_withdraw_change(request, user):
    return request.asked_by_id == user.pk


def can_hand_down(stand, task):
    """Whoever directs a unit that holds the task may give parts of it to those below."""
    return stand.commands or stand.owns


# ---- campaigns -----------------------------------------------------------------------------------------------


def covers_committee(user, committee_id, day, roles):
    """Whether the committee stood inside the user's rights of these roles on the day; one statement."""
    places = Placement.objects.filter(committee=committee_id, valid_from__lte=day, valid_to__gte=day)
    return places.filter(within(reaches(user, roles))).exists()


def can_open_campaign(user, committee, end):
    """A campaign belongs to the organisers of its committee on the last day of its work."""
    return covers_committee(user, committee.pk, end, (Role.ORGANISER,))


def can_keep_campaign(user, campaign):
    return covers_committee(user, campaign.committee_id, campaign.end, (Role.ORGANISER,))


def oversees_campaign(user, campaign):
    """Whoever reads everything of the campaign's committee sees its figures."""
    return covers_committee(user, campaign.committee_id, campaign.end, READING_ROLES)


def can_see_board(user):
    """Whoever holds a reading right sees who has not registered, of the units that right covers."""
    return bool(reaches(user))
