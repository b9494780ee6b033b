"""Đợt giao việc, and the catalogue of fields."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cadre.fields import SortField
from cadre.models import Appointment, Committee, Position, StoredFile, attached, by, in_order
from tasks.enums import CampaignState
from tasks.scope import CampaignQuerySet


class TaskField(models.Model):
    """Lĩnh vực that a form offers. Tasks keep the words they were written with."""

    name = models.CharField("lĩnh vực", max_length=150, unique=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    is_active = models.BooleanField("đang dùng", default=True)
    sort = SortField(of="name")

    class Meta:
        verbose_name = "lĩnh vực"
        verbose_name_plural = "lĩnh vực"
        ordering = ["order", "sort", "id"]

    def __str__(self):
        return self.name


class Campaign(models.Model):
    """Đợt giao việc of a committee: what the year is about, who must register how many tasks, and until when.

    `start`–`end` is the time in which the tasks are done; registration runs `opens_on`–`closes_on`, both inclusive."""

    code = models.CharField("mã", max_length=64, unique=True)
    name = models.CharField("tên đợt", max_length=300)
    year = models.PositiveSmallIntegerField("năm")
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="campaigns", verbose_name="nơi giao việc")
    start = models.DateField("thực hiện từ")
    end = models.DateField("thực hiện đến")
    opens_on = models.DateField("đăng ký từ")
    closes_on = models.DateField("đăng ký đến")
    min_per_person = models.PositiveSmallIntegerField("ít nhất mỗi người", default=1)
    max_per_person = models.PositiveSmallIntegerField("nhiều nhất mỗi người", null=True, blank=True)
    guidance = models.TextField("hướng dẫn", blank=True)
    guidance_file = attached("văn bản hướng dẫn", StoredFile)
    state = models.CharField("trạng thái", max_length=10, choices=CampaignState, default=CampaignState.DRAFT)
    form_key = models.UUIDField("khóa biểu mẫu", null=True, blank=True, unique=True, editable=False)
    revision = models.PositiveIntegerField("lần sửa", default=0, editable=False)
    positions = models.ManyToManyField(Position, through="CampaignPosition", related_name="campaigns")
    posts = models.ManyToManyField(Appointment, through="CampaignPost", related_name="campaigns")
    created_at = models.DateTimeField("lập lúc")
    created_by = by("lập bởi")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt giao việc"
        verbose_name_plural = "đợt giao việc"
        ordering = ["-year", "-opens_on", "-id"]
        constraints = [
            in_order("start", "end", "campaign_dates_in_order"),
            in_order("opens_on", "closes_on", "campaign_registration_in_order", "Hạn đăng ký phải từ ngày mở trở đi."),
            models.CheckConstraint(
                condition=Q(max_per_person__isnull=True) | Q(max_per_person__gte=F("min_per_person")),
                name="campaign_counts_in_order",
                violation_error_message="Số việc nhiều nhất phải từ số ít nhất trở lên.",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(1990, 2200)),
                name="campaign_year_range",
                violation_error_message="Năm phải từ 1990 đến 2200.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("campaign", args=[self.pk])


class CampaignFocus(models.Model):
    """Trọng tâm of the year: a field, and what is expected in it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="focuses")
    field = models.CharField("lĩnh vực", max_length=150, blank=True)
    title = models.CharField("nội dung trọng tâm", max_length=500)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "trọng tâm"
        verbose_name_plural = "trọng tâm"
        ordering = ["order", "id"]

    def __str__(self):
        return self.title


class CampaignPosition(models.Model):
    """Whoever holds this position below the campaign's committee must register."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="campaign_positions")
    position = models.ForeignKey(Position, models.PROTECT, related_name="campaign_positions")

    class Meta:
        verbose_name = "chức danh phải đăng ký"
        verbose_name_plural = "chức danh phải đăng ký"
        constraints = [models.UniqueConstraint(fields=["campaign", "position"], name="campaign_position_once")]

    def __str__(self):
        return str(self.position)


class CampaignPost(models.Model):
    """This post must register, whatever its position."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="campaign_posts")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="campaign_posts")

    class Meta:
        verbose_name = "người phải đăng ký"
        verbose_name_plural = "người phải đăng ký"
        constraints = [models.UniqueConstraint(fields=["campaign", "appointment"], name="campaign_post_once")]

    def __str__(self):
        return str(self.appointment)
