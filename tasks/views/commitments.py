"""Bản cam kết: who has signed, what is to be signed, the signed versions."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cadre import reauth
from cadre.accounts import actor_of
from cadre.documents import document_response
from cadre.downloads import Column, workbook_response
from cadre.filters import choices
from cadre.paging import SIZE, Page, decode, encode
from cadre.templatetags.vi import ngay_gio
from cadre.text import fold
from tasks import committing, pledges, promises
from tasks.commitment_changes import differences
from tasks.commitment_text import NotWhatWasSigned, as_printed, commitment_paper, content_hash
from tasks.forms.commitments import KINDS, SORTS, CommitmentFilter, SignForm
from tasks.models import Campaign, Commitment
from tasks.pledges import DUE, PledgeState

COLUMNS = (
    Column("STT", 6, "0"),
    Column("Mã", 14),
    Column("Người, tập thể cam kết", 44),
    Column("Đơn vị", 34),
    Column("Số việc", 9, "0"),
    Column("Tình trạng", 20),
    Column("Ghi chú", 30),
    Column("Bản số", 8, "0"),
    Column("Ký lúc", 18),
    Column("Mã băm", 66),
)
ORDER = {state: place for place, state in enumerate((*DUE, PledgeState.UNABLE, PledgeState.SIGNED, PledgeState.OVER))}


# ---- who has signed --------------------------------------------------------------------------------------------


def read_list(request):
    """(campaigns to choose from, the chosen one, what was chosen, its pledges as filtered, all of them)."""
    chosen, today = CommitmentFilter.read(request.GET), timezone.localdate()
    campaigns = list(Campaign.objects.with_tasks_seen_by(request.user))
    campaign = next((each for each in campaigns if each.pk == chosen.get("dot")), campaigns[0] if campaigns else None)
    everyone = pledges.of_campaign(campaign, request.user, today) if campaign else []
    return campaigns, campaign, chosen, ordered(filtered(everyone, chosen), request.GET.get("xep", "")), everyone


def filtered(rows, chosen):
    words = fold(chosen.get("q", "")).split()
    return [
        row
        for row in rows
        if chosen.get("loai", row.kind) == row.kind
        and chosen.get("tinh_trang", row.state) == row.state
        and all(word in row.search for word in words)
    ]


def ordered(rows, sort):
    """By what has to be done, then by name; or by the column the address names."""
    name = sort.removeprefix("-")
    rows = sorted(rows, key=lambda row: (ORDER[row.state], row.subject.row.sort, row.id))
    keys = {
        "nguoi": lambda row: row.subject.row.sort,
        "viec": lambda row: len(row.tasks),
        "ky": lambda row: row.current.signed_at.timestamp() if row.current else 0,
    }
    return sorted(rows, key=keys[name], reverse=sort.startswith("-")) if name in SORTS else rows


def page_of(rows, query):
    """One page of rows in memory, by the number of the row before or after it."""
    after, before = decode(query.get("sau", ""), ()), decode(query.get("truoc", ""), ())
    start = max(0, before[0] - 1 - SIZE) if before else min(after[0], len(rows)) if after else 0
    page = Page(rows[start : start + SIZE], first=start + 1, is_first=start == 0)
    page.next = encode(page.last, ()) if page.last < len(rows) else ""
    page.previous = encode(page.first, ()) if start else ""
    return page


def choice(name, label, pairs, chosen, every=""):
    return {"name": name, "label": label, "options": choices(pairs, chosen, every)}


def controls_of(campaigns, campaign, chosen):
    return [
        choice("dot", "Đợt giao việc", [(each.pk, each.name) for each in campaigns], campaign.pk),
        choice("loai", "Ai cam kết", KINDS.items(), chosen.get("loai"), "Tất cả"),
        choice("tinh_trang", "Tình trạng", PledgeState.choices, chosen.get("tinh_trang"), "Mọi tình trạng"),
    ]


@require_safe
def commitments(request):
    campaigns, campaign, chosen, rows, everyone = read_list(request)
    own = pledges.own_pledges(request.user)
    watches = bool({each.key for each in everyone} - {each.key for each in own})
    context = {
        "mine": [each for each in own if each.current],
        "due": [each for each in own if each.state in DUE],
        "campaign": campaign,
        "page": page_of(rows, request.GET) if watches else None,
        "total": len(rows),
        "count": len(everyone),
        "states": Counter(each.state.value for each in everyone),
        "controls": controls_of(campaigns, campaign, chosen) if campaign else (),
        "chosen": chosen,
        "sort": request.GET.get("xep", ""),
        "watches": watches,
    }
    return render(request, "tasks/commitment_list.html", context)


def export_rows(rows):
    for number, row in enumerate(rows, 1):
        signed = row.current
        yield (
            number,
            row.subject.row.code,
            row.name,
            row.subject.unit.name,
            len(row.tasks),
            row.words,
            row.hint,
            signed.version if signed else None,
            ngay_gio(signed.signed_at) if signed else "",
            signed.sha256 if signed else "",
        )


@require_safe
def commitments_excel(request):
    """Every row of the list as filtered and ordered on the page."""
    _, campaign, _, rows, _ = read_list(request)
    title = f"Ký cam kết: {campaign.name}" if campaign else "Ký cam kết"
    name = f"ky-cam-ket-{campaign.year}.xlsx" if campaign else "ky-cam-ket.xlsx"
    return workbook_response(name, title, COLUMNS, export_rows(rows))


# ---- what is to be signed --------------------------------------------------------------------------------------


def asked_for(request, campaign, kind, pk):
    """(subject in scope, the post this account signs it in or None, its text)."""
    today = timezone.localdate()
    subject = pledges.subject_of(request.user, campaign, kind, pk, today)
    if subject is None:
        raise Http404
    signer = promises.signer_of(subject, request.user, today)
    return subject, signer, promises.offer(subject, signer or promises.usual_signer(subject, today), today)


def show_offer(request, subject, signer, offer, form=None):
    shown = {"shown": offer.hash, "seen": committing.seen_in(offer)}
    context = {
        "subject": subject,
        "can_sign": signer is not None,
        "offer": offer,
        "paper": as_printed(offer.current.content if offer.is_same else offer.content),
        "form": form or SignForm(user=request.user, initial=shown),
        "usual": offer.signer,
    }
    return render(request, "tasks/commitment_prepare.html", context)


def show_changed(request, subject, offer, seen):
    """Back to the text as it now reads, with what happened to it; nothing was signed."""
    what = " ".join(committing.changed_since(offer, seen))
    messages.error(request, f"Chưa ký: nội dung đã đổi sau khi mở trang. {what} Đây là nội dung mới, đọc lại rồi ký.")
    return redirect(subject.url)


@require_safe
def commitment_prepare(request, campaign, kind, pk):
    try:
        return show_offer(request, *asked_for(request, campaign, kind, pk))
    except NotWhatWasSigned:
        return tampered(request)


@require_POST
def commitment_sign(request, campaign, kind, pk):
    try:
        subject, signer, offer = asked_for(request, campaign, kind, pk)
        if signer is None:
            raise PermissionDenied
        shown, seen = request.POST.get("shown", ""), request.POST.get("seen", "")
        if shown != offer.hash and not offer.is_same:
            return show_changed(request, subject, offer, seen)
        form = SignForm(request.POST, user=request.user)
        if not form.is_valid() or not reauth.confirm(request, form, f"{committing.VERB} {subject.key}"):
            return show_offer(request, subject, signer, offer, form)
        signed, is_new = committing.sign(subject, actor=actor_of(request), shown=shown)
    except NotWhatWasSigned:
        return tampered(request)
    except committing.NotTheSigner as error:
        raise PermissionDenied from error
    except committing.TextChanged:
        return show_changed(request, *asked_for(request, campaign, kind, pk)[::2], seen)
    if is_new:
        messages.success(request, f"Đã ký bản cam kết số {signed.version} lúc {ngay_gio(signed.signed_at)}.")
    else:
        messages.info(request, f"Nội dung này đã ký lúc {ngay_gio(signed.signed_at)}, không ký lần nữa.")
    return redirect(signed)


def tampered(request, commitment=None):
    return render(request, "tasks/commitment_tampered.html", {"commitment": commitment}, status=409)


# ---- the signed versions ---------------------------------------------------------------------------------------


def signed_one(request, pk):
    rows = Commitment.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("campaign", "appointment__cadre", "committee", "signed_by"), pk=pk)


def versions_of(request, found):
    """Every version of the same commitment, the newest first, without their texts."""
    own = {"campaign": found.campaign_id, "appointment": found.appointment_id, "committee": found.committee_id}
    return list(Commitment.objects.visible_to(request.user).filter(**own).order_by("-version").defer("content"))


@require_safe
def commitment(request, pk):
    found = signed_one(request, pk)
    try:
        paper = committing.printed(found)
    except NotWhatWasSigned:
        return tampered(request, found)
    versions = versions_of(request, found)
    subject = promises.Subject(found.campaign, found.appointment, found.committee)
    context = {
        "commitment": found,
        "paper": paper,
        "versions": versions,
        "newest": versions[0],
        "subject": subject,
        "tasks": found.tasks.visible_to(request.user).order_by("commitment_tasks__id"),
    }
    return render(request, "tasks/commitment.html", context)


@require_safe
def commitment_word(request, pk):
    found = signed_one(request, pk)
    try:
        committing.check(found)
    except NotWhatWasSigned:
        return tampered(request, found)
    paper = commitment_paper(found.content, committing.signature_of(found))
    code = (found.appointment or found.committee).code
    return document_response(f"cam-ket-{found.year}-{code}-ban-{found.version}.docx", paper)


@require_safe
def commitment_changes(request, pk):
    """This version beside an older one: the one the address names, else the one before."""
    found = signed_one(request, pk)
    older = [each for each in versions_of(request, found) if each.version < found.version]
    asked = request.GET.get("voi", "")
    other = next((each for each in older if str(each.version) == asked), older[0] if older else None)
    if other is None:
        raise Http404
    if any(content_hash(each.content) != each.sha256 for each in (found, other)):
        return tampered(request, found)
    rows = [promises.rows_signed(each.content, promises.task_ids_of(each)) for each in (other, found)]
    context = {"commitment": found, "other": other, "older": older, "changes": differences(*rows)}
    return render(request, "tasks/commitment_changes.html", context)
