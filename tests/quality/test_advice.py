"""The remarks on stored tasks and on what is being typed: whom a task is compared with, and what stays hidden."""

import pytest

from tasks import advice
from tasks.registering import Text
from tests.factories import make_appointment, make_cadre, make_indicator, make_task

STATEMENTS = 9  # of any number of tasks
TITLE = "Giải phóng mặt bằng kè bờ sông Gâm hạ lưu thủy điện"


def codes(findings):
    return [finding.code for finding in findings]


@pytest.fixture
def proposal(land):
    return make_task(
        TITLE, owner=land.secretary_post, assigned_by=land.province, state="proposed", product="Biên bản bàn giao"
    )


@pytest.fixture
def chairman(land):
    return make_appointment(
        make_cadre("Chủ tịch Bình Sơn"), committee=land.district, title="Chủ tịch UBND huyện", end="2025-06-30"
    )


def test_a_colleagues_equal_task_is_found(land, organiser, proposal, chairman):
    make_task(TITLE, owner=chairman, assigned_by=land.province)

    found = advice.findings_of([proposal], user=organiser)[proposal.pk]

    assert "duplicate" in codes(found)


def test_the_persons_own_past_in_another_post_is_found(land, organiser, proposal):
    before = make_appointment(
        land.secretary_post.cadre,
        committee=land.next_district,
        title="Phó Bí thư",
        start="2018-01-01",
        end="2019-12-31",
    )
    past = make_task(TITLE, owner=before, assigned_by=land.province, due="2019-11-30")
    make_indicator(past, "Hộ bàn giao", unit="hộ", target_min=50, result=70)
    make_indicator(proposal, "Hộ bàn giao", unit="hộ", target_min=60)

    found = advice.findings_of([proposal], user=organiser)[proposal.pk]

    assert codes(found) == ["duplicate", "below_last_year"]
    assert found[0].alike == past.pk


def test_what_is_typed_is_compared_without_itself(land, organiser, proposal):
    text = Text({"title": TITLE, "product": "Biên bản", "due": proposal.due}, owners=(land.secretary_post,))

    other = advice.findings_for(text, user=organiser, campaign=None, year=2024)
    itself = advice.findings_for(text, user=organiser, campaign=None, year=2024, task_id=proposal.pk)

    assert "duplicate" in codes(other)
    assert "duplicate" not in codes(itself)


def test_a_task_out_of_the_readers_sight_is_not_named(land, plain_cadre, secretary):
    hidden = make_task(
        "Đối thoại với các hộ dân khu chợ cũ về tái định cư", owner=land.secretary_post, assigned_by=land.province
    )
    beside = make_appointment(make_cadre(user=None), committee=land.district, title="Chánh Văn phòng", end="2025-06-30")
    beside.cadre.user = plain_cadre
    land.cadre_post.cadre.user = None
    land.cadre_post.cadre.save()
    beside.cadre.save()
    text = Text({"title": hidden.title, "product": "Biên bản"}, owners=(beside,))

    (near,) = [
        finding
        for finding in advice.findings_for(text, user=plain_cadre, campaign=None, year=2024)
        if finding.code == "duplicate"
    ]

    assert (near.alike, near.alike_words) == (None, "")


@pytest.mark.parametrize("count", [1, 3])
def test_the_statements_do_not_grow_with_the_tasks(land, organiser, django_assert_num_queries, count):
    tasks = [make_task(f"{TITLE} {n}", owner=land.secretary_post, assigned_by=land.province) for n in range(count)]
    for task in tasks:
        make_indicator(task)

    with django_assert_num_queries(STATEMENTS):
        advice.findings_of(tasks, user=organiser)
