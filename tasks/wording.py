"""A target as a person says it, the same in lists, versions, the annex and the commitment.

`indicator` is anything with the attributes of tasks.models.Indicator."""

from cadre.templatetags.vi import NBSP, hoa_dau, so


def with_unit(number, unit):
    """92 % (not torn apart), 15 phút, 1.250 hộ."""
    return so(number) + (f"{NBSP}%" if unit == "%" else f" {unit}" if unit else "")


def target_words(indicator):
    """ít nhất 92 %, không quá 15 phút, đúng 11 xã, trong khoảng 90–100 km; "xong" or the words of a yes-or-no one."""
    least, most, unit = indicator.target_min, indicator.target_max, indicator.unit
    match indicator.comparator:
        case "gte":
            return f"ít nhất {with_unit(least, unit)}"
        case "lte":
            return f"không quá {with_unit(most, unit)}"
        case "eq":
            return f"đúng {with_unit(least, unit)}"
        case "range" if most is None:
            return f"từ {with_unit(least, unit)} trở lên"
        case "range":
            return f"trong khoảng {so(least)}–{with_unit(most, unit)}"
        case _:
            return indicator.target_text or "xong"


def target_line(indicator):
    """One indicator as a line: Chỉ số hài lòng của người dân: từ 81,5 lên ít nhất 92 %."""
    name, words = hoa_dau(indicator.name), target_words(indicator)
    start = indicator.baseline
    if start is None or indicator.comparator == "done":
        return f"{name}: {words}"
    least, most = _bounds(indicator)
    if least is not None and start < least:
        return f"{name}: từ {so(start)} lên {words}"
    if most is not None and start > most:
        return f"{name}: từ {so(start)} xuống {words}"
    return f"{name}: {words} (đầu kỳ {so(start)})"


def _bounds(indicator):
    """Below what and above what the start has to move; None where the target leaves it open."""
    if indicator.comparator == "gte":
        return indicator.target_min, None
    if indicator.comparator == "lte":
        return None, indicator.target_max
    if indicator.comparator == "eq":
        return indicator.target_min, indicator.target_min
    return indicator.target_min, indicator.target_max
