"""The line of milestones, drawn on the server. Coordinates are text with a decimal point: templates only place them."""

import datetime as dt
from dataclasses import dataclass

MARGIN = 12
SHAPES = {"done": ("m-done", "m-n-inv"), "warn": ("m-slow", "m-n-inv"), "late": ("m-late", "m-n-late")}
NEXT = ("m-next", "m-n")


def plain(number):
    return f"{number:.1f}"


@dataclass(frozen=True, slots=True)
class Drawing:
    css: str
    width: int
    end: int
    done_to: str
    ticks: list  # (x of the tick, x of its word, word)
    dots: list  # (x, class of the dot, class of the number, number)
    now: tuple | None  # (x, x of the words, class of their anchor)


def months(start, end):
    """The first day of every month from the one of `start` up to `end`."""
    day = start.replace(day=1)
    while day <= end:
        yield day
        day = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def drawing(css, width, start, end, steps, today, ticks_max):
    span = max((end - start).days, 1)

    def x(day):
        return MARGIN + (width - 2 * MARGIN) * min(max((day - start).days, 0), span) / span

    every = list(months(start, end))
    stride = next((n for n in (1, 2, 3, 6, 12, 24) if len(every) <= n * ticks_max), 60)
    long = len({day.year for day in every}) > 1
    ticks = [
        (plain(x(day)), plain(x(day)), f"{day.month}/{day.year % 100:02d}" if long else f"T{day.month}")
        for day in every[::stride]
        if day >= start.replace(day=1)
    ]
    dots, last = [], -100.0
    for step in steps:
        at = max(x(step.due), last + 19) if x(step.due) - last < 19 else x(step.due)
        last = at = min(at, width - MARGIN)
        dots.append((plain(at), *SHAPES.get(step.standing.shape, NEXT), step.number))
    done = [x(step.due) for step in steps if step.ended]
    now = None
    if start <= today <= end:
        at = x(today)
        right = at > width / 2
        now = (plain(at), plain(at + (4 if right else -4)), "t-end" if right else "")
    return Drawing(css, width, width - MARGIN, plain(max(done)) if done else "", ticks, dots, now)


def milestone_line(task, steps, today):
    """Two drawings, wide and narrow, of the milestones from start to end of the task; none without milestones."""
    if not steps:
        return []
    first, last = min(step.due for step in steps), max(step.due for step in steps)
    start = min(task.start or dt.date(first.year, 1, 1), first)
    end = max(task.due, last)
    return [
        drawing("wide", 840, start, end, steps, today, 12),
        drawing("narrow", 328, start, end, steps, today, 5),
    ]
