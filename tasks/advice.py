"""The quality check with what is in the database: the tasks that a draft, or fifty of them, are compared with.

A constant number of statements, however many tasks; of each unit at most CANDIDATES tasks of a year are looked at,
those that share most words with the drafts first."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

from django.db.models import BooleanField, Case, F, IntegerField, Q, Value, When, Window
from django.db.models.functions import RowNumber

from cadre.models import Placement
from cadre.text import fold
from tasks import reading
from tasks.enums import TaskState
from tasks.models import BreakthroughTask, Campaign, Indicator, Milestone, TaskOwner
from tasks.quality import Draft, Known, Period, Step, Target, examine, without_particulars

CANDIDATES = 300  # tasks of one unit and year, or of one person, that are compared
YEARS = 10  # how far back the earlier tasks of a person are looked at
WORDS = 8  # words by which the most similar ones are taken first where there are more
DRAFT_FIELDS = ("title", "reason", "product", "product_type", "start", "due", "horizon", "kind")
GOVERNMENT = ("ubnd", "hdnd", "uy ban nhan dan", "hoi dong nhan dan")


@dataclass(frozen=True, slots=True)
class Asked:
    """A draft and for whom it is: what decides which tasks it is compared with."""

    draft: Draft
    year: int
    period: Period
    cadres: frozenset
    committees: frozenset  # of the posts that receive it
    unit: int | None  # the committee that receives it itself
    kin: frozenset  # the task itself, where it was carried on from, the task above: alike by intention

    @property
    def all_committees(self):
        return self.committees | ({self.unit} if self.unit else set())


def findings_of(tasks, user):
    """{task id: [Finding]} of stored tasks, as `user` may read them."""
    tasks = list(tasks)
    ids = [task.pk for task in tasks]
    indicators, milestones, owners = defaultdict(list), defaultdict(list), defaultdict(list)
    for each in Indicator.objects.filter(task__in=ids).order_by("id"):
        indicators[each.task_id].append(each)
    for each in Milestone.objects.filter(task__in=ids):
        milestones[each.task_id].append(each)
    links = TaskOwner.objects.filter(task__in=ids).values_list("task", "appointment__cadre", "appointment__committee")
    for pk, cadre, committee in links:
        owners[pk].append((cadre, committee))
    campaigns = Campaign.objects.in_bulk({task.campaign_id for task in tasks} - {None})
    asked = {}
    for task in tasks:
        fields = {name: getattr(task, name) for name in DRAFT_FIELDS}
        asked[task.pk] = Asked(
            draft=Draft(**fields, indicators=tuple(indicators[task.pk]), milestones=tuple(milestones[task.pk])),
            year=task.year,
            period=period_of(campaigns.get(task.campaign_id), task.year),
            cadres=frozenset(cadre for cadre, _ in owners[task.pk]),
            committees=frozenset(committee for _, committee in owners[task.pk]),
            unit=task.owner_committee_id,
            kin=frozenset({task.pk, task.carried_from_id, task.parent_task_id} - {None}),
        )
    return answer(asked, user)


def findings_for(text, user, *, campaign=None, year=None, task_id=None, kin=()):
    """[Finding] of what is being typed (`registering.Text`). year: where no campaign gives it; task_id: the task it is
    kept as already; kin: ids of tasks that a new one resembles by intention (that it is carried on from, the one
    above)."""
    fields = {name: text.fields[name] for name in DRAFT_FIELDS if text.fields.get(name) is not None}
    names = Target.__dataclass_fields__
    indicators = tuple(
        Target(**{name: value for name, value in row.items() if name in names}) for row in text.indicators
    )
    milestones = tuple(Step(title=row["title"], due=row["due"]) for row in text.milestones)
    unit = text.owner_committee.pk if text.owner_committee else None
    year = year or campaign.year
    asked = Asked(
        draft=Draft(**fields, indicators=indicators, milestones=milestones),
        year=year,
        period=period_of(campaign, year),
        cadres=frozenset(post.cadre_id for post in text.owners),
        committees=frozenset(post.committee_id for post in text.owners),
        unit=unit,
        kin=frozenset({task_id, *kin, *kin_of(task_id)} - {None}),
    )
    return answer({0: asked}, user)[0]


def kin_of(task_id):
    """Of a stored task the one above and the one it was carried on from."""
    return BreakthroughTask.objects.filter(pk=task_id).values_list("parent_task", "carried_from").first() or ()


def period_of(campaign, year):
    """In which the task is done: as the campaign says, else the year."""
    if campaign:
        return Period(campaign.start, campaign.end)
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 31), f"năm {year}")


def answer(asked, user):
    """{key: [Finding]}, told without particulars where the user may not see the task that is alike."""
    families = families_of(asked.values())
    candidates = candidates_of(asked.values(), families)
    found = {
        key: examine(each.draft, known=known_to(each, candidates, families), period=each.period)
        for key, each in asked.items()
    }
    alike = {finding.alike for findings in found.values() for finding in findings} - {None}
    seen = set(BreakthroughTask.objects.visible_to(user).filter(pk__in=alike).values_list("pk", flat=True))
    return {key: [shown(finding, seen) for finding in findings] for key, findings in found.items()}


def shown(finding, seen):
    return finding if finding.alike is None or finding.alike in seen else without_particulars(finding)


# ---- whose tasks ---------------------------------------------------------------------------------------------


def is_government(name):
    return fold(name).startswith(GOVERNMENT)


def families_of(asked):
    """{committee: {committees that lead the same unit beside it}}: of a Party committee the People's Committee and
    Council below it, of these the Party committee above and each other. One statement."""
    wanted = set().union(*(each.all_committees for each in asked))
    below = Q(pk__in=[])
    for word in GOVERNMENT:
        below |= Q(committee__search__contains=word)
    beside = Placement.objects.filter(committee__in=wanted).values("parent")
    rows = Placement.objects.filter(
        Q(committee__in=wanted) | (below & (Q(parent__in=wanted) | Q(parent__in=beside)))
    ).values_list("committee", "committee__name", "parent")
    children, parents = defaultdict(set), defaultdict(set)
    for committee, name, parent in rows:
        if is_government(name) and parent:
            children[parent].add(committee)
            parents[committee].add(parent)
    return {
        committee: (
            children[committee].union(*({above} | children[above] for above in parents[committee])) - {committee}
        )
        for committee in wanted
    }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task and one of its holders: a post of `cadre` in `committee`, or without cadre the committee itself."""

    known: Known
    parent: int | None
    carried_from: int | None
    cadre: int | None
    committee: int
    is_head: bool


def candidates_of(asked, families):
    """Every task that some of the drafts is compared with, once for each holder; three statements."""
    asked = list(asked)
    years = {each.year for each in asked}
    committees = set().union(*(each.all_committees for each in asked))
    earlier = (min(years, default=0) - YEARS, max(years, default=0))
    words = telling_words(each.draft.title for each in asked)
    cadres = set().union(*(each.cadres for each in asked))
    around = committees.union(*families.values())
    rows = [
        *held_by_posts(cadres, around, years, earlier, words),
        *held_by_committees(committees, earlier, words),
    ]
    indicators = defaultdict(list)
    for each in Indicator.objects.filter(task__in={pk for pk, *_ in rows}).order_by("id"):
        indicators[each.task_id].append(each)
    return [
        Candidate(Known(pk, title, year, whose, indicators=indicators[pk]), *holder)
        for pk, title, year, whose, *holder in rows
    ]


def held_by_posts(cadres, around, years, earlier, words):
    """The tasks of these people over the years, and those of the committees around them in the years asked about.

    What somebody else is still writing is not told of."""
    own = Q(appointment__cadre__in=cadres, task__year__range=earlier)
    others = Q(appointment__committee__in=around, task__year__in=years) & ~Q(task__state=TaskState.DRAFT)
    rows = (
        TaskOwner.objects.filter(own | others)
        .exclude(task__state=TaskState.CANCELLED)
        .annotate(is_own=Case(When(own, then=Value(1)), default=Value(0), output_field=IntegerField()))
    )
    return nearest(rows, ("is_own", "appointment__committee", "task__year"), words, "task__search").values_list(
        "task",
        "task__title",
        "task__year",
        "appointment__title",
        "task__parent_task",
        "task__carried_from",
        "appointment__cadre",
        "appointment__committee",
        "appointment__is_head",
    )


def held_by_committees(committees, earlier, words):
    rows = (
        BreakthroughTask.objects.filter(owner_committee__in=committees, year__range=earlier)
        .exclude(state__in=(TaskState.CANCELLED, TaskState.DRAFT))
        .annotate(cadre=Value(None, output_field=IntegerField()), is_head=Value(False, output_field=BooleanField()))
    )
    return nearest(rows, ("owner_committee", "year"), words, "search").values_list(
        "pk",
        "title",
        "year",
        "owner_committee__name",
        "parent_task",
        "carried_from",
        "cadre",
        "owner_committee",
        "is_head",
    )


def telling_words(titles):
    """The longest words of the titles: the rarest as a rule."""
    words = {word for title in titles for word in reading.tokens(title) if not word[0].isdigit()}
    return sorted(words, key=lambda word: (-len(word), word))[:WORDS]


def nearest(rows, groups, words, search):
    """Of each group at most CANDIDATES rows, those with most of the words first, then the newest."""
    hits = Value(0)
    for word in words:
        hits = hits + Case(
            When(**{f"{search}__contains": word}, then=Value(1)), default=Value(0), output_field=IntegerField()
        )
    place = Window(RowNumber(), partition_by=[F(name) for name in groups], order_by=[hits.desc(), F("pk").desc()])
    return rows.annotate(place=place).filter(place__lte=CANDIDATES)


def known_to(each, candidates, families):
    """[Known] of one draft, each task once, in the nearest relation it stands in."""
    best = {}
    family = set().union(*(families[committee] for committee in each.all_committees))
    for candidate in candidates:
        relation = relation_of(each, candidate, family)
        pk = candidate.known.id
        if relation and (pk not in best or RANK[relation] < RANK[best[pk].relation]):
            best[pk] = replace(candidate.known, relation=relation)
    return list(best.values())


RANK = {"same": 0, "past": 1, "superior": 2, "unit": 3, "colleague": 4}


def relation_of(each, candidate, family):
    """What a task is to the draft, or "" when it is not compared."""
    known = candidate.known
    if {known.id, candidate.parent, candidate.carried_from} & each.kin or known.year > each.year:
        return ""
    is_own = candidate.cadre in each.cadres or (candidate.cadre is None and candidate.committee == each.unit)
    if known.year < each.year:
        is_units = candidate.cadre is None and candidate.committee in each.all_committees
        return "past" if is_own or is_units else ""
    if is_own:
        return "same"
    if candidate.cadre is None:
        return "unit" if candidate.committee in each.committees else ""
    if candidate.committee in family or (candidate.is_head and candidate.committee in each.all_committees):
        return "superior"
    return "colleague" if candidate.committee in each.all_committees else ""
