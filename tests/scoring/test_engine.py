"""The engine by itself: tables without a database, the article cited (Quy định 366 unless named)."""

import datetime as dt
from fractions import Fraction

import pytest

from scoring.engine import quota
from scoring.engine.exact import MICRO, half_up, plus
from scoring.engine.facts import Facts
from scoring.engine.gap import Gap, gaps
from scoring.engine.points import dimension_mean, score, weighted_mean
from scoring.engine.profile import SUBORDINATE_VALUES, Criterion, Profile
from scoring.engine.rating import judge
from scoring.engine.reasons import PLAIN, TRIGGERS, sentence
from scoring.engine.work import Assignment, Work, evaluate, working_days_late

ONE = {"organiser": MICRO}


def profile_366(subject_type="staff", **changes):
    """The sample rules of 366 with one manual criterion of 100 points, so that the total is what the sheet says."""
    settings = {
        "code": "P",
        "regime": "366",
        "subject_type": subject_type,
        "bands": {"XS": 90 * MICRO, "TOT": 70 * MICRO, "HT": 50 * MICRO},
        "xs_exceeded_min": 300_000,
        "ht_late_max": 200_000,
        "kht_done_below": 700_000,
        "n2_failed_over": 500_000,
        "l1_units_over": 500_000,
        "xs_remediation_min": MICRO,
        "no_tasks_bars_xs": subject_type != "staff",
        "weights": ONE,
        "subordinate_values": SUBORDINATE_VALUES,
        "criteria": (Criterion(1, "C", "I", 100 * MICRO, "manual"),),
    }
    return Profile(**{**settings, **changes})


def facts(total="92", done=10, of=10, late=0, exceeded=5, failed=0, **more):
    micro = int(Fraction(total) * MICRO)
    return Facts(
        total=of, done=done, late=late, exceeded=exceeded, failed=failed, marks={1: {"organiser": (micro, 1)}}, **more
    )


# scoring.md §5, the sixteen vectors of Điều 11: total, done/of, late, exceeded, what else, level, reasons.
VECTORS = [
    ("1", "staff", facts("90", exceeded=3), "XS", []),
    ("2", "staff", facts("89.99"), "TOT", ["band_XS"]),
    ("3", "staff", facts("95", exceeded=2), "TOT", ["exceeded_share"]),
    ("4", "staff", facts("95", exceeded=4, pointed_out=10, remedied=9), "TOT", ["remediation"]),
    ("5", "staff", facts("75", late=2, exceeded=0), "HT", ["band_XS", "exceeded_share", "late"]),
    (
        "6",
        "staff",
        facts("65", late=3, exceeded=0),
        "UNDECIDED",
        ["band_XS", "exceeded_share", "late", "band_TOT", "late_share"],
    ),
    (
        "7",
        "staff",
        facts("72", done=9, exceeded=0),
        "UNDECIDED",
        ["band_XS", "done_share", "exceeded_share"],
    ),
    ("8", "staff", facts("49.99", exceeded=3), "KHT", ["band_HT"]),
    ("9", "staff", facts("92", done=4, late=6, exceeded=3, failed=6), "KHT", ["trigger_N2"]),
    ("10", "staff", facts(discipline=(1, 1)), "KHT", ["trigger_N1"]),
    ("10 exception", "staff", facts(discipline=(1, 1), triggers={"N1": (0, 1)}), "XS", ["exception_N1"]),
    ("11", "leader", facts(units={"KHT": 2, "TOT": 1}), "KHT", ["trigger_L1"]),
    ("12", "leader", facts(units={"KHT": 1, "TOT": 1}), "XS", []),
    ("13", "collective", facts(done=69, of=100, exceeded=40), "KHT", ["trigger_C4"]),
    ("14", "collective", facts(children=1), "TOT", ["discipline_unit"]),
    ("15", "leader", facts(low_votes=50, votes=100), "XS", []),
    ("15 more", "leader", facts(low_votes=51, votes=100), "KHT", ["trigger_L2"]),
    ("16", "staff", facts("89.9999996", exceeded=3), "XS", []),
]


@pytest.mark.parametrize(("name", "subject_type", "known", "level", "reasons"), VECTORS, ids=lambda v: str(v)[:20])
def test_vectors_of_article_11(name, subject_type, known, level, reasons):
    if name == "16":
        known.marks = {1: {"organiser": (899_999_996, 10)}}  # 89.9999996: the mean of ten sheets

    judgement = judge(profile_366(subject_type), known)

    assert (judgement.level, judgement.reasons) == (level, reasons)


@pytest.mark.parametrize(
    ("changes", "known", "level", "reasons"),
    [
        # §5: cascade off tries only the level whose own band holds the total.
        ({"cascade": False}, facts("75", late=2), "UNDECIDED", ["late"]),
        ({"cascade": False, "incomplete_policy": "not_completed"}, facts("75", late=2), "KHT", ["late"]),
        # §9: policy `band` at the height of XS gives TOT, never XS.
        (
            {"incomplete_policy": "band"},
            facts("95", done=9),
            "TOT",
            ["done_share"],
        ),
        ({"incomplete_policy": "band"}, facts("55", done=9), "HT", ["band_XS", "done_share", "band_TOT"]),
        # §2: without tasks every task condition is not applicable; the reason stays, whether it bars is a setting.
        ({}, facts(of=0, done=0, exceeded=0), "XS", ["no_tasks"]),
        ({"no_tasks_bars_xs": True}, facts(of=0, done=0, exceeded=0), "TOT", ["no_tasks"]),
        # §5: late = 0 for XS is a setting; TOT's is not.
        ({"xs_late_zero": False}, facts(late=1), "XS", []),
        # §9: KHT by trigger and band lists both grounds and nothing else but what is always kept.
        ({}, facts("40", done=1, late=9, failed=9), "KHT", ["trigger_N2", "band_HT"]),
    ],
)
def test_settings_and_fine_print(changes, known, level, reasons):
    judgement = judge(profile_366(**changes), known)

    assert (judgement.level, judgement.reasons) == (level, reasons)


def test_incomplete_beats_triggers_and_has_no_points():
    known = Facts(total=0, discipline=(1, 1))

    judgement = judge(profile_366(required_roles=("organiser",)), known)

    assert judgement.level == "INCOMPLETE"
    assert judgement.reasons == ["missing_organiser", "missing_C", "no_tasks"]
    assert judgement.points.total is None


@pytest.mark.parametrize(
    ("setting", "rows", "level", "reasons"),
    [
        ("by_decision", 5, "XS", ["five_targets"]),
        ("any", 1, "KHT", ["trigger_L1", "five_targets"]),
        ("all", 4, "XS", ["five_targets"]),
        ("all", 5, "KHT", ["trigger_L1", "five_targets"]),
        ("any", 0, "XS", []),
    ],
)
def test_five_targets(setting, rows, level, reasons):
    known = facts(triggers={f"T{i}": (1, 0) for i in range(1, rows + 1)})

    judgement = judge(profile_366("leader", five_targets=setting), known)

    assert (judgement.level, judgement.reasons) == (level, reasons)


def ordinal(values, subject_type="leader", **more):
    """Two common criteria and one result, valued 1–4 (132, 124)."""
    criteria = tuple(Criterion(i, f"C{i}", "II" if i == 3 else "I", 4 * MICRO, "manual") for i in (1, 2, 3))
    profile = Profile(
        code="P",
        regime="132",
        subject_type=subject_type,
        scale="ordinal",
        weights=ONE,
        kht_done_below=500_000,
        any_discipline_is_kht=True,
        criteria=criteria,
    )
    marks = {i: {"organiser": (int(Fraction(v) * MICRO), 1)} for i, v in enumerate(values, start=1)}
    return judge(profile, Facts(**{"total": 4, "done": 4, "marks": marks, **more}))


@pytest.mark.parametrize(
    ("values", "more", "level", "reasons"),
    [
        ((3, 3, 4), {}, "XS", []),
        ((4, 4, "3.999999"), {}, "TOT", ["band_XS"]),
        ((4, 2, 4), {}, "HT", ["band_XS", "band_TOT"]),
        ((4, 1, 4), {}, "KHT", ["band_HT"]),
        ((4, 4, 4), {"discipline": (1, 0)}, "KHT", ["trigger_L3"]),
        ((4, 4, 4), {"done": 1}, "KHT", ["trigger_L1"]),
        ((4, 4, 4), {"done": 2}, "XS", []),
        ((4, 4, 4), {"total": 0, "done": 0}, "TOT", ["no_tasks"]),  # no_tasks_bars_xs, default yes for leaders (§2)
        ((4, 4, 4), {"low_votes": 9, "votes": 10, "units": {"KHT": 3}}, "XS", []),
    ],
)
def test_ordinal_regimes_know_no_points(values, more, level, reasons):
    judgement = ordinal(values, **more)

    assert (judgement.level, judgement.reasons) == (level, reasons)
    assert judgement.points.total is None


def test_example_of_decree_335():
    """a = 95, b = 90, c = 85 → R = 90 → II = 63; with common 28 the total is 91 (NĐ 335/2025)."""
    share = (Work(MICRO, Fraction(95, 100), Fraction(90, 100), Fraction(85, 100), Fraction(0)),)
    assert Fraction(*dimension_mean(share, [])) == Fraction(90, 100)
    profile = profile_366(
        result_formula="dimension_mean",
        criteria=(
            Criterion(1, "I", "I", 30 * MICRO, "manual"),
            Criterion(2, "II", "II", 70 * MICRO, "tasks"),
        ),
    )

    points = score(profile, Facts(total=1, marks={1: {"organiser": (28 * MICRO, 1)}}, works=[(0, share[0])]))

    assert (points.results, points.total) == (63 * MICRO, 91 * MICRO)


@pytest.mark.parametrize(
    ("candidates", "good", "expected"),
    [(0, 5, 0), (5, 0, 0), (6, 0, 1), (3, 3, 1), (12, 0, 2), (30, 0, 5), (7, 23, 5), (1, 100, 1)],
)
def test_quota_of_good_is_the_largest_that_keeps_the_share(candidates, good, expected):
    """Điều 12: x ≤ 20 % of those then rated Tốt, rounded down."""
    most = quota.cap("of_good", 20 * MICRO, candidates=candidates, good=good, rated=0)

    assert most == expected
    assert most == max(x for x in range(candidates + 1) if 5 * x <= good + candidates - x)


@pytest.mark.parametrize(
    ("most", "keys", "turned"),
    [
        (2, [9, 8, 7], {2: ("TOT", "quota")}),
        (2, [9, 8, 8], {1: ("UNDECIDED", "quota_tie"), 2: ("UNDECIDED", "quota_tie")}),
        (2, [9, 9, 8], {2: ("TOT", "quota")}),
        (0, [9, 9], {0: ("TOT", "quota"), 1: ("TOT", "quota")}),
        # A tied last place is not refilled from below.
        (2, [9, 8, 8, 7], {1: ("UNDECIDED", "quota_tie"), 2: ("UNDECIDED", "quota_tie"), 3: ("TOT", "quota")}),
        (3, [9, 8, 7], {}),
    ],
)
def test_quota_turns_down_from_the_bottom(most, keys, turned):
    assert {pk: (level, reason) for pk, level, reason in quota.turned_down(most, enumerate(keys))} == turned


@pytest.mark.parametrize(
    ("due", "finished", "days"),
    [
        ("2026-03-06", "2026-03-06", 0),  # Friday
        ("2026-03-06", "2026-03-08", 0),  # days off only: late with no working day
        ("2026-03-06", "2026-03-09", 1),
        ("2026-03-06", "2026-03-20", 10),
        ("2026-04-29", "2026-05-04", 1),  # 30/4 and 1/5 are holidays
    ],
)
def test_working_days_late(due, finished, days):
    holidays = frozenset({dt.date(2026, 4, 30), dt.date(2026, 5, 1)})

    assert working_days_late(dt.date.fromisoformat(due), dt.date.fromisoformat(finished), holidays) == days


def test_not_done_has_no_timeliness_even_if_excused():
    profile = profile_366(result_formula="task_mean", w_timeliness=MICRO)

    assert evaluate(profile, Assignment(done=False, excused=True, achieved=Fraction(1))).timeliness == 0
    assert evaluate(profile, Assignment(done=True, excused=True, achieved=Fraction(1), times_late=4)).timeliness == 1


def test_weighted_mean_leaves_out_roles_without_sheets():
    weights = {"organiser": 40 * MICRO, "assessor": 20 * MICRO, "leader": 40 * MICRO}

    mean = weighted_mean({"organiser": (5 * MICRO, 1), "assessor": (12 * MICRO, 3)}, weights)

    assert Fraction(*mean) == Fraction(5 * 40 + 4 * 20, 60) * MICRO


@pytest.mark.parametrize(("value", "rounded"), [((1, 2), 1), ((-1, 2), -1), ((3, 7), 0), ((5, 2), 3), ((4, 1), 4)])
def test_half_up_is_away_from_zero(value, rounded):
    assert half_up(*value) == rounded


def test_plus_is_exact():
    assert Fraction(*plus((1, 3), (1, 7))) == Fraction(10, 21)


def test_gap_names_the_least_that_is_missing():
    """2 of 8 beyond requirement is 25 %; a third makes 37,5 %, enough for 30 %."""
    profile, known = profile_366(), facts(done=8, of=8, exceeded=2)

    aim, missing = gaps(profile, known, "TOT", 92 * MICRO)

    assert (aim, missing) == ("XS", [Gap("exceeded_share", 1, 3, 8)])


def test_every_trigger_and_plain_reason_has_a_sentence():
    codes = [*PLAIN, *(f"trigger_{key}" for key in TRIGGERS), *(f"exception_{key}" for key in TRIGGERS)]
    codes += [f"band_{level}" for level in ("XS", "TOT", "HT", "KHT")] + ["missing_organiser"]

    assert all(sentence(code).endswith(".") for code in codes)
    with pytest.raises(KeyError):
        sentence("unheard_of")
