"""scoring.md §3 and §9: the share of the way from baseline to target."""

from decimal import Decimal as D
from fractions import Fraction as F

import pytest

from tasks.achievement import achievement, is_reached

CASES = [
    # comparator, baseline, min, max, result → share
    ("gte", 0, 25, None, 34, F(34, 25), "136 % stays 136 %"),
    ("gte", None, 25, None, 34, F(34, 25), "no baseline: the result over the target"),
    ("gte", 93, 491, None, 484, F(391, 398), "from the baseline, not from zero"),
    ("gte", 5, 12, None, 10, F(5, 7), "part of the way"),
    ("gte", 5, 12, None, 3, F(0), "below the baseline is nothing, not less"),
    ("gte", 5, 12, None, 5, F(0), "nothing moved"),
    ("gte", 15, 12, None, 18, F(3, 2), "a baseline on the good side is ignored"),
    ("gte", None, 0, None, 0, F(1), "a target of zero without baseline: reached"),
    ("gte", None, 0, None, -1, F(0), "a target of zero without baseline: not reached"),
    ("gte", D("-3.5"), D("1.5"), None, D("-1"), F(1, 2), "negative baseline"),
    ("gte", D("0.1"), D("0.3"), None, D("0.2"), F(1, 2), "decimals exactly, where floats give 0.5000000000000001"),
    ("lte", 14, None, 3, 4, F(10, 11), "a falling target runs the same way"),
    ("lte", 14, None, 3, 3, F(1), "falling target met"),
    ("lte", 14, None, 3, 0, F(14, 11), "falling further than asked"),
    ("lte", 14, None, 3, 20, F(0), "rising instead of falling"),
    ("lte", 14, None, 0, 7, F(1, 2), "falling to zero, half way"),
    ("lte", None, None, 3, 4, F(3, 4), "falling without baseline: target over result"),
    ("lte", None, None, 3, 2, F(3, 2), "falling without baseline, better than asked"),
    ("lte", None, None, 3, 0, F(1), "falling without baseline to zero: whole"),
    ("lte", None, None, 0, 2, F(0), "none allowed, two there"),
    ("lte", 2, None, 3, 4, F(3, 4), "a baseline on the good side of a ceiling is ignored"),
    ("eq", 0, 10, None, 5, F(1, 2), "equal, rising"),
    ("eq", 20, 10, None, 15, F(1, 2), "equal with the baseline above falls"),
    ("eq", 20, 10, None, 5, F(3, 2), "equal, beyond the target"),
    ("eq", None, 10, None, 12, F(6, 5), "equal without baseline"),
    ("range", 50, 80, 90, 95, F(3, 2), "a range is measured at its lower bound, no penalty above the upper"),
    ("range", None, 80, 90, 40, F(1, 2), "a range without baseline"),
    ("range", 85, 80, 90, 80, F(1), "a baseline inside the range is ignored"),
    ("done", None, None, None, 1, F(1), "done"),
    ("done", None, None, None, 0, F(0), "not done"),
]


@pytest.mark.parametrize(("comparator", "baseline", "low", "high", "result", "share", "why"), CASES)
def test_share_of_the_way(comparator, baseline, low, high, result, share, why):
    assert achievement(comparator, baseline, low, high, result) == share, why


@pytest.mark.parametrize("comparator", ["gte", "lte", "eq", "range", "done"])
def test_no_result_has_no_share(comparator):
    assert achievement(comparator, D(1), D(5), D(9), None) is None


def test_cap_cuts_what_is_beyond():
    assert achievement("gte", 0, 25, None, 34, cap=1) == 1
    assert achievement("gte", 0, 25, None, 34, cap=D("1.2")) == F(6, 5)
    assert achievement("gte", 0, 25, None, 20, cap=1) == F(4, 5)


def test_fall_to_zero_without_baseline_is_the_cap():
    assert achievement("lte", None, None, 3, 0, cap=D("1.2")) == F(6, 5)


@pytest.mark.parametrize(
    ("comparator", "low", "high", "result", "reached"),
    [
        ("gte", 12, None, 12, True),
        ("gte", 12, None, D("11.999999"), False),
        ("lte", None, 3, 3, True),
        ("lte", None, 3, 4, False),
        ("eq", 10, None, 10, True),
        ("eq", 10, None, 11, False),
        ("range", 80, 90, 90, True),
        ("range", 80, 90, 91, False),
        ("range", 80, None, 91, True),
        ("done", None, None, 1, True),
        ("done", None, None, 0, False),
        ("gte", 12, None, None, None),
    ],
)
def test_reached_as_written(comparator, low, high, result, reached):
    assert is_reached(comparator, low, high, result) is reached
