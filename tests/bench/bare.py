"""Yardsticks of the rating run: the bare set-based SQL with the same sums and writes, and the plain ORM loop."""

from fractions import Fraction

from django.db import connection

from scoring.compute import detail_of, six
from scoring.engine.facts import Facts
from scoring.engine.rating import judge
from scoring.engine.work import Assignment, evaluate
from scoring.facts import Subject
from scoring.models import Assessment, Suggestion
from scoring.rules import profiles_of
from tasks.achievement import task_achievement
from tests.bench.data import CUTOFF, END, START

TABLE = "CREATE TABLE IF NOT EXISTS bench_bare (LIKE scoring_suggestion INCLUDING ALL)"
BARE = f"""
INSERT INTO bench_bare (
    assessment_id, round_id, subject_type, quota_group, points_common, points_results, bonus, penalty, total,
    tasks_total, done, on_time, late, exceeded, failed, exceeded_key, before_quota, level, reasons, rank_in_group,
    rank_overall, position, detail)
WITH criterion AS (
    SELECT m.assessment_id, m.criterion_id, SUM(w.weight * (m.value / m.sheets)) / SUM(w.weight) AS points
    FROM (SELECT sh.assessment_id, l.criterion_id, sh.role, SUM(l.value) AS value, COUNT(*) AS sheets
          FROM scoring_scoresheet sh JOIN scoring_scoreline l ON l.sheet_id = sh.id WHERE sh.stage = 'review'
          GROUP BY sh.assessment_id, l.criterion_id, sh.role) m
    JOIN scoring_profilerole w ON w.role = m.role GROUP BY m.assessment_id, m.criterion_id),
sheet AS (
    SELECT p.assessment_id, SUM(CASE WHEN c."group" = 'I' THEN p.points ELSE 0 END) AS common,
        SUM(CASE WHEN c."group" = 'II' AND c.source <> 'tasks' THEN p.points ELSE 0 END) AS manual,
        jsonb_object_agg(c.code, p.points) AS detail
    FROM criterion p JOIN scoring_criterion c ON c.id = p.criterion_id GROUP BY p.assessment_id),
indicator AS (
    SELECT i.task_id, LEAST(SUM(i.weight * LEAST(i.result * 1000000 / i.target_min, 1000000) / 1000000) * 1000000
        / SUM(i.weight), 1000000) AS n FROM tasks_indicator i WHERE i.result IS NOT NULL GROUP BY i.task_id),
work AS (
    SELECT o.appointment_id, t.field, CASE t.importance WHEN 'dot_pha' THEN 2 ELSE 1 END AS k,
        CASE WHEN t.accepted_on <= '{CUTOFF}' THEN 1 ELSE 0 END AS done,
        CASE WHEN t.accepted_on <= '{CUTOFF}' AND t.finished_on <= t.due THEN 1 ELSE 0 END AS on_time,
        CASE WHEN t.finished_on > t.due OR (t.accepted_on IS NULL AND t.due <= '{CUTOFF}') THEN 1 ELSE 0 END AS late,
        CASE WHEN t.accepted_on <= '{CUTOFF}' AND t.exceeded THEN 1 ELSE 0 END AS exceeded,
        LEAST(1000000, 0.4 * COALESCE(i.n, CASE WHEN t.accepted_on IS NULL THEN 0 ELSE 1000000 END)
            + CASE WHEN t.accepted_on IS NULL THEN 0 ELSE 0.4 * COALESCE(t.quality_percent, 100000000) / 100 END
            + 0.2 * CASE WHEN t.accepted_on IS NULL THEN 0 WHEN t.finished_on - t.due <= 0 THEN 1000000
                WHEN t.finished_on - t.due <= 3 THEN 800000 WHEN t.finished_on - t.due <= 5 THEN 600000 ELSE 0 END) AS p
    FROM tasks_taskowner o JOIN tasks_breakthroughtask t ON t.id = o.task_id LEFT JOIN indicator i ON i.task_id = t.id
    WHERE t.state IN ('approved', 'in_progress', 'awaiting_recognition', 'accepted', 'not_completed', 'carried_over')
      AND t.due BETWEEN '{START}' AND '{END}'),
fact AS (
    SELECT appointment_id, COUNT(*) AS total, SUM(done) AS done, SUM(on_time) AS on_time, SUM(late) AS late,
        SUM(exceeded) AS exceeded, SUM(1 - done) AS failed, SUM(k * p) / SUM(k) AS share,
        string_agg(field || ' ' || p, ';') AS fields
    FROM work GROUP BY appointment_id),
scored AS (
    SELECT a.id, a.round_id, a.subject_type, p.quota_group, s.common, s.manual + f.share * 40 AS results,
        s.common + s.manual + f.share * 40 AS points, f.total, f.done, f.on_time, f.late, f.exceeded, f.failed,
        s.detail || jsonb_build_object('fields', f.fields) AS sheet
    FROM scoring_assessment a JOIN cadre_appointment p ON p.id = a.appointment_id
    JOIN sheet s ON s.assessment_id = a.id JOIN fact f ON f.appointment_id = a.appointment_id),
levelled AS (
    SELECT *, CASE
        WHEN done < 0.7 * total OR points < 50000000 THEN 'KHT'
        WHEN points >= 90000000 AND done = total AND late = 0 AND exceeded >= 0.3 * total THEN 'XS'
        WHEN points >= 70000000 AND done = total AND late = 0 THEN 'TOT'
        WHEN done = total AND late <= 0.2 * total THEN 'HT' ELSE 'UNDECIDED' END AS level
    FROM scored),
counted AS (
    SELECT quota_group, FLOOR(20 * COUNT(*) FILTER (WHERE level IN ('XS', 'TOT')) / 120.0) AS cap
    FROM levelled GROUP BY quota_group)
SELECT id, round_id, subject_type, l.quota_group, common::bigint, results::bigint, 0, 0, points::bigint, total, done,
    on_time, late, exceeded, failed, exceeded * 1000000000000 / total, level,
    CASE WHEN level = 'XS' AND ROW_NUMBER() OVER (PARTITION BY l.quota_group, level ORDER BY points DESC) > c.cap
         THEN 'TOT' ELSE level END,
    CASE WHEN late > 0 THEN 'late' ELSE '' END || CASE WHEN done < total THEN ';done_share' ELSE '' END,
    RANK() OVER (PARTITION BY l.quota_group ORDER BY points DESC, exceeded DESC, results DESC),
    RANK() OVER (ORDER BY points DESC, exceeded DESC, results DESC),
    ROW_NUMBER() OVER (ORDER BY points DESC, exceeded DESC, results DESC, id), sheet
FROM levelled l JOIN counted c ON c.quota_group = l.quota_group ORDER BY id"""


def bare_run():
    """Run the bare statement once into its own table (made anew, with the same indexes as ours)."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.execute("DELETE FROM bench_bare")
        cursor.execute(BARE)
        return cursor.rowcount


def facts_by_hand(assessment, profile):
    """Everything of one assessment row by row, as an ORM loop would: a query for each thing it meets."""
    facts, fields = Facts(), {}
    for owner in assessment.appointment.task_owners.all():
        task = owner.task
        if not START <= task.due <= END:
            continue
        done = task.state == "accepted" and task.accepted_on <= CUTOFF
        finished = task.finished_on or task.accepted_on
        late = (done and finished > task.due) or (not done and task.due <= CUTOFF)
        facts.total += 1
        facts.done += done
        facts.on_time += bool(done and finished <= task.due)
        facts.late += late
        facts.exceeded += bool(done and task.exceeded)
        facts.failed += not done and task.due <= CUTOFF
        readings = [
            (i.comparator, i.baseline, i.target_min, i.target_max, i.result, i.weight) for i in task.indicators.all()
        ]
        reports = [r for r in task.reports.all() if r.state == "verified" and r.period_end <= CUTOFF]
        n = task_achievement(readings, 1) if readings else None
        if n is None:
            n = Fraction(1 if done else 0) if done or not reports else Fraction(reports[-1].percent) / 100
        work = evaluate(
            profile,
            Assignment(
                done=done,
                excused=task.excused,
                achieved=n,
                quality=None if task.quality_percent is None else int(task.quality_percent * 1_000_000),
                due=task.due if done and late else None,
                finished=finished if done and late else None,
                importance=task.importance,
            ),
        )
        facts.works.append((0, work))
        fields[task.field] = (1, 0, (0, 1), 0)
    for sheet in assessment.sheets.all():
        for line in sheet.lines.all():
            role = facts.marks.setdefault(line.criterion.pk, {})
            value, sheets = role.get(sheet.role, (0, 0))
            role[sheet.role] = (value + int(line.value * 1_000_000), sheets + 1)
    return facts, fields


def orm_loop(round):
    """The plain loop: one assessment, one task, one mark at a time; save() each. Levels before the quota."""
    profiles, _ = profiles_of(round)
    levels = {}
    for position, assessment in enumerate(Assessment.objects.filter(round=round).order_by("pk"), start=1):
        facts, fields = facts_by_hand(assessment, profiles[assessment.subject_type])
        judgement = judge(profiles[assessment.subject_type], facts)
        subject = Subject(assessment.pk, assessment.subject_type, "", "", None, None, facts, fields)
        points = judgement.points
        Suggestion(
            assessment=assessment,
            round=round,
            subject_type=assessment.subject_type,
            quota_group=assessment.appointment.quota_group,
            points_common=points.common and six(points.common),
            points_results=points.results and six(points.results),
            bonus=0,
            penalty=0,
            total=points.total and six(points.total),
            tasks_total=facts.total,
            done=facts.done,
            on_time=facts.on_time,
            late=facts.late,
            exceeded=facts.exceeded,
            failed=facts.failed,
            before_quota=judgement.level,
            level=judgement.level,
            reasons=";".join(judgement.reasons),
            position=position,
            detail={"text": detail_of(subject, judgement)},
        ).save()
        levels[assessment.pk] = judgement.level
    return levels
