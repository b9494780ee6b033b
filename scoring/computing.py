"""The page of a running computation: written while it runs, so that progress shows without JavaScript."""

import logging

from django.core.cache import cache
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from scoring import charts, pages
from scoring.compute import AlreadyRunning, NotComputable, rate_steps
from scoring.enums import SuggestedLevel

log = logging.getLogger(__name__)
NOTED_FOR = 15 * 60  # seconds a note of who computes outlives a process that was killed
LINES = 20  # lines of progress at most
# What a computation can raise on bad data or a lost database; the page then says so instead of breaking off.
FAILURES = (DatabaseError, ArithmeticError, LookupError, TypeError, ValueError, OSError, MemoryError)


def note_key(round):
    return f"computing:{round.pk}"


def page(request, round):
    """Yield the page: the frame, a line for every twentieth of the work, then the result and the rest of the frame.

    Nothing is begun before the first piece is asked for, and a reader who goes away ends the run: it is rolled back."""
    here = get_random_string(24)  # where the page splits into what is sent before and after the work
    frame = {**pages.frame_of(request.user, round), "here": here}
    before, _, after = render_to_string("scoring/computing.html", frame, request).partition(here)
    yield before
    try:
        report = yield from run(round, request.user)
    except AlreadyRunning:
        yield failed(frame, f"Đợt này đang được tính{by_whom(round)}. Chờ lần tính ấy xong rồi xem kết quả.")
    except NotComputable as error:
        yield failed(frame, str(error))
    except FAILURES:
        log.exception("computing round %s failed", round.code)
        yield failed(frame)
    else:
        yield render_to_string("scoring/computing_done.html", {**frame, **done_words(round, report)})
    yield after


def run(round, actor):
    """Compute, yielding lines as the work goes on; returns the Report. While it runs a note in the cache tells others
    who started it; the note of a process that was killed goes by itself."""
    note = f"{actor.get_full_name() or actor.get_username()}, từ {timezone.localtime():%H:%M}"
    is_noted = cache.add(note_key(round), note, NOTED_FOR)
    steps = rate_steps(round, actor=actor)
    try:
        shown = -1
        while True:
            try:
                done, total = next(steps)
            except StopIteration as stop:
                return stop.value
            part = done * LINES // total if total else LINES
            if part > shown:
                shown = part
                yield render_to_string("scoring/computing_step.html", {"done": done, "total": total})
    finally:
        steps.close()
        if is_noted:
            cache.delete(note_key(round))


def by_whom(round):
    note = cache.get(note_key(round))
    return f" ({note})" if note else ""


def failed(frame, why=""):
    return render_to_string("scoring/computing_failed.html", {**frame, "why": why})


def done_words(round, report):
    """The report in figures: levels in their order, each with the rows behind it."""
    url = reverse("ratings", args=[round.pk])
    return {
        "report": report,
        "seconds": f"{report.seconds:.1f}".replace(".", ","),
        "levels": [
            (charts.LEVEL_CSS.get(level, "none"), word, report.counts[level])
            for level, word in SuggestedLevel.choices
            if report.counts.get(level)
        ],
        "ratings_url": url,
    }
