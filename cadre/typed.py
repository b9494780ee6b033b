"""Form fields that read what people type here: words pasted from Word, 1.250,5, 30/11/2026."""

import re
from decimal import Decimal

from django import forms

from cadre.fields import MicroField
from cadre.templatetags.vi import so
from cadre.text import clean

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[. ]\d{3})+(?:,\d+)?")
_PLAIN = re.compile(r"[+-]?\d+(?:,\d+)?")
_POINT = re.compile(r"([+-]?\d+)\.(\d+)")
_LINES = re.compile(r"\s*\n\s*")
LONGEST_NUMBER = 40
FIRST_YEAR, LAST_YEAR = 1990, 2100


def read_number(text):
    """ "1.250,5", "12,5", "−3" → Decimal; ValidationError with what to write instead."""
    text = clean(text).replace("\u2212", "-").replace("\u2013", "-")
    if len(text) <= LONGEST_NUMBER and (_GROUPED.fullmatch(text) or _PLAIN.fullmatch(text)):
        return Decimal(text.replace(".", "").replace(" ", "").replace(",", "."))
    if len(text) <= LONGEST_NUMBER and (point := _POINT.fullmatch(text)):
        raise forms.ValidationError(
            f"“{text}” đọc được hai cách. Phần lẻ ghi sau dấu phẩy ({point[1]},{point[2]}), hàng nghìn có đủ ba chữ số."
        )
    if text.rstrip("%").strip() != text:
        raise forms.ValidationError("Chỉ ghi số ở đây; dấu % ghi ở ô đơn vị.")
    raise forms.ValidationError(f"“{text[:30]}” không phải một số. Ghi như 12,5 hoặc 1.250.")


class NumberField(forms.CharField):
    """A number written the Vietnamese way → Decimal of at most six places, or None."""

    def __init__(self, *, above=None, **kwargs):
        self.above = above
        super().__init__(**{"required": False, **kwargs})
        self.widget.attrs.update(inputmode="decimal", autocomplete="off")

    def clean(self, value):
        text = super().clean(value)
        if not clean(text):
            return None
        number = read_number(text)
        micro = MicroField()
        micro.validate(micro.to_python(str(number)), None)
        if self.above is not None and number <= self.above:
            raise forms.ValidationError(f"{self.label} phải lớn hơn {so(self.above)}.")
        return number


class WordsField(forms.CharField):
    """Words as they are kept: cleaned of what Word brings along; in one line unless `lines`. `most` letters."""

    def __init__(self, *, most, lines=False, **kwargs):
        self.most, self.lines = most, lines
        super().__init__(**kwargs)

    def to_python(self, value):
        text = clean(super().to_python(value) or "")
        return text if self.lines else _LINES.sub(" ", text)

    def validate(self, value):
        super().validate(value)
        over = len(value) - self.most
        if over > 0:
            raise forms.ValidationError(
                f"{self.label} dài {so(len(value))} ký tự, nhiều nhất {so(self.most)}. Rút bớt {so(over)} ký tự."
            )


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        super().__init__(widget=forms.DateInput(format="%d/%m/%Y"), **kwargs)
        self.widget.attrs.update(inputmode="numeric", autocomplete="off")
        self.error_messages["invalid"] = "Ghi ngày, tháng, năm như 30/11/2026; ngày này không có trong lịch."

    def to_python(self, value):
        day = super().to_python(clean(value) if isinstance(value, str) else value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(f"Năm {day.year} quá xa. Ghi đủ bốn chữ số của năm, từ {FIRST_YEAR}.")
        return day
