"""Tables of the interchange: tasks, indicators, milestones, reports."""

from decimal import Decimal

from cadre.interchange import store
from cadre.interchange.kinds import Answer, Choice, Code, Day, Micro, Reference, References, Said, Text, Whole, YesNo
from cadre.interchange.tables import Column, Table
from cadre.interchange.upsert import Status, relink, upsert
from cadre.tables import dates_in_order, report_rings, stored_columns
from tasks.enums import Comparator, Horizon, ReportState, TaskKind, TaskState
from tasks.models import BreakthroughTask, Indicator, Milestone, ProgressReport, TaskOwner

PERCENT = Micro(0, 100)
SMALL = Whole(0, 32_767)

# ---- tasks --------------------------------------------------------------------------------------------------


def check_tasks(rows, book):
    dates_in_order(rows, book, "start", "due", "Thời hạn trước ngày bắt đầu; hãy sửa một ngày.")
    if "parent_task_code" in rows:
        for index, code, parent in rows.each("code", "parent_task_code"):
            if code == parent:
                book.fault(rows, index, "parent_task_code", "Một việc không thể là việc cấp trên của chính nó.")
        message = "Vòng việc cấp trên: {}; hãy sửa việc cấp trên của một trong số này."
        report_rings(rows, book, "parent_task_code", stored_parents, message)


def stored_parents(codes, given):
    parents = {}
    while codes:
        found = BreakthroughTask.objects.filter(code__in=store.among(codes), parent_task__isnull=False)
        step = dict(found.values_list("code", "parent_task__code"))
        parents |= step
        codes = {parent for parent in step.values() if parent not in parents and parent not in given}
    return parents


def save_tasks(rows, book):
    """The parents in a second step: they may be rows of the same file."""
    statuses, ids = upsert(BreakthroughTask, stored_columns(rows, book, skip=("parent_task_code",)), ("code",))
    book.ids.setdefault("tasks", {}).update(zip(rows["code"], ids, strict=True))
    if "parent_task_code" in rows:
        columns = stored_columns(rows, book)
        again, _ = upsert(BreakthroughTask, {name: columns[name] for name in ("code", "parent_task_id")}, ("code",))
        statuses = bytearray(map(max, statuses, again))
    return statuses, ids


def save_owners(rows, book, statuses):
    if "owner_codes" not in rows:
        return
    posts = book.known("appointments", {code for codes in rows["owner_codes"] for code in codes})
    tasks = book.ids["tasks"]
    wanted = {
        tasks[code]: {posts[owner]: {} for owner in owners}
        for code, owners in zip(rows["code"], rows["owner_codes"], strict=True)
    }
    touched = relink(TaskOwner, "task_id", "appointment_id", wanted)
    for index, code in enumerate(rows["code"]):
        if statuses[index] == Status.SAME and tasks[code] in touched:
            statuses[index] = Status.CHANGED


def task_rows(queryset, extent):
    """Owners are fetched for some thousand tasks at a time."""
    names = [column.read_from for column in TASKS.columns if column.name != "owner_codes"]
    at = [column.name for column in TASKS.columns].index("owner_codes")
    piece = []

    def flush():
        owners = {}
        links = TaskOwner.objects.filter(task__in=store.among([row[0] for row in piece]))
        for task, code in links.values_list("task_id", "appointment__code"):
            owners.setdefault(task, []).append(code)
        for pk, *row in piece:
            row.insert(at, sorted(owners.get(pk, ())))
            yield row

    for row in queryset.values_list("pk", *names).iterator(chunk_size=2000):
        piece.append(row)
        if len(piece) == 2000:
            yield from flush()
            piece.clear()
    if piece:
        yield from flush()


TASKS = Table(
    "tasks",
    "Việc được giao",
    BreakthroughTask,
    (
        Column("code", "Mã", Code(), required=True),
        Column("year", "Năm", Whole(1990, 2200), required=True),
        Column("kind", "Loại", Choice(TaskKind), required=True),
        Column("field", "Lĩnh vực", Text(150), required=True),
        Column("title", "Nội dung việc", Text(1000), required=True),
        Column("assigned_by_code", "Mã nơi giao", Reference("committees"), required=True, attr="assigned_by_id"),
        Column("owner_codes", "Mã người nhận", References("appointments"), attr=""),
        Column("owner_committee_code", "Mã tập thể nhận", Reference("committees"), attr="owner_committee_id"),
        Column("parent_task_code", "Mã việc cấp trên", Reference("tasks"), attr="parent_task_id"),
        Column("start", "Bắt đầu", Day()),
        Column("due", "Thời hạn", Day(), required=True),
        Column("original_due", "Thời hạn ban đầu", Day()),
        Column("horizon", "Thời kỳ", Choice(Horizon, empty=Horizon.YEAR.value)),
        Column("importance", "Mức quan trọng", Text(100)),
        Column("difficulty", "Độ khó", Text(100)),
        Column("product", "Sản phẩm", Text()),
        Column("state", "Trạng thái", Choice(TaskState), required=True),
        Column("finished_on", "Ngày hoàn thành", Day()),
        Column("accepted_on", "Ngày nghiệm thu", Day()),
        Column("quality_percent", "Chất lượng (%)", PERCENT),
        Column("major_errors", "Số lỗi lớn", SMALL),
        Column("times_late", "Số lần chậm", SMALL),
        Column("exceeded", "Vượt yêu cầu", YesNo()),
        Column("excused", "Nguyên nhân khách quan được chấp nhận", YesNo()),
    ),
    key=("code",),
    check=check_tasks,
    save=save_tasks,
    after=save_owners,
    rows_of=task_rows,
)

# ---- indicators, milestones, reports ------------------------------------------------------------------------


def check_indicators(rows, book):
    if "weight" in rows:
        for index, weight in rows.each("weight"):
            if weight <= 0:
                book.fault(rows, index, "weight", "Trọng số phải lớn hơn 0; để trống là 1.")
    for index, comparator, baseline, low, high, result in book.each(
        rows, "comparator", "baseline", "target_min", "target_max", "result"
    ):
        for column, message in target_faults(comparator, baseline, low, high):
            book.fault(rows, index, column if column in rows else "comparator", message)
        if comparator == Comparator.DONE:
            if result is not None and result not in (0, 1):
                book.fault(rows, index, "result", "Chỉ tiêu xong/chưa xong có kết quả là 1 (có) hoặc 0 (không).")
        elif isinstance(result, Said):
            book.fault(rows, index, "result", "Kết quả của chỉ tiêu này phải là số, không phải có/không.")


def target_faults(comparator, baseline, low, high):
    """Faults of a target by scoring.md §3 and §9: missing, out of order, equal to the baseline, or dividing by zero."""
    if comparator == Comparator.DONE:
        return
    name, target = ("target_max", high) if comparator == Comparator.LTE else ("target_min", low)
    if target is None:
        yield name, f"Chỉ tiêu so sánh “{comparator}” cần một số ở cột {name}."
        return
    if low is not None and high is not None and high < low:
        yield "target_max", "Cận trên nhỏ hơn cận dưới; hãy đổi lại."
    if baseline is not None and baseline == target:
        yield (
            "baseline",
            f"Số đầu kỳ bằng chỉ tiêu ({target.normalize():f}) nên không đo được tiến bộ; hãy sửa một trong hai.",
        )
    elif target == 0 and not usable(comparator, baseline, target):
        yield (
            name,
            "Chỉ tiêu bằng 0 cần số đầu kỳ ở phía chưa đạt để tính tỷ lệ (không chia được cho 0); "
            "hãy ghi số đầu kỳ, hoặc dùng so sánh done.",
        )


def usable(comparator, baseline, target):
    """A baseline already on the good side is ignored (scoring.md §9)."""
    if baseline is None or comparator == Comparator.EQ:
        return baseline is not None
    return baseline > target if comparator == Comparator.LTE else baseline < target


class Weight(Micro):
    empty = Decimal(1)


INDICATORS = Table(
    "indicators",
    "Chỉ tiêu của việc",
    Indicator,
    (
        Column("task_code", "Mã việc", Reference("tasks"), required=True, attr="task_id"),
        Column("name", "Chỉ tiêu", Text(500), required=True),
        Column("unit", "Đơn vị", Text(100)),
        Column("comparator", "So sánh", Choice(Comparator), required=True),
        Column("baseline", "Số đầu kỳ", Micro()),
        Column("target_min", "Chỉ tiêu từ", Micro()),
        Column("target_max", "Chỉ tiêu đến", Micro()),
        Column("target_text", "Chỉ tiêu bằng lời", Text(500)),
        Column("weight", "Trọng số", Weight()),
        Column("result", "Kết quả", Answer()),
    ),
    key=("task_code", "name"),
    check=check_indicators,
    order=("task__code", "name"),
)

MILESTONES = Table(
    "milestones",
    "Mốc của việc",
    Milestone,
    (
        Column("task_code", "Mã việc", Reference("tasks"), required=True, attr="task_id"),
        Column("due", "Hạn", Day(), required=True),
        Column("title", "Mốc", Text(500), required=True),
        Column("finished_on", "Ngày xong", Day()),
        Column("accepted_on", "Ngày nghiệm thu", Day()),
        Column("quality_percent", "Chất lượng (%)", PERCENT),
        Column("exceeded", "Vượt yêu cầu", YesNo()),
        Column("excused", "Nguyên nhân khách quan được chấp nhận", YesNo()),
    ),
    key=("task_code", "due", "title"),
    order=("task__code", "due", "title"),
)

REPORTS = Table(
    "reports",
    "Báo cáo tiến độ",
    ProgressReport,
    (
        Column("task_code", "Mã việc", Reference("tasks"), required=True, attr="task_id"),
        Column("period_end", "Kỳ đến ngày", Day(), required=True),
        Column("percent", "Tiến độ (%)", Micro(0, 1000)),
        Column("narrative", "Kết quả", Text()),
        Column("difficulties", "Khó khăn và vướng mắc", Text()),
        Column("state", "Trạng thái", Choice(ReportState), required=True),
        Column("submitted_on", "Ngày nộp", Day()),
    ),
    key=("task_code", "period_end"),
    order=("task__code", "period_end"),
)

TABLES = (TASKS, INDICATORS, MILESTONES, REPORTS)
