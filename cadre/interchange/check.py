"""Raw tables → rows of values, with every fault of every table collected before anything is saved."""

from itertools import islice, zip_longest

from cadre.interchange import store
from cadre.interchange.faults import Fault
from cadre.interchange.kinds import References, Wrong, as_text, shown
from cadre.interchange.tables import BAD, Rows

PIECE = 5_000
REMEMBERED = 100_000  # answers kept per column
MOST_FAULTS = 20_000  # beyond, one line says how many more


class Book:
    """All rows of one import, what is wrong with them, and which codes exist."""

    def __init__(self, tables):
        self.tables = {table.name: table for table in tables}
        self.rows = {}
        self.faults = {}
        self.more = 0
        self.ids = {}
        self.notes = {}  # what one check or save leaves for a later one, by name

    def fault(self, rows, index, column, message):
        self.fault_at(rows.table.name, rows.numbers[index], column, message)

    def fault_at(self, table, number, column, message):
        """One message per cell: the first found stands."""
        place = (table, number, column)
        if len(self.faults) < MOST_FAULTS:
            self.faults.setdefault(place, Fault(table, number, column, message))
        elif place not in self.faults:
            self.more += 1

    def errors(self):
        """In the order of the tables, then of rows and columns."""
        names = list(self.tables)

        def place(fault):
            columns = list(self.tables[fault.table].column)
            at = columns.index(fault.column) if fault.column in columns else len(columns)
            return names.index(fault.table), fault.row, at, fault.column

        found = sorted(self.faults.values(), key=place)
        if self.more:
            last = found[-1]
            found.append(Fault(last.table, last.row, last.column, f"… và còn {self.more} lỗi nữa."))
        return found

    def known(self, name, codes):
        """{code: id} of those of the codes that are stored; one query for all not asked before."""
        ids = self.ids.setdefault(name, {})
        unknown = [code for code in set(codes) if code not in ids]
        if unknown:
            ids.update(dict.fromkeys(unknown))
            model = self.tables[name].model
            ids.update(model._default_manager.filter(code__in=store.among(unknown)).values_list("code", "pk"))
        return ids

    def each(self, rows, *names):
        """As `rows.each`, but a column the file does not have gives what is stored for the row with this key."""
        absent = [name for name in names if name not in rows]
        table = rows.table
        if not absent:
            yield from rows.each(*names)
            return
        if any(table.column[name].required for name in (*absent, *table.key) if name not in rows):
            return
        paths = [table.column[name].read_from for name in (*table.key, *absent)]
        wanted = {value for value in rows[table.key[0]] if value is not BAD}
        found = table.model._default_manager.filter(**{f"{paths[0]}__in": store.among(wanted)}) if wanted else ()
        size = len(table.key)
        stored = {row[:size]: row[size:] for row in found and found.values_list(*paths)}
        empty = tuple(table.column[name].kind.empty for name in absent)
        present = [name for name in names if name in rows]
        for index, *values in rows.each(*table.key, *present):
            old = stored.get(tuple(values[:size]), empty)
            row = dict(zip(present, values[size:], strict=True)) | dict(zip(absent, old, strict=True))
            yield index, *(row[name] for name in names)

    def in_file(self, name, column="code"):
        """The set of values of a column of a table of this file, empty when the table is not in it."""
        rows = self.rows.get(name)
        if rows is None or column not in rows:
            return frozenset()
        return {value for value in rows[column] if value is not BAD and value is not None}


# ---- cells --------------------------------------------------------------------------------------------------


class Memory(dict):
    """Raw cell → value, each distinct cell parsed once; `wrong` holds the messages of those that are BAD."""

    def __init__(self, kind):
        self.kind = kind
        self.wrong = {}

    def __missing__(self, raw):
        try:
            value = self.kind.read(raw)
        except Wrong as error:
            self.wrong[raw] = str(error)
            value = BAD
        if len(self) > REMEMBERED:
            self.clear()
        self[raw] = value = raw if type(value) is str and value == raw else value
        return value


def parse(table, raw, book):
    """Rows of a raw table; faults go to the book."""
    lines = enumerate(raw.rows(), 1)
    header = next(lines, (1, []))[1]
    names = read_header(table, header, book)
    rows = Rows(table, [name for name in names if name])
    report_formulas(table, raw, names, book)
    memories = {name: Memory(table.column[name].kind) for name in rows.columns}
    pending = next(lines, None)
    if pending and repeats_header(table, pending[1], names):
        pending = next(lines, None)
    while pending:
        piece = [pending, *islice(lines, PIECE - 1)]
        pending = next(lines, None)
        piece = [(number, row) for number, row in piece if not is_blank(row)]
        if piece:
            take(table, rows, names, memories, piece, book)
    return rows


def take(table, rows, names, memories, piece, book):
    """Append one piece of raw rows, column by column."""
    numbers, cells = zip(*piece, strict=True)
    rows.numbers += numbers
    raw_columns = list(zip_longest(*cells, fillvalue=""))
    blank = ("",) * len(numbers)
    for place in range(max(len(raw_columns), len(names))):
        raw = raw_columns[place] if place < len(raw_columns) else blank
        name = names[place] if place < len(names) else None
        if name is None:
            report_nameless(table, place, raw, numbers, len(names), book)
            continue
        memory = memories[name]
        values = [memory[cell] for cell in raw]
        if memory.wrong:
            for number, value, cell in zip(numbers, values, raw, strict=True):
                if value is BAD:
                    book.fault_at(table.name, number, name, memory.wrong[cell])
        column = table.column[name]
        if column.needs_value and column.kind.empty in values:
            empty = column.kind.empty
            for i, value in enumerate(values):
                if value is empty or (value is not BAD and value == empty):
                    book.fault_at(table.name, numbers[i], name, "Ô này bắt buộc; hãy điền giá trị.")
                    values[i] = BAD
        rows.columns[name] += values


def is_blank(row):
    for cell in row:
        if cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()):
            continue
        return False
    return True


# ---- header -------------------------------------------------------------------------------------------------


def heading(cell):
    return as_text(cell).rstrip("* ").casefold()


def named(table):
    return {column.label.casefold(): column.name for column in table.columns} | {
        column.name.casefold(): column.name for column in table.columns
    }


def read_header(table, header, book):
    """Column name per place, None where the column is empty, unknown or named twice."""
    known, names = named(table), []
    for place, cell in enumerate(header, 1):
        title = as_text(cell)
        name = known.get(heading(cell))
        if not title:
            name = None
        elif name is None:
            book.fault_at(
                table.name, 1, title, f"Bảng không có cột này; hãy xóa cột thứ {place} hoặc sửa tên theo mẫu."
            )
        elif name in names:
            book.fault_at(table.name, 1, name, f"Cột có hai lần (lần nữa ở cột thứ {place}); hãy bỏ một.")
            name = None
        names.append(name)
    for column in table.columns:
        if column.required and column.name not in names:
            book.fault_at(table.name, 1, column.name, f"Thiếu cột bắt buộc này ({column.label}); hãy thêm vào dòng 1.")
    return names


def repeats_header(table, row, names):
    """The second header row of the template: names under labels, or labels under names."""
    known, any_title = named(table), False
    for place, cell in enumerate(row):
        if not as_text(cell):
            continue
        if place >= len(names) or names[place] is None or known.get(heading(cell)) != names[place]:
            return False
        any_title = True
    return any_title


def report_nameless(table, place, raw, numbers, named_places, book):
    """Data under no heading would be lost without a word. (A column with an unknown title is reported already.)"""
    for number, cell in zip(numbers, raw, strict=True):
        if not is_blank([cell]):
            if place >= named_places:
                book.fault_at(
                    table.name,
                    number,
                    str(place + 1),
                    f"Dòng có nhiều ô hơn dòng tiêu đề ({shown(cell)}); hãy xóa ô thừa.",
                )
            else:
                book.fault_at(
                    table.name, number, str(place + 1), "Cột không có tên ở dòng 1 mà có dữ liệu; hãy đặt tên hoặc xóa."
                )
            return


def report_formulas(table, raw, names, book):
    for row, place in raw.formulas:
        name = names[place - 1] if 0 < place <= len(names) and names[place - 1] else str(place or "?")
        book.fault_at(table.name, row, name, "Ô chứa công thức; hãy sao chép rồi dán giá trị (Paste Special → Values).")


# ---- across rows and tables ---------------------------------------------------------------------------------


def check(book):
    """Needs the database: call in the transaction that will save."""
    for name in book.tables:
        rows = book.rows.get(name)
        if rows is None:
            continue
        check_keys(rows, book)
        for column in rows.table.references:
            if column.name in rows:
                check_references(rows, column, book)
    for name, table in book.tables.items():
        if name in book.rows and table.check:
            table.check(book.rows[name], book)


def check_keys(rows, book):
    """No two rows with one key. Hashes first: a set of a million of them is small, and few need a second look."""
    key = rows.table.key
    if not all(name in rows for name in key if rows.table.column[name].required):
        return
    seen, doubtful = set(), set()
    for values in zip(*(rows.get(name) for name in key), strict=True):
        digest = hash(values)
        (doubtful if digest in seen else seen).add(digest)
    if not doubtful:
        return
    first = {}
    for index, values in enumerate(zip(*(rows.get(name) for name in key), strict=True)):
        if hash(values) not in doubtful or BAD in values:
            continue
        if values in first:
            book.fault(rows, index, key[-1], f"Trùng khóa với dòng {first[values]}; hãy bỏ hoặc sửa một dòng.")
        else:
            first[values] = rows.numbers[index]


def check_references(rows, column, book):
    target, values = column.kind.to, rows[column.name]
    many = isinstance(column.kind, References)
    used = {code for value in values if value for code in (value if many else (value,))}
    used -= book.in_file(target)
    stored = book.known(target, used)
    unknown = {code for code in used if stored.get(code) is None}
    if not unknown:
        return
    table = book.tables[target]
    for index, value in enumerate(values):
        missing = [code for code in (value if many else (value,)) if code in unknown] if value else []
        if missing:
            names = ", ".join(shown(code) for code in missing)
            book.fault(
                rows,
                index,
                column.name,
                f"Không có mã {names} trong bảng {table.name} ({table.label}); hãy sửa mã hoặc thêm dòng.",
            )
            values[index] = BAD
