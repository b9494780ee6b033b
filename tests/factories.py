"""Rows for tests: plain functions, real rows, sensible defaults; every keyword of the model may be given.

    huyen = make_committee("Huyện ủy Bình Sơn", level="district", parent=tinh)
    post = make_appointment(committee=huyen, title="Bí thư Huyện ủy", is_head=True)
    task = make_task("Sắp xếp 12 trường học", owner=post, due="2024-11-30")
    hồ_sơ = make_assessment(make_round(committee=tinh, year=2024), post)

Codes are made when none is given. Committees are placed in the tree and assessments in it as they are made."""

import datetime as dt
from itertools import count

from cadre import tree
from cadre.accounts import Actor
from cadre.models import Appointment, Cadre, Committee, Document, Grant, ParentLink, Position, Succession, User
from scoring.enums import CriterionGroup, Scale, Source, Stage, SubjectType
from scoring.models import (
    Assessment,
    Criterion,
    EvaluationRound,
    ProfileRole,
    QuotaGroup,
    RatingRun,
    RoundProfile,
    RuleProfile,
    ScoreLine,
    ScoreSheet,
    Suggestion,
)
from scoring.services import place_assessments
from tasks.models import BreakthroughTask, Campaign, Indicator, Milestone, ProgressReport
from tasks.services import place_tasks

PASSWORD = "thử nghiệm 2024"
_numbers = count(1)


def _code(prefix):
    return f"{prefix}-{next(_numbers):04d}"


def _date(value):
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


# ---- who --------------------------------------------------------------------------------------------------


def make_user(username="", *, password=PASSWORD, **fields):
    return User.objects.create_user(username or _code("nguoi").lower(), password=password, **fields)


def make_committee(name="", *, parent=None, level="district", kind="Đảng bộ", **fields):
    """A committee, under `parent` for its whole life if one is given, and the tree rebuilt."""
    code = fields.pop("code", "") or _code("TT")
    dates = {key: _date(fields.pop(key, None)) for key in ("valid_from", "valid_to")}
    committee = Committee.objects.create(
        code=code, name=name or f"Đảng bộ {code}", level=level, kind=kind, **dates, **fields
    )
    if parent:
        make_parent(committee, parent, **dates)
    tree.rebuild()
    return committee


def make_parent(committee, parent, *, valid_from=None, valid_to=None):
    """A dated parent of the committee; the tree is rebuilt."""
    link = ParentLink.objects.create(
        committee=committee, parent=parent, valid_from=_date(valid_from), valid_to=_date(valid_to)
    )
    tree.rebuild()
    return link


def make_succession(predecessor, successor, *, kind="merge", date="2025-07-01", **fields):
    return Succession.objects.create(
        predecessor=predecessor, successor=successor, kind=kind, date=_date(date), **fields
    )


def make_cadre(full_name="", *, user=None, **fields):
    code = fields.pop("code", "") or _code("CB")
    return Cadre.objects.create(code=code, full_name=full_name or f"Cán bộ {code}", user=user, **fields)


def make_appointment(cadre=None, *, committee=None, title="", subject_type="leader", start="2020-01-01", **fields):
    code = fields.pop("code", "") or _code("CV")
    return Appointment.objects.create(
        code=code,
        cadre=cadre or make_cadre(),
        committee=committee or make_committee(),
        title=title or f"Chức danh {code}",
        subject_type=subject_type,
        start=_date(start),
        end=_date(fields.pop("end", None)),
        **fields,
    )


def grant(user, role, committee, *, valid_from="2019-01-01", valid_to=None):
    return Grant.objects.create(
        user=user, role=role, committee=committee, valid_from=_date(valid_from), valid_to=_date(valid_to)
    )


def make_position(name="", **fields):
    code = fields.pop("code", "") or _code("CD")
    return Position.objects.create(code=code, name=name or f"Chức danh {code}", **fields)


def as_actor(user, acting_as=""):
    """The user as who acts in a service; the words of a role default to the user's name."""
    return Actor(user, acting_as or user.get_full_name() or user.username)


def make_document(committee, *, by, number="", issued_on="2024-01-15", issuer="Ban Thường vụ Tỉnh ủy", **fields):
    return Document.objects.create(
        committee=committee,
        number=number or f"{next(_numbers)}-QĐ/TU",
        issued_on=_date(issued_on),
        issuer=issuer,
        recorded_at=dt.datetime(2024, 1, 15, 2, 0, tzinfo=dt.UTC),
        recorded_by=by,
        **fields,
    )


# ---- what -------------------------------------------------------------------------------------------------


def make_campaign(name="", *, committee=None, year=2024, by=None, state="open", positions=(), posts=(), **fields):
    """A campaign of a year, registering from January to March of it unless said otherwise."""
    code = fields.pop("code", "") or _code("DOT")
    dates = {
        "start": f"{year}-01-01",
        "end": f"{year}-12-31",
        "opens_on": f"{year}-01-02",
        "closes_on": f"{year}-03-31",
    }
    dates = {name: _date(fields.pop(name, value)) for name, value in dates.items()}
    campaign = Campaign.objects.create(
        code=code,
        name=name or f"Giao việc đột phá, đổi mới năm {year}",
        year=year,
        committee=committee or make_committee(),
        state=state,
        created_at=dt.datetime(year, 1, 1, 2, 0, tzinfo=dt.UTC),
        created_by=by or make_user(),
        **dates,
        **fields,
    )
    campaign.positions.set(positions)
    campaign.posts.set(posts)
    return campaign


def make_task(title="", *, owner=None, owners=(), due="2024-11-30", state="in_progress", assigned_by=None, **fields):
    """A task of the year of its due date, given by the owner's committee unless `assigned_by` says otherwise."""
    code = fields.pop("code", "") or _code("NV")
    due = _date(due)
    for key in ("start", "original_due", "finished_on", "accepted_on"):
        fields[key] = _date(fields.get(key))
    owners = [*owners, *([owner] if owner else [])]
    if assigned_by is None:
        assigned_by = owners[0].committee if owners else fields.get("owner_committee") or make_committee()
    task = BreakthroughTask.objects.create(
        code=code,
        year=fields.pop("year", due.year),
        kind=fields.pop("kind", "dot_pha"),
        field=fields.pop("field", "Xây dựng Đảng"),
        title=title or f"Việc {code}",
        assigned_by=assigned_by,
        due=due,
        state=state,
        **fields,
    )
    task.owners.set(owners)
    place_tasks()
    return task


def make_done_task(title="", *, due="2024-11-30", finished_on=None, accepted_on=None, **fields):
    """An accepted task, finished on its due date unless said otherwise."""
    finished_on = finished_on or due
    return make_task(
        title, due=due, state="accepted", finished_on=finished_on, accepted_on=accepted_on or finished_on, **fields
    )


def make_indicator(task, name="Số đơn vị hoàn thành", *, comparator="gte", target_min=10, **fields):
    return Indicator.objects.create(task=task, name=name, comparator=comparator, target_min=target_min, **fields)


def make_milestone(task, title="Mốc giữa kỳ", *, due="2024-06-30", **fields):
    for key in ("finished_on", "accepted_on"):
        fields[key] = _date(fields.get(key))
    return Milestone.objects.create(task=task, title=title, due=_date(due), **fields)


def make_report(task, *, period_end="2024-06-30", percent=50, state="verified", submitted_on=None, **fields):
    return ProgressReport.objects.create(
        task=task,
        period_end=_date(period_end),
        percent=percent,
        state=state,
        submitted_on=_date(submitted_on or period_end),
        **fields,
    )


# ---- how well ---------------------------------------------------------------------------------------------


def make_profile(subject_type="leader", *, criteria=True, roles=(("council", 1, False),), **fields):
    """Quy định 366 in its plainest form: bands 90/70/50, quota 20 % of good, two scored criteria (30 and 70)."""
    code = fields.pop("code", "") or _code(f"QT-{subject_type}")
    settings = {
        "name": f"Quy định 366 – {SubjectType(subject_type).label}",
        "regime": "366",
        "scale": Scale.POINTS,
        "band_xs": 90,
        "band_tot": 70,
        "band_ht": 50,
        "xs_exceeded_min": "0.3",
        "ht_late_max": "0.2",
        "quota_percent": 20,
        "result_formula": "task_mean",
        **fields,
    }
    profile = RuleProfile.objects.create(code=code, subject_type=subject_type, **settings)
    for role, weight, required in roles:
        ProfileRole.objects.create(profile=profile, role=role, weight=weight, required=required)
    if criteria:
        make_criterion(profile, "TC1", group=CriterionGroup.COMMON, max_points=30)
        make_criterion(profile, "TC2", group=CriterionGroup.RESULTS, max_points=70)
    return profile


def make_criterion(profile, code="", *, group="II", max_points=10, source=Source.MANUAL, **fields):
    code = code or _code("TC")
    order = fields.pop("order", profile.criteria.count() + 1)
    return Criterion.objects.create(
        profile=profile,
        code=code,
        group=group,
        order=order,
        name=fields.pop("name", f"Tiêu chí {code}"),
        max_points=max_points,
        source=source,
        **fields,
    )


def make_round(*, committee=None, year=2024, profiles=None, **fields):
    """A year round with one plain profile for each subject type unless `profiles` names others."""
    dates = {
        key: _date(fields.pop(key, default))
        for key, default in (("start", f"{year}-01-01"), ("end", f"{year}-12-31"), ("cutoff", f"{year}-12-31"))
    }
    found = EvaluationRound.objects.create(
        code=fields.pop("code", "") or _code(f"DG{year}"),
        committee=committee or make_committee(level="province"),
        period=fields.pop("period", "year"),
        **dates,
        **fields,
    )
    for profile in [make_profile(kind) for kind in SubjectType.values] if profiles is None else profiles:
        RoundProfile.objects.create(round=found, profile=profile, subject_type=profile.subject_type)
    return found


def make_assessment(round, subject, *, quota_group="", decided_level="", subject_type=""):
    """One subject (an Appointment or a Committee) in the round, placed in the tree of the round's end date."""
    of_post = isinstance(subject, Appointment)
    unit = subject.committee if of_post else subject
    assessment = Assessment.objects.create(
        round=round,
        subject_type=subject_type or (subject.subject_type if of_post else SubjectType.COLLECTIVE),
        appointment=subject if of_post else None,
        committee=None if of_post else subject,
        unit=unit,
        quota_group=quota_group,
        decided_level=decided_level,
    )
    place_assessments([round.pk])
    assessment.refresh_from_db()
    return assessment


def make_sheet(assessment, values, *, role="council", stage=Stage.REVIEW, assessor_code=""):
    """A sheet with points by criterion code: make_sheet(hồ_sơ, {"TC1": 28, "TC2": "65.5"})."""
    sheet = ScoreSheet.objects.create(assessment=assessment, stage=stage, role=role, assessor_code=assessor_code)
    profile = assessment.round.round_profiles.get(subject_type=assessment.subject_type).profile
    criteria = {criterion.code: criterion for criterion in profile.criteria.all()}
    ScoreLine.objects.bulk_create(
        [ScoreLine(sheet=sheet, criterion=criteria[code], value=value) for code, value in values.items()]
    )
    return sheet


def make_suggestion(assessment, level="TOT", *, position=1, total=None, **fields):
    """A computed suggestion as `compute` would leave it, for pages that show results without computing them."""
    counts = {"tasks_total": 4, "done": 4, "on_time": 4, "late": 0, "exceeded": 1, "failed": 0}
    return Suggestion.objects.create(
        assessment=assessment,
        round=assessment.round,
        subject_type=assessment.subject_type,
        quota_group=fields.pop("quota_group", assessment.quota_group),
        total=total,
        level=level,
        before_quota=fields.pop("before_quota", level),
        position=position,
        **{name: fields.pop(name, value) for name, value in counts.items()},
        **fields,
    )


def make_run(round, **fields):
    return RatingRun.objects.create(
        round=round,
        computed_at=fields.pop("computed_at", dt.datetime(2025, 1, 5, 9, 30, tzinfo=dt.UTC)),
        computed_by=fields.pop("computed_by", "thu-nghiem"),
        seconds=fields.pop("seconds", "0.125"),
        digest=fields.pop("digest", "0" * 64),
        **fields,
    )


def make_quota_group(round, subject_type="leader", *, quota_group="", rated=1, candidates=0, good=1, cap=0, kept=0):
    return QuotaGroup.objects.create(
        round=round,
        subject_type=subject_type,
        quota_group=quota_group,
        rated=rated,
        candidates=candidates,
        good=good,
        cap=cap,
        kept=kept,
    )
