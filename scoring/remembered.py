"""Pages that stay true until something is recorded, kept in the process under the seal of the ledger's last line.

Every change of state writes its line of the ledger in its own transaction, so what was made after a seal was read is
exact for as long as that seal is the last one. With an empty ledger nothing is kept."""

from collections import OrderedDict
from threading import Lock

from django.db import connection

KEPT_AT_MOST = 128

_kept = OrderedDict()
_lock = Lock()


def last_seal():
    """The seal of the ledger's last line, "" while it is empty; by hand, for it is asked before every kept page."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seal FROM cadre_ledgerentry ORDER BY seq DESC LIMIT 1")
        row = cursor.fetchone()
    return row[0] if row else ""


def remembered(key, make):
    """make() of this key, once for each seal. key: everything the value depends on beside the database. What make()
    raises is not kept. One statement before those of make()."""
    seal = last_seal()
    if not seal:
        return make()
    with _lock:
        if (seal, key) in _kept:
            _kept.move_to_end((seal, key))
            return _kept[seal, key]
    value = make()
    with _lock:
        _kept[seal, key] = value
        while len(_kept) > KEPT_AT_MOST:
            _kept.popitem(last=False)
    return value
