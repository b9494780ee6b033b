"""The rows of a form: as many as the page holds, told by the names of their fields ("ct-3-name").

No count is kept: what arrives is what there is, in the order of the page, so a row comes or goes with or without a
script. A row nobody wrote in is no row."""

import re
from decimal import Decimal

from django import forms
from django.forms.utils import ErrorDict

from cadre.models import Appointment
from cadre.naming import code_in
from cadre.picking import PostField
from cadre.text import clean
from cadre.typed import DayField, NumberField, WordsField
from tasks.enums import Comparator

ONE = Decimal(1)
ROWS_MAX = 40
PLACE = "__so__"  # stands for the number of a row in the pattern that a script copies


def dress(form):
    """Bootstrap's classes on plain widgets; nothing cut off by the browser."""
    for field in form.fields.values():
        attrs = field.widget.attrs
        attrs.pop("maxlength", None)
        if isinstance(field.widget, forms.Select):
            attrs["class"] = "form-select"
        elif not isinstance(field.widget, forms.RadioSelect | forms.HiddenInput):
            attrs["class"] = "form-control"


class RowForm(forms.Form):
    use_required_attribute = False
    kept = {}  # fields that stand in an untouched row as they do here

    def __init__(self, *args, number, **kwargs):
        super().__init__(*args, **kwargs)
        self.number = number
        dress(self)

    def full_clean(self):
        if self.is_bound and self.is_blank:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def typed(self, name):
        if self.is_bound:
            return str(self.data.get(self.add_prefix(name)) or "")
        return str(self.initial.get(name) or "")

    @property
    def is_blank(self):
        return all(clean(self.typed(name)) in ("", self.kept.get(name)) for name in self.fields)


class IndicatorForm(RowForm):
    name = WordsField(label="Tên chỉ tiêu", most=500, required=False)
    comparator = forms.ChoiceField(label="So sánh", choices=Comparator, initial=Comparator.GTE)
    baseline = NumberField(label="Đầu kỳ")
    target = NumberField(label="Phải đạt")
    upper = NumberField(label="Đến")
    unit = WordsField(label="Đơn vị", most=100, required=False)
    target_text = WordsField(label="Nói rõ bằng lời", most=500, required=False)
    weight = NumberField(label="Trọng số", above=0, initial="1")

    kept = {"comparator": Comparator.GTE, "weight": "1"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["comparator"].error_messages["invalid_choice"] = "Chọn lại cách so sánh."
        self.fields["comparator"].error_messages["required"] = "Chọn cách so sánh."

    @property
    def is_wide(self):
        """Whether what few indicators need is written in this one."""
        names = ("target_text", "weight")
        return any(clean(self.typed(name)) not in ("", self.kept.get(name)) for name in names) or (
            self.is_bound and any(name in self.errors for name in names)
        )

    @property
    def needs_words(self):
        return self.typed("comparator") == Comparator.DONE

    def clean(self):
        data = super().clean()
        if not data.get("name") and "name" not in self.errors:
            self.add_error("name", "Ghi tên chỉ tiêu, hoặc bỏ dòng này.")
        if "comparator" in data:
            self.check_numbers(data)
        if data.get("weight") is None and "weight" not in self.errors:
            data["weight"] = ONE
        return data

    def check_numbers(self, data):
        comparator, words = data["comparator"], dict(Comparator.choices)[data["comparator"]]
        start, target, upper = (data.get(name) for name in ("baseline", "target", "upper"))
        if comparator == Comparator.DONE:
            for name in ("baseline", "target", "upper"):
                if data.get(name) is not None:
                    self.add_error(name, "Chỉ tiêu “xong / chưa xong” không có số. Bỏ số này, hoặc chọn cách so khác.")
            return
        if target is None and "target" not in self.errors:
            ask = "Ghi số phải đạt: từ bao nhiêu" if comparator == Comparator.RANGE else f"Ghi số phải đạt: {words} mấy"
            self.add_error("target", f"{ask}. Không có số thì chọn “xong / chưa xong”.")
        if comparator == Comparator.RANGE:
            if upper is None and "upper" not in self.errors:
                self.add_error("upper", "Ghi cận trên: đến bao nhiêu.")
            elif target is not None and upper is not None and upper < target:
                self.add_error("upper", "Cận trên phải từ cận dưới trở lên.")
        elif upper is not None:
            self.add_error("upper", f"“{words}” chỉ có một số. Bỏ số này, hoặc chọn “trong khoảng”.")
        if start is not None and start == target:
            self.add_error("target", f"Phải khác số đầu kỳ, cả hai đang là {self.typed('target').strip()}.")

    def row(self):
        """The attributes of an Indicator; what could not be read is left out."""
        data = getattr(self, "cleaned_data", {})
        comparator = data.get("comparator") or Comparator.GTE
        target, upper = data.get("target"), data.get("upper")
        if comparator == Comparator.DONE:
            low = high = None
        elif comparator == Comparator.LTE:
            low, high = None, target
        else:
            low, high = target, upper if comparator == Comparator.RANGE else None
        return {
            "name": data.get("name", ""),
            "unit": data.get("unit", ""),
            "comparator": comparator,
            "baseline": None if comparator == Comparator.DONE else data.get("baseline"),
            "target_min": low,
            "target_max": high,
            "target_text": data.get("target_text", ""),
            "weight": data.get("weight") or ONE,
        }


class MilestoneForm(RowForm):
    title = WordsField(label="Nội dung mốc", most=500, required=False)
    due = DayField(label="Hạn", required=False)
    proof = WordsField(label="Chứng minh bằng", most=300, required=False)

    def clean(self):
        data = super().clean()
        if not data.get("title") and "title" not in self.errors:
            self.add_error("title", "Ghi nội dung mốc, hoặc bỏ dòng này.")
        if data.get("due") is None and "due" not in self.errors:
            self.add_error("due", "Ghi hạn của mốc, ví dụ 30/06/2026.")
        return data

    def row(self):
        data = getattr(self, "cleaned_data", {})
        return {"title": data.get("title", ""), "due": data.get("due"), "proof": data.get("proof", "")}


class KnownPostField(PostField):
    """A PostField that looks first among the posts found for all rows at once."""

    known = {}

    def clean(self, value):
        return self.known.get(code_in(clean(value or ""))) or super().clean(value)


class OwnerForm(RowForm):
    post = KnownPostField(label="Người cùng nhận", required=False)

    def row(self):
        return getattr(self, "cleaned_data", {}).get("post")


class Rows:
    """The rows of one kind in what was typed. `is_bound`: they are to be judged, not only shown again."""

    def __init__(self, form, prefix, typed, *, is_bound, posts=None):
        self.form, self.prefix, self.posts = form, prefix, posts
        numbers = numbers_of(prefix, typed)
        self.is_too_many = len(numbers) > ROWS_MAX
        self.forms = [self.make(index, at, typed, is_bound) for at, index in enumerate(numbers, 1)]
        self.known = self.posts_named() if posts is not None else {}
        for row in self.forms:
            self.tell_posts(row)

    def make(self, index, number, typed, is_bound):
        prefix = f"{self.prefix}-{index}"
        if is_bound:
            return self.form(typed, prefix=prefix, number=number)
        names = self.form.base_fields
        initial = {name: typed[f"{prefix}-{name}"] for name in names if f"{prefix}-{name}" in typed}
        return self.form(prefix=prefix, number=number, initial=initial)

    def posts_named(self):
        """The posts whose codes stand in the rows: one statement for all of them."""
        codes = {code_in(clean(row.typed("post"))) for row in self.forms} - {""}
        return {post.code: post for post in self.posts.filter(code__in=codes)} if codes else {}

    def tell_posts(self, row):
        if self.posts is not None:
            row.fields["post"].rows, row.fields["post"].known = self.posts, self.known

    @property
    def pattern(self):
        """An empty row for a script to copy."""
        row = self.form(prefix=f"{self.prefix}-{PLACE}", number=PLACE)
        self.tell_posts(row)
        return row

    @property
    def written(self):
        return [row for row in self.forms if not row.is_blank]

    def is_valid(self, same):
        """All that was written reads well, and no two rows are the same. same: row → (key, field, words)."""
        seen = set()
        for row in self.written:
            if row.is_valid():
                key, field, words = same(row)
                if key in seen:
                    row.add_error(field, words)
                seen.add(key)
        return not self.is_too_many and all(row.is_valid() for row in self.written)


def same_name(row):
    return row.cleaned_data["name"].casefold(), "name", "Đã có chỉ tiêu tên này ở trên. Sửa tên, hoặc bỏ một dòng."


def same_milestone(row):
    key = (row.cleaned_data["title"].casefold(), row.cleaned_data["due"])
    return key, "title", "Mốc này đã có ở trên. Sửa nội dung, hoặc bỏ một dòng."


def same_post(row):
    post = row.cleaned_data["post"]
    return post.pk if isinstance(post, Appointment) else None, "post", "Người này đã có ở trên. Bỏ một dòng."


def numbers_of(prefix, typed):
    """The numbers of the rows in the order of the page."""
    pattern = re.compile(rf"{re.escape(prefix)}-(\d{{1,6}})-\w+")
    return list(dict.fromkeys(match[1] for name in typed if (match := pattern.fullmatch(name))))


def add_row(typed, prefix, form):
    """What was typed with one more empty row (a new dict)."""
    numbers = [int(number) for number in numbers_of(prefix, typed)]
    first = next(iter(form.base_fields))
    return {**typed, f"{prefix}-{max(numbers, default=-1) + 1}-{first}": ""}


def drop_row(typed, prefix, number):
    """What was typed without one row (a new dict)."""
    start = f"{prefix}-{number}-"
    return {name: value for name, value in typed.items() if not name.startswith(start)}
