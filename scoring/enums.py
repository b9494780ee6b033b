from django.db import models


class SubjectType(models.TextChoices):
    COLLECTIVE = "collective", "Tập thể"
    LEADER = "leader", "Cán bộ lãnh đạo, quản lý"
    STAFF = "staff", "Cá nhân không giữ chức vụ"


class Level(models.TextChoices):
    """What a person or committee is rated (decided)."""

    XS = "XS", "Hoàn thành xuất sắc nhiệm vụ"
    TOT = "TOT", "Hoàn thành tốt nhiệm vụ"
    HT = "HT", "Hoàn thành nhiệm vụ"
    KHT = "KHT", "Không hoàn thành nhiệm vụ"


class SuggestedLevel(models.TextChoices):
    """What the engine proposes: a level, or why it proposes none."""

    XS = "XS", "Xuất sắc"
    TOT = "TOT", "Tốt"
    HT = "HT", "Hoàn thành"
    KHT = "KHT", "Không hoàn thành"
    UNDECIDED = "UNDECIDED", "Cần xem xét"
    INCOMPLETE = "INCOMPLETE", "Thiếu dữ liệu"


class Regime(models.TextChoices):
    R366 = "366", "Quy định 366-QĐ/TW"
    R124 = "124", "Quy định 124-QĐ/TW"
    R132 = "132", "Quy định 132-QĐ/TW"
    ND335 = "nd335", "Nghị định 335/2025/NĐ-CP"
    LOCAL = "local", "Quy định của địa phương"


class Scale(models.TextChoices):
    POINTS = "points", "thang điểm 100"
    ORDINAL = "ordinal", "bốn mức, không tính điểm"


class Period(models.TextChoices):
    YEAR = "year", "năm"
    QUARTER = "quarter", "quý"
    MONTH = "month", "tháng"
    TERM = "term", "nhiệm kỳ"


class Stage(models.TextChoices):
    SELF = "self", "tự chấm"
    REVIEW = "review", "thẩm định"
    DECISION = "decision", "quyết định"


class Source(models.TextChoices):
    MANUAL = "manual", "chấm"
    BINARY = "binary", "đảm bảo / không đảm bảo"
    TASKS = "tasks", "tính từ việc được giao"
    SUBORDINATES = "subordinates", "tính từ đơn vị trực tiếp lãnh đạo"


class CriterionGroup(models.TextChoices):
    COMMON = "I", "Nhóm I – tiêu chí chung"
    RESULTS = "II", "Nhóm II – kết quả nhiệm vụ"
    DIMENSION = "D", "Tiêu chí d, đ, e của lãnh đạo"
    BONUS = "B", "Điểm thưởng"
    PENALTY = "P", "Điểm trừ"


class IncompletePolicy(models.TextChoices):
    """What is proposed when no level's conditions hold (xếp loại khi không đủ điều kiện mức nào)."""

    UNDECIDED = "undecided", "cấp có thẩm quyền xem xét"
    NOT_COMPLETED = "not_completed", "không hoàn thành nhiệm vụ"
    BAND = "band", "theo khung điểm"


class FiveTargets(models.TextChoices):
    ANY = "any", "một chỉ tiêu không đạt"
    ALL = "all", "cả năm chỉ tiêu không đạt"
    BY_DECISION = "by_decision", "do cấp có thẩm quyền quyết định"


class DisciplineDate(models.TextChoices):
    DECIDED = "decided", "ngày quyết định kỷ luật"
    ACT = "act", "ngày vi phạm"


class ResultFormula(models.TextChoices):
    DIMENSION_MEAN = "dimension_mean", "trung bình số lượng, chất lượng, tiến độ (NĐ 335)"
    TASK_MEAN = "task_mean", "trung bình theo việc"
    STEP_TABLE = "step_table", "bậc theo việc"
    NONE = "none", "không tính từ việc"


class QualityRule(models.TextChoices):
    PERCENT = "percent", "phần trăm"
    ERRORS = "errors", "theo số lỗi lớn"
    STEPS = "steps", "theo bậc"


class TimelinessRule(models.TextChoices):
    TIMES = "times", "theo số lần chậm"
    DAYS = "days", "theo số ngày làm việc chậm"


class QuotaBasis(models.TextChoices):
    OF_GOOD = "of_good", "số được xếp Tốt"
    OF_GOOD_OR_BETTER = "of_good_or_better", "số được xếp Tốt trở lên"
    OF_ALL = "of_all", "tổng số được xếp loại"


class QuarterToYear(models.TextChoices):
    SEPARATE = "separate", "chấm riêng năm"
    MEAN_OF_QUARTERS = "mean_of_quarters", "trung bình các quý"
    WEIGHTED = "weighted", "trung bình có trọng số"


class TableName(models.TextChoices):
    IMPORTANCE = "importance", "hệ số quan trọng"
    DIFFICULTY = "difficulty", "hệ số khó"
    QUALITY_STEP = "quality_step", "bậc chất lượng"
    DAYS_LATE = "days_late", "bậc ngày chậm"
    SUBORDINATE_LEVEL = "subordinate_level", "điểm theo mức của đơn vị"


class DisciplineForm(models.TextChoices):
    REPRIMAND = "khien_trach", "Khiển trách"
    WARNING = "canh_cao", "Cảnh cáo"
    REMOVAL = "cach_chuc", "Cách chức"
    EXPULSION = "khai_tru", "Khai trừ"


class TriggerId(models.TextChoices):
    """Căn cứ xếp không hoàn thành nhiệm vụ (Điều 11 khoản 4, Quy định 366); T = one of the five targets missed."""

    C1 = "C1", "Kết luận sai phạm về cán bộ, mất đoàn kết, bè phái"
    C2 = "C2", "Tập thể hoặc thành viên bị kỷ luật liên quan nhiệm vụ"
    C3 = "C3", "Thành viên bị kết luận suy thoái"
    C4 = "C4", "Không đạt mức tối thiểu về chỉ tiêu, nhiệm vụ"
    L1 = "L1", "Lĩnh vực, đơn vị phụ trách không đạt mức tối thiểu"
    L2 = "L2", "Quá nửa số phiếu tín nhiệm thấp"
    L3 = "L3", "Bị kỷ luật liên quan chức trách, nhiệm vụ"
    L4 = "L4", "Bị kết luận suy thoái"
    L5 = "L5", "Người, đơn vị trực tiếp quản lý tham nhũng, lãng phí, tiêu cực"
    N1 = "N1", "Suy thoái, bị kỷ luật hoặc vi phạm điều đảng viên không được làm"
    N2 = "N2", "Quá nửa nhiệm vụ không hoàn thành"
    T1 = "T1", "Không đạt chỉ tiêu kinh tế - xã hội thứ nhất"
    T2 = "T2", "Không đạt chỉ tiêu kinh tế - xã hội thứ hai"
    T3 = "T3", "Không đạt chỉ tiêu kinh tế - xã hội thứ ba"
    T4 = "T4", "Không đạt chỉ tiêu kinh tế - xã hội thứ tư"
    T5 = "T5", "Không đạt chỉ tiêu kinh tế - xã hội thứ năm"
