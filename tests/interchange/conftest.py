import pytest
from django.db import connection

from cadre.guards import LEDGER_ONLY_GROWS, run


@pytest.fixture
def ledger_guarded(db):
    """The guard as the migration installs it, also where the session took part of it away (tests/guards.py)."""
    run([LEDGER_ONLY_GROWS], connection, create=True)
