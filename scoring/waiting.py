"""What waits for a user in rating: rounds to compute, dossiers that lack data, dossiers only a leader can settle."""

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from cadre.enums import Role
from cadre.scope import placed_within, reaches
from scoring.enums import SuggestedLevel
from scoring.models import EvaluationRound, RatingRun, Suggestion

ROUNDS_MAX = 20


def undecided(level):
    """How many suggestions of the outer round are at a level and not decided by anybody."""
    rows = Suggestion.objects.filter(round=OuterRef("pk"), level=level, assessment__decided_level="").order_by()
    counted = rows.values("round").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def rounds(user):
    """Rounds of committees the user organises or leads, with what is open in each; at most one statement."""
    found = reaches(user, (Role.ORGANISER, Role.LEADER))
    if not found:
        return []
    rows = EvaluationRound.objects.visible_to(user).filter(placed_within(found, "committee_id", "end"))
    rows = rows.annotate(
        computed=Exists(RatingRun.objects.filter(round=OuterRef("pk"))),
        lacking=undecided(SuggestedLevel.INCOMPLETE),
        unsettled=undecided(SuggestedLevel.UNDECIDED),
    )
    return list(
        rows.order_by("-end", "code").values(
            "pk", "code", "period", "start", "end", "cutoff", "committee__name", "computed", "lacking", "unsettled"
        )[:ROUNDS_MAX]
    )
