"""Two tiers of one target: a table without a database."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from tasks.cascade import Part, adds_up, reconcile


def indicator(name="Đảng viên mới kết nạp", unit="đảng viên", comparator="gte", least=None, most=None, result=None):
    def number(value):
        return None if value is None else Decimal(value)

    return SimpleNamespace(
        name=name,
        unit=unit,
        comparator=comparator,
        target_min=number(least),
        target_max=number(most),
        target_text="",
        result=number(result),
    )


def tiers(asked, *parts, above="tỉnh", hidden=0):
    return reconcile([asked], [Part(each, f"Xã {n}") for n, each in enumerate(parts, 1)], above=above, hidden=hidden)


def said(*given, **more):
    return [verdict.words for found in tiers(*given, **more) for verdict in found.verdicts]


def test_nhon_trach_2021_exceeded_upstairs_and_missed_downstairs():
    found = tiers(indicator(least=120, result=127), indicator(least=80, result=70), indicator(least=77, result=57))[0]

    assert (found.asked, found.handed_down, found.reported, found.delivered) == (120, 157, 127, 127)
    assert [(each.words, each.is_exception) for each in found.verdicts] == [
        ("giao xuống nhiều hơn được giao 37", False),
        ("vượt chỉ tiêu tỉnh giao (127/120)", False),
        ("chưa đạt tổng đã giao xuống (127/157)", True),
    ]


@pytest.mark.parametrize(
    ("asked", "parts", "words"),
    [
        # shared out
        ({"least": 120}, [{"least": 60}, {"least": 40}], ["còn 20 chưa giao"]),
        ({"least": 120}, [{"least": 60}, {"least": 60}], []),
        ({"least": 120}, [{"least": 100}, {"least": 57}], ["giao xuống nhiều hơn được giao 37"]),
        # only those below have reported
        (
            {"least": 120},
            [{"least": 60, "result": 50}, {"least": 60}],
            ["chưa đạt chỉ tiêu tỉnh giao (50/120)"],
        ),
        # the two reports differ
        (
            {"least": 100, "result": 90},
            [{"least": 100, "result": 80}],
            ["chưa đạt chỉ tiêu tỉnh giao (90/100)", "việc này báo 90, cấp dưới cộng lại 80: lệch 10"],
        ),
        # exactly
        ({"comparator": "eq", "least": 11, "result": 11}, [{"comparator": "eq", "least": 11, "result": 11}],
         ["đạt chỉ tiêu tỉnh giao (11/11)"]),
        ({"comparator": "eq", "least": 11, "result": 12}, [{"comparator": "eq", "least": 12, "result": 12}],
         ["giao xuống nhiều hơn được giao 1", "quá chỉ tiêu tỉnh giao (12/11)", "đạt tổng đã giao xuống (12/12)"]),
        # within a range
        ({"comparator": "range", "least": 90, "most": 100, "result": 95}, [{"least": 96, "result": 95}],
         ["đạt chỉ tiêu tỉnh giao (95, trong khoảng 90–100 đảng viên)", "chưa đạt tổng đã giao xuống (95/96)"]),
        ({"comparator": "range", "least": 90, "most": 100, "result": 101}, [{"least": 90, "result": 101}],
         ["quá chỉ tiêu tỉnh giao (101, trong khoảng 90–100 đảng viên)"]),
        # not more than
        ({"comparator": "lte", "most": 10, "result": 9}, [{"comparator": "lte", "most": 6, "result": 4},
         {"comparator": "lte", "most": 5, "result": 5}],
         ["mức trần giao xuống cộng lại 11, cao hơn mức được giao 10", "đạt chỉ tiêu tỉnh giao (9/10)",
          "trong mức đã giao xuống (9/11)"]),
        ({"comparator": "lte", "most": 10, "result": 12}, [{"comparator": "lte", "most": 8, "result": 12}],
         ["quá chỉ tiêu tỉnh giao (12/10)", "quá mức đã giao xuống (12/8)"]),
        # fractions stay exact
        ({"least": "0.3"}, [{"least": "0.1"}, {"least": "0.2"}], []),
    ],
)  # fmt: skip
def test_what_is_said(asked, parts, words):
    assert said(indicator(**asked), *(indicator(**each) for each in parts)) == words


@pytest.mark.parametrize(
    ("name", "unit", "expected"),
    [
        ("Đảng viên mới kết nạp", "đảng viên", True),
        ("Số đơn vị hoàn thành", "", True),
        ("Vụ việc tồn đọng giải quyết xong", "vụ/năm", True),
        ("Hộ nghèo", "%", False),
        ("Tỷ lệ hồ sơ đúng hạn", "hồ sơ", False),
        ("Tỉ lệ hồ sơ đúng hạn", "", False),
        ("Thu nhập bình quân", "triệu đồng", False),
        ("Thu nhập", "triệu đồng/người", False),
        ("Chỉ số cải cách hành chính", "điểm", False),
        ("Thời gian giải quyết", "ngày", False),
        ("Chờ tối đa", "phút", False),
    ],
)
def test_shares_averages_and_times_do_not_add_up(name, unit, expected):
    assert adds_up(indicator(name, unit, least=1)) is expected


def test_what_does_not_add_up_is_shown_for_each():
    found = tiers(
        indicator("Tỷ lệ hồ sơ đúng hạn", "%", least=95, result=93),
        indicator("Tỷ lệ hồ sơ đúng hạn", "%", least=95, result=96),
        indicator("Tỷ lệ hồ sơ đúng hạn", "%", least=95, result=90),
        indicator("Tỷ lệ hồ sơ đúng hạn", "%", least=95),
    )[0]

    assert (found.adds_up, found.handed_down, found.delivered) == (False, None, None)
    assert [each.words for each in found.verdicts] == [
        "không cộng được, xem từng nơi",
        "chưa đạt chỉ tiêu tỉnh giao",
        "1/2 nơi có số liệu đã đạt phần của mình",
    ]
    assert [(each.holder, each.target, each.reached) for each in found.parts][1] == (
        "Xã 2",
        "ít nhất 95\u00a0%",
        "90\u00a0%",
    )


def test_another_unit_warns_and_is_left_out_of_the_sum():
    found = tiers(
        indicator(least=100, unit="hồ sơ"), indicator(least=60, unit="hồ sơ"), indicator(least=40, unit="bộ hồ sơ")
    )[0]

    assert found.handed_down == 60
    assert found.verdicts[-1].words == "đơn vị khác nhau, không cộng: “bộ hồ sơ” khác “hồ sơ”"


def test_only_another_unit_gives_no_sum_at_all():
    found = tiers(indicator(least=100, unit="hồ sơ"), indicator(least=40, unit="bộ"))[0]

    assert not found.adds_up and found.handed_down is None


def test_names_meet_without_capitals_and_spaces():
    assert said(indicator("Nhà tạm đã xóa", least=9), indicator("nhà  TẠM đã xóa", least=9)) == []
    assert tiers(indicator("Nhà tạm", least=9), indicator("Nhà dột", least=9)) == []


def test_parts_out_of_sight_leave_no_verdict_on_the_sum():
    assert said(indicator(least=120, result=127), indicator(least=60, result=50), hidden=2) == [
        "vượt chỉ tiêu tỉnh giao (127/120)"
    ]
    assert said(indicator(least=120), indicator(least=60, result=50), hidden=1) == []


def test_a_yes_or_no_target_is_shown_for_each():
    found = tiers(
        indicator("Ban hành đề án", "", "done"),
        indicator("Ban hành đề án", "", "done", result=1),
        indicator("Ban hành đề án", "", "done", result=0),
    )[0]

    assert [each.reached for each in found.parts] == ["xong", "chưa xong"]
    assert found.verdicts[-1].words == "1/2 nơi có số liệu đã đạt phần của mình"
