"""The page of a running computation: written while it runs, so that progress shows without JavaScript."""

import logging
from dataclasses import dataclass

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


@dataclass(slots=True)
class Started:
    """A computation that holds its lock (`steps` stands at its first step), or the reason it was refused."""

    steps: object = None
    first: tuple = ()
    refused: str = ""


def note_key(round):
    return f"computing:{round.pk}"


def start(round, actor):
    """Take the lock of the round, or say in Vietnamese why not. A note in the cache tells the next one who runs it."""
    note = f"{actor.get_full_name() or actor.get_username()}, từ {timezone.localtime():%H:%M}"
    cache.add(note_key(round), note, NOTED_FOR)
    steps = rate_steps(round, actor=actor)
    try:
        return Started(steps, next(steps))
    except AlreadyRunning:
        other = cache.get(note_key(round))
        who = f" ({other})" if other and other != note else ""
        return Started(refused=f"Đợt này đang được tính{who}. Chờ lần tính ấy xong rồi xem kết quả.")
    except NotComputable as error:
        cache.delete(note_key(round))
        return Started(refused=str(error))


def page(request, round, started):
    """Yield the page: the frame, a line for every twentieth of the work, then the result and the rest of the frame."""
    here = get_random_string(24)  # where the page splits into what is sent before and after the work
    frame = {**pages.frame_of(request.user, round), "here": here}
    before, _, after = render_to_string("scoring/computing.html", frame, request).partition(here)
    yield before
    try:
        report = yield from progress(started)
    except (AlreadyRunning, NotComputable, *FAILURES):
        log.exception("computing round %s failed", round.code)
        yield render_to_string("scoring/computing_failed.html", frame)
    else:
        yield render_to_string("scoring/computing_done.html", {**frame, **done_words(round, report)})
    finally:  # also when the reader went away: an unfinished run is rolled back
        started.steps.close()
        cache.delete(note_key(round))
    yield after


def progress(started):
    """Yield lines as the work goes on; returns the Report."""
    shown, (done, total) = -1, started.first
    while True:
        part = done * LINES // total if total else LINES
        if part > shown:
            shown = part
            yield render_to_string("scoring/computing_step.html", {"done": done, "total": total})
        try:
            done, total = next(started.steps)
        except StopIteration as stop:
            return stop.value


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
