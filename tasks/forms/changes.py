"""Forms of change requests: what is asked for by kind, why, and what is decided.

A value form reads one shape (`change_shapes.SHAPES`). It is used twice: by who asks, about anything in the task, and by
who decides, about what was asked for, filled in with it."""

from django import forms

from cadre.files import UploadField
from cadre.filters import ListFilter
from cadre.naming import named
from cadre.picking import CommitteeField, PostField, committees_to_pick, posts_to_pick
from cadre.templatetags.vi import ngay
from cadre.text import clean
from tasks import change_shapes, snapshot
from tasks.change_shapes import SHAPES
from tasks.enums import ChangeKind, Comparator, Horizon

LONGEST = 4000
NUMBER_MOST = 9_000_000_000_000
WORDS_LEAST = 4  # of a reason: fewer is a heading, not a reason
LETTERS_LEAST = 15


def area(rows=3):
    return forms.Textarea(attrs={"rows": rows, "class": "form-control"})


class TextField(forms.CharField):
    """Running text: cleaned of what Word leaves in it, bounded."""

    def __init__(self, *, rows=3, **kwargs):
        kwargs.setdefault("max_length", LONGEST)
        super().__init__(widget=area(rows), **kwargs)
        self.error_messages["max_length"] = "Dài quá %(limit_value)d chữ (đang %(show_value)d). Rút gọn lại."

    def clean(self, value):
        return clean(super().clean(value) or "")


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        super().__init__(widget=forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **kwargs)
        self.error_messages["invalid"] = "Ghi ngày theo dạng ngày/tháng/năm, ví dụ 31/03/2027."


class NumberField(forms.DecimalField):
    def __init__(self, **kwargs):
        limits = {"max_value": NUMBER_MOST, "min_value": -NUMBER_MOST, "decimal_places": 6}
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "form-control"})
        super().__init__(required=False, localize=True, widget=widget, **limits, **kwargs)
        wrong = "Ghi một số, ví dụ 85 hoặc 85,5."
        self.error_messages.update(invalid=wrong, max_decimal_places="Số có nhiều nhất 6 chữ số sau dấu phẩy.")
        self.error_messages.update(max_value="Số quá lớn. Kiểm tra lại.", min_value="Số quá nhỏ. Kiểm tra lại.")
        for validator in self.validators:
            if getattr(validator, "code", "") in ("max_value", "min_value"):
                validator.message = self.error_messages[validator.code]


class ValueForm(forms.Form):
    """The values of one kind. After a good clean: `before` and `wanted`, JSON of its shape.

    today: the day it is asked on, None where it is decided; request: the one decided on, else None."""

    kind, main = "", ""

    def __init__(self, *args, now, user, day, request=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.now, self.user, self.day, self.request = now, user, day, request
        self.before = self.wanted = None
        self.build()

    def build(self):
        """Fields that depend on the task."""

    def read(self, data):
        """(before, wanted) of what was typed; may add errors."""
        raise NotImplementedError

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        self.before, self.wanted = self.read(data)
        if self.errors:
            return data
        shape = SHAPES[self.kind]
        present = shape.present(self.now, self.before)
        fault = present and shape.fault(self.now, present, self.wanted, None if self.request else self.day)
        if fault:
            self.add_error(self.main, fault)
        return data


class MilestoneForm(ValueForm):
    """Of a task of several years: the whole of it, or one of its milestones."""

    def build(self):
        steps = self.now.open_milestones if self.now.task.horizon == Horizon.TERM else ()
        if self.request or not steps:
            return
        choices = [("", f"Cả việc, hạn {ngay(self.now.task.due)}")]
        choices += [(str(each.pk), f"Mốc {ngay(each.due)}: {each.title[:120]}") for each in steps]
        self.fields["step"] = forms.ChoiceField(
            label="Áp dụng cho",
            choices=choices,
            required=False,
            help_text="Việc nhiều năm được tính theo từng mốc trong năm.",
            error_messages={"invalid_choice": "Mốc này không còn trong việc. Chọn lại."},
        )
        self.order_fields(["step"])

    def step(self, data):
        """What the request is about, as its content names it; {} for the whole task."""
        chosen = data.get("step")
        found = next((each for each in self.now.open_milestones if str(each.pk) == chosen), None) if chosen else None
        return {"milestone": found.title, "due": found.due.isoformat()} if found else {}


class ExtensionForm(MilestoneForm):
    kind, main = ChangeKind.EXTENSION, "due"
    due = DayField(label="Hạn mới", error_messages={"required": "Ghi hạn mới, ví dụ 31/03/2027."})

    def build(self):
        super().build()
        if self.request:
            self.initial.setdefault("due", ngay(_day(self.request.asked["due"])))
            self.fields["due"].help_text = "Sửa được, ví dụ cho lùi ít hơn đề nghị. Đề nghị gốc vẫn được giữ."
        else:
            self.fields["due"].help_text = f"Hạn hiện nay của việc: {ngay(self.now.task.due)}."

    def read(self, data):
        due = data["due"].isoformat()
        if self.request:
            before = self.request.before
            return before, before | {"due": due}
        before = self.step(data) or {"due": self.now.task.due.isoformat()}
        return before, before | {"due": due}


class TargetForm(ValueForm):
    """A row for each indicator, or for each one asked about."""

    kind, main = ChangeKind.TARGET, None

    def build(self):
        known = [change_shapes.indicator(each) for each in self.now.indicators.values()]
        self.known = self.request.asked["indicators"] if self.request else known
        for place, row in enumerate(self.known):
            self.fields[f"so_sanh_{place}"] = forms.ChoiceField(
                label="So sánh", choices=Comparator.choices, initial=row["comparator"]
            )
            for name, label in (("tu", "Từ"), ("den", "Đến")):
                value = row["target_min" if name == "tu" else "target_max"]
                self.fields[f"{name}_{place}"] = NumberField(label=label, initial=(value or "").replace(".", ","))
            self.fields[f"loi_{place}"] = forms.CharField(
                label="Bằng lời", required=False, max_length=500, initial=row["target_text"]
            )
            for name in ("so_sanh", "loi"):
                css = "form-select" if name == "so_sanh" else "form-control"
                self.fields[f"{name}_{place}"].widget.attrs["class"] = css

    @property
    def rows(self):
        """(indicator as it is, its fields, their errors) in order."""
        for place, row in enumerate(self.known):
            present = self.now.indicators.get(row["name"])
            fields = [self[f"{name}_{place}"] for name in ("so_sanh", "tu", "den", "loi")]
            errors = [error for field in fields for error in field.errors]
            yield row, present and change_shapes.target_said(change_shapes.indicator(present)), fields, errors

    def read(self, data):
        wanted = []
        for place, row in enumerate(self.known):
            comparator = data[f"so_sanh_{place}"]
            least, most = data[f"tu_{place}"], data[f"den_{place}"]
            new = row | {
                "comparator": comparator,
                "target_min": snapshot.exact(least) if comparator in ("gte", "eq", "range") else None,
                "target_max": snapshot.exact(most) if comparator in ("lte", "range") else None,
                "target_text": clean(data[f"loi_{place}"]),
            }
            wanted.append(new)
            fault = change_shapes.row_fault(new)
            if fault:
                self.add_error(f"{'den' if comparator == 'lte' else 'tu'}_{place}", fault)
        if self.request:
            return self.request.before, {"indicators": wanted}
        pairs = [(old, new) for old, new in zip(self.known, wanted, strict=True) if told(old) != told(new)]
        if not pairs and not self.errors:
            self.add_error(None, "Chưa đổi chỉ tiêu nào. Ghi con số mới vào chỉ tiêu cần điều chỉnh.")
        return {"indicators": [old for old, _ in pairs]}, {"indicators": [new for _, new in pairs]}


def told(row):
    """What of an indicator a request can change; a bound the comparator does not read is none."""
    least = row["target_min"] if row["comparator"] in ("gte", "eq", "range") else None
    most = row["target_max"] if row["comparator"] in ("lte", "range") else None
    return row["comparator"], least, most, row["target_text"]


class CauseForm(MilestoneForm):
    kind, main = ChangeKind.CAUSE, "what"
    what = TextField(
        label="Điều gì đã xảy ra",
        max_length=2000,
        error_messages={"required": "Ghi điều đã xảy ra, ví dụ bão số 3 làm ngập công trường 20 ngày."},
    )
    since = DayField(label="Xảy ra từ ngày", error_messages={"required": "Ghi ngày bắt đầu, ví dụ 10/09/2026."})

    def build(self):
        super().build()
        if self.request:  # what happened is the asker's word: granted or not, never rewritten
            del self.fields["what"], self.fields["since"]

    def clean_since(self):
        since = self.cleaned_data["since"]
        if since > self.day:
            raise forms.ValidationError("Ngày này ở tương lai. Ghi ngày sự việc đã bắt đầu.")
        return since

    def read(self, data):
        if self.request:
            return self.request.before, self.request.asked
        step = self.step(data)
        excused = self.now.task.excused if not step else change_shapes.milestone_of(self.now, step).excused
        before = {"excused": excused, **step}
        since = data["since"].isoformat()
        return before, before | {"excused": True, "what": data["what"], "since": since}


class ReassignForm(ValueForm):
    kind, main = ChangeKind.REASSIGN, None

    def build(self):
        self.holders = [self.request.before["holder"]] if self.request else self.now.holders or [None]
        kinds = {each["kind"] for each in self.holders if each} or {"post", "committee"}
        if len(self.holders) > 1:
            self.fields["old"] = forms.ChoiceField(
                label="Thay người nhận nào",
                choices=[(each["code"], each["words"]) for each in self.holders],
                error_messages={"required": "Chọn người nhận cần thay.", "invalid_choice": "Chọn lại người cần thay."},
            )
        pick = "Gõ vài chữ của tên hoặc chức danh, rồi chọn trong danh sách hiện ra."
        leave = "" if self.request else " Chưa biết ai nhận thì để trống, nơi giao việc sẽ chỉ định."
        must = bool(self.request) and len(kinds) == 1
        if "post" in kinds:
            self.fields["post"] = PostField(
                label="Giao lại cho", rows=posts_to_pick(self.user, self.day), required=must, help_text=pick + leave
            )
        if "committee" in kinds:
            self.fields["committee"] = CommitteeField(
                label="Giao lại cho tập thể",
                rows=committees_to_pick(self.user, self.day),
                required=must,
                help_text=pick + leave,
            )
        asked = self.request and self.request.asked["holder"]
        if asked and asked["kind"] in self.fields:
            self.initial.setdefault(asked["kind"], named(asked["code"], asked["words"]))

    def read(self, data):
        old = self.holders[0]
        if len(self.holders) > 1:
            old = next(each for each in self.holders if each["code"] == data["old"])
        found = [data[name] for name in ("post", "committee") if data.get(name)]
        first = "post" if "post" in self.fields else "committee"
        if len(found) > 1:
            self.add_error("committee", "Chỉ ghi một nơi nhận: người hoặc tập thể.")
        wanted = {"holder": change_shapes.holder(found[0])} if found else {"holder": None, "left_open": True}
        if old and found and wanted["holder"]["kind"] != old["kind"]:
            words = "Thay người thì chọn người, thay tập thể thì chọn tập thể."
            self.add_error(wanted["holder"]["kind"], words)
        if not self.errors:
            present = SHAPES[self.kind].present(self.now, {"holder": old})
            fault = present and SHAPES[self.kind].fault(self.now, present, wanted, None if self.request else self.day)
            if fault:
                self.add_error(wanted["holder"]["kind"] if wanted["holder"] else first, fault)
        return {"holder": old}, wanted


class StopForm(ValueForm):
    kind, main = ChangeKind.STOP, "outcome"
    outcome = TextField(
        label="Phần đã làm xử lý thế nào",
        max_length=2000,
        help_text="Kết quả, hồ sơ, kinh phí đã có: bàn giao cho ai, dùng vào việc gì.",
        error_messages={"required": "Ghi phần đã làm được xử lý thế nào; chưa làm gì thì ghi “chưa làm”."},
    )

    def build(self):
        if self.request:
            del self.fields["outcome"]

    def read(self, data):
        if self.request:
            return self.request.before, self.request.asked
        return {"stopped": False}, {"stopped": True, "outcome": data["outcome"]}


VALUE_FORMS = {form.kind: form for form in (ExtensionForm, TargetForm, CauseForm, ReassignForm, StopForm)}
REASON_LABELS = {
    ChangeKind.EXTENSION: "Vì sao phải gia hạn",
    ChangeKind.TARGET: "Vì sao phải đổi chỉ tiêu",
    ChangeKind.CAUSE: "Vì sao việc ấy làm chậm",
    ChangeKind.REASSIGN: "Vì sao phải giao lại",
    ChangeKind.STOP: "Vì sao phải dừng",
}


def _day(text):
    return text and forms.DateField().to_python(text)


class AskForm(forms.Form):
    """Why, and what shows it."""

    reason = TextField(
        label="Lý do",
        rows=4,
        help_text="Một hai câu: điều gì đã xảy ra, ảnh hưởng thế nào, đã làm gì để khắc phục.",
        error_messages={"required": "Ghi lý do bằng một câu đầy đủ."},
    )
    file = UploadField(label="Tài liệu kèm theo", required=False, kinds=("pdf", "docx", "xlsx", "png", "jpg"))
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = REASON_LABELS[kind]

    def clean_reason(self):
        reason = self.cleaned_data["reason"]
        if len(reason.split()) < WORDS_LEAST or sum(letter.isalpha() for letter in reason) < LETTERS_LEAST:
            raise forms.ValidationError("Lý do quá ngắn. Viết một câu đầy đủ: điều gì, ảnh hưởng thế nào.")
        return reason


class DecideForm(forms.Form):
    """The word on a request. `seen`: hash of what the page showed as present."""

    CHOICES = (("grant", "Chấp nhận"), ("refuse", "Không chấp nhận"))

    answer = TextField(
        label="Ý kiến quyết định", required=False, help_text="Bắt buộc khi không chấp nhận; người gửi đọc được."
    )
    decision = forms.ChoiceField(
        choices=CHOICES,
        error_messages={"required": "Bấm Chấp nhận hoặc Không chấp nhận.", "invalid_choice": "Bấm lại một trong hai."},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    looked = forms.BooleanField(label="Đã xem giá trị hiện nay, vẫn quyết định", required=False)

    def __init__(self, *args, has_changed=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.has_changed = has_changed

    @property
    def is_grant(self):
        return self.data.get("decision") == "grant"

    def clean(self):
        data = super().clean()
        if data.get("decision") == "refuse" and not data.get("answer"):
            self.add_error("answer", "Ghi lý do không chấp nhận, để người gửi biết phải làm gì tiếp.")
        if self.has_changed and data.get("decision") == "grant" and not data.get("looked"):
            self.add_error("looked", "Việc đã đổi sau khi gửi đề nghị. Xem giá trị hiện nay rồi đánh dấu vào ô này.")
        return data


class CommentForm(forms.Form):
    words = TextField(label="Ý kiến", max_length=2000, error_messages={"required": "Ghi ý kiến rồi gửi."})


class BatchForm(forms.Form):
    """Several requests decided alike. What is chosen and not a number is left out."""

    MOST = 200

    decision = forms.ChoiceField(choices=DecideForm.CHOICES)
    answer = TextField(label="Ý kiến quyết định, chung cho các đề nghị", required=False)

    @classmethod
    def ids(cls, values):
        return sorted({int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 18})

    def clean(self):
        data = super().clean()
        if data.get("decision") == "refuse" and not data.get("answer"):
            self.add_error("answer", "Ghi lý do không chấp nhận, để người gửi biết phải làm gì tiếp.")
        return data


class ChangeFilter(ListFilter):
    """Requests for a change."""

    muc = forms.ChoiceField(required=False, choices=[("cho", ""), ("da", ""), ("toi", "")])
    q = forms.CharField(required=False, max_length=200)
    loai = forms.ChoiceField(required=False, choices=ChangeKind.choices)
    don_vi = forms.IntegerField(required=False, min_value=1, max_value=2**62)
