"""Hai cấp của một chỉ tiêu: what was given from above, what was handed down in parts, what was reached. Pure.

The case it is measured by (Nhơn Trạch 2021): 120 from the province, 157 handed down, 127 reached: exceeded upstairs,
missed downstairs. Both are said; neither hides the other."""

import re
from dataclasses import dataclass
from decimal import Decimal

from cadre.templatetags.vi import so
from cadre.text import fold
from tasks.achievement import is_reached
from tasks.wording import target_words, with_unit

# Shares, averages, ranks and measures of time do not add up over units; one number for each is shown instead.
SINGLE_UNITS = {"%", "‰", "điểm", "phút", "giờ", "ngày", "hạng", "bậc", "sao"}
SINGLE_NAMES = re.compile(
    r"\b(t[ỷỉ] (lệ|trọng|suất)|bình quân|trung bình|chỉ số|mức độ|xếp hạng|thứ hạng|thời gian)\b", re.I
)
A_YEAR = {"năm", "quý", "tháng", "kỳ"}  # vụ/năm adds up over units; triệu đồng/người does not


@dataclass(frozen=True, slots=True)
class Verdict:
    """A finding in words; `is_exception`: somebody has to look at it."""

    words: str
    is_exception: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What one lower task has of the target: its indicator and who holds it."""

    indicator: object
    holder: str
    task: object = None

    @property
    def target(self):
        return target_words(self.indicator)

    @property
    def reached(self):
        if self.indicator.comparator == "done":
            return "" if self.indicator.result is None else "xong" if self.indicator.result > 0 else "chưa xong"
        return "" if self.indicator.result is None else with_unit(self.indicator.result, self.indicator.unit)

    @property
    def is_met(self):
        each = self.indicator
        return is_reached(each.comparator, each.target_min, each.target_max, each.result)


@dataclass(frozen=True, slots=True)
class Tier:
    """One target on both levels. `adds_up`: whether the parts were summed; handed_down, delivered are None if not."""

    name: str
    unit: str
    target: str
    asked: Decimal | None
    adds_up: bool
    handed_down: Decimal | None
    reported: Decimal | None
    delivered: Decimal | None
    parts: tuple[Part, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def gap(self):
        """What of the target nobody below was given; negative when more was handed down than asked."""
        return None if self.handed_down is None else self.asked - self.handed_down

    @property
    def differs(self):
        return self.reported is not None and self.delivered is not None and self.reported != self.delivered


def adds_up(indicator):
    """Whether a target is a count that the parts of several units make up together."""
    unit = indicator.unit.strip().casefold()
    if indicator.comparator == "done" or unit in SINGLE_UNITS or SINGLE_NAMES.search(indicator.name):
        return False
    _, slash, per = unit.partition("/")
    return not slash or per.strip() in A_YEAR


def bound(indicator):
    """The number that is shared out: the upper one of "không quá", else the lower one."""
    return indicator.target_max if indicator.comparator == "lte" else indicator.target_min


def same_measure(one, other):
    return fold(one.name).split() == fold(other.name).split()


def same_unit(one, other):
    return fold(one.unit).split() == fold(other.unit).split()


@dataclass(frozen=True, slots=True)
class Share:
    """What a lower task has of a target above it."""

    above: object  # the indicator of the upper task
    part: Part

    @property
    def target(self):
        return target_words(self.above)

    @property
    def reached_above(self):
        return Part(self.above, "").reached


def shares(indicators, above):
    """[Share] of the indicators of a lower task that carry one of the upper task's."""
    pairs = ((each, upper) for upper in above for each in indicators if same_measure(each, upper))
    return [Share(upper, Part(each, "")) for each, upper in pairs]


def reconcile(asked, parts, *, above="cấp trên", hidden=0):
    """[Tier] of each of the upper indicators that is carried below.

    asked: indicators of the upper task; parts: [Part] of all the lower tasks; above: who gave the upper target, in a
    word ("tỉnh"); hidden: lower tasks out of sight, with which no sum is complete."""
    found = []
    for each in asked:
        mine = tuple(part for part in parts if same_measure(part.indicator, each))
        if mine:
            found.append(tier(each, mine, above, hidden))
    return found


def tier(asked, parts, above, hidden):
    strange = [part for part in parts if not same_unit(part.indicator, asked)]
    counted = [part for part in parts if part not in strange and bound(part.indicator) is not None]
    summed = adds_up(asked) and bool(counted)
    results = [part.indicator.result for part in counted if part.indicator.result is not None]
    handed = sum(bound(part.indicator) for part in counted) if summed else None
    delivered = sum(results) if summed and results else None
    verdicts = [
        *(sums_said(asked, handed, delivered, above, hidden) if summed else each_said(asked, parts, above)),
        *strange_said(asked, strange),
    ]
    return Tier(
        name=asked.name,
        unit=asked.unit,
        target=target_words(asked),
        asked=bound(asked),
        adds_up=summed,
        handed_down=handed,
        reported=asked.result,
        delivered=delivered,
        parts=parts,
        verdicts=tuple(verdicts),
    )


def strange_said(asked, strange):
    for unit in dict.fromkeys(part.indicator.unit for part in strange):
        words = f"“{unit or 'không ghi đơn vị'}” khác “{asked.unit or 'không ghi đơn vị'}”"
        yield Verdict(f"đơn vị khác nhau, không cộng: {words}", True)


def share(number, target):
    return f"({so(number)}/{so(target)})"


def sums_said(asked, handed, delivered, above, hidden):
    """Verdicts on a target that adds up: what was shared out, what came of it upstairs, what downstairs."""
    ceiling = asked.comparator == "lte"
    if not hidden:
        yield from shared_out(asked, handed, ceiling)
    reached = delivered if asked.result is None else asked.result
    if reached is not None and (asked.result is not None or not hidden):
        yield upstairs(asked, reached, above)
    below = asked.result if delivered is None else delivered
    if below is not None and not hidden and handed != bound(asked):
        yield downstairs(below, handed, ceiling)
    if asked.result is not None and delivered is not None and asked.result != delivered and not hidden:
        gap = abs(asked.result - delivered)
        words = f"việc này báo {so(asked.result)}, cấp dưới cộng lại {so(delivered)}: lệch {so(gap)}"
        yield Verdict(words, True)


def shared_out(asked, handed, ceiling):
    gap = bound(asked) - handed
    if ceiling and gap < 0:
        words = f"mức trần giao xuống cộng lại {so(handed)}, cao hơn mức được giao {so(bound(asked))}"
        yield Verdict(words, True)
    elif not ceiling and gap > 0:
        yield Verdict(f"còn {so(gap)} chưa giao", True)
    elif not ceiling and gap < 0:
        most = asked.target_max if asked.comparator == "range" else None
        if most is None or handed > most:
            yield Verdict(f"giao xuống nhiều hơn được giao {so(-gap)}", asked.comparator == "eq")


def upstairs(asked, reached, above):
    figures = share(reached, bound(asked))
    if asked.comparator == "range":
        figures = f"({so(reached)}, {target_words(asked)})"
    if is_reached(asked.comparator, asked.target_min, asked.target_max, reached):
        beyond = reached > bound(asked) and asked.comparator == "gte"
        return Verdict(f"{'vượt' if beyond else 'đạt'} chỉ tiêu {above} giao {figures}")
    over = asked.comparator in ("lte", "eq", "range") and reached > bound(asked)
    return Verdict(f"{'quá' if over else 'chưa đạt'} chỉ tiêu {above} giao {figures}", True)


def downstairs(reached, handed, ceiling):
    figures = share(reached, handed)
    if ceiling:
        words = "trong mức đã giao xuống" if reached <= handed else "quá mức đã giao xuống"
        return Verdict(f"{words} {figures}", reached > handed)
    if reached < handed:
        return Verdict(f"chưa đạt tổng đã giao xuống {figures}", True)
    return Verdict(f"{'vượt' if reached > handed else 'đạt'} tổng đã giao xuống {figures}")


def each_said(asked, parts, above):
    """Verdicts on a target that does not add up: nothing is summed, who is short is counted."""
    yield Verdict("không cộng được, xem từng nơi")
    if asked.result is not None:
        met = is_reached(asked.comparator, asked.target_min, asked.target_max, asked.result)
        yield Verdict(f"{'đạt' if met else 'chưa đạt'} chỉ tiêu {above} giao", not met)
    known = [part.is_met for part in parts if part.is_met is not None]
    if known:
        met = sum(known)
        yield Verdict(f"{met}/{len(known)} nơi có số liệu đã đạt phần của mình", met < len(known))
