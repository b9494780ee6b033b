"""Bản cam kết and đề nghị điều chỉnh: what is signed, and what is asked for and decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from cadre.models import Appointment, Committee, Document, StoredFile, by
from tasks.enums import ChangeKind, RequestState
from tasks.models.campaign import Campaign
from tasks.models.task import BreakthroughTask
from tasks.scope import ChangeRequestQuerySet, CommitmentQuerySet, TaskImportQuerySet


class Commitment(models.Model):
    """One signed version of the commitment of a person or a committee for a year. Never edited: a change of what was
    promised is the next version, which names the one before.

    `content` holds every word as it prints (`commitment_text`); `sha256` is the hash of its canonical form. A
    committee's commitment (`committee`) is signed by its head; `signed_post` is the post it was signed in."""

    year = models.PositiveSmallIntegerField("năm")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="commitments", verbose_name="đợt giao việc")
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="commitments", verbose_name="người cam kết"
    )
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, related_name="commitments", verbose_name="tập thể cam kết"
    )
    version = models.PositiveIntegerField("bản số")
    content = models.JSONField("nội dung")
    sha256 = models.CharField("mã băm", max_length=64)
    signed_at = models.DateTimeField("ký lúc")
    signed_by = by("người ký")
    signed_post = models.ForeignKey(Appointment, models.PROTECT, related_name="+", verbose_name="ký với chức danh")
    acting_as = models.CharField("với tư cách", max_length=300, blank=True)
    tasks = models.ManyToManyField(BreakthroughTask, through="CommitmentTask", related_name="commitments")

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "bản cam kết"
        verbose_name_plural = "bản cam kết"
        constraints = [
            models.CheckConstraint(
                condition=Q(appointment__isnull=True) ^ Q(committee__isnull=True), name="commitment_of_one"
            ),
            models.UniqueConstraint(
                fields=["campaign", "appointment", "version"],
                condition=Q(appointment__isnull=False),
                name="commitment_once_person",
            ),
            models.UniqueConstraint(
                fields=["campaign", "committee", "version"],
                condition=Q(committee__isnull=False),
                name="commitment_once_committee",
            ),
        ]

    def __str__(self):
        return f"{self.appointment or self.committee} – {self.year}, bản {self.version}"

    def get_absolute_url(self):
        return reverse("commitment", args=[self.pk])


class CommitmentTask(models.Model):
    """A task as it stood in a signed commitment."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="commitment_tasks")
    task = models.ForeignKey(BreakthroughTask, models.PROTECT, related_name="commitment_tasks")
    task_version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "việc trong cam kết"
        verbose_name_plural = "việc trong cam kết"
        constraints = [models.UniqueConstraint(fields=["commitment", "task"], name="commitment_task_once")]

    def __str__(self):
        return f"{self.commitment} – {self.task}"


class TaskImport(models.Model):
    """A workbook of tasks that was handed in and read, not yet or meanwhile saved.

    `preview` is what was found (`exchange.preview`): counts, rows and faults as a person reads them."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name="đợt giao việc"
    )
    preview = models.JSONField("xem trước", default=dict)
    handed_in_at = models.DateTimeField("đưa lên lúc")
    handed_in_by = by("người đưa lên")
    saved_at = models.DateTimeField("nhập lúc", null=True, blank=True)

    objects = TaskImportQuerySet.as_manager()

    class Meta:
        verbose_name = "lần nhập từ Excel"
        verbose_name_plural = "lần nhập từ Excel"

    def __str__(self):
        return str(self.file)

    def get_absolute_url(self):
        return reverse("import_preview", args=[self.pk])


class ChangeRequest(models.Model):
    """Đề nghị điều chỉnh: asked for by whom the task was given to, decided by who gave it.

    `before`, `asked` and `decided` are JSON of the same shape, by kind (`change_shapes.SHAPES`): what it was, what it
    should become, what was granted. None of them is ever overwritten; `decided` is empty until it is granted."""

    task = models.ForeignKey(BreakthroughTask, models.PROTECT, related_name="change_requests", verbose_name="việc")
    kind = models.CharField("loại", max_length=10, choices=ChangeKind)
    reason = models.TextField("lý do")
    asked = models.JSONField("đề nghị", default=dict)
    before = models.JSONField("hiện nay", default=dict)
    decided = models.JSONField("quyết định", default=dict)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tài liệu"
    )
    form_key = models.UUIDField("khóa biểu mẫu", null=True, blank=True, unique=True, editable=False)
    state = models.CharField("trạng thái", max_length=10, choices=RequestState, default=RequestState.OPEN)
    asked_at = models.DateTimeField("gửi lúc")
    asked_by = by("người gửi")
    asked_as = models.CharField("gửi với tư cách", max_length=300, blank=True)
    decided_at = models.DateTimeField("quyết định lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người quyết định",
    )
    decided_as = models.CharField("quyết định với tư cách", max_length=300, blank=True)
    answer = models.TextField("ý kiến quyết định", blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="văn bản"
    )

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị điều chỉnh"
        verbose_name_plural = "đề nghị điều chỉnh"
        ordering = ["asked_at", "id"]
        indexes = [models.Index(fields=["state", "asked_at"], name="change_request_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "kind"],
                condition=Q(state="open"),
                name="change_request_one_open",
                violation_error_message="Việc này đã có một đề nghị cùng loại đang chờ quyết định.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} – {self.task}"

    def get_absolute_url(self):
        return reverse("change_request", args=[self.pk])
