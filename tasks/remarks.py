"""What a text is told while it is written: the advice of quality, and what this sheet can tell. It never blocks."""

from dataclasses import dataclass

from django.utils import timezone

from cadre.templatetags.vi import ngay, so
from tasks import advice
from tasks.enums import Comparator
from tasks.sheets import year_of


@dataclass(frozen=True, slots=True)
class Remark:
    """words: what was seen; advice: what to do; field: the id of its field on the page; alike: the task it resembles,
    where the writer may see it, with `alike_words` to call it by; is_wrong: saving refuses it."""

    words: str
    advice: str
    field: str
    alike: int | None = None
    alike_words: str = ""
    is_wrong: bool = False


FIELDS = {"title": "id_title", "product": "id_product", "due": "id_due"}


def remarks_on(writing, sheet, user):
    text = writing.text()
    return [
        *of_misreading(writing),
        *of_quality(writing, text, sheet, user),
        *of_past(text),
        *of_numbers(writing),
    ]


def of_misreading(writing):
    """What saving will refuse: said while there is time."""
    for line in writing.misread():
        yield Remark("Phải sửa trước khi lưu", line.words, line.field, is_wrong=True)


def of_quality(writing, text, sheet, user):
    """The quality check, each remark at the field it is about."""
    first = {"indicators": writing.indicators.forms, "milestones": writing.milestones.forms}
    task, year = (sheet.task.pk, sheet.year) if sheet.task else (None, year_of(sheet, text))
    for found in advice.findings_for(text, user=user, campaign=sheet.campaign, year=year, task_id=task):
        rows = first.get(found.field, ())
        where = next(iter(rows[0].fields)) if rows else ""
        field = rows[0][where].id_for_label if rows else FIELDS.get(found.field, "")
        yield Remark(found.words.rstrip("."), found.advice, field, found.alike, found.alike_words)


def of_past(text):
    due = text.fields["due"]
    if due and due < timezone.localdate():
        yield Remark("Thời hạn đã qua", f"Hạn {ngay(due)} trước hôm nay. Xem lại nếu việc còn phải làm.", "id_due")


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
