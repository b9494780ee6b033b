"""What no source gives: sheets, points and most tasks, drawn from hashes and marked by codes beginning "MP-".

Which committee falls into which case is decided by a hash of its code and says nothing about the real place."""

import datetime as dt
from dataclasses import dataclass, replace

from config.demo.people import NEW_AGENCIES, NEW_BODIES, OLD_AGENCIES, SPECIALISTS, VP_DISTRICTS, old_commune
from config.demo.tables import draw
from config.demo.works import COUNTRYSIDE, DEFENCE, DIGITAL, FIELDS, HINDRANCES, INVESTMENT, OLD, OWN, STAFF, WORKS

COMMUNE_GROUP = "Đảng bộ xã, phường"
AGENCY_GROUP = "Ban, sở, ngành cấp tỉnh"
BODY_GROUP = "Đảng bộ trực thuộc khác"
OLD_DISTRICT_GROUP = "Đảng bộ huyện, thành phố, trực thuộc"
OLD_COMMUNE_GROUP = "Đảng bộ xã đăng ký nông thôn mới"


@dataclass(frozen=True)
class Pattern:
    """How one subject of a year behaves; ranges in percent, drawn per task or criterion.

    left: states of tasks not accepted, taken from the end of the list; late: accepted after the deadline;
    level: what the rules should say of it, before the quota."""

    manual: tuple = (74, 86)
    quality: tuple = (72, 90)
    result: tuple = (84, 102)
    exceeded: int = 1
    late: int = 0
    excused: int = 0
    left: tuple = ()
    tasks: int | None = None  # None: one for each field
    level: str = "TOT"
    head: str = ""  # the head's own case, where it is not that of the collective


TOT = Pattern()
XS = Pattern(manual=(90, 97), quality=(84, 97), result=(98, 112), exceeded=3, level="XS")
HT = Pattern(manual=(58, 70), quality=(60, 76), result=(58, 88), exceeded=0, late=1, level="HT")
WEAK = Pattern(manual=(34, 44), quality=(30, 42), result=(20, 45), exceeded=0, level="KHT")
PATTERNS = {
    "tot": TOT,
    "xs": XS,
    "xs_weak_head": replace(XS, head="weaker"),
    "short_exceeded": replace(XS, exceeded=1, level="TOT"),
    "short_remedy": replace(XS, level="TOT"),
    "discipline_other": replace(XS, level="TOT"),
    "late90": replace(XS, late=1, level="HT"),
    "ht": HT,
    "late30": replace(TOT, tasks=10, late=3, level="UNDECIDED"),
    "open_one": replace(TOT, left=("in_progress",), level="UNDECIDED"),
    "awaiting": replace(XS, left=("awaiting_recognition",), level="UNDECIDED"),
    "carried": replace(TOT, left=("carried_over",), level="UNDECIDED"),
    "band": replace(WEAK, left=("not_completed",), level="KHT"),
    "c4": replace(HT, late=0, left=("not_completed", "not_completed", "in_progress"), level="KHT"),
    "c4_before": replace(HT, late=0, left=("carried_over", "not_completed", "not_completed"), level="KHT"),
    "c4_excused": replace(TOT, left=("not_completed", "not_completed", "carried_over"), level="UNDECIDED"),
    "c2": replace(TOT, level="KHT"),
    "c2_excused": TOT,
    "missing": replace(TOT, level="INCOMPLETE"),
    "no_tasks": replace(XS, tasks=0, level="TOT"),
    "five_all": HT,
    "five_one": TOT,
    "excused": replace(TOT, late=1, excused=1),
    "votes": replace(TOT, head="votes"),
    "head_missing": replace(TOT, head="missing"),
}
# The cases of a year from the best to the poorest; the places between the two parts are "tot".
COMMUNES_2026 = (
    (
        *(["xs"] * 10 + ["xs_weak_head"] * 4 + ["short_exceeded"] * 4 + ["xs"] * 8 + ["short_remedy"] * 3),
        *("discipline_other", "no_tasks", "late90", "late90", "awaiting", "awaiting"),
    ),
    (
        *("excused", "votes", "c2_excused", "five_one", "open_one", "head_missing", "c2", "excused", "carried"),
        *("missing", "open_one", "late30", "open_one", "carried", "c4_excused", "ht", "ht", "five_all"),
        *(["ht"] * 7 + ["c4"] * 2 + ["band"] * 2),
    ),
)
AGENCIES_2026 = (
    (*["xs"] * 6, "short_exceeded", "short_exceeded", "no_tasks", "short_remedy", "late90"),
    ("open_one", "ht", "ht", "c4"),
)
COMMUNES_2025 = (("xs",) * 14, ("ht",) * 12 + ("c4_before",) * 3)
AGENCIES_2025 = (("xs",) * 3, ("ht",) * 3)
# (manual, quality) of the six best agencies: two are the same, so the quota of their group ends in a tie.
BEST = ((98, 98), (97, 97), (96, 95), (94, 93), (94, 93), (91, 90))
FIELD_SHIFT = {COUNTRYSIDE: 6, DEFENCE: 4, INVESTMENT: -9, DIGITAL: -12}  # where the province is strong, where poor

MODERN = {
    2026: {
        "code": "MP-TQ-2026",
        "start": dt.date(2026, 1, 1),
        "end": dt.date(2026, 12, 31),
        "cutoff": dt.date(2026, 11, 15),
    },
    2025: {
        "code": "MP-TQ-2025",
        "start": dt.date(2025, 1, 1),
        "end": dt.date(2025, 12, 31),
        "cutoff": dt.date(2025, 12, 15),
    },
}
DUE = {
    2026: (dt.date(2026, 4, 30), dt.date(2026, 6, 30), dt.date(2026, 8, 31), dt.date(2026, 9, 30)),
    2025: (dt.date(2025, 9, 30), dt.date(2025, 10, 31), dt.date(2025, 11, 14)),
}
MANUAL = {  # criterion: the most it gives
    "366-TT": {**{f"TT.I.{n}": 5 for n in range(1, 7)}, "TT.II.2": 15},
    "366-LD": {"LD.I.1": 6, "LD.I.2": 6, "LD.I.3": 10, "LD.I.4": 4, "LD.I.5": 4, "LD.II.2": 20, "LD.II.3": 10},
    "366-NV": {"NV.I.1": 15, "NV.I.2": 10, "NV.I.3": 5},
}
COMPUTED = {"366-TT": ("TT.II.1", 55), "366-LD": ("LD.II.1", 40), "366-NV": ("NV.II.1", 70)}
PROFILE = {"collective": "366-TT", "leader": "366-LD", "staff": "366-NV"}
ORGANISER, SECOND_ORGANISER = "MP-TQM-BTC-CV1", "MP-TQM-BTC-CV2"


def years(year, communes):
    _specialists(year)
    for number in (2025, 2026):
        _modern_year(year, number, communes)
    _staff(year)
    for number in range(2019, 2025):
        _old_year(year, number)
    _vinh_phuc(year)


# ---- years under 366: the province after 1/7/2025 ---------------------------------------------------------------


def _modern_year(year, number, communes):
    now = number == 2026
    year.add(
        "rounds",
        committee_code="TQM",
        period="year",
        profile_codes="366-TT;366-LD;366-NV" if now else "366-TT;366-LD",
        **MODERN[number],
    )
    plan = _assign(communes.values(), COMMUNES_2026 if now else COMMUNES_2025, number)
    for name, code in communes.items():
        fields = [field for field in FIELDS if field != COUNTRYSIDE or name.startswith("Xã")]
        _unit(year, number, code, f"{code}-BT", COMMUNE_GROUP, *plan[code], fields)
    agencies = [code for code, _, _ in NEW_AGENCIES]
    plan = _assign(agencies, AGENCIES_2026 if now else AGENCIES_2025, number)
    best = [code for code in plan if plan[code][0] == "xs"]
    for code in agencies:
        fields = [field for field in FIELDS if field not in (COUNTRYSIDE, DEFENCE)]
        exact = BEST[best.index(code)] if now and code in best else None
        _unit(year, number, code, f"{code}-TT", AGENCY_GROUP, *plan[code], fields, exact)
    for index, (code, _, _) in enumerate(NEW_BODIES):
        case = "xs" if now and index == 0 else "tot"
        _unit(year, number, code, f"{code}-BT", BODY_GROUP, case, 40, [f for f in FIELDS if f != COUNTRYSIDE])


def _assign(codes, plan, number):
    """{code: (its case, its place in percent)}: a hash gives the order, and most of it lasts from year to year."""
    order = sorted(codes, key=lambda code: (draw(0, 1000, "order", code) + draw(0, 300, "order", number, code), code))
    best, poorest = plan
    cases = [*best, *["tot"] * (len(order) - len(best) - len(poorest)), *poorest]
    return {
        code: (case, index * 100 // len(order)) for index, (code, case) in enumerate(zip(order, cases, strict=True))
    }


def _unit(year, number, code, post, group, case, place, fields, exact=None):
    """One collective and its head: tasks, sheets and what else bears on their rating. `exact` is a row of BEST."""
    pattern = PATTERNS[case]
    if number == 2025:
        start = draw(0, len(fields) - 1, code, "fields")
        fields = (fields * 2)[start : start + 5]
    if exact:
        pattern = replace(pattern, manual=(exact[0],) * 2, quality=(exact[1],) * 2, result=(100, 100))
    else:
        pattern = _varied(pattern, number, code, place)
    count = _tasks(year, number, code, pattern, fields)
    if number == 2026 and count:
        _own_task(year, code, post, pattern)
    seed = exact or (number, code)
    _assess(year, number, code, "collective", group, pattern, seed, count, "role" if case == "missing" else "")
    person = replace(pattern, manual=(76, 84)) if pattern.head == "weaker" else pattern
    missing = "criterion" if pattern.head == "missing" else ""
    _assess(year, number, post, "leader", "", person, (*seed, "head"), count, missing)
    if number == 2026:
        _circumstances(year, case, code, post)
    else:
        for subject in (code, post):
            year.add("ratings", round_code="MP-TQ-2025", subject_code=subject, decided_level=pattern.level)


def _varied(pattern, number, code, place):
    """The same case, better in the first places than in the last."""
    if pattern.level not in ("TOT", "HT") or pattern.manual[0] >= 90:
        return pattern
    shift = 4 - 12 * place // 100
    return replace(
        pattern,
        manual=(pattern.manual[0] + shift, pattern.manual[1] + shift),
        quality=(pattern.quality[0] + shift, pattern.quality[1] + shift),
        exceeded=draw(0, number - 2024, number, code, "exceeded") if pattern.exceeded == 1 else pattern.exceeded,
    )


def _tasks(year, number, code, pattern, fields):
    """The committee's tasks, one for each field and more where the pattern asks. Returns how many."""
    count = len(fields) if pattern.tasks is None else pattern.tasks
    first = draw(0, len(fields) - 1, number, code, "first")
    for index in range(count):
        field = fields[(first + index) % len(fields)]
        works = WORKS[field]
        work = works[(draw(0, 9, number, code, field) + index // len(fields)) % len(works)]
        left = count - index - 1
        state = pattern.left[left] if left < len(pattern.left) else "accepted"
        exceeded = state == "accepted" and index < pattern.exceeded
        late = state == "accepted" and pattern.exceeded <= index < pattern.exceeded + pattern.late
        excused = late and index < pattern.exceeded + pattern.excused
        _task(
            year,
            number,
            code,
            f"MP-{number % 100}-{code}-{index + 1}",
            field,
            work,
            pattern,
            state,
            exceeded,
            late,
            excused,
        )
    return count


def _task(year, number, owner, code, field, work, pattern, state, exceeded, late, excused):
    due = DUE[number][draw(0, len(DUE[number]) - 1, code, "due")]
    if state == "in_progress" and len(pattern.left) == 1:
        due = dt.date(number, 12, 31)
    elif state != "accepted":
        due -= dt.timedelta(draw(0, 29, code, "day"))
    start = dt.date(number, 2, 20) if number > 2025 else dt.date(2025, 7, 15)
    finished = accepted = None
    if state == "accepted":
        finished = due + dt.timedelta(draw(4, 25, code, "late")) if late else due - dt.timedelta(draw(0, 25, code))
        accepted = finished + dt.timedelta(draw(3, 12, code, "accepted"))
    elif state == "awaiting_recognition":
        finished = due - dt.timedelta(draw(1, 15, code))
    share = _share(pattern, field, code, state, exceeded)
    if exceeded and work.unit == "phương án":
        share = 136  # 34 of 25, as far over as the one real figure of this kind (T079)
    target, base, top = _target(work, code)
    year.add(
        "tasks",
        code=code,
        year=number,
        kind=work.kind,
        field=field,
        title=work.title.format(target=_thousands(target), base=base, top=top),
        assigned_by_code="TQM",
        owner_committee_code=owner,
        start=start,
        due=due,
        original_due=due - dt.timedelta(60) if late and draw(0, 1, code, "extended") else due,
        importance=work.importance,
        product=work.product,
        state=state,
        finished_on=finished,
        accepted_on=accepted,
        quality_percent=draw(*pattern.quality, code, "quality") if state == "accepted" else None,
        exceeded=exceeded,
        excused=excused,
    )
    down = work.comparator == "lte"
    year.add(
        "indicators",
        task_code=code,
        name=f"Số đạt được ({work.unit})",
        unit=work.unit,
        comparator=work.comparator,
        baseline=base,
        target_min=None if down else target,
        target_max=target if down else (top if work.comparator == "range" else None),
        weight=1,
        result=_result(work, target, base, share),
    )
    if state != "accepted" or draw(0, 5, code, "reported") == 0:
        _reports(year, number, code, field, share, state, accepted)


def _share(pattern, field, code, state, exceeded):
    """How much of the target was reached, in percent."""
    if exceeded:
        return draw(106, 128, code, "over")
    if state not in ("accepted", "awaiting_recognition"):
        return draw(25, 72, code, "open")
    if pattern.result == (100, 100):
        return 100
    shift = FIELD_SHIFT.get(field, 0)
    if pattern.level == "XS" or pattern.result[0] >= 98:
        shift = max(shift, 0)
    return draw(pattern.result[0] + shift, pattern.result[1] + shift, code, "share")


def _target(work, code):
    """(target, baseline or None, upper bound) in whole units; the baseline never equals the target."""
    target = draw(work.low, work.high, code, "target")
    base = None if work.base is None else target * work.base // 100
    if base == target:
        base += 1 if work.comparator == "lte" else -1
    return target, base, target + work.spread


def _thousands(number):
    return f"{number:,}".replace(",", ".")


def _result(work, target, base, share):
    """The value that stands for `share` percent of the way from the baseline to the target, in whole units."""
    if work.comparator == "eq":
        return min(share, 100)
    start = base or 0
    value = start + ((target - start) * share + 50) // 100
    if work.unit.startswith("%"):
        value = min(value, 100)
    return max(value, 0)


def _own_task(year, code, post, pattern):
    """The head's own breakthrough task; for every second one it runs over two years, by milestones."""
    task = f"MP-26-{post}"
    long = draw(0, 1, task, "term") == 1
    accepted = dt.date(2026, 11, 6)
    finished = dt.date(2026, 10, 31) - dt.timedelta(draw(0, 20, task))
    quality = draw(*pattern.quality, task, "quality")
    exceeded = pattern.exceeded > 1 and pattern.level in ("XS", "TOT")
    year.add(
        "tasks",
        code=task,
        year=2026,
        kind="dot_pha",
        field=FIELDS[draw(0, 1, task, "field")],
        title=OWN[draw(0, len(OWN) - 1, task, "title")],
        assigned_by_code="TQM",
        owner_codes=post,
        start=dt.date(2026, 2, 20),
        due=dt.date(2027, 10, 31) if long else dt.date(2026, 10, 31),
        horizon="term" if long else "year",
        importance="dot_pha",
        product="Báo cáo kết quả có xác nhận của cơ quan thẩm định",
        state="in_progress" if long else "accepted",
        finished_on=None if long else finished,
        accepted_on=None if long else accepted,
        quality_percent=None if long else quality,
        exceeded=exceeded and not long,
        excused=False,
    )
    if long:
        year.add(
            "milestones",
            task_code=task,
            due=dt.date(2026, 10, 31),
            title="Xong giai đoạn một, có kết quả đối chiếu được",
            finished_on=finished,
            accepted_on=accepted,
            quality_percent=quality,
            exceeded=exceeded,
            excused=False,
        )
        year.add("milestones", task_code=task, due=dt.date(2027, 10, 31), title="Hoàn thành, tổng kết và nhân rộng")


def _reports(year, number, code, field, share, state, accepted):
    days = [dt.date(number, 6, 30), dt.date(number, 9, 30), dt.date(number, 10, 31)]
    for index, day in enumerate(days):
        if (number == 2025 and index == 0) or (accepted and day > accepted):
            continue
        reached = share * (index + 2) // 4
        year.add(
            "reports",
            task_code=code,
            period_end=day,
            percent=min(reached, 100),
            narrative=f"Đạt {reached} % khối lượng so với chỉ tiêu.",
            difficulties="" if state == "accepted" else HINDRANCES[field][draw(0, 1, code, "why")],
            state="submitted" if state != "accepted" and index == 2 and draw(0, 2, code, "sent") == 0 else "verified",
            submitted_on=day + dt.timedelta(draw(1, 9, code, index)),
        )


def _assess(year, number, subject, kind, group, pattern, seed, tasks, missing=""):
    """The assessment and its sheets: an organiser, a leader, for every third an assessor, and the subject itself.

    missing: "role" leaves out the sheet the profile requires, "criterion" one criterion on every sheet."""
    round_code, profile = MODERN[number]["code"], PROFILE[kind]
    year.add("assessments", round_code=round_code, subject_code=subject, subject_type=kind, quota_group=group)
    criteria = dict(MANUAL[profile])
    if missing == "criterion":
        del criteria["LD.I.3"]
    if not tasks:  # nothing to compute from: scored like the others
        code, most = COMPUTED[profile]
        criteria[code] = most
    organiser = SECOND_ORGANISER if subject == ORGANISER else ORGANISER
    roles = [("review", "leader", "TQM-PBT", 0)]
    if missing != "role":
        roles.append(("review", "organiser", organiser, 0))
    if draw(0, 2, *seed, "assessor") == 0:
        roles.append(("review", "assessor", "TQM-VPTU-TT" if "UBKT" in subject else "TQM-UBKT-TT", -1))
    if number == 2026:
        roles.append(("self", "self", subject, 3))
    for stage, role, assessor, shift in roles:
        for criterion, most in criteria.items():
            share = min(100, draw(*pattern.manual, *seed, criterion) + shift)
            tenths = (most * share + 5) // 10
            year.add(
                "sheets",
                round_code=round_code,
                subject_code=subject,
                stage=stage,
                role=role,
                assessor_code=assessor,
                criterion_code=criterion,
                value=f"{tenths // 10}.{tenths % 10}",
            )


def _circumstances(year, case, code, post):
    """Remediation, votes, discipline, triggers and exceptions of 2026."""
    here = {"round_code": "MP-TQ-2026"}
    if case in ("xs", "xs_weak_head", "short_exceeded", "tot", "ht") and draw(0, 2, code, "remedy"):
        pointed = draw(1, 4, code, "pointed")
        for subject in (code, post):
            year.add("remediation", subject_code=subject, pointed_out=pointed, remedied=pointed, **here)
    if case == "short_remedy":
        for subject in (code, post):
            year.add("remediation", subject_code=subject, pointed_out=3, remedied=2, **here)
    if case == "votes":
        year.add("votes", subject_code=post, low_confidence=26, total=45, **here)
    if case == "xs":
        year.add("votes", subject_code=post, low_confidence=draw(0, 3, code), total=45, **here)
    if case in ("c2", "c2_excused", "discipline_other"):
        year.add(
            "discipline",
            subject_code=post,
            form="khien_trach",
            act_on=dt.date(2026, 3, 12),
            decided_on=dt.date(2026, 8, 20),
            duty_related=case != "discipline_other",
            committee_code=code,
            self_remedied=case == "c2_excused",
        )
    if case == "c2_excused":
        for subject, trigger in ((code, "C2"), (post, "L3")):
            _exception(year, subject, trigger, "Tự phát hiện, đã khắc phục xong hậu quả trước khi kiểm tra")
    if case == "c4_excused":
        for subject, trigger in ((code, "C4"), (post, "L1")):
            _exception(year, subject, trigger, "Bất khả kháng: mưa lũ tháng 7/2026 làm hỏng công trình đang thi công")
    if case in ("five_one", "five_all"):
        for number in (2,) if case == "five_one" else range(1, 6):
            for subject in (code, post):
                year.add(
                    "triggers",
                    subject_code=subject,
                    trigger_id=f"T{number}",
                    date=dt.date(2026, 11, 10),
                    document="Báo cáo kết quả chỉ tiêu kinh tế - xã hội (mô phỏng)",
                    exception_accepted=False,
                    **here,
                )


def _exception(year, subject, trigger, reason):
    year.add(
        "triggers",
        round_code="MP-TQ-2026",
        subject_code=subject,
        trigger_id=trigger,
        date=dt.date(2026, 11, 12),
        document="Kết luận của Ban Thường vụ Tỉnh ủy (mô phỏng)",
        exception_accepted=True,
        exception_reason=reason,
    )


# ---- staff of six agencies -----------------------------------------------------------------------------------

STAFFED = ("TQM-BTC", "TQM-VPTU", "TQM-UBKT", "TQM-SNV", "TQM-STC", "TQM-SNNMT")
STAFF_2026 = ((*["xs"] * 5, "short_exceeded", "no_tasks"), ("awaiting", "ht", "missing", "n1", "n2"))
STAFF_PATTERNS = {
    **PATTERNS,
    "xs": replace(XS, exceeded=2),
    "n2": replace(HT, late=0, left=("not_completed", "not_completed")),
    "n1": TOT,
    "ht": replace(HT, late=0, manual=(58, 66)),
}


def _specialists(year):
    names = {code: name for code, name, _ in NEW_AGENCIES}
    for code in STAFFED:
        for number in range(1, 5):
            year.add(
                "cadres",
                code=f"MP-CB-{code}-CV{number}",
                full_name=f"Chuyên viên {number}, {names[code]}",
                managed_by_code=code,
            )
            year.add(
                "appointments",
                code=f"MP-{code}-CV{number}",
                cadre_code=f"MP-CB-{code}-CV{number}",
                committee_code=code,
                title=f"Chuyên viên {number}, {names[code]}",
                is_head=False,
                subject_type="staff",
                start=dt.date(2025, 7, 1),
                quota_group=SPECIALISTS,
            )


def _staff(year):
    posts = [f"MP-{code}-CV{number}" for code in STAFFED for number in range(1, 5)]
    plan = {post: case for post, (case, _) in _assign(posts, STAFF_2026, "staff").items()}
    for post in posts:
        pattern = STAFF_PATTERNS[plan[post]]
        count = 3 if pattern.tasks is None else pattern.tasks
        for index in range(count):
            _staff_task(year, post, index, count, pattern)
        _assess(year, 2026, post, "staff", "", pattern, (post,), count, "role" if plan[post] == "missing" else "")
        if plan[post] == "n1":
            year.add(
                "discipline",
                subject_code=post,
                form="khien_trach",
                act_on=dt.date(2026, 4, 2),
                decided_on=dt.date(2026, 9, 15),
                duty_related=True,
                self_remedied=False,
            )


def _staff_task(year, post, index, count, pattern):
    code = f"MP-26-{post.removeprefix('MP-')}-{index + 1}"
    left = count - index - 1
    state = pattern.left[left] if left < len(pattern.left) else "accepted"
    due = DUE[2026][index]
    finished = due - dt.timedelta(draw(0, 20, code)) if state in ("accepted", "awaiting_recognition") else None
    year.add(
        "tasks",
        code=code,
        year=2026,
        kind="trong_tam",
        field=FIELDS[0],
        title=STAFF[index % len(STAFF)],
        assigned_by_code=post.removeprefix("MP-").rsplit("-", 1)[0],
        owner_codes=post,
        start=dt.date(2026, 2, 20),
        due=due,
        importance="thuong_xuyen",
        product="Tờ trình, báo cáo đã được duyệt",
        state=state,
        finished_on=finished,
        accepted_on=finished + dt.timedelta(5) if state == "accepted" else None,
        quality_percent=draw(*pattern.quality, code, "quality") if state == "accepted" else None,
        exceeded=state == "accepted" and index < pattern.exceeded,
        excused=False,
    )


# ---- 2019–2024 under 132 and 124: four steps, no points --------------------------------------------------------------

OLD_DISTRICTS = ("TQ-TP", "TQ-CH", "TQ-HY", "TQ-LB", "TQ-NH", "TQ-SD", "TQ-YS", "TQ-KHOI", "TQ-QS", "TQ-CA")
REGISTERED_2020 = (  # xã đăng ký về đích năm 2020; all but Hợp Thành were recognised on 21/5/2021
    *("Thanh Tương", "Phù Lưu", "Minh Dân", "Trung Hòa", "Nhân Lý", "Thắng Quân", "Tứ Quận", "Tiến Bộ"),
    *("Hợp Thành", "Thiện Kế"),
)
SECOND_CANDIDATE = 2022  # the year in which two are fit for Xuất sắc and the quota leaves one


def _old_year(year, number):
    regime = "132" if number < 2023 else "124"
    round_code = f"MP-TQ-{number}"
    _ordinal_round(year, round_code, "TQ", number, regime)
    for codes, group in ((OLD_DISTRICTS, OLD_DISTRICT_GROUP), ([c for c, _, _ in OLD_AGENCIES], AGENCY_GROUP)):
        order = sorted(codes, key=lambda code: (draw(0, 10**9, "old", number, code), code))
        for code in codes:
            place = order.index(code)
            level = _old_level(place, number)
            _old_tasks(year, number, code, level, place)
            _old_subject(year, round_code, regime, code, "collective", group, level, place)
            for post in _heads(year, code, number):
                _old_subject(year, round_code, regime, post, "leader", "", level, place)
    for code in OLD_DISTRICTS[:7]:
        for post in _heads(year, f"{code}-UB", number):
            level = "TOT" if draw(0, 8, number, post) else "HT"
            _old_tasks(year, number, f"{code}-UB", level, 5)
            _old_subject(year, round_code, regime, post, "leader", "", level, 5)
    if number == 2020:
        _recognised_later(year, round_code)


def _ordinal_round(year, code, committee, number, regime):
    year.add(
        "rounds",
        code=code,
        committee_code=committee,
        period="year",
        start=dt.date(number, 1, 1),
        end=dt.date(number, 12, 31),
        cutoff=dt.date(number, 12, 31),
        profile_codes=f"{regime}-TT;{regime}-LD",
    )


def _old_level(place, number):
    if place == 0 or (place == 1 and number == SECOND_CANDIDATE):
        return "XS"
    return "HT" if place == 8 and number % 2 else "TOT"


def _heads(year, committee, number):
    """Codes of the posts that headed the committee on the last day of the year."""
    day = f"{number}-12-31"
    return [
        row["code"]
        for row in year.rows["appointments"]
        if row["committee_code"] == committee
        and row["is_head"] == "1"
        and row["start"] <= day
        and (not row["end"] or row["end"] >= day)
    ]


def _old_tasks(year, number, code, level, place):
    """Two tasks of the year; the first in the order has both beyond requirement, the second one of them."""
    for index in range(2):
        field, title, product = OLD[draw(0, 3, number, code) - index]
        task = f"MP-{number % 100}-{code}-{index + 1}"
        finished = dt.date(number, 11, 30) - dt.timedelta(draw(0, 40, task))
        year.add(
            "tasks",
            code=task,
            year=number,
            kind="doi_moi" if index else "dot_pha",
            field=field,
            title=title,
            assigned_by_code="TQ",
            owner_committee_code=code,
            due=dt.date(number, 12, 15),
            importance="dot_pha",
            product=product,
            state="accepted",
            finished_on=finished,
            accepted_on=finished + dt.timedelta(7),
            exceeded=level == "XS" and place + index < 2,
            excused=False,
        )


def _old_subject(year, round_code, regime, subject, kind, group, level, place):
    letter = "T" if kind == "collective" else "L"
    year.add("assessments", round_code=round_code, subject_code=subject, subject_type=kind, quota_group=group)
    values = {"XS": (3, 4, 4), "TOT": (3, 4, 3), "HT": (3, 3, 2)}[level]
    for criterion, value in zip(("I.1", "I.2", "II.1"), values, strict=True):
        year.add(
            "sheets",
            round_code=round_code,
            subject_code=subject,
            stage="review",
            role="organiser",
            assessor_code="BTC",
            criterion_code=f"{regime}{letter}.{criterion}",
            value=value,
        )
    decided = "TOT" if level == "XS" and place else level
    year.add("ratings", round_code=round_code, subject_code=subject, decided_level=decided)


def _recognised_later(year, round_code):
    """The decision came on 21/5/2021: at the cutoff nothing is done, and the exception is accepted by a record."""
    for name in REGISTERED_2020:
        code, met = old_commune(name), name != "Hợp Thành"
        _old_subject(year, round_code, "132", code, "collective", OLD_COMMUNE_GROUP, "TOT" if met else "HT", 5)
        if met:
            year.add(
                "triggers",
                round_code=round_code,
                subject_code=code,
                trigger_id="C4",
                date=dt.date(2020, 12, 31),
                document="Biên bản họp xét (mô phỏng)",
                exception_accepted=True,
                exception_reason="Đã đủ 19/19 tiêu chí, chờ quyết định công nhận của UBND tỉnh",
            )


def _vinh_phuc(year):
    """2021: nine districts and four blocks with their secretaries, under the commitments of Quy định 371-QĐ/TU."""
    _ordinal_round(year, "MP-VP-2021", "VP", 2021, "132")
    for code in (*VP_DISTRICTS.values(), "VP-KCQ", "VP-KDN", "VP-QS", "VP-CA"):
        level = "HT" if draw(0, 6, "VP", code) == 0 else "TOT"
        if code == "VP-YL":
            level = "XS"
        _old_subject(year, "MP-VP-2021", "132", code, "collective", OLD_DISTRICT_GROUP, level, 0)
        for post in _heads(year, code, 2021):
            _old_subject(year, "MP-VP-2021", "132", post, "leader", "", level, 0)
