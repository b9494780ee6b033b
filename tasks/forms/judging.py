"""Steps with one task or many: what was chosen, the opinion, the decision."""

from django import forms
from django.http import QueryDict

from cadre.filters import ListFilter
from cadre.text import clean
from tasks.judging import BATCH_MOST, TABS
from tasks.workflow import RULES, Move

COMMENT_MOST = 5_000
LARGEST_ID = 2**62


class CommentForm(forms.Form):
    """The opinion that goes with a step; it must be there where the step says so."""

    y_kien = forms.CharField(
        label="Ý kiến",
        required=False,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
        max_length=COMMENT_MOST,
        error_messages={"max_length": "Ý kiến dài quá 5.000 chữ. Rút gọn, hoặc gửi văn bản riêng."},
    )

    def __init__(self, *args, move=None, **kwargs):
        super().__init__(*args, **kwargs)
        if move is not None:
            rule, field = RULES[move], self.fields["y_kien"]
            field.label, field.required = rule.comment_label, rule.needs_comment
            field.error_messages["required"] = f"Ghi rõ: {rule.comment_label.lower()}."

    def clean_y_kien(self):
        return clean(self.cleaned_data["y_kien"])


class StepForm(CommentForm):
    """One step with one task, from its page: which, the revision the page showed, and the opinion."""

    buoc = forms.ChoiceField(choices=Move.choices)
    lan_sua = forms.IntegerField(min_value=0, max_value=2**31)
    tiep = forms.CharField(required=False, max_length=2_000)


class QueueFilter(ListFilter):
    """The queue of proposals."""

    muc = forms.ChoiceField(required=False, choices=[(key, tab.words) for key, tab in TABS.items()])
    q = forms.CharField(required=False, max_length=200)
    dot = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    don_vi = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    linh_vuc = forms.CharField(required=False, max_length=150)


class BatchForm(forms.Form):
    """What to do with which tasks. `viec` is any number of "id:revision", alone or joined by commas."""

    buoc = forms.ChoiceField(choices=Move.choices)
    tat_ca = forms.BooleanField(required=False)
    loc = forms.CharField(required=False, max_length=2_000)
    xac_nhan = forms.BooleanField(required=False)

    @property
    def move(self):
        return Move(self.cleaned_data["buoc"])

    @property
    def query(self):
        """The address of the list it was chosen in, as it was filtered."""
        return QueryDict(self.data.get("loc", "")[:2_000])

    def chosen(self):
        """{task id: the revision the page showed}; what was not written by our page is left out."""
        found = {}
        for words in self.data.getlist("viec"):
            for pair in words.split(","):
                pk, _, revision = pair.partition(":")
                if pk.isdecimal() and revision.isdecimal() and len(pk) < 19 and len(revision) < 10:
                    found[int(pk)] = int(revision)
        return dict(list(found.items())[: BATCH_MOST + 1])
