"""What may stand in an .xlsx before it is parsed. An .xlsx is a zip of XML written by a stranger: its directory may lie
about sizes, so every part is unpacked once in small pieces and counted, and formulas are looked for on the way."""

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.etree import ElementTree

import python_calamine
from django.conf import settings

from cadre.interchange.faults import FileRefused

LARGEST_FILE = getattr(settings, "INTERCHANGE_LARGEST_FILE", 50 * 1024**2)
LARGEST_UNPACKED = getattr(settings, "INTERCHANGE_LARGEST_UNPACKED", 500 * 1024**2)
LARGEST_AREA = 40_000_000  # cells of the rectangle around a sheet's data; the parser holds all of it
LARGEST_TEXT = 2 * 1024**3  # bytes of all shared texts, each counted as often as cells name it
MOST_PARTS = 5_000
PIECE = 1 << 18

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MACROS = re.compile(r"vbaproject|xl/macrosheets/|xl/dialogsheets/", re.IGNORECASE)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_FORMULA_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f[\s/>]")
_AT = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
# Every program writes r="A1"; the slow patterns are for a file that was made to pass by the fast ones.
_UNUSUAL = re.compile(rb"r(?:='|=?\s)")
_FAR_ROW = (
    re.compile(rb'r="[A-Z]{0,3}([0-9]{6,7})"'),
    re.compile(rb"""\br\s*=\s*["'][A-Z]{0,3}([0-9]{6,7})["']"""),
)
_FAR_COLUMN = re.compile(rb'r="([A-Z]{2,3})[0-9]'), re.compile(rb"""\br\s*=\s*["']([A-Z]{2,3})[0-9]""")
_SHARED_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>\s*([0-9]+)\s*<""")
_SHARED_TEXT = re.compile(rb"<(?:\w+:)?si[\s/>]")
DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)


@dataclass(slots=True)
class Sheet:
    title: str
    part: str
    formulas: list = field(default_factory=list)  # (row, column), from 1; (0, 0) where the cell does not say
    last_row: int = 99_999
    last_column: int = 26


def inspect(path, names):
    """{table name: Sheet} of the sheets we know. Raises FileRefused for anything that is not a plain workbook."""
    refuse_by_head(path)
    try:
        with open(path, "rb") as raw, zipfile.ZipFile(raw) as archive:
            parts = {info.filename: info for info in archive.infolist()}
            refuse_by_directory(path, archive, parts)
            sheets = wanted_sheets(path, raw, parts, names)
            scan_parts(path, raw, parts, {sheet.part: sheet for sheet in sheets.values()})
            return sheets
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        ElementTree.ParseError,
        UnicodeError,
    ) as error:
        raise FileRefused(path.name, "Tệp Excel hỏng, không mở được; hãy mở bằng Excel và lưu lại.") from error


def refuse_by_head(path):
    size = path.stat().st_size
    if size == 0:
        raise FileRefused(path.name, "Tệp trống (0 byte).")
    if size > LARGEST_FILE:
        raise FileRefused(
            path.name,
            f"Tệp quá lớn ({size // 1024**2} MB; nhiều nhất {LARGEST_FILE // 1024**2} MB); "
            "hãy chia nhỏ hoặc dùng thư mục tệp .csv.",
        )
    if path.suffix.lower() in (".xlsm", ".xltm", ".xlam"):
        raise FileRefused(path.name, "Tệp có thể chứa macro; hãy lưu lại dạng “Excel Workbook (.xlsx)”.")
    with open(path, "rb") as raw:
        head = raw.read(8)
        if head == OLD_OFFICE:
            rest = raw.read(4 * 1024**2)
            if "EncryptedPackage".encode("utf-16-le") in rest:
                raise FileRefused(path.name, "Tệp có mật khẩu; hãy bỏ mật khẩu trong Excel rồi lưu lại.")
            raise FileRefused(path.name, "Đây là tệp Excel đời cũ (.xls); hãy lưu lại dạng “Excel Workbook (.xlsx)”.")
    if not head.startswith(b"PK\x03\x04"):
        raise FileRefused(path.name, "Đây không phải tệp Excel .xlsx; hãy đưa tệp .xlsx hoặc thư mục tệp .csv.")


def refuse_by_directory(path, archive, parts):
    infos = archive.infolist()
    if len(parts) < len(infos) or len(infos) > MOST_PARTS:
        raise FileRefused(path.name, "Tệp Excel hỏng: danh mục bên trong trùng lặp hoặc quá dài; hãy lưu lại từ Excel.")
    if sum(info.file_size for info in infos) > LARGEST_UNPACKED:
        raise too_large(path)
    if any(info.flag_bits & 1 for info in infos):
        raise FileRefused(path.name, "Tệp có mật khẩu; hãy bỏ mật khẩu rồi lưu lại.")
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise FileRefused(path.name, "Tệp nén kiểu lạ; hãy mở bằng Excel và lưu lại.")
    if any(MACROS.search(name) for name in parts):
        raise FileRefused(path.name, "Tệp có macro; hãy lưu lại dạng “Excel Workbook (.xlsx)” không macro.")
    if "mimetype" in parts or "content.xml" in parts:
        raise FileRefused(path.name, "Đây là tệp OpenDocument (.ods); hãy lưu lại dạng “Excel Workbook (.xlsx)”.")
    if "xl/workbook.bin" in parts:
        raise FileRefused(path.name, "Đây là tệp Excel nhị phân (.xlsb); hãy lưu lại dạng “Excel Workbook (.xlsx)”.")
    if "xl/workbook.xml" not in parts or "[Content_Types].xml" not in parts:
        raise FileRefused(path.name, "Đây là tệp nén, không phải tệp Excel .xlsx; hãy đưa tệp .xlsx.")


def too_large(path):
    return FileRefused(
        path.name,
        f"Nội dung sau khi giải nén quá lớn (nhiều nhất {LARGEST_UNPACKED // 1024**2} MB); "
        "hãy chia nhỏ hoặc dùng thư mục tệp .csv.",
    )


def pieces(path, raw, info):
    """The unpacked bytes of one part, read by ourselves: never more than the directory declared."""
    raw.seek(info.header_offset)
    head = raw.read(30)
    if head[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile(info.filename)
    raw.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
    left, count = info.compress_size, 0
    inflate = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0 or (inflate and inflate.unconsumed_tail):
        packed = inflate.unconsumed_tail if inflate else b""
        if not packed:
            packed = raw.read(min(PIECE, left))
            left -= len(packed)
            if not packed:
                raise zipfile.BadZipFile(info.filename)
        piece = inflate.decompress(packed, PIECE) if inflate else packed
        count += len(piece)
        if count > info.file_size:
            raise too_large(path)
        if piece:
            yield piece
        if inflate and inflate.eof:
            break
    if count != info.file_size:
        raise zipfile.BadZipFile(info.filename)


def whole(path, raw, info, limit=10 * 1024**2):
    if info.file_size > limit:
        raise too_large(path)
    return b"".join(pieces(path, raw, info))


def wanted_sheets(path, raw, parts, names):
    book = xml(path, whole(path, raw, parts["xl/workbook.xml"]))
    links = parts.get("xl/_rels/workbook.xml.rels")
    if links is None:
        raise zipfile.BadZipFile("workbook.xml.rels")
    targets = {link.get("Id"): link.get("Target", "") for link in xml(path, whole(path, raw, links))}
    found = {}
    for element in book.iter():
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        title = element.get("name", "")
        name = names.get(title.strip().casefold())
        link = next((value for key, value in element.items() if key.rpartition("}")[2] == "id"), None)
        target = targets.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if name is None or part not in parts:
            continue
        if name in found:
            raise FileRefused(
                path.name, f"Bảng {name} có ở hai trang tính: “{found[name].title}” và “{title}”; hãy bỏ một."
            )
        found[name] = Sheet(title, part)
    return found


def xml(path, content):
    if DOCTYPE.search(content):
        raise FileRefused(path.name, "Tệp Excel có khai báo lạ (DOCTYPE); hãy mở bằng Excel và lưu lại.")
    return ElementTree.fromstring(content)  # noqa: S314 - no DOCTYPE, so no entities; the size is bounded


# ---- one pass over all parts --------------------------------------------------------------------------------


def scan_parts(path, raw, parts, sheets):
    for name, info in parts.items():
        sheet = sheets.get(name)
        is_xml = name.lower().endswith((".xml", ".rels"))
        tail, first = b"", True
        for piece in pieces(path, raw, info):
            if first and is_xml and piece[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"):
                raise FileRefused(path.name, "Tệp Excel mã hóa UTF-16; hãy mở bằng Excel và lưu lại.")
            if is_xml and first and DOCTYPE.search(piece):
                raise FileRefused(path.name, "Tệp Excel có khai báo lạ (DOCTYPE); hãy mở bằng Excel và lưu lại.")
            first = False
            if sheet:
                tail = look_at(tail + piece, sheet)
        if sheet:
            look_at(tail, sheet, last=True)
            if sheet.last_row * sheet.last_column > LARGEST_AREA:
                raise FileRefused(
                    path.name,
                    f"Trang tính “{sheet.title}” trải tới hàng {sheet.last_row}, cột thứ {sheet.last_column}; "
                    "hãy xóa các hàng, cột thừa.",
                )
    refuse_text_bomb(path, raw, parts, sheets)


def look_at(buffer, sheet, last=False):
    """Notes formulas and the reach of the sheet in the buffer; returns the rest that may be cut in a cell."""
    cut = len(buffer) if last else buffer.rfind(b"<row")
    cut = max(cut, buffer.rfind(b"<c ")) if not last else cut
    if cut <= 0 and not last:
        if len(buffer) < 4 * PIECE:
            return buffer
        cut = len(buffer)
    text = buffer[:cut]
    if (b"<f" in text or b":f" in text) and _FORMULA.search(text):
        located = [_AT.search(match[1]) for match in _FORMULA_CELL.finditer(text)]
        sheet.formulas += [(int(at[2]), column_number(at[1])) for at in located if at]
        sheet.formulas += [(0, 0)] * (len(_FORMULA.findall(text)) - sum(1 for at in located if at))
    unusual = _UNUSUAL.search(text) is not None
    sheet.last_row = max(sheet.last_row, *map(int, _FAR_ROW[unusual].findall(text)), 0)
    sheet.last_column = max(sheet.last_column, *map(column_number, set(_FAR_COLUMN[unusual].findall(text))), 0)
    return buffer[cut:]


def column_number(letters):
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def refuse_text_bomb(path, raw, parts, sheets):
    """One long shared text named by a million cells would be copied a million times by the parser."""
    shared = parts.get("xl/sharedStrings.xml")
    if shared is None or not sheets:
        return
    cells = sum(parts[name].file_size for name in sheets) // 20
    if cells * shared.file_size <= LARGEST_TEXT:
        return
    lengths = shared_lengths(b"".join(pieces(path, raw, shared)))
    if cells * max(lengths, default=0) <= LARGEST_TEXT:
        return
    total = 0
    for name in sheets:
        tail = b""
        for piece in pieces(path, raw, parts[name]):
            text = tail + piece
            cut = max(text.rfind(b"<c "), 0)
            total += sum(lengths[i] for i in map(int, _SHARED_CELL.findall(text[:cut])) if i < len(lengths))
            tail = text[cut:] if len(text) - cut < 4 * PIECE else b""
            if total > LARGEST_TEXT:
                raise too_large(path)


def shared_lengths(content):
    starts = [match.start() for match in _SHARED_TEXT.finditer(content)]
    return [end - start for start, end in zip(starts, [*starts[1:], len(content)], strict=True)]


# ---- the parser ---------------------------------------------------------------------------------------------


def open_sheets(path, titles):
    """{title: function that yields its rows from row 1, column A on}."""
    try:
        book = python_calamine.load_workbook(str(path))
        return {title: absolute_rows(path, book, title) for title in titles}
    except BaseException as error:
        refuse_unreadable(path, error)


def absolute_rows(path, book, title):
    def rows():
        try:
            sheet = book.get_sheet_by_name(title)
            if sheet.start is None:
                return
            indent = [""] * sheet.start[1]
            for row in sheet.iter_rows():
                yield indent + row if indent else row
        except BaseException as error:
            refuse_unreadable(path, error)

    return rows


def refuse_unreadable(path, error):
    """The parser is Rust: its panics are not Exceptions. Anything of ours or of Python's own goes on."""
    if isinstance(error, GeneratorExit | KeyboardInterrupt | SystemExit | FileRefused | MemoryError):
        raise error
    if isinstance(error, python_calamine.PasswordError):
        raise FileRefused(path.name, "Tệp có mật khẩu; hãy bỏ mật khẩu trong Excel rồi lưu lại.") from error
    raise FileRefused(path.name, "Tệp Excel hỏng, không đọc được; hãy mở bằng Excel và lưu lại.") from error
