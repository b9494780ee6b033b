"""Giao lại: old holder out, new holder in, the text before and after kept, the step told and sealed."""

import pytest
from django.db import connection

from cadre.models import LedgerEntry
from tasks.models import TaskEvent, TaskOwner, TaskVersion
from tasks.reassigning import Handover, reassign
from tests.factories import as_actor, make_document, make_task

STATEMENTS = 27 + (connection.vendor == "postgresql")  # of any number of tasks; the ledger locks its head there


@pytest.fixture
def document(land, organiser):
    return make_document(land.province, by=organiser, number="88-QĐ/TU")


def test_a_task_passes_to_a_new_post_with_its_past(land, organiser, document):
    reassign(
        [Handover(land.own_task.pk, new=land.neighbour_post, old=land.secretary_post)],
        actor=as_actor(organiser),
        document=document,
    )

    land.own_task.refresh_from_db()
    assert list(land.own_task.owners.all()) == [land.neighbour_post]
    event = TaskEvent.objects.get(task=land.own_task)
    assert (event.verb, event.document) == ("reassign", document)
    assert event.body["handovers"][0]["from"].startswith("Bí thư Huyện ủy")
    assert [each.content["owners"][0]["code"] for each in TaskVersion.objects.filter(task=land.own_task)] == [
        land.secretary_post.code,
        land.neighbour_post.code,
    ]
    assert LedgerEntry.objects.filter(verb="task_reassign", subject=land.own_task.code).count() == 1


def test_a_post_that_holds_the_task_already_is_not_added_twice(land, organiser):
    land.own_task.owners.add(land.neighbour_post)

    reassign([Handover(land.own_task.pk, new=land.neighbour_post, old=land.secretary_post)], actor=as_actor(organiser))

    assert list(TaskOwner.objects.filter(task=land.own_task).values_list("appointment", flat=True)) == [
        land.neighbour_post.pk
    ]


def test_a_committee_hands_its_task_to_its_heir(land, organiser):
    land.own_task.owner_committee = land.district
    land.own_task.save()

    reassign([Handover(land.own_task.pk, new=land.commune, old=land.district)], actor=as_actor(organiser))

    land.own_task.refresh_from_db()
    assert land.own_task.owner_committee == land.commune


@pytest.mark.parametrize("count", [1, 3])
def test_the_statements_do_not_grow_with_the_tasks(land, organiser, django_assert_num_queries, count):
    tasks = [make_task(owner=land.secretary_post, assigned_by=land.province) for _ in range(count)]
    handovers = [Handover(task.pk, new=land.neighbour_post, old=land.secretary_post) for task in tasks]

    with django_assert_num_queries(STATEMENTS):
        reassign(handovers, actor=as_actor(organiser))
