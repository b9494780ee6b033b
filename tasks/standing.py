"""Where a task or a milestone stands today, in one shape and a few words. Pure: the day is given."""

import datetime as dt
from typing import NamedTuple

from tasks.enums import TaskState

SOON = dt.timedelta(days=30)
RUNNING = (TaskState.APPROVED, TaskState.IN_PROGRESS)
STILL = {
    TaskState.DRAFT: ("wait", "Đang soạn"),
    TaskState.PROPOSED: ("wait", "Đã trình"),
    TaskState.RETURNED: ("warn", "Trả lại"),
    TaskState.AWAITING_RECOGNITION: ("wait", "Xong, chờ công nhận"),
    TaskState.NOT_COMPLETED: ("late", "Không xong"),
    TaskState.CARRIED_OVER: ("wait", "Chuyển tiếp"),
    TaskState.CANCELLED: ("wait", "Đã dừng"),
}


class Standing(NamedTuple):
    shape: str  # ok, warn, late, wait, done: the shapes of the design system
    words: str


def days(count):
    return f"{count:,} ngày".replace(",", ".")


def overdue(due, today):
    late = (today - due).days
    return Standing("late", f"Quá hạn {days(late)}" if late <= 366 else f"Quá hạn từ {due:%d/%m/%Y}")


def finished(due, finished_on, exceeded):
    if finished_on and finished_on > due:
        return Standing("warn", f"Xong, chậm {days((finished_on - due).days)}")
    return Standing("done", "Đã nghiệm thu, vượt" if exceeded else "Đã nghiệm thu")


def task_standing(*, state, due, finished_on, accepted_on, exceeded, today, late_step=None):
    """late_step: of a multi-year task, the date of its first milestone that is overdue (`queries.late_steps`).

    Such a task is late by its own due date or by a milestone, never because a year ends."""
    if state == TaskState.ACCEPTED:
        return finished(due, finished_on or accepted_on, exceeded)
    if state not in RUNNING:
        return Standing(*STILL[state])
    if due < today:
        return overdue(due, today)
    if late_step and late_step < today:
        return Standing("late", f"Mốc quá hạn {days((today - late_step).days)}")
    if due - today <= SOON:
        return Standing("wait", f"Còn {days((due - today).days)}" if due > today else "Hạn hôm nay")
    return Standing("ok", "Trong hạn")


def milestone_standing(*, due, finished_on, accepted_on, today):
    ended = finished_on or accepted_on
    if ended:
        return Standing("warn", f"Xong, chậm {days((ended - due).days)}") if ended > due else Standing("done", "Xong")
    if due < today:
        return overdue(due, today)
    return Standing("wait", f"Còn {days((due - today).days)}" if due > today else "Hạn hôm nay")
