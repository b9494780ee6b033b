"""Tập thể: the tree as of a date, both eras, and one committee with its ratings under their own rules."""

import pytest
import time_machine

from tests.factories import (
    make_appointment,
    make_assessment,
    make_committee,
    make_profile,
    make_round,
    make_succession,
    make_suggestion,
    make_task,
)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2026-03-01 08:00 +0700", tick=False):
        yield


def names(response):
    return [row["name"] for row in response.context["page"].rows]


def test_the_tree_of_today_has_no_districts_that_of_june_2025_has(land, sign_in, organiser):
    client = sign_in(organiser)

    assert names(client.get("/tap-the/")) == [
        "Tỉnh ủy An Hòa",
        "Đảng ủy xã Bình Minh",
        "Đảng ủy xã Cẩm Giang",
        "Đảng ủy Sở Nội vụ",
    ]
    rows = client.get("/tap-the/?ngay=2025-06-30").context["page"].rows
    assert [(row["name"], row["indent"]) for row in rows] == [
        ("Tỉnh ủy An Hòa", 0),
        ("Huyện ủy Bình Sơn", 1),
        ("Đảng ủy xã Bình Minh", 2),
        ("Huyện ủy Cẩm Thủy", 1),
        ("Đảng ủy xã Cẩm Giang", 2),
        ("Đảng ủy Sở Nội vụ", 1),
    ]


def test_a_district_sees_itself_while_it_lived(land, sign_in, secretary):
    client = sign_in(secretary)

    assert names(client.get("/tap-the/?ngay=2025-06-30")) == ["Huyện ủy Bình Sơn", "Đảng ủy xã Bình Minh"]
    assert names(client.get("/tap-the/")) == []


@pytest.mark.parametrize("q", ["so noi vu", "Sở NỘI vụ", "vu noi"])
def test_search_with_and_without_accents(land, sign_in, organiser, q):
    assert names(sign_in(organiser).get(f"/tap-the/?q={q}")) == ["Đảng ủy Sở Nội vụ"]


@pytest.mark.parametrize("query", ["?ngay=x", "?ngay=2025-13-45", "?cap=x", "?sau=x", "?ngay=0001-01-01", "?q=%00"])
def test_odd_addresses_are_no_error(land, sign_in, organiser, query):
    assert sign_in(organiser).get("/tap-the/" + query).status_code == 200


def test_a_level_can_be_chosen(land, sign_in, organiser):
    assert names(sign_in(organiser).get("/tap-the/?cap=agency")) == ["Đảng ủy Sở Nội vụ"]


def test_the_year_a_district_ended_is_not_rated_and_says_why(land, sign_in, organiser):
    html = sign_in(organiser).get(f"/tap-the/{land.district.pk}/").content.decode()

    assert "không xếp loại – kết thúc hoạt động 30/6/2025" in html
    assert "Đã kết thúc hoạt động" in html


def test_the_place_of_a_former_time_is_shown_with_its_people(land, sign_in, organiser):
    response = sign_in(organiser).get(f"/tap-the/{land.commune.pk}/?ngay=2024-05-05")

    assert [name for _, name in response.context["crumbs"]] == ["Tỉnh ủy An Hòa", "Huyện ủy Bình Sơn"]


def test_without_a_date_an_ended_committee_is_shown_as_of_its_last_day(land, sign_in, organiser):
    response = sign_in(organiser).get(f"/tap-the/{land.district.pk}/")

    assert response.context["date"].isoformat() == "2025-06-30"
    assert [person["title"] for person in response.context["people"]] == ["Bí thư Huyện ủy"]
    assert [child["name"] for child in response.context["children"]] == ["Đảng ủy xã Bình Minh"]


def test_ratings_stand_under_their_own_rules_and_are_cut_where_these_change(land, sign_in, organiser):
    old = make_profile("collective", regime="132", name="Quy định 132", criteria=False)
    for year in (2021, 2022):
        rated = make_assessment(make_round(committee=land.province, year=year, profiles=[old]), land.agency)
        rated.decided_level = "HT"
        rated.save()
    make_suggestion(make_assessment(land.round, land.agency, decided_level="XS"), "TOT", total="91.256")

    response = sign_in(organiser).get(f"/tap-the/{land.agency.pk}/")
    html = response.content.decode()

    assert [(regime, [entry.year for entry in part]) for regime, _, part in response.context["segments"]] == [
        ("366", [2024]),
        ("132", [2021, 2022]),
    ]
    assert html.count("không so sánh trên và dưới vạch này") == 1
    assert "91,26" in html and html.count("<polyline") == 2 and 'class="era"' in html


def test_what_took_its_place_is_named(land, sign_in, organiser):
    make_succession(land.district, land.commune, kind="split", document="Nghị quyết 1")

    html = sign_in(organiser).get(f"/tap-the/{land.district.pk}/").content.decode()

    assert "Kế thừa bởi" in html and "Đảng ủy xã Bình Minh" in html and "Nghị quyết 1" in html


def test_an_heir_out_of_scope_is_named_without_a_link(land, sign_in, secretary):
    make_succession(land.district, land.agency, kind="merge")

    html = sign_in(secretary).get(f"/tap-the/{land.district.pk}/").content.decode()

    assert "Đảng ủy Sở Nội vụ" in html and f"/tap-the/{land.agency.pk}/" not in html


def test_tasks_and_people_out_of_scope_stay_out(land, sign_in, secretary):
    make_task("Việc kín của tỉnh khác", owner=land.other_post, owner_committee=land.other_district)

    html = sign_in(secretary).get(f"/tap-the/{land.district.pk}/").content.decode()

    assert "Việc kín" not in html and land.own_task.title in html
    assert f"/tap-the/{land.province.pk}/" not in html


def test_markup_in_names_is_text(land, sign_in, organiser):
    evil = make_committee("<script>x</script>", parent=land.province, kind="<b>k</b>")
    make_appointment(committee=evil, title="<script>t</script>")
    client = sign_in(organiser)

    for address in ("/tap-the/", f"/tap-the/{evil.pk}/"):
        assert "<script>" not in client.get(address).content.decode()


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_statements_do_not_grow(land, sign_in, organiser, rows, django_assert_num_queries):
    for number in range(rows):
        child = make_committee(f"Chi bộ {number}", parent=land.agency, level="cell")
        make_appointment(committee=child)
        make_task(owner=make_appointment(committee=land.agency), owner_committee=land.agency)
    make_suggestion(make_assessment(land.round, land.agency))
    client = sign_in(organiser)

    with django_assert_num_queries(9):
        client.get("/tap-the/")
    with django_assert_num_queries(12):
        client.get(f"/tap-the/{land.agency.pk}/")


def test_reading_only(land, sign_in, organiser):
    assert sign_in(organiser).post("/tap-the/").status_code == 405
    assert sign_in(organiser).post(f"/tap-the/{land.agency.pk}/").status_code == 405
