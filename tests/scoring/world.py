"""Interchange tables in memory, the CSV files they make, and the product run over them."""

import csv
import datetime as dt
import tempfile
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import transaction

COLUMNS = {
    "committees": "code name kind level parent_code valid_from valid_to member_count",
    "successions": "predecessor_code successor_code kind date document",
    "cadres": "code full_name birth_year managed_by_code",
    "appointments": "code cadre_code committee_code title is_head subject_type start end quota_group",
    "tasks": "code year kind field title assigned_by_code owner_codes owner_committee_code parent_task_code start due"
    " original_due horizon importance difficulty product state finished_on accepted_on quality_percent major_errors"
    " times_late exceeded excused",
    "indicators": "task_code name unit comparator baseline target_min target_max target_text weight result",
    "milestones": "task_code due title finished_on accepted_on quality_percent exceeded excused",
    "reports": "task_code period_end percent narrative difficulties state submitted_on",
    "profiles": "code name regime subject_type document valid_from valid_to scale band_xs band_tot band_ht"
    " xs_exceeded_min xs_late_zero ht_late_max kht_done_below n2_failed_over l1_units_over xs_remediation_min"
    " no_tasks_bars_xs cascade incomplete_policy five_targets discipline_counts_by any_discipline_is_kht result_formula"
    " w_quantity w_quality w_timeliness over_cap quality_rule timeliness_rule quota_percent quota_basis quarter_to_year"
    " bonus_cap penalty_cap decimals_shown note",
    "profile_roles": "profile_code role weight required",
    "profile_tables": "profile_code table key value",
    "holidays": "date name",
    "criteria": "profile_code code group order name max_points source field_filter clause",
    "rounds": "code committee_code period start end cutoff profile_codes",
    "assessments": "round_code subject_code subject_type quota_group",
    "sheets": "round_code subject_code stage role assessor_code criterion_code value",
    "triggers": "round_code subject_code trigger_id date document exception_accepted exception_reason",
    "discipline": "subject_code form act_on decided_on duty_related committee_code self_remedied",
    "remediation": "round_code subject_code pointed_out remedied",
    "votes": "round_code subject_code low_confidence total",
    "ratings": "round_code subject_code subject_type quota_group points_common points_results bonus penalty total"
    " tasks_total done on_time late exceeded failed suggestion reasons rank_in_group rank_overall decided_level",
}
COLUMNS = {table: columns.split() for table, columns in COLUMNS.items()}


def cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


class World:
    """Tables being filled. `add` gives the row back so that a later line can change a cell."""

    def __init__(self):
        self.tables = {table: [] for table in COLUMNS}

    def add(self, table, /, **cells):
        unknown = set(cells) - set(COLUMNS[table])
        if unknown:
            raise KeyError(f"{table} has no {unknown}")
        row = {column: cell(cells.get(column)) for column in COLUMNS[table]}
        self.tables[table].append(row)
        return row

    def codes(self, table):
        return [row["code"] for row in self.tables[table]]


# ---- files ------------------------------------------------------------------------------------------------------


def write_folder(tables, folder):
    for table, rows in tables.items():
        if rows:
            with open(Path(folder) / f"{table}.csv", "w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, COLUMNS[table], restval="")
                writer.writeheader()
                writer.writerows(rows)


def read_table(folder, table):
    path = Path(folder) / f"{table}.csv"
    if not path.exists():
        return []
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# ---- the product ------------------------------------------------------------------------------------------------


@contextmanager
def nothing_kept():
    """What is written inside is undone at the end, so that one test can fill an empty database many times."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Refused(AssertionError):
    """load_data refused the tables; says why."""


def load(tables):
    with tempfile.TemporaryDirectory() as folder:
        write_folder(tables, folder)
        load_folder(folder)


def load_folder(folder):
    errors = StringIO()
    try:
        call_command("load_data", str(folder), stdout=StringIO(), stderr=errors)
    except SystemExit:
        raise Refused(errors.getvalue()) from None


def rate_and_export(round_code, folder):
    """The rows of ratings.csv of this round after computing it; the whole export stays in the folder."""
    call_command("rate", round_code, stdout=StringIO(), stderr=StringIO())
    call_command("export_data", round_code, str(folder), stdout=StringIO(), stderr=StringIO())
    return [row for row in read_table(folder, "ratings") if row["round_code"] == round_code]


def product_rate(tables, *round_codes):
    """{round code: rows of ratings} as the product computes them from these tables, in an empty database."""
    load(tables)
    result = {}
    for code in round_codes:
        with tempfile.TemporaryDirectory() as folder:
            result[code] = rate_and_export(code, folder)
    return result


def quarters_first(tables):
    """The round codes in the order they are computed: a year may rest on its quarters."""
    return [row["code"] for row in sorted(tables["rounds"], key=lambda row: row["period"] != "quarter")]


# ---- comparing --------------------------------------------------------------------------------------------------


def comparable(rows):
    """{subject code: row}, with the reasons as a sorted list: their order is not specified."""
    return {
        row["subject_code"]: {
            **{column: row[column] for column in COLUMNS["ratings"]},
            "reasons": sorted(filter(None, row["reasons"].split(";"))),
        }
        for row in rows
    }


def differences(one, other):
    """[(subject, column, in the one, in the other)], empty when both say the same."""
    one, other = comparable(one), comparable(other)
    found = []
    for subject in sorted({*one, *other}):
        left, right = one.get(subject, {}), other.get(subject, {})
        for column in COLUMNS["ratings"]:
            if left.get(column) != right.get(column):
                found.append((subject, column, left.get(column), right.get(column)))
    return found
