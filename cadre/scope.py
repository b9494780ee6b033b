"""Which committees an account covers, on a date. Every queryset a view reads passes through here.

Rights flow down the tree as it was valid on the date of the thing looked at (a round's end, a task's due date),
never as it is today: a district that ended in 2025 still shows its 2024 round to the province above it."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection, models
from django.db.models import DateField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils import timezone

SEGMENT = 8  # digits of one node in Placement.path
READING_ROLES = ("organiser", "secretary", "deputy", "leader", "assessor", "inspector")  # admin sees no content


@dataclass(frozen=True, slots=True)
class Reach:
    """One period in which one granted committee stood at one place: what lies below `path` then is covered."""

    path: str
    valid_from: dt.date
    valid_to: dt.date
    role: str

    @property
    def path_end(self):
        return self.path + "A"


# Written out: every signed-in page asks for it, and building it through the ORM costs three times the query itself.
GRANTED = """
    SELECT pl.path, pl.valid_from, pl.valid_to, g.role
    FROM cadre_grant g JOIN cadre_placement pl ON pl.committee_id = g.committee_id
    WHERE g.user_id = %s AND g.valid_from <= %s AND (g.valid_to IS NULL OR g.valid_to >= %s)
    ORDER BY g.id, pl.valid_from"""


def as_date(value):
    """A date as PostgreSQL gives it, or the text SQLite keeps."""
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)


def reaches(user, roles=READING_ROLES):
    """The reaches of a user's grants in force today; one query, remembered on the user object of the request.

    Those of an administrator come only when asked for by the role: content is never read through them."""
    if not user.is_authenticated or not user.is_active:
        return ()
    if not hasattr(user, "_reaches"):
        today = timezone.localdate().isoformat()
        with connection.cursor() as cursor:
            cursor.execute(GRANTED, [user.pk, today, today])
            rows = cursor.fetchall()
        user._reaches = tuple(Reach(path, as_date(start), as_date(end), role) for path, start, end, role in rows)
    return tuple(reach for reach in user._reaches if reach.role in roles)


def within(found, path="path"):
    """Q over a row that carries its own `path`, taken for the date that matters to it.

    The path itself proves the date: it holds the segment of a granted committee only if that stood above it then."""
    condition = Q(pk__in=[])
    for start, end in sorted({(reach.path, reach.path_end) for reach in found}):
        condition |= Q(**{f"{path}__gte": start, f"{path}__lt": end})
    return condition


def placed_within(found, committee, date):
    """Exists: the committee named by the outer column `committee` stood inside a reach on the outer `date`."""
    from cadre.models import Placement  # models import this module for their managers

    inside = Q(pk__in=[])
    for reach in found:
        inside |= Q(
            path__gte=reach.path,
            path__lt=reach.path_end,
            on__gte=reach.valid_from,
            on__lte=reach.valid_to,
        )
    return Exists(
        Placement.objects.annotate(on=ExpressionWrapper(OuterRef(date), output_field=DateField()))
        .filter(committee=OuterRef(committee), valid_from__lte=OuterRef(date), valid_to__gte=OuterRef(date))
        .filter(inside)
    )


class CommitteeQuerySet(models.QuerySet):
    def visible_to(self, user, roles=READING_ROLES):
        """Committees that stood below one of the user's grants at any time (a page then takes its own date)."""
        condition = Q(pk__in=[])
        for reach in reaches(user, roles):
            condition |= Q(
                placements__path__gte=reach.path,
                placements__path__lt=reach.path_end,
                placements__valid_from__lte=reach.valid_to,
                placements__valid_to__gte=reach.valid_from,
            )
        return self.filter(pk__in=self.model.objects.filter(condition).values("pk"))

    def placed_on(self, date):
        """Only those that existed on the date, with `path`, `depth` and `parent_on` as of it."""
        return self.filter(placements__valid_from__lte=date, placements__valid_to__gte=date).annotate(
            path=models.F("placements__path"),
            depth=models.F("placements__depth"),
            parent_on=models.F("placements__parent"),
        )
