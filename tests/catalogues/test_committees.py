"""One committee: entered, corrected, moved; what stands in papers and trees of decided rounds stays."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from cadre.models import Committee, LedgerEntry
from tests.catalogues.pages import body, hidden
from tests.catalogues.world import parent_on
from tests.factories import grant, make_appointment, make_assessment, make_committee, make_round, make_user

KEY = "0b0e9d3c-7c1f-4e0e-9a55-5d9f0f3f0a03"


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2024-03-01T09:00:00+07:00", tick=True):
        yield


@pytest.fixture
def client(land, sign_in, organiser):
    return sign_in(organiser)


def new(land, **more):
    return {"name": "Chi bộ Thanh tra", "kind": "Chi bộ cơ sở", "level": "cell", "parent": land.agency.code, **more}


def edited(row, **more):
    fields = {"name": row.name, "kind": row.kind, "level": row.level, "code": row.code}
    dates = {name: f"{day:%d/%m/%Y}" for name in ("valid_from", "valid_to") if (day := getattr(row, name))}
    return fields | dates | more


def test_a_committee_stands_below_its_parent_from_its_first_day(client, land):
    for _ in range(2):
        client.post(reverse("committee_new"), new(land, valid_from="01/02/2024", form_key=KEY))

    made = Committee.objects.get(name="Chi bộ Thanh tra")
    assert parent_on(made, dt.date(2024, 2, 1)) == land.agency
    assert parent_on(made, dt.date(2024, 1, 31)) == "–"
    assert LedgerEntry.objects.get(verb="committee_entered", subject=made.code).body["parent"] == land.agency.name


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"parent": ""}, "Chọn cấp trên trực tiếp"),
        ({"parent": "DH-DP"}, "Không thấy tập thể"),
        ({"code": "AH"}, "Mã này đã dùng"),
        ({"member_count": "-5"}, "từ 0 trở lên"),
        ({"valid_from": "31/02/2024"}, "Ghi ngày như"),
        ({"valid_from": "01/01/0024"}, "không đúng"),
        ({"name": "x" * 301}, "Nhiều nhất 300 ký tự"),
        ({"kind": "Chi bộ 😀", "name": ""}, "Ghi tên."),
    ],
)
def test_what_cannot_be_is_said(client, land, change, words):
    before = Committee.objects.count()
    answer = client.post(reverse("committee_new"), new(land, **change))

    assert words in body(answer)
    assert "Chi bộ" in body(answer)
    assert Committee.objects.count() == before


def test_a_name_is_used_once_below_one_parent(client, land):
    make_committee("Chi bộ Thanh tra", parent=land.agency)
    answer = client.post(reverse("committee_new"), new(land))

    assert "đã có đơn vị tên này" in body(answer)


def test_only_an_administrator_enters_one_without_a_parent(land, sign_in, administrator):
    sign_in(administrator).post(reverse("committee_new"), new(land, parent="", level="province", name="Tỉnh mới"))

    assert parent_on(Committee.objects.get(name="Tỉnh mới"), dt.date(2024, 3, 1)) is None


def test_words_are_corrected_and_told(client, land):
    address = reverse("committee_edit", args=[land.agency.pk])
    seen = hidden(client.get(address))["seen"]

    client.post(address, edited(land.agency, member_count="120", parent=land.province.code, seen=seen))

    land.agency.refresh_from_db()
    assert land.agency.member_count == 120
    line = LedgerEntry.objects.get(verb="committee_edited", subject=land.agency.code)
    assert line.body["changed"] == {"member_count": [None, 120]}


def test_a_place_changes_from_a_day_on(client, land):
    other = make_committee("Đảng ủy các cơ quan", parent=land.province)
    data = edited(land.agency, parent=other.code, parent_from="01/03/2024")
    client.post(reverse("committee_edit", args=[land.agency.pk]), data)

    assert parent_on(land.agency, dt.date(2024, 2, 29)) == land.province
    assert parent_on(land.agency, dt.date(2024, 3, 1)) == other


def test_a_place_changes_from_a_day_or_not_at_all(client, land):
    other = make_committee("Đảng ủy các cơ quan", parent=land.province)
    answer = client.post(reverse("committee_edit", args=[land.agency.pk]), edited(land.agency, parent=other.code))

    assert "Ghi ngày bắt đầu thuộc cấp trên mới" in body(answer)


def test_nobody_goes_below_their_own(client, land):
    below = make_committee("Chi bộ Một", parent=land.agency)
    data = edited(land.agency, parent=below.code, parent_from="01/03/2024")
    answer = client.post(reverse("committee_edit", args=[land.agency.pk]), data)

    assert "đang hoặc từng trực thuộc" in body(answer)


def test_what_has_ended_keeps_its_words(client, land):
    row = make_committee("Huyện ủy Cũ", parent=land.province, valid_to="2023-12-31")
    answer = client.post(reverse("committee_edit", args=[row.pk]), edited(row, name="Huyện ủy Khác"))

    assert "hồ sơ các năm trước in theo tên" in body(answer)
    row.refresh_from_db()
    assert row.name == "Huyện ủy Cũ"


def test_a_rated_body_is_renamed_by_a_document_or_only_in_its_spelling(client, land):
    make_assessment(land.round, land.agency, decided_level="TOT")
    address = reverse("committee_edit", args=[land.agency.pk])

    answer = client.post(address, edited(land.agency, name="Đảng uỷ Sở Nội vụ"))
    assert "Đổi tên theo văn bản thì dùng Sắp xếp tổ chức" in body(answer)
    client.post(address, edited(land.agency, name="Đảng uỷ Sở Nội vụ", is_typo="on"))

    land.agency.refresh_from_db()
    assert land.agency.name == "Đảng uỷ Sở Nội vụ"


@pytest.mark.parametrize("change", [{"valid_to": "30/06/2024"}, {"parent": "AH-MOI", "parent_from": "01/06/2024"}])
def test_dates_that_would_change_a_decided_round_are_refused(client, land, change):
    make_committee("Đảng ủy các cơ quan", parent=land.province, code="AH-MOI")
    make_assessment(make_round(committee=land.province, year=2024), land.agency, decided_level="TOT")
    data = edited(land.agency, parent=land.province.code) | change
    answer = client.post(reverse("committee_edit", args=[land.agency.pk]), data)

    assert "Đợt đánh giá năm 2024 đã quyết định" in body(answer)
    assert parent_on(land.agency, dt.date(2024, 12, 31)) == land.province


def test_a_body_with_others_below_ends_by_a_reorganisation(client, land):
    make_committee("Chi bộ Một", parent=land.agency)
    make_appointment(committee=land.agency)
    answer = client.post(reverse("committee_edit", args=[land.agency.pk]), edited(land.agency, valid_to="30/06/2024"))

    assert "Còn 1 đơn vị trực thuộc và 1 chức vụ sau ngày này" in body(answer)


def test_a_life_made_shorter_is_followed_by_its_place(client, land):
    row = make_committee("Ban chỉ đạo", parent=land.province)
    client.post(reverse("committee_edit", args=[row.pk]), edited(row, valid_to="30/06/2024"))

    assert parent_on(row, dt.date(2024, 6, 30)) == land.province
    assert parent_on(row, dt.date(2024, 7, 1)) == "–"


def test_two_who_edit_one_committee_are_told_of_each_other(client, land, sign_in, administrator):
    address = reverse("committee_edit", args=[land.agency.pk])
    seen = hidden(client.get(address))["seen"]
    sign_in(administrator).post(address, edited(land.agency, member_count="10", seen=seen))

    answer = client.post(address, edited(land.agency, member_count="20", seen=seen))

    assert "Đã có người sửa sau khi mở trang này" in body(answer)
    land.agency.refresh_from_db()
    assert land.agency.member_count == 10


def test_an_organiser_of_what_stood_above_once_does_not_write_it_today(land, sign_in):
    user = make_user()
    grant(user, "organiser", land.district)
    with time_machine.travel("2025-08-01T09:00:00+07:00"):
        client = sign_in(user)

        assert client.get(reverse("committee", args=[land.commune.pk])).status_code == 200
        assert client.get(reverse("committee_edit", args=[land.commune.pk])).status_code == 403


def test_the_page_of_a_committee_leads_here_only_for_those_who_keep_it(land, client, sign_in, leader):
    address, link = reverse("committee", args=[land.agency.pk]), reverse("committee_edit", args=[land.agency.pk])

    assert link in body(client.get(address))
    assert link not in body(sign_in(leader).get(address))
