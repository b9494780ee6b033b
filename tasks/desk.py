"""The corner of a task's page where one acts: where it stands, said to its owner and to those who judge it, and the
steps this account may take now."""

from dataclasses import dataclass

from cadre.templatetags.vi import ngay, ngay_gio
from tasks.enums import TaskKind, TaskState
from tasks.workflow import RULES, Move, available

S = TaskState
FORWARD = (Move.APPROVE, Move.ISSUE, Move.APPRAISE, Move.SUBMIT, Move.ACKNOWLEDGE)  # one of them is the main button


@dataclass(frozen=True, slots=True)
class Button:
    move: str
    words: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """words: where the task stands, for this reader · asked: what to change, while it is returned · buttons: steps
    taken with a comment · decides: may record the decision, on a page of its own · judges: has a page beside others."""

    words: str
    asked: str
    buttons: tuple
    comment_label: str
    comment_hint: str
    decides: bool
    judges: bool

    @property
    def is_shown(self):
        return bool(self.words or self.buttons or self.decides)


def desk_of(task, stand, events):
    moves = available(stand, task)
    main = next((move for move in FORWARD if move in moves), None)
    steps = sorted((move for move in moves if move != Move.DECIDE), key=lambda move: move != main)
    buttons = tuple(Button(move, move.label, move == main) for move in steps)
    labels = {RULES[button.move].comment_label for button in buttons}
    returned = next((event for event in reversed(events) if event.verb == Move.RETURN), None)
    return Desk(
        words=words_of(task, stand),
        asked=returned.comment if returned and task.state == S.RETURNED else "",
        buttons=buttons,
        comment_label=labels.pop() if len(labels) == 1 else "Ý kiến",
        comment_hint="trả lại thì phải ghi, bước khác không bắt buộc" if Move.RETURN in moves else "không bắt buộc",
        decides=Move.DECIDE in moves,
        judges=stand.is_judge and task.state == S.PROPOSED,
    )


def words_of(task, stand):
    """The state as its owner reads it, or as those who judge it do; "" when nothing waits for anybody."""
    is_order = task.kind == TaskKind.ORDER
    match task.state:
        case S.DRAFT:
            return "Bản đặt hàng đang soạn, chưa giao." if is_order else "Đang soạn, chưa gửi thẩm định."
        case S.PROPOSED if task.appraised_at:
            return proposed_words(task, stand)
        case S.PROPOSED:
            return waiting_words(task, stand)
        case S.RETURNED if stand.is_judge:
            return "Đã trả lại, chờ người nhận sửa rồi gửi lại."
        case S.RETURNED:
            return "Bị trả lại để sửa. Sửa theo ý kiến dưới đây rồi gửi lại."
    return given_words(task, stand, is_order)


def waiting_words(task, stand):
    since = f" từ {ngay_gio(task.submitted_at)}" if task.submitted_at else ""
    if stand.organises and not stand.involved:
        return f"Cần thẩm định: chờ{since}."
    if stand.is_judge:
        return f"Chờ chuyên viên thẩm định{since}; thẩm định xong mới phê duyệt được."
    return f"Đã trình, chờ thẩm định{since}. Khi chưa ai thẩm định, người trình còn rút lại để sửa được."


def proposed_words(task, stand):
    since = f"Đã thẩm định, đề nghị phê duyệt lúc {ngay_gio(task.appraised_at)}"
    if stand.leads and not stand.involved:
        if stand.wrote or stand.appraised:
            return f"{since}. Người soạn hoặc đề nghị không tự phê duyệt; chờ đồng chí khác trong Thường trực."
        return f"Cần phê duyệt. {since}."
    return f"{since}, chờ phê duyệt."


def given_words(task, stand, is_order):
    """Of a task that was approved or ordered here; what came by import has no step left to speak of."""
    if task.state not in (S.APPROVED, S.IN_PROGRESS) or task.approved_at is None:
        return ""
    verb = "Đặt hàng" if is_order else "Phê duyệt"
    said = [f"{verb} ngày {ngay(task.approved_at)}"]
    if is_order and task.acknowledged_at is None:
        said.append("cần nhận việc" if stand.owns else "người nhận chưa bấm nhận việc")
    if task.decision_id is None and task.state == S.APPROVED:
        said.append("cần ghi số, ngày quyết định" if stand.is_judge else "chờ quyết định giao việc")
    return f"{', '.join(said)}." if len(said) > 1 else ""
