"""The check against what a person said of the labelled tasks (`labelled.py`); `make bench` prints the figures."""

from collections import Counter

import pytest

from tests.quality.labelled import figures, labelled, pairs, real_tasks

# Wrong advice is worse than none: a finding must be right, and may sometimes be missing.
FLOORS = {
    "no_number": (0.9, 0.9),
    "no_product": (0.8, 0.9),
    "vague": (0.95, 0.95),
    "duplicate": (0.9, 0.9),
    "near_duplicate": (0.85, 0.8),
    "split": (0.85, 0.9),
}


def test_every_real_task_is_labelled():
    names = [name for _, name, _, _ in labelled()]

    assert len(real_tasks()) == 91
    assert set(real_tasks()) <= set(names)
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_the_held_out_part_is_large_enough():
    parts = Counter(part for part, *_ in labelled())

    assert parts["held_out"] >= 60
    assert Counter(part for part, *_ in pairs())["held_out"] >= 30


@pytest.mark.parametrize("part", ["tuning", "held_out"])
@pytest.mark.parametrize("code", FLOORS)
def test_findings_agree_with_a_reader(part, code):
    figure, (precision, recall) = figures()[part][code], FLOORS[code]

    assert figure["precision"] >= precision
    assert figure["recall"] >= recall
