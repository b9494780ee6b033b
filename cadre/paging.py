"""Pages of a long list by key, never by OFFSET: the address holds the key of the row before or after the page."""

import base64
import binascii
import datetime as dt
import json
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q

SIZE = 50
CHUNK = 500  # rows of an export read and dressed at a time


def in_chunks(rows, size=CHUNK):
    """The rows of a queryset in lists of at most `size`, read on the way: memory does not grow with an export."""
    rows = rows.iterator(chunk_size=size)
    while chunk := list(islice(rows, size)):
        yield chunk


def encode(number, values):
    plain = [value.isoformat() if isinstance(value, dt.date) else value for value in values]
    text = json.dumps([number, *plain], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(token, kinds):
    """The row number and key values in the address; None if it was not made by `encode` for this order."""
    try:
        number, *values = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if len(values) != len(kinds) or type(number) is not int or not 0 <= number < 10**9:
            return None
        return number, [
            kind.fromisoformat(value) if kind in (dt.date, dt.datetime) else _of(kind, value)
            for kind, value in zip(kinds, values, strict=True)
        ]
    except (ValueError, TypeError, binascii.Error):
        return None


def _of(kind, value):
    if type(value) is not kind or (kind is int and abs(value) > 2**62) or (kind is str and "\x00" in value):
        raise TypeError(kind)
    return value


def beyond(order, values):
    """Q: rows after `values` in an order of (column, is_descending)."""
    condition = Q()
    for last in range(len(order)):
        step = Q(**{order[i][0]: values[i] for i in range(last)})
        column, descending = order[last]
        condition |= step & Q(**{f"{column}__{'lt' if descending else 'gt'}": values[last]})
    return condition


@dataclass
class Page:
    rows: list
    first: int = 1  # number of the first row in the whole list
    next: str = ""  # what to put in ?sau=
    previous: str = ""  # what to put in ?truoc=
    is_first: bool = True

    @property
    def last(self):
        return self.first + len(self.rows) - 1


def keyset_page(rows, order, kinds, *, after="", before="", size=SIZE):
    """One page of a queryset of values() that holds every column of the order; the last column must be unique.

    order: [(column, is_descending)]; kinds: the Python type of each column. One statement."""
    back = decode(before, kinds) if before else None
    ahead = decode(after, kinds) if after and not back else None
    order_now = [(column, not descending) for column, descending in order] if back else order
    start = back or ahead
    if start:
        rows = rows.filter(beyond(order_now, start[1]))
    found = list(rows.order_by(*(f"-{column}" if down else column for column, down in order_now))[: size + 1])
    full = len(found) > size
    found = found[:size]
    if back:
        found.reverse()
        first = max(1, start[0] - len(found)) if full else 1
    else:
        first = start[0] + 1 if start else 1
    page = Page(found, first)

    def key(row):
        return [row[column] for column, _ in order]

    if found and (full or back):
        page.next = encode(page.last, key(found[-1]))
    if found and (first > 1):
        page.previous = encode(first, key(found[0]))
    page.is_first = first == 1
    return page
