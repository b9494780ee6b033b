"""Việc của tôi: asks tasks and scoring what waits for the user, and puts it in one queue, oldest deadline first."""

import datetime as dt
from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cadre.enums import Role
from cadre.scope import reaches
from cadre.simulated import is_simulated
from cadre.templatetags.vi import due_in, ngay, so
from scoring import waiting as scoring_waiting
from scoring.queries import period_words
from tasks import change_lists, judging
from tasks import waiting as tasks_waiting
from tasks.enums import Horizon
from tasks.pledges import DUE, PledgeState, own_pledges, unsigned_figures
from tasks.standing import RUNNING

WEEK = dt.timedelta(days=7)
PANEL_MAX = 12


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of the queue: until when, what, why, and the one next action."""

    due: dt.date
    what: str
    context: str
    action: str
    url: str
    is_simulated: bool = False


def of_tasks(rows, today):
    for row in rows:
        if row["state"] in RUNNING and row["due"] <= today + tasks_waiting.AHEAD:
            share = row["progress"].detail
            yield Waiting(
                row["due"],
                row["title"],
                f"{row['field']}{'. Đã đạt ' + share if share else ''}.",
                "Xem việc",
                reverse("task", args=[row["id"]]),
                is_simulated(row["code"]),
            )


def of_milestones(rows):
    for row in rows:
        url = reverse("task", args=[row["task_id"]]) + "#h-moc"
        yield Waiting(row["due"], f"Mốc: {row['title']}", row["task__title"], "Xem mốc", url)


def of_scope(figures):
    if figures and figures["waiting"]:
        yield Waiting(
            figures["waiting_since"],
            f"{so(figures['waiting'])} việc đã xong, chờ công nhận",
            "Nơi nhận báo đã xong; chưa nghiệm thu thì chưa được tính khi xếp loại.",
            "Xem danh sách",
            reverse("tasks") + "?nam=&trang_thai=cho_cong_nhan",
        )
    if figures and figures["overdue"]:
        yield Waiting(
            figures["overdue_since"],
            f"{so(figures['overdue'])} việc quá hạn trong phạm vi",
            "Hỏi nơi nhận lý do, hoặc xét đề nghị điều chỉnh.",
            "Xem danh sách",
            reverse("tasks") + "?nam=&trang_thai=qua_han",
        )


def of_proposals(figures, today):
    """What waits to be judged, a row for each kind of judgement."""
    for tab, count, what, context, action in (
        ("tham_dinh", "appraise", "chờ thẩm định", "Đọc, so với các năm trước, rồi đề nghị phê duyệt.", "Thẩm định"),
        ("phe_duyet", "approve", "chờ phê duyệt", "Đã thẩm định và được đề nghị phê duyệt.", "Phê duyệt"),
        ("dat_hang", "issue", "đặt hàng chờ giao", "Chuyên viên đã soạn; lãnh đạo bấm Đặt hàng thì giao.", "Xem"),
        ("quyet_dinh", "decide", "chờ ghi quyết định", "Đã phê duyệt; có số, ngày thì chính thức.", "Ghi quyết định"),
    ):
        if figures and figures[count]:
            url = f"{reverse('proposals')}?muc={tab}"
            yield Waiting(today, f"{so(figures[count])} việc {what}", context, action, url)


def of_steps(returned, ordered, today):
    """What the owner does next with a proposal sent back, and with what was ordered."""
    for row in returned:
        url = reverse("task", args=[row["id"]]) + "#buoc"
        context = "Bị trả lại: sửa rồi gửi lại."
        yield Waiting(today, row["title"], context, "Xem ý kiến", url, is_simulated(row["code"]))
    for row in ordered:
        url = reverse("task", args=[row["id"]]) + "#buoc"
        context = f"Đặt hàng, hạn {ngay(row['due'])}: nhận việc để nơi giao biết."
        yield Waiting(today, row["title"], context, "Nhận việc", url, is_simulated(row["code"]))


def of_changes(figures):
    if figures and figures["count"]:
        yield Waiting(
            figures["due"],
            f"{so(figures['count'])} đề nghị điều chỉnh chờ quyết định",
            f"Lâu nhất gửi ngày {ngay(figures['since'])}; nên quyết định trước khi việc đến hạn.",
            "Xem đề nghị",
            reverse("change_requests") + "?muc=cho",
        )


def of_pledges(rows, today):
    for row in rows:
        if row.state in DUE:
            subject, again = row.subject, row.current
            what = f"Ký cam kết năm {subject.campaign.year}" + (f", {row.name}" if subject.committee else "")
            why = f"Việc đã đổi sau bản số {again.version}" if again else f"{so(len(row.tasks))} việc đã phê duyệt"
            yield Waiting(today, what, f"{why}. {subject.campaign.name}.", "Đọc và ký", subject.url)


def of_unsigned(figures, today):
    if figures and (figures["posts"] or figures["bodies"]):
        words = [f"{so(figures['posts'])} người"] if figures["posts"] else []
        words += [f"{so(figures['bodies'])} tập thể"] if figures["bodies"] else []
        url = f"{reverse('commitments')}?dot={figures['campaign']}&tinh_trang={PledgeState.WAITING}"
        context = "Việc đã phê duyệt mà chưa ai ký nhận trách nhiệm; nhắc người nhận việc ký."
        yield Waiting(today, f"{' và '.join(words)} chưa ký cam kết", context, "Xem danh sách", url)


def of_rounds(rows, today, *, organises, leads):
    for row in rows:
        words = f"{period_words(row['period'], row['start'], row['end'])}, {row['committee__name']}"
        ratings = reverse("ratings", args=[row["pk"]])
        simulated = is_simulated(row["code"])
        if organises and not row["computed"] and row["cutoff"] <= today + tasks_waiting.AHEAD:
            context = f"Số liệu chốt ngày {ngay(row['cutoff'])}; chưa tính lần nào."
            url = reverse("round", args=[row["pk"]])
            yield Waiting(row["cutoff"], f"Tính xếp loại {words}", context, "Mở đợt", url, simulated)
        if organises and row["lacking"]:
            what = f"Bổ sung số liệu cho {so(row['lacking'])} hồ sơ, {words}"
            context = "Thiếu phiếu chấm hoặc tiêu chí nên chưa đề xuất được mức nào."
            yield Waiting(row["cutoff"], what, context, "Xem hồ sơ", f"{ratings}?muc=INCOMPLETE", simulated)
        if leads and row["unsettled"]:
            what = f"Xem xét {so(row['unsettled'])} hồ sơ, {words}"
            context = "Đủ số liệu nhưng quy định không tự xếp được mức nào; cấp có thẩm quyền quyết định."
            yield Waiting(row["cutoff"], what, context, "Xem hồ sơ", f"{ratings}?muc=UNDECIDED", simulated)


def of_registrations(rows, today):
    for campaign, row in rows:
        writing = f", đang soạn {so(row['writing'])}" if row["writing"] else ""
        yield Waiting(
            campaign.closes_on,
            f"Đăng ký việc đột phá năm {campaign.year}, {due_in(campaign.closes_on, today)}",
            f"{row['title']}: Đã gửi {so(row['sent'])}{writing}, cần ít nhất {so(campaign.min_per_person)}.",
            "Đăng ký việc",
            campaign.get_absolute_url(),
            is_simulated(campaign.code),
        )


def of_unregistered(rows):
    for campaign, count in rows:
        yield Waiting(
            campaign.closes_on,
            f"{so(count)} người chưa đăng ký đủ, {campaign.name}",
            "Nhắc từng người, hoặc gia hạn đăng ký.",
            "Xem ai",
            reverse("campaign_board", args=[campaign.pk]),
            is_simulated(campaign.code),
        )


def grouped(queue, today):
    """Quá hạn, Tuần này, Sau đó: [(words, is late, rows)] without the empty ones."""
    parts = (
        ("Quá hạn", True, [row for row in queue if row.due < today]),
        ("Tuần này", False, [row for row in queue if today <= row.due <= today + WEEK]),
        ("Sau đó", False, [row for row in queue if row.due > today + WEEK]),
    )
    return [part for part in parts if part[2]]


def year_of(row, today):
    """The year a task stands in on the panel: a multi-year one that runs stands in the present year."""
    return today.year if row["horizon"] == Horizon.TERM and row["state"] in RUNNING else row["year"]


@require_safe
def home(request):
    user, today = request.user, timezone.localdate()
    own = tasks_waiting.own_tasks(user, today)
    mine, returned, ordered = tasks_waiting.by_step(own)
    figures = tasks_waiting.scope_figures(user, today)
    organises, leads = bool(reaches(user, (Role.ORGANISER,))), bool(reaches(user, (Role.LEADER,)))
    queue = [
        *of_tasks(mine, today),
        *of_milestones(tasks_waiting.own_milestones(user, today)),
        *of_steps(returned, ordered, today),
        *of_proposals(judging.figures(user), today),
        *of_scope(figures),
        *of_changes(change_lists.waiting(user, today)),
        *of_pledges(own_pledges(user, today), today),
        *of_unsigned(unsigned_figures(user), today),
        *of_registrations(tasks_waiting.own_registrations(user, today), today),
        *of_unregistered(tasks_waiting.unregistered(user, today)),
        *of_rounds(scoring_waiting.rounds(user), today, organises=organises, leads=leads),
    ]
    queue.sort(key=lambda row: (row.due, row.what))
    year = max((year_of(row, today) for row in mine), default=None)
    of_year = [row for row in mine if year in (row["year"], year_of(row, today))]
    context = {
        "today": today,
        "queue": grouped(queue, today),
        "waiting": len(queue),
        "late": sum(1 for row in queue if row.due < today),
        "first": queue[0] if queue else None,
        "year": year,
        "mine": of_year[:PANEL_MAX],
        "mine_count": len(of_year),
        "figures": figures,
        "decided_changes": change_lists.lately_decided(user, timezone.now()),
    }
    return render(request, "home.html", context)
