"""Danh mục việc: scope, filters, search, order, pages, and the same list as a workbook."""

import io
import re
from urllib.parse import quote

import pytest
import time_machine
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.factories import make_appointment, make_indicator, make_report, make_task

LIST, EXCEL = "/danh-muc-viec/", "/danh-muc-viec/excel/"


@pytest.fixture
def look(sign_in, organiser):
    client = sign_in(organiser)

    def read(query="", person=None):
        response = (sign_in(person) if person else client).get(LIST + query)
        assert response.status_code == 200
        return response

    return read


def titles(response):
    return [row["title"] for row in response.context["page"].rows]


def sheet_of(response):
    content = b"".join(response.streaming_content)
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_only_what_is_in_scope_is_listed(land, look, outsider, plain_cadre, administrator):
    assert land.other_task.title not in titles(look("?nam="))
    assert titles(look("?nam=", outsider)) == [land.other_task.title]
    assert titles(look("?nam=", plain_cadre)) == [land.cadre_task.title]
    assert titles(look("?nam=", administrator)) == []


def test_the_district_next_door_sees_its_own_only(land, look, secretary, neighbour):
    assert land.next_task.title not in titles(look("?nam=", secretary))
    assert land.own_task.title not in titles(look("?nam=", neighbour))


def test_the_newest_year_is_shown_unless_another_is_asked_for(land, look):
    make_task("Việc năm 2019", owner=land.secretary_post, due="2019-06-30")

    assert "Việc năm 2019" not in titles(look())
    assert titles(look("?nam=2019")) == ["Việc năm 2019"]
    assert "Việc năm 2019" in titles(look("?nam="))


@pytest.mark.parametrize("q", ["giai phong dong dang", "GIẢI PHÓNG đồng", "dong giai", "Đồng Đăng"])
def test_search_does_not_mind_accents_case_or_order(land, look, q):
    make_task("Giải phóng mặt bằng khu Đồng Đăng", owner=land.secretary_post)
    make_task("Giải ngân vốn đầu tư", owner=land.secretary_post)

    assert titles(look(f"?q={q}")) == ["Giải phóng mặt bằng khu Đồng Đăng"]


def test_search_finds_the_holder_and_the_d_with_a_stroke(land, look):
    make_task("Xây cầu", owner=make_appointment(committee=land.district, title="Giám đốc Sở Điện lực"))

    assert titles(look("?q=giam doc dien luc")) == ["Xây cầu"]


@pytest.mark.parametrize("q", ["%", "_", "100%", "'", '"; drop table', "\\"])
def test_search_takes_every_character_as_itself(land, look, q):
    make_task("Đạt 100% kế hoạch", owner=land.secretary_post)

    found = titles(look("?q=" + quote(q)))

    assert found == (["Đạt 100% kế hoạch"] if q in ("%", "100%") else [])


@time_machine.travel("2024-12-01 08:00 +0700", tick=False)
def test_states_filter_and_count(land, look):
    post = land.secretary_post
    for name, fields in {
        "quá hạn": {"due": "2024-11-30"},
        "trong hạn": {"due": "2024-12-31"},
        "chờ": {"state": "awaiting_recognition"},
        "xong": {"state": "accepted", "finished_on": "2024-11-01", "accepted_on": "2024-11-02"},
        "không xong": {"state": "not_completed"},
        "dừng": {"state": "cancelled"},
        "nháp": {"state": "draft"},
        "trình": {"state": "proposed"},
    }.items():
        make_task(f"Z {name}", owner=post, **fields)

    def shown(state):
        return [title for title in titles(look(f"?nam=2024&q=Z&trang_thai={state}")) if title.startswith("Z ")]

    assert shown("qua_han") == ["Z quá hạn"]
    assert shown("dang_lam") == ["Z trong hạn"]
    assert shown("sap_den_han") == ["Z trong hạn"]
    assert shown("cho_cong_nhan") == ["Z chờ"]
    assert shown("xong") == ["Z xong"]
    assert shown("khong_xong") == ["Z không xong"]
    assert shown("khac") == ["Z dừng"]
    assert sorted(shown("chuan_bi")) == ["Z nháp", "Z trình"]
    assert len(shown("")) == 6


def test_a_unit_stands_for_all_below_it_on_the_day_the_task_was_due(land, look):
    below = make_task("Việc của xã", owner_committee=land.commune, due="2024-10-01", assigned_by=land.province)
    after = make_task("Việc của xã về sau", owner_committee=land.commune, due="2025-10-01", assigned_by=land.province)

    found = titles(look(f"?nam=&don_vi={land.district.pk}"))

    assert below.title in found and land.own_task.title in found
    assert after.title not in found and land.next_task.title not in found


@pytest.mark.parametrize(
    "query", ["?loai=x&trang_thai=y&nhom=z&don_vi=a&xep=b", "?nam=x", "?don_vi=99999999999999999999"]
)
def test_what_is_no_choice_is_left_out(land, look, query):
    assert look(query).status_code == 200


def test_order_by_due_date_both_ways_says_so_in_the_head(land, look):
    make_task("Sớm", owner=land.secretary_post, due="2024-01-05")

    up, down = look("?nam=2024&xep=han"), look("?nam=2024&xep=-han")

    assert titles(up)[0] == "Sớm" and titles(down)[-1] == "Sớm"
    assert re.search(r'aria-sort="ascending"><a href="\?[^"]*xep=-han', up.content.decode())
    assert re.search(r'aria-sort="descending"><a href="\?[^"]*xep=han', down.content.decode())


@pytest.mark.parametrize("group", ["don_vi", "nguoi", "linh_vuc"])
def test_groups_hold_every_task_once(land, look, group):
    make_task("Không ai nhận", assigned_by=land.province)
    make_task("Hai người", owners=[land.secretary_post, land.neighbour_post])

    response = look(f"?nam=&nhom={group}")

    rows = [row["title"] for _, part in response.context["groups"] for row in part]
    assert sorted(rows) == sorted(titles(look("?nam=")))
    names = [name for name, _ in response.context["groups"]]
    assert len(names) == len(set(names))


def test_pages_of_fifty_by_key(land, look):
    for number in range(120):
        make_task(f"Việc {number:03d}", owner=land.secretary_post, due="2024-09-01")
    response, seen, pages = look("?nam=2024&nhom=linh_vuc"), [], 0

    while True:
        seen += titles(response)
        pages += 1
        if not response.context["page"].next:
            break
        response = look(f"?nam=2024&nhom=linh_vuc&sau={response.context['page'].next}")

    assert pages == 3 and len(seen) == len(set(seen)) == response.context["counts"]["total"]


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_the_list_takes_eleven_statements_whatever_its_length(
    land, sign_in, organiser, rows, django_assert_num_queries
):
    for number in range(rows):
        task = make_task(f"Việc {number}", owner=land.secretary_post)
        make_indicator(task, result=5)
        make_report(task)
    client = sign_in(organiser)

    with django_assert_num_queries(11):
        client.get(LIST)
    with django_assert_num_queries(12):
        client.get(f"{LIST}?nam=2024&nhom=nguoi&xep=-viec&q=viec&don_vi={land.district.pk}")


def test_the_workbook_is_the_list_as_filtered_and_ordered(land, look, sign_in, organiser):
    for number in range(60):
        make_task(f"Đường {number:02d}", owner=land.secretary_post, due="2024-09-01", field="Giao thông")
    query = "?nam=2024&linh_vuc=Giao thông&q=duong&xep=-viec"

    rows = sheet_of(sign_in(organiser).get(EXCEL + query))

    shown = look(query)
    assert [row[5] for row in rows[4:]][:50] == titles(shown)
    assert len(rows[4:]) == shown.context["counts"]["total"] == 60
    assert [row[0] for row in rows[4:]] == [float(number) for number in range(1, 61)]


def test_the_workbook_has_the_figures_of_the_page(land, look, sign_in, organiser):
    task = make_task("Một chỉ tiêu", owner=land.secretary_post, product="Biên bản", code="MP-1")
    make_indicator(task, target_min=25, baseline=0, result=34, unit="phương án")

    row = next(row for row in sheet_of(sign_in(organiser).get(EXCEL)) if row[1] == "MP-1")

    html = look().content.decode()
    assert row[2] == land.secretary_post.title and row[6] == "Biên bản" and row[8] == 1.36
    assert "136\u00a0%" in html and "34/25 phương án" in html
    assert row[10] == "số liệu mô phỏng" and "số liệu mô phỏng" in html


def test_the_workbook_holds_nothing_out_of_scope(land, sign_in, outsider):
    rows = sheet_of(sign_in(outsider).get(EXCEL + "?nam="))

    assert [row[5] for row in rows[4:]] == [land.other_task.title]


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+84", "-5"])
def test_a_title_that_looks_like_a_formula_stays_text(land, sign_in, organiser, text):
    make_task(text, owner=land.secretary_post)

    assert text in [row[5] for row in sheet_of(sign_in(organiser).get(EXCEL))]


def test_markup_in_a_title_is_text(land, look):
    make_task('<script>alert("x")</script><b>', owner=land.secretary_post, product="<i>p</i>", field="<u>f</u>")

    html = look().content.decode()

    assert "<script>" not in html and "<i>p" not in html and "<u>f" not in html
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;" in html


def test_a_year_is_never_written_with_a_dot(land, look):
    html = look().content.decode()

    assert "2.024" not in html and "2.025" not in html and 'value="2024"' in html


def test_no_match_says_so_and_offers_a_way_on(land, look):
    html = look("?q=khongcoviecnay").content.decode()

    assert "Không có việc nào khớp" in html and "<table" not in html


def test_nothing_given_yet_says_what_will_be_here(look, administrator):
    assert "Chưa có việc nào được giao trong phạm vi này" in look(person=administrator).content.decode()


@pytest.mark.parametrize("name", ["tasks", "tasks_excel"])
def test_reading_only(land, sign_in, organiser, name):
    assert sign_in(organiser).post(reverse(name)).status_code == 405
