"""The queue of those who judge, and one proposal beside what it compares with."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tasks.enums import TaskState
from tasks.workflow import Move
from tests.factories import (
    grant,
    make_appointment,
    make_cadre,
    make_campaign,
    make_done_task,
    make_indicator,
    make_task,
    make_user,
)
from tests.judging.conftest import adjust, take

pytestmark = pytest.mark.django_db


def titles(response):
    return [row["title"] for row in response.context["page"].rows]


def counts(response):
    return {key: count for key, _, count, _ in response.context["tabs"]}


def test_each_tab_holds_what_waits_there(land, sign_in, organiser, draft, proposed, appraised, approved, ordered):
    proposed("Chờ thẩm định")
    appraised("Chờ phê duyệt")
    take(Move.RETURN, proposed("Trả lại"), organiser, comment="Thêm số đầu kỳ.")
    approved("Chờ quyết định")
    ordered("Đặt hàng")
    draft("Bản soạn")
    draft("Đặt hàng đang soạn", kind="dat_hang")
    client = sign_in(organiser)

    counted = counts(client.get(reverse("proposals")))
    found = {tab: titles(client.get(reverse("proposals"), {"muc": tab})) for tab in counted}

    assert found == {
        "tham_dinh": ["Chờ thẩm định"],
        "phe_duyet": ["Chờ phê duyệt"],
        "tra_lai": ["Trả lại"],
        "dat_hang": ["Đặt hàng đang soạn"],
        "quyet_dinh": ["Chờ quyết định", "Đặt hàng"],
        "nhan_viec": ["Đặt hàng"],
    }
    assert counted == {tab: len(rows) for tab, rows in found.items()}
    assert "Thêm số đầu kỳ." in client.get(reverse("proposals"), {"muc": "tra_lai"}).content.decode()


def test_an_organiser_begins_with_appraisal_a_leader_with_approval(sign_in, organiser, leader, proposed, appraised):
    proposed("Một")
    appraised("Hai")

    assert titles(sign_in(organiser).get(reverse("proposals"))) == ["Một"]
    assert titles(sign_in(leader).get(reverse("proposals"))) == ["Hai"]


def test_the_longest_waiting_comes_first(sign_in, organiser, proposed):
    for title in ("Một", "Hai", "Ba"):
        proposed(title)

    assert titles(sign_in(organiser).get(reverse("proposals"))) == ["Một", "Hai", "Ba"]


def test_what_is_given_elsewhere_or_to_oneself_is_not_in_charge(land, sign_in, proposed):
    proposed("Của tỉnh")
    make_task("Của tỉnh khác", owner=land.other_post, assigned_by=land.other_province, state="proposed")
    user = make_user("hai-vai")
    grant(user, "leader", land.province)
    post = make_appointment(make_cadre(user=user), committee=land.agency)
    make_task("Của mình", owner=post, assigned_by=land.province, state="proposed")

    found = sign_in(user).get(reverse("proposals"), {"muc": "tham_dinh"})

    assert titles(found) == ["Của tỉnh"] and counts(found)["tham_dinh"] == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "giai phong"}, ["Giải phóng mặt bằng"]),
        ({"q": "Giải PHÓNG"}, ["Giải phóng mặt bằng"]),
        ({"q": "bí thư huyện ủy"}, ["Giải phóng mặt bằng", "Xóa nhà tạm"]),
        ({"linh_vuc": "An sinh"}, ["Xóa nhà tạm"]),
        ({"linh_vuc": "Không có"}, []),
        ({"dot": "khác"}, ["Giải phóng mặt bằng", "Xóa nhà tạm"]),
    ],
)
def test_filters_and_search(sign_in, organiser, proposed, query, expected):
    proposed("Giải phóng mặt bằng")
    proposed("Xóa nhà tạm", field="An sinh")

    assert titles(sign_in(organiser).get(reverse("proposals"), query)) == expected


def test_filter_by_campaign_and_unit(land, sign_in, organiser, proposed, campaign):
    other = make_campaign("Đợt bổ sung", committee=land.province, by=organiser)
    task = proposed("Đợt hai")
    task.campaign = other
    task.save()
    proposed("Đợt một")
    client = sign_in(organiser)

    assert titles(client.get(reverse("proposals"), {"dot": other.pk})) == ["Đợt hai"]
    assert len(titles(client.get(reverse("proposals"), {"don_vi": land.district.pk}))) == 2
    assert titles(client.get(reverse("proposals"), {"don_vi": land.next_district.pk})) == []


def test_a_row_says_how_many_the_person_registered_and_what_to_look_at(sign_in, organiser, proposed):
    proposed("Tăng cường lãnh đạo công tác chuyển đổi số", target=3)
    proposed("Xóa 96 nhà tạm")

    response = sign_in(organiser).get(reverse("proposals"))

    assert [row["registered"] for row in response.context["page"].rows] == [3, 3]  # and one done
    assert all(row["findings"] for row in response.context["page"].rows)
    assert "3 việc năm 2024" in response.content.decode()


def test_pages_of_fifty_by_key(land, sign_in, organiser):
    for number in range(60):
        make_task(f"Việc {number}", owner=land.secretary_post, assigned_by=land.province, state="proposed")
    client = sign_in(organiser)

    first = client.get(reverse("proposals"))
    second = client.get(reverse("proposals"), {"sau": first.context["page"].next})
    back = client.get(reverse("proposals"), {"truoc": second.context["page"].previous})

    assert (len(titles(first)), len(titles(second))) == (50, 10)
    assert not set(titles(first)) & set(titles(second))
    assert titles(back) == titles(first)


def test_the_workbook_is_the_queue_as_filtered(sign_in, organiser, appraised):
    for title in ("Đường một", "Đường hai", "=1+1 nhà"):
        appraised(title)
    client, query = sign_in(organiser), {"muc": "phe_duyet", "q": "duong"}

    answer = client.get(reverse("proposals_excel"), query)
    content = io.BytesIO(b"".join(answer.streaming_content))
    rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()[3:]

    assert rows[0][9] == "Trình"
    assert [row[6] for row in rows[1:]] == titles(client.get(reverse("proposals"), query))
    assert [(row[3], row[9], row[10]) for row in rows[1:]] == [(4.0, dt.date(2024, 3, 1), "Rõ sản phẩm.")] * 2


def test_the_statements_do_not_grow_with_the_queue(land, sign_in, organiser, proposed):
    client, spent = sign_in(organiser), []
    for count in (1, 3):
        for _ in range(count):
            proposed("Việc")
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("proposals"))
        spent.append(len(seen))

    assert spent[0] == spent[1] <= 24


def test_an_empty_queue_says_what_will_be_here(sign_in, organiser, leader):
    assert "Chưa có đề xuất nào chờ thẩm định" in sign_in(organiser).get(reverse("proposals")).content.decode()
    assert "chờ phê duyệt" in sign_in(leader).get(reverse("proposals")).content.decode()


# ---- one proposal -----------------------------------------------------------------------------------------------


def read(client, task, **query):
    return client.get(reverse("proposal", args=[task.pk]), query)


def test_a_proposal_stands_beside_the_years_before_and_the_others_of_the_year(land, sign_in, organiser, proposed):
    before = make_done_task("Năm trước: 9 km", owner=land.secretary_post, assigned_by=land.province, due="2023-11-30")
    make_indicator(before, target_min=10, result=9)
    task, other = proposed("Năm nay: 12 km"), proposed("Cùng năm: 96 nhà")

    response = read(sign_in(organiser), task)
    html = response.content.decode()

    assert [row["title"] for row in response.context["before"]] == [before.title]
    assert other.title in [row["title"] for row in response.context["this_year"]]
    assert "90\u00a0%" in html and "Số km bàn giao: ít nhất 12 km" in html


def test_the_reader_goes_through_the_list_as_filtered(sign_in, organiser, proposed):
    first, second, third = (proposed(f"Đường {number}") for number in range(3))
    proposed("Nhà tạm")

    place = read(sign_in(organiser), second, muc="tham_dinh", q="duong").context["place"]
    last = read(sign_in(organiser), third, muc="tham_dinh", q="duong").context["place"]

    assert (place.number, place.total, place.previous, place.next) == (2, 3, first.pk, third.pk)
    assert (last.previous, last.next) == (second.pk, None)


def test_the_difference_to_the_version_before_is_shown(sign_in, organiser, proposed):
    task = proposed("Giải phóng 12 km")
    adjust(task, organiser, "Giải phóng 20 km")

    html = read(sign_in(organiser), task).content.decode()

    assert "Giải phóng <del>12</del> km" in html and "Giải phóng <ins>20</ins> km" in html


def test_a_holder_or_an_inspector_does_not_judge(sign_in, secretary, inspector, neighbour, proposed):
    task = proposed()

    assert read(sign_in(secretary), task).status_code == 403
    assert read(sign_in(inspector), task).status_code == 403
    assert read(sign_in(neighbour), task).status_code == 404


def test_a_proposal_takes_the_same_statements_whatever_is_beside_it(land, sign_in, organiser, proposed):
    task, client, spent = proposed(), sign_in(organiser), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            read(client, task)
        spent.append(len(seen))
        for year in (2021, 2022, 2023):
            make_done_task(owner=land.secretary_post, assigned_by=land.province, due=f"{year}-11-30")
        proposed("Thêm một")

    assert spent[0] == spent[1] <= 36


@pytest.mark.parametrize("state", [state for state in TaskState.values if state != "draft"])
def test_a_task_in_any_state_can_be_read_by_its_judge(land, sign_in, organiser, state):
    task = make_task(owner=land.secretary_post, assigned_by=land.province, state=state)

    assert read(sign_in(organiser), task).status_code == 200
