"""Còn thiếu gì: what separates a subject from the next level up, in figures (no text)."""

from dataclasses import dataclass

from scoring.engine.exact import MICRO
from scoring.engine.rating import CONDITIONS
from scoring.engine.triggers import weigh_triggers

NEXT = {"KHT": "HT", "HT": "TOT", "TOT": "XS", "UNDECIDED": "HT"}


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing missing: kind is a reason code or trigger id; amount what to add, after the figure then reached."""

    kind: str
    amount: int = 0
    after: int = 0
    of: int = 0


def least_reaching(have, total, share):
    """The smallest count c ≥ have with c/total ≥ share (share in micro)."""
    return max(have, -(-share * total // MICRO))


def next_level(profile, level, total):
    """The level to aim at: for UNDECIDED the highest whose band is reached, whose conditions then failed."""
    if level == "UNDECIDED":
        return next((name for name in ("XS", "TOT", "HT") if total >= profile.bands[name]), "HT")
    return NEXT.get(level)


def gaps(profile, facts, level, total):
    """(aim, [Gap]) on the points scale; (None, []) at the top, without points or in an ordinal regime."""
    aim = None if profile.ordinal or total is None else next_level(profile, level, total)
    if aim is None:
        return None, []
    found = [Gap(f"trigger_{key}") for key in weigh_triggers(profile, facts)[0]]
    if total < profile.bands[aim]:
        found.append(Gap("band", profile.bands[aim] - total, profile.bands[aim]))
    for code, holds in CONDITIONS[aim]:
        if not holds(profile, facts):
            found.append(amount(profile, facts, code))
    return aim, found


def amount(profile, facts, code):
    if code == "done_share":
        return Gap(code, facts.total - facts.done, facts.total, facts.total)
    if code == "exceeded_share":
        after = least_reaching(facts.exceeded, facts.total, profile.xs_exceeded_min)
        return Gap(code, after - facts.exceeded, after, facts.total)
    if code == "remediation":
        after = least_reaching(facts.remedied, facts.pointed_out, profile.xs_remediation_min)
        return Gap(code, after - facts.remedied, after, facts.pointed_out)
    if code == "late":
        return Gap(code, facts.late, 0, facts.total)
    if code == "late_share":
        most = profile.ht_late_max * facts.total // MICRO
        return Gap(code, facts.late - most, most, facts.total)
    return Gap(code)
