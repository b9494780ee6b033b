"""Danh mục việc and Một việc."""

from itertools import groupby

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cadre.documents import document_response
from cadre.downloads import SPOOL, TYPE, Column, Spool, workbook_response
from cadre.filters import choices
from cadre.models import Committee
from cadre.paging import keyset_page
from cadre.queries import cadres_visible_to
from cadre.simulated import is_simulated
from cadre.templatetags.vi import ngay, so
from tasks import change_lists, judging, permissions, queries, sheets
from tasks.annex import annex_paper, write_annex_workbook
from tasks.annexes import annex_head, annex_rows
from tasks.charts import milestone_line
from tasks.desk import desk_of
from tasks.dossier import bullet_rows, milestone_rows, story, tiers
from tasks.enums import TaskKind
from tasks.forms.filters import STANDINGS, TaskFilter
from tasks.lineage import lineage
from tasks.models import BreakthroughTask
from tasks.standing import RUNNING
from tasks.views.handing_down import on_task_page

KINDS = dict(TaskKind.choices)
COLUMNS = (
    Column("STT", 6, "0"),
    Column("Mã", 14),
    Column("Người nhận", 34),
    Column("Loại", 11),
    Column("Lĩnh vực", 22),
    Column("Nội dung", 60),
    Column("Sản phẩm", 40),
    Column("Thời hạn", 12),
    Column("Tiến độ", 10, "0.0%"),
    Column("Trạng thái", 22),
    Column("Nguồn số liệu", 18),
    Column("Quyết định", 26),
)


def read_list(request):
    """(tasks in scope, facets, what was chosen, order); the newest year unless the address says otherwise."""
    tasks = BreakthroughTask.objects.visible_to(request.user)
    years, fields, newest = queries.facets(tasks, timezone.localdate())
    chosen = TaskFilter.read(request.GET)
    if "nam" not in request.GET and years:
        chosen["nam"] = newest
    sort = request.GET.get("xep", "")
    sort = sort if sort.removeprefix("-") in queries.SORTS else "han"
    return tasks, years, fields, chosen, sort


def filter_controls(chosen, years, fields, units):
    in_year = fields[chosen["nam"]] if chosen.get("nam") in fields else set().union(*fields.values())
    return [
        {"name": "nam", "label": "Năm", "options": choices([(y, str(y)) for y in years], chosen.get("nam"), "Mọi năm")},
        {"name": "loai", "label": "Loại", "options": choices(KINDS.items(), chosen.get("loai"), "Mọi loại")},
        {
            "name": "linh_vuc",
            "label": "Lĩnh vực",
            "options": choices([(f, f) for f in sorted(in_year)], chosen.get("linh_vuc"), "Mọi lĩnh vực"),
        },
        {
            "name": "trang_thai",
            "label": "Trạng thái",
            "options": choices(
                [(key, words) for key, words in STANDINGS.items() if key], chosen.get("trang_thai"), STANDINGS[""]
            ),
        },
        {"name": "don_vi", "label": "Đơn vị", "options": choices(units, chosen.get("don_vi"), "Mọi đơn vị")},
        {
            "name": "nhom",
            "label": "Nhóm",
            "options": choices(
                [("don_vi", "Theo đơn vị"), ("nguoi", "Theo người nhận"), ("linh_vuc", "Theo lĩnh vực")],
                chosen.get("nhom"),
                "Không nhóm",
            ),
        },
    ]


def grouped(rows, group):
    """[(name of the group, rows)] in the order of the rows; one nameless group when the list is not grouped."""
    if group not in queries.GROUP_COLUMNS:
        return [("", rows)]
    return [(name, list(part)) for name, part in groupby(rows, key=lambda row: queries.group_name(row, group))]


@require_safe
def tasks(request):
    """The annex: 50 rows a page, whatever the length of the list."""
    scope, years, fields, chosen, sort = read_list(request)
    today = timezone.localdate()
    found = queries.filtered(scope, chosen, today)
    order, kinds = queries.order_of(sort, chosen.get("nhom", ""))
    page = keyset_page(
        queries.listed(found, chosen.get("nhom", "")),
        order,
        kinds,
        after=request.GET.get("sau", ""),
        before=request.GET.get("truoc", ""),
    )
    for number, row in enumerate(queries.dress(page.rows, today), page.first):
        row.update(number=number, kind_words=KINDS[row["kind"]], simulated=is_simulated(row["code"]))
    in_year = scope.filter(queries.of_year(chosen["nam"])) if "nam" in chosen else scope
    context = {
        "page": page,
        "groups": grouped(page.rows, chosen.get("nhom", "")),
        "counts": queries.counts(found, today),
        "controls": filter_controls(chosen, years, fields, queries.holding_units(in_year)),
        "chosen": chosen,
        "sort": sort,
        "is_filtered": bool(chosen.keys() - {"nam", "nhom"}),
        "has_any": bool(years),
        "can_write": sheets.may_begin(request.user),
    }
    return render(request, "tasks/task_list.html", context)


def decision_words(row):
    number, day = row["decision__number"], row["decision__issued_on"]
    return f"{number} ngày {ngay(day)}" if number else ""


def export_rows(rows, today):
    for number, row in enumerate(queries.dressed_in_chunks(rows, today), 1):
        yield (
            number,
            row["code"],
            "; ".join(owner["title"] for owner in row["owners"]) or row["owner_committee__name"],
            KINDS[row["kind"]],
            row["field"],
            row["title"],
            row["product"],
            row["due"],
            row["progress"].share,
            row["standing"].words,
            "số liệu mô phỏng" if is_simulated(row["code"]) else "",
            decision_words(row),
        )


@require_safe
def tasks_excel(request):
    """Every row of the list as filtered and ordered on the page, as a workbook."""
    scope, _, _, chosen, sort = read_list(request)
    today = timezone.localdate()
    order, _ = queries.order_of(sort, chosen.get("nhom", ""))
    rows = queries.listed(queries.filtered(scope, chosen, today), chosen.get("nhom", ""))
    rows = rows.order_by(*(f"-{column}" if down else column for column, down in order))
    year = f" năm {chosen['nam']}" if "nam" in chosen else ""
    name = f"danh-muc-viec-{chosen['nam']}.xlsx" if "nam" in chosen else "danh-muc-viec.xlsx"
    return workbook_response(name, f"Danh mục việc{year}", COLUMNS, export_rows(rows, today))


WORD_MOST = 2_000  # rows; more is for Excel


@require_safe
def annex_excel(request):
    """The list as filtered, as the annex of a decision."""
    scope, _, _, chosen, _ = read_list(request)
    found = queries.filtered(scope, chosen, timezone.localdate())
    file = Spool(max_size=SPOOL)
    write_annex_workbook(file, annex_head(found, year_of(chosen)), annex_rows(found))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"phu-luc-viec-{year_of(chosen)}.xlsx", content_type=TYPE)


@require_safe
def annex_word(request):
    scope, _, _, chosen, _ = read_list(request)
    found = queries.filtered(scope, chosen, timezone.localdate())
    if found.count() > WORD_MOST:
        messages.error(request, f"Danh mục này dài quá {so(WORD_MOST)} việc cho Word. Lọc bớt, hoặc tải phụ lục Excel.")
        return redirect(f"{reverse('tasks')}?{request.GET.urlencode()}")
    paper = annex_paper(annex_head(found, year_of(chosen)), annex_rows(found))
    return document_response(f"phu-luc-viec-{year_of(chosen)}.docx", paper)


def year_of(chosen):
    return chosen.get("nam", timezone.localdate().year)


@require_safe
def task(request, pk):
    tasks = BreakthroughTask.objects.visible_to(request.user)
    task = get_object_or_404(tasks.select_related("assigned_by", "owner_committee", "decision"), pk=pk)
    events, stand = judging.events_of(task), permissions.stand(request.user, task)
    today = timezone.localdate()
    parent, subtasks = queries.kin(task, request.user)
    ids = [task.pk, *([parent.pk] if parent else []), *(each.pk for each in subtasks)]
    owners, indicators = queries.owners_of(ids), queries.indicators_of(ids)
    late = queries.late_steps_of([task, *([parent] if parent else []), *subtasks], today)
    reports, milestones = list(task.reports.all()), list(task.milestones.all())
    steps = milestone_rows(milestones, today)
    linked = set(
        cadres_visible_to(request.user)
        .filter(pk__in=[owner["cadre"] for owner in owners[task.pk]])
        .values_list("pk", flat=True)
    )
    for owner in owners[task.pk]:
        owner["linked"] = owner["cadre"] in linked
    units = {task.assigned_by_id, task.owner_committee_id} - {None}
    context = {
        "linked_units": set(
            Committee.objects.visible_to(request.user).filter(pk__in=units).values_list("pk", flat=True)
        ),
        "importance": KINDS.get(task.importance, task.importance),
        "is_open": task.state in RUNNING,
        "task": task,
        "standing": queries.standing_of(task, today, late.get(task.pk)),
        "owners": owners[task.pk],
        "today": today,
        "parent": parent,
        "bullets": bullet_rows(indicators[task.pk]),
        "steps": steps,
        "line": milestone_line(task, steps, today),
        "reports": reports[::-1],
        "desk": desk_of(task, stand, events),
        "story": story(task, milestones, reports, events),
        "tiers": tiers(task, parent, subtasks, indicators, owners, today, late, queries.hidden_below(task, subtasks)),
        "lineage": lineage(task, request.user, today),
        "subtasks": subtasks,
        "handovers": [event for event in reversed(events) if event.verb == "reassign"],
        "simulated": is_simulated(task.code),
        "late_steps": sum(1 for step in steps if step.standing.shape == "late"),
        "done_steps": sum(1 for step in steps if step.ended),
        "lede": queries.lede_of(indicators[task.pk], reports),
        "can_write": permissions.can_edit(stand, task),
        "asked_changes": change_lists.of_task(task, request.user, stand),
        **on_task_page(task, request.user, stand),
    }
    return render(request, "tasks/task_detail.html", context)
