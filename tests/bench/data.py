"""Made-up years of any size for the figures: repeatable (a hash of the row number, no chance, no clock)."""

import datetime as dt

from cadre import tree
from cadre.models import Committee, ParentLink
from scoring.compute import Spool
from scoring.models import Criterion, EvaluationRound, ProfileRole, ProfileTable, RoundProfile, RuleProfile
from scoring.services import place_assessments
from tasks.services import place_tasks

MICRO = 1_000_000
FIELDS = ("Xây dựng Đảng", "Kinh tế - xã hội", "Nông thôn mới", "Đầu tư công", "Nội chính", "Chuyển đổi số")
ROLES = (("organiser", 40), ("assessor", 20), ("leader", 40))
SOURCES = (
    ("I", 6, "manual"),
    ("I", 6, "manual"),
    ("I", 10, "manual"),
    ("I", 4, "manual"),
    ("I", 4, "manual"),
    ("II", 40, "tasks"),
    ("II", 20, "manual"),
    ("II", 10, "manual"),
)
START, END, CUTOFF = dt.date(2025, 1, 1), dt.date(2025, 12, 31), dt.date(2025, 12, 15)


def pick(n, salt, size):
    """A number in [0, size) that depends on n and salt only."""
    x = (n * 2_654_435_761 + salt * 40_503) & 0xFFFFFFFF
    x ^= x >> 15
    x = x * 2_246_822_519 & 0xFFFFFFFF
    x ^= x >> 13
    return x % size


def fill(size, *, assignments=5, code="BENCH"):
    """A round of `size` leaders, each with tasks, 8 criteria and 3 sheets, in units of 50 under districts of 20."""
    province = Committee.objects.create(code="B", name="Đảng bộ tỉnh", kind="Đảng bộ tỉnh", level="province")
    units = max(1, size // 50)
    districts = [
        Committee(code=f"B{d}", name=f"Đảng bộ huyện {d}", kind="Đảng bộ huyện", level="district")
        for d in range(max(1, units // 20))
    ]
    Committee.objects.bulk_create(districts)
    communes = [
        Committee(code=f"B{u % len(districts)}.{u}", name=f"Đảng bộ xã {u}", kind="Đảng bộ xã", level="commune")
        for u in range(units)
    ]
    Committee.objects.bulk_create(communes, batch_size=1000)
    links = [ParentLink(committee=d, parent=province) for d in districts]
    links += [ParentLink(committee=c, parent=districts[i % len(districts)]) for i, c in enumerate(communes)]
    ParentLink.objects.bulk_create(links, batch_size=1000)
    tree.rebuild()
    round = make_round(province, code)
    criteria = list(Criterion.objects.order_by("order"))
    people(size, communes)
    tasks(size, province.pk, assignments)
    sheets(size, round.pk, criteria, communes)
    place_assessments([round.pk])
    place_tasks()
    return round


def make_round(province, code):
    profile = RuleProfile.objects.create(
        code="B-LD",
        name="Quy định 366 – lãnh đạo",
        regime="366",
        subject_type="leader",
        scale="points",
        band_xs=90,
        band_tot=70,
        band_ht=50,
        xs_exceeded_min="0.30",
        ht_late_max="0.20",
        kht_done_below="0.70",
        l1_units_over="0.50",
        xs_remediation_min=1,
        result_formula="task_mean",
        w_quantity="0.4",
        w_quality="0.4",
        w_timeliness="0.2",
        timeliness_rule="days",
        quota_percent=20,
        quota_basis="of_good",
    )
    ProfileRole.objects.bulk_create(
        [ProfileRole(profile=profile, role=role, weight=w, required=role == "organiser") for role, w in ROLES]
    )
    late = (("0", "1"), ("3", "0.8"), ("5", "0.6"), ("", "0"))
    ProfileTable.objects.bulk_create(
        [ProfileTable(profile=profile, table="days_late", key=key, value=value) for key, value in late]
        + [ProfileTable(profile=profile, table="importance", key="dot_pha", value=2)]
    )
    Criterion.objects.bulk_create(
        [
            Criterion(profile=profile, code=f"C{i}", group=g, order=i, name=f"Tiêu chí {i}", max_points=m, source=s)
            for i, (g, m, s) in enumerate(SOURCES)
        ]
    )
    round = EvaluationRound.objects.create(
        code=code, committee=province, period="year", start=START, end=END, cutoff=CUTOFF
    )
    RoundProfile.objects.create(round=round, profile=profile, subject_type="leader")
    return round


def write(table, columns, rows):
    spool = Spool(table, columns)
    for row in rows:
        spool.add(row)
    spool.close()


def people(size, communes):
    write(
        "cadre_cadre",
        ("id", "code", "full_name", "search", "sort"),
        ((n, f"B{n}", f"Bí thư {n}", f"bi thu {n}", f"{n:08d}") for n in range(1, size + 1)),
    )
    write(
        "cadre_appointment",
        ("id", "code", "title", "is_head", "subject_type", "start", "quota_group", "search", "sort", "cadre_id",
         "committee_id"),
        (
            (n, f"B{n:07d}", f"Bí thư {n}", False, "leader", "2021-01-01", f"Nhóm {pick(n, 1, 3)}", f"bi thu {n}",
             f"{n:08d}", n, communes[n % len(communes)].pk)
            for n in range(1, size + 1)
        ),
    )  # fmt: skip


def tasks(size, province, assignments):
    def rows():
        for n in range(1, size * assignments + 1):
            owner = (n - 1) // assignments + 1
            good = pick(owner, 2, 10) < 7
            done = good or pick(n, 3, 10) < 7
            due = f"2025-{pick(n, 4, 11) + 1:02d}-28"
            late = done and not good and pick(n, 5, 4) == 0
            finished = f"{due[:8]}{'10' if not late else '28'}"
            if late:
                month = int(due[5:7]) + 1
                finished = f"2025-{month:02d}-0{pick(n, 6, 9) + 1}" if month < 12 else "2025-12-10"
            yield (
                n, f"T{n:08d}", 2025, "dot_pha", FIELDS[pick(n, 7, 6)], f"Việc số {n}", due, due, "year",
                "dot_pha" if n % 3 else "", "", "", "accepted" if done else "in_progress",
                finished if done else None, finished if done else None,
                (80 + pick(n, 8, 21)) * MICRO if done else None, bool(done and pick(n, 9, 10) < 4), False, f"viec {n}",
                f"{n:08d}", province, "", "", "", "", "", 0, 0,
            )  # fmt: skip

    write(
        "tasks_breakthroughtask",
        ("id", "code", "year", "kind", "field", "title", "due", "original_due", "horizon", "importance", "difficulty",
         "product", "state", "finished_on", "accepted_on", "quality_percent", "exceeded", "excused", "search", "sort",
         "assigned_by_id", "reason", "product_type", "product_issuer", "coordination", "appraisal", "revision",
         "version"),
        rows(),
    )  # fmt: skip
    write(
        "tasks_taskowner",
        ("id", "task_id", "appointment_id"),
        ((n, n, (n - 1) // assignments + 1) for n in range(1, size * assignments + 1)),
    )
    write(
        "tasks_indicator",
        ("id", "name", "unit", "comparator", "target_min", "weight", "result", "task_id", "target_text"),
        (
            (n, "Chỉ tiêu", "hộ", "gte", 100 * MICRO, MICRO, (95 + pick(n, 10, 30)) * MICRO, n, "")
            for n in range(1, size * assignments + 1, 2)
        ),
    )


def sheets(size, round, criteria, communes):
    write(
        "scoring_assessment",
        (
            "id",
            "subject_type",
            "appointment_id",
            "quota_group",
            "decided_level",
            "path",
            "depth",
            "round_id",
            "unit_id",
        ),
        ((n, "leader", n, "", "", "", 0, round, communes[n % len(communes)].pk) for n in range(1, size + 1)),
    )
    write(
        "scoring_scoresheet",
        ("id", "stage", "role", "assessor_code", "assessment_id"),
        ((n * 3 + i, "review", role, f"A{i}", n) for n in range(1, size + 1) for i, (role, _) in enumerate(ROLES)),
    )

    def lines():
        pk = 0
        for n in range(1, size + 1):
            level = 70 + pick(n, 11, 31)
            for i in range(len(ROLES)):
                for j, criterion in enumerate(criteria):
                    pk += 1
                    points = SOURCES[j][1] * min(100, level + pick(pk, 12, 12)) * 10_000
                    yield pk, points, criterion.pk, n * 3 + i

    write("scoring_scoreline", ("id", "value", "criterion_id", "sheet_id"), lines())
