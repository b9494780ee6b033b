"""Reading the filters of a list from its address."""

from django import forms

from cadre.filters import ListFilter
from tasks.enums import TaskKind

STANDINGS = {
    "": "Mọi việc đã giao",
    "dang_lam": "Đang thực hiện",
    "sap_den_han": "Đến hạn trong 30 ngày",
    "qua_han": "Quá hạn",
    "cho_cong_nhan": "Xong, chờ công nhận",
    "xong": "Đã nghiệm thu",
    "khong_xong": "Không xong",
    "khac": "Chuyển tiếp, đã dừng",
    "chuan_bi": "Đang chuẩn bị, chưa giao",
}
GROUPS = {"": "Không nhóm", "don_vi": "Theo đơn vị", "nguoi": "Theo người nhận", "linh_vuc": "Theo lĩnh vực"}


class TaskFilter(ListFilter):
    """Danh mục việc."""

    q = forms.CharField(label="Tìm", required=False, max_length=200)
    nam = forms.IntegerField(label="Năm", required=False, min_value=1990, max_value=2200)
    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "Mọi loại"), *TaskKind.choices])
    linh_vuc = forms.CharField(label="Lĩnh vực", required=False, max_length=150)
    trang_thai = forms.ChoiceField(label="Trạng thái", required=False, choices=list(STANDINGS.items()))
    don_vi = forms.IntegerField(label="Đơn vị", required=False, min_value=1, max_value=2**62)
    nhom = forms.ChoiceField(label="Xem", required=False, choices=list(GROUPS.items()))
