"""One cell: what is read as what, and the words when it is not."""

import datetime as dt
from decimal import Decimal

import pytest

from cadre.interchange.kinds import Answer, Choice, Code, Day, Micro, References, Said, Text, Whole, Wrong, YesNo
from tasks.enums import TaskKind

DAY = dt.date(2025, 12, 31)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("12", "12"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("-3,25", "-3.25"),
        ("−3", "-3"),
        (",5", "0.5"),
        ("1.293,5", "1293.5"),
        ("1,293.5", "1293.5"),
        ("1.293.000", "1293000"),
        ("1 293,5", "1293.5"),
        ("1\u00a0293", "1293"),
        ("0.300", "0.3"),
        ("1.293", "1.293"),
        ("91.000000", "91"),
        ("0,1234560000", "0.123456"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (89.999999, "89.999999"),
        (True, "1"),
    ],
)
def test_numbers_are_read(raw, value):
    assert Micro().read(raw) == Decimal(value)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("chín", "không phải số"),
        ("12%", "không phải số"),
        ("1.293,5,0", "không phải số"),
        ("1e5", "không phải số"),
        ("١٢", "không phải số"),
        ("1" * 80, "không phải một số"),
        ("0,1234567", "quá 6 chữ số thập phân"),
        ("0." + "0" * 40 + "1", "quá 6 chữ số thập phân"),
        ("9000000000001", "lớn quá"),
        (89.9999996, "quá 6 chữ số thập phân"),
        (float("nan"), "không phải số"),
        (float("inf"), "không phải số"),
        ("101", "nhiều nhất là 100"),
        ("-1", "phải từ 0 trở lên"),
        (dt.date(2025, 1, 1), "không phải số"),
        ("#N/A", "báo lỗi #N/A"),
    ],
)
def test_numbers_are_refused(raw, message):
    with pytest.raises(Wrong, match=message):
        Micro(0, 100).read(raw)


@pytest.mark.parametrize("raw", ["1.293", "12,000"])
def test_whole_number_with_two_readings_is_refused(raw):
    with pytest.raises(Wrong, match="hai cách"):
        Whole().read(raw)


@pytest.mark.parametrize(("raw", "value"), [("1293", 1293), ("1.293.000", 1293000), (7.0, 7), ("7,0", 7)])
def test_whole_numbers_are_read(raw, value):
    assert Whole().read(raw) == value


def test_part_of_a_whole_is_refused():
    with pytest.raises(Wrong, match="không phải số nguyên"):
        Whole().read("7,5")


@pytest.mark.parametrize(
    "raw",
    ["2025-12-31", "31/12/2025", "31-12-2025", "31.12.2025", DAY, dt.datetime(2025, 12, 31), "2025-12-31 00:00:00"],
)
def test_days_are_read(raw):
    assert Day().read(raw) == DAY


def test_day_comes_before_month():
    assert Day().read("5/3/2026") == dt.date(2026, 3, 5)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("12/31/2025", "Không có ngày"),
        ("30/02/2025", "Không có ngày"),
        ("31/12/25", "không phải ngày"),
        ("cuối năm", "không phải ngày"),
        (46022.0, "định dạng ô là Ngày"),
        (dt.datetime(2025, 12, 31, 9, 30), "có cả giờ"),
        (dt.time(9, 30), "định dạng ô là Ngày"),
        ("0205-12-31", "quá xa"),
    ],
)
def test_days_are_refused(raw, message):
    with pytest.raises(Wrong, match=message):
        Day().read(raw)


@pytest.mark.parametrize("raw", ["1", "có", "Có", "CO", "true", "TRUE", "yes", "x", "X", 1.0, True, " có "])
def test_yes(raw):
    assert YesNo().read(raw) is True


@pytest.mark.parametrize("raw", ["0", "không", "Khong", "false", "no", 0.0, False])
def test_no(raw):
    assert YesNo().read(raw) is False


def test_maybe_is_refused():
    with pytest.raises(Wrong, match="1 hoặc 0"):
        YesNo().read("chắc là có")


@pytest.mark.parametrize("raw", ["dot_pha", "DOT_PHA", "Đột phá", " đột phá "])
def test_choices_are_read_by_value_or_label(raw):
    assert Choice(TaskKind).read(raw) == "dot_pha"


def test_unknown_choice_names_the_allowed():
    with pytest.raises(Wrong, match="dot_pha, doi_moi, dat_hang, trong_tam"):
        Choice(TaskKind).read("hằng ngày")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("  Giao\u00a0 việc\u200b ", "Giao việc"),
        ("Tiê\u0301ng", "Tiếng"),
        ("a\x07b", "ab"),
        ("dòng một\r\ndòng hai", "dòng một\ndòng hai"),
        (366.0, "366"),
        (1234567890123.0, "1234567890123"),
        (0.5, "0.5"),
        (DAY, "2025-12-31"),
        ("=1+1", "=1+1"),
    ],
)
def test_texts_are_cleaned(raw, value):
    assert Text().read(raw) == value


def test_long_text_is_refused():
    with pytest.raises(Wrong, match="Dài 11 ký tự; nhiều nhất 10"):
        Text(10).read("a" * 11)


def test_code_may_not_hold_the_mark_of_lists():
    with pytest.raises(Wrong, match="chấm phẩy"):
        Code().read("A;B")


def test_lists_are_split_and_each_is_once():
    assert References("tasks").read(" A; B;A;;") == ("A", "B")


@pytest.mark.parametrize("kind", [Text(), Code(), References("x"), Choice(TaskKind), YesNo(), Day(), Micro(), Whole()])
@pytest.mark.parametrize("raw", ["", None, "   ", "\u200b", "\u00a0"])
def test_empty_cells_are_empty(kind, raw):
    assert kind.read(raw) == kind.empty


def test_answer_of_an_indicator_is_a_number_or_yes():
    assert Answer().read("13,5") == Decimal("13.5")
    assert Answer().read("có") == Said(1)
    assert Answer().read("không") == Said(0)
