"""What a change of the tree would do to rounds: one that has decided levels reprints as it was, and is left alone."""

from django.db.models import Exists, OuterRef, Q

from cadre.models import Placement
from scoring.models import Assessment, EvaluationRound, RatingRun
from scoring.queries import period_words
from scoring.services import place_assessments


def touched(committees, since, until=None):
    """Rounds that end on the day or later (until: and not after) with a dossier at or below one of the committees;
    (decided, only computed), each as words. Three statements."""
    places = Placement.objects.filter(committee__in=committees, valid_to__gte=since)
    inside = Q(pk__in=[])
    for path in tops(places.values_list("path", flat=True).distinct()):
        inside |= Q(path__gte=path, path__lt=path + "A")
    rounds = EvaluationRound.objects.filter(end__gte=since)
    if until:
        rounds = rounds.filter(end__lte=until)
    dossiers = Assessment.objects.filter(inside, round=OuterRef("pk"))
    decided = rounds.filter(Exists(dossiers.exclude(decided_level="")))
    computed = rounds.filter(Exists(dossiers), Exists(RatingRun.objects.filter(round=OuterRef("pk"))))
    computed = computed.exclude(pk__in=decided.values("pk"))
    return [words_of(row) for row in decided.order_by("end", "pk")], [
        words_of(row) for row in computed.order_by("end", "pk")
    ]


def tops(paths):
    """The paths that stand below none of the others."""
    found = []
    for path in sorted(paths):
        if not found or not path.startswith(found[-1]):
            found.append(path)
    return found


def words_of(row):
    return period_words(row.period, row.start, row.end)


def place_again(since):
    """Dossiers of the rounds a change from the day on may move; call in its transaction."""
    ids = list(EvaluationRound.objects.filter(end__gte=since).values_list("pk", flat=True))
    if ids:
        place_assessments(ids)
