"""Test vectors: one small subject each, the article it comes from, and what must come out.

Every vector runs twice: against the oracle, and through load_data, rate and export_data. Paragraph signs are those of
docs/scoring.md, "Điều" those of Quy định 366-QĐ/TW. A vector names only the columns it is about. Subjects with the same
rules share a round; the rules are in REGIMES."""
# ruff: noqa: E501  (one vector of a table, one line)

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.scoring import oracle
from tests.scoring.world import COLUMNS, World, nothing_kept, product_rate, quarters_first

START, END, CUTOFF = dt.date(2026, 1, 1), dt.date(2026, 12, 31), dt.date(2026, 12, 20)
KINDS = ("collective", "leader", "staff")

# ---- the rules --------------------------------------------------------------------------------------------------

R366 = {
    "regime": "366",
    "scale": "points",
    "band_xs": 90,
    "band_tot": 70,
    "band_ht": 50,
    "xs_exceeded_min": "0.30",
    "ht_late_max": "0.20",
    "kht_done_below": "0.70",
    "n2_failed_over": "0.50",
    "l1_units_over": "0.50",
    "xs_remediation_min": 1,
    "result_formula": "task_mean",
    "w_quantity": "0.4",
    "w_quality": "0.4",
    "w_timeliness": "0.2",
}
ORDINAL = {"scale": "ordinal", "result_formula": "none", "kht_done_below": "0.50"}
SHEETS = [("I", "I", 30, "manual", ""), ("II", "II", 70, "manual", "")]
ORGANISER = [("organiser", 1, 0)]
ONLY_TASKS = [("R", "II", 100, "tasks", "")]


def only(**weights):
    """A profile whose total is 100 times one ratio."""
    return {"w_quantity": 0, "w_quality": 0, "w_timeliness": 0, **weights}


@dataclass(frozen=True)
class Regime:
    """settings: columns of `profiles` over those of 366. tables: (table, key, value)."""

    settings: dict
    criteria: tuple = tuple(SHEETS)
    roles: tuple = tuple(ORGANISER)
    tables: tuple = ()
    period: str = "year"
    cutoff: dt.date = CUTOFF


def regime(criteria=SHEETS, roles=ORGANISER, tables=(), period="year", cutoff=CUTOFF, **settings):
    return Regime({**R366, **settings}, tuple(criteria), tuple(roles), tuple(tables), period, cutoff)


STEPS = [("quality_step", 0, "0.3"), ("quality_step", 50, "0.55"), ("quality_step", "72,5", "0.75")]
DAYS = [("days_late", 0, "0.9"), ("days_late", 3, "0.8"), ("days_late", 5, "0.6")]
THREE_ROLES = [("organiser", 40, 1), ("assessor", 20, 0), ("leader", 40, 0)]
MIXED = [
    ("MAN", "I", 20, "manual", ""),
    ("BIN", "I", 10, "binary", ""),
    ("TSK", "II", 70, "tasks", "Môi trường;doi_moi"),
]
D = [("d", "D", 100, "manual", ""), ("dd", "D", 100, "manual", ""), ("e", "D", 50, "binary", "")]
B_P = [*SHEETS, ("B1", "B", 10, "manual", ""), ("B2", "B", 10, "manual", ""), ("P1", "P", 20, "manual", "")]
UNITS = [("U", "II", 100, "subordinates", "")]
OFF = dict.fromkeys(
    ["xs_exceeded_min", "ht_late_max", "kht_done_below", "n2_failed_over", "l1_units_over", "xs_remediation_min"], ""
)
DIMENSIONS = {"result_formula": "dimension_mean", "w_quantity": "", "w_quality": "", "w_timeliness": ""}

REGIMES = {
    "366": regime(),
    "no cascade": regime(cascade=0),
    "band": regime(incomplete_policy="band"),
    "not completed": regime(incomplete_policy="not_completed"),
    "off": regime(**OFF),
    "late allowed": regime(xs_late_zero=0),
    "bars swapped": regime(no_tasks_bars_xs="1"),
    "bars nobody": regime(no_tasks_bars_xs="0"),
    "any target": regime(five_targets="any"),
    "all targets": regime(five_targets="all"),
    "by act": regime(discipline_counts_by="act"),
    "any discipline": regime(any_discipline_is_kht=1),
    "late cutoff": regime(ONLY_TASKS, cutoff=dt.date(2027, 1, 31), **only(w_quantity=1)),
    "facts": regime([("R", "II", 100, "tasks", ""), ("M", "I", 1, "manual", "")], **only(w_quantity=1)),
    "n": regime(ONLY_TASKS, **only(w_quantity=1)),
    "n to 1.2": regime(ONLY_TASKS, over_cap="1.2", **only(w_quantity="0.5", w_quality="0.5")),
    "k": regime(
        ONLY_TASKS,
        tables=[("importance", "trong_tam", 2), ("difficulty", "kho", "1.5"), ("importance", "nhe", "0.5")],
        **only(w_quantity=1),
    ),
    "l": regime(ONLY_TASKS, **only(w_quality=1)),
    "l errors": regime(ONLY_TASKS, quality_rule="errors", **only(w_quality=1)),
    "l steps": regime(ONLY_TASKS, quality_rule="steps", tables=STEPS, **only(w_quality=1)),
    "m": regime(ONLY_TASKS, **only(w_timeliness=1)),
    "m days": regime(ONLY_TASKS, timeliness_rule="days", tables=DAYS, **only(w_timeliness=1)),
    "m days to the end": regime(
        ONLY_TASKS, timeliness_rule="days", tables=[*DAYS[1:], ("days_late", "", "0.1")], **only(w_timeliness=1)
    ),
    "p": regime(ONLY_TASKS),
    "step table": regime(ONLY_TASKS, result_formula="step_table", tables=STEPS),
    "335": regime(
        [("I", "I", 30, "manual", ""), ("II", "II", 70, "tasks", "")],
        timeliness_rule="days",
        tables=[("days_late", 5, "0.85")],
        **DIMENSIONS,
    ),
    "335 plain": regime(ONLY_TASKS, **DIMENSIONS),
    "335 to 1.2": regime(ONLY_TASKS, over_cap="1.2", **DIMENSIONS),
    "335 D": regime([*ONLY_TASKS, *D], **DIMENSIONS),
    "three roles": regime(roles=THREE_ROLES),
    "self counts": regime(roles=[("organiser", 3, 0), ("self", 1, 0)]),
    "self silent": regime(roles=[("organiser", 3, 0), ("self", 0, 0)]),
    "mixed": regime(MIXED, roles=THREE_ROLES, **only(w_quantity=1)),
    "bonus": regime(B_P, bonus_cap=5, penalty_cap="7.5"),
    "bonus without cap": regime(B_P),
    "units": regime(UNITS, no_tasks_bars_xs=0, **OFF),
    "units elsewhere": regime(UNITS, no_tasks_bars_xs=0, period="term", **OFF),
    "own unit values": regime(
        UNITS,
        no_tasks_bars_xs=0,
        tables=[
            ("subordinate_level", level, value)
            for level, value in zip(["XS", "TOT", "HT", "KHT"], ["1", "0.9", "0.5", "0.125"], strict=True)
        ],
        **OFF,
    ),
    "124": regime([("O1", "I", 4, "manual", ""), ("O2", "II", 4, "manual", "")], **(OFF | ORDINAL | {"regime": "124"})),
    "132": regime(
        [("O1", "I", 4, "manual", ""), ("O2", "II", 4, "manual", "")],
        **(OFF | ORDINAL | {"regime": "132", "any_discipline_is_kht": 1, "cascade": 0, "no_tasks_bars_xs": 0}),
    ),
    "quarters": regime(quarter_to_year="mean_of_quarters"),
    "quota": regime(no_tasks_bars_xs=0, quota_percent=20, **(OFF | {"xs_exceeded_min": ""})),
    "quota 25": regime(no_tasks_bars_xs=0, quota_percent=25, quota_basis="of_good", **OFF),
    "quota or better": regime(no_tasks_bars_xs=0, quota_percent=20, quota_basis="of_good_or_better", **OFF),
    "quota of all": regime(no_tasks_bars_xs=0, quota_percent=20, quota_basis="of_all", **OFF),
    "quota ordinal": regime(
        [("O2", "II", 4, "manual", "")],
        quota_percent=20,
        quota_basis="of_all",
        **(OFF | ORDINAL | {"regime": "124", "no_tasks_bars_xs": 0}),
    ),
}
ROUND_OF = {name: f"R-{number:02d}" for number, name in enumerate(REGIMES)}
SAME_DATES = ("R-units-A", "R-units-B")  # two more rounds with the dates of "units", for levels decided elsewhere
QUARTERS = {f"R-Q{n}": (dt.date(2026, 3 * n - 2, 1), end) for n, end in enumerate(
    (dt.date(2026, 3, 31), dt.date(2026, 6, 30), dt.date(2026, 9, 30), dt.date(2026, 12, 31)), start=1
)}  # fmt: skip


def add_rules(world):
    """Committees at the top, every regime with its three profiles and its round."""
    world.add("committees", code="TOP", name="Đảng bộ tỉnh", kind="đảng bộ", level="province")
    world.add("committees", code="BESIDE", name="Đảng bộ bên cạnh", kind="đảng bộ", level="province")
    for name, rules in REGIMES.items():
        for kind in KINDS:
            add_profile(world, profile_code(name, kind), kind, rules)
        add_round(world, ROUND_OF[name], name, period=rules.period, cutoff=rules.cutoff)
    for code in SAME_DATES:
        add_round(world, code, "units", committee="BESIDE")
    for code, (start, end) in QUARTERS.items():
        add_round(world, code, "quarters", period="quarter", start=start, end=end, cutoff=end)
    add_round(world, "R-Q2-BESIDE", "quarters", committee="BESIDE", period="quarter", start=QUARTERS["R-Q2"][0],
              end=QUARTERS["R-Q2"][1], cutoff=QUARTERS["R-Q2"][1])  # fmt: skip
    add_round(world, "R-Q3-OTHER", "366", period="quarter", start=QUARTERS["R-Q3"][0], end=QUARTERS["R-Q3"][1],
              cutoff=QUARTERS["R-Q3"][1])  # fmt: skip
    add_round(world, "R-Q1-LAST-YEAR", "quarters", period="quarter", start=dt.date(2025, 12, 1),
              end=dt.date(2026, 2, 28), cutoff=dt.date(2026, 2, 28))  # fmt: skip
    add_round(world, "R-MONTH", "quarters", period="month", start=dt.date(2026, 5, 1), end=dt.date(2026, 5, 31),
              cutoff=dt.date(2026, 5, 31))  # fmt: skip
    for date in ("2026-04-30", "2026-05-01", "2026-09-02"):
        world.add("holidays", date=date, name="Nghỉ lễ")


def profile_code(name, kind):
    return f"P-{ROUND_OF[name][2:]}-{kind}"


def add_profile(world, code, kind, rules):
    settings = dict(rules.settings)
    world.add("profiles", code=code, name=code, subject_type=kind, **settings)
    for role, weight, required in rules.roles:
        world.add("profile_roles", profile_code=code, role=role, weight=weight, required=required)
    for table, key, value in rules.tables:
        world.add("profile_tables", profile_code=code, table=table, key=key, value=value)
    for order, (criterion, group, most, source, wanted) in enumerate(rules.criteria, start=1):
        world.add(
            "criteria",
            profile_code=code,
            code=criterion,
            group=group,
            order=order,
            name=criterion,
            max_points=most,
            source=source,
            field_filter=wanted,
        )


def add_round(world, code, rules, *, committee="TOP", period="year", start=START, end=END, cutoff=CUTOFF):
    world.add(
        "rounds",
        code=code,
        committee_code=committee,
        period=period,
        start=start,
        end=end,
        cutoff=cutoff,
        profile_codes=";".join(profile_code(rules, kind) for kind in KINDS),
    )


# ---- one subject ------------------------------------------------------------------------------------------------


class Subject:
    """The subject of one vector, in a committee of its own below TOP: the committee, its head, or a member of staff."""

    def __init__(self, world, code, rules, kind):
        self.world, self.rules, self.kind = world, rules, kind
        self.round = ROUND_OF[rules]
        self.unit, self.serial = f"{code}-U", 0
        world.add("committees", code=self.unit, name=self.unit, kind="đảng bộ", level="base", parent_code="TOP")
        self.code = self.unit if kind == "collective" else f"{code}-P"
        if kind != "collective":
            self.cadre = self.person(f"{code}-C")
            self.row = self.post(self.code, self.cadre, is_head=kind == "leader", subject_type=kind)
        self.assessment = self.assess(self.code, kind)

    def next(self):
        self.serial += 1
        return f"{self.code}-{self.serial}"

    def assess(self, code, kind, *, round_code=None, group=""):
        return self.world.add(
            "assessments", round_code=round_code or self.round, subject_code=code, subject_type=kind, quota_group=group
        )

    def person(self, code):
        self.world.add("cadres", code=code, full_name=f"Người {code}")
        return code

    def post(self, code, cadre, **cells):
        return self.world.add(
            "appointments",
            **{
                "code": code,
                "cadre_code": cadre,
                "committee_code": self.unit,
                "title": f"Chức danh {code}",
                "is_head": False,
                "subject_type": "staff",
                "start": "2020-01-01",
                **cells,
            },
        )

    # ---- tasks

    def task(self, *, holder=None, **cells):
        """An accepted task, done on time, of this subject unless `holder` (cells) says otherwise."""
        if holder is None:
            whose = "owner_committee_code" if self.kind == "collective" else "owner_codes"
            holder = {whose: self.code}
        code = self.next()
        base = {
            "code": code,
            "year": 2026,
            "kind": "dot_pha",
            "field": "Kinh tế",
            "title": f"Việc {code}",
            "assigned_by_code": "TOP",
            "due": "2026-06-30",
            "state": "accepted",
        }
        cells = {**base, **holder, **cells}
        if cells["state"] == "accepted":
            cells.setdefault("accepted_on", cells.get("finished_on", cells["due"]))
            cells.setdefault("finished_on", min(cells["accepted_on"], cells["due"]))
        self.world.add("tasks", **cells)
        return code

    def tasks(self, done=10, late=0, exceeded=0, failed=0, pending=0):
        """`late` of the done were finished late; failed = judged not completed; pending = due after the cutoff."""
        for number in range(done):
            finished = {"finished_on": "2026-07-01", "accepted_on": "2026-07-01"} if number < late else {}
            self.task(exceeded=number >= done - exceeded, **finished)
        for _ in range(failed):
            self.task(state="not_completed")
        for _ in range(pending):
            self.task(state="in_progress", due="2026-12-28")

    def milestone(self, task, due, **cells):
        self.world.add("milestones", task_code=task, due=due, title=f"Mốc {due}", **cells)

    def indicator(self, task, comparator, *, name="Chỉ tiêu", **cells):
        self.world.add("indicators", task_code=task, name=name, comparator=comparator, **cells)

    def report(self, task, period_end, percent, state="verified"):
        self.world.add("reports", task_code=task, period_end=period_end, percent=percent, state=state)

    # ---- marks

    def mark(self, criterion, value, role="organiser", assessor="", *, stage="review", round_code=None, code=None):
        self.world.add(
            "sheets",
            round_code=round_code or self.round,
            subject_code=code or self.code,
            stage=stage,
            role=role,
            assessor_code=assessor,
            criterion_code=criterion,
            value=value,
        )

    def points(self, total, *, round_code=None, code=None):
        """Marks of one organiser that add up to this total: group I first."""
        total = Decimal(str(total))
        common = min(total, Decimal(30))
        self.mark("I", common, round_code=round_code, code=code)
        self.mark("II", total - common, round_code=round_code, code=code)

    # ---- what bears on the level

    def child(self, decided="", *, assessed=True, round_code=None, parent=None, **cells):
        """A unit directly below, with its decided level in this round."""
        code = self.next()
        self.world.add(
            "committees",
            **{
                "code": code,
                "name": code,
                "kind": "chi bộ",
                "level": "cell",
                "parent_code": parent or self.unit,
                **cells,
            },
        )
        if assessed:
            self.assess(code, "collective", round_code=round_code)
        if decided:
            self.decide(code, decided, round_code=round_code)
        return code

    def decide(self, code, level, *, round_code=None):
        self.world.add("ratings", round_code=round_code or self.round, subject_code=code, decided_level=level)

    def trigger(self, trigger_id, *, accepted=False, date="2026-08-01"):
        self.world.add(
            "triggers",
            round_code=self.round,
            subject_code=self.code,
            trigger_id=trigger_id,
            date=date,
            document="Thông báo số 1-TB/UBKT",
            exception_accepted=accepted,
            exception_reason="Tự phát hiện, đã khắc phục" if accepted else "",
        )

    def discipline(self, code=None, *, duty=True, act="2026-03-01", decided="2026-05-01", unit="", form="khien_trach"):
        self.world.add(
            "discipline",
            subject_code=code or self.code,
            form=form,
            act_on=act,
            decided_on=decided,
            duty_related=duty,
            committee_code=unit,
        )

    def vote(self, low, total):
        self.world.add("votes", round_code=self.round, subject_code=self.code, low_confidence=low, total=total)

    def remediation(self, pointed_out, remedied):
        self.world.add(
            "remediation", round_code=self.round, subject_code=self.code, pointed_out=pointed_out, remedied=remedied
        )

    def member(self, **cells):
        """A leader of the same unit, not its head; gives the code of the post."""
        code = self.next()
        self.post(code, self.person(f"{code}-C"), **{"subject_type": "leader", **cells})
        return code


# ---- the table of vectors ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Vector:
    code: str
    article: str
    rules: str
    kind: str
    build: object
    want: dict


VECTORS = []


def add_vector(article, rules, kind, build, **want):
    unknown = set(want) - set(COLUMNS["ratings"])
    assert not unknown, unknown
    code = f"V{len(VECTORS):03d}"
    VECTORS.append(Vector(code, article, rules, kind, build, {name: str(value) for name, value in want.items()}))


def vector(article, rules, kind="staff", **want):
    """The decorated function prepares the subject; `want` holds the columns of `ratings` that must come out."""

    def keep(build):
        add_vector(article, rules, kind, build, **want)
        return build

    return keep


# ---- §5 the sixteen vectors -------------------------------------------------------------------------------------


def plain(total, **counts):
    def build(s):
        s.points(total)
        s.tasks(**counts)

    return build


def units(*levels):
    def build(s):
        s.points(92)
        s.tasks(exceeded=5)
        for level in levels:
            s.child(level)

    return build


add_vector("§5 #1, Điều 11.1", "366", "staff", plain("90.00", exceeded=3), suggestion="XS", reasons="")
add_vector("§5 #2, Điều 11.2", "366", "staff", plain("89.99", exceeded=5), suggestion="TOT", reasons="band_XS")
add_vector("§5 #3, Điều 11.1", "366", "staff", plain(95, exceeded=2), suggestion="TOT", reasons="exceeded_share")
add_vector("§5 #5, Điều 11.3", "366", "staff", plain(75, late=2), suggestion="HT", late=2,
           reasons="band_XS;late;exceeded_share")  # fmt: skip
add_vector("§5 #6, Điều 11.3", "366", "staff", plain(65, late=3), suggestion="UNDECIDED",
           reasons="band_XS;band_TOT;late;late_share;exceeded_share")  # fmt: skip
add_vector("§5 #7, Điều 11", "366", "staff", plain(72, done=9, pending=1), suggestion="UNDECIDED", tasks_total=10,
           done=9, late=0, failed=0, reasons="band_XS;done_share;exceeded_share")  # fmt: skip
add_vector("§5 #8, Điều 11.4", "366", "staff", plain("49.99", exceeded=3), suggestion="KHT", reasons="band_HT")
add_vector("§5 #9, Điều 11.4.3 N2", "366", "staff", plain(92, done=4, exceeded=3, failed=6), suggestion="KHT", late=6,
           failed=6, exceeded=3, reasons="trigger_N2")  # fmt: skip
add_vector("§5 #11, Điều 11.4.2 L1", "366", "leader", units("KHT", "KHT", "TOT"), suggestion="KHT",
           reasons="trigger_L1")  # fmt: skip
add_vector("§5 #12, Điều 11.4.2 L1", "366", "leader", units("KHT", "TOT"), suggestion="XS", reasons="")
add_vector("§5 #13, Điều 11.4.1 C4", "366", "collective", plain(92, done=69, exceeded=40, pending=31),
           suggestion="KHT", reasons="trigger_C4")  # fmt: skip


@vector("§5 #4, Điều 11.1", "366", suggestion="TOT", reasons="remediation")
def _(s):
    plain(95, exceeded=4)(s)
    s.remediation(10, 9)


@vector("§5 #10, Điều 11.4.3 N1", "366", suggestion="KHT", reasons="trigger_N1")
def _(s):
    plain(92, exceeded=5)(s)
    s.discipline()


@vector("§5 #10 with accepted exception", "366", suggestion="XS", reasons="exception_N1")
def _(s):
    plain(92, exceeded=5)(s)
    s.discipline()
    s.trigger("N1", accepted=True)


@vector("§5 #14, Điều 11.1", "366", "collective", suggestion="TOT", reasons="discipline_unit")
def _(s):
    plain(92, exceeded=5)(s)
    s.discipline(s.child(assessed=False))


@vector("§5 #15, Điều 11.4.2 L2", "366", "leader", suggestion="XS", reasons="")
def _(s):
    plain(92, exceeded=5)(s)
    s.vote(50, 100)


@vector("§5 #16, half up at 6 decimals", "366", suggestion="XS", total="90.000000", points_results="60.000000")
def _(s):
    s.tasks(exceeded=3)
    s.mark("I", 30)
    for number, value in enumerate(["59.999998", 60, 60, 60, 60]):
        s.mark("II", value, assessor=f"T{number}")


@vector("NĐ 335 example: a 95, b 90, c 85, R 90, II 63, total 91", "335", points_common="28.000000",
        points_results="63.000000", total="91.000000")  # fmt: skip
def _(s):
    s.mark("I", 28)
    task = s.task(due="2026-06-30", finished_on="2026-07-03", accepted_on="2026-07-10", quality_percent=90)
    s.indicator(task, "gte", target_min=100, result=95)


# ---- §5 bands, conditions, policies -----------------------------------------------------------------------------

for total, level, reasons in [
    ("70", "TOT", "band_XS"),
    ("69.999999", "HT", "band_XS;band_TOT"),
    ("50", "HT", "band_XS;band_TOT"),
    ("49.999999", "KHT", "band_HT"),
    ("0", "KHT", "band_HT"),
    ("100", "XS", ""),
]:
    add_vector("§5 band, lower bounds inclusive", "366", "staff", plain(total, exceeded=3), suggestion=level,
               reasons=reasons)  # fmt: skip

add_vector("§5 cascade off: only the own band is tried", "no cascade", "staff", plain(95, exceeded=2),
           suggestion="UNDECIDED", reasons="exceeded_share")  # fmt: skip
add_vector("§5 cascade off: only the own band is tried", "no cascade", "staff", plain(75, late=2),
           suggestion="UNDECIDED", reasons="late")  # fmt: skip
add_vector("§5 cascade off: the own band holds", "no cascade", "staff", plain(65, late=2), suggestion="HT", reasons="")
add_vector("§9 incomplete_policy band at XS height", "band", "staff", plain(95, done=9, pending=1), suggestion="TOT",
           reasons="done_share;exceeded_share")  # fmt: skip
add_vector("§5 incomplete_policy band", "band", "staff", plain(75, done=9, pending=1), suggestion="TOT",
           reasons="band_XS;done_share;exceeded_share")  # fmt: skip
add_vector("§5 incomplete_policy band", "band", "staff", plain(65, late=3), suggestion="HT",
           reasons="band_XS;band_TOT;late;late_share;exceeded_share")  # fmt: skip
add_vector("§5 incomplete_policy KHT", "not completed", "staff", plain(72, done=9, pending=1), suggestion="KHT",
           reasons="band_XS;done_share;exceeded_share")  # fmt: skip
add_vector("§9 empty = rule off", "off", "staff", plain(95, done=10), suggestion="XS", reasons="")
add_vector("§9 empty = rule off: HT without a limit of lateness", "off", "staff", plain(65, late=10), suggestion="HT",
           reasons="band_XS;band_TOT;late")  # fmt: skip
add_vector("§9 empty = rule off: no N2", "off", "staff", plain(92, done=1, failed=9), suggestion="UNDECIDED",
           reasons="done_share;late")  # fmt: skip
add_vector("§5 XS late = 0 is a setting, TOT's is not", "late allowed", "staff", plain(95, late=1, exceeded=3),
           suggestion="XS", reasons="")  # fmt: skip
add_vector("§5 XS late = 0 is a setting, TOT's is not", "late allowed", "staff", plain(85, late=1, exceeded=3),
           suggestion="HT", reasons="band_XS;late")  # fmt: skip
add_vector("§2 exact shares: 3/10 is 30 %", "366", "staff", plain(95, done=10, exceeded=3), suggestion="XS")
add_vector("§2 exact shares: 6/20 is 30 %, 7/24 is not", "366", "staff", plain(95, done=24, exceeded=7),
           suggestion="TOT", reasons="exceeded_share")  # fmt: skip
add_vector("§5 HT late_share 1/5 = 20 %", "366", "staff", plain(65, done=5, late=1), suggestion="HT")
add_vector("§5 C4: exactly 70 % does not fire", "366", "collective", plain(92, done=7, exceeded=3, pending=3),
           suggestion="UNDECIDED", reasons="done_share")  # fmt: skip
add_vector("§5 N2: exactly half does not fire", "366", "staff", plain(92, done=5, exceeded=3, failed=5), suggestion="UNDECIDED",
           reasons="done_share;late;late_share")  # fmt: skip
add_vector("§5 L1: done_share of a leader below 70 %", "366", "leader", plain(92, done=6, pending=4), suggestion="KHT",
           reasons="trigger_L1")  # fmt: skip
add_vector("§9 kht_done_below does not fire for staff on the points scale", "366", "staff",
           plain(92, done=6, exceeded=6, pending=4), suggestion="UNDECIDED", reasons="done_share")  # fmt: skip

for name, kind, level, reasons in [
    ("366", "staff", "XS", "no_tasks"),
    ("366", "leader", "TOT", "no_tasks"),
    ("366", "collective", "TOT", "no_tasks"),
    ("bars swapped", "staff", "TOT", "no_tasks"),
    ("bars nobody", "leader", "XS", "no_tasks"),
    ("bars nobody", "collective", "XS", "no_tasks"),
]:
    add_vector("§2 no tasks: conditions not applicable, XS barred by setting", name, kind, plain(95, done=0),
               suggestion=level, reasons=reasons, tasks_total=0)  # fmt: skip
add_vector(
    "§9 no_tasks is always kept", "366", "staff", plain(40, done=0), suggestion="KHT", reasons="band_HT;no_tasks"
)


@vector("§5 remediation: nothing pointed out holds", "366", suggestion="XS", reasons="")
def _(s):
    plain(95, exceeded=4)(s)
    s.remediation(0, 0)


@vector("§5 remediation: all remedied", "366", suggestion="XS", reasons="")
def _(s):
    plain(95, exceeded=4)(s)
    s.remediation(7, 7)


@vector("§9 KHT by trigger and band: both are reasons, nothing else", "366", suggestion="KHT",
        reasons="trigger_N1;trigger_N2;band_HT")  # fmt: skip
def _(s):
    plain(40, done=2, failed=8)(s)
    s.trigger("N1")


# ---- §2, §9 task facts ------------------------------------------------------------------------------------------

ONE = {"tasks_total": 1}
NONE = {"done": 0, "on_time": 0, "late": 0, "exceeded": 0, "failed": 0}
GOOD = {**ONE, **NONE, "done": 1, "on_time": 1}
for article, cells, want in [
    ("§2 done on time", {}, GOOD),
    ("§2 finished on the due date", {"finished_on": "2026-06-30", "accepted_on": "2026-08-01"}, GOOD),
    ("§2 late: finished a day after", {"finished_on": "2026-07-01", "accepted_on": "2026-08-01"}, {**ONE, **NONE, "done": 1, "late": 1}),
    ("§9 empty finished_on means accepted_on", {"finished_on": "", "accepted_on": "2026-07-01"}, {**ONE, **NONE, "done": 1, "late": 1}),
    ("§2 accepted on the cutoff", {"accepted_on": "2026-12-20"}, GOOD),
    ("§2 accepted after the cutoff is not done", {"accepted_on": "2026-12-21"}, {**ONE, **NONE, "late": 1, "failed": 1}),
    ("§2 done, waiting for recognition", {"state": "awaiting_recognition", "finished_on": "2026-06-01"}, {**ONE, **NONE, "late": 1, "failed": 1}),
    ("§2 not done, due on the cutoff", {"state": "in_progress", "due": "2026-12-20"}, {**ONE, **NONE, "late": 1, "failed": 1}),
    ("§2 not done, due after the cutoff", {"state": "in_progress", "due": "2026-12-21"}, {**ONE, **NONE}),
    ("§2 judged not completed before it is due", {"state": "not_completed", "due": "2026-12-31"}, {**ONE, **NONE, "failed": 1}),
    ("§9 carried over counts as not done", {"state": "carried_over"}, {**ONE, **NONE, "late": 1, "failed": 1}),
    ("§9 carried over, due after the cutoff", {"state": "carried_over", "due": "2026-12-30"}, {**ONE, **NONE}),
    ("§9 approved counts", {"state": "approved"}, {**ONE, **NONE, "late": 1, "failed": 1}),
    ("§2 cancelled is out", {"state": "cancelled"}, {**NONE, "tasks_total": 0}),
    ("§9 draft is out", {"state": "draft"}, {**NONE, "tasks_total": 0}),
    ("§9 proposed is out", {"state": "proposed"}, {**NONE, "tasks_total": 0}),
    ("§9 returned is out", {"state": "returned"}, {**NONE, "tasks_total": 0}),
    ("§2 exceeded", {"exceeded": True}, {**GOOD, "exceeded": 1}),
    ("§2 exceeded needs done", {"exceeded": True, "accepted_on": "2026-12-24"}, {**ONE, **NONE, "late": 1, "failed": 1}),
    ("§2 exceeded though late", {"exceeded": True, "finished_on": "2026-07-09", "accepted_on": "2026-07-09"}, {**ONE, **NONE, "done": 1, "late": 1, "exceeded": 1}),
    ("§2 excused is not late", {"excused": True, "finished_on": "2026-07-09", "accepted_on": "2026-07-09"}, {**ONE, **NONE, "done": 1}),
    ("§9 excused and overdue: not late, still failed", {"excused": True, "state": "in_progress"}, {**ONE, **NONE, "failed": 1}),
    ("§2 the window includes its first day", {"due": "2026-01-01"}, GOOD),
    ("§2 the window includes its last day", {"due": "2026-12-31", "accepted_on": "2026-12-01"}, GOOD),
    ("§2 due before the window, accepted before it", {"due": "2025-12-31"}, {**NONE, "tasks_total": 0}),
    ("§2 accepted in the window, due before it", {"due": "2025-12-31", "finished_on": "2026-01-01", "accepted_on": "2026-01-01"}, {**ONE, **NONE, "done": 1, "late": 1}),
    ("§2 accepted in the window, due after it", {"due": "2027-05-31", "accepted_on": "2026-10-01"}, GOOD),
    ("§9 dates select, not the year", {"year": 2024}, GOOD),
    ("§9 dates select, not the year", {"year": 2026, "due": "2027-01-01", "state": "in_progress"}, {**NONE, "tasks_total": 0}),
    ("§2 the extended due date counts, not the original", {"due": "2026-09-30", "original_due": "2026-03-31", "finished_on": "2026-08-01", "accepted_on": "2026-08-15"}, GOOD),
    ("§2 a multi-year task without milestone is carried", {"horizon": "term", "due": "2028-12-31", "state": "in_progress"}, {**NONE, "tasks_total": 0}),
    ("§9 a term task due here without milestone counts itself", {"horizon": "term"}, GOOD),
]:  # fmt: skip
    add_vector(
        article, "facts", "staff", lambda s, cells=cells: (s.mark("M", 1), s.mark("R", 1), s.task(**cells)), **want
    )

add_vector("§2 accepted after the end, before the cutoff", "late cutoff", "staff",
           lambda s: s.task(due="2026-12-31", accepted_on="2027-01-31"), **GOOD)  # fmt: skip
add_vector("§2 accepted after the cutoff that follows the end", "late cutoff", "staff",
           lambda s: s.task(due="2026-12-31", accepted_on="2027-02-01"), **ONE, **{**NONE, "late": 1, "failed": 1})  # fmt: skip


@vector("§9 each milestone due in the window is one assignment", "n", tasks_total=4, done=2, on_time=1, late=2,
        exceeded=1, failed=2, total="50.000000")  # fmt: skip
def _(s):
    task = s.task(horizon="term", due="2028-12-31", state="in_progress")
    s.milestone(task, "2025-12-31")
    s.milestone(task, "2026-01-01", accepted_on="2026-01-01", exceeded=True)
    s.milestone(task, "2026-06-30", finished_on="2026-07-01", accepted_on="2026-07-02")
    s.milestone(task, "2026-09-30")
    s.milestone(task, "2026-10-31", excused=True)
    s.milestone(task, "2027-01-01")


@vector("§9 a milestone not done fails early when the task is judged not completed", "n", tasks_total=2, done=1,
        late=0, failed=1)  # fmt: skip
def _(s):
    task = s.task(horizon="term", due="2028-12-31", state="not_completed")
    s.milestone(task, "2026-12-30")
    s.milestone(task, "2026-02-28", accepted_on="2026-02-28")


@vector("§9 only without such a milestone does a term task count itself", "n", tasks_total=1, done=0, late=0)
def _(s):
    task = s.task(horizon="term", due="2026-06-30")
    s.milestone(task, "2026-12-30")


@vector("§9 milestones of year tasks are information", "n", tasks_total=1, done=1, total="100.000000")
def _(s):
    task = s.task()
    s.milestone(task, "2026-02-28")
    s.milestone(task, "2026-03-31")


@vector("§9 milestones of a draft are nobody's", "facts", tasks_total=0)
def _(s):
    s.mark("M", 1)
    s.mark("R", 1)
    task = s.task(horizon="term", due="2028-12-31", state="draft")
    s.milestone(task, "2026-03-31", accepted_on="2026-03-31")


# ---- §9 whose ---------------------------------------------------------------------------------------------------


@vector("§2 a task with two owners counts once for each", "n", tasks_total=1)
def _(s):
    s.task(holder={"owner_codes": f"{s.code};{s.member()}"})


@vector("§9 a post sees only the tasks naming that appointment", "n", tasks_total=1)
def _(s):
    s.task()
    s.task(holder={"owner_codes": s.member()})
    other = s.next()
    s.post(other, s.cadre)
    s.task(holder={"owner_codes": other})
    s.task(holder={"owner_committee_code": s.unit})


@vector("§9 a collective: its own, not its members' nor its descendants'", "n", "collective", tasks_total=1)
def _(s):
    s.task()
    s.task(holder={"owner_codes": s.member(is_head=True)})
    s.task(holder={"owner_committee_code": s.child(assessed=False)})


@vector("§9 a leader: own and those of the committee headed, each once", "n", "leader", tasks_total=3)
def _(s):
    s.task()
    s.task(holder={"owner_committee_code": s.unit})
    s.task(holder={"owner_codes": s.code, "owner_committee_code": s.unit})
    s.task(holder={"owner_committee_code": s.child(assessed=False)})


@vector("§9 a leader who is not the head", "n", "leader", tasks_total=1)
def _(s):
    s.row["is_head"] = "0"
    s.task()
    s.task(holder={"owner_committee_code": s.unit})


@vector("§9 a head whose post ended before the round's end date", "n", "leader", tasks_total=1)
def _(s):
    s.row["end"] = "2026-12-30"
    s.task()
    s.task(holder={"owner_committee_code": s.unit})


@vector("§9 a head whose post ends on the round's end date", "n", "leader", tasks_total=2)
def _(s):
    s.row["end"] = "2026-12-31"
    s.task()
    s.task(holder={"owner_committee_code": s.unit})


@vector("§9 a head in force from the round's end date", "n", "leader", tasks_total=1)
def _(s):
    s.row["start"] = "2026-12-31"
    s.task(holder={"owner_committee_code": s.unit})


@vector("§9 other posts of the cadre add nothing", "n", "leader", tasks_total=1)
def _(s):
    s.task()
    other = s.next()
    s.world.add("committees", code=f"{other}-U", name=other, kind="đảng bộ", level="base")
    s.post(other, s.cadre, committee_code=f"{other}-U", is_head=True, subject_type="leader")
    s.task(holder={"owner_committee_code": f"{other}-U"})
    s.task(holder={"owner_codes": other})


# ---- §3 indicators ----------------------------------------------------------------------------------------------

for article, comparator, cells, total in [
    ("§3 increasing with baseline", "gte", {"baseline": 10, "target_min": 20, "result": 15}, "50"),
    ("§3 increasing without baseline", "gte", {"target_min": 20, "result": 15}, "75"),
    ("§3 decimal comma", "gte", {"target_min": "2,5", "result": "1,25"}, "50"),
    ("§3 capped", "gte", {"target_min": 20, "result": 60}, "100"),
    ("§3 floored at 0", "gte", {"baseline": 10, "target_min": 20, "result": 5}, "0"),
    ("§9 baseline already on the good side", "gte", {"baseline": 30, "target_min": 20, "result": 15}, "75"),
    ("§3 decreasing with baseline", "lte", {"baseline": 20, "target_max": 10, "result": 15}, "50"),
    ("§3 decreasing without baseline", "lte", {"target_max": 10, "result": 40}, "25"),
    ("§3 decreasing, r = 0 gives the cap", "lte", {"target_max": 10, "result": 0}, "100"),
    ("§9 baseline already on the good side", "lte", {"baseline": 5, "target_max": 10, "result": 40}, "25"),
    ("§3 decreasing, worse than the baseline", "lte", {"baseline": 20, "target_max": 10, "result": 25}, "0"),
    ("§9 eq from below", "eq", {"baseline": 0, "target_min": 10, "result": 4}, "40"),
    ("§9 eq from above is decreasing", "eq", {"baseline": 20, "target_min": 10, "result": 14}, "60"),
    ("§9 eq without baseline", "eq", {"target_min": 10, "result": 9}, "90"),
    ("§9 range uses target_min", "range", {"target_min": 10, "target_max": 20, "result": 5}, "50"),
    ("§9 no penalty above target_max", "range", {"target_min": 10, "target_max": 20, "result": 35}, "100"),
    ("§9 range with baseline", "range", {"baseline": 5, "target_min": 10, "target_max": 20, "result": 6}, "20"),
    ("§9 range, baseline on the good side", "range", {"baseline": 12, "target_min": 10, "result": 5}, "50"),
    ("§3 yes", "done", {"result": 1}, "100"),
    ("§3 no", "done", {"result": 0}, "0"),
]:
    add_vector(article, "n", "staff",
               lambda s, comparator=comparator, cells=cells: s.indicator(s.task(), comparator, **cells),
               total=f"{total}.000000")  # fmt: skip


@vector("§3 weighted mean of the indicators; §9 each capped before the mean", "n", total="52.500000")
def _(s):
    task = s.task()
    s.indicator(task, "gte", name="A", target_min=10, result=40)  # 4, capped 1
    s.indicator(task, "gte", name="B", target_min=10, result=1, weight=2)  # 0.1
    s.indicator(task, "gte", name="C", target_min=10, result=9)  # 0.9
    s.indicator(task, "gte", name="D", target_min=0.5, result=0, weight="0,5")
    s.indicator(task, "done", name="E", result=1, weight="0.5")  # (1 + 0.2 + 0.9 + 0 + 0.5)/5 = 0.52
    s.world.tables["indicators"][-1]["weight"] = "0.5"
    s.world.tables["indicators"][-3]["result"] = "9.25"  # (1 + 0.2 + 0.925 + 0 + 0.5)/5 = 0.525


@vector("§9 no result = 0 where another has one", "n", total="50.000000")
def _(s):
    task = s.task()
    s.indicator(task, "gte", name="A", target_min=10, result=10)
    s.indicator(task, "gte", name="B", target_min=10)


@vector("§9 no indicator with a result = as without indicators: done", "n", total="100.000000")
def _(s):
    s.indicator(s.task(), "gte", target_min=10)


@vector("§3 without indicators, not done: last verified report", "n", total="40.000000")
def _(s):
    task = s.task(state="in_progress", due="2026-12-30")
    s.report(task, "2026-03-31", 70)
    s.report(task, "2026-12-20", 40)
    s.report(task, "2026-12-21", 90)
    s.report(task, "2026-11-30", 95, state="submitted")
    s.report(task, "2026-11-29", 96, state="returned")


@vector("§3 a report over 100 % is capped", "n", total="100.000000")
def _(s):
    s.report(s.task(state="in_progress", due="2026-12-30"), "2026-03-31", 250)


@vector("§3 without indicators and reports, not done: 0", "n", total="0.000000")
def _(s):
    s.task(state="in_progress", due="2026-12-30")


@vector("§3 indicators count before the task is done", "n", total="60.000000")
def _(s):
    task = s.task(state="in_progress", due="2026-12-30")
    s.indicator(task, "gte", target_min=10, result=6)
    s.report(task, "2026-03-31", 99)


@vector("§3 over_cap 1.2: n' = 1.2, p at most 1", "n to 1.2", total="85.000000")
def _(s):
    s.indicator(s.task(quality_percent=50), "gte", target_min=100, result=136)


@vector("§3 over_cap 1.2: p = min(1, 0.5·1.2 + 0.5·0.9)", "n to 1.2", total="100.000000")
def _(s):
    s.indicator(s.task(quality_percent=90), "gte", target_min=100, result=136)


@vector("§3 weights: importance × difficulty; §9 a key not in its table = 1", "k", total="62.500000")
def _(s):
    s.task(importance="trong_tam", difficulty="kho")  # 3
    s.task(importance="nhe", difficulty="la", state="in_progress", due="2026-12-30")  # 0.5
    s.task(importance="khac", state="in_progress", due="2026-12-30")  # 1
    s.task(importance="nhe", difficulty="")  # 0.5
    s.task(importance="nhe")  # 0.5
    s.task(importance="nhe", state="in_progress", due="2026-12-30")  # 0.5
    s.task(importance="nhe", state="in_progress", due="2026-12-30")  # 0.5: 4 of 6.5 done
    s.world.tables["tasks"][-1]["state"] = "cancelled"
    s.task(state="in_progress", due="2026-12-30", difficulty="0")  # 1: 4 of 7
    s.world.tables["tasks"][-1]["importance"] = "nhe"  # 0.5: 4 of 6.5
    s.world.tables["tasks"][-1]["state"] = "cancelled"
    s.indicator(s.task(importance="nhe", state="in_progress", due="2026-12-30"), "gte", target_min=8, result=1)
    # (3 + 0.5 + 0.5 + 0.5·0.125)/(3 + 0.5 + 1 + 0.5 + 0.5 + 0.5 + 0.5) = 4.0625/6.5 = 0.625


# ---- §3 quality and timeliness ----------------------------------------------------------------------------------

for article, rules, cells, total in [
    ("§9 empty quality_percent = 100", "l", {}, "100"),
    ("§3 percentage", "l", {"quality_percent": "87,5"}, "87.5"),
    ("§3 quality 0", "l", {"quality_percent": 0}, "0"),
    ("§3 l · [done]", "l", {"quality_percent": 90, "state": "not_completed"}, "0"),
    ("§9 empty major_errors = 0", "l errors", {}, "100"),
    ("§3 errors 1 - 0.25", "l errors", {"major_errors": 1}, "75"),
    ("§3 errors never below 0", "l errors", {"major_errors": 5}, "0"),
    ("§3 errors 3", "l errors", {"major_errors": 3, "quality_percent": 10}, "25"),
    ("§9 steps: greatest key <= percent", "l steps", {"quality_percent": "72.5"}, "75"),
    ("§9 steps: greatest key <= percent", "l steps", {"quality_percent": "72.499999"}, "55"),
    ("§9 steps: empty = 100", "l steps", {}, "75"),
    ("§9 steps: lowest", "l steps", {"quality_percent": 0}, "30"),
    ("§9 empty times_late = 0", "m", {}, "100"),
    ("§3 times late", "m", {"times_late": 2}, "50"),
    ("§3 times late, at least 0", "m", {"times_late": 9}, "0"),
    ("§9 not done gives 0", "m", {"state": "not_completed"}, "0"),
    ("§9 not done gives 0 even if excused", "m", {"state": "in_progress", "excused": True}, "0"),
    ("§3 excused: 1", "m", {"times_late": 3, "excused": True}, "100"),
    ("§3 on time needs no table", "m days", {}, "100"),
    ("§3 early", "m days", {"finished_on": "2026-05-01", "accepted_on": "2026-05-20"}, "100"),
    ("§3 1 working day: first key >= 1", "m days", {"finished_on": "2026-07-01"}, "80"),
    ("§3 3 working days: Wed–Fri", "m days", {"finished_on": "2026-07-03"}, "80"),
    ("§3 a weekend adds nothing", "m days", {"finished_on": "2026-07-05"}, "80"),
    ("§3 4 working days: over the weekend", "m days", {"finished_on": "2026-07-06"}, "60"),
    ("§3 5 working days", "m days", {"finished_on": "2026-07-07"}, "60"),
    ("§9 beyond the last step without an empty key = 0", "m days", {"finished_on": "2026-07-08"}, "0"),
    ("§3 empty key = beyond the last", "m days to the end", {"finished_on": "2026-07-08"}, "10"),
    ("§3 holidays are no working days", "m days", {"due": "2026-04-29", "finished_on": "2026-05-06"}, "80"),
    ("§3 holidays are no working days", "m days", {"due": "2026-04-29", "finished_on": "2026-05-07"}, "60"),
    ("§9 a delay over days off only: 0 working days", "m days", {"due": "2026-04-29", "finished_on": "2026-05-03"}, "90"),
    ("§9 0 working days, no key 0: the first step", "m days to the end", {"due": "2026-07-03", "finished_on": "2026-07-05"}, "80"),
    ("§3 excused: 1", "m days", {"finished_on": "2026-11-01", "excused": True}, "100"),
    ("§3 p = 0.4 n + 0.4 l + 0.2 m", "p", {"quality_percent": 50, "times_late": 2}, "70"),
    ("§3 p of a task not done", "p", {"quality_percent": 50, "state": "not_completed"}, "0"),
    ("§9 step_table: that value if done", "step table", {"quality_percent": 60}, "55"),
    ("§9 step_table: else 0", "step table", {"quality_percent": 60, "state": "not_completed"}, "0"),
]:  # fmt: skip
    if "finished_on" in cells:
        cells = {"accepted_on": max("2026-07-09", cells["finished_on"]), **cells}
    add_vector(article, rules, "staff", lambda s, cells=cells: s.task(**cells), total=f"{Decimal(total):.6f}")

add_vector("§9 a delay over days off only is late", "m days", "staff", late=1,
           build=lambda s: s.task(due="2026-07-03", finished_on="2026-07-05"))  # fmt: skip


@vector("§9 milestones: times_late 1 if finished late; own quality", "p", total="45.000000")
def _(s):
    task = s.task(horizon="term", due="2028-12-31", state="in_progress", quality_percent=1, times_late=4)
    s.indicator(task, "gte", target_min=100, result=1)
    s.milestone(task, "2026-03-31", finished_on="2026-04-01", accepted_on="2026-04-01", quality_percent=87.5)
    s.milestone(task, "2026-06-30")  # (0.4 + 0.4·0.875 + 0.2·0.75 + 0)/2


@vector("§9 milestones: excused and late gives m = 1", "m", total="100.000000", late=0, on_time=0)
def _(s):
    task = s.task(horizon="term", due="2028-12-31", state="in_progress")
    s.milestone(task, "2026-03-31", finished_on="2026-04-01", accepted_on="2026-04-01", excused=True)


# ---- §3 dimension_mean ------------------------------------------------------------------------------------------


@vector("§3 b and c are weighted by k·n'", "335 plain", total="75.000000")
def _(s):
    s.indicator(s.task(quality_percent=50, times_late=0), "gte", target_min=100, result=50)
    s.task(quality_percent=80, times_late=1)
    # a = 75; b = 100·(0.5·0.5 + 0.8)/1.5 = 70; c = 100·(0.5 + 0.75)/1.5 = 83.333333: (75 + 70 + 83.333…)/3
    s.world.tables["tasks"][-1]["quality_percent"] = "75"  # b = 66.666…: sum = 225


@vector("§3 b = c = 0 when Σ k·n' = 0", "335 plain", total="0.000000")
def _(s):
    s.task(state="in_progress", due="2026-12-30")


@vector("§9 l is not multiplied by [done]; m is 0 when not done", "335 plain", total="50.000000")
def _(s):
    task = s.task(state="in_progress", due="2026-12-30", quality_percent=75)
    s.indicator(task, "gte", target_min=100, result=75)  # a 75, b 75, c 0


@vector("§9 R <= 100", "335 to 1.2", total="100.000000")
def _(s):
    s.indicator(s.task(), "gte", target_min=100, result=150)


@vector("§3 over_cap in a", "335 to 1.2", total="90.000000")
def _(s):
    s.indicator(s.task(quality_percent=75, times_late=1), "gte", target_min=100, result=150)  # 120, 75, 75


@vector("§9 the mean divides by 3 + the number of D criteria, each scaled to 0–100", "335 D", "leader",
        total="80.000000", points_results="80.000000", points_common="0.000000")  # fmt: skip
def _(s):
    s.task()
    s.mark("d", 60)
    s.mark("dd", 20)
    s.mark("e", 25)  # binary: at least half of 50


@vector("§9 D criteria of staff count as well", "335 D", "staff", total="60.000000")
def _(s):
    s.task()
    s.mark("d", 40)
    s.mark("dd", 20)
    s.mark("e", "24.999999")


@vector("§4 a D criterion without a value", "335 D", "leader", suggestion="INCOMPLETE", reasons="missing_e", total="",
        rank_overall="", rank_in_group="", tasks_total=1, done=1)  # fmt: skip
def _(s):
    s.task()
    s.mark("d", 60)
    s.mark("dd", 20)


# ---- §4 sheets --------------------------------------------------------------------------------------------------


@vector("§4 weighted mean over roles of the plain mean of sheets", "three roles", points_common="20.000000")
def _(s):
    s.mark("II", 60)
    s.mark("I", 30)  # 40 × 30
    s.mark("I", 10, "assessor", "A")
    s.mark("I", 20, "assessor", "B")  # 20 × 15
    s.mark("I", "12,5", "leader")  # 40 × 12.5


@vector("§4 absent is not zero", "three roles", points_common="25.000000", points_results="60.000000")
def _(s):
    s.mark("II", 60)
    s.mark("I", 30)
    s.mark("I", 15, "assessor", "A")


@vector("§4 a sheet scores some criteria only", "three roles", points_common="30.000000", points_results="47.500000")
def _(s):
    s.mark("I", 30)
    s.mark("II", 60)
    s.mark("II", 35, "leader", "A")


@vector("§4 a required role without a sheet", "three roles", suggestion="INCOMPLETE", total="",
        reasons="missing_organiser;no_tasks")  # fmt: skip
def _(s):
    s.mark("I", 30, "leader")
    s.mark("II", 60, "leader")


@vector("§4 a criterion without a value", "three roles", suggestion="INCOMPLETE", reasons="missing_II;no_tasks")
def _(s):
    s.mark("I", 30)


@vector("§4 nothing at all", "three roles", suggestion="INCOMPLETE", points_common="",
        reasons="missing_I;missing_II;missing_organiser;no_tasks")  # fmt: skip
def _(s):
    pass


@vector("§5, §9 INCOMPLETE beats triggers, facts filled", "three roles", suggestion="INCOMPLETE", tasks_total=10,
        failed=6, reasons="missing_I")  # fmt: skip
def _(s):
    s.mark("II", 60)
    s.tasks(done=4, failed=6)
    s.trigger("N1")
    s.trigger("N2", accepted=True)


@vector("§9 decision sheets never enter a suggestion", "three roles", points_common="10.000000")
def _(s):
    s.mark("I", 10)
    s.mark("I", 30, stage="decision")
    s.mark("I", 30, "leader", stage="decision")
    s.mark("II", 60)


@vector("§9 a decision sheet does not satisfy a required role", "three roles", suggestion="INCOMPLETE",
        reasons="missing_organiser;no_tasks")  # fmt: skip
def _(s):
    s.mark("I", 30, stage="decision")
    s.mark("I", 30, "leader")
    s.mark("II", 60, "leader")


@vector("§4 self scores with a weight", "self counts", points_common="22.500000")
def _(s):
    s.mark("I", 20)
    s.mark("I", 30, "self", stage="self")
    s.mark("II", 60)


@vector("§4 self scores have weight 0", "self silent", points_common="20.000000")
def _(s):
    s.mark("I", 20)
    s.mark("I", 30, "self", stage="self")
    s.mark("II", 60)


@vector("§9 self alone, weight 0, is no value", "self silent", suggestion="INCOMPLETE", reasons="missing_I;no_tasks")
def _(s):
    s.mark("I", 30, "self", stage="self")
    s.mark("II", 60)


@vector("§9 binary: at least half of the weighted mean", "mixed", points_common="20.000000")
def _(s):
    s.mark("MAN", 10)
    s.mark("BIN", 10)
    s.mark("BIN", 0, "leader")  # mean 5 of 10
    s.mark("TSK", 0)


@vector("§9 binary: below half", "mixed", points_common="10.000000")
def _(s):
    s.mark("MAN", 10)
    s.mark("BIN", 10)
    s.mark("BIN", 0, "leader")
    s.mark("BIN", 0, "assessor")  # 4 of 10
    s.mark("TSK", 0)


@vector("§9 the filter matches field or kind", "mixed", points_results="52.500000")
def _(s):
    s.mark("MAN", 10)
    s.mark("BIN", 10)
    s.task(field="Môi trường")
    s.task(kind="doi_moi", state="in_progress", due="2026-12-30")
    s.task(kind="doi_moi", field="Môi trường")
    s.task(kind="doi_moi", field="Kinh tế")  # 3 of 4
    s.task(kind="dot_pha", field="Kinh tế", state="in_progress", due="2026-12-30")


@vector("§9 a tasks criterion without a matching assignment: from the sheets", "mixed", points_results="35.000000")
def _(s):
    s.mark("MAN", 10)
    s.mark("BIN", 10)
    s.mark("TSK", 70)
    s.mark("TSK", 0, "leader")
    s.task(field="Văn hóa")


@vector("§9 a tasks criterion with a matching assignment ignores the sheets", "mixed", points_results="70.000000")
def _(s):
    s.mark("MAN", 10)
    s.mark("BIN", 10)
    s.mark("TSK", 7)
    s.task(field="Môi trường")


@vector("§9 without sheets it is missing", "mixed", suggestion="INCOMPLETE", reasons="missing_TSK", tasks_total=1)
def _(s):
    s.mark("MAN", 10)
    s.mark("BIN", 10)
    s.task(field="Văn hóa")


# ---- §4 bonus, penalty, clamp, rounding -------------------------------------------------------------------------


@vector("§9 bonus and penalty summed and capped", "bonus", bonus="5.000000", penalty="7.500000", total="57.500000")
def _(s):
    s.points(60)
    s.mark("B1", 3)
    s.mark("B2", 4)
    s.mark("P1", 20)


@vector("§9 below the caps; absent = 0", "bonus", bonus="3.250000", penalty="0.000000", total="63.250000")
def _(s):
    s.points(60)
    s.mark("B1", "3.25")


@vector("§4 the total is clamped to 100", "bonus", bonus="5.000000", total="100.000000")
def _(s):
    s.points(98)
    s.mark("B1", 9)


@vector("§4 the total is clamped to 0", "bonus", penalty="7.500000", total="0.000000", suggestion="KHT")
def _(s):
    s.points(2)
    s.mark("P1", 9)


@vector("§9 empty cap = 0", "bonus without cap", bonus="0.000000", penalty="0.000000", total="60.000000")
def _(s):
    s.points(60)
    s.mark("B1", 9)
    s.mark("P1", 9)


@vector("§9 each figure rounded half up from exact values, total not from rounded I and II", "366",
        points_common="20.000001", points_results="40.000001", total="60.000001")  # fmt: skip
def _(s):
    for assessor, more in [("A", "0"), ("B", "0.000001")]:
        s.mark("I", 20 + Decimal(more), assessor=assessor)
        s.mark("II", 40 + Decimal(more), assessor=assessor)


@vector(
    "§4 thirds are carried exactly", "366", points_common="20.333333", points_results="50.333333", total="70.666667"
)
def _(s):
    for assessor, common, results in [("A", 20, 50), ("B", 20, 50), ("C", 21, 51)]:
        s.mark("I", common, assessor=assessor)
        s.mark("II", results, assessor=assessor)


@vector("§4 below the half: 69.9999994 stays below 70", "366", suggestion="HT", total="69.999999")
def _(s):
    s.mark("I", 30)
    for number, value in enumerate(["39.999997", 40, 40, 40, 40]):
        s.mark("II", value, assessor=f"T{number}")
    s.task()


# ---- §5 triggers ------------------------------------------------------------------------------------------------


def excellent(s):
    plain(92, exceeded=5)(s)


for kind, ids in [("collective", "C1 C2 C3 C4"), ("leader", "L1 L2 L3 L4 L5"), ("staff", "N1 N2")]:
    for trigger_id in ids.split():

        def build(s, trigger_id=trigger_id):
            excellent(s)
            s.trigger(trigger_id)

        add_vector(f"§5 {trigger_id} recorded", "366", kind, build, suggestion="KHT", reasons=f"trigger_{trigger_id}")

        def build(s, trigger_id=trigger_id):
            excellent(s)
            s.trigger(trigger_id, accepted=True)

        add_vector(f"§9 {trigger_id} accepted", "366", kind, build, suggestion="XS", reasons=f"exception_{trigger_id}")


@vector("§9 each recorded row is open until accepted", "366", suggestion="KHT", reasons="trigger_N1")
def _(s):
    excellent(s)
    s.trigger("N1", accepted=True)
    s.trigger("N1", date="2026-09-09")


@vector("§9 a computed trigger is open unless an accepted row with its id exists", "366", "leader", suggestion="KHT",
        reasons="exception_L3;trigger_L2")  # fmt: skip
def _(s):
    excellent(s)
    s.discipline()
    s.trigger("L3", accepted=True)
    s.vote(51, 100)


@vector("§5 L2 over 50 %", "366", "leader", suggestion="KHT", reasons="trigger_L2")
def _(s):
    excellent(s)
    s.vote(8, 15)


@vector("§5 L2 under an accepted exception", "366", "leader", suggestion="XS", reasons="exception_L2")
def _(s):
    excellent(s)
    s.vote(8, 15)
    s.trigger("L2", accepted=True)


@vector("§5 L2 of nobody's votes", "366", "leader", suggestion="XS", reasons="")
def _(s):
    excellent(s)
    s.vote(0, 0)


for count, name, level, reasons in [
    (1, "366", "XS", "five_targets"),
    (5, "366", "XS", "five_targets"),
    (1, "any target", "KHT", "five_targets;trigger_C4"),
    (4, "all targets", "XS", "five_targets"),
    (5, "all targets", "KHT", "five_targets;trigger_C4"),
]:

    def build(s, count=count):
        excellent(s)
        for number in range(1, count + 1):
            s.trigger(f"T{number}")

    add_vector(f"§9 {count} of the five targets missed", name, "collective", build, suggestion=level, reasons=reasons)
    add_vector(f"§9 {count} of the five targets missed", name, "leader", build, suggestion=level,
               reasons=reasons.replace("C4", "L1"))  # fmt: skip


@vector("§9 all five, one under an exception", "all targets", "collective", suggestion="XS",
        reasons="five_targets;exception_T3")  # fmt: skip
def _(s):
    excellent(s)
    for number in range(1, 6):
        s.trigger(f"T{number}", accepted=number == 3)


@vector("§9 all five, C4 under an exception", "all targets", "collective", suggestion="XS",
        reasons="five_targets;exception_C4")  # fmt: skip
def _(s):
    excellent(s)
    s.trigger("C4", accepted=True)
    for number in range(1, 6):
        s.trigger(f"T{number}")


@vector("§9 a missed target under an exception is not missed", "any target", "leader", suggestion="XS",
        reasons="exception_T2")  # fmt: skip
def _(s):
    excellent(s)
    s.trigger("T2", accepted=True)


# ---- §9 discipline ----------------------------------------------------------------------------------------------


@vector("§5 N1 needs a duty-related row", "366", suggestion="XS", reasons="")
def _(s):
    excellent(s)
    s.discipline(duty=False, form="canh_cao")


@vector("§9 any_discipline_is_kht", "any discipline", suggestion="KHT", reasons="trigger_N1")
def _(s):
    excellent(s)
    s.discipline(duty=False)


@vector("§9 a person's row counts for every post of the cadre", "366", "leader", suggestion="KHT", reasons="trigger_L3")
def _(s):
    excellent(s)
    other = s.next()
    s.post(other, s.cadre, committee_code="TOP", end="2024-12-31")
    s.discipline(other)


for article, name, act, decided, level in [
    ("§5 366: counts when decided", "366", "2023-05-05", "2026-01-01", "KHT"),
    ("§5 366: counts when decided", "366", "2026-05-05", "2027-01-01", "XS"),
    ("§5 366: the last day", "366", "2026-05-05", "2026-12-31", "KHT"),
    ("§9 discipline_counts_by act", "by act", "2025-12-31", "2026-02-01", "XS"),
    ("§9 discipline_counts_by act", "by act", "2026-12-31", "2027-02-01", "KHT"),
]:

    def build(s, act=act, decided=decided):
        excellent(s)
        s.discipline(act=act, decided=decided)

    add_vector(article, name, "staff", build, suggestion=level)


@vector("§5 C2 a member disciplined for duty", "366", "collective", suggestion="KHT", reasons="trigger_C2")
def _(s):
    excellent(s)
    s.discipline(s.member())


@vector(
    "§9 discipline_unit: a member, not duty-related", "366", "collective", suggestion="TOT", reasons="discipline_unit"
)
def _(s):
    excellent(s)
    s.discipline(s.member(), duty=False)


@vector("§9 C2 needs a leader post", "366", "collective", suggestion="XS", reasons="")
def _(s):
    excellent(s)
    s.discipline(s.member(subject_type="staff"))


@vector("§9 C2 needs the leader post on act_on", "366", "collective", suggestion="XS", reasons="")
def _(s):
    excellent(s)
    s.discipline(s.member(start="2026-03-02"))
    s.discipline(s.member(end="2026-02-28"))


@vector("§9 C2 the leader post ended on act_on", "366", "collective", suggestion="KHT", reasons="trigger_C2")
def _(s):
    excellent(s)
    s.discipline(s.member(end="2026-03-01"))


@vector(
    "§5 a violation at an old unit counts to that unit", "366", "collective", suggestion="KHT", reasons="trigger_C2"
)
def _(s):
    excellent(s)
    old, cadre = s.next(), s.person(s.next())
    s.post(old, cadre, subject_type="leader", end="2026-04-30")
    new = s.next()
    s.post(new, cadre, subject_type="leader", start="2026-05-01", committee_code="BESIDE")
    s.discipline(new, unit=s.unit, decided="2026-06-01")


@vector("§9 the unit of a row is committee_code, not the post's committee", "366", "collective", suggestion="XS")
def _(s):
    excellent(s)
    s.discipline(s.member(), unit="BESIDE")


@vector("§9 C2 of the committee itself", "366", "collective", suggestion="KHT", reasons="trigger_C2")
def _(s):
    excellent(s)
    s.discipline(s.unit)


@vector(
    "§9 of the committee itself, not duty-related", "366", "collective", suggestion="TOT", reasons="discipline_unit"
)
def _(s):
    excellent(s)
    s.discipline(s.unit, duty=False)


@vector("§9 any_discipline_is_kht: the committee's own rows", "any discipline", "collective", suggestion="KHT",
        reasons="trigger_C2")  # fmt: skip
def _(s):
    excellent(s)
    s.discipline(s.unit, duty=False)


@vector("§9 any_discipline_is_kht: not those of members", "any discipline", "collective", suggestion="TOT",
        reasons="discipline_unit")  # fmt: skip
def _(s):
    excellent(s)
    s.discipline(s.member(), duty=False)


@vector("§9 self_remedied alone accepts nothing", "366", suggestion="KHT", reasons="trigger_N1")
def _(s):
    excellent(s)
    s.discipline()
    s.world.tables["discipline"][-1]["self_remedied"] = "1"


@vector("§9 a child that ended before the round's end is none", "366", "collective", suggestion="XS", reasons="")
def _(s):
    excellent(s)
    s.discipline(s.child(assessed=False, valid_to="2026-12-30"))


@vector("§9 discipline_unit: a grandchild is not a direct child", "366", "collective", suggestion="XS", reasons="")
def _(s):
    excellent(s)
    s.discipline(s.child(assessed=False, parent=s.child(assessed=False)))


@vector("§9 discipline of a leader's child unit is no condition of the leader", "366", "leader", suggestion="XS")
def _(s):
    excellent(s)
    s.discipline(s.child(assessed=False))


# ---- §4, §9 units' levels ---------------------------------------------------------------------------------------


def children(*levels):
    def build(s):
        for level in levels:
            s.child(level)

    return build


for levels, total in [
    (("XS",), "100"),
    (("TOT",), "85"),
    (("HT",), "60"),
    (("XS", "TOT", "HT", "KHT"), "61.25"),
    (("TOT", ""), "85"),  # the second is assessed and INCOMPLETE
]:
    for kind in ("leader", "collective"):
        add_vector("§4 mean of the value per level", "units", kind, children(*levels), total=f"{Decimal(total):.6f}")

add_vector("§4 the profile's own values", "own unit values", "leader", children("TOT", "KHT"), total="51.250000")
add_vector("§9 no unit rated: from the sheets", "units", "leader", lambda s: s.mark("U", 77), total="77.000000")
add_vector("§9 no unit rated, no sheet: missing", "units", "leader", children(""), suggestion="INCOMPLETE",
           reasons="missing_U;no_tasks")  # fmt: skip


@vector("§9 a unit's level: decided here before anything else", "units", "leader", total="60.000000")
def _(s):
    child = s.child("HT")
    s.mark("U", 95, code=child)
    s.assess(child, "collective", round_code="R-units-A")
    s.decide(child, "XS", round_code="R-units-A")


@vector("§9 a unit's level: decided in a round of the same dates, first by code", "units", "leader", total="85.000000")
def _(s):
    child = s.child()
    s.mark("U", 95, code=child)
    for code, level in [("R-units-B", "XS"), ("R-units-A", "TOT"), (ROUND_OF["units elsewhere"], "")]:
        s.assess(child, "collective", round_code=code)
        if level:
            s.decide(child, level, round_code=code)


@vector("§9 a unit's level: its own suggestion here", "units", "leader", total="60.000000")
def _(s):
    s.mark("U", 65, code=s.child())


@vector("§9 a unit assessed only elsewhere, undecided there, is unassessed", "units", "leader", total="100.000000")
def _(s):
    s.child("XS")
    child = s.child(assessed=False)
    s.assess(child, "collective", round_code="R-units-A")
    s.mark("U", 65, code=child, round_code="R-units-A")


@vector("§9 children first", "units", "leader", total="85.000000")
def _(s):
    child = s.child()
    s.child("TOT", parent=child)  # the child has 85 points of it: TOT


@vector("§9 UNDECIDED units are left out", "units", "leader", total="100.000000")
def _(s):
    s.child("XS")
    child = s.child()
    s.mark("U", 72, code=child)
    s.task(holder={"owner_committee_code": child}, state="in_progress", due="2026-12-30")


@vector("§9 units on the round's end date", "units", "leader", total="60.000000")
def _(s):
    s.child("HT")
    s.child("KHT", valid_to="2026-12-30")
    s.child("XS", valid_from="2027-01-01")


@vector("§9 units on the round's end date, ends inclusive", "units", "leader", total="50.000000")
def _(s):
    s.child("XS", valid_from="2026-12-31", valid_to="2026-12-31")
    s.child("KHT", valid_to="2026-12-31")


@vector("§9 a leader who heads nothing has no units", "units", "leader", total="33.000000")
def _(s):
    s.row["is_head"] = "0"
    s.child("XS")
    s.mark("U", 33)


@vector("§9 L1: units left out of the denominator", "366", "leader", suggestion="KHT", reasons="trigger_L1")
def _(s):
    excellent(s)
    s.child("KHT")
    s.child("")
    s.child(assessed=False)


@vector("§9 L1: none left does not fire", "366", "leader", suggestion="XS", reasons="")
def _(s):
    excellent(s)
    s.child("")


@vector("§9 L1: suggested KHT counts as KHT", "366", "leader", suggestion="KHT", reasons="trigger_L1")
def _(s):
    excellent(s)
    s.points(10, code=s.child())


@vector("§5 L1 is the leader's alone", "366", "collective", suggestion="XS", reasons="")
def _(s):
    excellent(s)
    s.child("KHT")


# ---- §7 ordinal -------------------------------------------------------------------------------------------------


def ordinal(common, results, **counts):
    def build(s):
        for criterion, values in (("O1", common), ("O2", results)):
            for number, value in enumerate(values if isinstance(values, tuple) else (values,)):
                s.mark(criterion, value, assessor=f"T{number}")
        s.tasks(**(counts or {"done": 1}))

    return build


for common, results, level, reasons in [
    (3, 4, "XS", ""),
    (4, 4, "XS", ""),
    (4, 3, "TOT", "band_XS"),
    (3, 3, "TOT", "band_XS"),
    ((3, 3, 2), 4, "HT", "band_XS;band_TOT"),
    (2, 2, "HT", "band_XS;band_TOT"),
    (4, 1, "KHT", "band_HT"),
    ((2, 2, 1), 4, "KHT", "band_HT"),
    (4, (4, 3, 4, 4), "TOT", "band_XS"),
    ((4, 2), (4, 4), "XS", ""),
]:
    for name in ("124", "132"):
        for kind in KINDS:
            add_vector("§7 ordinal levels", name, kind, ordinal(common, results), suggestion=level, reasons=reasons,
                       total="", points_common="", rank_overall="", rank_in_group="", bonus="")  # fmt: skip

for kind, trigger_id in [("collective", "C4"), ("leader", "L1"), ("staff", "N2")]:
    add_vector("§7 done_share < 0.50", "124", kind, ordinal(4, 4, done=4, pending=5), suggestion="KHT",
               reasons=f"trigger_{trigger_id}")  # fmt: skip
    add_vector("§7 done_share exactly 0.50", "124", kind, ordinal(4, 4, done=5, pending=5), suggestion="XS", reasons="")
    add_vector("§9 ordinal: late, exceeded and failed shares do not count", "124", kind,
               ordinal(4, 4, done=5, late=3, failed=5), suggestion="XS", reasons="")  # fmt: skip
add_vector("§2 no tasks bars XS in 124 where the profile does not say otherwise", "124", "leader",
           ordinal(4, 4, done=0), suggestion="TOT", reasons="no_tasks")  # fmt: skip
add_vector("§2 no tasks, setting 0", "132", "leader", ordinal(4, 4, done=0), suggestion="XS", reasons="no_tasks")


@vector("§7 the exact weighted mean, unrounded", "124", suggestion="TOT", reasons="band_XS")
def _(s):
    s.tasks(done=1)
    s.mark("O1", 4)
    for number, value in enumerate([4, 4, 3, 4, 4, 4]):
        s.mark("O2", value, assessor=f"T{number}")


@vector("§9 ordinal: only recorded triggers, discipline and done_share fire", "124", "leader", suggestion="XS",
        reasons="")  # fmt: skip
def _(s):
    ordinal(4, 4)(s)
    s.vote(9, 10)
    s.child("KHT")
    s.trigger("T1")
    s.remediation(10, 1)


@vector("§9 ordinal: a recorded trigger", "124", "leader", suggestion="KHT", reasons="trigger_L4")
def _(s):
    ordinal(4, 4)(s)
    s.trigger("L4")


@vector("§5 124: discipline counts when the act happened", "124", suggestion="KHT", reasons="trigger_N1")
def _(s):
    ordinal(4, 4)(s)
    s.discipline(act="2026-02-02", decided="2027-02-02")


@vector("§5 124: not when decided", "124", suggestion="XS", reasons="")
def _(s):
    ordinal(4, 4)(s)
    s.discipline(act="2025-02-02", decided="2026-02-02")


@vector("§7 132: discipline of the person in the period", "132", suggestion="KHT", reasons="trigger_N1")
def _(s):
    ordinal(4, 4)(s)
    s.discipline(duty=False)


@vector("§9 ordinal: discipline_unit is no condition", "132", "collective", suggestion="XS", reasons="")
def _(s):
    ordinal(4, 4)(s)
    s.discipline(s.member(), duty=False)
    s.discipline(s.child(assessed=False))


@vector("§7 ordinal without a mark", "124", suggestion="INCOMPLETE", reasons="missing_O2", tasks_total=1)
def _(s):
    s.mark("O1", 4)
    s.tasks(done=1)


# ---- §9 quarter → year ------------------------------------------------------------------------------------------


def quarter(s, round_code, total):
    s.assess(s.code, s.kind, round_code=round_code)
    if total is not None:
        s.points(total, round_code=round_code)


@vector("§9 mean_of_quarters: I, II and total are means; own sheets ignored", "quarters", total="85.000000",
        points_common="27.500000", points_results="57.500000", suggestion="TOT")  # fmt: skip
def _(s):
    s.tasks(exceeded=3)
    s.points(10)
    for code, common, results in [("R-Q1", 30, 50), ("R-Q2", 25, 65)]:
        s.assess(s.code, s.kind, round_code=code)
        s.mark("I", common, round_code=code)
        s.mark("II", results, round_code=code)


@vector("§9 mean_of_quarters: INCOMPLETE quarters are left out, the year needs no sheet", "quarters",
        total="90.000000", suggestion="XS")  # fmt: skip
def _(s):
    s.tasks(exceeded=3)
    quarter(s, "R-Q1", 90)
    quarter(s, "R-Q2", None)


@vector("§9 mean_of_quarters: three quarters", "quarters", total="80.333333")
def _(s):
    for code, total in [("R-Q1", 80), ("R-Q3", 80), ("R-Q4", 81)]:
        quarter(s, code, total)


@vector("§9 mean_of_quarters: no such quarter = separate", "quarters", total="61.000000")
def _(s):
    s.points(61)
    for code in ("R-Q2-BESIDE", "R-Q3-OTHER", "R-Q1-LAST-YEAR", "R-MONTH"):
        quarter(s, code, 99)


@vector("§9 mean_of_quarters: no such quarter, no sheet", "quarters", suggestion="INCOMPLETE",
        reasons="missing_I;missing_II;no_tasks")  # fmt: skip
def _(s):
    quarter(s, "R-Q1", None)


@vector("§9 mean_of_quarters: triggers and facts are the year's", "quarters", suggestion="KHT", reasons="trigger_N1",
        total="95.000000", tasks_total=10)  # fmt: skip
def _(s):
    s.tasks(exceeded=3)
    quarter(s, "R-Q1", 95)
    s.trigger("N1")


# ---- §6 quota ---------------------------------------------------------------------------------------------------


def group_of_candidates(size, *, good=0, poor=0):
    """The subject is the last of `size` candidates at XS, in a group of its own with `good` at TOT, `poor` at HT."""

    def build(s):
        group = f"nhóm {s.code}"
        s.assessment["quota_group"] = group
        s.points(90)
        for number in range(size - 1 + good + poor):
            code = s.next()
            s.post(code, s.person(f"{code}-C"))
            s.assess(code, "staff", group=group)
            total = Decimal("99.9") - Decimal(number) / 100
            s.points(total if number < size - 1 else 75 if number < size - 1 + good else 55, code=code)

    return build


QUOTA = "§6 largest x with x <= q·(T + X - x)"
for rules, size, good, poor, cap in [
    ("quota", 5, 0, 0, 0),
    ("quota", 6, 0, 0, 1),
    ("quota", 11, 0, 0, 1),
    ("quota", 12, 0, 0, 2),
    ("quota", 30, 0, 0, 5),
    ("quota", 1, 4, 9, 0),
    ("quota", 1, 5, 0, 1),
    ("quota", 2, 10, 0, 2),
    ("quota 25", 4, 0, 0, 0),
    ("quota 25", 5, 0, 0, 1),
    ("quota or better", 5, 0, 0, 1),
    ("quota or better", 6, 0, 0, 1),
    ("quota or better", 12, 0, 0, 2),
    ("quota or better", 1, 3, 0, 0),
    ("quota of all", 5, 0, 0, 1),
    ("quota of all", 2, 3, 5, 2),
    ("quota of all", 2, 3, 4, 1),
]:
    add_vector(f"{QUOTA}: {size} + {good} + {poor} → {cap}", rules, "staff",
               group_of_candidates(size, good=good, poor=poor), suggestion="XS" if size <= cap else "TOT",
               reasons="no_tasks" if size <= cap else "quota;no_tasks", rank_in_group=size)  # fmt: skip
    if 0 < cap < size:

        def build(s, cap=cap, size=size, good=good, poor=poor):
            """The same group with the subject in the last place that keeps XS."""
            group_of_candidates(size, good=good, poor=poor)(s)
            own = [row for row in s.world.tables["sheets"] if row["subject_code"] == s.code]
            own[-1]["value"] = str(Decimal("69.905") - Decimal(cap - 1) / 100)

        add_vector(f"{QUOTA}: the last place, {size} → {cap}", rules, "staff", build, suggestion="XS",
                   rank_in_group=cap)  # fmt: skip


def tied(totals, own):
    """The subject has `own`, the others of its group have these totals; nobody has tasks."""

    def build(s):
        name = f"nhóm {s.code}"
        s.assessment["quota_group"] = name
        s.points(own)
        for total in totals:
            code = s.next()
            s.post(code, s.person(f"{code}-C"))
            s.assess(code, "staff", group=name)
            s.points(total, code=code)

    return build


add_vector("§6 the last place tied: none of the tied is picked", "quota", "staff", tied([95, 92, 92, 91, 91], 95),
           suggestion="UNDECIDED", reasons="quota_tie;no_tasks", rank_in_group=1)  # fmt: skip
add_vector("§9 a tied last place is not refilled", "quota", "staff", tied([95, 95, 92, 91, 91], 94), suggestion="TOT",
           reasons="quota;no_tasks", rank_in_group=3)  # fmt: skip
add_vector("§6 a tie below the line", "quota", "staff", tied([95, 95, 92, 91, 91], 96), suggestion="XS",
           reasons="no_tasks", rank_in_group=1)  # fmt: skip
add_vector("§9 with cap 0 all candidates become TOT", "quota", "staff", tied([95], 95), suggestion="TOT",
           reasons="quota;no_tasks", rank_in_group=1)  # fmt: skip
add_vector("§9 competition ranks 1, 2, 2, 4", "quota", "staff", tied([95, 92, 92], 91), rank_in_group=4)
add_vector("§9 ranks whatever the level", "quota", "staff", tied([95, 30, 55], 54), rank_in_group=3, suggestion="HT")


@vector("§6 equal totals: exceeded_share decides, then II", "quota", suggestion="XS", rank_in_group=1)
def _(s):
    group_of_candidates(6)(s)
    lines = [row for row in s.world.tables["sheets"] if row["round_code"] == s.round]
    for row in lines[-12:]:
        row["value"] = "30" if row["criterion_code"] == "I" else "65"
    s.task(exceeded=True)


@vector("§6 equal totals and shares: II decides", "quota", suggestion="XS", rank_in_group=1)
def _(s):
    group_of_candidates(6)(s)
    for row in s.world.tables["sheets"][-12:]:
        own = row["subject_code"] == s.code
        row["value"] = ("25" if own else "30") if row["criterion_code"] == "I" else ("70" if own else "65")


@vector("§9 a candidate alone in the group of the appointment", "quota", suggestion="TOT", reasons="quota;no_tasks",
        quota_group="nhóm chức danh")  # fmt: skip
def _(s):
    s.row["quota_group"] = "nhóm chức danh"
    s.points(95)


@vector("§9 the assessment's group before the appointment's", "quota", quota_group="nhóm hồ sơ", rank_in_group=1)
def _(s):
    s.row["quota_group"] = "nhóm chức danh"
    s.assessment["quota_group"] = "nhóm hồ sơ"
    s.points(95)


@vector("§9 quota is added to the other reasons", "quota", suggestion="TOT", reasons="exception_N1;quota;no_tasks")
def _(s):
    s.assessment["quota_group"] = f"nhóm {s.code}"
    s.points(95)
    s.trigger("N1", accepted=True)


@vector(
    "§9 ordinal: quota order by exceeded_share alone", "quota ordinal", suggestion="XS", reasons="", rank_overall=""
)
def _(s):
    s.assessment["quota_group"] = group = f"nhóm {s.code}"
    s.mark("O2", 4)
    s.tasks(done=3, exceeded=1)
    for number in range(5):
        code = s.next()
        s.post(code, s.person(f"{code}-C"))
        s.assess(code, "staff", group=group)
        s.mark("O2", 4, code=code)
        for task in range(4):
            s.task(holder={"owner_codes": code}, exceeded=task == 0 and number > 0)


@vector("§9 ordinal: a tie on exceeded_share", "quota ordinal", suggestion="UNDECIDED", reasons="quota_tie")
def _(s):
    s.assessment["quota_group"] = group = f"nhóm {s.code}"
    s.mark("O2", 4)
    s.tasks(done=4, exceeded=2)
    for number in range(4):
        code = s.next()
        s.post(code, s.person(f"{code}-C"))
        s.assess(code, "staff", group=group)
        s.mark("O2", 4, code=code)
        if number == 3:
            for task in range(2):
                s.task(holder={"owner_codes": code}, exceeded=task == 0)


# ---- running them -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world():
    world = World()
    add_rules(world)
    for item in VECTORS:
        item.build(Subject(world, item.code, item.rules, item.kind))
    return world


def by_subject(ratings):
    return {(code, row["subject_code"]): row for code, rows in ratings.items() for row in rows}


@pytest.fixture(scope="module")
def expected_by_oracle(world):
    return by_subject({code: oracle.rate(world.tables, code) for code in world.codes("rounds")})


@pytest.fixture(scope="module")
def computed_by_product(world, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), nothing_kept():
        return by_subject(product_rate(world.tables, *quarters_first(world.tables)))


def check(item, ratings):
    subject = f"{item.code}-U" if item.kind == "collective" else f"{item.code}-P"
    row = ratings[ROUND_OF[item.rules], subject]
    found = {column: row[column] for column in item.want}
    want = dict(item.want)
    for side in (found, want):
        if "reasons" in side:
            side["reasons"] = sorted(filter(None, side["reasons"].split(";")))
    assert found == want, f"{item.article}: {row}"


each_vector = pytest.mark.parametrize("item", VECTORS, ids=[f"{one.code} {one.rules} {one.kind}" for one in VECTORS])


@each_vector
def test_vector_by_oracle(item, expected_by_oracle):
    check(item, expected_by_oracle)


@pytest.mark.django_db
@each_vector
def test_vector_by_product(item, computed_by_product):
    check(item, computed_by_product)
