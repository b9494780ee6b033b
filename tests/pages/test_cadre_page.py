"""Hồ sơ cán bộ: posts, tasks, products and ratings over the years; only what is in scope."""

import datetime as dt

import pytest

from scoring.careers import Entry, consecutive_xs, ended_entry, level_lines, segments
from tests.factories import (
    make_appointment,
    make_assessment,
    make_cadre,
    make_done_task,
    make_profile,
    make_round,
    make_suggestion,
    make_task,
)


def entry(year, decided, regime="366", is_year=True):
    return Entry(year, f"năm {year}", regime, regime, "", decided, "", None, 1, is_year, False)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ({2021: "XS", 2022: "XS", 2023: "XS"}, (3, 2021, 2023)),
        ({2021: "XS", 2022: "TOT", 2023: "XS"}, (1, 2023, 2023)),
        ({2021: "XS", 2023: "XS"}, (1, 2023, 2023)),
        ({2021: "XS", 2022: "TOT"}, (0, None, None)),
        ({2021: "XS", 2022: ""}, (1, 2021, 2021)),
        ({}, (0, None, None)),
    ],
)
def test_years_in_a_row_at_the_top(levels, expected):
    assert consecutive_xs([entry(year, level) for year, level in levels.items()]) == expected


def test_a_quarter_is_no_year_and_a_second_lower_post_breaks_the_row():
    assert consecutive_xs([entry(2023, "XS", is_year=False)]) == (0, None, None)
    assert consecutive_xs([entry(2022, "XS"), entry(2023, "XS"), entry(2023, "TOT")]) == (0, None, None)


def test_segments_are_cut_where_rules_change():
    parts = segments([entry(2021, "XS", "132"), entry(2022, "XS", "132"), entry(2025, "XS", "366")])

    assert [(regime, len(part)) for regime, _, part in parts] == [("132", 2), ("366", 1)]


def test_the_line_is_not_joined_across_rules_nor_across_a_missing_year():
    line, narrow = level_lines(
        [entry(2020, "HT", "132"), entry(2021, "TOT", "132"), entry(2023, "TOT", "132"), entry(2024, "XS")]
    )

    assert len(line.marks) == 4 and len(line.lines) == 1 and len(line.breaks) == 1
    assert narrow.width <= 328


def test_a_long_career_keeps_its_letters_readable_on_a_phone():
    wide, narrow = level_lines([entry(year, "TOT") for year in range(1995, 2027)])

    assert [year for _, year in narrow.years] == ["2021", "2022", "2023", "2024", "2025", "2026"]
    assert wide.width <= 118 + 12 * 64 and narrow.width <= 328


def test_one_mark_is_no_line():
    assert level_lines([entry(2024, "XS")]) == []


@pytest.mark.parametrize(("end", "year"), [("2025-06-30", 2025), ("2024-12-31", None), (None, None)])
def test_only_a_close_within_the_year_goes_unrated(end, year):
    found = ended_entry([entry(2024, "XS")], dt.date.fromisoformat(end) if end else None)

    assert (found.year if found else None) == year


# ---- the page ----------------------------------------------------------------------------------------


@pytest.fixture
def look(sign_in, organiser):
    def read(cadre, person=None):
        return sign_in(person or organiser).get(f"/can-bo/{cadre.pk}/")

    return read


def test_a_neighbour_does_not_find_it(land, look, neighbour, outsider, administrator):
    cadre = land.secretary_post.cadre

    assert look(cadre).status_code == 200
    assert [look(cadre, person).status_code for person in (neighbour, outsider, administrator)] == [404, 404, 404]


def test_everybody_opens_their_own(land, look, plain_cadre):
    assert look(land.cadre_post.cadre, plain_cadre).status_code == 200


def test_posts_tasks_and_ratings_elsewhere_are_not_shown(land, look, outsider):
    cadre = make_cadre("Người chuyển vùng")
    here = make_appointment(cadre, committee=land.district, title="Phó Bí thư Bình Sơn", end="2022-12-31")
    there = make_appointment(cadre, committee=land.other_district, title="Bí thư Đức Phong", start="2023-01-01")
    make_done_task("Việc ở Bình Sơn", owner=here, due="2021-06-30")
    make_done_task("Việc ở Đức Phong", owner=there, due="2024-06-30")

    mine, theirs = look(cadre).content.decode(), look(cadre, outsider).content.decode()

    assert "Phó Bí thư Bình Sơn" in mine and "Việc ở Bình Sơn" in mine
    assert "Đức Phong" not in mine
    assert "Bí thư Đức Phong" in theirs and "Bình Sơn" not in theirs


def test_a_post_held_before_the_committee_came_into_scope_is_not_in_it(land, sign_in, secretary):
    """The commune stood under the district until 30/6/2025; whoever came later is none of the district's business."""
    late = make_appointment(committee=land.commune, start="2025-07-01")

    assert sign_in(secretary).get(f"/can-bo/{late.cadre_id}/").status_code == 404


def test_products_and_years_in_a_row_are_told(land, look):
    cadre = make_cadre("Người giỏi")
    post = make_appointment(cadre, committee=land.agency)
    make_done_task("Việc", owner=post, product="Quyết định 512-QĐ/TU", due="2023-06-30")
    make_task("Dở dang", owner=post, product="Chưa có", due="2023-06-30")
    profile = make_profile("leader")
    for year in (2022, 2023):
        found = make_round(committee=land.province, year=year, profiles=[profile])
        make_suggestion(make_assessment(found, post, decided_level="XS"), "XS", total=95)

    html = look(cadre).content.decode()

    assert "2 năm liền xếp Xuất sắc" in html and "2022–2023" in html
    assert "Quyết định 512-QĐ/TU" in html and "Chưa có</p>" not in html
    assert "95,00" in html


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_statements_do_not_grow(land, sign_in, organiser, rows, django_assert_num_queries):
    cadre = make_cadre()
    post = make_appointment(cadre, committee=land.agency)
    for _ in range(rows):
        make_done_task(owner=post, product="x")
    make_suggestion(make_assessment(land.round, post))
    client = sign_in(organiser)

    with django_assert_num_queries(12):
        client.get(f"/can-bo/{cadre.pk}/")


def test_markup_is_text(land, look):
    cadre = make_cadre("<script>x</script>")
    make_done_task("<script>y</script>", owner=make_appointment(cadre, committee=land.agency), product="<script>")

    assert "<script>" not in look(cadre).content.decode()


def test_reading_only(land, sign_in, organiser):
    assert sign_in(organiser).post(f"/can-bo/{land.cadre_post.cadre_id}/").status_code == 405
