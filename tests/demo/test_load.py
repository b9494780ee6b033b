"""The demo year loads into an empty database and shows, after rating, every case it promises."""

from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, F

from cadre.enums import Role
from cadre.ledger import first_break
from cadre.models import Appointment, Cadre, Committee, Grant, LedgerEntry, Placement, User
from config.demo.accounts import ACCOUNTS, PASSWORD
from scoring.models import Assessment, Discipline, EvaluationRound, QuotaGroup, Suggestion
from tasks.models import BreakthroughTask, Indicator, Milestone

NOW = "MP-TQ-2026"


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The loaded and rated demo year, shared by this file and rolled back after it; yields what was printed."""
    with django_db_blocker.unblock(), transaction.atomic():
        out = StringIO()
        call_command("load_demo", "--force", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


def suggestions(**filters):
    return Suggestion.objects.filter(round__code=NOW, **filters)


CASES = {
    "kept within the quota": ("collective", "XS", set()),
    "cut by the quota": ("collective", "TOT", {"quota"}),
    "a leader cut by the quota": ("leader", "TOT", {"quota"}),
    "tied at the quota line": ("collective", "UNDECIDED", {"quota_tie"}),
    "heads tied at the quota line": ("leader", "UNDECIDED", {"quota_tie"}),
    "too little beyond requirement": ("collective", "TOT", {"exceeded_share"}),
    "shortcomings not remedied": ("leader", "TOT", {"remediation"}),
    "one late task at 90 points": ("collective", "HT", {"late"}),
    "more than a fifth late": ("collective", "UNDECIDED", {"late_share"}),
    "one task not done": ("collective", "UNDECIDED", {"done_share"}),
    "level 4 by the band": ("collective", "KHT", {"band_HT"}),
    "level 4 by the tasks": ("collective", "KHT", {"trigger_C4"}),
    "level 4 by a member's discipline": ("collective", "KHT", {"trigger_C2"}),
    "level 4 by votes": ("leader", "KHT", {"trigger_L2"}),
    "level 4 by own discipline": ("leader", "KHT", {"trigger_L3"}),
    "level 4 by the area led": ("leader", "KHT", {"trigger_L1"}),
    "force majeure accepted": ("collective", "UNDECIDED", {"exception_C4"}),
    "self-detected and remedied": ("collective", "TOT", {"exception_C2"}),
    "discipline that bears on no duty": ("collective", "TOT", {"discipline_unit"}),
    "a required sheet missing": ("collective", "INCOMPLETE", {"missing_organiser"}),
    "a criterion missing": ("leader", "INCOMPLETE", {"missing_LD.I.3"}),
    "no task at all": ("collective", "TOT", {"no_tasks"}),
    "staff without a task": ("staff", "TOT", {"no_tasks", "quota"}),
    "a socio-economic target missed": ("collective", "TOT", {"five_targets"}),
    "all five missed, for decision": ("collective", "HT", {"five_targets"}),
    "staff by discipline": ("staff", "KHT", {"trigger_N1"}),
    "staff with half the tasks failed": ("staff", "KHT", {"trigger_N2"}),
}


@pytest.mark.parametrize("name", CASES)
def test_case_occurs(demo, name):
    kind, level, reasons = CASES[name]

    found = [row for row in suggestions(subject_type=kind, level=level) if reasons <= set(row.reason_codes)]

    assert found


def test_thirty_percent_late_is_left_to_the_authority(demo):
    row = suggestions(subject_type="collective", tasks_total=10).get()

    assert (row.done, row.late, row.level) == (10, 3, "UNDECIDED")


def test_quota_is_never_exceeded(demo):
    groups = QuotaGroup.objects.filter(cap__isnull=False)

    assert groups.count() > 20
    assert not groups.filter(kept__gt=F("cap")).exists()
    assert groups.filter(candidates__gt=F("cap"), cap__gt=0).exists()


def test_groups_are_as_large_as_a_province(demo):
    sizes = dict(suggestions().values_list("quota_group").annotate(size=Count("pk")).values_list("quota_group", "size"))

    assert sizes["Đảng bộ xã, phường"] == sizes["Bí thư đảng ủy xã, phường"] == 124
    assert sizes["Ban, sở, ngành cấp tỉnh"] == sizes["Giám đốc sở, trưởng ban, ngành"] == 30


def test_excused_lateness_is_not_late(demo):
    task = BreakthroughTask.objects.filter(year=2026, excused=True).select_related("owner_committee").first()

    row = suggestions(assessment__committee=task.owner_committee).get()

    assert task.finished_on > task.due
    assert (row.late, row.level) == (0, "TOT")


def test_states_of_unfinished_work_occur(demo):
    states = set(BreakthroughTask.objects.filter(year=2026).values_list("state", flat=True))

    assert {"accepted", "awaiting_recognition", "carried_over", "in_progress", "not_completed"} <= states


def test_an_indicator_is_at_136_percent(demo):
    over = Indicator.objects.filter(task__year=2026, task__exceeded=True, target_min=25, result=34)

    assert over.exists()
    assert over[0].result * 100 == over[0].target_min * 136


def test_targets_go_down_and_span_ranges(demo):
    lower = Indicator.objects.filter(task__year=2026, comparator="lte", baseline__gt=F("target_max"))
    ranges = Indicator.objects.filter(task__year=2026, comparator="range", target_max__gt=F("target_min"))

    assert lower.exists()
    assert ranges.exists()


def test_a_task_of_several_years_counts_by_its_milestone(demo):
    milestone = Milestone.objects.filter(task__horizon="term", due="2026-10-31", accepted_on__isnull=False).first()

    assert milestone.task.state == "in_progress"
    assert milestone.task.due.year == 2027


def test_discipline_rows_are_those_of_the_inspectors(demo):
    assert set(Discipline.objects.values_list("duty_related", "self_remedied")) == {
        (True, False),
        (True, True),
        (False, False),
    }


def test_some_fields_are_strong_and_some_weak(demo):
    sums = {}
    for detail in suggestions(subject_type="collective").values_list("detail", flat=True):
        for field, (_, _, percent) in detail["fields"].items():
            sums.setdefault(field, []).append(Decimal(percent))
    means = {field: sum(values) / len(values) for field, values in sums.items()}

    assert len(means) == 7
    assert means["Nông thôn mới"] > 98
    assert means["Chuyển đổi số"] < means["Nông thôn mới"] - 8
    assert means["Đầu tư công, giải phóng mặt bằng"] < means["Nông thôn mới"] - 5


def test_older_rounds_are_decided_as_suggested_but_for_one(demo):
    older = Suggestion.objects.exclude(round__code=NOW)

    differs = older.exclude(level=F("assessment__decided_level")).select_related("assessment__committee")

    assert not older.filter(assessment__decided_level="").exists()
    assert [row.assessment.committee.name for row in differs] == ["Đảng bộ xã Hợp Thành"]
    assert not suggestions().exclude(assessment__decided_level="").exists()


def test_recognition_after_the_cutoff_is_an_exception_on_record(demo):
    rows = Suggestion.objects.filter(
        round__code="MP-TQ-2020", quota_group="Đảng bộ xã đăng ký nông thôn mới", reasons__contains="exception_C4"
    )

    assert rows.count() == 9
    assert set(rows.values_list("level", "done")) == {("TOT", 0)}


def test_every_round_is_computed_once(demo):
    runs = EvaluationRound.objects.annotate(times=Count("runs")).values_list("code", "times")

    assert dict(runs) == dict.fromkeys([f"MP-TQ-{year}" for year in range(2019, 2027)] + ["MP-VP-2021"], 1)


def test_a_district_is_not_rated_after_its_end(demo):
    ended = Committee.objects.filter(valid_to="2025-06-30")

    assert ended.filter(code="TQ-NH").exists()
    assert not Assessment.objects.filter(round__end__gt="2025-06-30", unit__in=ended).exists()
    assert Placement.objects.filter(committee__code="TQ-NH").values_list("depth", flat=True).get() == 2


def test_a_person_moved_and_a_person_held_two_posts(demo):
    moved = Cadre.objects.get(code="CB-TQ-NH-BT").appointments.order_by("start")
    double = Appointment.objects.filter(cadre__code="CB-TQ-BTC-TT", end="2025-06-30")

    assert [post.committee.code for post in moved] == ["TQ-NH", "TQ-SCT"]
    assert [post.tasks.filter(code__startswith="T").exists() for post in moved] == [True, True]
    assert set(double.values_list("committee__code", flat=True)) == {"TQ-BTC", "TQ-KHOI"}


def test_every_role_has_an_account_that_can_sign_in(demo, rf):
    user = authenticate(rf.post("/dang-nhap/"), username="lanhdao.tinh", password=PASSWORD)

    assert user.cadre.code == "CB-TQM-PBT"
    assert set(Grant.objects.values_list("role", flat=True)) == set(Role.values)
    assert all(account.username in demo and PASSWORD in demo for account in ACCOUNTS)


def test_the_neighbour_sees_nothing_of_the_province(demo):
    user = User.objects.get(username="chuyenvien.vinhphuc")

    assert set(Assessment.objects.visible_to(user).values_list("round__code", flat=True)) == {"MP-VP-2021"}
    assert not BreakthroughTask.objects.visible_to(user).filter(owner_committee__code__startswith="TQ").exists()


def test_the_organiser_sees_every_task_of_the_sources_about_the_province(demo):
    user = User.objects.get(username="chuyenvien.tinh")
    real = BreakthroughTask.objects.exclude(code__startswith="MP-").filter(owner_committee__code__startswith="TQ")

    assert real.count() > 40
    assert set(real.visible_to(user)) == set(real)


def test_the_organiser_sees_both_eras(demo):
    user = User.objects.get(username="chuyenvien.tinh")

    codes = set(Assessment.objects.visible_to(user).values_list("round__code", flat=True))

    assert codes == {f"MP-TQ-{year}" for year in range(2019, 2027)}


def test_what_was_done_is_in_the_ledger(demo):
    verbs = set(LedgerEntry.objects.values_list("verb", flat=True))

    assert {"create_account", "grant"} <= verbs
    assert first_break() is None


def everything():
    """{table: all rows} of our apps but the ledger, which tells of every load."""
    models = [m for app in ("cadre", "tasks", "scoring") for m in apps.get_app_config(app).get_models()]
    return {m.__name__: list(m.objects.order_by("pk").values_list()) for m in models if m is not LedgerEntry}


def test_loading_twice_changes_nothing(demo):
    before = everything()

    call_command("load_demo", "--force", stdout=StringIO())

    assert everything() == before


def test_if_empty_leaves_what_is_there(demo):
    before = everything()
    out = StringIO()

    call_command("load_demo", "--if-empty", "--force", stdout=out)

    assert everything() == before
    assert "lanhdao.tinh" in out.getvalue()
