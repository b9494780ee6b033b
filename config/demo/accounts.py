"""One demo account for every role, tied to a post of the demo year where it is a person in the data."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from cadre import ledger
from cadre.enums import Role
from cadre.models import Cadre, Committee, Grant, User

PASSWORD = "DotPha-xem-thu-2026"  # noqa: S105 - shown to whoever tries the demo
FIRST_DAY = dt.date(2018, 1, 1)
NEW_ERA = dt.date(2025, 7, 1)
PROVINCE = (("TQM", NEW_ERA), ("TQ", NEW_ERA))  # both eras of the province, the present one first


@dataclass(frozen=True, slots=True)
class Account:
    """committees: (code, from) of each grant; the first names the unit shown."""

    username: str
    words: str
    role: str
    committees: tuple
    cadre: str = ""


ACCOUNTS = (
    Account("chuyenvien.tinh", "Chuyên viên Ban Tổ chức Tỉnh ủy", Role.ORGANISER, PROVINCE),
    Account("lanhdao.tinh", "Phó Bí thư Thường trực Tỉnh ủy", Role.LEADER, PROVINCE, "CB-TQM-PBT"),
    Account("bithu.nahang", "Nguyên Bí thư Huyện ủy Na Hang", Role.SECRETARY, (("TQ-NH", FIRST_DAY),), "CB-TQ-NH-BT"),
    Account("bithu.xa", "Bí thư Đảng ủy phường Bình Thuận", Role.SECRETARY, (("X02524", NEW_ERA),), "CB-X02524-BT"),
    Account("giupviec.xa", "Giúp việc Bí thư Đảng ủy phường Bình Thuận", Role.DEPUTY, (("X02524", NEW_ERA),)),
    Account("giamdoc.so", "Giám đốc Sở Công Thương", Role.SECRETARY, (("TQM-SCT", NEW_ERA),), "CB-TQM-SCT-TT"),
    Account("hoidong", "Thành viên hội đồng thẩm định", Role.ASSESSOR, PROVINCE, "CB-TQM-UBKT-TT"),
    Account("kiemtra", "Cán bộ Ủy ban Kiểm tra Tỉnh ủy", Role.INSPECTOR, PROVINCE),
    Account("quantri", "Quản trị hệ thống", Role.ADMIN, PROVINCE),
    Account("chuyenvien.vinhphuc", "Chuyên viên Ban Tổ chức Tỉnh ủy Vĩnh Phúc", Role.ORGANISER, (("VP", FIRST_DAY),)),
)


@transaction.atomic
def create():
    """Make the accounts that are missing, with their grants; those there keep their password. Returns how many.

    Side effects: a line of the ledger for each account made and each right given."""
    known = set(User.objects.filter(username__in=[a.username for a in ACCOUNTS]).values_list("username", flat=True))
    password = make_password(PASSWORD)
    made = [account for account in ACCOUNTS if account.username not in known]
    for account in made:
        user = User.objects.create(username=account.username, first_name=account.words, password=password)
        ledger.record("create_account", account.username, words=account.words)
        if account.cadre:
            Cadre.objects.filter(code=account.cadre, user=None).update(user=user)
        for code, since in account.committees:
            Grant.objects.create(
                user=user, role=account.role, committee=Committee.objects.get(code=code), valid_from=since
            )
            ledger.record("grant", account.username, role=account.role, committee=code, valid_from=since)
    return len(made)


def table():
    """[(username, password, role in words, unit)] of the accounts that exist, in the order above."""
    known = set(User.objects.filter(username__in=[a.username for a in ACCOUNTS]).values_list("username", flat=True))
    units = dict(Committee.objects.values_list("code", "name"))
    return [
        (a.username, PASSWORD, Role(a.role).label, units.get(a.committees[0][0], ""))
        for a in ACCOUNTS
        if a.username in known
    ]
