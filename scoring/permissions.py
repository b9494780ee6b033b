"""Who may do what with a round. Out of scope is 404 (by the querysets); inside but not allowed is False here."""

from cadre.enums import Role
from cadre.models import Placement
from cadre.scope import READING_ROLES, reaches

COMPUTING_ROLES = (Role.ORGANISER,)  # who proposes does not decide: leaders leave the run to their staff


def place_of(round):
    """Path of the round's committee on the round's end date, "" if it did not exist then. Queries annotate it as
    `place`; without that it is one query, remembered on the object."""
    if not hasattr(round, "place"):
        round.place = (
            Placement.objects.filter(committee=round.committee_id, valid_from__lte=round.end, valid_to__gte=round.end)
            .values_list("path", flat=True)
            .first()
        )
    return round.place or ""


def covers(user, round, roles=READING_ROLES):
    """True if one of the user's rights in these roles stood at or above the round's committee."""
    place = place_of(round)
    return any(
        reach.path <= place < reach.path_end and reach.valid_from <= round.end <= reach.valid_to
        for reach in reaches(user, roles)
    )


def can_compute(user, round):
    """Tính xếp loại: staff of a committee at or above the one whose round it is."""
    return covers(user, round, COMPUTING_ROLES)
