"""How well: rule profiles, rounds, assessments, sheets, what bears on them, and the suggestions computed."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cadre.fields import MarkField, MicroField
from cadre.models import Appointment, Committee, in_order
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
    SuggestedLevel,
    TableName,
    TimelinessRule,
    TriggerId,
)
from scoring.scope import AssessmentQuerySet, RoundQuerySet


def share(name):
    return models.CheckConstraint(
        condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0}),
        name=f"profile_{name}_not_negative",
        violation_error_message="Tỷ lệ không được âm.",
    )


class RuleProfile(models.Model):
    """Bộ quy tắc: everything a regime leaves to numbers, for one subject type. Shares are fractions (0.30 = 30 %).

    An empty setting means the rule is off, but for the defaults listed in scoring.md §9; `engine.profile` applies
    them in one place."""

    code = models.CharField("mã", max_length=64, unique=True)
    name = models.CharField("tên", max_length=300)
    regime = models.CharField("quy định", max_length=10, choices=Regime)
    subject_type = models.CharField("đối tượng", max_length=10, choices=SubjectType)
    document = models.CharField("văn bản", max_length=300, blank=True)
    valid_from = models.DateField("hiệu lực từ", null=True, blank=True)
    valid_to = models.DateField("hiệu lực đến", null=True, blank=True)
    scale = models.CharField("thang đo", max_length=10, choices=Scale)
    band_xs = MicroField("Xuất sắc từ", null=True, blank=True)
    band_tot = MicroField("Tốt từ", null=True, blank=True)
    band_ht = MicroField("Hoàn thành từ", null=True, blank=True)
    xs_exceeded_min = MicroField("Xuất sắc: vượt mức từ", null=True, blank=True)
    xs_late_zero = models.BooleanField("Xuất sắc: không việc chậm", null=True, blank=True)
    ht_late_max = MicroField("Hoàn thành: chậm không quá", null=True, blank=True)
    kht_done_below = MicroField("Không hoàn thành: xong dưới", null=True, blank=True)
    n2_failed_over = MicroField("N2: không xong quá", null=True, blank=True)
    l1_units_over = MicroField("L1: đơn vị không hoàn thành quá", null=True, blank=True)
    xs_remediation_min = MicroField("Xuất sắc: khắc phục từ", null=True, blank=True)
    no_tasks_bars_xs = models.BooleanField("không có việc thì không xếp Xuất sắc", null=True, blank=True)
    cascade = models.BooleanField("xét lần lượt từ mức cao xuống", null=True, blank=True)
    incomplete_policy = models.CharField(
        "khi không đủ điều kiện mức nào", max_length=15, choices=IncompletePolicy, blank=True
    )
    five_targets = models.CharField("năm chỉ tiêu kinh tế - xã hội", max_length=12, choices=FiveTargets, blank=True)
    discipline_counts_by = models.CharField("kỷ luật tính theo", max_length=10, choices=DisciplineDate, blank=True)
    any_discipline_is_kht = models.BooleanField("mọi kỷ luật đều là không hoàn thành", null=True, blank=True)
    result_formula = models.CharField("công thức kết quả", max_length=15, choices=ResultFormula, blank=True)
    w_quantity = MicroField("trọng số số lượng", null=True, blank=True)
    w_quality = MicroField("trọng số chất lượng", null=True, blank=True)
    w_timeliness = MicroField("trọng số tiến độ", null=True, blank=True)
    over_cap = MicroField("trần vượt", null=True, blank=True)
    quality_rule = models.CharField("cách tính chất lượng", max_length=10, choices=QualityRule, blank=True)
    timeliness_rule = models.CharField("cách tính tiến độ", max_length=10, choices=TimelinessRule, blank=True)
    quota_percent = MicroField("hạn mức Xuất sắc, %", null=True, blank=True)
    quota_basis = models.CharField("cơ sở hạn mức", max_length=20, choices=QuotaBasis, blank=True)
    quarter_to_year = models.CharField("quý thành năm", max_length=20, choices=QuarterToYear, blank=True)
    bonus_cap = MicroField("trần điểm thưởng", null=True, blank=True)
    penalty_cap = MicroField("trần điểm trừ", null=True, blank=True)
    decimals_shown = models.PositiveSmallIntegerField("số lẻ hiển thị", null=True, blank=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "bộ quy tắc xếp loại"
        verbose_name_plural = "bộ quy tắc xếp loại"
        ordering = ["code"]
        constraints = [
            in_order("valid_from", "valid_to", "profile_dates_in_order"),
            models.CheckConstraint(
                condition=Q(scale=Scale.ORDINAL)
                | Q(
                    band_xs__isnull=False,
                    band_tot__isnull=False,
                    band_ht__isnull=False,
                    band_xs__gte=F("band_tot"),
                    band_tot__gte=F("band_ht"),
                    band_ht__gte=0,
                    band_xs__lte=100,
                ),
                name="profile_bands_in_order",
                violation_error_message="Khung điểm phải giảm dần: Xuất sắc, Tốt, Hoàn thành, trong 0–100.",
            ),
            models.CheckConstraint(
                condition=Q(quota_percent__isnull=True) | Q(quota_percent__range=(0, 100)),
                name="profile_quota_range",
                violation_error_message="Hạn mức phải từ 0 đến 100 %.",
            ),
            share("xs_exceeded_min"),
            share("ht_late_max"),
            share("kht_done_below"),
        ]

    def __str__(self):
        return self.name


class ProfileRole(models.Model):
    """An assessor role whose sheets count, with its weight."""

    profile = models.ForeignKey(RuleProfile, models.CASCADE, related_name="roles", verbose_name="bộ quy tắc")
    role = models.CharField("vai trò chấm", max_length=50)
    weight = MicroField("trọng số")
    required = models.BooleanField("bắt buộc có phiếu", default=False)

    class Meta:
        verbose_name = "vai trò chấm"
        verbose_name_plural = "vai trò chấm"
        constraints = [
            models.UniqueConstraint(fields=["profile", "role"], name="profile_role_once"),
            models.CheckConstraint(
                condition=Q(weight__gte=0),
                name="profile_role_weight",
                violation_error_message="Trọng số không được âm.",
            ),
        ]

    def __str__(self):
        return self.role


class ProfileTable(models.Model):
    """One step of one of the profile's tables; an empty key is the step beyond the last."""

    profile = models.ForeignKey(RuleProfile, models.CASCADE, related_name="tables", verbose_name="bộ quy tắc")
    table = models.CharField("bảng", max_length=20, choices=TableName)
    key = models.CharField("khóa", max_length=100, blank=True)
    value = MicroField("giá trị")

    class Meta:
        verbose_name = "bậc của bộ quy tắc"
        verbose_name_plural = "bậc của bộ quy tắc"
        constraints = [models.UniqueConstraint(fields=["profile", "table", "key"], name="profile_table_once")]

    def __str__(self):
        return f"{self.table} {self.key}"


class Holiday(models.Model):
    date = models.DateField("ngày", unique=True)
    name = models.CharField("tên", max_length=200)

    class Meta:
        verbose_name = "ngày nghỉ"
        verbose_name_plural = "ngày nghỉ"
        ordering = ["date"]

    def __str__(self):
        return self.name


class Criterion(models.Model):
    profile = models.ForeignKey(RuleProfile, models.CASCADE, related_name="criteria", verbose_name="bộ quy tắc")
    code = models.CharField("mã", max_length=64)
    group = models.CharField("nhóm", max_length=2, choices=CriterionGroup)
    order = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("tên", max_length=500)
    max_points = MarkField("điểm tối đa")
    source = models.CharField("nguồn điểm", max_length=12, choices=Source)
    field_filter = models.CharField("lọc lĩnh vực, loại việc", max_length=1000, blank=True)
    clause = models.CharField("điều khoản", max_length=100, blank=True)

    class Meta:
        verbose_name = "tiêu chí"
        verbose_name_plural = "tiêu chí"
        ordering = ["profile", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "code"], name="criterion_once"),
            models.CheckConstraint(
                condition=Q(max_points__gt=0),
                name="criterion_max_positive",
                violation_error_message="Điểm tối đa phải lớn hơn 0.",
            ),
        ]

    def __str__(self):
        return self.name


class EvaluationRound(models.Model):
    code = models.CharField("mã", max_length=64, unique=True)
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="rounds", verbose_name="cấp đánh giá")
    period = models.CharField("kỳ", max_length=10, choices=Period)
    start = models.DateField("từ ngày")
    end = models.DateField("đến ngày")
    cutoff = models.DateField("ngày chốt số liệu")
    profiles = models.ManyToManyField(RuleProfile, through="RoundProfile", related_name="rounds")

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt đánh giá"
        verbose_name_plural = "đợt đánh giá"
        ordering = ["-end", "code"]
        constraints = [
            in_order("start", "end", "round_dates_in_order"),
            in_order("start", "cutoff", "round_cutoff_in_order", "Ngày chốt số liệu phải từ ngày bắt đầu trở đi."),
        ]

    def __str__(self):
        return f"Đợt đánh giá {self.code}"

    def get_absolute_url(self):
        return reverse("round", args=[self.pk])


class RoundProfile(models.Model):
    round = models.ForeignKey(EvaluationRound, models.CASCADE, related_name="round_profiles")
    profile = models.ForeignKey(RuleProfile, models.PROTECT, related_name="round_profiles")
    subject_type = models.CharField("đối tượng", max_length=10, choices=SubjectType)

    class Meta:
        verbose_name = "bộ quy tắc của đợt"
        verbose_name_plural = "bộ quy tắc của đợt"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "subject_type"],
                name="round_profile_once",
                violation_error_message="Mỗi đối tượng chỉ có một bộ quy tắc trong một đợt.",
            )
        ]

    def __str__(self):
        return f"{self.round} – {self.profile}"


class Assessment(models.Model):
    """Hồ sơ đánh giá: one subject (a post or a committee) in one round.

    `unit` (the committee itself, or that of the post), `path` and `depth` (its place on the round's end date) are
    derived; `services.place_assessments()` is their only writer."""

    round = models.ForeignKey(EvaluationRound, models.PROTECT, related_name="assessments", verbose_name="đợt")
    subject_type = models.CharField("đối tượng", max_length=10, choices=SubjectType)
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="assessments", verbose_name="người giữ chức"
    )
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, related_name="assessments", verbose_name="tập thể"
    )
    quota_group = models.CharField("nhóm hạn mức", max_length=100, blank=True)
    decided_level = models.CharField("mức quyết định", max_length=3, choices=Level, blank=True)
    unit = models.ForeignKey(Committee, models.PROTECT, related_name="unit_assessments", editable=False)
    path = models.CharField(max_length=240, editable=False, default="")
    depth = models.PositiveSmallIntegerField(editable=False, default=0)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ đánh giá"
        verbose_name_plural = "hồ sơ đánh giá"
        indexes = [models.Index(fields=["round", "path"], name="assessment_round_path")]
        constraints = [
            models.CheckConstraint(
                condition=Q(subject_type=SubjectType.COLLECTIVE, committee__isnull=False, appointment__isnull=True)
                | (~Q(subject_type=SubjectType.COLLECTIVE) & Q(committee__isnull=True, appointment__isnull=False)),
                name="assessment_one_subject",
                violation_error_message="Mỗi hồ sơ đánh giá đúng một đối tượng: một tập thể hoặc một người giữ chức.",
            ),
            models.UniqueConstraint(fields=["round", "appointment"], name="assessment_post_once"),
            models.UniqueConstraint(fields=["round", "committee"], name="assessment_committee_once"),
        ]

    def __str__(self):
        return str(self.committee or self.appointment)

    def get_absolute_url(self):
        return reverse("why", args=[self.pk])


class ScoreSheet(models.Model):
    """Phiếu chấm of one assessor in one role at one stage. `assessor_code` is the user's own code, and `assessor`
    the post behind it where that code is a post of ours."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="sheets", verbose_name="hồ sơ")
    stage = models.CharField("bước", max_length=10, choices=Stage)
    role = models.CharField("vai trò chấm", max_length=50)
    assessor_code = models.CharField("người chấm", max_length=64, blank=True)

    class Meta:
        verbose_name = "phiếu chấm"
        verbose_name_plural = "phiếu chấm"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "stage", "role", "assessor_code"], name="sheet_once")
        ]

    def __str__(self):
        return f"{self.assessment} – {self.role}"


class ScoreLine(models.Model):
    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="lines", verbose_name="phiếu")
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="lines", db_index=False, verbose_name="tiêu chí"
    )
    value = MarkField("điểm")

    class Meta:
        verbose_name = "điểm chấm"
        verbose_name_plural = "điểm chấm"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="line_once"),
            models.CheckConstraint(
                condition=Q(value__gte=0), name="line_not_negative", violation_error_message="Điểm không được âm."
            ),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.value}"


class Trigger(models.Model):
    """A recorded ground for level 4. It stays on file when an exception is accepted."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="triggers", verbose_name="hồ sơ")
    trigger_id = models.CharField("căn cứ", max_length=2, choices=TriggerId)
    date = models.DateField("ngày")
    document = models.CharField("văn bản", max_length=300, blank=True)
    exception_accepted = models.BooleanField("được chấp nhận ngoại lệ", default=False)
    exception_reason = models.TextField("lý do ngoại lệ", blank=True)

    class Meta:
        verbose_name = "căn cứ xếp không hoàn thành"
        verbose_name_plural = "căn cứ xếp không hoàn thành"
        constraints = [models.UniqueConstraint(fields=["assessment", "trigger_id", "date"], name="trigger_once")]

    def __str__(self):
        return self.trigger_id


class Discipline(models.Model):
    """A disciplinary decision on a person (through a post) or on a committee; `unit` is where the act belongs."""

    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="disciplines", verbose_name="người giữ chức"
    )
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, related_name="disciplines", verbose_name="tập thể"
    )
    form = models.CharField("hình thức", max_length=12, choices=DisciplineForm)
    act_on = models.DateField("ngày vi phạm")
    decided_on = models.DateField("ngày quyết định")
    duty_related = models.BooleanField("liên quan chức trách, nhiệm vụ")
    unit = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, related_name="unit_disciplines", verbose_name="đơn vị xảy ra"
    )
    self_remedied = models.BooleanField("tự phát hiện, đã khắc phục", default=False)

    class Meta:
        verbose_name = "kỷ luật"
        verbose_name_plural = "kỷ luật"
        constraints = [
            models.CheckConstraint(
                condition=Q(appointment__isnull=False, committee__isnull=True)
                | Q(appointment__isnull=True, committee__isnull=False),
                name="discipline_one_subject",
                violation_error_message="Kỷ luật đúng một đối tượng: một người giữ chức hoặc một tập thể.",
            ),
            models.UniqueConstraint(fields=["appointment", "form", "decided_on"], name="discipline_post_once"),
            models.UniqueConstraint(fields=["committee", "form", "decided_on"], name="discipline_committee_once"),
        ]

    def __str__(self):
        return f"{self.get_form_display()} – {self.appointment or self.committee}"


class Remediation(models.Model):
    """Shortcomings pointed out at the previous review, and how many are remedied."""

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="remediation", verbose_name="hồ sơ")
    pointed_out = models.PositiveIntegerField("tồn tại đã chỉ ra")
    remedied = models.PositiveIntegerField("đã khắc phục")

    class Meta:
        verbose_name = "khắc phục tồn tại"
        verbose_name_plural = "khắc phục tồn tại"

    def __str__(self):
        return f"{self.remedied}/{self.pointed_out}"


class ConfidenceVote(models.Model):
    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="vote", verbose_name="hồ sơ")
    low_confidence = models.PositiveIntegerField("phiếu tín nhiệm thấp")
    total = models.PositiveIntegerField("tổng số phiếu")

    class Meta:
        verbose_name = "lấy phiếu tín nhiệm"
        verbose_name_plural = "lấy phiếu tín nhiệm"
        constraints = [
            models.CheckConstraint(
                condition=Q(low_confidence__lte=F("total")),
                name="vote_low_within_total",
                violation_error_message="Số phiếu tín nhiệm thấp không được quá tổng số phiếu.",
            )
        ]

    def __str__(self):
        return f"{self.low_confidence}/{self.total}"


class RatingRun(models.Model):
    """One computation of a whole round: when, by whom, what came out. `digest` is SHA-256 over all its rows."""

    round = models.ForeignKey(EvaluationRound, models.CASCADE, related_name="runs", verbose_name="đợt")
    computed_at = models.DateTimeField("tính lúc")
    computed_by = models.CharField("người tính", max_length=150)
    seconds = models.DecimalField("thời gian, giây", max_digits=10, decimal_places=3)
    counts = models.JSONField("số lượng theo mức", default=dict)
    digest = models.CharField("mã băm", max_length=64)

    class Meta:
        verbose_name = "lần tính"
        verbose_name_plural = "lần tính"
        ordering = ["-computed_at", "-id"]

    def __str__(self):
        return f"{self.round} {self.computed_at:%H:%M %d/%m/%Y}"


class Suggestion(models.Model):
    """What the engine proposes for one assessment; `compute` is its only writer and replaces a round's rows whole.

    Points are empty when INCOMPLETE or ordinal, ranks too. `before_quota` is the level before the quota.
    `exceeded_key` is floor(exceeded/total × 10^12), the exact order of exceeded_share. `position` orders a subject
    type of a round: by rank, then level, then code; every list pages by it. `detail` holds points by criterion and
    results by field: {"criteria": {code: "6.500000"}, "fields": {field: [total, done, "98.333333"]}}."""

    assessment = models.OneToOneField(
        Assessment, models.CASCADE, primary_key=True, related_name="suggestion", verbose_name="hồ sơ"
    )
    # The assessment's round over again, for the indexes; the assessment's own key already holds it to a real one.
    round = models.ForeignKey(
        EvaluationRound, models.CASCADE, related_name="suggestions", db_index=False, db_constraint=False
    )
    subject_type = models.CharField("đối tượng", max_length=10, choices=SubjectType)
    quota_group = models.CharField("nhóm hạn mức", max_length=100, blank=True)
    points_common = MicroField("nhóm I", null=True)
    points_results = MicroField("nhóm II", null=True)
    bonus = MicroField("điểm thưởng", null=True)
    penalty = MicroField("điểm trừ", null=True)
    total = MicroField("tổng điểm", null=True)
    tasks_total = models.PositiveIntegerField("số việc")
    done = models.PositiveIntegerField("đã xong")
    on_time = models.PositiveIntegerField("đúng hạn")
    late = models.PositiveIntegerField("chậm")
    exceeded = models.PositiveIntegerField("vượt yêu cầu")
    failed = models.PositiveIntegerField("không xong")
    exceeded_key = models.BigIntegerField(default=0)
    before_quota = models.CharField("trước hạn mức", max_length=10, choices=SuggestedLevel)
    level = models.CharField("đề xuất", max_length=10, choices=SuggestedLevel)
    reasons = models.TextField("lý do", blank=True)
    rank_in_group = models.PositiveIntegerField("thứ tự trong nhóm", null=True)
    rank_overall = models.PositiveIntegerField("thứ tự chung", null=True)
    position = models.PositiveIntegerField("vị trí")
    detail = models.JSONField("chi tiết", default=dict)

    class Meta:
        verbose_name = "đề xuất xếp loại"
        verbose_name_plural = "đề xuất xếp loại"
        indexes = [
            models.Index(fields=["round", "subject_type", "position"], name="suggestion_position"),
            models.Index(fields=["round", "subject_type", "quota_group", "position"], name="suggestion_group"),
        ]

    def __str__(self):
        return f"{self.assessment}: {self.get_level_display()}"

    @property
    def reason_codes(self):
        return self.reasons.split(";") if self.reasons else []


class QuotaGroup(models.Model):
    """The quota of one group in the last run: counts before the quota, the cap, and how many kept XS.

    `cap` is empty where the profile sets no quota."""

    round = models.ForeignKey(EvaluationRound, models.CASCADE, related_name="quota_groups")
    subject_type = models.CharField("đối tượng", max_length=10, choices=SubjectType)
    quota_group = models.CharField("nhóm hạn mức", max_length=100, blank=True)
    rated = models.PositiveIntegerField("số được xếp")
    candidates = models.PositiveIntegerField("đủ điều kiện Xuất sắc")
    good = models.PositiveIntegerField("xếp Tốt trước hạn mức")
    cap = models.PositiveIntegerField("hạn mức", null=True)
    kept = models.PositiveIntegerField("đề xuất Xuất sắc")

    class Meta:
        verbose_name = "hạn mức của nhóm"
        verbose_name_plural = "hạn mức của nhóm"
        constraints = [
            models.UniqueConstraint(fields=["round", "subject_type", "quota_group"], name="quota_group_once")
        ]

    def __str__(self):
        return f"{self.quota_group}: {self.kept}/{self.cap}"
