"""What happened to a task, and how it read at each step. Both only grow."""

from django.db import models

from cadre.models import Document, by
from tasks.enums import TaskState
from tasks.models.task import BreakthroughTask


class TaskVersion(models.Model):
    """The whole text of a task as it was sent, adjusted, approved or changed (`snapshot.contents`), by its hash."""

    task = models.ForeignKey(BreakthroughTask, models.CASCADE, related_name="versions", verbose_name="việc")
    number = models.PositiveIntegerField("phiên bản")
    content = models.JSONField("nội dung")
    sha256 = models.CharField("mã băm", max_length=64)
    made_at = models.DateTimeField("lúc")
    made_by = by("bởi")
    acting_as = models.CharField("với tư cách", max_length=300, blank=True)
    why = models.CharField("vì", max_length=300, blank=True)

    class Meta:
        verbose_name = "phiên bản của việc"
        verbose_name_plural = "phiên bản của việc"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["task", "number"], name="task_version_once")]

    def __str__(self):
        return f"{self.task} – bản {self.number}"


class TaskEvent(models.Model):
    """One step in the life of a task. `verb` is a workflow move or the name of a service; `body` holds its figures."""

    task = models.ForeignKey(BreakthroughTask, models.CASCADE, related_name="events", verbose_name="việc")
    at = models.DateTimeField("lúc")
    actor = by("người làm")
    acting_as = models.CharField("với tư cách", max_length=300, blank=True)
    verb = models.CharField("việc làm", max_length=30)
    from_state = models.CharField("từ", max_length=20, choices=TaskState, blank=True)
    to_state = models.CharField("đến", max_length=20, choices=TaskState, blank=True)
    comment = models.TextField("ý kiến", blank=True)
    version = models.PositiveIntegerField("phiên bản", default=0)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="văn bản"
    )
    body = models.JSONField("chi tiết", default=dict)

    class Meta:
        verbose_name = "bước của việc"
        verbose_name_plural = "bước của việc"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["task", "at"], name="task_event_of")]

    def __str__(self):
        return f"{self.task} – {self.verb}"
