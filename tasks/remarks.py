"""What a text is told while it is written: the advice of quality, and what this sheet can tell. It never blocks."""

from dataclasses import dataclass

from django.utils import timezone

from cadre.templatetags.vi import ngay, so
from tasks.enums import Comparator, Horizon


@dataclass(frozen=True, slots=True)
class Remark:
    """words: what was seen; advice: what to do; field: the id of its field on the page."""

    words: str
    advice: str
    field: str


def remarks_on(writing, sheet, user):
    text = writing.text()
    return [*of_dates(text, sheet), *of_numbers(writing), *of_milestones(writing, text)]


def of_dates(text, sheet):
    due, campaign = text.fields["due"], sheet.campaign
    if due and due < timezone.localdate():
        yield Remark("Thời hạn đã qua", f"Hạn {ngay(due)} trước hôm nay. Xem lại nếu việc còn phải làm.", "id_due")
    outside = campaign and due and not campaign.start <= due <= campaign.end
    if outside and text.fields["horizon"] == Horizon.YEAR:
        yield Remark(
            "Thời hạn ngoài đợt giao việc",
            f"Đợt này từ {ngay(campaign.start)} đến {ngay(campaign.end)}. Đổi hạn, hoặc chọn “Nhiều năm”.",
            "id_due",
        )


def of_numbers(writing):
    for row in writing.indicators.written:
        read, where = row.row(), row["target"].id_for_label
        numbers = [value for value in (read["target_min"], read["target_max"]) if value is not None]
        if any(value < 0 for value in numbers):
            yield Remark(
                f"Chỉ tiêu {row.number}: số âm",
                f"Đang ghi {', '.join(so(value) for value in numbers if value < 0)}. Đúng là số âm thì giữ nguyên; "
                "nếu muốn nói giảm xuống thì chọn “không quá” và ghi số sẽ còn lại.",
                where,
            )
        start, low, high = read["baseline"], read["target_min"], read["target_max"]
        is_there = start is not None and (
            (read["comparator"] == Comparator.GTE and low is not None and start > low)
            or (read["comparator"] == Comparator.LTE and high is not None and start < high)
        )
        if is_there:
            yield Remark(
                f"Chỉ tiêu {row.number}: đã đạt từ đầu kỳ",
                f"Đầu kỳ là {so(start)}, đã qua số phải đạt. Xem lại cách so sánh, hoặc đặt số cao hơn.",
                where,
            )


def of_milestones(writing, text):
    due = text.fields["due"]
    for row in writing.milestones.written:
        day = row.row()["due"]
        if day and due and day > due:
            yield Remark(
                f"Mốc {row.number} sau thời hạn",
                f"Mốc {ngay(day)}, việc hết hạn {ngay(due)}. Đổi một trong hai ngày.",
                row["due"].id_for_label,
            )
