"""Filters that write numbers and dates the Vietnamese way. They give plain text; "–" stands for what is not there."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django import template
from django.utils import timezone

register = template.Library()

NBSP = "\u00a0"
DASH = "–"
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
HUNDRED = 100


def exact(value):
    """Any exact number (int, Decimal, Fraction, their text) as a Fraction; None and "" as None."""
    if value is None or value == "":
        return None
    return value if isinstance(value, Fraction) else Fraction(str(value))


def rounded(value, decimals):
    """Half up, away from zero, from the exact value: 0,125 → 0,13."""
    scaled = abs(exact(value)) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    number = Decimal(whole).scaleb(-decimals)
    return -number if exact(value) < 0 else number


def written(number, decimals, trim=False):
    """A Decimal with dots between thousands and a decimal comma."""
    text = f"{number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"
    whole, _, rest = text.partition(".")
    if trim:
        rest = rest.rstrip("0")
    whole = whole.replace(",", ".").replace("-", "\u2212")
    return f"{whole},{rest}" if rest else whole


@register.filter
def diem(value):
    """Points, always two decimals: 91 → 91,00."""
    return DASH if exact(value) is None else written(rounded(value, 2), 2)


@register.filter
def so(value, decimals=6):
    """A number with the decimals it has (at most `decimals`): 1293.5 → 1.293,5."""
    return DASH if exact(value) is None else written(rounded(value, decimals), decimals, trim=True)


@register.filter
def phan_tram(value, decimals=None):
    """A percentage given in per cent: 98.24 → 98,2 %. With `decimals` exactly so many, else at most one."""
    if exact(value) is None:
        return DASH
    places = 1 if decimals is None else decimals
    return f"{written(rounded(value, places), places, trim=decimals is None)}{NBSP}%"


@register.filter
def ti_le(value, decimals=None):
    """A share as a percentage: 34/25 → 136 %."""
    return DASH if exact(value) is None else phan_tram(exact(value) * HUNDRED, decimals)


@register.filter
def nam(value):
    """A year, never with a dot between its thousands."""
    return DASH if value in (None, "") else str(value)


@register.filter
def ngay(value):
    if not value:
        return DASH
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value)
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


@register.filter
def ngay_gio(value):
    if not value:
        return DASH
    value = timezone.localtime(value)
    return f"{value:%H:%M} {ngay(value)}"


@register.filter
def thu_ngay(value):
    """The day of the week and the date: Thứ Sáu, 18/12/2026."""
    return f"{WEEKDAYS[value.weekday()]}, {ngay(value)}"


def due_in(due, today=None):
    """How far a deadline is, in words: còn 13 ngày, hôm nay, quá hạn 4 ngày."""
    days = (due - (today or timezone.localdate())).days
    if days < 0:
        return f"quá hạn {so(-days)} ngày" if days >= -366 else f"quá hạn từ {due.year}"
    if days < 2:
        return ("hôm nay", "ngày mai")[days]
    return f"còn {so(days)} ngày"


@register.filter
def con_lai(due, today=None):
    return DASH if not due else due_in(due, today)


@register.filter
def hoa_dau(text):
    """The first letter as a capital, the rest as it is."""
    text = str(text)
    return text[:1].upper() + text[1:]


@register.filter
def nho_dau(text):
    """The first letter small: a sentence as it goes on after a colon."""
    text = str(text)
    return text[:1].lower() + text[1:]
