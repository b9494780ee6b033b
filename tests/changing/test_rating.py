"""What a granted change means for the rating: a task is counted as scoring.facts does by design (scoring.md §9)."""

import datetime as dt
from fractions import Fraction

import pytest

from scoring.facts import stream
from scoring.rules import profiles_of
from tasks import changes
from tasks.changes import Decision
from tests.changing.world import PAPER, contents, make_request, make_running
from tests.factories import as_actor, make_assessment, make_milestone, make_round

pytestmark = pytest.mark.django_db

# total, done, on time, late, failed of one task that is due on 30/9 and not done, or done on 15/11
OPEN, LATE = (1, 0, 0, 1, 1), (1, 1, 0, 1, 0)
NONE, ON_TIME = (0, 0, 0, 0, 0), (1, 1, 1, 0, 0)


@pytest.fixture
def task(land):
    """The only task of the secretary in the round."""
    land.own_task.delete()
    return make_running(land)


def facts_of(round, assessment):
    profiles, bits = profiles_of(round)
    return next(stream(round, profiles, bits, only=[assessment.pk])).facts


def counted(land, assessment=None, round=None):
    facts = facts_of(round or land.round, assessment or land.own_assessment)
    return facts.total, facts.done, facts.on_time, facts.late, facts.failed


def grant(land, task, kind, **more):
    task.refresh_from_db()
    request = make_request(land, task, kind, **more)
    return changes.decide(Decision(request.pk, True), actor=as_actor(land.people["leader"]), paper=PAPER)


def finish(task, day="2024-11-15"):
    task.refresh_from_db()
    task.state, task.finished_on, task.accepted_on = "accepted", dt.date.fromisoformat(day), dt.date.fromisoformat(day)
    task.save()


@pytest.mark.parametrize(
    ("kind", "unfinished", "finished"),
    [
        ("", OPEN, LATE),
        ("extension", OPEN, ON_TIME),
        ("cause", (1, 0, 0, 0, 1), (1, 1, 0, 0, 0)),
        ("target", OPEN, LATE),
        ("reassign", NONE, NONE),
    ],
)
def test_a_task_is_counted_by_what_was_granted(land, task, kind, unfinished, finished):
    if kind:
        grant(land, task, kind)

    assert counted(land) == unfinished
    finish(task)
    assert counted(land) == finished


def test_a_stopped_task_is_counted_nowhere(land, task):
    grant(land, task, "stop")

    assert counted(land) == NONE


def test_a_refused_request_changes_nothing(land, task):
    request = make_request(land, task, "stop")

    changes.decide(Decision(request.pk, False), actor=as_actor(land.people["leader"]), answer="Chưa đủ căn cứ.")

    assert counted(land) == OPEN


def test_a_deadline_in_the_next_year_moves_the_task_to_that_year(land, task):
    grant(land, task, "extension", due="2025-03-31")
    next_round = make_round(committee=land.province, year=2025)

    assert counted(land) == NONE
    assert counted(land, make_assessment(next_round, land.secretary_post), next_round) == OPEN


def test_a_task_passed_on_is_counted_for_its_new_holder(land, task):
    land.next_task.delete()

    grant(land, task, "reassign", heir=land.neighbour_post)

    assert counted(land) == NONE
    assert counted(land, land.next_assessment) == OPEN


def test_what_was_delivered_is_measured_against_the_new_target(land, task):
    def quantity():
        ((_, work),) = facts_of(land.round, land.own_assessment).works
        return work.quantity

    assert quantity() == Fraction(245 - 92, 490 - 92)

    grant(land, task, "target")

    assert quantity() == Fraction(245 - 92, 300 - 92)


def test_a_milestone_of_several_years_is_excused_alone(land, task):
    task.horizon, task.due = "term", dt.date(2025, 3, 31)
    task.save()
    step = make_milestone(task, "Xong giai đoạn 1", due="2024-06-30")
    about = {"excused": False, "milestone": step.title, "due": "2024-06-30"}
    assert counted(land) == OPEN
    _, asked = contents(land, task, "cause")

    request = changes.ask(
        task,
        "cause",
        about,
        asked | about | {"excused": True},
        reason="Bão số 3 làm ngập công trường hai mươi ngày.",
        actor=as_actor(land.people["secretary"]),
    )
    changes.decide(Decision(request.pk, True), actor=as_actor(land.people["leader"]))

    assert counted(land) == (1, 0, 0, 0, 1)
    task.refresh_from_db()
    assert task.excused is False
