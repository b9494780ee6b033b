"""What must hold of any rating, whatever the rules: checked on invented years without a database, and on the engine."""

import random
from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scoring.engine import quota
from scoring.engine.exact import half_up
from scoring.engine.points import weighted_mean
from tests.scoring import oracle
from tests.scoring.generate import MAIN, year, years
from tests.scoring.world import differences

MICRO = 1_000_000
calm = settings(deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
percents = st.decimals(0, 100, places=2).map(Fraction)
BASES = ("of_good", "of_good_or_better", "of_all")


# ---- quota (Điều 12) --------------------------------------------------------------------------------------------


@calm
@given(st.sampled_from(BASES), percents, st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_quota_cap_is_the_largest_number_that_fits(basis, percent, candidates, good, others):
    """x XS fit when x ≤ q·(those the basis counts), the turned down being rated Tốt."""
    rated = candidates + good + others

    def fits(x):
        base = {"of_good": good + candidates - x, "of_good_or_better": good + candidates, "of_all": rated}[basis]
        return Fraction(x) <= percent / 100 * base

    largest = max(x for x in range(candidates + 1) if fits(x))

    assert quota.cap(basis, int(percent * MICRO), candidates=candidates, good=good, rated=rated) == largest
    assert oracle.quota_cap(percent, basis, good, candidates, rated) == largest


@calm
@given(st.integers(0, 12), st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2)), max_size=12))
def test_quota_keeps_no_more_than_the_cap_and_the_best(most, keys):
    candidates = sorted(enumerate(keys), key=lambda row: row[1], reverse=True)

    turned = {pk: (level, reason) for pk, level, reason in quota.turned_down(most, candidates)}

    kept = [key for pk, key in candidates if pk not in turned]
    assert len(kept) <= most
    for pk, key in candidates:
        better, equal = sum(other > key for other in keys), sum(other == key for other in keys)
        if better + equal <= most:
            assert pk not in turned
        elif better < most:
            assert turned[pk] == ("UNDECIDED", "quota_tie")
        else:
            assert turned[pk] == ("TOT", "quota")


@calm
@given(years())
def test_a_group_never_holds_more_xs_than_its_quota(tables):
    rows = oracle.rate(tables, MAIN)

    for row in rows:
        profile = next(one for one in tables["profiles"] if one["code"] == f"QT-{row['subject_type']}")
        if row["suggestion"] != "XS" or not profile["quota_percent"]:
            continue
        group = [one for one in rows if all(one[c] == row[c] for c in ("subject_type", "quota_group"))]
        kept = sum(one["suggestion"] == "XS" for one in group)
        good = sum(one["suggestion"] == "TOT" for one in group)
        tied = sum("quota_tie" in one["reasons"] for one in group)
        rated = sum(one["suggestion"] in ("XS", "TOT", "HT", "KHT") for one in group) + tied
        base = {"of_good": good + tied, "of_good_or_better": kept + good + tied, "of_all": rated}
        assert kept <= Fraction(profile["quota_percent"]) / 100 * base[profile["quota_basis"] or "of_good"]


# ---- numbers ----------------------------------------------------------------------------------------------------


@calm
@given(st.integers(0, 10**15), st.integers(1, 10**9))
def test_half_up_is_the_nearest_and_a_half_goes_up(numerator, denominator):
    exact = Fraction(numerator, denominator)

    rounded = half_up(numerator, denominator)

    assert Fraction(-1, 2) < rounded - exact <= Fraction(1, 2)
    assert oracle.half_up(exact / MICRO) == rounded


def test_half_up_of_a_half_and_just_below():
    assert half_up(1, 2) == 1
    assert half_up(5, 2) == 3
    assert half_up(499_999_999, 1_000_000_000) == 0


@calm
@given(st.integers(1, 2000), st.integers(0, 2000), st.decimals(0, 1, places=6).map(Fraction))
def test_shares_are_compared_by_cross_multiplication(total, count, least):
    """Rounded to whole or to two-decimal percentages, 3334/9999 would pass for 33.34 %."""
    assume(count <= total)
    profile = {
        "regime": "366",
        "subject_type": "staff",
        "xs_exceeded_min": str(Decimal(least.numerator) / least.denominator),
    }
    facts = oracle.Facts(total=total, done=total, on_time=total, late=0, exceeded=count, failed=0)
    book = oracle.Book({})
    round_ = oracle.Row(code="R", start="2026-01-01", end="2026-12-31")

    failing = oracle.failing_conditions(
        book, round_, oracle.Row(profile), oracle.Row(subject_type="staff"), facts, "XS"
    )

    assert ("exceeded_share" in failing) == (Fraction(count, total) < least)


roles = st.dictionaries(
    st.sampled_from("abcd"), st.lists(st.integers(0, 30 * MICRO), min_size=1, max_size=4), min_size=1
)
weights = st.fixed_dictionaries({role: st.integers(1, 10**8) for role in "abcd"})


def exact_mean(marks, weight):
    summed = {role: (sum(values), len(values)) for role, values in marks.items()}
    return Fraction(*weighted_mean(summed, weight))


@calm
@given(roles, weights, st.integers(2, 1000))
def test_weights_count_only_against_each_other(marks, weight, times):
    scaled = {role: times * value for role, value in weight.items()}

    assert exact_mean(marks, weight) == exact_mean(marks, scaled)


@calm
@given(roles, weights)
def test_weighted_mean_is_that_of_the_plain_means(marks, weight):
    top = sum(weight[role] * Fraction(sum(values), len(values)) for role, values in marks.items())

    assert exact_mean(marks, weight) == top / sum(weight[role] for role in marks)


@calm
@given(roles, weights, st.data())
def test_raising_a_mark_never_lowers_the_mean(marks, weight, data):
    role = data.draw(st.sampled_from(sorted(marks)))
    place = data.draw(st.integers(0, len(marks[role]) - 1))
    raised = {**marks, role: [v + (n == place) for n, v in enumerate(marks[role])]}

    assert exact_mean(raised, weight) > exact_mean(marks, weight)


# ---- whole years ------------------------------------------------------------------------------------------------


@calm
@given(years(), st.randoms(use_true_random=False))
def test_raising_a_mark_never_lowers_the_total_of_its_subject(tables, rng):
    penalties = {(row["profile_code"], row["code"]) for row in tables["criteria"] if row["group"] == "P"}
    most = {(row["profile_code"], row["code"]): row["max_points"] for row in tables["criteria"]}
    kinds = {(row["round_code"], row["subject_code"]): row["subject_type"] for row in tables["assessments"]}
    profile = {code: f"QT-{kind}" for (round_code, code), kind in kinds.items() if round_code == MAIN}
    lines = [
        row
        for row in tables["sheets"]
        if row["round_code"] == MAIN and (profile[row["subject_code"]], row["criterion_code"]) not in penalties
    ]
    assume(lines)
    line = rng.choice(lines)
    subject, before = line["subject_code"], line["value"]
    rows = {row["subject_code"]: row for row in oracle.rate(tables, MAIN)}
    try:
        line["value"] = most[profile[subject], line["criterion_code"]]
        raised = {row["subject_code"]: row for row in oracle.rate(tables, MAIN)}
    finally:
        line["value"] = before

    assert (rows[subject]["total"] == "") == (raised[subject]["total"] == "")
    assert Decimal(raised[subject]["total"] or 0) >= Decimal(rows[subject]["total"] or 0)


@calm
@given(years(), st.integers(0, 2**32))
def test_the_order_of_rows_changes_nothing(tables, seed):
    rng = random.Random(seed)
    shuffled = {name: rng.sample(rows, len(rows)) for name, rows in tables.items()}

    assert differences(oracle.rate(tables, MAIN), oracle.rate(shuffled, MAIN)) == []


@calm
@given(years(), st.integers(2, 9))
def test_role_weights_may_be_scaled(tables, times):
    scaled = {
        **tables,
        "profile_roles": [{**row, "weight": str(Decimal(row["weight"]) * times)} for row in tables["profile_roles"]],
    }

    assert differences(oracle.rate(tables, MAIN), oracle.rate(scaled, MAIN)) == []


@calm
@given(years())
def test_every_row_says_what_it_is(tables):
    """INCOMPLETE has no points; a level not the highest has a reason; facts fit into the total."""
    for row in oracle.rate(tables, MAIN):
        counts = {name: int(row[name]) for name in ("tasks_total", "done", "on_time", "late", "exceeded", "failed")}
        assert max(counts.values()) == counts["tasks_total"]
        assert counts["exceeded"] <= counts["done"] >= counts["on_time"]
        assert counts["done"] + counts["failed"] <= counts["tasks_total"]
        assert (counts["tasks_total"] == 0) == ("no_tasks" in row["reasons"].split(";"))
        missing = [reason for reason in row["reasons"].split(";") if reason.startswith("missing_")]
        assert bool(missing) == (row["suggestion"] == "INCOMPLETE")
        rules = next(one for one in tables["profiles"] if one["code"] == f"QT-{row['subject_type']}")
        if row["total"] and rules["quarter_to_year"] != "mean_of_quarters":
            parts = [Decimal(row[name]) for name in ("points_common", "points_results", "bonus")]
            total = max(min(sum(parts) - Decimal(row["penalty"]), Decimal(100)), Decimal(0))
            assert abs(total - Decimal(row["total"])) <= Decimal("0.000002")
        if row["suggestion"] == "UNDECIDED":
            assert row["reasons"]


def test_a_year_is_the_same_for_the_same_seed():
    assert year(7, 20) == year(7, 20)
    assert year(7, 20) != year(8, 20)
