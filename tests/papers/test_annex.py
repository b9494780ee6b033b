"""Danh mục việc đột phá, đổi mới: the same cells in Word and in Excel, in the words staff know."""

import csv
import datetime as dt
import io
import re
from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine

from tasks import annex
from tasks.annex import (
    COLUMNS,
    AnnexHead,
    AnnexRow,
    annex_paper,
    cells,
    due_words,
    product_words,
    roman,
    summary,
    write_annex_workbook,
)
from tasks.wording import target_line
from tests.papers.read import HOSTILE, opened, part, sheet_rows, table_rows, texts

FACTS = Path(__file__).resolve().parents[2] / "config" / "demo" / "facts" / "tasks_real.csv"
HEADS = [column.head for column in COLUMNS]
HEAD = AnnexHead(
    2026,
    "TỈNH ỦY TUYÊN QUANG",
    "Ban Thường vụ Tỉnh ủy Tuyên Quang",
    decision_number="125-QĐ/TU",
    decision_date=dt.date(2026, 3, 25),
    place="Tuyên Quang",
)
ROW = AnnexRow(
    1,
    ("Nguyễn Văn An - Bí thư Đảng ủy", "Hoàng Thị Bình - Chủ tịch Ủy ban nhân dân xã"),
    "Đột phá",
    "Kinh tế - xã hội",
    "Giải phóng mặt bằng kè bờ sông Gâm",
    "583 hộ trong phạm vi thu hồi",
    "Mặt bằng sạch (Biên bản bàn giao)",
    ("Số hộ bàn giao: ít nhất 491 hộ", "Thời gian trả lời: không quá 15 ngày"),
    "31/12/2026",
    "Công an tỉnh",
    "Tiếp tục từ năm 2025",
    "Đảng ủy xã Hùng An",
)
CELLS = [
    "1",
    "Nguyễn Văn An - Bí thư Đảng ủy\nHoàng Thị Bình - Chủ tịch Ủy ban nhân dân xã",
    "Đột phá",
    "Kinh tế - xã hội",
    "Giải phóng mặt bằng kè bờ sông Gâm",
    "583 hộ trong phạm vi thu hồi",
    "Mặt bằng sạch (Biên bản bàn giao)\n- Số hộ bàn giao: ít nhất 491 hộ\n- Thời gian trả lời: không quá 15 ngày",
    "31/12/2026",
    "Công an tỉnh",
    "Tiếp tục từ năm 2025",
]


def indicator(comparator, least=None, most=None, baseline=None, name="chỉ số", unit="", words=""):
    return SimpleNamespace(
        name=name,
        unit=unit,
        comparator=comparator,
        baseline=None if baseline is None else D(baseline),
        target_min=None if least is None else D(least),
        target_max=None if most is None else D(most),
        target_text=words,
    )


def workbook(rows, head=HEAD):
    file = io.BytesIO()
    write_annex_workbook(file, head, rows)
    return file.getvalue()


def word_rows(rows, head=HEAD):
    return table_rows(opened(annex_paper(head, rows)).tables[1])


def real_rows():
    kinds = {"đặt hàng": "Đặt hàng", "đăng ký": "Đột phá"}
    with FACTS.open(encoding="utf-8") as file:
        facts = sorted(csv.DictReader(file), key=lambda fact: fact["committee"])
    return [
        AnnexRow(
            number,
            (fact["position_title"],),
            kinds.get(fact["kind"], "Đổi mới"),
            fact["field"],
            fact["title"],
            fact["baseline"],
            fact["product"],
            (f"Kết quả: {fact['target_value']} {fact['target_unit']}",) if fact["target_value"] else (),
            fact["deadline"],
            "",
            fact["note"],
            fact["committee"],
        )
        for number, fact in enumerate(facts, 1)
    ]


# ---- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        (indicator("gte", "92", baseline="81.5", unit="%"), "từ 81,5 lên ít nhất 92\u00a0%"),
        (indicator("gte", "491", unit="hộ"), "ít nhất 491 hộ"),
        (indicator("gte", "15064", baseline="6928", unit="nhà"), "từ 6.928 lên ít nhất 15.064 nhà"),
        (indicator("gte", "90", baseline="95", unit="%"), "ít nhất 90\u00a0% (đầu kỳ 95)"),
        (indicator("lte", most="15", unit="phút"), "không quá 15 phút"),
        (indicator("lte", most="15", baseline="30", unit="phút"), "từ 30 xuống không quá 15 phút"),
        (indicator("lte", most="3", baseline="2.5", unit="%"), "không quá 3\u00a0% (đầu kỳ 2,5)"),
        (indicator("eq", "11", unit="xã"), "đúng 11 xã"),
        (indicator("eq", "11", baseline="4", unit="xã"), "từ 4 lên đúng 11 xã"),
        (indicator("eq", "8", baseline="11", unit="phòng"), "từ 11 xuống đúng 8 phòng"),
        (indicator("range", "90", "100", unit="km"), "trong khoảng 90–100 km"),
        (indicator("range", "90", "100", baseline="40", unit="km"), "từ 40 lên trong khoảng 90–100 km"),
        (indicator("range", "3", "3.5", baseline="5", unit="%"), "từ 5 xuống trong khoảng 3–3,5\u00a0%"),
        (indicator("range", "3", "5", baseline="4", unit="km"), "trong khoảng 3–5 km (đầu kỳ 4)"),
        (indicator("range", "90", unit="km"), "từ 90 km trở lên"),
        (indicator("done"), "xong"),
        (indicator("done", words="có quyết định công nhận"), "có quyết định công nhận"),
        (indicator("gte", "2"), "ít nhất 2"),
    ],
)
def test_an_indicator_as_a_line(asked, line):
    assert target_line(asked) == f"Chỉ số: {line}"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("Đề án", "Quyết định", "UBND tỉnh"), "Đề án (Quyết định của UBND tỉnh)"),
        (("Đề án", "Quyết định", ""), "Đề án (Quyết định)"),
        (("", "Quyết định", "UBND tỉnh"), "Quyết định của UBND tỉnh"),
        (("Đề án", "", ""), "Đề án"),
        (("", "", ""), ""),
    ],
)
def test_a_product_names_its_document_and_who_issues_it(parts, words):
    assert product_words(*parts) == words


def test_a_deadline_of_one_year_is_its_date():
    assert due_words(dt.date(2026, 12, 5), start=dt.date(2026, 1, 1)) == "05/12/2026"


def test_a_deadline_of_several_years_tells_the_period_and_each_milestone():
    words = due_words(
        dt.date(2028, 11, 30),
        start=dt.date(2026, 1, 1),
        milestones=[(dt.date(2026, 12, 15), "đạt 16 tiêu chí"), (dt.date(2027, 12, 15), "đạt 18 tiêu chí")],
    )

    assert words.split("\n") == [
        "Giai đoạn 2026–2028",
        "Hạn 30/11/2028",
        "- 15/12/2026: đạt 16 tiêu chí",
        "- 15/12/2027: đạt 18 tiêu chí",
    ]


@pytest.mark.parametrize(
    ("number", "numeral"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (99, "XCIX"), (124, "CXXIV")]
)
def test_roman_numerals(number, numeral):
    assert roman(number) == numeral


def test_the_sum_line_names_kinds_in_the_order_of_the_scheme():
    rows = [replace(ROW, kind=kind) for kind in ("Đặt hàng", "Đột phá", "Khác", "Đột phá")]

    assert texts(opened(annex_paper(HEAD, rows)))[-1] == "Danh mục có 4 việc: 2 đột phá, 1 đặt hàng, 1 khác."


# ---- both files ---------------------------------------------------------------------------------------------------


def test_a_row_reads_the_same_in_both_files():
    assert word_rows([ROW])[1:] == [["I. Đảng ủy xã Hùng An"], CELLS]
    assert sheet_rows(workbook([ROW]))[5:8] == [
        HEADS,
        ["I. Đảng ủy xã Hùng An", *[""] * 9],
        [1.0, *CELLS[1:]],
    ]


def test_groups_are_numbered_and_rows_without_a_group_have_no_band():
    rows = [ROW, replace(ROW, number=2), replace(ROW, number=3, group="Sở Y tế"), replace(ROW, number=4, group="")]

    assert [row[0] for row in word_rows(rows)[1:]] == ["I. Đảng ủy xã Hùng An", "1", "2", "II. Sở Y tế", "3", "4"]


def test_the_real_tasks_read_the_same_in_both_files():
    rows = real_rows()

    word = [row for row in word_rows(rows)[1:] if len(row) > 1]
    sheet = [row for row in sheet_rows(workbook(rows))[6:] if isinstance(row[0], float)]
    assert len(rows) == len(word) == len(sheet) == 91
    assert [row[1:] for row in sheet] == [row[1:] for row in word] == [list(cells(row)[1:]) for row in rows]


def test_the_masthead_and_the_decision_stand_above_the_table():
    lines = [
        "TỈNH ỦY TUYÊN QUANG",
        "*",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Tuyên Quang, ngày 25 tháng 3 năm 2026",
        "DANH MỤC VIỆC ĐỘT PHÁ, ĐỔI MỚI NĂM 2026",
        "(Kèm theo Quyết định số 125-QĐ/TU, ngày 25/03/2026 của Ban Thường vụ Tỉnh ủy Tuyên Quang)",
        "-----",
    ]

    assert texts(opened(annex_paper(HEAD, [ROW])))[:7] == lines
    assert {cell for row in sheet_rows(workbook([ROW]))[:5] for cell in row} - {""} == set(lines)


def test_without_number_or_date_the_annex_is_a_draft():
    draft = replace(HEAD, decision_number="", decision_date=None, superior="ĐẢNG BỘ")

    found = texts(opened(annex_paper(draft, [ROW])))
    assert found[:6] == [
        "ĐẢNG BỘ",
        "TỈNH ỦY TUYÊN QUANG",
        "*",
        "Dự thảo",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Tuyên Quang, ngày … tháng … năm 2026",
    ]
    assert found[7] == "(Kèm theo Quyết định số …, ngày …/…/2026 của Ban Thường vụ Tỉnh ủy Tuyên Quang)"
    assert [row[0] for row in sheet_rows(workbook([ROW], draft))[:4]] == found[:4]


def test_an_empty_annex_still_has_its_heads():
    assert word_rows([]) == [HEADS]
    assert sheet_rows(workbook([]))[5] == HEADS
    assert texts(opened(annex_paper(HEAD, [])))[-1] == summary({}) == "Danh mục chưa có việc nào."


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(text):
    text = text.strip()
    row = AnnexRow(1, (text,), text, text, text, text, text, (text,), text, text, text, text)

    content = workbook([row], replace(HEAD, issuer=text, decided_by=text, superior=text, place=text))
    sheet = part(content, "xl/worksheets/sheet1.xml")
    shown = [text, text, text, text, text, f"{text}\n- {text}", text, text, text]
    assert word_rows([row])[1:] == [[f"I. {text}"], ["1", *shown]]
    assert sheet_rows(content)[8] == [1.0, *shown]
    assert "<f>" not in sheet and "<hyperlink" not in sheet


def test_what_cannot_be_printed_is_left_out_of_both_files():
    row = replace(ROW, title="gia\u0309i \x00pho\u0301ng\ufffe\ud800", group="Xa\u0303\x07")

    assert word_rows([row])[1:][1][4] == sheet_rows(workbook([row]))[7][4] == "giải phóng"
    assert sheet_rows(workbook([row]))[6][0] == "I. Xã"


def test_a_very_long_text_is_cut_to_what_a_cell_holds():
    assert len(sheet_rows(workbook([replace(ROW, title="a" * 40_000)]))[7][4]) == 32_767


def test_rows_are_high_enough_and_free_to_grow():
    rows = [replace(ROW, group="", title="Tiêu đề dài " * many) for many in (1, 30, 400)]

    sheet = part(workbook(rows), "xl/worksheets/sheet1.xml")
    heights = [float(each) for each in re.findall(r'<row r="(?:7|8|9)"[^>]* ht="([\d.]+)"', sheet)]
    assert heights == [6 * 13.75 + 3, 15 * 13.75 + 3, 408.75]  # "Tiêu đề dài" twice on a line; what Excel allows
    assert "customHeight" not in sheet


def test_the_workbook_prints_on_turned_a4_with_repeated_heads():
    content = workbook([ROW])

    sheet, book = part(content, "xl/worksheets/sheet1.xml"), part(content, "xl/workbook.xml")
    assert 'orientation="landscape"' in sheet and 'paperSize="9"' in sheet and 'fitToHeight="0"' in sheet
    assert 'differentFirst="1"' in sheet and "&amp;P" in sheet
    assert 'topLeftCell="A7"' in sheet and "'Danh mục'!$6:$6" in book
    assert "Times New Roman" in part(content, "xl/styles.xml") and "Calibri" not in part(content, "xl/styles.xml")


def test_the_first_annex_of_a_process_is_like_every_other():
    """The library writes into the properties it is given: a shared dict made the second file differ from the first."""
    before = dict(annex.FONT)

    workbook([ROW])

    assert before == annex.FONT


def test_equal_annexes_give_equal_bytes_at_any_time():
    with time_machine.travel("2026-01-01 08:00:00+07:00"):
        first = workbook([ROW])
    with time_machine.travel("2031-07-02 17:30:31+07:00"):
        second = workbook([ROW])

    assert first == second
