"""The rating run: facts → engine → rows in bulk. Sums in SQL, judgement in pure Python, one door for all of it.

A run replaces the suggestions of a round whole, in one transaction; the same inputs give the same rows. The number of
statements does not depend on the size of the round, and neither does the memory: subjects are streamed in, their rows
go through a spool into a temporary table, and one INSERT with window functions ranks and writes them."""

import hashlib
import json
import re
import tempfile
import time
import weakref
from dataclasses import dataclass
from functools import lru_cache

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from cadre import ledger
from scoring.engine import quota
from scoring.engine.exact import half_up
from scoring.engine.rating import judge
from scoring.facts import CHUNK, averaged, stream
from scoring.models import EvaluationRound, QuotaGroup, RatingRun, Suggestion
from scoring.rules import profiles_of

LOCK_SPACE = 815_002  # advisory locks of rounds on PostgreSQL

COLUMNS = (
    "assessment_id",
    "subject_type",
    "quota_group",
    "code",
    "points_common",
    "points_results",
    "bonus",
    "penalty",
    "total",
    "tasks_total",
    "done",
    "on_time",
    "late",
    "exceeded",
    "failed",
    "exceeded_key",
    "before_quota",
    "reasons",
    "detail",
)
STAGE = """
    CREATE TEMPORARY TABLE rating_stage (
        assessment_id bigint NOT NULL, subject_type varchar(10) NOT NULL, quota_group varchar(100) NOT NULL,
        code varchar(64) NOT NULL, points_common bigint, points_results bigint, bonus bigint, penalty bigint,
        total bigint, tasks_total integer NOT NULL, done integer NOT NULL, on_time integer NOT NULL,
        late integer NOT NULL, exceeded integer NOT NULL, failed integer NOT NULL, exceeded_key bigint NOT NULL,
        before_quota varchar(10) NOT NULL, reasons text NOT NULL, detail text NOT NULL)"""
TURNED = """
    CREATE TEMPORARY TABLE rating_turned (
        assessment_id bigint NOT NULL, level varchar(10) NOT NULL, reason varchar(20) NOT NULL)"""


QUARTER_COLUMNS = ("subject_type", "code", "points_common", "points_results", "bonus", "penalty", "total")
QUARTERS = """
    CREATE TEMPORARY TABLE rating_quarter (
        subject_type varchar(10) NOT NULL, code varchar(64) NOT NULL, points_common bigint NOT NULL,
        points_results bigint NOT NULL, bonus bigint NOT NULL, penalty bigint NOT NULL, total bigint NOT NULL)"""


class AlreadyRunning(Exception):
    """Another computation of this round is under way."""


class NotComputable(Exception):
    """The round cannot be computed; the message, in Vietnamese, says why and what to do."""


@dataclass(frozen=True, slots=True)
class Report:
    """counts: {level: how many}; digest: SHA-256 over the rating rows in the order of subject codes."""

    counts: dict
    seconds: float
    digest: str
    total: int


class Spool:
    """Rows on their way into a table: a file and one COPY on PostgreSQL, one prepared INSERT on SQLite."""

    def __init__(self, table, columns):
        self.table, self.columns, self.rows = table, columns, []
        self.copies = connection.vendor == "postgresql"
        if self.copies:
            self.file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115 - closed in close()
            weakref.finalize(self, self.file.close)  # also when a run is broken off half way
        else:
            self.cursor = connection.connection.cursor()
            marks = ", ".join("?" for _ in columns)
            self.insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"

    def add(self, row):
        self.rows.append(row)
        if len(self.rows) >= CHUNK:
            self.flush()

    def flush(self):
        if self.copies:
            self.file.writelines(map(copy_line, self.rows))
        else:
            self.cursor.executemany(self.insert, self.rows)
        self.rows.clear()

    def close(self):
        self.flush()
        if not self.copies:
            self.cursor.close()
            return
        self.file.seek(0)
        statement = f"COPY {self.table} ({', '.join(self.columns)}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(statement) as copy, self.file:
            while part := self.file.read(1 << 16):
                copy.write(part)


ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
SPECIAL = re.compile(r"[\\\t\n\r]")


def copy_line(row):
    """One line of COPY's text format; only a text can hold what must be escaped, and hardly any does."""
    parts = ["\\N" if value is None else str(value) for value in row]
    line = "\t".join(parts)
    if SPECIAL.search("".join(value for value in row if type(value) is str)):
        line = "\t".join(
            value.translate(ESCAPES) if type(value) is str else part for value, part in zip(row, parts, strict=True)
        )
    return line + "\n"


def six(micro):
    """Micro units as text with six decimals."""
    sign, micro = ("-", -micro) if micro < 0 else ("", micro)
    return f"{sign}{micro // 1_000_000}.{micro % 1_000_000:06d}"


@lru_cache(maxsize=5000)
def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def detail_of(subject, judgement):
    """Suggestion.detail as JSON text, put together by hand: its values are figures, its names are few and repeat."""
    criteria = [f'{quoted(code)}:"{six(half_up(*value))}"' for code, value in (judgement.points.criteria or {}).items()]
    fields = []
    for field in sorted(subject.fields):
        total, done, reached, weight = subject.fields[field]
        percent = half_up(100_000_000 * reached[0], reached[1] * weight) if weight else 0
        fields.append(f'{quoted(field)}:[{total},{done},"{six(percent)}"]')
    return f'{{"criteria":{{{",".join(criteria)}}},"fields":{{{",".join(fields)}}}}}'


def staged_row(subject, judgement):
    facts, points = subject.facts, judgement.points
    return (
        subject.pk,
        subject.subject_type,
        subject.quota_group,
        subject.code,
        points.common,
        points.results,
        points.bonus,
        points.penalty,
        points.total,
        facts.total,
        facts.done,
        facts.on_time,
        facts.late,
        facts.exceeded,
        facts.failed,
        facts.exceeded * 10**12 // facts.total if facts.total else 0,
        judgement.level,
        ";".join(judgement.reasons),
        detail_of(subject, judgement),
    )


def quarters_of(round, kinds, profiles):
    """[(quarter round, subject types whose profile is the year's)] of the same committee inside the year."""
    rows = EvaluationRound.objects.filter(
        period="quarter", committee=round.committee_id, start__gte=round.start, end__lte=round.end
    ).prefetch_related("round_profiles__profile")
    found = []
    for quarter in rows.order_by("code"):
        codes = {link.subject_type: link.profile.code for link in quarter.round_profiles.all()}
        same = [kind for kind in kinds if codes.get(kind) == profiles[kind].code]
        if same:
            found.append((quarter, same))
    return found


def stage_quarters(round, profiles, assessment=None):
    """Judge the quarters of a year whose points are their means, into rating_quarter; nothing stored is touched.

    Judged anew and not read from what is stored, so that a year does not depend on when its quarters were computed.
    assessment: only the quarters of its subject."""
    kinds = averaged(round, profiles)
    if not kinds:
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS rating_quarter")
        cursor.execute(QUARTERS)
    for quarter, same in quarters_of(round, kinds, profiles):
        rules, bits = profiles_of(quarter)
        spool = Spool("rating_quarter", QUARTER_COLUMNS)
        for subject, judgement in judged_in(quarter, rules, bits, assessment):
            if subject.subject_type in same and judgement.points.total is not None:
                points = judgement.points
                figures = (points.common, points.results, points.bonus, points.penalty, points.total)
                spool.add((subject.subject_type, subject.code, *figures))
        spool.close()


def judged_in(round, profiles, bits, assessment=None):
    """Everybody judged, or only the subject of `assessment` if it is assessed in this round."""
    if assessment is None:
        return judged(round, profiles, bits)
    mine = round.assessments.filter(
        subject_type=assessment.subject_type, appointment=assessment.appointment_id, committee=assessment.committee_id
    )
    return [judged_alone(round, profiles, bits, one) for one in mine]


def judged(round, profiles, bits):
    """Yield (Subject, Judgement), units before those who lead them: an undecided unit's suggestion enters its
    leader's tally as it is made."""
    tally = {}
    for subject in stream(round, profiles, bits):
        for level, number in tally.get(subject.area_id, {}).items():
            subject.facts.units[level] = subject.facts.units.get(level, 0) + number
        judgement = judge(profiles[subject.subject_type], subject.facts)
        if subject.reports_to and judgement.level in ("XS", "TOT", "HT", "KHT"):
            counts = tally.setdefault(subject.reports_to, {})
            counts[judgement.level] = counts.get(judgement.level, 0) + 1
        yield subject, judgement


def tally_of_stored(round, profiles, bits, area_id):
    """What the units of an area add to their leader's tally, from the suggestions stored before the quota."""
    children = Suggestion.objects.filter(
        round=round,
        before_quota__in=("XS", "TOT", "HT", "KHT"),
        assessment__committee__placements__parent=area_id,
        assessment__committee__placements__valid_from__lte=round.end,
        assessment__committee__placements__valid_to__gte=round.end,
    )
    stored = dict(children.values_list("pk", "before_quota"))
    counts = {}
    if stored:
        for unit in stream(round, profiles, bits, only=list(stored)):
            if unit.reports_to:
                counts[stored[unit.pk]] = counts.get(stored[unit.pk], 0) + 1
    return counts


def judged_alone(round, profiles, bits, assessment):
    """(Subject, Judgement) of one assessment: the same path with a filter; its units as the last run left them."""
    stage_quarters(round, profiles, assessment)
    subject = next(stream(round, profiles, bits, only=[assessment.pk]))
    if subject.area_id:
        for level, number in tally_of_stored(round, profiles, bits, subject.area_id).items():
            subject.facts.units[level] = subject.facts.units.get(level, 0) + number
    return subject, judge(profiles[subject.subject_type], subject.facts)


def lock(round):
    """One computation of a round at a time, until the transaction ends."""
    if connection.vendor != "postgresql":
        return  # SQLite: the transaction holds the one write lock already
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_SPACE, round.pk])
        if not cursor.fetchone()[0]:
            raise AlreadyRunning
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute("SET LOCAL jit = off")
        # Right after an import the planner knows nothing of the new rows and would loop over them: hash joins only.
        cursor.execute("SET LOCAL enable_nestloop = off")


def check(round, profiles):
    kinds = set(round.assessments.values_list("subject_type", flat=True).distinct())
    if missing := kinds - set(profiles):
        raise NotComputable(f"Đợt {round.code} chưa có bộ quy tắc cho đối tượng: {', '.join(sorted(missing))}.")
    if any(profile.quarter_to_year == "weighted" for profile in profiles.values()):
        raise NotComputable("Bộ quy tắc lấy trung bình quý có trọng số nhưng chưa có trọng số từng quý.")


GROUPS = """
    SELECT subject_type, quota_group,
        SUM(CASE WHEN before_quota = 'XS' THEN 1 ELSE 0 END), SUM(CASE WHEN before_quota = 'TOT' THEN 1 ELSE 0 END),
        SUM(CASE WHEN before_quota IN ('XS', 'TOT', 'HT', 'KHT') THEN 1 ELSE 0 END)
    FROM rating_stage GROUP BY subject_type, quota_group ORDER BY subject_type, quota_group {bytewise}"""
CANDIDATES = """
    SELECT subject_type, quota_group, assessment_id, COALESCE(total, 0), exceeded_key, COALESCE(points_results, 0)
    FROM rating_stage WHERE before_quota = 'XS'
    ORDER BY subject_type, quota_group {bytewise}, COALESCE(total, 0) DESC, exceeded_key DESC,
        COALESCE(points_results, 0) DESC, assessment_id"""


def vendor_sql(sql):
    """Text compared byte by byte on both databases; JSON where the column wants it."""
    postgres = connection.vendor == "postgresql"
    return sql.format(
        bytewise='COLLATE "C"' if postgres else "COLLATE BINARY",
        detail="CAST(s.detail AS jsonb)" if postgres else "s.detail",
    )


def candidates_by_group(cursor):
    """Yield ((subject type, group), iterator of (id, key)) in the order of GROUPS."""
    while rows := cursor.fetchmany(CHUNK):
        for kind, group, pk, *key in rows:
            yield (kind, group), pk, tuple(key)


def apply_quota(round, profiles):
    """Decide who keeps XS in each group; writes rating_turned and QuotaGroup."""
    with connection.cursor() as cursor:
        cursor.execute(vendor_sql(GROUPS))
        groups = [(row[0], row[1], *(int(value) for value in row[2:])) for row in cursor.fetchall()]
        cursor.execute(TURNED)
    waiting = {}
    spool, rows = Spool("rating_turned", ("assessment_id", "level", "reason")), []
    with connection.chunked_cursor() as cursor:
        cursor.execute(vendor_sql(CANDIDATES))
        following = candidates_by_group(cursor)
        for kind, group, candidates, good, rated in groups:
            profile, most, kept = profiles[kind], None, candidates
            if profile.quota_percent is not None:
                most = quota.cap(
                    profile.quota_basis, profile.quota_percent, candidates=candidates, good=good, rated=rated
                )
                kept -= turn_down(spool, most, taken(following, waiting, (kind, group)))
            else:
                for _ in taken(following, waiting, (kind, group)):
                    pass
            rows.append(
                QuotaGroup(
                    round=round,
                    subject_type=kind,
                    quota_group=group,
                    rated=rated,
                    candidates=candidates,
                    good=good,
                    cap=most,
                    kept=kept,
                )
            )
    spool.close()
    QuotaGroup.objects.filter(round=round).delete()
    QuotaGroup.objects.bulk_create(rows, batch_size=None if connection.vendor == "postgresql" else 100)


def taken(following, waiting, group):
    """Yield (id, key) of one group from the running cursor; the first row of the next waits its turn."""
    if group in waiting:
        yield waiting.pop(group)
    elif waiting:
        return
    for key, pk, rank in following:
        if key != group:
            waiting[key] = (pk, rank)
            return
        yield pk, rank


def turn_down(spool, most, candidates):
    count = 0
    for row in quota.turned_down(most, candidates):
        spool.add(row)
        count += 1
    return count


PUBLISH = """
    INSERT INTO scoring_suggestion (
        assessment_id, round_id, subject_type, quota_group, points_common, points_results, bonus, penalty, total,
        tasks_total, done, on_time, late, exceeded, failed, exceeded_key, before_quota, level, reasons,
        rank_in_group, rank_overall, position, detail)
    SELECT s.assessment_id, %s, s.subject_type, s.quota_group, s.points_common, s.points_results, s.bonus, s.penalty,
        s.total, s.tasks_total, s.done, s.on_time, s.late, s.exceeded, s.failed, s.exceeded_key, s.before_quota,
        COALESCE(t.level, s.before_quota),
        CASE WHEN t.reason IS NULL THEN s.reasons WHEN s.reasons = '' THEN t.reason
             ELSE s.reasons || ';' || t.reason END,
        CASE WHEN s.total IS NOT NULL THEN RANK() OVER (
            PARTITION BY s.subject_type, CASE WHEN s.total IS NULL THEN 1 ELSE 0 END, s.quota_group
            ORDER BY s.total DESC, s.exceeded_key DESC, s.points_results DESC) END,
        CASE WHEN s.total IS NOT NULL THEN RANK() OVER (
            PARTITION BY s.subject_type, CASE WHEN s.total IS NULL THEN 1 ELSE 0 END
            ORDER BY s.total DESC, s.exceeded_key DESC, s.points_results DESC) END,
        ROW_NUMBER() OVER (
            PARTITION BY s.subject_type
            ORDER BY CASE WHEN s.total IS NULL THEN 1 ELSE 0 END, s.total DESC,
                CASE WHEN s.total IS NULL THEN CASE s.before_quota WHEN 'XS' THEN 1 WHEN 'TOT' THEN 2 WHEN 'HT' THEN 3
                    WHEN 'KHT' THEN 4 WHEN 'UNDECIDED' THEN 5 ELSE 6 END ELSE 0 END,
                s.exceeded_key DESC, s.points_results DESC, s.code {bytewise}),
        {detail}
    FROM rating_stage s LEFT JOIN rating_turned t ON t.assessment_id = s.assessment_id"""

# A line of text for each rating, the same on both databases: what the digest is taken over.
LINE = " || '|' || ".join(
    f"COALESCE(CAST(g.{name} AS text), '')"
    for name in (
        *("subject_type", "quota_group", "level", "reasons", "points_common", "points_results", "bonus", "penalty"),
        *("total", "tasks_total", "done", "on_time", "late", "exceeded", "failed", "rank_in_group", "rank_overall"),
    )
)
RATINGS = f"""
    SELECT g.level, s.code || '|' || {LINE}
    FROM scoring_suggestion g JOIN rating_stage s ON s.assessment_id = g.assessment_id
    WHERE g.round_id = %s ORDER BY s.code {{bytewise}}, g.subject_type"""


def publish(round):
    """Replace the round's suggestions by the staged ones. Returns ({level: count}, digest)."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Suggestion._meta.db_table} WHERE round_id = %s", [round.pk])
        cursor.execute(vendor_sql(PUBLISH), [round.pk])
    counts, digest = {}, hashlib.sha256()
    with connection.chunked_cursor() as cursor:
        cursor.execute(vendor_sql(RATINGS), [round.pk])
        while rows := cursor.fetchmany(CHUNK):
            for level, line in rows:
                counts[level] = counts.get(level, 0) + 1
                digest.update(f"{line}\n".encode())
    return counts, digest.hexdigest()


def clear_stage():
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS rating_stage")
        cursor.execute("DROP TABLE IF EXISTS rating_turned")
        cursor.execute("DROP TABLE IF EXISTS rating_quarter")


def rate_steps(round, *, actor="", dry_run=False):
    """Compute a round, yielding (done, total) on the way; returns the Report.

    actor: a User or a word for the ledger. Side effects: Suggestion and QuotaGroup of the round replaced, one
    RatingRun and one ledger line added; with dry_run all is rolled back. Raises AlreadyRunning, NotComputable."""
    started = time.monotonic()
    try:
        with transaction.atomic():
            lock(round)
            clear_stage()
            profiles, bits = profiles_of(round)
            check(round, profiles)
            total = round.assessments.count()
            stage_quarters(round, profiles)
            with connection.cursor() as cursor:
                cursor.execute(STAGE)
            spool = Spool("rating_stage", COLUMNS)
            yield 0, total
            for done, (subject, judgement) in enumerate(judged(round, profiles, bits), start=1):
                spool.add(staged_row(subject, judgement))
                if done % CHUNK == 0:
                    yield done, total
            spool.close()
            apply_quota(round, profiles)
            counts, digest = publish(round)
            clear_stage()
            yield total, total
            report = Report(counts, round_seconds(started), digest, total)
            if dry_run:
                transaction.set_rollback(True)
            else:
                remember(round, report, actor)
    except OperationalError as error:
        if "locked" in str(error):
            raise AlreadyRunning from error
        raise
    return report


RESTAGE = """
    INSERT INTO rating_stage ({columns})
    SELECT g.assessment_id, g.subject_type, g.quota_group, COALESCE(p.code, c.code), g.points_common, g.points_results,
        g.bonus, g.penalty, g.total, g.tasks_total, g.done, g.on_time, g.late, g.exceeded, g.failed, g.exceeded_key,
        g.before_quota,
        CASE WHEN g.level = g.before_quota THEN g.reasons
             WHEN g.reasons IN ('quota', 'quota_tie') THEN ''
             WHEN g.level = 'TOT' THEN substr(g.reasons, 1, length(g.reasons) - 6)
             ELSE substr(g.reasons, 1, length(g.reasons) - 10) END,
        CAST(g.detail AS text)
    FROM scoring_suggestion g JOIN scoring_assessment a ON a.id = g.assessment_id
    LEFT JOIN cadre_appointment p ON p.id = a.appointment_id LEFT JOIN cadre_committee c ON c.id = a.committee_id
    WHERE g.round_id = %s AND g.assessment_id <> %s"""


def rate_one(assessment, *, actor=""):
    """Recompute one assessment of a computed round; ranks and quota of the round follow. The row equals that of a
    full run as long as the units it leads are computed. Side effects as rate_steps, with a ledger line `rate_one`."""
    round = assessment.round
    with transaction.atomic():
        lock(round)
        clear_stage()
        profiles, bits = profiles_of(round)
        check(round, profiles)
        with connection.cursor() as cursor:
            cursor.execute(STAGE)
            cursor.execute(RESTAGE.format(columns=", ".join(COLUMNS)), [round.pk, assessment.pk])
        spool = Spool("rating_stage", COLUMNS)
        spool.add(staged_row(*judged_alone(round, profiles, bits, assessment)))
        spool.close()
        apply_quota(round, profiles)
        counts, digest = publish(round)
        clear_stage()
        ledger.record("rate_one", f"assessment:{assessment.pk}", actor=actor, counts=counts, digest=digest)
    return Suggestion.objects.get(pk=assessment.pk)


def round_seconds(started):
    return int((time.monotonic() - started) * 1000) / 1000


def remember(round, report, actor):
    RatingRun.objects.create(
        round=round,
        computed_at=timezone.now(),
        computed_by=getattr(actor, "username", actor) or "manage.py",
        seconds=f"{report.seconds:.3f}",
        counts=report.counts,
        digest=report.digest,
    )
    ledger.record(
        "rate", f"round:{round.code}", actor=actor, total=report.total, counts=report.counts, digest=report.digest
    )


def rate(round, *, actor="", dry_run=False, on_progress=None):
    """Compute a round to its end (see rate_steps). on_progress(done, total) is called on the way."""
    steps = rate_steps(round, actor=actor, dry_run=dry_run)
    while True:
        try:
            done, total = next(steps)
        except StopIteration as stop:
            return stop.value
        if on_progress:
            on_progress(done, total)
