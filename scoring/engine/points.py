"""Points by criterion, exact, as (numerator, denominator) pairs in micro points (scoring.md §3–§4)."""

from dataclasses import dataclass

from scoring.engine.exact import MICRO, half_up, plus

NOTHING = (0, 1)
HUNDRED = 100 * MICRO


@dataclass(slots=True)
class Points:
    """Sums in micro points, rounded once. criteria: {code: (numerator, denominator)}; missing: codes and roles."""

    common: int | None = None
    results: int | None = None
    bonus: int | None = None
    penalty: int | None = None
    total: int | None = None
    criteria: dict | None = None
    missing: tuple = ()


def weighted_mean(marks, weights):
    """Σ w·mean / Σ w over the roles that scored; None if none with a weight did."""
    numerator, denominator, total = 0, 1, 0
    for role, (value, count) in marks.items():
        weight = weights.get(role)
        if not weight:
            continue
        total += weight
        if count == denominator:
            numerator += weight * value
        else:
            numerator, denominator = plus((numerator, denominator), (weight * value, count))
    return (numerator, denominator * total) if total else None


def from_sheets(criterion, facts, profile):
    marks = facts.marks.get(criterion.key)
    return weighted_mean(marks, profile.weights) if marks else None


def binary(criterion, facts, profile):
    """All or nothing: max_points if the weighted mean is at least half of it."""
    value = from_sheets(criterion, facts, profile)
    if value is None:
        return None
    return (criterion.max_points, 1) if 2 * value[0] >= criterion.max_points * value[1] else NOTHING


def task_mean(works):
    """100·Σ k·p / Σ k, as a share of 1."""
    top, weight = NOTHING, 0
    for work in works:
        share = work.share
        top = plus(top, (work.weight * share.numerator, share.denominator))
        weight += work.weight
    return (top[0], top[1] * weight) if weight else NOTHING


def dimension_mean(works, dimensions):
    """(a + b + c + the leader's dimensions) / (3 + their number), at most 1; dimensions: shares of 1 (NĐ 335)."""
    quantity = good = timely = NOTHING
    weight = 0
    for work in works:
        n = work.weight * work.quantity
        quantity = plus(quantity, (n.numerator, n.denominator))
        part = n * work.quality
        good = plus(good, (part.numerator, part.denominator))
        part = n * work.timeliness
        timely = plus(timely, (part.numerator, part.denominator))
        weight += work.weight
    total = NOTHING
    if weight:
        total = plus(total, (quantity[0], quantity[1] * weight))
    if quantity[0]:
        total = plus(total, (good[0] * quantity[1], good[1] * quantity[0]))
        total = plus(total, (timely[0] * quantity[1], timely[1] * quantity[0]))
    for value in dimensions:
        total = plus(total, value)
    numerator, denominator = total[0], total[1] * (3 + len(dimensions))
    return (1, 1) if numerator > denominator else (numerator, denominator)


def matching(criterion, facts, profile):
    """The assignments a tasks criterion counts; none where the profile takes no result from tasks."""
    if profile.result_formula == "none":
        return []
    return [work for bits, work in facts.works if not criterion.mask or bits & criterion.mask]


def result_share(profile, facts, works):
    """R / 100 of these assignments; None when a dimension of dimension_mean is not scored."""
    if profile.result_formula != "dimension_mean":
        return task_mean(works)
    dimensions = []
    for criterion in profile.dimensions:
        value = (binary if criterion.source == "binary" else from_sheets)(criterion, facts, profile)
        if value is None:
            return None
        dimensions.append((value[0], value[1] * criterion.max_points))
    return dimension_mean(works, dimensions)


def from_tasks(criterion, facts, profile):
    works = matching(criterion, facts, profile)
    if not works:
        return from_sheets(criterion, facts, profile)
    share = result_share(profile, facts, works)
    return share and (criterion.max_points * share[0], share[1])


def from_subordinates(criterion, facts, profile):
    count = sum(facts.units.values())
    if not count:
        return from_sheets(criterion, facts, profile)
    value = sum(profile.subordinate_values[level] * number for level, number in facts.units.items())
    return criterion.max_points * value, count * MICRO


SOURCES = {"manual": from_sheets, "binary": binary, "tasks": from_tasks, "subordinates": from_subordinates}


def missing_roles(profile, facts):
    if not profile.required_roles:
        return []
    present = {role for marks in facts.marks.values() for role in marks}
    return [role for role in profile.required_roles if role not in present]


def points_from_quarters(quarters):
    """Means of the rounded figures of the quarters (quarter_to_year = mean_of_quarters)."""
    count, *sums = quarters
    return Points(*(half_up(value, count) for value in sums), criteria={})


def waits_for_dimensions(criterion, facts, profile):
    """A tasks criterion with assignments lacks only a dimension, and that one is named by itself."""
    return criterion.source == "tasks" and bool(matching(criterion, facts, profile))


def score(profile, facts):
    """Points of a subject on the points scale. total = clamp(I + II + bonus − penalty), rounded from exact values."""
    if facts.quarters:
        return points_from_quarters(facts.quarters)
    sums = {"I": NOTHING, "II": NOTHING, "B": NOTHING, "P": NOTHING, "D": NOTHING}
    criteria, missing = {}, missing_roles(profile, facts)
    for criterion in profile.criteria:
        value = SOURCES[criterion.source](criterion, facts, profile)
        if value is None:
            # With assignments at hand it is a dimension that is missing, and that is named by itself.
            if criterion.group not in "BP" and not (
                criterion.source == "tasks" and matching(criterion, facts, profile)
            ):
                missing.append(criterion.code)
            continue
        criteria[criterion.code] = value
        sums[criterion.group] = plus(sums[criterion.group], value)
    if missing:
        return Points(criteria=criteria, missing=tuple(missing))
    bonus, penalty = at_most(sums["B"], profile.bonus_cap), at_most(sums["P"], profile.penalty_cap)
    total = plus(plus(sums["I"], sums["II"]), plus(bonus, (-penalty[0], penalty[1])))
    return Points(
        common=half_up(*sums["I"]),
        results=half_up(*sums["II"]),
        bonus=half_up(*bonus),
        penalty=half_up(*penalty),
        total=min(max(half_up(*total), 0), HUNDRED),
        criteria=criteria,
    )


def at_most(value, cap):
    return value if value[0] <= cap * value[1] else (cap, 1)


def ordinal_values(profile, facts):
    """({code: (numerator, denominator)}, missing) on the four-step scale: exact weighted means, never points."""
    values, missing = {}, missing_roles(profile, facts)
    for criterion in profile.criteria:
        value = from_sheets(criterion, facts, profile)
        if value is not None:
            values[criterion.code] = value
        elif criterion.group not in "BP":
            missing.append(criterion.code)
    return values, tuple(missing)
