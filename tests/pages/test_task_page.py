"""Một việc: what it shows of one task, to whom, and how it is drawn."""

import re
from decimal import Decimal

import pytest
import time_machine

from tests.factories import make_indicator, make_milestone, make_report, make_task


@pytest.fixture
def look(sign_in, organiser):
    def read(task, person=None):
        return sign_in(person or organiser).get(f"/viec/{task.pk}/")

    return read


def test_a_neighbour_does_not_find_it(land, look, neighbour, outsider):
    assert look(land.own_task).status_code == 200
    assert look(land.own_task, neighbour).status_code == 404
    assert look(land.own_task, outsider).status_code == 404


def test_136_percent_stays_136_percent_and_the_bar_goes_on(land, look):
    task = make_task(owner=land.secretary_post)
    make_indicator(task, target_min=25, baseline=0, result=34)

    html = look(task).content.decode()

    assert '<td role="cell" class="num over">136\u00a0%</td>' in html
    assert '<rect class="b-ink" y="4" width="71.43" height="8"/>' in html
    assert '<rect class="b-over" x="71.43" y="4" width="25.71" height="8"/>' in html


@pytest.mark.parametrize(
    ("fields", "target", "bar"),
    [
        ({"target_min": 12, "baseline": 5, "result": 10}, "≥ 12", "51.02"),
        ({"comparator": "lte", "target_min": None, "target_max": 3, "baseline": 14, "result": 4}, "≤ 3", "64.94"),
        ({"comparator": "range", "target_min": "95.5", "target_max": 100, "result": "47.75"}, "95,5–100", "35.71"),
        ({"comparator": "eq", "target_min": 1500, "baseline": 2000, "result": 1750}, "1.500", "35.71"),
        ({"comparator": "done", "target_min": None, "result": 1}, "xong", "71.43"),
        ({"target_min": 12, "result": None}, "≥ 12", "0.00"),
        ({"target_min": 1, "result": 900}, "≥ 1", "71.43"),
    ],
)
def test_every_kind_of_target_runs_the_same_way(land, look, fields, target, bar):
    task = make_task(owner=land.secretary_post)
    make_indicator(task, **fields)

    html = look(task).content.decode()

    assert f'data-l="Phải đạt">{target}</td>' in html
    assert f'<rect class="b-ink" y="4" width="{bar}" height="8"/>' in html


def test_a_bar_never_leaves_its_cell(land, look):
    task = make_task(owner=land.secretary_post)
    make_indicator(task, target_min=1, result=900)

    html = look(task).content.decode()

    assert '<rect class="b-over" x="71.43" y="4" width="28.57" height="8"/>' in html
    assert "90.000\u00a0%" in html


def test_numbers_in_drawings_have_a_point_not_a_comma(land, look):
    task = make_task(owner=land.secretary_post, due="2024-12-31")
    make_indicator(task, target_min=3, result=1)
    for month in range(1, 13):
        make_milestone(task, f"Mốc {month}", due=f"2024-{month:02d}-15")

    html = look(task).content.decode()

    numbers = re.findall(r' (?:x|y|x1|x2|y1|y2|cx|cy|width|height|r)="([^"]*)"', html)
    assert len(numbers) > 100 and all(re.fullmatch(r"-?\d+(\.\d+)?", number) for number in numbers)


@time_machine.travel("2024-10-10 08:00 +0700", tick=False)
def test_milestones_are_drawn_twice_and_listed(land, look):
    task = make_task(owner=land.secretary_post, due="2024-12-31", start="2024-01-01")
    make_milestone(task, "Kế hoạch", due="2024-03-15", finished_on="2024-03-12")
    make_milestone(task, "Đợt 1", due="2024-07-31", finished_on="2024-08-18")
    make_milestone(task, "Đủ 12 dự án", due="2024-09-30")
    make_milestone(task, "Biên bản", due="2024-12-20")

    html = look(task).content.decode()

    assert html.count('<svg class="plot line-of') == 2
    assert "Xong, chậm 18 ngày" in html and "Quá hạn 10 ngày" in html and "Còn 71 ngày" in html
    assert "2/4 xong, 1 quá hạn" in html
    assert html.count('class="m-late"') == 2 and html.count('class="m-slow"') == 2


def test_without_milestones_there_is_no_empty_drawing(land, look):
    html = look(land.own_task).content.decode()

    assert "line-of" not in html and 'id="h-moc"' not in html


def test_what_was_never_entered_is_said(land, look):
    html = look(make_task(owner=land.secretary_post)).content.decode()

    for words in ("chưa có chỉ tiêu bằng số", "Chưa ghi sản phẩm", "Chưa có báo cáo tiến độ", "Chưa có ngày nào"):
        assert words in html


def test_two_tiers_are_compared_by_name_and_unit(land, look):
    above = make_task("Việc tỉnh", owner=land.secretary_post)
    make_indicator(above, "Nhà tạm đã xóa", target_min=96, result=50, unit="nhà")
    for number, result in ((1, 20), (2, 31)):
        below = make_task(f"Việc xã {number}", owner=land.cadre_post, parent_task=above)
        make_indicator(below, "Nhà tạm đã xóa", target_min=40, result=result, unit="nhà")

    measure = look(above).context["tiers"]["measures"][0]

    assert (measure.asked, measure.handed_down, measure.gap) == (Decimal(96), Decimal(80), Decimal(16))
    assert (measure.reported, measure.delivered, measure.differs) == (Decimal(50), Decimal(51), True)


def test_shares_are_not_added_up_over_units(land, look):
    above = make_task("Việc tỉnh", owner=land.secretary_post)
    make_indicator(above, "Tỷ lệ", target_min=95, result=90, unit="%")
    make_indicator(make_task("Việc xã", owner=land.cadre_post, parent_task=above), "Tỷ lệ", target_min=95, unit="%")

    measure = look(above).context["tiers"]["measures"][0]

    assert (measure.adds_up, measure.handed_down, len(measure.parts)) == (False, None, 1)


def test_a_subtask_out_of_scope_is_not_shown(land, look, secretary):
    above = make_task("Việc huyện", owner=land.secretary_post)
    make_task("Việc nơi khác", owner=land.other_post, assigned_by=land.other_province, parent_task=above)

    html = look(above, secretary).content.decode()

    assert "Việc nơi khác" not in html


def test_a_parent_out_of_scope_is_not_named(land, look, secretary):
    above = make_task("Việc nơi khác", owner=land.other_post, assigned_by=land.other_province)
    below = make_task("Việc huyện", owner=land.secretary_post, parent_task=above)

    html = look(below, secretary).content.decode()

    assert "Việc nơi khác" not in html and f"/viec/{above.pk}/" not in html


def test_the_story_is_told_from_the_dates_on_file_newest_first(land, look):
    task = make_task(
        owner=land.secretary_post,
        due="2024-11-30",
        original_due="2024-10-30",
        start="2024-01-05",
        state="accepted",
        finished_on="2024-12-02",
        accepted_on="2024-12-20",
        exceeded=True,
    )
    make_report(task, period_end="2024-06-30", percent=45, difficulties="Chờ giá đất", submitted_on="2024-07-05")

    story = look(task).context["story"]

    assert [event.words for event in story] == [
        "Nghiệm thu, công nhận vượt yêu cầu",
        "Ra sản phẩm, chậm 2 ngày",
        "Thời hạn ban đầu; nay là 30/11/2024",
        "Báo cáo đến 30/06/2024 đã xác nhận: 45\u00a0%",
        f"Bắt đầu; nơi giao: {land.district}",
    ]
    assert story[3].said == "Chờ giá đất"


def test_markup_is_text_everywhere(land, look):
    evil = "<script>x</script>"
    task = make_task(evil, owner=land.secretary_post, product=evil, field=evil, importance=evil)
    make_indicator(task, evil, unit=evil, target_text=evil, result=1)
    make_milestone(task, evil)
    make_report(task, narrative=evil, difficulties=evil)
    make_task(evil + "2", owner=land.cadre_post, parent_task=task)

    html = look(task).content.decode()

    assert "<script>" not in html and html.count("&lt;script&gt;") > 8


def test_a_long_title_is_whole_on_its_own_page(land, look):
    title = "Đưa toàn bộ hồ sơ đất đai vào cơ sở dữ liệu dùng chung " * 5 + "hết"

    assert title in look(make_task(title, owner=land.secretary_post)).content.decode()


def test_links_lead_only_to_what_the_reader_may_open(land, look, plain_cadre):
    html = look(land.cadre_task, plain_cadre).content.decode()

    assert f"/can-bo/{land.cadre_post.cadre_id}/" in html
    assert f"/tap-the/{land.cadre_task.assigned_by_id}/" not in html


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_a_task_takes_the_same_statements_whatever_hangs_on_it(
    land, sign_in, organiser, rows, django_assert_num_queries
):
    task = make_task(owner=land.secretary_post)
    for number in range(rows):
        make_indicator(task, f"Chỉ tiêu {number}", result=number)
        make_milestone(task, f"Mốc {number}", due="2024-06-30")
        make_report(task, period_end=f"2024-{number % 12 + 1:02d}-{number // 12 + 1:02d}")
        make_indicator(make_task(owner=land.cadre_post, parent_task=task), result=1)
    client = sign_in(organiser)

    with django_assert_num_queries(20):
        client.get(f"/viec/{task.pk}/")


def test_reading_only(land, sign_in, organiser):
    assert sign_in(organiser).post(f"/viec/{land.own_task.pk}/").status_code == 405
