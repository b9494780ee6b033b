"""An import asks the database as often for 1,000 rows as for 100."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.interchange import load
from tests.interchange.book import good, load_tables, write_folder

pytestmark = pytest.mark.django_db


LOCKS = 2 if connection.vendor == "postgresql" else 0  # of imports and of the ledger


def many_tasks(count, title="Việc số"):
    row = good()["tasks"][0]
    return {"tasks": [{**row, "code": f"N{n}", "title": f"{title} {n}"} for n in range(count)]}


def many_sheets(count):
    """`count` staff with one mark each."""
    tables = good()
    post, mark = tables["appointments"][1], tables["sheets"][3]
    codes = [f"M{n}" for n in range(count)]
    return {
        "appointments": [{**post, "code": code} for code in codes],
        "assessments": [{"round_code": "R25", "subject_code": code, "subject_type": "staff"} for code in codes],
        "sheets": [{**mark, "subject_code": code} for code in codes],
    }


def statements(folder, tables):
    path = write_folder(folder, tables)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        load(path, actor="x")
    return len(queries)


@pytest.mark.parametrize("make", [many_tasks, many_sheets])
def test_statements_do_not_grow_with_new_rows(tmp_path, make):
    load_tables(tmp_path / "good", good())

    few = statements(tmp_path / "few", make(100))
    many = statements(tmp_path / "many", {
        name: [{key: cell.replace("N", "NN").replace("M", "MM") for key, cell in row.items()} for row in rows]
        for name, rows in make(1000).items()
    })  # fmt: skip

    assert few == many
    assert many == {many_tasks: 17, many_sheets: 31}[make] + LOCKS


def test_statements_do_not_grow_with_changed_rows(tmp_path):
    load_tables(tmp_path / "good", good())
    load_tables(tmp_path / "first", many_tasks(1000))

    few = statements(tmp_path / "few", many_tasks(100, "Việc đổi tên"))
    many = statements(tmp_path / "many", many_tasks(1000, "Việc đổi tên lần nữa"))

    assert few == many
