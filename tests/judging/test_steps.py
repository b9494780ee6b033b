"""One step from the page of a task: taken, refused, and what the page then says."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cadre import ledger
from cadre.models import LedgerEntry
from tasks.models import BreakthroughTask, TaskEvent
from tasks.snapshot import Change
from tasks.workflow import Move
from tests.factories import make_appointment, make_cadre, make_task
from tests.judging.conftest import adjust, take

pytestmark = pytest.mark.django_db


def move(client, task, step, *, revision=None, said="", **more):
    data = {"buoc": step, "lan_sua": task.revision if revision is None else revision, "y_kien": said, **more}
    return client.post(reverse("task_move", args=[task.pk]), data)


def fresh(task):
    return BreakthroughTask.objects.get(pk=task.pk)


def test_a_task_goes_through_by_its_pages_alone(sign_in, draft, secretary, organiser, leader):
    task = draft()

    move(sign_in(secretary), task, "submit")
    move(sign_in(organiser), fresh(task), "appraise", said="Rõ sản phẩm.")
    answer = move(sign_in(leader), fresh(task), "approve")

    done = fresh(task)
    assert answer.status_code == 302 and answer.url == task.get_absolute_url()
    assert (done.state, done.appraisal, done.approved_by) == ("approved", "Rõ sản phẩm.", leader)
    assert list(TaskEvent.objects.filter(task=task).order_by("id").values_list("verb", flat=True)) == [
        "submit",
        "appraise",
        "approve",
    ]
    assert LedgerEntry.objects.filter(verb="task_approve").count() == 1
    assert ledger.first_break() is None


def test_after_a_step_from_the_list_the_next_proposal_opens(sign_in, organiser, proposed):
    first, second = proposed("Một"), proposed("Hai")
    client = sign_in(organiser)
    following = client.get(reverse("proposal", args=[first.pk]), {"muc": "tham_dinh"}).context["following"]

    answer = move(client, first, "appraise", tiep=following)

    assert answer.url == f"{reverse('proposal', args=[second.pk])}?muc=tham_dinh"


def test_an_address_elsewhere_is_not_followed(sign_in, organiser, proposed):
    task = proposed()

    assert move(sign_in(organiser), task, "appraise", tiep="https://la.example/").url == task.get_absolute_url()


def test_returning_without_words_says_so_and_changes_nothing(sign_in, organiser, proposed):
    task = proposed()

    html = move(sign_in(organiser), task, "return").content.decode()

    assert "Ghi rõ: cần sửa gì" in html
    assert fresh(task).state == "proposed"


def test_who_comes_second_keeps_their_words_and_is_told_who_was_faster(sign_in, organiser, leader, proposed):
    task = proposed()
    take(Move.RETURN, task, leader, comment="Thêm số đầu kỳ.")

    html = move(sign_in(organiser), task, "appraise", said="Đã đối chiếu với năm trước.").content.decode()

    assert "leader đã trả lại lúc 09:00 01/03/2024" in html
    assert "Đã đối chiếu với năm trước." in html
    assert fresh(task).state == "returned"


def test_a_text_that_changed_meanwhile_is_not_approved_unread(sign_in, organiser, leader, appraised):
    task = appraised()
    adjust(task, organiser, "Giải phóng 20 km")

    html = move(sign_in(leader), task, "approve", revision=task.revision - 1).content.decode()

    assert "Nội dung đã đổi sau khi mở trang" in html
    assert fresh(task).state == "proposed"


@pytest.mark.parametrize(
    "data", [{}, {"buoc": "nuốt"}, {"buoc": "appraise"}, {"buoc": "appraise", "lan_sua": "-1"}, {"buoc": ["x"] * 2}]
)
def test_a_forged_step_is_answered_in_words(sign_in, organiser, proposed, data):
    task = proposed()

    answer = sign_in(organiser).post(reverse("task_move", args=[task.pk]), data)

    assert answer.status_code == 200 and "Trang gửi lên không ghi rõ bước nào" in answer.content.decode()
    assert fresh(task).appraised_at is None


def test_a_step_by_whoever_has_no_right_is_refused(sign_in, proposed, secretary, inspector, neighbour, deputy):
    task = proposed()

    assert "việc của chính mình" in move(sign_in(secretary), task, "appraise").content.decode()
    assert "không gửi thẩm định được" in move(sign_in(deputy), task, "submit").content.decode().lower()
    assert move(sign_in(inspector), task, "appraise").status_code == 403
    assert move(sign_in(neighbour), task, "appraise").status_code == 404
    assert fresh(task).state == "proposed" and fresh(task).appraised_at is None


def test_the_same_step_sent_twice_is_one_effect(sign_in, organiser, proposed):
    task = proposed()
    client = sign_in(organiser)

    move(client, task, "appraise", said="Rõ.")
    html = move(client, task, "appraise", said="Rõ.").content.decode()

    assert "đã đề nghị phê duyệt lúc" in html
    assert TaskEvent.objects.filter(task=task, verb="appraise").count() == 1


def test_words_from_word_are_cleaned_and_markup_stays_text(sign_in, organiser, secretary, proposed):
    task = proposed()

    move(sign_in(organiser), task, "return", said="  Thêm\u200b số\u00a0đầu kỳ 🙂 <script>x</script> ")

    assert fresh(task).events.get(verb="return").comment == "Thêm số đầu kỳ 🙂 <script>x</script>"
    html = sign_in(secretary).get(task.get_absolute_url()).content.decode()
    assert "<script>x" not in html and "Thêm số đầu kỳ 🙂" in html


def test_words_too_long_are_refused_and_kept(sign_in, organiser, proposed):
    task = proposed()

    html = move(sign_in(organiser), task, "return", said="a" * 5_001).content.decode()

    assert "Rút gọn" in html and "a" * 5_001 in html
    assert fresh(task).state == "proposed"


# ---- orders ------------------------------------------------------------------------------------------------------


def test_an_order_is_issued_by_the_leader_and_acknowledged_by_its_receiver(land, sign_in, leader, secretary):
    task = make_task(owner=land.secretary_post, assigned_by=land.province, state="draft", kind="dat_hang")

    move(sign_in(leader), task, "issue", said="Xong trước Tết.")
    page = sign_in(secretary).get(task.get_absolute_url()).content.decode()
    move(sign_in(secretary), fresh(task), "acknowledge", said="Đã rõ.")

    done = fresh(task)
    assert "cần nhận việc" in page and "Xong trước Tết." in page
    assert (done.state, done.approved_by, done.acknowledged_by) == ("approved", leader, secretary)
    assert done.events.get(verb="acknowledge").comment == "Đã rõ."


def test_nobody_orders_from_themselves(land, sign_in, leader):
    post = make_appointment(make_cadre(user=leader), committee=land.agency)
    task = make_task(owner=post, assigned_by=land.province, state="draft", kind="dat_hang")

    assert "việc của chính mình" in move(sign_in(leader), task, "issue").content.decode()
    assert fresh(task).state == "draft"


def test_an_order_that_came_by_import_asks_nobody_to_receive_it(land, sign_in, secretary):
    task = make_task(owner=land.secretary_post, assigned_by=land.province, kind="dat_hang")

    assert 'value="acknowledge"' not in sign_in(secretary).get(task.get_absolute_url()).content.decode()


# ---- what the page of the task says --------------------------------------------------------------------------------


def test_owner_and_judge_read_the_same_state_in_their_own_words(sign_in, secretary, organiser, leader, proposed):
    task = proposed()

    def page(person):
        return sign_in(person).get(task.get_absolute_url()).content.decode()

    assert "còn rút lại để sửa được" in page(secretary)
    assert "Cần thẩm định: chờ từ" in page(organiser)
    assert "thẩm định xong mới phê duyệt được" in page(leader)


def test_the_buttons_are_the_steps_that_may_be_taken(sign_in, secretary, deputy, organiser, leader, inspector, draft):
    task = draft()

    def buttons(person):
        desk = sign_in(person).get(task.get_absolute_url()).context["desk"]
        return [button.move for button in desk.buttons]

    assert buttons(secretary) == ["submit", "drop"]
    assert buttons(deputy) == ["drop"]
    take(Move.SUBMIT, task, secretary)
    assert buttons(secretary) == ["withdraw"]
    assert buttons(organiser) == ["appraise", "return"]
    assert buttons(leader) == ["return"]
    assert buttons(inspector) == []
    take(Move.APPRAISE, task, organiser)
    assert buttons(leader) == ["approve", "return"]
    assert buttons(organiser) == ["return"]


def test_the_story_tells_who_did_what_in_which_role_with_what_words(sign_in, organiser, secretary, appraised):
    task = appraised()

    response = sign_in(secretary).get(task.get_absolute_url())

    told = [(line.words, line.by, line.said) for line in response.context["story"]]
    assert told[:2] == [
        ("Đề nghị phê duyệt", "organiser", "Rõ sản phẩm."),
        ("Gửi thẩm định", "secretary", ""),
    ]
    assert "bản 1</a>" in response.content.decode()


def test_a_draft_saved_often_is_one_line_of_the_story(sign_in, organiser, secretary, draft):
    task = draft()
    for number in range(4):
        adjust(task, secretary, f"Lần {number}")

    story = sign_in(secretary).get(task.get_absolute_url()).context["story"]

    assert [line.words for line in story] == ["Sửa: Tên việc"]


def test_a_task_that_came_by_import_has_no_corner_for_steps(land, sign_in, organiser):
    assert "h-buoc" not in sign_in(organiser).get(land.own_task.get_absolute_url()).content.decode()


# ---- versions --------------------------------------------------------------------------------------------------------


def versions(client, task, **query):
    return client.get(reverse("task_versions", args=[task.pk]), query)


def test_any_two_versions_are_compared_in_words(sign_in, secretary, organiser, proposed):
    task = proposed("Một")
    adjust(task, organiser, "Hai")
    adjust(task, organiser, "Ba")
    client = sign_in(secretary)

    last, chosen = versions(client, task), versions(client, task, tu=1, den=3)

    assert Change("Tên việc", "Hai", "Ba") in last.context["changes"]
    assert Change("Tên việc", "Một", "Ba") in chosen.context["changes"]
    assert "3 phiên bản" in last.content.decode()


def test_one_version_is_shown_whole_none_says_when_it_comes(sign_in, secretary, draft, proposed):
    client = sign_in(secretary)

    assert "Giải phóng mặt bằng 12 km đường" in versions(client, proposed()).content.decode()
    assert "Chưa có phiên bản nào" in versions(client, draft("Khác")).content.decode()


@pytest.mark.parametrize("query", [{"tu": "9"}, {"tu": "x", "den": "-1"}, {"den": "9" * 40}, {"tu": 2, "den": 2}])
def test_a_version_that_does_not_exist_falls_back(sign_in, secretary, organiser, proposed, query):
    task = proposed()
    adjust(task, organiser, "Hai")

    assert versions(sign_in(secretary), task, **query).status_code == 200


def test_the_page_of_versions_takes_the_same_statements_for_two_and_for_five(sign_in, secretary, organiser, proposed):
    task, client, spent = proposed("Việc"), sign_in(secretary), []
    adjust(task, organiser, "Việc 0")
    for number in (1, 2, 3):
        with CaptureQueriesContext(connection) as seen:
            versions(client, task)
        spent.append(len(seen))
        adjust(task, organiser, f"Việc {number}")

    assert len(set(spent)) == 1
