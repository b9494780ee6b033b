"""Who has signed and who has not: the list, its file, and what waits at home."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tasks import committing, pledges, promises
from tasks.models import Commitment, Indicator
from tests.factories import (
    as_actor,
    grant,
    make_appointment,
    make_cadre,
    make_campaign,
    make_committee,
    make_indicator,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db


def signed(campaign, post):
    subject = promises.Subject(campaign, post=post)
    shown = promises.offer(subject, post).hash
    return committing.sign(subject, actor=as_actor(post.cadre.user), shown=shown)[0]


@pytest.fixture
def six(land, campaign, given):
    """One of each: not yet, again, signed, nobody to sign (a post that ended, a committee without a head), over."""
    posts = {}
    for name in ("again", "done", "ended", "over"):
        user = make_user(name)
        post = make_appointment(make_cadre(f"Người {name}", user=user), committee=land.agency, title=f"Phó {name}")
        task = make_task(f"Việc {name}", owner=post, assigned_by=land.province, campaign=campaign, state="approved")
        make_indicator(task)
        posts[name] = (post, task)
    for name in ("again", "done"):
        signed(campaign, posts[name][0])
    Indicator.objects.filter(task=posts["again"][1]).update(target_min=99)
    posts["again"][1].versions.all().update(number=2)  # a version more, as every change of a target leaves one
    type(given).objects.filter(pk=posts["again"][1].pk).update(version=2)
    posts["ended"][0].end = dt.date(2024, 2, 1)
    posts["ended"][0].save()
    type(given).objects.filter(pk=posts["over"][1].pk).update(state="accepted")
    make_task("Của sở", owner_committee=land.agency, assigned_by=land.province, campaign=campaign, state="approved")
    return posts


def states(client, query=""):
    context = client.get(f"{reverse('commitments')}{query}").context
    return [(row.name, row.words) for row in context["page"].rows]


def test_the_list_says_of_everyone_where_they_stand(land, six, organiser, sign_in):
    found = states(sign_in(organiser))

    assert found == [
        ("Bí thư Huyện ủy – Bí thư Bình Sơn", "Chưa ký"),
        ("Phó again – Người again", "Cần ký lại"),
        ("Đảng ủy Sở Nội vụ", "Không có người ký"),
        ("Phó ended – Người ended", "Không có người ký"),
        ("Phó done – Người done", "Đã ký"),
        ("Phó over – Người over", "Không còn việc để ký"),
    ]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?tinh_trang=ky_lai", 1),
        ("?tinh_trang=da_ky", 1),
        ("?loai=tap-the", 1),
        ("?loai=nguoi&tinh_trang=khong_ky", 1),
        ("?q=binh+son", 1),
        ("?q=NỘI+vụ", 5),
        ("?q=khong-co", 0),
        ("?tinh_trang=la&loai=la&dot=la&xep=la&sau=la&truoc=la", 6),
        ("?dot=999999999999999999999", 6),
        ("?xep=-viec", 6),
        ("?xep=ky", 6),
    ],
)
def test_filters_search_and_what_the_address_may_say(land, six, organiser, sign_in, query, count):
    assert len(states(sign_in(organiser), query)) == count


def test_excel_is_the_list_as_filtered(land, six, organiser, sign_in):
    response = sign_in(organiser).get(f"{reverse('commitments_excel')}?tinh_trang=da_ky")

    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows[4:]] == ["Phó done – Người done"]
    assert rows[4][9] == Commitment.objects.get(signed_post=six["done"][0]).sha256


def test_a_list_of_a_hundred_has_pages(land, campaign, organiser, sign_in):
    for number in range(55):
        post = make_appointment(make_cadre(f"Người {number:03d}"), committee=land.agency, title=f"Phó {number:03d}")
        make_task(owner=post, assigned_by=land.province, campaign=campaign, state="approved")
    client = sign_in(organiser)

    first = client.get(reverse("commitments")).context["page"]
    second = client.get(f"{reverse('commitments')}?sau={first.next}").context["page"]
    back = client.get(f"{reverse('commitments')}?truoc={second.previous}").context["page"]

    assert (first.first, first.last, first.previous) == (1, 50, "")
    assert (second.first, second.last, second.next) == (51, 55, "")
    assert [row.id for row in back.rows] == [row.id for row in first.rows]


def test_a_change_that_is_not_printed_asks_for_no_new_signature(land, campaign, given, organiser, secretary, sign_in):
    signed(campaign, land.secretary_post)
    type(given).objects.filter(pk=given.pk).update(reason="Khó vì nhiều hộ", version=2)

    assert states(sign_in(organiser)) == [("Bí thư Huyện ủy – Bí thư Bình Sơn", "Đã ký")]
    assert pledges.own_pledges(secretary)[0].state == "da_ky"


def test_somebody_elses_hidden_task_keeps_them_off_the_list(land, campaign, given, neighbour, sign_in):
    make_task("Chung", owners=[land.secretary_post, land.neighbour_post], assigned_by=land.province, campaign=campaign)

    context = sign_in(neighbour).get(reverse("commitments")).context

    assert [each.subject.post for each in context["due"]] == [land.neighbour_post]
    assert not context["watches"]


def test_who_waits_is_told_at_the_top_and_at_home(land, campaign, given, secretary, sign_in):
    client = sign_in(secretary)

    page = client.get(reverse("commitments")).content.decode()
    home = client.get("/").content.decode()

    assert "1 bản cam kết chờ đồng chí ký" in page and "Đọc và ký" in page
    assert "Ký cam kết năm 2024" in home and "1 việc đã phê duyệt" in home


def test_once_signed_it_waits_no_more(land, campaign, given, secretary, organiser, sign_in):
    before = sign_in(organiser).get("/").content.decode()
    signed(campaign, land.secretary_post)

    assert "1 người chưa ký cam kết" in before
    assert "chưa ký cam kết" not in sign_in(organiser).get("/").content.decode()
    assert "Ký cam kết năm 2024" not in sign_in(secretary).get("/").content.decode()
    assert "Bản tôi đã ký" in sign_in(secretary).get(reverse("commitments")).content.decode()


def test_a_head_signs_for_the_committee_too(land, campaign, given, secretary, organiser, sign_in):
    make_task("Của huyện", owner_committee=land.district, assigned_by=land.province, campaign=campaign)

    due = sign_in(secretary).get(reverse("commitments")).context["due"]

    assert {each.kind for each in due} == {"nguoi", "tap-the"}
    assert "1 người và 1 tập thể chưa ký cam kết" in sign_in(organiser).get("/").content.decode()


def test_without_tasks_the_page_says_what_will_come(land, plain_cadre, organiser, sign_in):
    for user in (plain_cadre, organiser):
        assert "Chưa có gì để ký" in sign_in(user).get(reverse("commitments")).content.decode()


def test_the_page_of_a_task_names_the_versions_it_is_in(land, campaign, given, secretary, neighbour, sign_in):
    found = signed(campaign, land.secretary_post)

    page = sign_in(secretary).get(given.get_absolute_url()).content.decode()

    assert found.get_absolute_url() in page and "Bản số 1, Bí thư Huyện ủy" in page


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_list_takes_the_same_statements_whatever_its_length(
    land, campaign, organiser, sign_in, rows, django_assert_num_queries
):
    for number in range(rows):
        user = make_user(f"nguoi-{number}")
        post = make_appointment(make_cadre(user=user), committee=land.agency, title=f"Phó {number}")
        task = make_task(owner=post, assigned_by=land.province, campaign=campaign, state="approved")
        make_indicator(task)
        signed(campaign, post)
        type(task).objects.filter(pk=task.pk).update(version=2, title="Khác")
        unit = make_committee(parent=land.province)
        make_task(owner_committee=unit, assigned_by=land.province, campaign=campaign, state="approved")
    client = sign_in(organiser)

    with django_assert_num_queries(20):
        client.get(reverse("commitments"))


@pytest.mark.parametrize("rows", [1, 3])
def test_own_pledges_take_the_same_statements_whatever_their_number(land, rows, django_assert_num_queries):
    user = make_user("nhieu-dot")
    grant(user, "secretary", land.agency)
    post = make_appointment(make_cadre(user=user), committee=land.agency, title="Giám đốc", is_head=True)
    for number in range(rows):
        campaign = make_campaign(committee=land.province, by=user, year=2024 - number)
        task = make_task(owner=post, assigned_by=land.province, campaign=campaign, state="approved")
        make_task(owner_committee=land.agency, assigned_by=land.province, campaign=campaign, state="approved")
        signed(campaign, post)
        type(task).objects.filter(pk=task.pk).update(version=2, title="Khác")

    with django_assert_num_queries(12):
        found = pledges.own_pledges(user)

    assert len(found) == 2 * rows
