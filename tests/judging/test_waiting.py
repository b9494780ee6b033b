"""What the first page says waits to be judged, changed and received."""

import pytest

from tasks.workflow import Move
from tests.judging.conftest import take

pytestmark = pytest.mark.django_db


def queue_of(client):
    return [(row.what, row.action, row.url) for _, _, rows in client.get("/").context["queue"] for row in rows]


def test_each_judge_is_told_of_their_own_part(sign_in, organiser, leader, proposed, appraised, approved, draft):
    proposed("Một")
    appraised("Hai")
    approved("Ba")
    draft("Bốn", kind="dat_hang")

    to_organiser, to_leader = queue_of(sign_in(organiser)), queue_of(sign_in(leader))

    assert ("1 việc chờ thẩm định", "Thẩm định", "/tham-dinh/?muc=tham_dinh") in to_organiser
    assert ("1 việc chờ phê duyệt", "Phê duyệt", "/tham-dinh/?muc=phe_duyet") in to_leader
    assert ("1 việc đặt hàng chờ giao", "Xem", "/tham-dinh/?muc=dat_hang") in to_leader
    decide = ("1 việc chờ ghi quyết định", "Ghi quyết định", "/tham-dinh/?muc=quyet_dinh")
    assert decide in to_organiser and decide in to_leader
    assert not [what for what, _, _ in to_organiser if "chờ phê duyệt" in what]
    assert not [what for what, _, _ in to_leader if "chờ thẩm định" in what]


def test_what_one_proposed_oneself_does_not_wait_for_ones_own_approval(sign_in, leader, organiser, proposed):
    task = proposed()
    task.submitted_by = leader
    task.save()
    take(Move.APPRAISE, task, organiser)

    assert queue_of(sign_in(leader)) == [row for row in queue_of(sign_in(leader)) if "phê duyệt" not in row[0]]


def test_the_owner_is_told_of_what_came_back_and_what_was_ordered(sign_in, secretary, organiser, proposed, ordered):
    task, order = proposed("Bị trả"), ordered("Đặt hàng")
    take(Move.RETURN, task, organiser, comment="Sửa.")

    queue = queue_of(sign_in(secretary))

    assert ("Bị trả", "Xem ý kiến", f"/viec/{task.pk}/#buoc") in queue
    assert ("Đặt hàng", "Nhận việc", f"/viec/{order.pk}/#buoc") in queue
    take(Move.ACKNOWLEDGE, order, secretary)
    assert "Nhận việc" not in [action for _, action, _ in queue_of(sign_in(secretary))]


def test_drafts_and_proposals_are_not_among_the_tasks_received(sign_in, secretary, draft, proposed):
    draft("Bản soạn")
    proposed("Đã trình")

    mine = [row["title"] for row in sign_in(secretary).get("/").context["mine"]]

    assert "Bản soạn" not in mine and "Đã trình" not in mine
