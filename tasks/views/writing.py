"""Soạn việc: choosing for whom, writing, keeping what is not finished, checking it on the way."""

import re
import uuid
from dataclasses import dataclass, replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cadre import drafts
from cadre.accounts import actor_of
from cadre.naming import post_words
from cadre.picking import committees_to_pick, posts_to_pick
from cadre.templatetags.vi import so
from cadre.text import clean
from tasks import permissions, registering, registration, sheets, snapshot, workflow
from tasks.enums import TaskState
from tasks.forms.rows import ROWS_MAX, add_row, drop_row, numbers_of
from tasks.forms.writing import (
    ROWS,
    ChooseForm,
    Line,
    Writing,
    blank,
    blank_order,
    typed_of,
    typed_of_draft,
    typed_of_post,
)
from tasks.models import BreakthroughTask, Campaign
from tasks.remarks import remarks_on

FORM = "viec"  # of the drafts kept here
ABOUT = re.compile(r"(nguoi|tap-the)-(\d{1,18})-(\d{1,18})|(viec)-(\d{1,18})|dat-hang")
DONE = {
    "save": "Đã lưu bản soạn.",
    "submit": "Đã gửi thẩm định.",
    "issue": "Đã đặt hàng; người nhận thấy ngay việc này.",
}


# ---- choosing for whom -----------------------------------------------------------------------------------


@require_safe
def task_choose(request):
    """Which post, which campaign: rows for one's own posts, and a field for those who enter for others."""
    user, today = request.user, timezone.localdate()
    posts, committees = sheets.writes_for(user)
    form = ChooseForm(request.GET if "cho" in request.GET or "tap_the" in request.GET else None, user=user, today=today)
    if not sheets.may_begin(user):
        raise PermissionDenied
    if form.is_bound and form.is_valid():
        return redirect(address_of(form.about()))
    campaigns = list(Campaign.objects.visible_to(user).select_related("committee").order_by("closes_on", "id"))
    rows = rows_of(sheets.offers(posts, committees, campaigns, today))
    only = only_sheet(rows, request.GET.get("dot", ""))
    if only and not form.is_bound:
        return redirect(only)
    context = {
        "rows": rows,
        "form": form if sheets.enters_for_others(user) else None,
        "kept": drafts.of_user(user, FORM).count(),
        "can_order": sheets.commands(user),
    }
    return render(request, "tasks/task_choose.html", context)


def only_sheet(rows, campaign):
    """Where somebody with one post is led who comes from the page of a campaign: there is nothing to choose."""
    found = [
        url
        for _, offers in rows
        for offer, url in offers
        if offer.is_of_post and str(offer.campaign.pk) == campaign and not offer.is_over
    ]
    return found[0] if len(found) == 1 else ""


def rows_of(offers):
    """The offers with the words of who they are for and the address of each sheet."""
    found = []
    for post, unit, rows in offers:
        kind, pk = ("nguoi", post.pk) if post else ("tap-the", unit.pk)
        words = post_words(post.title, post.cadre.full_name, unit.name) if post else f"Tập thể {unit.name}"
        sheets_of = [(row, address_of(f"{kind}-{pk}-{row.campaign.pk if row.campaign else 0}")) for row in rows]
        found.append((words, sheets_of))
    return found


def campaign_in(user, text):
    """The campaign an address names, in scope; None where it names none."""
    if text in ("", "0"):
        return None
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return get_object_or_404(Campaign.objects.visible_to(user).select_related("committee"), pk=int(text))


def sheet_for(user, kind, pk, campaign):
    """The sheet an address means; 404 out of scope, PermissionDenied in it."""
    today = timezone.localdate()
    campaign = campaign_in(user, campaign)
    if kind == "nguoi":
        sheet = sheets.new_sheet(user, post=get_object_or_404(posts_to_pick(user, today), pk=pk), campaign=campaign)
    else:
        unit = get_object_or_404(committees_to_pick(user, today), pk=pk)
        sheet = sheets.new_sheet(user, committee=unit, campaign=campaign)
    if sheet is None:
        raise Http404
    return sheet


def sheet_of_task(user, pk):
    tasks = BreakthroughTask.objects.visible_to(user)
    tasks = tasks.select_related("assigned_by", "owner_committee", "campaign__committee")
    return sheets.task_sheet(user, get_object_or_404(tasks, pk=pk))


def sheet_about(user, about):
    """The sheet a page says it is about."""
    match = ABOUT.fullmatch(about)
    if match is None:
        raise Http404
    if match[4]:
        return sheet_of_task(user, int(match[5]))
    return sheet_for(user, match[1], int(match[2]), match[3]) if match[1] else sheets.order_sheet(user)


def address_of(about, key=""):
    """The page of a sheet, opened with the draft kept under the key."""
    match = ABOUT.fullmatch(about)
    if match is None:
        return reverse("task_choose")
    query = {"dot": match[3] or "", "ban": str(key)}
    if match[4]:
        path = reverse("task_edit", args=[int(match[5])])
    elif match[1]:
        name = {"nguoi": "task_new", "tap-the": "task_new_committee"}[match[1]]
        path = reverse(name, args=[int(match[2])])
    else:
        path = reverse("order_new")
    words = "&".join(f"{name}={value}" for name, value in query.items() if value not in ("", "0"))
    return f"{path}?{words}" if words else path


# ---- the form --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request, pk):
    return write(request, sheet_for(request.user, "nguoi", pk, request.GET.get("dot", "")))


@require_http_methods(["GET", "HEAD", "POST"])
def task_new_committee(request, pk):
    return write(request, sheet_for(request.user, "tap-the", pk, request.GET.get("dot", "")))


@require_http_methods(["GET", "HEAD", "POST"])
def order_new(request):
    return write(request, sheets.order_sheet(request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def task_edit(request, pk):
    sheet = sheet_of_task(request.user, pk)
    if request.method != "POST" and not permissions.can_edit(sheet.stand, sheet.task):
        messages.warning(request, f"Không sửa được nữa. {workflow.last_words(sheet.task)}")
        return redirect(sheet.task)
    return write(request, sheet)


@dataclass(slots=True)
class Page:
    """What a page of writing shows besides what was typed."""

    key: uuid.UUID
    title: str = ""  # of the list of what to correct
    findings: list | None = None  # None: not checked yet
    stale: registering.Stale | None = None
    changes: list = ()
    offered: object = None  # a draft that could be continued
    kept_at: object = None


def write(request, sheet):
    if request.method != "POST":
        return opened(request, sheet)
    step = request.POST.get("step", "")
    if step in ("save", "send") or "overwrite" in request.POST:
        return saved(request, sheet, step)
    return shown_again(request, sheet, step)


def start_of(sheet):
    """What stands on a sheet nobody wrote on yet."""
    if sheet.task is not None:
        return typed_of(sheet.task, sheet.owners if sheet.is_order else sheet.owners[1:])
    return blank_order() if sheet.is_order else blank()


def opened(request, sheet):
    chosen, page = request.GET.get("ban", ""), Page(uuid.uuid4())
    if chosen:
        draft = get_object_or_404(drafts.of_user(request.user, FORM), pk=drafts.key_of(chosen), target=sheet.about)
        page.key, page.kept_at, typed = draft.key, draft.saved_at, typed_of_draft(draft)
    else:
        page.offered, typed = drafts.latest(request.user, FORM, sheet.about), start_of(sheet)
    return show(request, sheet, Writing(typed, sheet=sheet, user=request.user, is_bound=False), page)


def shown_again(request, sheet, step):
    """A row more or less, a check, a draft kept: everything typed stands as it was, and nothing is judged."""
    typed, page = typed_of_post(request.POST), page_of(request)
    typed, focus = changed_rows(request.POST, typed)
    writing = Writing(typed, sheet=sheet, user=request.user, is_bound=False)
    if step == "add_body":
        writing = with_body(writing, sheet, request.user)
    if step == "check":
        page.findings = findings_on(typed, sheet, request.user)
    writing.focus(focus)
    keep(request, sheet, page)
    return show(request, sheet, writing, page)


def changed_rows(post, typed):
    """(what was typed with the row that was asked for more or less, prefix of the new row or "")."""
    add, drop = post.get("add", ""), post.get("drop", "").rpartition("-")
    if add in ROWS:
        typed = add_row(typed, add, ROWS[add])
        return typed, f"{add}-{numbers_of(add, typed)[-1]}"
    if drop[0] in ROWS:
        typed = drop_row(typed, drop[0], drop[2])
    return typed, ""


def with_body(writing, sheet, user):
    """The writing with the body that was picked added to those that coordinate, or told why not."""
    found, error = writing.picked_body()
    if error:
        writing.refused.append(Line("id_body", error))
        return writing
    if found is None:
        return writing
    names = [name.strip() for name in writing.typed.get("coordination", "").split(";") if name.strip()]
    names += [found.name] if found.name not in names else []
    typed = {**writing.typed, "coordination": "; ".join(names), "body": ""}
    return Writing(typed, sheet=sheet, user=user, is_bound=False)


def saved(request, sheet, step):
    typed, page, user = typed_of_post(request.POST), page_of(request), request.user
    if step == "send" and not sheet.may_send:
        raise PermissionDenied
    writing = Writing(typed, sheet=sheet, user=user, is_bound=True)
    page.title = "Chưa gửi được" if step == "send" else "Chưa lưu được"
    if writing.is_valid():
        sheet = replace(sheet, giver=writing.giver(), campaign=writing.campaign())
        text, move = writing.text(), sheet.move if step == "send" else None
        try:
            task = sheets.write(
                sheet,
                text,
                actor=actor_of(request),
                form_key=page.key,
                revision=revision_of(request.POST),
                move=move,
            )
        except (registering.Stale, workflow.TransitionNotAllowed) as refused:
            is_old = isinstance(refused, registering.Stale) or refused.refusal.is_stale
            same = sheets.already(sheet, text, user=user, form_key=page.key) if is_old else None
            if same:
                drafts.drop(user, page.key)
                messages.info(request, f"Bản này đã được lưu rồi. {workflow.last_words(same)}")
                return redirect(same)
            say_refused(refused, writing, text, page)
        else:
            messages.success(request, DONE[move or "save"])
            return redirect(task)
    keep(request, sheet, page)
    return show(request, sheet, writing, page)


def say_refused(refused, writing, text, page):
    if isinstance(refused, registering.Stale):
        page.stale = refused
        page.changes = snapshot.difference(*sheets.both(text, refused.task))
    else:
        writing.refused.append(Line("", str(refused)))


def revision_of(post):
    """The revision a page was opened at, or the one it is to be written over; 0 for anything that is no number."""
    text = post.get("overwrite") or post.get("revision") or ""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def page_of(request):
    return Page(drafts.key_of(request.POST.get("form_key", "")) or uuid.uuid4())


def keep(request, sheet, page):
    """Keep what was typed as a draft; a key that is another's is changed for a new one."""
    title = title_of(request.POST)
    draft = drafts.keep(request.user, page.key, FORM, request.POST, target=sheet.about, title=title)
    page.kept_at = draft.saved_at if draft else None


def title_of(post):
    return clean(post.get("title", ""))[:300]


def findings_on(typed, sheet, user):
    writing = Writing(typed, sheet=sheet, user=user, is_bound=True)
    writing.is_valid()
    return remarks_on(writing, sheet, user)


def show(request, sheet, writing, page):
    lines = writing.lines()
    context = {
        "sheet": sheet,
        "writing": writing,
        "form": writing.form,
        "page": page,
        "lines": lines,
        "title": f"{page.title}, còn {so(len(lines))} chỗ phải sửa" if page.title else "Có chỗ phải xem lại",
        "closed": closed_words(sheet),
        "address": address_of(sheet.about),
        "offered_url": address_of(sheet.about, page.offered.key) if page.offered else "",
        "rows_max": ROWS_MAX,
        **heading_of(sheet),
    }
    return render(request, "tasks/task_form.html", context)


def heading_of(sheet):
    """The first lines of the page: what it is, what to do, for whom."""
    fixed = [post_words(sheet.post.title, sheet.post.cadre.full_name, sheet.post.committee.name)] if sheet.post else []
    fixed += [f"Tập thể {sheet.committee.name}"] if sheet.committee else []
    lede = "Viết điều sẽ khác đi, đo bằng gì và văn bản nào chứng minh. Chỉ cần một trang."
    if sheet.is_adjusting:
        words, lede = "Điều chỉnh đề xuất", "Sửa thẳng vào đề xuất đã gửi; bản trước vẫn được giữ để so sánh."
    elif sheet.is_order:
        words = "Đặt hàng" if sheet.task is None else "Sửa việc đặt hàng"
        lede = "Nêu việc cần làm, ai làm, đến khi nào; người nhận thấy ngay khi đặt hàng."
    else:
        words = "Soạn việc" if sheet.task is None else "Sửa việc"
    return {"heading": words, "lede": lede, "for_words": "; ".join(fixed)}


def closed_words(sheet):
    """What the writer is told at the top when the campaign takes no registration from them."""
    if sheet.campaign is None or sheet.is_order or sheet.stand.organises:
        return ""
    if sheet.task is not None and sheet.task.state != TaskState.DRAFT:
        return ""
    return registration.closed_words(sheet.campaign, timezone.localdate())


# ---- drafts and checks ------------------------------------------------------------------------------------


@require_POST
def task_draft_save(request):
    """What a script sends every few seconds. Only its writer ever sees it; a key of somebody else is refused."""
    key, about = drafts.key_of(request.POST.get("form_key", "")), request.POST.get("about", "")
    if key is None or not ABOUT.fullmatch(about):
        return JsonResponse({"words": "Chưa giữ được: trang này đã cũ. Mở lại trang."}, status=400)
    if sheets.is_used(key):
        return JsonResponse({"words": "Bản này đã lưu thành việc. Mở lại từ Danh mục việc để sửa tiếp."}, status=409)
    draft = drafts.keep(request.user, key, FORM, request.POST, target=about, title=title_of(request.POST))
    if draft is None:
        return JsonResponse({"words": "Chưa giữ được: bản này dài quá, hoặc của tài khoản khác."}, status=409)
    return JsonResponse({"words": f"Đã giữ lúc {timezone.localtime(draft.saved_at):%H:%M}"})


@require_POST
def task_check(request):
    """The list of remarks on what is typed, for the side of the page."""
    sheet = sheet_about(request.user, request.POST.get("about", ""))
    findings = findings_on(typed_of_post(request.POST), sheet, request.user)
    return render(request, "tasks/_findings.html", {"findings": findings})


@require_safe
def task_drafts(request):
    rows = [
        {"draft": draft, "url": address_of(draft.target, draft.key), "about": about_words(draft)}
        for draft in drafts.of_user(request.user, FORM)[:100]
    ]
    return render(request, "tasks/task_drafts.html", {"rows": rows})


def about_words(draft):
    kind = "Sửa việc" if draft.target.startswith("viec-") else "Đặt hàng" if draft.target == "dat-hang" else "Việc mới"
    said = (draft.data.get("for_words") or [""])[-1][:200]
    return f"{kind}, {said}" if said else kind


@require_POST
def task_draft_drop(request, key):
    draft = get_object_or_404(drafts.of_user(request.user, FORM), pk=drafts.key_of(key))
    drafts.drop(request.user, draft.key)
    messages.success(request, "Đã bỏ bản đang soạn.")
    return redirect("drafts")
