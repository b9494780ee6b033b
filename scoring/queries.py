"""What the pages of scoring read. Every queryset passes visible_to(user); each function is one statement
unless it says otherwise; sums are taken in SQL; ranks and positions are read as the run stored them."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, Subquery, Sum, TextField, Value, When
from django.db.models.functions import Coalesce

from cadre.fields import to_micro
from cadre.models import Placement, Succession
from cadre.paging import keyset_page
from cadre.simulated import is_simulated
from cadre.text import fold
from scoring.engine.quota import cap
from scoring.enums import CriterionGroup, Level, Period, QuotaBasis, Regime, Scale, Stage, SubjectType, SuggestedLevel
from scoring.models import (
    Assessment,
    Criterion,
    EvaluationRound,
    QuotaGroup,
    RatingRun,
    RoundProfile,
    ScoreLine,
    ScoreSheet,
)
from tasks.enums import ASSIGNED_STATES, Horizon, TaskState
from tasks.models import BreakthroughTask, ProgressReport, TaskOwner

PAGE = 50
TOP, BOTTOM = 10, 5
TREND_ROUNDS = 8
LEVELS = tuple(Level)
RATED = frozenset(Level)
QUARTERS = ("I", "II", "III", "IV")


# ---- rounds -------------------------------------------------------------------------------------------


def period_words(period, start, end):
    """năm 2026 · quý IV năm 2026 · tháng 12 năm 2026 · nhiệm kỳ 2020–2025."""
    return {
        Period.YEAR: f"năm {end.year}",
        Period.QUARTER: f"quý {QUARTERS[(end.month - 1) // 3]} năm {end.year}",
        Period.MONTH: f"tháng {end.month} năm {end.year}",
        Period.TERM: f"nhiệm kỳ {start.year}–{end.year}",
    }[period]


def period_label(period, start, end):
    """The same in a few letters, for the foot of a chart."""
    return {
        Period.YEAR: f"{end.year}",
        Period.QUARTER: f"{QUARTERS[(end.month - 1) // 3]}/{end.year % 100:02d}",
        Period.MONTH: f"{end.month}/{end.year % 100:02d}",
        Period.TERM: f"{start.year}–{end.year % 100:02d}",
    }[period]


def visible_rounds(user):
    """Rounds with their committee and its place on the round's end date."""
    place = Placement.objects.filter(
        committee=OuterRef("committee"), valid_from__lte=OuterRef("end"), valid_to__gte=OuterRef("end")
    )
    return (
        EvaluationRound.objects.visible_to(user)
        .select_related("committee")
        .annotate(place=Subquery(place.values("path")[:1]))
    )


def latest_round(user):
    """The last computed round in sight: a year before its last quarter, the upper committee's before the lower's."""
    rounds = visible_rounds(user).filter(Exists(RatingRun.objects.filter(round=OuterRef("pk"))))
    return rounds.order_by("-end", "start", "place", "pk").first()


ROUND_ORDER = [("end", True), ("code", False)]


def rounds_page(user, *, after="", before=""):
    """One page of rounds, newest first, with counts of the dossiers the user may see; two statements."""
    runs = RatingRun.objects.filter(round=OuterRef("pk")).order_by("-computed_at", "-pk")
    rows = (
        EvaluationRound.objects.visible_to(user)
        .annotate(computed_at=Subquery(runs.values("computed_at")[:1]))
        .values("pk", "code", "period", "start", "end", "cutoff", "computed_at", "committee__name")
    )
    page = keyset_page(rows, ROUND_ORDER, [dt.date, str], after=after, before=before)
    counts = {
        row.pop("round"): row
        for row in Assessment.objects.visible_to(user)
        .filter(round__in=[row["pk"] for row in page.rows])
        .order_by()
        .values("round")
        .annotate(total=Count("pk"), suggested=Count("suggestion"), decided=Count("pk", filter=~Q(decided_level="")))
    }
    for row in page.rows:
        row["simulated"] = is_simulated(row["code"])
        row["words"] = period_words(row["period"], row["start"], row["end"])
        row.update(counts.get(row["pk"], {"total": 0, "suggested": 0, "decided": 0}))
    return page


def profiles_of(round):
    """The rule profiles of a round with their assessor roles and criteria; three statements."""
    links = (
        RoundProfile.objects.filter(round=round)
        .select_related("profile")
        .prefetch_related("profile__roles", "profile__criteria")
    )
    order = list(SubjectType)
    return sorted(links, key=lambda link: order.index(link.subject_type))


def sheets_by_role(user, round):
    """{(subject type, role): dossiers with at least one submitted sheet of that role}."""
    rows = (
        Assessment.objects.visible_to(user)
        .filter(round=round, sheets__stage=Stage.REVIEW)
        .order_by()
        .values_list("subject_type", "sheets__role")
        .annotate(n=Count("pk", distinct=True))
    )
    return {(subject_type, role): n for subject_type, role, n in rows}


def runs_of(round, limit=5):
    return list(RatingRun.objects.filter(round=round)[:limit])


# ---- counts by group and level ----------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """One quota group, or several added up, over the dossiers the user may see.

    `levels`: {suggested level: n}; `final`: {decided level, else suggested: n}; facts are sums over the dossiers;
    `line`: position of the last one seen that keeps Xuất sắc, 0 if none."""

    n: int = 0
    decided: int = 0
    tasks: int = 0
    done: int = 0
    exceeded: int = 0
    late: int = 0
    line: int = 0
    levels: dict = field(default_factory=lambda: defaultdict(int))
    final: dict = field(default_factory=lambda: defaultdict(int))

    def add(self, level, decided, n, tasks, done, exceeded, late, last):
        self.n += n
        self.decided += n if decided else 0
        self.tasks += tasks or 0
        self.done += done or 0
        self.exceeded += exceeded or 0
        self.late += late or 0
        if level == SuggestedLevel.XS:
            self.line = max(self.line, last)
        self.levels[level or ""] += n
        self.final[decided or level or ""] += n

    @property
    def rated(self):
        return sum(self.final[level] for level in LEVELS)

    @property
    def unrated(self):
        return self.n - sum(self.levels[level] for level in LEVELS)


FACT_SUMS = (
    *(Sum(f"suggestion__{name}") for name in ("tasks_total", "done", "exceeded", "late")),
    Max("suggestion__position"),
)


def tallies(user, round, *, also=(), subject_type=""):
    """{(round id, subject type, group): Tally} of the round, and of one subject type in the rounds `also` (ids)."""
    wanted = Q(round=round.pk)
    if also:
        wanted |= Q(round__in=also, subject_type=subject_type)
    rows = (
        Assessment.objects.visible_to(user)
        .filter(wanted)
        .order_by()
        .values_list("round_id", "subject_type", "suggestion__quota_group", "suggestion__level", "decided_level")
        .annotate(Count("pk"), *FACT_SUMS)
    )
    found = defaultdict(Tally)
    for round_id, kind, group, level, decided, *sums in rows:
        found[round_id, kind, group or ""].add(level, decided, *sums)
    return dict(found)


@dataclass(slots=True)
class Funnel:
    """How far the dossiers of one subject type are; `lacking`: {reason code: dossiers that lack it}."""

    subject_type: str
    total: int = 0
    sheets: int = 0
    suggested: int = 0
    complete: int = 0
    decided: int = 0
    lacking: dict = field(default_factory=lambda: defaultdict(int))

    @property
    def words(self):
        return SubjectType(self.subject_type).label

    def add(self, level, decided, lack, n, sheets):
        self.total += n
        self.sheets += sheets
        self.decided += n if decided else 0
        self.suggested += n if level else 0
        self.complete += n if level and level != SuggestedLevel.INCOMPLETE else 0
        for code in filter(None, (lack or "").split(";")):
            self.lacking[code] += n


def progress(user, round):
    """({subject type: Funnel}, {(subject type, group): Tally}) of the dossiers the user may see, in one statement.

    One row comes back for each group, level, decision and set of missing things."""
    reviewed = Exists(ScoreSheet.objects.filter(assessment=OuterRef("pk"), stage=Stage.REVIEW))
    lack = Case(
        When(suggestion__level=SuggestedLevel.INCOMPLETE, then="suggestion__reasons"),
        default=Value(""),
        output_field=TextField(),
    )
    rows = (
        Assessment.objects.visible_to(user)
        .filter(round=round)
        .order_by()
        .values_list("subject_type", "suggestion__quota_group", "suggestion__level", "decided_level", lack)
        .annotate(Count("pk"), *FACT_SUMS, sheets=Count("pk", filter=reviewed))
    )
    funnels, found = {}, defaultdict(Tally)
    for kind, group, level, decided, missing, n, *sums, sheets in rows:
        funnels.setdefault(kind, Funnel(kind)).add(level, decided, missing, n, sheets)
        found[kind, group or ""].add(level, decided, n, *sums)
    return {kind: funnels[kind] for kind in SubjectType.values if kind in funnels}, dict(found)


def added(parts):
    """The Tally of several groups together."""
    whole = Tally()
    for part in parts:
        whole.n += part.n
        whole.decided += part.decided
        whole.tasks += part.tasks
        whole.done += part.done
        whole.exceeded += part.exceeded
        whole.late += part.late
        for level, n in part.levels.items():
            whole.levels[level] += n
        for level, n in part.final.items():
            whole.final[level] += n
    return whole


def dossiers(user):
    """Assessments with all that the page Vì sao? names."""
    return Assessment.objects.visible_to(user).select_related(
        "round__committee", "committee", "appointment__cadre", "unit", "suggestion"
    )


# ---- the rules and the quota of a round ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rules:
    """The few settings of a rule profile that the lists show."""

    round: int
    committee: int
    start: dt.date
    end: dt.date
    subject_type: str
    name: str
    regime: str
    scale: str
    document: str
    quota_percent: object
    quota_basis: str
    xs_exceeded_min: object

    @classmethod
    def of(cls, round, profile):
        return cls(
            round=round.pk,
            committee=round.committee_id,
            start=round.start,
            end=round.end,
            subject_type=profile.subject_type,
            name=profile.name,
            **{name: getattr(profile, name) for name in PROFILE_COLUMNS},
        )

    @property
    def ordinal(self):
        return self.scale == Scale.ORDINAL

    @property
    def regime_words(self):
        return Regime(self.regime).label

    @property
    def regime_label(self):
        """The same without the issuer, for charts: Quy định 366."""
        return self.regime_words.partition("-QĐ")[0].partition("/")[0]

    @property
    def clause(self):
        return "Điều 12" if self.regime == Regime.R366 else self.regime_words


PROFILE_COLUMNS = ("regime", "scale", "document", "quota_percent", "quota_basis", "xs_exceeded_min")
RULE_COLUMNS = (
    "round",
    "round__committee",
    "round__start",
    "round__end",
    "subject_type",
    "profile__name",
    *(f"profile__{name}" for name in PROFILE_COLUMNS),
)


def rules_of(round):
    """{subject type: Rules}."""
    return {row[4]: Rules(*row) for row in RoundProfile.objects.filter(round=round).values_list(*RULE_COLUMNS)}


def rules_until(round):
    """[Rules] of the round and of the rounds of the same period before it, latest first: those of its committee, and of
    the committees that this one succeeded."""
    before = Succession.objects.filter(successor=round.committee_id).values("predecessor")
    rows = (
        RoundProfile.objects.filter(
            Q(round__committee=round.committee_id) | Q(round__committee__in=before),
            round__period=round.period,
            round__end__lte=round.end,
        )
        .order_by("-round__end", "-round")
        .values_list(*RULE_COLUMNS)
    )
    return [Rules(*row) for row in rows[: TREND_ROUNDS * len(SubjectType)]]


@dataclass(frozen=True, slots=True)
class Quota:
    """The quota of one group in the last run: facts of the whole group, whoever looks (numbers, never names)."""

    subject_type: str
    group: str
    rated: int
    candidates: int
    good: int
    cap: int | None
    kept: int
    rules: Rules | None

    @property
    def allowance(self):
        """The most XS the group may have by the rule, also where fewer qualify; None without a quota.

        The engine never gives more than there are candidates; here the whole group stands for candidates."""
        if self.cap is None or self.rules is None or self.rules.quota_percent is None:
            return None
        return cap(
            self.rules.quota_basis or QuotaBasis.OF_GOOD,
            to_micro(self.rules.quota_percent),
            candidates=self.candidates + self.good + self.rated,
            good=-self.rated,
            rated=self.rated,
        )

    @property
    def below(self):
        """How many qualify but do not keep XS."""
        return self.candidates - self.kept

    @property
    def counted_on(self):
        """The number the percentage was taken of, by the basis of the profile (scoring.md §6)."""
        basis = self.rules.quota_basis or QuotaBasis.OF_GOOD
        if basis == QuotaBasis.OF_ALL:
            return self.rated
        together = self.good + self.candidates
        return together if basis == QuotaBasis.OF_GOOD_OR_BETTER else together - self.allowance

    @property
    def counted_words(self):
        return {
            QuotaBasis.OF_ALL: "được xếp loại",
            QuotaBasis.OF_GOOD_OR_BETTER: "đủ điều kiện Tốt trở lên",
        }.get(self.rules.quota_basis, "xếp Tốt")

    @property
    def noun(self):
        return "tập thể" if self.subject_type == SubjectType.COLLECTIVE else "người"


def quotas(round, rules):
    """{(subject type, group): Quota} of the last run; rules: {subject type: Rules}."""
    rows = QuotaGroup.objects.filter(round=round).values_list(
        "subject_type", "quota_group", "rated", "candidates", "good", "cap", "kept"
    )
    return {row[:2]: Quota(*row, rules.get(row[0])) for row in rows}


# ---- Xếp loại ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RatingRow:
    position: int
    pk: int
    name: str
    person: str | None
    unit_name: str
    rank: int | None
    points_common: object
    points_results: object
    total: object
    tasks: int
    done: int
    exceeded: int
    late: int
    remedied: int | None
    pointed_out: int | None
    level: str
    reasons: str
    decided: str

    @property
    def reason_codes(self):
        return self.reasons.split(";") if self.reasons else []

    @property
    def done_share(self):
        return Fraction(self.done, self.tasks) if self.tasks else None

    @property
    def exceeded_share(self):
        return Fraction(self.exceeded, self.tasks) if self.tasks else None


RATING_COLUMNS = {
    "name": Coalesce("committee__name", "appointment__title"),
    "person": F("appointment__cadre__full_name"),
    "unit_name": F("unit__name"),
    "points_common": F("suggestion__points_common"),
    "points_results": F("suggestion__points_results"),
    "total": F("suggestion__total"),
    "tasks": F("suggestion__tasks_total"),
    "done": F("suggestion__done"),
    "exceeded": F("suggestion__exceeded"),
    "late": F("suggestion__late"),
    "remedied": F("remediation__remedied"),
    "pointed_out": F("remediation__pointed_out"),
    "level": F("suggestion__level"),
    "reasons": F("suggestion__reasons"),
    "decided": F("decided_level"),
}


def matching(text):
    """Q over assessments: the words meet the post, the person or the unit, with or without accents."""
    wanted = fold(text.strip())
    return (
        Q(unit__search__contains=wanted)
        | Q(appointment__search__contains=wanted)
        | Q(appointment__cadre__search__contains=wanted)
    )


def ratings(user, round, *, subject_type, group=None, level="", text=""):
    """Rows of the table as values() for RatingRow, by position; group None = every group of the type, with
    the rank among all of them."""
    rows = Assessment.objects.visible_to(user).filter(
        round=round, suggestion__round=round, suggestion__subject_type=subject_type
    )
    if group is not None:
        rows = rows.filter(suggestion__quota_group=group)
    if level:
        rows = rows.filter(suggestion__level__in=[level] if isinstance(level, str) else level)
    if text:
        rows = rows.filter(matching(text))
    return rows.order_by("suggestion__position").values(
        "suggestion__position",
        "pk",
        rank=F("suggestion__rank_overall" if group is None else "suggestion__rank_in_group"),
        **RATING_COLUMNS,
    )


BY_POSITION = [("suggestion__position", False)]


def ratings_page(rows, *, after="", before=""):
    page = keyset_page(rows, BY_POSITION, [int], after=after, before=before)
    page.rows = [rating_row(row) for row in page.rows]
    return page


def rating_row(row):
    return RatingRow(position=row.pop("suggestion__position"), **row)


def criterion_names(round):
    """{criterion code: name} over the profiles of the round, for the reasons that name one."""
    rows = Criterion.objects.filter(profile__round_profiles__round=round).order_by().values_list("code", "name")
    return dict(rows)


@dataclass(frozen=True, slots=True)
class OwnPoints:
    """What a subject gave itself: exact points out of the most that the criteria it scored can give."""

    points: Fraction
    most: Fraction

    @property
    def is_partial(self):
        return self.most != 100


def self_totals(ids):
    """{assessment id: OwnPoints} of the self sheet, a mean where there are several. One statement.

    Counted as the total is: groups I, II and B, less P; the leader dimensions (D) are no points of the total, and
    bonus and penalty are not part of the hundred."""
    rows = (
        ScoreLine.objects.filter(sheet__assessment__in=ids, sheet__stage=Stage.SELF)
        .exclude(criterion__group=CriterionGroup.DIMENSION)
        .order_by()
        .values_list("sheet__assessment", "sheet", "criterion__group")
        .annotate(Sum("value"), Sum("criterion__max_points"))
    )
    points, most, sheets = defaultdict(Fraction), defaultdict(Fraction), defaultdict(set)
    for assessment, sheet, group, value, highest in rows:
        points[assessment] += Fraction(-value if group == CriterionGroup.PENALTY else value)
        most[assessment] += Fraction(highest) if group in (CriterionGroup.COMMON, CriterionGroup.RESULTS) else 0
        sheets[assessment].add(sheet)
    return {pk: OwnPoints(points[pk] / len(found), most[pk] / len(found)) for pk, found in sheets.items()}


# ---- Bảng xếp hạng -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RankRow:
    """`subject`: id of the committee or of the appointment, the same from round to round."""

    position: int
    pk: int
    rank: int | None
    level: str
    total: object
    detail: dict
    unit: str
    unit_id: int
    subject: int
    title: str = ""
    person: str = ""

    @property
    def name(self):
        return self.title or self.unit

    @property
    def fields(self):
        """{field: [total, done, result in per cent]}."""
        return self.detail.get("fields", {})


RANK_COLUMNS = (
    "suggestion__position",
    "pk",
    "suggestion__rank_overall",
    "suggestion__level",
    "suggestion__total",
    "suggestion__detail",
    "unit__name",
    "unit_id",
)
SUBJECT_COLUMNS = {SubjectType.COLLECTIVE: ("committee_id",)}
PERSON_COLUMNS = ("appointment_id", "appointment__title", "appointment__cadre__full_name")


def ranking(user, round, subject_type):
    """Rows as a values_list() of RankRow's columns, by position."""
    return (
        Assessment.objects.visible_to(user)
        .filter(round=round, suggestion__round=round, suggestion__subject_type=subject_type)
        .order_by("suggestion__position")
        .values_list(*RANK_COLUMNS, *SUBJECT_COLUMNS.get(subject_type, PERSON_COLUMNS))
    )


def ranking_page(user, round, subject_type, *, after=0, before=0):
    """One page of RankRow: (rows, is there a page before, is there a page after)."""
    rows = ranking(user, round, subject_type)
    if before:
        found = list(rows.filter(suggestion__position__lt=before).order_by("-suggestion__position")[: PAGE + 1])
        more, found = len(found) > PAGE, found[:PAGE][::-1]
        return [RankRow(*row) for row in found], more, bool(found)
    found = list(rows.filter(suggestion__position__gt=after)[: PAGE + 1])
    return [RankRow(*row) for row in found[:PAGE]], after > 0, len(found) > PAGE


def ends_of(rows, count):
    """The first TOP and the last BOTTOM of the `count` rows of `ranking()` that have data, without overlap, and the
    neighbours that the gap between them names: (top, bottom, row after the top, row before the bottom).

    Dossiers that lack data stand behind all others and are nobody's worst: they are left out."""
    rows = rows.exclude(suggestion__level=SuggestedLevel.INCOMPLETE)
    if count <= TOP + BOTTOM:
        return [RankRow(*row) for row in rows], [], None, None
    ids = rows.values("pk")
    first, last = ids[: TOP + 1], ids.order_by("-suggestion__position")[: BOTTOM + 1]
    found = [RankRow(*row) for row in rows.filter(Q(pk__in=first) | Q(pk__in=last))]
    return found[:TOP], found[-BOTTOM:], found[TOP], found[-BOTTOM - 1]


def standings(user, round_id, subject_type, subjects):
    """{subject id: (rank overall, total)} of the same subjects in another round."""
    column = "committee" if subject_type == SubjectType.COLLECTIVE else "appointment"
    rows = Assessment.objects.visible_to(user).filter(round=round_id, **{f"{column}__in": subjects})
    return {
        subject: (rank, total)
        for subject, rank, total in rows.values_list(column, "suggestion__rank_overall", "suggestion__total")
    }


@dataclass(frozen=True, slots=True)
class LateTask:
    pk: int
    title: str
    due: dt.date
    state: str
    committee: str | None
    owner: str | None
    owners: int
    difficulties: str | None
    days: int

    @property
    def holder(self):
        others = self.owners - 1
        if self.owner:
            return f"{self.owner} và {others} người nữa" if others > 0 else self.owner
        return self.committee or ""

    @property
    def state_words(self):
        return TaskState(self.state).label


def late_tasks(user, round, limit=8):
    """Tasks of the period that were due by the cutoff and not accepted by it, longest overdue first (scoring.md §2:
    not excused; a task of several years is judged by its milestones, not by its own due date).

    Scoped through the dossiers the user may see; the run has counted what each subject failed, so only the tasks of
    those who failed one are looked at."""
    failing = Assessment.objects.visible_to(user).filter(round=round, suggestion__failed__gt=0)
    units = failing.filter(committee__isnull=False).values("committee")
    posts = failing.filter(appointment__isnull=False).values("appointment")
    owners = TaskOwner.objects.filter(task=OuterRef("pk")).order_by("pk")
    counted = TaskOwner.objects.filter(task=OuterRef("pk")).order_by().values("task").annotate(n=Count("pk"))
    stuck = ProgressReport.objects.filter(task=OuterRef("pk")).exclude(difficulties="").order_by("-period_end")
    rows = (
        BreakthroughTask.objects.filter(
            Q(owner_committee__in=units) | Q(pk__in=TaskOwner.objects.filter(appointment__in=posts).values("task")),
            ~Q(state=TaskState.ACCEPTED) | Q(accepted_on__gt=round.cutoff),
            due__range=(round.start, min(round.end, round.cutoff)),
            state__in=ASSIGNED_STATES,
            excused=False,
            horizon=Horizon.YEAR,
        )
        .order_by("due", "pk")
        .values_list(
            "pk",
            "title",
            "due",
            "state",
            "owner_committee__name",
            Subquery(owners.values("appointment__title")[:1]),
            Coalesce(Subquery(counted.values("n")), 0),
            Subquery(stuck.values("difficulties")[:1]),
        )
    )
    return [LateTask(*row, days=(round.cutoff - row[2]).days) for row in rows[:limit]]
