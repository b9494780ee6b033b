"""Signing a commitment, and the filters of the list of who has signed."""

from django import forms

from cadre.filters import ListFilter
from cadre.reauth import ReauthForm
from tasks.pledges import PledgeState
from tasks.promises import BODY, PERSON

KINDS = {PERSON: "Cá nhân", BODY: "Tập thể"}
SORTS = ("nguoi", "viec", "ky")


class SignForm(ReauthForm):
    """`shown`: the hash of the text on the page; `seen`: its tasks, to say what changed if it is another by now."""

    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)


class CommitmentFilter(ListFilter):
    """Who has signed."""

    q = forms.CharField(required=False, max_length=200)
    dot = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    loai = forms.ChoiceField(required=False, choices=[("", ""), *KINDS.items()])
    tinh_trang = forms.ChoiceField(required=False, choices=[("", ""), *PledgeState.choices])
