"""Signing in, and the role a user acts in."""

from dataclasses import dataclass

from allauth.account.adapter import DefaultAccountAdapter
from django.db import connection
from django.utils import timezone

from cadre.enums import Role
from cadre.models import User

SESSION_KEY = "acting_as"
ROLE_WORDS = dict(Role.choices)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by an administrator; nobody signs up.

    The library speaks no Vietnamese: what users can meet of it is said here."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Tài khoản này đã bị khóa. Liên hệ quản trị hệ thống.",
        "enter_current_password": "Mật khẩu hiện tại chưa đúng.",
        "incorrect_password": "Mật khẩu chưa đúng.",
        "invalid_login": "Tên đăng nhập hoặc mật khẩu chưa đúng.",
        "username_password_mismatch": "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra Caps Lock và bộ gõ tiếng Việt.",
        "too_many_login_attempts": "Đã thử sai nhiều lần. Chờ 5 phút, hoặc nhờ quản trị hệ thống đặt lại mật khẩu.",
        "rate_limited": "Thao tác quá nhanh. Chờ một phút rồi thử lại.",
    }

    def is_open_for_signup(self, request):
        return False

    def get_password_change_redirect_url(self, request):
        return "/"


@dataclass(frozen=True, slots=True)
class ActingRole:
    """A post the user holds ("p12") or a right they were granted ("g7"), in force today."""

    key: str
    words: str
    role: str  # enums.Role, or "" for a post
    committee: int

    @property
    def is_post(self):
        return not self.role


# Written out like the rights in cadre.scope, and for the same reason: every signed-in page asks for it.
HELD = """
    SELECT 'p' AS kind, p.start AS since, p.id, '' AS role, p.title AS name, p.committee_id
    FROM cadre_appointment p JOIN cadre_cadre c ON c.id = p.cadre_id
    WHERE c.user_id = %(user)s AND p.start <= %(today)s AND (p."end" IS NULL OR p."end" >= %(today)s)
    UNION ALL
    SELECT 'g', g.valid_from, g.id, g.role, k.name, g.committee_id
    FROM cadre_grant g JOIN cadre_committee k ON k.id = g.committee_id
    WHERE g.user_id = %(user)s AND g.valid_from <= %(today)s AND (g.valid_to IS NULL OR g.valid_to >= %(today)s)
    ORDER BY 1 DESC, 2, 3"""


def roles_of(user):
    """Posts first, then grants, in the order they began; one query, remembered on the user object of the request."""
    if not hasattr(user, "_roles"):
        with connection.cursor() as cursor:
            cursor.execute(HELD, {"user": user.pk, "today": timezone.localdate().isoformat()})
            rows = cursor.fetchall()
        user._roles = tuple(
            ActingRole(f"{kind}{pk}", f"{ROLE_WORDS[role]}, {name}" if role else name, role, committee)
            for kind, _, pk, role, name, committee in rows
        )
    return user._roles


def acting_as(request):
    """The role picked in this session, else the first; None if the account has none."""
    roles = roles_of(request.user)
    picked = request.session.get(SESSION_KEY)
    return next((role for role in roles if role.key == picked), roles[0] if roles else None)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and in which of their roles: both go into every event and every line of the ledger."""

    user: User
    acting_as: str = ""


def actor_of(request):
    role = acting_as(request)
    return Actor(request.user, role.words[:300] if role else "")


def pick_role(request, key):
    """Remember the role for this session; False if the user does not have it."""
    if key not in {role.key for role in roles_of(request.user)}:
        return False
    request.session[SESSION_KEY] = key
    return True
