import pytest
import time_machine

from tests.factories import PASSWORD, make_campaign, make_indicator, make_task


@pytest.fixture(autouse=True)
def spring():
    """While the districts of the land are alive and their secretaries in office."""
    with time_machine.travel("2024-03-01T09:00:00+07:00", tick=True):
        yield


@pytest.fixture
def campaign(land):
    return make_campaign(committee=land.province, by=land.people["organiser"])


@pytest.fixture
def given(land, campaign):
    """An approved task of the secretary of Bình Sơn."""
    task = make_task(
        "Giải phóng mặt bằng 12 km đường",
        owner=land.secretary_post,
        assigned_by=land.province,
        state="approved",
        campaign=campaign,
        product="Biên bản bàn giao mặt bằng",
    )
    make_indicator(task, "Chiều dài bàn giao", target_min=12, unit="km")
    return task


@pytest.fixture
def sign(sign_in):
    """sign(user, subject url): read the page, enter the password, sign → the response."""

    def signed(user, url, password=PASSWORD, **data):
        client = sign_in(user)
        form = client.get(url).context["form"]
        return client.post(f"{url}ky/", {**form.initial, "password": password, **data})

    return signed
