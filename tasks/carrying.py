"""Chuyển tiếp: what was not finished goes on as a new task of the next campaign, and the old one says where it went.

A task that runs on by its own due date (a multi-year one, or one extended into the new time) is not carried: it stays
open as it is. What was judged not completed keeps that verdict; everything else becomes `carried_over`, which counts
as not done (scoring.md §9)."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cadre import ledger
from cadre.models import Appointment
from cadre.naming import post_words
from cadre.queries import in_force, is_in_force
from cadre.templatetags.vi import ngay
from tasks import permissions, queries, registering, wording, workflow
from tasks.campaigns import Refused, lock
from tasks.enums import CampaignState, Horizon, RequestState, TaskKind, TaskState
from tasks.models import BreakthroughTask, ChangeRequest, Indicator, Milestone, TaskCoordinator, TaskOwner
from tasks.services import place_tasks
from tasks.standing import RUNNING

S = TaskState
UNFINISHED = (*RUNNING, S.AWAITING_RECOGNITION, S.NOT_COMPLETED, S.CARRIED_OVER)
COPIED = (
    "kind",
    "field",
    "title",
    "importance",
    "difficulty",
    "reason",
    "product",
    "product_type",
    "product_issuer",
    "coordination",
    "owner_committee_id",
    "parent_task_id",
)
RESTARTED = ("name", "unit", "comparator", "target_min", "target_max", "target_text", "weight")


def alive():
    """A task that already goes on from the outer one; one that was dropped does not count."""
    return BreakthroughTask.objects.filter(carried_from=OuterRef("pk")).exclude(state=S.CANCELLED)


def given_before(campaign):
    """Tasks the committee gave for earlier years."""
    return BreakthroughTask.objects.filter(assigned_by=campaign.committee_id, year__lt=campaign.year).exclude(
        campaign=campaign.pk
    )


def candidates(campaign, today):
    """Tasks that can go on in the campaign: unfinished, due before its time begins, not carried already."""
    found = given_before(campaign).filter(state__in=UNFINISHED, due__lt=campaign.start)
    return found.filter(~Exists(alive()))


def continuing(campaign):
    """Tasks of earlier years that run into the campaign's time by their own due date: nothing to carry."""
    return given_before(campaign).filter(state__in=RUNNING, due__gte=campaign.start)


# ---- who goes on with it --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Holding:
    """Who holds the new task: posts still in force, and heirs of those that ended; `why_not` when nobody does."""

    owners: list = field(default_factory=list)
    heirs: dict = field(default_factory=dict)  # post that ended → its heir
    why_not: str = ""


def day_of(campaign, today):
    return max(today, campaign.start)


def holdings(tasks, day):
    """{task id: Holding}; two statements for any number of tasks.

    The heir of a post is the one post in force with the same title in the same unit."""
    links = defaultdict(list)
    rows = TaskOwner.objects.filter(task__in=[task.pk for task in tasks]).order_by("id")
    for link in rows.select_related("appointment__cadre", "appointment__committee"):
        links[link.task_id].append(link.appointment)
    ended = [post for posts in links.values() for post in posts if not is_in_force(post, day)]
    heirs = heirs_of(ended, day)
    return {task.pk: holding_of(task, links[task.pk], heirs, day) for task in tasks}


def heirs_of(ended, day):
    """{(committee, title): the posts in force that bear it}."""
    found = defaultdict(list)
    places = {post.committee_id for post in ended}
    titles = {post.title for post in ended}
    rows = Appointment.objects.filter(in_force(day), committee__in=places, title__in=titles)
    for post in rows.select_related("cadre", "committee").order_by("id"):
        found[post.committee_id, post.title].append(post)
    return found


def holding_of(task, posts, heirs, day):
    holding, lost = Holding(), []
    for post in posts:
        next_ones = heirs[post.committee_id, post.title]
        if is_in_force(post, day):
            holding.owners.append(post)
        elif len(next_ones) == 1:
            holding.heirs[post] = next_ones[0]
            holding.owners.append(next_ones[0])
        else:
            lost.append(post)
    holding.owners = list(dict.fromkeys(holding.owners))
    unit = task.owner_committee
    if unit and unit.valid_to and unit.valid_to < day:
        holding.why_not = f"{unit} kết thúc hoạt động {ngay(unit.valid_to)}: giao lại cho nơi kế thừa rồi chuyển tiếp."
    elif lost and not holding.owners and not unit:
        said = "; ".join(f"{post} thôi giữ từ {ngay(post.end)}" if post.end else f"{post} chưa nhận" for post in lost)
        holding.why_not = f"{said}: giao lại cho người khác rồi chuyển tiếp."
    elif not posts and not unit:
        holding.why_not = "Chưa có người nhận: giao lại rồi chuyển tiếp."
    return holding


# ---- what remains -------------------------------------------------------------------------------------------------


def remaining(indicators):
    """Indicators not reached yet, from where they stand now; all of them from their old start when all are reached."""
    left = [each for each in indicators if not is_reached(each)]
    if not left:
        return [(each, each.baseline) for each in indicators]
    return [(each, each.baseline if each.result is None or each.comparator == "done" else each.result) for each in left]


def is_reached(indicator):
    share = queries.share_of(indicator)
    return (share is not None and share >= 1) or indicator.result in targets_of(indicator)


def targets_of(indicator):
    """The number a start may not be (the table refuses an indicator that begins at its target)."""
    target = indicator.target_max if indicator.comparator == "lte" else indicator.target_min
    return (target,) if target is not None else ()


def remaining_words(indicators):
    """["Số hộ có nước sạch: từ 640 lên ít nhất 1.000 hộ"]: the indicators as the new task will have them."""
    return [wording.target_line(restarted(each, start)) for each, start in remaining(indicators)]


def restarted(indicator, start, task=None):
    """The same indicator from another start, not saved."""
    return Indicator(task=task, baseline=start, **{name: getattr(indicator, name) for name in RESTARTED})


# ---- carrying -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Carried:
    """new: tasks made, with `carried_from`; refused: [(task, why)]; sent: how many were sent on at once."""

    new: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    sent: int = 0


def with_open_request(ids):
    """Tasks for which a change is asked and not decided yet: an extension may make carrying needless."""
    rows = ChangeRequest.objects.filter(task__in=ids, state=RequestState.OPEN)
    return set(rows.values_list("task", flat=True))


ASKED = "Còn đề nghị điều chỉnh chờ quyết định: quyết định xong rồi chuyển tiếp."


def refusal_of(task, campaign, stand, holding, *, is_carried, is_asked):
    if is_carried or task.state not in UNFINISHED:
        return f"Không chuyển tiếp được nữa. {workflow.last_words(task)}"
    if task.assigned_by_id != campaign.committee_id or task.year >= campaign.year or task.due >= campaign.start:
        return "Việc này không thuộc diện chuyển tiếp vào đợt."
    if stand.involved:
        return "Không chuyển tiếp việc của chính mình; nhờ chuyên viên khác."
    return ASKED if is_asked else holding.why_not


@transaction.atomic
def carry(campaign, dues, *, actor, submits=False):
    """Carry tasks into the campaign → Carried. dues: {task id: new due date}; submits: send them on at once.

    Side effects, in a number of statements that does not grow with the tasks: a new draft for each with owners,
    coordinating bodies and what remains of its indicators; the old one `carried_over` unless it was judged; events on
    both, the ledger. Twice at the same time: the second waits for the rows and finds them carried."""
    campaign = lock(campaign)
    if not permissions.can_keep_campaign(actor.user, campaign):
        raise PermissionDenied
    if campaign.state == CampaignState.CLOSED:
        raise Refused("Đợt đã khép nên không nhận việc chuyển tiếp. Mở lại đợt rồi làm tiếp.")
    today, outcome = timezone.localdate(), Carried()
    old = lock_with_units(dues)
    stands, holding = permissions.stands(actor.user, old), holdings(old, day_of(campaign, today))
    ids = [task.pk for task in old]
    gone = set(
        BreakthroughTask.objects.filter(carried_from__in=ids)
        .exclude(state=S.CANCELLED)
        .values_list("carried_from", flat=True)
    )
    asked, taken = with_open_request(ids), []
    for task in old:
        state = {"is_carried": task.pk in gone, "is_asked": task.pk in asked}
        why = refusal_of(task, campaign, stands[task.pk], holding[task.pk], **state)
        if why:
            outcome.refused.append((task, why))
        else:
            taken.append(task)
    if taken:
        outcome.new = write(campaign, taken, dues, holding, actor)
        outcome.sent = submit(outcome.new, actor) if submits else 0
    return outcome


def lock_with_units(ids):
    """The tasks, locked, with the units that hold them."""
    rows = BreakthroughTask.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    return list(rows.select_related("owner_committee").order_by("pk"))


def write(campaign, old, dues, holding, actor):
    new = make_tasks(campaign, old, dues, actor)
    copy_rows(old, new, holding)
    place_tasks([task.pk for task in new])
    before = {task.pk: task.state for task in old}
    passed = [task for task in old if task.state != S.NOT_COMPLETED]
    for task in passed:
        task.state = S.CARRIED_OVER
    BreakthroughTask.objects.filter(pk__in=[task.pk for task in passed]).update(state=S.CARRIED_OVER)
    registering.touch(old)
    pairs = list(zip(old, new, strict=True))
    to = {task.pk: {"to": made.code, "campaign": campaign.code, "due": made.due.isoformat()} for task, made in pairs}
    workflow.tell(old, "carry_over", actor, before=before, body=to)
    heirs = {
        made.pk: [{"from": words_of(post), "to": words_of(heir)} for post, heir in holding[task.pk].heirs.items()]
        for task, made in pairs
    }
    came = {
        made.pk: {"from": task.code} | ({"heirs": heirs[made.pk]} if heirs[made.pk] else {}) for task, made in pairs
    }
    workflow.tell(new, "carried_in", actor, before={task.pk: "" for task in new}, body=came)
    ledger.record(
        "campaign_carry", campaign.code, actor=actor.user, acting_as=actor.acting_as, tasks=[task.code for task in new]
    )
    return new


def words_of(post):
    return post_words(post.title, post.cadre.full_name)


def make_tasks(campaign, old, dues, actor):
    codes, now = registering.new_codes(campaign.code, len(old)), timezone.now()
    upper = goes_on_as(campaign, [task.parent_task_id for task in old if task.parent_task_id])
    new = [
        BreakthroughTask(
            code=code,
            year=campaign.year,
            campaign=campaign,
            assigned_by_id=campaign.committee_id,
            carried_from=task,
            horizon=Horizon.YEAR,
            start=campaign.start,
            due=dues[task.pk],
            state=S.DRAFT,
            created_at=now,
            created_by=actor.user,
            **{name: getattr(task, name) for name in COPIED},
        )
        for code, task in zip(codes, old, strict=True)
    ]
    for task in new:
        task.parent_task_id = upper.get(task.parent_task_id, task.parent_task_id)
    BreakthroughTask.objects.bulk_create(new, batch_size=200)
    tie_to_upper(old, new)
    return new


def tie_to_upper(old, new):
    """A sub-task carried with its upper task hangs below what that goes on as."""
    made = {task.pk: each for task, each in zip(old, new, strict=True)}
    tied = [each for each in new if each.parent_task_id in made]
    for each in tied:
        each.parent_task = made[each.parent_task_id]
    if tied:
        BreakthroughTask.objects.bulk_update(tied, ["parent_task"], batch_size=200)


def goes_on_as(campaign, parents):
    """{upper task: the task it goes on as in the same year}, where it was carried before."""
    rows = BreakthroughTask.objects.filter(carried_from__in=parents, year=campaign.year).exclude(state=S.CANCELLED)
    return dict(rows.values_list("carried_from", "pk"))


def copy_rows(old, new, holding):
    ids = {task.pk: made for task, made in zip(old, new, strict=True)}
    owners = [TaskOwner(task=ids[pk], appointment=post) for pk in ids for post in holding[pk].owners]
    TaskOwner.objects.bulk_create(owners, batch_size=500)
    indicators = queries.indicators_of(list(ids))
    Indicator.objects.bulk_create(
        [restarted(each, start, task=ids[pk]) for pk in ids for each, start in remaining(indicators[pk])],
        batch_size=500,
    )
    bodies = TaskCoordinator.objects.filter(task__in=list(ids)).order_by("id").values_list("task", "committee")
    TaskCoordinator.objects.bulk_create(
        [TaskCoordinator(task=ids[pk], committee_id=committee) for pk, committee in bodies], batch_size=500
    )


def submit(new, actor):
    """Send what can be sent → how many: an order waits for the leader who asks for it."""
    sendable = {task.pk: None for task in new if task.kind != TaskKind.ORDER}
    return len(workflow.apply_many(workflow.Move.SUBMIT, sendable, actor=actor).done) if sendable else 0


# ---- the page ------------------------------------------------------------------------------------------------------


def dressed(tasks, campaign, user, today):
    """Rows of the page: [{task, standing, progress, remains, owners, heirs, why_not, due}], constant statements."""
    tasks = list(tasks)
    ids = [task.pk for task in tasks]
    holding, stands = holdings(tasks, day_of(campaign, today)), permissions.stands(user, tasks)
    indicators, percents = queries.indicators_of(ids), queries.last_percents(ids)
    late, asked = queries.late_steps_of(tasks, today), with_open_request(ids)
    rows = []
    for task in tasks:
        own = "Việc của chính mình: nhờ chuyên viên khác chuyển tiếp." if stands[task.pk].involved else ""
        held = holding[task.pk]
        rows.append(
            {
                "task": task,
                "standing": queries.standing_of(task, today, late.get(task.pk)),
                "progress": queries.progress_of(task.state, indicators[task.pk], percents.get(task.pk)),
                "remains": remaining_words(indicators[task.pk]),
                "owners": [words_of(post) for post in held.owners]
                or ([task.owner_committee.name] if task.owner_committee else []),
                "heirs": [f"{words_of(heir)} thay {words_of(post)}" for post, heir in held.heirs.items()],
                "why_not": own or (ASKED if task.pk in asked else held.why_not),
                "is_waiting": task.state == S.AWAITING_RECOGNITION,
            }
        )
    return rows


def steps_of_year(tasks, campaign):
    """{task id: [milestones due in the campaign's time]}; one statement."""
    found = defaultdict(list)
    rows = Milestone.objects.filter(
        task__in=[task.pk for task in tasks], due__gte=campaign.start, due__lte=campaign.end
    )
    for step in rows.order_by("due", "id"):
        found[step.task_id].append(step)
    return found


def searched(tasks, text, unit):
    if unit:
        tasks = queries.held_within(tasks, queries.below(unit))
    return queries.search(tasks, text)
