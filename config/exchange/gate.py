"""What a file handed in on a page may write: the same as its sender could write on the pages, and not a cell more.

The command `load_data` is for whoever runs the server; here rights, scope and the order of work hold for every row."""

from collections import defaultdict

from cadre.enums import Role
from cadre.models import Appointment, Committee, Placement
from cadre.scope import reaches
from tasks import permissions
from tasks.enums import TaskState
from tasks.models import BreakthroughTask
from tasks.permissions import covers

TABLES = ("tasks", "indicators", "milestones")
ENTERED = (TaskState.DRAFT, TaskState.PROPOSED)
# Written by whoever accepts a product or grants a change, never by a file.
JUDGED = {
    "tasks": (
        "original_due",
        "finished_on",
        "accepted_on",
        "quality_percent",
        "major_errors",
        "times_late",
        "exceeded",
        "excused",
    ),
    "indicators": ("result",),
    "milestones": ("finished_on", "accepted_on", "quality_percent", "exceeded", "excused"),
}
OUTSIDE = "Nằm ngoài phạm vi của tài khoản; hãy kiểm tra lại mã."


def guard(book, user):
    """Add to the book the faults of rows that this account may not write. A constant number of statements."""
    for name, rows in book.rows.items():
        if name not in TABLES:
            words = "Trang này chỉ nhận việc, chỉ tiêu và mốc; hãy xóa trang tính này khỏi tệp."
            book.fault_at(name, 1, "*", words)
        elif len(rows):
            refuse_judged(rows, book)
    if set(book.rows) - set(TABLES):
        return
    stored = stored_tasks(book)
    stands = permissions.stands(user, stored.values())
    reach = Reachable(user, book)
    if "tasks" in book.rows:
        guard_tasks(book.rows["tasks"], book, stored, stands, reach)
    in_file = book.in_file("tasks")
    for name in ("indicators", "milestones"):
        rows = book.rows.get(name)
        for index, code in rows.each("task_code") if rows is not None else ():
            task = stored.get(code)
            if task is not None and not permissions.can_edit(stands[task.pk], task):
                book.fault(rows, index, "task_code", not_writable(task, stands[task.pk]))
            elif task is None and code not in in_file:
                book.fault(rows, index, "task_code", OUTSIDE)


def refuse_judged(rows, book):
    for column in JUDGED[rows.table.name]:
        if column not in rows:
            continue
        empty = rows.table.column[column].kind.empty
        for index, value in rows.each(column):
            if value != empty:
                book.fault(rows, index, column, "Cột này được ghi khi nghiệm thu hay điều chỉnh; ở đây hãy để trống.")


def stored_tasks(book):
    """{code: task} of every task the file names that is stored already."""
    codes = book.in_file("tasks") | book.in_file("indicators", "task_code") | book.in_file("milestones", "task_code")
    ids = {pk for pk in book.known("tasks", codes).values() if pk}
    return {task.code: task for task in BreakthroughTask.objects.filter(pk__in=ids)}


def guard_tasks(rows, book, stored, stands, reach):
    for index, code, state, giver, due in rows.each("code", "state", "assigned_by_code", "due"):
        task = stored.get(code)
        if task is None:
            if state not in ENTERED:
                words = (
                    "Việc mới nhập ở đang soạn hoặc đã trình; các bước sau làm trên trang để có người chịu trách nhiệm."
                )
                book.fault(rows, index, "state", words)
            if not (reach.covers(giver, due) or reach.is_above(giver)):
                book.fault(rows, index, "assigned_by_code", OUTSIDE)
        else:
            if not permissions.can_edit(stands[task.pk], task):
                book.fault(rows, index, "code", not_writable(task, stands[task.pk]))
            elif state != task.state and not (task.state in permissions.WRITABLE and state in ENTERED):
                words = f"Việc đang ở trạng thái “{task.get_state_display()}”; trạng thái đổi bằng các bước trên trang."
                book.fault(rows, index, "state", words)
            if task.assigned_by_id != reach.committees.get(giver):
                book.fault(rows, index, "assigned_by_code", "Nơi giao của việc đã có không đổi được bằng tệp.")
    for index, owners, holder, due in rows.each("owner_codes", "owner_committee_code", "due"):
        for owner in owners:
            if not reach.covers_post(owner, due):
                book.fault(rows, index, "owner_codes", f"“{owner}” {OUTSIDE[0].lower()}{OUTSIDE[1:]}")
        if holder and not reach.covers(holder, due):
            book.fault(rows, index, "owner_committee_code", OUTSIDE)


def not_writable(task, stand):
    """An existing task of elsewhere is not told from a code that is taken: nothing of it is said."""
    if not (stand.keeps or stand.owns or stand.commands or stand.leads):
        return "Mã này đã dùng cho việc ngoài phạm vi của tài khoản; hãy đặt mã khác."
    return f"Việc đã ở trạng thái “{task.get_state_display()}”, không sửa bằng tệp được; hãy bỏ dòng này."


class Reachable:
    """Which committees and posts of a file an organiser covers, on a date."""

    def __init__(self, user, book):
        self.organised = reaches(user, (Role.ORGANISER,))
        self.segments = {
            int(reach.path[at : at + 8]) for reach in self.organised for at in range(0, len(reach.path), 8)
        }
        codes = book.in_file("tasks", "assigned_by_code") | book.in_file("tasks", "owner_committee_code")
        self.committees = dict(Committee.objects.filter(code__in=codes).values_list("code", "pk"))
        named = (
            {code for codes in book.rows["tasks"].get("owner_codes") for code in codes} if "tasks" in book.rows else ()
        )
        self.posts = dict(Appointment.objects.filter(code__in=named).values_list("code", "committee"))
        self.places = defaultdict(list)
        rows = Placement.objects.filter(committee__in={*self.committees.values(), *self.posts.values()})
        for pk, path, start, end in rows.values_list("committee", "path", "valid_from", "valid_to"):
            self.places[pk].append((start, end, path))

    def stood_at(self, pk, day):
        """Where a committee stood on the day, or on the day of its life nearest to it."""
        places = sorted(self.places[pk])
        found = [path for start, end, path in places if start <= day <= end]
        return found or [places[0][2] if day < places[0][0] else places[-1][2]] if places else []

    def covers(self, code, day):
        return covers(self.organised, self.stood_at(self.committees.get(code), day))

    def covers_post(self, code, day):
        return covers(self.organised, self.stood_at(self.posts.get(code), day))

    def is_above(self, code):
        """A committee above the ones organised: what it gives may be entered for those below."""
        return self.committees.get(code) in self.segments
