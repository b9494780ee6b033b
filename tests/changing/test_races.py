"""Two at once, on a database that lets them: one wins, the other is told, nothing is half written."""

import threading
import time

import pytest
from django.db import connection, transaction

from cadre import ledger
from cadre.models import User
from tasks import changes, workflow
from tasks.changes import ChangeRefused, Decision
from tasks.models import ChangeRequest, TaskEvent, TaskVersion
from tests.changing.world import PAPER, REASON, contents, make_request, make_running
from tests.factories import as_actor, grant, make_user

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="rows are locked on PostgreSQL only"),
    pytest.mark.django_db(transaction=True),
]
PATIENCE = 10  # seconds


def waiting_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]


def together(task, *steps):
    """Run the steps at once: each has come to the locked task before it is let go. → what each returned or raised."""
    found = [None] * len(steps)

    def run(place, step):
        try:
            found[place] = step()
        except ChangeRefused as refused:
            found[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(steps)]
    with transaction.atomic():
        workflow.lock([task.pk])
        for thread in threads:
            thread.start()
        until = time.monotonic() + PATIENCE
        while waiting_for_a_lock() < len(steps) and time.monotonic() < until:
            time.sleep(0.02)
    for thread in threads:
        thread.join(PATIENCE)
    return found


def refusals(found):
    return [each for each in found if isinstance(each, ChangeRefused)]


@pytest.fixture
def second_leader(land):
    user = make_user("lanh-dao-hai")
    grant(user, "leader", land.province)
    return user


def deciding(request, user, granted=True):
    """A step of its own session: rights are read anew."""

    def step():
        who = as_actor(User.objects.get(pk=user.pk))
        return changes.decide(Decision(request.pk, granted), actor=who, answer="Đã xem.", paper=PAPER)

    return step


@pytest.mark.parametrize("second", [True, False])
def test_of_two_deciders_one_decides_and_the_other_is_told(land, task, leader, second_leader, second):
    request = make_request(land, task)

    found = together(task, deciding(request, leader), deciding(request, second_leader, second))

    (refused,) = refusals(found)
    request.refresh_from_db()
    assert f"{request.decided_by.username} đã" in str(refused)
    assert TaskEvent.objects.filter(task=task, verb__in=["grant_change", "refuse_change"]).count() == 1
    task.refresh_from_db()
    assert (task.due.isoformat() == "2024-11-30") == (request.state == "granted")
    assert ledger.first_break() is None


def test_a_withdrawal_and_a_grant_do_not_both_happen(land, task, leader, secretary):
    request = make_request(land, task)

    def take_back():
        return changes.withdraw(request, actor=as_actor(secretary))

    found = together(task, deciding(request, leader), take_back)

    assert len(refusals(found)) == 1
    request.refresh_from_db()
    task.refresh_from_db()
    assert (request.state, task.due.isoformat()) in {("granted", "2024-11-30"), ("withdrawn", "2024-09-30")}


def test_two_kinds_granted_at_once_are_both_in_the_task(land, task, leader, second_leader):
    first, second = make_request(land, task, "extension"), make_request(land, task, "target")

    found = together(task, deciding(first, leader), deciding(second, second_leader))

    assert refusals(found) == []
    task.refresh_from_db()
    assert (task.due.isoformat(), task.indicators.get().target_min, task.revision) == ("2024-11-30", 300, 2)
    assert list(TaskVersion.objects.filter(task=task).values_list("number", flat=True)) == [1, 2, 3]
    assert task.version == 3


def test_a_stop_and_an_extension_at_once_end_in_one_order(land, task, leader, second_leader):
    stop, extension = make_request(land, task, "stop"), make_request(land, task, "extension")

    found = together(task, deciding(stop, leader), deciding(extension, second_leader))

    extension.refresh_from_db()
    task.refresh_from_db()
    assert task.state == "cancelled"
    assert len(refusals(found)) == (0 if extension.state == "granted" else 1)
    assert (task.due.isoformat() == "2024-11-30") == (extension.state == "granted")


def test_the_same_form_twice_at_once_is_one_request(land, task, secretary):
    before, asked = contents(land, task, "extension")

    def send():
        return changes.ask(
            task,
            "extension",
            before,
            asked,
            reason=REASON,
            actor=as_actor(secretary),
            form_key="7e3f8a52-5f0d-4f9e-8a55-3f6f3a1c9d10",
        )

    found = together(task, send, send)

    assert {each.pk for each in found} == set(ChangeRequest.objects.values_list("pk", flat=True))
    assert TaskEvent.objects.filter(verb="ask_change").count() == 1


def test_two_batches_in_opposite_order_do_not_stand_in_each_others_way(land, task, leader, second_leader):
    requests = [make_request(land, each) for each in (task, make_running(land))]

    def batch(user, rows):
        def step():
            who = as_actor(User.objects.get(pk=user.pk))
            return changes.decide_many([Decision(each.pk, True) for each in rows], actor=who)

        return step

    found = together(task, batch(leader, requests), batch(second_leader, requests[::-1]))

    assert sorted(len(done) for done, _ in found) == [0, 2]
