"""Asking once more who is there, before something is done in a person's name: the password, and the second factor when
it is on. Wrong answers count in the same limit as at the door, so a signed-in browser is no place to guess."""

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from cadre import ledger, second_factor


class ReauthForm(forms.Form):
    """The password again; the code of the second factor too if the account has one."""

    password = forms.CharField(
        label="Nhập lại mật khẩu",
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Nhập mật khẩu của tài khoản đang dùng."},
    )
    code = forms.CharField(
        label="Mã xác thực lớp hai",
        max_length=30,
        help_text="Sáu số đang hiện trên ứng dụng xác thực, hoặc một mã dự phòng.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "Nhập mã đang hiện trên ứng dụng xác thực."},
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if not second_factor.is_on(user):
            del self.fields["code"]


def confirm(request, form, purpose):
    """Check a valid ReauthForm against who is signed in → True; else the form says why, the ledger that it happened.

    purpose: what was to be done, in the words of the ledger. Call outside the transaction of what is to be done."""
    name, message = refusal(request, form.cleaned_data)
    if not message:
        return True
    form.add_error(name, message)
    with transaction.atomic():
        ledger.record("reauth_failed", purpose, actor=request.user, why=message)
    return False


def refusal(request, data):
    """(field, message) of what is wrong; ("", "") if it is they."""
    credentials = {"username": request.user.get_username(), "password": data["password"]}
    try:
        found = get_adapter().authenticate(request, **credentials)
    except ValidationError as limited:
        return "password", limited.messages[0]
    if found is None or found.pk != request.user.pk:
        return "password", "Mật khẩu chưa đúng. Kiểm tra Caps Lock và bộ gõ tiếng Việt."
    if "code" in data and not second_factor.accepts(request.user, data["code"]):
        return "code", "Mã xác thực chưa đúng hoặc đã hết hạn. Nhập mã đang hiện."
    return "", ""
