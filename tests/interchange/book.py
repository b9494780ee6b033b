"""A small complete set of tables, and ways to write it, change it and load it."""

import copy
import csv

import xlsxwriter

from config.interchange import LoadErrors, load


def table(header, *rows):
    return [dict(zip(header.split(), row, strict=True)) for row in rows]


def good():
    """{table: rows as dicts of text}: one province, two communes, a round with every kind of row."""
    return copy.deepcopy(_GOOD)


_GOOD = {
    "committees": table(
        "code name kind level parent_code valid_from valid_to member_count",
        ("T", "Đảng bộ tỉnh", "Đảng bộ tỉnh", "province", "", "", "", "136000"),
        ("X1", "Đảng bộ xã Một", "Đảng bộ xã", "commune", "T", "2025-07-01", "", "812"),
        ("X2", "Đảng bộ xã Hai", "Đảng bộ xã", "commune", "T", "", "", ""),
    ),
    "successions": table(
        "predecessor_code successor_code kind date document", ("X2", "X1", "merge", "2025-07-01", "Nghị quyết 1")
    ),
    "cadres": table(
        "code full_name birth_year managed_by_code",
        ("C1", "Bí thư Đảng ủy xã Một", "1975", "T"),
        ("C2", "Chuyên viên xã Một", "", ""),
    ),
    "appointments": table(
        "code cadre_code committee_code title is_head subject_type start end quota_group",
        ("P1", "C1", "X1", "Bí thư Đảng ủy", "1", "leader", "2025-07-01", "", "Bí thư xã"),
        ("P2", "C2", "X1", "Chuyên viên", "0", "staff", "2025-07-01", "", ""),
    ),
    "tasks": table(
        "code year kind field title assigned_by_code owner_codes owner_committee_code parent_task_code due state "
        "finished_on accepted_on quality_percent exceeded horizon",
        ("V1", "2025", "dot_pha", "Đất đai", "Giải phóng mặt bằng dự án A", "T", "P1;P2", "X1", "",
         "2025-11-30", "accepted", "2025-11-20", "2025-11-25", "95,5", "có", "year"),
        ("V2", "2025", "dat_hang", "Nội chính", "Giải quyết đơn thư tồn đọng", "T", "P1", "", "V1",
         "30/06/2026", "in_progress", "", "", "", "", "term"),
    ),
    "indicators": table(
        "task_code name unit comparator baseline target_min target_max target_text weight result",
        ("V1", "Diện tích bàn giao", "ha", "gte", "0", "12,5", "", "", "", "13"),
        ("V2", "Vụ việc giải quyết", "vụ", "done", "", "", "", "xong", "2", "có"),
    ),
    "milestones": table(
        "task_code due title finished_on accepted_on quality_percent exceeded excused",
        ("V2", "2025-12-15", "Xong đợt một", "2025-12-10", "2025-12-12", "90", "0", "0"),
    ),
    "reports": table(
        "task_code period_end percent narrative difficulties state submitted_on",
        ("V2", "2025-09-30", "40", "Đã đối thoại", "-", "verified", "2025-10-02"),
    ),
    "profiles": table(
        "code name regime subject_type scale band_xs band_tot band_ht xs_exceeded_min result_formula "
        "w_quantity w_quality w_timeliness quota_percent",
        ("QT", "Tập thể", "366", "collective", "points", "90", "70", "50", "0,3", "task_mean", "0.4", "0.4", "0.2",
         "20"),
        ("QL", "Lãnh đạo", "366", "leader", "points", "90", "70", "50", "", "task_mean", "0.4", "0.4", "0.2", ""),
        ("QN", "Cá nhân", "132", "staff", "ordinal", "", "", "", "", "none", "", "", "", ""),
    ),
    "profile_roles": table(
        "profile_code role weight required",
        ("QT", "organiser", "40", "1"), ("QL", "organiser", "40", "1"), ("QL", "leader", "60", ""),
        ("QN", "organiser", "1", "1"),
    ),
    "profile_tables": table(
        "profile_code table key value",
        ("QT", "importance", "dot_pha", "2"), ("QT", "days_late", "3", "0,8"), ("QT", "days_late", "", "0"),
    ),
    "holidays": table("date name", ("2025-09-02", "Quốc khánh")),
    "criteria": table(
        "profile_code code group order name max_points source field_filter clause",
        ("QT", "I1", "I", "1", "Xây dựng Đảng", "30", "manual", "", "PL1"),
        ("QT", "II1", "II", "2", "Kết quả", "70", "tasks", "", ""),
        ("QL", "I1", "I", "1", "Chính trị", "30", "manual", "", ""),
        ("QL", "II1", "II", "2", "Kết quả", "70", "tasks", "Đất đai;dat_hang", ""),
        ("QN", "K1", "II", "1", "Kết quả", "4", "manual", "", ""),
    ),
    "rounds": table(
        "code committee_code period start end cutoff profile_codes",
        ("R25", "T", "year", "2025-01-01", "2025-12-31", "2025-12-31", "QT;QL;QN"),
    ),
    "assessments": table(
        "round_code subject_code subject_type quota_group",
        ("R25", "X1", "collective", ""), ("R25", "P1", "leader", ""), ("R25", "P2", "staff", "Văn phòng"),
    ),
    "sheets": table(
        "round_code subject_code stage role assessor_code criterion_code value",
        ("R25", "X1", "review", "organiser", "BTC", "I1", "28,25"),
        ("R25", "P1", "review", "organiser", "BTC", "I1", "27.5"),
        ("R25", "P1", "self", "self", "P1", "I1", "30"),
        ("R25", "P2", "review", "organiser", "", "K1", "3"),
    ),
    "triggers": table(
        "round_code subject_code trigger_id date document exception_accepted exception_reason",
        ("R25", "P1", "L5", "2025-08-01", "Kết luận 12", "1", "Tự phát hiện, đã khắc phục"),
    ),
    "discipline": table(
        "subject_code form act_on decided_on duty_related committee_code self_remedied",
        ("P2", "khien_trach", "2025-03-01", "2025-05-01", "0", "X1", ""),
    ),
    "remediation": table("round_code subject_code pointed_out remedied", ("R25", "P1", "4", "4")),
    "votes": table("round_code subject_code low_confidence total", ("R25", "P1", "2", "40")),
    "ratings": table("round_code subject_code decided_level", ("R25", "X1", "TOT"), ("R25", "P1", "")),
}  # fmt: skip


def write_folder(folder, tables, *, encoding="utf-8", separator=","):
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with open(folder / f"{name}.csv", "w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else ["code"], delimiter=separator)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def write_workbook(path, tables, *, before_header=lambda name, names: []):
    """All cells as text, as a person who typed them; before_header(name, names) → rows above the names."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            names = list(rows[0])
            lines = [*before_header(name, names), names, *(list(row.values()) for row in rows)]
            for number, line in enumerate(lines):
                for place, cell in enumerate(line):
                    sheet.write_string(number, place, cell)
    return path


def load_tables(folder, tables, **options):
    return load(write_folder(folder, tables), actor="thử nghiệm", **options)


def faults(folder, tables):
    """The lines of a refused import; fails if it is not refused."""
    try:
        load_tables(folder, tables)
    except LoadErrors as refused:
        return [str(error) for error in refused.errors]
    raise AssertionError("the import was not refused")
