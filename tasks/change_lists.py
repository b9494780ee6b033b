"""What the pages of change requests read: the list, one request with what stands beside it, those of one task."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from cadre.enums import Role
from cadre.paging import in_chunks
from cadre.scope import reaches
from cadre.templatetags.vi import ngay
from tasks import change_shapes, permissions, queries
from tasks.change_shapes import SHAPES
from tasks.enums import CHANGEABLE_STATES, ChangeKind, RequestState
from tasks.models import BreakthroughTask, ChangeRequest, CommitmentTask, TaskEvent, TaskVersion
from tasks.scope import placed
from tasks.waiting import own
from tasks.workflow import DONE

TABS = {"cho": "Chờ quyết định", "da": "Đã quyết định", "toi": "Của tôi"}
DECIDED = (RequestState.GRANTED, RequestState.REFUSED)
KINDS = dict(ChangeKind.choices)
SHAPE_OF_STATE = {
    RequestState.OPEN: "wait",
    RequestState.GRANTED: "ok",
    RequestState.REFUSED: "done",
    RequestState.WITHDRAWN: "wait",
}
COLUMNS = (
    "id",
    "kind",
    "state",
    "reason",
    "before",
    "asked",
    "decided",
    "asked_at",
    "asked_as",
    "asked_by_id",
    "asked_by__first_name",
    "asked_by__last_name",
    "asked_by__username",
    "decided_at",
    "decided_as",
    "answer",
    "document__number",
    "document__issued_on",
    "task_id",
    "task__code",
    "task__title",
    "task__state",
    "task__owner_committee__name",
)
RECENT = dt.timedelta(days=7)
RECENT_MAX = 5


# ---- the list -------------------------------------------------------------------------------------------------


def first_tab(user):
    """Where the list opens: what is to be decided for those who judge, else what one asked for."""
    return "cho" if reaches(user, (Role.LEADER, Role.ORGANISER, Role.INSPECTOR)) else "toi"


def mine(user, today):
    return Q(asked_by=user.pk) | Q(task__in=own(user, today).values("pk"))


def of_tab(requests, tab, user, today):
    if tab == "toi":
        return requests.filter(mine(user, today))
    return requests.filter(state=RequestState.OPEN) if tab == "cho" else requests.filter(state__in=DECIDED)


def filtered(requests, chosen):
    """Requests that fit what was chosen (kind, unit, words); one statement more when a unit is chosen."""
    if "loai" in chosen:
        requests = requests.filter(kind=chosen["loai"])
    tasks = BreakthroughTask.objects.order_by()
    if "don_vi" in chosen:
        requests = requests.filter(task__in=queries.held_within(tasks, queries.below(chosen["don_vi"])).values("pk"))
    if "q" in chosen:
        requests = requests.filter(task__in=queries.search(tasks, chosen["q"]).values("pk"))
    return requests


def tab_counts(requests, user, today):
    return requests.aggregate(
        cho=Count("pk", filter=Q(state=RequestState.OPEN)),
        da=Count("pk", filter=Q(state__in=DECIDED)),
        toi=Count("pk", filter=mine(user, today)),
        since=Min("asked_at", filter=Q(state=RequestState.OPEN)),
    )


def holding_units(requests):
    return queries.holding_units(BreakthroughTask.objects.filter(pk__in=requests.order_by().values("task")))


def order_of(tab):
    """The oldest first where it is waited for, else the newest."""
    if tab == "da":
        return [("decided_on", True), ("id", True)], [dt.date, int]
    return [("id", tab == "toi")], [int]


def listed(requests, tab):
    if tab == "da":
        return requests.annotate(decided_on=TruncDate("decided_at")).values(*COLUMNS, "decided_on")
    return requests.values(*COLUMNS)


def joined(lines):
    return "; ".join(words for _, words in lines)


def who_asked(row):
    name = f"{row['asked_by__last_name']} {row['asked_by__first_name']}".strip()
    return row["asked_as"] or name or row["asked_by__username"]


def dress(rows):
    """Add the words of a list to its rows; one statement."""
    owners = queries.owners_of([row["task_id"] for row in rows])
    for row in rows:
        names = [owner["title"] for owner in owners[row["task_id"]]]
        row["holders"] = "; ".join(names) or row["task__owner_committee__name"] or queries.NOBODY
        row["kind_words"] = KINDS[row["kind"]]
        row["standing"] = (SHAPE_OF_STATE[row["state"]], RequestState(row["state"]).label)
        shape = SHAPES[row["kind"]]
        row["was"], row["wants"] = joined(shape.lines(row["before"])), joined(shape.lines(row["asked"]))
        row["granted"] = joined(shape.lines(row["decided"])) if row["decided"] else ""
        row["is_moot"] = row["state"] == RequestState.OPEN and row["task__state"] not in CHANGEABLE_STATES
        row["asker"] = who_asked(row)
    return rows


def mark_decidable(rows, user):
    """Set `may_decide`: what an account may tick; four statements."""
    tasks = BreakthroughTask.objects.filter(pk__in={row["task_id"] for row in rows})
    stands = permissions.stands(user, tasks)
    for row in rows:
        asked = ChangeRequest(asked_by_id=row["asked_by_id"])
        row["may_decide"] = row["state"] == RequestState.OPEN and permissions.can_decide_change(
            stands[row["task_id"]], asked, user
        )
    return rows


def dressed_in_chunks(rows):
    for chunk in in_chunks(rows):
        yield from dress(chunk)


# ---- what waits ----------------------------------------------------------------------------------------------


def waiting(user, today):
    """Count, earliest deadline and first day of the open requests the user may decide; one statement, none without
    the role. What they asked for themselves or hold themselves is not theirs to decide."""
    found = reaches(user, (Role.LEADER, Role.SECRETARY))
    if not found:
        return None
    requests = ChangeRequest.objects.filter(
        state=RequestState.OPEN, task__in=placed(found, is_held=False), task__state__in=CHANGEABLE_STATES
    )
    return requests.exclude(mine(user, today)).aggregate(count=Count("pk"), due=Min("task__due"), since=Min("asked_at"))


def lately_decided(user, now):
    """The user's own requests decided in the last days, newest first; one statement."""
    rows = ChangeRequest.objects.filter(asked_by=user.pk, state__in=DECIDED, decided_at__gte=now - RECENT)
    return list(rows.select_related("task").order_by("-decided_at")[:RECENT_MAX])


# ---- one request ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One thing a request is about, side by side."""

    label: str
    before: str
    asked: str
    present: str
    decided: str


def compared(request, present):
    lines = SHAPES[request.kind].lines
    columns = [
        dict(lines(content)) if content else {} for content in (request.before, request.asked, present, request.decided)
    ]
    labels = dict.fromkeys(label for column in columns for label in column)
    return [Row(label, *(column.get(label, "") for column in columns)) for label in labels]


def thread(request):
    """Every step of a request, oldest first; one statement."""
    rows = TaskEvent.objects.filter(task=request.task_id, body__request=request.pk).select_related("actor", "document")
    found = list(rows.order_by("at", "id"))
    for event in found:
        event.words = DONE[event.verb]
        event.who = event.acting_as or event.actor.get_full_name() or event.actor.get_username()
    return found


def commitments(task):
    """The newest signed commitments that hold the task, one for each who signed."""
    rows = CommitmentTask.objects.filter(task=task).select_related(
        "commitment__appointment__cadre", "commitment__committee"
    )
    found = {}
    for row in rows.order_by("commitment__version"):
        found[row.commitment.appointment_id, row.commitment.committee_id] = row.commitment
    return list(found.values())


def detail(request, user):
    """What the page of a request shows besides its forms."""
    now = change_shapes.read([request.task])[request.task_id]
    shape, stand = SHAPES[request.kind], permissions.stand(user, request.task)
    is_open = request.state == RequestState.OPEN
    present = shape.present(now, request.before) if is_open else None
    runs = request.task.state in CHANGEABLE_STATES
    warns = request.kind in (ChangeKind.STOP, ChangeKind.REASSIGN)
    return {
        "change": request,
        "task": request.task,
        "now": now,
        "shape": shape,
        "present": present,
        "is_open": is_open,
        "is_closed_task": is_open and not runs,
        "is_gone": is_open and runs and present is None,
        "has_changed": is_open and runs and present is not None and present != request.before,
        "rows": compared(request, present if present != request.before else None),
        "thread": thread(request),
        "holders": "; ".join(each["words"] for each in now.holders) or queries.NOBODY,
        "subtasks": queries.kin(request.task, user)[1] if warns else [],
        "commitments": commitments(request.task) if shape.renews else [],
        "standing": (SHAPE_OF_STATE[request.state], request.get_state_display()),
        "days": (timezone.localdate() - timezone.localdate(request.asked_at)).days,
        "may_decide": is_open and permissions.can_decide_change(stand, request, user),
        "may_comment": is_open and permissions.can_comment_change(stand, request, user),
        "may_withdraw": is_open and permissions.can_withdraw_change(request, user),
    }


# ---- those of one task ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Origin:
    """One thing that was changed by a decision: how it first read, and how it reads now."""

    label: str
    first: str
    now: str


def of_task(task, user, stand):
    """Open requests, ended ones newest first, what was first written, and whether the user may ask for a change."""
    rows = list(ChangeRequest.objects.filter(task=task).select_related("asked_by", "decided_by", "document"))
    for row in rows:
        lines = SHAPES[row.kind].lines
        row.was, row.wants = joined(lines(row.before)), joined(lines(row.asked))
        row.granted = joined(lines(row.decided)) if row.decided else ""
        row.standing = (SHAPE_OF_STATE[row.state], row.get_state_display())
    runs = task.state in CHANGEABLE_STATES
    for row in rows:
        row.may_decide = row.state == RequestState.OPEN and permissions.can_decide_change(stand, row, user)
    return {
        "open": [row for row in rows if row.state == RequestState.OPEN],
        "past": [row for row in reversed(rows) if row.state != RequestState.OPEN],
        "origins": origins(rows),
        "may_ask": runs and permissions.can_ask_change(stand, task),
        "may_only_draft": runs and stand.drafts and not permissions.can_ask_change(stand, task),
    }


def origins(requests):
    """Deadlines and targets that decisions changed: the first words and the last."""
    first, last = {}, {}
    for row in sorted(
        (each for each in requests if each.state == RequestState.GRANTED), key=lambda each: (each.decided_at, each.pk)
    ):
        if row.kind in (ChangeKind.EXTENSION, ChangeKind.TARGET):
            lines = SHAPES[row.kind].lines
            for label, words in lines(row.before):
                first.setdefault(label, words)
            last.update(lines(row.decided))
    return [Origin(label, words, last[label]) for label, words in first.items() if last[label] != words]


def first_version(task):
    """The text as it was first kept; None for a task that came by import and was never changed."""
    return TaskVersion.objects.filter(task=task).order_by("number").first()


def asked_words(request):
    who = request.asked_as or request.asked_by.get_full_name() or request.asked_by.get_username()
    return f"{who} gửi ngày {ngay(request.asked_at)}"
