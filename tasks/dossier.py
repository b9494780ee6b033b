"""What the page of one task shows, made of its rows: bars, milestones, the story so far, two tiers side by side."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from cadre.templatetags.vi import so
from tasks.achievement import target_of
from tasks.enums import ReportState, TaskState
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
    date: dt.date
    words: str
    said: str = ""


def report_words(report):
    percent = "" if report.percent is None else f": {so(report.percent)}\u00a0%"
    words = {
        ReportState.VERIFIED: "Báo cáo đến {} đã xác nhận{}",
        ReportState.RETURNED: "Trả lại báo cáo đến {}{}",
        ReportState.SUBMITTED: "Nộp báo cáo đến {}{}",
    }[report.state]
    return words.format(f"{report.period_end:%d/%m/%Y}", percent)


def story(task, milestones, reports):
    """What is known to have happened, newest first; made of the dates on file, nothing is guessed."""
    events = []
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
    return sorted(events, key=lambda event: event.date)[::-1]


@dataclass(frozen=True, slots=True)
class Tier:
    """The same measure at both levels: what was asked above, and what was handed down with what came of it."""

    name: str
    unit: str
    asked: object
    handed_down: object
    reported: object
    delivered: object

    @property
    def gap(self):
        """What of the target nobody below was given; negative when more was handed down than asked."""
        return self.asked - self.handed_down

    @property
    def differs(self):
        return self.reported is not None and self.reported != self.delivered


def tiers(task, parent, subtasks, indicators, owners, today, late):
    """The task above, those below, and each counted measure that is carried below under the same name and unit.

    late: {multi-year task: its first overdue milestone}."""
    below = [
        {
            "task": each,
            "owners": owners[each.pk],
            "standing": standing_of(each, today, late.get(each.pk)),
            "progress": progress_of(each.state, indicators[each.pk], None),
        }
        for each in subtasks
    ]
    above = None
    if parent:
        above = {
            "task": parent,
            "owners": owners[parent.pk],
            "standing": standing_of(parent, today, late.get(parent.pk)),
            "progress": progress_of(parent.state, indicators[parent.pk], None),
        }
    return {"below": below, "above": above, "measures": measures(task, subtasks, indicators)}


def measures(task, subtasks, indicators):
    found = []
    for asked in indicators[task.pk]:
        if not counted_upwards(asked):
            continue
        parts = [
            each
            for subtask in subtasks
            for each in indicators[subtask.pk]
            if counted_upwards(each) and (each.name, each.unit) == (asked.name, asked.unit)
        ]
        if parts:
            found.append(
                Tier(
                    asked.name,
                    asked.unit,
                    asked.target_min,
                    sum(each.target_min for each in parts),
                    asked.result,
                    sum(each.result or 0 for each in parts),
                )
            )
    return found


def counted_upwards(indicator):
    """Targets that add up over units: counted up, not a share in per cent."""
    return indicator.comparator in ("gte", "eq") and indicator.unit.strip() not in ("%", "điểm", "")
