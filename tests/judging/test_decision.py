"""The decision that makes approved tasks official: number, date, issuer, file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cadre.models import Document, LedgerEntry
from tasks.models import BreakthroughTask, TaskEvent
from tasks.workflow import Move, TransitionNotAllowed
from tests.factories import grant, make_task, make_user
from tests.judging.conftest import take
from tests.judging.test_batch import ask, confirm, pairs, states

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
PAPER = {"number": "512-QĐ/TU", "issued_on": "15/02/2024", "issuer": "Ban Thường vụ Tỉnh ủy"}


def upload():
    return SimpleUploadedFile("quyết định 512.pdf", PDF)


def test_one_decision_makes_many_tasks_official(land, sign_in, organiser, approved):
    tasks, client = [approved("Một"), approved("Hai")], sign_in(organiser)

    answer = confirm(client, ask(client, "decide", pairs(*tasks)), **PAPER, file=upload())

    document = Document.objects.get()
    assert "Đã ghi quyết định giao việc cho 2 việc." in answer.content.decode()
    assert (document.number, document.committee, document.recorded_by) == ("512-QĐ/TU", land.province, organiser)
    assert states(*tasks) == ["in_progress"] * 2
    assert set(BreakthroughTask.objects.filter(decision=document)) == set(tasks)
    assert TaskEvent.objects.filter(verb="decide", document=document).count() == 2
    line = LedgerEntry.objects.filter(verb="task_decide").first()
    assert line.body["document"] == "512-QĐ/TU ngày 15/02/2024" and line.body["to"] == "in_progress"


def test_it_shows_on_the_task_in_the_list_and_in_the_workbook(sign_in, secretary, organiser, approved):
    task, client = approved("Một"), sign_in(organiser)
    client.post(reverse("task_decide", args=[task.pk]), PAPER | {"file": upload()})

    page = sign_in(secretary).get(task.get_absolute_url()).content.decode()
    listed = sign_in(secretary).get(reverse("tasks"), {"nam": 2024}).content.decode()

    path = reverse("document_file", args=[Document.objects.get().pk])
    assert f'<a href="{path}">512-QĐ/TU</a> ngày 15/02/2024' in page
    assert "512-QĐ/TU" in listed


def test_its_file_is_given_to_whoever_sees_a_task_of_it(sign_in, secretary, neighbour, outsider, organiser, approved):
    task = approved()
    sign_in(organiser).post(reverse("task_decide", args=[task.pk]), PAPER | {"file": upload()})
    path = reverse("document_file", args=[Document.objects.get().pk])

    answer = sign_in(secretary).get(path)

    assert b"".join(answer.streaming_content) == PDF
    assert "attachment" in answer.headers["Content-Disposition"]
    assert sign_in(neighbour).get(path).status_code == 404
    assert sign_in(outsider).get(path).status_code == 404


def test_a_decision_without_a_file_has_nothing_to_give_out(sign_in, organiser, approved):
    task, client = approved(), sign_in(organiser)
    client.post(reverse("task_decide", args=[task.pk]), PAPER)

    assert client.get(reverse("document_file", args=[Document.objects.get().pk])).status_code == 404
    assert "512-QĐ/TU ngày 15/02/2024" in client.get(task.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"number": ""}, "Ghi số, ký hiệu văn bản"),
        ({"issued_on": "31/02/2024"}, "Ngày ban hành"),
        ({"issued_on": "01/04/2024"}, "Ngày ban hành ở tương lai"),
        ({"issuer": ""}, "Ghi nơi ban hành"),
        ({"content": b"khong phai pdf"}, "Nội dung tệp không phải"),
    ],
)
def test_a_paper_that_is_not_whole_is_told_and_nothing_is_saved(sign_in, organiser, approved, change, words):
    task, client = approved(), sign_in(organiser)
    sent = PAPER | change
    content = sent.pop("content", PDF)

    def file():
        return SimpleUploadedFile("qd.pdf", content)

    single = client.post(reverse("task_decide", args=[task.pk]), sent | {"file": file()}).content.decode()
    many = confirm(client, ask(client, "decide", pairs(task)), **sent, file=file()).content.decode()

    for html in (single, many):
        assert words in html
        assert sent["number"] in html and sent["issuer"] in html
    assert not Document.objects.exists() and states(task) == ["approved"]


def test_tasks_of_two_givers_need_two_decisions(land, sign_in, approved):
    user = make_user("hai-noi")
    grant(user, "organiser", land.province)
    below = make_task("Của huyện", owner=land.cadre_post, assigned_by=land.district, state="approved")
    task, client = approved("Của tỉnh"), sign_in(user)

    html = confirm(client, ask(client, "decide", pairs(task, below)), **PAPER).content.decode()

    assert "2 nơi giao" in html and "512-QĐ/TU" in html
    assert not Document.objects.exists() and states(task, below) == ["approved"] * 2


def test_the_same_decision_recorded_again_is_one_document(sign_in, organiser, leader, approved):
    one, two = approved("Một"), approved("Hai")
    sign_in(organiser).post(reverse("task_decide", args=[one.pk]), PAPER)
    sign_in(leader).post(reverse("task_decide", args=[two.pk]), PAPER)

    assert Document.objects.count() == 1 and states(one, two) == ["in_progress"] * 2


def test_a_decision_sent_twice_is_one_effect(sign_in, organiser, approved):
    task, client = approved(), sign_in(organiser)
    page = ask(client, "decide", pairs(task))

    confirm(client, page, **PAPER)
    again = confirm(client, page, **PAPER | {"number": "513-QĐ/TU"}).content.decode()

    assert "không làm lần nữa" in again
    assert [each.number for each in Document.objects.all()] == ["512-QĐ/TU"]


@pytest.mark.parametrize("state", ["draft", "proposed", "in_progress", "accepted"])
def test_only_what_was_approved_gets_a_decision(land, sign_in, organiser, state):
    task = make_task(owner=land.secretary_post, assigned_by=land.province, state=state)

    answer = sign_in(organiser).post(reverse("task_decide", args=[task.pk]), PAPER, follow=True)

    assert "Không ghi quyết định giao việc được nữa" in answer.content.decode()
    assert not Document.objects.exists()


def test_a_step_without_its_paper_is_refused(organiser, approved):
    with pytest.raises(TransitionNotAllowed, match="Ghi số, ngày"):
        take(Move.DECIDE, approved(), organiser)


def test_who_holds_a_task_does_not_record_its_decision(sign_in, secretary, inspector, neighbour, approved):
    path = reverse("task_decide", args=[approved().pk])

    assert sign_in(secretary).post(path, PAPER).status_code == 403
    assert sign_in(inspector).get(path).status_code == 403
    assert sign_in(neighbour).post(path, PAPER).status_code == 404


def test_a_decision_takes_the_same_statements_for_two_and_for_twelve(sign_in, organiser, approved):
    client, spent = sign_in(organiser), []
    for count in (2, 12):
        page = ask(client, "decide", pairs(*[approved(f"Việc {number}") for number in range(count)]))
        with CaptureQueriesContext(connection) as seen:
            confirm(client, page, **PAPER | {"number": f"{count}-QĐ/TU"})
        spent.append(len(seen))

    assert spent[0] == spent[1]
