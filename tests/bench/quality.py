"""Precision and recall of the quality check on what was labelled by hand (tests/quality/labels.py)."""

from collections import Counter

from tasks.quality import examine
from tests.quality import labels


def fill(_size):
    return {}


def score(cases, codes):
    """{code: (said and meant, said only, meant only)}; cases: (codes said, codes meant)."""
    found = {code: Counter() for code in codes}
    for said, meant in cases:
        for code in codes:
            found[code][code in said, code in meant] += 1
    return {code: (n[True, True], n[True, False], n[False, True]) for code, n in found.items()}


def said_of(draft, known=()):
    return {finding.code for finding in examine(draft, known=known)}


def likeness(lines):
    """A duplicate called near, or the other way round, is found all the same: they are judged as one."""
    for draft, known, meant in labels.pairs(lines):
        said = said_of(draft, (known,))
        yield (
            {"split"} & said | ({"alike"} if {"duplicate", "near_duplicate"} & said else set()),
            {"split"} & meant | ({"alike"} if {"duplicate", "near_duplicate"} & meant else set()),
        )


def judged(_size):
    """{part: {code: [both, said only, meant only]}}"""
    codes = labels.CODES
    return {
        "seen": score(((said_of(draft), meant) for draft, meant in labels.sentences(labels.SENTENCES)), codes),
        "held out": score(((said_of(draft), meant) for draft, meant in labels.sentences(labels.HELD_OUT)), codes),
        "published": score(((said_of(draft), meant) for draft, meant in labels.real()), codes[:3]),
        "pairs seen": score(likeness(labels.PAIRS), ("alike", "split")),
        "pairs held out": score(likeness(labels.PAIRS_HELD_OUT), ("alike", "split")),
    }
