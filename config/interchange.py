"""Import and export of everything: the tables of all apps in their order. Commands and pages call `load`, `export`."""

from contextlib import nullcontext
from dataclasses import dataclass, field

from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.models.functions import Collate

import cadre.tables
import scoring.tables
import tasks.tables
from cadre import ledger, tree
from cadre.interchange import reader, store, writer
from cadre.interchange.check import Book, check, parse
from cadre.interchange.faults import Fault, FileRefused, LoadErrors
from cadre.interchange.tables import Table
from cadre.interchange.upsert import Status, upsert
from cadre.tables import stored_columns
from scoring.extent import extent_of
from scoring.services import place_assessments
from tasks.services import place_tasks

__all__ = ["TABLES", "FileRefused", "LoadErrors", "LoadReport", "export", "load", "template"]

TABLES = (*cadre.tables.TABLES, *tasks.tables.TABLES, *scoring.tables.TABLES)
NAMES = {table.label.casefold(): table.name for table in TABLES} | {table.name: table.name for table in TABLES}
MANY = 5_000  # rows written in one import after which the planner is told: a plan made for empty tables takes minutes


@dataclass(slots=True)
class LoadReport:
    """new, changed, unchanged: {table name: rows} for the tables of the file, in their order."""

    file: str
    sha256: str
    dry_run: bool
    new: dict = field(default_factory=dict)
    changed: dict = field(default_factory=dict)
    unchanged: dict = field(default_factory=dict)

    def count(self, name, statuses):
        self.new[name] = statuses.count(Status.NEW)
        self.changed[name] = statuses.count(Status.CHANGED)
        self.unchanged[name] = statuses.count(Status.SAME)

    @property
    def written(self):
        return sum(self.new.values()) + sum(self.changed.values())


# ---- in -----------------------------------------------------------------------------------------------------


def load(path, *, actor, acting_as="", dry_run=False, gate=None, after=None):
    """Import a workbook or a folder, all or nothing, in one transaction → LoadReport.

    Raises LoadErrors with every bad cell of every table (FileRefused for a file that is no workbook); the database is
    then as before. dry_run does all of it, the guards of the database included, and takes it back.
    Side effects: rows, the tree of committees, places of assessments, and one ledger line with the file's SHA-256 and
    the counts; a file that changes nothing leaves no line.

    gate(book): further faults, once the cells and references hold and before anything is saved. after(book, marks):
    what else belongs to the same transaction; marks is {table: one Status per row}."""
    source = reader.read(path, NAMES)
    book = Book(TABLES)
    for raw in sorted(source.tables, key=lambda raw: list(book.tables).index(raw.name)):
        book.rows[raw.name] = parse(book.tables[raw.name], raw, book)
    report = LoadReport(source.name, source.sha256, dry_run)
    saving = [None]
    try:
        with transaction.atomic():
            tree.hold()
            check(book)
            if gate and not book.faults:
                gate(book)
            if book.faults:
                raise LoadErrors(book.errors())
            marks = save(book, report, saving)
            if report.written:
                counts = {"new": report.new, "changed": report.changed, "unchanged": report.unchanged}
                said = {"actor": actor, "acting_as": acting_as, "sha256": source.sha256}
                ledger.record("import", source.name, **said, **counts)
            if after:
                after(book, marks)
            if dry_run:
                transaction.set_rollback(True)
    except (IntegrityError, DataError) as error:
        raise LoadErrors([Fault(saving[0] or TABLES[0].name, 0, "*", refusal(error))]) from error
    return report


def save(book, report, saving):
    """Table by table, each after those it refers to."""
    marks = {}
    for name, rows in book.rows.items():
        saving[0] = name
        statuses = save_table(rows, book) if len(rows) else bytearray()
        marks[name] = statuses
        report.count(name, statuses)
    if report.written >= MANY:
        store.analyze({model for name, found in marks.items() if any(found) for model in written(book.tables[name])})
    settle(book, marks)
    return marks


def save_table(rows, book):
    table = rows.table
    if table.save:
        statuses, ids = table.save(rows, book)
    else:
        columns = table.records(rows, book) if table.records else stored_columns(rows, book)
        statuses, ids = upsert(table.model, columns, table.key_attrs)
    if "code" in table.column and table.key == ("code",):
        book.ids.setdefault(table.name, {}).update(zip(rows["code"], ids, strict=True))
    if table.after:
        table.after(rows, book, statuses)
    return statuses


def written(table: Table):
    extra = {"committees": (cadre.tables.ParentLink, cadre.tables.Placement), "tasks": (tasks.tables.TaskOwner,)}
    return (table.model, *extra.get(table.name, ()), *((scoring.tables.ScoreSheet,) if table.name == "sheets" else ()))


def settle(book, marks):
    """Places of tasks and assessments follow the tree, the posts, the owners and the rounds."""
    if any(any(marks.get(name, ())) for name in ("committees", "appointments", "tasks")):
        place_tasks()
    moved = any(marks.get("committees", ())) or any(
        Status.CHANGED in marks.get(name, ()) for name in ("appointments", "rounds")
    )
    if moved:
        place_assessments()
    elif any(marks.get("assessments", ())):
        rounds = book.known("rounds", set(book.rows["assessments"]["round_code"]))
        place_assessments([rounds[code] for code in set(book.rows["assessments"]["round_code"])])


def refusal(error):
    """What a guard of the database says, in words: every check above missed it."""
    text = str(error.__cause__ or error)
    for model in {model for table in TABLES for model in written(table)}:
        for constraint in model._meta.constraints:
            if constraint.name in text:
                custom = constraint.violation_error_message != constraint.default_violation_error_message
                return constraint.violation_error_message if custom else f"Dữ liệu trái quy tắc “{constraint.name}”."
    if "UNIQUE" in text or "duplicate key" in text:
        return "Một dòng trùng với dòng đã lưu; hãy kiểm tra lại mã và các cột khóa."
    return f"Cơ sở dữ liệu không nhận: {text.splitlines()[0]}"


# ---- out ----------------------------------------------------------------------------------------------------


def export(round, path):
    """Everything the round needs to be computed equal elsewhere, and its ratings → {table name: rows}.

    A path that ends in .xlsx becomes a workbook, any other a folder of .csv. The order of rows does not depend on the
    database. One snapshot of the data on PostgreSQL and SQLite alike."""
    with snapshot():
        extent = extent_of(round)
        return writer.write(path, [(table, exported(table, extent)) for table in TABLES])


def snapshot():
    if connection.in_atomic_block:
        return nullcontext()
    return repeatable() if connection.vendor == "postgresql" else transaction.atomic()


class repeatable(transaction.Atomic):
    """A transaction that sees one state of the database from its first statement to its last."""

    def __init__(self):
        super().__init__(None, False, False)

    def __enter__(self):
        super().__enter__()
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def exported(table, extent):
    queryset = extent.querysets[table.name].order_by(*(by_bytes(table.model, path) for path in table.order))
    if table.rows_of:
        return table.rows_of(queryset, extent)
    return queryset.values_list(*(column.read_from for column in table.columns)).iterator(chunk_size=2000)


def by_bytes(model, path):
    """Text is ordered by its bytes: equal on every database, whatever its language."""
    if isinstance(path, str):
        found = None
        for name in path.split("__"):
            found = (found.related_model if found else model)._meta.get_field(name)
        if not isinstance(found, models.CharField | models.TextField):
            return path
    return Collate(path, "C" if connection.vendor == "postgresql" else "BINARY")


def template(path):
    """An empty workbook with every table: Vietnamese labels in row 1 (starred where required), names in row 2."""
    sheets = (
        (
            table.name,
            [f"{column.label} *" if column.required else column.label for column in table.columns],
            [[column.name for column in table.columns]],
        )
        for table in TABLES
        if table.name != "ratings"
    )
    with open(path, "wb") as file:
        return writer.write_workbook(file, sheets)
