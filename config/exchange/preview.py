"""Reading a workbook of tasks: what it would do, row by row, and doing it."""

import tempfile
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from cadre.files import keep, safe_name
from cadre.interchange import store
from cadre.interchange.faults import FileFault
from cadre.interchange.tables import BAD
from cadre.interchange.upsert import Status
from cadre.templatetags.vi import ngay, so
from config import interchange
from config.exchange.gate import guard
from config.interchange import LoadErrors
from tasks import workflow
from tasks.enums import TaskState
from tasks.models import BreakthroughTask, TaskImport, TaskOwner

MOST_SHOWN = 5_000  # rows and faults kept for the page; the counts are of all
WORDS = {Status.NEW: "new", Status.CHANGED: "changed", Status.SAME: "same"}
LABELS = {table.name: table for table in interchange.TABLES}


class Reading:
    """One pass of the loader over a file for one account; `rows` and `counts` as the preview keeps them."""

    def __init__(self, user):
        self.user = user
        self.before = {}
        self.rows, self.counts, self.written = [], {"new": 0, "changed": 0, "same": 0}, {}

    def gate(self, book):
        guard(book, self.user)
        if not book.faults:
            self.before = {name: stored_values(rows) for name, rows in book.rows.items()}

    def after(self, book, marks):
        for name, statuses in marks.items():
            rows = book.rows[name]
            for index, status in enumerate(statuses):
                self.counts[WORDS[status]] += 1
                code = rows["code" if name == "tasks" else "task_code"][index]
                if status != Status.SAME:
                    mine = status if name == "tasks" else Status.CHANGED
                    self.written[code] = max(mine, self.written.get(code, mine))
                if len(self.rows) < MOST_SHOWN:
                    self.rows.append(self.shown(rows, index, status, code))

    def shown(self, rows, index, status, code):
        title = next((rows[column][index] for column in ("title", "name") if column in rows), "")
        row = {
            "table": rows.table.name,
            "row": rows.numbers[index],
            "code": code,
            "title": title,
            "status": WORDS[status],
        }
        if status == Status.CHANGED:
            old = self.before[rows.table.name].get(key_of(rows, index), {})
            row["changes"] = [
                [rows.table.column[name].label, said(old.get(name)), said(rows[name][index])]
                for name in rows.columns
                if name in old and not same(old[name], rows[name][index])
            ]
        return row


def key_of(rows, index):
    return tuple(rows[name][index] for name in rows.table.key)


def stored_values(rows):
    """{key: {column: value}} of the rows of a table that are stored, for the columns the file has; two statements."""
    table, names = rows.table, [name for name in rows.columns if name != "owner_codes"]
    first = table.key[0]
    wanted = {value for value in rows[first] if value is not BAD}
    paths = [table.column[name].read_from for name in names]
    found = {}
    query = table.model._default_manager.filter(**{f"{table.column[first].read_from}__in": store.among(wanted)})
    for values in query.values_list(*paths):
        row = dict(zip(names, values, strict=True))
        found[tuple(row[name] for name in table.key)] = row
    if "owner_codes" in rows:
        owners = {}
        links = TaskOwner.objects.filter(task__code__in=store.among(wanted)).order_by("id")
        for code, owner in links.values_list("task__code", "appointment__code"):
            owners.setdefault(code, []).append(owner)
        for (code,), row in found.items():
            row["owner_codes"] = tuple(owners.get(code, ()))
    return found


def same(old, new):
    return set(old) == set(new) if isinstance(new, tuple) else (old or None) == (new or None)


def said(value):
    """A value of a cell in words."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, tuple | list):
        return "; ".join(value)
    if value is None or value == "":
        return ""
    if hasattr(value, "year"):
        return ngay(value)
    return value if isinstance(value, str) else so(value)


def read(path, *, actor, dry_run, after=None):
    """Run the loader over the file → (preview as JSON, the Reading). Raises FileRefused for what is no workbook."""
    reading = Reading(actor.user)

    def both(book, marks):
        reading.after(book, marks)
        if after:
            after(reading)

    try:
        report = interchange.load(
            path, actor=actor.user, acting_as=actor.acting_as, dry_run=dry_run, gate=reading.gate, after=both
        )
    except LoadErrors as refused:
        if isinstance(refused.errors[0], FileFault):
            raise
        return {
            "errors": [fault_words(fault) for fault in refused.errors[:MOST_SHOWN]],
            "count": len(refused.errors),
        }, None
    return {"counts": reading.counts, "rows": reading.rows, "tables": list(report.new)}, reading


def fault_words(fault):
    table = LABELS[fault.table]
    label = table.column[fault.column].label if fault.column in table.column else fault.column
    return {"table": fault.table, "row": fault.row, "column": label, "message": fault.message}


def on_disk(folder, upload):
    """The upload as a file under its own name: what the loader tells names it."""
    path = Path(folder) / safe_name(upload.name)
    with open(path, "wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return path


def hand_in(upload, *, campaign, actor):
    """Read a file, save nothing of it, keep it with what was found → TaskImport. Raises FileRefused."""
    with tempfile.TemporaryDirectory() as folder:
        found, _ = read(on_disk(folder, upload), actor=actor, dry_run=True)
    upload.kind = "xlsx"
    with transaction.atomic():
        return TaskImport.objects.create(
            file=keep(upload, user=actor.user),
            campaign=campaign,
            preview=found,
            handed_in_at=timezone.now(),
            handed_in_by=actor.user,
        )


class Different(Exception):
    """The rows would now do something else than what was shown; `found` is the preview as it is now."""

    def __init__(self, found):
        self.found = found
        super().__init__()


def renew(kept, found):
    kept.preview = found
    kept.save(update_fields=["preview"])


@transaction.atomic
def confirm(pk, content, *, actor):
    """Save what was previewed → the number of rows written; 0 if it was saved already (sent twice).

    content: the bytes of the kept file. Raises Different when it would now do something else; nothing is then saved.
    Side effects: rows, events, versions, stamps and ledger lines of every task written."""
    kept = TaskImport.objects.select_for_update(of=("self",)).get(pk=pk)
    if kept.saved_at:
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / safe_name(kept.file.name)
        path.write_bytes(content)
        found, reading = again(path, kept, actor)
    if reading is None or found["counts"] != kept.preview.get("counts"):
        raise Different(found)
    kept.saved_at = timezone.now()
    kept.save(update_fields=["saved_at"])
    return found["counts"]["new"] + found["counts"]["changed"]


def again(path, kept, actor):
    def settle(reading):
        if reading.counts == kept.preview.get("counts"):
            mark_written(reading.written, kept.campaign, actor)

    return read(path, actor=actor, dry_run=False, after=settle)


def mark_written(written, campaign, actor):
    """What a page would have left with every task: who, when, in which campaign, its version and its event."""
    now = timezone.now()
    tasks = list(BreakthroughTask.objects.filter(code__in=written))
    for task in tasks:
        task.revision += 1
        if written[task.code] == Status.NEW:
            task.created_at, task.created_by, task.campaign = now, actor.user, campaign
        if task.state == TaskState.PROPOSED and task.submitted_at is None:
            task.submitted_at, task.submitted_by = now, actor.user
    fields = ["revision", "created_at", "created_by", "campaign", "submitted_at", "submitted_by"]
    BreakthroughTask.objects.bulk_update(tasks, fields, batch_size=200)
    proposed = [task for task in tasks if task.state == TaskState.PROPOSED]
    workflow.keep_versions(proposed, actor, why="nhập từ tệp")
    workflow.tell(tasks, "import", actor)
