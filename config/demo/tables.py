"""The tables of the demo year in the interchange form: their columns, and rows kept in the order they were added."""

import csv
import hashlib

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
    " no_tasks_bars_xs cascade incomplete_policy five_targets discipline_counts_by any_discipline_is_kht"
    " result_formula w_quantity w_quality w_timeliness over_cap quality_rule timeliness_rule quota_percent quota_basis"
    " quarter_to_year bonus_cap penalty_cap decimals_shown note",
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
    "ratings": "round_code subject_code decided_level",
}
COLUMNS = {table: columns.split() for table, columns in COLUMNS.items()}


class Year:
    """All rows of the demo year: {table: [{column: text}]}. An unknown column is an error at once."""

    def __init__(self):
        self.rows = {table: [] for table in COLUMNS}

    def add(self, table, /, **values):
        unknown = values.keys() - set(COLUMNS[table])
        if unknown:
            raise KeyError(f"{table}: {sorted(unknown)}")
        self.rows[table].append({name: as_text(values.get(name)) for name in COLUMNS[table]})

    def codes(self, table):
        return {row["code"] for row in self.rows[table]}

    def write(self, folder):
        folder.mkdir(exist_ok=True)
        for table, columns in COLUMNS.items():
            with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, columns, lineterminator="\n")
                writer.writeheader()
                writer.writerows(self.rows[table])


def as_text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def draw(low, high, *key):
    """A whole number in [low, high], the same for the same key on every machine and in every year."""
    digest = hashlib.sha256("|".join(map(str, key)).encode()).digest()
    return low + int.from_bytes(digest[:8], "big") % (high - low + 1)
