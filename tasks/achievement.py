"""How far an indicator is from its baseline to its target: exact, and not capped unless asked (136 % stays 136 %).

The one place of this formula for what is shown (scoring.md §3 and §9). Pure: no Django, no database, no clock."""

from fractions import Fraction

ONE, ZERO = Fraction(1), Fraction(0)


def target_of(comparator, target_min, target_max):
    """The bound a result is measured against: the upper one for "không quá", else the lower."""
    return target_max if comparator == "lte" else target_min


def is_falling(comparator, baseline, target):
    """Whether less is better. `eq` goes from its baseline towards its target."""
    if comparator == "eq":
        return baseline is not None and baseline > target
    return comparator == "lte"


def usable_baseline(comparator, baseline, target):
    """The baseline, unless it already lies on the good side of the target (then there was no way to go)."""
    if baseline is None or baseline == target:
        return None
    if comparator == "lte":
        return baseline if baseline > target else None
    return baseline if comparator == "eq" or baseline < target else None


def achievement(comparator, baseline, target_min, target_max, result, cap=None):
    """The share of the way done, from 0 up; None while there is no result.

    comparator: gte, lte, eq, range or done; the others Decimal, int or None; cap: highest share given (a number).
    Without a usable baseline the result is compared with the target itself; a fall to 0 (or below) is then the cap,
    1 where none is given, and a target of 0 is either reached or not."""
    if result is None:
        return None
    share = max(ZERO, _share(comparator, baseline, target_min, target_max, Fraction(result), cap))
    return share if cap is None else min(share, Fraction(cap))


def _share(comparator, baseline, target_min, target_max, result, cap):
    if comparator == "done":
        return ONE if result > 0 else ZERO
    target = Fraction(target_of(comparator, target_min, target_max))
    start = usable_baseline(comparator, baseline, target)
    if start is not None:
        return (result - Fraction(start)) / (target - Fraction(start))
    if is_falling(comparator, None, target):
        return target / result if result > 0 else (ONE if cap is None else Fraction(cap))
    if target == 0:
        return ONE if result >= 0 else ZERO
    return result / target


def is_reached(comparator, target_min, target_max, result):
    """Whether the result satisfies the comparator as written; None while there is no result."""
    if result is None:
        return None
    if comparator == "done":
        return result > 0
    if comparator == "lte":
        return result <= target_max
    if comparator == "eq":
        return result == target_min
    return result >= target_min and (comparator == "gte" or target_max is None or result <= target_max)


def task_achievement(readings, cap=None):
    """Weighted mean of a task's indicators; None when none has a result (an indicator without one counts 0).

    readings: (comparator, baseline, target_min, target_max, result, weight); each is capped before the mean."""
    if all(reading[4] is None for reading in readings):
        return None
    total = sum(Fraction(reading[5]) for reading in readings)
    return sum(Fraction(reading[5]) * (achievement(*reading[:5], cap) or ZERO) for reading in readings) / total
