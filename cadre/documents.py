"""Official papers as Word files, in the form of a document of the Party.

The form is that of Hướng dẫn 36-HD/VPTW (2018) and of its successor 05-HD/VPTW (27/5/2026), whose measures agree: A4;
margins 20, 20, 30 (left), 15 mm; Times New Roman; "ĐẢNG CỘNG SẢN VIỆT NAM" 15 bold over a rule of its own length; the
issuing body 14 bold over a star, its superior 14; title 16 bold, subtitle 14 bold, five hyphens under them; text 14,
justified, first line 10 mm in, lines of exactly 18–22 pt, 6 pt between paragraphs; authority to sign bold, post plain,
name bold; "Nơi nhận:" underlined, its list 12; number of the page 14, centred, 10 mm from the edge, not on page one.
A wide table stands on a turned sheet: the binding margin is then the upper one.

Plain data in, bytes out: a Paper says what is written, nothing here knows whose it is."""

import datetime as dt
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import accumulate, pairwise

from django.http import FileResponse
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml.etree import SubElement

from cadre.measure import lines_of
from cadre.templatetags.vi import hoa_dau, ngay, so

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
STAR = "*"
HYPHENS = "-----"
FONT = "Times New Roman"
LANGUAGE = "vi-VN"

SIDES = (210, 297)  # mm
MARGINS = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 15}
TURNED = {"top_margin": 30, "bottom_margin": 15, "left_margin": 20, "right_margin": 20}
RULE = 76  # mm: the length of PARTY in 15 pt bold
TALLEST = 26  # lines a table row may have and still be kept whole: about two thirds of a turned sheet

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# What XML or a reader of it chokes on, and what changes the order of letters or hides between them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffc\ufffe\uffff"
    "\ud800-\udfff]"
)
_EPOCH = (1980, 1, 1, 0, 0, 0)  # what zip files say of their entries
_UNDATED = dt.date(2000, 1, 1)
# Parts of the library's own template that say nothing about a paper: the picture of another, the program it came from.
_LUGGAGE = ("thumbnail", "customXml", "stylesWithEffects", "extended-properties", "numbering")
_STYLES = {"Normal", "DefaultParagraphFont", "TableNormal", "NoList", "Header"}


@dataclass(frozen=True, slots=True)
class Header:
    """Upper left: the superior body, the issuing body, the star, and under it a line ("Số 12-QĐ/TU") and "Dự thảo"."""

    issuer: str
    superior: str = ""
    number: str = ""
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; each line of it is a paragraph. `lead` stands before it in bold ("Điều 1.")."""

    text: str
    lead: str = ""
    bold: bool = False
    italic: bool = False
    align: str = "both"  # both, left, center, right
    indent: bool = True
    keep: bool = False  # on the same page as what follows


@dataclass(frozen=True, slots=True)
class Column:
    head: str
    width: int  # parts of the width of the page; with mm that add up to it, mm
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Band:
    """A bold row across the table, naming the group of the rows below."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose head is repeated on each page. A row is a Band or a tuple of str, int, Decimal, date or None; each
    line of a str is a paragraph, numbers and dates are written the Vietnamese way (a year is a str)."""

    columns: tuple[Column, ...]
    rows: tuple
    size: int = 12  # pt


@dataclass(frozen=True, slots=True)
class Signature:
    """Right: authority (T/M …), post, room to sign or `lines` of a signature already given, name. Left: recipients."""

    authority: str = ""
    post: str = ""
    name: str = ""
    lines: tuple[str, ...] = ()
    recipients_head: str = "Nơi nhận:"
    recipients: tuple[str, ...] = ()  # as printed, see listed()


@dataclass(frozen=True, slots=True)
class Paper:
    """One document. `date` is what the file says of itself (created, modified); what is printed is `dateline`."""

    title: str
    subtitle: str = ""
    reference: str = ""  # in italics under the title: (Kèm theo …)
    header: Header | None = None
    dateline: str = ""
    date: dt.date | None = None
    blocks: tuple = ()  # Paragraph and Grid
    signature: Signature | None = None
    landscape: bool = False

    @property
    def width(self):
        """Of the text, in mm: 165 upright, 257 turned."""
        side = SIDES[self.landscape]
        margins = TURNED if self.landscape else MARGINS
        return side - margins["left_margin"] - margins["right_margin"]


def printable(text):
    """The text as it can be printed and read back: NFC, lines ended by a line feed, nothing forbidden or unseen."""
    text = _LINE_ENDS.sub("\n", str(text)).replace("\t", " ")
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", text))


def long_date(date, year="…"):
    """ngày 05 tháng 02 năm 2026; without a date, room to write one: ngày … tháng … năm 2026."""
    if date is None:
        return f"ngày … tháng … năm {year}"
    month = f"{date.month:02d}" if date.month < 3 else str(date.month)
    return f"ngày {date.day:02d} tháng {month} năm {date.year}"


def place_and_date(place, date, year="…"):
    """Tuyên Quang, ngày 25 tháng 11 năm 2026."""
    words = long_date(date, year)
    return f"{place}, {words}" if place else hoa_dau(words)


def listed(items):
    """Each on its line as recipients and grounds are: "- Ban Tổ chức Tỉnh ủy;", the last with a full stop."""
    ends = [";"] * (len(items) - 1) + ["."]
    return [f"- {item.rstrip(' ;.')}{end}" for item, end in zip(items, ends, strict=True)]


# ---- writing ------------------------------------------------------------------------------------------------------


_name = cache(qn)


def _add(parent, tag, **attributes):
    return SubElement(parent, _name(f"w:{tag}"), {_name(f"w:{name}"): str(value) for name, value in attributes.items()})


def _twips(mm):
    return round(mm * 1440 / 25.4)


def _run(parent, text, *, size, bold=False, italic=False, underline=False):
    run = _add(parent, "r")
    looks = _add(run, "rPr")
    if bold:
        _add(looks, "b")
    if italic:
        _add(looks, "i")
    _add(looks, "sz", val=2 * size)
    _add(looks, "szCs", val=2 * size)
    if underline:
        _add(looks, "u", val="single")
    written = _add(run, "t")
    written.text = text
    written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _line(
    parent, text, *, size=14, align="left", lead="", before=0, after=0, exact=0, indent=0, keep=False, rule=0, **looks
):
    """One paragraph. Distances in pt, indents in mm; `rule` is a line under it, so many mm in from both sides."""
    paragraph = _add(parent, "p")
    form = _add(paragraph, "pPr")
    if keep:
        _add(form, "keepNext")
    if rule:
        _add(_add(form, "pBdr"), "bottom", val="single", sz=6, space=1, color="000000")
    if before or after or exact:
        lines = {"line": 20 * exact, "lineRule": "exact"} if exact else {}
        _add(form, "spacing", before=20 * before, after=20 * after, **lines)
    if rule:
        _add(form, "ind", left=_twips(rule), right=_twips(rule))
    elif indent:
        _add(form, "ind", firstLine=_twips(indent))
    _add(form, "jc", val=align)
    if not text:
        _add(_add(form, "rPr"), "sz", val=2 * size)  # of what someone will type here
    if lead:
        _run(paragraph, f"{lead} ", size=size, bold=True)
    if text:
        _run(paragraph, text, size=size, **looks)
    return paragraph


def _lines(parent, text, **looks):
    for line in printable(text).split("\n"):
        _line(parent, line, **looks)


def _table(body, widths, *, borders, padding):
    """An empty table of columns so many twips wide; padding in twips: above and below, left and right."""
    table = _add(body, "tbl")
    form = _add(table, "tblPr")
    _add(form, "tblW", w=sum(widths), type="dxa")
    _add(form, "jc", val="center")
    if borders:
        edges = _add(form, "tblBorders")
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
            _add(edges, edge, val="single", sz=4, space=0, color="000000")
    _add(form, "tblLayout", type="fixed")
    room = _add(form, "tblCellMar")
    for edge, width in zip(("top", "left", "bottom", "right"), 2 * padding, strict=True):
        _add(room, edge, w=width, type="dxa")
    grid = _add(table, "tblGrid")
    for width in widths:
        _add(grid, "gridCol", w=width)
    return table


def _row(table, *, whole=True, repeated=False):
    row = _add(table, "tr")
    if whole or repeated:
        form = _add(row, "trPr")
        if whole:
            _add(form, "cantSplit")
        if repeated:
            _add(form, "tblHeader")
    return row


def _cell(row, width, *, span=1, middle=False):
    cell = _add(row, "tc")
    form = _add(cell, "tcPr")
    _add(form, "tcW", w=width, type="dxa")
    if span > 1:
        _add(form, "gridSpan", val=span)
    if middle:
        _add(form, "vAlign", val="center")
    return cell


def _words(value):
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return so(value)
    if isinstance(value, dt.date):
        return ngay(value)
    return value


def _shares(columns, width):
    """Widths in twips that add up to exactly `width` mm."""
    ends = list(accumulate((column.width for column in columns), initial=0))
    return [right - left for left, right in pairwise(_twips(width) * end // ends[-1] for end in ends)]


def _is_tall(texts, widths, size):
    """Whether a row would fill most of a page: such a one may break, or it would leave a page empty before it."""
    return any(
        # Only what could be: measuring 6,000 cells takes longer than writing them.
        len(text) > TALLEST and lines_of(text, size, width / 20 - 7) > TALLEST
        for text, width in zip(texts, widths, strict=True)
    )


def _grid(body, grid, width):
    widths = _shares(grid.columns, width)
    table = _table(body, widths, borders=True, padding=(30, 70))
    head = _row(table, repeated=True)
    for column, across in zip(grid.columns, widths, strict=True):
        _lines(_cell(head, across, middle=True), column.head, size=grid.size, align="center", bold=True, keep=True)
    for values in grid.rows:
        if isinstance(values, Band):
            cell = _cell(_row(table), sum(widths), span=len(widths))
            _lines(cell, values.text, size=grid.size, bold=True, keep=True)
            continue
        texts = [printable(_words(value)) for value in values]
        row = _row(table, whole=not _is_tall(texts, widths, grid.size))
        for text, column, across in zip(texts, grid.columns, widths, strict=True):
            cell = _cell(row, across)
            for line in text.split("\n"):
                _line(cell, line, size=grid.size, align=column.align)


def _masthead(body, paper):
    header = paper.header
    left = _twips(paper.width * (42 if paper.landscape else 45) // 100)
    widths = [left, _twips(paper.width) - left]
    row = _row(_table(body, widths, borders=False, padding=(0, 0)))
    issuer, party = (_cell(row, width) for width in widths)
    if header.superior:
        _lines(issuer, header.superior, align="center")
    _lines(issuer, header.issuer, align="center", bold=True)
    _line(issuer, STAR, align="center")
    for text, looks in ((header.number, {}), (header.draft, {"italic": True})):
        if text:
            _lines(issuer, text, align="center", **looks)
    indent = (widths[1] * 254 // 14400 - RULE) // 2
    _line(party, PARTY, size=15, align="center", bold=True, rule=indent)
    if paper.dateline:
        _lines(party, paper.dateline, align="center", italic=True, before=6)


def _title(body, paper):
    _lines(body, paper.title, size=16, align="center", bold=True, before=18 if paper.header else 0, keep=True)
    if paper.subtitle:
        _lines(body, paper.subtitle, align="center", bold=True, keep=True)
    if paper.reference:
        _lines(body, paper.reference, align="center", italic=True, keep=True)
    _line(body, HYPHENS, align="center", after=6, keep=True)


def _text(body, block, keep):
    looks = {"bold": block.bold, "italic": block.italic, "align": block.align, "keep": keep}
    lead, before = printable(block.lead), 6 if body[-1].tag == _name("w:tbl") else 0
    for line in printable(block.text).split("\n"):
        _line(body, line, lead=lead, before=before, after=6, exact=19, indent=10 if block.indent else 0, **looks)
        lead, before = "", 0


def _sign(body, signature, width):
    _line(body, "", size=8, keep=True)
    left = _twips(width * 48 // 100)
    widths = [left, _twips(width) - left]
    row = _row(_table(body, widths, borders=False, padding=(0, 0)))
    recipients, signer = (_cell(row, each) for each in widths)
    if signature.recipients:
        _lines(recipients, signature.recipients_head, underline=True)
    for text in signature.recipients:
        _lines(recipients, text, size=12)
    if not signature.recipients:
        _line(recipients, "")
    for text, bold in ((signature.authority, True), (signature.post, False)):
        if text:
            _lines(signer, text, align="center", bold=bold)
    for place, text in enumerate(signature.lines):
        _lines(signer, text, size=11, align="center", italic=True, before=0 if place else 8)
    _lines(signer, signature.name, align="center", bold=True, before=8 if signature.lines else 64)


def _page_numbers(section):
    """Centred, 10 mm from the edge; the first page has none."""
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]._p
    form = paragraph.get_or_add_pPr()
    _add(form, "jc", val="center")
    field = _add(paragraph, "fldSimple", instr=" PAGE ")
    _run(field, "2", size=14)


def _set_sheet(section, paper):
    sides = sorted(SIDES, reverse=paper.landscape)
    section.page_width, section.page_height = (Mm(side) for side in sides)
    section.orientation = WD_ORIENT.LANDSCAPE if paper.landscape else WD_ORIENT.PORTRAIT
    for name, width in (TURNED if paper.landscape else MARGINS).items():
        setattr(section, name, Mm(width))


def _blank():
    """The library's empty document with nothing of its template left but what a paper needs."""
    document = Document()
    for part in (document.part, document.part.package):
        for key in [key for key, each in part.rels.items() if any(word in each.reltype for word in _LUGGAGE)]:
            del part.rels[key]
    styles = document.styles.element
    for style in styles.findall(_name("w:style")):
        if style.get(_name("w:styleId")) not in _STYLES:
            styles.remove(style)
    for link in list(styles.iter(_name("w:link"))):
        link.getparent().remove(link)  # to what was taken out
    for fonts in styles.iter(_name("w:rFonts")):
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(_name(f"w:{script}"), FONT)
    for language in styles.iter(_name("w:lang")):
        language.set(_name("w:val"), LANGUAGE)
    for height in styles.iter(_name("w:sz"), _name("w:szCs")):
        height.set(_name("w:val"), "28")
    for spacing in styles.iter(_name("w:spacing")):
        spacing.attrib.clear()
        spacing.set(_name("w:after"), "0")
    for setting in document.settings.element.iter(_name("w:compatSetting")):
        if setting.get(_name("w:name")) == "compatibilityMode":
            setting.set(_name("w:val"), "15")  # 14 opens as an old document
    return document


def _describe(document, paper):
    written = dt.datetime.combine(paper.date or _UNDATED, dt.time())
    about = document.core_properties
    about.title = printable(f"{paper.title} {paper.subtitle}".strip())[:255]
    about.author = printable(paper.header.issuer if paper.header else "")[:255]
    about.created = about.modified = written
    about.last_modified_by = about.comments = ""
    about.language, about.revision = LANGUAGE, 1


def _packed(document):
    """The bytes of the file; equal papers give equal bytes."""
    loose, packed = io.BytesIO(), io.BytesIO()
    document.save(loose)
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def document_bytes(paper):
    """The paper as a .docx. Nothing in the texts can break it: what XML forbids is left out, the rest stays text."""
    document = _blank()
    (section,) = document.sections
    _set_sheet(section, paper)
    _page_numbers(section)
    _describe(document, paper)
    body = document.element.body
    end = body.sectPr
    body.remove(end)
    if paper.header:
        _masthead(body, paper)
    _title(body, paper)
    for place, block in enumerate(paper.blocks, 1):
        if isinstance(block, Grid):
            _grid(body, block, paper.width)
        else:
            # A page with nothing but a signature proves nothing: the last paragraph goes with it.
            _text(body, block, block.keep or (paper.signature is not None and place == len(paper.blocks)))
    if paper.signature:
        _sign(body, paper.signature, paper.width)
    if body[-1].tag == _name("w:tbl"):
        _line(body, "", size=1)  # a document may not end with a table
    body.append(end)
    return _packed(document)


def document_response(filename, paper):
    """The paper as a download, e.g. ("ban-cam-ket-2026.docx", paper)."""
    response = FileResponse(io.BytesIO(document_bytes(paper)), as_attachment=True, filename=filename, content_type=TYPE)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
