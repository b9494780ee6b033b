"""The table of steps: who may take which, from where, and what each leaves behind."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadre import ledger
from cadre.models import LedgerEntry, User
from tasks import registering, workflow
from tasks.models import TaskEvent, TaskVersion
from tasks.permissions import stand
from tasks.workflow import Move, TransitionNotAllowed
from tests.factories import as_actor, make_campaign, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def spring():
    """While the districts of the land are alive and their secretaries in office."""
    with time_machine.travel("2024-03-01T09:00:00+07:00", tick=True):
        yield


@pytest.fixture
def proposal(land):
    campaign = make_campaign(committee=land.province, by=land.people["organiser"])
    return make_task(
        "Giải phóng mặt bằng 12 km đường",
        owner=land.secretary_post,
        assigned_by=land.province,
        state="draft",
        campaign=campaign,
        created_by=land.people["secretary"],
    )


def take(move, task, user, **more):
    return workflow.apply(move, task, actor=as_actor(user), **more)


def test_a_task_goes_from_draft_to_approved_with_every_step_told(proposal, secretary, organiser, leader):
    take(Move.SUBMIT, proposal, secretary)
    take(Move.APPRAISE, proposal, organiser, comment="Rõ sản phẩm.")
    task = take(Move.APPROVE, proposal, leader)

    assert task.state == "approved"
    assert (task.submitted_by, task.appraised_by, task.approved_by) == (secretary, organiser, leader)
    events = TaskEvent.objects.filter(task=task).values_list("verb", "from_state", "to_state")
    assert list(events) == [
        ("submit", "draft", "proposed"),
        ("appraise", "proposed", "proposed"),
        ("approve", "proposed", "approved"),
    ]
    assert list(LedgerEntry.objects.values_list("verb", flat=True)) == ["task_submit", "task_appraise", "task_approve"]
    assert ledger.first_break() is None


def test_a_version_is_kept_only_when_the_text_changed(proposal, secretary, organiser, leader):
    take(Move.SUBMIT, proposal, secretary)
    take(Move.APPRAISE, proposal, organiser)
    task = take(Move.APPROVE, proposal, leader)

    assert list(TaskVersion.objects.filter(task=task).values_list("number", "why")) == [(1, "gửi thẩm định")]


@pytest.mark.parametrize(
    ("move", "state", "allowed"),
    [
        (Move.SUBMIT, "draft", {"secretary", "organiser"}),
        (Move.SUBMIT, "returned", {"secretary", "organiser"}),
        (Move.WITHDRAW, "proposed", {"secretary"}),
        (Move.RETURN, "proposed", {"organiser", "leader"}),
        (Move.APPRAISE, "proposed", {"organiser"}),
        (Move.DROP, "draft", {"secretary", "deputy", "organiser"}),
    ],
)
def test_who_may_take_a_step(land, proposal, move, state, allowed):
    proposal.state = state
    proposal.save()

    found = {name for name, person in land.people.items() if person.is_authenticated and may(person, proposal, move)}

    assert found == allowed


def may(person, task, move):
    return move in workflow.available(stand(person, task), task)


def test_nobody_approves_what_is_their_own_or_what_they_proposed(land, proposal, secretary, organiser, leader):
    land.people["organiser"].grants.update(role="leader")
    task = take(Move.SUBMIT, proposal, secretary)
    task.appraised_at, task.appraised_by = task.submitted_at, organiser
    task.save()

    with pytest.raises(TransitionNotAllowed, match="nhờ người khác"):
        take(Move.APPROVE, proposal, organiser)
    land.secretary_post.cadre.user = leader
    land.secretary_post.cadre.save()
    with pytest.raises(TransitionNotAllowed, match="chính mình"):
        take(Move.APPROVE, proposal, leader)


def test_approving_before_appraisal_is_refused(proposal, secretary, leader):
    take(Move.SUBMIT, proposal, secretary)

    with pytest.raises(TransitionNotAllowed, match="chưa được thẩm định"):
        take(Move.APPROVE, proposal, leader)


def test_returning_needs_to_say_what_to_change(proposal, secretary, organiser):
    take(Move.SUBMIT, proposal, secretary)

    with pytest.raises(TransitionNotAllowed, match="cần sửa gì"):
        take(Move.RETURN, proposal, organiser)


def test_who_comes_second_is_told_what_happened(proposal, secretary, organiser, leader):
    task = take(Move.SUBMIT, proposal, secretary)
    take(Move.RETURN, task, leader, comment="Thêm số đầu kỳ.")

    with pytest.raises(TransitionNotAllowed, match="leader đã trả lại lúc") as refused:
        take(Move.APPRAISE, proposal, organiser)

    assert refused.value.refusal.is_stale


def test_an_old_page_does_not_approve_a_text_it_never_showed(proposal, secretary, organiser, leader):
    take(Move.SUBMIT, proposal, secretary)
    seen = take(Move.APPRAISE, proposal, organiser).revision
    text = registering.Text({"title": "Giải phóng mặt bằng 20 km đường"}, owners=(proposal.owners.get(),))
    registering.save(proposal, text, actor=as_actor(organiser), revision=seen)

    with pytest.raises(TransitionNotAllowed, match="Nội dung đã đổi"):
        take(Move.APPROVE, proposal, leader, revision=seen)


def test_a_batch_takes_the_same_number_of_statements_for_two_and_for_forty(land, organiser, leader):
    def proposals(count):
        found = [
            make_task(owner=land.secretary_post, assigned_by=land.province, state="proposed") for _ in range(count)
        ]
        workflow.apply_many(Move.APPRAISE, {task.pk: None for task in found}, actor=as_actor(organiser))
        return {task.pk: task.revision + 1 for task in found}

    spent = []
    for expected in (proposals(2), proposals(40)):
        leader = User.objects.get(pk=leader.pk)  # rights are read once for each request
        with CaptureQueriesContext(connection) as seen:
            done = workflow.apply_many(Move.APPROVE, expected, actor=as_actor(leader)).done
        assert len(done) == len(expected)
        spent.append(len(seen))

    assert spent[0] == spent[1] <= 20
