"""What the pages of the catalogues share: one effect for one form, a page grown old, the line of the ledger."""

import hashlib
import json

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from cadre import drafts, ledger
from cadre.keeping import KEEPERS, is_keeper, keeps_shared
from cadre.models import Committee, FormDraft, LedgerEntry
from cadre.scope import SEGMENT, reaches
from cadre.templatetags.vi import ngay_gio

STALE = "Đã có người sửa sau khi mở trang này nên chưa lưu."


class Stale(Exception):
    """The row was changed after the page was opened."""


def keeper_or_403(user, roles=KEEPERS):
    if not is_keeper(user, roles):
        raise PermissionDenied


def shared_keeper_or_403(user):
    if not keeps_shared(user):
        raise PermissionDenied


def first_time(user, key, form):
    """True once for a form's key: the same page sent again finds it used. Call in the transaction of the change."""
    key = drafts.key_of(key)
    if key is None:
        return True
    used = {"user": user, "form": f"{form}:done", "saved_at": timezone.now()}
    return FormDraft.objects.get_or_create(key=key, defaults=used)[1]


def was_sent(request, form):
    """The same page was sent before and did what it asked for: whatever it would now say of itself is of no use."""
    key = drafts.key_of(request.POST.get("form_key"))
    return key is not None and FormDraft.objects.filter(key=key, user=request.user, form=f"{form}:done").exists()


def values_of(row, names):
    return {name: getattr(row, f"{name}_id", None) or getattr(row, name) for name in names}


def stamp_of(row, names):
    """A digest of what a page shows of a row: if it differs when the form comes back, somebody wrote meanwhile."""
    text = json.dumps([str(value) for value in values_of(row, names).values()], cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def differences(before, after):
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def tell(verb, subject, actor, **body):
    ledger.record(verb, subject, actor=actor.user, acting_as=actor.acting_as, **body)


VERBS = {
    "committee_ended": "ghi kết thúc hoạt động",
    "committee_born": "lập",
    "committee_moved": "đổi cấp trên",
    "committee_edited": "sửa",
    "committee_entered": "thêm",
    "position_edited": "sửa",
    "position_entered": "thêm",
    "field_edited": "sửa",
    "field_entered": "thêm",
    "post_edited": "sửa",
    "post_ended": "ghi thôi giữ chức",
    "post_entered": "thêm",
}


def last_change(codes):
    """ "chuyenvien.tinh đã lập … lúc 09:42 25/11/2026" of the newest change of one of the rows; "" if none is known."""
    line = LedgerEntry.objects.filter(subject__in=codes, verb__in=VERBS).order_by("-seq").first()
    if line is None:
        return ""
    name = line.body.get("name") or line.subject
    return f"{line.acting_as or line.actor} đã {VERBS[line.verb]} {name} lúc {ngay_gio(line.at)}."


def home_committee(user, roles=KEEPERS):
    """The committee in whose work a document is recorded: the uppermost the user acts for today."""
    today = timezone.localdate()
    found = [reach for reach in reaches(user, roles) if reach.valid_from <= today <= reach.valid_to]
    found = found or list(reaches(user, roles))
    path = min(found, key=lambda reach: len(reach.path)).path
    return Committee.objects.in_bulk([int(path[-SEGMENT:])])[int(path[-SEGMENT:])]
