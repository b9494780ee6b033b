"""Việc của tôi: one queue over all roles, oldest deadline first."""

import pytest
import time_machine

from tests.factories import (
    grant,
    make_appointment,
    make_assessment,
    make_cadre,
    make_committee,
    make_indicator,
    make_milestone,
    make_run,
    make_suggestion,
    make_task,
    make_user,
)

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel("2024-12-18 08:00 +0700", tick=False):
        yield


def queue_of(response):
    return [(words, row.what) for words, _, rows in response.context["queue"] for row in rows]


@pytest.fixture
def person():
    """A head of a committee with a login and no grant."""
    user = make_user("bi-thu")
    committee = make_committee("Đảng ủy xã Hòa An", level="commune")
    post = make_appointment(make_cadre(user=user), committee=committee, title="Bí thư", is_head=True)
    user.post = post
    return user


def test_own_tasks_wait_by_deadline_in_three_groups(sign_in, person):
    make_task("Quá", owner=person.post, due="2024-12-14")
    make_task("Gần", owner=person.post, due="2024-12-20")
    make_task("Xa", owner=person.post, due="2025-01-10")
    make_task("Rất xa", owner=person.post, due="2025-06-10")
    make_task("Đã xong", owner=person.post, due="2024-12-01", state="accepted")

    response = sign_in(person).get("/")

    assert queue_of(response) == [("Quá hạn", "Quá"), ("Tuần này", "Gần"), ("Sau đó", "Xa")]
    assert "3 việc đang chờ đồng chí" in response.content.decode()
    assert "1 việc đã quá hạn" in response.content.decode()


def test_a_head_has_the_tasks_of_the_committee_a_deputy_does_not(sign_in, person):
    make_task("Của tập thể", owner_committee=person.post.committee, due="2024-12-30")
    other = make_user("pho")
    make_appointment(make_cadre(user=other), committee=person.post.committee, title="Phó bí thư")

    assert queue_of(sign_in(person).get("/")) == [("Sau đó", "Của tập thể")]
    assert queue_of(sign_in(other).get("/")) == []


def test_milestones_of_running_tasks_wait_too(sign_in, person):
    task = make_task("Việc", owner=person.post, due="2025-11-30")
    make_milestone(task, "Bàn giao đoạn 1", due="2024-12-10")
    make_milestone(task, "Đã xong", due="2024-12-11", finished_on="2024-12-09")
    make_milestone(task, "Còn xa", due="2025-10-01")

    assert queue_of(sign_in(person).get("/")) == [("Quá hạn", "Mốc: Bàn giao đoạn 1")]


def test_nothing_waiting_is_said_with_what_will_come(sign_in, person):
    html = sign_in(person).get("/").content.decode()

    assert "Không có việc nào đang chờ đồng chí" in html
    assert "Chưa có việc nào đến hạn trong 45 ngày tới" in html
    assert "Chưa có việc nào giao cho đồng chí" in html


def test_who_organises_sees_how_much_waits_in_scope_not_next_door(land, sign_in, organiser, outsider):
    for number in range(3):
        make_task(
            f"Chờ {number}", owner=land.secretary_post, state="awaiting_recognition", due=f"2024-12-0{number + 1}"
        )

    mine, theirs = sign_in(organiser).get("/"), sign_in(outsider).get("/")

    assert mine.context["figures"]["waiting"] == 3
    assert any("3 việc đã xong, chờ công nhận" in what for _, what in queue_of(mine))
    assert theirs.context["figures"]["waiting"] == 0


def test_what_is_given_to_oneself_is_not_ones_own_to_recognise(land, sign_in):
    user = make_user("hai-vai")
    grant(user, "leader", land.province)
    post = make_appointment(make_cadre(user=user), committee=land.agency)
    make_task("Của mình", owner=post, state="awaiting_recognition", due="2024-12-01")

    assert sign_in(user).get("/").context["figures"]["waiting"] == 0


def test_a_secretary_has_no_figures_of_scope(land, sign_in, secretary):
    assert sign_in(secretary).get("/").context["figures"] is None


def test_a_round_waits_to_be_computed_then_for_its_gaps(land, sign_in, organiser, leader):
    before = queue_of(sign_in(organiser).get("/"))
    make_run(land.round)
    make_suggestion(land.own_assessment, "INCOMPLETE", position=1)
    make_suggestion(land.next_assessment, "UNDECIDED", position=2)

    after, to_leader = queue_of(sign_in(organiser).get("/")), queue_of(sign_in(leader).get("/"))

    name = f"năm 2024, {land.province}"
    assert ("Sau đó", f"Tính xếp loại {name}") in before
    assert [what for _, what in after if name in what] == [f"Bổ sung số liệu cho 1 hồ sơ, {name}"]
    assert [what for _, what in to_leader if name in what] == [f"Xem xét 1 hồ sơ, {name}"]


def test_a_decided_dossier_waits_no_more(land, sign_in, leader):
    decided = make_assessment(land.round, land.agency, decided_level="HT")
    make_run(land.round)
    make_suggestion(decided, "UNDECIDED")

    assert not [what for _, what in queue_of(sign_in(leader).get("/")) if "Xem xét" in what]


def test_the_first_row_alone_has_the_primary_button(sign_in, person):
    for number in range(4):
        make_task(f"Việc {number}", owner=person.post, due="2024-12-20")

    assert sign_in(person).get("/").content.decode().count("btn-primary") == 1


def test_markup_in_a_title_is_text(sign_in, person):
    make_task("<script>x</script>", owner=person.post, due="2024-12-20")

    assert "<script>" not in sign_in(person).get("/").content.decode()


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_home_takes_the_same_statements_however_much_waits(land, sign_in, rows, django_assert_num_queries):
    user = make_user("nhieu-viec")
    grant(user, "organiser", land.province)
    post = make_appointment(make_cadre(user=user), committee=land.agency, is_head=True)
    for number in range(rows):
        task = make_task(f"Việc {number}", owner=post, due="2024-12-20")
        make_indicator(task, result=3)
        make_milestone(task, due="2024-12-01")
    client = sign_in(user)

    with django_assert_num_queries(19):
        client.get("/")
