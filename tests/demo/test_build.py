"""The committed demo year is exactly what build.py makes of the facts, and the facts are all in it."""

import csv

import pytest

from cadre.simulated import is_simulated
from config.demo import real
from config.demo.build import FACTS, YEAR, build
from config.demo.tables import COLUMNS, read


@pytest.fixture(scope="module")
def year():
    return build()


@pytest.fixture(scope="module")
def tasks(year):
    return {row["code"]: row for row in year.rows["tasks"]}


def test_committed_files_are_what_the_build_writes(year, tmp_path):
    year.write(tmp_path)

    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    assert written == {path.name: path.read_bytes() for path in YEAR.iterdir()}
    assert set(written) == {f"{table}.csv" for table in COLUMNS}


def test_two_builds_are_equal(year):
    assert build().rows == year.rows


def test_every_task_of_the_sources_is_in_the_year(tasks):
    rows = read(FACTS / "tasks_real.csv")

    found = {row["row_id"] for row in rows if row["row_id"] in tasks}

    assert found == {row["row_id"] for row in rows} - set(real.TWICE)
    assert len(rows) == 91


def test_one_task_of_two_posts_has_two_owners(tasks):
    assert tasks["T008"]["owner_codes"] == "TQ-NH-BT;TQ-NH-UB-CT"
    assert "T010" not in tasks


def test_a_recognition_after_the_year_shows_its_real_date(tasks):
    task = tasks["T023"]

    assert (task["due"], task["state"]) == ("2020-12-31", "accepted")
    assert (task["finished_on"], task["accepted_on"]) == ("2021-05-21", "2021-05-21")
    assert tasks["T031"]["state"] == "not_completed"


def test_two_tiers_of_one_target_are_linked(year, tasks):
    targets = {row["task_code"]: (row["target_min"], row["result"]) for row in year.rows["indicators"]}

    assert tasks["T097"]["parent_task_code"] == "T096"
    assert (targets["T096"], targets["T097"]) == (("120", "127"), ("157", "127"))


def test_ranges_stay_ranges(year):
    rows = {row["task_code"]: row for row in year.rows["indicators"]}

    assert (rows["T080"]["comparator"], rows["T080"]["target_min"], rows["T080"]["target_max"]) == (
        "range",
        "90",
        "100",
    )
    assert (rows["T137"]["target_min"], rows["T137"]["target_max"], rows["T137"]["result"]) == ("3", "3.5", "2.6")


def test_nobody_is_named_and_no_birth_year_is_given(year):
    titles = ("Bí thư", "Chủ tịch", "Giám đốc", "Trưởng", "Chánh", "Chủ nhiệm", "Hiệu trưởng", "Phó", "Chuyên viên")

    for row in year.rows["cadres"]:
        assert row["full_name"].startswith(titles), row
        assert not row.get("birth_year"), row


def test_whatever_no_source_gives_is_marked(year, tasks):
    real_tasks = {code for code in tasks if not is_simulated(code)}

    assert all(code[0] in "TC" and code[1:].isdigit() for code in real_tasks)
    assert all("Nguồn:" in tasks[code]["product"] for code in real_tasks)
    assert all(is_simulated(row["code"]) for row in year.rows["rounds"])
    assert {row["round_code"] for row in year.rows["sheets"]} == {row["code"] for row in year.rows["rounds"]}


def test_the_new_province_has_its_124_communes(year):
    rows = [row for row in year.rows["committees"] if row["code"].startswith("X")]
    districts = [row for row in year.rows["committees"] if row["parent_code"] in ("TQ", "HG") and "-" in row["code"]]

    assert len(rows) == 124
    assert {row["parent_code"] for row in rows} == {"TQM"}
    assert {row["valid_from"] for row in rows} == {"2025-07-01"}
    assert sum(row["kind"] == "Đảng bộ phường" for row in rows) == 7
    assert sum(row["kind"] in ("Đảng bộ huyện", "Đảng bộ thành phố") for row in districts) == 18
    assert {row["valid_to"] for row in districts if row["level"] == "district"} == {"2025-06-30"}


def test_profiles_say_that_they_are_samples(year):
    assert all("cần đối chiếu bản gốc" in row["note"].lower() for row in year.rows["profiles"])


def test_copied_facts_are_readable_tables():
    for path in FACTS.glob("**/*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            widths = {len(row) for row in csv.reader(file)}
        assert len(widths) == 1, path.name
