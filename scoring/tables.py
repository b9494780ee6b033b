"""Tables of the interchange: rules, rounds, assessments, sheets, what bears on them, and the ratings."""

from collections import defaultdict

from django.db.models import F, IntegerField, Max, Q
from django.db.models.functions import Cast, Coalesce

from cadre.fields import to_micro
from cadre.interchange import store
from cadre.interchange.kinds import (
    Anything,
    Choice,
    Code,
    Day,
    Micro,
    Reference,
    References,
    Text,
    Whole,
    Wrong,
    YesNo,
    number,
)
from cadre.interchange.tables import Column, Table
from cadre.interchange.upsert import BATCH, Status, relink, upsert
from cadre.models import Appointment, Cadre
from cadre.tables import dates_in_order, stored_columns
from scoring.enums import (
    CriterionGroup,
    DisciplineDate,
    DisciplineForm,
    FiveTargets,
    IncompletePolicy,
    Level,
    Period,
    QualityRule,
    QuarterToYear,
    QuotaBasis,
    Regime,
    ResultFormula,
    Scale,
    Source,
    Stage,
    SubjectType,
    TableName,
    TimelinessRule,
    TriggerId,
)
from scoring.models import (
    Assessment,
    ConfidenceVote,
    Criterion,
    Discipline,
    EvaluationRound,
    Holiday,
    ProfileRole,
    ProfileTable,
    Remediation,
    RoundProfile,
    RuleProfile,
    ScoreLine,
    ScoreSheet,
    Trigger,
)

# ---- profiles -----------------------------------------------------------------------------------------------

SHARE = Micro(0, 1)
POINTS = Micro(0, 100)
OPTION = YesNo(empty=None)
BANDS = (("band_xs", "band_tot"), ("band_tot", "band_ht"), ("band_xs", "band_ht"))
WEIGHTS = ("w_quantity", "w_quality", "w_timeliness")


class Positive(Micro):
    def parse(self, raw):
        value = super().parse(raw)
        if value <= 0:
            raise Wrong("Phải lớn hơn 0.")
        return value


class QuarterRule(Choice):
    def parse(self, raw):
        value = super().parse(raw)
        if value == QuarterToYear.WEIGHTED:
            raise Wrong(
                "Chưa có văn bản cho trọng số từng quý nên chưa dùng được weighted; "
                "hãy ghi separate hoặc mean_of_quarters."
            )
        return value


def check_profiles(rows, book):
    dates_in_order(rows, book, "valid_from", "valid_to", "Ngày hết hiệu lực trước ngày có hiệu lực; hãy sửa một ngày.")
    for index, scale, *bands in book.each(rows, "scale", "band_xs", "band_tot", "band_ht"):
        for name, band in zip(("band_xs", "band_tot", "band_ht"), bands, strict=True):
            if scale == Scale.POINTS and band is None:
                at = name if name in rows else "scale"
                book.fault(rows, index, at, f"Thang điểm cần đủ khung điểm; hãy điền cột {name}.")
    for higher, lower in BANDS:
        for index, top, bottom in book.each(rows, higher, lower):
            if top is not None and bottom is not None and top < bottom:
                at = lower if lower in rows else higher
                book.fault(rows, index, at, "Khung điểm phải giảm dần: Xuất sắc, Tốt, Hoàn thành.")
    for index, formula, *weights in book.each(rows, "result_formula", *WEIGHTS):
        if formula == ResultFormula.TASK_MEAN and (None in weights or sum(weights) != 1):
            at = next((name for name in WEIGHTS if name in rows), "code")
            book.fault(
                rows,
                index,
                at,
                "Công thức task_mean cần đủ ba trọng số w_quantity, w_quality, w_timeliness có tổng bằng 1.",
            )


PROFILES = Table(
    "profiles",
    "Bộ quy tắc xếp loại",
    RuleProfile,
    (
        Column("code", "Mã", Code(), required=True),
        Column("name", "Tên", Text(300), required=True),
        Column("regime", "Quy định", Choice(Regime), required=True),
        Column("subject_type", "Đối tượng", Choice(SubjectType), required=True),
        Column("document", "Văn bản", Text(300)),
        Column("valid_from", "Hiệu lực từ", Day()),
        Column("valid_to", "Hiệu lực đến", Day()),
        Column("scale", "Thang đo", Choice(Scale), required=True),
        Column("band_xs", "Xuất sắc từ", POINTS),
        Column("band_tot", "Tốt từ", POINTS),
        Column("band_ht", "Hoàn thành từ", POINTS),
        Column("xs_exceeded_min", "Xuất sắc: vượt mức từ", SHARE),
        Column("xs_late_zero", "Xuất sắc: không việc chậm", OPTION),
        Column("ht_late_max", "Hoàn thành: chậm không quá", SHARE),
        Column("kht_done_below", "Không hoàn thành: xong dưới", SHARE),
        Column("n2_failed_over", "N2: không xong quá", SHARE),
        Column("l1_units_over", "L1: đơn vị không hoàn thành quá", SHARE),
        Column("xs_remediation_min", "Xuất sắc: khắc phục từ", SHARE),
        Column("no_tasks_bars_xs", "Không có việc thì không xếp Xuất sắc", OPTION),
        Column("cascade", "Xét lần lượt từ mức cao xuống", OPTION),
        Column("incomplete_policy", "Khi không đủ điều kiện mức nào", Choice(IncompletePolicy, empty="")),
        Column("five_targets", "Năm chỉ tiêu kinh tế - xã hội", Choice(FiveTargets, empty="")),
        Column("discipline_counts_by", "Kỷ luật tính theo", Choice(DisciplineDate, empty="")),
        Column("any_discipline_is_kht", "Mọi kỷ luật đều là không hoàn thành", OPTION),
        Column("result_formula", "Công thức kết quả", Choice(ResultFormula, empty="")),
        Column("w_quantity", "Trọng số số lượng", SHARE),
        Column("w_quality", "Trọng số chất lượng", SHARE),
        Column("w_timeliness", "Trọng số tiến độ", SHARE),
        Column("over_cap", "Trần vượt mức", Positive()),
        Column("quality_rule", "Cách tính chất lượng", Choice(QualityRule, empty="")),
        Column("timeliness_rule", "Cách tính tiến độ", Choice(TimelinessRule, empty="")),
        Column("quota_percent", "Hạn mức Xuất sắc (%)", POINTS),
        Column("quota_basis", "Cơ sở hạn mức", Choice(QuotaBasis, empty="")),
        Column("quarter_to_year", "Quý thành năm", QuarterRule(QuarterToYear, empty="")),
        Column("bonus_cap", "Trần điểm thưởng", Micro(0)),
        Column("penalty_cap", "Trần điểm trừ", Micro(0)),
        Column("decimals_shown", "Số lẻ hiển thị", Whole(0, 6)),
        Column("note", "Ghi chú", Text()),
    ),
    key=("code",),
    check=check_profiles,
)

PROFILE_ROLES = Table(
    "profile_roles",
    "Vai trò chấm của bộ quy tắc",
    ProfileRole,
    (
        Column("profile_code", "Mã bộ quy tắc", Reference("profiles"), required=True, attr="profile_id"),
        Column("role", "Vai trò chấm", Code(50), required=True),
        Column("weight", "Trọng số", Micro(0), required=True),
        Column("required", "Bắt buộc có phiếu", YesNo()),
    ),
    key=("profile_code", "role"),
    order=("profile__code", "role"),
)

NUMBERED = (TableName.QUALITY_STEP, TableName.DAYS_LATE)
FRACTIONS = (TableName.QUALITY_STEP, TableName.DAYS_LATE, TableName.SUBORDINATE_LEVEL)


def check_profile_tables(rows, book):
    seen = {}
    for index, profile, table, key, value in rows.each("profile_code", "table", "key", "value"):
        if fault := key_fault(table, key):
            book.fault(rows, index, "key", fault)
        elif (same := seen.setdefault((profile, table, plain_key(table, key)), rows.numbers[index])) != rows.numbers[
            index
        ]:
            book.fault(rows, index, "key", f"Trùng bậc với dòng {same}; hãy bỏ hoặc sửa một dòng.")
        if table in FRACTIONS and not 0 <= value <= 1:
            book.fault(rows, index, "value", f"Giá trị của bảng {table} phải từ 0 đến 1.")
        elif table not in FRACTIONS and value <= 0:
            book.fault(rows, index, "value", "Hệ số phải lớn hơn 0.")


def key_fault(table, key):
    """Keys are free words, but for steps (numbers; empty = beyond the last day) and levels."""
    if table == TableName.SUBORDINATE_LEVEL and key not in Level.values:
        return f"Khóa của bảng {table} là một trong: {', '.join(Level.values)}."
    if table in NUMBERED and key:
        try:
            step = number(key)
        except Wrong as error:
            return str(error)
        if step < 0 or (table == TableName.QUALITY_STEP and step > 100):
            return "Bậc chất lượng từ 0 đến 100, bậc ngày chậm từ 0 trở lên."
        if table == TableName.DAYS_LATE and step != step.to_integral_value():
            return "Bậc ngày chậm là số ngày nguyên."
    if not key and table != TableName.DAYS_LATE:
        return "Ô này bắt buộc; chỉ bậc cuối của days_late được để trống."
    return None


def plain_key(table, key):
    """Steps are stored as plain numbers: 87,5 and 87.50 are one step."""
    return format(number(key).normalize(), "f") if key and table in NUMBERED else key


def profile_table_records(rows, book):
    columns = stored_columns(rows, book)
    columns["key"] = list(map(plain_key, rows["table"], rows["key"]))
    return columns


PROFILE_TABLES = Table(
    "profile_tables",
    "Bảng hệ số của bộ quy tắc",
    ProfileTable,
    (
        Column("profile_code", "Mã bộ quy tắc", Reference("profiles"), required=True, attr="profile_id"),
        Column("table", "Bảng", Choice(TableName), required=True),
        Column("key", "Khóa", Text(100), required=True, may_be_empty=True),
        Column("value", "Giá trị", Micro(), required=True),
    ),
    key=("profile_code", "table", "key"),
    check=check_profile_tables,
    records=profile_table_records,
    order=("profile__code", "table", "key"),
)

HOLIDAYS = Table(
    "holidays",
    "Ngày nghỉ",
    Holiday,
    (Column("date", "Ngày", Day(), required=True), Column("name", "Tên", Text(200), required=True)),
    key=("date",),
    order=("date",),
)


def check_criteria(rows, book):
    """Points already given must stay within a lowered maximum (unless this file gives them anew)."""
    wanted = {
        (profile, code): (index, most) for index, profile, code, most in rows.each("profile_code", "code", "max_points")
    }
    if not wanted or "sheets" in book.rows:
        return
    stored = Criterion.objects.filter(profile__code__in=store.among({profile for profile, _ in wanted}))
    lowered = {
        pk: wanted[profile, code]
        for pk, profile, code, most in stored.values_list("pk", "profile__code", "code", "max_points")
        if (profile, code) in wanted and wanted[profile, code][1] < most
    }
    given = ScoreLine.objects.filter(criterion__in=store.among(lowered)).values("criterion") if lowered else ()
    for row in given and given.annotate(highest=Max("value")):
        index, most = lowered[row["criterion"]]
        if row["highest"] > most:
            book.fault(
                rows,
                index,
                "max_points",
                f"Đã có phiếu chấm {row['highest'].normalize():f} điểm cho tiêu chí này; hãy giữ điểm tối đa từ đó.",
            )


CRITERIA = Table(
    "criteria",
    "Tiêu chí",
    Criterion,
    (
        Column("profile_code", "Mã bộ quy tắc", Reference("profiles"), required=True, attr="profile_id"),
        Column("code", "Mã", Code(), required=True),
        Column("group", "Nhóm", Choice(CriterionGroup), required=True),
        Column("order", "Thứ tự", Whole(0, 32_767), required=True),
        Column("name", "Tên", Text(500), required=True),
        Column("max_points", "Điểm tối đa", Positive(None, 2000, points=True), required=True),
        Column("source", "Nguồn điểm", Choice(Source), required=True),
        Column("field_filter", "Lọc lĩnh vực hoặc loại việc", Text(1000)),
        Column("clause", "Điều khoản", Text(100)),
    ),
    key=("profile_code", "code"),
    check=check_criteria,
    order=("profile__code", "order", "code"),
)

# ---- rounds -------------------------------------------------------------------------------------------------


def check_rounds(rows, book):
    dates_in_order(rows, book, "start", "end", "Ngày kết thúc trước ngày bắt đầu; hãy sửa một ngày.")
    dates_in_order(rows, book, "start", "cutoff", "Ngày chốt số liệu trước ngày bắt đầu; hãy sửa một ngày.")
    types = profile_types(book, {code for _, codes in rows.each("profile_codes") for code in codes})
    for index, codes in rows.each("profile_codes"):
        taken = {}
        for code in codes:
            kind = types.get(code)
            if kind in taken:
                book.fault(
                    rows,
                    index,
                    "profile_codes",
                    f"Hai bộ quy tắc {taken[kind]} và {code} cùng cho đối tượng {kind}; mỗi đối tượng chỉ một bộ.",
                )
            taken[kind] = code
    check_rounds_keep_profiles(rows, book, types)


def check_rounds_keep_profiles(rows, book, types):
    """A round may not lose the profile of subjects that it already assesses."""
    stored = Assessment.objects.filter(round__code__in=store.among({code for _, code in rows.each("code")}))
    used = defaultdict(set)
    for code, kind in stored.order_by().values_list("round__code", "subject_type").distinct():
        used[code].add(kind)
    for index, code, codes in rows.each("code", "profile_codes"):
        for kind in sorted(used[code] - {types.get(profile) for profile in codes}):
            book.fault(
                rows,
                index,
                "profile_codes",
                f"Đợt đã có hồ sơ của đối tượng {kind}; hãy giữ một bộ quy tắc cho đối tượng này.",
            )


def profile_types(book, codes):
    """{profile code: subject type}, the file before the database."""
    stored = RuleProfile.objects.filter(code__in=store.among(codes)) if codes else None
    types = dict(stored.values_list("code", "subject_type")) if stored is not None else {}
    if "profiles" in book.rows:
        types |= {code: kind for _, code, kind in book.rows["profiles"].each("code", "subject_type")}
    return types


def save_round_profiles(rows, book, statuses):
    profiles = book.known("profiles", {code for codes in rows["profile_codes"] for code in codes})
    rounds = book.known("rounds", set(rows["code"]))
    types = dict(RuleProfile.objects.filter(pk__in=store.among(profiles.values())).values_list("pk", "subject_type"))
    wanted = {
        rounds[code]: {profiles[profile]: {"subject_type": types[profiles[profile]]} for profile in codes}
        for code, codes in zip(rows["code"], rows["profile_codes"], strict=True)
    }
    touched = relink(RoundProfile, "round_id", "profile_id", wanted)
    for index, code in enumerate(rows["code"]):
        if statuses[index] == Status.SAME and rounds[code] in touched:
            statuses[index] = Status.CHANGED


def round_rows(queryset, extent):
    profiles = defaultdict(list)
    for pk, code in RoundProfile.objects.filter(round__in=queryset).values_list("round_id", "profile__code"):
        profiles[pk].append(code)
    rows = queryset.values_list("pk", "code", "committee__code", "period", "start", "end", "cutoff")
    for pk, *row in rows.iterator(chunk_size=2000):
        yield *row, sorted(profiles[pk])


ROUNDS = Table(
    "rounds",
    "Đợt đánh giá",
    EvaluationRound,
    (
        Column("code", "Mã", Code(), required=True),
        Column("committee_code", "Mã cấp đánh giá", Reference("committees"), required=True, attr="committee_id"),
        Column("period", "Kỳ", Choice(Period), required=True),
        Column("start", "Từ ngày", Day(), required=True),
        Column("end", "Đến ngày", Day(), required=True),
        Column("cutoff", "Ngày chốt số liệu", Day(), required=True),
        Column("profile_codes", "Mã các bộ quy tắc", References("profiles"), required=True, attr=""),
    ),
    key=("code",),
    check=check_rounds,
    after=save_round_profiles,
    rows_of=round_rows,
)

# ---- assessments --------------------------------------------------------------------------------------------

SUBJECT = Coalesce("committee__code", "appointment__code")


class Subject(Code):
    """The code of an appointment or of a committee; which of them, the row says."""


def round_profiles(book):
    """{(round code, subject type): profile code} of the rounds of the file and the stored ones it names."""
    if "round_profiles" in book.notes:
        return book.notes["round_profiles"]
    named = set()
    for rows in book.rows.values():
        if "round_code" in rows:
            named |= {code for code in rows["round_code"] if code}
    stored = RoundProfile.objects.filter(round__code__in=store.among(named)) if named else None
    found = {}
    if stored is not None:
        for round_code, kind, profile in stored.values_list("round__code", "subject_type", "profile__code"):
            found[round_code, kind] = profile
    if "rounds" in book.rows:
        pairs = list(book.rows["rounds"].each("code", "profile_codes"))
        types = profile_types(book, {profile for _, _, codes in pairs for profile in codes})
        rewritten = book.in_file("rounds")
        found = {key: profile for key, profile in found.items() if key[0] not in rewritten}
        # A round whose profiles are already reported says nothing more about its subjects.
        found |= {
            (code, kind): None for code in rewritten - {code for _, code, _ in pairs} for kind in SubjectType.values
        }
        found |= {(code, types[profile]): profile for _, code, codes in pairs for profile in codes if profile in types}
    book.notes["round_profiles"] = found
    return found


def check_assessments(rows, book):
    units, posts = set(), set()
    for _, kind, code in rows.each("subject_type", "subject_code"):
        (units if kind == SubjectType.COLLECTIVE else posts).add(code)
    known_units = book.in_file("committees") | stored_codes(book, "committees", units)
    known_posts = book.in_file("appointments") | stored_codes(book, "appointments", posts)
    profiles = round_profiles(book)
    for index, round_code, kind, code in rows.each("round_code", "subject_type", "subject_code"):
        collective = kind == SubjectType.COLLECTIVE
        if code not in (known_units if collective else known_posts):
            table = "committees (Đảng bộ, tập thể)" if collective else "appointments (Giữ chức danh)"
            book.fault(
                rows, index, "subject_code", f"Không có mã “{code}” trong bảng {table}; hãy sửa mã hoặc thêm dòng."
            )
        if (round_code, kind) not in profiles:
            book.fault(
                rows,
                index,
                "subject_type",
                f"Đợt {round_code} không nêu bộ quy tắc cho đối tượng {kind}; hãy thêm vào profile_codes của đợt.",
            )
    check_one_subject(rows, book)


def check_one_subject(rows, book):
    """One code may not be assessed both as a committee and as a post of the same round."""
    stored = Assessment.objects.filter(round__code__in=store.among({code for _, code in rows.each("round_code")}))
    collective = SubjectType.COLLECTIVE
    kinds = {
        (round_code, code): kind == collective
        for round_code, code, kind in stored.annotate(code=SUBJECT).values_list("round__code", "code", "subject_type")
    }
    for index, round_code, code, kind in rows.each("round_code", "subject_code", "subject_type"):
        if kinds.get((round_code, code), kind == collective) != (kind == collective):
            book.fault(
                rows,
                index,
                "subject_type",
                "Mã này đã có trong đợt, là tập thể hay người giữ chức khác với dòng này; hãy sửa.",
            )


def stored_codes(book, name, codes):
    ids = book.known(name, codes)
    return {code for code in codes if ids.get(code) is not None}


def subject_ids(book, codes, collective):
    """(appointment ids, committee ids) per code; collective: a list of booleans."""
    units = book.known("committees", {code for code, is_unit in zip(codes, collective, strict=True) if is_unit})
    posts = book.known("appointments", {code for code, is_unit in zip(codes, collective, strict=True) if not is_unit})
    pairs = list(zip(codes, collective, strict=True))
    return [None if unit else posts[code] for code, unit in pairs], [
        units[code] if unit else None for code, unit in pairs
    ]


def assessment_records(rows, book):
    columns = stored_columns(rows, book, skip=("subject_code",))
    collective = [kind == SubjectType.COLLECTIVE for kind in rows["subject_type"]]
    posts, units = subject_ids(book, rows["subject_code"], collective)
    columns["appointment_id"], columns["committee_id"] = posts, units
    wanted = {pk for pk in posts if pk}
    homes = (
        dict(Appointment.objects.filter(pk__in=store.among(wanted)).values_list("pk", "committee_id")) if wanted else {}
    )
    columns["unit_id"] = [unit or homes[post] for post, unit in zip(posts, units, strict=True)]
    return columns


def assessment_scope(part):
    rounds = store.among(set(part["round_id"]))
    return Q(round__in=rounds, appointment__in=store.among({pk for pk in part["appointment_id"] if pk})) | Q(
        round__in=rounds, committee__in=store.among({pk for pk in part["committee_id"] if pk})
    )


def save_assessments(rows, book):
    columns = assessment_records(rows, book)
    statuses, ids = upsert(Assessment, columns, ("round_id", "appointment_id", "committee_id"), scope=assessment_scope)
    made = book.notes.setdefault("assessments", {})
    made.update(zip(zip(rows["round_code"], rows["subject_code"], strict=True), ids, strict=True))
    book.notes["new_assessments"] = {pk for pk, status in zip(ids, statuses, strict=True) if status == Status.NEW}
    return statuses, ids


def assessment_rows(queryset, extent):
    return (
        queryset.annotate(code=SUBJECT)
        .values_list("round__code", "code", "subject_type", "quota_group")
        .iterator(chunk_size=2000)
    )


ASSESSMENTS = Table(
    "assessments",
    "Hồ sơ đánh giá",
    Assessment,
    (
        Column("round_code", "Mã đợt", Reference("rounds"), required=True, attr="round_id"),
        Column("subject_code", "Mã đối tượng", Subject(), required=True, attr=""),
        Column("subject_type", "Đối tượng", Choice(SubjectType), required=True),
        Column("quota_group", "Nhóm hạn mức", Text(100)),
    ),
    key=("round_code", "subject_code"),
    check=check_assessments,
    save=save_assessments,
    order=("round__code", SUBJECT),
    rows_of=assessment_rows,
)


def assessed(book):
    """{(round code, subject code): subject type} of every assessment of the rounds this file names."""
    if "assessed" not in book.notes:
        named = set()
        for rows in book.rows.values():
            if "round_code" in rows and "subject_code" in rows:
                named |= {code for code in rows["round_code"] if code}
        stored = Assessment.objects.filter(round__code__in=store.among(named)).annotate(code=SUBJECT) if named else ()
        found = {
            (round_code, code): kind
            for round_code, code, kind in stored
            and stored.values_list("round__code", "code", "subject_type").iterator()
        }
        if "assessments" in book.rows:
            for _, round_code, code, kind in book.rows["assessments"].each(
                "round_code", "subject_code", "subject_type"
            ):
                found[round_code, code] = kind
        book.notes["assessed"] = found
    return book.notes["assessed"]


def check_subject(rows, book):
    """The row is of an assessment of the file or of the database."""
    subjects = assessed(book)
    for index, *pair in rows.each("round_code", "subject_code"):
        if tuple(pair) not in subjects:
            book.fault(rows, index, "subject_code", no_assessment(*pair))


def no_assessment(round_code, code):
    return f"“{code}” không có hồ sơ trong đợt {round_code}; hãy thêm dòng vào bảng assessments hoặc sửa mã."


def assessment_ids(rows, book):
    """The assessment of each row, by round and subject."""
    found = book.notes.setdefault("assessments", {})
    pairs = list(zip(rows["round_code"], rows["subject_code"], strict=True))
    missing = {pair[0] for pair in pairs if pair not in found}
    if missing:
        stored = Assessment.objects.filter(round__code__in=store.among(missing)).annotate(code=SUBJECT)
        for pk, *pair in stored.values_list("pk", "round__code", "code").iterator():
            found.setdefault(tuple(pair), pk)
    return [found[pair] for pair in pairs]


def of_assessment(rows, book):
    """Records of a table whose rows hang on an assessment."""
    columns = {"assessment_id": assessment_ids(rows, book)}
    return columns | stored_columns(rows, book, skip=("round_code", "subject_code"))


ROUND_AND_SUBJECT = (
    Column("round_code", "Mã đợt", Reference("rounds"), required=True, attr="", source="assessment__round__code"),
    Column("subject_code", "Mã đối tượng", Subject(), required=True, attr="", source="subject"),
)
OF_SUBJECT = Coalesce("assessment__committee__code", "assessment__appointment__code")
BY_SUBJECT = ("assessment__round__code", OF_SUBJECT)

# ---- sheets -------------------------------------------------------------------------------------------------


class Rules:
    """What sheets need of one profile: {criterion code: most points}, roles, and whether marks are ordinal."""

    def __init__(self):
        self.most, self.roles, self.ordinal = {}, set(), False


def rules_of(book, codes):
    """{profile code: Rules}: what is stored, then what the file says."""
    rules = {code: Rules() for code in codes}
    if not rules:
        return rules
    stored = RuleProfile.objects.filter(code__in=store.among(codes))
    for code, scale in stored.values_list("code", "scale"):
        rules[code].ordinal = scale == Scale.ORDINAL
    criteria = Criterion.objects.filter(profile__code__in=store.among(codes))
    for code, criterion, most in criteria.values_list("profile__code", "code", "max_points"):
        rules[code].most[criterion] = most
    for code, role in ProfileRole.objects.filter(profile__code__in=store.among(codes)).values_list(
        "profile__code", "role"
    ):
        rules[code].roles.add(role)
    in_file = {
        "profiles": (("code", "scale"), lambda rule, scale: setattr(rule, "ordinal", scale == Scale.ORDINAL)),
        "criteria": (("profile_code", "code", "max_points"), lambda rule, code, most: rule.most.update({code: most})),
        "profile_roles": (("profile_code", "role"), lambda rule, role: rule.roles.add(role)),
    }
    for name, (columns, take) in in_file.items():
        if name in book.rows:
            for _, code, *values in book.rows[name].each(*columns):
                if code in rules:
                    take(rules[code], *values)
    return rules


def check_sheets(rows, book):
    subjects, profiles = assessed(book), round_profiles(book)
    rules = rules_of(book, set(profiles.values()) - {None})
    own = own_assessors(rows, book)
    columns = ("round_code", "subject_code", "stage", "role", "assessor_code", "criterion_code", "value")
    for index, round_code, code, stage, role, assessor, criterion, value in rows.each(*columns):
        kind = subjects.get((round_code, code))
        if kind is None:
            book.fault(rows, index, "subject_code", no_assessment(round_code, code))
            continue
        profile = profiles.get((round_code, kind))
        if profile is None:
            continue  # reported where the assessment or the round is
        rule = rules[profile]
        most = rule.most.get(criterion)
        if most is None:
            book.fault(
                rows, index, "criterion_code", f"Bộ quy tắc {profile} không có tiêu chí “{criterion}”; hãy sửa mã."
            )
        elif value < 0 or value > most:
            book.fault(
                rows,
                index,
                "value",
                f"Điểm {value.normalize():f} ngoài khoảng 0–{most.normalize():f} của tiêu chí {criterion}.",
            )
        elif rule.ordinal and value not in (1, 2, 3, 4):
            book.fault(
                rows, index, "value", "Thang bốn mức: hãy ghi 4 (xuất sắc), 3 (tốt), 2 (trung bình) hoặc 1 (kém)."
            )
        if role not in rule.roles and not (stage == Stage.SELF and role == "self"):
            book.fault(
                rows,
                index,
                "role",
                f"Bộ quy tắc {profile} không có vai trò “{role}”; dùng được: {', '.join(sorted(rule.roles))}.",
            )
        if assessor and stage != Stage.SELF and (code, assessor) in own:
            book.fault(
                rows,
                index,
                "assessor_code",
                "Không ai được chấm hồ sơ của chính mình, trừ bước self; hãy sửa người chấm hoặc bước.",
            )


def own_assessors(rows, book):
    """{(subject code, assessor code)} in which the assessor is the subject: the same committee, post or person."""
    pairs = {
        (code, by) for code, by in zip(rows["subject_code"], rows.get("assessor_code"), strict=True) if code and by
    }
    if not pairs:
        return frozenset()
    codes = {code for pair in pairs for code in pair}
    holders = dict(Appointment.objects.filter(code__in=store.among(codes)).values_list("code", "cadre__code"))
    people = set(Cadre.objects.filter(code__in=store.among(codes)).values_list("code", flat=True))
    if "appointments" in book.rows:
        holders |= {code: cadre for _, code, cadre in book.rows["appointments"].each("code", "cadre_code")}
    people |= book.in_file("cadres")
    return {
        (code, by)
        for code, by in pairs
        if code == by
        or (code in holders and (holders.get(by) == holders[code] or (by in people and by == holders[code])))
    }


def save_sheets(rows, book):
    """One sheet for each (assessment, stage, role, assessor), one line for each row."""
    assessments = assessment_ids(rows, book)
    criteria = criterion_ids(rows, book)
    assessors = rows.get("assessor_code")
    fresh, sheets = book.notes.get("new_assessments", frozenset()), {}
    statuses, made = bytearray(), set()
    size = BATCH * 4
    for start in range(0, len(rows), size):
        end = start + size
        keys = list(
            zip(
                assessments[start:end],
                rows["stage"][start:end],
                rows["role"][start:end],
                assessors[start:end],
                strict=True,
            )
        )
        made |= find_or_make_sheets(keys, sheets, fresh)
        lines = {
            "sheet_id": [sheets[key] for key in keys],
            "criterion_id": criteria[start:end],
            "value": rows["value"][start:end],
        }
        statuses += save_lines(lines, made)
    return statuses, None


def find_or_make_sheets(keys, sheets, fresh):
    """Fill {key: sheet id} for the keys; returns the ids just made. Fresh assessments have no sheets to look for."""
    wanted = dict.fromkeys(key for key in keys if key not in sheets)
    old = {key[0] for key in wanted} - fresh
    if old:
        names = ("assessment_id", "stage", "role", "assessor_code")
        for pk, *key in ScoreSheet.objects.filter(assessment__in=store.among(old)).values_list("pk", *names).iterator():
            sheets[tuple(key)] = pk
            wanted.pop(tuple(key), None)
    if not wanted:
        return set()
    ids = store.reserve(ScoreSheet, len(wanted))
    columns = dict(zip(("assessment_id", "stage", "role", "assessor_code"), zip(*wanted, strict=True), strict=True))
    store.insert(ScoreSheet, {"id": ids, **columns})
    sheets.update(zip(wanted, ids, strict=True))
    return set(ids)


def save_lines(lines, made):
    """As `upsert`, in plain integers: there may be millions of lines, and new sheets have none to compare with."""
    old = set(lines["sheet_id"]) - made
    stored = {}
    if old:
        found = ScoreLine.objects.filter(sheet__in=store.among(old)).annotate(micro=Cast("value", IntegerField()))
        for pk, sheet, criterion, value in found.values_list("pk", "sheet_id", "criterion_id", "micro").iterator():
            stored[sheet, criterion] = pk, value
    statuses, new, changed = bytearray(len(lines["value"])), [], {}
    for index, row in enumerate(zip(lines["sheet_id"], lines["criterion_id"], lines["value"], strict=True)):
        line = stored.get(row[:2])
        if line is None:
            statuses[index] = Status.NEW
            new.append(index)
        elif line[1] != to_micro(row[2]):
            statuses[index] = Status.CHANGED
            changed[line[0]] = row[2]
    if new:
        columns = {name: [values[index] for index in new] for name, values in lines.items()}
        store.insert(ScoreLine, {"id": store.reserve(ScoreLine, len(new)), **columns})
    if changed:
        store.update(ScoreLine, {"id": list(changed), "value": list(changed.values())})
    return statuses


def criterion_ids(rows, book):
    """The criterion of each row, through the profile of its round for its subject type."""
    subjects, profiles = assessed(book), round_profiles(book)
    stored = Criterion.objects.filter(profile__code__in=store.among(set(profiles.values())))
    ids = {(profile, code): pk for pk, profile, code in stored.values_list("pk", "profile__code", "code")}
    columns = zip(rows["round_code"], rows["subject_code"], rows["criterion_code"], strict=True)
    return [ids[profiles[round_code, subjects[round_code, code]], criterion] for round_code, code, criterion in columns]


def sheet_rows(queryset, extent):
    names = ("sheet__assessment__round__code", "subject", "sheet__stage", "sheet__role", "sheet__assessor_code")
    rows = queryset.annotate(subject=LINE_SUBJECT)
    return rows.values_list(*names, "criterion__code", "value").iterator(chunk_size=2000)


LINE_SUBJECT = Coalesce("sheet__assessment__committee__code", "sheet__assessment__appointment__code")

SHEETS = Table(
    "sheets",
    "Phiếu chấm",
    ScoreLine,
    (
        Column("round_code", "Mã đợt", Reference("rounds"), required=True, attr=""),
        Column("subject_code", "Mã đối tượng", Subject(), required=True, attr=""),
        Column("stage", "Bước", Choice(Stage), required=True),
        Column("role", "Vai trò chấm", Text(50), required=True),
        Column("assessor_code", "Mã người chấm", Text(64)),
        Column("criterion_code", "Mã tiêu chí", Code(), required=True),
        Column("value", "Điểm", Micro(points=True), required=True),
    ),
    key=("round_code", "subject_code", "stage", "role", "assessor_code", "criterion_code"),
    check=check_sheets,
    save=save_sheets,
    order=(
        "sheet__assessment__round__code",
        LINE_SUBJECT,
        "sheet__stage",
        "sheet__role",
        "sheet__assessor_code",
        "criterion__code",
    ),
    rows_of=sheet_rows,
)

# ---- what bears on an assessment ----------------------------------------------------------------------------


def subject_rows(table_columns):
    """Rows of a table that hangs on an assessment: round, subject, then its own columns."""

    def rows_of(queryset, extent):
        names = ("assessment__round__code", "subject", *table_columns)
        return queryset.annotate(subject=OF_SUBJECT).values_list(*names).iterator(chunk_size=2000)

    return rows_of


TRIGGERS = Table(
    "triggers",
    "Căn cứ xếp không hoàn thành",
    Trigger,
    (
        *ROUND_AND_SUBJECT,
        Column("trigger_id", "Căn cứ", Choice(TriggerId), required=True),
        Column("date", "Ngày", Day(), required=True),
        Column("document", "Văn bản", Text(300)),
        Column("exception_accepted", "Được chấp nhận ngoại lệ", YesNo()),
        Column("exception_reason", "Lý do ngoại lệ", Text()),
    ),
    key=("round_code", "subject_code", "trigger_id", "date"),
    stored_key=("assessment_id", "trigger_id", "date"),
    check=check_subject,
    records=of_assessment,
    order=(*BY_SUBJECT, "trigger_id", "date"),
    rows_of=subject_rows(("trigger_id", "date", "document", "exception_accepted", "exception_reason")),
)


def check_discipline(rows, book):
    """The subject is a post or a committee, not both; nobody is disciplined before the act."""
    codes = {code for _, code in rows.each("subject_code")}
    units = book.in_file("committees") | stored_codes(book, "committees", codes)
    posts = book.in_file("appointments") | stored_codes(book, "appointments", codes)
    for index, code in rows.each("subject_code"):
        if code in units and code in posts:
            book.fault(
                rows, index, "subject_code", "Mã này vừa là tập thể vừa là người giữ chức; hãy đổi một trong hai mã."
            )
        elif code not in units and code not in posts:
            book.fault(
                rows,
                index,
                "subject_code",
                f"Không có mã “{code}” trong bảng appointments hay committees; hãy sửa mã hoặc thêm dòng.",
            )
    dates_in_order(rows, book, "act_on", "decided_on", "Ngày quyết định kỷ luật trước ngày vi phạm; hãy sửa một ngày.")


def discipline_records(rows, book):
    columns = stored_columns(rows, book, skip=("subject_code",))
    units = book.known("committees", set(rows["subject_code"]))
    collective = [units.get(code) is not None for code in rows["subject_code"]]
    columns["appointment_id"], columns["committee_id"] = subject_ids(book, rows["subject_code"], collective)
    return columns


def save_discipline(rows, book):
    def scope(part):
        return Q(appointment__in=store.among({pk for pk in part["appointment_id"] if pk})) | Q(
            committee__in=store.among({pk for pk in part["committee_id"] if pk})
        )

    key = ("appointment_id", "committee_id", "form", "decided_on")
    return upsert(Discipline, discipline_records(rows, book), key, scope=scope)


def discipline_rows(queryset, extent):
    names = ("form", "act_on", "decided_on", "duty_related", "unit__code", "self_remedied")
    return queryset.annotate(code=SUBJECT).values_list("code", *names).iterator(chunk_size=2000)


DISCIPLINE = Table(
    "discipline",
    "Kỷ luật",
    Discipline,
    (
        Column("subject_code", "Mã đối tượng", Subject(), required=True, attr=""),
        Column("form", "Hình thức", Choice(DisciplineForm), required=True),
        Column("act_on", "Ngày vi phạm", Day(), required=True),
        Column("decided_on", "Ngày quyết định", Day(), required=True),
        Column("duty_related", "Liên quan chức trách nhiệm vụ", YesNo(empty=None), required=True),
        Column("committee_code", "Mã đơn vị xảy ra", Reference("committees"), attr="unit_id"),
        Column("self_remedied", "Tự phát hiện và đã khắc phục", YesNo()),
    ),
    key=("subject_code", "form", "decided_on"),
    check=check_discipline,
    save=save_discipline,
    order=(SUBJECT, "form", "decided_on"),
    rows_of=discipline_rows,
)

REMEDIATION = Table(
    "remediation",
    "Khắc phục tồn tại",
    Remediation,
    (
        *ROUND_AND_SUBJECT,
        Column("pointed_out", "Tồn tại đã chỉ ra", Whole(), required=True),
        Column("remedied", "Đã khắc phục", Whole(), required=True),
    ),
    key=("round_code", "subject_code"),
    stored_key=("assessment_id",),
    check=check_subject,
    records=of_assessment,
    order=BY_SUBJECT,
    rows_of=subject_rows(("pointed_out", "remedied")),
)


def check_votes(rows, book):
    check_subject(rows, book)
    for index, low, total in rows.each("low_confidence", "total"):
        if low > total:
            book.fault(
                rows, index, "low_confidence", f"{low} phiếu tín nhiệm thấp nhiều hơn tổng số {total} phiếu; hãy sửa."
            )


VOTES = Table(
    "votes",
    "Lấy phiếu tín nhiệm",
    ConfidenceVote,
    (
        *ROUND_AND_SUBJECT,
        Column("low_confidence", "Phiếu tín nhiệm thấp", Whole(), required=True),
        Column("total", "Tổng số phiếu", Whole(), required=True),
    ),
    key=("round_code", "subject_code"),
    stored_key=("assessment_id",),
    check=check_votes,
    records=of_assessment,
    order=BY_SUBJECT,
    rows_of=subject_rows(("low_confidence", "total")),
)

# ---- ratings ------------------------------------------------------------------------------------------------


def save_ratings(rows, book):
    """Only decided levels are taken, and an empty one clears nothing."""
    statuses = bytearray(len(rows))
    if "decided_level" not in rows:
        return statuses, None
    chosen = [index for index, level in enumerate(rows["decided_level"]) if level]
    if not chosen:
        return statuses, None
    ids = assessment_ids(rows, book)
    columns = {
        "id": [ids[index] for index in chosen],
        "decided_level": [rows["decided_level"][index] for index in chosen],
    }
    found, _ = upsert(Assessment, columns, ("id",))
    for index, status in zip(chosen, found, strict=True):
        statuses[index] = status
    return statuses, None


def rating_rows(queryset, extent):
    """All figures of the round exported; of other rounds only what was decided: they are not computed here."""
    figures = [f"suggestion__{name}" for name in RATED]
    rows = queryset.annotate(code=SUBJECT, rated_group=F("suggestion__quota_group"))
    names = ("round__code", "code", "subject_type", "quota_group", "decided_level", "rated_group", *figures)
    nothing = [None] * len(RATED)
    for round_code, code, kind, group, decided, rated, *values in rows.values_list(*names).iterator(chunk_size=2000):
        if round_code == extent.round.code:
            yield round_code, code, kind, group if rated is None else rated, *values, decided
        elif decided:
            yield round_code, code, kind, group, *nothing, decided


RATED = (
    "points_common",
    "points_results",
    "bonus",
    "penalty",
    "total",
    "tasks_total",
    "done",
    "on_time",
    "late",
    "exceeded",
    "failed",
    "level",
    "reasons",
    "rank_in_group",
    "rank_overall",
)
COMPUTED_POINTS = Anything(Micro(points=True))
COMPUTED_COUNT = Anything(Whole())
COMPUTED_TEXT = Anything(Text())

RATINGS = Table(
    "ratings",
    "Kết quả xếp loại",
    Assessment,
    (
        Column("round_code", "Mã đợt", Reference("rounds"), required=True, attr=""),
        Column("subject_code", "Mã đối tượng", Subject(), required=True, attr=""),
        Column("subject_type", "Đối tượng", COMPUTED_TEXT),
        Column("quota_group", "Nhóm hạn mức", COMPUTED_TEXT),
        Column("points_common", "Điểm nhóm I", COMPUTED_POINTS),
        Column("points_results", "Điểm nhóm II", COMPUTED_POINTS),
        Column("bonus", "Điểm thưởng", COMPUTED_POINTS),
        Column("penalty", "Điểm trừ", COMPUTED_POINTS),
        Column("total", "Tổng điểm", COMPUTED_POINTS),
        Column("tasks_total", "Số việc", COMPUTED_COUNT),
        Column("done", "Đã xong", COMPUTED_COUNT),
        Column("on_time", "Đúng hạn", COMPUTED_COUNT),
        Column("late", "Chậm", COMPUTED_COUNT),
        Column("exceeded", "Vượt yêu cầu", COMPUTED_COUNT),
        Column("failed", "Không xong", COMPUTED_COUNT),
        Column("suggestion", "Đề xuất", Anything(Text()), source="suggestion__level"),
        Column("reasons", "Lý do", COMPUTED_TEXT),
        Column("rank_in_group", "Thứ tự trong nhóm", COMPUTED_COUNT),
        Column("rank_overall", "Thứ tự chung", COMPUTED_COUNT),
        Column("decided_level", "Mức quyết định", Choice(Level)),
    ),
    key=("round_code", "subject_code"),
    check=check_subject,
    save=save_ratings,
    order=("round__code", SUBJECT),
    rows_of=rating_rows,
)

TABLES = (
    PROFILES,
    PROFILE_ROLES,
    PROFILE_TABLES,
    HOLIDAYS,
    CRITERIA,
    ROUNDS,
    ASSESSMENTS,
    SHEETS,
    TRIGGERS,
    DISCIPLINE,
    REMEDIATION,
    VOTES,
    RATINGS,
)
