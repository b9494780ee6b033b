"""Phiếu đề nghị và quyết định điều chỉnh as it prints: the task as first given, the request, the decision."""

from django.utils import timezone

from cadre.documents import HYPHENS, PARTY, STAR, long_date
from cadre.naming import post_words
from cadre.templatetags.vi import ngay, ngay_gio
from tasks import change_lists, snapshot
from tasks.enums import RequestState

COLUMNS = ("Nội dung", "Trước khi đề nghị", "Đề nghị", "Quyết định")


def sheet(request):
    """Every line of the paper, made of what is on file; nothing of it is edited later."""
    task = request.task
    kept = change_lists.first_version(task)
    content = kept.content if kept else snapshot.contents([task.pk])[task.pk]
    return {
        "issuer": task.assigned_by.name.upper(),
        "star": STAR,
        "party": PARTY,
        "hyphens": HYPHENS,
        "dateline": dateline(request),
        "title": "PHIẾU ĐỀ NGHỊ VÀ QUYẾT ĐỊNH ĐIỀU CHỈNH",
        "subtitle": f"{request.get_kind_display()} – việc năm {task.year}",
        "given": given(task, content),
        "asked": asked(request),
        "columns": COLUMNS,
        "rows": [
            list(zip(COLUMNS, (row.label, row.before, row.asked, row.decided or "–"), strict=True))
            for row in change_lists.compared(request, None)
        ],
        "decision": decision(request),
        "asker": request.asked_as or request.asked_by.get_full_name() or request.asked_by.get_username(),
        "asked_line": f"Gửi điện tử lúc {ngay_gio(request.asked_at)}",
        "decider": decider(request),
        "decided_line": f"Quyết định điện tử lúc {ngay_gio(request.decided_at)}" if request.decided_at else "",
    }


def dateline(request):
    words = long_date(timezone.localdate(request.decided_at or request.asked_at))
    return f"{words[:1].upper()}{words[1:]}"


def given(task, content):
    """The task as it was first written."""
    due = task.original_due or task.due
    lines = [("Việc", f"{content['title']} (mã {task.code})")]
    held = "; ".join(post_words(each["title"], each["name"]) for each in content["owners"])
    lines += [("Người nhận", "; ".join(filter(None, (held, content["owner_committee"]))) or "chưa có")]
    lines += [("Nơi giao", content["assigned_by"]), ("Thời hạn ban đầu", ngay(due))]
    lines += [("Chỉ tiêu ban đầu", snapshot.indicator_words(row)) for row in content["indicators"]]
    lines += [("Mốc", snapshot.milestone_words(row)) for row in content["milestones"]]
    return [*lines, ("Sản phẩm", content["product"])] if content["product"] else lines


def asked(request):
    lines = [("Người gửi", change_lists.asked_words(request)), ("Lý do", request.reason)]
    return [*lines, ("Tài liệu kèm theo", request.file.name)] if request.file else lines


def decision(request):
    if request.state == RequestState.OPEN:
        return [("Kết quả", "Chưa quyết định.")]
    if request.state == RequestState.WITHDRAWN:
        return [("Kết quả", "Người gửi đã rút đề nghị; việc giữ nguyên.")]
    lines = [("Kết quả", request.get_state_display())]
    lines += [("Ý kiến", request.answer)] if request.answer else []
    if request.document:
        lines += [("Văn bản", f"{request.document}, {request.document.issuer}")]
    return lines


def decider(request):
    if request.decided_by is None:
        return ""
    return request.decided_as or request.decided_by.get_full_name() or request.decided_by.get_username()
