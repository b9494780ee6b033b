"""The people of the tests stand where personas.py says they do."""

import datetime as dt

import pytest

from cadre.models import Committee, Placement
from cadre.scope import reaches
from scoring.models import Assessment, EvaluationRound
from tasks.models import BreakthroughTask

TASKS = ("own_task", "next_task", "cadre_task", "other_task")
FILES = ("own_assessment", "own_collective", "next_assessment", "cadre_assessment", "other_assessment")
IN_THE_PROVINCE = {"own_task", "next_task", "cadre_task"}
FILED_THERE = {"own_assessment", "own_collective", "next_assessment", "cadre_assessment"}
EVERYWHERE_IN_BINH_SON = {"own_task", "cadre_task"}
FILED_IN_BINH_SON = {"own_assessment", "own_collective", "cadre_assessment"}

SEES = {
    "organiser": (IN_THE_PROVINCE, FILED_THERE),
    "leader": (IN_THE_PROVINCE, FILED_THERE),
    "assessor": (IN_THE_PROVINCE, FILED_THERE),
    "inspector": (IN_THE_PROVINCE, FILED_THERE),
    "secretary": (EVERYWHERE_IN_BINH_SON, FILED_IN_BINH_SON),
    "deputy": (EVERYWHERE_IN_BINH_SON, FILED_IN_BINH_SON),
    "neighbour": ({"next_task"}, {"next_assessment"}),
    "outsider": ({"other_task"}, {"other_assessment"}),
    "plain_cadre": ({"cadre_task"}, {"cadre_assessment"}),
    "administrator": (set(), set()),
    "expired": (set(), set()),
    "disabled": (set(), set()),
    "anonymous": (set(), set()),
}


def names_of(land, names, queryset):
    found = set(queryset.values_list("pk", flat=True))
    return {name for name in names if getattr(land, name).pk in found}


@pytest.mark.parametrize("person", SEES)
def test_everyone_sees_exactly_their_tasks_and_assessments(land, person):
    user = land.people[person]
    tasks, assessments = SEES[person]

    assert names_of(land, TASKS, BreakthroughTask.objects.visible_to(user)) == tasks
    assert names_of(land, FILES, Assessment.objects.visible_to(user)) == assessments
    rounds = set(EvaluationRound.objects.visible_to(user))
    assert (land.round in rounds) == bool(assessments & FILED_THERE)
    assert (land.other_round in rounds) == ("other_assessment" in assessments)


def test_committees_are_seen_where_they_stood_under_a_right(land, secretary, outsider):
    seen = set(Committee.objects.visible_to(secretary))

    assert seen == {land.district, land.commune}
    assert set(Committee.objects.visible_to(outsider)) == {land.other_province, land.other_district}


def test_a_commune_moves_under_the_province_when_districts_end(land):
    places = Placement.objects.filter(committee=land.commune).order_by("valid_from")

    assert [(place.parent, place.valid_to) for place in places] == [
        (land.district, dt.date(2025, 6, 30)),
        (land.province, dt.date(9999, 12, 31)),
    ]


def test_a_right_that_ran_out_or_an_account_that_is_closed_reaches_nothing(expired, disabled, anonymous):
    assert [reaches(person) for person in (expired, disabled, anonymous)] == [(), (), ()]
