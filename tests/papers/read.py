"""Reading back what was written, with libraries that did not write it or only half."""

import io
import zipfile
from html.parser import HTMLParser

from docx import Document
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from cadre.documents import document_bytes

HOSTILE = [
    "=1+1",
    "=cmd|'/c calc'!A1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://x","y")',
    "{=1}",
    "http://xau.example",
    "<b>&amp;</b> & ]]> <!-- -->",
    "</w:t><w:p/>",
    "_x0041_",
    "😀 👩‍👩‍👧",
    "{{ 7|add:7 }} {% now %}",
    "việc " * 60,
]


def opened(paper):
    return Document(io.BytesIO(document_bytes(paper)))


def texts(document):
    """Every text of the body in the order of reading, tables included; empty paragraphs left out."""
    found = ("".join(run.text or "" for run in each.iter(qn("w:t"))) for each in document.element.body.iter(qn("w:p")))
    return [text for text in found if text]


def table_rows(table):
    """The rows of a table as texts; a cell over several columns comes once."""
    return [
        ["\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in cell.p_lst) for cell in row.tc_lst]
        for row in table._tbl.tr_lst
    ]


def part(content, name):
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def sheet_rows(content):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return sheet.to_python(skip_empty_area=False)


class _Texts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_data(self, data):
        if data.strip():
            self.found.append(data)


def html_texts(html):
    """Every text of an HTML piece in order, whitespace between elements left out."""
    parser = _Texts()
    parser.feed(html)
    return parser.found
