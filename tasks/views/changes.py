"""Đề nghị điều chỉnh: ask, list, read, comment, withdraw, decide, print."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import all_valid
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cadre.accounts import actor_of
from cadre.downloads import Column, workbook_response
from cadre.files import file_response
from cadre.filters import choices
from cadre.paging import keyset_page
from cadre.papers import DocumentForm
from cadre.templatetags.vi import so
from tasks import change_lists, change_shapes, changes, permissions
from tasks.change_shapes import SHAPES
from tasks.change_sheet import sheet
from tasks.changes import ChangeRefused, Decision
from tasks.enums import CHANGEABLE_STATES, ChangeKind, RequestState
from tasks.forms.changes import VALUE_FORMS, AskForm, BatchForm, ChangeFilter, CommentForm, DecideForm
from tasks.models import BreakthroughTask, ChangeRequest

EXCEL = (
    Column("STT", 6, "0"),
    Column("Loại", 18),
    Column("Mã việc", 14),
    Column("Việc", 50),
    Column("Người nhận", 34),
    Column("Khi đề nghị", 26),
    Column("Đề nghị", 34),
    Column("Lý do", 50),
    Column("Người gửi", 30),
    Column("Ngày gửi", 12),
    Column("Trạng thái", 16),
    Column("Được duyệt", 30),
    Column("Người quyết định", 30),
    Column("Ngày quyết định", 12),
    Column("Ý kiến quyết định", 40),
    Column("Văn bản", 18),
)


def the_change(request, pk):
    found = ChangeRequest.objects.visible_to(request.user).select_related(
        "task__assigned_by", "asked_by", "decided_by", "document__file", "file"
    )
    return get_object_or_404(found, pk=pk)


# ---- asking ---------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def change_new(request, pk):
    task = get_object_or_404(BreakthroughTask.objects.visible_to(request.user), pk=pk)
    if not permissions.can_ask_change(permissions.stand(request.user, task), task):
        raise PermissionDenied
    if task.state not in CHANGEABLE_STATES:
        messages.error(request, changes.closed_words(task))
        return redirect(task)
    now = change_shapes.read([task])[task.pk]
    waiting = {each.kind: each for each in task.change_requests.filter(state=RequestState.OPEN)}
    kind = request.GET.get("loai", "")
    if kind not in VALUE_FORMS or kind in waiting or (kind == ChangeKind.TARGET and not now.indicators):
        kind = ""
    forms = ask_forms(request, kind, now) if kind else []
    if request.method == "POST" and forms and all_valid(forms):
        try:
            made = send(task, kind, *forms, actor_of(request))
        except ChangeRefused as refused:
            forms[1].add_error(None, str(refused))
        else:
            messages.success(request, "Đã gửi đề nghị. Nơi giao việc sẽ quyết định; kết quả hiện ở đây.")
            return redirect(made)
    context = {
        "task": task,
        "now": now,
        "kinds": [(each, SHAPES[each], waiting.get(each)) for each in ChangeKind],
        "kind": kind and ChangeKind(kind),
        "shape": kind and SHAPES[kind],
        "forms": forms,
        "value": forms and forms[0],
        "ask": forms and forms[1],
        "is_wrong": any(form.errors for form in forms),
    }
    return render(request, "tasks/change_new.html", context)


def ask_forms(request, kind, now):
    data, files = request.POST or None, request.FILES or None
    if request.method == "POST":
        data = request.POST
    value = VALUE_FORMS[kind](data, now=now, user=request.user, day=timezone.localdate())
    return [value, AskForm(data, files, kind=kind, initial={"form_key": uuid.uuid4()})]


def send(task, kind, value, ask, actor):
    data = ask.cleaned_data
    return changes.ask(
        task,
        kind,
        value.before,
        value.wanted,
        reason=data["reason"],
        actor=actor,
        file=data["file"],
        form_key=data["form_key"],
    )


# ---- the list ---------------------------------------------------------------------------------------------------


def read_list(request):
    """(requests in scope, those of the tab that fit, what was chosen, the tab)."""
    scope = ChangeRequest.objects.visible_to(request.user)
    chosen = ChangeFilter.read(request.GET)
    tab = chosen.get("muc") or change_lists.first_tab(request.user)
    found = change_lists.of_tab(scope, tab, request.user, timezone.localdate())
    return scope, change_lists.filtered(found, chosen), chosen, tab


def controls(chosen, units):
    return [
        {"name": "loai", "label": "Loại", "options": choices(ChangeKind.choices, chosen.get("loai"), "Mọi loại")},
        {"name": "don_vi", "label": "Đơn vị", "options": choices(units, chosen.get("don_vi"), "Mọi đơn vị")},
    ]


@require_safe
def change_requests(request):
    scope, found, chosen, tab = read_list(request)
    order, kinds = change_lists.order_of(tab)
    page = keyset_page(
        change_lists.listed(found, tab),
        order,
        kinds,
        after=request.GET.get("sau", ""),
        before=request.GET.get("truoc", ""),
    )
    rows = change_lists.mark_decidable(change_lists.dress(page.rows), request.user)
    context = {
        "page": page,
        "rows": rows,
        "tab": tab,
        "tabs": change_lists.TABS.items(),
        "counts": change_lists.tab_counts(scope, request.user, timezone.localdate()),
        "total": found.count(),
        "chosen": chosen,
        "is_filtered": bool(chosen.keys() - {"muc"}),
        "controls": controls(chosen, change_lists.holding_units(scope)),
        "may_decide": any(row["may_decide"] for row in rows),
    }
    return render(request, "tasks/change_requests.html", context)


def excel_rows(rows):
    for number, row in enumerate(change_lists.dressed_in_chunks(rows), 1):
        yield (
            number,
            row["kind_words"],
            row["task__code"],
            row["task__title"],
            row["holders"],
            row["was"],
            row["wants"],
            row["reason"],
            row["asker"],
            timezone.localdate(row["asked_at"]),
            row["standing"][1],
            row["granted"],
            row["decided_as"],
            row["decided_at"] and timezone.localdate(row["decided_at"]),
            row["answer"],
            row["document__number"],
        )


@require_safe
def change_requests_excel(request):
    """Every row of the list as filtered on the page."""
    _, found, _, tab = read_list(request)
    order, _ = change_lists.order_of(tab)
    rows = change_lists.listed(found, tab).order_by(*(f"-{column}" if down else column for column, down in order))
    title = f"Đề nghị điều chỉnh: {change_lists.TABS[tab].lower()}"
    return workbook_response("de-nghi-dieu-chinh.xlsx", title, EXCEL, excel_rows(rows))


# ---- one request -------------------------------------------------------------------------------------------------


def decision_forms(change, context, user, data=None, files=None):
    """The forms of who decides: what is granted, the word on it, the document."""
    seen = changes.seen_of(context["present"])
    decide = DecideForm(data, has_changed=context["has_changed"], initial={"seen": seen})
    granted = data if decide.is_grant else None  # who refuses is not asked for a better value
    value = VALUE_FORMS[change.kind](granted, now=context["now"], user=user, day=timezone.localdate(), request=change)
    needed = context["shape"].needs_document and (not decide.is_bound or decide.is_grant)
    paper = DocumentForm(data, files, prefix="vb", needed=needed)
    return {"value": value, "decide": decide, "paper": paper}


def show(request, change, context, forms, status=200):
    comment = context.pop("comment", None) or CommentForm()
    is_wrong = any(form.errors for form in [*forms.values(), comment])
    context |= {**forms, "forms": list(forms.values()), "comment": comment, "is_wrong": is_wrong}
    return render(request, "tasks/change_request.html", context, status=status)


@require_safe
def change_request(request, pk):
    change = the_change(request, pk)
    context = change_lists.detail(change, request.user)
    forms = decision_forms(change, context, request.user) if context["may_decide"] else {}
    return show(request, change, context, forms)


@require_POST
def change_decide(request, pk):
    change = the_change(request, pk)
    if not permissions.can_decide_change(permissions.stand(request.user, change.task), change, request.user):
        raise PermissionDenied
    context = change_lists.detail(change, request.user)
    if not context["is_open"]:
        messages.error(request, changes.ended_words(change))
        return redirect(change)
    forms = decision_forms(change, context, request.user, request.POST, request.FILES)
    decide = forms["decide"]
    asked_of = forms.values() if decide.is_grant else [decide, forms["paper"]]
    if all_valid(asked_of):
        try:
            settle(change, context, forms, actor_of(request))
        except ChangeRefused as refused:
            decide.add_error(None, str(refused))
        else:
            done = "chấp nhận" if decide.is_grant else "không chấp nhận"
            messages.success(request, f"Đã ghi quyết định: {done}.")
            return redirect(change)
    return show(request, change, context, forms)


def settle(change, context, forms, actor):
    data, paper = forms["decide"].cleaned_data, forms["paper"]
    is_granted = forms["decide"].is_grant
    seen = data["seen"] if context["has_changed"] and data["looked"] else None
    decision = Decision(change.pk, is_granted, forms["value"].wanted if is_granted else None, seen)
    given = paper.cleaned_data if paper.is_given else None
    return changes.decide(decision, actor=actor, answer=data["answer"], paper=given)


@require_POST
def change_comment(request, pk):
    change = the_change(request, pk)
    if not permissions.can_comment_change(permissions.stand(request.user, change.task), change, request.user):
        raise PermissionDenied
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            changes.comment(change, form.cleaned_data["words"], actor=actor_of(request))
        except ChangeRefused as refused:
            messages.error(request, str(refused))
        return redirect(f"{change.get_absolute_url()}#h-y-kien")
    context = change_lists.detail(change, request.user) | {"comment": form}
    forms = decision_forms(change, context, request.user) if context["may_decide"] else {}
    return show(request, change, context, forms)


@require_POST
def change_withdraw(request, pk):
    change = the_change(request, pk)
    if not permissions.can_withdraw_change(change, request.user):
        raise PermissionDenied
    try:
        changes.withdraw(change, actor=actor_of(request))
        messages.success(request, "Đã rút đề nghị. Việc giữ nguyên như cũ.")
    except ChangeRefused as refused:
        messages.error(request, str(refused))
    return redirect(change)


@require_safe
def change_file(request, pk):
    change = the_change(request, pk)
    if change.file is None:
        raise Http404
    return file_response(change.file)


@require_safe
def change_document(request, pk):
    change = the_change(request, pk)
    if change.document is None or change.document.file is None:
        raise Http404
    return file_response(change.document.file)


@require_safe
def change_print(request, pk):
    change = the_change(request, pk)
    return render(request, "print/change.html", {"change": change, "paper": sheet(change)})


# ---- many at once -------------------------------------------------------------------------------------------------


@require_POST
def change_decide_many(request):
    """First what would happen, with what cannot be; with `step=write`, do it."""
    ids = BatchForm.ids(request.POST.getlist("change"))
    if not ids or len(ids) > BatchForm.MOST or request.POST.get("decision") not in dict(DecideForm.CHOICES):
        most = f"Đánh dấu từ 1 đến {BatchForm.MOST} đề nghị"
        messages.error(request, f"Chưa quyết định gì. {most}, rồi bấm Chấp nhận hoặc Không chấp nhận.")
        return redirect("change_requests")
    scope = ChangeRequest.objects.visible_to(request.user).filter(pk__in=ids)
    found = list(scope.select_related("task__assigned_by", "asked_by", "decided_by").order_by("pk"))
    is_granted = request.POST["decision"] == "grant"
    good, refused = changes.foreseen(found, is_granted, request.user)
    is_last = request.POST.get("step") == "write"
    data, files = (request.POST, request.FILES) if is_last else (None, None)
    form = BatchForm(data)
    needed = is_granted and any(SHAPES[each.kind].needs_document for each in good)
    paper = DocumentForm(data, files, prefix="vb", needed=needed)
    if good and is_last and form.is_valid() & paper.is_valid():
        decided(request, found, is_granted, form, paper)
        return redirect("change_requests")
    for change in good:
        change.lines = change_lists.compared(change, None)
    context = {
        "good": good,
        "refused": refused,
        "is_granted": is_granted,
        "form": form,
        "paper": paper,
        "forms": [form, paper],
        "is_wrong": bool(form.errors or paper.errors),
        "needed": needed,
    }
    return render(request, "tasks/change_decide_many.html", context)


def decided(request, found, is_granted, form, paper):
    done, refused = changes.decide_many(
        [Decision(each.pk, is_granted) for each in found],
        actor=actor_of(request),
        answer=form.cleaned_data["answer"],
        paper=paper.cleaned_data if paper.is_given else None,
    )
    if done:
        words = "chấp nhận" if is_granted else "không chấp nhận"
        messages.success(request, f"Đã {words} {so(len(done))} đề nghị.")
    for each in refused:
        messages.error(request, f"{each.request.task.title[:80]}: {each.words}")
