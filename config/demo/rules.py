"""The sample rule profiles, marked as samples, and the days off of 2025 and 2026."""

from config.demo.tables import read

SAMPLE = "Bộ quy tắc mẫu, cần đối chiếu bản gốc trước khi dùng thật."
DAYS_OFF = [
    ("2025-01-01", "Tết Dương lịch"),
    ("2025-01-27", "Tết Nguyên đán"),
    ("2025-01-28", "Tết Nguyên đán"),
    ("2025-01-29", "Tết Nguyên đán"),
    ("2025-01-30", "Tết Nguyên đán"),
    ("2025-01-31", "Tết Nguyên đán"),
    ("2025-04-07", "Giỗ Tổ Hùng Vương"),
    ("2025-04-30", "Ngày Chiến thắng"),
    ("2025-05-01", "Ngày Quốc tế Lao động"),
    ("2025-09-01", "Quốc khánh"),
    ("2025-09-02", "Quốc khánh"),
    ("2026-01-01", "Tết Dương lịch"),
    ("2026-02-16", "Tết Nguyên đán"),
    ("2026-02-17", "Tết Nguyên đán"),
    ("2026-02-18", "Tết Nguyên đán"),
    ("2026-02-19", "Tết Nguyên đán"),
    ("2026-02-20", "Tết Nguyên đán"),
    ("2026-04-27", "Giỗ Tổ Hùng Vương"),
    ("2026-04-30", "Ngày Chiến thắng"),
    ("2026-05-01", "Ngày Quốc tế Lao động"),
    ("2026-09-01", "Quốc khánh"),
    ("2026-09-02", "Quốc khánh"),
]


def profiles(year, facts):
    for row in read(facts / "rules" / "profiles.csv"):
        row["note"] = f"{row['note']}. {SAMPLE}" if row["note"] else SAMPLE
        year.add("profiles", **row)
    for table in ("profile_roles", "profile_tables", "criteria"):
        for row in read(facts / "rules" / f"{table}.csv"):
            year.add(table, **row)
    for code in ("366-TT", "366-LD", "366-NV"):  # self scores are kept beside, and count for nothing
        year.add("profile_roles", profile_code=code, role="self", weight=0, required=False)
    for date, name in DAYS_OFF:
        year.add("holidays", date=date, name=name)
