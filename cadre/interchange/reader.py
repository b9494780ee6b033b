"""A folder of .csv or one .xlsx → raw tables, with every file that is not one of these refused in words."""

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

from cadre.interchange import workbook
from cadre.interchange.faults import FileRefused
from cadre.interchange.workbook import LARGEST_UNPACKED

GUARDED = "=+-@\t\r"  # a text beginning so is run as a formula by a spreadsheet
csv.field_size_limit(1_000_000)


@dataclass(slots=True)
class RawTable:
    """rows() yields lists of raw cells from row 1 on. `formulas` are (row, column) of formula cells, from 1."""

    name: str
    rows: object
    formulas: tuple = ()


@dataclass(slots=True)
class Source:
    tables: list
    sha256: str
    name: str


def read(path, names):
    """names: {name or label, casefolded: table name}. Raises FileRefused; extra files and sheets are ignored."""
    path = Path(path)
    try:
        return read_any(path, names)
    except OSError as error:
        raise FileRefused(path.name, f"Không đọc được tệp ({error.strerror}); hãy kiểm tra quyền đọc.") from error


def read_any(path, names):
    if path.is_dir():
        return read_folder(path, names)
    if not path.exists():
        raise FileRefused(path.name, "Không tìm thấy tệp hay thư mục này; hãy kiểm tra lại đường dẫn.")
    if not path.is_file():
        raise FileRefused(path.name, "Đây không phải tệp thường; hãy đưa tệp .xlsx hoặc thư mục tệp .csv.")
    return read_workbook(path, names)


# ---- .csv ---------------------------------------------------------------------------------------------------


def read_folder(folder, names):
    found = {}
    for file in sorted(folder.iterdir()):
        if file.suffix.lower() != ".csv" or not file.is_file():
            continue
        if name := names.get(file.stem.casefold()):
            if name in found:
                raise FileRefused(
                    file.name, f"Bảng {name} có ở hai tệp: {found[name].name} và {file.name}; hãy bỏ một."
                )
            found[name] = file
    if not found:
        raise FileRefused(
            folder.name, "Thư mục không có tệp .csv nào mang tên một bảng, ví dụ committees.csv, tasks.csv."
        )
    if sum(file.stat().st_size for file in found.values()) > LARGEST_UNPACKED:
        raise FileRefused(folder.name, f"Các tệp quá lớn: nhiều nhất {LARGEST_UNPACKED // 1024**2} MB; hãy chia nhỏ.")
    digest = hashlib.sha256()
    for name, file in sorted(found.items()):
        with open(file, "rb") as content:
            digest.update(f"{name} {hashlib.file_digest(content, 'sha256').hexdigest()}\n".encode())
    return Source([csv_table(name, file, names) for name, file in found.items()], digest.hexdigest(), folder.name)


def csv_table(name, file, names):
    header = first_line(file)
    separator = max(",;", key=lambda mark: (len(header.split(mark)), mark == ","))

    def rows():
        reader = None
        try:
            with open(file, encoding="utf-8-sig", newline="") as lines:
                reader = csv.reader(lines, delimiter=separator, strict=True)
                for row in reader:
                    yield [unguarded(cell) if cell[:1] == "'" else cell for cell in row]
        except UnicodeDecodeError:
            raise FileRefused(file.name, not_utf8(file)) from None
        except csv.Error:
            at = reader.line_num if reader else 1
            raise FileRefused(
                file.name,
                f"Dòng {at}: dấu ngoặc kép không khớp hoặc ô dài quá 1 triệu ký tự; hãy lưu lại tệp từ Excel.",
            ) from None

    return RawTable(name, rows)


def unguarded(cell):
    """Undo `guarded` of the writer: one apostrophe before a text that a spreadsheet would run."""
    return cell[1:] if cell.lstrip("'")[:1] in GUARDED and cell.lstrip("'") else cell


def first_line(file):
    try:
        with open(file, encoding="utf-8-sig") as lines:
            line = lines.readline(1_000_000)
    except UnicodeDecodeError:
        raise FileRefused(file.name, not_utf8(file)) from None
    if not line.strip():
        raise FileRefused(file.name, "Tệp trống: dòng 1 phải là tên các cột.")
    if line.startswith("PK\x03\x04"):
        raise FileRefused(file.name, "Đây là tệp Excel đổi đuôi; hãy đưa tệp .xlsx hoặc lưu thành CSV UTF-8.")
    return line


def not_utf8(file):
    with open(file, "rb") as lines:
        if lines.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "Tệp mã hóa UTF-16; hãy lưu lại dạng “CSV UTF-8”."
        lines.seek(0)
        for number, line in enumerate(lines, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return f"Dòng {number} không phải chữ mã UTF-8; hãy lưu lại dạng “CSV UTF-8”."
    return "Tệp không phải chữ mã UTF-8; hãy lưu lại dạng “CSV UTF-8”."


# ---- .xlsx --------------------------------------------------------------------------------------------------


def read_workbook(path, names):
    wanted = workbook.inspect(path, names)
    if not wanted:
        raise FileRefused(path.name, "Tệp không có trang tính nào mang tên một bảng, ví dụ committees, tasks.")
    sheets = workbook.open_sheets(path, [sheet.title for sheet in wanted.values()])
    tables = [RawTable(name, sheets[sheet.title], tuple(sheet.formulas)) for name, sheet in wanted.items()]
    with open(path, "rb") as content:
        return Source(tables, hashlib.file_digest(content, "sha256").hexdigest(), path.name)
