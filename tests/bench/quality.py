"""Precision and recall of the quality check on what was labelled by hand, and the time of a page of fifty tasks."""

import time

from tasks.quality import examine
from tests.quality import labelled


def fill(_size):
    return {}


def judged(_size):
    return labelled.figures()


def page(size):
    """Seconds in which `size` tasks are each compared with 300 others, every title read for the first time."""
    drafts = [draft for _, _, draft, _ in labelled.labelled()][:size]
    known = [other for _, _, _, other, _ in labelled.pairs()]
    others = [
        labelled.Known(number, f"{known[number % len(known)].title} {number}", year=2025, relation="colleague")
        for number in range(300)
    ]
    started = time.perf_counter()
    for draft in drafts:
        examine(draft, known=others)
    return {"seconds": time.perf_counter() - started, "tasks": len(drafts)}
