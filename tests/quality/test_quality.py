"""Each remark by itself, with the cases of real practice; and what must never happen whatever is typed."""

import datetime as dt
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.text import fold
from tasks.quality import OWN, PAST, SUPERIOR, Draft, Known, Period, Target, examine, says_a_number
from tests.quality import labels

GOOD = Draft(
    "Bàn giao mặt bằng sạch cho 64 hộ thuộc dự án đường dẫn cầu",
    "Biên bản bàn giao mặt bằng",
    targets=(Target("Số hộ bàn giao", "hộ", "gte", Decimal(64)),),
)


def codes(draft, **more):
    return [finding.code for finding in examine(draft, **more)]


def test_a_task_with_number_product_and_deed_has_nothing_to_be_told():
    assert examine(GOOD) == []
    assert examine(Draft("")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bàn giao mặt bằng cho 64 hộ", True),
        ("Thu ngân sách đạt 15.500 tỷ đồng", True),
        ("Đạt 100 % chỉ tiêu", True),
        ("Xây dựng ba mô hình chi bộ kiểu mẫu", True),
        ("Đưa 2020 hộ vào vùng tái định cư", True),
        ("Thực hiện Nghị quyết số 22-NQ/TW", False),
        ("Hoàn thành trước ngày 30/6/2026", False),
        ("Giai đoạn 2021-2025 và năm 2026", False),
        ("Cải tạo quốc lộ 2 đoạn qua xã", False),
        ("Đạt tiêu chí đô thị loại I trong quý 2", False),
        ("Sắp xếp một số đơn vị, đưa vào bộ phận một cửa", False),
        ("Triển khai Đề án 06", False),
        ("", False),
    ],
)
def test_a_number_is_what_counts_something(text, expected):
    assert says_a_number(text) is expected


def test_yes_or_no_with_a_paper_needs_no_number():
    draft = Draft(
        "Thành lập Trung tâm điều hành thông minh", "Quyết định thành lập", targets=(Target("Đã có", "", "done"),)
    )

    assert codes(draft) == []


@pytest.mark.parametrize("product", ["", "  ", "Báo cáo", "Kết quả tốt", "hoàn thành"])
def test_a_product_must_be_a_thing_that_can_be_looked_at(product):
    assert "no_product" in codes(Draft(GOOD.title, product, targets=GOOD.targets))


def test_a_vague_verb_is_quoted_and_forgiven_where_something_is_counted():
    vague = examine(Draft("Tăng cường kiểm tra, giám sát", "Kết luận kiểm tra"))
    counted = Draft("Tăng cường kiểm tra 12 chi bộ", "Kết luận kiểm tra")

    assert "“tăng cường”" in next(finding.words for finding in vague if finding.code == "vague")
    assert codes(counted) == []


YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@pytest.mark.parametrize(
    ("due", "horizon", "expected"),
    [
        (dt.date(2026, 12, 31), "year", []),
        (dt.date(2027, 1, 1), "year", ["outside_period"]),
        (dt.date(2025, 12, 31), "year", ["outside_period"]),
        (dt.date(2030, 6, 30), "term", []),
        (None, "year", []),
    ],
)
def test_a_deadline_outside_the_campaign_is_asked_about(due, horizon, expected):
    draft = Draft(GOOD.title, GOOD.product, targets=GOOD.targets, due=due, horizon=horizon)

    assert codes(draft, period=YEAR) == expected


def test_a_milestone_after_the_deadline_is_named():
    draft = Draft(
        GOOD.title,
        GOOD.product,
        targets=GOOD.targets,
        due=dt.date(2026, 6, 30),
        steps=(("Chi trả xong", dt.date(2026, 9, 30)), ("Phê duyệt phương án", dt.date(2026, 3, 31))),
    )

    (finding,) = examine(draft, period=YEAR)

    assert (finding.code, finding.field) == ("outside_period", "milestones")
    assert "Chi trả xong" in finding.words


@pytest.mark.parametrize(
    ("target", "result", "expected"),
    [
        (Target("Kết nạp đảng viên", "đảng viên", "gte", Decimal(90)), Decimal(112), True),
        (Target("Kết nạp đảng viên", "đảng viên", "gte", Decimal(112)), Decimal(112), False),
        (Target("Kết nạp đảng viên", "người", "gte", Decimal(90)), Decimal(112), False),  # another unit
        (Target("Kết nạp đảng viên", "đảng viên", "range", Decimal(90), Decimal(100)), Decimal(112), True),
    ],
)
def test_less_than_was_reached_last_year(target, result, expected):
    known = Known(
        5, "Kết nạp đảng viên mới", PAST, 2025, targets=(Target("Kết nạp đảng viên", "đảng viên", result=result),)
    )
    draft = Draft("Chỉ tiêu riêng của 9 chi bộ khối doanh nghiệp", "Quyết định", targets=(target,))

    assert ("below_last_year" in codes(draft, known=(known,))) is expected


def test_where_less_is_better_the_comparison_turns_round():
    reached = Target("Hộ nghèo còn lại", "hộ", "lte", target_max=Decimal(100), result=Decimal(80))
    known = Known(5, "Giảm nghèo", PAST, 2025, targets=(reached,))

    def said(most):
        target = Target("Hộ nghèo còn lại", "hộ", "lte", target_max=Decimal(most))
        return codes(Draft("Giảm số hộ nghèo của 11 thôn", "Quyết định", targets=(target,)), known=(known,))

    assert said(90) == ["below_last_year"]
    assert said(70) == []


def test_the_newest_year_with_a_result_counts():
    def past(year, result):
        return Known(year, f"Việc {year}", PAST, year, targets=(Target("Đảng viên", "người", result=Decimal(result)),))

    draft = Draft("Chín chi bộ mạnh", "Quyết định", targets=(Target("Đảng viên", "người", "gte", Decimal(50)),))

    assert codes(draft, known=(past(2023, 90), past(2024, 40))) == []


def test_the_same_task_as_the_chairmans_is_named_and_advised():
    """Na Hang 2020: one task given to the secretary and to the chairman (practice.md §5.3)."""
    title = "Giải phóng mặt bằng kè bờ sông Gâm hạ lưu thủy điện Tuyên Quang"
    known = Known(9, title, SUPERIOR, 2020, who="Chủ tịch UBND huyện Na Hang")

    (finding,) = examine(Draft(title, "Mặt bằng sạch", targets=GOOD.targets), known=(known,))

    assert (finding.code, finding.alike) == ("duplicate", 9)
    assert "Chủ tịch UBND huyện Na Hang" in finding.words
    assert "đăng ký chung" in finding.advice


def test_a_task_the_reader_may_not_see_is_not_named():
    known = Known(9, GOOD.title, SUPERIOR, 2026, who="Bí thư", is_seen=False)

    (finding,) = examine(GOOD, known=(known,))

    assert finding.alike is None
    assert (finding.alike_words, "Bí thư" in finding.words) == ("", False)


def test_one_target_in_many_pieces_is_counted():
    places = ("Phù Lưu", "Minh Dân", "Trung Hòa")
    known = [Known(n, f"Xã {name} về đích nông thôn mới năm 2020", OWN, 2020) for n, name in enumerate(places)]
    draft = Draft("Xã Thanh Tương về đích nông thôn mới năm 2020", "Quyết định công nhận", targets=GOOD.targets)

    (finding,) = examine(draft, known=known)

    assert finding.code == "split"
    assert "4 việc" in finding.words


# ---- whatever is typed ---------------------------------------------------------------------------------------

ANYTHING = st.text(max_size=400) | st.sampled_from(["😀" * 50, "\x00" * 9, "(" * 200, "a" * 10_000, "\u0301" * 40])


@given(title=ANYTHING, product=ANYTHING, name=ANYTHING)
def test_nothing_that_is_typed_breaks_it(title, product, name):
    targets = (Target(name, name, "gte", Decimal("-1")),)
    known = (Known(1, product, PAST, 2024, targets=(Target(name, name, result=Decimal(3)),)),)

    for finding in examine(Draft(title, product, targets=targets), known=known, period=YEAR):
        assert finding.words
        assert finding.advice


LINES = [draft for draft, _ in labels.sentences(labels.SENTENCES + labels.HELD_OUT)]


@pytest.mark.parametrize("draft", LINES, ids=lambda draft: draft.title[:30])
def test_the_form_of_the_letters_does_not_matter(draft):
    def in_form(form):
        return codes(Draft(unicodedata.normalize(form, draft.title), unicodedata.normalize(form, draft.product)))

    assert in_form("NFD") == in_form("NFC")


@given(st.permutations([Known(n, f"Xã {name} về đích", OWN, 2020) for n, name in enumerate("ABCDE")]))
def test_the_order_of_what_is_known_does_not_matter(known):
    assert examine(Draft("Xã Tân Trào về đích", "Quyết định"), known=known) == examine(
        Draft("Xã Tân Trào về đích", "Quyết định"), known=sorted(known, key=lambda each: each.id)
    )


def test_the_labelled_sets_are_what_they_say():
    assert len(list(labels.real())) == 91
    assert len(labels.HELD_OUT) >= 30
    assert not {fold(line) for line in labels.SENTENCES} & {fold(line) for line in labels.HELD_OUT}
