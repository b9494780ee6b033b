"""Đề nghị điều chỉnh: asked for, commented on, withdrawn, decided; what is granted is written into the task at once.

Rows are locked in one order everywhere, the tasks and then their requests, so that two deciders, a decision and a
withdrawal, or two decisions about one task wait for each other instead of overtaking."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from cadre.files import keep
from cadre.models import Appointment
from cadre.papers import record_document
from cadre.queries import is_in_force
from cadre.templatetags.vi import ngay, ngay_gio
from tasks import change_shapes, permissions, registering, snapshot, workflow
from tasks.change_shapes import SHAPES
from tasks.enums import CHANGEABLE_STATES, ChangeKind, RequestState, TaskState
from tasks.models import BreakthroughTask, ChangeRequest, Indicator, Milestone
from tasks.reassigning import Handover, reassign
from tasks.services import place_tasks

STATE_DONE = {
    RequestState.GRANTED: "chấp nhận",
    RequestState.REFUSED: "không chấp nhận",
    RequestState.WITHDRAWN: "rút",
}


class ChangeRefused(Exception):
    """Nothing was written; the message says why. `request` is the one that stands in the way, where there is one."""

    def __init__(self, words, request=None):
        self.request = request
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided on one request. wanted: what is granted instead of what was asked, None = as asked; seen: hash
    of what the page showed as present (`seen_of`), None = as it was when it was asked for."""

    request: int
    is_granted: bool
    wanted: dict | None = None
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    request: ChangeRequest
    words: str


def seen_of(present):
    return snapshot.hash_of(present)


# ---- asking -------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(task, kind, before, asked, *, reason, actor, file=None, form_key=None):
    """Hand a request in → ChangeRequest. The same form sent twice is one request.

    before: what the page showed as present. Raises ChangeRefused. Side effects: the request, its file, an event, a
    line of the ledger."""
    task = workflow.lock([task.pk])[0]
    again = ChangeRequest.objects.filter(form_key=form_key).first() if form_key else None
    if again and (again.task_id, again.asked_by_id) == (task.pk, actor.user.pk):
        return again
    if not permissions.can_ask_change(permissions.stand(actor.user, task), task):
        raise ChangeRefused("Chỉ người nhận việc hoặc Ban Tổ chức gửi được đề nghị này.")
    if task.state not in CHANGEABLE_STATES:
        raise ChangeRefused(closed_words(task))
    waiting = ChangeRequest.objects.filter(task=task, kind=kind, state=RequestState.OPEN).first()
    if waiting:
        words = f"Việc này đã có một đề nghị cùng loại, gửi ngày {ngay(waiting.asked_at)}, đang chờ quyết định."
        raise ChangeRefused(words, waiting)
    now = change_shapes.read([task])[task.pk]
    present = SHAPES[kind].present(now, before)
    if present != before:
        raise ChangeRefused(f"Việc đã đổi sau khi mở trang. {workflow.last_words(task)} Xem lại rồi gửi.")
    fault = SHAPES[kind].fault(now, present, asked, timezone.localdate())
    if fault:
        raise ChangeRefused(fault)
    request = ChangeRequest.objects.create(
        task=task,
        kind=kind,
        reason=reason,
        before=before,
        asked=asked,
        file=keep(file, user=actor.user) if file else None,
        form_key=None if again else form_key,
        asked_at=timezone.now(),
        asked_by=actor.user,
        asked_as=actor.acting_as,
    )
    workflow.tell([task], "ask_change", actor, comment=reason, body={task.pk: body_of(request)})
    return request


def closed_words(task):
    return f"Việc đang ở trạng thái “{task.get_state_display()}” nên không điều chỉnh được."


def body_of(request):
    """What the event of a step says of its request."""
    body = {"request": request.pk, "kind": request.kind, "before": request.before, "asked": request.asked}
    return body | ({"decided": request.decided} if request.decided else {})


# ---- a word on it, taking it back ---------------------------------------------------------------------------


@transaction.atomic
def comment(request, words, *, actor):
    """Side effects: an event of the task, a line of the ledger."""
    request = lock_one(request)
    stand = permissions.stand(actor.user, request.task)
    if not permissions.can_comment_change(stand, request, actor.user):
        raise ChangeRefused("Người gửi, Ban Tổ chức và người quyết định góp ý được đề nghị này.")
    must_be_open(request)
    workflow.tell(
        [request.task], "comment_change", actor, comment=words, body={request.task_id: {"request": request.pk}}
    )


@transaction.atomic
def withdraw(request, *, actor):
    """Side effects: the request, an event, a line of the ledger."""
    request = lock_one(request)
    if not permissions.can_withdraw_change(request, actor.user):
        raise ChangeRefused("Chỉ người gửi rút được đề nghị.")
    must_be_open(request)
    request.state = RequestState.WITHDRAWN
    request.save(update_fields=["state"])
    workflow.tell([request.task], "withdraw_change", actor, body={request.task_id: body_of(request)})
    return request


def must_be_open(request):
    if request.state != RequestState.OPEN:
        raise ChangeRefused(ended_words(request))


def ended_words(request):
    """Who ended a request and how, for whoever comes too late."""
    if request.state == RequestState.WITHDRAWN:
        return "Người gửi đã rút đề nghị này."
    who = request.decided_as or request.decided_by.get_full_name() or request.decided_by.get_username()
    return f"{who} đã {STATE_DONE[request.state]} đề nghị này lúc {ngay_gio(request.decided_at)}."


def lock_one(request):
    return lock([request.pk])[0]


def lock(ids):
    """The requests and before them their tasks, locked to the end of the transaction; `.task` is the locked row."""
    tasks = ChangeRequest.objects.filter(pk__in=ids).values_list("task", flat=True)
    locked = {task.pk: task for task in workflow.lock(list(tasks))}
    rows = ChangeRequest.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    found = list(rows.select_related("asked_by", "decided_by"))
    for request in found:
        request.task = locked[request.task_id]
    return found


# ---- deciding -----------------------------------------------------------------------------------------------


def decide(decision, *, actor, answer="", paper=None):
    """Decide one request → ChangeRequest. Raises ChangeRefused. Side effects: see decide_many."""
    done, refused = decide_many([decision], actor=actor, answer=answer, paper=paper)
    if refused:
        raise ChangeRefused(refused[0].words, refused[0].request)
    return done[0]


@transaction.atomic
def decide_many(decisions, *, actor, answer="", paper=None):
    """Decide requests → ([those decided], [Refusal]); each stands alone, what cannot be is left as it was.

    paper: what a DocumentForm read. Side effects of a grant: the task (due, targets, excused, holders or state), the
    text before and after as versions, places; of every decision: the request, the document, an event, the ledger.
    The number of statements does not grow with the tasks, only with the requests about one of them (five kinds)."""
    by_request = {each.request: each for each in decisions}
    requests = lock(by_request)
    done, refused, document = [], [], None
    for wave in waves(requests):
        good, bad = judged(wave, by_request, actor.user, paper)
        refused += bad
        if good and paper and document is None:
            about = f"Điều chỉnh việc: {good[0].task.title}"
            document = record_document(paper, committee=good[0].task.assigned_by, actor=actor, title=about)
        write(good, actor, answer, document)
        done += good
    return done, refused


def foreseen(requests, is_granted, user):
    """What decide_many would do with requests as asked, were the document given → ([request], [Refusal]).

    requests: rows with their task. Writes nothing."""
    decisions = {each.pk: Decision(each.pk, is_granted) for each in requests}
    return judged(requests, decisions, user, paper=True)


def waves(requests):
    """The requests in turns, of each task at most one in a turn: what one grants, the next finds."""
    turns, seen = [], {}
    for request in requests:
        place = seen[request.task_id] = seen.get(request.task_id, -1) + 1
        if place == len(turns):
            turns.append([])
        turns[place].append(request)
    return turns


def judged(requests, decisions, user, paper):
    """([those to write, with state and `decided` set], [Refusal])."""
    tasks = [request.task for request in requests]
    stands, nows = permissions.stands(user, tasks), change_shapes.read(tasks)
    wanted = {request.pk: decisions[request.pk].wanted or request.asked for request in requests}
    people = change_shapes.newcomers(
        wanted[each.pk]["holder"] for each in requests if each.kind == ChangeKind.REASSIGN and wanted[each.pk]["holder"]
    )
    good, bad = [], []
    for request in requests:
        now, decision = nows[request.task_id], decisions[request.pk]
        words = refusal(request, decision, wanted[request.pk], now, stands[request.task_id], user, paper, people)
        if words:
            bad.append(Refusal(request, words))
            continue
        request.state = RequestState.GRANTED if decision.is_granted else RequestState.REFUSED
        request.decided = wanted[request.pk] if decision.is_granted else {}
        request.now, request.people = now, people
        good.append(request)
    return good, bad


def refusal(request, decision, wanted, now, stand, user, paper, people):
    """Why this decision cannot be taken, "" if it can."""
    if not permissions.can_decide_change(stand, request, user):
        return forbidden(request, stand, user)
    if request.state != RequestState.OPEN:
        return ended_words(request)
    if not decision.is_granted:
        return ""
    shape = SHAPES[request.kind]
    if request.task.state not in CHANGEABLE_STATES:
        return closed_words(request.task)
    present = shape.present(now, request.before)
    if present is None:
        return f"{shape.gone} Không chấp nhận đề nghị này, hoặc nhờ gửi đề nghị mới."
    if seen_of(present) != (decision.seen or seen_of(request.before)):
        return "Việc đã đổi so với lúc đề nghị. Mở đề nghị, xem giá trị hiện nay rồi quyết định."
    if shape.needs_document and not paper:
        return f"{request.get_kind_display()} phải có văn bản: ghi số, ngày và nơi ban hành."
    if request.kind == ChangeKind.REASSIGN and wanted["holder"]:
        new = people.get((wanted["holder"]["kind"], wanted["holder"]["code"]))
        if new is None or (isinstance(new, Appointment) and not is_in_force(new, timezone.localdate())):
            return f"{wanted['holder']['words']} không còn giữ chức danh này. Chọn người nhận khác."
    return shape.fault(now, present, wanted, None)


def forbidden(request, stand, user):
    if request.asked_by_id == user.pk:
        return "Người gửi đề nghị không quyết định đề nghị ấy; nhờ người khác trong Thường trực."
    if stand.involved:
        return "Không quyết định đề nghị về việc của chính mình; nhờ người khác trong Thường trực."
    return "Lãnh đạo nơi giao việc quyết định được đề nghị này."


# ---- writing what was decided -------------------------------------------------------------------------------


def write(requests, actor, answer, document):
    if not requests:
        return
    now = timezone.now()
    for request in requests:
        request.decided_at, request.decided_by, request.decided_as = now, actor.user, actor.acting_as
        request.answer, request.document = answer, document
    names = ["state", "decided", "decided_at", "decided_by", "decided_as", "answer", "document"]
    ChangeRequest.objects.bulk_update(requests, names, batch_size=200)
    granted = [each for each in requests if each.state == RequestState.GRANTED]
    passed_on = [each for each in granted if each.kind == ChangeKind.REASSIGN]
    write_terms([each for each in granted if each.kind != ChangeKind.REASSIGN], actor, answer, document)
    if passed_on:
        reassign(
            [handover(each) for each in passed_on],
            actor=actor,
            document=document,
            comment=answer,
            verb="grant_change",
            also={each.task_id: body_of(each) for each in passed_on},
        )
    refused = [each for each in requests if each.state == RequestState.REFUSED]
    if refused:
        tell(refused, "refuse_change", actor, answer, document)


def tell(requests, verb, actor, answer, document, before=None):
    tasks, body = [each.task for each in requests], {each.task_id: body_of(each) for each in requests}
    workflow.tell(tasks, verb, actor, comment=answer, document=document, before=before, body=body)


def handover(request):
    new, old = request.decided["holder"], request.before["holder"]
    row = request.people[new["kind"], new["code"]]
    return Handover(request.task_id, new=row, old=change_shapes.is_held(request.now, old))


def write_terms(requests, actor, answer, document):
    """Due dates, targets, excuses and ends of tasks, one request a task; the text before and after is kept."""
    if not requests:
        return
    tasks = [request.task for request in requests]
    before = {task.pk: task.state for task in tasks}
    workflow.keep_versions(tasks, actor, why="trước khi điều chỉnh")
    steps, indicators = [], []
    for request in requests:
        WRITERS[request.kind](request, steps, indicators)
    BreakthroughTask.objects.bulk_update(tasks, ["due", "original_due", "excused", "state"], batch_size=200)
    Milestone.objects.bulk_update(steps, ["due", "excused"], batch_size=200)
    Indicator.objects.bulk_update(indicators, TARGET_FIELDS, batch_size=200)
    registering.touch(tasks)
    place_tasks([task.pk for task in tasks])
    workflow.keep_versions(tasks, actor, why="điều chỉnh theo đề nghị")
    tell(requests, "grant_change", actor, answer, document, before)


TARGET_FIELDS = ["comparator", "target_min", "target_max", "target_text"]


def write_due(request, steps, indicators):
    """The first deadline stays in `original_due` whatever the number of extensions."""
    due, task = dt.date.fromisoformat(request.decided["due"]), request.task
    if request.before.get("milestone"):
        step = change_shapes.milestone_of(request.now, request.before)
        step.due = due
        steps.append(step)
    else:
        task.original_due = task.original_due or task.due
        task.due = due


def write_targets(request, steps, indicators):
    for row in request.decided["indicators"]:
        known, new = request.now.indicators[row["name"]], snapshot.as_indicator(row)
        for name in TARGET_FIELDS:
            setattr(known, name, getattr(new, name))
        indicators.append(known)


def write_cause(request, steps, indicators):
    if request.before.get("milestone"):
        step = change_shapes.milestone_of(request.now, request.before)
        step.excused = True
        steps.append(step)
    else:
        request.task.excused = True


def write_stop(request, steps, indicators):
    request.task.state = TaskState.CANCELLED


WRITERS = {
    ChangeKind.EXTENSION: write_due,
    ChangeKind.TARGET: write_targets,
    ChangeKind.CAUSE: write_cause,
    ChangeKind.STOP: write_stop,
}
