"""What an import does: new, changed, unchanged; all or nothing; the tree, the ledger and the places that follow."""

import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from cadre import ledger
from cadre.models import Appointment, Cadre, Committee, LedgerEntry, ParentLink, Placement
from config.interchange import LoadErrors, load, template
from scoring.models import (
    Assessment,
    Criterion,
    Discipline,
    EvaluationRound,
    ProfileTable,
    ScoreLine,
    ScoreSheet,
    Trigger,
)
from tasks.models import BreakthroughTask, Indicator
from tests.interchange.book import good, load_tables, write_folder, write_workbook
from tests.interchange.book import table as rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(tmp_path):
    return load_tables(tmp_path / "good", good())


def test_every_table_is_new_and_stored_as_it_says(loaded):
    assert loaded.new == {name: len(rows) for name, rows in good().items()} | {"ratings": 0}
    assert loaded.changed["ratings"] == 1
    task = BreakthroughTask.objects.get(code="V1")
    assert (task.quality_percent, task.exceeded, task.owner_committee.code) == (Decimal("95.5"), True, "X1")
    assert sorted(task.owners.values_list("code", flat=True)) == ["P1", "P2"]
    assert BreakthroughTask.objects.get(code="V2").parent_task == task
    assert BreakthroughTask.objects.get(code="V2").due == dt.date(2026, 6, 30)
    assert Indicator.objects.get(task=task).weight == 1
    assert Indicator.objects.get(task__code="V2").result == 1
    assert ProfileTable.objects.get(table="days_late", key="").value == 0
    assert Assessment.objects.get(committee__code="X1").decided_level == "TOT"
    assert ScoreSheet.objects.count() == 4
    assert ScoreLine.objects.get(sheet__assessment__committee__code="X1").value == Decimal("28.25")
    assert Trigger.objects.get().exception_accepted is True
    assert Discipline.objects.get().unit.code == "X1"


def test_text_for_search_and_sort_is_kept(loaded):
    cadre = Cadre.objects.get(code="C1")

    assert "bi thu dang uy xa mot" in cadre.search
    assert cadre.sort


def test_tree_and_places_follow(loaded):
    link = ParentLink.objects.get(committee__code="X1")
    assert (link.parent.code, link.valid_from, link.valid_to) == ("T", dt.date(2025, 7, 1), None)
    assert Placement.objects.get(committee__code="X2").parent.code == "T"
    place = Placement.objects.get(committee__code="X1")
    leader = Assessment.objects.get(appointment__code="P1")
    assert (leader.unit.code, leader.path, leader.depth) == ("X1", place.path, 2)


def test_ledger_tells_file_and_counts(loaded):
    entry = LedgerEntry.objects.get()

    assert (entry.verb, entry.actor, entry.subject) == ("import", "thử nghiệm", "good")
    assert entry.body["sha256"] == loaded.sha256
    assert entry.body["new"]["sheets"] == 4
    assert ledger.first_break() is None


def test_same_file_again_changes_nothing(loaded, tmp_path):
    again = load_tables(tmp_path / "good", good())

    assert not any(again.new.values())
    assert not any(again.changed.values())
    assert again.unchanged["sheets"] == 4
    assert LedgerEntry.objects.count() == 1


CHANGES = [
    ("committees", 0, {"name": "Đảng bộ tỉnh mới"}),
    ("committees", 2, {"parent_code": "X1"}),
    ("committees", 2, {"parent_code": ""}),
    ("committees", 1, {"valid_from": "2025-06-01"}),
    ("successions", 0, {"document": "Nghị quyết 2"}),
    ("cadres", 0, {"managed_by_code": ""}),
    ("appointments", 0, {"end": "2026-01-31"}),
    ("tasks", 0, {"title": "Việc khác"}),
    ("tasks", 0, {"owner_codes": "P2"}),
    ("tasks", 1, {"parent_task_code": ""}),
    ("indicators", 0, {"result": "14"}),
    ("milestones", 0, {"accepted_on": ""}),
    ("reports", 0, {"percent": "45"}),
    ("profiles", 0, {"band_ht": "49"}),
    ("profile_roles", 2, {"required": "1"}),
    ("profile_tables", 2, {"value": "0,1"}),
    ("holidays", 0, {"name": "Nghỉ lễ"}),
    ("criteria", 0, {"name": "Khác"}),
    ("rounds", 0, {"cutoff": "2026-01-15"}),
    ("assessments", 2, {"quota_group": "Khác"}),
    ("sheets", 0, {"value": "28,26"}),
    ("triggers", 0, {"exception_accepted": "0"}),
    ("discipline", 0, {"duty_related": "1"}),
    ("remediation", 0, {"remedied": "3"}),
    ("votes", 0, {"total": "41"}),
    ("ratings", 1, {"decided_level": "XS"}),
]


@pytest.mark.parametrize(("name", "row", "cells"), CHANGES, ids=lambda value: str(value)[:40])
def test_a_changed_row_updates_and_nothing_else(loaded, tmp_path, name, row, cells):
    tables = good()
    tables[name][row].update(cells)

    report = load_tables(tmp_path / "changed", tables)

    assert not any(report.new.values())
    assert {table: count for table, count in report.changed.items() if count} == {name: 1}
    again = load_tables(tmp_path / "changed", tables)
    assert not any(again.changed.values())


def test_owners_and_parent_become_what_the_row_says(loaded, tmp_path):
    tables = good()
    tables["tasks"][0]["owner_codes"] = "P2"
    tables["committees"][2]["parent_code"] = "X1"

    load_tables(tmp_path / "changed", tables)

    assert [post.code for post in BreakthroughTask.objects.get(code="V1").owners.all()] == ["P2"]
    assert ParentLink.objects.get(committee__code="X2").parent.code == "X1"
    assert Placement.objects.get(committee__code="X2", valid_to=dt.date(9999, 12, 31)).depth == 3


def test_parents_may_be_turned_around(loaded, tmp_path):
    """X1 and T change places: no step of the import is a ring, even for the guard in the database."""
    tables = good()
    tables["committees"][0]["parent_code"] = "X1"
    tables["committees"][1]["parent_code"] = ""

    load_tables(tmp_path / "changed", tables)

    assert ParentLink.objects.get(committee__code="T").parent.code == "X1"
    assert not ParentLink.objects.filter(committee__code="X1").exists()


def test_heads_may_follow_one_another_in_one_import(loaded, tmp_path):
    """The stored head ends and the next one begins in the same file."""
    tables = good()
    tables["appointments"][0]["end"] = "2025-12-31"
    tables["appointments"].append({**tables["appointments"][0], "code": "P3", "start": "2026-01-01", "end": ""})

    assert load_tables(tmp_path / "changed", tables).new["appointments"] == 1


def test_missing_rows_are_not_deleted(loaded, tmp_path):
    load_tables(tmp_path / "less", {"cadres": good()["cadres"][:1]})

    assert Cadre.objects.count() == 2


def test_columns_left_out_keep_what_is_stored(loaded, tmp_path):
    load_tables(tmp_path / "part", {"committees": rows_of(
        "code name kind level", ("X1", "Đảng bộ xã Một mới", "Đảng bộ xã", "commune")
    )})  # fmt: skip

    committee = Committee.objects.get(code="X1")
    assert (committee.name, committee.member_count) == ("Đảng bộ xã Một mới", 812)
    assert "mot moi" in committee.search
    assert ParentLink.objects.get(committee=committee).parent.code == "T"


def test_ratings_take_only_what_was_decided(loaded, tmp_path):
    tables = {"ratings": rows_of(
        "round_code subject_code total suggestion reasons decided_level",
        ("R25", "X1", "không đọc", "?", "gì cũng được", ""), ("R25", "P1", "", "", "", "xs"),
    )}  # fmt: skip

    report = load_tables(tmp_path / "decided", tables)

    assert (report.changed["ratings"], report.unchanged["ratings"]) == (1, 1)
    assert Assessment.objects.get(committee__code="X1").decided_level == "TOT"
    assert Assessment.objects.get(appointment__code="P1").decided_level == "XS"


def test_one_bad_cell_leaves_everything_as_before(loaded, tmp_path):
    tables = good()
    tables["committees"][0]["name"] = "Tên khác"
    tables["votes"][0]["total"] = "1"

    with pytest.raises(LoadErrors):
        load_tables(tmp_path / "bad", tables)

    assert Committee.objects.get(code="T").name == "Đảng bộ tỉnh"
    assert LedgerEntry.objects.count() == 1


def test_a_guard_of_the_database_speaks_as_an_error_of_its_table(loaded, tmp_path, monkeypatch):
    """Were a check ever missing, the constraint still refuses, in words and under the name of the table."""
    monkeypatch.setattr("config.interchange.check", lambda book: None)
    tables = {"votes": good()["votes"]}
    tables["votes"][0]["total"] = "1"

    with pytest.raises(LoadErrors) as refused:
        load_tables(tmp_path / "bad", tables)

    assert str(refused.value.errors[0]) == "votes:0:*: Số phiếu tín nhiệm thấp không được quá tổng số phiếu."


def test_a_trigger_of_the_database_speaks_as_an_error_of_its_table(loaded, tmp_path, monkeypatch):
    monkeypatch.setattr("config.interchange.check", lambda book: None)
    tables = {"committees": good()["committees"]}
    tables["committees"][0]["parent_code"] = "X1"

    with pytest.raises(LoadErrors) as refused:
        load_tables(tmp_path / "bad", tables)

    assert "thành vòng" in str(refused.value.errors[0])
    assert Committee.objects.count() == 3


def test_two_heads_may_move_their_border(loaded, tmp_path):
    tables = {"appointments": good()["appointments"]}
    tables["appointments"][0]["end"] = "2025-12-31"
    tables["appointments"].append({**tables["appointments"][0], "code": "P3", "start": "2026-01-01", "end": ""})
    load_tables(tmp_path / "followed", tables)
    tables["appointments"][0]["end"] = "2026-03-31"
    tables["appointments"][2]["start"] = "2026-04-01"

    assert load_tables(tmp_path / "moved", tables).changed["appointments"] == 2


def test_head_stays_head_in_a_file_without_that_column(loaded, tmp_path):
    load_tables(tmp_path / "part", {"appointments": rows_of(
        "code cadre_code committee_code title subject_type start", ("P1", "C1", "X1", "Bí thư", "leader", "2025-07-01")
    )})  # fmt: skip

    assert Appointment.objects.get(code="P1").is_head is True


# ---- forms of a file ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("encoding", "separator"), [("utf-8-sig", ","), ("utf-8", ";"), ("utf-8-sig", ";")])
def test_csv_with_mark_and_semicolons(tmp_path, encoding, separator):
    tables = good()
    if separator == ";":
        tables["tasks"][0]["title"] = "Một; hai, ba"

    report = load(write_folder(tmp_path / "x", tables, encoding=encoding, separator=separator), actor="x")

    assert report.new["sheets"] == 4
    assert BreakthroughTask.objects.get(code="V1").title in ("Một; hai, ba", "Giải phóng mặt bằng dự án A")


def test_workbook_gives_the_same_as_the_folder(loaded, tmp_path):
    report = load(write_workbook(tmp_path / "book.xlsx", good()), actor="x")

    assert not any(report.new.values())
    assert not any(report.changed.values())


def labels_of(name):
    table = next(table for table in load.__globals__["TABLES"] if table.name == name)
    return {column.name: f"{column.label} *" if column.required else column.label for column in table.columns}


def test_labels_stand_for_names(tmp_path):
    rows = [{labels_of("cadres")[name]: cell for name, cell in row.items()} for row in good()["cadres"]]
    rows[0]["Mã cấp quản lý"] = ""

    report = load_tables(tmp_path / "labels", {"cadres": rows})

    assert report.new["cadres"] == 2


def test_labels_over_names_make_the_third_row_the_first(tmp_path):
    tables = {"cadres": good()["cadres"]}
    tables["cadres"][1]["birth_year"] = "xưa"

    with pytest.raises(LoadErrors) as refused:
        load(write_workbook(tmp_path / "book.xlsx", tables, before_header=lambda name, names: [
            [labels_of(name)[column] for column in names]
        ]), actor="x")  # fmt: skip

    assert [str(error).split(": ")[0] for error in refused.value.errors] == [
        "cadres:3:managed_by_code",
        "cadres:4:birth_year",
    ]


def test_template_has_every_table_and_loads_when_filled(tmp_path):
    template(tmp_path / "mau.xlsx")

    report = load(tmp_path / "mau.xlsx", actor="x")

    assert list(report.new) == [name for name in good() if name != "ratings"]
    assert not any(report.new.values())


def test_extra_sheets_and_files_are_ignored(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "ghi chú.csv").write_text("gì đó\n")
    (tmp_path / "a" / "anh.png").write_bytes(b"\x89PNG")
    report = load_tables(tmp_path / "a", {"cadres": [{"code": "C1", "full_name": "A"}]})
    book = write_workbook(
        tmp_path / "b.xlsx", {"Ghi chú": [{"=A1": "x"}], "cadres": [{"code": "C2", "full_name": "B"}]}
    )

    assert report.new == {"cadres": 1}
    assert load(book, actor="x").new == {"cadres": 1}


def test_blank_rows_are_skipped_and_rows_keep_their_numbers(tmp_path):
    (tmp_path / "holidays.csv").write_text("date,name\n\n2025-09-02,Quốc khánh\n , \n2025-13-01,Sai\n")

    with pytest.raises(LoadErrors) as refused:
        load(tmp_path, actor="x")

    assert str(refused.value.errors[0]).startswith("holidays:5:date:")


def test_excel_values_are_read_as_meant(tmp_path):
    """Numbers, dates, true and false as cells of their own kinds; a code that is a number."""
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("committees")
        sheet.write_row(0, 0, ["code", "name", "kind", "level", "valid_from", "member_count"])
        sheet.write_row(1, 0, [12, "Đảng bộ", "Đảng bộ", "province", None, 812])
        sheet.write_datetime(1, 4, dt.datetime(2025, 7, 1), day)
        sheet = book.add_worksheet("profiles")
        sheet.write_row(
            0, 0, ["code", "name", "regime", "subject_type", "scale", "band_xs", "band_tot", "band_ht", "cascade"]
        )
        sheet.write_row(1, 0, ["Q", "Q", 366, "staff", "points", 89.95, 70, 50, True])

    load(tmp_path / "book.xlsx", actor="x")

    committee = Committee.objects.get()
    assert (committee.code, committee.valid_from, committee.member_count) == ("12", dt.date(2025, 7, 1), 812)
    profile = EvaluationRound._meta.get_field("profiles").related_model.objects.get()
    assert (profile.regime, profile.band_xs, profile.cascade) == ("366", Decimal("89.95"), True)


# ---- the command --------------------------------------------------------------------------------------------


def test_command_prints_counts(tmp_path):
    out = StringIO()

    call_command("load_data", str(write_folder(tmp_path / "x", good())), stdout=out)

    assert "sheets: 4 mới, 0 thay đổi, 0 không đổi\n" in out.getvalue()
    assert Criterion.objects.count() == 5


def test_dry_run_counts_and_saves_nothing(loaded, tmp_path):
    tables = good()
    tables["cadres"].append({**tables["cadres"][0], "code": "C3"})
    tables["cadres"][0]["full_name"] = "Tên khác"
    out = StringIO()

    call_command("load_data", str(write_folder(tmp_path / "x", tables)), "--dry-run", stdout=out)

    assert "cadres: 1 mới, 1 thay đổi, 1 không đổi\n" in out.getvalue()
    assert not Cadre.objects.filter(full_name="Tên khác").exists()
    assert LedgerEntry.objects.count() == 1


def test_command_prints_errors_one_a_line_and_leaves_with_1(tmp_path):
    tables = good()
    tables["cadres"][0]["birth_year"] = "xưa"
    tables["votes"][0]["total"] = "nhiều"
    err = StringIO()

    with pytest.raises(SystemExit) as left:
        call_command("load_data", str(write_folder(tmp_path / "x", tables)), stderr=err)

    assert left.value.code == 1
    assert err.getvalue().splitlines() == [
        "cadres:2:birth_year: “xưa” không phải số; hãy chỉ ghi chữ số, ví dụ 12,5.",
        "votes:2:total: “nhiều” không phải số; hãy chỉ ghi chữ số, ví dụ 12,5.",
    ]
    assert not Appointment.objects.exists()
