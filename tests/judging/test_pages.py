"""The queue, one proposal beside others, steps one by one and in batches, decisions, versions."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cadre.models import LedgerEntry
from tasks import registering, workflow
from tasks.models import BreakthroughTask, TaskEvent
from tasks.workflow import Move
from tests.factories import as_actor, make_campaign, make_indicator, make_task

pytestmark = pytest.mark.django_db
QUEUE = 23  # statements of the page of the queue


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel("2024-03-01T09:00:00+07:00", tick=True):
        yield


@pytest.fixture
def campaign(land):
    return make_campaign(committee=land.province, by=land.people["organiser"])


@pytest.fixture
def propose(land, campaign):
    """propose(title) → a proposal the secretary sent to the province."""

    def one(title="Giải phóng mặt bằng 12 km đường", owner=None, **fields):
        task = make_task(
            title,
            owner=owner or land.secretary_post,
            assigned_by=land.province,
            state="draft",
            campaign=campaign,
            created_by=land.people["secretary"],
            product="Biên bản bàn giao",
            **fields,
        )
        make_indicator(task, target_min=12)
        return workflow.apply(Move.SUBMIT, task, actor=as_actor(land.people["secretary"]))

    return one


def appraise(land, *tasks):
    workflow.apply_many(
        Move.APPRAISE, {task.pk: None for task in tasks}, actor=as_actor(land.people["organiser"]), comment="Rõ."
    )


def batch(client, move, tasks, **more):
    chosen = [f"{task.pk}:{BreakthroughTask.objects.get(pk=task.pk).revision}" for task in tasks]
    return client.post(reverse("proposals_act"), {"buoc": move, "viec": chosen, "loc": "", **more})


def state(task):
    return BreakthroughTask.objects.get(pk=task.pk).state


def text(response):
    return response.content.decode()


# ---- the queue ----------------------------------------------------------------------------------------------------


def test_the_queue_shows_what_waits_and_what_the_check_finds(land, sign_in, organiser, propose):
    propose("Tăng cường công tác kiểm tra")

    page = text(sign_in(organiser).get(reverse("proposals")))

    assert "Tăng cường công tác kiểm tra" in page
    assert "điều nên xem" not in page  # an indicator counts it
    assert "1 việc chờ thẩm định" in page


@pytest.mark.parametrize("words", ["giai phong mat bang", "Giải phóng", "binh son"])
def test_the_queue_is_searched_with_and_without_accents(land, sign_in, organiser, propose, words):
    propose()
    propose("Xóa 12 nhà tạm")
    land.secretary_post.title = "Bí thư Huyện ủy Bình Sơn"
    land.secretary_post.save()

    page = text(sign_in(organiser).get(reverse("proposals"), {"q": words}))

    assert "Giải phóng mặt bằng 12 km" in page


@pytest.mark.parametrize("rows", [1, 3, 40])
def test_the_queue_takes_the_same_statements_however_long(
    land, sign_in, organiser, propose, rows, django_assert_num_queries
):
    for number in range(rows):
        propose(f"Bàn giao {number} km mặt bằng")
    client = sign_in(organiser)

    with django_assert_num_queries(QUEUE):
        client.get(reverse("proposals"))


# ---- many at once --------------------------------------------------------------------------------------------------


def test_a_batch_is_asked_about_first_and_then_done(land, sign_in, leader, propose):
    tasks = [propose(f"Bàn giao {number} km mặt bằng") for number in range(3)]
    appraise(land, *tasks[:2])
    client = sign_in(leader)

    asked = text(batch(client, "approve", tasks))

    assert {state(task) for task in tasks} == {"proposed"}
    assert "chưa được thẩm định" in asked

    done = batch(client, "approve", tasks, xac_nhan="1")

    assert [state(task) for task in tasks] == ["approved", "approved", "proposed"]
    assert "chưa được thẩm định" in text(done)
    assert LedgerEntry.objects.filter(verb="task_approve").count() == 2
    assert TaskEvent.objects.filter(verb="approve").count() == 2


def test_the_same_batch_sent_twice_is_done_once(land, sign_in, leader, propose):
    task = propose()
    appraise(land, task)
    client = sign_in(leader)
    chosen = f"{task.pk}:{BreakthroughTask.objects.get(pk=task.pk).revision}"
    sent = {"buoc": "approve", "viec": chosen, "loc": "", "xac_nhan": "1"}

    client.post(reverse("proposals_act"), sent)
    again = client.post(reverse("proposals_act"), sent, follow=True)

    assert "không làm lần nữa" in text(again)
    assert TaskEvent.objects.filter(verb="approve").count() == 1


def test_all_that_is_filtered_can_be_taken_at_once(land, sign_in, organiser, propose):
    tasks = [propose(f"Bàn giao {number} km mặt bằng") for number in range(60)]
    other = propose("Xóa 12 nhà tạm")

    sign_in(organiser).post(
        reverse("proposals_act"),
        {"buoc": "appraise", "tat_ca": "1", "loc": "muc=tham_dinh&q=mat bang", "xac_nhan": "1", "y_kien": "Rõ."},
    )

    assert BreakthroughTask.objects.filter(appraised_at__isnull=False).count() == len(tasks)
    assert BreakthroughTask.objects.get(pk=other.pk).appraised_at is None


def test_returning_needs_a_reason_and_keeps_what_was_chosen(land, sign_in, organiser, propose):
    task = propose()

    answer = text(batch(sign_in(organiser), "return", [task], xac_nhan="1"))

    assert state(task) == "proposed"
    assert "Ghi rõ: cần sửa gì." in answer
    assert f'value="{task.pk}:' in answer


def test_a_task_out_of_charge_is_not_touched_by_a_forged_batch(land, sign_in, outsider, propose):
    task = propose()

    batch(sign_in(outsider), "appraise", [task], xac_nhan="1", y_kien="x")

    assert BreakthroughTask.objects.get(pk=task.pk).appraised_at is None


# ---- one by one -----------------------------------------------------------------------------------------------------


def move(client, task, step, comment="", revision=None, **more):
    revision = BreakthroughTask.objects.get(pk=task.pk).revision if revision is None else revision
    sent = {"buoc": step, "y_kien": comment, "lan_sua": revision, "tiep": "", **more}
    return client.post(reverse("task_move", args=[task.pk]), sent)


def test_the_whole_way_in_the_browser_from_returned_to_approved(land, sign_in, organiser, secretary, leader, propose):
    task = propose()

    move(sign_in(organiser), task, "return", "Thêm số đầu kỳ.")
    assert state(task) == "returned"
    assert "Thêm số đầu kỳ." in text(sign_in(secretary).get(task.get_absolute_url()))
    assert "Bị trả lại" in text(sign_in(secretary).get("/"))

    move(sign_in(secretary), task, "submit")
    move(sign_in(organiser), task, "appraise", "Đã rõ.")
    move(sign_in(leader), task, "approve")
    assert state(task) == "approved"


def test_who_comes_too_late_is_told_who_did_what_and_keeps_the_words(land, sign_in, organiser, leader, propose):
    task = propose()
    shown = BreakthroughTask.objects.get(pk=task.pk).revision
    move(sign_in(leader), task, "return", "Chưa rõ sản phẩm.")

    late = text(move(sign_in(organiser), task, "return", "Ý kiến đã gõ rất dài", revision=shown))

    assert "đã trả lại lúc" in late
    assert "Ý kiến đã gõ rất dài" in late
    assert TaskEvent.objects.filter(verb="return").count() == 1


def test_nobody_approves_what_they_wrote_themselves(land, sign_in, leader, propose):
    task = propose()
    BreakthroughTask.objects.filter(pk=task.pk).update(created_by=leader)
    appraise(land, task)

    answer = text(move(sign_in(leader), task, "approve"))

    assert state(task) == "proposed"
    assert "không phê duyệt việc ấy" in answer


def test_a_proposal_stands_beside_the_persons_other_years(land, sign_in, organiser, propose):
    task = propose("Sắp xếp 12 trường học liên xã")

    page = text(sign_in(organiser).get(reverse("proposal", args=[task.pk])))

    assert land.own_task.title in page
    assert "Kiểm tra nội dung" in page


def test_an_order_is_issued_by_the_leader_and_acknowledged_by_the_receiver(land, sign_in, leader, secretary):
    order = make_task(
        owner=land.secretary_post, assigned_by=land.province, state="draft", kind="dat_hang", created_by=leader
    )

    move(sign_in(leader), order, "issue")
    assert "Nhận việc" in text(sign_in(secretary).get("/"))
    move(sign_in(secretary), order, "acknowledge", "Đã rõ, đề nghị bố trí kinh phí.")

    order.refresh_from_db()
    assert (order.state, order.acknowledged_by) == ("approved", secretary)


# ---- decisions, versions ------------------------------------------------------------------------------------------


PAPER = {"number": "125-QĐ/TU", "issued_on": "28/02/2024", "issuer": "Ban Thường vụ Tỉnh ủy"}


def test_the_decision_makes_tasks_official_and_its_file_is_given_out(
    land, sign_in, organiser, leader, secretary, propose
):
    tasks = [propose(f"Bàn giao {number} km mặt bằng") for number in (1, 2)]
    appraise(land, *tasks)
    workflow.apply_many(Move.APPROVE, {task.pk: None for task in tasks}, actor=as_actor(leader))
    client = sign_in(organiser)
    file = SimpleUploadedFile("quyết định.pdf", b"%PDF-1.7 quyet dinh")

    batch(client, "decide", tasks, xac_nhan="1", file=file, **PAPER)

    decided = BreakthroughTask.objects.get(pk=tasks[0].pk)
    assert (decided.state, decided.decision.number) == ("in_progress", "125-QĐ/TU")
    assert BreakthroughTask.objects.get(pk=tasks[1].pk).decision == decided.decision
    given = sign_in(secretary).get(reverse("document_file", args=[decided.decision_id]))
    assert b"".join(given.streaming_content) == b"%PDF-1.7 quyet dinh"
    assert given.headers["Content-Disposition"].startswith("attachment")


def test_a_decision_without_a_number_records_nothing(land, sign_in, organiser, leader, propose):
    task = propose()
    appraise(land, task)
    workflow.apply(Move.APPROVE, task, actor=as_actor(leader))

    answer = text(sign_in(organiser).post(reverse("task_decide", args=[task.pk]), PAPER | {"number": ""}))

    assert state(task) == "approved"
    assert "Ghi số, ký hiệu văn bản" in answer
    assert "28/02/2024" in answer


def test_two_versions_are_compared_in_words(land, sign_in, organiser, secretary, propose):
    task = propose()
    move(sign_in(organiser), task, "return", "Thêm.")
    task.refresh_from_db()
    new = registering.Text({"title": "Giải phóng mặt bằng 15 km đường", "due": task.due}, owners=(land.secretary_post,))
    registering.save(task, new, actor=as_actor(secretary), revision=None)
    move(sign_in(secretary), task, "submit")

    page = text(sign_in(organiser).get(reverse("task_versions", args=[task.pk])))

    assert "Giải phóng mặt bằng 12 km đường" in page
    assert "Giải phóng mặt bằng 15 km đường" in page
