"""Sắp xếp tổ chức, one kind after the other: what it does, what stands against it, once only, never half."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from cadre.models import Appointment, Committee, Document, LedgerEntry, ParentLink, Succession
from tests.catalogues.pages import body, confirm, hidden, lists_of, preview
from tests.catalogues.world import parent_on
from tests.factories import make_appointment, make_cadre, make_committee, make_parent, make_task

DAY = dt.date(2024, 7, 1)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2024-06-20T09:00:00+07:00", tick=True):
        yield


@pytest.fixture
def units(land):
    """Two standing units of the province with one below each; land's own districts already have their end written."""
    made = {name: make_committee(name, parent=land.province) for name in ("Huyện ủy Một", "Huyện ủy Hai")}
    for name, upper in zip(("Xã Ba", "Xã Bốn"), list(made.values()), strict=True):
        made[name] = make_committee(name, parent=upper, level="commune")
    return made


@pytest.fixture
def client(land, sign_in, organiser):
    return sign_in(organiser)


PAPER = {"number": "12-QĐ/TU", "issued_on": "15/06/2024", "issuer": "Ban Thường vụ Tỉnh ủy"}


def asked(land, kind, *olds, **more):
    return {
        "kieu": kind,
        "ngay": "2024-07-01",
        "duoi": land.province.pk,
        "units": [old.pk for old in olds],
        **more,
    }


def do(client, land, kind, *olds, **more):
    page = preview(client, **asked(land, kind, *olds, **more))
    return page, confirm(client, page, **PAPER)


def test_a_merger_ends_the_old_bears_the_new_and_moves_what_was_below(client, land, units):
    _, answer = do(client, land, "merge", units["Huyện ủy Một"], units["Huyện ủy Hai"], new_name="Huyện ủy Mới")

    new = Committee.objects.get(name="Huyện ủy Mới")
    assert answer.status_code == 302
    assert (new.level, new.kind, new.valid_from) == ("district", "Đảng bộ", DAY)
    assert parent_on(new, DAY) == land.province
    assert parent_on(units["Xã Ba"], DAY) == parent_on(units["Xã Bốn"], DAY) == new
    assert parent_on(units["Xã Ba"], DAY - dt.timedelta(1)) == units["Huyện ủy Một"]
    assert {row.kind for row in Succession.objects.filter(successor=new)} == {"merge"}
    assert Document.objects.get().committee == land.province
    assert LedgerEntry.objects.get(verb="committee_born").body["parent"] == land.province.name


def test_one_may_go_into_another_that_stays(client, land, units):
    stays = units["Huyện ủy Hai"]
    do(client, land, "merge", units["Huyện ủy Một"], into=stays.code)

    stays.refresh_from_db()
    assert stays.valid_to is None
    assert parent_on(units["Xã Ba"], DAY) == stays


def test_a_division_asks_where_each_unit_below_goes(client, land, units):
    old, below = units["Huyện ủy Một"], units["Xã Ba"]
    page = preview(client, **asked(land, "split", old, new_names="Huyện ủy Trên\nHuyện ủy Dưới"))
    assert f'name="dat-{below.pk}"' in body(page)
    assert confirm(client, page, **PAPER).status_code == 200
    assert not Committee.objects.filter(name="Huyện ủy Trên").exists()

    page = client.post(reverse("reorganise"), {**hidden(page), "buoc": "xem", f"dat-{below.pk}": "b1"})
    confirm(client, page, **PAPER)

    assert parent_on(below, DAY).name == "Huyện ủy Dưới"
    assert sorted(old.successions.values_list("kind", flat=True)) == ["split", "split"]


def test_a_new_name_is_a_new_body_and_its_people_go_on(client, land, units):
    old = units["Huyện ủy Một"]
    post = make_appointment(make_cadre("Lê Thị Đầu"), committee=old, title="Bí thư Huyện ủy Một", is_head=True)
    do(client, land, "rename", old, new_name="Huyện ủy Nhất", keeps_posts="on")

    new = Committee.objects.get(name="Huyện ủy Nhất")
    post.refresh_from_db()
    again = Appointment.objects.get(committee=new)
    assert (post.end, again.start, again.cadre) == (DAY - dt.timedelta(1), DAY, post.cadre)
    assert again.title == "Bí thư Huyện ủy Nhất"
    assert parent_on(units["Xã Ba"], DAY) == new


def test_a_move_changes_the_place_only(client, land, units):
    do(client, land, "move", units["Huyện ủy Một"], place=units["Huyện ủy Hai"].code)

    assert parent_on(units["Huyện ủy Một"], DAY) == units["Huyện ủy Hai"]
    assert not Succession.objects.exists()


@pytest.mark.parametrize(
    ("kind", "olds", "more", "words"),
    [
        ("merge", ["Huyện ủy Một"], {"new_name": "Huyện ủy Mới"}, "ít nhất hai đơn vị cũ"),
        ("merge", [], {"new_name": "Huyện ủy Mới"}, "Chọn ít nhất một đơn vị"),
        ("merge", ["Huyện ủy Một", "Huyện ủy Hai"], {}, "Ghi tên đơn vị mới, hoặc chọn"),
        ("merge", ["Huyện ủy Một", "Huyện ủy Hai"], {"new_name": "x" * 301}, "Nhiều nhất 300 ký tự"),
        ("merge", ["Huyện ủy Một"], {"into": "DH-DP"}, "Không thấy"),
        ("split", ["Huyện ủy Một"], {"new_names": "Chỉ một"}, "ít nhất hai đơn vị mới"),
        ("rename", ["Huyện ủy Một"], {"new_name": "huyện ủy một"}, "Tên mới giống tên cũ"),
        ("move", ["Huyện ủy Một"], {}, "Chọn cấp trên mới"),
        ("end", [], {"lines": "không có dấu"}, "Dòng 1: ghi"),
        ("end", [], {"lines": "Xã Mới: Xã Không Có"}, "không có trong phạm vi"),
        ("end", [], {"lines": "Xã Mới: DH-DP"}, "không có trong phạm vi"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_typed_is_lost(client, land, units, kind, olds, more, words):
    page = preview(client, **asked(land, kind, *(units[name] for name in olds), **more))

    text = body(page)
    assert words in text
    assert all(value in text for value in more.values())
    assert text.count(" checked") >= len(olds)


def test_units_of_another_province_cannot_be_chosen(client, land, units):
    page = preview(client, **asked(land, "merge", land.other_district, units["Huyện ủy Một"], new_name="Mới"))

    assert "Có đơn vị không còn trong danh sách" in body(page)


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        ("move", {"place": "Xã Ba"}, "đang hoặc từng trực thuộc"),
        ("rename", {"new_name": "Huyện ủy Hai"}, "đã có đơn vị tên Huyện ủy Hai"),
        ("rename", {"new_name": "Huyện ủy Mới", "new_code": "AH-SNV"}, "Mã AH-SNV đã dùng"),
    ],
)
def test_what_stands_against_it_is_said_before(client, land, units, kind, more, words):
    page, answer = do(client, land, kind, units["Huyện ủy Một"], **more)

    assert words in body(page)
    assert answer.status_code == 200
    assert not Succession.objects.exists()


def test_somebody_appointed_after_the_end_stands_against_it(client, land, units):
    make_appointment(committee=units["Huyện ủy Một"], title="Phó Bí thư", start="2024-08-01")
    page = preview(client, **asked(land, "end", units["Huyện ủy Một"]))

    assert "được ghi giữ chức từ 01/08/2024" in body(page)


def test_without_its_document_nothing_is_done(client, land, units):
    page = preview(client, **asked(land, "end", units["Huyện ủy Một"]))
    answer = confirm(client, page, number="", issued_on="", issuer="")

    assert "Ghi số, ký hiệu văn bản" in body(answer)
    units["Huyện ủy Một"].refresh_from_db()
    assert units["Huyện ủy Một"].valid_to is None


def test_the_same_page_sent_twice_is_one_effect(client, land, units):
    page, _ = do(client, land, "rename", units["Huyện ủy Một"], new_name="Huyện ủy Nhất")
    answer = confirm(client, page, **PAPER)

    assert answer.status_code == 302
    assert "đã được thực hiện" in body(client.get(answer.headers["Location"]))
    assert Committee.objects.filter(name="Huyện ủy Nhất").count() == 1


def test_a_page_grown_old_is_shown_anew_with_who_did_what(client, land, units):
    stale = preview(client, **asked(land, "end", units["Huyện ủy Một"]))
    do(client, land, "rename", units["Huyện ủy Một"], new_name="Huyện ủy Nhất")

    answer = confirm(client, stale, **PAPER)

    text = body(answer)
    assert answer.status_code == 200
    assert "Có đơn vị không còn trong danh sách" in text or "Chưa thực hiện" in text
    assert Succession.objects.filter(kind="end").count() == 0


def test_a_new_unit_below_since_the_preview_is_noticed(client, land, units):
    stale = preview(client, **asked(land, "end", units["Huyện ủy Một"]))
    make_committee("Xã Năm", parent=units["Huyện ủy Một"], level="commune")

    answer = confirm(client, stale, **PAPER)

    assert "Đây là bản xem trước mới" in body(answer)
    assert "Xã Năm" in body(answer)
    assert confirm(client, answer, **PAPER).status_code == 302


def test_open_tasks_are_counted_by_holder_for_those_who_see_them(client, land, units, sign_in, administrator):
    post = make_appointment(make_cadre("Lê Thị Đầu"), committee=units["Huyện ủy Một"], title="Bí thư", is_head=True)
    make_task("Việc thứ nhất", owner=post, assigned_by=land.province, due="2024-11-30")
    asking = asked(land, "end", units["Huyện ủy Một"])

    assert "Việc đang dở phải giao lại" in body(preview(client, **asking))
    text = body(preview(sign_in(administrator), **asking))
    assert "Việc đang dở phải giao lại" not in text
    assert "Việc thứ nhất" not in text


def test_the_place_before_the_day_stays_when_a_unit_moved_before(client, land, units):
    other = make_committee("Huyện ủy Ba", parent=land.province)
    commune = make_committee("Xã Sáu", level="commune")
    make_parent(commune, units["Huyện ủy Một"], valid_to="2023-12-31")
    make_parent(commune, units["Huyện ủy Hai"], valid_from="2024-01-01")

    do(client, land, "move", commune, place=other.code, duoi=units["Huyện ủy Hai"].pk)

    assert [parent_on(commune, day).name for day in (dt.date(2023, 6, 1), dt.date(2024, 6, 30), DAY)] == [
        "Huyện ủy Một",
        "Huyện ủy Hai",
        "Huyện ủy Ba",
    ]
    assert ParentLink.objects.filter(committee=commune).count() == 3


@pytest.mark.parametrize("count", [1, 3])
def test_the_statements_do_not_grow_with_the_units(client, land, django_assert_num_queries, count):
    olds = [make_committee(f"Huyện ủy {number}", parent=land.province) for number in range(count)]
    for old in olds:
        make_committee(f"Xã dưới {old.name}", parent=old, level="commune")
        post = make_appointment(committee=old, title="Bí thư", is_head=True)
        make_task(owner=post, assigned_by=land.province, due="2024-11-30")
    page = preview(client, **asked(land, "end", *olds))

    with django_assert_num_queries(PREVIEW):
        preview(client, **asked(land, "end", *olds))
    with django_assert_num_queries(DONE):
        assert confirm(client, page, **PAPER).status_code == 302


LOCKS = 3 if connection.vendor == "postgresql" else 0  # of the tree, twice, and of the ledger
PREVIEW, DONE = 18, 48 + LOCKS


def test_the_page_of_a_day_that_is_none_shows_today(client, land):
    page = client.get(reverse("reorganise"), {"ngay": "31/13/2025", "duoi": "x", "kieu": "?"})

    assert re.search(r'name="ngay" value="2024-06-20"', body(page))
    assert "Sáp nhập" in lists_of(page)
