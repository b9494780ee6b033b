"""Soạn việc: the page that writes a task, with and without its script."""

import datetime as dt
import threading
import uuid
from decimal import Decimal

import pytest
import time_machine
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cadre.models import FormDraft, LedgerEntry
from tasks.models import BreakthroughTask, TaskEvent, TaskVersion
from tests import personas
from tests.factories import grant, make_appointment, make_cadre, make_campaign, make_task, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel("2024-02-01T09:00:00+07:00", tick=True):
        yield


@pytest.fixture
def campaign(land):
    return make_campaign(committee=land.province, by=land.people["organiser"])


def typed(**more):
    return {
        "form_key": str(uuid.uuid4()),
        "title": "Bàn giao 12 km mặt bằng đường 261",
        "kind": "dot_pha",
        "field": "Giao thông",
        "horizon": "year",
        "start": "01/02/2024",
        "due": "30/11/2024",
        "difficulty": "Khó",
        "reason": "Vướng 34 hộ chưa nhận tiền bồi thường.",
        "product": "Biên bản bàn giao mặt bằng",
        "product_type": "Biên bản bàn giao",
        "product_issuer": "UBND huyện Bình Sơn",
        "coordination": "Đảng ủy Sở Nội vụ; Công an huyện",
        "ct-0-name": "Chiều dài đã bàn giao",
        "ct-0-comparator": "gte",
        "ct-0-baseline": "2,5",
        "ct-0-target": "12",
        "ct-0-upper": "",
        "ct-0-unit": "km",
        "ct-0-target_text": "",
        "ct-0-weight": "1",
        "moc-0-title": "Chi trả xong 34 hộ",
        "moc-0-due": "30/06/2024",
        "moc-0-proof": "Bảng kê chi trả",
        **more,
    }


def address(land, campaign=None, post=None):
    path = reverse("task_new", args=[(post or land.secretary_post).pk])
    return f"{path}?dot={campaign.pk}" if campaign else path


def page_of(response):
    return response.content.decode()


# ---- the way through ---------------------------------------------------------------------------------------


def test_the_holder_writes_a_task_and_sends_it_in_one_step(land, sign_in, secretary, campaign):
    answer = sign_in(secretary).post(address(land, campaign), typed(step="send"))

    task = BreakthroughTask.objects.get(title__startswith="Bàn giao 12 km")
    assert answer.url == reverse("task", args=[task.pk])
    assert (task.state, task.campaign, task.assigned_by, task.year) == ("proposed", campaign, land.province, 2024)
    assert list(task.owners.all()) == [land.secretary_post]
    indicator = task.indicators.get()
    assert (indicator.comparator, indicator.baseline, indicator.target_min) == ("gte", Decimal("2.5"), 12)
    assert task.milestones.get().due == dt.date(2024, 6, 30)
    assert [row.committee for row in task.task_coordinators.all()] == [land.agency]
    assert list(TaskEvent.objects.filter(task=task).values_list("verb", flat=True)) == ["edit", "submit"]
    assert list(LedgerEntry.objects.values_list("verb", flat=True)) == ["task_edit", "task_submit"]
    assert TaskVersion.objects.filter(task=task).count() == 1


def test_a_draft_is_saved_and_written_again(land, sign_in, secretary):
    client = sign_in(secretary)
    client.post(address(land), typed(step="save"))
    task = BreakthroughTask.objects.get(title__startswith="Bàn giao 12 km")
    edit = reverse("task_edit", args=[task.pk])

    shown = page_of(client.get(edit))
    client.post(edit, typed(step="save", title="Bàn giao 15 km mặt bằng", revision=task.revision))

    assert (task.state, task.campaign, task.assigned_by) == ("draft", None, land.province)
    assert 'value="2,5"' in shown
    assert 'value="30/06/2024"' in shown
    task.refresh_from_db()
    assert (task.title, task.revision) == ("Bàn giao 15 km mặt bằng", 1)


def test_the_organiser_enters_for_somebody_and_sends(land, sign_in, organiser, campaign):
    client = sign_in(organiser)

    chosen = client.get(reverse("task_choose"), {"cho": land.secretary_post.code, "dot": campaign.pk})
    client.post(chosen.url, typed(step="send"))

    assert chosen.url == address(land, campaign)
    task = BreakthroughTask.objects.get(campaign=campaign)
    assert (task.state, task.submitted_by) == ("proposed", organiser)
    assert list(task.owners.all()) == [land.secretary_post]


def test_a_deputy_drafts_but_does_not_send(land, sign_in, deputy, campaign):
    client = sign_in(deputy)

    page = page_of(client.get(address(land, campaign)))
    refused = client.post(address(land, campaign), typed(step="send"))
    client.post(address(land, campaign), typed(step="save"))

    assert 'value="send"' not in page
    assert refused.status_code == 403
    assert BreakthroughTask.objects.get(campaign=campaign).state == "draft"


def test_a_leader_orders_in_one_step(land, sign_in, leader):
    data = typed(step="send", **{"cung-0-post": land.secretary_post.code})
    del data["kind"]

    sign_in(leader).post(reverse("order_new"), data)

    task = BreakthroughTask.objects.get(kind="dat_hang")
    assert (task.state, task.assigned_by, task.approved_by) == ("approved", land.province, leader)
    assert list(task.owners.all()) == [land.secretary_post]


def test_an_order_needs_a_receiver_below_and_not_oneself(land, sign_in, leader, secretary):
    own = {"cung-0-post": land.secretary_post.code}

    nobody = sign_in(leader).post(reverse("order_new"), typed(step="send"))
    self = sign_in(secretary).post(reverse("order_new"), typed(step="send", **own))
    foreign = sign_in(leader).post(reverse("order_new"), typed(step="send", **{"cung-0-post": land.other_post.code}))

    assert "Chọn người nhận, hoặc tập thể nhận." in page_of(nobody)
    assert "Không đặt hàng được việc của chính mình." in page_of(self)
    assert "không thấy người giữ chức danh" in page_of(foreign)
    assert not BreakthroughTask.objects.filter(kind="dat_hang").exists()


def test_several_owners_stand_on_one_task(land, sign_in, organiser):
    data = typed(step="save", **{"cung-0-post": land.neighbour_post.code, "cung-1-post": land.cadre_post.code})

    sign_in(organiser).post(address(land), data)

    task = BreakthroughTask.objects.get(title__startswith="Bàn giao 12 km")
    assert set(task.owners.all()) == {land.secretary_post, land.neighbour_post, land.cadre_post}


def test_one_person_in_two_posts_picks_which(land, sign_in, secretary, campaign):
    second = make_appointment(land.secretary_post.cadre, committee=land.agency, title="Giám đốc Sở Nội vụ")
    client = sign_in(secretary)

    page = page_of(client.get(reverse("task_choose")))
    client.post(address(land, campaign, post=second), typed(step="send"))

    assert address(land, campaign) in page
    assert address(land, campaign, post=second) in page
    assert list(BreakthroughTask.objects.get(campaign=campaign).owners.all()) == [second]


def test_the_head_writes_for_the_committee(land, sign_in, secretary, campaign):
    path = reverse("task_new_committee", args=[land.district.pk])

    sign_in(secretary).post(f"{path}?dot={campaign.pk}", typed(step="send"))

    task = BreakthroughTask.objects.get(campaign=campaign)
    assert (task.state, task.owner_committee) == ("proposed", land.district)


def test_a_judge_adjusts_a_proposal(land, sign_in, organiser, secretary):
    task = make_task(owner=land.secretary_post, assigned_by=land.province, state="proposed", created_by=secretary)
    client = sign_in(organiser)

    page = page_of(client.get(reverse("task_edit", args=[task.pk])))
    client.post(reverse("task_edit", args=[task.pk]), typed(step="save", revision=0))

    assert "Lưu điều chỉnh" in page
    task.refresh_from_db()
    assert (task.state, task.title[:14]) == ("proposed", "Bàn giao 12 km")
    assert TaskEvent.objects.get(task=task).verb == "adjust"


# ---- rows and drafts without a script ----------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "name"), [("ct", "ct-1-name"), ("moc", "moc-1-title"), ("cung", "cung-0-post")])
def test_a_row_more_loses_nothing_and_judges_nothing(land, sign_in, secretary, kind, name):
    data = typed(add=kind, title="Tên <b>dở</b> 🚧", due="32/13/2024", **{"ct-0-target": "mười hai"})

    answer = sign_in(secretary).post(address(land), data)

    page = page_of(answer)
    assert answer.status_code == 200
    assert f'name="{name}"' in page
    assert "Tên &lt;b&gt;dở&lt;/b&gt; 🚧" in page
    assert 'value="32/13/2024"' in page
    assert 'value="mười hai"' in page
    assert "Lỗi" not in page.split("<template")[0]
    assert not BreakthroughTask.objects.filter(form_key=data["form_key"]).exists()
    assert FormDraft.objects.get(user=secretary).data["due"] == ["32/13/2024"]


def test_a_row_less_takes_only_that_row(land, sign_in, secretary):
    data = typed(drop="ct-0", **{"ct-4-name": "Số hộ đã nhận tiền", "ct-4-target": "34"})

    page = page_of(sign_in(secretary).post(address(land), data))

    assert 'name="ct-4-name" value="Số hộ đã nhận tiền"' in page
    assert "Chiều dài đã bàn giao" not in page


def test_a_draft_is_offered_and_continued_under_its_own_key(land, sign_in, secretary):
    client = sign_in(secretary)
    data = typed(step="keep")
    client.post(address(land), data)

    offered = page_of(client.get(address(land)))
    url = f"{address(land)}?ban={data['form_key']}"
    page = page_of(client.get(url))
    listed = page_of(client.get(reverse("drafts")))
    client.post(address(land), typed(step="save", form_key=data["form_key"]))

    assert url in offered
    assert data["form_key"] in page
    assert "Bàn giao 12 km" in page
    assert url in listed
    assert not FormDraft.objects.exists()


def test_a_draft_is_kept_by_the_script_and_seen_by_nobody_else(land, sign_in, secretary, neighbour):
    data = typed(about=f"nguoi-{land.secretary_post.pk}-0")
    path = reverse("task_draft_save")

    kept = sign_in(secretary).post(path, data)
    stolen = sign_in(neighbour).post(path, {**data, "title": "Của người khác"})
    dropped = sign_in(neighbour).post(reverse("draft_drop", args=[data["form_key"]]))

    assert kept.json()["words"] == "Đã giữ lúc 09:00"
    assert stolen.status_code == 409
    assert dropped.status_code == 404
    assert FormDraft.objects.get().title.startswith("Bàn giao 12 km")


def test_a_draft_of_no_page_is_refused(land, sign_in, secretary):
    client, path = sign_in(secretary), reverse("task_draft_save")

    assert client.post(path, typed(about="la-khac")).status_code == 400
    assert client.post(path, typed(about="dat-hang", form_key="khong-phai-khoa")).status_code == 400
    assert not FormDraft.objects.exists()


def test_a_late_draft_of_a_saved_task_is_not_kept(land, sign_in, secretary):
    client, data = sign_in(secretary), typed(step="save", about="dat-hang")
    client.post(address(land), data)

    assert client.post(reverse("task_draft_save"), data).status_code == 409
    assert not FormDraft.objects.exists()


def test_a_draft_is_dropped(land, sign_in, secretary):
    client, data = sign_in(secretary), typed(step="keep")
    client.post(address(land), data)

    client.post(reverse("draft_drop", args=[data["form_key"]]))

    assert not FormDraft.objects.exists()


def test_a_body_is_added_to_those_that_coordinate(land, sign_in, organiser):
    client = sign_in(organiser)

    added = page_of(client.post(address(land), typed(step="add_body", body="xa binh minh", coordination="Công an")))
    unknown = page_of(client.post(address(land), typed(step="add_body", body="Huyện ủy Đức Phong")))

    assert "Công an; Đảng ủy xã Bình Minh" in added
    assert "Không thấy tập thể nào" in unknown


# ---- sent twice, grown old -----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["save", "send"])
def test_the_same_page_sent_twice_is_one_task(land, sign_in, secretary, campaign, step):
    client, data = sign_in(secretary), typed(step=step)

    first, second = (client.post(address(land, campaign), data) for _ in range(2))

    assert first.url == second.url
    assert BreakthroughTask.objects.filter(campaign=campaign).count() == 1
    assert TaskEvent.objects.filter(verb="submit").count() == (step == "send")


def test_sending_again_with_other_words_loses_neither(land, sign_in, secretary, campaign):
    client, data = sign_in(secretary), typed(step="send")
    client.post(address(land, campaign), data)

    answer = client.post(address(land, campaign), {**data, "title": "Bàn giao 20 km"})

    assert answer.status_code == 200
    assert "Không sửa được nữa" in page_of(answer)
    assert "Bàn giao 20 km" in page_of(answer)
    assert BreakthroughTask.objects.get(campaign=campaign).title.startswith("Bàn giao 12 km")


def test_an_old_page_is_shown_both_texts_and_writes_over_only_when_told(land, sign_in, secretary, deputy):
    writer, office = sign_in(secretary), sign_in(deputy)
    writer.post(address(land), typed(step="save"))
    task = BreakthroughTask.objects.get(title__startswith="Bàn giao 12 km")
    edit = reverse("task_edit", args=[task.pk])
    office.post(edit, typed(step="save", revision=0, due="15/12/2024"))

    mine = typed(step="save", revision=0, title="Bàn giao 18 km mặt bằng")
    stale = page_of(writer.post(edit, mine))
    del mine["step"]
    writer.post(edit, {**mine, "overwrite": 1})

    assert "đã sửa lúc 09:00" in stale
    assert "15/12/2024" in stale
    assert "Bàn giao 18 km" in stale
    assert 'name="overwrite" value="1"' in stale
    task.refresh_from_db()
    assert (task.title, task.due) == ("Bàn giao 18 km mặt bằng", dt.date(2024, 11, 30))


def test_what_was_sent_meanwhile_is_not_written_and_not_lost(land, sign_in, secretary, deputy):
    writer, office = sign_in(secretary), sign_in(deputy)
    writer.post(address(land), typed(step="save"))
    task = BreakthroughTask.objects.get(title__startswith="Bàn giao 12 km")
    edit = reverse("task_edit", args=[task.pk])
    writer.post(edit, typed(step="send", revision=0))

    answer = office.post(edit, typed(step="save", revision=0, title="Bàn giao 18 km mặt bằng"))
    opened = office.get(edit)

    assert "đã gửi thẩm định lúc" in page_of(answer)
    assert "Bàn giao 18 km" in page_of(answer)
    assert opened.url == task.get_absolute_url()


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads need a server")
@pytest.mark.django_db(transaction=True)
def test_two_threads_with_one_page_write_one_task():
    land = personas.make_land()
    campaign = make_campaign(committee=land.province, by=land.people["organiser"], max_per_person=1)
    data, answers, gate = typed(step="send"), [], threading.Barrier(2)

    def send():
        client = Client()
        client.force_login(land.people["secretary"])
        gate.wait()
        answers.append(client.post(address(land, campaign), data).status_code)
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [302, 302]
    assert BreakthroughTask.objects.filter(campaign=campaign).count() == 1
    assert TaskEvent.objects.filter(verb="submit").count() == 1


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads need a server")
@pytest.mark.django_db(transaction=True)
def test_two_pages_at_once_do_not_both_pass_the_limit():
    land = personas.make_land()
    campaign = make_campaign(committee=land.province, by=land.people["organiser"], max_per_person=1)
    answers, gate = [], threading.Barrier(2)

    def send(data):
        client = Client()
        client.force_login(land.people["secretary"])
        gate.wait()
        answers.append(client.post(address(land, campaign), data).status_code)
        connections.close_all()

    threads = [threading.Thread(target=send, args=[typed(step="send", title=f"Việc {n} km")]) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200, 302]
    assert BreakthroughTask.objects.filter(campaign=campaign).count() == 1


# ---- what is wrong is said, and where ----------------------------------------------------------------------

BAD = [
    ({"title": ""}, "Ghi tên việc."),
    ({"title": "x" * 1043}, "Tên việc dài 1.043 ký tự, nhiều nhất 1.000. Rút bớt 43 ký tự."),
    ({"kind": "khac"}, "Lựa chọn này không còn. Chọn lại."),
    ({"kind": "dat_hang"}, "Lựa chọn này không còn. Chọn lại."),
    ({"due": ""}, "Ghi thời hạn: ngày phải có sản phẩm."),
    ({"due": "31/02/2024"}, "ngày này không có trong lịch."),
    ({"due": "30/11/0024"}, "Năm 24 quá xa."),
    ({"due": "31/01/2024", "start": ""}, "Thời hạn 31/01/2024 đã qua."),
    ({"due": "30/01/2025", "start": "01/02/2025"}, "Thời hạn phải từ ngày bắt đầu (01/02/2025) trở đi."),
    ({"ct-0-name": ""}, "Chỉ tiêu 1: ghi tên chỉ tiêu, hoặc bỏ dòng này."),
    ({"ct-0-target": ""}, "ghi số phải đạt: từ mấy."),
    ({"ct-0-comparator": "lte", "ct-0-target": ""}, "ghi số phải đạt: không quá mấy."),
    ({"ct-0-comparator": "range", "ct-0-upper": ""}, "ghi cận trên: đến bao nhiêu."),
    ({"ct-0-comparator": "range", "ct-0-upper": "3"}, "cận trên phải từ cận dưới trở lên."),
    ({"ct-0-upper": "15"}, "“từ” chỉ có một số."),
    ({"ct-0-comparator": "done"}, "không có số. Bỏ số này"),
    ({"ct-0-baseline": "12"}, "Chỉ tiêu 1: phải khác số đầu kỳ, cả hai đang là 12."),
    ({"ct-0-target": "12.5"}, "“12.5” đọc được hai cách."),
    ({"ct-0-target": "92 %"}, "dấu % ghi ở ô đơn vị."),
    ({"ct-0-target": "mười hai"}, "“mười hai” không phải một số."),
    ({"ct-0-target": "0,1234567"}, "nhiều nhất 6 chữ số thập phân"),
    ({"ct-0-target": "9" * 14}, "số quá lớn"),
    ({"ct-0-weight": "0"}, "trọng số phải lớn hơn 0."),
    ({"ct-0-weight": "-1"}, "trọng số phải lớn hơn 0."),
    (
        {"ct-1-name": "chiều dài ĐÃ bàn giao", "ct-1-target": "5", "ct-1-comparator": "gte"},
        "Chỉ tiêu 2: đã có chỉ tiêu tên này ở trên.",
    ),
    ({"moc-0-title": ""}, "Mốc 1: ghi nội dung mốc, hoặc bỏ dòng này."),
    ({"moc-0-due": ""}, "Mốc 1: ghi hạn của mốc"),
    ({"moc-1-title": "Chi trả xong 34 hộ", "moc-1-due": "30/06/2024"}, "mốc này đã có ở trên."),
    ({"cung-0-post": "Bí thư Đức Phong"}, "không thấy người giữ chức danh nào tên"),
    ({f"ct-{n}-name": f"Chỉ tiêu {n}" for n in range(1, 45)}, "nhiều nhất 40 dòng"),
]


@pytest.mark.parametrize(("wrong", "words"), BAD, ids=[words[:40] for _, words in BAD])
def test_what_is_wrong_is_said_in_words_and_nothing_is_saved(land, sign_in, secretary, wrong, words):
    answer = sign_in(secretary).post(address(land), typed(step="save", **wrong))

    page = page_of(answer)
    assert words in page
    assert "Chưa lưu được, còn" in page
    assert "Vướng 34 hộ" in page
    assert not BreakthroughTask.objects.filter(field="Giao thông").exists()


def test_numbers_are_read_the_vietnamese_way(land, sign_in, secretary):
    rows = {
        "ct-0-baseline": "−5",
        "ct-0-target": "1.250,5",
        "ct-1-name": "Thời gian chờ",
        "ct-1-comparator": "lte",
        "ct-1-baseline": "45",
        "ct-1-target": "-3",
        "ct-2-name": "Công nhận khu",
        "ct-2-comparator": "done",
        "ct-3-name": "Chiều dài mới",
        "ct-3-comparator": "range",
        "ct-3-target": "90",
        "ct-3-upper": "1 100",
        "ct-3-weight": "2,5",
    }

    sign_in(secretary).post(address(land), typed(step="save", **rows))

    task = BreakthroughTask.objects.get(field="Giao thông")
    found = [
        (each.comparator, *(None if n is None else str(n.normalize()) for n in (each.target_min, each.target_max)))
        for each in task.indicators.all()
    ]
    assert found == [
        ("gte", "1250.5", None),
        ("lte", None, "-3"),
        ("done", None, None),
        ("range", "9E+1", "1.1E+3"),
    ]
    assert str(task.indicators.all()[3].weight.normalize()) == "2.5"


def test_a_negative_target_is_kept_and_remarked_on(land, sign_in, secretary):
    data = typed(step="check", **{"ct-0-target": "-3"})

    page = page_of(sign_in(secretary).post(address(land), data))

    assert "Chỉ tiêu 1: số âm" in page
    assert not BreakthroughTask.objects.filter(field="Giao thông").exists()


def test_what_saving_will_refuse_is_said_by_the_check_and_what_is_missing_is_not(land, sign_in, secretary):
    data = typed(about=f"nguoi-{land.secretary_post.pk}-0", title="", **{"ct-0-target": "92 %"})

    page = page_of(sign_in(secretary).post(reverse("task_check"), data))

    assert "Phải sửa trước khi lưu" in page
    assert "Chỉ tiêu 1: chỉ ghi số ở đây" in page
    assert "Ghi tên việc." not in page


def test_text_from_word_is_cleaned_and_emoji_and_long_titles_stay(land, sign_in, secretary):
    word = "Bàn giao\x0b12\u00a0km\u200b mặt bằng\r\n 🚧 " + "rất dài " * 50

    sign_in(secretary).post(address(land), typed(step="save", title=word, coordination="Sở Nội vụ\nCông an; "))

    task = BreakthroughTask.objects.get(field="Giao thông")
    assert task.title.startswith("Bàn giao 12 km mặt bằng 🚧 rất dài")
    assert len(task.title) > 400
    assert task.coordination == "Sở Nội vụ; Công an"


def test_a_date_outside_the_campaign_is_remarked_on_and_allowed(land, sign_in, secretary, campaign):
    client, far = sign_in(secretary), {"due": "30/06/2025"}

    page = page_of(client.post(address(land, campaign), typed(step="check", **far)))
    term = page_of(client.post(address(land, campaign), typed(step="check", horizon="term", **far)))
    client.post(address(land, campaign), typed(step="send", **far))

    assert "nằm ngoài đợt giao việc" in page
    assert "nằm ngoài đợt giao việc" not in term
    assert BreakthroughTask.objects.get(campaign=campaign).state == "proposed"


def test_the_check_gives_a_piece_of_a_page(land, sign_in, secretary, neighbour):
    data = typed(about=f"nguoi-{land.secretary_post.pk}-0", **{"moc-0-due": "31/12/2024"})

    answer = sign_in(secretary).post(reverse("task_check"), data)

    assert "nằm ngoài thời gian của việc" in page_of(answer)
    assert "<html" not in page_of(answer)
    assert sign_in(neighbour).post(reverse("task_check"), data).status_code == 404


# ---- campaigns: when, how many -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"opens_on": "2024-02-10"}, "nhận đăng ký từ 10/02/2024"),
        ({"closes_on": "2024-01-31"}, "Hạn đăng ký của đợt"),
        ({"state": "closed"}, "đã khép"),
    ],
)
def test_outside_registration_only_organisers_send(land, sign_in, secretary, organiser, campaign, fields, words):
    type(campaign).objects.filter(pk=campaign.pk).update(**fields)
    url = address(land, campaign)

    shown = page_of(sign_in(secretary).get(url))
    refused = sign_in(secretary).post(url, typed(step="send"))
    sign_in(organiser).post(url, typed(step="send"))

    assert words in shown
    assert words in page_of(refused)
    assert "Bàn giao 12 km" in page_of(refused)
    assert BreakthroughTask.objects.get(campaign=campaign).submitted_by == organiser


def test_more_than_the_campaign_allows_is_refused_by_name_and_kept_as_a_draft(land, sign_in, secretary, campaign):
    type(campaign).objects.filter(pk=campaign.pk).update(max_per_person=1)
    make_task("Việc đã gửi", owner=land.secretary_post, assigned_by=land.province, campaign=campaign, state="proposed")
    client, data = sign_in(secretary), typed(step="send")

    refused = page_of(client.post(address(land, campaign), data))
    client.post(address(land, campaign), {**data, "step": "save"})

    assert "đã đăng ký 1 việc trong đợt này, nhiều nhất là 1: “Việc đã gửi”" in refused
    assert BreakthroughTask.objects.get(title__startswith="Bàn giao").state == "draft"


# ---- who may -----------------------------------------------------------------------------------------------


def test_forged_ids_are_not_found(land, sign_in, secretary, organiser, campaign):
    elsewhere = make_campaign(committee=land.other_province, by=organiser)
    client = sign_in(secretary)

    for url in (
        reverse("task_new", args=[land.other_post.pk]),
        reverse("task_new", args=[land.neighbour_post.pk]),
        reverse("task_edit", args=[land.other_task.pk]),
        address(land, elsewhere),
        f"{address(land)}?dot=999999",
        f"{address(land)}?dot=abc",
        f"{address(land)}?ban={uuid.uuid4()}",
        f"{address(land)}?ban=abc",
    ):
        assert client.get(url).status_code == 404, url
    for url in (reverse("task_new", args=[land.other_post.pk]), address(land, elsewhere)):
        assert client.post(url, typed(step="send")).status_code == 404
    assert not BreakthroughTask.objects.filter(field="Giao thông").exists()


def test_a_post_below_is_seen_but_not_written_for(land, sign_in, secretary):
    answer = sign_in(secretary).get(reverse("task_new", args=[land.cadre_post.pk]))

    assert answer.status_code == 403


def test_a_key_of_somebody_else_does_not_reach_their_task(land, sign_in, secretary, neighbour):
    data = typed(step="save")
    sign_in(secretary).post(address(land), data)

    answer = sign_in(neighbour).post(address(land, post=land.neighbour_post), {**data, "title": "Chiếm việc"})

    assert answer.status_code == 200
    assert BreakthroughTask.objects.get(field="Giao thông").title.startswith("Bàn giao 12 km")


def test_those_who_may_write_find_the_way_from_the_list_and_the_task(land, sign_in, secretary, inspector):
    task = make_task(owner=land.secretary_post, assigned_by=land.province, state="draft")
    edit = reverse("task_edit", args=[task.pk])

    assert edit in page_of(sign_in(secretary).get(task.get_absolute_url()))
    assert reverse("task_choose") in page_of(sign_in(secretary).get(reverse("tasks")))
    assert edit not in page_of(sign_in(inspector).get(task.get_absolute_url()))
    assert reverse("task_choose") not in page_of(sign_in(inspector).get(reverse("tasks")))


def test_a_secretary_of_two_seats_sees_a_desk_of_each(land, sign_in, campaign):
    clerk = make_user("van-thu")
    grant(clerk, "deputy", land.district)
    grant(clerk, "deputy", land.agency)
    director = make_appointment(make_cadre("Giám đốc"), committee=land.agency, title="Giám đốc Sở Nội vụ")

    page = page_of(sign_in(clerk).get(reverse("task_choose")))

    assert address(land, campaign) in page
    assert address(land, campaign, post=director) in page


# ---- speed ------------------------------------------------------------------------------------------------------


def test_statements_do_not_grow_with_the_rows(land, sign_in, organiser):
    others = [make_appointment(committee=land.agency) for _ in range(6)]
    sign_in(organiser).post(address(land), typed(step="save", due="29/11/2024"))  # the first of its series
    spent = []
    for count in (1, 6):
        rows = {}
        for n in range(count):
            rows |= {f"ct-{n}-name": f"Chỉ tiêu {n}", f"ct-{n}-target": "5", f"ct-{n}-baseline": "1"}
            rows |= {f"moc-{n}-title": f"Mốc {n}", f"moc-{n}-due": "30/06/2024", f"cung-{n}-post": others[n].code}
            rows |= {f"ct-{n}-comparator": "gte"}
        client = sign_in(organiser)
        with CaptureQueriesContext(connection) as seen:
            answer = client.post(address(land), typed(step="send", **rows))
        assert answer.status_code == 302
        task = BreakthroughTask.objects.order_by("-pk").first()
        type(task).objects.filter(pk=task.pk).update(state="draft")
        with CaptureQueriesContext(connection) as opened:
            client.get(reverse("task_edit", args=[task.pk]))
        spent.append((len(seen), len(opened)))

    assert spent[0] == spent[1]


def test_choosing_takes_the_same_statements_for_one_campaign_and_for_three(land, sign_in, secretary):
    spent = []
    for _ in range(2):
        make_campaign(committee=land.province)
        client = sign_in(secretary)
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("task_choose"))
        spent.append(len(seen))
        make_campaign(committee=land.province)

    assert spent[0] == spent[1]
