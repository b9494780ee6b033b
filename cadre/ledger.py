"""The record of what was done: append-only and sealed, each line over the one before (HMAC-SHA-256)."""

import hashlib
import hmac
import json
from typing import NamedTuple

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from cadre.models import LedgerEntry

LOCK = 815_001  # advisory lock of the head of the chain on PostgreSQL; SQLite holds its one write lock anyway


def seal_of(previous, entry):
    text = json.dumps(
        [
            previous,
            entry.seq,
            entry.at.isoformat(),
            entry.actor,
            entry.acting_as,
            entry.verb,
            entry.subject,
            entry.body,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hmac.new(settings.LEDGER_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


class Line(NamedTuple):
    """What one line tells: the verb, what it is about, and JSON values (dates and decimals become text)."""

    verb: str
    subject: str
    body: dict


def record(verb, subject, *, actor="", acting_as="", **body):
    """Append one line. Call last in the transaction of the change; refuses to run outside one.

    actor: a User, or a word such as "manage.py". body: JSON values (dates and decimals become text)."""
    return record_many([Line(verb, subject, body)], actor=actor, acting_as=acting_as)[0]


def record_many(lines, *, actor="", acting_as=""):
    """Append lines in their order, sealed one over the other; as `record`, in three statements for any number."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the ledger is written in the transaction of the change")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = LedgerEntry.objects.order_by("-seq").first()
    first, seal = (last.seq + 1, last.seal) if last else (1, "")
    at, name, entries = timezone.now(), getattr(actor, "username", actor) or "manage.py", []
    for seq, line in enumerate(lines, first):
        entry = LedgerEntry(
            seq=seq,
            at=at,
            actor=name,
            acting_as=acting_as,
            verb=line.verb,
            subject=str(line.subject)[:200],
            body=json.loads(json.dumps(line.body, cls=DjangoJSONEncoder)),
        )
        entry.seal = seal = seal_of(seal, entry)
        entries.append(entry)
    return LedgerEntry.objects.bulk_create(entries, batch_size=500)


def first_break():
    """The seq of the first line that is missing, out of order or does not match its seal; None if all hold."""
    previous, expected = "", 1
    for entry in LedgerEntry.objects.order_by("seq").iterator(chunk_size=2000):
        if entry.seq != expected or not hmac.compare_digest(entry.seal, seal_of(previous, entry)):
            return expected
        previous, expected = entry.seal, expected + 1
    return None
