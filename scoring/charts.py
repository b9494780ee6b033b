"""Geometry of the charts, and figures ready to print: pure functions, no database, no HTML.

Coordinates are text with a decimal point (a template would write a comma), worked out in integers."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

from scoring.engine.facts import Facts
from scoring.engine.rating import CONDITIONS

CENT = Decimal("0.01")
LEVEL_CSS = {"XS": "xs", "TOT": "tot", "HT": "ht", "KHT": "kht"}
HEAT_FLOORS = ((100, "q5"), (90, "q4"), (70, "q3"), (50, "q2"))  # the thresholds of the rule, not quantiles
SCORE_FLOOR = 40  # bars start here while nobody shown lies below


def points(value):
    """Decimal points with two decimals and a comma: 96.4 → 96,40; – if there are none."""
    return "–" if value is None else str(value.quantize(CENT, ROUND_HALF_UP)).replace(".", ",")


def coordinate(numerator, denominator, scale=100):
    """numerator/denominator of `scale`, clamped to [0, scale], as text with two decimals."""
    hundredths = int(numerator * scale * 100 / denominator) if denominator else 0
    hundredths = max(0, min(hundredths, scale * 100))
    return f"{hundredths // 100}.{hundredths % 100:02d}"


# ---- distribution by level ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Segment:
    css: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class LevelBar:
    segments: tuple
    quota: str  # x of the quota tick, "" where there is none


def level_bar(levels, n, quota=None):
    """levels: {level: count} of `n` dossiers, the rest being unrated; a bar 100 wide."""
    segments, before = [], 0
    counts = [(css, levels.get(level, 0)) for level, css in LEVEL_CSS.items()]
    counts.append(("none", n - sum(count for _, count in counts)))
    for css, count in counts:
        if count:
            segments.append(Segment(f"b-{css}", coordinate(before, n), coordinate(count, n)))
        before += count
    return LevelBar(tuple(segments), coordinate(quota, n) if quota is not None and n else "")


# ---- ranking bars ---------------------------------------------------------------------------------------------


def score_floor(totals):
    """Where the bars of one page start: 40, or 0 when someone shown lies below (totals may hold None)."""
    return 0 if any(total is not None and total < SCORE_FLOOR for total in totals) else SCORE_FLOOR


def score_width(total, floor):
    return coordinate(total - floor, 100 - floor)


@dataclass(frozen=True, slots=True)
class Move:
    """Places gained (+) or lost (−) since the round before."""

    css: str
    places: int
    words: str


def move(rank, before):
    """None where either rank is missing."""
    if rank is None or before is None:
        return None
    if before == rank:
        return Move("same", 0, "giữ nguyên")
    return Move("up", before - rank, "tăng") if before > rank else Move("down", rank - before, "giảm")


# ---- heat -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heat:
    """One cell: the result of a field in per cent, rounded down never claiming a threshold early."""

    css: str
    text: str
    total: int = 0
    done: int = 0


NO_TASKS = Heat("q0", "")


def heat(cell):
    """cell: [total, done, "98.333333"] of Suggestion.detail["fields"], or None without tasks in the field."""
    if not cell or cell[2] in (None, ""):
        return NO_TASKS
    total, done, result = cell
    whole = int(Decimal(result).to_integral_value(ROUND_FLOOR))
    css = next((css for floor, css in HEAT_FLOORS if whole >= floor), "q1")
    return Heat(css, str(whole), total, done)


# ---- levels over the years ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class YearPoint:
    """One round: shares are exact fractions of the rated."""

    label: str
    regime: str
    committee: int
    ordinal: bool
    good: Fraction
    excellent: Fraction
    round: int
    rated: int

    @property
    def era(self):
        """Years of one era may be joined by a line: the same rules, the same committee."""
        return self.regime, self.committee


@dataclass(frozen=True, slots=True)
class Mark:
    x: str
    y: str
    text: str
    text_y: str


@dataclass(frozen=True, slots=True)
class Trend:
    """width × height; `eras`: (x, words, is the last); `soft`: x of a change between two regimes without points,
    `hard`: the two x of the double line of any other change; `names`: (x, y, css, words, anchor) of the lines."""

    width: int
    height: int
    right: str
    labels: tuple
    eras: tuple
    hard: tuple
    soft: tuple
    good: tuple
    excellent: tuple
    good_paths: tuple
    excellent_paths: tuple
    names: tuple


HEIGHT, BASE, CEILING = 236, 208, 44
LEFT, ERA_GAP = 66, 26


def pixels(value):
    """A Fraction or int as text with one decimal."""
    tenths = int(value * 10)
    return f"{tenths // 10}.{tenths % 10}"


def percent_words(share, decimals=1):
    """An exact share as 84,9, half up."""
    tenths = share * 100 * 10**decimals
    whole = (2 * tenths.numerator + tenths.denominator) // (2 * tenths.denominator)
    return str(Decimal(whole).scaleb(-decimals)).replace(".", ",")


def columns_of(years, right):
    """x of each year, with a wider gap between eras, and the x of each break."""
    breaks = [i for i in range(1, len(years)) if years[i].era != years[i - 1].era]
    step = Fraction(right - LEFT - ERA_GAP * len(breaks), max(len(years) - 1, 1))
    xs = [LEFT + step * i + ERA_GAP * sum(at <= i for at in breaks) for i in range(len(years))]
    return xs, [(at, (xs[at - 1] + xs[at]) / 2) for at in breaks]


def height_of(share):
    return BASE - share * (BASE - CEILING)


def paths_of(years, xs, name):
    """One path for each run of years of one era: series are never joined across a change of rules or of committee."""
    runs, last = [], None
    for year, x in zip(years, xs, strict=True):
        step = f"{pixels(x)} {pixels(height_of(getattr(year, name)))}"
        if last == year.era:
            runs[-1] += f"L{step}"
        else:
            runs.append(f"M{step}")
        last = year.era
    return tuple(run for run in runs if "L" in run)


def marks_of(years, xs):
    """(good, excellent) dots with their figures, kept apart where the two series meet."""
    good, excellent = [], []
    for year, x in zip(years, xs, strict=True):
        high, low = height_of(year.good), height_of(year.excellent)
        low_text = low + 17 if low < BASE - 22 else low - 9
        high_text = min(high - 9, low_text - 14)
        good.append(Mark(pixels(x), pixels(high), percent_words(year.good), pixels(high_text)))
        excellent.append(Mark(pixels(x), pixels(low), percent_words(year.excellent), pixels(low_text)))
    return tuple(good), tuple(excellent)


def eras_of(years, xs):
    eras, start = [], 0
    for i in range(1, len(years) + 1):
        if i == len(years) or years[i].era != years[start].era:
            eras.append((pixels((xs[start] + xs[i - 1]) / 2), years[start].regime, i == len(years)))
            start = i
    return tuple(eras)


def is_soft(years, at):
    return years[at].ordinal and years[at - 1].ordinal


def names_of(years, right, good, excellent, beside):
    """The names of the two lines: beside their ends where there is room, else over their first dots."""
    if not beside:
        below = Fraction(excellent[0].text_y) > Fraction(excellent[0].y)
        return (
            ("8.0", pixels(Fraction(good[0].text_y) - 15), "t1", "Tốt trở lên", ""),
            ("8.0", pixels(Fraction(excellent[0].text_y) + (15 if below else -15)), "t2", "Xuất sắc", ""),
        )
    ends = height_of(years[-1].good), height_of(years[-1].excellent)
    low = max(ends[1], ends[0] + 18)
    return (
        (pixels(right), pixels(ends[0] + 4), "t1", "Tốt trở lên", ""),
        (pixels(right), pixels(low + 4), "t2", "Xuất sắc", ""),
    )


def trend(years, width, margin):
    """years: [YearPoint], oldest first, at least two; margin: room right of the plot, where the lines are named."""
    right = width - margin
    xs, breaks = columns_of(years, right - 14)
    good, excellent = marks_of(years, xs)
    return Trend(
        width=width,
        height=HEIGHT,
        right=pixels(right),
        labels=tuple((pixels(x), year.label) for x, year in zip(xs, years, strict=True)),
        eras=eras_of(years, xs),
        hard=tuple((pixels(x - 3), pixels(x + 3)) for at, x in breaks if not is_soft(years, at)),
        soft=tuple(pixels(x) for at, x in breaks if is_soft(years, at)),
        good=good,
        excellent=excellent,
        good_paths=paths_of(years, xs, "good"),
        excellent_paths=paths_of(years, xs, "excellent"),
        names=names_of(years, right, good, excellent, margin > 50),
    )


# ---- conditions of a rating row -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Condition:
    """One cell of the decision table; `lack`: the words for it where the column has no room."""

    text: str
    missed: bool = False
    lack: str = ""


NOT_APPLICABLE = Condition("")


def conditions(row, rules):
    """(xong, vượt, chậm, khắc phục) of a RatingRow, marked by what the engine found.

    A share of exceeded tasks too small is no exception by itself while the points do not reach Xuất sắc either."""
    codes = set(row.reason_codes)
    if row.level == "KHT" and not rules.ordinal:  # a trigger ends the walk; these two hold for every level above
        facts = Facts(total=row.tasks, done=row.done, late=row.late)
        codes |= {code for code, holds in CONDITIONS["TOT"] if not holds(None, facts)}
    late = Condition(str(row.late), bool({"late", "late_share"} & codes), f"{row.late} việc chậm")
    if not row.tasks:
        return NOT_APPLICABLE, NOT_APPLICABLE, late, remedied(row, codes)
    done, exceeded = share_words(row.done_share), share_words(row.exceeded_share)
    least = f", cần {percent_words(Fraction(rules.xs_exceeded_min))}" if rules.xs_exceeded_min is not None else ""
    return (
        Condition(done, "done_share" in codes, f"xong {done} %"),
        Condition(exceeded, "exceeded_share" in codes and "band_XS" not in codes, f"vượt {exceeded} %{least}"),
        late,
        remedied(row, codes),
    )


def share_words(share):
    return "100" if share == 1 else percent_words(share)


def remedied(row, codes):
    if not row.pointed_out:
        return NOT_APPLICABLE
    figures = f"{row.remedied}/{row.pointed_out}"
    return Condition(figures, "remediation" in codes, f"khắc phục {figures}")
