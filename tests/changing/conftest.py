"""The day of the tests, and a running task of the secretary."""

import pytest
import time_machine

from tests.changing.world import NOON, make_running


@pytest.fixture(autouse=True)
def spring(settings, tmp_path):
    """While the districts of the land are alive and their secretaries in office; files go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def task(land):
    return make_running(land)
