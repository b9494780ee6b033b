"""The pages of change requests: what they show, to whom, and what becomes of what is typed."""

import datetime as dt
import io
import re

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from cadre.models import Document, StoredFile
from tasks import changes
from tasks.changes import Decision
from tasks.models import ChangeRequest, Commitment, CommitmentTask
from tests.changing.world import PAPER, REASON, contents, make_heir, make_request, make_running
from tests.factories import as_actor, make_campaign, make_indicator, make_milestone, make_task

pytestmark = pytest.mark.django_db

DOCUMENT = {"vb-number": "88-QĐ/TU", "vb-issued_on": "20/02/2024", "vb-issuer": "Ban Thường vụ Tỉnh ủy"}


def ask_at(task, kind):
    return reverse("change_new", args=[task.pk]) + f"?loai={kind}"


def decide_at(request):
    return reverse("change_decide", args=[request.pk])


def words_of(response):
    """The page as one line of text without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\xa0", " ")


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# ---- asking ---------------------------------------------------------------------------------------------------


def typed(land, kind):
    return {"reason": REASON, "form_key": "7e3f8a52-5f0d-4f9e-8a55-3f6f3a1c9d10"} | {
        "extension": {"due": "30/11/2024"},
        "target": {"so_sanh_0": "gte", "tu_0": "300", "den_0": "", "loi_0": ""},
        "cause": {"what": "Bão số 3", "since": "10/02/2024"},
        "reassign": {"post": f"{make_heir(land).code} · Phó Bí thư Huyện ủy"},
        "stop": {"outcome": "Bàn giao hồ sơ cho phòng chuyên môn."},
    }[kind]


@pytest.mark.parametrize("kind", ["extension", "target", "cause", "reassign", "stop"])
def test_each_kind_is_asked_for_on_one_page(land, task, sign_in, secretary, kind):
    client = sign_in(secretary)
    page = client.get(ask_at(task, kind))

    answer = client.post(ask_at(task, kind), typed(land, kind))

    request = ChangeRequest.objects.get()
    assert "Gửi đề nghị" in page.content.decode()
    assert (answer.status_code, answer["Location"]) == (302, request.get_absolute_url())
    assert (request.kind, request.reason, request.asked_by) == (kind, REASON, secretary)
    before, asked = contents(land, task, kind)
    assert request.before == before
    if kind != "reassign":
        assert request.asked == asked


def test_the_page_without_a_kind_offers_five_with_what_each_is_for(task, sign_in, secretary):
    words = words_of(sign_in(secretary).get(reverse("change_new", args=[task.pk])))

    for name in ("Gia hạn", "Điều chỉnh chỉ tiêu", "Nguyên nhân khách quan", "Giao lại cho người khác", "Dừng việc"):
        assert name in words
    assert "Gửi đề nghị" not in words


def test_a_kind_that_waits_already_leads_to_the_open_request(land, task, sign_in, secretary):
    request = make_request(land, task)

    page = sign_in(secretary).get(ask_at(task, "extension")).content.decode()

    assert f'href="{request.get_absolute_url()}"' in page
    assert "Đã có đề nghị gửi ngày 01/03/2024" in page


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("extension", {"due": "30/09/2024"}, "phải sau hạn hiện nay, 30/09/2024"),
        ("extension", {"due": "31/13/2024"}, "ngày/tháng/năm"),
        ("extension", {"due": ""}, "Ghi hạn mới"),
        ("extension", {"due": "30/11/2024", "reason": "Khó khăn"}, "Lý do quá ngắn"),
        ("extension", {"due": "30/11/2024", "reason": "1 2 3 4 5 6 7 8 9"}, "Lý do quá ngắn"),
        ("extension", {"due": "30/11/2024", "reason": "a" * 5000}, "Dài quá 4000 chữ"),
        ("target", {"so_sanh_0": "gte", "tu_0": "490", "den_0": "", "loi_0": ""}, "Chưa đổi chỉ tiêu nào"),
        ("target", {"so_sanh_0": "gte", "tu_0": "nhiều", "den_0": "", "loi_0": ""}, "Ghi một số"),
        ("target", {"so_sanh_0": "gte", "tu_0": "92", "den_0": "", "loi_0": ""}, "phải khác số đầu kỳ"),
        ("target", {"so_sanh_0": "gte", "tu_0": "", "den_0": "", "loi_0": ""}, "Ghi số phải đạt"),
        ("target", {"so_sanh_0": "lte", "tu_0": "", "den_0": "", "loi_0": ""}, "Ghi số không được quá"),
        ("target", {"so_sanh_0": "range", "tu_0": "9", "den_0": "5", "loi_0": ""}, "trở lên"),
        ("target", {"so_sanh_0": "gte", "tu_0": "9" * 20, "den_0": "", "loi_0": ""}, "Số quá lớn"),
        ("target", {"so_sanh_0": "xx", "tu_0": "9", "den_0": "", "loi_0": ""}, "Chưa gửi được"),
        ("cause", {"what": "Bão", "since": "10/03/2024"}, "ở tương lai"),
        ("reassign", {"post": "Nguyễn Không Có"}, "Không thấy"),
        ("stop", {"outcome": " "}, "Ghi phần đã làm"),
    ],
)
def test_bad_input_is_told_and_what_was_typed_stays(task, sign_in, secretary, kind, data, words):
    answer = sign_in(secretary).post(ask_at(task, kind), {"reason": REASON} | data)

    page = answer.content.decode()
    assert (answer.status_code, ChangeRequest.objects.count()) == (200, 0)
    assert words in words_of(answer)
    assert data.get("reason", REASON)[:80] in page
    assert "<title>Lỗi:" in page


def test_a_holder_is_not_replaced_by_themselves(land, task, sign_in, secretary):
    data = {"reason": REASON, "post": f"{land.secretary_post.code} · Bí thư"}

    answer = sign_in(secretary).post(ask_at(task, "reassign"), data)

    assert "đang nhận việc này rồi" in words_of(answer)


def test_with_several_holders_the_one_to_replace_is_named(land, task, sign_in, organiser):
    task.owners.add(land.neighbour_post)
    data = {"reason": REASON, "old": land.neighbour_post.code, "post": make_heir(land).code}

    sign_in(organiser).post(ask_at(task, "reassign"), data)

    assert ChangeRequest.objects.get().before["holder"]["code"] == land.neighbour_post.code


def test_the_milestones_of_a_task_of_several_years_can_be_chosen(land, sign_in, secretary):
    task = make_running(land, horizon="term", due="2025-06-30")
    step = make_milestone(task, "Xong giai đoạn 1", due="2024-06-30")
    client = sign_in(secretary)

    late = client.post(ask_at(task, "extension"), {"reason": REASON, "step": step.pk, "due": "31/12/2025"})
    client.post(ask_at(task, "extension"), {"reason": REASON, "step": step.pk, "due": "31/12/2024"})

    assert "Mốc không thể sau thời hạn của việc" in words_of(late)
    assert ChangeRequest.objects.get().asked == {"due": "2024-12-31", "milestone": "Xong giai đoạn 1"}


def test_a_file_goes_with_it_and_comes_back_to_who_may_see_it(land, task, sign_in, secretary, leader, neighbour):
    file = SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF")

    sign_in(secretary).post(ask_at(task, "extension"), {"reason": REASON, "due": "30/11/2024", "file": file})

    path = reverse("change_file", args=[ChangeRequest.objects.get().pk])
    answer = sign_in(leader).get(path)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert "bien-ban.pdf" in answer["Content-Disposition"]
    assert sign_in(neighbour).get(path).status_code == 404


def test_a_file_of_another_kind_is_refused_and_nothing_is_kept(task, sign_in, secretary):
    file = SimpleUploadedFile("bien-ban.pdf", b"MZ nothing of the kind")

    answer = sign_in(secretary).post(ask_at(task, "extension"), {"reason": REASON, "due": "30/11/2024", "file": file})

    assert "Nội dung tệp không phải" in words_of(answer)
    assert not StoredFile.objects.exists()


def test_an_ended_task_sends_back_with_a_sentence(task, sign_in, secretary):
    task.state = "accepted"
    task.save()

    answer = sign_in(secretary).get(ask_at(task, "extension"))

    assert answer.status_code == 302
    assert "“Đã nghiệm thu” nên không điều chỉnh được" in told(answer)[0]


# ---- one request -------------------------------------------------------------------------------------------------


def test_the_request_shows_before_and_asked_and_what_it_means_for_the_rating(land, task, sign_in, leader):
    request = make_request(land, task)

    words = words_of(sign_in(leader).get(request.get_absolute_url()))

    assert "Thời hạn 30/09/2024 30/11/2024" in words
    assert "xong trong hạn mới là đúng hạn" in words
    assert "Không chấp nhận" in words


def test_only_who_may_decide_gets_the_form(land, task, sign_in, organiser, secretary, inspector):
    request = make_request(land, task)

    for person in (organiser, secretary, inspector):
        assert "vb-number" not in sign_in(person).get(request.get_absolute_url()).content.decode()


def test_a_grant_from_the_page_with_its_document(land, task, sign_in, leader):
    request = make_request(land, task)

    answer = sign_in(leader).post(
        decide_at(request), {"decision": "grant", "due": "31/10/2024", "answer": "Lùi một tháng."} | DOCUMENT
    )

    request.refresh_from_db()
    task.refresh_from_db()
    assert answer.status_code == 302
    assert (request.state, request.decided, task.due) == ("granted", {"due": "2024-10-31"}, dt.date(2024, 10, 31))
    assert (request.document.number, request.document.committee) == ("88-QĐ/TU", land.province)
    words = words_of(sign_in(leader).get(request.get_absolute_url()))
    assert "Lùi một tháng." in words
    assert "30/09/2024 30/11/2024 31/10/2024" in words


def test_a_refusal_needs_a_word_and_nothing_else(land, task, sign_in, leader):
    request = make_request(land, task, "stop")
    client = sign_in(leader)

    bare = client.post(decide_at(request), {"decision": "refuse"})
    client.post(decide_at(request), {"decision": "refuse", "answer": "Vẫn đủ điều kiện làm tiếp."})

    assert "Ghi lý do không chấp nhận" in words_of(bare)
    request.refresh_from_db()
    assert request.state == "refused"


@pytest.mark.parametrize("kind", ["reassign", "stop"])
def test_the_page_asks_for_the_document_and_keeps_what_was_typed(land, task, sign_in, leader, kind):
    request = make_request(land, task, kind)

    answer = sign_in(leader).post(decide_at(request), {"decision": "grant", "answer": "Đồng ý với đề nghị."})

    assert "Ghi số, ký hiệu văn bản" in words_of(answer)
    assert "Đồng ý với đề nghị." in answer.content.decode()
    request.refresh_from_db()
    assert (request.state, Document.objects.count()) == ("open", 0)


@pytest.mark.parametrize("kind", ["target", "cause", "reassign", "stop"])
def test_every_kind_is_granted_from_its_page_as_it_was_asked(land, task, sign_in, leader, kind):
    request = make_request(land, task, kind)
    client = sign_in(leader)
    page = client.get(request.get_absolute_url())
    data = {field.html_name: field.value() or "" for field in page.context["value"]}

    answer = client.post(decide_at(request), data | {"decision": "grant"} | DOCUMENT)

    request.refresh_from_db()
    assert (answer.status_code, request.state) == (302, "granted")
    assert request.decided == request.asked


def test_the_second_of_two_deciders_is_told(land, task, sign_in, leader):
    request = make_request(land, task)
    changes.decide(Decision(request.pk, True), actor=as_actor(leader, "Bí thư Tỉnh ủy"))

    answer = sign_in(leader).post(decide_at(request), {"decision": "refuse", "answer": "Chưa đủ căn cứ."})

    assert "Bí thư Tỉnh ủy đã chấp nhận đề nghị này lúc" in told(answer)[0]


def test_what_changed_meanwhile_is_shown_and_must_be_ticked(land, task, sign_in, leader):
    request = make_request(land, task)
    task.due = dt.date(2024, 10, 15)
    task.save()
    client = sign_in(leader)
    page = client.get(request.get_absolute_url())
    data = {"decision": "grant", "due": "30/11/2024", "seen": page.context["decide"]["seen"].value()}

    bare = client.post(decide_at(request), data)
    answer = client.post(decide_at(request), data | {"looked": "on"})

    assert "Xem cột “Nay”" in words_of(page)
    assert "15/10/2024" in words_of(page)
    assert "đánh dấu vào ô này" in words_of(bare)
    assert answer.status_code == 302


def test_subtasks_and_a_signed_commitment_are_named(land, task, sign_in, organiser, leader):
    make_task("Phần của xã Bình Minh", owner=land.cadre_post, parent_task=task)
    signed = Commitment.objects.create(
        year=2024,
        campaign=make_campaign(committee=land.province, by=organiser),
        appointment=land.secretary_post,
        version=2,
        content={},
        sha256="0" * 64,
        signed_at=dt.datetime(2024, 2, 1, 2, 0, tzinfo=dt.UTC),
        signed_by=land.people["secretary"],
        signed_post=land.secretary_post,
    )
    CommitmentTask.objects.create(commitment=signed, task=task)
    request = make_request(land, task, "stop")

    words = words_of(sign_in(leader).get(request.get_absolute_url()))

    assert "Phần của xã Bình Minh" in words
    assert "Bản số 2, ký ngày 01/02/2024" in words
    assert "cần ký lại" in words


def test_words_of_comments_stand_in_their_thread(land, task, sign_in, organiser, secretary):
    request = make_request(land, task)

    sign_in(organiser).post(reverse("change_comment", args=[request.pk]), {"words": "Nên lùi đến hết tháng 10."})
    empty = sign_in(secretary).post(reverse("change_comment", args=[request.pk]), {"words": "  "})

    assert "Nên lùi đến hết tháng 10." in words_of(sign_in(secretary).get(request.get_absolute_url()))
    assert "Ghi ý kiến rồi gửi" in words_of(empty)


def test_withdrawing_from_the_page(land, task, sign_in, secretary):
    request = make_request(land, task)
    client = sign_in(secretary)

    first = client.post(reverse("change_withdraw", args=[request.pk]))
    again = client.post(reverse("change_withdraw", args=[request.pk]))

    assert "Đã rút đề nghị" in told(first)[0]
    assert "Người gửi đã rút" in told(again)[-1]


def test_the_sheet_prints_the_original_the_request_and_the_decision(land, task, sign_in, leader):
    first = make_request(land, task)
    changes.decide(Decision(first.pk, True), actor=as_actor(leader), answer="Đồng ý.", paper=PAPER)
    task.refresh_from_db()
    second = make_request(land, task, due="2025-03-31")

    words = words_of(sign_in(leader).get(reverse("change_print", args=[second.pk])))

    assert "Thời hạn ban đầu: 30/09/2024" in words
    assert "ít nhất 490 hộ" in words
    assert "30/11/2024 31/03/2025" in words
    assert "Chưa quyết định" in words
    done = words_of(sign_in(leader).get(reverse("change_print", args=[first.pk])))
    assert "88-QĐ/TU ngày 20/02/2024, Ban Thường vụ Tỉnh ủy" in done


# ---- the task, the first page ----------------------------------------------------------------------------------


def test_the_task_shows_what_is_open_what_was_decided_and_how_it_first_read(land, task, sign_in, secretary, leader):
    for kind in ("extension", "target"):
        changes.decide(Decision(make_request(land, task, kind).pk, True), actor=as_actor(leader))
    make_request(land, task, "cause")

    words = words_of(sign_in(secretary).get(f"/viec/{task.pk}/"))

    assert "ban đầu 30/09/2024, nay 30/11/2024" in words
    assert "Số hộ bàn giao ban đầu ít nhất 490 hộ, nay ít nhất 300 hộ" in words
    assert "1 đề nghị chờ quyết định" in words
    assert "Đề nghị điều chỉnh" in words


def test_the_office_of_the_holder_reads_who_can_ask(task, sign_in, deputy, inspector):
    assert "giúp việc không gửi thay được" in words_of(sign_in(deputy).get(f"/viec/{task.pk}/"))
    assert "dieu-chinh" not in sign_in(inspector).get(f"/viec/{task.pk}/").content.decode()


def test_the_queue_of_who_decides_and_the_news_of_who_asked(land, task, sign_in, secretary, leader, organiser):
    request = make_request(land, task)
    assert "1 đề nghị điều chỉnh chờ quyết định" in words_of(sign_in(leader).get("/"))
    assert "đề nghị điều chỉnh chờ quyết định" not in words_of(sign_in(organiser).get("/"))

    changes.decide(Decision(request.pk, True), actor=as_actor(leader))

    assert "đề nghị điều chỉnh chờ" not in words_of(sign_in(leader).get("/"))
    assert "Đề nghị vừa được quyết định" in words_of(sign_in(secretary).get("/"))


# ---- the list ---------------------------------------------------------------------------------------------------


def listed(response):
    return [row["id"] for row in response.context["rows"]]


def test_tabs_filters_and_search_without_accents(land, task, sign_in, leader, secretary, neighbour):
    first = make_request(land, task)
    other = make_running(land, "Xây trường học", owner=land.neighbour_post)
    second = make_request(land, other, "cause", by=neighbour)
    done = make_request(land, make_running(land))
    changes.decide(Decision(done.pk, True), actor=as_actor(leader))
    client, path = sign_in(leader), reverse("change_requests")

    assert listed(client.get(path)) == [first.pk, second.pk]
    assert listed(client.get(path, {"muc": "da"})) == [done.pk]
    assert listed(client.get(path, {"muc": "toi"})) == []
    assert listed(client.get(path, {"loai": "cause"})) == [second.pk]
    assert listed(client.get(path, {"q": "truong hoc"})) == [second.pk]
    assert listed(client.get(path, {"q": "Trường"})) == [second.pk]
    assert listed(client.get(path, {"don_vi": land.next_district.pk})) == [second.pk]
    assert listed(sign_in(secretary).get(path)) == [done.pk, first.pk]
    assert listed(sign_in(neighbour).get(path, {"muc": "cho"})) == [second.pk]
    assert client.get(path, {"loai": "xx", "don_vi": "9" * 40, "sau": "xx", "muc": "\x00"}).status_code == 200


def test_the_excel_has_what_the_page_shows(land, task, sign_in, leader):
    make_request(land, task)
    make_request(land, make_running(land, "Xây trường học"), "cause")

    answer = sign_in(leader).get(reverse("change_requests_excel"), {"loai": "extension"})

    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()[4:]
    assert len(rows) == 1
    assert rows[0][1] == "Gia hạn"
    assert rows[0][5:7] == ["30/09/2024", "30/11/2024"]


@pytest.mark.parametrize("count", [1, 3, 30])
@pytest.mark.parametrize("tab", ["cho", "da", "toi"])
def test_the_list_takes_the_same_statements_whatever_its_length(
    land, sign_in, leader, secretary, count, tab, django_assert_num_queries
):
    for _ in range(count):
        request = make_request(land, make_running(land))
        if tab == "da":
            changes.decide(Decision(request.pk, True), actor=as_actor(leader))
    client = sign_in(secretary if tab == "toi" else leader)

    with django_assert_num_queries(13):
        client.get(reverse("change_requests"), {"muc": tab})


# ---- many at once -------------------------------------------------------------------------------------------------


def test_a_batch_is_shown_first_and_then_done(land, task, sign_in, leader):
    good = make_request(land, task)
    moot = make_request(land, make_running(land, "Việc đã xong"))
    moot.task.state = "accepted"
    moot.task.save()
    client, path = sign_in(leader), reverse("change_decide_many")
    data = {"decision": "grant", "change": [good.pk, moot.pk]}

    shown = client.post(path, data)
    good.refresh_from_db()
    before = good.state
    answer = client.post(path, data | {"step": "write", "answer": "Đồng ý."})

    assert "Chấp nhận 1 đề nghị" in words_of(shown)
    assert "“Đã nghiệm thu” nên không điều chỉnh được" in words_of(shown)
    good.refresh_from_db()
    moot.refresh_from_db()
    assert (before, good.state, moot.state) == ("open", "granted", "open")
    assert len(told(answer)) == 2


def test_a_batch_that_stops_something_needs_a_document(land, task, sign_in, leader):
    request = make_request(land, task, "stop")
    client, path = sign_in(leader), reverse("change_decide_many")
    data = {"decision": "grant", "change": [request.pk], "step": "write", "answer": "Đồng ý."}

    bare = client.post(path, data)
    client.post(path, data | DOCUMENT)

    assert "Ghi số, ký hiệu văn bản" in words_of(bare)
    request.refresh_from_db()
    assert request.state == "granted"


def test_refusing_many_needs_one_word_for_all(land, task, sign_in, leader):
    requests = [make_request(land, task), make_request(land, make_running(land))]
    client, path = sign_in(leader), reverse("change_decide_many")
    data = {"decision": "refuse", "change": [each.pk for each in requests], "step": "write"}

    bare = client.post(path, data)
    client.post(path, data | {"answer": "Chưa đủ căn cứ."})

    assert "Ghi lý do không chấp nhận" in words_of(bare)
    assert set(ChangeRequest.objects.values_list("state", "answer")) == {("refused", "Chưa đủ căn cứ.")}


@pytest.mark.parametrize("ids", [[], ["x"], ["-1"], ["9" * 30], ["²"]])
def test_a_batch_of_nothing_is_told(land, task, sign_in, leader, ids):
    answer = sign_in(leader).post(reverse("change_decide_many"), {"decision": "grant", "change": ids})

    assert answer.status_code == 302
    assert "Chưa quyết định gì" in told(answer)[0]


def test_requests_out_of_scope_are_not_in_a_batch(land, task, sign_in, outsider):
    request = make_request(land, task)

    answer = sign_in(outsider).post(reverse("change_decide_many"), {"decision": "grant", "change": [request.pk]})

    assert task.title not in words_of(answer)
    request.refresh_from_db()
    assert request.state == "open"


def test_long_titles_and_odd_letters_are_shown_as_they_are(land, sign_in, leader):
    task = make_running(land, "Việc <b>rất</b> dài 🚧 " + "chữ " * 90)
    make_indicator(task, "Giảm nợ", comparator="lte", target_min=None, target_max=-5, baseline=10)
    request = make_request(land, task)

    page = sign_in(leader).get(request.get_absolute_url()).content.decode()

    assert "<b>rất</b>" not in page
    assert "🚧" in page
