"""Nhập từ Excel: template, hand in, look, save."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cadre.accounts import actor_of
from cadre.downloads import SPOOL, TYPE, Spool
from cadre.enums import Role
from cadre.files import path_of
from cadre.interchange.faults import FileRefused
from cadre.scope import reaches
from cadre.templatetags.vi import so
from config.exchange import preview
from config.exchange.forms import HandInForm
from config.exchange.template import write_template
from config.interchange import TABLES
from tasks.enums import CampaignState
from tasks.models import Campaign, TaskImport

SHOWN = 200  # rows on the page of a preview
LABELS = {table.name: table.label for table in TABLES}
STATUS = {"new": "mới", "changed": "thay đổi", "same": "không đổi"}


def campaigns_of(user):
    """Campaigns a file may be for; PermissionDenied for whoever organises nothing."""
    if not reaches(user, (Role.ORGANISER,)):
        raise PermissionDenied
    return Campaign.objects.visible_to(user).exclude(state=CampaignState.CLOSED)


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request):
    campaigns = campaigns_of(request.user)
    form = HandInForm(
        request.POST or None,
        request.FILES or None,
        campaigns=campaigns,
        initial={"campaign": request.GET.get("dot", "")},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            return redirect(preview.hand_in(data["file"], campaign=data["campaign"], actor=actor_of(request)))
        except FileRefused as refused:
            form.add_error("file", refused.errors[0].message)
    return render(request, "exchange/import_new.html", {"form": form, "recent": recent(request.user)})


def recent(user):
    return TaskImport.objects.visible_to(user).select_related("file", "campaign").order_by("-handed_in_at")[:10]


@require_safe
def import_template(request):
    found = campaigns_of(request.user).select_related("committee")
    chosen = request.GET.get("dot", "")
    campaign = get_object_or_404(found, pk=int(chosen)) if chosen.isdecimal() and len(chosen) < 18 else None
    file = Spool(max_size=SPOOL)
    write_template(file, request.user, campaign=campaign)
    file.seek(0)
    name = f"mau-giao-viec-{campaign.year}.xlsx" if campaign else "mau-giao-viec.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPE)


@require_safe
def import_preview(request, pk):
    found = TaskImport.objects.visible_to(request.user).select_related("file", "campaign")
    kept = get_object_or_404(found, pk=pk)
    only = request.GET.get("loai", "")
    rows = [
        row for row in kept.preview.get("rows", ()) if row["status"] == only or (not only and row["status"] != "same")
    ]
    errors = kept.preview.get("errors", ())
    context = {
        "kept": kept,
        "counts": kept.preview.get("counts"),
        "rows": [row | {"words": STATUS[row["status"]], "label": LABELS[row["table"]]} for row in rows[:SHOWN]],
        "more": len(rows) - SHOWN,
        "errors": [error | {"label": LABELS[error["table"]]} for error in errors[:SHOWN]],
        "error_count": kept.preview.get("count", 0),
        "more_errors": kept.preview.get("count", 0) - SHOWN,
        "only": only,
        "choices": [("", "Mới và thay đổi"), *((key, words.capitalize()) for key, words in STATUS.items())],
    }
    return render(request, "exchange/import_preview.html", context)


@require_POST
def import_confirm(request, pk):
    kept = get_object_or_404(TaskImport.objects.visible_to(request.user).select_related("file"), pk=pk)
    if kept.preview.get("errors"):
        messages.error(request, "Tệp còn lỗi nên chưa nhập dòng nào. Sửa trong Excel rồi gửi lại.")
        return redirect(kept)
    with default_storage.open(path_of(kept.file)) as file:
        content = file.read()
    try:
        written = preview.confirm(kept.pk, content, actor=actor_of(request))
    except preview.Different as different:
        preview.renew(kept, different.found)
        messages.warning(request, "Số liệu đã đổi sau lúc xem trước, nên chưa nhập. Đây là bản xem trước mới.")
        return redirect(kept)
    if written:
        messages.success(request, f"Đã nhập {so(written)} dòng từ tệp {kept.file.name}.")
    else:
        messages.info(request, "Tệp này đã được nhập, không nhập lần nữa.")
    return redirect(kept)
