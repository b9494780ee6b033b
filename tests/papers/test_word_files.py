"""An official paper as a Word file: the form of the Party's documents, text as text, equal bytes for equal papers."""

import datetime as dt
import io
import zipfile
from decimal import Decimal as D

import pytest
import time_machine
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from cadre.documents import (
    Band,
    Column,
    Grid,
    Header,
    Paper,
    Paragraph,
    Signature,
    document_bytes,
    document_response,
    listed,
    place_and_date,
    printable,
)
from tests.papers.read import HOSTILE, opened, part, table_rows, texts

COLUMNS = (Column("STT", 15, "center"), Column("Nội dung", 110), Column("Hạn", 40))


def paper(**changes):
    parts = {
        "title": "BÁO CÁO",
        "subtitle": "kết quả giao việc năm 2026",
        "header": Header("BAN TỔ CHỨC", "TỈNH ỦY TUYÊN QUANG", "Số 12-BC/BTCTU"),
        "dateline": place_and_date("Tuyên Quang", dt.date(2026, 11, 25)),
        "date": dt.date(2026, 11, 25),
        "blocks": (Paragraph("Đã giao việc.", lead="1."), Grid(COLUMNS, ((1, "Việc", dt.date(2026, 12, 31)),))),
        "signature": Signature(
            "T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Nguyễn Văn An", recipients=("- Tỉnh ủy;", "- Lưu Văn phòng.")
        ),
    }
    return Paper(**parts | changes)


def test_everything_given_is_printed_in_the_order_of_the_form():
    assert texts(opened(paper())) == [
        "TỈNH ỦY TUYÊN QUANG",
        "BAN TỔ CHỨC",
        "*",
        "Số 12-BC/BTCTU",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Tuyên Quang, ngày 25 tháng 11 năm 2026",
        "BÁO CÁO",
        "kết quả giao việc năm 2026",
        "-----",
        "1. Đã giao việc.",
        "STT",
        "Nội dung",
        "Hạn",
        "1",
        "Việc",
        "31/12/2026",
        "Nơi nhận:",
        "- Tỉnh ủy;",
        "- Lưu Văn phòng.",
        "T/M BAN THƯỜNG VỤ",
        "BÍ THƯ",
        "Nguyễn Văn An",
    ]


@pytest.mark.parametrize(
    ("landscape", "sides", "margins", "width"),
    [(False, (210, 297), (20, 20, 30, 15), 165), (True, (297, 210), (30, 15, 20, 20), 257)],
)
def test_the_sheet_is_a4_with_the_margins_of_the_form(landscape, sides, margins, width):
    made = paper(landscape=landscape)

    section = opened(made).sections[0]
    found = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(each.mm) for each in (section.page_width, section.page_height)] == list(sides)
    assert tuple(round(each.mm) for each in found) == margins
    assert section.orientation == (WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT)
    assert made.width == width


def test_pages_are_numbered_from_the_second_on():
    document = opened(paper())

    section = document.sections[0]
    assert section.different_first_page_header_footer and section.first_page_header.is_linked_to_previous
    assert [field.get(qn("w:instr")) for field in section.header._element.iter(qn("w:fldSimple"))] == [" PAGE "]
    assert abs(section.header_distance - Mm(10)) < Mm(0.1)


def test_letters_are_times_new_roman_of_the_sizes_of_the_form():
    document = opened(paper())

    def looks(text):
        (run,) = [each for each in document.element.body.iter(qn("w:r")) if each.text == text]
        return int(run.rPr.find(qn("w:sz")).get(qn("w:val"))) // 2, run.rPr.find(qn("w:b")) is not None

    fonts = {each.get(qn("w:ascii")) for each in document.styles.element.iter(qn("w:rFonts"))}
    assert fonts == {"Times New Roman"}
    assert looks("ĐẢNG CỘNG SẢN VIỆT NAM") == (15, True)
    assert looks("TỈNH ỦY TUYÊN QUANG") == (14, False)
    assert looks("BAN TỔ CHỨC") == (14, True)
    assert looks("BÁO CÁO") == (16, True)
    assert looks("T/M BAN THƯỜNG VỤ") == (14, True)
    assert looks("BÍ THƯ") == (14, False)
    assert looks("- Tỉnh ủy;") == (12, False)


def test_the_head_of_a_table_repeats_and_rows_stay_whole():
    grid = Grid(COLUMNS, (Band("I. Xã Hùng An"), (1, "Việc", None), (2, "Việc dài. " * 400, None)))

    rows = opened(paper(blocks=(grid,))).tables[1]._tbl.tr_lst
    assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [True, False, False, False]
    # A row that would not fit on a page breaks: kept whole it would leave the page before it empty.
    assert [row.find(f".//{qn('w:cantSplit')}") is not None for row in rows] == [True, True, True, False]
    assert rows[1].tc_lst[0].grid_span == 3 and rows[1].find(f".//{qn('w:keepNext')}") is not None


def test_cells_are_written_the_vietnamese_way():
    values = [(1293, D("1293.5"), dt.date(2026, 3, 5)), (None, "", "2026"), ("a\nb", D("-0.25"), "x")]

    document = opened(paper(blocks=(Grid(COLUMNS, tuple(values)),)))

    assert table_rows(document.tables[1])[1:] == [
        ["1.293", "1.293,5", "05/03/2026"],
        ["", "", "2026"],
        ["a\nb", "−0,25", "x"],
    ]


def test_columns_fill_the_page_exactly():
    odd = tuple(Column(str(n), width) for n, width in enumerate((7, 11, 13, 17)))

    made = paper(blocks=(Grid(odd, ()),), landscape=True)

    widths = [int(each.get(qn("w:w"))) for each in opened(made).tables[1]._tbl.tblGrid]
    assert sum(widths) == round(257 * 1440 / 25.4)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_wherever_it_stands(text):
    made = paper(
        title=text,
        subtitle=text,
        reference=text,
        header=Header(text, text, text, text),
        dateline=text,
        blocks=(Paragraph(text), Grid((Column(text, 1),), (Band(text), (text,)))),
        signature=Signature(text, text, text, (text,), text, (text,)),
    )

    found = texts(opened(made))
    assert [each for each in found if each not in {"*", "ĐẢNG CỘNG SẢN VIỆT NAM", "-----"}] == [text] * 18


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("".join(map(chr, range(9))) + "a\x0e\x1f\x7f\x9f\ufffe\uffff\ud800b", "ab"),
        ("a\x0bb\r\nc\rd\u2028e\x85f", "a\nb\nc\nd\ne\nf"),
        ("gpj\u202eexe\u2066\u200b\ufeff\u00ad", "gpjexe"),
        ("Tie\u0302\u0301ng Vie\u0323\u0302t", "Tiếng Việt"),
        ("92\u00a0%\tvà  hơn", "92\u00a0% và  hơn"),
    ],
)
def test_what_cannot_be_printed_is_left_out(typed, printed):
    document = opened(paper(blocks=(Grid(COLUMNS, ((1, typed, None),)),)))

    assert printable(typed) == printed == printable(printed)
    assert table_rows(document.tables[1])[1][1] == printed


def test_equal_papers_give_equal_bytes_at_any_time():
    with time_machine.travel("2026-01-01 08:00:00+07:00"):
        first = document_bytes(paper())
    with time_machine.travel("2031-07-02 17:30:31+07:00"):
        second = document_bytes(paper())

    assert first == second
    assert document_bytes(paper(dateline="")) != first
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_file_tells_of_the_paper_and_of_nothing_else():
    content = document_bytes(paper())

    about = Document(io.BytesIO(content)).core_properties
    assert (about.title, about.author, about.language) == (
        "BÁO CÁO kết quả giao việc năm 2026",
        "BAN TỔ CHỨC",
        "vi-VN",
    )
    assert about.created == about.modified == dt.datetime(2026, 11, 25, tzinfo=about.created.tzinfo)
    assert about.comments == about.last_modified_by == ""
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not [name for name in names if "thumbnail" in name or "customXml" in name or "app.xml" in name]
    assert "python-docx" not in part(content, "docProps/core.xml")


def test_a_paper_without_masthead_and_signature_is_whole():
    made = Paper("PHỤ LỤC", reference="(Kèm theo)", blocks=(Grid(COLUMNS, ()),))

    assert texts(opened(made)) == ["PHỤ LỤC", "(Kèm theo)", "-----", "STT", "Nội dung", "Hạn"]
    assert opened(made).element.body[-2].tag == qn("w:p")  # a document may not end with a table


def test_the_last_paragraph_goes_with_the_signature():
    document = opened(paper(blocks=(Paragraph("Đầu."), Paragraph("Cuối."))))

    kept = {p.text: p._p.find(f".//{qn('w:keepNext')}") is not None for p in document.paragraphs}
    assert (kept["Đầu."], kept["Cuối."]) == (False, True)


def test_an_electronic_signature_stands_between_post_and_name():
    signed = Signature("NGƯỜI CAM KẾT", name="Nguyễn Văn An", lines=("Ký điện tử lúc 09:42",))

    assert texts(opened(paper(signature=signed)))[-3:] == ["NGƯỜI CAM KẾT", "Ký điện tử lúc 09:42", "Nguyễn Văn An"]


@pytest.mark.parametrize(
    ("date", "words"),
    [
        (dt.date(2026, 2, 5), "Tuyên Quang, ngày 05 tháng 02 năm 2026"),
        (dt.date(2026, 3, 15), "Tuyên Quang, ngày 15 tháng 3 năm 2026"),
        (None, "Tuyên Quang, ngày … tháng … năm 2026"),
    ],
)
def test_place_and_date_as_papers_write_them(date, words):
    assert place_and_date("Tuyên Quang", date, 2026) == words


def test_a_date_without_a_place_begins_with_a_capital():
    assert place_and_date("", dt.date(2026, 11, 25)) == "Ngày 25 tháng 11 năm 2026"


def test_recipients_end_as_they_should():
    assert listed(("Tỉnh ủy;", "Sở Y tế", "Lưu Văn phòng.")) == ["- Tỉnh ủy;", "- Sở Y tế;", "- Lưu Văn phòng."]


def test_the_answer_is_a_download_with_a_vietnamese_name():
    response = document_response("bản-cam-kết.docx", paper())
    content = b"".join(response.streaming_content)

    assert content == document_bytes(paper()) and len(content) == int(response["Content-Length"])
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''b%E1%BA%A3n-cam-k%E1%BA%BFt.docx"
    assert response["Content-Type"].endswith("wordprocessingml.document")
    assert response["X-Content-Type-Options"] == "nosniff"
