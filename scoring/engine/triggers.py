"""Grounds for level 4 (Điều 11 khoản 4): one function each, by its id. Thresholds are strict as written."""

from scoring.engine.exact import MICRO

OF_TYPE = {
    "collective": ("C1", "C2", "C3", "C4"),
    "leader": ("L1", "L2", "L3", "L4", "L5"),
    "staff": ("N1", "N2"),
}
FIVE = ("T1", "T2", "T3", "T4", "T5")


def done_below(profile, facts):
    """done_share < kht_done_below; without tasks there is nothing to fall short of."""
    limit = profile.kht_done_below
    return limit is not None and facts.total > 0 and facts.done * MICRO < limit * facts.total


def targets_missed(facts):
    """How many of the five socio-economic targets are recorded as missed without an accepted exception."""
    if not facts.triggers:
        return 0
    return sum(1 for key in FIVE if facts.triggers.get(key, (0, 0))[0])


def five_targets(profile, facts):
    if profile.ordinal:
        return False
    missed = targets_missed(facts)
    return (profile.five_targets == "any" and missed >= 1) or (profile.five_targets == "all" and missed == 5)


def own_discipline(profile, facts):
    rows, duty = facts.discipline
    return duty > 0 or (profile.any_discipline_is_kht and rows > 0)


def c2(profile, facts):
    """The committee's own row, or a duty-related row of a leading member at this unit."""
    return own_discipline(profile, facts) or facts.members[1] > 0


def c4(profile, facts):
    return done_below(profile, facts) or five_targets(profile, facts)


def l1(profile, facts):
    """Area below the floor, or more than half of the units directly led KHT (exactly half does not fire)."""
    if done_below(profile, facts) or five_targets(profile, facts):
        return True
    rated, limit = sum(facts.units.values()), profile.l1_units_over
    if profile.ordinal or limit is None or not rated:
        return False
    return facts.units.get("KHT", 0) * MICRO > limit * rated


def l2(profile, facts):
    return not profile.ordinal and 2 * facts.low_votes > facts.votes


def n2(profile, facts):
    if profile.ordinal:
        return done_below(profile, facts)
    limit = profile.n2_failed_over
    return limit is not None and facts.total > 0 and facts.failed * MICRO > limit * facts.total


COMPUTED = {"C2": c2, "C4": c4, "L1": l1, "L2": l2, "L3": own_discipline, "N1": own_discipline, "N2": n2}


def weigh_triggers(profile, facts):
    """(open ids, accepted ids). A recorded row is open until accepted; a computed one unless a row with its id was."""
    recorded = facts.triggers
    if not recorded:
        return [key for key in OF_TYPE[profile.subject_type] if fires(key, profile, facts)], []
    opened, accepted = [], []
    for key in OF_TYPE[profile.subject_type]:
        rows_open, rows_accepted = recorded.get(key, (0, 0))
        if rows_open or (not rows_accepted and fires(key, profile, facts)):
            opened.append(key)
        elif rows_accepted:
            accepted.append(key)
    if profile.subject_type != "staff" and not profile.ordinal:
        accepted += [key for key in FIVE if key in recorded and not recorded[key][0]]
    return opened, accepted


def fires(key, profile, facts):
    return key in COMPUTED and COMPUTED[key](profile, facts)
