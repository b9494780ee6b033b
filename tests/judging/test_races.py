"""Two people act at once, each in a thread with its own connection: one wins, the other is told what happened."""

import threading

import pytest
import time_machine
from django.db import connection

from cadre import ledger
from cadre.models import LedgerEntry
from tasks import registering, workflow
from tasks.models import BreakthroughTask, TaskEvent
from tasks.workflow import Move, TransitionNotAllowed
from tests import personas
from tests.factories import as_actor, make_task

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TRIALS = 8


@pytest.fixture
def land(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("threads that write at once need PostgreSQL")
    with time_machine.travel("2024-03-01T09:00:00+07:00", tick=True):
        yield personas.make_land()


def at_once(*acts):
    """Run the acts in threads that start together → [result or the exception each raised]."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            barrier.wait(timeout=10)
            results[place] = act()
        except (TransitionNotAllowed, registering.Stale) as refused:
            results[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def proposal(land, number, **fields):
    task = make_task(
        f"Bàn giao {number} km", owner=land.secretary_post, assigned_by=land.province, state="draft", **fields
    )
    workflow.apply(Move.SUBMIT, task, actor=as_actor(land.people["secretary"]))
    workflow.apply(Move.APPRAISE, task, actor=as_actor(land.people["organiser"]))
    return BreakthroughTask.objects.get(pk=task.pk)


def step(move, task, user, **more):
    return lambda: workflow.apply(move, task, actor=as_actor(user), revision=task.revision, **more)


def refusals(results):
    return [each for each in results if isinstance(each, Exception)]


def test_two_leaders_approve_the_same_task_and_one_of_them_does(land):
    leader, organiser = land.people["leader"], land.people["organiser"]
    for number in range(TRIALS):
        task = proposal(land, number)

        results = at_once(step(Move.APPROVE, task, leader), step(Move.APPROVE, task, leader))

        (late,) = refusals(results)
        assert late.refusal.is_stale
        assert "đã phê duyệt lúc" in str(late)
    assert TaskEvent.objects.filter(verb="approve").count() == TRIALS
    assert LedgerEntry.objects.filter(verb="task_approve").count() == TRIALS
    assert ledger.first_break() is None
    assert organiser.pk


def test_approving_and_returning_at_once_leaves_one_of_them(land):
    leader, organiser = land.people["leader"], land.people["organiser"]
    for number in range(TRIALS):
        task = proposal(land, number)

        results = at_once(
            step(Move.APPROVE, task, leader), step(Move.RETURN, task, organiser, comment="Chưa rõ sản phẩm.")
        )

        assert len(refusals(results)) == 1
        assert BreakthroughTask.objects.get(pk=task.pk).state in ("approved", "returned")


def test_adjusting_the_text_and_approving_it_at_once_never_approves_unseen_words(land):
    leader, organiser = land.people["leader"], land.people["organiser"]
    for number in range(TRIALS):
        task = proposal(land, number)
        new = registering.Text({"title": "Chữ mới", "due": task.due}, owners=(land.secretary_post,))

        def adjust(task=task, new=new):
            return registering.save(task, new, actor=as_actor(organiser), revision=task.revision)

        results = at_once(step(Move.APPROVE, task, leader), adjust)

        now = BreakthroughTask.objects.get(pk=task.pk)
        assert len(refusals(results)) == 1
        assert (now.state, now.title) in (("approved", f"Bàn giao {number} km"), ("proposed", "Chữ mới"))


def test_two_batches_over_the_same_tasks_do_each_once_and_never_wait_for_each_other_forever(land):
    leader = land.people["leader"]
    tasks = [proposal(land, number) for number in range(20)]
    there, back = tasks[:15], tasks[:4:-1]

    def approve(chosen):
        return lambda: workflow.apply_many(
            Move.APPROVE, {task.pk: task.revision for task in chosen}, actor=as_actor(leader)
        )

    first, second = at_once(approve(there), approve(back))

    assert len(first.done) + len(second.done) == 20
    assert len(first.refused) + len(second.refused) == 10
    assert TaskEvent.objects.filter(verb="approve").count() == 20
    assert ledger.first_break() is None


def test_without_the_lock_the_same_race_is_lost(land, monkeypatch):
    """The control: what the tests above prove is the lock, not the slowness of the machine."""
    leader, barrier = land.people["leader"], threading.Barrier(2)

    def without_lock(ids):
        tasks = list(BreakthroughTask.objects.filter(pk__in=ids).order_by("pk"))
        barrier.wait(timeout=10)  # both have read before either writes
        return tasks

    monkeypatch.setattr(workflow, "lock", without_lock)
    task = proposal_unlocked(land, monkeypatch)

    at_once(step(Move.APPROVE, task, leader), step(Move.APPROVE, task, leader))

    assert TaskEvent.objects.filter(verb="approve").count() == 2


def proposal_unlocked(land, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(workflow, "lock", lambda ids: list(BreakthroughTask.objects.filter(pk__in=ids)))
        return proposal(land, 1)
