"""From points and facts to a suggestion, with every reason (scoring.md §5 and §7; Điều 11)."""

from dataclasses import dataclass

from scoring.engine.exact import MICRO
from scoring.engine.points import Points, ordinal_values, score
from scoring.engine.triggers import targets_missed, weigh_triggers

UNDECIDED, INCOMPLETE = "UNDECIDED", "INCOMPLETE"


@dataclass(slots=True)
class Judgement:
    """level: the suggestion before the quota; reasons: codes, each once, in the order they were found."""

    level: str
    reasons: list
    points: Points


# ---- conditions: each takes (profile, facts) and says whether it holds ----------------------------------------


def all_done(profile, facts):
    return facts.done == facts.total


def exceeded_enough(profile, facts):
    least = profile.xs_exceeded_min
    return least is None or facts.total == 0 or facts.exceeded * MICRO >= least * facts.total


def none_late(profile, facts):
    return facts.late == 0


def none_late_for_xs(profile, facts):
    return not profile.xs_late_zero or facts.late == 0


def few_late(profile, facts):
    most = profile.ht_late_max
    return most is None or facts.total == 0 or facts.late * MICRO <= most * facts.total


def remedied_enough(profile, facts):
    least = profile.xs_remediation_min
    return least is None or facts.pointed_out == 0 or facts.remedied * MICRO >= least * facts.pointed_out


def unit_clean(profile, facts):
    """No subordinate unit and no member of the leadership collective disciplined (collectives only)."""
    return profile.subject_type != "collective" or not (facts.discipline[0] or facts.members[0] or facts.children)


def has_tasks(profile, facts):
    return facts.total > 0 or not profile.no_tasks_bars_xs


CONDITIONS = {
    "XS": (
        ("done_share", all_done),
        ("exceeded_share", exceeded_enough),
        ("late", none_late_for_xs),
        ("remediation", remedied_enough),
        ("discipline_unit", unit_clean),
        ("no_tasks", has_tasks),
    ),
    "TOT": (("done_share", all_done), ("late", none_late)),
    "HT": (("done_share", all_done), ("late_share", few_late)),
}


def failing(profile, facts, level, total):
    """Codes of the clauses of `level` that do not hold, the band first."""
    codes = [] if total >= profile.bands[level] else [f"band_{level}"]
    return codes + [code for code, holds in CONDITIONS[level] if not holds(profile, facts)]


def band_of(profile, total):
    """The level whose own band contains `total` (KHT below the lowest)."""
    for level in ("XS", "TOT", "HT"):
        if total >= profile.bands[level]:
            return level
    return "KHT"


def levels_tried(profile, total):
    return ("XS", "TOT", "HT") if profile.cascade else (band_of(profile, total),)


def when_none_holds(profile, total):
    """incomplete_policy; the band never gives XS, whose conditions did not hold."""
    if profile.incomplete_policy == "not_completed":
        return "KHT"
    if profile.incomplete_policy == "band":
        level = band_of(profile, total)
        return "TOT" if level == "XS" else level
    return UNDECIDED


def walk(profile, facts, total):
    """The first level whose band and conditions all hold, and every failing clause of those tried before it."""
    reasons = []
    for level in levels_tried(profile, total):
        codes = failing(profile, facts, level, total)
        if not codes:
            return level, reasons
        reasons += codes
    return when_none_holds(profile, total), reasons


# ---- ordinal regimes (132, 124): four steps, no points ----------------------------------------------------------


def ordinal_holds(profile, values, level):
    floors = {"XS": (4, 3), "TOT": (3, 3), "HT": (2, 2)}[level]
    for criterion in profile.criteria:
        value = values.get(criterion.code)
        if value is None or criterion.group in "BP":
            continue
        floor = floors[0] if criterion.group == "II" else floors[1]
        if value[0] < floor * MICRO * value[1]:
            return False
    return True


def walk_ordinal(profile, facts, values):
    """The highest step whose floors all hold; of the conditions only no_tasks_bars_xs (§2) speaks here."""
    reasons = []
    for level in ("XS", "TOT", "HT"):
        if not ordinal_holds(profile, values, level):
            reasons.append(f"band_{level}")
        elif level != "XS" or has_tasks(profile, facts):
            return level, reasons
    return "KHT", ["band_HT"]


# ---- the judgement ------------------------------------------------------------------------------------------------


def kept_always(profile, facts, accepted):
    """Reasons that stay whatever the level: no tasks, accepted exceptions, missed socio-economic targets."""
    reasons = ["no_tasks"] if facts.total == 0 else []
    reasons += [f"exception_{key}" for key in accepted]
    if profile.subject_type != "staff" and not profile.ordinal and targets_missed(facts):
        reasons.append("five_targets")
    return reasons


def incomplete(points, facts):
    reasons = [f"missing_{name}" for name in points.missing]
    if facts.total == 0:
        reasons.append("no_tasks")
    return Judgement(INCOMPLETE, reasons, Points(criteria=points.criteria, missing=points.missing))


def judge(profile, facts):
    """The suggestion for one subject before the quota."""
    if profile.ordinal:
        values, missing = ordinal_values(profile, facts)
        points = Points(criteria=values, missing=missing)
    else:
        values, points = None, score(profile, facts)
    if points.missing:
        return incomplete(points, facts)
    opened, accepted = weigh_triggers(profile, facts)
    kept = kept_always(profile, facts, accepted)
    grounds = [f"trigger_{key}" for key in opened]
    if profile.ordinal:
        level, reasons = walk_ordinal(profile, facts, values)
        below = level == "KHT"
    else:
        below = points.total < profile.bands["HT"]
        level, reasons = ("KHT", []) if below else walk(profile, facts, points.total)
    if grounds or below:
        level, reasons = "KHT", grounds + (["band_HT"] if below else [])
    return Judgement(level, list(dict.fromkeys(reasons + kept)), points)
