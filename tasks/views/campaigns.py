"""Đợt giao việc: list, one campaign, its form, its opening and closing, the board of who has not registered."""

import datetime as dt
import uuid
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cadre.accounts import acting_as, actor_of
from cadre.downloads import Column, workbook_response
from cadre.enums import Role
from cadre.files import file_response
from cadre.filters import choices
from cadre.models import Committee
from cadre.naming import post_words
from cadre.paging import keyset_page
from cadre.scope import reaches
from cadre.simulated import is_simulated
from tasks import campaign_boards as boards
from tasks import campaigns as services
from tasks import carrying, permissions
from tasks.enums import CampaignState
from tasks.forms import campaigns as forms
from tasks.models import Campaign, TaskField

LIST_ORDER = [("year", True), ("opens_on", True), ("id", True)]


def campaigns_of(user):
    return Campaign.objects.visible_to(user).select_related("committee", "guidance_file")


@require_safe
def campaigns(request):
    """Every campaign in scope, newest year first; figures for those whose committee the user reads as a whole."""
    user, today = request.user, timezone.localdate()
    found = campaigns_of(user)
    page = keyset_page(
        found.values("id", "year", "opens_on"),
        LIST_ORDER,
        [int, dt.date, int],
        after=request.GET.get("sau", ""),
        before=request.GET.get("truoc", ""),
    )
    rows = list(found.filter(pk__in=[row["id"] for row in page.rows]))
    overseen = set(found.overseen_by(user).values_list("pk", flat=True)) if rows else set()
    figures = boards.figures([row for row in rows if row.pk in overseen], today)
    context = {
        "page": page,
        "rows": [
            {"campaign": row, "figures": figures.get(row.pk), "simulated": is_simulated(row.code)} for row in rows
        ],
        "open_count": sum(1 for row in rows if row.state == CampaignState.OPEN),
        "may_open": bool(reaches(user, (Role.ORGANISER,))),
        "pattern": found.kept_by(user).exclude(state=CampaignState.DRAFT).order_by("-year", "-opens_on").first(),
        "today": today,
    }
    return render(request, "tasks/campaign_list.html", context)


@require_safe
def campaign(request, pk):
    found = get_object_or_404(campaigns_of(request.user), pk=pk)
    user, today = request.user, timezone.localdate()
    keeps, oversees = permissions.can_keep_campaign(user, found), permissions.oversees_campaign(user, found)
    mine = boards.own_rows([found], user, today) if found.state != CampaignState.DRAFT else []
    context = {
        "campaign": found,
        "focuses": found.focuses.all(),
        "positions": found.positions.all(),
        "named": [
            post_words(post.title, post.cadre.full_name, post.committee.name)
            for post in found.posts.select_related("cadre", "committee")
        ],
        "mine": boards.dress([row for _, row in mine], found),
        "figures": boards.figures([found], today)[found.pk] if oversees else None,
        "totals": state_links(boards.totals(boards.board(found, user, today), found)) if oversees else (),
        "keeps": keeps,
        "sees_board": permissions.can_see_board(user),
        "carry_count": carrying.candidates(found, today).count() if keeps else 0,
        "write_url": f"{reverse('task_choose')}?dot={found.pk}" if is_registering(found, today) else "",
        "is_registering": is_registering(found, today),
        "today": today,
        "simulated": is_simulated(found.code),
    }
    return render(request, "tasks/campaign_detail.html", context)


def is_registering(found, today):
    return found.state == CampaignState.OPEN and found.opens_on <= today


def state_links(totals):
    return [(key, words, totals[key]) for key, words in boards.STATES.items()]


@require_safe
def campaign_file(request, pk):
    found = get_object_or_404(campaigns_of(request.user), pk=pk)
    if found.guidance_file is None:
        raise Http404
    return file_response(found.guidance_file)


# ---- writing ----------------------------------------------------------------------------------------------


def own_committee(request):
    """The committee whose organiser the user acts as, else the first they organise."""
    role = acting_as(request)
    if role and role.role == Role.ORGANISER:
        return (
            Committee.objects.visible_to(request.user).placed_on(timezone.localdate()).filter(pk=role.committee).first()
        )
    return None


def pattern_of(request):
    """The campaign whose next year is asked for (?theo=), if the user keeps it."""
    chosen = request.GET.get("theo", "")
    if not (chosen.isdecimal() and len(chosen) < 18):
        return None
    return campaigns_of(request.user).kept_by(request.user).filter(pk=int(chosen)).first()


def begin(request):
    """(initial values, [posts of the pattern that ended]) of a new form."""
    pattern = pattern_of(request)
    if pattern:
        text, ended = services.after_pattern(pattern)
        return forms.initial_of(text) | {"committee": pattern.committee}, ended
    today = timezone.localdate()
    fields = services.fresh_fields(today.year + (today.month > 6))
    return {**fields, "committee": own_committee(request)}, []


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_new(request):
    if not reaches(request.user, (Role.ORGANISER,)):
        raise PermissionDenied
    if request.method != "POST":
        initial, ended = begin(request)
        return show_form(request, forms.CampaignForm(user=request.user, initial=initial), ended=ended)
    form = forms.CampaignForm(request.POST, request.FILES, user=request.user)
    if form.is_bound and form.is_valid():
        data, key = form.cleaned_data, forms.form_key_of(request.POST) or uuid.uuid4()
        if not permissions.can_open_campaign(request.user, data["committee"], data["end"]):
            form.add_error("committee", f"Tài khoản này không làm công tác tổ chức của {data['committee']}.")
        else:
            try:
                made = services.create(
                    form.text(), committee=data["committee"], code=data["code"], form_key=key, actor=actor_of(request)
                )
            except services.Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, "Đã lưu đợt. Người phải đăng ký chưa thấy đợt này cho đến khi mở đăng ký.")
                return redirect(made)
    return show_form(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_edit(request, pk):
    found = get_object_or_404(campaigns_of(request.user), pk=pk)
    if not permissions.can_keep_campaign(request.user, found):
        raise PermissionDenied
    if request.method != "POST":
        form = forms.CampaignForm(user=request.user, campaign=found, initial=forms.initial_of_campaign(found))
        return show_form(request, form)
    form = forms.CampaignForm(request.POST, request.FILES, user=request.user, campaign=found)
    if form.is_bound and form.is_valid():
        try:
            services.save(found, form.text(), actor=actor_of(request), revision=revision_of(request.POST))
        except services.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Đã lưu đợt giao việc.")
            return redirect(found)
    return show_form(request, form)


def revision_of(data):
    """The revision a page was made of; -1, which never fits, for anything else."""
    text = data.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def show_form(request, form, ended=()):
    found, today = form.campaign, timezone.localdate()
    committee = found.committee if found else form.initial.get("committee")
    path = forms.path_on(committee, today) if isinstance(committee, Committee) else None
    context = {
        "form": form,
        "campaign": found,
        "committee": committee if isinstance(committee, Committee) else None,
        "form_key": forms.form_key_of(request.POST) or uuid.uuid4(),
        "revision": request.POST.get("revision", found.revision if found else 0),
        "positions": forms.position_choices(form, forms.held_positions(path, today) if path else {}),
        "fields": TaskField.objects.filter(is_active=True),
        "ended": [post_words(post.title, post.cadre.full_name, post.committee.name) for post in ended],
        "added": form.adding,
    }
    return render(request, "tasks/campaign_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_move(request, pk):
    """Open, close, open again: what will happen, then one button."""
    found = get_object_or_404(campaigns_of(request.user), pk=pk)
    if not permissions.can_keep_campaign(request.user, found):
        raise PermissionDenied
    to = CampaignState.CLOSED if found.state == CampaignState.OPEN else CampaignState.OPEN
    today = timezone.localdate()
    initial = {"to": to, "revision": found.revision, "closes_on": max(found.closes_on, today)}
    form = forms.MoveForm(request.POST or None, campaign=found, initial=initial)
    if request.method == "POST" and request.POST.get("to") == found.state:
        messages.info(request, f"Đợt đã ở trạng thái “{found.get_state_display()}”. {services.last_words(found)}")
        return redirect(found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.move(
                found,
                data["to"],
                actor=actor_of(request),
                revision=data["revision"],
                closes_on=data.get("closes_on"),
                reason=data.get("reason", ""),
            )
        except services.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Đã mở đăng ký." if to == CampaignState.OPEN else "Đã khép đăng ký.")
            return redirect(found)
    figures = boards.figures([found], today)[found.pk]
    return render(request, "tasks/campaign_move.html", {"campaign": found, "form": form, "figures": figures, "to": to})


# ---- the board ------------------------------------------------------------------------------------------------


def read_board(request, pk):
    found = get_object_or_404(campaigns_of(request.user), pk=pk)
    if not permissions.can_see_board(request.user):
        raise PermissionDenied
    chosen = forms.BoardFilter.read(request.GET)
    everyone = boards.board(found, request.user, timezone.localdate())
    return found, chosen, everyone, boards.filtered(everyone, chosen, found)


@require_safe
def campaign_board(request, pk):
    """Who has not registered: 50 people a page, by unit."""
    found, chosen, everyone, posts = read_board(request, pk)
    page = keyset_page(
        boards.rows_of(posts),
        boards.ORDER,
        boards.ORDER_KINDS,
        after=request.GET.get("sau", ""),
        before=request.GET.get("truoc", ""),
    )
    rows = boards.dress(page.rows, found)
    for number, row in enumerate(rows, page.first):
        row["number"], row["words"] = number, post_words(row["title"], row["cadre__full_name"])
    totals = boards.totals(everyone, found)
    context = {
        "campaign": found,
        "page": page,
        "groups": [
            (unit, list(part))
            for (_, unit), part in groupby(rows, key=lambda row: (row["committee_id"], row["committee__name"]))
        ],
        "totals": totals,
        "late": totals["chua"] + totals["soan"] + totals["thieu"],
        "controls": board_controls(chosen, boards.units_of(everyone), totals),
        "chosen": chosen,
        "shown": boards.totals(posts, found)["all"] if chosen else totals["all"],
        "today": timezone.localdate(),
    }
    return render(request, "tasks/campaign_board.html", context)


def board_controls(chosen, units, totals):
    states = [(key, f"{words} ({totals[key]})") for key, words in boards.STATES.items()]
    return [
        {
            "name": "trang_thai",
            "label": "Trạng thái",
            "options": choices(states, chosen.get("trang_thai"), "Mọi trạng thái"),
        },
        {"name": "don_vi", "label": "Đơn vị", "options": choices(units, chosen.get("don_vi"), "Mọi đơn vị")},
    ]


BOARD_COLUMNS = (
    Column("STT", 6, "0"),
    Column("Đơn vị", 34),
    Column("Chức danh", 40),
    Column("Họ và tên", 28),
    Column("Đang soạn", 10, "0"),
    Column("Trả lại", 10, "0"),
    Column("Đã trình", 10, "0"),
    Column("Đã phê duyệt", 10, "0"),
    Column("Trạng thái", 18),
    Column("Đã ký cam kết", 12),
)


def board_rows(posts, found):
    ordered = boards.rows_of(posts).order_by(*(column for column, _ in boards.ORDER))
    for number, row in enumerate(boards.dressed_in_chunks(ordered, found), 1):
        name = row["cadre__full_name"]
        yield (
            number,
            row["committee__name"],
            row["title"],
            name if name != row["title"] else "",
            row["drafts"],
            row["returned"],
            row["proposed"],
            row["approved"],
            row["standing"][1],
            row["signed"],
        )


@require_safe
def campaign_board_excel(request, pk):
    """Everybody on the board as filtered."""
    found, _, _, posts = read_board(request, pk)
    name = f"dang-ky-viec-{found.year}-{timezone.localdate():%d-%m-%Y}.xlsx"
    return workbook_response(name, f"Tình hình đăng ký – {found.name}", BOARD_COLUMNS, board_rows(posts, found))
