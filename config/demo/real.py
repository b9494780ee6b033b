"""Published facts → tasks: tasks_real.csv and commitments_real.csv mapped to the interchange form.

What a source does not say stays empty; what we read into it is said here, once, in the tables below. A source that
only tells of a moment inside the year (tính đến 9 tháng) leaves the task carried over: no source tells its end.
A deadline after the holder's last day is moved to that day, the stated one kept as the original: nobody held it on."""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from config.demo.people import LAST_DAY, VP_DISTRICTS, old_commune
from config.demo.tables import read

KINDS = {"đặt hàng": "dat_hang"}
INNOVATION = "việc đột phá, đổi mới (Quy định 30-QĐ/TU)"
REGISTERED = "công việc đột phá đăng ký với Ban Thường vụ Tỉnh ủy"
STATES = {
    "hoàn thành": "accepted",
    "hoàn thành vượt mức": "accepted",
    "hoàn thành một phần": "carried_over",
    "chưa đạt": "not_completed",
    "đang thực hiện": "carried_over",
    "": "carried_over",
}
# One task given to two posts is one row here with two owners; the second row of the source is dropped.
TWICE = {"T010": "T008", "T011": "T009"}
OWNERS = {
    "T008": ("TQ-NH-BT", "TQ-NH-UB-CT"),
    "T009": ("TQ-NH-BT", "TQ-NH-UB-CT"),
    "T012": ("TQ-SCT-TT2",),
    "T014": ("TQ-BTC-TT",),
    "T062": ("VP-YL-ND-BT",),
}
HOLDERS = {
    "Các huyện ủy, sở thuộc tỉnh Tuyên Quang": "TQ-N10",
    "Huyện ủy Na Hang": "TQ-NH",
    "Sở Công Thương tỉnh Tuyên Quang": "TQ-SCT",
    "HĐND tỉnh Tuyên Quang": "TQ-HDND",
    "Ban Tổ chức Tỉnh ủy Tuyên Quang": "TQ-BTC",
    "Đảng ủy Khối các cơ quan và Doanh nghiệp tỉnh Tuyên Quang": "TQ-KHOI",
    "UBND tỉnh Tuyên Quang": "TQ-UB",
    "UBND các huyện, thành phố, sở ngành tỉnh Tuyên Quang": "TQ",
    "Đảng bộ tỉnh Tuyên Quang": "TQ",
    "Đảng bộ tỉnh Tuyên Quang (trước hợp nhất)": "TQ",
    "Đảng bộ tỉnh Tuyên Quang (sau hợp nhất 1/7/2025)": "TQM",
    "Đảng bộ tỉnh Tuyên Quang (sau hợp nhất)": "TQM",
    "Huyện ủy Lâm Bình": "TQ-LB",
    "Huyện ủy Sơn Dương": "TQ-SD",
    "Đảng ủy xã Nguyệt Đức (huyện Yên Lạc)": "VP-YL-ND",
    "Thành ủy Vĩnh Yên": "VP-VY",
    "Huyện ủy Tam Đảo": "VP-TDA",
    "Ban Thường vụ các huyện ủy, thành ủy": "VP",
    "Đảng bộ tỉnh Vĩnh Phúc": "VP",
    "Đảng bộ tỉnh Thái Nguyên": "TN",
    "Huyện ủy Định Hóa": "TN-DH",
    "Đảng ủy Khối các cơ quan tỉnh Thái Nguyên": "TN-KCQ",
    "Thành ủy Thái Nguyên": "TN-TP",
    "Thị ủy Phổ Yên": "TN-PY",
    "Huyện ủy Cẩm Giàng": "HD-CG",
    "Huyện ủy Bình Giang": "HD-BG",
    "Thành ủy Hải Dương": "HD-TP",
    "Huyện ủy Thanh Hà": "HD-TH",
    "Đảng ủy Công an tỉnh Hải Dương": "HD-CA",
    "Huyện ủy Vĩnh Cửu": "DN-VC",
    "Huyện ủy Thống Nhất": "DN-TNH",
    "Đảng ủy Tổng công ty cao su Đồng Nai": "DN-CS",
    "Huyện ủy Nhơn Trạch": "DN-NT",
    "Đảng ủy Quân sự tỉnh Đồng Nai": "DN-QS",
    "Thành ủy Biên Hòa": "DN-BH",
    "Đảng bộ tỉnh Đồng Nai": "DN",
    "Các tổ chức cơ sở đảng thuộc Huyện ủy Nhơn Trạch": "DN-NT-CS",
    "Đảng ủy Khối các cơ quan tỉnh Đồng Nai": "DN-KCQ",
    "Huyện ủy Xuân Lộc": "DN-XL",
    "Huyện ủy Lạc Dương": "LD-LD",
    "Huyện ủy Đức Linh": "BT-DL",
    "Đảng bộ tỉnh Lào Cai": "LC",
    "UBND tỉnh Lào Cai": "LC-UB",
    "Các huyện ủy, thành ủy, đảng ủy trực thuộc": "BG",
    "Tỉnh ủy Yên Bái": "YB",
}
GIVERS = {
    "UBND huyện Chiêm Hóa": "TQ-CH-UB",
    "UBND huyện Yên Sơn": "TQ-YS-UB",
    "Thanh tra Chính phủ": "TTCP",
    "Ban Thường vụ Huyện ủy Yên Lạc": "VP-YL",
    "Ban Thường vụ Thành ủy": "VP-VY",
    "HĐND thành phố": "VP-VY-HD",
    "Huyện ủy Nhơn Trạch": "DN-NT",
    "Huyện ủy Xuân Lộc": "DN-XL",
    "Ban Thường vụ Huyện ủy Đức Linh": "BT-DL",
    "Ban Thường vụ Huyện ủy": "BT-DL",
    "Huyện ủy": "DN-XL",
    "Thường trực Huyện ủy": "VP-TDA",
}
PARENTS = {  # two tiers of one target, and the parts of a whole
    "T057": "T056",
    "T058": "T056",
    "T059": "T056",
    "T097": "T096",
    "T106": "T105",
    "T107": "T105",
    "T108": "T105",
}
# Dates the sources name. Recognised on 21/5/2021: the product (the decision) is dated after the year it was due in.
RECOGNISED = dt.date(2021, 5, 21)
FINISHED = {
    "T012": dt.date(2022, 11, 30),
    "T015": dt.date(2021, 9, 10),
    "T056": dt.date(2025, 8, 29),
    "T057": dt.date(2025, 8, 29),
    "T058": dt.date(2025, 8, 29),
    "T059": dt.date(2025, 8, 29),
    "T080": dt.date(2021, 12, 31),
    "T102": dt.date(2016, 9, 30),
    **dict.fromkeys([f"T{n:03}" for n in (23, 24, 25, 26, 27, 28, 29, 30, 32)], RECOGNISED),
}
TERM = {"T012", "T054", "T080", "T081"}
# Comparator, bounds and result where the plain reading (at least the target) is not what the source says.
INDICATORS = {
    "T064": ("done", None, None, "giảm 0,92 %; nguồn không rõ là mức giảm hay mức còn lại", None),
    "T079": ("gte", "100", None, "% kế hoạch phê duyệt phương án; 27 dự án, vượt 36 %", "136"),
    "T080": ("range", "90", "100", "90–100 đảng viên mỗi năm", "146"),
    "T102": ("gte", "100", None, "% kế hoạch năm; 67 đảng viên, vượt 11 %", "111"),
    "T137": ("range", "3", "3.5", "khoảng 3–3,5 % tổng số đảng viên", "2.6"),
}
MILESTONES = {
    "T080": [("2021-12-31", "Kết nạp 90–100 đảng viên năm 2021", "2021-12-31", True)],
    "T054": [("2023-12-31", "Đạt các tiêu chí huyện nông thôn mới theo lộ trình đề án năm 2023", None, False)],
}
SAME_AS_A_TASK = {"Huyện ủy Thanh Hà", "Huyện ủy Xuân Lộc", "Huyện ủy Đức Linh"}  # commitments already in tasks_real
TERM_ENDS = {"nhiệm kỳ 2020-2025": "2025-12-31", "nhiệm kỳ 2015-2020": "2020-12-31", "nhiệm kỳ 2025-2030": "2030-12-31"}


def tasks(year, facts):
    for row in read(facts / "tasks_real.csv"):
        if row["row_id"] not in TWICE:
            _task(year, row)
    number = 0
    for row in read(facts / "commitments_real.csv"):
        if row["committee"] in SAME_AS_A_TASK:
            continue
        number += 1
        if row["committee"].startswith("Ban Thường vụ các huyện ủy"):
            _commitment_of_each_district(year, number, row)
        else:
            _commitment(year, number, row)


def _task(year, row):
    code, state = row["row_id"], STATES[row["status"]]
    due = _date(row["deadline"] or row["year"])
    holder = _holder(row["committee"])
    finished = FINISHED.get(code, due) if state == "accepted" else None
    stated, due = due, _within_life(due, holder)
    year.add(
        "tasks",
        code=code,
        year=row["year"],
        kind=_kind(row),
        field=row["field"],
        title=row["title"],
        assigned_by_code=_giver(row, holder),
        owner_codes=";".join(OWNERS.get(code, ())),
        owner_committee_code=holder,
        parent_task_code=PARENTS.get(code),
        due=due,
        original_due=stated,
        horizon="term" if code in TERM else "year",
        importance="dot_pha" if _kind(row) in ("dat_hang", "dot_pha", "doi_moi") else "trong_tam",
        product=_with_source(row["product"], row["source"]),
        state=state,
        finished_on=finished,
        accepted_on=finished,
        exceeded=row["status"] == "hoàn thành vượt mức",
        excused=False,
    )
    _indicator(year, code, row, state)
    for day, title, done, exceeded in MILESTONES.get(code, ()):
        year.add(
            "milestones", task_code=code, due=day, title=title, finished_on=done, accepted_on=done, exceeded=exceeded
        )
    _report(year, code, row, due)


def _indicator(year, code, row, state):
    if code in INDICATORS:
        comparator, low, high, text, result = INDICATORS[code]
        unit = row["target_unit"] if comparator == "range" else ("% kế hoạch" if low else row["target_unit"])
        baseline = None
    else:
        low, high, text = _number(row["target_value"]), None, None
        result, unit, baseline = _number(row["result_value"]), row["target_unit"], _number(row["baseline"])
        comparator = "gte" if low is not None else "done"
        if comparator == "done":
            text, result, baseline = row["product"] or row["title"], 1 if state == "accepted" else None, None
    year.add(
        "indicators",
        task_code=code,
        name=(row["target_unit"] and f"Số đạt được ({row['target_unit']})") or "Hoàn thành sản phẩm",
        unit="" if comparator == "done" else unit,
        comparator=comparator,
        baseline=baseline if baseline is None or low is None or Decimal(baseline) != Decimal(low) else None,
        target_min=low,
        target_max=high,
        target_text=text,
        weight=1,
        result=result,
    )


def _report(year, code, row, due):
    """What the source tells of the result, word for word where it is short: one report at the end of its year."""
    if not row["result_text"]:
        return
    target, result = _number(row["target_value"]), _number(row["result_value"])
    percent = None
    if target and result:
        percent = min(Decimal(1000), (Decimal(result) * 100 / Decimal(target)).quantize(Decimal("0.01")))
    baseline = f" Đầu kỳ: {row['baseline']}." if row["baseline"] and not _number(row["baseline"]) else ""
    note = f" Ghi chú: {row['note']}." if row["note"] else ""
    year.add(
        "reports",
        task_code=code,
        period_end=FINISHED.get(code, min(due, dt.date(int(row["year"]), 12, 31))),
        percent=percent,
        narrative=f"{row['result_text'].rstrip('.')}.{baseline}{note}",
        state="verified",
    )


def _commitment(year, number, row):
    holder = _holder(row["committee"])
    due = _date(TERM_ENDS.get(row["period"]) or row["year"])
    if row["period"] == "chiến dịch":
        due = dt.date(2025, 4, 30)
    low, high = _number(row["target_min"]), _number(row["target_max"])
    stated, due = due, _within_life(due, holder)
    year.add(
        "tasks",
        code=f"C{number:03}",
        year=row["year"],
        kind="trong_tam",
        field=row["field"],
        title=row["content"],
        assigned_by_code=holder,
        owner_committee_code=holder,
        due=due,
        original_due=stated,
        horizon="term" if row["period"].startswith("nhiệm kỳ") else "year",
        importance="trong_tam",
        product=_with_source(f"Cam kết với {row['counterpart']}", row["source"]),
        state="in_progress" if holder == "TQM" else "carried_over",
        exceeded=False,
        excused=False,
    )
    ranged = low is not None and high is not None and low != high
    year.add(
        "indicators",
        task_code=f"C{number:03}",
        name="Chỉ tiêu cam kết" if low is not None else "Thực hiện cam kết",
        unit=row["target_unit"] if low is not None else "",
        comparator="range" if ranged else ("gte" if low is not None else "done"),
        target_min=low,
        target_max=high if ranged else None,
        target_text=row["note"] if low is not None else row["content"],
        weight=1,
    )


def _commitment_of_each_district(year, number, row):
    """Nine signed the same list in 2021; the source gives the targets, so results are simulated (code MP-)."""
    low, high = _number(row["target_min"]), _number(row["target_max"])
    for index, code in enumerate(VP_DISTRICTS.values()):
        result = _simulated_result(index, number, low, high)
        done = result >= Decimal(low)
        finished = dt.date(2021, 12, 10) if done else None
        year.add(
            "tasks",
            code=f"MP-C{number:03}-{code}",
            year=2021,
            kind="trong_tam",
            field=row["field"],
            title=row["content"],
            assigned_by_code="VP",
            owner_codes=f"{code}-BT",
            owner_committee_code=code,
            start=dt.date(2021, 2, 1),
            due=dt.date(2021, 12, 31),
            importance="trong_tam",
            product=_with_source(f"Cam kết với {row['counterpart']}; kết quả là số liệu mô phỏng", row["source"]),
            state="accepted" if done else "not_completed",
            finished_on=finished,
            accepted_on=finished,
            exceeded=result > Decimal(high or low),
            excused=False,
        )
        ranged = high is not None and high != low
        year.add(
            "indicators",
            task_code=f"MP-C{number:03}-{code}",
            name="Chỉ tiêu cam kết",
            unit=row["target_unit"],
            comparator="range" if ranged else "gte",
            target_min=low,
            target_max=high if ranged else None,
            target_text=row["note"],
            weight=1,
            result=result,
        )


def _simulated_result(index, number, low, high):
    """One district in nine misses, one exceeds, the rest are on the target; percentages cannot be exceeded."""
    target = Decimal(low)
    if (index + number) % 9 == 0:
        return target - (10 if target >= 100 else 1)
    if (index + number) % 9 in (1, 2) and target < 100:
        return Decimal(high or low) + 1
    return target


def _kind(row):
    if row["scheme"] == INNOVATION and row["kind"] != "đặt hàng":
        return "doi_moi" if row["row_id"] == "T013" else "dot_pha"
    if row["scheme"] == REGISTERED:
        return "dot_pha"
    return KINDS.get(row["kind"], "trong_tam")


def _holder(name):
    commune = re.fullmatch(r"Đảng ủy xã (.+) \(huyện (?!Yên Lạc).+\)", name)
    return old_commune(commune[1]) if commune else HOLDERS[name]


def _giver(row, holder):
    by, province = row["assigned_by"], holder.split("-")[0].replace("TQX", "TQ")
    if by == "UBND tỉnh":
        return "LC-UB" if province == "LC" else "TQ-UB"
    if by in ("Ban Thường vụ Tỉnh ủy", "Tỉnh ủy", ""):
        return province
    return GIVERS[by]


def _with_source(text, source):
    """The product, and where the fact was published."""
    links = re.findall(r"https?://[^\s)]+", source)
    told = links[0] if links else "báo chí địa phương"
    return f"{text.rstrip('.')}. Nguồn: {told}" if text else f"Nguồn: {told}"


def _date(text):
    """A day as stated; a year or month alone means its last day."""
    if len(text) == 4:
        return dt.date(int(text), 12, 31)
    return dt.date.fromisoformat(text)


def _within_life(due, holder):
    return due if holder == "TQM" else min(due, LAST_DAY)


def _number(text):
    try:
        return str(Decimal(text)) if text else None
    except InvalidOperation:
        return None
