"""Reading the filters of the lists from their addresses. What is not among the choices is left out, not refused."""

from django import forms

from cadre.filters import ListFilter
from scoring.enums import SubjectType, SuggestedLevel

UNRATED = "chua-xep"  # every suggestion that is no level: UNDECIDED and INCOMPLETE together


class RatingsFilter(ListFilter):
    """`nhom` is "subject type" (every group of it) or "subject type:group"."""

    nhom = forms.CharField(label="Nhóm", required=False, max_length=120)
    muc = forms.ChoiceField(label="Mức đề xuất", required=False, choices=[*SuggestedLevel.choices, (UNRATED, "")])
    q = forms.CharField(label="Tìm tên, đơn vị", required=False, max_length=200)
    mo = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class RankingFilter(ListFilter):
    doi_tuong = forms.ChoiceField(label="Đối tượng", required=False, choices=SubjectType.choices)
    xem = forms.ChoiceField(required=False, choices=[("", ""), ("tat-ca", "")])
    sau = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    truoc = forms.IntegerField(required=False, min_value=1, max_value=2**31)
