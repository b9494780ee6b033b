"""For tests that empty the database by DELETE or TRUNCATE (`transaction=True`, `live_server`): the ledger refuses both.

Call `let_ledger_be_emptied()` once, in a session fixture after the database is made; UPDATE stays refused."""

from django.db import connection


def let_ledger_be_emptied():
    on = " ON cadre_ledgerentry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for event in ("delete", "truncate"):
            cursor.execute(f"DROP TRIGGER IF EXISTS ledger_no_{event}{on}")
