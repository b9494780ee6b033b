"""Geometry and figures: pure functions, by hand-worked numbers."""

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring import charts
from scoring.queries import Quota, RatingRow, Rules


@pytest.mark.parametrize(
    ("value", "text"),
    [("96.4", "96,40"), ("89.995", "90,00"), ("89.994999", "89,99"), ("0", "0,00"), ("100", "100,00")],
)
def test_points_have_two_decimals_half_up(value, text):
    assert charts.points(Decimal(value)) == text


def test_points_that_are_not_there_are_a_dash():
    assert charts.points(None) == "–"


@pytest.mark.parametrize(
    ("result", "css", "text"),
    [
        ("136.000000", "q5", "136"),
        ("100.000000", "q5", "100"),
        ("99.999999", "q4", "99"),
        ("90.000000", "q4", "90"),
        ("89.999999", "q3", "89"),
        ("70.000000", "q3", "70"),
        ("69.500000", "q2", "69"),
        ("50.000000", "q2", "50"),
        ("49.999999", "q1", "49"),
        ("0.000000", "q1", "0"),
    ],
)
def test_heat_takes_the_colour_of_the_number_it_shows(result, css, text):
    cell = charts.heat([4, 3, result])

    assert (cell.css, cell.text, cell.total, cell.done) == (css, text, 4, 3)


@pytest.mark.parametrize("cell", [None, [2, 0, None], [2, 0, ""]])
def test_heat_without_a_result_is_empty(cell):
    assert charts.heat(cell) == charts.NO_TASKS


def test_level_bar_divides_the_hundred_and_marks_the_quota():
    bar = charts.level_bar({"XS": 18, "TOT": 90, "HT": 13, "KHT": 3}, 128, quota=18)

    assert [(s.css, s.x, s.width) for s in bar.segments] == [
        ("b-xs", "0.00", "14.06"),
        ("b-tot", "14.06", "70.31"),
        ("b-ht", "84.37", "10.15"),
        ("b-kht", "94.53", "2.34"),
        ("b-none", "96.87", "3.12"),
    ]
    assert bar.quota == "14.06"


def test_level_bar_of_nobody_is_empty():
    assert charts.level_bar({}, 0, quota=0) == charts.LevelBar((), "")


def test_score_bars_start_at_zero_when_somebody_lies_below_forty():
    assert charts.score_floor([Decimal(99), None, Decimal(40)]) == 40
    assert charts.score_floor([Decimal(99), Decimal("39.99")]) == 0
    assert charts.score_width(Decimal(70), 40) == "50.00"
    assert charts.score_width(Decimal(30), 40) == "0.00"


@pytest.mark.parametrize(("rank", "before", "css", "places"), [(3, 9, "up", 6), (9, 3, "down", 6), (4, 4, "same", 0)])
def test_move_counts_places(rank, before, css, places):
    found = charts.move(rank, before)

    assert (found.css, found.places) == (css, places)


def test_move_needs_both_ranks():
    assert charts.move(None, 3) is None
    assert charts.move(3, None) is None


def year(label, regime, good, excellent, *, ordinal=False, committee=1):
    return charts.YearPoint(label, regime, committee, ordinal, Fraction(good), Fraction(excellent), 1, 100)


def test_trend_never_joins_two_regimes():
    years = [
        year("2022", "Quy định 132", "0.9", "0.2", ordinal=True),
        year("2023", "Quy định 132", "0.8", "0.2", ordinal=True),
        year("2024", "Quy định 124", "0.7", "0.1", ordinal=True),
        year("2025", "Quy định 366", "0.6", "0.1"),
        year("2026", "Quy định 366", "0.5", "0.1"),
    ]

    drawn = charts.trend(years, 520, 104)

    assert [path.count("L") for path in drawn.good_paths] == [1, 1]
    assert [words for _, words, _ in drawn.eras] == ["Quy định 132", "Quy định 124", "Quy định 366"]
    assert (len(drawn.soft), len(drawn.hard)) == (1, 1)
    assert [mark.text for mark in drawn.good] == ["90,0", "80,0", "70,0", "60,0", "50,0"]


def test_trend_does_not_join_a_committee_to_the_one_that_took_its_place():
    years = [year("2024", "Quy định 366", "0.9", "0.2"), year("2025", "Quy định 366", "0.8", "0.2", committee=2)]

    drawn = charts.trend(years, 520, 104)

    assert drawn.good_paths == ()
    assert len(drawn.hard) == 1


def test_trend_stands_higher_for_more():
    drawn = charts.trend([year("1", "A", "1", "0.5"), year("2", "A", "0.5", "0")], 520, 104)

    assert [mark.y for mark in drawn.good] == ["44.0", "126.0"]
    assert [mark.y for mark in drawn.excellent] == ["126.0", "208.0"]


def rules(**fields):
    settings = {
        "round": 1,
        "committee": 1,
        "start": None,
        "end": None,
        "subject_type": "leader",
        "name": "366",
        "regime": "366",
        "scale": "points",
        "document": "",
        "quota_percent": Decimal(20),
        "quota_basis": "of_good",
        "xs_exceeded_min": Decimal("0.3"),
    }
    return Rules(**{**settings, **fields})


def row(**fields):
    settings = {
        "position": 1,
        "pk": 1,
        "name": "Giám đốc Sở Xây dựng",
        "person": None,
        "unit_name": "",
        "rank": 1,
        "points_common": None,
        "points_results": None,
        "total": Decimal(93),
        "tasks": 8,
        "done": 8,
        "exceeded": 2,
        "late": 0,
        "remedied": 3,
        "pointed_out": 3,
        "level": "TOT",
        "reasons": "",
        "decided": "",
    }
    return RatingRow(**{**settings, **fields})


def missed(**fields):
    return [cell.missed for cell in charts.conditions(row(**fields), rules())]


def test_conditions_mark_what_the_engine_found():
    assert missed(reasons="exceeded_share") == [False, True, False, False]
    assert missed(reasons="done_share;late;remediation", late=2) == [True, False, True, True]


def test_too_few_exceeded_is_no_exception_while_the_points_do_not_reach_either():
    assert missed(reasons="band_XS;exceeded_share") == [False, False, False, False]


def test_conditions_of_a_trigger_show_what_fails_at_every_level():
    assert missed(level="KHT", reasons="trigger_L3", done=5, late=4) == [True, False, True, False]


def test_conditions_without_tasks_do_not_apply():
    cells = charts.conditions(row(tasks=0, done=0, exceeded=0, pointed_out=None, remedied=None), rules())

    assert [cell.text for cell in cells] == ["", "", "0", ""]


def test_conditions_are_said_in_words_where_the_columns_have_no_room():
    cells = charts.conditions(row(reasons="exceeded_share"), rules())

    assert [cell.text for cell in cells] == ["100", "25,0", "0", "3/3"]
    assert cells[1].lack == "vượt 25,0 %, cần 30,0"


def quota(basis, **fields):
    numbers = {"rated": 30, "candidates": 7, "good": 18, "cap": 4, "kept": 4, **fields}
    return Quota("leader", "", **numbers, rules=rules(quota_basis=basis))


@pytest.mark.parametrize(
    ("basis", "allowance", "counted_on"), [("of_good", 4, 21), ("of_good_or_better", 5, 25), ("of_all", 6, 30)]
)
def test_quota_says_what_the_share_was_taken_of(basis, allowance, counted_on):
    found = quota(basis)

    assert (found.allowance, found.counted_on, found.below) == (allowance, counted_on, 3)


def test_quota_allows_more_than_there_are_candidates():
    assert quota("of_good", rated=103, candidates=3, good=100, cap=3, kept=3).allowance == 17
