"""Ratings of one subject over the years, each under its own rules, never compared across a change of them. Pure."""

from dataclasses import dataclass
from itertools import groupby, pairwise

from scoring.enums import Level

HEIGHTS = {Level.XS: 0, Level.TOT: 1, Level.HT: 2, Level.KHT: 3}
ROW, TOP, LEFT = 26, 14, 118


@dataclass(frozen=True, slots=True)
class Entry:
    """One rating, or the reason why a year has none."""

    year: int
    words: str  # of the period: "năm 2024"
    rules: str  # name of the profile
    regime: str  # what must be equal for two ratings to be compared
    post: str
    decided: str
    suggested: str
    total: object
    assessment: int | None
    is_year: bool
    simulated: bool
    remark: str = ""


def segments(entries):
    """[(regime, rules, [entries])]: oldest first, cut wherever the rules changed."""
    return [(regime, part[0].rules, part) for regime, part in _runs(entries)]


def _runs(entries):
    for regime, part in groupby(entries, key=lambda entry: entry.regime):
        yield regime, list(part)


def ended_entry(entries, valid_to):
    """The year in which a committee ended before its close and so was not rated; None if it was, or did not end so."""
    if valid_to is None or (valid_to.month, valid_to.day) == (12, 31):
        return None
    if any(entry.is_year and entry.year == valid_to.year for entry in entries):
        return None
    remark = f"không xếp loại – kết thúc hoạt động {valid_to.day}/{valid_to.month}/{valid_to.year}"
    regime = entries[-1].regime if entries else ""
    return Entry(valid_to.year, f"năm {valid_to.year}", "", regime, "", "", "", None, None, True, False, remark)


def consecutive_xs(entries):
    """(number of years in a row decided XS up to the last decided year, first of them, last of them).

    A year counts when every decided rating of the year is XS; a year without a decision breaks the row."""
    levels = {}
    for entry in entries:
        if entry.is_year and entry.decided:
            levels.setdefault(entry.year, set()).add(entry.decided)
    last = max(levels, default=None)
    year, count = last, 0
    while year is not None and levels.get(year) == {Level.XS}:
        count, year = count + 1, year - 1
    return (count, last - count + 1, last) if count else (0, None, None)


@dataclass(frozen=True, slots=True)
class LevelLine:
    """Drawing of the decided levels by year: one broken line, cut where rules change. Coordinates are ready text."""

    css: str  # wide or narrow
    width: int
    height: int
    rows: list  # (y of the words, y of the rule, word)
    years: list  # (x, year)
    marks: list  # (x, y, class)
    lines: list  # points of a polyline
    breaks: list  # (x, x of its second line)
    words: str
    foot: int = TOP + 3 * ROW + 25


WORDS = {Level.XS: "Xuất sắc", Level.TOT: "Tốt", Level.HT: "Hoàn thành", Level.KHT: "Không hoàn thành"}


def by_year(entries):
    """{year: its decided entry}; of two posts in one year the lower level."""
    found = {}
    for entry in entries:
        kept = found.get(entry.year)
        if entry.is_year and entry.decided and (kept is None or HEIGHTS[entry.decided] > HEIGHTS[kept.decided]):
            found[entry.year] = entry
    return found


def level_lines(entries):
    """The decided levels drawn for a wide and a narrow page; none with fewer than two years: one mark is no line."""
    found = by_year(entries)
    if len(found) < 2:
        return []
    return [drawn(found, "wide", 64, 12), drawn(found, "narrow", 34, 6)]


def drawn(found, css, step, years_max):
    last = max(found)
    first = max(min(found), last - years_max + 1)
    kept = [found[year] for year in sorted(found) if year >= first]

    def x(year):
        return LEFT + step // 2 + (year - first) * step

    def y(level):
        return TOP + HEIGHTS[level] * ROW

    lines, breaks, run = [], [], [kept[0]]
    for before, entry in pairwise(kept):
        if entry.regime != before.regime:
            middle = (x(before.year) + x(entry.year)) // 2
            breaks.append((middle - 2, middle + 2))
        if entry.regime != before.regime or entry.year != before.year + 1:
            lines.append(run)
            run = []
        run.append(entry)
    lines.append(run)
    return LevelLine(
        css=css,
        width=x(last) + step // 2,
        height=TOP + 3 * ROW + 28,
        rows=[(TOP + place * ROW + 4, TOP + place * ROW, WORDS[level]) for level, place in HEIGHTS.items()],
        years=[(x(year), str(year)) for year in range(first, last + 1)],
        marks=[(x(entry.year), y(entry.decided), entry.decided.lower()) for entry in kept],
        lines=[" ".join(f"{x(e.year)},{y(e.decided)}" for e in line) for line in lines if len(line) > 1],
        breaks=breaks,
        words="; ".join(f"năm {entry.year} {WORDS[entry.decided]}" for entry in kept),
    )
