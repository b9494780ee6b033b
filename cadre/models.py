"""Who: accounts, committees in time, cadres, posts, grants, and the ledger."""

import datetime as dt
import secrets
import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cadre.enums import CommitteeLevel, PostType, Role, SuccessionKind
from cadre.fields import SearchField, SortField
from cadre.scope import CommitteeQuerySet

BEGINNING, FOREVER = dt.date(1, 1, 1), dt.date(9999, 12, 31)


def in_order(start, end, name, message="Ngày kết thúc phải từ ngày bắt đầu trở đi."):
    return models.CheckConstraint(
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__gte": F(start)}),
        name=name,
        violation_error_message=message,
    )


def by(words, **more):
    """Who did it; an account that did something is never deleted."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=words, **more)


def attached(words, model):
    """A document or a file that may be there."""
    return models.ForeignKey(model, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=words)


class User(AbstractUser):
    """A login. The person behind it is a Cadre, if there is one; what it may do are its grants."""

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"


class Committee(models.Model):
    """Every node that assigns, is assigned to or is rated: đảng bộ, chi bộ, tập thể lãnh đạo of an agency."""

    code = models.CharField("mã", max_length=64, unique=True)
    name = models.CharField("tên", max_length=300)
    kind = models.CharField("loại hình", max_length=100)
    level = models.CharField("cấp", max_length=10, choices=CommitteeLevel)
    valid_from = models.DateField("hoạt động từ", null=True, blank=True)
    valid_to = models.DateField("hoạt động đến", null=True, blank=True)
    member_count = models.PositiveIntegerField("số đảng viên", null=True, blank=True)
    search = SearchField(of=("code", "name"))
    sort = SortField(of="name")

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = "đảng bộ, tập thể"
        verbose_name_plural = "đảng bộ, tập thể"
        ordering = ["sort", "id"]
        constraints = [in_order("valid_from", "valid_to", "committee_dates_in_order")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("committee", args=[self.pk])


class ParentLink(models.Model):
    """Cấp trên trực tiếp of a committee over a period (both ends inclusive, empty = without limit).

    Triggers in the database refuse a cycle and two parents at one time; `tree.rebuild()` derives Placement."""

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="parent_links", verbose_name="tập thể")
    parent = models.ForeignKey(Committee, models.PROTECT, related_name="child_links", verbose_name="cấp trên")
    valid_from = models.DateField("từ", null=True, blank=True)
    valid_to = models.DateField("đến", null=True, blank=True)

    class Meta:
        verbose_name = "quan hệ trực thuộc"
        verbose_name_plural = "quan hệ trực thuộc"
        constraints = [
            in_order("valid_from", "valid_to", "parent_link_dates_in_order"),
            models.CheckConstraint(
                condition=~Q(committee=F("parent")),
                name="parent_link_not_self",
                violation_error_message="Một tập thể không thể trực thuộc chính nó.",
            ),
            models.UniqueConstraint(
                fields=["committee"],
                condition=Q(valid_to__isnull=True),
                name="parent_link_one_open",
                violation_error_message="Tập thể này đã có cấp trên đang hiệu lực.",
            ),
        ]

    def __str__(self):
        return f"{self.committee} thuộc {self.parent}"


class Placement(models.Model):
    """Where a committee stood in the tree over a period: derived from ParentLink by `tree.rebuild()`, its only writer.

    `path` is eight digits for each node from the root down to the committee itself, so the subtree of `p` is
    the range [p, p + "A") under any collation. Periods of one committee do not overlap; the dates are never empty."""

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Committee, models.CASCADE, null=True, related_name="child_placements")
    path = models.CharField(max_length=240)
    depth = models.PositiveSmallIntegerField()
    valid_from = models.DateField(default=BEGINNING)
    valid_to = models.DateField(default=FOREVER)

    class Meta:
        verbose_name = "vị trí trong cây"
        verbose_name_plural = "vị trí trong cây"
        indexes = [
            models.Index(fields=["path", "valid_from"], name="placement_path"),
            models.Index(fields=["parent", "valid_from"], name="placement_parent"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["committee", "valid_from"], name="placement_one_at_a_time"),
            in_order("valid_from", "valid_to", "placement_dates_in_order"),
        ]

    def __str__(self):
        return f"{self.committee} {self.valid_from}–{self.valid_to}"


class Succession(models.Model):
    predecessor = models.ForeignKey(Committee, models.PROTECT, related_name="successions", verbose_name="đơn vị cũ")
    successor = models.ForeignKey(Committee, models.PROTECT, related_name="origins", verbose_name="đơn vị kế thừa")
    kind = models.CharField("hình thức", max_length=10, choices=SuccessionKind)
    date = models.DateField("ngày")
    document = models.CharField("văn bản", max_length=300, blank=True)

    class Meta:
        verbose_name = "kế thừa tổ chức"
        verbose_name_plural = "kế thừa tổ chức"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "kind", "date"], name="succession_once"),
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.successor}"


class Cadre(models.Model):
    """A person. May have no login; scores hang on the appointments, not here."""

    code = models.CharField("mã", max_length=64, unique=True)
    full_name = models.CharField("họ và tên", max_length=200)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    managed_by = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, related_name="managed_cadres", verbose_name="cấp quản lý"
    )
    user = models.OneToOneField(
        User, models.SET_NULL, null=True, blank=True, related_name="cadre", verbose_name="tài khoản"
    )
    search = SearchField(of=("code", "full_name"))
    sort = SortField(of="full_name")

    class Meta:
        verbose_name = "cán bộ"
        verbose_name_plural = "cán bộ"
        ordering = ["sort", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(1900, 2100)),
                name="cadre_birth_year",
                violation_error_message="Năm sinh phải từ 1900 đến 2100.",
            )
        ]

    def __str__(self):
        return self.full_name

    def get_absolute_url(self):
        return reverse("cadre", args=[self.pk])


class Position(models.Model):
    """Chức danh in the catalogue: what a campaign names when it says who must register; posts are holders of one.

    A post without one gets that whose name its title begins with, the longest first (`cadre.posts.place_posts`)."""

    code = models.CharField("mã", max_length=64, unique=True)
    name = models.CharField("chức danh", max_length=200, unique=True)
    subject_type = models.CharField("diện xếp loại", max_length=10, choices=PostType, default=PostType.LEADER)
    is_head = models.BooleanField("là người đứng đầu", default=False)
    quota_group = models.CharField("nhóm hạn mức", max_length=100, blank=True)
    is_active = models.BooleanField("đang dùng", default=True)
    search = SearchField(of=("code", "name"))
    sort = SortField(of="name")

    class Meta:
        verbose_name = "chức danh"
        verbose_name_plural = "chức danh"
        ordering = ["sort", "id"]

    def __str__(self):
        return self.name


class Appointment(models.Model):
    """Giữ chức danh: one person in one post over a period (ends inclusive). This is what is rated."""

    code = models.CharField("mã", max_length=64, unique=True)
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="appointments", verbose_name="cán bộ")
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="appointments", verbose_name="tập thể")
    title = models.CharField("chức danh", max_length=300)
    position = models.ForeignKey(
        Position, models.PROTECT, null=True, blank=True, related_name="appointments", verbose_name="theo danh mục"
    )
    is_head = models.BooleanField("là người đứng đầu", default=False)
    subject_type = models.CharField("diện xếp loại", max_length=10, choices=PostType)
    start = models.DateField("từ ngày")
    end = models.DateField("đến ngày", null=True, blank=True)
    quota_group = models.CharField("nhóm hạn mức", max_length=100, blank=True)
    search = SearchField(of=("code", "title"))
    sort = SortField(of="title")

    class Meta:
        verbose_name = "giữ chức danh"
        verbose_name_plural = "giữ chức danh"
        ordering = ["sort", "id"]
        constraints = [
            in_order("start", "end", "appointment_dates_in_order"),
            # Overlaps with an end date are refused by a trigger (guards migration).
            models.UniqueConstraint(
                fields=["committee", "title"],
                condition=Q(is_head=True, end__isnull=True),
                name="appointment_one_active_head",
                violation_error_message="Chức danh người đứng đầu này đang có người giữ.",
            ),
        ]

    def __str__(self):
        return self.title


class Grant(models.Model):
    """A right: this account acts in this role for this committee and all below it, from–to (ends inclusive)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name="tài khoản")
    role = models.CharField("vai trò", max_length=10, choices=Role)
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="grants", verbose_name="tập thể")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        verbose_name = "quyền"
        verbose_name_plural = "quyền"
        constraints = [
            in_order("valid_from", "valid_to", "grant_dates_in_order"),
            models.UniqueConstraint(fields=["user", "role", "committee", "valid_from"], name="grant_once"),
        ]

    def __str__(self):
        return f"{self.get_role_display()} – {self.committee}"


def storage_key():
    return secrets.token_hex(16)


class StoredFile(models.Model):
    """A file kept outside the database under a random name (`key`), its content known by SHA-256.

    `files.keep()` is the only writer. Who may read it is decided by what refers to it, never by the key."""

    key = models.CharField("khóa", max_length=32, unique=True, default=storage_key, editable=False)
    name = models.CharField("tên tệp", max_length=255)
    kind = models.CharField("loại", max_length=10)  # of files.KINDS, told from the content
    size = models.PositiveBigIntegerField("dung lượng")
    sha256 = models.CharField("mã băm", max_length=64, db_index=True)
    uploaded_at = models.DateTimeField("lúc tải lên")
    uploaded_by = by("người tải")

    class Meta:
        verbose_name = "tệp"
        verbose_name_plural = "tệp"

    def __str__(self):
        return self.name


class Document(models.Model):
    """Văn bản that makes something official: number, date, issuer, and the file where there is one.

    `committee` is the body in whose work it was recorded."""

    number = models.CharField("số, ký hiệu", max_length=100)
    issued_on = models.DateField("ngày ban hành")
    issuer = models.CharField("nơi ban hành", max_length=300)
    title = models.CharField("trích yếu", max_length=500, blank=True)
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="documents", verbose_name="nơi ghi nhận")
    file = attached("tệp", StoredFile)
    recorded_at = models.DateTimeField("lúc ghi")
    recorded_by = by("người ghi")

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "number", "issued_on"],
                name="document_once",
                violation_error_message="Văn bản này đã được ghi với cùng số và ngày.",
            )
        ]

    def __str__(self):
        return f"{self.number} ngày {self.issued_on:%d/%m/%Y}"


class FormDraft(models.Model):
    """What somebody typed into a form and has not sent: the raw values, so that nothing is lost by an error, a closed
    browser or a lost line. The key is in the page; it also makes sending the same page twice one effect."""

    key = models.UUIDField("khóa", primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="form_drafts")
    form = models.CharField("biểu mẫu", max_length=50)
    target = models.CharField("của", max_length=100, blank=True)  # what the form is about, in the form's own words
    title = models.CharField("tên gọi", max_length=300, blank=True)
    data = models.JSONField("nội dung", default=dict)  # {field name: [typed values]}
    saved_at = models.DateTimeField("lúc lưu")

    class Meta:
        verbose_name = "bản đang soạn"
        verbose_name_plural = "bản đang soạn"
        indexes = [models.Index(fields=["user", "form", "target"], name="form_draft_of")]

    def __str__(self):
        return self.title or self.form


class Serial(models.Model):
    """The last number given under a name. `serials.take()` is the only writer."""

    name = models.CharField(max_length=100, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "số thứ tự"
        verbose_name_plural = "số thứ tự"

    def __str__(self):
        return f"{self.name} {self.last}"


class LedgerEntry(models.Model):
    """One line of the record: append-only (triggers refuse UPDATE and DELETE), each sealed over the one before.

    Written by `ledger.record()` only, in the transaction of the change it tells of."""

    seq = models.PositiveBigIntegerField("số thứ tự", primary_key=True)
    at = models.DateTimeField("thời điểm")
    actor = models.CharField("người thực hiện", max_length=150)
    acting_as = models.CharField("với tư cách", max_length=300, blank=True)
    verb = models.CharField("hành động", max_length=50)
    subject = models.CharField("đối tượng", max_length=200)
    body = models.JSONField("nội dung", default=dict)
    seal = models.CharField("niêm phong", max_length=64)

    class Meta:
        verbose_name = "dòng nhật ký"
        verbose_name_plural = "nhật ký"
        ordering = ["seq"]

    def __str__(self):
        return f"{self.seq} {self.verb} {self.subject}"
