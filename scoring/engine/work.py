"""What one assignment is worth: quantity, quality, timeliness and weight (scoring.md §3)."""

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction

from scoring.engine.exact import MICRO

QUARTER = Fraction(1, 4)
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One (task, owner) of the period.

    achieved: n', at most over_cap, each indicator capped before the mean; quality: percent in micro, None = 100 %;
    due, finished: only when finished after the due date, else None."""

    done: bool
    excused: bool
    achieved: Fraction
    quality: int | None = None
    major_errors: int = 0
    times_late: int = 0
    due: dt.date | None = None
    finished: dt.date | None = None
    importance: str = ""
    difficulty: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """The parts of an assignment as exact fractions. weight: k; quantity: n'; share: p of task_mean or step_table."""

    weight: int
    quantity: Fraction
    quality: Fraction
    timeliness: Fraction
    share: Fraction


def working_days_late(due, finished, holidays):
    """Monday–Friday days after `due` up to and including `finished`, minus the holidays among them."""
    if finished <= due:
        return 0
    days = (finished - due).days
    weeks, rest = divmod(days, 7)
    count = weeks * 5 + sum((due.weekday() + i) % 7 < 5 for i in range(1, rest + 1))
    return count - sum(due < day <= finished and day.weekday() < 5 for day in holidays)


def step_at_most(steps, value):
    """The value of the greatest key ≤ `value`; None if there is none. steps ascend by key."""
    index = bisect_right(steps, value, key=lambda step: step[0])
    return steps[index - 1][1] if index else None


def days_late_value(steps, days):
    """The step whose upper bound first reaches `days`; the empty key (None) stands beyond the last; no step: 0."""
    for bound, value in steps:
        if bound is None or days <= bound:
            return Fraction(value, MICRO)
    return ZERO


def quality(profile, assignment):
    """l in [0, 1]: percentage, by major errors, or by steps, as the profile says."""
    if profile.quality_rule == "errors":
        return max(ZERO, 1 - QUARTER * assignment.major_errors)
    percent = 100 * MICRO if assignment.quality is None else assignment.quality
    if profile.quality_rule == "steps":
        return Fraction(step_at_most(profile.quality_steps, percent) or 0, MICRO)
    return Fraction(percent, 100 * MICRO)


def timeliness(profile, assignment):
    """m in [0, 1]. Not done: 0, even if excused; excused: 1; else by times or by working days late (on time: 1)."""
    if not assignment.done:
        return ZERO
    if assignment.excused:
        return ONE
    if profile.timeliness_rule == "days":
        if assignment.due is None:
            return ONE
        days = working_days_late(assignment.due, assignment.finished, profile.holidays)
        return days_late_value(profile.days_late_steps, days)
    return max(ZERO, 1 - QUARTER * assignment.times_late)


def step_share(profile, assignment):
    """p of step_table: the step of the assessed task level if done, else 0."""
    if not assignment.done:
        return ZERO
    percent = 100 * MICRO if assignment.quality is None else assignment.quality
    return min(ONE, Fraction(step_at_most(profile.quality_steps, percent) or 0, MICRO))


def mean_share(profile, done, n, l, m):  # noqa: E741 - the regulation's letter
    """p of task_mean: min(1, wn·n' + wl·l·[done] + wt·m), over one common denominator."""
    nd, ld, md = n.denominator, l.denominator, m.denominator
    total = profile.w_quantity * n.numerator * ld * md + profile.w_timeliness * m.numerator * nd * ld
    if done:
        total += profile.w_quality * l.numerator * nd * md
    whole = MICRO * nd * ld * md
    return ONE if total >= whole else Fraction(total, whole)


def weigh(profile, assignment):
    """k = importance × difficulty from the profile's tables; a key not in its table counts 1."""
    return profile.importance.get(assignment.importance, MICRO) * profile.difficulty.get(assignment.difficulty, MICRO)


def evaluate(profile, assignment):
    n = assignment.achieved
    l, m = quality(profile, assignment), timeliness(profile, assignment)  # noqa: E741
    if profile.result_formula == "step_table":
        share = step_share(profile, assignment)
    else:
        share = mean_share(profile, assignment.done, n, l, m)
    return Work(weigh(profile, assignment), n, l, m, share)
