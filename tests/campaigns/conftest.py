import pytest
import time_machine


@pytest.fixture(autouse=True)
def winter(settings, tmp_path):
    """In the middle of the registration of 2024; files go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel("2024-02-10T09:00:00+07:00", tick=True):
        yield
