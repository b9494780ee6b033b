"""Who must register, who has not: by position and name, per post, per owner, within what the reader covers."""

import datetime as dt
import io

import pytest
import python_calamine
import time_machine
from django.urls import reverse

from tasks import campaign_boards, required
from tests.factories import (
    make_appointment,
    make_cadre,
    make_campaign,
    make_position,
    make_task,
    make_user,
)

TODAY = dt.date(2024, 2, 10)


@pytest.fixture
def heads(land):
    """Chức danh held by both secretaries of districts, the other province's and a director who has left."""
    position = make_position("Người đứng đầu")
    for post in (land.secretary_post, land.neighbour_post, land.other_post):
        post.position = position
        post.save()
    make_appointment(committee=land.agency, title="Giám đốc cũ", position=position, end="2024-01-15")
    return position


@pytest.fixture
def campaign(land, organiser, heads):
    return make_campaign(
        committee=land.province,
        by=organiser,
        positions=[heads],
        min_per_person=2,
        max_per_person=2,
        closes_on="2024-02-28",
    )


def asked(campaign, today=TODAY):
    return set(required.must_register_in(campaign, today))


def board(client, campaign, **query):
    return client.get(reverse("campaign_board", args=[campaign.pk]), query)


def states(response):
    return {
        row["title"] + "/" + row["committee__name"]: row["standing"][1]
        for _, rows in response.context["groups"]
        for row in rows
    }


def test_holders_of_the_position_below_the_committee_and_the_named_must_register(land, campaign):
    campaign.posts.add(land.cadre_post, land.secretary_post)

    assert asked(campaign) == {land.secretary_post, land.neighbour_post, land.cadre_post}


def test_a_post_taken_over_in_the_middle_asks_the_new_holder_and_a_closed_list_stays(land, campaign, heads):
    land.neighbour_post.end = dt.date(2024, 2, 14)
    land.neighbour_post.save()
    new = make_appointment(
        committee=land.next_district, title="Bí thư Huyện ủy", position=heads, start="2024-02-15", end="2025-06-30"
    )

    before, after, much_later = (asked(campaign, day) for day in (TODAY, dt.date(2024, 2, 20), dt.date(2025, 12, 1)))

    assert before == {land.secretary_post, land.neighbour_post}
    assert after == much_later == {land.secretary_post, new}


def test_states_in_words(land, sign_in, organiser, campaign, heads):
    posts = [land.secretary_post, land.neighbour_post]
    posts += [make_appointment(committee=land.agency, title=f"Giám đốc {n}", position=heads) for n in range(3)]
    given = {"assigned_by": land.province, "campaign": campaign}
    for owner, kinds in zip(
        posts[1:], ["draft", "proposed", "proposed approved", "proposed approved in_progress"], strict=True
    ):
        for state in kinds.split():
            make_task(owner=owner, state=state, **given)
    make_task(owner=land.secretary_post, state="cancelled", **given)
    make_task(owner=land.secretary_post, state="approved", assigned_by=land.province)  # of no campaign

    response = board(sign_in(organiser), campaign)

    assert states(response) == {
        "Bí thư Huyện ủy/Huyện ủy Bình Sơn": "Chưa đăng ký",
        "Bí thư Huyện ủy/Huyện ủy Cẩm Thủy": "Đang soạn",
        "Giám đốc 0/Đảng ủy Sở Nội vụ": "Còn thiếu 1",
        "Giám đốc 1/Đảng ủy Sở Nội vụ": "Đủ",
        "Giám đốc 2/Đảng ủy Sở Nội vụ": "Quá số tối đa",
    }
    assert "3/5 người chưa đăng ký đủ" in response.content.decode()
    for state, count in (("chua", 1), ("soan", 1), ("thieu", 1), ("du", 1), ("qua", 1)):
        assert len(states(board(sign_in(organiser), campaign, trang_thai=state))) == count


def test_a_shared_task_counts_for_each_owner_and_a_person_per_post(land, sign_in, organiser, campaign, heads):
    second = make_appointment(land.secretary_post.cadre, committee=land.agency, title="Giám đốc", position=heads)
    for _ in range(2):
        make_task(
            owners=[land.secretary_post, land.neighbour_post],
            state="proposed",
            campaign=campaign,
            assigned_by=land.province,
        )

    found = states(board(sign_in(organiser), campaign))

    assert found["Bí thư Huyện ủy/Huyện ủy Bình Sơn"] == found["Bí thư Huyện ủy/Huyện ủy Cẩm Thủy"] == "Đủ"
    assert found[f"{second.title}/Đảng ủy Sở Nội vụ"] == "Chưa đăng ký"


@pytest.mark.parametrize(
    ("who", "count"), [("organiser", 2), ("leader", 2), ("inspector", 2), ("secretary", 1), ("deputy", 1)]
)
def test_each_sees_the_units_they_cover(land, sign_in, campaign, who, count):
    response = board(sign_in(land.people[who]), campaign)

    assert len(states(response)) == count
    assert response.context["totals"]["all"] == count


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"q": "cam thuy"}, 1),
        ({"q": "bí thư huyện"}, 2),
        ({"q": "không ai"}, 0),
        ({"don_vi": "x"}, 2),
        ({"trang_thai": "lạ"}, 2),
    ],
)
def test_search_and_filters(land, sign_in, organiser, campaign, query, count):
    assert len(states(board(sign_in(organiser), campaign, **query))) == count


def test_by_unit(land, sign_in, organiser, campaign):
    found = states(board(sign_in(organiser), campaign, don_vi=land.district.pk))

    assert list(found) == ["Bí thư Huyện ủy/Huyện ủy Bình Sơn"]


def test_excel_has_exactly_what_is_shown(land, sign_in, organiser, campaign):
    response = sign_in(organiser).get(reverse("campaign_board_excel", args=[campaign.pk]), {"don_vi": land.district.pk})

    rows = (
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert rows[4:] == [
        [1.0, "Huyện ủy Bình Sơn", "Bí thư Huyện ủy", "Bí thư Bình Sơn", 0.0, 0.0, 0.0, 0.0, "Chưa đăng ký", "không"]
    ]


def people(land, heads, count):
    for number in range(count):
        make_appointment(committee=land.agency, title=f"Trưởng phòng {number:03d}", position=heads)


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_the_board_takes_the_same_statements_however_many(
    land, sign_in, organiser, campaign, heads, rows, django_assert_num_queries
):
    people(land, heads, rows)
    client = sign_in(organiser)

    with django_assert_num_queries(11):
        board(client, campaign)


def test_pages_follow_each_other_without_loss(land, sign_in, organiser, campaign, heads):
    people(land, heads, 58)
    client = sign_in(organiser)

    first = board(client, campaign)
    second = board(client, campaign, sau=first.context["page"].next)
    back = board(client, campaign, truoc=second.context["page"].previous)

    seen = [row["id"] for page in (first, second) for _, rows in page.context["groups"] for row in rows]
    assert len(seen) == len(set(seen)) == 60
    assert states(back) == states(first)


# ---- what waits ------------------------------------------------------------------------------------------------


def queue(client):
    return [(row.due, row.what, row.context) for _, _, rows in client.get("/").context["queue"] for row in rows]


def test_who_must_register_is_reminded_until_it_is_enough(land, sign_in, secretary, campaign):
    client = sign_in(secretary)
    make_task(owner=land.secretary_post, campaign=campaign, state="proposed", assigned_by=land.province)

    due, what, context = queue(client)[0]
    make_task(owner=land.secretary_post, campaign=campaign, state="approved", assigned_by=land.province)

    assert (due, what) == (dt.date(2024, 2, 28), "Đăng ký việc đột phá năm 2024, còn 18 ngày")
    assert "Đã gửi 1, cần ít nhất 2" in context
    assert not [what for _, what, _ in queue(client) if "Đăng ký" in what]


@pytest.mark.parametrize(
    ("day", "state", "reminded"),
    [
        ("2024-01-01", "open", False),
        ("2024-01-02", "open", True),
        ("2024-03-05", "open", True),
        ("2024-02-10", "closed", False),
        ("2024-02-10", "draft", False),
    ],
)
def test_nobody_is_reminded_before_it_opens_or_after_it_closes(
    land, sign_in, secretary, campaign, day, state, reminded
):
    campaign.state = state
    campaign.save()

    with time_machine.travel(f"{day}T09:00:00+07:00", tick=False):
        found = [what for _, what, _ in queue(sign_in(secretary)) if "Đăng ký" in what]

    assert bool(found) == reminded


@pytest.mark.parametrize(("day", "told"), [("2024-01-20", False), ("2024-02-01", True), ("2024-03-05", True)])
def test_the_organiser_is_told_who_lacks_once_half_the_time_has_passed(land, sign_in, organiser, campaign, day, told):
    with time_machine.travel(f"{day}T09:00:00+07:00", tick=False):
        found = [what for _, what, _ in queue(sign_in(organiser)) if "chưa đăng ký" in what]

    assert found == ([f"2 người chưa đăng ký đủ, {campaign.name}"] if told else [])


def test_the_neighbour_province_is_not_counted(land, sign_in, outsider, campaign):
    assert not [what for _, what, _ in queue(sign_in(outsider)) if "đăng ký" in what]


def test_someone_with_two_posts_is_reminded_for_each(land, sign_in, campaign, heads):
    user = make_user("hai-chuc")
    cadre = make_cadre("Người hai chức", user=user)
    for title in ("Giám đốc", "Bí thư Đảng ủy"):
        make_appointment(cadre, committee=land.agency, title=title, position=heads)

    found = [context for _, what, context in queue(sign_in(user)) if "Đăng ký" in what]

    assert len(found) == 2
    assert {words.split(":")[0] for words in found} == {"Giám đốc", "Bí thư Đảng ủy"}


def test_figures_cost_the_same_for_any_number_of_campaigns(land, organiser, heads, django_assert_num_queries):
    for count in (1, 3):
        found = [make_campaign(committee=land.province, by=organiser, positions=[heads]) for _ in range(count)]
        with django_assert_num_queries(4):
            campaign_boards.figures(found, TODAY)
