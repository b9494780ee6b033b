"""Asking for a change and deciding it, kind by kind: what it does to the task, and what it leaves behind."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadre import ledger
from cadre.models import LedgerEntry, User
from tasks import changes
from tasks.changes import ChangeRefused, Decision
from tasks.models import ChangeRequest, TaskEvent, TaskVersion
from tests.changing.world import KINDS, PAPER, REASON, contents, make_heir, make_request, make_running
from tests.factories import as_actor, grant, make_indicator, make_milestone, make_task, make_user

pytestmark = pytest.mark.django_db


def decide(request, user, granted=True, *, wanted=None, seen=None, answer="", paper=PAPER):
    decision = Decision(request.pk, granted, wanted, seen)
    return changes.decide(decision, actor=as_actor(user), answer=answer, paper=paper)


def terms(task):
    task.refresh_from_db()
    return {
        "due": task.due,
        "original_due": task.original_due,
        "target": task.indicators.get().target_min,
        "result": task.indicators.get().result,
        "excused": task.excused,
        "owners": [post.title for post in task.owners.all()],
        "state": task.state,
    }


CHANGED = {
    "extension": {"due": dt.date(2024, 11, 30), "original_due": dt.date(2024, 9, 30)},
    "target": {"target": 300},
    "cause": {"excused": True},
    "reassign": {"owners": ["Phó Bí thư Huyện ủy"]},
    "stop": {"state": "cancelled"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_grant_changes_what_was_asked_and_nothing_else(land, task, leader, kind):
    before = terms(task)

    request = decide(make_request(land, task, kind), leader)

    assert terms(task) == before | CHANGED[kind]
    assert (request.state, request.decided, request.decided_by) == ("granted", request.asked, leader)
    assert str(request.document) == "88-QĐ/TU ngày 20/02/2024"


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_is_told_and_sealed_and_the_text_before_is_kept(land, task, leader, kind):
    request = decide(make_request(land, task, kind), leader, answer="Đồng ý.")

    events = list(TaskEvent.objects.filter(task=task).order_by("at", "id"))
    assert [event.verb for event in events] == ["ask_change", "grant_change"]
    assert events[1].body["decided"] == request.asked
    assert {event.body["request"] for event in events} == {request.pk}
    assert (events[1].comment, events[1].document) == ("Đồng ý.", request.document)
    assert list(LedgerEntry.objects.filter(subject=task.code).values_list("verb", flat=True)) == [
        "task_ask_change",
        "task_grant_change",
    ]
    assert ledger.first_break() is None
    first = TaskVersion.objects.filter(task=task).earliest("number").content
    assert (first["due"], first["indicators"][0]["target_min"]) == ("2024-09-30", "490")
    assert first["owners"][0]["code"] == land.secretary_post.code


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_leaves_the_task_as_it_was(land, task, leader, kind):
    before = terms(task)

    request = decide(make_request(land, task, kind), leader, False, answer="Chưa đủ căn cứ.", paper=None)

    assert terms(task) == before
    assert (request.state, request.decided, request.answer) == ("refused", {}, "Chưa đủ căn cứ.")
    assert TaskEvent.objects.filter(task=task, verb="refuse_change").count() == 1
    assert LedgerEntry.objects.filter(verb="task_refuse_change").count() == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", ["draft", "proposed", "returned", "accepted", "not_completed", "cancelled"])
def test_only_a_running_task_can_be_asked_about(land, task, kind, state):
    task.state = state
    task.save()

    with pytest.raises(ChangeRefused, match="không điều chỉnh được"):
        make_request(land, task, kind)

    assert not ChangeRequest.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["deputy", "neighbour", "assessor", "inspector", "administrator", "plain_cadre"])
def test_others_do_not_ask(land, task, kind, name):
    with pytest.raises(ChangeRefused, match="Chỉ người nhận việc hoặc Ban Tổ chức"):
        make_request(land, task, kind, by=land.people[name])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["organiser", "secretary", "deputy", "neighbour", "outsider", "inspector"])
def test_only_who_leads_where_it_was_given_decides(land, task, kind, name):
    request = make_request(land, task, kind)

    with pytest.raises(ChangeRefused):
        decide(request, land.people[name])

    assert terms(task)["state"] == "in_progress"


def test_the_organiser_asks_on_behalf_and_whoever_asked_does_not_decide(land, task, organiser, leader):
    request = make_request(land, task, by=organiser)
    grant(organiser, "leader", land.province)

    with pytest.raises(ChangeRefused, match="Người gửi đề nghị không quyết định"):
        decide(request, User.objects.get(pk=organiser.pk))

    assert decide(request, leader).state == "granted"


def test_nobody_decides_about_a_task_of_their_own(land, task, organiser, leader):
    land.secretary_post.cadre.user = leader
    land.secretary_post.cadre.save()
    request = make_request(land, task, by=organiser)

    with pytest.raises(ChangeRefused, match="việc của chính mình"):
        decide(request, leader)


def test_one_open_request_of_a_kind(land, task, leader):
    first = make_request(land, task)

    with pytest.raises(ChangeRefused, match="đã có một đề nghị cùng loại") as refused:
        make_request(land, task)
    assert refused.value.request == first

    make_request(land, task, "cause")
    decide(first, leader, False, answer="Chưa đủ căn cứ.")
    make_request(land, task)
    assert ChangeRequest.objects.filter(task=task).count() == 3


def test_the_same_form_sent_twice_is_one_request(land, task, secretary, neighbour):
    key = "7e3f8a52-5f0d-4f9e-8a55-3f6f3a1c9d10"
    before, asked = contents(land, task, "extension")
    given = {"reason": REASON, "actor": as_actor(secretary), "form_key": key}

    first = changes.ask(task, "extension", before, asked, **given)
    again = changes.ask(task, "extension", before, asked, **given)

    assert again == first
    other = make_task(owner=land.neighbour_post, assigned_by=land.province, due="2024-09-30")
    stolen = changes.ask(other, "extension", before, asked, reason=REASON, actor=as_actor(neighbour), form_key=key)
    assert stolen.form_key is None


@pytest.mark.parametrize(
    ("kind", "wrong", "words"),
    [
        ("extension", {"due": "2024-09-30"}, "phải sau hạn hiện nay, 30/09/2024"),
        ("extension", {"due": "2024-01-31"}, "phải sau hạn hiện nay"),
        ("cause", None, "đã được chấp nhận rồi"),
    ],
)
def test_what_makes_no_sense_is_not_asked(land, task, secretary, kind, wrong, words):
    if wrong is None:
        task.excused = True
        task.save()

    with pytest.raises(ChangeRefused, match=words):
        make_request(land, task, kind, **(wrong or {}))


def test_a_day_that_is_over_is_not_asked_for(land, secretary):
    task = make_running(land, due="2024-01-15")

    with pytest.raises(ChangeRefused, match="không được trước hôm nay, 01/03/2024"):
        make_request(land, task, due="2024-02-20")


def test_a_grant_may_differ_from_what_was_asked_and_both_are_kept(land, task, leader):
    request = decide(make_request(land, task), leader, wanted={"due": "2024-10-31"})

    request.refresh_from_db()
    assert (request.before, request.asked, request.decided) == (
        {"due": "2024-09-30"},
        {"due": "2024-11-30"},
        {"due": "2024-10-31"},
    )
    assert terms(task)["due"] == dt.date(2024, 10, 31)


def test_the_first_deadline_stays_through_a_second_extension(land, task, leader):
    decide(make_request(land, task), leader)
    task.refresh_from_db()

    decide(make_request(land, task, due="2025-03-31"), leader)

    assert terms(task)["original_due"] == dt.date(2024, 9, 30)
    assert [each.content["due"] for each in TaskVersion.objects.filter(task=task)] == [
        "2024-09-30",
        "2024-11-30",
        "2025-03-31",
    ]


def test_a_later_deadline_moves_the_task_in_the_tree(land, task, leader):
    """Districts ended on 30/6/2025: due after that day, the task stands where its holder last stood."""
    before = set(task.places.values_list("path", "is_held"))

    decide(make_request(land, task, due="2026-03-31"), leader)

    assert set(task.places.values_list("path", "is_held")) == before


def test_a_milestone_of_several_years_is_extended_alone(land, leader):
    task = make_running(land, horizon="term", due="2025-12-31")
    step = make_milestone(task, "Xong giai đoạn 1", due="2024-06-30")
    about = {"milestone": "Xong giai đoạn 1", "due": "2024-06-30"}
    request = changes.ask(
        task,
        "extension",
        about,
        about | {"due": "2024-10-31"},
        reason=REASON,
        actor=as_actor(land.people["secretary"]),
    )

    decide(request, leader)

    step.refresh_from_db()
    assert (step.due, terms(task)["due"], terms(task)["original_due"]) == (
        dt.date(2024, 10, 31),
        dt.date(2025, 12, 31),
        None,
    )


def test_a_milestone_that_is_gone_cannot_be_changed(land, leader):
    task = make_running(land, horizon="term", due="2025-12-31")
    step = make_milestone(task, "Xong giai đoạn 1", due="2024-06-30")
    about = {"milestone": "Xong giai đoạn 1", "due": "2024-06-30"}
    secretary = as_actor(land.people["secretary"])
    request = changes.ask(task, "extension", about, about | {"due": "2024-10-31"}, reason=REASON, actor=secretary)
    step.delete()

    with pytest.raises(ChangeRefused, match="Mốc này không còn"):
        decide(request, leader)

    assert decide(request, leader, False, answer="Mốc đã bỏ.").state == "refused"


def test_what_changed_since_must_have_been_seen(land, task, leader):
    request = make_request(land, task)
    task.due = dt.date(2024, 10, 15)
    task.save()

    with pytest.raises(ChangeRefused, match="Việc đã đổi so với lúc đề nghị"):
        decide(request, leader)
    with pytest.raises(ChangeRefused, match="Việc đã đổi so với lúc đề nghị"):
        decide(request, leader, seen=changes.seen_of({"due": "2024-10-14"}))

    decide(request, leader, seen=changes.seen_of({"due": "2024-10-15"}))
    assert terms(task)["original_due"] == dt.date(2024, 10, 15)


@pytest.mark.parametrize("state", ["accepted", "cancelled", "not_completed"])
def test_a_request_about_a_task_that_ended_is_told_and_can_only_be_refused(land, task, leader, state):
    request = make_request(land, task)
    task.state = state
    task.save()

    with pytest.raises(ChangeRefused, match="không điều chỉnh được"):
        decide(request, leader)

    assert decide(request, leader, False, answer="Việc đã khép.").state == "refused"


@pytest.mark.parametrize("kind", ["reassign", "stop"])
def test_passing_on_and_stopping_need_a_document(land, task, leader, kind):
    request = make_request(land, task, kind)

    with pytest.raises(ChangeRefused, match="phải có văn bản"):
        decide(request, leader, paper=None)


def test_the_next_holder_may_be_left_to_the_giver(land, task, leader):
    request = make_request(land, task, "reassign", holder=None, left_open=True)
    with pytest.raises(ChangeRefused, match="Chọn người nhận mới"):
        decide(request, leader)

    wanted = contents(land, task, "reassign")[1]
    decide(request, leader, wanted=wanted)

    assert terms(task)["owners"] == ["Phó Bí thư Huyện ủy"]


def test_a_post_that_ended_meanwhile_is_not_given_the_task(land, task, leader):
    heir = make_heir(land)
    request = make_request(land, task, "reassign", heir=heir)
    heir.end = dt.date(2024, 2, 29)
    heir.save()

    with pytest.raises(ChangeRefused, match="không còn giữ chức danh"):
        decide(request, leader)


def test_a_committee_passes_its_task_to_a_committee(land, leader, organiser):
    task = make_task(owner_committee=land.district, assigned_by=land.province, due="2024-09-30")
    before = {"holder": {"kind": "committee", "code": land.district.code, "words": land.district.name}}
    asked = {"holder": {"kind": "committee", "code": land.agency.code, "words": land.agency.name}}
    request = changes.ask(task, "reassign", before, asked, reason=REASON, actor=as_actor(organiser))

    decide(request, leader)

    task.refresh_from_db()
    assert task.owner_committee == land.agency


def test_a_target_that_the_baseline_meanwhile_reached_is_refused_in_words(land, task, leader):
    request = make_request(land, task, "target")
    task.indicators.update(baseline=300)
    present = changes.change_shapes.indicator(task.indicators.get())

    with pytest.raises(ChangeRefused, match="phải khác số đầu kỳ"):
        decide(request, leader, seen=changes.seen_of({"indicators": [present]}))


def test_only_the_indicator_asked_about_changes(land, task, leader):
    other = make_indicator(task, "Số km", unit="km", target_min=12, result=3)
    before, asked = contents(land, task, "target")
    first = {"indicators": before["indicators"][:1]}, {"indicators": asked["indicators"][:1]}
    request = changes.ask(task, "target", *first, reason=REASON, actor=as_actor(land.people["secretary"]))

    decide(request, leader)

    other.refresh_from_db()
    assert (other.target_min, other.result) == (12, 3)
    assert task.indicators.get(name="Số hộ bàn giao").target_min == 300


# ---- taking back, a word on it ------------------------------------------------------------------------------


def test_who_asked_takes_it_back_while_it_is_open(land, task, secretary, leader):
    request = make_request(land, task)

    changes.withdraw(request, actor=as_actor(secretary))

    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert TaskEvent.objects.filter(task=task, verb="withdraw_change").count() == 1
    with pytest.raises(ChangeRefused, match="Người gửi đã rút"):
        decide(request, leader)


def test_nobody_else_takes_it_back_nor_later(land, task, organiser, secretary, leader):
    request = make_request(land, task)
    with pytest.raises(ChangeRefused, match="Chỉ người gửi"):
        changes.withdraw(request, actor=as_actor(organiser))

    decide(request, leader)

    with pytest.raises(ChangeRefused, match="leader đã chấp nhận đề nghị này lúc"):
        changes.withdraw(request, actor=as_actor(secretary))


@pytest.mark.parametrize("name", ["organiser", "leader", "secretary"])
def test_a_word_on_it_is_an_event_of_the_task(land, task, name):
    request = make_request(land, task)

    changes.comment(request, "Nên lùi đến hết tháng 10.", actor=as_actor(land.people[name]))

    event = TaskEvent.objects.get(task=task, verb="comment_change")
    assert (event.comment, event.body) == ("Nên lùi đến hết tháng 10.", {"request": request.pk})
    assert LedgerEntry.objects.filter(verb="task_comment_change").count() == 1


def test_no_word_from_others_nor_after_the_decision(land, task, inspector, secretary, leader):
    request = make_request(land, task)
    with pytest.raises(ChangeRefused):
        changes.comment(request, "Ý kiến", actor=as_actor(inspector))

    decide(request, leader)

    with pytest.raises(ChangeRefused, match="đã chấp nhận"):
        changes.comment(request, "Ý kiến", actor=as_actor(secretary))


# ---- many at once -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_statements_do_not_grow_with_the_requests(land, leader, kind):
    heir, spent = make_heir(land), []
    more = {"heir": heir} if kind == "reassign" else {}
    for count in (1, 3):
        requests = [make_request(land, make_running(land), kind, **more) for _ in range(count)]
        actor = as_actor(User.objects.get(pk=leader.pk))
        paper = PAPER | {"number": f"{count}-QĐ/TU"}
        with CaptureQueriesContext(connection) as seen:
            done, refused = changes.decide_many(
                [Decision(each.pk, True) for each in requests], actor=actor, paper=paper
            )
        assert (len(done), refused) == (count, [])
        spent.append(len(seen))

    assert spent[0] == spent[1]


def test_each_request_of_a_batch_stands_alone(land, task, leader):
    good, done = make_request(land, task), make_request(land, make_running(land))
    decide(done, leader)
    own = make_request(land, make_running(land), by=land.people["organiser"])
    alien = make_request(land, land.cadre_task, by=land.people["organiser"], due="2025-03-31")

    ids = [each.pk for each in (good, done, own, alien)]
    granted, refused = changes.decide_many([Decision(pk, True) for pk in ids], actor=as_actor(leader))

    assert {each.pk for each in granted} >= {good.pk, own.pk}
    assert [each.request.pk for each in refused if each.request.pk == done.pk] == [done.pk]


def test_several_kinds_about_one_task_are_decided_in_turn(land, task, leader):
    requests = [make_request(land, task, kind) for kind in ("extension", "target", "cause")]

    done, refused = changes.decide_many([Decision(each.pk, True) for each in requests], actor=as_actor(leader))

    assert (len(done), refused) == (3, [])
    assert terms(task)["due"] == dt.date(2024, 11, 30)
    assert (terms(task)["target"], terms(task)["excused"]) == (300, True)


def test_what_a_stop_ends_is_not_extended_in_the_same_batch(land, task, leader):
    requests = [make_request(land, task, kind) for kind in ("stop", "extension")]

    done, refused = changes.decide_many(
        [Decision(each.pk, True) for each in requests], actor=as_actor(leader), paper=PAPER
    )

    assert [each.kind for each in done] == ["stop"]
    assert "Đã dừng" in refused[0].words


def test_a_stranger_with_no_role_decides_nothing(land, task):
    request = make_request(land, task)

    with pytest.raises(ChangeRefused):
        decide(request, make_user())
