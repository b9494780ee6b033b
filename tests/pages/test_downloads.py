"""A list as a workbook: cells of their own type, text that stays text."""

import datetime as dt
import io
import zipfile
from decimal import Decimal as D
from fractions import Fraction as F

import pytest
from python_calamine import CalamineWorkbook

from cadre.downloads import Column, workbook_response, write_workbook

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "http://xau.example", "{=1}", "\tx", "12"]
COLUMNS = [Column("STT", 6, "0"), Column("Nội dung", 40), Column("Ngày"), Column("Tiến độ", 10, "0.0%")]


def written(rows, columns=COLUMNS):
    file = io.BytesIO()
    write_workbook(file, "Danh mục", columns, rows, "ghi chú")
    return file.getvalue()


def rows_of(content):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return sheet.to_python(skip_empty_area=False)


def test_cells_keep_their_type():
    content = written([(1, "Việc", dt.date(2026, 12, 31), F(34, 25)), (D("2.5"), None, None, None), (3, True, "", 0)])

    assert rows_of(content)[3:] == [
        ["STT", "Nội dung", "Ngày", "Tiến độ"],
        [1.0, "Việc", dt.date(2026, 12, 31), 1.36],
        [2.5, "", "", ""],
        [3.0, "có", "", 0.0],
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_never_a_formula_nor_a_link(text):
    content = written([(1, text, None, None)])

    archive = zipfile.ZipFile(io.BytesIO(content))
    sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert rows_of(content)[4][1] == text
    assert "<f>" not in sheet and "<hyperlink" not in sheet
    assert not [name for name in archive.namelist() if "externalLink" in name or "vba" in name.lower()]


def test_a_very_long_text_is_cut_to_what_a_cell_holds():
    assert len(rows_of(written([(1, "a" * 40_000, None, None)]))[4][1]) == 32_767


def test_an_empty_list_still_has_its_heads():
    assert rows_of(written([]))[3] == ["STT", "Nội dung", "Ngày", "Tiến độ"]


def test_the_answer_is_a_download_with_a_vietnamese_name():
    response = workbook_response("danh-mục-việc.xlsx", "Danh mục", COLUMNS, [])
    content = b"".join(response.streaming_content)

    assert len(content) == int(response["Content-Length"]) and response.file_to_stream.closed
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''danh-m%E1%BB%A5c-vi%E1%BB%87c.xlsx"
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response["X-Content-Type-Options"] == "nosniff"
