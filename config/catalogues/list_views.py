"""Danh mục chung: the entry page, chức danh, lĩnh vực."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cadre.accounts import actor_of
from cadre.downloads import Column, workbook_response
from cadre.enums import Role
from cadre.filters import choices
from cadre.keeping import keeps_shared, kept_on, posts_kept
from cadre.models import Position
from cadre.paging import keyset_page
from cadre.picking import matching
from cadre.posts import new_codes, place_posts, plan_places, positions_with_counts
from cadre.scope import reaches
from cadre.templatetags.vi import so
from cadre.text import clean, sort_key
from config.catalogues.common import (
    STALE,
    Stale,
    differences,
    first_time,
    keeper_or_403,
    last_change,
    shared_keeper_or_403,
    stamp_of,
    tell,
    values_of,
    was_sent,
)
from config.catalogues.forms import FieldForm, PositionForm
from tasks.heirs import left_behind
from tasks.models import BreakthroughTask, TaskField

SHOWN = 20  # samples of a long list


@require_safe
def catalogues(request):
    keeper_or_403(request.user)
    today, user = timezone.localdate(), request.user
    organises = bool(reaches(user, (Role.ORGANISER,)))
    context = {
        "today": today,
        "positions": on_and_off(Position),
        "unplaced": posts_kept(user).filter(position__isnull=True).count(),
        "fields": on_and_off(TaskField),
        "committees": kept_on(user, today).count(),
        "organises": organises,
        "left_behind": left_behind(user, today).count() if organises else 0,
        "shared": keeps_shared(user),
    }
    return render(request, "catalogues/catalogues.html", context)


def on_and_off(model):
    off = Count("pk", filter=Q(is_active=False))
    return model.objects.aggregate(on=Count("pk", filter=Q(is_active=True)), off=off)


# ---- chức danh ----------------------------------------------------------------------------------------------

ORDER = [("sort", False), ("id", False)], [str, int]
POSITION_COLUMNS = (
    Column("Mã", 14),
    Column("Chức danh", 40),
    Column("Diện xếp loại", 20),
    Column("Là người đứng đầu", 12),
    Column("Nhóm hạn mức", 30),
    Column("Đang dùng", 12),
    Column("Người đang giữ", 12, "0"),
)


def found_positions(request):
    """The list as searched and filtered by the address."""
    text, state = clean(request.GET.get("q", ""))[:200], request.GET.get("dung", "")
    rows = matching(positions_with_counts(timezone.localdate()), text)
    if state in ("co", "khong"):
        rows = rows.filter(is_active=state == "co")
    names = ("id", "code", "name", "subject_type", "is_head", "quota_group", "is_active", "sort", "held", "used")
    return rows.values(*names), text, state


@require_safe
def positions(request):
    keeper_or_403(request.user)
    rows, text, state = found_positions(request)
    page = keyset_page(rows, *ORDER, after=request.GET.get("sau", ""), before=request.GET.get("truoc", ""))
    kinds = dict(Position._meta.get_field("subject_type").choices)
    for row in page.rows:
        row["kind"] = kinds[row["subject_type"]]
    options = [("co", "Đang dùng"), ("khong", "Đã tắt")]
    control = {
        "name": "dung",
        "label": "Tình trạng",
        "options": choices(options, state, "Tất cả"),
    }
    context = {
        "page": page,
        "total": rows.count(),
        "q": text,
        "controls": [control],
        "unplaced": posts_kept(request.user).filter(position__isnull=True).count(),
        "shared": keeps_shared(request.user),
    }
    return render(request, "catalogues/positions.html", context)


@require_safe
def positions_excel(request):
    keeper_or_403(request.user)
    rows, _, _ = found_positions(request)
    kinds, yes = dict(Position._meta.get_field("subject_type").choices), {True: "có", False: "không"}
    lines = (
        (
            row["code"],
            row["name"],
            kinds[row["subject_type"]],
            yes[row["is_head"]],
            row["quota_group"],
            yes[row["is_active"]],
            row["held"],
        )
        for row in rows.order_by("sort", "id")
    )
    return workbook_response("danh-muc-chuc-danh.xlsx", "Danh mục chức danh", POSITION_COLUMNS, lines)


@require_http_methods(["GET", "HEAD", "POST"])
def position_new(request):
    shared_keeper_or_403(request.user)
    if was_sent(request, "position"):
        return redirect("positions")
    form = PositionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = enter(request, Position, form, "position", "CD")
        if row:
            messages.success(request, f"Đã thêm chức danh {row.name} vào danh mục.")
        return redirect("positions")
    return form_page(request, form, "catalogues/position_form.html")


@transaction.atomic
def enter(request, model, form, what, prefix=""):
    """A new row of a list → it, or None where the same page was sent before."""
    actor = actor_of(request)
    if not first_time(actor.user, request.POST.get("form_key"), what):
        return None
    values = {name: form.cleaned_data[name] for name in form.NAMES}
    if prefix and not values["code"]:
        values["code"] = new_codes(model, prefix, 1)[0]
    row = model.objects.create(**values)
    tell(f"{what}_entered", f"{what}:{row.pk}", actor, **values)
    return row


@require_http_methods(["GET", "HEAD", "POST"])
def position_edit(request, pk):
    keeper_or_403(request.user)
    position = get_object_or_404(positions_with_counts(timezone.localdate()), pk=pk)
    shared_keeper_or_403(request.user)
    form = PositionForm(request.POST or None, position=position, initial=values_of(position, PositionForm.NAMES))
    return edit(request, form, position, "position", "catalogues/position_form.html", "positions")


def edit(request, form, row, what, template, home):
    """Write a form over a row of a list and go back to it; a page grown old is shown again with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            changed = write(row, form, what, actor_of(request), request.POST.get("seen", ""))
        except Stale:
            form.add_error(None, f"{STALE} {last_change([f'{what}:{row.pk}'])} Xem lại rồi lưu tiếp.")
            row.refresh_from_db()
        else:
            messages.success(request, f"Đã lưu {row.name}." if changed else f"{row.name}: không có gì thay đổi.")
            return redirect(home)
    return form_page(request, form, template, row=row, seen=stamp_of(row, form.NAMES))


@transaction.atomic
def write(row, form, what, actor, seen):
    """The form's values into the row → what changed. Raises Stale if the row is not as the page showed it."""
    row = type(row).objects.select_for_update().get(pk=row.pk)
    before, shown = values_of(row, form.NAMES), stamp_of(row, form.NAMES)
    for name in form.NAMES:
        setattr(row, name, form.cleaned_data[name])
    changed = differences(before, values_of(row, form.NAMES))
    if changed and seen and seen != shown:
        raise Stale
    if changed:
        row.save()
        tell(f"{what}_edited", f"{what}:{row.pk}", actor, name=row.name, changed=changed)
    return changed


def form_page(request, form, template, **context):
    context = {"form": form, "form_key": request.POST.get("form_key") or uuid.uuid4(), **context}
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def positions_place(request):
    """Posts without a position: what they would get, and giving it to them."""
    keeper_or_403(request.user)
    shared_keeper_or_403(request.user)
    posts = posts_kept(request.user)
    if request.method == "POST":
        placing = place_posts(posts, actor=actor_of(request))
        left = f" Còn {so(len(placing.left))} chức vụ chưa khớp chức danh nào." if placing.left else ""
        if placing.count:
            messages.success(request, f"Đã gắn {so(placing.count)} chức vụ theo danh mục.{left}")
        else:
            messages.info(request, f"Không có chức vụ nào để gắn.{left}")
        return redirect("positions")
    placing = plan_places(posts)
    found = [(position, posts[:3], len(posts)) for position, posts in placing.found]
    context = {"placing": placing, "found": found, "left": placing.left[:SHOWN], "more": len(placing.left) - SHOWN}
    return render(request, "catalogues/positions_place.html", context)


# ---- lĩnh vực -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def fields(request):
    keeper_or_403(request.user)
    if was_sent(request, "field"):
        return redirect("fields")
    form = FieldForm(request.POST or None)
    if request.method == "POST":
        shared_keeper_or_403(request.user)
        if form.is_valid():
            if form.cleaned_data["order"] is None:
                last = TaskField.objects.aggregate(last=Max("order"))["last"] or 0
                form.cleaned_data["order"] = min(last + 10, 32_000)
            row = enter(request, TaskField, form, "field")
            if row:
                messages.success(request, f"Đã thêm lĩnh vực {row.name}.")
            return redirect("fields")
    year = timezone.localdate().year
    rows, others = fields_in_use(request.user, year)
    context = {
        "rows": rows,
        "others": others,
        "year": year,
        "sees_tasks": bool(reaches(request.user, (Role.ORGANISER,))),
        "shared": keeps_shared(request.user),
    }
    return form_page(request, form, "catalogues/fields.html", **context)


def fields_in_use(user, year):
    """(the catalogue, each with `count` tasks in sight of the year; [(name, count)] of names it does not have)."""
    tasks = BreakthroughTask.objects.visible_to(user).filter(year=year).order_by()
    counts = dict(tasks.values_list("field").annotate(count=Count("pk")))
    rows = list(TaskField.objects.all())
    for row in rows:
        row.count = counts.pop(row.name, 0)
    others = [(name, count) for name, count in counts.items() if name]
    return rows, sorted(others, key=lambda pair: (-pair[1], sort_key(pair[0])))


@require_http_methods(["GET", "HEAD", "POST"])
def field_edit(request, pk):
    keeper_or_403(request.user)
    row = get_object_or_404(TaskField, pk=pk)
    if not keeps_shared(request.user):
        raise PermissionDenied
    form = FieldForm(request.POST or None, row=row, initial=values_of(row, FieldForm.NAMES))
    if request.method == "POST" and form.is_valid() and form.cleaned_data["order"] is None:
        form.cleaned_data["order"] = row.order
    return edit(request, form, row, "field", "catalogues/field_form.html", "fields")
