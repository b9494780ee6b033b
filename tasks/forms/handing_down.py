"""Parts of a task handed down: one form a part, as many as needed; a part nobody is named for and nothing is given to
is no part."""

import uuid

from django import forms

from cadre.drafts import key_of
from cadre.fields import MicroField
from cadre.picking import CommitteeField, PostField
from cadre.text import clean
from tasks.cascade import adds_up, bound
from tasks.enums import Comparator
from tasks.handing_down import Handed

MOST = 30  # parts of one page
COPIED = ("title", "product", "due")


class NumberField(forms.DecimalField):
    """A number as people write it: 1.250,5."""

    def __init__(self, **kwargs):
        super().__init__(
            localize=True,
            required=False,
            max_digits=18,
            decimal_places=6,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={
                "invalid": "Ghi một con số, ví dụ 40 hoặc 12,5.",
                "max_decimal_places": "Nhiều nhất 6 chữ số thập phân.",
                "max_digits": "Số quá lớn.",
                "max_whole_digits": "Số quá lớn.",
            },
            **kwargs,
        )


class PartForm(forms.Form):
    person = PostField(label="Giao cho người", required=False)
    committee = CommitteeField(label="hoặc giao cho tập thể", required=False)
    title = forms.CharField(
        label="Nội dung việc",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        error_messages={"required": "Ghi nội dung việc giao.", "max_length": "Nội dung việc dài nhất 1.000 chữ."},
    )
    product = forms.CharField(
        label="Sản phẩm",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        required=False,
    )
    due = forms.DateField(
        label="Thời hạn",
        error_messages={"required": "Ghi thời hạn, ví dụ 30/11/2026.", "invalid": "Ghi ngày như 30/11/2026."},
    )

    def __init__(self, *args, task, indicators, posts, committees, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.task, self.indicators, self.today = task, indicators, today
        self.fields["person"].rows, self.fields["committee"].rows = posts, committees
        for each in indicators:
            self.fields[f"phan_{each.pk}"] = self.part_field(each)

    def part_field(self, indicator):
        unit = f" ({indicator.unit})" if indicator.unit else ""
        if indicator.comparator == Comparator.DONE:
            return forms.BooleanField(label=f"Giao cả chỉ tiêu: {indicator.name}", required=False)
        field = NumberField(label=f"Phần giao: {indicator.name}{unit}")
        if adds_up(indicator):
            field.widget.attrs["data-phan"] = str(indicator.pk)
        return field

    @property
    def numbers(self):
        return [self[f"phan_{each.pk}"] for each in self.indicators]

    @property
    def is_blank(self):
        """Nobody named, nothing given: whatever else stands there was copied from the task above."""
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in self.own_names())

    def own_names(self):
        return ["person", "committee", *(f"phan_{each.pk}" for each in self.indicators if adds_up(each))]

    def clean_title(self):
        title = " ".join(clean(self.cleaned_data["title"]).split("\n"))
        if not title:
            raise forms.ValidationError("Ghi nội dung việc giao.")
        return title

    def clean_product(self):
        return clean(self.cleaned_data["product"])

    def clean_due(self):
        due = self.cleaned_data["due"]
        if due > self.task.due:
            raise forms.ValidationError(f"Thời hạn phải từ {self.task.due:%d/%m/%Y}, hạn của việc này, trở về trước.")
        if due < self.today:
            raise forms.ValidationError("Thời hạn đã qua. Việc này quá hạn thì xin gia hạn trước, rồi giao xuống.")
        return due

    def clean(self):
        data = super().clean()
        if data.get("person") and data.get("committee"):
            self.add_error("committee", "Chỉ chọn một: người, hoặc tập thể.")
        elif not (data.get("person") or data.get("committee") or {"person", "committee"} & self.errors.keys()):
            self.add_error("person", "Chọn người hoặc tập thể nhận phần này.")
        for each in self.indicators:
            self.check_number(each, data.get(f"phan_{each.pk}"))
        return data

    def check_number(self, indicator, number):
        name = f"phan_{indicator.pk}"
        if number is None or isinstance(number, bool):
            return
        if number < 0 or (number == 0 and indicator.comparator != Comparator.LTE):
            self.add_error(name, "Phần giao phải lớn hơn 0; không giao chỉ tiêu này thì để trống.")
        elif number > MicroField.limit:
            self.add_error(name, "Số quá lớn.")

    def handed(self):
        data = self.cleaned_data
        numbers = {each.pk: data[f"phan_{each.pk}"] for each in self.indicators}
        return Handed(
            to=data["person"] or data["committee"],
            title=data["title"],
            product=data["product"],
            due=data["due"],
            numbers={pk: number for pk, number in numbers.items() if number is not None and number is not False},
        )


class PartForms:
    """The parts of one page: rows of PartForm; `them` adds one, `bo` takes one away, and nothing typed is lost."""

    def __init__(self, data, **about):
        self.data, self.about, self.task = data, about, about["task"]
        self.key = key_of(data.get("form_key", "")) if data else uuid.uuid4()
        self.rows = self.bound() if data is not None else [self.empty(0)]

    def count(self):
        text = self.data.get("so_phan", "")
        return min(int(text), MOST) if text.isdecimal() and len(text) < 4 else 1

    def bound(self):
        """The rows as they were sent; one nobody filled in is shown again and not judged."""
        rows = [PartForm(self.data, prefix=f"p{number}", **self.about) for number in range(max(self.count(), 1))]
        return [self.as_typed(row, number) if row.is_blank else row for number, row in enumerate(rows)]

    def empty(self, number):
        copied = {name: getattr(self.task, name) for name in COPIED}
        singles = {
            f"phan_{each.pk}": f"{bound(each).normalize():f}".replace(".", ",")
            for each in self.about["indicators"]
            if each.comparator != Comparator.DONE and not adds_up(each)
        }
        return PartForm(prefix=f"p{number}", initial=copied | singles, **self.about)

    def as_typed(self, form, number):
        """A row with what was typed into it, not judged yet, at its new place."""
        typed = {name: self.data.get(form.add_prefix(name), "") for name in form.fields}
        return PartForm(prefix=f"p{number}", initial=typed, **self.about)

    def reshaped(self):
        """Do what `them` or `bo` asks for → True; False if the page was sent to be saved."""
        gone = self.data.get("bo", "")
        if "them" not in self.data and not gone:
            return False
        kept = [form for number, form in enumerate(self.rows) if str(number) != gone]
        rows = [self.as_typed(form, number) for number, form in enumerate(kept)]
        if ("them" in self.data and len(rows) < MOST) or not rows:
            rows.append(self.empty(len(rows)))
        self.rows = rows
        return True

    @property
    def filled(self):
        return [form for form in self.rows if not form.is_blank]

    @property
    def is_full(self):
        return len(self.rows) >= MOST

    def is_valid(self):
        """Every row that was filled in; all of them are judged, so that all of their errors show."""
        judged = [form.is_valid() for form in self.filled]
        return bool(judged) and all(judged)

    def sums(self, before):
        """[(indicator, target, given before, with this page)] of what adds up, as typed so far."""
        found = []
        for each in self.about["indicators"]:
            if adds_up(each):
                typed = sum(number_of(form[f"phan_{each.pk}"].value()) for form in self.rows)
                found.append((each, bound(each), before[each.pk], before[each.pk] + typed))
        return found


def number_of(value):
    """What was typed as a number; 0 for what is none."""
    try:
        return NumberField().clean(value) or 0
    except forms.ValidationError:
        return 0
