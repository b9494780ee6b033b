"""Posts: somebody comes, is corrected, goes, with or without somebody after; one head at a time."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from cadre.models import Appointment, Cadre, LedgerEntry
from tests.catalogues.pages import body, hidden
from tests.factories import make_appointment, make_assessment, make_cadre, make_position

KEY = "0b0e9d3c-7c1f-4e0e-9a55-5d9f0f3f0a04"


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2024-03-01T09:00:00+07:00", tick=True):
        yield


@pytest.fixture
def client(land, sign_in, organiser):
    return sign_in(organiser)


@pytest.fixture
def head(land):
    return make_appointment(make_cadre("Người đang giữ"), committee=land.agency, title="Giám đốc Sở", is_head=True)


def new(land, **more):
    return {
        "committee": land.agency.code,
        "full_name": "Trần Thị Mới",
        "title": "Giám đốc Sở",
        "subject_type": "leader",
        "is_head": "on",
        "start": "01/03/2024",
        **more,
    }


def test_somebody_new_takes_a_post(client, land):
    for _ in range(2):
        client.post(reverse("post_new"), new(land, birth_year="1975", form_key=KEY))

    post = Appointment.objects.get(title="Giám đốc Sở")
    assert (post.cadre.full_name, post.cadre.birth_year, post.cadre.managed_by) == ("Trần Thị Mới", 1975, land.agency)
    assert (post.committee, post.is_head, post.start) == (land.agency, True, dt.date(2024, 3, 1))
    assert LedgerEntry.objects.get(verb="post_entered", subject=post.code).body["cadre"] == "Trần Thị Mới"


def test_somebody_in_the_book_takes_a_post_of_the_catalogue(client, land):
    position = make_position("Phó Giám đốc Sở")
    data = new(land, full_name="", cadre=land.cadre_post.cadre.code, title="", position=position.pk, is_head="")
    client.post(reverse("post_new"), data)

    post = Appointment.objects.get(position=position)
    assert (post.cadre, post.title) == (land.cadre_post.cadre, "Phó Giám đốc Sở")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"full_name": ""}, "Chọn cán bộ trong sổ, hoặc ghi họ tên"),
        ({"title": ""}, "Ghi chức vụ, hoặc chọn chức danh"),
        ({"end": "01/02/2024"}, "Ngày kết thúc phải từ ngày bắt đầu"),
        ({"start": ""}, "Ghi giữ chức từ ngày"),
        ({"committee": "DH-DP"}, "Không thấy tập thể"),
        ({"committee": "AH-BS", "title": "Phó Bí thư"}, "kết thúc hoạt động 30/06/2025"),
        ({"position": "999999"}, "Chọn"),
        ({"birth_year": "-1"}, "Năm sinh từ 1900"),
    ],
)
def test_what_cannot_be_is_said_and_nobody_is_made(client, land, change, words):
    people = Cadre.objects.count()
    answer = client.post(reverse("post_new"), new(land, **change))

    assert answer.status_code == 200
    assert words in body(answer)
    assert Cadre.objects.count() == people


def test_two_heads_at_once_are_refused_by_name(client, land, head):
    people = Cadre.objects.count()
    answer = client.post(reverse("post_new"), new(land))

    assert "Người đang giữ đang đứng đầu với chức vụ này từ 01/01/2020, chưa ghi ngày thôi" in body(answer)
    assert "Trần Thị Mới" in body(answer)
    assert Cadre.objects.count() == people


def test_a_head_goes_and_the_next_comes_the_day_after(client, land, head):
    address = reverse("post_end", args=[head.pk])
    seen = hidden(client.get(address))["seen"]
    for _ in range(2):
        client.post(address, {"last": "29/02/2024", "full_name": "Trần Thị Mới", "seen": seen, "form_key": KEY})

    head.refresh_from_db()
    after = Appointment.objects.get(committee=land.agency, start=dt.date(2024, 3, 1))
    assert head.end == dt.date(2024, 2, 29)
    assert (after.title, after.is_head, after.cadre.full_name, after.end) == ("Giám đốc Sở", True, "Trần Thị Mới", None)
    assert LedgerEntry.objects.get(verb="post_ended").body["successor"] == after.code


@pytest.mark.parametrize(
    ("change", "words"),
    [({"last": "01/01/2019"}, "Trước ngày bắt đầu giữ chức"), ({"last": ""}, "Ghi giữ chức đến hết ngày")],
)
def test_an_end_that_cannot_be_is_said(client, head, change, words):
    answer = client.post(reverse("post_end", args=[head.pk]), {"last": "29/02/2024", **change})

    assert words in body(answer)
    head.refresh_from_db()
    assert head.end is None


def test_nobody_follows_themselves(client, head):
    data = {"last": "29/02/2024", "cadre": head.cadre.code}

    assert "Đây là người đang giữ chức" in body(client.post(reverse("post_end", args=[head.pk]), data))


def corrected(post, **more):
    return {"title": post.title, "subject_type": post.subject_type, "start": f"{post.start:%d/%m/%Y}", **more}


def test_a_post_is_corrected_and_told(client, head):
    client.post(reverse("post_edit", args=[head.pk]), corrected(head, is_head="on", title="Giám đốc Sở Nội vụ"))

    head.refresh_from_db()
    assert head.title == "Giám đốc Sở Nội vụ"
    assert LedgerEntry.objects.get(verb="post_edited").body["changed"] == {
        "title": ["Giám đốc Sở", "Giám đốc Sở Nội vụ"]
    }


def test_a_post_that_was_rated_keeps_its_words_and_may_end(client, land, head):
    make_assessment(land.round, head, decided_level="TOT")
    address = reverse("post_edit", args=[head.pk])

    answer = client.post(address, corrected(head, is_head="on", title="Giám đốc"))
    assert "chỉ sửa được ngày thôi" in body(answer)
    client.post(address, corrected(head, is_head="on", end="30/06/2024"))

    head.refresh_from_db()
    assert (head.title, head.end) == ("Giám đốc Sở", dt.date(2024, 6, 30))


def test_two_who_edit_one_post_are_told_of_each_other(client, head):
    address = reverse("post_edit", args=[head.pk])
    seen = hidden(client.get(address))["seen"]
    client.post(address, corrected(head, is_head="on", end="30/06/2024", seen=seen))

    answer = client.post(address, corrected(head, is_head="on", end="30/09/2024", seen=seen))

    assert "Đã có người sửa sau khi mở trang này" in body(answer)
