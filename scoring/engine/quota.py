"""The quota on XS (Điều 12): a cap by integer arithmetic, and who keeps the level."""

from itertools import groupby

from scoring.engine.exact import MICRO

QUOTA, TIE = "quota", "quota_tie"


def cap(basis, percent, *, candidates, good, rated):
    """The most XS a group may have. percent in micro (20 % → 20,000,000); always rounded down.

    of_good: the largest x with x ≤ q·(T + X − x), because each candidate turned down is rated Tốt."""
    hundred = 100 * MICRO
    if basis == "of_good":
        most = percent * (good + candidates) // (hundred + percent)
    elif basis == "of_good_or_better":
        most = percent * (good + candidates) // hundred
    else:
        most = percent * rated // hundred
    return min(most, candidates)


def turned_down(most, candidates):
    """Yield (id, level, reason) of the candidates who do not keep XS.

    candidates: (id, key) in rank order, equal keys being a tie. The first `most` keep XS; if the last place is tied,
    none of the tied is picked: UNDECIDED; the place is not refilled."""
    before = 0
    for _, group in groupby(candidates, key=lambda row: row[1]):
        tied = [row[0] for row in group]
        after = before + len(tied)
        if before >= most:
            yield from ((pk, "TOT", QUOTA) for pk in tied)
        elif after > most:
            yield from ((pk, "UNDECIDED", TIE) for pk in tied)
        before = after
