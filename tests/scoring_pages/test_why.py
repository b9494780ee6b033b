"""Vì sao?: the proof of one dossier as a page."""

from decimal import Decimal

import pytest
from django.urls import reverse

from cadre.models import LedgerEntry
from scoring.compute import rate
from tests.factories import make_done_task, make_sheet, make_task
from tests.scoring_pages.boards import text_of


def why(dossier):
    return reverse("why", args=[dossier.pk])


def test_why_shows_level_conditions_criteria_sheets_and_tasks(land, sign_in, leader):
    make_sheet(land.own_assessment, {"TC1": 28, "TC2": "65.5"}, assessor_code="HD-01")
    make_task("Mở rộng quốc lộ", owner=land.secretary_post, due="2024-06-30")
    rate(land.round)

    answer = sign_in(leader).get(why(land.own_assessment))

    words = text_of(answer)
    assert answer.context["proof"].level == land.own_assessment.suggestion.level
    for piece in ("93,50", "Tiêu chí TC1", "28,00 / 30", "HD-01", "Sắp xếp 12 trường học", "Mở rộng quốc lộ", "1/2"):
        assert piece in words
    assert 'class="node is-miss"' in answer.content.decode()
    assert reverse("task", args=[land.own_task.pk]) in answer.content.decode()


def test_why_says_what_is_missing_for_the_next_level(land, sign_in, leader):
    make_sheet(land.own_assessment, {"TC1": 28, "TC2": "65.5"})
    for number in range(4):
        make_done_task(f"Việc {number}", owner=land.secretary_post)
    rate(land.round)

    words = text_of(sign_in(leader).get(why(land.own_assessment)))

    assert "Còn thiếu gì để lên Xuất sắc" in words
    assert "Thêm 2 việc được công nhận vượt yêu cầu: 2/5." in words


def test_why_tells_when_the_figures_changed_after_the_run(land, sign_in, leader):
    make_sheet(land.own_assessment, {"TC1": 28, "TC2": "65.5"})
    rate(land.round)
    client = sign_in(leader)
    assert "Số liệu đã thay đổi" not in text_of(client.get(why(land.own_assessment)))

    make_done_task("Thêm sau", owner=land.secretary_post)

    assert "Số liệu đã thay đổi sau lần tính cuối" in text_of(client.get(why(land.own_assessment)))


def test_why_of_a_dossier_never_computed_says_so(land, sign_in, leader):
    assert "Đợt này chưa được tính" in text_of(sign_in(leader).get(why(land.own_assessment)))


@pytest.mark.parametrize(
    ("person", "status"),
    [("secretary", 200), ("deputy", 200), ("neighbour", 404), ("outsider", 404), ("administrator", 404)],
)
def test_why_is_read_from_above_and_nowhere_else(land, sign_in, person, status):
    assert sign_in(land.people[person]).get(why(land.own_assessment)).status_code == status


def test_why_of_the_own_dossier_is_open_to_its_cadre(land, sign_in, plain_cadre):
    client = sign_in(plain_cadre)

    assert client.get(why(land.cadre_assessment)).status_code == 200
    assert client.get(why(land.own_assessment)).status_code == 404


def test_reading_why_writes_nothing(land, sign_in, leader):
    before = LedgerEntry.objects.count()

    sign_in(leader).get(why(land.own_assessment))

    assert LedgerEntry.objects.count() == before


def test_why_shows_proposed_and_decided_side_by_side(land, sign_in, leader):
    make_sheet(land.own_assessment, {"TC1": 28, "TC2": "65.5"})
    make_sheet(land.own_assessment, {"TC1": 30, "TC2": 70}, stage="self", role="self")
    rate(land.round)
    type(land.own_assessment).objects.filter(pk=land.own_assessment.pk).update(decided_level="HT")

    page = sign_in(leader).get(why(land.own_assessment)).context

    assert (page["own"].points, page["level_word"], page["decided_word"]) == (Decimal(100), "Tốt", "Hoàn thành")
