"""The quality check over stored tasks and what is being typed: whom a task is compared with, and what stays hidden."""

import datetime as dt

import pytest

from tasks import advice
from tasks.registering import Text
from tests.factories import (
    make_appointment,
    make_cadre,
    make_campaign,
    make_committee,
    make_done_task,
    make_indicator,
    make_milestone,
    make_task,
)

STATEMENTS = 10  # of any number of tasks
TITLE = "Giải phóng mặt bằng kè bờ sông Gâm hạ lưu thủy điện"
REWORDED = "Tiếp tục giải phóng mặt bằng kè bờ sông Gâm hạ lưu thủy điện"


@pytest.fixture
def proposal(land):
    return make_task(
        TITLE, owner=land.secretary_post, assigned_by=land.province, state="proposed", product="Biên bản bàn giao 40 hộ"
    )


@pytest.fixture
def people_committee(land):
    return make_committee(
        "UBND huyện Bình Sơn", parent=land.district, level="agency", kind="Ủy ban nhân dân", valid_to="2025-06-30"
    )


def post_in(committee, title, **fields):
    return make_appointment(make_cadre(title), committee=committee, title=title, end="2025-06-30", **fields)


def found_on(task, user):
    return advice.findings_of([task], user=user)[task.pk]


def codes(findings):
    return [finding.code for finding in findings]


def typed(owner, title=TITLE, **fields):
    return Text({"title": title, "product": "Biên bản bàn giao 40 hộ", **fields}, owners=(owner,))


# ---- whom it is compared with --------------------------------------------------------------------------------


def test_the_same_task_of_a_colleague_is_named(land, organiser, proposal):
    other = make_task(TITLE, owner=post_in(land.district, "Phó Bí thư Huyện ủy"), assigned_by=land.province)

    (found,) = found_on(proposal, organiser)

    assert (found.code, found.alike) == ("duplicate", other.pk)
    assert found.words == "Trùng với một việc của người khác trong đơn vị."
    assert found.alike_words == f"Việc năm 2024 của Phó Bí thư Huyện ủy: {TITLE}"


def test_the_chairman_below_the_committee_is_known_as_chairman(land, organiser, proposal, people_committee):
    make_task(REWORDED, owner=post_in(people_committee, "Chủ tịch UBND huyện", is_head=True), assigned_by=land.province)

    (found,) = found_on(proposal, organiser)

    assert (found.code, found.words) == (
        "near_duplicate",
        "Gần giống một việc của bí thư hoặc chủ tịch cùng đơn vị.",
    )


def test_the_secretary_above_is_known_to_the_peoples_committee(land, organiser, proposal, people_committee):
    task = make_task(TITLE, owner=post_in(people_committee, "Phó Chủ tịch"), assigned_by=land.province, product="12 hộ")

    (found,) = found_on(task, organiser)

    assert (found.alike, found.words) == (proposal.pk, "Trùng với một việc của bí thư hoặc chủ tịch cùng đơn vị.")


def test_the_task_of_the_unit_itself_is_known(land, organiser, proposal):
    whole = make_task(TITLE, owner_committee=land.district, assigned_by=land.province)

    (found,) = found_on(proposal, organiser)

    assert (found.alike, found.words) == (whole.pk, "Trùng với một việc của tập thể đơn vị.")


def test_the_neighbours_are_not_compared(land, organiser, proposal):
    make_task(TITLE, owner=land.neighbour_post, assigned_by=land.province)

    assert found_on(proposal, organiser) == []


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_what_a_colleague_still_writes_or_gave_up_is_not_told(land, organiser, proposal, state):
    make_task(TITLE, owner=post_in(land.district, "Phó Bí thư"), assigned_by=land.province, state=state)

    assert found_on(proposal, organiser) == []


def test_ones_own_drafts_are_compared(land, organiser, proposal):
    make_task(REWORDED, owner=land.secretary_post, assigned_by=land.province, state="draft")

    assert [finding.words for finding in found_on(proposal, organiser)] == [
        "Gần giống một việc khác của chính người này trong năm."
    ]


def test_the_past_of_a_person_is_known_in_every_post(land, organiser, proposal):
    before = make_appointment(
        land.secretary_post.cadre, committee=land.agency, title="Giám đốc Sở", start="2018-01-01", end="2019-12-31"
    )
    past = make_done_task(TITLE, owner=before, assigned_by=land.province, due="2019-11-30")
    make_indicator(past, "Số hộ bàn giao", unit="hộ", target_min=50, result=70)
    make_indicator(proposal, "Số hộ bàn giao", unit="hộ", target_min=60)

    repeated, below = found_on(proposal, organiser)

    assert (repeated.code, repeated.alike, below.code, below.alike) == (
        "duplicate",
        past.pk,
        "below_last_year",
        past.pk,
    )
    assert below.words == "Chỉ tiêu ít nhất 60 hộ kém kết quả năm 2019: 70 hộ."


def test_the_past_of_the_unit_is_known_to_a_new_head(land, organiser, proposal):
    past = make_done_task(TITLE, owner_committee=land.district, assigned_by=land.province, due="2023-11-30")

    (found,) = found_on(proposal, organiser)

    assert (found.alike, found.words) == (past.pk, "Trùng với một việc của những năm trước.")


def test_kin_is_alike_by_intention(land, organiser):
    above = make_task(TITLE, owner_committee=land.district, assigned_by=land.province)
    before = make_task(TITLE, owner=land.secretary_post, assigned_by=land.province, due="2023-11-30")
    task = make_task(
        TITLE,
        owner=land.secretary_post,
        assigned_by=land.province,
        parent_task=above,
        carried_from=before,
        product="Biên bản bàn giao 40 hộ",
    )

    assert found_on(task, organiser) == []
    assert found_on(above, organiser)[0].code != "duplicate"


def test_a_shared_task_is_not_its_own_double(land, organiser, proposal):
    proposal.owners.add(post_in(land.district, "Phó Bí thư"))

    assert found_on(proposal, organiser) == []


# ---- stored and typed ----------------------------------------------------------------------------------------


def test_the_period_is_that_of_the_campaign(land, organiser):
    campaign = make_campaign(committee=land.province, year=2024)
    task = make_task("Kết nạp 30 đảng viên", owner=land.secretary_post, campaign=campaign, due="2025-01-31", year=2024)
    task.product = "Quyết định kết nạp"

    assert codes(found_on(task, organiser)) == ["outside_period"]

    task.horizon = "term"
    make_milestone(task, due="2024-10-31")

    assert found_on(task, organiser) == []


def test_what_is_typed_is_answered_as_what_is_stored(land, organiser, proposal):
    make_task(TITLE, owner=post_in(land.district, "Phó Bí thư"), assigned_by=land.province)
    text = typed(land.secretary_post, due=proposal.due)

    answered = advice.findings_for(text, user=organiser, campaign=None, year=2024, task_id=proposal.pk)

    assert answered == found_on(proposal, organiser)
    assert len(advice.findings_for(text, user=organiser, campaign=None, year=2024)) == 2


def test_rows_that_are_half_typed_are_read(land, organiser):
    text = Text(
        {"title": "Kết nạp đảng viên", "product": "", "due": None, "start": None, "product_type": "", "kind": ""},
        indicators=({"name": "", "unit": "", "comparator": "gte", "baseline": None, "target_min": None, "weight": 1},),
        milestones=({"title": "", "due": None, "proof": ""},),
    )

    assert codes(advice.findings_for(text, user=organiser, campaign=None, year=2024)) == ["no_number", "no_product"]


def test_the_campaign_gives_the_year(land, organiser):
    campaign = make_campaign(committee=land.province, year=2024)
    campaign.refresh_from_db()
    text = typed(land.secretary_post, due=dt.date(2026, 1, 1))

    assert codes(advice.findings_for(text, user=organiser, campaign=campaign)) == ["outside_period"]


def test_where_it_was_carried_on_from_is_kin(land, organiser, proposal):
    text = typed(land.secretary_post)

    assert advice.findings_for(text, user=organiser, campaign=None, year=2025, kin=(proposal.pk,)) == []

    kept = make_task(TITLE, owner=land.secretary_post, state="draft", due="2025-03-31", carried_from=proposal)

    assert advice.findings_for(text, user=organiser, campaign=None, year=2025, task_id=kept.pk) == []


# ---- what stays hidden ---------------------------------------------------------------------------------------


def test_a_task_out_of_sight_is_told_of_without_its_title(land, plain_cadre):
    title = "Đối thoại với các hộ dân khu chợ cũ về tái định cư"
    make_task(title, owner=land.secretary_post, assigned_by=land.province)
    post = make_appointment(land.cadre_post.cadre, committee=land.district, title="Chánh Văn phòng", end="2025-06-30")

    found = advice.findings_for(typed(post, title), user=plain_cadre, campaign=None, year=2024)[0]

    assert (found.code, found.alike, found.alike_words) == ("duplicate", None, "")
    assert found.words == "Đã có một việc trùng với việc này, ngoài phạm vi được xem."
    assert "Bí thư" not in f"{found.words}{found.advice}"


# ---- how many statements -------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_statements_do_not_grow_with_the_tasks(land, organiser, django_assert_num_queries, count):
    campaign = make_campaign(committee=land.province, year=2024)
    tasks = [
        make_task(f"{TITLE} {n}", owner=land.secretary_post, assigned_by=land.province, campaign=campaign)
        for n in range(count)
    ]
    for task in tasks:
        make_task(TITLE, owner=post_in(land.district, f"Phó Bí thư {task.pk}"), assigned_by=land.province)
        make_indicator(task)
        make_milestone(task)

    with django_assert_num_queries(STATEMENTS):
        assert all(advice.findings_of(tasks, user=organiser).values())


@pytest.mark.parametrize("count", [1, 3])
def test_the_statements_of_what_is_typed_do_not_grow(land, organiser, django_assert_num_queries, count):
    for n in range(count):
        make_task(TITLE, owner=post_in(land.district, f"Phó Bí thư {n}"), assigned_by=land.province)

    with django_assert_num_queries(STATEMENTS - 3):
        assert advice.findings_for(typed(land.secretary_post), user=organiser, campaign=None, year=2024)


def test_of_a_large_unit_the_most_similar_tasks_are_compared(land, organiser, proposal, monkeypatch):
    monkeypatch.setattr(advice, "CANDIDATES", 2)
    for n in range(4):
        make_task(
            f"Kết nạp đảng viên chi bộ {n}", owner=post_in(land.district, f"Ủy viên {n}"), assigned_by=land.province
        )
    alike = make_task(TITLE, owner=post_in(land.district, "Phó Bí thư"), assigned_by=land.province)
    for n in range(4):
        make_task(f"Tiêm phòng cho đàn chó {n}", owner=post_in(land.district, f"Cán bộ {n}"), assigned_by=land.province)

    assert [finding.alike for finding in found_on(proposal, organiser)] == [alike.pk]


def test_nothing_asked_is_nothing_answered(organiser):
    assert advice.findings_of([], user=organiser) == {}
