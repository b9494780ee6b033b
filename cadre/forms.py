"""The account library's forms in Vietnamese."""

from allauth.account.forms import ChangePasswordForm as BaseChangePasswordForm
from allauth.account.forms import LoginForm as BaseLoginForm

HINT = "Từ 12 ký tự; không phải mật khẩu phổ biến, không giống tên đăng nhập."


def say(field, label, empty):
    field.label = label
    field.error_messages["required"] = empty
    field.widget.attrs.pop("placeholder", None)


class LoginForm(BaseLoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say(self.fields["login"], "Tên đăng nhập", "Nhập tên đăng nhập.")
        say(self.fields["password"], "Mật khẩu", "Nhập mật khẩu.")
        self.fields["password"].help_text = ""
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false")


class ChangePasswordForm(BaseChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say(self.fields["oldpassword"], "Mật khẩu hiện tại", "Nhập mật khẩu hiện tại.")
        say(self.fields["password1"], "Mật khẩu mới", "Nhập mật khẩu mới.")
        say(self.fields["password2"], "Nhập lại mật khẩu mới", "Nhập lại mật khẩu mới.")
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = HINT

    def clean(self):
        cleaned = super().clean()
        if "password2" in self._errors and cleaned.get("password1"):
            self._errors["password2"] = self.error_class(["Hai lần nhập mật khẩu mới khác nhau."])
        return cleaned
