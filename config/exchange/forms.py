"""Handing in a workbook."""

from django import forms

from cadre.files import MEGABYTE
from cadre.interchange.workbook import LARGEST_FILE
from tasks.models import Campaign

MOST = LARGEST_FILE // MEGABYTE


class HandInForm(forms.Form):
    """The loader itself says what is wrong with a file; only what never reaches it is said here."""

    file = forms.FileField(
        label="Tệp Excel đã điền",
        widget=forms.FileInput(attrs={"accept": ".xlsx", "data-most": str(LARGEST_FILE)}),
        help_text=f"Tệp .xlsx theo mẫu, nhiều nhất {MOST} MB.",
        error_messages={
            "required": "Chọn tệp Excel đã điền.",
            "invalid": "Tệp chưa được gửi lên. Chọn lại tệp.",
            "missing": "Tệp chưa được gửi lên. Chọn lại tệp.",
            "empty": "Tệp này trống (0 byte). Mở lại tệp gốc, lưu, rồi chọn lại.",
        },
    )
    campaign = forms.ModelChoiceField(
        label="Đợt giao việc",
        queryset=Campaign.objects.none(),
        required=False,
        empty_label="Không thuộc đợt nào",
        help_text="Việc mới trong tệp sẽ thuộc đợt này.",
        error_messages={"invalid_choice": "Đợt này không còn, hoặc nằm ngoài phạm vi. Chọn lại."},
    )

    def __init__(self, *args, campaigns, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = campaigns

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            size = -(-file.size // MEGABYTE)
            raise forms.ValidationError(f"Tệp nặng {size} MB, nhiều nhất được {MOST} MB. Chia thành nhiều tệp.")
        return file
