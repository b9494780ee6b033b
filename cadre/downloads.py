"""Lists as Excel files: any number of rows in constant memory, text always as text."""

import datetime as dt
import tempfile
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import xlsxwriter
from django.http import FileResponse
from django.utils import timezone

LONGEST = 32_767  # characters in a cell
SPOOL = 2_000_000  # bytes kept in memory before the file goes to disk
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Spool(tempfile.SpooledTemporaryFile):
    """A temporary file that is gone as soon as it has been read to its end, whoever reads it."""

    def read(self, *args):
        data = super().read(*args)
        if not data:
            self.close()
        return data


class Column(NamedTuple):
    """Head, width in characters, and how numbers look ("" for text and dates): "0", "0.00", "0.0%"."""

    head: str
    width: int = 14
    format: str = ""


def write_workbook(file, title, columns, rows, note=""):
    """The title in row 1, the note in row 2, heads in row 4, then the rows, each cell of the type it has.

    rows: an iterable of tuples of str, int, Decimal, Fraction, date, bool or None; nothing in them becomes a formula
    or a link."""
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "dd/mm/yyyy",
        },
    )
    sheet = book.add_worksheet("Danh sách")
    plain = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
    cell = {**plain, "border": 1}
    styles = [book.add_format({**cell, "text_wrap": not c.format, "num_format": c.format}) for c in columns]
    date_style = book.add_format({**plain, "border": 1, "num_format": "dd/mm/yyyy"})
    head_style = book.add_format({**plain, "border": 1, "bold": True, "text_wrap": True, "align": "center"})
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    sheet.write_string(0, 0, title[:LONGEST], book.add_format({**plain, "bold": True, "font_size": 14}))
    sheet.write_string(1, 0, note[:LONGEST], book.add_format({**plain, "italic": True}))
    for index, column in enumerate(columns):
        sheet.write_string(3, index, column.head, head_style)
    number = 3
    for number, row in enumerate(rows, 4):
        for index, value in enumerate(row):
            _write(sheet, number, index, value, styles[index], date_style)
    sheet.autofilter(3, 0, number, len(columns) - 1)
    sheet.freeze_panes(4, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    book.close()


def _write(sheet, row, column, value, style, date_style):
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_string(row, column, "có" if value else "không", style)
    elif isinstance(value, int | Decimal | Fraction):
        sheet.write_number(row, column, float(value) if isinstance(value, Fraction) else value, style)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, date_style)
    else:
        sheet.write_string(row, column, str(value)[:LONGEST], style)


def workbook_response(filename, title, columns, rows, note=""):
    """The list as a download, e.g. ("danh-muc-viec-2024.xlsx", "Danh mục việc năm 2024", [Column("STT", 6)], rows)."""
    file = Spool(max_size=SPOOL)
    write_workbook(file, title, columns, rows, note or f"Lập lúc {timezone.localtime():%H:%M %d/%m/%Y}")
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=filename, content_type=TYPE)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
