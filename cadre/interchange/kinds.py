"""Kinds of cell: raw cell → value, or Wrong with a message that says what to do.

A raw cell is what the readers give: text from .csv; text, float, int, bool, date, datetime, time from .xlsx.
Every kind is pure and its answer depends on the raw cell alone, so answers are remembered per column."""

import datetime as dt
import math
import re
from decimal import Decimal

from cadre.naming import NAMED
from cadre.text import clean

EXCEL_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
YES = {"1", "có", "co", "true", "yes", "x", "đúng"}
NO = {"0", "không", "khong", "false", "no", "sai"}
LARGEST = {"small": 32_767, "int": 2_147_483_647}
EARLIEST_YEAR = 1900

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_VIETNAMESE = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_PLAIN = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]*)?|[+-]?[.,][0-9]+")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:([. ,])[0-9]{3})(?:\1[0-9]{3})*(?:([.,])[0-9]+)?")
_THREE = re.compile(r"[+-]?[0-9]{1,3}[.,][0-9]{3}")


class Wrong(ValueError):
    """The cell cannot be read; str() is the Vietnamese message."""


def plain(number):
    """A float of Excel as the digits a person sees there (15 significant), without exponent."""
    text = format(Decimal(format(number, ".15g")), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_text(raw):
    if isinstance(raw, str):
        return clean(raw)
    if isinstance(raw, bool):
        return "1" if raw else "0"
    if isinstance(raw, float):
        return plain(raw) if math.isfinite(raw) else "?"
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        return raw.date().isoformat()
    return str(raw)


def shown(raw):
    text = as_text(raw)
    return f"“{text[:40]}…”" if len(text) > 41 else f"“{text}”"


class Kind:
    """`parse` gets a raw cell that is not empty; `empty` is the value of an empty one."""

    empty = None
    is_text = False

    def parse(self, raw):
        raise NotImplementedError

    def read(self, raw):
        if raw == "" or raw is None:
            return self.empty
        if isinstance(raw, str):
            if raw in EXCEL_ERRORS:
                raise Wrong(f"Ô báo lỗi {raw} của Excel; hãy nhập lại giá trị.")
            if not raw.strip() or (len(raw) < 8 and not clean(raw)):
                return self.empty
        return self.parse(raw)

    def write(self, value):
        """The value as the writers take it: text, number (int, Decimal), date or None."""
        return value


class Text(Kind):
    empty = ""
    is_text = True

    def __init__(self, longest=None):
        self.longest = longest

    def parse(self, raw):
        text = as_text(raw)
        if self.longest and len(text) > self.longest:
            raise Wrong(f"Dài {len(text)} ký tự; nhiều nhất {self.longest}. Hãy rút ngắn.")
        return text

    def write(self, value):
        """As it will be read back, also where it was entered some other way."""
        return value and clean(value)


class Code(Text):
    """The user's own key; `;` joins codes into a list and cannot be part of one."""

    empty = None

    def __init__(self, longest=64):
        super().__init__(longest)

    def parse(self, raw):
        text = super().parse(raw)
        if ";" in text or "\n" in text:
            raise Wrong("Mã không được có dấu chấm phẩy hay xuống dòng.")
        return text

    def write(self, value):
        return value


class Reference(Code):
    """The code of a row of another table, with or without its name behind."""

    def __init__(self, to):
        super().__init__()
        self.to = to

    def parse(self, raw):
        return super().parse(as_text(raw).partition(NAMED)[0])


class References(Kind):
    """Codes joined by `;` → a tuple of them, each once, in the order written."""

    empty = ()
    is_text = True

    def __init__(self, to):
        self.to = to
        self.code = Code()

    def parse(self, raw):
        parts = (part.strip() for part in as_text(raw).split(";"))
        return tuple(dict.fromkeys(self.code.parse(part.partition(NAMED)[0]) for part in parts if part))

    def write(self, value):
        return ";".join(value)


class Choice(Kind):
    """One of an enumeration: its value, or its Vietnamese label, in capitals or not."""

    is_text = True

    def __init__(self, choices, empty=None):
        self.empty = empty
        self.allowed = [str(value) for value in choices.values]
        self.values = {label.casefold(): value for value, label in choices.choices}
        self.values |= {value.casefold(): value for value in self.allowed}

    def parse(self, raw):
        try:
            return self.values[as_text(raw).casefold()]
        except KeyError:
            raise Wrong(f"{shown(raw)} không dùng được; hãy ghi một trong: {', '.join(self.allowed)}.") from None


class YesNo(Kind):
    def __init__(self, empty=False):
        self.empty = empty

    def parse(self, raw):
        text = as_text(raw).casefold()
        if text in YES:
            return True
        if text in NO:
            return False
        raise Wrong(f"{shown(raw)} không phải có hay không; hãy ghi 1 hoặc 0 (có hoặc không).")

    def write(self, value):
        return None if value is None else int(value)


class Day(Kind):
    def parse(self, raw):
        if isinstance(raw, dt.datetime):
            if raw.time() != dt.time():
                raise Wrong(f"{shown(raw)} có cả giờ; hãy chỉ ghi ngày.")
            raw = raw.date()
        if isinstance(raw, dt.date):
            return self.within(raw)
        if not isinstance(raw, str):
            raise Wrong(f"{shown(raw)} không phải ngày; hãy định dạng ô là Ngày, hoặc ghi dạng 31/12/2025.")
        text = as_text(raw)
        if match := _ISO.fullmatch(text):
            parts = match.groups()
        elif match := _VIETNAMESE.fullmatch(text):
            parts = match.groups()[::-1]
        else:
            raise Wrong(f"{shown(raw)} không phải ngày; hãy ghi 2025-12-31 hoặc 31/12/2025.")
        try:
            return self.within(dt.date(*map(int, parts)))
        except ValueError as error:
            if isinstance(error, Wrong):
                raise
            raise Wrong(
                f"Không có ngày {shown(raw)} trong lịch; hãy ghi ngày trước, tháng sau, ví dụ 31/12/2025."
            ) from None

    @staticmethod
    def within(day):
        if day.year < EARLIEST_YEAR:
            raise Wrong(f"Năm {day.year} quá xa; hãy ghi đủ bốn chữ số của năm.")
        return day


def number(raw):
    """Raw cell → Decimal. `.` or `,` before the decimals; groups of thousands where they cannot be misread."""
    if isinstance(raw, int):
        return Decimal(int(raw))
    if isinstance(raw, float) and math.isfinite(raw):
        return Decimal(plain(raw))
    if not isinstance(raw, str):
        raise Wrong(f"{shown(raw)} không phải số; hãy định dạng ô là Số và ghi lại.")
    text = clean(raw).replace("\u2212", "-")
    if len(text) > 60:
        raise Wrong(f"{shown(raw)} dài quá, không phải một số.")
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    if match := _GROUPED.fullmatch(text):
        group, point = match.groups()
        if group != point:
            digits = text.replace(group, "")
            return Decimal(digits.replace(point, ".") if point else digits)
    raise Wrong(f"{shown(raw)} không phải số; hãy chỉ ghi chữ số, ví dụ 12,5.")


def limits(value, low, high):
    if low is not None and value < low:
        raise Wrong(f"{shown(str(value))} nhỏ quá; phải từ {low} trở lên.")
    if high is not None and value > high:
        raise Wrong(f"{shown(str(value))} lớn quá; nhiều nhất là {high}.")
    return value


class Whole(Kind):
    def __init__(self, low=0, high=LARGEST["int"]):
        self.low, self.high = low, high

    def parse(self, raw):
        if isinstance(raw, str) and _THREE.fullmatch(clean(raw)):
            raise Wrong(f"{shown(raw)} có thể đọc hai cách; hãy ghi số nguyên không có dấu, ví dụ 1293.")
        value = number(raw)
        if value != value.to_integral_value():
            raise Wrong(f"{shown(raw)} không phải số nguyên.")
        return int(limits(value, self.low, self.high))


class Micro(Kind):
    """A decimal of at most six places. `points` are written with all six."""

    def __init__(self, low=None, high=None, points=False):
        self.low, self.high, self.points = low, high, points

    def parse(self, raw):
        value = number(raw)
        if abs(value) > 9_000_000_000_000:
            raise Wrong(f"{shown(raw)} lớn quá; nhiều nhất là 9000000000000.")
        _, digits, exponent = value.as_tuple()
        beyond = -exponent - 6
        if beyond > 0 and any(digits[-beyond:]):
            raise Wrong(f"{shown(raw)} có quá 6 chữ số thập phân; hãy làm tròn.")
        return limits(value, self.low, self.high)

    def write(self, value):
        if value is None:
            return None
        if self.points:
            return value.quantize(Decimal("0.000001"))
        return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


class Said(Decimal):
    """A number that was written as a word: có = 1, không = 0."""


class Answer(Micro):
    """A number, or yes/no for an indicator that is only done or not."""

    def parse(self, raw):
        text = as_text(raw).casefold() if isinstance(raw, str | bool) else ""
        if text in YES - {"1"}:
            return Said(1)
        if text in NO - {"0"}:
            return Said(0)
        return super().parse(raw)


class Anything(Kind):
    """A column of ours that is written on export and not read back."""

    def __init__(self, kind):
        self.kind = kind
        self.is_text = kind.is_text

    def read(self, raw):
        return None

    def write(self, value):
        return self.kind.write(value)
