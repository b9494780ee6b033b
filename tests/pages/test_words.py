"""Numbers, points, shares and dates as a Vietnamese official writes them."""

import datetime as dt
from decimal import Decimal as D
from fractions import Fraction as F

import pytest

from cadre.templatetags import ui, vi

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("value", "text"),
    [(D("91"), "91,00"), (D("89.9999996"), "90,00"), (D("0.005"), "0,01"), (D("-1.5"), "\u22121,50"), (None, "–")],
)
def test_points_have_two_decimals(value, text):
    assert vi.diem(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(D("1293.5"), "1.293,5"), (1_000_000, "1.000.000"), (D("2.500000"), "2,5"), (0, "0"), (F(1, 3), "0,333333")],
)
def test_numbers_have_dots_and_a_comma(value, text):
    assert vi.so(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (F(34, 25), "136"),
        (F(391, 398), "98,2"),
        (F(2, 3), "66,7"),
        (F(0), "0"),
        (F(12345, 1000), "1.234,5"),
        (F(1999, 2000), "100"),
    ],
)
def test_a_share_stays_as_it_is_with_a_space_that_does_not_break(share, text):
    assert vi.ti_le(share) == f"{text}{NBSP}%"


def test_a_column_of_shares_keeps_its_decimals():
    assert vi.ti_le(F(1), 1) == f"100,0{NBSP}%"


def test_a_year_has_no_dot():
    assert vi.nam(2026) == "2026"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (13, "còn 13 ngày"),
        (1, "ngày mai"),
        (0, "hôm nay"),
        (-4, "quá hạn 4 ngày"),
        (-2000, "quá hạn từ 2021"),
        (1200, "còn 1.200 ngày"),
    ],
)
def test_a_deadline_says_how_far_it_is(days, words):
    today = dt.date(2026, 12, 18)

    assert vi.con_lai(today + dt.timedelta(days=days), today) == words


def test_dates_are_day_month_year():
    assert vi.ngay(dt.date(2026, 3, 5)) == "05/03/2026"
    assert vi.ngay(None) == "–"
    assert vi.thu_ngay(dt.date(2026, 12, 18)) == "Thứ Sáu, 18/12/2026"


def test_a_level_is_a_swatch_and_its_word():
    assert ui.level_mark("XS") == '<span class="lv lv-xs">Xuất sắc</span>'
    assert ui.level_mark("") == '<span class="lv lv-none">Chưa xếp</span>'


def test_marks_escape_what_they_are_given():
    assert "&lt;b&gt;" in ui.state_mark("late", "<b>")
    assert "&lt;b&gt;" in ui.level_mark("XS", "<b>")


def test_a_state_has_one_of_the_known_shapes():
    with pytest.raises(ValueError):
        ui.state_mark("red", "Trễ")
