"""Two at once, with real threads on PostgreSQL: one effect, and the other is told."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection, connections, transaction

from cadre import ledger
from tasks import committing, handing_down, promises, registering, workflow
from tasks.handing_down import Handed
from tasks.models import BreakthroughTask, Commitment, TaskEvent
from tests.factories import as_actor

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]


def at_once(*works):
    """Run each in a thread of its own, started together → what each gave or raised, in order."""
    found, start = [None] * len(works), threading.Barrier(len(works))

    def run(place, work):
        start.wait(5)
        try:
            found[place] = work()
        except (committing.TextChanged, registering.Stale, workflow.TransitionNotAllowed) as error:
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)
    return found


def signing(subject, user, shown):
    return lambda: committing.sign(subject, actor=as_actor(user), shown=shown)


def offered(subject):
    return promises.offer(subject, subject.post).hash


@pytest.mark.parametrize("again", range(5))
def test_two_tabs_sign_one_version(land, campaign, given, secretary, again):
    subject = promises.Subject(campaign, post=land.secretary_post)
    sign = signing(subject, secretary, offered(subject))

    found = at_once(sign, sign, sign)

    assert sorted(is_new for _, is_new in found) == [False, False, True]
    assert len({commitment.pk for commitment, _ in found}) == 1
    assert Commitment.objects.count() == TaskEvent.objects.filter(verb="sign").count() == 1
    assert ledger.first_break() is None


def change_of(task, due):
    """A change of the deadline as every service makes one: row locked, version kept, told."""

    @transaction.atomic
    def change():
        locked = workflow.lock([task.pk])[0]
        locked.due = due
        locked.revision += 1
        locked.save(update_fields=["due", "revision", "search", "sort"])
        workflow.keep_versions([locked], as_actor(task.created_by), why="chấp nhận điều chỉnh")
        workflow.tell([locked], "grant_change", as_actor(task.created_by))
        return "changed"

    return change


@pytest.mark.parametrize("again", range(5))
def test_a_change_of_a_task_comes_before_or_after_a_signature(land, campaign, given, secretary, organiser, again):
    given.created_by = organiser
    given.save()
    subject = promises.Subject(campaign, post=land.secretary_post)
    shown, before = offered(subject), "30/11/2024"

    signed, changed = at_once(signing(subject, secretary, shown), change_of(given, dt.date(2024, 12, 15)))

    assert changed == "changed"
    if isinstance(signed, committing.TextChanged):
        assert not Commitment.objects.exists()
    else:
        assert signed[0].content["rows"][0][4] == [before] and signed[0].sha256 == shown
    assert promises.offer(subject, land.secretary_post).is_due
    assert ledger.first_break() is None


@pytest.mark.parametrize("again", range(5))
def test_the_same_page_of_parts_sent_twice_is_one_effect(land, given, secretary, again):
    target, key = given.indicators.get(), uuid.uuid4()
    rows = [Handed(land.cadre_post, f"Phần {n}", "", dt.date(2024, 6, 1), {target.pk: 1}) for n in range(3)]

    def give():
        return handing_down.hand_down(
            given, land.district, rows, actor=as_actor(secretary), form_key=key, revision=given.revision
        )

    found = at_once(give, give)

    assert sorted(is_new for _, is_new in found) == [False, True]
    assert BreakthroughTask.objects.filter(parent_task=given).count() == 3
    assert TaskEvent.objects.filter(task=given, verb="hand_down").count() == 1


@pytest.mark.parametrize("again", range(3))
def test_a_reassignment_and_a_signature_do_not_block_each_other(land, campaign, given, secretary, organiser, again):
    """Owners refer to the post that is locked while it is signed for: no deadlock."""
    subject = promises.Subject(campaign, post=land.secretary_post)

    @transaction.atomic
    def pass_on():
        workflow.lock([given.pk])
        given.owners.remove(land.secretary_post)
        given.owners.add(land.secretary_post)
        return "passed"

    signed, passed = at_once(signing(subject, secretary, offered(subject)), pass_on)

    assert passed == "passed" and signed[1] is True
