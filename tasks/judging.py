"""What those who judge read: the proposals in their charge, tab by tab, and what stands beside each of them.

In charge is what a committee they organise or lead gives; never what is given to themselves."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, DateTimeField, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from cadre.enums import Role
from cadre.models import Document
from cadre.queries import headed_by
from cadre.scope import reaches
from tasks import snapshot
from tasks.advice import findings_of
from tasks.dossier import doer
from tasks.enums import TaskKind, TaskState
from tasks.models import BreakthroughTask, TaskEvent, TaskOwner, TaskVersion
from tasks.queries import LIST_COLUMNS, NOBODY, below, dress, held_within, owners_of, search
from tasks.scope import GIVEN, LEADING, placed
from tasks.workflow import Move

JUDGES = (Role.ORGANISER, *LEADING)
BATCH_MOST = 1_000  # tasks in one action
BESIDE_MOST = 40
NEVER = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)  # came by import, without the hour
REGISTERED = ~Q(task__state__in=[TaskState.DRAFT, TaskState.CANCELLED])
S = TaskState


@dataclass(frozen=True, slots=True)
class Tab:
    """One queue. `since`: the stamp it is ordered by, the oldest first; `moves`: what a batch may do in it."""

    words: str
    condition: Q
    since: str
    since_words: str
    moves: tuple = ()
    empty: str = ""


TABS = {
    "tham_dinh": Tab(
        "Chờ thẩm định",
        Q(state=S.PROPOSED, appraised_at__isnull=True),
        "submitted_at",
        "Trình",
        (Move.APPRAISE, Move.RETURN),
        "Chưa có đề xuất nào chờ thẩm định.",
    ),
    "phe_duyet": Tab(
        "Chờ phê duyệt",
        Q(state=S.PROPOSED, appraised_at__isnull=False),
        "submitted_at",
        "Trình",
        (Move.APPROVE, Move.RETURN),
        "Chưa có việc nào đã thẩm định mà chờ phê duyệt.",
    ),
    "tra_lai": Tab(
        "Đã trả lại",
        Q(state=S.RETURNED) & ~Q(kind=TaskKind.ORDER),
        "submitted_at",
        "Trình",
        empty="Không việc nào đang ở chỗ người nhận để sửa.",
    ),
    "dat_hang": Tab(
        "Đặt hàng đang soạn",
        Q(state__in=[S.DRAFT, S.RETURNED], kind=TaskKind.ORDER),
        "created_at",
        "Soạn",
        (Move.ISSUE,),
        "Không có bản đặt hàng nào đang soạn.",
    ),
    "quyet_dinh": Tab(
        "Chờ ghi quyết định",
        Q(state=S.APPROVED, decision__isnull=True),
        "approved_at",
        "Phê duyệt",
        (Move.DECIDE,),
        "Mọi việc đã phê duyệt đều đã có quyết định.",
    ),
    "nhan_viec": Tab(
        "Chờ nhận việc",
        Q(
            state__in=[S.APPROVED, S.IN_PROGRESS],
            kind=TaskKind.ORDER,
            approved_at__isnull=False,
            acknowledged_at__isnull=True,
        ),
        "approved_at",
        "Đặt hàng",
        empty="Mọi việc đặt hàng đều đã có người nhận.",
    ),
}


# ---- the queue --------------------------------------------------------------------------------------------


def in_charge(user):
    """The tasks the user judges; None for whoever organises and leads nothing."""
    found = reaches(user, JUDGES)
    if not found:
        return None
    own = TaskOwner.objects.filter(appointment__cadre__user=user.pk).values("task")
    tasks = BreakthroughTask.objects.filter(pk__in=placed(found, is_held=False))
    return tasks.exclude(pk__in=own).exclude(owner_committee__in=headed_by(user, timezone.localdate()))


def first_tab(user):
    """What waits for this user: a leader approves, an organiser appraises."""
    return "tham_dinh" if reaches(user, (Role.ORGANISER,)) else "phe_duyet"


def filtered(tasks, chosen):
    """Tasks that fit what was chosen beside the tab; one statement more when a unit is chosen."""
    if "dot" in chosen:
        tasks = tasks.filter(campaign=chosen["dot"])
    if "linh_vuc" in chosen:
        tasks = tasks.filter(field=chosen["linh_vuc"])
    if "don_vi" in chosen:
        tasks = held_within(tasks, below(chosen["don_vi"]))
    return search(tasks, chosen.get("q", ""))


def tab_counts(tasks):
    """{tab: how many}; one statement."""
    return tasks.aggregate(**{key: Count("pk", filter=tab.condition) for key, tab in TABS.items()})


def any_tab():
    condition = Q()
    for tab in TABS.values():
        condition |= tab.condition
    return condition


def campaigns_of(tasks):
    """[(id, name)] of the campaigns with something in the queue."""
    rows = tasks.filter(any_tab(), campaign__isnull=False).order_by("-campaign__year", "campaign__name")
    return list(rows.values_list("campaign", "campaign__name").distinct())


def fields_of(tasks):
    return list(tasks.filter(any_tab()).order_by("field").values_list("field", flat=True).distinct())


def in_order(tasks, tab):
    """The tasks of a tab with the stamp they are ordered by, `since`."""
    since = Coalesce(tab.since, "created_at", Value(NEVER), output_field=DateTimeField())
    return tasks.filter(tab.condition).annotate(since=since)


ORDER, KINDS = [("since", False), ("id", False)], [dt.datetime, int]
COLUMNS = (*LIST_COLUMNS, "revision", "appraisal", "appraised_at", "acknowledged_at", "since")


def dress_queue(rows, user, today):
    """As `dress_registered`, with how many remarks the quality check has; a dozen statements for any number."""
    found = findings_of(BreakthroughTask.objects.filter(pk__in=[row["id"] for row in rows]), user=user)
    for row in dress_registered(rows, today):
        row["findings"] = len(found[row["id"]])
    return rows


def dress_registered(rows, today):
    """As `queries.dress`, with how many tasks the person registered this year, and why a task was returned."""
    dress(rows, today)
    counted, said = registered(rows), last_comments([row["id"] for row in rows if row["state"] == S.RETURNED])
    for row in rows:
        row["registered"] = max((counted[owner["cadre"], row["year"]] for owner in row["owners"]), default=0)
        row["asked"] = said.get(row["id"], "")
        row["has_hour"] = row["since"] != NEVER
    return rows


def registered(rows):
    """{(cadre, year): tasks sent or given to any post of the person}."""
    cadres = {owner["cadre"] for row in rows for owner in row["owners"]}
    links = TaskOwner.objects.filter(
        REGISTERED, appointment__cadre__in=cadres, task__year__in={row["year"] for row in rows}
    )
    counted = links.values("appointment__cadre", "task__year").annotate(count=Count("task", distinct=True))
    return defaultdict(int, {(row["appointment__cadre"], row["task__year"]): row["count"] for row in counted})


def last_comments(ids):
    """{task: what whoever returned it asked to change}."""
    events = TaskEvent.objects.filter(task__in=ids, verb=Move.RETURN).order_by("at", "id")
    return dict(events.values_list("task", "comment"))


def chosen_in(tasks, tab):
    """{task id: revision} of every task of the tab, at most one more than an action may hold."""
    return dict(in_order(tasks, tab).order_by("since", "id").values_list("id", "revision")[: BATCH_MOST + 1])


# ---- one proposal and its neighbours in the queue --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task stands in the queue: its number of the total, the ids before and after it (None at the ends)."""

    number: int
    total: int
    previous: int | None
    next: int | None


def place_in(tasks, tab, task):
    """The neighbours of a task in the queue as filtered; three statements."""
    rows = in_order(tasks, tab)
    since = getattr(task, tab.since) or task.created_at or NEVER
    before = Q(since__lt=since) | Q(since=since, pk__lt=task.pk)
    after = Q(since__gt=since) | Q(since=since, pk__gt=task.pk)
    counts = rows.aggregate(before=Count("pk", filter=before), total=Count("pk"))
    previous = rows.filter(before).order_by("-since", "-pk").values_list("pk", flat=True).first()
    following = rows.filter(after).order_by("since", "pk").values_list("pk", flat=True).first()
    return Place(counts["before"] + 1, counts["total"], previous, following)


def tab_of(task):
    """The tab a task belongs in by its state; "" when nothing waits for those who judge it."""
    if task.state == S.PROPOSED:
        return "phe_duyet" if task.appraised_at else "tham_dinh"
    if task.state in (S.DRAFT, S.RETURNED):
        return "dat_hang" if task.kind == TaskKind.ORDER else "tra_lai"
    if task.state == S.APPROVED and task.decision_id is None:
        return "quyet_dinh"
    return ""


def beside(task, owners, user, today):
    """(tasks of the same holders this year, those of the years before), dressed; four statements."""
    posts = TaskOwner.objects.filter(appointment__cadre__in=[owner["cadre"] for owner in owners]).values("task")
    theirs = Q(pk__in=posts)
    if task.owner_committee_id:
        theirs |= Q(owner_committee=task.owner_committee_id)
    known = GIVEN | Q(state__in=[S.PROPOSED, S.RETURNED])
    rows = BreakthroughTask.objects.visible_to(user).filter(theirs, known, year__lte=task.year).exclude(pk=task.pk)
    rows = dress(list(rows.order_by("-year", "due", "id").values(*LIST_COLUMNS)[:BESIDE_MOST]), today)
    return [row for row in rows if row["year"] == task.year], [row for row in rows if row["year"] < task.year]


# ---- versions and papers ---------------------------------------------------------------------------------------


def versions_of(task):
    """Rows of the versions of a task without their texts, the newest first."""
    rows = TaskVersion.objects.filter(task=task).select_related("made_by").defer("content")
    found = list(rows.order_by("-number"))
    for each in found:
        each.by = doer(each.made_by, each.acting_as)
    return found


def difference_of(task, old, new):
    """[Change] between two versions by their numbers; None if one of them does not exist. One statement."""
    texts = dict(TaskVersion.objects.filter(task=task, number__in=[old, new]).values_list("number", "content"))
    return snapshot.difference(texts[old], texts[new]) if {old, new} <= texts.keys() else None


def text_of(task, number):
    return TaskVersion.objects.filter(task=task, number=number).values_list("content", flat=True).first()


def papers_visible_to(user):
    """Documents with a file that decided, or were recorded in a step of, a task the user sees."""
    tasks = BreakthroughTask.objects.visible_to(user).values("pk")
    steps = TaskEvent.objects.filter(task__in=tasks, document__isnull=False).values("document")
    found = Document.objects.filter(Q(tasks__in=tasks) | Q(pk__in=steps), file__isnull=False)
    return found.select_related("file").distinct()


def events_of(task):
    """What happened to a task, the oldest first, with who did it and the papers; one statement."""
    rows = TaskEvent.objects.filter(task=task).select_related("actor", "document")
    return list(rows.order_by("at", "id"))


def with_holders(tasks):
    """Sets `holders`, who a row names, of tasks with their committee; one statement."""
    found = owners_of([task.pk for task in tasks])
    for task in tasks:
        task.holders = [owner["title"] for owner in found[task.pk]] or [str(task.owner_committee or NOBODY)]
    return tasks


# ---- what the first page says -----------------------------------------------------------------------------------


def figures(user):
    """How many proposals wait for this user's appraisal, approval, decision; None for whoever judges nothing.

    One statement. What they wrote or proposed themselves is not theirs to approve, and not counted there."""
    tasks = in_charge(user)
    if tasks is None:
        return None
    organised = Q(pk__in=placed(reaches(user, (Role.ORGANISER,)), is_held=False))
    led = Q(pk__in=placed(reaches(user, LEADING), is_held=False))
    proposed_self = Q(created_by=user.pk) | Q(submitted_by=user.pk) | Q(appraised_by=user.pk)
    return tasks.filter(any_tab()).aggregate(
        appraise=Count("pk", filter=TABS["tham_dinh"].condition & organised),
        approve=Count("pk", filter=TABS["phe_duyet"].condition & led & ~proposed_self),
        issue=Count("pk", filter=TABS["dat_hang"].condition & led & ~Q(created_by=user.pk)),
        decide=Count("pk", filter=TABS["quyet_dinh"].condition),
    )
