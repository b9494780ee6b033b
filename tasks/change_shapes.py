"""What each kind of request is about, as JSON of one shape for what was, what is asked and what is decided.

Pure but for `read`: a shape says what of the task a request touches (`present`), how it reads (`lines`), and what
speaks against it (`fault`). `changes` writes it into the task."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from cadre.models import Appointment, Committee
from cadre.naming import post_words
from cadre.templatetags.vi import hoa_dau, ngay
from tasks import snapshot
from tasks.enums import ChangeKind, Comparator, TaskState
from tasks.models import BreakthroughTask, Indicator, Milestone, TaskOwner


@dataclass(slots=True)
class Now:
    """A task as it stands, with the rows that requests are about."""

    task: BreakthroughTask
    committee: Committee | None = None
    indicators: dict = field(default_factory=dict)  # by name
    milestones: list = field(default_factory=list)
    posts: list = field(default_factory=list)

    @property
    def open_milestones(self):
        return [each for each in self.milestones if each.finished_on is None and each.accepted_on is None]

    @property
    def holders(self):
        """Who holds the task, as a request names them."""
        return [holder(each) for each in [*self.posts, *([self.committee] if self.committee else [])]]


def read(tasks):
    """{task id: Now} of any number of tasks in four statements."""
    found = {task.pk: Now(task) for task in tasks}
    units = Committee.objects.in_bulk({task.owner_committee_id for task in tasks} - {None})
    for task in tasks:
        found[task.pk].committee = units.get(task.owner_committee_id)
    for each in Indicator.objects.filter(task__in=found).order_by("id"):
        found[each.task_id].indicators[each.name] = each
    for each in Milestone.objects.filter(task__in=found).order_by("due", "id"):
        found[each.task_id].milestones.append(each)
    links = TaskOwner.objects.filter(task__in=found).select_related("appointment__cadre", "appointment__committee")
    for link in links.order_by("id"):
        found[link.task_id].posts.append(link.appointment)
    return found


# ---- what a content names -----------------------------------------------------------------------------------


def holder(who):
    """A post or a committee as a content names it."""
    if isinstance(who, Committee):
        return {"kind": "committee", "code": who.code, "words": who.name}
    return {"kind": "post", "code": who.code, "words": post_words(who.title, who.cadre.full_name, who.committee.name)}


def is_held(now, content):
    """The post or committee of a content among those who hold the task now; None if it does not."""
    if content is None:
        return None
    mine = now.committee if content["kind"] == "committee" else None
    rows = [mine] if mine else [] if content["kind"] == "committee" else now.posts
    return next((each for each in rows if each.code == content["code"]), None)


def newcomers(contents):
    """{(kind, code): row} of the holders that contents name: two statements for any number."""
    codes = {"post": set(), "committee": set()}
    for content in contents:
        codes[content["kind"]].add(content["code"])
    posts = Appointment.objects.filter(code__in=codes["post"]).select_related("cadre", "committee")
    units = Committee.objects.filter(code__in=codes["committee"])
    return {("post", each.code): each for each in posts} | {("committee", each.code): each for each in units}


def indicator(row):
    """An Indicator as a content names it: the row of a version (`snapshot`)."""
    numbers = {name: snapshot.exact(getattr(row, name)) for name in snapshot.NUMBERS}
    words = {"name": row.name, "unit": row.unit, "comparator": row.comparator, "target_text": row.target_text}
    return words | numbers


def milestone_of(now, before):
    """The milestone a request was made about: same title and day, else the only one of that title; None if gone."""
    same = [each for each in now.milestones if each.title == before["milestone"]]
    on_day = [each for each in same if each.due.isoformat() == before.get("due")]
    return (on_day or same or [None])[0] if len(same) == 1 or on_day else None


def of_milestone(content):
    return f" của mốc “{content['milestone']}”" if content.get("milestone") else ""


# ---- gia hạn ------------------------------------------------------------------------------------------------


def present_due(now, before):
    if not before.get("milestone"):
        return {"due": now.task.due.isoformat()}
    found = milestone_of(now, before)
    return found and {"due": found.due.isoformat(), "milestone": found.title}


def due_lines(content):
    return [(f"Hạn{of_milestone(content)}" if content.get("milestone") else "Thời hạn", snapshot.day(content["due"]))]


def due_fault(now, present, wanted, today):
    due = dt.date.fromisoformat(wanted["due"])
    if due <= dt.date.fromisoformat(present["due"]):
        return f"Hạn mới phải sau hạn hiện nay, {snapshot.day(present['due'])}."
    if today and due < today:
        return f"Hạn mới không được trước hôm nay, {ngay(today)}."
    if present.get("milestone") and due > now.task.due:
        return f"Mốc không thể sau thời hạn của việc, {ngay(now.task.due)}. Xin gia hạn cả việc."
    taken = {(each.title, each.due) for each in now.milestones}
    if present.get("milestone") and (present["milestone"], due) in taken:
        return "Việc đã có một mốc cùng tên vào ngày này. Chọn ngày khác."
    return ""


# ---- điều chỉnh chỉ tiêu ------------------------------------------------------------------------------------


def present_targets(now, before):
    names = [row["name"] for row in before["indicators"]]
    if any(name not in now.indicators for name in names):
        return None
    return {"indicators": [indicator(now.indicators[name]) for name in names]}


def target_said(row):
    said = f" ({row['target_text']})" if row["target_text"] and row["comparator"] != Comparator.DONE else ""
    return f"{snapshot.target_words(row)}{said}"


def target_lines(content):
    return [(hoa_dau(row["name"]), target_said(row)) for row in content["indicators"]]


def target_fault(now, present, wanted, today):
    starts = {row["name"]: row["baseline"] for row in present["indicators"]}
    for row in wanted["indicators"]:
        words = row_fault(row | {"baseline": starts[row["name"]]})
        if words:
            return f"{hoa_dau(row['name'])}: {words[:1].lower()}{words[1:]}"
    return ""


def row_fault(row):
    """What speaks against one target as the database would (tasks.models.Indicator), in words; "" if nothing."""
    least, most, start = (row[name] and Decimal(row[name]) for name in ("target_min", "target_max", "baseline"))
    if row["comparator"] in ("gte", "eq", "range") and least is None:
        return "Ghi số phải đạt ở ô “Từ”."
    if row["comparator"] == "lte" and most is None:
        return "Ghi số không được quá ở ô “Đến”."
    if row["comparator"] == "range" and most is not None and most < least:
        return "Số ở ô “Đến” phải từ số ở ô “Từ” trở lên."
    bound = most if row["comparator"] == "lte" else least
    if row["comparator"] != "done" and start is not None and start == bound:
        return f"Chỉ tiêu phải khác số đầu kỳ, cả hai đang là {snapshot.so(start)}."
    return ""


# ---- nguyên nhân khách quan ---------------------------------------------------------------------------------


def present_cause(now, before):
    if not before.get("milestone"):
        return {"excused": now.task.excused}
    found = milestone_of(now, before)
    return found and {"excused": found.excused, "milestone": found.title, "due": found.due.isoformat()}


def cause_lines(content):
    label = f"Nguyên nhân khách quan{of_milestone(content)}"
    lines = [(label, "được chấp nhận" if content["excused"] else "chưa được chấp nhận")]
    if content.get("what"):
        lines += [("Việc đã xảy ra", content["what"]), ("Xảy ra từ ngày", snapshot.day(content["since"]))]
    return lines


def cause_fault(now, present, wanted, today):
    if present["excused"]:
        return "Nguyên nhân khách quan đã được chấp nhận rồi, không phải xin lần nữa."
    return ""


# ---- giao lại -----------------------------------------------------------------------------------------------


def present_holder(now, before):
    if before["holder"] is None:
        return None if now.holders else {"holder": None}
    found = is_held(now, before["holder"])
    return found and {"holder": holder(found)}


def holder_lines(content):
    """`left_open`: whoever asks does not know the next holder, or may not see them, and leaves it to the giver."""
    nobody = "do nơi giao việc chỉ định" if content.get("left_open") else "chưa có người nhận"
    return [("Người nhận", content["holder"]["words"] if content["holder"] else nobody)]


def holder_fault(now, present, wanted, today):
    if wanted["holder"] is None:
        return "" if today else "Chọn người nhận mới rồi mới chấp nhận được."
    if is_held(now, wanted["holder"]):
        return f"{wanted['holder']['words']} đang nhận việc này rồi. Chọn người khác."
    return ""


# ---- dừng ---------------------------------------------------------------------------------------------------


def present_stop(now, before):
    return {"stopped": now.task.state == TaskState.CANCELLED}


def stop_lines(content):
    lines = [("Việc", "dừng, không làm tiếp" if content["stopped"] else "đang làm")]
    return lines + ([("Phần đã làm", content["outcome"])] if content.get("outcome") else [])


def stop_fault(now, present, wanted, today):
    return ""


# ---- the table ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind: `said` to who chooses, `rating`: what it means for the rating (scoring.facts counts it so).

    present(now, before) → what the request is about as it stands, None if it is no longer there · lines(content) →
    [(label, words)] · fault(now, present, wanted, today) → words or "" (today: only while it is being asked for).
    needs_document: granted only with a document · renews: a signed commitment must be signed anew."""

    said: str
    rating: str
    present: Callable
    lines: Callable
    fault: Callable
    gone: str = ""
    needs_document: bool = False
    renews: bool = True


SHAPES = {
    ChangeKind.EXTENSION: Shape(
        "Xin lùi thời hạn của việc, hoặc của một mốc trong việc nhiều năm.",
        "Việc được tính theo hạn mới: xong trong hạn mới là đúng hạn; hạn mới sang năm khác thì tính vào năm đó.",
        present_due,
        due_lines,
        due_fault,
        gone="Mốc này không còn trong việc.",
    ),
    ChangeKind.TARGET: Shape(
        "Xin đổi con số phải đạt. Kết quả đã ghi giữ nguyên.",
        "Kết quả đã có được so với chỉ tiêu mới, không so với chỉ tiêu cũ nữa.",
        present_targets,
        target_lines,
        target_fault,
        gone="Chỉ tiêu này không còn trong việc.",
    ),
    ChangeKind.CAUSE: Shape(
        "Chậm vì thiên tai, dịch bệnh, thay đổi chính sách…: xin công nhận để không bị tính là chậm.",
        "Việc không bị tính là chậm; nhưng chưa xong khi đến hạn thì vẫn tính là chưa hoàn thành.",
        present_cause,
        cause_lines,
        cause_fault,
        gone="Mốc này không còn trong việc.",
        renews=False,
    ),
    ChangeKind.REASSIGN: Shape(
        "Người nhận chuyển công tác, đơn vị sắp xếp lại: chuyển việc sang người khác, kèm cả kết quả đã có.",
        "Việc được tính cho người nhận mới, không còn tính cho người nhận cũ.",
        present_holder,
        holder_lines,
        holder_fault,
        gone="Người này không còn nhận việc.",
        needs_document=True,
    ),
    ChangeKind.STOP: Shape(
        "Không còn căn cứ hoặc điều kiện để làm tiếp.",
        "Việc đã dừng không được tính khi xếp loại: không vào tổng số việc, không là việc chậm hay chưa hoàn thành.",
        present_stop,
        stop_lines,
        stop_fault,
        needs_document=True,
    ),
}
