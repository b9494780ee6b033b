"""The second factor of an account, where the library for it is installed; nobody has one where it is not."""

from django.conf import settings

INSTALLED = "allauth.mfa" in settings.INSTALLED_APPS
if INSTALLED:
    from allauth.mfa.base.forms import AuthenticateForm
    from allauth.mfa.utils import is_mfa_enabled


def is_on(user):
    return INSTALLED and is_mfa_enabled(user)


def accepts(user, code):
    """Whether the code is the account's own, right now; wrong ones are counted by the library, too many refused."""
    return AuthenticateForm({"code": code}, user=user).is_valid()
