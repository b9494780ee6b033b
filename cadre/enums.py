from django.db import models


class CommitteeLevel(models.TextChoices):
    PROVINCE = "province", "cấp tỉnh"
    DISTRICT = "district", "cấp huyện"
    COMMUNE = "commune", "cấp xã"
    BASE = "base", "đảng bộ cơ sở"
    CELL = "cell", "chi bộ"
    AGENCY = "agency", "cơ quan, sở, ngành"


class SuccessionKind(models.TextChoices):
    MERGE = "merge", "sáp nhập"
    SPLIT = "split", "chia tách"
    RENAME = "rename", "đổi tên"
    END = "end", "kết thúc hoạt động"


class PostType(models.TextChoices):
    """What a post is rated as: a leader (giữ chức vụ lãnh đạo, quản lý) or staff."""

    LEADER = "leader", "lãnh đạo, quản lý"
    STAFF = "staff", "không giữ chức vụ"


class Role(models.TextChoices):
    ORGANISER = "organiser", "Chuyên viên Ban Tổ chức"
    SECRETARY = "secretary", "Bí thư, người được giao"
    DEPUTY = "deputy", "Giúp việc"
    LEADER = "leader", "Thường trực, Ban Thường vụ"
    ASSESSOR = "assessor", "Thành viên hội đồng, cơ quan tham mưu"
    INSPECTOR = "inspector", "Ủy ban Kiểm tra"
    ADMIN = "admin", "Quản trị hệ thống"
