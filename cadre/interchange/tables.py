"""How an app describes a table of the interchange, and the rows read for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from cadre.interchange.kinds import Kind, Reference, References

BAD = type("Bad", (), {"__repr__": lambda self: "BAD", "__bool__": lambda self: False})()  # a cell already reported


@dataclass(frozen=True, slots=True)
class Column:
    """`attr` is the model attribute the value goes to (a Reference goes to its `_id`); empty = the table's own
    `records` takes care. `source` is the path from the model read on export; empty = the attribute, or the code it
    refers to. `may_be_empty` is for a starred column whose empty cell has a meaning."""

    name: str
    label: str
    kind: Kind
    required: bool = False
    attr: str | None = None
    source: str | None = None
    may_be_empty: bool = False

    @property
    def stored_in(self):
        return self.name if self.attr is None else self.attr

    @property
    def needs_value(self):
        return self.required and not self.may_be_empty

    @property
    def read_from(self):
        if self.source is not None:
            return self.source
        if isinstance(self.kind, Reference):
            return self.stored_in.removesuffix("_id") + "__code"
        return self.stored_in


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the interchange.

    key: columns that tell one row from another. stored_key: the attributes that do in the database (default: those
    of the key). check(rows, book): faults of whole rows and across tables. records(rows, book) → {attr: [values]}
    of what is stored. save(rows, book) → one Status per row, instead of the plain upsert. after(rows, book, statuses)
    → what hangs on the row (links); it may raise statuses to CHANGED. order: paths that sort an export.
    rows_of(queryset, extent): the rows of an export instead of the plain reading."""

    name: str
    label: str
    model: type[Model]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    stored_key: tuple[str, ...] = ()
    check: Callable[[Any, Any], None] | None = None
    records: Callable[[Any, Any], dict] | None = None
    save: Callable[[Any, Any], Any] | None = None
    after: Callable[[Any, Any, Any], None] | None = None
    order: tuple[str, ...] = ("code",)
    rows_of: Callable[[Any, Any], Any] | None = None
    column: dict = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "column", {column.name: column for column in self.columns})

    @property
    def key_attrs(self):
        return self.stored_key or tuple(self.column[name].stored_in for name in self.key)

    @property
    def references(self):
        return [column for column in self.columns if isinstance(column.kind, Reference | References)]


class Rows:
    """The rows of one table as columns: `rows["code"]` is a list, `rows.numbers` the row numbers of the file.

    A column the file does not have is not in `rows`; `rows.get(name)` then repeats the empty value."""

    def __init__(self, table, names):
        self.table = table
        self.numbers = []
        self.columns = {name: [] for name in names}

    def __len__(self):
        return len(self.numbers)

    def __contains__(self, name):
        return name in self.columns

    def __getitem__(self, name):
        return self.columns[name]

    def get(self, name):
        if name in self.columns:
            return self.columns[name]
        return [self.table.column[name].kind.empty] * len(self)

    def each(self, *names):
        """(index, values…) of the rows in which none of the named cells is BAD."""
        for index, values in enumerate(zip(*(self.get(name) for name in names), strict=True)):
            if BAD not in values:
                yield index, *values
