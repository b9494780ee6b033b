"""Two people at once, with real connections: one wins, the other is told what happened, nothing is written twice."""

import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse

from cadre import ledger
from cadre.models import User
from tasks import registering, workflow
from tasks.models import BreakthroughTask, TaskEvent
from tasks.workflow import Move, TransitionNotAllowed
from tests.factories import as_actor, grant, make_user
from tests.judging.conftest import take

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="rows are locked on PostgreSQL"),
]


def at_once(*acts):
    """What each act returns or raises, all begun together on a connection of their own."""
    start, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            start.wait(timeout=10)
            answers[place] = act()
        except (TransitionNotAllowed, registering.Stale) as refused:
            answers[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


def again(user):
    """The account as another request reads it."""
    return as_actor(User.objects.get(pk=user.pk))


def step(move, task, user, **more):
    return lambda: workflow.apply(move, task, actor=again(user), revision=task.revision, **more)


def told(answers):
    return [answer for answer in answers if isinstance(answer, Exception)]


@pytest.fixture
def second_leader(land):
    user = make_user("thuong-truc-hai")
    grant(user, "leader", land.province)
    return user


def test_two_leaders_approve_one_task_once(leader, second_leader, appraised):
    for number in range(5):
        task = appraised(f"Việc {number}")

        answers = at_once(step(Move.APPROVE, task, leader), step(Move.APPROVE, task, second_leader))

        (refused,) = told(answers)
        winner = BreakthroughTask.objects.get(pk=task.pk).approved_by
        assert f"{winner.username} đã phê duyệt lúc" in str(refused)
        assert TaskEvent.objects.filter(task=task, verb="approve").count() == 1
    assert ledger.first_break() is None


def test_one_approves_while_another_returns(leader, organiser, appraised):
    for number in range(5):
        task = appraised(f"Việc {number}")

        answers = at_once(
            step(Move.APPROVE, task, leader), step(Move.RETURN, task, organiser, comment="Thêm số đầu kỳ.")
        )

        (refused,) = told(answers)
        state = BreakthroughTask.objects.get(pk=task.pk).state
        words = {"approved": "leader đã phê duyệt lúc", "returned": "organiser đã trả lại lúc"}[state]
        assert words in str(refused)
        assert TaskEvent.objects.filter(task=task, verb__in=["approve", "return"]).count() == 1


def test_one_adjusts_the_text_while_another_approves_it(leader, organiser, appraised):
    for number in range(5):
        task = appraised(f"Việc {number}")
        text = registering.Text({"title": f"Sửa {number}"}, owners=tuple(task.owners.all()))

        answers = at_once(
            step(Move.APPROVE, task, leader),
            lambda task=task, text=text: registering.save(task, text, actor=again(organiser), revision=task.revision),
        )

        (refused,) = told(answers)
        now = BreakthroughTask.objects.get(pk=task.pk)
        if now.state == "approved":
            assert now.title == f"Việc {number}" and "leader đã phê duyệt lúc" in str(refused)
        else:
            assert now.title == f"Sửa {number}" and "Nội dung đã đổi sau khi mở trang" in str(refused)


def test_two_batches_that_overlap_share_the_tasks_out_and_never_wait_for_each_other(leader, second_leader, appraised):
    tasks = [appraised(f"Việc {number}") for number in range(12)]
    expected = {task.pk: task.revision for task in tasks}
    first = dict(list(expected.items())[:8])
    second = dict(reversed(list(expected.items())[4:]))

    answers = at_once(
        lambda: workflow.apply_many(Move.APPROVE, first, actor=again(leader)),
        lambda: workflow.apply_many(Move.APPROVE, second, actor=again(second_leader)),
    )

    done = [task.pk for outcome in answers for task in outcome.done]
    refused = [refusal for outcome in answers for refusal in outcome.refused]
    assert sorted(done) == sorted(expected)
    assert len(refused) == 4 and all("đã phê duyệt lúc" in refusal.words for refusal in refused)
    assert TaskEvent.objects.filter(verb="approve").count() == 12
    assert ledger.first_break() is None


def test_two_confirmations_of_one_page_are_one_effect(sign_in, leader, appraised):
    task = appraised()
    data = {"buoc": "approve", "viec": f"{task.pk}:{task.revision}", "xac_nhan": "1"}
    clients = [sign_in(leader), sign_in(leader)]

    answers = at_once(*[lambda client=client: client.post(reverse("proposals_act"), data) for client in clients])

    assert [answer.status_code for answer in answers] == [302, 302]
    assert TaskEvent.objects.filter(task=task, verb="approve").count() == 1


def test_without_the_lock_both_would_win(leader, second_leader, appraised, monkeypatch):
    """The control: the very same act on rows that are only read is done twice."""
    task = appraised()
    both_read = threading.Barrier(2)

    def only_read(ids):
        rows = list(BreakthroughTask.objects.filter(pk__in=ids).order_by("pk"))
        both_read.wait(timeout=10)
        return rows

    monkeypatch.setattr(workflow, "lock", only_read)
    answers = at_once(step(Move.APPROVE, task, leader), step(Move.APPROVE, task, second_leader))

    assert told(answers) == []
    assert TaskEvent.objects.filter(task=task, verb="approve").count() == 2


def test_who_is_refused_has_waited_for_the_winner_to_finish(leader, second_leader, appraised):
    task, locked, answers = appraised(), threading.Event(), []

    def slow():
        with transaction.atomic():
            take(Move.APPROVE, task, User.objects.get(pk=leader.pk))
            locked.set()
            threading.Event().wait(0.5)

    def late():
        locked.wait(timeout=10)
        return step(Move.APPROVE, task, second_leader)()

    answers = at_once(slow, late)

    assert "leader đã phê duyệt lúc" in str(answers[1])
