"""Out and in again: load → rate → export → load into an empty database → rate → export gives equal files."""

import csv
import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from python_calamine import CalamineWorkbook

from cadre.models import Committee, LedgerEntry
from config.interchange import export, load
from scoring.models import EvaluationRound, Suggestion
from tests.interchange.book import good, load_tables, write_folder
from tests.interchange.book import table as rows_of

pytestmark = pytest.mark.django_db


class Undone(Exception):
    pass


def in_empty_database(work):
    """Run it and take everything back, so that one test has many empty databases."""
    result = None
    try:
        with transaction.atomic():
            result = work()
            raise Undone
    except Undone:
        return result


def rated_and_exported(source, code, path):
    def work():
        load(source, actor="x")
        for found in EvaluationRound.objects.exclude(code=code).order_by("end", "code"):
            call_command("rate", found.code, stdout=StringIO(), stderr=StringIO())
        call_command("rate", code, stdout=StringIO(), stderr=StringIO())
        export(EvaluationRound.objects.get(code=code), path)
        return path

    return in_empty_database(work)


def contents(path):
    if path.is_dir():
        return {file.name: file.read_bytes() for file in sorted(path.iterdir())}
    return path.read_bytes()


def rows(path, name):
    with open(path / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hard():
    """The good tables with everything that makes a round depend on others."""
    tables = good()
    tables["cadres"] += rows_of(
        "code full_name birth_year managed_by_code",
        ("C3", "=1+1", "", ""), ("C4", "'- gạch đầu dòng", "", "T"), ("C5", 'Hai dòng\nvà "ngoặc"; phẩy, chấm', "", ""),
    )  # fmt: skip
    tables["committees"] += rows_of(
        "code name kind level parent_code valid_from valid_to member_count",
        ("H", "Đảng bộ huyện cũ", "Đảng bộ huyện", "district", "T", "1990-01-01", "2025-06-30", ""),
        ("X3", "Đảng bộ xã Ba", "Đảng bộ xã", "commune", "H", "", "", ""),
        ("K", "Không liên quan", "Đảng bộ", "base", "", "", "", ""),
        ("X1A", "Chi bộ trực thuộc xã Một", "Chi bộ", "cell", "X1", "", "", ""),
    )  # fmt: skip
    posts = "code cadre_code committee_code title is_head subject_type start end quota_group"
    tables["appointments"] += rows_of(
        posts,
        ("P3", "C2", "X3", "Bí thư chi đoàn", "0", "staff", "2020-01-01", "2024-12-31", ""),
        ("P4", "C3", "T", "Phó bí thư", "0", "leader", "2020-01-01", "", ""),
        ("P5", "C4", "X1", "Phó Bí thư", "0", "leader", "2025-07-01", "", ""),
        ("P6", "C5", "K", "Người ngoài", "0", "staff", "2020-01-01", "", ""),
    )  # fmt: skip
    tables["discipline"] += rows_of(
        "subject_code form act_on decided_on duty_related committee_code self_remedied",
        ("P3", "canh_cao", "2025-02-01", "2025-04-01", "1", "X3", "1"),
        ("P5", "khien_trach", "2025-08-01", "2025-09-01", "1", "", ""),
        ("X1A", "khien_trach", "2025-08-01", "2025-09-01", "0", "", ""),
    )
    tables["tasks"][0]["parent_task_code"] = "V0"
    tables["tasks"].append(
        {
            **tables["tasks"][0],
            "code": "V0",
            "owner_codes": "P4",
            "owner_committee_code": "",
            "parent_task_code": "",
            "due": "2027-01-01",
            "accepted_on": "",
            "state": "approved",
        }
    )
    tables["tasks"].append(
        {**tables["tasks"][0], "code": "V9", "owner_codes": "P6", "owner_committee_code": "", "parent_task_code": ""}
    )
    for row in tables["profiles"]:
        row["quarter_to_year"] = "mean_of_quarters" if row["code"] == "QL" else ""
    tables["rounds"] += rows_of(
        "code committee_code period start end cutoff profile_codes",
        ("R25Q3", "T", "quarter", "2025-07-01", "2025-09-30", "2025-10-05", "QL;QT"),
        ("R25X", "X1", "year", "2025-01-01", "2025-12-31", "2025-12-31", "QT"),
        ("R24", "T", "year", "2024-01-01", "2024-12-31", "2024-12-31", "QT"),
    )
    tables["assessments"] += rows_of(
        "round_code subject_code subject_type quota_group",
        ("R25Q3", "P1", "leader", ""), ("R25X", "X1A", "collective", ""), ("R24", "X1", "collective", ""),
        ("R25", "P5", "leader", ""),
    )  # fmt: skip
    tables["sheets"] += rows_of(
        "round_code subject_code stage role assessor_code criterion_code value",
        ("R25Q3", "P1", "review", "organiser", "-BTC", "I1", "26,123456"),
        ("R25Q3", "P1", "review", "leader", "@BTV", "I1", "25"),
        ("R25Q3", "P1", "review", "leader", "@BTV", "II1", "60"),
        ("R25", "P5", "review", "organiser", "BTC", "I1", "29"),
        ("R25", "P5", "review", "organiser", "BTC", "II1", "69.5"),
    )
    tables["ratings"] += rows_of("round_code subject_code decided_level", ("R25X", "X1A", "KHT"), ("R24", "X1", "XS"))
    return tables


@pytest.fixture(params=["", ".xlsx"], ids=["csv", "xlsx"])
def trip(request, tmp_path):
    first = rated_and_exported(write_folder(tmp_path / "source", hard()), "R25", tmp_path / f"first{request.param}")
    second = rated_and_exported(first, "R25", tmp_path / f"second{request.param}")
    return first, second


def test_export_of_an_import_of_an_export_is_equal(trip):
    first, second = trip

    assert contents(first) == contents(second)
    assert not Committee.objects.exists()


@pytest.fixture
def out(tmp_path):
    return rated_and_exported(write_folder(tmp_path / "source", hard()), "R25", tmp_path / "out")


def test_export_holds_what_the_round_needs_and_no_more(out):
    def codes(name, column="code"):
        return [row[column] for row in rows(out, name)]

    assert codes("committees") == ["H", "T", "X1", "X1A", "X3"]
    assert codes("rounds") == ["R25", "R25Q3", "R25X"]
    assert codes("tasks") == ["V0", "V1", "V2"]
    assert codes("appointments") == ["P1", "P2", "P3", "P4", "P5"]
    assert codes("cadres") == ["C1", "C2", "C3", "C4"]
    assert codes("discipline", "subject_code") == ["P2", "P3", "P5", "X1A"]
    assert codes("profiles") == ["QL", "QN", "QT"]


def test_export_writes_figures_as_agreed(out):
    (leader,) = [row for row in rows(out, "ratings") if row["subject_code"] == "P1"]
    (unit,) = [row for row in rows(out, "ratings") if row["subject_code"] == "X1" and row["round_code"] == "R25"]
    (task,) = [row for row in rows(out, "tasks") if row["code"] == "V1"]
    (staff,) = [row for row in rows(out, "ratings") if row["subject_code"] == "P2"]

    assert leader["suggestion"] in ("XS", "TOT", "HT", "KHT", "UNDECIDED")
    assert leader["points_common"] == "25.449382"  # the mean of the quarters: (40 × 26.123456 + 60 × 25) / 100
    assert unit["decided_level"] == "TOT"
    assert (staff["total"], staff["rank_overall"]) == ("", "")
    assert (task["owner_codes"], task["due"], task["exceeded"]) == ("P1;P2", "2025-11-30", "1")
    assert (task["quality_percent"], task["parent_task_code"]) == ("95.5", "V0")
    assert [row["value"] for row in rows(out, "sheets") if row["subject_code"] == "X1"] == ["28.250000"]


def test_texts_that_could_run_are_guarded_in_csv(out):
    raw = (out / "cadres.csv").read_text()
    sheets = (out / "sheets.csv").read_text()

    assert "C3,'=1+1," in raw
    assert "C4,'- gạch đầu dòng," in raw
    assert ",'-BTC," in sheets
    assert ",'@BTV," in sheets


def test_workbook_holds_numbers_dates_and_texts_as_such(tmp_path):
    path = rated_and_exported(write_folder(tmp_path / "source", hard()), "R25", tmp_path / "out.xlsx")

    book = CalamineWorkbook.from_path(str(path))
    cadres = {row[0]: row for row in book.get_sheet_by_name("cadres").to_python()}
    tasks = book.get_sheet_by_name("tasks").to_python()
    sheets = book.get_sheet_by_name("sheets").to_python()
    assert cadres["C3"][1] == "=1+1"
    assert dict(zip(tasks[0], tasks[2], strict=True))["due"] == dt.date(2025, 11, 30)
    assert 28.25 in [row[-1] for row in sheets]


def test_decided_level_of_another_round_comes_along(out, tmp_path):
    """X1A was decided in the commune's own round of the same dates: the province's round reads it (scoring.md §9)."""
    decided = {(row["round_code"], row["subject_code"]): row["decided_level"] for row in rows(out, "ratings")}

    assert decided["R25X", "X1A"] == "KHT"
    assert ("R24", "X1") not in decided


def test_unrated_round_exports_and_loads(tmp_path):
    def work():
        load_tables(tmp_path / "source", good())
        export(EvaluationRound.objects.get(), tmp_path / "out")

    in_empty_database(work)
    load(tmp_path / "out", actor="x")

    assert EvaluationRound.objects.get().assessments.count() == 3
    assert not Suggestion.objects.exists()


def test_import_of_its_own_export_changes_nothing(tmp_path):
    load_tables(tmp_path / "source", hard())
    call_command("rate", "R25", stdout=StringIO(), stderr=StringIO())
    export(EvaluationRound.objects.get(code="R25"), tmp_path / "out")
    lines = LedgerEntry.objects.count()

    report = load(tmp_path / "out", actor="x")

    assert not any(report.new.values())
    assert not any(report.changed.values())
    assert LedgerEntry.objects.count() == lines


def test_export_over_an_old_export_replaces_it(tmp_path):
    load_tables(tmp_path / "source", good())
    for _ in range(2):
        export(EvaluationRound.objects.get(), tmp_path / "out")

    assert len(list((tmp_path / "out").iterdir())) == 21


def test_command_names_an_unknown_round(tmp_path):
    with pytest.raises(Exception, match="Không có đợt đánh giá mang mã “R99”"):
        call_command("export_data", "R99", str(tmp_path / "x"))
