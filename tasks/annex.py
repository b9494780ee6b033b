"""The annex "Danh mục việc đột phá, đổi mới" as staff know it, in Word and in Excel: the same columns, the same words.

Plain rows in, a Paper or a workbook out; the words of targets, deadlines and products are made here for both."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from itertools import groupby

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from cadre.documents import (
    HYPHENS,
    PARTY,
    STAR,
    Band,
    Column,
    Grid,
    Header,
    Paper,
    Paragraph,
    place_and_date,
    printable,
)
from cadre.downloads import LONGEST
from cadre.measure import lines_of
from cadre.templatetags.vi import ngay, so
from tasks.enums import TaskKind

# Widths in mm; together they fill a turned sheet.
COLUMNS = (
    Column("STT", 10, "center"),
    Column("Họ tên - chức vụ (chức danh)", 33),
    Column("Loại việc", 17, "center"),
    Column("Lĩnh vực", 19),
    Column("Nội dung việc", 43),
    Column("Thực trạng đầu kỳ", 24),
    Column("Sản phẩm, kết quả phải đạt", 43),
    Column("Thời hạn, mốc", 28),
    Column("Cơ quan phối hợp", 24),
    Column("Ghi chú", 16),
)
SIZE = 11  # pt in the table
FONT = {"font_name": "Times New Roman", "font_size": SIZE}
TALLEST_ROW = 409  # pt, what Excel allows
DRAFT = "Dự thảo"


@dataclass(frozen=True, slots=True)
class AnnexHead:
    """Who gives the tasks, and the decision the annex goes with. Without number and date it is a draft of one."""

    year: int
    issuer: str  # as printed at the top: TỈNH ỦY TUYÊN QUANG
    decided_by: str  # as told in a sentence: Ban Thường vụ Tỉnh ủy Tuyên Quang
    superior: str = ""
    decision_number: str = ""  # 125-QĐ/TU
    decision_date: dt.date | None = None
    place: str = ""

    @property
    def is_draft(self):
        return not self.decision_number or self.decision_date is None

    @property
    def title(self):
        return f"DANH MỤC VIỆC ĐỘT PHÁ, ĐỔI MỚI NĂM {self.year}"

    @property
    def reference(self):
        number = self.decision_number or "…"
        date = ngay(self.decision_date) if self.decision_date else f"…/…/{self.year}"
        return f"(Kèm theo Quyết định số {number}, ngày {date} của {self.decided_by})"

    @property
    def dateline(self):
        return place_and_date(self.place, self.decision_date, self.year) if self.place else ""


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One task. `holders` and `targets` are lines; `product` names the document and who issues it (product_words)."""

    number: int
    holders: tuple[str, ...]  # Nguyễn Văn A - Bí thư Đảng ủy xã Hùng An
    kind: str  # Đột phá
    field: str
    title: str
    baseline: str = ""
    product: str = ""
    targets: tuple[str, ...] = ()  # target_line() of each indicator
    due: str = ""  # due_words()
    coordinators: str = ""
    note: str = ""
    group: str = ""  # the unit; rows of one group stand together


# ---- words --------------------------------------------------------------------------------------------------------


def product_words(product, document_type="", issuer=""):
    """Đề án sắp xếp trường, lớp (Quyết định của UBND tỉnh)."""
    proof = " của ".join(part for part in (document_type, issuer) if part)
    return f"{product} ({proof})" if product and proof else product or proof


def due_words(due, *, start=None, milestones=()):
    """A deadline of one year is its date; of several years the period, the date, and a line for each milestone.

    milestones: (date, words) in order of date."""
    lines = [ngay(due)]
    if start and start.year != due.year:
        lines = [f"Giai đoạn {start.year}–{due.year}", f"Hạn {ngay(due)}"]
    return "\n".join(lines + [f"- {ngay(date)}: {words}" for date, words in milestones])


def roman(number):
    digits = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))
    hundreds, rest = divmod(number, 100)
    text = "C" * hundreds
    for letters, value in (("XC", 90), ("L", 50), ("XL", 40), *digits):
        count, rest = divmod(rest, value)
        text += letters * count
    return text


def summary(kinds):
    """Danh mục có 42 việc: 12 đột phá, 20 đổi mới, 10 đặt hàng. kinds: a Counter of the words of kinds."""
    kinds = Counter(kinds)
    if not kinds:
        return "Danh mục chưa có việc nào."
    order = [label for label in TaskKind.labels if label in kinds]
    order += sorted(set(kinds) - set(order))
    shares = ", ".join(f"{so(kinds[kind])} {kind.lower()}" for kind in order if kind)
    return f"Danh mục có {so(kinds.total())} việc{': ' if shares else ''}{shares}."


def cells(row):
    """What stands in the columns, for both kinds of file; lines of a cell are separated by a line feed."""
    wanted = [row.product, *(f"- {target}" for target in row.targets)]
    texts = (
        "\n".join(row.holders),
        row.kind,
        row.field,
        row.title,
        row.baseline,
        "\n".join(line for line in wanted if line),
        row.due,
        row.coordinators,
        row.note,
    )
    return (row.number, *(printable(text) for text in texts))


# ---- Word ---------------------------------------------------------------------------------------------------------


def annex_paper(head, rows):
    rows = list(rows)
    return Paper(
        title=head.title,
        reference=head.reference,
        header=Header(head.issuer, head.superior, draft=DRAFT if head.is_draft else ""),
        dateline=head.dateline,
        date=head.decision_date,
        blocks=(
            Grid(COLUMNS, tuple(_table_rows(rows)), SIZE),
            Paragraph(summary(Counter(row.kind for row in rows)), italic=True, indent=False),
        ),
        landscape=True,
    )


def _table_rows(rows):
    for place, (group, members) in enumerate(groupby(rows, lambda row: row.group), 1):
        if group:
            yield Band(f"{roman(place)}. {group}")
        yield from map(cells, members)


# ---- Excel --------------------------------------------------------------------------------------------------------


def write_annex_workbook(file, head, rows):
    """The annex as a workbook, row by row in constant memory; text is never a formula or a link."""
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": FONT.copy(),  # the library writes into it
        },
    )
    written = dt.datetime.combine(head.decision_date or dt.date(2000, 1, 1), dt.time())
    book.set_properties({"title": printable(head.title), "author": printable(head.issuer), "created": written})
    sheet = book.add_worksheet("Danh mục", worksheet_class=_Sheet)
    looks = _Looks(book)
    for index, column in enumerate(COLUMNS):
        sheet.set_column_pixels(index, index, _pixels(column.width))
    top = _write_top(sheet, head, looks)
    kinds = Counter()
    number = top
    for place, (group, members) in enumerate(groupby(rows, lambda row: row.group), 1):
        if group:
            number += 1
            _merge(sheet, number, 0, len(COLUMNS) - 1, f"{roman(place)}. {group}", looks.band)
        for row in members:
            number += 1
            kinds[row.kind] += 1
            _write_row(sheet, number, row, looks)
    sheet.write_string(number + 2, 0, summary(kinds), looks.italic)
    _set_print(sheet, top)
    book.close()


class _Sheet(Worksheet):
    """Rows are as high as we measured until someone writes in them, then Excel fits them again; page one has no number.

    The library has no words for either, only for rows that keep their height whatever is written."""

    def _xml_start_tag(self, tag, attributes=()):
        more = [("differentFirst", 1)] if tag == "headerFooter" else []
        super()._xml_start_tag(tag, [*attributes, *more])

    def _xml_start_tag_unencoded(self, tag, attributes=()):
        super()._xml_start_tag_unencoded(tag, [pair for pair in attributes if pair[0] != "customHeight"])


def _pixels(mm):
    return mm * 960 // 254


def _height(texts):
    """Of a row, in points, with a line's distance of 1.2 and a little room."""
    rooms = [_pixels(column.width) * 3 / 4 - 4 for column in COLUMNS]
    most = max(lines_of(text, SIZE, room) for text, room in zip(texts, rooms, strict=True) if text)
    return min(most * SIZE * 5 / 4 + 3, TALLEST_ROW)


class _Looks:
    """The formats of the sheet."""

    def __init__(self, book):
        plain = {**FONT, "valign": "top"}
        centred = {**plain, "align": "center", "valign": "vcenter", "font_size": 13}
        cell = {**plain, "border": 1, "text_wrap": True}
        self.issuer = book.add_format({**centred, "bold": True, "text_wrap": True})
        self.superior = book.add_format({**centred, "text_wrap": True})
        self.party = book.add_format({**centred, "bold": True, "underline": 1, "font_size": 14})
        self.centred_italic = book.add_format({**centred, "italic": True})
        self.title = book.add_format({**centred, "bold": True, "font_size": 15})
        self.italic = book.add_format({**plain, "italic": True, "font_size": 12})
        self.head = book.add_format({**cell, "bold": True, "align": "center", "valign": "vcenter"})
        self.band = book.add_format({**cell, "bold": True, "num_format": "@"})
        self.number = book.add_format({**cell, "align": "center", "num_format": "0"})
        self.cells = [book.add_format({**cell, "align": column.align, "num_format": "@"}) for column in COLUMNS]


def _write_top(sheet, head, looks):
    """Masthead, title, reference and heads of the columns; answers the row of the heads."""
    last, half = len(COLUMNS) - 1, 4
    left = [(head.superior, looks.superior)] if head.superior else []
    left += [(head.issuer, looks.issuer), (STAR, looks.superior)]
    left += [(DRAFT, looks.centred_italic)] if head.is_draft else []
    right = [(PARTY, looks.party), (head.dateline, looks.centred_italic)]
    right += [("", looks.superior)] * (len(left) - len(right))
    number = 0
    for (text, look), (across, other) in zip(left, right, strict=True):
        sheet.set_row(number, 20)
        _merge(sheet, number, 0, half - 1, text, look)
        _merge(sheet, number, half, last, across, other)
        number += 1
    lines = ((head.title, looks.title, 28), (head.reference, looks.centred_italic, 20), (HYPHENS, looks.superior, 20))
    for text, look, height in lines:
        sheet.set_row(number, height)
        _merge(sheet, number, 0, last, text, look)
        number += 1
    sheet.set_row(number, _height([f"{column.head} ii" for column in COLUMNS]))  # bold letters are wider
    for index, column in enumerate(COLUMNS):
        sheet.write_string(number, index, column.head, looks.head)
    return number


def _merge(sheet, row, first, last, text, look):
    # Not merge_range(): it takes what looks like a formula for one.
    sheet.merge_range(row, first, row, last, None, look)
    sheet.write_string(row, first, printable(text)[:LONGEST], look)


def _write_row(sheet, number, row, looks):
    stt, *texts = cells(row)
    sheet.set_row(number, _height([str(stt), *texts]))
    sheet.write_number(number, 0, stt, looks.number)
    for index, text in enumerate(texts, 1):
        if text:
            sheet.write_string(number, index, text[:LONGEST], looks.cells[index])
        else:
            sheet.write_blank(number, index, None, looks.cells[index])


def _set_print(sheet, top):
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=20 / 25.4, right=20 / 25.4, top=30 / 25.4, bottom=15 / 25.4)
    sheet.set_header('&C&"Times New Roman,Regular"&14&P', {"margin": 10 / 25.4})
