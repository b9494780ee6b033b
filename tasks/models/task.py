"""Breakthrough tasks, their owners, indicators, milestones and progress reports."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cadre.fields import MicroField, SearchField, SortField
from cadre.models import Appointment, Committee, Document, by, in_order
from tasks.enums import Comparator, Horizon, ReportState, TaskKind, TaskState
from tasks.models.campaign import Campaign
from tasks.scope import TaskQuerySet


def percent(name, label):
    """Check: a percentage between 0 and 100, or empty."""
    return models.CheckConstraint(
        condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (0, 100)}),
        name=f"{label}_{name}_range",
        violation_error_message="Chất lượng phải từ 0 đến 100 %.",
    )


def stamp(words):
    """The pair (when, by whom) of one step of the workflow."""
    return (
        models.DateTimeField(f"{words} lúc", null=True, blank=True),
        by(f"{words} bởi", null=True, blank=True),
    )


class BreakthroughTask(models.Model):
    """A task given to people (`owners`) or to a committee, with a product to be accepted by a due date.

    `due` is the current deadline after approved extensions; `original_due` keeps the first one. `revision` counts
    writes, so that a page that has grown old is noticed; `version` is the number of the last TaskVersion, 0 for tasks
    that came by import. The stamps `…_at`, `…_by` are written by `workflow` and `registering` only."""

    code = models.CharField("mã", max_length=64, unique=True)
    year = models.PositiveSmallIntegerField("năm")
    kind = models.CharField("loại", max_length=10, choices=TaskKind)
    field = models.CharField("lĩnh vực", max_length=150)
    title = models.CharField("nội dung việc", max_length=1000)
    assigned_by = models.ForeignKey(Committee, models.PROTECT, related_name="tasks_given", verbose_name="nơi giao")
    owners = models.ManyToManyField(Appointment, through="TaskOwner", related_name="tasks", verbose_name="người nhận")
    owner_committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, related_name="tasks_held", verbose_name="tập thể nhận"
    )
    parent_task = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subtasks", verbose_name="việc cấp trên"
    )
    start = models.DateField("bắt đầu", null=True, blank=True)
    due = models.DateField("thời hạn")
    original_due = models.DateField("thời hạn ban đầu", null=True, blank=True)
    horizon = models.CharField("thời kỳ", max_length=4, choices=Horizon, default=Horizon.YEAR)
    importance = models.CharField("mức quan trọng", max_length=100, blank=True)
    difficulty = models.CharField("độ khó", max_length=100, blank=True)
    reason = models.TextField("vì sao khó hoặc cấp bách", blank=True)
    product = models.TextField("sản phẩm", blank=True)
    product_type = models.CharField("loại văn bản sản phẩm", max_length=100, blank=True)
    product_issuer = models.CharField("nơi ban hành sản phẩm", max_length=300, blank=True)
    coordination = models.CharField("nơi phối hợp", max_length=1000, blank=True)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="đợt giao việc"
    )
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to", verbose_name="chuyển tiếp từ"
    )
    state = models.CharField("trạng thái", max_length=20, choices=TaskState)
    finished_on = models.DateField("ngày hoàn thành", null=True, blank=True)
    accepted_on = models.DateField("ngày nghiệm thu", null=True, blank=True)
    quality_percent = MicroField("chất lượng, %", null=True, blank=True)
    major_errors = models.PositiveSmallIntegerField("lỗi lớn", null=True, blank=True)
    times_late = models.PositiveSmallIntegerField("số lần chậm", null=True, blank=True)
    exceeded = models.BooleanField("vượt yêu cầu", default=False)
    excused = models.BooleanField("nguyên nhân khách quan được chấp nhận", default=False)
    decision = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="quyết định giao việc"
    )
    form_key = models.UUIDField("khóa biểu mẫu", null=True, blank=True, unique=True, editable=False)
    revision = models.PositiveIntegerField("lần sửa", default=0, editable=False)
    version = models.PositiveIntegerField("phiên bản", default=0, editable=False)
    appraisal = models.TextField("ý kiến thẩm định", blank=True)
    created_at, created_by = stamp("soạn")
    submitted_at, submitted_by = stamp("trình")
    appraised_at, appraised_by = stamp("thẩm định")
    approved_at, approved_by = stamp("phê duyệt")
    acknowledged_at, acknowledged_by = stamp("nhận việc")
    search = SearchField(of=("code", "title", "field", "product"))
    sort = SortField(of="title")

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ đột phá"
        verbose_name_plural = "nhiệm vụ đột phá"
        constraints = [
            in_order("start", "due", "task_dates_in_order", "Thời hạn phải từ ngày bắt đầu trở đi."),
            percent("quality_percent", "task"),
            models.CheckConstraint(
                condition=Q(year__range=(1990, 2200)),
                name="task_year_range",
                violation_error_message="Năm phải từ 1990 đến 2200.",
            ),
            models.CheckConstraint(
                condition=~Q(parent_task=F("id")),
                name="task_not_own_parent",
                violation_error_message="Một việc không thể là việc cấp trên của chính nó.",
            ),
        ]
        indexes = [
            models.Index(fields=["year", "due", "id"], name="task_year_due"),
            models.Index(fields=["owner_committee", "due"], name="task_holder_due"),
            models.Index(fields=["campaign", "state"], name="task_campaign_state"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("task", args=[self.pk])


class TaskOwner(models.Model):
    """Người nhận việc: with the task it is one assignment, counted once for this post."""

    task = models.ForeignKey(BreakthroughTask, models.CASCADE, related_name="task_owners", verbose_name="việc")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="task_owners", verbose_name="người nhận")

    class Meta:
        verbose_name = "người nhận việc"
        verbose_name_plural = "người nhận việc"
        constraints = [models.UniqueConstraint(fields=["task", "appointment"], name="task_owner_once")]

    def __str__(self):
        return f"{self.appointment} – {self.task}"


class TaskCoordinator(models.Model):
    """A committee named in `coordination`, where its name is in the catalogue."""

    task = models.ForeignKey(BreakthroughTask, models.CASCADE, related_name="task_coordinators", verbose_name="việc")
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="coordinates", verbose_name="nơi phối hợp")

    class Meta:
        verbose_name = "nơi phối hợp"
        verbose_name_plural = "nơi phối hợp"
        constraints = [models.UniqueConstraint(fields=["task", "committee"], name="task_coordinator_once")]

    def __str__(self):
        return f"{self.committee} – {self.task}"


class TaskPlace(models.Model):
    """Where a task stands in the tree on its due date: one row for each place of who gave it and who holds it.

    Derived, so that a scope is one index range; `services.place_tasks()` is its only writer."""

    task = models.ForeignKey(BreakthroughTask, models.CASCADE, related_name="places", db_index=False)
    path = models.CharField(max_length=240)
    is_held = models.BooleanField("nơi nhận (không thì nơi giao)")

    class Meta:
        verbose_name = "vị trí của việc"
        verbose_name_plural = "vị trí của việc"
        constraints = [models.UniqueConstraint(fields=["task", "path", "is_held"], name="task_place_once")]
        indexes = [models.Index(fields=["path", "is_held", "task"], name="task_place_path")]

    def __str__(self):
        return f"{self.task_id} {self.path}"


class Indicator(models.Model):
    """Chỉ tiêu: `gte`, `eq`, `range` read target_min, `lte` reads target_max, `done` is yes or no (scoring.md §9)."""

    task = models.ForeignKey(BreakthroughTask, models.CASCADE, related_name="indicators", verbose_name="việc")
    name = models.CharField("chỉ tiêu", max_length=500)
    unit = models.CharField("đơn vị", max_length=100, blank=True)
    comparator = models.CharField("so sánh", max_length=5, choices=Comparator)
    baseline = MicroField("đầu kỳ", null=True, blank=True)
    target_min = MicroField("chỉ tiêu từ", null=True, blank=True)
    target_max = MicroField("chỉ tiêu đến", null=True, blank=True)
    target_text = models.CharField("chỉ tiêu bằng lời", max_length=500, blank=True)
    weight = MicroField("trọng số", default=1)
    result = MicroField("kết quả", null=True, blank=True)

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "name"], name="indicator_once"),
            models.CheckConstraint(
                condition=Q(weight__gt=0),
                name="indicator_weight_positive",
                violation_error_message="Trọng số phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                condition=Q(target_min__isnull=True) | Q(target_max__isnull=True) | Q(target_max__gte=F("target_min")),
                name="indicator_targets_in_order",
                violation_error_message="Cận trên của chỉ tiêu phải từ cận dưới trở lên.",
            ),
            models.CheckConstraint(
                condition=~Q(comparator__in=["gte", "eq", "range"])
                | (Q(target_min__isnull=False) & (Q(baseline__isnull=True) | ~Q(baseline=F("target_min")))),
                name="indicator_min_usable",
                violation_error_message="Chỉ tiêu phải có số và khác số đầu kỳ.",
            ),
            models.CheckConstraint(
                condition=~Q(comparator="lte")
                | (Q(target_max__isnull=False) & (Q(baseline__isnull=True) | ~Q(baseline=F("target_max")))),
                name="indicator_max_usable",
                violation_error_message="Chỉ tiêu phải có số và khác số đầu kỳ.",
            ),
        ]

    def __str__(self):
        return self.name


class Milestone(models.Model):
    """Mốc: of a multi-year task each milestone is an assignment of its year; of a one-year task, information."""

    task = models.ForeignKey(BreakthroughTask, models.CASCADE, related_name="milestones", verbose_name="việc")
    due = models.DateField("hạn")
    title = models.CharField("mốc", max_length=500)
    proof = models.CharField("chứng minh bằng", max_length=300, blank=True)
    finished_on = models.DateField("ngày xong", null=True, blank=True)
    accepted_on = models.DateField("ngày nghiệm thu", null=True, blank=True)
    quality_percent = MicroField("chất lượng, %", null=True, blank=True)
    exceeded = models.BooleanField("vượt yêu cầu", default=False)
    excused = models.BooleanField("nguyên nhân khách quan được chấp nhận", default=False)

    class Meta:
        verbose_name = "mốc"
        verbose_name_plural = "mốc"
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "due", "title"], name="milestone_once"),
            percent("quality_percent", "milestone"),
        ]

    def __str__(self):
        return self.title


class ProgressReport(models.Model):
    task = models.ForeignKey(BreakthroughTask, models.CASCADE, related_name="reports", verbose_name="việc")
    period_end = models.DateField("kỳ đến ngày")
    percent = MicroField("tiến độ, %", null=True, blank=True)
    narrative = models.TextField("kết quả", blank=True)
    difficulties = models.TextField("khó khăn, vướng mắc", blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=ReportState)
    submitted_on = models.DateField("ngày nộp", null=True, blank=True)

    class Meta:
        verbose_name = "báo cáo tiến độ"
        verbose_name_plural = "báo cáo tiến độ"
        ordering = ["period_end", "id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "period_end"], name="report_once"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__range=(0, 1000)),
                name="report_percent_range",
                violation_error_message="Tiến độ phải từ 0 đến 1000 %.",
            ),
        ]

    def __str__(self):
        return f"{self.task} – {self.period_end}"
