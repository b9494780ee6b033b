"""Pages that stay true until something is recorded, kept in the process under the seal of the ledger's last line.

Every change of state writes its line of the ledger in its own transaction, so what was made after a seal was read is
exact for as long as that seal is the last one. With an empty ledger nothing is kept."""

from collections import OrderedDict
from threading import Lock

KEPT_AT_MOST = 128

_kept = OrderedDict()
_lock = Lock()


def remembered(seal, key, make):
    """make() of this key, once for each seal. key: everything the value depends on beside the database."""
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
