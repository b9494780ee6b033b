"""Files that are not what they say: one clear message each, exit status 1, and the database as before."""

import struct
import zipfile
import zlib
from io import StringIO

import pytest
import xlsxwriter
from django.core.management import call_command

from cadre.interchange import workbook
from cadre.models import Cadre, LedgerEntry
from config.interchange import FileRefused, LoadErrors, load
from tests.interchange.book import good, write_folder, write_workbook

pytestmark = pytest.mark.django_db

ROWS = {"cadres": [{"code": "C1", "full_name": "Cán bộ một"}]}


def repacked(path, *, drop=(), replace=None, add=None):
    """The workbook with parts taken away, replaced (name → function of the bytes) or added."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name not in drop}
    for name, change in (replace or {}).items():
        parts[name] = change(parts[name])
    parts |= add or {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def book(tmp_path):
    return write_workbook(tmp_path / "book.xlsx", ROWS)


def written(path, content):
    path.write_bytes(content)
    return path


def old_office(text):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + text.encode("utf-16-le") + b"\0" * 512


def zipped(path, **parts):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return path


def large(path, size):
    with open(path, "wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(size)
    return path


def bomb(path):
    """600 MB of zeros in half a megabyte."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/a.bin", "w") as part:
        for _ in range(600):
            part.write(bytes(1 << 20))
    return path


def lying(path):
    """A sheet of 40 MB whose directory says 1,000 bytes, with the checksum of those 1,000."""
    content = b"<worksheet>" + b" " * (40 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    repacked(path, drop=["xl/worksheets/sheet1.xml"])
    name, said = b"xl/worksheets/sheet1.xml", struct.pack("<III", zlib.crc32(content[:1000]), len(packed), 1000)
    with zipfile.ZipFile(path) as archive:
        directory = archive.start_dir
    raw = path.read_bytes()
    local = struct.pack("<4sHHHHH", b"PK\x03\x04", 20, 0, 8, 0, 33) + said + struct.pack("<HH", len(name), 0) + name
    end = raw.rfind(b"PK\x05\x06")
    central = struct.pack("<4sHHHHHH", b"PK\x01\x02", 20, 20, 0, 8, 0, 33) + said
    central += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, directory) + name
    count = struct.unpack("<H", raw[end + 10 : end + 12])[0] + 1
    entries = raw[directory:end] + central
    tail = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(entries), directory + len(local + packed), 0
    )
    return written(path, raw[:directory] + local + packed + entries + tail)


def doctype(content):
    return content.replace(b"<workbook", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook', 1)


FILES = {
    "missing": (lambda folder, book: folder / "khong-co.xlsx", "Không tìm thấy"),
    "empty": (lambda folder, book: written(folder / "a.xlsx", b""), "Tệp trống"),
    "no workbook": (lambda folder, book: written(folder / "a.xlsx", b"%PDF-1.7 xin chao"), "không phải tệp Excel"),
    "a csv file alone": (lambda folder, book: written(folder / "tasks.csv", b"code\n"), "không phải tệp Excel"),
    "old excel renamed": (lambda folder, book: written(folder / "a.xlsx", old_office("Workbook")), "đời cũ"),
    "encrypted": (lambda folder, book: written(folder / "a.xlsx", old_office("EncryptedPackage")), "có mật khẩu"),
    "ods renamed": (
        lambda folder, book: zipped(
            folder / "a.xlsx", mimetype="application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": "<x/>"}
        ),
        "OpenDocument",
    ),
    "xlsb renamed": (lambda folder, book: zipped(folder / "a.xlsx", xl__workbook__bin="") and zipped(
        folder / "a.xlsx", **{"xl__workbook.bin": "x", "[Content_Types].xml": "<x/>"}), "nhị phân"),
    "a zip": (lambda folder, book: zipped(folder / "a.xlsx", **{"anh.png": "x"}), "Đây là tệp nén"),
    "cut short": (lambda folder, book: written(folder / "a.xlsx", book.read_bytes()[:900]), "hỏng"),
    "macro by name": (lambda folder, book: book.rename(folder / "a.xlsm"), "macro"),
    "macro inside": (lambda folder, book: repacked(book, add={"xl/vbaProject.bin": b"x"}), "có macro"),
    "excel 4 macro": (lambda folder, book: repacked(book, add={"xl/macrosheets/sheet1.xml": b"<x/>"}), "có macro"),
    "200 MB": (lambda folder, book: large(folder / "a.xlsx", 200 << 20), "Tệp quá lớn (200 MB; nhiều nhất 50 MB)"),
    "bomb": (lambda folder, book: bomb(book), "giải nén quá lớn"),
    "lying directory": (lambda folder, book: lying(book), "giải nén quá lớn"),
    "entities": (lambda folder, book: repacked(book, replace={"xl/workbook.xml": doctype}), "DOCTYPE"),
    "broken xml": (lambda folder, book: repacked(book, replace={"xl/workbook.xml": lambda old: old[:200]}), "hỏng"),
    "broken sheet": (
        lambda folder, book: repacked(book, replace={"xl/worksheets/sheet1.xml": lambda old: old[:-40]}),
        "hỏng",
    ),
    "no sheet of ours": (
        lambda folder, book: write_workbook(folder / "a.xlsx", {"Sheet1": [{"a": "b"}]}),
        "không có trang tính nào mang tên một bảng",
    ),
    "no table in the folder": (lambda folder, book: folder, "không có tệp .csv nào mang tên một bảng"),
    "far corner": (
        lambda folder, book: repacked(
            book,
            replace={
                "xl/worksheets/sheet1.xml": lambda old: old.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                )
            },
        ),
        "trải tới hàng 1048576, cột thứ 16384",
    ),
    "far corner in other quotes": (
        lambda folder, book: repacked(
            book,
            replace={
                "xl/worksheets/sheet1.xml": lambda old: old.replace(
                    b"</sheetData>", b"<row r = '1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData>"
                )
            },
        ),
        "trải tới hàng 1048576, cột thứ 16384",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_bad_file_is_refused_in_words(case, tmp_path, book):
    make, message = FILES[case]
    folder = tmp_path / "files"
    folder.mkdir()
    path = make(folder, book)
    err = StringIO()

    with pytest.raises(SystemExit) as left:
        call_command("load_data", str(path), stderr=err)

    assert left.value.code == 1
    assert len(err.getvalue().splitlines()) == 1
    assert message in err.getvalue()
    assert not Cadre.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_one_long_text_in_a_million_cells_is_refused(tmp_path, monkeypatch):
    """A parser copies a shared text for every cell that names it."""
    monkeypatch.setattr(workbook, "LARGEST_TEXT", 10_000)
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("cadres")
        sheet.write_row(0, 0, ["code", "full_name"])
        for row in range(1, 50):
            sheet.write_row(row, 0, [f"C{row}", "a" * 1000])

    with pytest.raises(FileRefused, match="giải nén quá lớn"):
        load(path, actor="x")


def test_long_texts_that_are_few_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "LARGEST_TEXT", 60_000)
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("reports")
        sheet.write_row(0, 0, ["task_code", "period_end", "state", "narrative"])
        book.add_worksheet("cadres").write_row(0, 0, ["code", "full_name"])
        for row in range(1, 200):
            sheet.write_row(row, 0, [f"V{row}", "2025-01-01", "verified", "a" * 5000 if row == 1 else "b"])

    with pytest.raises(LoadErrors) as refused:
        load(path, actor="x")

    assert not isinstance(refused.value, FileRefused)
    assert str(refused.value.errors[0]).startswith("reports:2:task_code: Không có mã “V1”")


@pytest.mark.parametrize("kind", ["plain", "shared", "array"])
def test_formula_cell_is_named(tmp_path, kind):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("cadres")
        sheet.write_row(0, 0, ["code", "full_name", "birth_year"])
        sheet.write_row(1, 0, ["C1", "Cán bộ", 1975])
        sheet.write_row(2, 0, ["C2", "Cán bộ"])
        write = sheet.write_array_formula if kind == "array" else sheet.write_formula
        place = (2, 2, 2, 2) if kind == "array" else (2, 2)
        write(*place, "=C2+1", None, 1976)
        book.add_worksheet("Nháp").write_formula(0, 0, "=1+1", None, 2)
    if kind == "shared":
        repacked(path, replace={"xl/worksheets/sheet1.xml": lambda old: old.replace(
            b"<f>C2+1</f>", b'<f t="shared" ref="C3:C4" si="0">C2+1</f>')})  # fmt: skip

    with pytest.raises(LoadErrors) as refused:
        load(path, actor="x")

    assert [str(error) for error in refused.value.errors] == [
        "cadres:3:birth_year: Ô chứa công thức; hãy sao chép rồi dán giá trị (Paste Special → Values)."
    ]


def test_formula_without_an_address_is_still_refused(book):
    repacked(book, replace={"xl/worksheets/sheet1.xml": lambda old: old.replace(
        b"</sheetData>", b"<row><c><f>1+1</f><v>2</v></c></row></sheetData>")})  # fmt: skip

    with pytest.raises(LoadErrors) as refused:
        load(book, actor="x")

    assert "cadres:0:?: Ô chứa công thức" in str(refused.value.errors[0])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Tệp trống"),
        (b"date,name\n2025-09-02,Qu\xfd\n", "Dòng 2 không phải chữ mã UTF-8"),
        ("date,name\n".encode("utf-16"), "mã hóa UTF-16"),
        (b'date,name\n2025-09-02,"Quoc khanh\n', "dấu ngoặc kép không khớp"),
        (b"PK\x03\x04date", "tệp Excel đổi đuôi"),
    ],
)  # fmt: skip
def test_bad_csv_is_refused_in_words(tmp_path, content, message):
    (tmp_path / "holidays.csv").write_bytes(content)

    with pytest.raises(FileRefused) as refused:
        load(tmp_path, actor="x")

    (error,) = refused.value.errors
    assert error.file == "holidays.csv"
    assert message in error.message


def test_table_in_two_files_is_refused(tmp_path):
    write_folder(tmp_path, ROWS)
    (tmp_path / "Cán bộ.csv").write_text("code,full_name\n")

    with pytest.raises(FileRefused, match="Bảng cadres có ở hai tệp"):
        load(tmp_path, actor="x")


def test_text_that_looks_like_a_formula_is_text(tmp_path):
    """In a .csv and as a text cell of a workbook alike."""
    tables = good()
    tables["cadres"][0]["full_name"] = "=HYPERLINK(A1)"
    tables["cadres"][1]["full_name"] = "'@SUM(1)"

    load(write_folder(tmp_path / "x", tables), actor="x")

    assert set(Cadre.objects.values_list("full_name", flat=True)) == {"=HYPERLINK(A1)", "@SUM(1)"}
