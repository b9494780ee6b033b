"""From draft to task: the table of steps, and the one door through which a task changes its state.

A step is taken by one or by many tasks alike (`apply_many`): rows locked in one order, each judged by its state, its
age on the page and what the actor is to it, then written, told (TaskEvent) and sealed (ledger) in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from cadre import ledger
from cadre.templatetags.vi import ngay_gio
from tasks import permissions, registration, snapshot
from tasks.enums import TaskState
from tasks.models import BreakthroughTask, TaskEvent, TaskVersion

S = TaskState


class Move(models.TextChoices):
    """The steps, with the words of their buttons."""

    SUBMIT = "submit", "Gửi thẩm định"
    WITHDRAW = "withdraw", "Rút lại để sửa"
    RETURN = "return", "Trả lại để sửa"
    APPRAISE = "appraise", "Đề nghị phê duyệt"
    APPROVE = "approve", "Phê duyệt"
    ISSUE = "issue", "Đặt hàng"
    DECIDE = "decide", "Ghi quyết định"
    ACKNOWLEDGE = "acknowledge", "Nhận việc"
    DROP = "drop", "Bỏ bản soạn"


@dataclass(frozen=True, slots=True)
class Rule:
    """May be taken from `sources`; leads to `target` (None: the state stays); `stamp`: which pair …_at, …_by it fills,
    `clears`: which it empties; `keeps_version`: the text is kept as it then reads; `done`: what is said afterwards."""

    sources: tuple
    target: str | None
    can: Callable
    done: str
    stamp: str = ""
    clears: tuple = ()
    needs_comment: bool = False
    needs_document: bool = False
    keeps_version: bool = False
    comment_label: str = "Ý kiến"
    of: str = ""  # between what is done and how many: "ghi quyết định giao việc cho 3 việc"


RULES = {
    Move.SUBMIT: Rule(
        (S.DRAFT, S.RETURNED),
        S.PROPOSED,
        permissions.can_submit,
        "gửi thẩm định",
        stamp="submitted",
        clears=("appraised",),
        keeps_version=True,
    ),
    Move.WITHDRAW: Rule((S.PROPOSED,), S.DRAFT, permissions.can_withdraw, "rút lại"),
    Move.RETURN: Rule(
        (S.PROPOSED,),
        S.RETURNED,
        permissions.can_return,
        "trả lại",
        clears=("appraised",),
        needs_comment=True,
        comment_label="Cần sửa gì",
    ),
    Move.APPRAISE: Rule(
        (S.PROPOSED,),
        None,
        permissions.can_appraise,
        "đề nghị phê duyệt",
        stamp="appraised",
        comment_label="Ý kiến thẩm định",
    ),
    Move.APPROVE: Rule(
        (S.PROPOSED,), S.APPROVED, permissions.can_approve, "phê duyệt", stamp="approved", keeps_version=True
    ),
    Move.ISSUE: Rule(
        (S.DRAFT, S.RETURNED), S.APPROVED, permissions.can_issue, "đặt hàng", stamp="approved", keeps_version=True
    ),
    Move.DECIDE: Rule(
        (S.APPROVED,),
        S.IN_PROGRESS,
        permissions.can_record_decision,
        "ghi quyết định giao việc",
        needs_document=True,
        of="cho ",
    ),
    Move.ACKNOWLEDGE: Rule(
        (S.APPROVED, S.IN_PROGRESS), None, permissions.can_acknowledge, "nhận việc", stamp="acknowledged"
    ),
    Move.DROP: Rule((S.DRAFT, S.RETURNED), S.CANCELLED, permissions.can_drop, "bỏ bản soạn"),
}
# What else leaves a TaskEvent, by the services of their own rooms.
OTHER_DONE = {
    "edit": "sửa",
    "adjust": "điều chỉnh đề xuất",
    "sign": "ký cam kết",
    "ask_change": "đề nghị điều chỉnh",
    "comment_change": "góp ý đề nghị điều chỉnh",
    "withdraw_change": "rút đề nghị điều chỉnh",
    "grant_change": "chấp nhận điều chỉnh",
    "refuse_change": "không chấp nhận điều chỉnh",
    "hand_down": "giao xuống",
    "carry_over": "chuyển tiếp",
    "carried_in": "nhận chuyển tiếp",
    "reassign": "giao lại",
    "import": "nhập từ tệp",
}
DONE = {move.value: rule.done for move, rule in RULES.items()} | OTHER_DONE


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one task did not take the step, in a sentence for the person who asked."""

    task: BreakthroughTask
    words: str
    is_stale: bool = False  # somebody else was faster, or the text changed meanwhile


@dataclass(slots=True)
class Outcome:
    done: list = field(default_factory=list)
    refused: list = field(default_factory=list)


class TransitionNotAllowed(Exception):
    """The step was not taken; the message says why, `is_stale` whether somebody else was faster."""

    def __init__(self, refusal):
        self.refusal = refusal
        super().__init__(refusal.words)


def lock(ids):
    """The tasks, locked in the order of their ids until the end of the transaction."""
    return list(BreakthroughTask.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))


class LastSteps:
    """The last event of each of many tasks, read in one statement when the first of them is asked for."""

    def __init__(self, tasks):
        self.tasks = tasks

    @cached_property
    def events(self):
        told = TaskEvent.objects.filter(task__in=[task.pk for task in self.tasks]).select_related("actor")
        return {event.task_id: event for event in told.order_by("at", "id")}

    def of(self, task):
        return self.events.get(task.pk)


def last_words(task, steps=None):
    """ "Bí thư A đã trả lại lúc 09:42 25/11/2026": the last step of a task, for whoever comes too late."""
    event = (steps or LastSteps([task])).of(task)
    if event is None:
        return f"Việc đang ở trạng thái “{task.get_state_display()}”."
    who = event.acting_as or event.actor.get_full_name() or event.actor.get_username()
    return f"{who} đã {DONE.get(event.verb, event.verb)} lúc {ngay_gio(event.at)}."


def refusal_of(move, task, stand, steps, *, comment, document, revision):
    rule = RULES[move]
    if not rule.can(stand, task):
        if task.state in rule.sources:
            return Refusal(task, forbidden(move, task, stand))
        return Refusal(task, f"Không {rule.done} được. {last_words(task, steps)}", is_stale=True)
    if task.state not in rule.sources:
        return Refusal(task, f"Không {rule.done} được nữa. {last_words(task, steps)}", is_stale=True)
    if revision is not None and revision != task.revision:
        return Refusal(
            task, f"Nội dung đã đổi sau khi mở trang. {last_words(task, steps)} Đọc lại rồi làm tiếp.", is_stale=True
        )
    if move == Move.APPROVE and task.appraised_at is None:
        return Refusal(task, "Chưa phê duyệt được: việc này chưa được thẩm định, đề nghị phê duyệt.")
    if rule.needs_comment and not comment:
        return Refusal(task, f"Ghi rõ: {rule.comment_label.lower()}.")
    if rule.needs_document and document is None:
        return Refusal(task, "Ghi số, ngày và nơi ban hành của quyết định giao việc.")
    return None


def forbidden(move, task, stand):
    if stand.involved:
        return f"Không {RULES[move].done} được việc của chính mình."
    if move == Move.APPROVE and (stand.wrote or stand.appraised):
        return "Người soạn hoặc đề nghị không phê duyệt việc ấy; nhờ người khác trong Thường trực."
    return f"Vai trò đang dùng không {RULES[move].done} được việc này."


def were_done_by(user, move, tasks):
    """Did this very account take this very step last with all of them? Then a page was sent twice."""
    events = LastSteps(tasks).events
    return all(
        task.pk in events and events[task.pk].verb == move and events[task.pk].actor_id == user.pk for task in tasks
    )


def available(stand, task):
    """The steps this account may take now with this task, in the order of the table: what its buttons are."""
    return [
        move
        for move, rule in RULES.items()
        if task.state in rule.sources
        and rule.can(stand, task)
        and not (move == Move.APPROVE and task.appraised_at is None)
        and not (move == Move.APPRAISE and task.appraised_at is not None)
    ]


def apply(move, task, *, actor, comment="", document=None, revision=None):
    """Take one step with one task → the task as it now is. Raises TransitionNotAllowed.

    Side effects: the row, a TaskEvent, a TaskVersion where the rule keeps one, a line of the ledger."""
    outcome = apply_many(move, {task.pk: revision}, actor=actor, comment=comment, document=document)
    if outcome.refused:
        raise TransitionNotAllowed(outcome.refused[0])
    return outcome.done[0]


@transaction.atomic
def apply_many(move, expected, *, actor, comment="", document=None):
    """Take one step with many tasks → Outcome; those that cannot are left as they are, each with its reason.

    expected: {task id: the revision the page showed, or None}. The number of statements does not grow with the tasks
    (beyond the batches of bulk inserts)."""
    tasks = lock(expected)
    if move == Move.SUBMIT:
        registration.hold(tasks)
    outcome = judge(move, tasks, expected, actor=actor, comment=comment, document=document)
    if outcome.done:
        write(move, RULES[move], outcome.done, actor, comment, document)
    return outcome


def foresee(move, tasks, expected, *, actor):
    """What the step would do now, the comment and the document taken for granted: for the page that asks first."""
    return judge(move, tasks, expected, actor=actor, comment="có", document="có")


def judge(move, tasks, expected, *, actor, comment, document):
    """Which of these tasks the step may be taken with, and why not with the others → Outcome; nothing is written."""
    found, steps, outcome = permissions.stands(actor.user, tasks), LastSteps(tasks), Outcome()
    limits = registration.refusals(tasks, found) if move == Move.SUBMIT else {}
    for task in tasks:
        refusal = refusal_of(
            move,
            task,
            found[task.pk],
            steps,
            comment=comment,
            document=document,
            revision=expected[task.pk],
        )
        if refusal is None and task.pk in limits:
            refusal = Refusal(task, limits[task.pk])
        if refusal:
            outcome.refused.append(refusal)
        else:
            outcome.done.append(task)
    return outcome


def write(move, rule, tasks, actor, comment, document):
    now = timezone.now()
    fields = {f"{name}_{part}": None for name in rule.clears for part in ("at", "by")}
    if rule.target:
        fields["state"] = rule.target
    if rule.stamp:
        fields |= {f"{rule.stamp}_at": now, f"{rule.stamp}_by": actor.user}
    if move == Move.APPRAISE:
        fields["appraisal"] = comment
    if document is not None:
        fields["decision"] = document
    before = {task.pk: task.state for task in tasks}
    ids = list(before)
    BreakthroughTask.objects.filter(pk__in=ids).update(revision=F("revision") + 1, **fields)
    for task in tasks:
        task.revision += 1
        for name, value in fields.items():
            setattr(task, name, value)
    if rule.keeps_version:
        keep_versions(tasks, actor, why=rule.done)
    tell(tasks, move, actor, comment=comment, document=document, before=before)


def keep_versions(tasks, actor, *, why):
    """Keep the text of each task as its next version, unless it reads like the last one kept. Sets `task.version`."""
    texts = snapshot.contents([task.pk for task in tasks])
    last = dict(TaskVersion.objects.filter(task__in=tasks, number=F("task__version")).values_list("task", "sha256"))
    now, new = timezone.now(), []
    for task in tasks:
        sha256 = snapshot.hash_of(texts[task.pk])
        if last.get(task.pk) == sha256:
            continue
        task.version += 1
        new.append(
            TaskVersion(
                task=task,
                number=task.version,
                content=texts[task.pk],
                sha256=sha256,
                made_at=now,
                made_by=actor.user,
                acting_as=actor.acting_as,
                why=why,
            )
        )
    TaskVersion.objects.bulk_create(new, batch_size=200)
    BreakthroughTask.objects.filter(pk__in=[each.task_id for each in new]).update(version=F("version") + 1)
    return new


def tell(tasks, verb, actor, *, comment="", document=None, before=None, body=None):
    """A TaskEvent and a line of the ledger for each task, in the transaction of the change.

    before: {task id: the state it came from}; body: {task id: JSON figures of the event}."""
    now, before, body = timezone.now(), before or {}, body or {}
    TaskEvent.objects.bulk_create(
        [
            TaskEvent(
                task=task,
                at=now,
                actor=actor.user,
                acting_as=actor.acting_as,
                verb=str(verb),
                from_state=before.get(task.pk, task.state),
                to_state=task.state,
                comment=comment,
                version=task.version,
                document=document,
                body=body.get(task.pk, {}),
            )
            for task in tasks
        ],
        batch_size=200,
    )
    said = {"comment": comment} if comment else {}
    said |= {"document": str(document)} if document is not None else {}
    ledger.record_many(
        [
            ledger.Line(
                f"task_{verb}",
                task.code,
                {"from": before.get(task.pk, task.state), "to": task.state, "version": task.version}
                | said
                | body.get(task.pk, {}),
            )
            for task in tasks
        ],
        actor=actor.user,
        acting_as=actor.acting_as,
    )
