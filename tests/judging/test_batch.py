"""Many at once: asked first, then done, each refusal with its reason."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cadre import ledger
from cadre.models import LedgerEntry
from tasks import judging
from tasks.models import BreakthroughTask, TaskEvent
from tasks.workflow import Move
from tests.factories import make_task
from tests.judging.conftest import adjust, take

pytestmark = pytest.mark.django_db


def pairs(*tasks):
    return [f"{task.pk}:{task.revision}" for task in tasks]


def ask(client, step, viec=(), **more):
    return client.post(reverse("proposals_act"), {"buoc": step, "viec": viec, **more}, follow=True)


def confirm(client, page, said="", **more):
    """Send the page that asks, as it was written."""
    sent = {"buoc": page.context["move"], "viec": page.context["viec"], "loc": page.context["loc"], "xac_nhan": "1"}
    return client.post(reverse("proposals_act"), sent | {"y_kien": said} | more, follow=True)


def states(*tasks):
    found = dict(BreakthroughTask.objects.values_list("pk", "state"))
    return [found[task.pk] for task in tasks]


def test_what_will_happen_is_shown_before_anything_does(sign_in, leader, appraised, proposed):
    ready, early = appraised("Đã thẩm định"), proposed("Chưa thẩm định")

    page = ask(sign_in(leader), "approve", pairs(ready, early))

    html = page.content.decode()
    assert "Sẽ phê duyệt" in html and "1 việc không" in html
    assert "chưa được thẩm định" in html
    assert states(ready, early) == ["proposed", "proposed"]


def test_what_was_shown_is_done_with_events_versions_and_the_ledger(sign_in, leader, appraised):
    tasks = [appraised(f"Việc {number}") for number in range(3)]
    client = sign_in(leader)

    answer = confirm(client, ask(client, "approve", pairs(*tasks)), said="Đồng ý.")

    assert "Đã phê duyệt 3 việc." in answer.content.decode()
    assert states(*tasks) == ["approved"] * 3
    assert TaskEvent.objects.filter(verb="approve", comment="Đồng ý.").count() == 3
    assert LedgerEntry.objects.filter(verb="task_approve").count() == 3
    assert ledger.first_break() is None


def test_some_are_done_and_each_of_the_others_says_why(sign_in, leader, organiser, appraised):
    tasks = [appraised(f"Việc {number}") for number in range(3)]
    client = sign_in(leader)
    page = ask(client, "approve", pairs(*tasks))
    take(Move.RETURN, tasks[0], organiser, comment="Thêm số đầu kỳ.")
    adjust(tasks[1], organiser, "Đã sửa")

    html = confirm(client, page).content.decode()

    assert "Đã phê duyệt 1 việc, 2 việc không" in html
    assert "organiser đã trả lại lúc 09:00 01/03/2024" in html and "Nội dung đã đổi sau khi mở trang" in html
    assert states(*tasks) == ["returned", "proposed", "approved"]


def test_the_whole_page_and_everything_filtered(land, sign_in, organiser):
    for number in range(60):
        make_task(f"Việc {number}", owner=land.secretary_post, assigned_by=land.province, state="proposed",
                  field="An sinh" if number < 55 else "Khác")  # fmt: skip
    client = sign_in(organiser)
    query = {"muc": "tham_dinh", "linh_vuc": "An sinh"}
    shown = client.get(reverse("proposals"), query)

    page = ask(client, "appraise", [shown.context["whole_page"]], loc=shown.context["query"])
    every = ask(client, "appraise", tat_ca="1", loc=shown.context["query"])
    confirm(client, every)

    assert page.context["count"] == 50 and every.context["count"] == 55
    assert BreakthroughTask.objects.filter(appraised_at__isnull=False).values_list("field", flat=True).distinct().get()


def test_more_than_one_action_holds_is_refused_with_advice(sign_in, organiser, proposed, monkeypatch):
    monkeypatch.setattr(judging, "BATCH_MOST", 2)
    monkeypatch.setattr("tasks.views.judging.BATCH_MOST", 2)
    for number in range(3):
        proposed(f"Việc {number}")

    html = ask(sign_in(organiser), "appraise", tat_ca="1").content.decode()

    assert "nhiều nhất 2 việc" in html and "từng phần" in html


def test_the_same_confirmation_sent_twice_is_one_effect(sign_in, leader, appraised):
    task, client = appraised(), sign_in(leader)
    page = ask(client, "approve", pairs(task))

    confirm(client, page)
    again = confirm(client, page).content.decode()

    assert "Đã phê duyệt 1 việc này rồi, không làm lần nữa" in again
    assert TaskEvent.objects.filter(verb="approve").count() == 1


def test_returning_many_needs_words(sign_in, organiser, proposed):
    tasks, client = [proposed("Một"), proposed("Hai")], sign_in(organiser)
    page = ask(client, "return", pairs(*tasks))

    silent = confirm(client, page).content.decode()
    assert "Ghi rõ: cần sửa gì" in silent and states(*tasks) == ["proposed"] * 2
    confirm(client, page, said="Thêm số đầu kỳ.")

    assert states(*tasks) == ["returned"] * 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Chọn một bước"),
        ({"buoc": "nuốt", "viec": "1:0"}, "Chọn một bước"),
        ({"buoc": "approve"}, "Chưa chọn việc nào"),
        ({"buoc": "approve", "viec": "x:y,1,:,-1:0,9999999999999999999999:1"}, "Chưa chọn việc nào"),
        ({"buoc": "approve", "viec": "999999:0"}, "Chưa chọn việc nào"),
    ],
)
def test_what_no_page_of_ours_sends_is_answered_in_words(sign_in, leader, data, words):
    assert words in sign_in(leader).post(reverse("proposals_act"), data, follow=True).content.decode()


def test_tasks_of_others_are_not_touched_by_a_forged_list(land, sign_in, organiser):
    theirs = make_task(owner=land.other_post, assigned_by=land.other_province, state="proposed")

    ask(sign_in(organiser), "appraise", pairs(theirs), xac_nhan="1")

    assert BreakthroughTask.objects.get(pk=theirs.pk).appraised_at is None


def test_nobody_approves_their_own_in_a_batch(land, sign_in, leader, appraised):
    task = appraised()
    land.secretary_post.cadre.user = leader
    land.secretary_post.cadre.save()
    client = sign_in(leader)

    ask(client, "approve", pairs(task), xac_nhan="1")

    assert states(task) == ["proposed"]


def test_who_proposed_is_told_to_leave_the_approval_to_another(land, sign_in, organiser, proposed):
    task = take(Move.APPRAISE, proposed(), organiser)
    organiser.grants.update(role="leader")
    client = sign_in(organiser)

    assert "nhờ người khác trong Thường trực" in ask(client, "approve", pairs(task)).content.decode()


@pytest.mark.parametrize("name", ["inspector", "assessor", "deputy", "plain_cadre", "administrator"])
def test_who_judges_nothing_has_no_batch(land, sign_in, proposed, name):
    task = proposed()

    answer = sign_in(land.people[name]).post(reverse("proposals_act"), {"buoc": "approve", "viec": pairs(task)})

    assert answer.status_code == 403


def test_the_statements_do_not_grow_with_the_tasks_or_the_refusals(sign_in, leader, organiser, appraised):
    client, spent = sign_in(leader), []
    for count in (2, 12):
        tasks = [appraised(f"Việc {number}") for number in range(count)]
        page = ask(client, "approve", pairs(*tasks))
        for task in tasks[: count // 2]:
            take(Move.RETURN, task, organiser, comment="Sửa.")
        with CaptureQueriesContext(connection) as asked:
            ask(client, "approve", pairs(*tasks))
        with CaptureQueriesContext(connection) as done:
            confirm(client, page)
        spent.append((len(asked), len(done)))

    assert spent[0] == spent[1]
    assert max(spent[0]) <= 40
