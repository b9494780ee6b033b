"""Chức danh and lĩnh vực: kept, switched off, never deleted; posts find their position."""

import io
import zipfile

import pytest
import time_machine
from django.urls import reverse

from cadre.models import Appointment, LedgerEntry, Position
from cadre.posts import plan_places
from tasks.models import TaskField
from tests.catalogues.pages import body, hidden
from tests.factories import grant, make_appointment, make_position, make_task, make_user

KEY = "0b0e9d3c-7c1f-4e0e-9a55-5d9f0f3f0a02"


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2024-03-01T09:00:00+07:00", tick=True):
        yield


@pytest.fixture
def client(land, sign_in, organiser):
    return sign_in(organiser)


def position(**more):
    return {"name": "Bí thư Đảng ủy xã", "subject_type": "leader", "is_active": "on", "is_head": "on", **more}


def test_the_entry_page_counts_the_three_catalogues(client, land):
    make_position("Giám đốc Sở")
    text = body(client.get(reverse("catalogues")))

    assert "1 chức danh, 0 lĩnh vực" in text
    assert "chức vụ chưa theo danh mục" in text


def test_a_position_is_added_once_however_often_it_is_sent(client):
    for _ in range(2):
        assert client.post(reverse("position_new"), position(form_key=KEY)).status_code == 302

    made = Position.objects.get()
    assert (made.code, made.name, made.is_head) == ("CD-0001", "Bí thư Đảng ủy xã", True)
    assert LedgerEntry.objects.filter(verb="position_entered").count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " \u200b "}, "Ghi chức danh."),
        ({"name": "x" * 201}, "Nhiều nhất 200 ký tự"),
        ({"name": "Giám đốc Sở"}, "Danh mục đã có chức danh này"),
        ({"code": "có cách"}, "Mã chỉ gồm chữ, số"),
        ({"code": "CD-GD"}, "Mã này đã dùng"),
    ],
)
def test_a_position_that_cannot_be_is_said(client, change, words):
    make_position("Giám đốc Sở", code="CD-GD")
    answer = client.post(reverse("position_new"), position(**change))

    assert words in body(answer)
    assert Position.objects.count() == 1


def test_a_position_is_switched_off_and_its_posts_stay(client, land):
    row = make_position("Cán bộ Văn phòng")
    land.cadre_post.position = row
    land.cadre_post.save()
    address = reverse("position_edit", args=[row.pk])
    page = client.get(address)
    assert "1 người đang giữ" in body(page)

    client.post(address, {"name": row.name, "code": row.code, "subject_type": "staff", "seen": hidden(page)["seen"]})

    row.refresh_from_db()
    land.cadre_post.refresh_from_db()
    assert not row.is_active
    assert land.cadre_post.position == row
    assert LedgerEntry.objects.get(verb="position_edited").body["changed"]["is_active"] == [True, False]


def test_two_who_edit_one_position_are_told_of_each_other(client, sign_in, land, administrator):
    row = make_position("Giám đốc Sở")
    address = reverse("position_edit", args=[row.pk])
    seen = hidden(client.get(address))["seen"]
    sign_in(administrator).post(address, position(name="Giám đốc Sở, ngành", code=row.code, seen=seen))

    answer = client.post(address, position(name="Giám đốc", code=row.code, seen=seen))

    assert "Đã có người sửa sau khi mở trang này" in body(answer)
    assert "Quản trị hệ thống" in body(answer)
    assert 'value="Giám đốc"' in body(answer)
    row.refresh_from_db()
    assert row.name == "Giám đốc Sở, ngành"


def test_the_list_is_searched_filtered_and_exported_as_shown(client):
    make_position("Bí thư Đảng ủy xã", code="CD-1")
    make_position("Giám đốc Sở", code="CD-2", is_active=False)

    text = body(client.get(reverse("positions"), {"q": "giam doc", "dung": "khong"}))
    assert "Giám đốc Sở" in text
    assert "Bí thư Đảng ủy xã" not in text
    answer = client.get(reverse("positions_excel"), {"q": "giam doc"})
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
        sheet = b"".join(book.read(name) for name in book.namelist() if "sheet1" in name or "shared" in name).decode()
    assert "CD-2" in sheet
    assert "CD-1" not in sheet


def test_posts_get_the_position_their_title_begins_with_the_longest_first(land):
    short, long = make_position("Bí thư"), make_position("Bí thư Huyện ủy")
    make_position("Cán bộ", is_active=False)
    thu = make_appointment(title="Bí thưx", committee=land.agency)

    placing = plan_places(Appointment.objects.all())

    assert {position: {post.title for post in posts} for position, posts in placing.found} == {
        long: {"Bí thư Huyện ủy"}
    }
    assert thu in placing.left
    assert land.cadre_post in placing.left
    assert short not in dict(placing.found)


def test_placing_is_shown_before_and_told_after(client, land):
    long = make_position("Bí thư Huyện ủy")
    assert "2 chức vụ khớp chức danh" in body(client.get(reverse("positions_place")))

    client.post(reverse("positions_place"))

    land.secretary_post.refresh_from_db()
    land.other_post.refresh_from_db()
    assert land.secretary_post.position == long
    assert land.other_post.position is None  # of the other province: not the organiser's
    assert LedgerEntry.objects.get(verb="posts_placed").body["count"] == 2


@pytest.mark.parametrize("name", ["position_new", "positions_place"])
def test_the_organiser_of_a_commune_reads_what_the_province_keeps(land, sign_in, name):
    user = make_user()
    grant(user, "organiser", land.commune)
    client = sign_in(user)

    assert "do cấp tỉnh giữ" in body(client.get(reverse("positions")))
    assert client.get(reverse(name)).status_code == 403
    assert client.post(reverse("fields"), {"name": "Mới"}).status_code == 403


def test_fields_in_use_are_counted_and_those_missing_are_offered(client, land):
    TaskField.objects.create(name="Xây dựng Đảng", order=10)
    make_task(owner=land.cadre_post, field="Chuyển đổi số", due="2024-06-30")
    text = body(client.get(reverse("fields")))
    assert 'name="name" value="Chuyển đổi số"' in text

    client.post(reverse("fields"), {"name": "Chuyển đổi số", "is_active": "on"})

    assert list(TaskField.objects.values_list("name", "order")) == [("Xây dựng Đảng", 10), ("Chuyển đổi số", 20)]
    assert 'name="name" value="Chuyển đổi số"' not in body(client.get(reverse("fields")))


def test_an_administrator_sees_no_names_from_tasks(land, sign_in, administrator):
    make_task(owner=land.cadre_post, field="Chuyển đổi số", due="2024-06-30")

    assert "Chuyển đổi số" not in body(sign_in(administrator).get(reverse("fields")))


def test_a_field_is_renamed_and_tasks_keep_the_words_they_were_written_with(client, land):
    row = TaskField.objects.create(name="Xây dựng Đảng", order=10)
    client.post(reverse("field_edit", args=[row.pk]), {"name": "Xây dựng Đảng, hệ thống chính trị", "is_active": "on"})

    row.refresh_from_db()
    land.own_task.refresh_from_db()
    assert (row.name, row.order) == ("Xây dựng Đảng, hệ thống chính trị", 10)
    assert land.own_task.field == "Xây dựng Đảng"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "statements"), [("positions", 8), ("fields", 7), ("catalogues", 10)])
def test_the_statements_do_not_grow(client, land, django_assert_num_queries, name, statements, count):
    for number in range(count):
        make_position(f"Chức danh {number}")
        TaskField.objects.create(name=f"Lĩnh vực {number}")

    with django_assert_num_queries(statements):
        client.get(reverse(name))
