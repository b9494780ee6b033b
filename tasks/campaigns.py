"""Opening, changing and closing a campaign: one transaction each, told in the ledger."""

import datetime as dt
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cadre import ledger
from cadre.files import keep
from cadre.models import Appointment, Committee, LedgerEntry, Position
from cadre.templatetags.vi import ngay, ngay_gio
from tasks import permissions
from tasks.enums import CampaignState
from tasks.models import BreakthroughTask, Campaign, CampaignFocus, CampaignPosition, CampaignPost

S = CampaignState
LABELS = {
    "name": "Tên đợt",
    "year": "Năm",
    "start": "Thực hiện từ",
    "end": "Thực hiện đến",
    "opens_on": "Đăng ký từ",
    "closes_on": "Đăng ký đến",
    "min_per_person": "Ít nhất mỗi người",
    "max_per_person": "Nhiều nhất mỗi người",
    "guidance": "Hướng dẫn",
}
DONE = {
    "campaign_create": "lập đợt",
    "campaign_edit": "sửa đợt",
    "campaign_open": "mở đăng ký",
    "campaign_close": "khép đăng ký",
    "campaign_reopen": "mở lại đăng ký",
    "campaign_carry": "chuyển tiếp việc vào đợt",
}


class Refused(Exception):
    """What was asked for was not done; the message says why, and by whom somebody else was faster."""


@dataclass(frozen=True, slots=True)
class CampaignText:
    """What a form says of a campaign. `fields`: attributes named in LABELS; `focuses`: pairs (field, title);
    `file`: a checked upload that replaces the guidance; `drops_file`: take the guidance away."""

    fields: dict
    focuses: tuple = ()
    positions: tuple[Position, ...] = ()
    posts: tuple[Appointment, ...] = ()
    file: object = None
    drops_file: bool = False


def proposed_code(committee, year):
    """ "AH-2027", or "AH-2027-2" for the second campaign of a year."""
    stem = f"{committee.code[:50]}-{year}"
    taken = set(Campaign.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return stem if stem not in taken else next(f"{stem}-{n}" for n in range(2, 10_000) if f"{stem}-{n}" not in taken)


@transaction.atomic
def create(text, *, committee, code, form_key, actor):
    """A new campaign in preparation → Campaign. The same form sent twice is one campaign: the second time it is saved
    over the first. Side effects: its rows, the guidance file, a line of the ledger."""
    if not permissions.can_open_campaign(actor.user, committee, text.fields["end"]):
        raise PermissionDenied
    Committee.objects.select_for_update(of=("self",)).get(pk=committee.pk)  # the same form sent at once waits here
    again = Campaign.objects.filter(form_key=form_key).first()
    if again:
        return save(again, text, actor=actor, revision=None)
    code = code or proposed_code(committee, text.fields["year"])
    if Campaign.objects.filter(code=code).exists():
        raise Refused(f"Mã {code} đã dùng cho đợt khác. Ghi mã khác, hoặc để trống để lấy mã kế tiếp.")
    campaign = Campaign(
        code=code,
        committee=committee,
        form_key=form_key,
        created_at=timezone.now(),
        created_by=actor.user,
        guidance_file=keep(text.file, user=actor.user) if text.file else None,
        **text.fields,
    )
    campaign.save(force_insert=True)
    write_rows(campaign, text)
    tell("create", campaign, actor, said=described(campaign))
    return campaign


@transaction.atomic
def save(campaign, text, *, actor, revision):
    """Change a campaign that is not closed → Campaign. revision: the one the page showed (None: do not ask).

    A replaced guidance file stays stored; the ledger names both."""
    campaign = lock(campaign)
    if not permissions.can_keep_campaign(actor.user, campaign):
        raise PermissionDenied
    if revision is not None and revision != campaign.revision:
        raise Refused(f"Chưa lưu: {last_words(campaign)} Đọc lại bản mới ở trang của đợt rồi sửa tiếp.")
    if campaign.state == S.CLOSED:
        raise Refused(f"Đợt đã khép nên không sửa được. {last_words(campaign)} Mở lại đợt rồi sửa.")
    if text.fields["year"] != campaign.year and BreakthroughTask.objects.filter(campaign=campaign).exists():
        raise Refused(f"Không đổi năm được: đợt đã có việc của năm {campaign.year}. Giữ nguyên năm, hoặc lập đợt khác.")
    before = described(campaign)
    for name, value in text.fields.items():
        setattr(campaign, name, value)
    if text.file:
        campaign.guidance_file = keep(text.file, user=actor.user)
    elif text.drops_file:
        campaign.guidance_file = None
    write_rows(campaign, text)
    after = described(campaign)
    changed = {label: [before[label], after[label]] for label in after if before[label] != after[label]}
    if changed:
        campaign.revision += 1
        campaign.save()
        tell("edit", campaign, actor, said={"changed": changed})
    return campaign


@transaction.atomic
def move(campaign, to, *, actor, revision, closes_on=None, reason=""):
    """Open, close or open again → Campaign. Opening again needs a reason; opening takes a last day not yet past.

    A campaign that stands there already is left as it is: the same button pressed twice is one effect."""
    campaign = lock(campaign)
    if not permissions.can_keep_campaign(actor.user, campaign):
        raise PermissionDenied
    if campaign.state == to:
        return campaign
    if revision != campaign.revision:
        raise Refused(f"Chưa làm được: {last_words(campaign)} Đọc lại rồi làm tiếp.")
    verb = "close" if to == S.CLOSED else "open" if campaign.state == S.DRAFT else "reopen"
    if to == S.OPEN:
        check_opening(campaign, closes_on, reason, is_again=verb == "reopen")
        campaign.closes_on = closes_on
    campaign.state = to
    campaign.revision += 1
    campaign.save(update_fields=["state", "revision", "closes_on"])
    tell(verb, campaign, actor, said={"closes_on": ngay(campaign.closes_on)} | ({"reason": reason} if reason else {}))
    return campaign


def check_opening(campaign, closes_on, reason, *, is_again):
    if is_again and not reason:
        raise Refused("Ghi lý do mở lại: người phải đăng ký và cấp trên đọc được lý do này trong nhật ký.")
    if closes_on < max(timezone.localdate(), campaign.opens_on):
        raise Refused("Hạn đăng ký phải từ hôm nay và từ ngày mở đăng ký trở đi.")
    if closes_on > campaign.end:
        raise Refused(f"Hạn đăng ký muộn hơn ngày kết thúc thực hiện {ngay(campaign.end)}. Chọn ngày sớm hơn.")
    named = CampaignPost.objects.filter(campaign=campaign).exists()
    if not named and not CampaignPosition.objects.filter(campaign=campaign).exists():
        raise Refused("Chưa mở được: chưa chọn chức danh hay người nào phải đăng ký. Sửa đợt, chọn rồi mở.")


def lock(campaign):
    return Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)


def write_rows(campaign, text):
    CampaignFocus.objects.filter(campaign=campaign).delete()
    CampaignFocus.objects.bulk_create(
        [
            CampaignFocus(campaign=campaign, field=field, title=title, order=order)
            for order, (field, title) in enumerate(text.focuses, 1)
        ]
    )
    campaign.positions.set(text.positions)
    campaign.posts.set(text.posts)


def described(campaign):
    """{label: words}: the whole campaign as text, for the ledger and to see what changed."""
    words = {label: str(getattr(campaign, name) or "") for name, label in LABELS.items()}
    file = campaign.guidance_file
    focuses = campaign.focuses.values_list("field", "title")
    return words | {
        "Văn bản hướng dẫn": f"{file.name}, {file.sha256}" if file else "",
        "Trọng tâm": "; ".join(f"{field}: {title}" if field else title for field, title in focuses),
        "Chức danh phải đăng ký": "; ".join(campaign.positions.order_by("code").values_list("code", flat=True)),
        "Người phải đăng ký": "; ".join(campaign.posts.order_by("code").values_list("code", flat=True)),
    }


def tell(verb, campaign, actor, *, said):
    ledger.record(
        f"campaign_{verb}",
        campaign.code,
        actor=actor.user,
        acting_as=actor.acting_as,
        state=campaign.state,
        revision=campaign.revision,
        **said,
    )


def last_words(campaign):
    """ "Chuyên viên A đã mở đăng ký lúc 09:42 25/11/2026." """
    entry = LedgerEntry.objects.filter(subject=campaign.code, verb__in=DONE).order_by("-seq").first()
    if entry is None:
        return f"Đợt đang ở trạng thái “{campaign.get_state_display()}”."
    return f"{entry.acting_as or entry.actor} đã {DONE[entry.verb]} lúc {ngay_gio(entry.at)}."


# ---- the next year after the pattern of the last ---------------------------------------------------------


def a_year_on(day):
    """The same day a year later; 29 February becomes the 28th."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def after_pattern(campaign):
    """(CampaignText of the year after, [posts that ended and are not asked again]): nothing is written."""
    fields = {name: getattr(campaign, name) for name in LABELS}
    for name in ("start", "end", "opens_on", "closes_on"):
        fields[name] = a_year_on(fields[name])
    fields["year"] += 1
    fields["name"] = fields["name"].replace(str(campaign.year), str(campaign.year + 1))
    text = CampaignText(
        fields=fields,
        focuses=tuple(campaign.focuses.values_list("field", "title")),
        positions=tuple(campaign.positions.all()),
    )
    posts = list(campaign.posts.select_related("cadre", "committee"))
    ended = [post for post in posts if post.end and post.end < fields["opens_on"]]
    return replace(text, posts=tuple(post for post in posts if post not in ended)), ended


def fresh_fields(year):
    """What a first campaign of a year proposes: the whole year, registered in its first two months."""
    return {
        "name": f"Giao việc đột phá, đổi mới năm {year}",
        "year": year,
        "start": dt.date(year, 1, 1),
        "end": dt.date(year, 12, 31),
        "opens_on": dt.date(year, 1, 2),
        "closes_on": dt.date(year, 2, 28),
        "min_per_person": 1,
        "max_per_person": None,
        "guidance": "",
    }
