"""Choosing a post or a body: by what the list offered, by a code, by a name typed without accents."""

import datetime as dt

import pytest
from django import forms

from cadre.picking import CommitteeField, PostField, committees_to_pick, posts_to_pick
from tests.factories import make_appointment, make_cadre

TODAY = dt.date(2024, 3, 1)


def post_field(user):
    return PostField(rows=posts_to_pick(user, TODAY))


@pytest.mark.parametrize("way", ["{0.code} · bất kỳ chữ gì", "{0.code}", "{0.title}", "bi thu huyen uy binh son"])
def test_a_post_is_read_from_what_a_person_would_type(land, organiser, way):
    land.secretary_post.title = "Bí thư Huyện ủy Bình Sơn"
    land.secretary_post.save()

    assert post_field(organiser).clean(way.format(land.secretary_post)) == land.secretary_post


def test_two_posts_of_one_title_are_asked_about(land, organiser):
    with pytest.raises(forms.ValidationError, match="Chưa rõ là người giữ chức danh nào"):
        post_field(organiser).clean("Bí thư Huyện ủy")


@pytest.mark.parametrize("text", ["DH-DP", "Bí thư Đức Phong", "{0.code}"])
def test_a_post_of_another_province_is_not_found(land, organiser, text):
    with pytest.raises(forms.ValidationError, match="Không thấy"):
        post_field(organiser).clean(text.format(land.other_post))


def test_part_of_a_code_picks_nobody(land, organiser):
    field = CommitteeField(rows=committees_to_pick(organiser, TODAY).exclude(pk=land.district.pk))

    with pytest.raises(forms.ValidationError, match="Chưa rõ là tập thể nào: AH-BS-BM"):
        field.clean("AH-BS")


def test_a_post_that_ended_is_not_offered(land, organiser):
    ended = make_appointment(make_cadre("Bí thư cũ"), committee=land.agency, title="Giám đốc cũ", end="2023-12-31")

    assert ended not in posts_to_pick(organiser, TODAY)


def test_a_committee_is_read_by_its_name(land, organiser):
    field = CommitteeField(rows=committees_to_pick(organiser, TODAY), required=False)

    assert field.clean("so noi vu") == land.agency
    assert field.clean("") is None


def test_the_page_offers_what_fits_and_nothing_foreign(land, sign_in, organiser):
    client = sign_in(organiser)

    offers = client.get("/chon/committee/?q=huyen uy").json()["offers"]

    assert all("Đức Phong" not in words for words in offers)
    assert client.get("/chon/thu-khac/").status_code == 404
