"""Who reads a draft: those who write it and those it will be sent to; who only watches waits until it is sent."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.models import BreakthroughTask
from tasks.workflow import Move
from tests.factories import grant, make_task, make_user
from tests.judging.conftest import take

pytestmark = pytest.mark.django_db


def who_sees(land, task):
    return {
        name for name, person in land.people.items() if BreakthroughTask.objects.visible_to(person).filter(pk=task.pk)
    }


def test_a_draft_is_for_its_holder_their_office_and_those_who_will_judge_it(land, draft, secretary):
    task = draft()

    assert who_sees(land, task) == {"secretary", "deputy", "organiser", "leader"}
    take(Move.SUBMIT, task, secretary)
    assert who_sees(land, task) == {"secretary", "deputy", "organiser", "leader", "inspector", "assessor"}


def test_a_returned_proposal_stays_in_sight(land, proposed, organiser):
    task = take(Move.RETURN, proposed(), organiser, comment="Sửa.")

    assert who_sees(land, task) >= {"inspector", "secretary", "organiser"}


def test_a_draft_thrown_away_is_not_shown_to_those_who_never_saw_it(land, draft, secretary):
    task = take(Move.DROP, draft(), secretary)

    assert who_sees(land, task) == {"secretary", "deputy", "organiser", "leader"}


def test_the_district_above_does_not_read_what_a_commune_drafts_for_the_province(land):
    task = make_task(owner=land.cadre_post, assigned_by=land.province, state="draft")
    below = make_task(owner=land.cadre_post, assigned_by=land.district, state="draft")

    assert "secretary" not in who_sees(land, task) and "deputy" not in who_sees(land, task)
    assert "plain_cadre" in who_sees(land, task)
    assert "secretary" in who_sees(land, below)


def test_the_strongest_of_several_roles_counts(land, draft):
    user = make_user("hai-vai")
    grant(user, "inspector", land.province)
    task = draft()
    assert not BreakthroughTask.objects.visible_to(user).filter(pk=task.pk)

    grant(user, "deputy", land.district)
    del user._reaches

    assert BreakthroughTask.objects.visible_to(user).filter(pk=task.pk)


def test_the_list_shows_what_was_given_and_offers_what_is_prepared(
    land, sign_in, organiser, draft, proposed, secretary
):
    draft("Bản soạn")
    proposed("Đã trình")
    take(Move.DROP, draft("Đã bỏ"), secretary)
    make_task("Đã dừng", owner=land.secretary_post, assigned_by=land.province, state="cancelled")
    client = sign_in(organiser)

    def titles(**query):
        return {row["title"] for row in client.get("/danh-muc-viec/", {"nam": 2024, **query}).context["page"].rows}

    assert titles() & {"Bản soạn", "Đã trình", "Đã bỏ", "Đã dừng"} == {"Đã dừng"}
    assert titles(trang_thai="chuan_bi") == {"Bản soạn", "Đã trình"}


@pytest.mark.parametrize("name", ["organiser", "leader", "deputy", "inspector", "plain_cadre"])
def test_scope_is_one_statement_of_index_ranges_whatever_the_roles(land, draft, name):
    draft()
    person = land.people[name]
    list(BreakthroughTask.objects.visible_to(person))

    with CaptureQueriesContext(connection) as seen:
        list(BreakthroughTask.objects.visible_to(person))

    (statement,) = [query["sql"] for query in seen.captured_queries]
    assert statement.count("tasks_taskplace") > 0 or name == "plain_cadre"
    assert "EXISTS" not in statement and "JOIN tasks_taskplace" not in statement.replace('"', "")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plan as SQLite writes it")
def test_places_are_found_by_their_index(land, inspector):
    plan = BreakthroughTask.objects.visible_to(inspector).explain()

    assert "task_place_path" in plan or "SCAN" not in plan.replace("SCAN tasks_breakthroughtask", "")
