"""Every rule of entry: one bad row among good ones, and the line that a person gets. The database stays as before."""

import pytest

from cadre.models import Committee, LedgerEntry
from scoring.models import EvaluationRound, RuleProfile
from tests.interchange.book import faults, good, load_tables
from tests.interchange.book import table as rows_of

pytestmark = pytest.mark.django_db


def change(table, row, /, **cells):
    def apply(tables):
        tables[table][row].update(cells)

    return apply


def add(table, row=0, /, **cells):
    """One more row, a copy of `row` with some cells of its own."""

    def apply(tables):
        tables[table].append({**tables[table][row], **cells})

    return apply


def both(*changes):
    def apply(tables):
        for one in changes:
            one(tables)

    return apply


CASES = {
    # ---- cells
    "unknown code": (
        change("appointments", 0, committee_code="X9"),
        "appointments:2:committee_code: Không có mã “X9” trong bảng committees",
    ),
    "unknown code in a list": (
        change("tasks", 0, owner_codes="P1;P8;P9"),
        "tasks:2:owner_codes: Không có mã “P8”, “P9” trong bảng appointments",
    ),
    "wrong date": (change("tasks", 0, due="31/02/2025"), "tasks:2:due: Không có ngày “31/02/2025” trong lịch"),
    "text in a number": (change("sheets", 0, value="cao"), "sheets:2:value: “cao” không phải số"),
    "more than six decimals": (
        change("sheets", 0, value="1,2345678"),
        "sheets:2:value: “1,2345678” có quá 6 chữ số thập phân",
    ),
    "empty required cell": (change("tasks", 1, title=" "), "tasks:3:title: Ô này bắt buộc"),
    "empty required list": (change("rounds", 0, profile_codes=";"), "rounds:2:profile_codes: Ô này bắt buộc"),
    "too long": (change("cadres", 0, full_name="a" * 201), "cadres:2:full_name: Dài 201 ký tự; nhiều nhất 200"),
    "unknown choice": (change("committees", 0, level="tỉnh"), "committees:2:level: “tỉnh” không dùng được"),
    "not yes or no": (change("tasks", 0, exceeded="nhiều"), "tasks:2:exceeded: “nhiều” không phải có hay không"),
    "required yes or no left empty": (
        change("discipline", 0, duty_related=""),
        "discipline:2:duty_related: Ô này bắt buộc",
    ),
    "year far away": (change("tasks", 0, year="1025"), "tasks:2:year: “1025” nhỏ quá; phải từ 1990"),
    "birth year": (change("cadres", 0, birth_year="75"), "cadres:2:birth_year: “75” nhỏ quá; phải từ 1900"),
    # ---- keys
    "same code twice": (add("cadres"), "cadres:4:code: Trùng khóa với dòng 2"),
    "same indicator twice": (add("indicators"), "indicators:4:name: Trùng khóa với dòng 2"),
    "same mark twice": (add("sheets", value="1"), "sheets:6:criterion_code: Trùng khóa với dòng 2"),
    "role with a semicolon": (
        change("profile_roles", 0, role="a;b"),
        "profile_roles:2:role: Mã không được có dấu chấm phẩy",
    ),
    # ---- the tree
    "own parent": (change("committees", 2, parent_code="X2"), "committees:4:parent_code: Một tập thể không thể"),
    "ring of parents": (
        both(change("committees", 0, parent_code="X1"), change("committees", 1, parent_code="T")),
        "committees:2:parent_code: Vòng trực thuộc: T → X1 → T",
    ),
    "tree too deep": (
        lambda tables: tables["committees"].extend(
            {**tables["committees"][2], "code": f"D{n}", "parent_code": f"D{n - 1}" if n else "T"} for n in range(31)
        ),
        "committees:34:parent_code: Ở quá 30 cấp dưới gốc",
    ),
    "committee ends before it begins": (
        change("committees", 1, valid_to="2024-01-01"),
        "committees:3:valid_to: Ngày kết thúc hoạt động trước ngày bắt đầu",
    ),
    # ---- posts
    "two heads of one post": (
        add("appointments", code="P3", start="2025-09-01"),
        "appointments:4:is_head: Hai người cùng đứng đầu “Bí thư Đảng ủy” của X1 (P1 và P3)",
    ),
    "post ends before it begins": (
        change("appointments", 1, end="2025-06-30"),
        "appointments:3:end: Ngày thôi giữ chức trước ngày bắt đầu",
    ),
    # ---- tasks
    "task due before it starts": (
        lambda tables: [row.update(start="2026-12-31" if row["code"] == "V2" else "") for row in tables["tasks"]],
        "tasks:3:due: Thời hạn trước ngày bắt đầu",
    ),
    "own parent task": (change("tasks", 0, parent_task_code="V1"), "tasks:2:parent_task_code: Một việc không thể"),
    "ring of tasks": (
        change("tasks", 0, parent_task_code="V2"),
        "tasks:2:parent_task_code: Vòng việc cấp trên: V1 → V2 → V1",
    ),
    "quality above 100": (change("tasks", 0, quality_percent="101"), "tasks:2:quality_percent: “101” lớn quá"),
    "target equal to baseline": (
        change("indicators", 0, baseline="12,5"),
        "indicators:2:baseline: Số đầu kỳ bằng chỉ tiêu (12.5)",
    ),
    "target zero without baseline": (
        change("indicators", 0, baseline="", target_min="0"),
        "indicators:2:target_min: Chỉ tiêu bằng 0 cần số đầu kỳ",
    ),
    "target zero with a baseline on the good side": (
        change("indicators", 0, baseline="5", target_min="0"),
        "indicators:2:target_min: Chỉ tiêu bằng 0 cần số đầu kỳ",
    ),
    "upper target zero without baseline": (
        change("indicators", 0, comparator="lte", baseline="", target_min="", target_max="0"),
        "indicators:2:target_max: Chỉ tiêu bằng 0 cần số đầu kỳ",
    ),
    "no target": (change("indicators", 0, target_min=""), "indicators:2:target_min: Chỉ tiêu so sánh “gte” cần một số"),
    "no upper target": (
        change("indicators", 0, comparator="lte"),
        "indicators:2:target_max: Chỉ tiêu so sánh “lte” cần một số",
    ),
    "targets turned": (
        change("indicators", 0, comparator="range", target_max="3"),
        "indicators:2:target_max: Cận trên nhỏ hơn cận dưới",
    ),
    "weight zero": (change("indicators", 0, weight="0"), "indicators:2:weight: Trọng số phải lớn hơn 0"),
    "done with a number": (change("indicators", 1, result="7"), "indicators:3:result: Chỉ tiêu xong/chưa xong"),
    "yes for a number": (
        change("indicators", 0, result="có"),
        "indicators:2:result: Kết quả của chỉ tiêu này phải là số",
    ),
    "report far over": (change("reports", 0, percent="1001"), "reports:2:percent: “1001” lớn quá"),
    # ---- rules
    "points without a band": (change("profiles", 0, band_ht=""), "profiles:2:band_ht: Thang điểm cần đủ khung điểm"),
    "bands turned": (change("profiles", 0, band_tot="95"), "profiles:2:band_tot: Khung điểm phải giảm dần"),
    "weights do not add up": (
        change("profiles", 0, w_quality="0.5"),
        "profiles:2:w_quantity: Công thức task_mean cần đủ ba trọng số",
    ),
    "share as percent": (change("profiles", 0, xs_exceeded_min="30"), "profiles:2:xs_exceeded_min: “30” lớn quá"),
    "weighted quarters": (
        lambda tables: [row.update(quarter_to_year="weighted") for row in tables["profiles"][:1]]
        and [row.setdefault("quarter_to_year", "") for row in tables["profiles"]],
        "profiles:2:quarter_to_year: Chưa có văn bản cho trọng số từng quý",
    ),
    "negative role weight": (change("profile_roles", 0, weight="-1"), "profile_roles:2:weight: “-1” nhỏ quá"),
    "coefficient zero": (change("profile_tables", 0, value="0"), "profile_tables:2:value: Hệ số phải lớn hơn 0"),
    "days step above one": (
        change("profile_tables", 1, value="1,5"),
        "profile_tables:3:value: Giá trị của bảng days_late",
    ),
    "quality step above one": (
        change("profile_tables", 1, table="quality_step", value="1,5"),
        "profile_tables:3:value: Giá trị của bảng quality_step phải từ 0 đến 1",
    ),
    "step that is no number": (change("profile_tables", 1, key="ba"), "profile_tables:3:key: “ba” không phải số"),
    "same step in other digits": (
        add("profile_tables", 1, key="3.0"),
        "profile_tables:5:key: Trùng bậc với dòng 3",
    ),
    "unknown level in a table": (
        change("profile_tables", 1, table="subordinate_level", key="A"),
        "profile_tables:3:key: Khóa của bảng subordinate_level là một trong: XS, TOT, HT, KHT",
    ),
    "empty key of a coefficient": (change("profile_tables", 0, key=""), "profile_tables:2:key: Ô này bắt buộc"),
    "points zero at most": (change("criteria", 0, max_points="0"), "criteria:2:max_points: Phải lớn hơn 0"),
    # ---- rounds, assessments
    "round ends before it begins": (
        change("rounds", 0, end="2024-12-31"),
        "rounds:2:end: Ngày kết thúc trước ngày bắt đầu",
    ),
    "cutoff before the round": (change("rounds", 0, cutoff="2024-12-31"), "rounds:2:cutoff: Ngày chốt số liệu trước"),
    "two profiles for one subject type": (
        both(add("profiles", code="QT2"), change("rounds", 0, profile_codes="QT;QL;QN;QT2")),
        "rounds:2:profile_codes: Hai bộ quy tắc QT và QT2 cùng cho đối tượng collective",
    ),
    "no profile for a subject type": (
        change("rounds", 0, profile_codes="QT;QL"),
        "assessments:4:subject_type: Đợt R25 không nêu bộ quy tắc cho đối tượng staff",
    ),
    "a post as a collective": (
        change("assessments", 1, subject_type="collective"),
        "assessments:3:subject_code: Không có mã “P1” trong bảng committees",
    ),
    "a committee as a leader": (
        change("assessments", 0, subject_type="leader"),
        "assessments:2:subject_code: Không có mã “X1” trong bảng appointments",
    ),
    # ---- sheets
    "points above the maximum": (
        change("sheets", 0, value="30,000001"),
        "sheets:2:value: Điểm 30.000001 ngoài khoảng 0–30 của tiêu chí I1",
    ),
    "negative points": (change("sheets", 0, value="-1"), "sheets:2:value: Điểm -1 ngoài khoảng 0–30"),
    "ordinal half": (change("sheets", 3, value="2,5"), "sheets:5:value: Thang bốn mức"),
    "ordinal zero": (change("sheets", 3, value="0"), "sheets:5:value: Thang bốn mức"),
    "ordinal five": (change("sheets", 3, value="5"), "sheets:5:value: Điểm 5 ngoài khoảng 0–4"),
    "criterion of another profile": (
        change("sheets", 0, criterion_code="K1"),
        "sheets:2:criterion_code: Bộ quy tắc QT không có tiêu chí “K1”",
    ),
    "role outside the profile": (
        change("sheets", 0, role="leader"),
        "sheets:2:role: Bộ quy tắc QT không có vai trò “leader”; dùng được: organiser",
    ),
    "self outside its stage": (
        change("sheets", 2, stage="review"),
        "sheets:4:role: Bộ quy tắc QL không có vai trò “self”",
    ),
    "own post assessed": (
        change("sheets", 1, assessor_code="P1"),
        "sheets:3:assessor_code: Không ai được chấm hồ sơ của chính mình",
    ),
    "own person assessed": (
        change("sheets", 1, assessor_code="C1"),
        "sheets:3:assessor_code: Không ai được chấm hồ sơ của chính mình",
    ),
    "own assessment through another post": (
        both(
            add("appointments", code="P3", title="Trưởng ban", committee_code="T"),
            change("sheets", 1, assessor_code="P3"),
        ),
        "sheets:3:assessor_code: Không ai được chấm hồ sơ của chính mình",
    ),
    "own collective assessed": (
        change("sheets", 0, assessor_code="X1"),
        "sheets:2:assessor_code: Không ai được chấm hồ sơ của chính mình",
    ),
    "sheet without an assessment": (
        change("sheets", 0, subject_code="X2"),
        "sheets:2:subject_code: “X2” không có hồ sơ",
    ),
    # ---- what bears on an assessment
    "trigger without an assessment": (
        change("triggers", 0, subject_code="X2"),
        "triggers:2:subject_code: “X2” không có hồ sơ trong đợt R25",
    ),
    "vote without an assessment": (change("votes", 0, subject_code="P9"), "votes:2:subject_code: “P9” không có hồ sơ"),
    "remediation without an assessment": (
        change("remediation", 0, subject_code="P9"),
        "remediation:2:subject_code: “P9” không có hồ sơ",
    ),
    "more low votes than votes": (
        change("votes", 0, low_confidence="41"),
        "votes:2:low_confidence: 41 phiếu tín nhiệm thấp nhiều hơn tổng số 40 phiếu",
    ),
    "discipline of nobody": (change("discipline", 0, subject_code="C2"), "discipline:2:subject_code: Không có mã “C2”"),
    "discipline before the act": (
        change("discipline", 0, decided_on="2025-01-01"),
        "discipline:2:decided_on: Ngày quyết định kỷ luật trước ngày vi phạm",
    ),
    "unknown decided level": (change("ratings", 0, decided_level="A"), "ratings:2:decided_level: “A” không dùng được"),
    "rating without an assessment": (
        change("ratings", 0, subject_code="X2"),
        "ratings:2:subject_code: “X2” không có hồ sơ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_bad_row_is_refused(case, tmp_path):
    spoil, expected = CASES[case]
    tables = good()
    spoil(tables)

    lines = faults(tmp_path, tables)

    assert [line for line in lines if line.startswith(expected)], lines
    assert not Committee.objects.exists()
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize(
    "spoil",
    [
        change("tasks", 0, importance="việc khó", difficulty="rất khó"),
        change("profile_roles", 2, role="hội đồng độc lập"),
        change("tasks", 0, state="accepted", accepted_on="", finished_on=""),
        change("indicators", 0, baseline="20"),
        change("indicators", 0, comparator="eq", baseline="20", target_min="0"),
        change("indicators", 0, comparator="lte", baseline="20", target_min="", target_max="0"),
        change("indicators", 0, comparator="range", target_max=""),
        change("sheets", 1, assessor_code="P2"),
        change("triggers", 0, trigger_id="N1"),
        change("assessments", 2, subject_type="leader"),
        change("tasks", 1, owner_codes="", owner_committee_code=""),
    ],
)
def test_what_the_rules_allow_is_taken(spoil, tmp_path):
    tables = good()
    spoil(tables)
    if tables["assessments"][2]["subject_type"] == "leader":
        tables["sheets"].pop()

    assert load_tables(tmp_path, tables).new["committees"] == 3


def test_every_bad_cell_of_every_table_is_reported_at_once(tmp_path):
    tables = good()
    tables["committees"][0]["level"] = "?"
    tables["tasks"][0].update(due="mai", quality_percent="nhiều")
    tables["tasks"][1]["assigned_by_code"] = "T9"
    tables["votes"][0]["total"] = ""

    lines = faults(tmp_path, tables)

    assert [line.split(": ")[0] for line in lines] == [
        "committees:2:level",
        "tasks:2:due",
        "tasks:2:quality_percent",
        "tasks:3:assigned_by_code",
        "votes:2:total",
    ]


def test_one_cause_is_told_once(tmp_path):
    """A round whose profiles are wrong says nothing more about each of its subjects and sheets."""
    tables = good()
    tables["rounds"][0]["profile_codes"] = "QT;QL;QX"

    assert [line.split(": ")[0] for line in faults(tmp_path, tables)] == ["rounds:2:profile_codes"]


def test_unknown_column_is_named(tmp_path):
    tables = good()
    tables["cadres"] = rows_of("code full_name chuc_vu", ("C1", "A", "x"), ("C2", "B", "y"))

    assert faults(tmp_path, tables)[0].startswith("cadres:1:chuc_vu: Bảng không có cột này")


def test_missing_starred_column_is_named(tmp_path):
    tables = good()
    for row in tables["cadres"]:
        del row["full_name"]

    assert "cadres:1:full_name: Thiếu cột bắt buộc này (Họ và tên); hãy thêm vào dòng 1." in faults(tmp_path, tables)


def test_column_named_twice_is_refused(tmp_path):
    tables = good()
    tables["cadres"] = rows_of("code full_name Mã", ("C1", "A", "C1"), ("C2", "B", "C2"))

    assert faults(tmp_path, tables)[0].startswith("cadres:1:code: Cột có hai lần")


def test_row_with_more_cells_than_the_header_is_refused(tmp_path):
    (tmp_path / "holidays.csv").write_text("date,name\n2025-09-02,Quốc khánh,nghỉ\n")

    assert faults(tmp_path, {}) == ["holidays:2:3: Dòng có nhiều ô hơn dòng tiêu đề (“nghỉ”); hãy xóa ô thừa."]


def test_heads_are_checked_against_those_stored(tmp_path):
    load_tables(tmp_path / "a", good())

    lines = faults(
        tmp_path / "b",
        {
            "appointments": rows_of(
                "code cadre_code committee_code title is_head subject_type start",
                ("P7", "C2", "X1", "Bí thư Đảng ủy", "1", "leader", "2026-01-01"),
            )
        },
    )

    assert lines[0].startswith("appointments:2:is_head: Hai người cùng đứng đầu “Bí thư Đảng ủy” của X1 (P1 và P7)")


def test_ring_through_stored_parents_is_refused(tmp_path):
    load_tables(tmp_path / "a", good())

    lines = faults(
        tmp_path / "b",
        {
            "committees": rows_of(
                "code name kind level parent_code", ("T", "Đảng bộ tỉnh", "Đảng bộ tỉnh", "province", "X1")
            )
        },
    )

    assert lines == ["committees:2:parent_code: Vòng trực thuộc: T → X1 → T; hãy sửa mã cấp trên của một trong số này."]


def test_round_keeps_the_profiles_of_those_it_assesses(tmp_path):
    load_tables(tmp_path / "a", good())
    tables = {"rounds": good()["rounds"]}
    tables["rounds"][0]["profile_codes"] = "QT;QL"

    assert faults(tmp_path / "b", tables)[0].startswith("rounds:2:profile_codes: Đợt đã có hồ sơ của đối tượng staff")
    assert EvaluationRound.objects.get().profiles.count() == 3


def test_maximum_below_points_given_is_refused(tmp_path):
    load_tables(tmp_path / "a", good())
    tables = {"criteria": good()["criteria"]}
    tables["criteria"][0]["max_points"] = "28"

    assert faults(tmp_path / "b", tables)[0].startswith("criteria:2:max_points: Đã có phiếu chấm 28.25 điểm")


def test_partial_table_is_checked_with_what_is_stored(tmp_path):
    """A column that the file does not have is neither emptied nor forgotten by the checks."""
    load_tables(tmp_path / "a", good())

    lines = faults(tmp_path / "b", {"profiles": rows_of(
        "code name regime subject_type scale band_tot", ("QT", "Tập thể", "366", "collective", "points", "95")
    )})  # fmt: skip

    assert lines == ["profiles:2:band_tot: Khung điểm phải giảm dần: Xuất sắc, Tốt, Hoàn thành."]
    assert RuleProfile.objects.get(code="QT").band_xs == 90
