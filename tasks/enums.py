from django.db import models


class TaskKind(models.TextChoices):
    BREAKTHROUGH = "dot_pha", "Đột phá"
    INNOVATION = "doi_moi", "Đổi mới"
    ORDER = "dat_hang", "Đặt hàng"
    KEY = "trong_tam", "Trọng tâm"


class Horizon(models.TextChoices):
    YEAR = "year", "trong năm"
    TERM = "term", "nhiều năm"


class TaskState(models.TextChoices):
    DRAFT = "draft", "Đang soạn"
    PROPOSED = "proposed", "Đã trình"
    RETURNED = "returned", "Trả lại"
    APPROVED = "approved", "Đã phê duyệt"
    IN_PROGRESS = "in_progress", "Đang thực hiện"
    AWAITING_RECOGNITION = "awaiting_recognition", "Xong, chờ công nhận"
    ACCEPTED = "accepted", "Đã nghiệm thu"
    NOT_COMPLETED = "not_completed", "Không xong"
    CARRIED_OVER = "carried_over", "Chuyển tiếp"
    CANCELLED = "cancelled", "Đã dừng"


# A task on its way to being given: it is nobody's assignment yet.
PREPARING_STATES = (TaskState.DRAFT, TaskState.PROPOSED, TaskState.RETURNED)
# The states in which an assignment exists and is counted (scoring.md §9).
ASSIGNED_STATES = (
    TaskState.APPROVED,
    TaskState.IN_PROGRESS,
    TaskState.AWAITING_RECOGNITION,
    TaskState.ACCEPTED,
    TaskState.NOT_COMPLETED,
    TaskState.CARRIED_OVER,
)


class Comparator(models.TextChoices):
    GTE = "gte", "từ"
    LTE = "lte", "không quá"
    EQ = "eq", "đúng bằng"
    RANGE = "range", "trong khoảng"
    DONE = "done", "xong / chưa xong"


class ReportState(models.TextChoices):
    SUBMITTED = "submitted", "Đã nộp"
    VERIFIED = "verified", "Đã xác nhận"
    RETURNED = "returned", "Trả lại"


class CampaignState(models.TextChoices):
    DRAFT = "draft", "Đang chuẩn bị"
    OPEN = "open", "Đang mở"
    CLOSED = "closed", "Đã khép"


class ChangeKind(models.TextChoices):
    EXTENSION = "extension", "Gia hạn"
    TARGET = "target", "Điều chỉnh chỉ tiêu"
    CAUSE = "cause", "Nguyên nhân khách quan"
    REASSIGN = "reassign", "Giao lại cho người khác"
    STOP = "stop", "Dừng việc"


class RequestState(models.TextChoices):
    OPEN = "open", "Chờ quyết định"
    GRANTED = "granted", "Chấp nhận"
    REFUSED = "refused", "Không chấp nhận"
    WITHDRAWN = "withdrawn", "Đã rút"
