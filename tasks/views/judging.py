"""Thẩm định, phê duyệt: the queue, one proposal beside what it compares with, steps one by one and in batches."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cadre.accounts import actor_of
from cadre.downloads import Column, workbook_response
from cadre.files import file_response
from cadre.filters import choices
from cadre.naming import post_words
from cadre.paging import in_chunks, keyset_page
from cadre.papers import DocumentForm
from cadre.simulated import is_simulated
from cadre.templatetags.vi import hoa_dau, so
from tasks import judging, permissions, queries, snapshot, wording, workflow
from tasks.advice import findings_of
from tasks.deciding import SeveralGivers, record_decision
from tasks.desk import desk_of
from tasks.dossier import steps_told
from tasks.enums import TaskKind
from tasks.forms.judging import BatchForm, CommentForm, QueueFilter, StepForm
from tasks.judging import BATCH_MOST, TABS
from tasks.models import BreakthroughTask
from tasks.workflow import RULES, Move, TransitionNotAllowed

KINDS = dict(TaskKind.choices)
COLUMNS = (
    Column("STT", 6, "0"),
    Column("Mã", 14),
    Column("Người nhận", 34),
    Column("Số việc đăng ký", 10, "0"),
    Column("Loại", 11),
    Column("Lĩnh vực", 22),
    Column("Nội dung", 60),
    Column("Sản phẩm", 40),
    Column("Thời hạn", 12),
    Column("Ý kiến", 40),
    Column("Nguồn số liệu", 18),
)
LISTED = 100  # rows written out before an action; the rest are counted
MOVING = ("sau", "truoc")


def charge_of(user):
    """The tasks an account judges; PermissionDenied for whoever organises and leads nothing."""
    tasks = judging.in_charge(user)
    if tasks is None:
        raise PermissionDenied
    return tasks


def read_queue(request, query):
    """(tasks in charge as filtered, key of the tab, what was chosen)."""
    chosen = QueueFilter.read(query)
    return chosen.pop("muc", "") or judging.first_tab(request.user), chosen


def queue_controls(tasks, chosen):
    waiting = tasks.filter(judging.any_tab())
    return [
        {
            "name": "dot",
            "label": "Đợt giao việc",
            "options": choices(judging.campaigns_of(tasks), chosen.get("dot"), "Mọi đợt"),
        },
        {
            "name": "don_vi",
            "label": "Đơn vị",
            "options": choices(queries.holding_units(waiting), chosen.get("don_vi"), "Mọi đơn vị"),
        },
        {
            "name": "linh_vuc",
            "label": "Lĩnh vực",
            "options": choices(
                [(field, field) for field in judging.fields_of(tasks)], chosen.get("linh_vuc"), "Mọi lĩnh vực"
            ),
        },
    ]


@require_safe
def proposals(request):
    """The queue: 50 rows a page, what is chosen goes to `proposals_act`."""
    scope = charge_of(request.user)
    key, chosen = read_queue(request, request.GET)
    tab, found, today = TABS[key], judging.filtered(scope, chosen), timezone.localdate()
    page = keyset_page(
        judging.in_order(found, tab).values(*judging.COLUMNS),
        judging.ORDER,
        judging.KINDS,
        after=request.GET.get("sau", ""),
        before=request.GET.get("truoc", ""),
    )
    for row in judging.dress_queue(page.rows, request.user, today):
        row.update(kind_words=KINDS[row["kind"]], simulated=is_simulated(row["code"]))
    counts = judging.tab_counts(found)
    kept = request.GET.copy()
    for name in MOVING:
        kept.pop(name, None)
    kept["muc"] = key
    context = {
        "page": page,
        "tab": tab,
        "tabs": [(name, each.words, counts[name], name == key) for name, each in TABS.items()],
        "total": counts[key],
        "moves": [(move, Move(move).label) for move in tab.moves],
        "most": BATCH_MOST,
        "controls": queue_controls(scope, chosen),
        "kept": [("muc", key)],
        "chosen": chosen,
        "query": kept.urlencode(),
        "whole_page": ",".join(f"{row['id']}:{row['revision']}" for row in page.rows),
    }
    return render(request, "tasks/proposals.html", context)


def queue_rows(rows, today):
    """Every row of the queue, dressed chunk by chunk."""
    number = 0
    for chunk in in_chunks(rows):
        for row in judging.dress_registered(chunk, today):
            number += 1
            yield (
                number,
                row["code"],
                "; ".join(owner["title"] for owner in row["owners"]) or row["owner_committee__name"],
                row["registered"],
                KINDS[row["kind"]],
                row["field"],
                row["title"],
                row["product"],
                row["due"],
                timezone.localdate(row["since"]) if row["has_hour"] else None,
                row["asked"] or row["appraisal"],
                "số liệu mô phỏng" if is_simulated(row["code"]) else "",
            )


@require_safe
def proposals_excel(request):
    """The queue as filtered on the page, as a workbook."""
    scope = charge_of(request.user)
    key, chosen = read_queue(request, request.GET)
    rows = judging.in_order(judging.filtered(scope, chosen), TABS[key]).order_by("since", "id")
    columns = (*COLUMNS[:9], Column(TABS[key].since_words, 12), *COLUMNS[9:])
    today = timezone.localdate()
    return workbook_response(
        f"{key.replace('_', '-')}.xlsx", TABS[key].words, columns, queue_rows(rows.values(*judging.COLUMNS), today)
    )


# ---- many at once -------------------------------------------------------------------------------------------


@require_POST
def proposals_act(request):
    """Asks first: what will be done and what will not, and why; then does it, and says the same again."""
    scope = charge_of(request.user)
    form = BatchForm(request.POST)
    back = f"{reverse('proposals')}?{form.query.urlencode()}"
    if not form.is_valid():
        messages.error(request, "Chọn một bước: đề nghị phê duyệt, trả lại, phê duyệt hoặc ghi quyết định.")
        return redirect(back)
    expected, problem = chosen_tasks(request, scope, form)
    tasks = list(scope.filter(pk__in=expected).select_related("owner_committee").order_by("pk"))
    if problem or not tasks:
        messages.error(request, problem or "Chưa chọn việc nào. Đánh dấu vào ô đầu dòng rồi bấm lại.")
        return redirect(back)
    expected = {task.pk: expected[task.pk] for task in tasks}
    comment, paper = forms_of(request, form)
    if form.cleaned_data["xac_nhan"] and comment.is_valid() and (paper is None or paper.is_valid()):
        try:
            outcome = act(request, form.move, expected, comment, paper)
            return told(request, form.move, outcome, back)
        except SeveralGivers as several:
            paper.add_error(None, str(several))
    return ask_first(request, form, tasks, expected, comment, paper, back)


def chosen_tasks(request, scope, form):
    """({task id: revision}, what is wrong with the choice)"""
    if form.cleaned_data["tat_ca"]:
        key, chosen = read_queue(request, form.query)
        expected = judging.chosen_in(judging.filtered(scope, chosen), TABS[key])
    else:
        expected = form.chosen()
    if len(expected) > BATCH_MOST:
        return {}, f"Một lần làm nhiều nhất {so(BATCH_MOST)} việc. Lọc theo đơn vị hoặc lĩnh vực rồi làm từng phần."
    return expected, ""


def forms_of(request, form):
    """The opinion and, for a decision, its document: empty the first time, as sent when it is confirmed."""
    confirmed = form.cleaned_data["xac_nhan"]
    sent, files = (request.POST, request.FILES) if confirmed else (None, None)
    paper = DocumentForm(sent, files) if form.move == Move.DECIDE else None
    return CommentForm(sent, move=form.move), paper


def act(request, move, expected, comment, paper):
    said, actor = comment.cleaned_data["y_kien"], actor_of(request)
    if paper is not None:
        return record_decision(expected, paper.cleaned_data, actor=actor, comment=said)
    return workflow.apply_many(move, expected, actor=actor, comment=said)


def told(request, move, outcome, back):
    """A message and back to the list when all was done; a page with every reason when something was not."""
    done, rule = len(outcome.done), RULES[move]
    if done:
        messages.success(request, f"Đã {rule.done} {rule.of}{so(done)} việc.")
    if not outcome.refused:
        return redirect(back)
    if not done and workflow.were_done_by(request.user, move, [each.task for each in outcome.refused]):
        messages.info(request, f"Đã {rule.done} {rule.of}{so(len(outcome.refused))} việc này rồi, không làm lần nữa.")
        return redirect(back)
    refused = judging.with_holders([each.task for each in outcome.refused])
    context = {"done": done, "rule": rule, "refused": zip(outcome.refused, refused, strict=True), "back": back}
    return render(request, "tasks/proposals_done.html", context | {"left": len(refused)})


def ask_first(request, form, tasks, expected, comment, paper, back):
    foreseen = workflow.foresee(form.move, tasks, expected, actor=actor_of(request))
    judging.with_holders(tasks)
    context = {
        "move": form.move,
        "rule": RULES[form.move],
        "willing": foreseen.done[:LISTED],
        "more": len(foreseen.done) - LISTED,
        "count": len(foreseen.done),
        "refused": foreseen.refused,
        "comment": comment,
        "paper": paper,
        "viec": ",".join(f"{pk}:{revision}" for pk, revision in expected.items()),
        "loc": form.query.urlencode(),
        "back": back,
    }
    return render(request, "tasks/proposals_act.html", context)


# ---- one proposal ------------------------------------------------------------------------------------------


@require_safe
def proposal(request, pk):
    """One proposal beside what it compares with; the list it was opened from is in the address."""
    scope = BreakthroughTask.objects.visible_to(request.user)
    task = get_object_or_404(scope.select_related("assigned_by", "owner_committee", "campaign", "decision"), pk=pk)
    stand = permissions.stand(request.user, task)
    if not stand.is_judge:
        raise PermissionDenied
    return render(request, "tasks/proposal.html", proposal_context(request, task, stand))


def proposal_context(request, task, stand):
    today, events = timezone.localdate(), judging.events_of(task)
    owners, indicators = queries.owners_of([task.pk])[task.pk], queries.indicators_of([task.pk])[task.pk]
    this_year, before = judging.beside(task, owners, request.user, today)
    query = request.GET.copy()
    key, chosen = read_queue(request, query)
    key = key if query.get("muc") else judging.tab_of(task) or key
    query["muc"] = key
    place = judging.place_in(judging.filtered(charge_of(request.user), chosen), TABS[key], task)
    back = f"{reverse('proposals')}?{query.urlencode()}"
    return {
        "task": task,
        "holders": [post_words(owner["title"], owner["name"], owner["unit"]) for owner in owners],
        "targets": [wording.target_line(each) for each in indicators],
        "milestones": list(task.milestones.all()),
        "this_year": this_year,
        "before": before,
        "changes": judging.difference_of(task, task.version - 1, task.version) if task.version > 1 else None,
        "desk": desk_of(task, stand, events),
        "opinions": [line for line in steps_told(events) if line.said][::-1],
        "findings": findings_of([task], user=request.user)[task.pk],
        "place": place,
        "tab": TABS[key],
        "query": query.urlencode(),
        "back": back,
        "following": address_of(place.next, query) if place.next else back,
        "simulated": is_simulated(task.code),
    }


def address_of(pk, query):
    return f"{reverse('proposal', args=[pk])}?{query.urlencode()}"


# ---- one step with one task ------------------------------------------------------------------------------------


@require_POST
def task_move(request, pk):
    """A step from the page of a task or of a proposal. Refused, the words come back with who did what when."""
    task = get_object_or_404(BreakthroughTask.objects.visible_to(request.user), pk=pk)
    if not permissions.takes_part(permissions.stand(request.user, task)):
        raise PermissionDenied
    form = StepForm(request.POST)
    if not form.is_valid():
        return refused(request, task, form, "")
    data, move = form.cleaned_data, Move(form.cleaned_data["buoc"])
    try:
        workflow.apply(move, task, actor=actor_of(request), comment=data["y_kien"], revision=data["lan_sua"])
    except TransitionNotAllowed as refusal:
        return refused(request, task, form, str(refusal))
    messages.success(request, f"Đã {RULES[move].done}: {task.title[:120]}")
    return redirect(after(request, data["tiep"], task))


def after(request, address, task):
    """Where the page asked to go on, if it is ours; else the task, or the home page once it is out of sight."""
    return address if address and url_has_allowed_host_and_scheme(address, {request.get_host()}) else task


def refused(request, task, form, words):
    """The step was not taken: why, what was written, and what may be done now."""
    task.refresh_from_db()
    stand = permissions.stand(request.user, task)
    context = {
        "task": task,
        "form": form,
        "words": words,
        "desk": desk_of(task, stand, judging.events_of(task)),
        "move": hoa_dau(RULES[form.data["buoc"]].done) if form.data.get("buoc") in RULES else "",
        "written": form.data.get("y_kien", ""),
        "next_address": form.data.get("tiep", "")[:2_000],
    }
    return render(request, "tasks/task_move.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def task_decide(request, pk):
    """The decision that makes one approved task official."""
    scope = BreakthroughTask.objects.visible_to(request.user).select_related("assigned_by", "owner_committee")
    task = get_object_or_404(scope, pk=pk)
    if not permissions.can_record_decision(permissions.stand(request.user, task), task):
        raise PermissionDenied
    paper = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and paper.is_valid():
        outcome = record_decision({task.pk: None}, paper.cleaned_data, actor=actor_of(request))
        if outcome.done:
            messages.success(request, f"Đã ghi quyết định {outcome.done[0].decision}. Việc bắt đầu thực hiện.")
        else:
            messages.error(request, outcome.refused[0].words)
        return redirect(task)
    return render(request, "tasks/task_decide.html", {"task": task, "paper": paper})


# ---- versions, papers ------------------------------------------------------------------------------------------


@require_safe
def task_versions(request, pk):
    """Every version kept, and what differs between two of them: the last two unless the address says which."""
    task = get_object_or_404(BreakthroughTask.objects.visible_to(request.user), pk=pk)
    versions = judging.versions_of(task)
    numbers = [each.number for each in versions]
    new = number_in(request.GET.get("den"), numbers, numbers[0] if numbers else 0)
    old = number_in(request.GET.get("tu"), numbers, max((n for n in numbers if n < new), default=new))
    context = {
        "task": task,
        "versions": versions,
        "old": old,
        "new": new,
        "changes": judging.difference_of(task, old, new) if old != new else None,
        "text": snapshot.difference({}, judging.text_of(task, new)) if len(numbers) == 1 else None,
    }
    return render(request, "tasks/task_versions.html", context)


def number_in(words, numbers, otherwise):
    return int(words) if words and words.isdecimal() and len(words) < 10 and int(words) in numbers else otherwise


@require_safe
def document_file(request, pk):
    """The file of a decision, to whoever sees a task of it."""
    document = get_object_or_404(judging.papers_visible_to(request.user), pk=pk)
    try:
        return file_response(document.file)
    except FileNotFoundError:
        raise Http404 from None
