"""A spring day of 2024, when the districts are alive, and proposals at every step."""

import datetime as dt

import pytest
import time_machine

from tasks import registering, workflow
from tasks.workflow import Move
from tests.factories import as_actor, make_campaign, make_indicator, make_task

BEGUN = dt.datetime(2024, 2, 20, 2, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def spring(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel("2024-03-01T09:00:00+07:00", tick=True):
        yield


@pytest.fixture
def campaign(land):
    return make_campaign(committee=land.province, by=land.people["organiser"])


@pytest.fixture
def draft(land, campaign):
    """draft(title, **fields): a draft of the secretary of Bình Sơn, to be given by the province."""

    def made(title="Giải phóng mặt bằng 12 km đường", *, target=12, **fields):
        fields = {"owner": land.secretary_post, "created_at": BEGUN, "created_by": land.people["secretary"]} | fields
        task = make_task(title, assigned_by=land.province, state="draft", campaign=campaign, **fields)
        make_indicator(task, "Số km bàn giao", unit="km", target_min=target)
        return task

    return made


@pytest.fixture
def proposed(land, draft):
    def made(*words, **fields):
        return take(Move.SUBMIT, draft(*words, **fields), land.people["secretary"])

    return made


@pytest.fixture
def appraised(land, proposed):
    def made(*words, **fields):
        return take(Move.APPRAISE, proposed(*words, **fields), land.people["organiser"], comment="Rõ sản phẩm.")

    return made


@pytest.fixture
def approved(land, appraised):
    def made(*words, **fields):
        return take(Move.APPROVE, appraised(*words, **fields), land.people["leader"])

    return made


@pytest.fixture
def ordered(land, campaign):
    """An order of the province, issued by its leader and not yet acknowledged."""

    def made(title="Xóa 96 nhà tạm", **fields):
        task = make_task(
            title, owner=land.secretary_post, assigned_by=land.province, state="draft", kind="dat_hang", **fields
        )
        return take(Move.ISSUE, task, land.people["leader"])

    return made


def take(move, task, user, **more):
    return workflow.apply(move, task, actor=as_actor(user), **more)


def adjust(task, user, title):
    """The organiser changes the title of a proposal, as on the page of writing."""
    text = registering.Text({"title": title}, owners=tuple(task.owners.all()))
    return registering.save(task, text, actor=as_actor(user), revision=None)
