"""The slow, obvious oracle of the rating: interchange tables in, the rows of `ratings` out.

It follows docs/scoring.md sentence by sentence, with exact fractions and loops over everything, and shares nothing with
the engine, so that the two can only agree by both being right. Paragraph signs below are those of that page.

    rate(tables, round_code) -> the rows of `ratings`

`tables` is {table name: [row, ...]}, a row is {column: text} as a CSV file holds it (empty text = empty cell).

Where a sentence can be read in two ways, this is the reading taken:

 1. A task held both by a leader and by the committee headed counts once for that leader (§5 "each assignment once").
 2. "Accepted in that window" means state accepted and accepted_on in [start, end] (§2, §9 Assignments).
 3. A last verified report without a percentage counts as 0, an earlier one is not looked up (§3, §9 Indicators).
 4. A `lte` indicator without baseline and with a result of 0 or less reaches the cap (§3 "r = 0 gives the cap").
 5. A yes/no indicator is met by any result other than 0 (§3).
 6. The value of a quality step is a ratio in [0, 1], used as it stands (§3 "quality ratio l in [0,1]").
 7. timeliness_rule `days`: on time is 1, the table is asked only when finished after due; no table at all gives 0.
 8. A level missing from a profile's subordinate_level table keeps its default; other tables give 1 (§4, §9 Quality).
 9. A `tasks` criterion under result_formula `none` is scored from the sheets, there being no R (§3, §9 Units' levels).
10. A D criterion, scored by assessors, must have a value under every formula (§4 "a criterion has no value at all").
11. A self sheet counts in the role `self` only; in every other role only the stage `review` counts (§9 Sheets).
12. In an ordinal profile every level is tried from the top whatever `cascade` says, for there are no bands of points to
    contain a total; no_tasks_bars_xs holds there too, being of §2; the other conditions of Điều 11 do not (§7).
13. `five_targets` and exceptions of T ids stand in no ordinal profile, T being ignored there (§9 Triggers).
14. "A row of a direct child" is a row whose subject is that committee, not one of its members (§9 Discipline).
15. A committee's own row counts as its own whatever committee_code it carries (§9 Discipline, C2).
16. A direct child on a date is one that exists on it, below a committee that exists on it (§9 Whose).
17. "First by code" is by code points, as a computer compares text, not by a language (§9 Units' levels).
18. mean_of_quarters judges each quarter round anew from the data; the means are rounded again (§9 Quarter → year).
19. The unit headed is asked of a leader only; `is_head` of a post assessed as staff adds nothing (§9 Whose).
20. quota_group in the output is the group counted in: the assessment's, else the appointment's (§9 Quota).
"""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

LEVELS = ("XS", "TOT", "HT")
ASSIGNED = ("approved", "in_progress", "awaiting_recognition", "accepted", "not_completed", "carried_over")
SUBORDINATE_DEFAULT = {"XS": Fraction(1), "TOT": Fraction(85, 100), "HT": Fraction(60, 100), "KHT": Fraction(0)}
FOREVER, BEGINNING = dt.date(9999, 12, 31), dt.date(1, 1, 1)


class Row(dict):
    """A row of a table; a column the file does not have is an empty cell."""

    def __missing__(self, column):
        return ""


# ---- reading cells (interchange.md) -----------------------------------------------------------------------------


def number(text):
    return Fraction(text.strip().replace(",", ".")) if text.strip() else None


def whole(text):
    return int(text) if text.strip() else None


def day(text):
    text = text.strip()
    if not text:
        return None
    if "/" in text:
        date, month, year = text.split("/")
        return dt.date(int(year), int(month), int(date))
    return dt.date.fromisoformat(text)


def yes(text):
    """True or False; None for an empty cell."""
    return {"1": True, "có": True, "0": False, "không": False, "": None}[text.strip().lower()]


def listed(text):
    return [part.strip() for part in text.split(";") if part.strip()]


class Book:
    """The tables, and what has already been judged."""

    def __init__(self, tables):
        self.tables = {name: [Row(row) for row in rows] for name, rows in tables.items()}
        self.found = {}
        self.judged = {}

    def __getitem__(self, table):
        return self.tables.get(table, [])

    def rows(self, table, /, **where):
        """The rows with exactly these values; looked up once for each table and set of columns."""
        columns = tuple(sorted(where))
        if (table, columns) not in self.found:
            found = self.found[table, columns] = {}
            for row in self[table]:
                found.setdefault(tuple(row[column] for column in columns), []).append(row)
        return self.found[table, columns].get(tuple(where[column] for column in columns), [])

    def one(self, table, /, **where):
        found = self.rows(table, **where)
        return found[0] if found else Row()


# ---- the round, its profile, its subject ------------------------------------------------------------------------


def within(date, round_):
    return date is not None and day(round_["start"]) <= date <= day(round_["end"])


def profile_of(book, round_, assessment):
    """§1: one profile per subject type."""
    for code in listed(round_["profile_codes"]):
        profile = book.one("profiles", code=code)
        if profile["subject_type"] == assessment["subject_type"]:
            return profile
    raise LookupError(f"{round_['code']} has no profile for {assessment['subject_type']}")


def exists_on(committee, date):
    return (day(committee["valid_from"]) or BEGINNING) <= date <= (day(committee["valid_to"]) or FOREVER)


def in_force(post, date):
    """§9 Whose: ends inclusive."""
    return day(post["start"]) <= date <= (day(post["end"]) or FOREVER)


def committee_led(book, round_, assessment):
    """§9 Whose: a collective leads its children; a leader those of the committee headed; others none."""
    if assessment["subject_type"] == "collective":
        return assessment["subject_code"]
    post = book.one("appointments", code=assessment["subject_code"])
    if assessment["subject_type"] == "leader" and yes(post["is_head"]) and in_force(post, day(round_["end"])):
        return post["committee_code"]
    return None


def direct_children(book, round_, committee_code):
    """§9 Whose: on the round's end date."""
    end = day(round_["end"])
    if not committee_code or not exists_on(book.one("committees", code=committee_code), end):
        return []
    return [row["code"] for row in book["committees"] if row["parent_code"] == committee_code and exists_on(row, end)]


# ---- §2 task facts ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Assignment:
    """One (task, owner) in the period, or one milestone of a multi-year task."""

    task: Row
    milestone: bool
    due: dt.date
    done: bool
    finished: dt.date | None  # the day of the product document, only when done
    overdue: bool  # not done and due <= cutoff
    excused: bool
    exceeded: bool
    failed: bool
    times_late: int
    quality_percent: Fraction
    major_errors: int

    @property
    def on_time(self):
        return self.done and self.finished <= self.due

    @property
    def late(self):
        """§2: an objective cause granted = not late."""
        return not self.excused and (self.overdue or (self.done and self.finished > self.due))


def task_assignment(task, round_):
    due, accepted, cutoff = day(task["due"]), day(task["accepted_on"]), day(round_["cutoff"])
    done = task["state"] == "accepted" and accepted is not None and accepted <= cutoff
    overdue = not done and due <= cutoff
    return Assignment(
        task=task,
        milestone=False,
        due=due,
        done=done,
        finished=(day(task["finished_on"]) or accepted) if done else None,  # §9: empty means accepted_on
        overdue=overdue,
        excused=bool(yes(task["excused"])),
        exceeded=done and bool(yes(task["exceeded"])),
        failed=task["state"] == "not_completed" or overdue,
        times_late=whole(task["times_late"]) or 0,
        quality_percent=Fraction(100) if number(task["quality_percent"]) is None else number(task["quality_percent"]),
        major_errors=whole(task["major_errors"]) or 0,
    )


def milestone_assignment(task, milestone, round_):
    """§9 Assignments: its own dates, quality, exceeded and excused; times_late 1 if finished late."""
    due, accepted, cutoff = day(milestone["due"]), day(milestone["accepted_on"]), day(round_["cutoff"])
    done = accepted is not None and accepted <= cutoff
    overdue = not done and due <= cutoff
    finished = (day(milestone["finished_on"]) or accepted) if done else None
    percent = number(milestone["quality_percent"])
    return Assignment(
        task=task,
        milestone=True,
        due=due,
        done=done,
        finished=finished,
        overdue=overdue,
        excused=bool(yes(milestone["excused"])),
        exceeded=done and bool(yes(milestone["exceeded"])),
        failed=not done and (overdue or task["state"] == "not_completed"),
        times_late=1 if done and finished > due else 0,
        quality_percent=Fraction(100) if percent is None else percent,
        major_errors=0,
    )


def is_theirs(book, round_, assessment, task):
    """§9 Whose."""
    subject = assessment["subject_code"]
    if assessment["subject_type"] == "collective":
        return task["owner_committee_code"] == subject
    if subject in listed(task["owner_codes"]):
        return True
    headed = committee_led(book, round_, assessment)
    return headed is not None and task["owner_committee_code"] == headed


def assignments_of(book, round_, assessment):
    """§2, §9: the assignments in the period; R, facts and conditions share this set."""
    found = []
    for task in book["tasks"]:
        if task["state"] not in ASSIGNED or not is_theirs(book, round_, assessment, task):
            continue
        if task["horizon"] == "term":
            due_here = [
                row for row in book.rows("milestones", task_code=task["code"]) if within(day(row["due"]), round_)
            ]
            if due_here:
                found += [milestone_assignment(task, row, round_) for row in due_here]
                continue
        accepted_here = task["state"] == "accepted" and within(day(task["accepted_on"]), round_)
        if within(day(task["due"]), round_) or accepted_here:
            found.append(task_assignment(task, round_))
    return found


@dataclass(frozen=True)
class Facts:
    total: int
    done: int
    on_time: int
    late: int
    exceeded: int
    failed: int

    @property
    def exceeded_share(self):
        """§9 Quota, ranks: 0 without tasks."""
        return Fraction(self.exceeded, self.total) if self.total else Fraction(0)


def facts_of(assignments):
    return Facts(
        total=len(assignments),
        done=sum(item.done for item in assignments),
        on_time=sum(item.on_time for item in assignments),
        late=sum(item.late for item in assignments),
        exceeded=sum(item.exceeded for item in assignments),
        failed=sum(item.failed for item in assignments),
    )


# ---- §3 indicators and achievement ------------------------------------------------------------------------------


def setting(profile, name, default):
    value = number(profile[name])
    return default if value is None else value


def over_cap(profile):
    return setting(profile, "over_cap", Fraction(1))


def indicator_ratio(indicator, cap):
    """§3 quantity ratio of one indicator, floored at 0 and capped; §9 Indicators."""
    result, baseline = number(indicator["result"]), number(indicator["baseline"])
    if result is None:
        return Fraction(0)
    comparator = indicator["comparator"]
    if comparator == "done":
        return min(Fraction(1 if result else 0), cap)
    target = number(indicator["target_max"] if comparator == "lte" else indicator["target_min"])
    decreasing = comparator == "lte" or (comparator == "eq" and baseline is not None and baseline > target)
    if comparator in ("gte", "range") and baseline is not None and baseline > target:
        baseline = None  # already on the good side
    if comparator == "lte" and baseline is not None and baseline < target:
        baseline = None
    if not decreasing:
        ratio = result / target if baseline is None else (result - baseline) / (target - baseline)
    elif baseline is not None:
        ratio = (baseline - result) / (baseline - target)
    elif result > 0:
        ratio = target / result
    else:
        ratio = cap
    return max(Fraction(0), min(ratio, cap))


def last_verified_percent(book, task, round_):
    """§9 Indicators: of the report with the greatest period_end <= cutoff."""
    last = None
    for report in book.rows("reports", task_code=task["code"], state="verified"):
        if day(report["period_end"]) <= day(round_["cutoff"]) and (
            last is None or day(report["period_end"]) > day(last["period_end"])
        ):
            last = report
    return (number(last["percent"]) or Fraction(0)) if last else Fraction(0)


def quantity(book, round_, profile, item):
    """n' of one assignment: min(n, cap)."""
    cap = over_cap(profile)
    if item.milestone:
        return min(Fraction(1 if item.done else 0), cap)
    indicators = book.rows("indicators", task_code=item.task["code"])
    if any(row["result"].strip() for row in indicators):
        weights = [setting(row, "weight", Fraction(1)) for row in indicators]
        ratios = [indicator_ratio(row, cap) for row in indicators]
        return sum(w * ratio for w, ratio in zip(weights, ratios, strict=True)) / sum(weights)
    if item.done:
        return min(Fraction(1), cap)
    return min(last_verified_percent(book, item.task, round_) / 100, cap)


def table_of(book, profile, name):
    return book.rows("profile_tables", profile_code=profile["code"], table=name)


def quality_step(book, profile, percent):
    """§9 Quality: the value of the greatest key <= quality_percent, none = 0."""
    best = None
    for row in table_of(book, profile, "quality_step"):
        if number(row["key"]) <= percent and (best is None or number(row["key"]) > number(best["key"])):
            best = row
    return number(best["value"]) if best else Fraction(0)


def quality(book, profile, item):
    """l of one assignment."""
    if profile["quality_rule"] == "errors":
        return max(Fraction(0), 1 - Fraction(1, 4) * item.major_errors)
    if profile["quality_rule"] == "steps":
        return quality_step(book, profile, item.quality_percent)
    return item.quality_percent / 100


def working_days_late(book, item):
    """§3: Monday–Friday after the due date up to and including finished_on, minus holidays."""
    holidays = [day(row["date"]) for row in book["holidays"]]
    days, date = 0, item.due + dt.timedelta(days=1)
    while date <= item.finished:
        if date.weekday() < 5 and date not in holidays:
            days += 1
        date += dt.timedelta(days=1)
    return days


def days_late_value(book, profile, days):
    """§3: the key is the upper bound of a step, the empty key is beyond the last."""
    best, beyond = None, Fraction(0)
    for row in table_of(book, profile, "days_late"):
        if not row["key"].strip():
            beyond = number(row["value"])
        elif number(row["key"]) >= days and (best is None or number(row["key"]) < number(best["key"])):
            best = row
    return number(best["value"]) if best else beyond


def timeliness(book, profile, item):
    """m of one assignment. §9: not done gives 0 even if excused."""
    if not item.done:
        return Fraction(0)
    if item.excused:
        return Fraction(1)
    if profile["timeliness_rule"] == "days":
        return (
            days_late_value(book, profile, working_days_late(book, item)) if item.finished > item.due else Fraction(1)
        )
    return max(Fraction(0), 1 - Fraction(1, 4) * item.times_late)


def coefficient(book, profile, name, key):
    """§9 Quality, tables: a key not in its table = 1."""
    for row in table_of(book, profile, name):
        if row["key"] == key:
            return number(row["value"])
    return Fraction(1)


def weight(book, profile, item):
    return coefficient(book, profile, "importance", item.task["importance"]) * coefficient(
        book, profile, "difficulty", item.task["difficulty"]
    )


def result_percentage(book, round_, profile, assessment, assignments):
    """R over these assignments (at least one), at most 100."""
    k = [weight(book, profile, item) for item in assignments]
    n = [quantity(book, round_, profile, item) for item in assignments]
    q = [quality(book, profile, item) for item in assignments]
    m = [timeliness(book, profile, item) for item in assignments]
    each = range(len(assignments))
    if profile["result_formula"] == "dimension_mean":
        done_weight = sum(k[i] * n[i] for i in each)
        a = 100 * done_weight / sum(k)
        b = 100 * sum(k[i] * n[i] * q[i] for i in each) / done_weight if done_weight else Fraction(0)
        c = 100 * sum(k[i] * n[i] * m[i] for i in each) / done_weight if done_weight else Fraction(0)
        dimensions = dimension_scores(book, round_, profile, assessment)
        return min(Fraction(100), (a + b + c + sum(dimensions)) / (3 + len(dimensions)))
    if profile["result_formula"] == "step_table":
        p = [quality_step(book, profile, item.quality_percent) if item.done else Fraction(0) for item in assignments]
    else:
        wn, wl, wt = (setting(profile, name, Fraction(0)) for name in ("w_quantity", "w_quality", "w_timeliness"))
        p = [min(Fraction(1), wn * n[i] + wl * q[i] * assignments[i].done + wt * m[i]) for i in each]
    return min(Fraction(100), 100 * sum(k[i] * p[i] for i in each) / sum(k))


def dimension_scores(book, round_, profile, assessment):
    """§9: each D criterion of the profile scaled to 0–100. One without a value makes the assessment INCOMPLETE."""
    scores = []
    for criterion in criteria_of(book, profile, "D"):
        points = assessed_points(book, round_, profile, assessment, criterion)
        scores.append(100 * (points or Fraction(0)) / number(criterion["max_points"]))
    return scores


# ---- §4 criteria and points -------------------------------------------------------------------------------------


def criteria_of(book, profile, *groups):
    return [row for row in book.rows("criteria", profile_code=profile["code"]) if row["group"] in groups]


def roles_of(book, profile):
    """[(role, weight)]"""
    return [(row["role"], number(row["weight"])) for row in book.rows("profile_roles", profile_code=profile["code"])]


def counted_lines(book, round_, profile, assessment, role, role_weight):
    """§9 Sheets: only stage review; self only if the profile has a role self with weight > 0."""
    stages = ("review", "self") if role == "self" and role_weight > 0 else ("review",)
    lines = book.rows("sheets", round_code=round_["code"], subject_code=assessment["subject_code"], role=role)
    return [line for line in lines if line["stage"] in stages]


def mean_of_sheets(book, round_, profile, assessment, criterion):
    """§4 manual: Σ w_r · mean_r / Σ w_r over the roles that scored this criterion; None = absent."""
    above, below = Fraction(0), Fraction(0)
    for role, role_weight in roles_of(book, profile):
        lines = counted_lines(book, round_, profile, assessment, role, role_weight)
        values = [number(line["value"]) for line in lines if line["criterion_code"] == criterion["code"]]
        if values:
            above += role_weight * sum(values) / len(values)
            below += role_weight
    return above / below if below else None


def assessed_points(book, round_, profile, assessment, criterion):
    """manual and binary (§9: max_points if the weighted mean is at least half of it, else 0)."""
    mean = mean_of_sheets(book, round_, profile, assessment, criterion)
    if criterion["source"] == "binary" and mean is not None:
        most = number(criterion["max_points"])
        return most if 2 * mean >= most else Fraction(0)
    return mean


def matches(criterion, item):
    """§9 Sheets: a task matches if its field or its kind is in the filter; empty = all."""
    wanted = listed(criterion["field_filter"])
    return not wanted or item.task["field"] in wanted or item.task["kind"] in wanted


def criterion_points(book, round_, profile, assessment, criterion, assignments):
    """The points of one criterion; None = no value."""
    most = number(criterion["max_points"])
    if criterion["source"] == "tasks" and profile["result_formula"] not in ("", "none"):
        matching = [item for item in assignments if matches(criterion, item)]
        if matching:
            return most * result_percentage(book, round_, profile, assessment, matching) / 100
    if criterion["source"] == "subordinates":
        values = [subordinate_value(book, profile, level) for level in levels_of_units(book, round_, assessment)]
        if values:
            return most * sum(values) / len(values)
    return assessed_points(book, round_, profile, assessment, criterion)


def subordinate_value(book, profile, level):
    for row in table_of(book, profile, "subordinate_level"):
        if row["key"] == level:
            return number(row["value"])
    return SUBORDINATE_DEFAULT[level]


@dataclass(frozen=True)
class Points:
    """In whole millionths."""

    common: int
    results: int
    bonus: int
    penalty: int
    total: int


def half_up(value):
    """§4 Exactness: at 6 decimals, in one place; millionths of a figure that is never negative."""
    millionths = value * 1_000_000
    return (2 * millionths.numerator + millionths.denominator) // (2 * millionths.denominator)


def missing_of(book, round_, profile, assessment, assignments):
    """§4: required roles without a sheet and criteria without a value."""
    missing = []
    for row in book.rows("profile_roles", profile_code=profile["code"]):
        lines = counted_lines(book, round_, profile, assessment, row["role"], number(row["weight"]))
        if yes(row["required"]) and not lines:
            missing.append("missing_" + row["role"])
    for criterion in criteria_of(book, profile, "I", "II", "D"):
        if profile["scale"] == "ordinal" or criterion["group"] == "D":
            value = assessed_points(book, round_, profile, assessment, criterion)
        else:
            value = criterion_points(book, round_, profile, assessment, criterion, assignments)
        if value is None:
            missing.append("missing_" + criterion["code"])
    return missing


def sum_of_group(book, round_, profile, assessment, group, assignments):
    return sum(
        (
            criterion_points(book, round_, profile, assessment, criterion, assignments) or Fraction(0)
            for criterion in criteria_of(book, profile, group)
        ),
        Fraction(0),
    )


def points_of(book, round_, profile, assessment, assignments):
    """§4, §9 Rounding: each figure rounded from exact values, total not from rounded I and II."""
    common = sum_of_group(book, round_, profile, assessment, "I", assignments)
    results = sum_of_group(book, round_, profile, assessment, "II", assignments)
    bonus = sum_of_group(book, round_, profile, assessment, "B", assignments)
    penalty = sum_of_group(book, round_, profile, assessment, "P", assignments)
    bonus = min(bonus, setting(profile, "bonus_cap", Fraction(0)))
    penalty = min(penalty, setting(profile, "penalty_cap", Fraction(0)))
    total = max(Fraction(0), min(Fraction(100), common + results + bonus - penalty))
    return Points(half_up(common), half_up(results), half_up(bonus), half_up(penalty), half_up(total))


def quarter_points(book, round_, profile, assessment):
    """§9 Quarter → year: the rounded figures of the quarters that are not INCOMPLETE."""
    found = []
    if profile["quarter_to_year"] != "mean_of_quarters" or round_["period"] != "year":
        return found
    for quarter in book.rows("rounds", period="quarter", committee_code=round_["committee_code"]):
        if not (within(day(quarter["start"]), round_) and within(day(quarter["end"]), round_)):
            continue
        for other in book.rows("assessments", round_code=quarter["code"], subject_code=assessment["subject_code"]):
            if other["subject_type"] != assessment["subject_type"]:
                continue
            if profile_of(book, quarter, other)["code"] != profile["code"]:
                continue
            judged = judge(book, quarter, other)
            if judged.points is not None:
                found.append(judged.points)
    return found


def mean_points(quarters):
    def mean(name):
        return half_up(Fraction(sum(getattr(quarter, name) for quarter in quarters), len(quarters)) / 1_000_000)

    return Points(mean("common"), mean("results"), mean("bonus"), mean("penalty"), mean("total"))


# ---- units' levels (§9) -----------------------------------------------------------------------------------------


def decided_level(book, round_, subject_code):
    return book.one("ratings", round_code=round_["code"], subject_code=subject_code)["decided_level"]


def level_of_unit(book, round_, committee_code):
    """Decided here, else decided in a round of the same dates (first by code), else suggested here before the quota."""
    here = decided_level(book, round_, committee_code)
    if here:
        return here
    for other in sorted(book["rounds"], key=lambda row: row["code"]):
        if day(other["start"]) == day(round_["start"]) and day(other["end"]) == day(round_["end"]):
            elsewhere = decided_level(book, other, committee_code)
            if elsewhere:
                return elsewhere
    for assessment in book.rows("assessments", round_code=round_["code"], subject_code=committee_code):
        if assessment["subject_type"] == "collective":
            return judge(book, round_, assessment).level
    return ""


def levels_of_units(book, round_, assessment):
    """§9: UNDECIDED, INCOMPLETE and unassessed units are left out."""
    led = committee_led(book, round_, assessment)
    levels = [level_of_unit(book, round_, code) for code in direct_children(book, round_, led)]
    return [level for level in levels if level in ("XS", "TOT", "HT", "KHT")]


# ---- §5 triggers ------------------------------------------------------------------------------------------------

TRIGGERS = {
    "collective": ("C1", "C2", "C3", "C4"),
    "leader": ("L1", "L2", "L3", "L4", "L5"),
    "staff": ("N1", "N2"),
}
TARGETS = ("T1", "T2", "T3", "T4", "T5")


def counted_discipline(book, round_, profile):
    """§9: rows whose date that counts lies in [start, end]."""
    by = profile["discipline_counts_by"] or ("act" if profile["regime"] in ("124", "132") else "decided")
    column = "act_on" if by == "act" else "decided_on"
    return [row for row in book["discipline"] if within(day(row[column]), round_)]


def own_discipline(book, round_, profile, assessment):
    """Of a person: rows of every post of the cadre. Of a collective: rows of the committee itself."""
    rows = counted_discipline(book, round_, profile)
    if assessment["subject_type"] == "collective":
        return [row for row in rows if row["subject_code"] == assessment["subject_code"]]
    cadre = book.one("appointments", code=assessment["subject_code"])["cadre_code"]
    posts = [post["code"] for post in book.rows("appointments", cadre_code=cadre)]
    return [row for row in rows if row["subject_code"] in posts]


def members_discipline(book, round_, profile, assessment):
    """§9: rows of this unit by a cadre holding a leader post there on act_on."""
    unit, found = assessment["subject_code"], []
    for row in counted_discipline(book, round_, profile):
        post = book.one("appointments", code=row["subject_code"])
        if not post:
            continue
        if (row["committee_code"] or post["committee_code"]) != unit:
            continue
        led = book.rows("appointments", cadre_code=post["cadre_code"], committee_code=unit, subject_type="leader")
        if any(in_force(other, day(row["act_on"])) for other in led):
            found.append(row)
    return found


def discipline_fires(book, round_, profile, assessment):
    """C2, L3, N1 as computed from the discipline rows."""
    every = bool(yes(profile["any_discipline_is_kht"]))
    own = [row for row in own_discipline(book, round_, profile, assessment) if every or yes(row["duty_related"])]
    if assessment["subject_type"] != "collective":
        return bool(own)
    members = [row for row in members_discipline(book, round_, profile, assessment) if yes(row["duty_related"])]
    return bool(own or members)


def recorded(book, round_, assessment, trigger_id):
    """([row open, ...], [row accepted, ...])"""
    rows = book.rows(
        "triggers", round_code=round_["code"], subject_code=assessment["subject_code"], trigger_id=trigger_id
    )
    accepted = [row for row in rows if yes(row["exception_accepted"])]
    return [row for row in rows if row not in accepted], accepted


def targets_missed(book, round_, profile, assessment):
    """§9: for collectives and leaders; ignored in ordinal profiles."""
    if assessment["subject_type"] == "staff" or profile["scale"] == "ordinal":
        return 0
    return sum(bool(recorded(book, round_, assessment, target)[0]) for target in TARGETS)


def done_share_below(profile, facts):
    floor = number(profile["kht_done_below"])
    return floor is not None and facts.total > 0 and facts.done < floor * facts.total


def failed_share_over(profile, facts):
    most = number(profile["n2_failed_over"])
    return most is not None and facts.total > 0 and facts.failed > most * facts.total


def units_failed(book, round_, profile, assessment):
    most = number(profile["l1_units_over"])
    levels = levels_of_units(book, round_, assessment)
    return most is not None and bool(levels) and levels.count("KHT") > most * len(levels)


def low_confidence(book, round_, assessment):
    vote = book.one("votes", round_code=round_["code"], subject_code=assessment["subject_code"])
    return bool(vote) and 2 * whole(vote["low_confidence"]) > whole(vote["total"])


def computed_triggers(book, round_, profile, assessment, facts):
    """§5 table, §9 Triggers, §9 Ordinal: ids that fire from the data, exceptions not yet looked at."""
    kind, ordinal = assessment["subject_type"], profile["scale"] == "ordinal"
    fired = set()
    if discipline_fires(book, round_, profile, assessment):
        fired.add({"collective": "C2", "leader": "L3", "staff": "N1"}[kind])
    if done_share_below(profile, facts) and (kind != "staff" or ordinal):
        fired.add({"collective": "C4", "leader": "L1", "staff": "N2"}[kind])
    if ordinal:
        return fired
    missed = targets_missed(book, round_, profile, assessment)
    if (profile["five_targets"] == "any" and missed >= 1) or (profile["five_targets"] == "all" and missed == 5):
        fired.add({"collective": "C4", "leader": "L1"}[kind])
    if kind == "leader" and units_failed(book, round_, profile, assessment):
        fired.add("L1")
    if kind == "leader" and low_confidence(book, round_, assessment):
        fired.add("L2")
    if kind == "staff" and failed_share_over(profile, facts):
        fired.add("N2")
    return fired


def triggers_of(book, round_, profile, assessment, facts):
    """(ids open, ids under an accepted exception with nothing open)"""
    fired = computed_triggers(book, round_, profile, assessment, facts)
    open_ids, excepted = set(), set()
    for trigger_id in TRIGGERS[assessment["subject_type"]]:
        unaccepted, accepted = recorded(book, round_, assessment, trigger_id)
        if unaccepted or (trigger_id in fired and not accepted):
            open_ids.add(trigger_id)
        elif accepted:
            excepted.add(trigger_id)
    if assessment["subject_type"] != "staff" and profile["scale"] != "ordinal":
        for target in TARGETS:
            unaccepted, accepted = recorded(book, round_, assessment, target)
            if accepted and not unaccepted:
                excepted.add(target)
    return open_ids, excepted


# ---- §5 conditions ----------------------------------------------------------------------------------------------


def remediated(book, round_, profile, assessment):
    """§5: none pointed out = holds."""
    least = number(profile["xs_remediation_min"])
    row = book.one("remediation", round_code=round_["code"], subject_code=assessment["subject_code"])
    if least is None or not row or whole(row["pointed_out"]) == 0:
        return True
    return whole(row["remedied"]) >= least * whole(row["pointed_out"])


def unit_disciplined(book, round_, profile, assessment):
    """§9: as C2 whether duty-related or not, or a row of a direct child."""
    children = direct_children(book, round_, assessment["subject_code"])
    of_children = [row for row in counted_discipline(book, round_, profile) if row["subject_code"] in children]
    return bool(
        own_discipline(book, round_, profile, assessment)
        or members_discipline(book, round_, profile, assessment)
        or of_children
    )


def switch(profile, name, default):
    value = yes(profile[name])
    return default if value is None else value


def no_tasks_bar(profile, facts):
    """§2: default yes for leaders and collectives, no for staff."""
    return facts.total == 0 and switch(profile, "no_tasks_bars_xs", profile["subject_type"] != "staff")


def failing_conditions(book, round_, profile, assessment, facts, level):
    """Điều 11: codes of the conditions of this level that do not hold. Without tasks every task condition is n/a."""
    failing = []
    if facts.done != facts.total:
        failing.append("done_share")
    if level == "TOT" and facts.late:
        failing.append("late")
    if level == "HT":
        most = number(profile["ht_late_max"])
        if most is not None and facts.late > most * facts.total:
            failing.append("late_share")
    if level == "XS":
        if facts.late and switch(profile, "xs_late_zero", True):
            failing.append("late")
        least = number(profile["xs_exceeded_min"])
        if least is not None and facts.total and facts.exceeded < least * facts.total:
            failing.append("exceeded_share")
        if not remediated(book, round_, profile, assessment):
            failing.append("remediation")
        if assessment["subject_type"] == "collective" and unit_disciplined(book, round_, profile, assessment):
            failing.append("discipline_unit")
        if no_tasks_bar(profile, facts):
            failing.append("no_tasks")
    return failing


# ---- §5 from points and facts to a suggestion -------------------------------------------------------------------


@dataclass(frozen=True)
class Judged:
    """level is the suggestion before the quota; points are None when INCOMPLETE or ordinal."""

    level: str
    reasons: frozenset
    facts: Facts
    points: Points | None


def floor_of(profile, level):
    return half_up(number(profile["band_" + level.lower()]))


def own_band(profile, total):
    """The level whose own band [floor, next floor) contains the total (at least that of HT)."""
    for level in LEVELS:
        if total >= floor_of(profile, level):
            return level
    raise ValueError("below the band of HT")


def judge(book, round_, assessment):
    key = (round_["code"], assessment["subject_code"])
    if key not in book.judged:
        book.judged[key] = judge_anew(book, round_, assessment)
    return book.judged[key]


def judge_anew(book, round_, assessment):
    profile = profile_of(book, round_, assessment)
    assignments = assignments_of(book, round_, assessment)
    facts = facts_of(assignments)
    always = {"no_tasks"} if facts.total == 0 else set()

    quarters = quarter_points(book, round_, profile, assessment)
    missing = [] if quarters else missing_of(book, round_, profile, assessment, assignments)
    if missing:
        return Judged("INCOMPLETE", frozenset({*missing, *always}), facts, None)

    open_ids, excepted = triggers_of(book, round_, profile, assessment, facts)
    always |= {"exception_" + trigger_id for trigger_id in excepted}
    if targets_missed(book, round_, profile, assessment):
        always.add("five_targets")
    grounds = {"trigger_" + trigger_id for trigger_id in open_ids}

    if profile["scale"] == "ordinal":
        level, reasons = ordinal_level(book, round_, profile, assessment, facts, grounds)
        return Judged(level, frozenset(reasons | always), facts, None)

    points = mean_points(quarters) if quarters else points_of(book, round_, profile, assessment, assignments)
    level, reasons = points_level(book, round_, profile, assessment, facts, points.total, grounds)
    return Judged(level, frozenset(reasons | always), facts, points)


def points_level(book, round_, profile, assessment, facts, total, grounds):
    """(level, reasons) of a complete assessment on the scale of 100 points; total in millionths."""
    if total < floor_of(profile, "HT"):
        grounds = {*grounds, "band_HT"}
    if grounds:
        return "KHT", grounds
    cascade = switch(profile, "cascade", True)
    reasons = set()
    for level in LEVELS if cascade else [own_band(profile, total)]:
        failing = failing_conditions(book, round_, profile, assessment, facts, level)
        if total < floor_of(profile, level):
            failing.append("band_" + level)
        if not failing:
            return level, reasons
        reasons |= set(failing)
    policy = profile["incomplete_policy"] or "undecided"
    if policy == "not_completed":
        return "KHT", reasons
    if policy == "band":
        return {"XS": "TOT", "TOT": "TOT", "HT": "HT"}[own_band(profile, total)], reasons  # never XS
    return "UNDECIDED", reasons


def ordinal_holds(book, round_, profile, assessment, level):
    """§7: the exact weighted means of the sheets against 4, 3, 2."""
    least = {"XS": 3, "TOT": 3, "HT": 2}[level]
    for criterion in criteria_of(book, profile, "I", "II", "D"):
        value = assessed_points(book, round_, profile, assessment, criterion)
        if value < (4 if level == "XS" and criterion["group"] == "II" else least):
            return False
    return True


def ordinal_level(book, round_, profile, assessment, facts, grounds):
    """(level, reasons) of a complete assessment of an older regime."""
    if not ordinal_holds(book, round_, profile, assessment, "HT"):
        grounds = {*grounds, "band_HT"}
    if grounds:
        return "KHT", grounds
    reasons = set()
    for level in LEVELS:
        if not ordinal_holds(book, round_, profile, assessment, level):
            reasons.add("band_" + level)
        elif level == "XS" and no_tasks_bar(profile, facts):
            reasons.add("no_tasks")
        else:
            return level, reasons
    raise AssertionError("HT holds by now")


# ---- §6 quota ---------------------------------------------------------------------------------------------------


def quota_cap(percent, basis, good, candidates, rated):
    """How many keep XS. good = T, candidates = X, rated = N of §6; counted up one by one."""
    q = Fraction(percent) / 100
    cap = 0
    for x in range(candidates + 1):
        allowed = {
            "of_good": q * (good + candidates - x),
            "of_good_or_better": q * (good + candidates),
            "of_all": q * rated,
        }[basis]
        if x <= allowed:
            cap = x
    return cap


def order_key(judged):
    """§6, §9: total, exceeded_share, II, all descending; ordinal by exceeded_share alone."""
    if judged.points is None:
        return (judged.facts.exceeded_share,)
    return (judged.points.total, judged.facts.exceeded_share, judged.points.results)


def group_of(book, assessment):
    """§9: the assessment's, else the appointment's, else one group."""
    if assessment["quota_group"] or assessment["subject_type"] == "collective":
        return assessment["quota_group"]
    return book.one("appointments", code=assessment["subject_code"])["quota_group"]


def after_quota(profile, group):
    """{subject: (level, extra reason or None)} for the judged subjects of one group, {subject: Judged}."""
    result = {subject: (judged.level, None) for subject, judged in group.items()}
    if number(profile["quota_percent"]) is None:
        return result
    candidates = {subject: order_key(judged) for subject, judged in group.items() if judged.level == "XS"}
    good = sum(judged.level == "TOT" for judged in group.values())
    rated = sum(judged.level in ("XS", "TOT", "HT", "KHT") for judged in group.values())
    basis = profile["quota_basis"] or "of_good"
    cap = quota_cap(number(profile["quota_percent"]), basis, good, len(candidates), rated)
    for subject, key in candidates.items():
        better = sum(other > key for other in candidates.values())
        as_good = sum(other == key for other in candidates.values())
        if better + as_good <= cap:
            continue  # keeps XS, with all tied
        result[subject] = ("UNDECIDED", "quota_tie") if better < cap else ("TOT", "quota")
    return result


# ---- the rows of `ratings` --------------------------------------------------------------------------------------


def rank(key, keys):
    """§9: competition ranks, 1, 2, 2, 4."""
    return 1 + sum(other > key for other in keys)


def written(millionths):
    return f"{millionths // 1_000_000}.{millionths % 1_000_000:06d}"


def rate(tables, round_code):
    """The rows of `ratings` for one round, in the order of its assessments; `reasons` in the order of the alphabet."""
    book = Book(tables)
    round_ = book.one("rounds", code=round_code)
    assessments = book.rows("assessments", round_code=round_code)
    judged = {row["subject_code"]: judge(book, round_, row) for row in assessments}
    groups = {}
    for row in assessments:
        key = (row["subject_type"], group_of(book, row))
        groups.setdefault(key, {})[row["subject_code"]] = judged[row["subject_code"]]
    outcome = {}
    for row in assessments:
        key = (row["subject_type"], group_of(book, row))
        outcome.update(after_quota(profile_of(book, round_, row), groups[key]))
    return [
        rating_row(
            book,
            row,
            judged[row["subject_code"]],
            outcome[row["subject_code"]],
            in_group=groups[row["subject_type"], group_of(book, row)].values(),
            in_type=[
                judged[other["subject_code"]] for other in assessments if other["subject_type"] == row["subject_type"]
            ],
        )
        for row in assessments
    ]


def rating_row(book, assessment, judged, outcome, *, in_group, in_type):
    level, extra = outcome
    points, facts = judged.points, judged.facts

    def ranked(others):
        if points is None:
            return ""
        return str(rank(order_key(judged), [order_key(other) for other in others if other.points is not None]))

    return {
        "round_code": assessment["round_code"],
        "subject_code": assessment["subject_code"],
        "subject_type": assessment["subject_type"],
        "quota_group": group_of(book, assessment),
        "points_common": "" if points is None else written(points.common),
        "points_results": "" if points is None else written(points.results),
        "bonus": "" if points is None else written(points.bonus),
        "penalty": "" if points is None else written(points.penalty),
        "total": "" if points is None else written(points.total),
        "tasks_total": str(facts.total),
        "done": str(facts.done),
        "on_time": str(facts.on_time),
        "late": str(facts.late),
        "exceeded": str(facts.exceeded),
        "failed": str(facts.failed),
        "suggestion": level,
        "reasons": ";".join(sorted(judged.reasons | ({extra} if extra else set()))),
        "rank_in_group": ranked(in_group),
        "rank_overall": ranked(in_type),
        "decided_level": decided_level(book, Row(code=assessment["round_code"]), assessment["subject_code"]),
    }
