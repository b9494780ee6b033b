"""Sums in SQL: one row per assessment, streamed (scoring.md §2, §3 and §9 "Assignments", "Whose", "Units' levels").

The database counts assignments, adds up sheets and gathers what bears on a subject; small lists (marks, assignments,
triggers) arrive as text with separators that cleaned input cannot contain. No judgement here: the engine makes it."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from django.db import connection

from cadre.fields import MICRO
from scoring.engine.exact import plus
from scoring.engine.facts import Facts
from scoring.engine.work import Assignment, Work, evaluate
from tasks.achievement import task_achievement
from tasks.enums import ASSIGNED_STATES

RECORD, UNIT, ITEM, SUB = "\x1e", "\x1f", "\x1c", "\x1d"  # entries, their parts, items of a part, their figures
CHUNK = 1000
NO_WORK = (0, 0, (0, 1), 0)

SUBJECT = """
subject AS MATERIALIZED (
    SELECT a.id, a.subject_type, a.committee_id, a.appointment_id, a.depth, p.cadre_id,
        CASE WHEN a.quota_group <> '' THEN a.quota_group ELSE COALESCE(p.quota_group, '') END AS quota_group,
        CASE WHEN a.subject_type = 'collective' THEN a.committee_id
             WHEN a.subject_type = 'leader' AND p.is_head AND p.start <= {end}
                  AND (p."end" IS NULL OR p."end" >= {end}) THEN p.committee_id END AS area_id,
        COALESCE(p.code, c.code) AS code
    FROM scoring_assessment a
    LEFT JOIN cadre_appointment p ON p.id = a.appointment_id
    LEFT JOIN cadre_committee c ON c.id = a.committee_id
    WHERE a.round_id = {round} {only}
)"""

# Whose: the tasks naming the post, and those held by the collective or by the committee the leader heads; each once.
HOLDING = """
holding AS MATERIALIZED (
    SELECT s.id AS assessment_id, o.task_id
    FROM subject s JOIN tasks_taskowner o ON o.appointment_id = s.appointment_id
    UNION
    SELECT s.id, t.id FROM subject s JOIN tasks_breakthroughtask t ON t.owner_committee_id = s.area_id
),
held AS MATERIALIZED (SELECT DISTINCT task_id FROM holding)"""

# One row per assignment of the period: a task by its due or acceptance date, a multi-year task by its milestones.
WORK = """
reading AS (
    SELECT i.task_id, {readings} AS readings
    FROM held h JOIN tasks_indicator i ON i.task_id = h.task_id
    GROUP BY i.task_id HAVING COUNT(i.result) > 0
),
dated AS (
    SELECT h.task_id, t.due, t.state, t.excused, t.exceeded, t.field, t.kind, t.importance, t.difficulty,
        t.quality_percent, COALESCE(t.major_errors, 0) AS major_errors, COALESCE(t.times_late, 0) AS times_late,
        COALESCE(t.finished_on, t.accepted_on) AS finished,
        CASE WHEN t.state = 'accepted' AND t.accepted_on <= {cutoff} THEN 1 ELSE 0 END AS done,
        0 AS is_milestone
    FROM held h JOIN tasks_breakthroughtask t ON t.id = h.task_id
    WHERE t.state IN ({states})
      AND (t.due BETWEEN {start} AND {end} OR (t.state = 'accepted' AND t.accepted_on BETWEEN {start} AND {end}))
      AND NOT (t.horizon = 'term' AND EXISTS (
        SELECT 1 FROM tasks_milestone m WHERE m.task_id = t.id AND m.due BETWEEN {start} AND {end}))
    UNION ALL
    SELECT h.task_id, m.due, t.state, m.excused, m.exceeded, t.field, t.kind, t.importance, t.difficulty,
        m.quality_percent, 0,
        CASE WHEN m.accepted_on <= {cutoff} AND COALESCE(m.finished_on, m.accepted_on) > m.due THEN 1 ELSE 0 END,
        COALESCE(m.finished_on, m.accepted_on),
        CASE WHEN m.accepted_on <= {cutoff} THEN 1 ELSE 0 END,
        1
    FROM held h JOIN tasks_breakthroughtask t ON t.id = h.task_id
    JOIN tasks_milestone m ON m.task_id = t.id
    WHERE t.horizon = 'term' AND t.state IN ({states}) AND m.due BETWEEN {start} AND {end}
),
work AS MATERIALIZED (
    SELECT d.task_id, d.due, d.done,
        CASE WHEN d.done = 1 AND d.finished <= d.due THEN 1 ELSE 0 END AS on_time,
        CASE WHEN NOT d.excused AND ((d.done = 1 AND d.finished > d.due) OR (d.done = 0 AND d.due <= {cutoff}))
             THEN 1 ELSE 0 END AS late,
        CASE WHEN d.done = 1 AND d.exceeded THEN 1 ELSE 0 END AS exceeded,
        CASE WHEN (d.state = 'not_completed' AND (d.is_milestone = 0 OR d.done = 0))
             OR (d.done = 0 AND d.due <= {cutoff}) THEN 1 ELSE 0 END AS failed,
        d.done || {unit} || CASE WHEN d.excused THEN '1' ELSE '0' END || {unit}
            || {bits} || {unit} || d.importance || {unit} || d.difficulty || {unit}
            || COALESCE(CAST(d.quality_percent AS text), '') || {unit} || d.major_errors || {unit} || d.times_late
            || {unit} || CASE WHEN d.done = 1 AND d.finished > d.due
                THEN CAST(d.due AS text) || {sub} || CAST(d.finished AS text) ELSE '' END
            || {unit} || CASE WHEN d.is_milestone = 1 THEN '' ELSE COALESCE(g.readings, '') END || {unit}
            || CASE WHEN d.is_milestone = 1 OR d.done = 1 OR g.readings IS NOT NULL THEN ''
                ELSE COALESCE(CAST((
                    SELECT r.percent FROM tasks_progressreport r
                    WHERE r.task_id = d.task_id AND r.state = 'verified' AND r.period_end <= {cutoff}
                    ORDER BY r.period_end DESC LIMIT 1) AS text), '') END
            || {unit} || d.field AS entry
    FROM dated d LEFT JOIN reading g ON g.task_id = d.task_id
),
fact AS MATERIALIZED (
    SELECT h.assessment_id, COUNT(*) AS total, SUM(w.done) AS done, SUM(w.on_time) AS on_time, SUM(w.late) AS late,
        SUM(w.exceeded) AS exceeded, SUM(w.failed) AS failed, {entries} AS entries
    FROM holding h JOIN work w ON w.task_id = h.task_id GROUP BY h.assessment_id
)"""

READING = """i.comparator || {sub} || COALESCE(CAST(i.baseline AS text), '') || {sub}
    || COALESCE(CAST(i.target_min AS text), '') || {sub} || COALESCE(CAST(i.target_max AS text), '') || {sub}
    || COALESCE(CAST(i.result AS text), '') || {sub} || i.weight"""

MARK = """
mark AS MATERIALIZED (
    SELECT m.assessment_id, {marks} AS marks FROM (
        SELECT sh.assessment_id, l.criterion_id, sh.role, SUM(l.value) AS value, COUNT(*) AS sheets
        FROM subject s JOIN scoring_scoresheet sh ON sh.assessment_id = s.id
        JOIN scoring_scoreline l ON l.sheet_id = sh.id
        WHERE sh.stage = 'review' OR (sh.stage = 'self' AND sh.role = 'self')
        GROUP BY sh.assessment_id, l.criterion_id, sh.role
    ) m GROUP BY m.assessment_id
)"""

GROUND = """
ground AS MATERIALIZED (
    SELECT g.assessment_id, {grounds} AS grounds
    FROM subject s JOIN scoring_trigger g ON g.assessment_id = s.id GROUP BY g.assessment_id
)"""

# Discipline counted in this period, by the date the subject type's profile names.
DISCIPLINE = """
counted AS MATERIALIZED (
    SELECT d.id, d.committee_id, p.cadre_id, COALESCE(d.unit_id, p.committee_id) AS unit_id, d.act_on,
        CASE WHEN d.duty_related THEN 1 ELSE 0 END AS duty,
        CASE WHEN d.act_on BETWEEN {start} AND {end} THEN 1 ELSE 0 END AS by_act,
        CASE WHEN d.decided_on BETWEEN {start} AND {end} THEN 1 ELSE 0 END AS by_decision
    FROM scoring_discipline d LEFT JOIN cadre_appointment p ON p.id = d.appointment_id
    WHERE d.act_on BETWEEN {start} AND {end} OR d.decided_on BETWEEN {start} AND {end}
),
own AS MATERIALIZED (
    SELECT s.id AS assessment_id, COUNT(*) AS rows_all, SUM(c.duty) AS rows_duty
    FROM subject s JOIN counted c ON (c.cadre_id = s.cadre_id OR c.committee_id = s.committee_id)
    WHERE {counts} = 1 GROUP BY s.id
),
member AS MATERIALIZED (
    SELECT s.id AS assessment_id, COUNT(*) AS rows_all, SUM(c.duty) AS rows_duty
    FROM subject s JOIN counted c ON c.unit_id = s.committee_id
    WHERE c.cadre_id IS NOT NULL AND {counts} = 1 AND EXISTS (
        SELECT 1 FROM cadre_appointment q WHERE q.cadre_id = c.cadre_id AND q.committee_id = c.unit_id
          AND q.subject_type = 'leader' AND q.start <= c.act_on AND (q."end" IS NULL OR q."end" >= c.act_on))
    GROUP BY s.id
),
child AS MATERIALIZED (
    SELECT s.id AS assessment_id, COUNT(*) AS rows_all
    FROM subject s JOIN cadre_placement pl ON pl.parent_id = s.committee_id
        AND pl.valid_from <= {end} AND pl.valid_to >= {end}
    JOIN counted c ON c.committee_id = pl.committee_id
    WHERE {counts} = 1 GROUP BY s.id
)"""

# Decided levels of units: in this round, else in a round with the same start and end, first by code.
LED = """
unit_level AS MATERIALIZED (
    SELECT u.committee_id, u.decided_level FROM (
        SELECT a.committee_id, a.decided_level, ROW_NUMBER() OVER (
            PARTITION BY a.committee_id
            ORDER BY CASE WHEN a.round_id = {round} THEN 0 ELSE 1 END, r.code {bytewise}) AS choice
        FROM scoring_assessment a JOIN scoring_evaluationround r ON r.id = a.round_id
        WHERE a.committee_id IS NOT NULL AND a.decided_level <> '' AND r.start = {start} AND r."end" = {end}
    ) u WHERE u.choice = 1
),
led AS MATERIALIZED (
    SELECT pl.parent_id AS area_id,
        SUM(CASE WHEN u.decided_level = 'XS' THEN 1 ELSE 0 END) AS xs,
        SUM(CASE WHEN u.decided_level = 'TOT' THEN 1 ELSE 0 END) AS tot,
        SUM(CASE WHEN u.decided_level = 'HT' THEN 1 ELSE 0 END) AS ht,
        SUM(CASE WHEN u.decided_level = 'KHT' THEN 1 ELSE 0 END) AS kht
    FROM unit_level u JOIN cadre_placement pl ON pl.committee_id = u.committee_id
        AND pl.valid_from <= {end} AND pl.valid_to >= {end}
    GROUP BY pl.parent_id
)"""

# Figures of the year's quarters, judged before into a temporary table (compute.stage_quarters).
QUARTER = """
quarter AS MATERIALIZED (
    SELECT s.id AS assessment_id, COUNT(*) AS quarters, CAST(SUM(g.points_common) AS bigint) AS common,
        CAST(SUM(g.points_results) AS bigint) AS results, CAST(SUM(g.bonus) AS bigint) AS bonus,
        CAST(SUM(g.penalty) AS bigint) AS penalty, CAST(SUM(g.total) AS bigint) AS total
    FROM subject s
    JOIN rating_quarter g ON g.subject_type = s.subject_type AND g.code = s.code
    WHERE g.total IS NOT NULL
    GROUP BY s.id
)"""

# ORDER BY depth: units before those who lead them, so a unit's own suggestion is known when its leader is judged.
SELECT = """
SELECT s.id, s.subject_type, s.quota_group, s.code, s.area_id,
    CASE WHEN s.subject_type = 'collective' AND ul.committee_id IS NULL THEN pl.parent_id END AS reports_to,
    f.total, f.done, f.on_time, f.late, f.exceeded, f.failed, f.entries, m.marks, g.grounds,
    own.rows_all, own.rows_duty, member.rows_all, member.rows_duty, child.rows_all,
    v.low_confidence, v.total, re.pointed_out, re.remedied, led.xs, led.tot, led.ht, led.kht, {quarter_columns}
FROM subject s
LEFT JOIN cadre_placement pl ON pl.committee_id = s.committee_id AND pl.valid_from <= {end} AND pl.valid_to >= {end}
LEFT JOIN unit_level ul ON ul.committee_id = s.committee_id
LEFT JOIN fact f ON f.assessment_id = s.id
LEFT JOIN mark m ON m.assessment_id = s.id
LEFT JOIN ground g ON g.assessment_id = s.id
LEFT JOIN own ON own.assessment_id = s.id
LEFT JOIN member ON member.assessment_id = s.id
LEFT JOIN child ON child.assessment_id = s.id
LEFT JOIN scoring_confidencevote v ON v.assessment_id = s.id
LEFT JOIN scoring_remediation re ON re.assessment_id = s.id
LEFT JOIN led ON led.area_id = s.area_id
{quarter_join}
ORDER BY s.depth DESC, CASE WHEN s.subject_type = 'collective' THEN 0 ELSE 1 END, s.id"""


# The assignments of one subject, one by one: the same CTEs, for the proof.
ITEMS = """
SELECT w.task_id, t.title, w.due, w.done, w.late, w.exceeded, w.failed, w.entry
FROM holding h JOIN work w ON w.task_id = h.task_id JOIN tasks_breakthroughtask t ON t.id = h.task_id
ORDER BY w.due, t.code {bytewise}"""


@dataclass(frozen=True, slots=True)
class Item:
    """One assignment counted for a subject. flags: done, late, exceeded, failed."""

    task_id: int
    title: str
    due: dt.date
    flags: tuple
    mask: int
    work: Work


@dataclass(slots=True)
class Subject:
    """One assessment with its facts. reports_to: the parent whose tally its own suggestion enters (collectives
    without a decided level); fields: {field: (assignments, done, Σ k·n uncapped as a pair, Σ k)}."""

    pk: int
    subject_type: str
    quota_group: str
    code: str
    area_id: int | None
    reports_to: int | None
    facts: Facts
    fields: dict


def averaged(round, profiles):
    """Subject types whose points of this round are the means of its quarters."""
    return [
        kind
        for kind, profile in profiles.items()
        if profile.quarter_to_year == "mean_of_quarters" and round.period == "year" and not profile.ordinal
    ]


class Statement:
    """Builds the one statement of a round: named values become placeholders, lists become aggregates of the vendor."""

    def __init__(self, round, profiles, bits, only=None):
        self.vendor = connection.vendor
        self.round, self.profiles, self.bits, self.only = round, profiles, bits, only
        self.averaged = averaged(round, profiles)

    def literal(self, text):
        """A date or an enum value of ours as an SQL literal; what people write goes in as parameters."""
        return f"'{text}'"

    def date(self, day):
        return f"{'DATE ' if self.vendor == 'postgresql' else ''}{self.literal(day)}"

    def gather(self, expression, separator=RECORD):
        name = "string_agg" if self.vendor == "postgresql" else "group_concat"
        return f"{name}({expression}, {self.char(separator)})"

    def char(self, character):
        return f"{'chr' if self.vendor == 'postgresql' else 'char'}({ord(character)})"

    def mask(self):
        """One character for each filter, the first filter last, so that the text reads as a binary number."""
        parts = ["'0'"]
        for wanted in reversed(self.bits):
            marks = ", ".join("%s" for _ in wanted)
            parts.append(f"CASE WHEN d.field IN ({marks}) OR d.kind IN ({marks}) THEN '1' ELSE '0' END")
        return " || ".join(parts)

    @property
    def params(self):
        """The names in the filters, in the order of their places in `mask`, which stands once in the statement."""
        return [name for wanted in reversed(self.bits) for name in (*wanted, *wanted)]

    def counts(self):
        acting = [kind for kind, profile in self.profiles.items() if profile.discipline_counts_by == "act"]
        kinds = ", ".join(self.literal(kind) for kind in acting) or "''"
        return f"CASE WHEN s.subject_type IN ({kinds}) THEN c.by_act ELSE c.by_decision END"

    def sql(self, select=SELECT):
        unit, sub = self.char(UNIT), self.char(SUB)
        only = f"AND a.id IN ({', '.join(str(int(pk)) for pk in self.only)})" if self.only is not None else ""
        names = {
            "round": self.round.pk,
            "start": self.date(self.round.start),
            "end": self.date(self.round.end),
            "cutoff": self.date(self.round.cutoff),
            "only": only,
            "states": ", ".join(self.literal(state) for state in ASSIGNED_STATES),
            "unit": unit,
            "sub": sub,
            "bits": self.mask(),
            "counts": self.counts(),
            "bytewise": 'COLLATE "C"' if self.vendor == "postgresql" else "COLLATE BINARY",
            "readings": self.gather(READING.format(sub=sub), ITEM),
            "entries": self.gather("w.entry"),
            "marks": self.gather(
                f"m.criterion_id || {unit} || m.role || {unit} || CAST(m.value AS text) || {unit} || m.sheets"
            ),
            "grounds": self.gather("g.trigger_id || CASE WHEN g.exception_accepted THEN '+' ELSE '-' END"),
            "quarter_columns": ", ".join(
                f"quarter.{name}" if self.averaged else "NULL"
                for name in ("quarters", "common", "results", "bonus", "penalty", "total")
            ),
            "quarter_join": "LEFT JOIN quarter ON quarter.assessment_id = s.id" if self.averaged else "",
        }
        parts = [SUBJECT, HOLDING, WORK, MARK, GROUND, DISCIPLINE, LED] + ([QUARTER] if self.averaged else [])
        return ("WITH " + ",".join(parts) + select).format(**names)


class Reader:
    """Turns rows of the statement into subjects. Equal assignments are evaluated once per profile (bounded memory)."""

    KEPT = 20_000

    def __init__(self, profiles):
        self.profiles = profiles
        self.works = {kind: {} for kind in profiles}

    def work(self, kind, entry):
        """(mask, Work, done, (numerator, denominator) of k·n uncapped) of an entry of the statement, less its field."""
        kept = self.works[kind]
        found = kept.get(entry)
        if found is None:
            if len(kept) >= self.KEPT:
                kept.clear()
            found = kept[entry] = read_work(self.profiles[kind], entry)
        return found

    def subject(self, row):
        (pk, kind, group, code, area_id, reports_to, total, done, on_time, late, exceeded, failed) = row[:12]
        entries, marks, grounds = row[12:15]
        discipline = [value or 0 for value in row[15:20]]
        low, votes, pointed_out, remedied = (value or 0 for value in row[20:24])
        units = {level: int(n) for level, n in zip(("XS", "TOT", "HT", "KHT"), row[24:28], strict=True) if n}
        works, fields = [], {}
        for entry in entries.split(RECORD) if entries else ():
            entry, _, field = entry.rpartition(UNIT)
            mask, work, finished, raw = self.work(kind, entry)
            works.append((mask, work))
            count, ended, reached, weight = fields.get(field, NO_WORK)
            fields[field] = (count + 1, ended + finished, plus(reached, raw), weight + work.weight)
        facts = Facts(
            total=total or 0,
            done=int(done or 0),
            on_time=int(on_time or 0),
            late=int(late or 0),
            exceeded=int(exceeded or 0),
            failed=int(failed or 0),
            marks=read_marks(marks, self.profiles[kind]) if marks else {},
            works=works,
            units=units,
            triggers=read_grounds(grounds) if grounds else {},
            discipline=(int(discipline[0]), int(discipline[1])),
            members=(int(discipline[2]), int(discipline[3])),
            children=int(discipline[4]),
            low_votes=low,
            votes=votes,
            pointed_out=pointed_out,
            remedied=remedied,
            quarters=tuple(int(value) for value in row[28:34]) if row[28] else None,
        )
        return Subject(pk, kind, group, code, area_id, reports_to, facts, fields)


def number(text):
    return int(text) if text else None


def read_date(text):
    return dt.date.fromisoformat(text)


def read_marks(text, profile):
    """{criterion key: {role: (sum in micro, sheets)}}; self sheets only where the profile weighs the role `self`."""
    marks = {}
    for entry in text.split(RECORD):
        key, role, value, sheets = entry.split(UNIT)
        if key in marks:
            marks[key][role] = int(value), int(sheets)
        else:
            marks[key] = {role: (int(value), int(sheets))}
    if not profile.weights.get("self"):
        for roles in marks.values():
            roles.pop("self", None)
    return {int(key): roles for key, roles in marks.items() if roles}


def read_grounds(text):
    """{trigger id: (rows open, rows accepted)}"""
    found = {}
    for entry in text.split(RECORD):
        opened, accepted = found.get(entry[:-1], (0, 0))
        found[entry[:-1]] = (opened, accepted + 1) if entry[-1] == "+" else (opened + 1, accepted)
    return found


def read_readings(text):
    """The indicators of one task in micro; ratios do not mind the scale, weights neither."""
    readings = []
    for part in text.split(ITEM):
        comparator, *numbers = part.split(SUB)
        readings.append((comparator, *(number(value) for value in numbers)))
    return readings


@lru_cache(maxsize=20_000)
def achieved(readings, done, reported, cap):
    """n of an assignment: the mean of its indicators; without a result 1 if done, else the last verified report.

    readings and reported: as text; cap: micro, or None for the uncapped share that is shown."""
    cap = cap and Fraction(cap, MICRO)
    value = task_achievement(read_readings(readings), cap) if readings else None
    if value is not None:
        return value
    value = Fraction(1) if done else Fraction(int(reported or 0), 100 * MICRO)
    return value if cap is None else min(value, cap)


def read_work(profile, entry):
    head, _, tail = entry.partition(UNIT)
    done = head == "1"
    excused, mask, importance, difficulty, quality, errors, times, late, rest = tail.split(UNIT, 8)
    readings, reported = rest.rsplit(UNIT, 1)
    due, _, finished = late.partition(SUB)
    assignment = Assignment(
        done=done,
        excused=excused == "1",
        achieved=achieved(readings, done, reported, profile.over_cap),
        quality=number(quality),
        major_errors=int(errors),
        times_late=int(times),
        due=read_date(due) if due else None,
        finished=read_date(finished) if finished else None,
        importance=importance,
        difficulty=difficulty,
    )
    work = evaluate(profile, assignment)
    raw = work.weight * achieved(readings, done, reported, None)
    return int(mask, 2), work, int(done), (raw.numerator, raw.denominator)


def stream(round, profiles, bits, only=None):
    """Yield Subject by Subject, deepest units first. One statement, a cursor on the server: memory does not grow.

    only: ids of assessments, else the whole round. Call inside a transaction."""
    reader = Reader(profiles)
    statement = Statement(round, profiles, bits, only)
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement.sql(), statement.params)
        while rows := cursor.fetchmany(CHUNK):
            for row in rows:
                yield reader.subject(row)


def assignments(round, profiles, bits, assessment):
    """The assignments counted for one assessment, in order of due date."""
    reader = Reader(profiles)
    statement = Statement(round, profiles, bits, [assessment.pk])
    with connection.cursor() as cursor:
        cursor.execute(statement.sql(ITEMS), statement.params)
        rows = cursor.fetchall()
    items = []
    for task_id, title, due, done, late, exceeded, failed, entry in rows:
        mask, work, _, _ = reader.work(assessment.subject_type, entry.rpartition(UNIT)[0])
        due = read_date(due) if isinstance(due, str) else due
        items.append(Item(task_id, title, due, (done, late, exceeded, failed), mask, work))
    return items
