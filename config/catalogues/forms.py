"""Forms of the catalogues. What is read from Word is cleaned; every refusal says what to do."""

import re

from django import forms
from django.utils import timezone

from cadre.enums import CommitteeLevel, PostType
from cadre.models import Appointment, Committee, Position
from cadre.picking import CadreField, CommitteeField
from cadre.text import clean
from tasks.models import TaskField

LATEST = 50  # years ahead a date may lie: beyond, it is a slip of the keys
EARLIEST = 1930


def day(label, *, required=False, help_text=""):
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        error_messages={
            "required": f"Ghi {label.lower()}, ví dụ 01/07/2025.",
            "invalid": "Ghi ngày như 01/07/2025.",
        },
    )


def text(label, most, *, required=True, help_text="", empty=""):
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        error_messages={
            "required": empty or f"Ghi {label.lower()}.",
            "max_length": f"Nhiều nhất {most} ký tự. Rút gọn bớt.",
        },
    )


class CleanForm(forms.Form):
    """Every text is cleaned, every date lies in living memory."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.BooleanField):
                field.widget.attrs["class"] = "form-check-input"

    def clean(self):
        data = super().clean()
        today = timezone.localdate()
        for name, value in list(data.items()):
            field = self.fields[name]
            if isinstance(field, forms.CharField) and isinstance(value, str):
                data[name] = self.cleaned_text(name, value)
            if isinstance(field, forms.DateField) and value and not EARLIEST <= value.year <= today.year + LATEST:
                self.add_error(name, f"Năm {value.year} không đúng. Sửa lại ngày.")
        return data

    def cleaned_text(self, name, value):
        value = clean(value)
        if not value and self.fields[name].required:
            self.add_error(name, self.fields[name].error_messages["required"])
        return value


def code_field():
    return text("Mã", 64, required=False, help_text="Để trống thì hệ thống tự đặt.")


CODE = re.compile(r"[\w./-]+")


def check_code(form, model, without=None):
    code = form.cleaned_data.get("code")
    if code and not CODE.fullmatch(code):
        form.add_error("code", "Mã chỉ gồm chữ, số và các dấu . / - _, không có khoảng trắng.")
    elif code and model.objects.filter(code=code).exclude(pk=without).exists():
        form.add_error("code", "Mã này đã dùng. Đặt mã khác, hoặc để trống.")


class PositionForm(CleanForm):
    code = code_field()
    name = text("Chức danh", 200, help_text="Phần đầu của chức vụ, ví dụ Bí thư Đảng ủy xã.")
    subject_type = forms.ChoiceField(label="Diện xếp loại", choices=PostType)
    quota_group = text("Nhóm hạn mức", 100, required=False, help_text="Những chức danh cùng nhóm chia chung hạn mức.")
    is_head = forms.BooleanField(label="Là người đứng đầu", required=False)
    is_active = forms.BooleanField(label="Đang dùng", required=False, initial=True)
    NAMES = ("code", "name", "subject_type", "quota_group", "is_head", "is_active")

    def __init__(self, *args, position=None, **kwargs):
        self.position = position
        super().__init__(*args, **kwargs)

    def clean(self):
        data = super().clean()
        pk = self.position.pk if self.position else None
        check_code(self, Position, pk)
        if data.get("name") and Position.objects.filter(name=data["name"]).exclude(pk=pk).exists():
            self.add_error("name", "Danh mục đã có chức danh này. Sửa chức danh đang có, hoặc ghi tên khác.")
        if pk and not data.get("code"):
            data["code"] = self.position.code
        return data


class FieldForm(CleanForm):
    name = text("Lĩnh vực", 150)
    order = forms.IntegerField(
        label="Thứ tự",
        min_value=0,
        max_value=32_000,
        required=False,
        help_text="Số nhỏ đứng trước; để trống thì đứng cuối.",
        error_messages={
            "invalid": "Ghi một số nguyên, ví dụ 10.",
            "min_value": "Thứ tự từ 0 trở lên.",
            "max_value": "Thứ tự nhiều nhất là 32000.",
        },
    )
    is_active = forms.BooleanField(label="Đang dùng", required=False, initial=True)
    NAMES = ("name", "order", "is_active")

    def __init__(self, *args, row=None, **kwargs):
        self.row = row
        super().__init__(*args, **kwargs)

    def clean(self):
        data = super().clean()
        same = TaskField.objects.filter(name=data.get("name")).exclude(pk=self.row.pk if self.row else None)
        if data.get("name") and same.exists():
            self.add_error("name", "Danh mục đã có lĩnh vực này.")
        return data


class CommitteeForm(CleanForm):
    """A committee. `parents`: where it may stand; the place begins with its life, or on `parent_from` when edited."""

    name = text("Tên", 300, help_text="Như trong quyết định thành lập, ví dụ Đảng bộ xã Hùng An.")
    kind = text("Loại hình", 100, help_text="Ví dụ Đảng bộ xã, Chi bộ cơ sở, Cơ quan cấp tỉnh.")
    level = forms.ChoiceField(label="Cấp", choices=CommitteeLevel)
    code = code_field()
    parent = CommitteeField(label="Cấp trên trực tiếp", required=False)
    parent_from = day("Thuộc cấp trên mới từ ngày", help_text="Chỉ ghi khi đổi cấp trên.")
    valid_from = day("Hoạt động từ", help_text="Để trống nếu có từ trước khi theo dõi.")
    valid_to = day("Hoạt động đến", help_text="Có đơn vị kế thừa thì dùng Sắp xếp tổ chức.")
    member_count = forms.IntegerField(
        label="Số đảng viên",
        required=False,
        min_value=0,
        max_value=10_000_000,
        error_messages={
            "invalid": "Ghi một số nguyên, ví dụ 1250.",
            "min_value": "Số đảng viên từ 0 trở lên.",
            "max_value": "Số này quá lớn. Ghi lại.",
        },
    )
    is_typo = forms.BooleanField(label="Chỉ sửa lỗi gõ trong tên, đơn vị không đổi tên", required=False)
    NAMES = ("name", "kind", "level", "code", "valid_from", "valid_to", "member_count")

    def __init__(self, *args, parents, committee=None, **kwargs):
        self.committee = committee
        super().__init__(*args, **kwargs)
        self.fields["parent"].rows = parents
        if committee is None:
            for name in ("parent_from", "valid_to", "is_typo"):
                del self.fields[name]

    def clean(self):
        data = super().clean()
        check_code(self, Committee, self.committee.pk if self.committee else None)
        if self.committee and not data.get("code"):
            data["code"] = self.committee.code
        start, end = data.get("valid_from"), data.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", "Ngày kết thúc phải từ ngày bắt đầu trở đi.")
        return data


class PostForm(CleanForm):
    """Somebody in a post: a person in the book, or one entered here."""

    cadre = CadreField(label="Cán bộ", required=False, help_text="Gõ tên rồi chọn; chưa có trong sổ thì ghi ở ô dưới.")
    full_name = text("Họ và tên cán bộ mới", 200, required=False, help_text="Chỉ ghi khi chưa có trong sổ.")
    birth_year = forms.IntegerField(
        label="Năm sinh",
        required=False,
        min_value=1900,
        max_value=2100,
        error_messages={
            "invalid": "Ghi năm bằng bốn chữ số, ví dụ 1975.",
            "min_value": "Năm sinh từ 1900.",
            "max_value": "Năm sinh đến 2100.",
        },
    )
    committee = CommitteeField(label="Tập thể")
    position = forms.ModelChoiceField(
        label="Chức danh theo danh mục",
        queryset=Position.objects.none(),
        required=False,
        empty_label="Chưa theo danh mục",
        error_messages={"invalid_choice": "Chọn lại: chức danh này không còn trong danh mục."},
    )
    title = text(
        "Chức vụ",
        300,
        required=False,
        help_text="Đầy đủ, ví dụ Bí thư Đảng ủy xã Hùng An. Để trống thì lấy tên chức danh.",
    )
    is_head = forms.BooleanField(label="Là người đứng đầu", required=False)
    subject_type = forms.ChoiceField(label="Diện xếp loại", choices=PostType, initial=PostType.LEADER)
    quota_group = text("Nhóm hạn mức", 100, required=False)
    start = day("Giữ chức từ ngày", required=True)
    end = day("Đến ngày", help_text="Để trống nếu đang giữ chức.")
    NAMES = ("position", "title", "is_head", "subject_type", "quota_group", "start", "end")

    def __init__(self, *args, cadres, committees, post=None, **kwargs):
        self.post = post
        super().__init__(*args, **kwargs)
        self.fields["position"].queryset = Position.objects.filter(is_active=True)
        if post is not None:
            if post.position_id:
                self.fields["position"].queryset |= Position.objects.filter(pk=post.position_id)
            for name in ("cadre", "full_name", "birth_year", "committee"):
                del self.fields[name]
        else:
            self.fields["cadre"].rows, self.fields["committee"].rows = cadres, committees

    def clean(self):
        data = super().clean()
        if not data.get("title") and data.get("position"):
            data["title"] = data["position"].name
        if not data.get("title") and "title" not in self.errors:
            self.add_error("title", "Ghi chức vụ, hoặc chọn chức danh theo danh mục.")
        if data.get("start") and data.get("end") and data["end"] < data["start"]:
            self.add_error("end", "Ngày kết thúc phải từ ngày bắt đầu trở đi.")
        if self.post is None and "cadre" not in self.errors:
            if data.get("cadre") and data.get("full_name"):
                self.add_error("full_name", "Đã chọn cán bộ trong sổ; xóa tên ghi ở đây, hoặc xóa ô trên.")
            elif not data.get("cadre") and not data.get("full_name"):
                self.add_error("cadre", "Chọn cán bộ trong sổ, hoặc ghi họ tên cán bộ mới ở ô dưới.")
        return data


class EndForm(CleanForm):
    """The last day of somebody in a post, and who comes next, where that is known."""

    last = day("Giữ chức đến hết ngày", required=True)
    cadre = CadreField(
        label="Người kế nhiệm", required=False, help_text="Giữ chức từ ngày hôm sau. Chưa có thì để trống."
    )
    full_name = text("Họ và tên người kế nhiệm mới", 200, required=False, help_text="Chỉ ghi khi chưa có trong sổ.")

    def __init__(self, *args, post: Appointment, cadres, **kwargs):
        self.post = post
        super().__init__(*args, **kwargs)
        self.fields["cadre"].rows = cadres

    def clean(self):
        data = super().clean()
        if data.get("last") and data["last"] < self.post.start:
            self.add_error("last", f"Trước ngày bắt đầu giữ chức {self.post.start:%d/%m/%Y}. Sửa lại ngày.")
        if data.get("cadre") and data.get("full_name"):
            self.add_error("full_name", "Đã chọn người trong sổ; xóa tên ghi ở đây, hoặc xóa ô trên.")
        if data.get("cadre") and data["cadre"].pk == self.post.cadre_id:
            self.add_error("cadre", "Đây là người đang giữ chức. Chọn người khác, hoặc để trống.")
        return data
