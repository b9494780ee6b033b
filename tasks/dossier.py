"""What the page of one task shows, made of its rows: bars, milestones, the story so far, two tiers side by side."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from django.utils import timezone

from cadre.enums import CommitteeLevel
from cadre.templatetags.vi import hoa_dau, so
from tasks import workflow
from tasks.achievement import target_of
from tasks.cascade import Part, reconcile, shares
from tasks.enums import ASSIGNED_STATES, ReportState, TaskState
from tasks.queries import progress_of, share_of, standing_of
from tasks.standing import Standing, milestone_standing

GOAL = Fraction(500, 7)  # where the target stands on a bar 100 wide: room for 140 % on the bar, more runs to the edge
SIGNS = {"gte": "≥ ", "lte": "≤ ", "eq": "", "range": ""}


@dataclass(frozen=True, slots=True)
class Bullet:
    """One indicator as a bar: widths are text with a decimal point, out of 100."""

    indicator: object
    target: str
    share: Fraction | None
    track: str
    bar: str
    over: str  # length beyond the target, "" if none
    goal: str
    is_over: bool
    beyond_edge: bool


def target_words(indicator):
    if indicator.comparator == "done":
        return indicator.target_text or "xong"
    if indicator.comparator == "range":
        return f"{so(indicator.target_min)}–{so(indicator.target_max)}"
    target = target_of(indicator.comparator, indicator.target_min, indicator.target_max)
    return SIGNS[indicator.comparator] + so(target)


def plain(value):
    return f"{float(value):.2f}"


def bullet(indicator):
    share = share_of(indicator)
    reach = min((share or Fraction(0)) * GOAL, Fraction(100))
    return Bullet(
        indicator=indicator,
        target=target_words(indicator),
        share=share,
        track=plain(GOAL),
        bar=plain(min(reach, GOAL)),
        over=plain(reach - GOAL) if reach > GOAL else "",
        goal=plain(GOAL),
        is_over=share is not None and share > 1,
        beyond_edge=share is not None and share * GOAL > 100,
    )


def bullet_rows(indicators):
    return [bullet(indicator) for indicator in indicators]


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    title: str
    due: dt.date
    ended: dt.date | None
    standing: Standing
    quality: object
    exceeded: bool
    excused: bool


def milestone_rows(milestones, today):
    return [
        Step(
            number=number,
            title=each.title,
            due=each.due,
            ended=each.finished_on or each.accepted_on,
            standing=milestone_standing(
                due=each.due, finished_on=each.finished_on, accepted_on=each.accepted_on, today=today
            ),
            quality=each.quality_percent,
            exceeded=each.exceeded,
            excused=each.excused,
        )
        for number, each in enumerate(milestones, 1)
    ]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the story. `at`: the hour, where it is known; `version`, `paper`: what it left behind."""

    date: dt.date
    words: str
    said: str = ""
    at: dt.datetime | None = None
    by: str = ""
    version: int = 0
    paper: object = None


def steps_told(events):
    """The steps taken here, as lines; a draft saved many times on one day by one person is one line."""
    found, last = [], None
    for event in events:
        day = timezone.localdate(event.at)
        same = (event.verb, event.actor_id, day)
        if event.verb == "edit" and same == last:
            found.pop()
        last = same
        found.append(
            Event(
                day,
                hoa_dau(workflow.DONE.get(event.verb, event.verb)) + details(event.body),
                event.comment,
                at=event.at,
                by=doer(event.actor, event.acting_as),
                version=event.version if event.verb in KEEPING else 0,
                paper=event.document,
            )
        )
    return found


KEEPING = {move for move, rule in workflow.RULES.items() if rule.keeps_version} | {"adjust"}


def details(body):
    """What changed, as far as the event says so in figures: labels of the text, holders passed on."""
    if body.get("changed"):
        return f": {', '.join(body['changed'])}"
    moved = [
        f"từ {each['from']} sang {each['to']}" if each["from"] else each["to"] for each in body.get("handovers", ())
    ]
    return f": {'; '.join(moved)}" if moved else ""


def doer(user, acting_as):
    """Who did it, and in which role; said once where the account is called by its role."""
    name = user.get_full_name() or user.get_username()
    return f"{name}, {acting_as}" if acting_as and acting_as != name else name


def report_words(report):
    percent = "" if report.percent is None else f": {so(report.percent)}\u00a0%"
    words = {
        ReportState.VERIFIED: "Báo cáo đến {} đã xác nhận{}",
        ReportState.RETURNED: "Trả lại báo cáo đến {}{}",
        ReportState.SUBMITTED: "Nộp báo cáo đến {}{}",
    }[report.state]
    return words.format(f"{report.period_end:%d/%m/%Y}", percent)


def story(task, milestones, reports, steps=()):
    """What is known to have happened, newest first; made of the steps taken here (TaskEvent, the oldest first) and of
    the dates on file, nothing is guessed."""
    events = steps_told(steps)
    if task.start:
        events.append(Event(task.start, f"Bắt đầu; nơi giao: {task.assigned_by}"))
    if task.original_due and task.original_due != task.due:
        events.append(Event(task.original_due, f"Thời hạn ban đầu; nay là {task.due:%d/%m/%Y}"))
    for place, each in enumerate(milestones, 1):
        ended = each.finished_on or each.accepted_on
        if ended:
            late = (ended - each.due).days
            events.append(Event(ended, f"Xong mốc {place}: {each.title}" + (f", chậm {late} ngày" if late > 0 else "")))
    for report in reports:
        events.append(Event(report.submitted_on or report.period_end, report_words(report), report.difficulties))
    if task.finished_on:
        late = (task.finished_on - task.due).days
        events.append(Event(task.finished_on, "Ra sản phẩm" + (f", chậm {late} ngày" if late > 0 else "")))
    if task.accepted_on and task.state == TaskState.ACCEPTED:
        events.append(Event(task.accepted_on, "Nghiệm thu" + (", công nhận vượt yêu cầu" if task.exceeded else "")))
    return sorted(events, key=lambda event: (event.date, event.at.timestamp() if event.at else 0))[::-1]


GIVERS = {CommitteeLevel.PROVINCE: "tỉnh", CommitteeLevel.DISTRICT: "huyện", CommitteeLevel.COMMUNE: "xã"}


def holder_words(task, owners):
    """Who holds a task, in words."""
    return "; ".join(owner["title"] for owner in owners) or str(task.owner_committee or "–")


def tiers(task, parent, subtasks, indicators, owners, today, late, hidden=0):
    """The task above, those below, and each measure that is carried below, told on both levels.

    late: {multi-year task: its first overdue milestone}; hidden: how many tasks below are out of the reader's sight;
    only what was really given counts in the sums."""
    below = [tier_row(each, indicators, owners, today, late) for each in subtasks]
    parts = [
        Part(indicator, holder_words(each, owners[each.pk]), each)
        for each in subtasks
        if each.state in ASSIGNED_STATES
        for indicator in indicators[each.pk]
    ]
    above = GIVERS.get(task.assigned_by.level, "cấp trên")
    return {
        "below": below,
        "above": tier_row(parent, indicators, owners, today, late) if parent else None,
        "measures": reconcile(indicators[task.pk], parts, above=above, hidden=hidden),
        "shares": shares(indicators[task.pk], indicators[parent.pk]) if parent else [],
        "hidden": hidden,
    }


def tier_row(task, indicators, owners, today, late):
    return {
        "task": task,
        "owners": owners[task.pk],
        "standing": standing_of(task, today, late.get(task.pk)),
        "progress": progress_of(task.state, indicators[task.pk], None),
    }
