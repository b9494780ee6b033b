"""Đợt đánh giá: the list and one round."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_profile, make_round, make_run, make_sheet, make_suggestion
from tests.scoring_pages.boards import make_board, text_of


def statements(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_rounds_counts_only_what_is_seen(land, sign_in, secretary, leader):
    make_suggestion(land.own_assessment)
    url = reverse("rounds")

    assert sign_in(leader).get(url).context["page"].rows[0]["total"] == 4
    mine = sign_in(secretary).get(url).context["page"].rows[0]
    assert (mine["total"], mine["suggested"], mine["decided"]) == (3, 1, 0)


def test_rounds_of_the_other_province_are_not_listed(land, sign_in, leader, outsider):
    assert "DH-2024" not in text_of(sign_in(leader).get(reverse("rounds")))
    assert "AH-2024" not in text_of(sign_in(outsider).get(reverse("rounds")))


def test_rounds_tells_an_administrator_that_there_is_nothing(land, sign_in, administrator):
    answer = sign_in(administrator).get(reverse("rounds"))

    assert answer.context["page"].rows == []
    assert "Chưa có đợt đánh giá" in text_of(answer)


@pytest.mark.parametrize("count", [1, 30])
def test_rounds_takes_six_statements(land, sign_in, leader, count):
    for i in range(count):
        make_run(make_round(committee=land.province, year=1991 + i, profiles=[]))

    assert statements(sign_in(leader), reverse("rounds")) == 6


def test_rounds_pages_reach_every_round_once(land, sign_in, leader):
    for i in range(60):
        make_round(committee=land.province, year=1991 + i % 30, code=f"Q{i:02d}", profiles=[])
    client, seen, address = sign_in(leader), [], reverse("rounds")

    while address:
        page = client.get(address).context["page"]
        seen += [row["code"] for row in page.rows]
        address = f"{reverse('rounds')}?sau={page.next}" if page.next else ""

    assert len(seen) == 61
    assert set(seen) == {"AH-2024", *(f"Q{i:02d}" for i in range(60))}


def test_round_shows_how_far_the_dossiers_are(land, sign_in, leader):
    make_sheet(land.own_assessment, {"TC1": 28})
    make_suggestion(land.own_assessment, "TOT")
    make_suggestion(land.next_assessment, "INCOMPLETE", reasons="missing_TC2;missing_council")
    make_run(land.round)

    page = sign_in(leader).get(reverse("round", args=[land.round.pk])).context

    assert page["totals"] == {
        "total": 4,
        "sheets": 1,
        "suggested": 2,
        "complete": 1,
        "decided": 0,
        "lacking": 1,
    }
    assert [(words, n) for words, found in page["lacking"] for words, n, _ in found] == [
        ("Thiếu phiếu hoặc điểm: Tiêu chí TC2.", 1),
        ("Thiếu phiếu hoặc điểm: Hội đồng.", 1),
    ]


def test_round_says_which_sheets_are_missing_before_any_run(land, sign_in, leader):
    profile = make_profile("leader", roles=(("organiser", 60, True), ("assessor", 40, False)))
    land.round.round_profiles.filter(subject_type="leader").update(profile=profile)
    make_sheet(land.own_assessment, {"TC1": 28}, role="organiser")

    page = sign_in(leader).get(reverse("round", args=[land.round.pk])).context

    lines = {(line.role, line.required): (line.n, line.missing) for line in page["roles"] if "lãnh đạo" in line.kind}
    assert lines == {("Ban Tổ chức", True): (1, 1), ("Cơ quan tham mưu", False): (0, 2)}


def test_round_offers_the_button_to_those_who_may_compute(land, sign_in, organiser):
    body = sign_in(organiser).get(reverse("round", args=[land.round.pk])).content.decode()

    assert reverse("round_compute", args=[land.round.pk]) in body


@pytest.mark.parametrize("person", ["leader", "secretary", "deputy", "assessor", "inspector", "plain_cadre"])
def test_round_has_no_button_for_the_others(land, sign_in, person):
    body = sign_in(land.people[person]).get(reverse("round", args=[land.round.pk])).content.decode()

    assert reverse("round_compute", args=[land.round.pk]) not in body


@pytest.mark.parametrize("count", [1, 60])
def test_round_takes_twelve_statements(land, sign_in, leader, count):
    found, _ = make_board(land.province, count, year=2023)

    assert statements(sign_in(leader), reverse("round", args=[found.pk])) == 12


def test_round_without_dossiers_or_rules_says_so(land, sign_in, leader):
    found = make_round(committee=land.province, year=2022, profiles=[])

    words = text_of(sign_in(leader).get(reverse("round", args=[found.pk])))

    assert "0 hồ sơ" in words
    assert "Đợt này chưa có bộ quy tắc nào" in words


def test_a_simulated_round_is_marked(land, sign_in, leader):
    found = make_round(committee=land.province, year=2022, code="MP-2022", profiles=[])

    assert "số liệu mô phỏng" in text_of(sign_in(leader).get(reverse("round", args=[found.pk])))
    assert "số liệu mô phỏng" not in text_of(sign_in(leader).get(reverse("round", args=[land.round.pk])))
