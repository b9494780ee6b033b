"""The people of the tests as fixtures (who they are: personas.py), and a browser for each of them.

Tests run in random order, files and what is in them; TEST_SEED=… repeats an order."""

import os
import random

import pytest
from django.test import Client

from tests import personas
from tests.guards import let_ledger_be_emptied


def pytest_configure(config):
    os.environ.setdefault("TEST_SEED", str(random.randrange(1_000_000)))  # the workers of xdist inherit it


def pytest_terminal_summary(terminalreporter, exitstatus):
    if exitstatus:
        terminalreporter.write_line(f"order of this run: TEST_SEED={os.environ['TEST_SEED']}")


def pytest_collection_modifyitems(items):
    order = random.Random(os.environ["TEST_SEED"])
    files = sorted({str(item.path) for item in items})
    order.shuffle(files)
    places = {path: number for number, path in enumerate(files)}
    order.shuffle(items)
    items.sort(key=lambda item: places[str(item.path)])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests with real transactions empty the tables afterwards, which the ledger's guard refuses."""
    with django_db_blocker.unblock():
        let_ledger_be_emptied()


@pytest.fixture(scope="session")
def files_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tep")


@pytest.fixture(autouse=True)
def own_files(settings, files_folder):
    """What tests hand in never lands among the files of the house."""
    settings.MEDIA_ROOT = files_folder


@pytest.fixture
def land(db):
    """Two provinces with their people, posts, tasks and a round of 2024 each (personas.Land)."""
    return personas.make_land()


@pytest.fixture
def organiser(land):
    return land.people["organiser"]


@pytest.fixture
def leader(land):
    return land.people["leader"]


@pytest.fixture
def secretary(land):
    return land.people["secretary"]


@pytest.fixture
def deputy(land):
    return land.people["deputy"]


@pytest.fixture
def neighbour(land):
    return land.people["neighbour"]


@pytest.fixture
def outsider(land):
    return land.people["outsider"]


@pytest.fixture
def assessor(land):
    return land.people["assessor"]


@pytest.fixture
def inspector(land):
    return land.people["inspector"]


@pytest.fixture
def administrator(land):
    return land.people["administrator"]


@pytest.fixture
def plain_cadre(land):
    return land.people["plain_cadre"]


@pytest.fixture
def expired(land):
    return land.people["expired"]


@pytest.fixture
def disabled(land):
    return land.people["disabled"]


@pytest.fixture
def anonymous(land):
    return land.people["anonymous"]


@pytest.fixture
def sign_in():
    """sign_in(person): a test client signed in as that person; the anonymous one stays at the door."""

    def signed_in(person):
        client = Client()
        if person.is_authenticated:
            client.force_login(person)
        return client

    return signed_in
