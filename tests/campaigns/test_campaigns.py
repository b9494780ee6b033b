"""A campaign is written, opened, closed, opened again; sent twice it is one; an old page is told who was faster."""

import datetime as dt
import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from cadre import ledger
from cadre.models import LedgerEntry, StoredFile
from tasks import campaigns
from tasks.models import Campaign
from tests.factories import as_actor, grant, make_appointment, make_campaign, make_position, make_task, make_user

PDF = b"%PDF-1.7\n" + b"x" * 600


@pytest.fixture
def secretaries(land):
    position = make_position("Bí thư cấp huyện")
    for post in (land.secretary_post, land.neighbour_post):
        post.position = position
        post.save()
    return position


def typed(land, **more):
    return {
        "form_key": str(uuid.uuid4()),
        "committee": land.province.code,
        "name": "Giao việc đột phá năm 2024",
        "code": "",
        "year": "2024",
        "start": "01/01/2024",
        "end": "31/12/2024",
        "opens_on": "02/01/2024",
        "closes_on": "29/02/2024",
        "min_per_person": "2",
        "max_per_person": "3",
        "guidance": "",
        "trong_tam_rows": "3",
        "nguoi_rows": "2",
        **more,
    }


def test_a_campaign_is_written_with_everything_the_page_asks(land, sign_in, organiser, secretaries):
    data = typed(
        land,
        guidance="Mỗi việc một sản phẩm có số, ngày.",
        positions=[secretaries.pk],
        nguoi_0=land.cadre_post.code,
        trong_tam_0_field="Giao thông",
        trong_tam_0_title="Cứng hóa đường xã",
        file=SimpleUploadedFile("Hướng dẫn 12.pdf", PDF),
    )

    response = sign_in(organiser).post(reverse("campaign_new"), data)

    campaign = Campaign.objects.get()
    assert response.url == campaign.get_absolute_url()
    assert (campaign.code, campaign.state, campaign.created_by) == ("AH-2024", "draft", organiser)
    assert (campaign.min_per_person, campaign.max_per_person) == (2, 3)
    assert list(campaign.positions.all()) == [secretaries]
    assert list(campaign.posts.all()) == [land.cadre_post]
    assert list(campaign.focuses.values_list("field", "title")) == [("Giao thông", "Cứng hóa đường xã")]
    assert campaign.guidance_file.name == "Hướng dẫn 12.pdf"
    assert LedgerEntry.objects.get(verb="campaign_create").body["Chức danh phải đăng ký"] == secretaries.code
    assert ledger.first_break() is None


def test_the_same_form_sent_twice_is_one_campaign(land, sign_in, organiser):
    client, data = sign_in(organiser), typed(land)

    for _ in range(2):
        client.post(reverse("campaign_new"), data)

    assert Campaign.objects.count() == 1
    assert LedgerEntry.objects.filter(verb__startswith="campaign_").count() == 1


def test_a_second_campaign_of_a_year_gets_the_next_code_and_a_taken_one_is_told(land, sign_in, organiser):
    client = sign_in(organiser)
    for _ in range(2):
        client.post(reverse("campaign_new"), typed(land))

    taken = client.post(reverse("campaign_new"), typed(land, code="AH-2024"))

    assert set(Campaign.objects.values_list("code", flat=True)) == {"AH-2024", "AH-2024-2"}
    assert "Mã AH-2024 đã dùng" in taken.content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Ghi tên đợt."),
        ({"name": "Đ" * 301}, "Tên dài quá 300 chữ."),
        ({"year": "2026"}, "nằm ngoài thời gian thực hiện"),
        ({"year": "hai nghìn"}, "Ghi một số nguyên"),
        ({"min_per_person": "-1"}, "Ghi một số nguyên từ 1"),
        ({"max_per_person": "1"}, "Số nhiều nhất phải từ số ít nhất trở lên."),
        ({"closes_on": "01/01/2024"}, "Hạn đăng ký phải từ ngày mở trở đi."),
        ({"closes_on": "30/02/2024"}, "Ghi ngày có thật"),
        ({"end": "01/12/2023"}, "Ngày kết thúc phải từ ngày bắt đầu trở đi."),
        ({"committee": "DH"}, "Không thấy tập thể nào"),
        ({"nguoi_0": "Bí thư Đức Phong"}, "Không thấy người giữ chức danh nào"),
        ({"positions": ["999999"]}, "không còn trong danh mục"),
        ({"trong_tam_0_field": "Giao thông"}, "Ghi nội dung trọng tâm"),
        ({"code": "có dấu cách"}, "Mã viết liền"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(land, sign_in, organiser, change, words):
    response = sign_in(organiser).post(reverse("campaign_new"), typed(land, guidance="🌾 giữ lại", **change))

    page = response.content.decode()
    assert words in page
    assert "🌾 giữ lại" in page
    assert "29/02/2024" in page or "closes_on" in change
    assert not Campaign.objects.exists()


def test_a_person_outside_the_committee_cannot_be_named(land, sign_in, organiser):
    grant(organiser, "organiser", land.other_province)

    response = sign_in(organiser).post(reverse("campaign_new"), typed(land, nguoi_0=land.other_post.code))

    assert "không thuộc Tỉnh ủy An Hòa" in response.content.decode()


def test_a_row_is_added_without_a_script_and_without_checking(land, sign_in, organiser, secretaries):
    data = typed(land, name="", positions=[secretaries.pk], nguoi_1="đang gõ dở", add="nguoi")

    page = sign_in(organiser).post(reverse("campaign_new"), data).content.decode()

    assert 'name="nguoi_3"' in page
    assert 'name="nguoi_4"' not in page
    assert 'value="đang gõ dở"' in page
    assert "Ghi tên đợt" not in page
    assert f'id="chuc-danh-{secretaries.pk}" checked' in page
    assert not Campaign.objects.exists()


def test_the_committee_of_another_organiser_is_refused(land, sign_in):
    user = make_user("to-chuc-huyen")
    grant(user, "organiser", land.district)
    grant(user, "secretary", land.province)

    response = sign_in(user).post(reverse("campaign_new"), typed(land))

    assert "không làm công tác tổ chức của Tỉnh ủy An Hòa" in response.content.decode()


def edit_of(client, campaign):
    """What the edit page would send back unchanged."""
    form = client.get(reverse("campaign_edit", args=[campaign.pk])).context["form"]
    data = {}
    for field in form:
        value = field.value()
        if field.name not in ("file", "drops_file") and value is not None:
            text = field.field.prepare_value(value)
            data[field.name] = text.strftime("%d/%m/%Y") if isinstance(text, dt.date) else text
    return data | {"revision": str(campaign.revision)}


def test_an_edit_tells_what_changed_and_an_unchanged_one_nothing(land, sign_in, organiser, secretaries):
    campaign = make_campaign(committee=land.province, by=organiser, positions=[secretaries], posts=[land.cadre_post])
    client = sign_in(organiser)
    same = edit_of(client, campaign)
    client.post(reverse("campaign_edit", args=[campaign.pk]), same)
    assert not LedgerEntry.objects.exists()

    client.post(reverse("campaign_edit", args=[campaign.pk]), same | {"min_per_person": "3", "positions": []})

    campaign.refresh_from_db()
    assert (campaign.min_per_person, campaign.revision) == (3, 1)
    assert list(campaign.posts.all()) == [land.cadre_post]
    changed = LedgerEntry.objects.get().body["changed"]
    assert changed == {"Ít nhất mỗi người": ["1", "3"], "Chức danh phải đăng ký": [secretaries.code, ""]}


def test_an_old_page_is_told_who_was_faster(land, sign_in, organiser):
    campaign = make_campaign(committee=land.province, by=organiser)
    client = sign_in(organiser)
    data = edit_of(client, campaign)
    client.post(reverse("campaign_edit", args=[campaign.pk]), data | {"name": "Người nhanh hơn"})

    page = client.post(reverse("campaign_edit", args=[campaign.pk]), data | {"name": "Người chậm hơn"})

    text = page.content.decode()
    assert "Chuyên viên Ban Tổ chức, Tỉnh ủy An Hòa đã sửa đợt lúc 09:00 10/02/2024" in text
    assert "Người chậm hơn" in text
    assert Campaign.objects.get().name == "Người nhanh hơn"


def test_a_guidance_file_is_replaced_taken_away_and_given_out(land, sign_in, organiser, secretary, outsider):
    campaign = make_campaign(committee=land.province, by=organiser)
    client, path = sign_in(organiser), reverse("campaign_edit", args=[campaign.pk])
    for name in ("bản một.pdf", "bản hai.pdf"):
        campaign.refresh_from_db()
        client.post(path, edit_of(client, campaign) | {"file": SimpleUploadedFile(name, PDF + name.encode())})

    given = sign_in(secretary).get(reverse("campaign_file", args=[campaign.pk]))
    hidden = sign_in(outsider).get(reverse("campaign_file", args=[campaign.pk]))

    assert b"".join(given.streaming_content).startswith(PDF)
    assert "attachment" in given.headers["Content-Disposition"]
    assert hidden.status_code == 404
    assert StoredFile.objects.count() == 2  # the first is still there
    campaign.refresh_from_db()
    client.post(path, edit_of(client, campaign) | {"drops_file": "on"})
    campaign.refresh_from_db()
    assert campaign.guidance_file is None


def test_a_wrong_file_is_refused_and_the_page_says_to_choose_again(land, sign_in, organiser):
    wrong = SimpleUploadedFile("virus.pdf", b"MZ\x90\x00" * 300)

    page = sign_in(organiser).post(reverse("campaign_new"), typed(land, file=wrong)).content.decode()

    assert "Nội dung tệp không phải" in page
    assert not StoredFile.objects.exists()


def test_the_year_of_a_campaign_with_tasks_stays(land, sign_in, organiser):
    campaign = make_campaign(committee=land.province, by=organiser)
    make_task(owner=land.secretary_post, campaign=campaign)
    client = sign_in(organiser)

    change = {"year": "2025", "end": "31/12/2025"}
    page = client.post(reverse("campaign_edit", args=[campaign.pk]), edit_of(client, campaign) | change)

    assert "Không đổi năm được" in page.content.decode()


# ---- open, close, open again ---------------------------------------------------------------------------------


def moved(client, campaign, **data):
    path = reverse("campaign_move", args=[campaign.pk])
    form = client.get(path).context["form"]
    data = {"to": form.initial["to"], "revision": campaign.revision, "closes_on": "28/02/2024"} | data
    response = client.post(path, data, follow=True)
    campaign.refresh_from_db()
    return response.content.decode()


def test_a_campaign_opens_closes_and_opens_again_with_a_reason(land, sign_in, organiser, secretaries):
    campaign = make_campaign(committee=land.province, by=organiser, state="draft", positions=[secretaries])
    client = sign_in(organiser)

    states = []
    for data in ({}, {}, {}, {"reason": "Hai người mới nhận chức."}):
        page = moved(client, campaign, **data)
        states.append(campaign.state)

    assert states == ["open", "closed", "closed", "open"]
    assert "Đã mở đăng ký" in page
    lines = list(LedgerEntry.objects.values_list("verb", flat=True))
    assert lines == ["campaign_open", "campaign_close", "campaign_reopen"]
    assert LedgerEntry.objects.last().body["reason"] == "Hai người mới nhận chức."


def test_nobody_to_register_keeps_a_campaign_from_opening(land, sign_in, organiser):
    campaign = make_campaign(committee=land.province, by=organiser, state="draft")

    page = moved(sign_in(organiser), campaign)

    assert "chưa chọn chức danh hay người nào" in page
    assert campaign.state == "draft"


def test_a_last_day_in_the_past_is_refused(land, sign_in, organiser, secretaries):
    campaign = make_campaign(committee=land.province, by=organiser, state="draft", positions=[secretaries])

    page = moved(sign_in(organiser), campaign, closes_on="09/02/2024")

    assert "Hạn đăng ký phải từ hôm nay" in page


def test_the_button_pressed_twice_is_one_effect(land, sign_in, organiser, secretaries):
    campaign = make_campaign(committee=land.province, by=organiser, state="draft", positions=[secretaries])
    client = sign_in(organiser)
    moved(client, campaign)

    page = moved(client, campaign, to="open", revision=0)

    assert "Đợt đã ở trạng thái “Đang mở”" in page
    assert LedgerEntry.objects.count() == 1


def test_a_closed_campaign_is_not_edited(land, sign_in, organiser):
    campaign = make_campaign(committee=land.province, by=organiser, state="closed")
    client = sign_in(organiser)

    page = client.post(reverse("campaign_edit", args=[campaign.pk]), edit_of(client, campaign) | {"name": "Khác"})

    assert "Đợt đã khép nên không sửa được" in page.content.decode()


# ---- after the pattern of last year --------------------------------------------------------------------------


def test_next_year_is_proposed_after_this_one(land, sign_in, organiser, secretaries):
    ended = make_appointment(committee=land.agency, title="Phó giám đốc cũ", end="2024-06-30")
    campaign = make_campaign(
        committee=land.province, by=organiser, positions=[secretaries], posts=[land.cadre_post, ended], min_per_person=2
    )
    campaign.focuses.create(field="Giao thông", title="Cứng hóa đường xã")

    page = sign_in(organiser).get(reverse("campaign_new"), {"theo": campaign.pk}).content.decode()

    for words in ("năm 2025", "01/01/2025", "31/03/2025", "Cứng hóa đường xã", land.cadre_post.code):
        assert words in page
    assert f'id="chuc-danh-{secretaries.pk}" checked' in page
    assert "đã thôi giữ chức: Phó giám đốc cũ" in page


def test_the_pattern_of_another_province_is_not_read(land, sign_in, organiser, outsider):
    campaign = make_campaign("Chim hoàng yến", committee=land.other_province, by=outsider)

    page = sign_in(organiser).get(reverse("campaign_new"), {"theo": campaign.pk}).content.decode()

    assert "hoàng yến" not in page


def test_a_leap_day_becomes_the_28th():
    assert campaigns.a_year_on(dt.date(2024, 2, 29)) == dt.date(2025, 2, 28)


def test_the_list_takes_the_same_statements_for_one_and_three(
    land, sign_in, organiser, secretaries, django_assert_num_queries
):
    client = sign_in(organiser)
    for year in (2022, 2023, 2024):
        make_campaign(committee=land.province, by=organiser, year=year, positions=[secretaries])
        if year in (2022, 2024):
            with django_assert_num_queries(13):
                client.get(reverse("campaigns"))


def test_figures_of_a_campaign(land, sign_in, organiser, secretaries):
    campaign = make_campaign(committee=land.province, by=organiser, positions=[secretaries])
    for state, owner in (
        ("proposed", land.secretary_post),
        ("draft", land.neighbour_post),
        ("approved", land.secretary_post),
    ):
        make_task(owner=owner, campaign=campaign, state=state, assigned_by=land.province)

    row = sign_in(organiser).get(reverse("campaigns")).context["rows"][0]

    figures = row["figures"]
    assert (figures.asked, figures.enough, figures.proposed, figures.approved) == (2, 1, 1, 1)


def test_who_only_belongs_below_sees_the_campaign_without_figures(land, sign_in, organiser, plain_cadre, secretaries):
    campaign = make_campaign(committee=land.province, by=organiser, positions=[secretaries])
    client = sign_in(plain_cadre)

    assert client.get(reverse("campaigns")).context["rows"][0]["figures"] is None
    assert client.get(campaign.get_absolute_url()).context["figures"] is None


def test_the_service_itself_refuses_who_may_not(land, leader, secretaries):
    campaign = make_campaign(committee=land.province, state="draft", positions=[secretaries])

    with pytest.raises(campaigns.PermissionDenied):
        campaigns.move(campaign, "open", actor=as_actor(leader), revision=0, closes_on=dt.date(2024, 2, 28))


def test_a_last_day_after_the_work_is_refused(land, sign_in, organiser, secretaries):
    campaign = make_campaign(committee=land.province, by=organiser, state="draft", positions=[secretaries])

    assert "muộn hơn ngày kết thúc thực hiện 31/12/2024" in moved(sign_in(organiser), campaign, closes_on="01/01/2025")


def test_who_must_register_sees_their_part(land, sign_in, secretary, plain_cadre, secretaries):
    campaign = make_campaign(committee=land.province, positions=[secretaries], min_per_person=2)
    make_task(owner=land.secretary_post, campaign=campaign, state="draft", assigned_by=land.province)

    mine = sign_in(secretary).get(campaign.get_absolute_url()).context["mine"]
    nothing = sign_in(plain_cadre).get(campaign.get_absolute_url()).context["mine"]

    assert [(row["title"], row["drafts"], row["standing"][1]) for row in mine] == [("Bí thư Huyện ủy", 1, "Đang soạn")]
    assert nothing == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_statements(land, sign_in, organiser, secretaries, rows, django_assert_num_queries):
    campaign = make_campaign(committee=land.province, positions=[secretaries])
    for number in range(rows):
        post = make_appointment(committee=land.agency, title=f"Giám đốc {number}", position=secretaries)
        make_task(owner=post, campaign=campaign, state="proposed", assigned_by=land.province)
        campaign.posts.add(post)
        campaign.focuses.create(title=f"Trọng tâm {number}")
    client = sign_in(organiser)

    with django_assert_num_queries(19):
        client.get(campaign.get_absolute_url())


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_at_once_is_one_campaign(land, organiser):
    text = campaigns.CampaignText(fields=campaigns.fresh_fields(2024))
    key, gate, made, errors = uuid.uuid4(), threading.Barrier(3), [], []

    def run():
        try:
            gate.wait(10)
            actor = as_actor(organiser)
            made.append(campaigns.create(text, committee=land.province, code="", form_key=key, actor=actor).pk)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert errors == []
    assert len(made) == 3
    assert len(set(made)) == Campaign.objects.count() == 1
