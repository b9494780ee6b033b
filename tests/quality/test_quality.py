"""Each finding by itself, in the cases of practice."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from tasks.quality import ORDER, Draft, Known, Period, Step, Target, examine, without_particulars

YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
HOUSEHOLDS = Target("Số hộ bàn giao", "hộ", "gte", target_min=Decimal(64))
GOOD = Draft(
    "Bàn giao mặt bằng sạch cho 64 hộ thuộc dự án đường dẫn cầu",
    product="Biên bản bàn giao mặt bằng",
    indicators=(HOUSEHOLDS,),
    due=dt.date(2026, 9, 30),
    kind="dot_pha",
)
DONE = Target("Hoàn thành sản phẩm", comparator="done")


def codes(draft, **more):
    return [finding.code for finding in examine(draft, **more)]


def other(title, relation="colleague", **fields):
    return Known(fields.pop("id", 7), title, year=fields.pop("year", 2026), relation=relation, **fields)


def test_a_task_with_number_product_and_deed_has_nothing_to_be_told():
    assert examine(GOOD, period=YEAR) == []
    assert examine(Draft(), period=YEAR) == []


def test_findings_come_most_important_first():
    draft = Draft("Tiếp tục nâng cao chất lượng sinh hoạt chi bộ", due=dt.date(2028, 1, 1))

    found = codes(draft, known=[other("Tiếp tục nâng cao chất lượng sinh hoạt chi bộ")], period=YEAR)

    assert found == ["duplicate", "no_number", "no_product", "vague", "outside_period"]
    assert found == sorted(found, key=ORDER.index)


def test_every_finding_says_what_is_seen_and_what_to_do():
    for finding in examine(Draft("Siết kỷ luật, kỷ cương", due=dt.date(2020, 1, 1)), period=YEAR):
        assert finding.words.endswith(".")
        assert finding.advice.endswith(".")
        assert finding.field in ("title", "indicators", "product", "due", "milestones")


# ---- number, product, words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "draft",
    [
        Draft(
            "Kết nạp đảng viên mới", product="Quyết định kết nạp", indicators=(replace(HOUSEHOLDS, unit="đảng viên"),)
        ),
        Draft("Kết nạp 30 đảng viên mới", product="Quyết định kết nạp đảng viên"),
        Draft("Giải quyết đơn thư tồn đọng", product="51 quyết định giải quyết khiếu nại"),
        Draft("Giảm hộ nghèo", product="Quyết định công nhận", indicators=(Target("Hộ", "hộ", "lte", target_max=80),)),
        Draft("Phát triển đảng", product="Quyết định kết nạp", milestones=(Step("Kết nạp 90–100 đảng viên"),)),
        Draft("Lập Trung tâm điều hành", product="Quyết định thành lập Trung tâm", indicators=(DONE,)),
        Draft("Ban hành Đề án sắp xếp đơn vị sự nghiệp", product="Đề án được phê duyệt"),
        Draft("Xã Hùng Đức đạt chuẩn nông thôn mới năm 2026", product="Quyết định công nhận của UBND tỉnh"),
    ],
)
def test_a_number_or_one_thing_that_is_there_or_not_is_enough(draft):
    assert codes(draft) == []


@pytest.mark.parametrize(
    "draft",
    [
        Draft("Kết nạp đảng viên mới năm 2026", product="Quyết định kết nạp đảng viên", indicators=(DONE,)),
        Draft("Bàn giao mặt bằng tuyến ĐT.185", product="Biên bản bàn giao mặt bằng", indicators=(DONE,)),
        Draft("Số hóa hồ sơ đảng viên", product="Kho dữ liệu", indicators=(Target("Số hóa", "hồ sơ", "gte"),)),
    ],
)
def test_a_paper_for_every_piece_of_work_does_not_say_how_many(draft):
    assert codes(draft) == ["no_number"]


@pytest.mark.parametrize(
    ("product", "kind", "expected"),
    [
        ("", "", ["no_product"]),
        ("", "Quyết định", []),
        ("   ", "   ", ["no_product"]),
        ("Hoàn thành tốt nhiệm vụ", "", ["no_product"]),
        ("Báo cáo", "", ["no_product"]),
        ("Báo cáo quyết toán của Kho bạc", "", []),
        ("Nguồn: báo chí địa phương", "", ["no_product"]),
    ],
)
def test_a_product_is_asked_for(product, kind, expected):
    assert codes(replace(GOOD, product=product, product_type=kind)) == expected


def test_words_that_promise_effort_are_named_only_where_nothing_can_be_counted():
    title = "Tăng cường công tác giải phóng mặt bằng"

    (vague,) = [finding for finding in examine(replace(GOOD, title=title, indicators=())) if finding.code == "vague"]

    assert vague.words == "Tên việc dùng “tăng cường” mà không kèm điều gì đếm được."
    assert codes(replace(GOOD, title=title)) == []


@pytest.mark.parametrize(
    ("kind", "reason", "expected"),
    [
        ("dot_pha", "", ["routine"]),
        ("trong_tam", "", []),
        ("dat_hang", "", []),
        ("dot_pha", "Năm đầu sau sáp nhập, hai địa bàn dùng hai cách tính, phải làm lại toàn bộ số liệu gốc", []),
    ],
)
def test_routine_is_told_of_a_breakthrough_that_gives_no_reason(kind, reason, expected):
    title = "Thực hiện 20 chỉ tiêu kinh tế - xã hội theo nghị quyết HĐND"

    assert codes(replace(GOOD, title=title, kind=kind, reason=reason)) == expected


# ---- dates ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "horizon", "expected"),
    [
        (dt.date(2026, 12, 31), "year", []),
        (dt.date(2026, 1, 1), "year", []),
        (dt.date(2027, 1, 1), "year", ["outside_period"]),
        (dt.date(2025, 12, 31), "year", ["outside_period"]),
        (dt.date(2025, 12, 31), "term", ["outside_period", "no_milestone"]),
        (dt.date(2030, 12, 31), "term", ["no_milestone"]),
        (None, "year", []),
    ],
)
def test_a_deadline_belongs_into_the_period(due, horizon, expected):
    assert codes(replace(GOOD, due=due, horizon=horizon), period=YEAR) == expected


def test_the_period_is_called_by_its_name():
    (of_campaign,) = examine(replace(GOOD, due=dt.date(2027, 1, 1)), period=YEAR)
    (of_year,) = examine(replace(GOOD, due=dt.date(2027, 1, 1)), period=replace(YEAR, name="năm 2026"))

    assert of_campaign.words == "Thời hạn 01/01/2027 nằm ngoài đợt giao việc (01/01/2026–31/12/2026)."
    assert of_year.words == "Thời hạn 01/01/2027 nằm ngoài năm 2026."


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 6, 30), []),
        (dt.date(2026, 10, 1), ["outside_period"]),
        (dt.date(2025, 12, 31), ["outside_period"]),
        (None, []),
    ],
)
def test_a_milestone_stands_before_the_deadline(day, expected):
    assert codes(replace(GOOD, milestones=(Step("Xong 30 hộ", day),)), period=YEAR) == expected


@pytest.mark.parametrize(
    ("start", "expected"), [(None, []), (dt.date(2024, 1, 1), []), (dt.date(2025, 1, 1), ["outside_period"])]
)
def test_a_task_of_years_keeps_the_milestones_of_earlier_ones(start, expected):
    steps = (Step("Mốc", dt.date(2024, 11, 1)), Step("Mốc", dt.date(2026, 11, 1)))
    draft = replace(GOOD, horizon="term", start=start, due=dt.date(2030, 12, 31), milestones=steps)

    assert codes(draft, period=YEAR) == expected


def test_a_task_of_years_has_a_milestone_in_this_one():
    draft = replace(GOOD, horizon="term", due=dt.date(2030, 12, 31), milestones=(Step("Mốc", dt.date(2026, 11, 1)),))

    assert codes(draft, period=YEAR) == []
    assert codes(draft) == []


# ---- tasks alike ---------------------------------------------------------------------------------------------


def test_the_same_task_of_the_chairman_is_found_with_its_holder():
    known = other(GOOD.title, "superior", whose="Chủ tịch UBND huyện Na Hang", year=2020)

    (found,) = examine(GOOD, known=[known])

    assert (found.code, found.alike) == ("duplicate", 7)
    assert found.alike_words == f"Việc năm 2020 của Chủ tịch UBND huyện Na Hang: {GOOD.title}"


@pytest.mark.parametrize(
    ("title", "relation", "expected"),
    [
        ("Bàn giao mặt bằng sạch cho 90 hộ thuộc dự án đường dẫn cầu", "past", ["duplicate"]),
        ("Bàn giao mặt bằng sạch cho 90 hộ thuộc dự án đường dẫn cầu", "same", ["split"]),
        ("Bàn giao mặt bằng cho các hộ thuộc dự án đường dẫn cầu", "colleague", ["near_duplicate"]),
        ("Bàn giao mặt bằng sạch cho 64 hộ thuộc dự án bến xe khách", "colleague", []),
        ("Kết nạp đảng viên mới", "colleague", []),
    ],
)
def test_how_near_another_task_is(title, relation, expected):
    assert codes(GOOD, known=[other(title, relation)]) == expected


def test_pieces_of_one_target_are_one_finding():
    draft = replace(GOOD, title="Bê tông hóa tuyến đường thôn Nà Tông", indicators=(replace(HOUSEHOLDS, unit="km"),))
    pieces = [other(f"Bê tông hóa tuyến đường thôn {name}", "same", id=n) for n, name in enumerate("ABC", 1)]

    (found,) = examine(draft, known=pieces)

    assert found.code == "split"
    assert found.alike in {1, 2, 3}
    assert found.words.startswith("Cùng 3 việc khác")


def test_targets_in_one_unit_that_begin_alike_are_pieces():
    members = (Target("Số đảng viên", "đảng viên", "gte", target_min=Decimal(6)),)
    draft = replace(GOOD, title="Kết nạp đảng viên là học sinh", indicators=members)

    assert codes(draft, known=[other("Kết nạp đảng viên ở địa bàn dân cư", "same", indicators=members)]) == ["split"]


def test_three_tasks_alike_are_named_the_nearest_first():
    known = [other(GOOD.title, id=n) for n in (5, 4, 3, 2)]
    known.append(other("Bàn giao mặt bằng cho các hộ thuộc dự án đường dẫn cầu", id=1, year=2027))

    assert [finding.alike for finding in examine(GOOD, known=known)] == [2, 3, 4]


# ---- last year -----------------------------------------------------------------------------------------------


def target(comparator, low=None, high=None, result=None, unit="%", name="Tỷ lệ hồ sơ đúng hạn"):
    numbers = {"target_min": low, "target_max": high, "result": result}
    numbers = {key: None if value is None else Decimal(value) for key, value in numbers.items()}
    return Target(name, unit, comparator, **numbers)


@pytest.mark.parametrize(
    ("mine", "theirs", "is_below"),
    [
        (target("gte", 90), target("gte", 85, result=95), True),
        (target("gte", 95), target("gte", 85, result=95), False),
        (target("eq", 90), target("gte", 85, result=95), True),
        (target("range", 80, 90), target("gte", 85, result=95), True),
        (target("range", 80, 96), target("gte", 85, result=95), False),
        (target("lte", high=15), target("lte", high=20, result=12), True),
        (target("lte", high=10), target("lte", high=20, result=12), False),
        (target("lte", high=15), target("gte", 20, result=30), False),
        (target("gte", 90), target("gte", 85), False),
        (target("gte", 90), target("gte", 85, result=95, unit="hồ sơ"), False),
        (target("gte", 90), target("gte", 85, result=95, name="Số hộ nghèo giảm"), False),
        (Target("Tỷ lệ hồ sơ đúng hạn", "%", "done"), target("gte", 85, result=95), False),
    ],
)
def test_a_target_below_last_years_result_is_told(mine, theirs, is_below):
    draft = replace(GOOD, title="Nâng tỷ lệ hồ sơ đúng hạn ở bộ phận một cửa xã", indicators=(mine,))
    known = [other("Đưa tỷ lệ hồ sơ đúng hạn của xã lên mức cao", "past", year=2025, indicators=(theirs,))]

    assert ("below_last_year" in codes(draft, known=known)) is is_below


def test_the_latest_earlier_year_counts():
    draft = replace(GOOD, title="Nâng tỷ lệ hồ sơ đúng hạn", indicators=(target("gte", 90),))
    known = [
        other("Nâng tỷ lệ hồ sơ đúng hạn", "past", year=year, id=year, indicators=(target("gte", 80, result=result),))
        for year, result in ((2024, 99), (2025, 88))
    ]

    assert "below_last_year" not in codes(draft, known=known)


def test_the_words_give_both_numbers():
    draft = replace(GOOD, title="Giảm thời gian cấp phép", indicators=(target("lte", high=15, unit="ngày"),))
    known = [
        other(draft.title, "past", year=2025, indicators=(target("lte", high=20, result=12, unit="ngày"),), whose="Sở")
    ]

    found = examine(draft, known=known)[-1]

    assert found.words == "Chỉ tiêu không quá 15 ngày kém kết quả năm 2025: 12 ngày."


@pytest.mark.parametrize("relation", ["past", "same", "superior", "colleague", "unit"])
def test_what_may_not_be_seen_is_told_without_particulars(relation):
    known = other(GOOD.title, relation, whose="Bí thư Huyện ủy Na Hang")

    (found,) = examine(GOOD, known=[known])
    told = without_particulars(found)

    assert (told.alike, told.alike_words) == (None, "")
    assert "Na Hang" not in f"{told.words}{told.advice}"
