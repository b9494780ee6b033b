"""What was not finished goes on in the next campaign, once, with its history; the year it came from stays judged."""

import datetime as dt
import threading

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cadre import ledger
from cadre.models import LedgerEntry
from scoring.compute import rate
from scoring.models import Suggestion
from tasks import carrying
from tasks.campaigns import Refused
from tasks.models import BreakthroughTask, ChangeRequest, TaskEvent, TaskVersion
from tests.factories import (
    as_actor,
    grant,
    make_appointment,
    make_cadre,
    make_campaign,
    make_committee,
    make_indicator,
    make_milestone,
    make_task,
    make_user,
)

TODAY = dt.date(2024, 2, 10)
END = dt.date(2024, 12, 31)


@pytest.fixture
def campaign(land, organiser):
    return make_campaign(committee=land.province, by=organiser)


def unfinished(land, title="Cứng hóa 12 km đường", **fields):
    fields = {"owner": land.secretary_post, "assigned_by": land.province, "due": "2023-11-30"} | fields
    return make_task(title, **fields)


def carry(campaign, *tasks, by, **more):
    return carrying.carry(campaign, {task.pk: END for task in tasks}, actor=as_actor(by), **more)


def test_the_new_task_keeps_what_remains_and_the_old_one_says_where_it_went(land, organiser, campaign):
    old = unfinished(land, product="Biên bản nghiệm thu", product_type="biên bản", coordination="Sở Nội vụ")
    make_indicator(old, "Chiều dài", unit="km", baseline=0, target_min=12, result=7)
    make_indicator(old, "Số cầu", target_min=2, result=2)
    make_indicator(old, "Tỷ lệ hộ đồng thuận", unit="%", baseline=60, target_min=95)
    old.task_coordinators.create(committee=land.agency)

    new = carry(campaign, old, by=organiser).new[0]

    old.refresh_from_db()
    new.refresh_from_db()
    assert old.state == "carried_over"
    assert (new.state, new.carried_from, new.campaign, new.year, new.horizon) == ("draft", old, campaign, 2024, "year")
    assert (new.title, new.product, new.product_type, new.coordination) == (
        old.title,
        "Biên bản nghiệm thu",
        "biên bản",
        "Sở Nội vụ",
    )
    assert (new.start, new.due, new.original_due) == (campaign.start, END, None)
    assert new.code == f"{campaign.code}.001"
    assert "cung hoa" in new.search
    assert list(new.owners.all()) == [land.secretary_post]
    assert [each.committee for each in new.task_coordinators.all()] == [land.agency]
    assert [(each.name, each.baseline, each.target_min, each.result) for each in new.indicators.all()] == [
        ("Chiều dài", 7, 12, None),
        ("Tỷ lệ hộ đồng thuận", 60, 95, None),
    ]
    assert new.places.filter(is_held=True).exists()


def test_both_are_told(land, organiser, campaign):
    old = unfinished(land)

    new = carry(campaign, old, by=organiser).new[0]

    gone, came = TaskEvent.objects.get(task=old), TaskEvent.objects.get(task=new)
    assert (gone.verb, gone.from_state, gone.to_state) == ("carry_over", "in_progress", "carried_over")
    assert gone.body == {"to": new.code, "campaign": campaign.code, "due": "2024-12-31"}
    assert (came.verb, came.from_state, came.to_state, came.body) == ("carried_in", "", "draft", {"from": old.code})
    assert list(LedgerEntry.objects.values_list("verb", flat=True)) == [
        "task_carry_over",
        "task_carried_in",
        "campaign_carry",
    ]
    assert ledger.first_break() is None


def test_when_all_indicators_are_reached_they_stay_as_they_were(land, organiser, campaign):
    old = unfinished(land, state="awaiting_recognition")
    make_indicator(old, baseline=1, target_min=10, result=10)

    new = carry(campaign, old, by=organiser).new[0]

    assert [(each.baseline, each.target_min) for each in new.indicators.all()] == [(1, 10)]


def test_sent_on_at_once(land, organiser, campaign):
    plain, order = unfinished(land), unfinished(land, "Đặt hàng", kind="dat_hang")

    outcome = carry(campaign, plain, order, by=organiser, submits=True)

    states = {task.title: task.state for task in BreakthroughTask.objects.filter(campaign=campaign)}
    assert states == {plain.title: "proposed", "Đặt hàng": "draft"}
    assert outcome.sent == 1
    assert TaskVersion.objects.get(task__campaign=campaign).content["title"] == plain.title


def test_a_verdict_is_not_softened(land, organiser, campaign):
    old = unfinished(land, state="not_completed")

    carry(campaign, old, by=organiser)
    again = carry(campaign, old, by=organiser)

    old.refresh_from_db()
    assert old.state == "not_completed"
    assert not again.new
    assert "đã chuyển tiếp lúc" in again.refused[0][1]


def test_twice_is_once_and_a_dropped_successor_frees_it(land, organiser, campaign):
    old = unfinished(land)
    new = carry(campaign, old, by=organiser).new[0]

    again = carry(campaign, old, by=organiser)
    BreakthroughTask.objects.filter(pk=new.pk).update(state="cancelled")
    after = carry(campaign, old, by=organiser)

    assert not again.new
    assert len(after.new) == 1
    old.refresh_from_db()
    assert old.carried_to.count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"due": "2024-06-30", "horizon": "term", "year": 2022},  # runs on by its own due date
        {"due": "2024-03-31", "year": 2023},  # extended into the new time
        {"due": "2024-11-30"},  # of this year
        {"state": "accepted"},
        {"state": "cancelled"},
        {"state": "draft"},
        {"state": "proposed"},
    ],
)
def test_what_is_not_carried(land, organiser, campaign, fields):
    task = unfinished(land, **fields)

    outcome = carry(campaign, task, by=organiser)

    assert task not in carrying.candidates(campaign, TODAY)
    assert not outcome.new
    task.refresh_from_db()
    assert task.state == fields.get("state", "in_progress")


def test_a_task_of_another_committee_is_not_carried(land, organiser, campaign):
    task = make_task("Chim hoàng yến", owner=land.other_post, due="2023-11-30")

    outcome = carry(campaign, task, by=organiser)

    assert (outcome.new, task in carrying.candidates(campaign, TODAY)) == ([], False)


def test_an_heir_goes_on_and_nobody_is_told_to_reassign_first(land, organiser, campaign):
    gone = make_appointment(committee=land.agency, title="Giám đốc", start="2020-01-01", end="2023-12-15")
    heir = make_appointment(make_cadre("Giám đốc mới"), committee=land.agency, title="Giám đốc", start="2023-12-16")
    lost = make_appointment(committee=land.agency, title="Chánh văn phòng", end="2023-12-15")
    passed, stuck = unfinished(land, owner=gone), unfinished(land, "Không ai", owner=lost)

    outcome = carry(campaign, passed, stuck, by=organiser)

    assert [list(task.owners.all()) for task in outcome.new] == [[heir]]
    assert TaskEvent.objects.get(task=outcome.new[0]).body["heirs"][0]["to"].endswith("Giám đốc mới")
    assert [task for task, _ in outcome.refused] == [stuck]
    assert "Chánh văn phòng thôi giữ từ 15/12/2023" in outcome.refused[0][1]


def test_a_unit_that_ended_is_told(land, organiser, campaign):
    ended = make_committee("Đảng ủy Sở cũ", level="agency", parent=land.province, valid_to="2023-12-31")
    task = unfinished(land, owner=None, owner_committee=ended)

    outcome = carry(campaign, task, by=organiser)

    assert "kết thúc hoạt động 31/12/2023" in outcome.refused[0][1]


def test_a_change_that_is_asked_for_is_decided_first(land, organiser, campaign):
    task = unfinished(land)
    ChangeRequest.objects.create(
        task=task, kind="extension", reason="Chờ vốn", asked_at=timezone.now(), asked_by=land.people["secretary"]
    )

    outcome = carry(campaign, task, by=organiser)

    assert "Còn đề nghị điều chỉnh chờ quyết định" in outcome.refused[0][1]


def test_nobody_carries_their_own(land, campaign):
    user = make_user("hai-vai")
    grant(user, "organiser", land.province)
    post = make_appointment(make_cadre(user=user), committee=land.agency)

    outcome = carry(campaign, unfinished(land, owner=post), by=user)

    assert "Không chuyển tiếp việc của chính mình" in outcome.refused[0][1]


def test_sub_tasks_follow_their_upper_task(land, organiser, campaign):
    upper = unfinished(land, "Việc trên")
    lower = unfinished(land, "Việc dưới", parent_task=upper)

    first = carry(campaign, upper, by=organiser).new[0]
    second = carry(campaign, lower, by=organiser).new[0]

    assert second.parent_task == first


def test_upper_and_lower_carried_together_stay_together(land, organiser, campaign):
    upper = unfinished(land, "Việc trên")
    lower = unfinished(land, "Việc dưới", parent_task=upper)

    new = {task.title: task for task in carry(campaign, lower, upper, by=organiser).new}

    new["Việc dưới"].refresh_from_db()
    assert new["Việc dưới"].parent_task == new["Việc trên"]


def test_a_closed_campaign_and_a_leader_carry_nothing(land, leader, organiser, campaign):
    task = unfinished(land)

    with pytest.raises(PermissionDenied):
        carry(campaign, task, by=leader)
    campaign.state = "closed"
    campaign.save()
    with pytest.raises(Refused):
        carry(campaign, task, by=organiser)


@pytest.mark.parametrize("count", [1, 3])
def test_the_statements_do_not_grow_with_the_tasks(land, organiser, campaign, count, django_assert_num_queries):
    tasks = [unfinished(land) for _ in range(count)]
    for task in tasks:
        make_indicator(task, result=3)

    with django_assert_num_queries(STATEMENTS):
        carry(campaign, *tasks, by=organiser)


# On PostgreSQL each of the three writes to the ledger takes its lock first.
STATEMENTS = 38 if connection.vendor == "postgresql" else 35


# ---- what the rating of the old year says -------------------------------------------------------------------


@pytest.mark.parametrize("state", ["in_progress", "awaiting_recognition", "not_completed"])
def test_carrying_changes_nothing_in_the_year_it_came_from(land, organiser, state):
    task = make_task(owner=land.secretary_post, assigned_by=land.province, due="2024-12-31", state=state)
    make_milestone(task)
    facts = ("tasks_total", "done", "on_time", "late", "exceeded", "failed")
    land.round.cutoff = dt.date(2024, 12, 15)  # closed before the task was due
    land.round.save()
    rate(land.round)
    before = Suggestion.objects.filter(assessment=land.own_assessment).values_list(*facts).get()
    campaign = make_campaign(committee=land.province, by=organiser, year=2025)

    with time_machine.travel("2025-01-10T09:00:00+07:00"):
        assert carrying.carry(campaign, {task.pk: dt.date(2025, 12, 31)}, actor=as_actor(organiser)).new
        rate(land.round)

    assert Suggestion.objects.filter(assessment=land.own_assessment).values_list(*facts).get() == before


# ---- the page -------------------------------------------------------------------------------------------------


def page_of(client, campaign, **query):
    return client.get(reverse("carry_over", args=[campaign.pk]), query)


def test_the_page_lists_what_can_go_on_and_what_runs_on(land, sign_in, organiser, campaign):
    unfinished(land)
    term = unfinished(land, "Nâng chuẩn 40 trạm y tế", due="2026-12-31", horizon="term", year=2023)
    make_milestone(term, "Xong 15 trạm", due="2024-11-30")

    response = page_of(sign_in(organiser), campaign)

    assert [row["task"].title for row in response.context["rows"]] == ["Cứng hóa 12 km đường"]
    page = response.content.decode()
    assert "31/12/2024" in page
    assert "30/11/2024: Xong 15 trạm" in page


def test_only_what_is_ticked_goes_on_with_its_own_due_date(land, sign_in, organiser, campaign):
    first, second = unfinished(land), unfinished(land, "Việc khác")
    data = {
        "hien": [first.pk, second.pk],
        "chon": [second.pk],
        f"han_{first.pk}": "sai",
        f"han_{second.pk}": "30/06/2024",
    }

    response = sign_in(organiser).post(reverse("carry_over", args=[campaign.pk]), data, follow=True)

    assert "Đã chuyển tiếp 1 việc" in response.content.decode()
    assert BreakthroughTask.objects.get(campaign=campaign).due == dt.date(2024, 6, 30)
    first.refresh_from_db()
    assert first.state == "in_progress"


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("31/12/2025", "Hạn mới phải từ 01/01/2024 đến 31/12/2024"),
        ("31/02/2024", "Ghi ngày có thật"),
        ("", "Ghi hạn mới"),
    ],
)
def test_a_wrong_due_date_is_told_and_the_ticks_stay(land, sign_in, organiser, campaign, due, words):
    task = unfinished(land, id=1_234_567)  # an id is never written with dots
    data = {"hien": [task.pk], "chon": [task.pk], f"han_{task.pk}": due}

    page = sign_in(organiser).post(reverse("carry_over", args=[campaign.pk]), data).content.decode()

    assert words in page
    assert f'value="{task.pk}" aria-label="Chuyển tiếp: {task.title}" checked' in page
    assert not BreakthroughTask.objects.filter(campaign=campaign).exists()


def test_forged_ids_carry_nothing(land, sign_in, organiser, campaign):
    foreign = make_task("Chim hoàng yến", owner=land.other_post, due="2023-11-30")
    data = {"hien": [foreign.pk, "x", "9" * 30], "chon": [foreign.pk], f"han_{foreign.pk}": "31/12/2024"}

    page = sign_in(organiser).post(reverse("carry_over", args=[campaign.pk]), data, follow=True).content.decode()

    assert "hoàng yến" not in page
    assert "Chưa chọn việc nào" in page
    assert BreakthroughTask.objects.filter(campaign=campaign).count() == 0


def test_the_same_page_sent_twice_says_who_did_it(land, sign_in, organiser, campaign):
    task, client = unfinished(land), sign_in(organiser)
    data = {"hien": [task.pk], "chon": [task.pk], f"han_{task.pk}": "31/12/2024"}

    client.post(reverse("carry_over", args=[campaign.pk]), data)
    page = client.post(reverse("carry_over", args=[campaign.pk]), data, follow=True).content.decode()

    assert "Tỉnh ủy An Hòa đã chuyển tiếp lúc" in page
    assert BreakthroughTask.objects.filter(campaign=campaign).count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_statements(land, sign_in, organiser, campaign, rows, django_assert_num_queries):
    for _ in range(rows):
        make_indicator(unfinished(land), result=3)
        make_milestone(unfinished(land, due="2026-12-31", horizon="term", year=2023), due="2024-11-30")
    client = sign_in(organiser)

    with django_assert_num_queries(PAGE_STATEMENTS):
        page_of(client, campaign)


PAGE_STATEMENTS = 22


# ---- two at once ------------------------------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_two_carry_the_same_task_at_once_and_one_succeeds(land, organiser):
    campaigns = [make_campaign(committee=land.province, by=organiser) for _ in range(2)]
    tasks = [unfinished(land), unfinished(land, "Việc hai", state="not_completed")]
    gate, outcomes, errors = threading.Barrier(4), [], []

    def run(campaign):
        try:
            gate.wait(10)
            outcomes.append(carry(campaign, *tasks, by=organiser))
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(campaign,)) for campaign in campaigns * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert errors == []
    assert sum(len(outcome.new) for outcome in outcomes) == 2
    assert sum(len(outcome.refused) for outcome in outcomes) == 6
    for task in tasks:
        assert BreakthroughTask.objects.filter(carried_from=task).count() == 1
    assert ledger.first_break() is None
