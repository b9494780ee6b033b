"""Tính xếp loại: who may, what the page says while it runs, and what is left when it breaks."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from cadre.models import LedgerEntry
from scoring import compute, computing
from scoring.models import RatingRun, Suggestion
from tests.factories import make_round, make_sheet, make_suggestion


@pytest.fixture(autouse=True)
def nobody_computes():
    cache.clear()


@pytest.fixture
def address(land):
    return reverse("round_compute", args=[land.round.pk])


def page_of(response):
    return b"".join(response.streaming_content).decode()


def test_compute_runs_and_leads_to_the_results(land, sign_in, organiser, address):
    make_sheet(land.own_assessment, {"TC1": 28, "TC2": 60})

    answer = sign_in(organiser).post(address)
    body = page_of(answer)

    assert answer.status_code == 200
    assert "Đã tính xong 4 hồ sơ" in body
    assert reverse("ratings", args=[land.round.pk]) in body
    assert body.rstrip().endswith("</html>")
    assert Suggestion.objects.filter(round=land.round).count() == 4
    run = RatingRun.objects.get(round=land.round)
    assert (run.computed_by, run.digest in body) == (organiser.username, True)
    assert LedgerEntry.objects.filter(verb="rate", actor=organiser.username).count() == 1


def test_compute_shows_progress_as_it_goes(land, sign_in, organiser, address, monkeypatch):
    def steps(round, actor):
        for done in (0, 1, 30, 60, 100):
            yield done, 100
        return compute.Report({"TOT": 100}, 1.25, "f" * 64, 100)

    monkeypatch.setattr(computing, "rate_steps", steps)

    pieces = [piece.decode() for piece in sign_in(organiser).post(address).streaming_content]

    assert "<progress" not in pieces[0]
    assert [piece.split("value=")[1].split('"')[1] for piece in pieces if "<progress" in piece] == [
        "0",
        "30",
        "60",
        "100",
    ]
    assert "trong 1,2 giây" in pieces[-2]


def test_compute_writes_a_bounded_number_of_lines(land, sign_in, organiser, address, monkeypatch):
    def steps(round, actor):
        for done in range(0, 50_001, 50):
            yield done, 50_000
        return compute.Report({}, 1, "f" * 64, 50_000)

    monkeypatch.setattr(computing, "rate_steps", steps)

    body = page_of(sign_in(organiser).post(address))

    assert body.count("<progress") == computing.LINES + 1


@pytest.mark.parametrize("person", ["leader", "secretary", "deputy", "assessor", "inspector", "plain_cadre"])
def test_compute_is_refused_to_those_who_decide_or_only_see(land, sign_in, address, person):
    assert sign_in(land.people[person]).post(address).status_code == 403
    assert not RatingRun.objects.exists()


@pytest.mark.parametrize("person", ["outsider", "administrator", "expired"])
def test_compute_does_not_exist_out_of_scope(land, sign_in, address, person):
    assert sign_in(land.people[person]).post(address).status_code == 404
    assert not RatingRun.objects.exists()


def test_staff_of_a_district_do_not_compute_the_round_of_the_province(land, sign_in, address, neighbour):
    neighbour.grants.update(role="organiser")

    assert sign_in(neighbour).post(address).status_code == 403


def test_staff_of_the_province_compute_the_round_of_a_district(land, sign_in, organiser):
    found = make_round(committee=land.district, year=2024)

    assert "Đã tính xong 0 hồ sơ" in page_of(sign_in(organiser).post(reverse("round_compute", args=[found.pk])))


def test_compute_answers_a_post_only(land, sign_in, organiser, address):
    assert sign_in(organiser).get(address).status_code == 405


def test_compute_needs_the_token_of_its_form(land, organiser, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(organiser)

    assert client.post(address).status_code == 403


def test_a_failure_half_way_leaves_the_old_suggestions(land, sign_in, organiser, address, monkeypatch):
    make_suggestion(land.own_assessment, "XS")

    def broken(round):
        Suggestion.objects.filter(round=round).delete()
        raise DatabaseError("connection lost")

    monkeypatch.setattr(compute, "publish", broken)

    body = page_of(sign_in(organiser).post(address))

    assert "Chưa tính được, đề xuất cũ còn nguyên" in body
    assert "connection lost" not in body
    assert body.rstrip().endswith("</html>")
    assert list(Suggestion.objects.values_list("assessment", "level")) == [(land.own_assessment.pk, "XS")]
    assert not RatingRun.objects.exists()
    assert cache.get(computing.note_key(land.round)) is None


def test_a_reader_who_leaves_stops_the_run(land, rf, organiser, address):
    make_suggestion(land.own_assessment, "XS")
    request = rf.post(address)
    request.user, request.session = organiser, {}
    pieces = computing.page(request, land.round)

    assert "<progress" not in next(pieces)
    assert "<progress" in next(pieces)
    pieces.close()

    assert list(Suggestion.objects.values_list("assessment", "level")) == [(land.own_assessment.pk, "XS")]
    assert not RatingRun.objects.exists()
    assert cache.get(computing.note_key(land.round)) is None


def test_the_second_is_told_who_is_computing(land, sign_in, organiser, address, monkeypatch):
    organiser.first_name = "Lê Thu Hà"
    organiser.save()
    heard = []

    def busy(round, actor):
        raise compute.AlreadyRunning
        yield

    def steps(round, actor):
        yield 0, 1
        with monkeypatch.context() as patch:
            patch.setattr(computing, "rate_steps", busy)
            heard.append(page_of(sign_in(organiser).post(address)))
        yield 1, 1
        return compute.Report({"TOT": 1}, 1, "f" * 64, 1)

    monkeypatch.setattr(computing, "rate_steps", steps)

    first = page_of(sign_in(organiser).post(address))

    assert "Đợt này đang được tính (Lê Thu Hà, từ" in heard[0]
    assert "Đã tính xong" not in heard[0]
    assert "Đã tính xong 1 hồ sơ" in first
    assert cache.get(computing.note_key(land.round)) is None


def test_a_round_without_rules_says_what_is_missing(land, sign_in, organiser, address):
    land.round.round_profiles.all().delete()

    body = page_of(sign_in(organiser).post(address))

    assert "chưa có bộ quy tắc" in body
    assert not RatingRun.objects.exists()
    assert cache.get(computing.note_key(land.round)) is None


def test_nothing_is_begun_before_the_page_is_read(land, sign_in, organiser, address):
    sign_in(organiser).post(address)

    assert cache.get(computing.note_key(land.round)) is None
    assert not connection.needs_rollback
    assert not RatingRun.objects.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="advisory locks are PostgreSQL's")
def test_the_lock_of_the_round_refuses_a_second_run(land, sign_in, organiser, address):
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [compute.LOCK_SPACE, land.round.pk])
            body = page_of(sign_in(organiser).post(address))
    finally:
        other.close()

    assert "Đợt này đang được tính" in body
    assert not RatingRun.objects.exists()


def test_the_page_of_a_run_keeps_the_policy_of_the_house(land, sign_in, organiser, address):
    answer = sign_in(organiser).post(address)
    page_of(answer)

    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
