"""Ký cam kết: exactly what was shown, by whose promise it is, once."""

import datetime as dt

import pytest
from django.test import override_settings
from django.urls import reverse

from cadre import ledger, reauth, second_factor
from cadre.models import LedgerEntry
from tasks import committing, promises
from tasks.commitment_text import NotWhatWasSigned, content_hash
from tasks.models import Commitment, CommitmentTask, TaskEvent
from tests.factories import (
    PASSWORD,
    as_actor,
    grant,
    make_appointment,
    make_cadre,
    make_document,
    make_indicator,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db


def person(land, campaign):
    return promises.Subject(campaign, post=land.secretary_post)


def sign_now(subject, user):
    offer = promises.offer(subject, promises.signer_of(subject, user, dt.date(2024, 3, 1)))
    return committing.sign(subject, actor=as_actor(user), shown=offer.hash)[0]


def test_the_holder_signs_what_the_page_shows(land, campaign, given, secretary, sign, sign_in):
    subject = person(land, campaign)

    page = sign_in(secretary).get(subject.url).content.decode()
    response = sign(secretary, subject.url)

    found = Commitment.objects.get()
    assert response.url == found.get_absolute_url()
    assert "1 việc, chưa ký" in page and "Biên bản bàn giao mặt bằng" in page
    assert (found.version, found.year, found.signed_by, found.signed_post) == (1, 2024, secretary, land.secretary_post)
    assert found.sha256 == content_hash(found.content)
    assert found.content["rows"][0][1:3] == [["Giải phóng mặt bằng 12 km đường"], ["Chiều dài bàn giao: ít nhất 12 km"]]
    assert found.content["place"] == "Bình Sơn"
    assert CommitmentTask.objects.get().task_version == 1


def test_a_signature_is_told_in_the_task_and_sealed_in_the_ledger(land, campaign, given, secretary, sign):
    sign(secretary, person(land, campaign).url)

    found, event = Commitment.objects.get(), TaskEvent.objects.get(task=given, verb="sign")
    lines = dict(LedgerEntry.objects.values_list("verb", "body"))
    assert event.body["sha256"] == found.sha256 and event.acting_as == "Bí thư Huyện ủy, Huyện ủy Bình Sơn"
    assert lines["commitment_sign"]["sha256"] == lines["task_sign"]["sha256"] == found.sha256
    assert ledger.first_break() is None


def test_signing_twice_is_one_version(land, campaign, given, secretary, sign, sign_in):
    subject = person(land, campaign)
    form = sign_in(secretary).get(subject.url).context["form"].initial

    sign(secretary, subject.url)
    again = sign_in(secretary).post(subject.sign_url, {**form, "password": PASSWORD}, follow=True)

    assert Commitment.objects.count() == 1 and TaskEvent.objects.filter(verb="sign").count() == 1
    assert "Nội dung này đã ký lúc 09:00 01/03/2024, không ký lần nữa" in again.content.decode()
    assert "không có gì mới để ký" in sign_in(secretary).get(subject.url).content.decode()


def test_a_text_that_changed_after_the_page_is_not_signed(land, campaign, given, secretary, sign_in):
    subject = person(land, campaign)
    form = sign_in(secretary).get(subject.url).context["form"].initial
    given.due, given.revision = dt.date(2024, 12, 15), given.revision + 1
    given.save()
    TaskEvent.objects.create(
        task=given,
        at=dt.datetime(2024, 3, 1, 2, 0, tzinfo=dt.UTC),
        actor=secretary,
        acting_as="Thường trực",
        verb="edit",
    )

    response = sign_in(secretary).post(subject.sign_url, {**form, "password": PASSWORD}, follow=True)

    page = response.content.decode()
    assert not Commitment.objects.exists()
    assert "Chưa ký: nội dung đã đổi sau khi mở trang" in page and "Thường trực đã sửa lúc 09:00 01/03/2024" in page
    assert "15/12/2024" in page


def test_a_page_without_the_hash_signs_nothing(land, campaign, given, secretary, sign_in):
    response = sign_in(secretary).post(person(land, campaign).sign_url, {"password": PASSWORD})

    assert response.status_code == 302 and not Commitment.objects.exists()


def test_the_service_refuses_another_text_too(land, campaign, given, secretary):
    with pytest.raises(committing.TextChanged):
        committing.sign(person(land, campaign), actor=as_actor(secretary), shown="0" * 64)


def test_a_change_of_a_task_is_a_new_version_that_says_what_changed(land, campaign, given, secretary, sign, sign_in):
    subject = person(land, campaign)
    sign(secretary, subject.url)
    given.refresh_from_db()
    given.due = dt.date(2024, 12, 15)
    given.save()
    make_task("Xóa 40 nhà tạm", owner=land.secretary_post, assigned_by=land.province, campaign=campaign)

    page = sign_in(secretary).get(subject.url).content.decode()
    sign(secretary, subject.url)

    second = Commitment.objects.get(version=2)
    assert "2 chỗ đã đổi sau bản số 1" in page
    assert second.content["replaces"] == [
        "Bản này thay bản số 1 ký ngày 01/03/2024. Nội dung thay đổi:",
        "- Việc 1, thời hạn, mốc: từ “30/11/2024” thành “15/12/2024”;",
        "- Thêm việc 2: Xóa 40 nhà tạm.",
    ]
    client = sign_in(secretary)
    older = client.get(Commitment.objects.get(version=1).get_absolute_url()).content.decode()
    assert "Đã được thay bằng bản số 2" in older
    beside = client.get(reverse("commitment_changes", args=[second.pk])).content.decode()
    assert "2 chỗ khác nhau" in beside and "15/12/2024" in beside


def test_a_stopped_task_leaves_by_a_new_version(land, campaign, given, secretary):
    other = make_task("Xóa 40 nhà tạm", owner=land.secretary_post, assigned_by=land.province, campaign=campaign)
    subject = person(land, campaign)
    sign_now(subject, secretary)
    other.state = "cancelled"
    other.save()

    second = sign_now(subject, secretary)

    assert second.content["replaces"][1:] == ["- Bỏ việc 2 của bản trước: Xóa 40 nhà tạm."]


def test_a_task_that_is_done_stays_as_signed(land, campaign, given, secretary):
    subject = person(land, campaign)
    sign_now(subject, secretary)
    given.state = "accepted"
    given.save()

    assert promises.offer(subject, land.secretary_post).is_same


def test_a_decision_recorded_later_may_be_signed_but_need_not(land, campaign, given, secretary, organiser, sign_in):
    subject = person(land, campaign)
    sign_now(subject, secretary)
    given.decision = make_document(land.province, by=organiser, number="125-QĐ/TU")
    given.save()

    offer = promises.offer(subject, land.secretary_post)

    assert (offer.is_same, offer.is_due) == (False, False)
    assert "Căn cứ Quyết định số 125-QĐ/TU, ngày 15/01/2024" in offer.content["grounds"][0]
    assert offer.content["addressee"] == "Kính gửi: Ban Thường vụ Tỉnh ủy"
    assert "Việc không đổi" in sign_in(secretary).get(subject.url).content.decode()


@pytest.mark.parametrize("name", ["organiser", "leader", "deputy"])
def test_nobody_signs_for_the_holder(land, campaign, given, sign_in, name):
    subject, user = person(land, campaign), land.people[name]
    client = sign_in(user)

    page = client.get(subject.url)
    response = client.post(subject.sign_url, {**page.context["form"].initial, "password": PASSWORD})

    assert "ký được bản này" in page.content.decode()
    assert response.status_code == 403 and not Commitment.objects.exists()
    with pytest.raises(committing.NotTheSigner):
        committing.sign(subject, actor=as_actor(user), shown=page.context["form"].initial["shown"])


def test_who_has_left_the_post_no_longer_signs(land, campaign, given, secretary, sign_in):
    land.secretary_post.end = dt.date(2024, 2, 1)
    land.secretary_post.save()

    response = sign_in(secretary).post(person(land, campaign).sign_url, {"password": PASSWORD})

    assert response.status_code == 403


def test_a_committee_is_signed_by_its_head_and_by_no_other_member(land, campaign, secretary, sign, sign_in):
    make_task("Sắp xếp 12 trường", owner_committee=land.district, assigned_by=land.province, campaign=campaign)
    vice = make_user("pho-bi-thu")
    grant(vice, "secretary", land.district)
    make_appointment(make_cadre("Phó bí thư", user=vice), committee=land.district, title="Phó Bí thư")
    subject = promises.Subject(campaign, committee=land.district)

    refused = sign_in(vice).post(subject.sign_url, {"password": PASSWORD})
    sign(secretary, subject.url)

    found = Commitment.objects.get()
    assert refused.status_code == 403
    assert (found.committee, found.appointment, found.signed_post) == (land.district, None, land.secretary_post)
    assert found.content["authority"] == "T/M HUYỆN ỦY BÌNH SƠN"


def test_a_committee_without_a_head_is_told_so(land, campaign, organiser, sign_in):
    make_task("Việc của sở", owner_committee=land.agency, assigned_by=land.province, campaign=campaign)

    page = sign_in(organiser).get(promises.Subject(campaign, committee=land.agency).url).content.decode()

    assert "chưa có người đứng đầu đương nhiệm" in page


def test_out_of_scope_is_not_there(land, campaign, given, neighbour, outsider, sign_in):
    for user in (neighbour, outsider):
        assert sign_in(user).get(person(land, campaign).url).status_code == 404


def test_a_shared_task_does_not_open_the_other_holders_commitment(land, campaign, given, secretary, neighbour, sign_in):
    make_task("Chung", owners=[land.secretary_post, land.neighbour_post], assigned_by=land.province, campaign=campaign)
    signed = sign_now(person(land, campaign), secretary)

    assert sign_in(neighbour).get(person(land, campaign).url).status_code == 404
    assert sign_in(neighbour).get(signed.get_absolute_url()).status_code == 404
    assert sign_in(secretary).get(signed.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("args", [[1, "khac", 1], [10**12, "nguoi", 1], [1, "tap-the", 10**12]])
def test_forged_addresses_are_not_there(land, campaign, given, organiser, sign_in, args):
    assert sign_in(organiser).get(reverse("commitment_prepare", args=args)).status_code == 404


# ---- who is there? ---------------------------------------------------------------------------------------------


def test_a_wrong_password_signs_nothing_and_is_noted(land, campaign, given, secretary, sign):
    response = sign(secretary, person(land, campaign).url, password="sai")

    page = response.content.decode()
    assert response.status_code == 200 and not Commitment.objects.exists()
    assert "Mật khẩu chưa đúng" in page and "Lỗi: Ký cam kết" in page
    assert 'value="sai"' not in page
    entry = LedgerEntry.objects.get()
    assert (entry.verb, entry.subject) == ("reauth_failed", f"commitment_sign {person(land, campaign).key}")
    assert "sai" not in str(entry.body)


def test_an_empty_password_asks_for_it(land, campaign, given, secretary, sign):
    page = sign(secretary, person(land, campaign).url, password="").content.decode()

    assert "Nhập mật khẩu của tài khoản đang dùng" in page and not LedgerEntry.objects.exists()


@override_settings(ACCOUNT_RATE_LIMITS={"login_failed": "5/300s/key"})
def test_guessing_ends_after_five_and_then_even_the_right_one_waits(land, campaign, given, secretary, sign):
    url = person(land, campaign).url
    for _ in range(5):
        sign(secretary, url, password="sai")

    response = sign(secretary, url)

    assert "Đã thử sai nhiều lần" in response.content.decode()
    assert not Commitment.objects.exists()


def test_the_password_of_another_account_is_wrong(land, campaign, given, secretary, sign):
    secretary.set_password("khác hẳn 2024 rồi")
    secretary.save()

    assert "Mật khẩu chưa đúng" in sign(secretary, person(land, campaign).url).content.decode()


@pytest.mark.parametrize(("code", "signed"), [("123456", True), ("000000", False), ("", False)])
def test_the_second_factor_is_asked_for_when_it_is_on(
    land, campaign, given, secretary, sign, sign_in, monkeypatch, code, signed
):
    monkeypatch.setattr(second_factor, "is_on", lambda user: user == secretary)
    monkeypatch.setattr(second_factor, "accepts", lambda user, code: code == "123456")
    url = person(land, campaign).url

    page = sign_in(secretary).get(url).content.decode()
    response = sign(secretary, url, code=code)

    assert "Mã xác thực lớp hai" in page
    assert Commitment.objects.exists() == signed
    if not signed:
        assert "Mã xác thực chưa đúng" in response.content.decode() or "Nhập mã đang hiện" in response.content.decode()


def test_without_the_second_factor_no_code_is_asked_for(secretary, land):
    assert "code" not in reauth.ReauthForm(user=secretary).fields


# ---- tampering -------------------------------------------------------------------------------------------------


def tamper(found, rehash=False, **changes):
    content = {**found.content, "closing": "Không chịu trách nhiệm."}
    sha256 = content_hash(content) if rehash else found.sha256
    Commitment.objects.filter(pk=found.pk).update(**({"content": content, "sha256": sha256} | changes))


@pytest.mark.parametrize("rehash", [False, True])
def test_a_text_changed_in_the_database_is_never_shown_as_signed(land, campaign, given, secretary, sign_in, rehash):
    subject = person(land, campaign)
    found = sign_now(subject, secretary)
    tamper(found, rehash)
    client = sign_in(secretary)

    for url in (found.get_absolute_url(), reverse("commitment_word", args=[found.pk])):
        response = client.get(url)
        assert response.status_code == 409
        assert "không khớp chữ ký" in response.content.decode()
        assert "Không chịu trách nhiệm" not in response.content.decode()


@pytest.mark.parametrize(
    "changes", [{"acting_as": "Bí thư Tỉnh ủy"}, {"signed_at": dt.datetime(2023, 1, 1, tzinfo=dt.UTC)}, {"version": 7}]
)
def test_a_signature_line_changed_in_the_database_is_seen(land, campaign, given, secretary, changes):
    found = sign_now(person(land, campaign), secretary)
    Commitment.objects.filter(pk=found.pk).update(**changes)
    found.refresh_from_db()

    with pytest.raises(NotWhatWasSigned):
        committing.printed(found)


def test_nothing_is_signed_on_top_of_a_tampered_version(land, campaign, given, secretary, sign_in):
    subject = person(land, campaign)
    tamper(sign_now(subject, secretary))
    client = sign_in(secretary)

    assert client.get(subject.url).status_code == 409
    assert client.post(subject.sign_url, {"password": PASSWORD}).status_code == 409
    assert Commitment.objects.count() == 1


def test_content_that_is_no_commitment_at_all_is_refused_too(land, campaign, given, secretary, sign_in):
    found = sign_now(person(land, campaign), secretary)
    Commitment.objects.filter(pk=found.pk).update(content={})

    assert sign_in(secretary).get(found.get_absolute_url()).status_code == 409


# ---- pages -----------------------------------------------------------------------------------------------------


def test_the_signed_page_shows_text_signature_and_check(land, campaign, given, secretary, organiser, sign_in):
    found = sign_now(person(land, campaign), secretary)

    page = sign_in(organiser).get(found.get_absolute_url()).content.decode()

    assert "Nội dung khớp mã băm" in page and found.sha256 in page
    assert "Ký điện tử lúc 09:00 ngày 01/03/2024 bởi Bí thư Bình Sơn, Bí thư Huyện ủy, Huyện ủy Bình Sơn" in page
    assert f"/viec/{given.pk}/" in page


def test_word_is_the_same_text(land, campaign, given, secretary, sign_in):
    found = sign_now(person(land, campaign), secretary)

    response = sign_in(secretary).get(reverse("commitment_word", args=[found.pk]))

    assert b"".join(response.streaming_content)[:2] == b"PK"
    assert f"cam-ket-2024-{land.secretary_post.code}-ban-1.docx" in response.headers["Content-Disposition"]


def test_a_first_version_has_nothing_to_compare(land, campaign, given, secretary, sign_in):
    found = sign_now(person(land, campaign), secretary)

    assert sign_in(secretary).get(reverse("commitment_changes", args=[found.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_reading_takes_the_same_statements_whatever_the_tasks(
    land, campaign, given, secretary, sign_in, rows, django_assert_num_queries
):
    for number in range(rows):
        task = make_task(f"Việc {number}", owner=land.secretary_post, assigned_by=land.province, campaign=campaign)
        make_indicator(task)
    client, subject = sign_in(secretary), person(land, campaign)

    with django_assert_num_queries(11):
        client.get(subject.url)
    found = sign_now(subject, secretary)
    with django_assert_num_queries(9):
        client.get(found.get_absolute_url())


def test_markup_and_long_titles_are_only_text(land, campaign, secretary, sign, sign_in):
    title = "<script>x</script> 😀 " + "Đưa hồ sơ vào cơ sở dữ liệu dùng chung " * 20
    make_task(title[:1000], owner=land.secretary_post, assigned_by=land.province, campaign=campaign)
    subject = person(land, campaign)

    page = sign_in(secretary).get(subject.url).content.decode()
    sign(secretary, subject.url)

    assert "<script>x" not in page and "&lt;script&gt;x" in page
    assert "<script>x" not in sign_in(secretary).get(Commitment.objects.get().get_absolute_url()).content.decode()
