"""A unit that ended before the deadline or the round's end keeps its place: who stood above it still sees its work."""

import pytest

from scoring.models import Assessment
from tasks.models import BreakthroughTask, TaskPlace
from tasks.services import place_tasks
from tests.factories import make_assessment, make_committee, make_round, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def ended(land):
    return make_committee("Đảng bộ huyện đã kết thúc", parent=land.district, valid_to="2024-06-30")


def test_a_task_due_after_its_unit_ended_is_seen_by_those_who_stood_above(land, organiser, outsider, ended):
    task = make_task(owner_committee=ended, assigned_by=ended, due="2024-12-31")

    assert task in BreakthroughTask.objects.visible_to(organiser)
    assert task not in BreakthroughTask.objects.visible_to(outsider)


def test_a_dossier_of_a_unit_that_ended_within_the_round_is_seen_too(land, organiser, outsider, ended):
    dossier = make_assessment(make_round(committee=land.district, year=2024), ended)

    assert dossier in Assessment.objects.visible_to(organiser)
    assert dossier not in Assessment.objects.visible_to(outsider)


def test_places_follow_a_change_of_the_holder_and_stay_when_nothing_changed(land, ended):
    task = make_task(owner_committee=ended, assigned_by=land.district, due="2024-03-31")
    held = TaskPlace.objects.get(task=task, is_held=True)

    place_tasks()
    assert TaskPlace.objects.get(task=task, is_held=True).pk == held.pk

    BreakthroughTask.objects.filter(pk=task.pk).update(owner_committee=land.district)
    place_tasks()
    assert TaskPlace.objects.get(task=task, is_held=True).path == held.path[:-8]
