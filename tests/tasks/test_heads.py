"""What is given to a committee is given to its head: they see it and act on it, whatever grants they hold."""

import pytest
import time_machine

from tasks.models import BreakthroughTask
from tests.factories import make_appointment, make_cadre, make_task, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(land):
    user = make_user("giam-doc-so-noi-vu")
    make_appointment(make_cadre(user=user), committee=land.agency, title="Giám đốc", is_head=True, end="2024-06-30")
    return user


@pytest.mark.parametrize(("day", "expected"), [("2024-03-01", 200), ("2024-07-01", 404)])
def test_the_head_in_office_sees_and_receives_what_the_committee_was_ordered(land, sign_in, head, day, expected):
    order = make_task(
        "Sắp xếp xong 12 đơn vị sự nghiệp",
        owner_committee=land.agency,
        assigned_by=land.province,
        kind="dat_hang",
        state="approved",
    )
    BreakthroughTask.objects.filter(pk=order.pk).update(approved_at="2024-02-01T02:00:00Z")

    with time_machine.travel(f"{day}T09:00:00+07:00", tick=True):
        answer = sign_in(head).get(order.get_absolute_url())

    assert answer.status_code == expected
    assert ("Nhận việc" in answer.content.decode()) == (expected == 200)
