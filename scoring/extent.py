"""What one round needs to be computed equal elsewhere: the rows of every table of its export."""

from dataclasses import dataclass, field

from django.db.models import Q

from cadre.interchange import store
from cadre.models import Appointment, Cadre, Committee, Placement, Succession
from cadre.tables import with_parent
from scoring.enums import Period, QuarterToYear
from scoring.models import (
    Assessment,
    ConfidenceVote,
    Criterion,
    Discipline,
    EvaluationRound,
    Holiday,
    ProfileRole,
    ProfileTable,
    Remediation,
    RuleProfile,
    ScoreLine,
    Trigger,
)
from tasks.enums import Horizon
from tasks.models import BreakthroughTask, Indicator, Milestone, ProgressReport, TaskOwner


@dataclass(slots=True)
class Extent:
    """`on`: the date for which parents are told. `querysets`: {table name: its rows, unordered}."""

    round: EvaluationRound
    on: object
    querysets: dict = field(default_factory=dict)


def extent_of(round):
    full = full_rounds(round)
    assessments = Assessment.objects.filter(round__in=full)
    neighbours = decided_neighbours(round, full, assessments)
    rated = Assessment.objects.filter(Q(round__in=full) | Q(pk__in=neighbours.values("pk")))
    rounds = EvaluationRound.objects.filter(Q(pk__in=[one.pk for one in full]) | Q(pk__in=neighbours.values("round")))
    tasks = tasks_of(round, assessments)
    discipline = discipline_of(round, assessments)
    posts = posts_of(assessments, tasks, discipline)
    cadres = Cadre.objects.filter(pk__in=posts.values("cadre"))
    committees = committees_of(round, rounds, rated, posts, cadres, tasks, discipline)
    profiles = RuleProfile.objects.filter(rounds__in=rounds).distinct()
    of_tasks, of_profiles = {"task__in": tasks}, {"profile__in": profiles}
    return Extent(
        round,
        round.end,
        {
            "committees": Committee.objects.filter(pk__in=store.among(committees)),
            "successions": Succession.objects.filter(
                predecessor__in=store.among(committees), successor__in=store.among(committees)
            ),
            "cadres": cadres,
            "appointments": posts,
            "tasks": tasks,
            "indicators": Indicator.objects.filter(**of_tasks),
            "milestones": Milestone.objects.filter(**of_tasks),
            "reports": ProgressReport.objects.filter(**of_tasks),
            "profiles": profiles,
            "profile_roles": ProfileRole.objects.filter(**of_profiles),
            "profile_tables": ProfileTable.objects.filter(**of_profiles),
            "holidays": Holiday.objects.all(),
            "criteria": Criterion.objects.filter(**of_profiles),
            "rounds": rounds,
            "assessments": rated,
            "sheets": ScoreLine.objects.filter(sheet__assessment__round__in=full),
            "triggers": Trigger.objects.filter(assessment__round__in=full),
            "discipline": discipline,
            "remediation": Remediation.objects.filter(assessment__round__in=full),
            "votes": ConfidenceVote.objects.filter(assessment__round__in=full),
            "ratings": rated,
        },
    )


def full_rounds(round):
    """The round, and the quarters its figures are the mean of, where a profile says so."""
    averaged = round.profiles.filter(quarter_to_year=QuarterToYear.MEAN_OF_QUARTERS).exists()
    if round.period != Period.YEAR or not averaged:
        return [round]
    quarters = EvaluationRound.objects.filter(
        period=Period.QUARTER, committee=round.committee_id, start__gte=round.start, end__lte=round.end
    )
    return [round, *quarters.exclude(pk=round.pk)]


def decided_neighbours(round, full, assessments):
    """Decided collectives, directly below the assessed units, of other rounds with the same dates (scoring.md §9)."""
    same_dates = Q(pk__in=[])
    for one in full:
        same_dates |= Q(round__start=one.start, round__end=one.end)
    below = Placement.objects.filter(parent__in=assessments.values("unit"))
    return Assessment.objects.filter(same_dates, committee__in=below.values("committee")).exclude(
        Q(round__in=full) | Q(decided_level="")
    )


def tasks_of(round, assessments):
    """Tasks of the subjects that the round's dates may select, and the tasks above them."""
    within = (round.start, round.end)
    dated = (
        Q(due__range=within)
        | Q(accepted_on__range=within)
        | Q(
            horizon=Horizon.TERM,
            pk__in=Milestone.objects.filter(Q(due__range=within) | Q(accepted_on__range=within)).values("task"),
        )
    )
    named = TaskOwner.objects.filter(
        appointment__in=assessments.filter(appointment__isnull=False).values("appointment")
    )
    heads = Appointment.objects.filter(pk__in=assessments.values("appointment"), is_head=True)
    held = Q(owner_committee__in=assessments.filter(committee__isnull=False).values("committee")) | Q(
        owner_committee__in=heads.values("committee")
    )
    own = BreakthroughTask.objects.filter(dated & (Q(pk__in=named.values("task")) | held))
    above, step = set(), set(own.filter(parent_task__isnull=False).values_list("parent_task", flat=True))
    while step:
        above |= step
        higher = BreakthroughTask.objects.filter(pk__in=store.among(step), parent_task__isnull=False)
        step = set(higher.values_list("parent_task", flat=True)) - above
    if not above:
        return own
    return BreakthroughTask.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=store.among(above)))


def discipline_of(round, assessments):
    """Rows of the people assessed, of the units assessed and of those directly below."""
    units = Q(pk__in=assessments.values("unit")) | Q(
        placements__parent__in=assessments.values("unit"),
        placements__valid_from__lte=round.end,
        placements__valid_to__gte=round.start,
    )
    units = Committee.objects.filter(units).values("pk")
    people = Appointment.objects.filter(pk__in=assessments.values("appointment")).values("cadre")
    return Discipline.objects.filter(
        Q(appointment__cadre__in=people)
        | Q(committee__in=units)
        | Q(unit__in=units)
        | Q(unit__isnull=True, appointment__committee__in=units)
    )


def posts_of(assessments, tasks, discipline):
    """Posts assessed, every other post of these people and of people disciplined, and those who share a task."""
    assessed = Appointment.objects.filter(pk__in=assessments.values("appointment"))
    disciplined = Appointment.objects.filter(pk__in=discipline.values("appointment"))
    return Appointment.objects.filter(
        Q(cadre__in=assessed.values("cadre"))
        | Q(cadre__in=disciplined.values("cadre"))
        | Q(pk__in=TaskOwner.objects.filter(task__in=tasks).values("appointment"))
    )


def committees_of(round, rounds, rated, posts, cadres, tasks, discipline):
    """Ids of every committee the other tables name, and of all above them."""
    named = set()
    for queryset, name in (
        (rounds, "committee"),
        (rated, "unit"),
        (posts, "committee"),
        (cadres, "managed_by"),
        (tasks, "assigned_by"),
        (tasks, "owner_committee"),
        (discipline, "committee"),
        (discipline, "unit"),
    ):
        named.update(queryset.order_by().values_list(name, flat=True).distinct())
    named.discard(None)
    parents = dict(with_parent(Committee.objects.order_by(), round.end).values_list("pk", "parent_on"))
    step = named
    while step:
        step = {parents[pk] for pk in step} - named - {None}
        named |= step
    return named
