"""Giao lại: who is proposed, what is asked for, what others did meanwhile, what nobody may do."""

import pytest
import time_machine
from django.urls import reverse

from cadre.models import Document, LedgerEntry
from tasks.models import TaskEvent, TaskOwner
from tests.catalogues.pages import body
from tests.factories import (
    make_appointment,
    make_cadre,
    make_committee,
    make_milestone,
    make_position,
    make_succession,
    make_task,
)

PAPER = {"number": "88-QĐ/TU", "issued_on": "15/02/2024", "issuer": "Ban Thường vụ Tỉnh ủy"}


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2024-03-01T09:00:00+07:00", tick=True):
        yield


@pytest.fixture
def client(land, sign_in, organiser):
    return sign_in(organiser)


@pytest.fixture
def gone(land):
    """The head of the agency left at the year's end, with one open task."""
    return make_appointment(
        make_cadre("Người đã thôi"), committee=land.agency, title="Giám đốc Sở", is_head=True, end="2023-12-31"
    )


@pytest.fixture
def task(land, gone):
    return make_task("Cấp 12.000 sổ đỏ", owner=gone, assigned_by=land.province, due="2024-11-30")


@pytest.fixture
def heir(land):
    return make_appointment(
        make_cadre("Người kế nhiệm"), committee=land.agency, title="Giám đốc Sở", is_head=True, start="2024-01-01"
    )


def sent(task, old, heir="", **more):
    return {"viec": [f"{task.pk}:p{old.pk}"], f"nhan-p{old.pk}": f"p{heir.pk}" if heir else "", **PAPER, **more}


def test_one_heir_is_proposed_and_ticked(client, task, heir):
    text = body(client.get(reverse("heirs")))

    assert "1 việc đang dở ở 1 người" in text
    assert f'value="p{heir.pk}" selected' in text
    assert text.count(" checked") == 1


def test_the_same_position_comes_before_the_head(client, land, task, gone):
    position = make_position("Phó Giám đốc")
    gone.position = position
    gone.save()
    head = make_appointment(committee=land.agency, title="Giám đốc", is_head=True, start="2024-01-01")
    same = make_appointment(committee=land.agency, title="Phó Giám đốc Sở", position=position, start="2024-01-01")

    text = body(client.get(reverse("heirs")))

    assert f'value="p{same.pk}"' in text
    assert f'value="p{head.pk}"' not in text


def test_a_task_of_many_years_is_late_by_its_milestone_here_too(client, land, gone):
    task = make_task("Việc nhiều năm", owner=gone, assigned_by=land.province, due="2026-12-31", horizon="term")
    make_milestone(task, due="2023-12-31")

    assert "Mốc quá hạn" in body(client.get(reverse("heirs")))


def test_of_several_heirs_people_choose(client, land, gone, task):
    old = make_committee("Sở cũ", parent=land.province, valid_to="2023-12-31", level="agency")
    gone.committee = old
    gone.save()
    heads = []
    for name in ("Sở Một", "Sở Hai"):
        new = make_committee(name, parent=land.province, valid_from="2024-01-01", level="agency")
        make_succession(old, new, kind="split", date="2024-01-01")
        heads.append(make_appointment(committee=new, title=f"Giám đốc {name}", is_head=True, start="2024-01-01"))

    text = body(client.get(reverse("heirs")))

    assert all(f'value="p{head.pk}"' in text for head in heads)
    assert " checked" not in text


def test_without_an_heir_it_stays_listed_and_anybody_in_scope_may_be_named(client, land, gone, task):
    text = body(client.get(reverse("heirs")))
    assert "chưa có người thay rõ ràng" in text

    answer = client.post(reverse("heirs"), sent(task, gone, **{f"khac-p{gone.pk}": land.cadre_post.code}))

    assert answer.status_code == 302
    assert list(task.owners.all()) == [land.cadre_post]


def test_it_is_told_in_the_task_and_in_the_ledger(client, task, gone, heir):
    client.post(reverse("heirs"), sent(task, gone, heir))

    event = TaskEvent.objects.get(task=task, verb="reassign")
    assert event.document.number == "88-QĐ/TU"
    line = LedgerEntry.objects.get(verb="task_reassign", subject=task.code)
    assert line.body["handovers"][0]["from"].endswith("Người đã thôi")
    text = body(client.get(reverse("task", args=[task.pk])))
    assert "Người kế nhiệm" in text
    assert "88-QĐ/TU ngày 15/02/2024, Ban Thường vụ Tỉnh ủy" in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"number": ""}, "Ghi số, ký hiệu văn bản"),
        ({"issued_on": "31/12/2030"}, "Ngày ban hành ở tương lai"),
        ({"viec": []}, "Chưa đánh dấu việc nào"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_done(client, task, gone, heir, change, words):
    answer = client.post(reverse("heirs"), sent(task, gone, heir) | change)

    assert words in body(answer)
    assert list(task.owners.all()) == [gone]
    assert not Document.objects.exists()


def test_somebody_must_be_chosen(client, task, gone):
    answer = client.post(reverse("heirs"), sent(task, gone))

    assert "Chọn người nhận mới cho 1 việc" in body(answer)


def test_a_post_of_another_province_cannot_be_named(client, land, task, gone):
    answer = client.post(reverse("heirs"), sent(task, gone, **{f"khac-p{gone.pk}": land.other_post.code}))

    assert "Không thấy người giữ chức danh" in body(answer)
    assert list(task.owners.all()) == [gone]


def test_the_same_page_sent_twice_is_one_effect(client, task, gone, heir):
    key = {"form_key": "0b0e9d3c-7c1f-4e0e-9a55-5d9f0f3f0a01"}
    client.post(reverse("heirs"), sent(task, gone, heir) | key)
    client.post(reverse("heirs"), sent(task, gone, heir) | key)

    assert TaskEvent.objects.filter(task=task, verb="reassign").count() == 1


def test_what_others_passed_on_meanwhile_is_not_passed_on_again(client, land, task, gone, heir):
    TaskOwner.objects.filter(task=task).update(appointment=land.cadre_post)

    client.post(reverse("heirs"), sent(task, gone, heir))

    assert list(task.owners.all()) == [land.cadre_post]
    assert not Document.objects.exists()


def test_nobody_passes_on_what_was_theirs(client, land, organiser, task, gone, heir):
    gone.cadre.user = organiser
    gone.cadre.save()

    assert "không có việc nào đang dở" in body(client.get(reverse("heirs")))


def test_tasks_of_another_province_are_not_listed(client, land):
    other = make_appointment(committee=land.other_district, title="Phó Bí thư", end="2023-12-31")
    make_task("Việc nơi khác", owner=other, due="2024-11-30")

    assert "Việc nơi khác" not in body(client.get(reverse("heirs")))


@pytest.mark.parametrize("count", [1, 3])
def test_the_statements_do_not_grow(client, land, gone, heir, django_assert_num_queries, count):
    for number in range(count):
        other = make_appointment(committee=land.agency, title=f"Phó Giám đốc {number}", end="2023-12-31")
        make_task(owner=other, assigned_by=land.province, due="2024-11-30")

    with django_assert_num_queries(LISTED):
        client.get(reverse("heirs"))


LISTED = 12
