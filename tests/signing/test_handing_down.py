"""Giao xuống: parts of a target to those below, once, by whom it may be, with nothing lost."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cadre import ledger
from cadre.models import LedgerEntry
from tasks import handing_down
from tasks.handing_down import Handed
from tasks.models import BreakthroughTask, TaskEvent, TaskVersion
from tests.factories import (
    as_actor,
    grant,
    make_appointment,
    make_cadre,
    make_campaign,
    make_indicator,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def target(given):
    return given.indicators.get()


@pytest.fixture
def send(sign_in, given):
    """send(user, **fields): send the form of the given task; rows as p0_…, p1_… of what a browser would send."""

    def sent(user, *rows, **fields):
        client, url = sign_in(user), reverse("hand_down", args=[given.pk])
        shown = client.get(url)
        data = {"form_key": str(shown.context["parts"].key), "revision": given.revision, "so_phan": len(rows)}
        for number, row in enumerate(rows):
            plain = {"title": given.title, "product": given.product, "due": "30/11/2024"}
            data |= {f"p{number}-{name}": value for name, value in (plain | row).items()}
        return client.post(url, data | fields, follow=True)

    return sent


def row(land, target, number="5", **more):
    return {"person": land.cadre_post.code, f"phan_{target.pk}": number} | more


def test_the_secretary_hands_parts_down_and_they_are_given_at_once(land, given, target, secretary, send):
    body = {"committee": land.commune.code, f"phan_{target.pk}": "7,5"}

    response = send(secretary, row(land, target), body)

    assert "Đã giao xuống 2 việc" in response.content.decode()
    first, second = BreakthroughTask.objects.filter(parent_task=given).order_by("pk")
    assert (list(first.owners.all()), second.owner_committee) == ([land.cadre_post], land.commune)
    assert {first.state, second.state} == {"approved"}
    assert (first.assigned_by, first.approved_by, first.kind, first.year) == (
        land.district,
        secretary,
        given.kind,
        2024,
    )
    assert [each.indicators.get().target_min for each in (first, second)] == [Decimal(5), Decimal("7.5")]
    assert second.places.filter(is_held=True).exists()


def test_it_is_told_on_both_levels_and_sealed(land, given, target, secretary, send):
    send(secretary, row(land, target))

    child = BreakthroughTask.objects.get(parent_task=given)
    assert TaskEvent.objects.get(task=child, verb="hand_down").body["from_task"] == given.code
    event = TaskEvent.objects.get(task=given, verb="hand_down")
    assert event.body["parts"] == [{"task": child.code, "to": "Cán bộ Văn phòng Đảng ủy – Cán bộ Bình Minh"}]
    assert TaskVersion.objects.get(task=child).why == "giao xuống"
    assert list(LedgerEntry.objects.values_list("verb", flat=True)) == ["task_hand_down"] * 2
    assert ledger.first_break() is None


def test_an_organiser_proposes_and_somebody_else_decides(land, given, target, organiser, send):
    response = send(organiser, row(land, target))

    child = BreakthroughTask.objects.get(parent_task=given)
    assert (child.state, child.approved_at, child.submitted_by) == ("proposed", None, organiser)
    assert "Đã gửi đề nghị giao xuống 1 việc" in response.content.decode()


def test_the_same_page_sent_twice_is_one_effect(land, given, target, secretary, send):
    key = str(uuid.uuid4())
    send(secretary, row(land, target), form_key=key)
    given.refresh_from_db()

    again = send(secretary, row(land, target), form_key=key)

    assert BreakthroughTask.objects.filter(parent_task=given).count() == 1
    assert "không giao lần nữa" in again.content.decode()


def test_a_row_more_and_a_row_less_lose_nothing_and_save_nothing(land, given, target, secretary, send):
    more = send(secretary, row(land, target, "abc", title="Đã gõ dở"), them="1").content.decode()
    less = send(secretary, row(land, target, title="Bỏ"), row(land, target, "3", title="Giữ"), bo="0").content.decode()

    assert 'value="abc"' in more and "Đã gõ dở" in more and 'name="p1-title"' in more
    assert "Giữ" in less and "Bỏ</textarea>" not in less and 'name="p1-title"' not in less
    assert "Chưa giao được" not in more and not BreakthroughTask.objects.filter(parent_task=given).exists()


def test_the_sum_is_told_with_what_was_given_before(land, given, target, secretary, send):
    before = make_task("Trước", owner=land.cadre_post, parent_task=given, assigned_by=land.district)
    make_indicator(before, target.name, unit="km", target_min=4)

    html = send(secretary, row(land, target, "11,5"), them="1").content.decode()

    assert "15,5</span>/12</b> km" in html and "trước đó 4" in html


def test_fields_are_filled_from_the_task_above(given, secretary, sign_in):
    html = sign_in(secretary).get(reverse("hand_down", args=[given.pk])).content.decode()

    assert "Giải phóng mặt bằng 12 km đường</textarea>" in html and 'value="30/11/2024"' in html


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"due": "01/12/2024"}, "hạn của việc này, trở về trước"),
        ({"due": "01/02/2024"}, "Thời hạn đã qua"),
        ({"due": "32/13/2024"}, "Ghi ngày như 30/11/2026"),
        ({"due": ""}, "Ghi thời hạn"),
        ({"title": "  "}, "Ghi nội dung việc giao"),
        ({"title": "x" * 1001}, "dài nhất 1.000 chữ"),
        ({"person": ""}, "Chọn người hoặc tập thể nhận phần này"),
        ({"person": "khong-co-ai"}, "Không thấy người giữ chức danh nào"),
        ({"committee": "AH-BS-BM"}, "Chỉ chọn một"),
        ({"number": "-3"}, "Phần giao phải lớn hơn 0"),
        ({"number": "0"}, "Phần giao phải lớn hơn 0"),
        ({"number": "nhiều"}, "Ghi một con số"),
        ({"number": "99999999999999"}, "Số quá lớn"),
        ({"number": "1,1234567"}, "6 chữ số thập phân"),
    ],
)
def test_bad_input_is_said_and_kept(land, given, target, secretary, send, changes, words):
    number = changes.pop("number", "5")
    typed_in = row(land, target, number) | changes

    html = send(secretary, typed_in).content.decode()

    assert words in html
    assert not BreakthroughTask.objects.filter(parent_task=given).exists()
    for typed in (typed_in["person"], number):
        assert f'value="{typed}"' in html or not typed


def test_emoji_and_text_from_word_are_taken(land, given, target, secretary, send):
    send(secretary, row(land, target, title="Bàn giao\u00a0 đoạn 1\r\n😀\x0b" + "dài " * 90))

    child = BreakthroughTask.objects.get(parent_task=given)
    assert child.title.startswith("Bàn giao đoạn 1 😀") and len(child.title) > 300


def test_one_bad_row_saves_none(land, given, target, secretary, send):
    send(secretary, row(land, target), row(land, target, due="01/01/2030"))

    assert not BreakthroughTask.objects.filter(parent_task=given).exists()


def test_empty_rows_are_no_parts(land, given, target, secretary, send):
    send(secretary, row(land, target), {}, {})
    nothing = send(secretary, {}, {})

    assert BreakthroughTask.objects.filter(parent_task=given).count() == 1
    assert "Chưa điền phần nào" in nothing.content.decode()


@pytest.mark.parametrize("who", ["neighbour_post", "other_post"])
def test_nobody_outside_the_unit_can_be_given_a_part(land, given, target, secretary, send, who):
    html = send(secretary, row(land, target, person=getattr(land, who).code)).content.decode()

    assert "Không thấy người giữ chức danh nào" in html


def test_the_unit_itself_is_not_below_itself(land, given, target, secretary, send):
    html = send(
        secretary, row(land, target, person="", committee=f"{land.district.code} · {land.district}")
    ).content.decode()

    assert "Không thấy tập thể nào" in html


def test_nobody_gives_to_themselves(land, given, target, secretary, send):
    html = send(secretary, row(land, target, person=land.secretary_post.code)).content.decode()

    assert "Không giao cho chính mình" in html
    assert not BreakthroughTask.objects.filter(parent_task=given).exists()


def test_nor_to_a_committee_they_head(land, given, target, secretary, send):
    make_appointment(land.secretary_post.cadre, committee=land.commune, title="Bí thư kiêm", is_head=True)

    html = send(secretary, row(land, target, person="", committee=land.commune.code)).content.decode()

    assert "Không giao cho chính mình" in html


@pytest.mark.parametrize("name", ["deputy", "assessor", "inspector"])
def test_who_directs_nothing_may_not(land, given, sign_in, name):
    assert sign_in(land.people[name]).get(reverse("hand_down", args=[given.pk])).status_code == 403


@pytest.mark.parametrize("state", ["accepted", "cancelled", "proposed"])
def test_a_task_that_does_not_run_is_not_handed_down(land, given, target, secretary, send, state):
    BreakthroughTask.objects.filter(pk=given.pk).update(state=state)

    html = send(secretary, row(land, target)).content.decode()

    assert "Không giao xuống được nữa" in html and "không giao xuống được" in html
    assert not BreakthroughTask.objects.filter(parent_task=given).exists()


def test_an_old_page_is_told_who_changed_the_task(land, given, target, secretary, send):
    BreakthroughTask.objects.filter(pk=given.pk).update(revision=9)
    when = dt.datetime(2024, 3, 1, 1, 0, tzinfo=dt.UTC)
    TaskEvent.objects.create(task=given, at=when, actor=secretary, acting_as="Thường trực", verb="grant_change")

    html = send(secretary, row(land, target), revision=0).content.decode()

    assert "Thường trực đã chấp nhận điều chỉnh lúc 08:00 01/03/2024" in html
    assert f'value="{land.cadre_post.code}"' in html
    assert not BreakthroughTask.objects.filter(parent_task=given).exists()


def test_forged_units_and_keys_do_nothing(land, given, target, secretary, send):
    assert send(secretary, row(land, target), don_vi=land.province.pk).status_code == 404
    assert send(secretary, row(land, target), don_vi="x").status_code == 404
    send(secretary, row(land, target), form_key="x")
    send(secretary, row(land, target), revision="x")
    send(secretary, row(land, target), so_phan="-1")

    assert BreakthroughTask.objects.filter(parent_task=given).count() == 1  # so_phan is one at least


def test_two_holders_units_are_chosen_between(land, campaign, organiser, sign_in):
    task = make_task("Chung", owners=[land.secretary_post, land.neighbour_post], assigned_by=land.province)
    url = reverse("hand_down", args=[task.pk])

    shown = sign_in(organiser).get(f"{url}?don_vi={land.next_district.pk}")

    assert shown.context["unit"] == land.next_district and len(shown.context["units"]) == 2


def test_what_does_not_add_up_goes_down_whole(land, given, target, secretary, send, sign_in):
    rate = make_indicator(given, "Tỷ lệ đồng thuận", unit="%", target_min=95)
    ceiling = make_indicator(given, "Khiếu kiện", unit="vụ", comparator="lte", target_min=None, target_max=3)
    span = make_indicator(given, "Hộ tái định cư", unit="hộ", comparator="range", target_min=90, target_max=100)
    done = make_indicator(given, "Ban hành phương án", comparator="done", target_min=None)

    html = sign_in(secretary).get(reverse("hand_down", args=[given.pk])).content.decode()
    send(
        secretary,
        row(land, target)
        | {f"phan_{rate.pk}": "95", f"phan_{ceiling.pk}": "0", f"phan_{span.pk}": "40", f"phan_{done.pk}": "on"},
    )

    assert f'name="p0-phan_{rate.pk}" value="95"' in html
    found = {each.name: each for each in BreakthroughTask.objects.get(parent_task=given).indicators.all()}
    assert found["Tỷ lệ đồng thuận"].target_min == 95
    assert (found["Khiếu kiện"].target_max, found["Khiếu kiện"].target_min) == (0, None)
    assert (found["Hộ tái định cư"].comparator, found["Hộ tái định cư"].target_min) == ("gte", 40)
    assert found["Ban hành phương án"].comparator == "done"


def test_parts_belong_to_the_units_own_campaign_where_there_is_one(land, given, target, secretary, send):
    own = make_campaign(committee=land.district, by=secretary, code="BS-2024")

    send(secretary, row(land, target))

    child = BreakthroughTask.objects.get(parent_task=given)
    assert (child.campaign, child.code) == (own, "BS-2024.001")


def test_both_tiers_stand_on_both_pages(land, given, target, secretary, plain_cadre, send, sign_in):
    target.result = 13
    target.save()
    send(secretary, row(land, target, "9"), row(land, target, "6"))
    first, second = BreakthroughTask.objects.filter(parent_task=given).order_by("pk")
    for child, result in ((first, 8), (second, 5)):
        child.indicators.update(result=result)

    above = sign_in(secretary).get(given.get_absolute_url()).content.decode()
    below = sign_in(secretary).get(first.get_absolute_url()).content.decode()
    alone = sign_in(plain_cadre).get(first.get_absolute_url()).content.decode()

    assert "Vượt chỉ tiêu tỉnh giao (13/12)" in above and "Chưa đạt tổng đã giao xuống (13/15)" in above
    assert "Phần của việc này" in below and "ít nhất 12 km" in below
    assert "ít nhất 12 km" not in alone


def test_parts_out_of_sight_are_counted_and_not_summed_silently(land, given, target, leader, secretary, sign_in):
    seen = make_task("Thấy", owner=land.cadre_post, assigned_by=land.district, parent_task=given)
    make_indicator(seen, target.name, unit="km", target_min=5)
    hidden = make_task("Khuất", owner=land.other_post, assigned_by=land.other_province, parent_task=given)
    make_indicator(hidden, target.name, unit="km", target_min=7)

    html = sign_in(secretary).get(given.get_absolute_url()).content.decode()

    assert "1 phần giao xuống nằm ngoài phạm vi xem" in html
    assert "Khuất" not in html and "chưa giao" not in html


def test_the_number_of_statements_does_not_grow_with_the_parts(land, given, target, secretary):
    def give(count):
        rows = [Handed(land.cadre_post, f"Phần {n}", "", dt.date(2024, 6, 1), {target.pk: 1}) for n in range(count)]
        with CaptureQueriesContext(connection) as seen:
            handing_down.hand_down(given, land.district, rows, actor=as_actor(secretary), form_key=uuid.uuid4())
        return len(seen)

    give(1)
    assert give(1) == give(20)


def test_a_member_who_does_not_lead_only_proposes(land, given, target, send):
    member = make_user("uy-vien")
    post = make_appointment(make_cadre("Ủy viên", user=member), committee=land.district, title="Ủy viên Ban Thường vụ")
    given.owners.add(post)
    grant(member, "deputy", land.district)

    send(member, row(land, target))

    assert BreakthroughTask.objects.get(parent_task=given).state == "proposed"
