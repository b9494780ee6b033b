"""Whatever the cells hold: what is written is read back equal, and what is broken is refused in words."""

import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadre.enums import CommitteeLevel
from cadre.interchange import reader, writer
from cadre.interchange.check import Book, parse
from cadre.interchange.faults import LoadErrors
from cadre.interchange.kinds import EXCEL_ERRORS, Choice, Code, Day, Micro, References, Text, Whole, YesNo
from cadre.interchange.tables import Column, Table
from cadre.models import Committee
from cadre.text import clean, fold, sort_key
from config.interchange import TABLES
from tests.interchange.book import good, write_workbook

# Machinery alone: the model is never touched.
TOY = Table(
    "toy",
    "Bảng thử",
    Committee,
    (
        Column("code", "Mã", Code(), required=True),
        Column("text", "Chữ", Text()),
        Column("short", "Chữ ngắn", Text(300)),
        Column("codes", "Các mã", References("toy")),
        Column("number", "Số", Micro()),
        Column("points", "Điểm", Micro(points=True)),
        Column("count", "Đếm", Whole()),
        Column("day", "Ngày", Day()),
        Column("flag", "Có", YesNo()),
        Column("option", "Chọn", YesNo(empty=None)),
        Column("level", "Cấp", Choice(CommitteeLevel)),
    ),
    key=("code",),
)

letters = st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")
texts = st.text(letters, max_size=60).map(clean) | st.sampled_from(
    ["=1+1", "+84", "-5", "@x", "'=x", "''", "'", "_x0041_", "_x005F_", "a;b,c", 'nói "có"', "a\nb", "1/2", "TRUE",
     "007", "1e5"]
)  # fmt: skip
texts = texts.filter(lambda text: text not in EXCEL_ERRORS)  # never a value, only a sum gone wrong
codes = texts.map(lambda text: clean(text.replace(";", "").replace("\n", ""))).filter(
    lambda code: code and code not in EXCEL_ERRORS
)
micros = st.integers(-9_000_000 * 10**6, 9_000_000 * 10**6).map(lambda number: Decimal(number).scaleb(-6))
rows = st.tuples(
    codes.filter(lambda code: len(code) <= 64),
    texts,
    texts,
    st.lists(codes.filter(lambda code: len(code) <= 64), max_size=3, unique=True).map(tuple),
    st.none() | micros | st.just(Decimal("9000000000000")) | st.just(Decimal("1234567890123.123456")),
    st.none() | micros,
    st.none() | st.integers(0, 2_147_483_647),
    st.none() | st.dates(dt.date(1900, 1, 1), dt.date(9999, 12, 31)),
    st.booleans(),
    st.none() | st.booleans(),
    st.none() | st.sampled_from(CommitteeLevel.values),
)


def read_back(path):
    book = Book([TOY])
    (raw,) = reader.read(path, {"toy": "toy"}).tables
    found = parse(TOY, raw, book)
    assert not book.faults, book.errors()
    return list(zip(*(found[column.name] for column in TOY.columns), strict=True))


@pytest.mark.parametrize("name", ["toy.xlsx", "folder"])
@given(table=st.lists(rows, max_size=6, unique_by=lambda row: row[0]))
@settings(max_examples=80, deadline=None)
def test_what_is_written_is_read_back_equal(name, table):
    with tempfile.TemporaryDirectory() as folder:
        writer.write(Path(folder) / name, [(TOY, table)])

        assert read_back(Path(folder) / name) == table


@given(text=st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)
    assert sort_key(text).isprintable() or not clean(text).isprintable()


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return write_workbook(tmp_path_factory.mktemp("book") / "book.xlsx", good()).read_bytes()


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_broken_bytes_are_refused_or_read_but_never_crash(sound, data):
    """Some bytes of a sound workbook changed, or its end cut off."""
    broken = bytearray(sound)
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, 3))
    names = {table.name: table.name for table in TABLES}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(broken[: -len(broken) // 3 * cut or None])
        try:
            source = reader.read(path, names)
            book = Book(TABLES)
            for raw in source.tables:
                parse(book.tables[raw.name], raw, book)
        except LoadErrors as refused:
            assert len(refused.errors) == 1


@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@settings(max_examples=150, deadline=None)
def test_any_bytes_as_csv_are_refused_or_read_but_never_crash(content):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "toy.csv").write_bytes(content)
        try:
            book = Book([TOY])
            for raw in reader.read(folder, {"toy": "toy"}).tables:
                parse(TOY, raw, book)
                book.errors()
        except LoadErrors as refused:
            assert len(refused.errors) == 1


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_tables_describe_themselves(table):
    """Labels and names are told apart, hold no separator, and key columns exist; stored attributes are of the model."""
    titles = [column.label.casefold() for column in table.columns] + [column.name for column in table.columns]
    attrs = {field.attname for field in table.model._meta.concrete_fields}

    assert len(titles) == len(set(titles))
    assert not any(mark in title for title in titles for mark in ",;*")
    assert set(table.key) <= set(table.column)
    if not table.save and not table.records:
        assert {column.stored_in for column in table.columns if column.stored_in} <= attrs
