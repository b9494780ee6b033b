"""The committee tree in time: derives Placement from the lifetimes and the dated parents."""

import datetime as dt
from collections import defaultdict

from django.db import connection

from cadre.models import BEGINNING, FOREVER, Committee, ParentLink, Placement
from cadre.scope import SEGMENT

ONE_DAY = dt.timedelta(days=1)
LOCK = 815_003  # one change of the tree at a time on PostgreSQL, imports among them; SQLite has one writer anyway


class Cycle(ValueError):
    """The parents named form a ring; `codes` are its committees."""

    def __init__(self, codes):
        self.codes = codes
        super().__init__(" → ".join(codes))


def hold():
    """Wait until nobody else changes the tree, and keep it so until the end of the transaction. Call it first."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def segment(pk):
    return f"{pk:0{SEGMENT}d}"


def places(committees, links):
    """Pure: {committee id: [(from, to, parent id or None, path)]}.

    committees: {id: (valid_from, valid_to)}; links: {id: [(from, to, parent id)]}; dates never empty.
    While a link's parent does not exist the committee stands as a root: an ended district does not hide its communes
    from those who hold a right over the commune itself. Raises Cycle of ids."""
    done, open_ids = {}, []

    def place(pk):
        if pk in done:
            return done[pk]
        if pk in open_ids:
            raise Cycle([*open_ids[open_ids.index(pk) :], pk])
        open_ids.append(pk)
        born, ended = committees[pk]
        result, day = [], born
        for start, end, parent in sorted(links.get(pk, ())):
            start, end = max(start, born), min(end, ended)
            for above_from, above_to, _, above_path in place(parent):
                first, last = max(start, above_from, day), min(end, above_to)
                if first > last:
                    continue
                if first > day:
                    result.append((day, first - ONE_DAY, None, segment(pk)))
                result.append((first, last, parent, above_path + segment(pk)))
                day = last + ONE_DAY if last < FOREVER else FOREVER
                if last == FOREVER:
                    break
            if result and result[-1][1] == FOREVER:
                break
        if not result or result[-1][1] < ended:
            result.append((day, ended, None, segment(pk)))
        open_ids.pop()
        done[pk] = result
        return result

    for pk in committees:
        place(pk)
    return done


def rebuild():
    """Write Placement anew where it differs. Call inside the transaction that changed committees or links."""
    committees = {
        pk: (born or BEGINNING, ended or FOREVER)
        for pk, born, ended in Committee.objects.values_list("pk", "valid_from", "valid_to")
    }
    links = defaultdict(list)
    for pk, start, end, parent in ParentLink.objects.values_list("committee_id", "valid_from", "valid_to", "parent_id"):
        links[pk].append((start or BEGINNING, end or FOREVER, parent))
    wanted = {
        (pk, start, end, parent, path)
        for pk, rows in places(committees, links).items()
        for start, end, parent, path in rows
    }
    stale = []
    for row in Placement.objects.values_list("pk", "committee_id", "valid_from", "valid_to", "parent_id", "path"):
        if row[1:] in wanted:
            wanted.discard(row[1:])
        else:
            stale.append(row[0])
    for start in range(0, len(stale), 500):
        Placement.objects.filter(pk__in=stale[start : start + 500]).delete()
    Placement.objects.bulk_create(
        [
            Placement(
                committee_id=pk, valid_from=start, valid_to=end, parent_id=parent, path=path, depth=len(path) // SEGMENT
            )
            for pk, start, end, parent, path in sorted(wanted, key=lambda row: (row[0], row[1]))
        ],
        batch_size=1000,
    )
