"""Open tasks whose holder is gone: the post ended, or the body did. Who could take each, and passing them on.

An heir of a post: whoever holds the same chức danh in the same body, or in the one that followed it; where nobody
does, its head. An heir of a body: the one that followed it. Where several could, people choose; where none, the task
stays listed."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from cadre.enums import Role
from cadre.keeping import kept_on, posts_kept
from cadre.models import BEGINNING, FOREVER, Committee, Succession
from cadre.naming import post_words
from cadre.queries import in_force
from cadre.text import fold
from tasks import permissions, workflow
from tasks.enums import TaskState
from tasks.models import BreakthroughTask, TaskOwner
from tasks.reassigning import Handover, reassign
from tasks.workflow import Outcome, Refusal

OPEN = (
    TaskState.PROPOSED,
    TaskState.RETURNED,
    TaskState.APPROVED,
    TaskState.IN_PROGRESS,
    TaskState.AWAITING_RECOGNITION,
)
MOST = 300  # tasks on one page; when they are passed on, the next come


@dataclass
class Group:
    """What one holder who is gone still holds. key: "p12" a post, "c3" a body; heirs: [(key, words)]. A page hangs its
    fields on it."""

    key: str
    words: str
    unit: str
    ended_on: object
    tasks: list = field(default_factory=list)
    heirs: list = field(default_factory=list)

    @property
    def is_post(self):
        return self.key[0] == "p"


def key_of(holder):
    return f"{'c' if isinstance(holder, Committee) else 'p'}{holder.pk}"


def left_behind(user, day):
    """Tasks in sight that somebody gone by the day still holds; a queryset."""
    owners = TaskOwner.objects.filter(task=OuterRef("pk"), appointment__end__lt=day)
    gone = Q(Exists(owners)) | Q(owner_committee__valid_to__lt=day)
    return BreakthroughTask.objects.visible_to(user).filter(gone, state__in=OPEN)


def groups(user, day):
    """([Group], how many tasks more than are shown): by the body the holder was in. A constant number of statements."""
    rows = left_behind(user, day).select_related("owner_committee").order_by("due", "pk")
    found = list(rows[: MOST + 1])
    more = rows.count() - MOST if len(found) > MOST else 0
    found = found[:MOST]
    stands = permissions.stands(user, found)
    tasks = {task.pk: task for task in found if may_pass_on(stands[task.pk])}
    held = {}
    links = TaskOwner.objects.filter(task__in=tasks, appointment__end__lt=day)
    for link in links.select_related("appointment__committee", "appointment__cadre").order_by("task__due", "pk"):
        holder = link.appointment
        held.setdefault(key_of(holder), (holder, []))[1].append(tasks[link.task_id])
    for task in tasks.values():
        holder = task.owner_committee
        if holder is not None and holder.valid_to and holder.valid_to < day:
            held.setdefault(key_of(holder), (holder, []))[1].append(task)
    made = [group_of(holder, rows) for holder, rows in held.values()]
    find_heirs({group.key: held[group.key][0] for group in made}, made, user, day)
    return sorted(made, key=lambda group: (group.unit, group.is_post, group.words)), max(more, 0)


def group_of(holder, rows):
    if isinstance(holder, Committee):
        return Group(key_of(holder), holder.name, holder.name, holder.valid_to, rows)
    words = post_words(holder.title, holder.cadre.full_name)
    return Group(key_of(holder), words, holder.committee.name, holder.end, rows)


def may_pass_on(stand):
    """An organiser over the task; not one of their own."""
    return stand.keeps and not stand.involved


def posts_that_take(user, day):
    """The posts an organiser may give tasks to."""
    return posts_kept(user, (Role.ORGANISER,)).filter(in_force(day)).select_related("cadre", "committee")


def bodies_that_take(user, day):
    return kept_on(user, day, (Role.ORGANISER,))


def find_heirs(holders, made, user, day):
    """Fill `heirs` of the groups with those the user may give tasks to; three statements."""
    units = {key: holder if isinstance(holder, Committee) else holder.committee for key, holder in holders.items()}
    followed = followers(units.values(), day)
    posts = defaultdict(list)
    wanted = {pk for rows in followed.values() for pk in rows}
    for post in posts_that_take(user, day).filter(committee__in=wanted).order_by("sort", "pk"):
        posts[post.committee_id].append(post)
    bodies = {each.pk: each for each in bodies_that_take(user, day).filter(pk__in=wanted)}
    for group in made:
        heirs = followed[units[group.key].pk]
        if group.is_post:
            group.heirs = [(key_of(post), words_of(post)) for post in post_heirs(holders[group.key], heirs, posts)]
        else:
            group.heirs = [(f"c{pk}", bodies[pk].name) for pk in heirs if pk in bodies]


def words_of(post):
    return post_words(post.title, post.cadre.full_name, post.committee.name)


def post_heirs(old, units, posts):
    """In each body whoever holds the same position or title, else its head."""
    found = []
    for unit in units:
        rows = [post for post in posts[unit] if post.pk != old.pk]
        same = [post for post in rows if old.position_id and post.position_id == old.position_id]
        same = same or [post for post in rows if fold(post.title) == fold(old.title)]
        found += same or [post for post in rows if post.is_head]
    return found


def followers(committees, day):
    """{committee id: ids of the bodies alive on the day that followed it, itself if it still is}; one statement."""
    after, life = defaultdict(list), {each.pk: (each.valid_from, each.valid_to) for each in committees}
    columns = ("predecessor", "successor", "successor__valid_from", "successor__valid_to")
    for old, new, start, end in Succession.objects.order_by("date", "pk").values_list(*columns):
        after[old] += [new] if new not in after[old] else []
        life[new] = (start, end)

    def alive(pk):
        start, end = life[pk]
        return (start or BEGINNING) <= day <= (end or FOREVER)

    found = {}
    for committee in committees:
        heirs, waiting, seen = [], [committee.pk], set()
        while waiting:
            pk = waiting.pop(0)
            if pk in seen:
                continue
            seen.add(pk)
            if alive(pk):
                heirs.append(pk)
            else:
                waiting += after[pk]
        found[committee.pk] = heirs
    return found


def counts_by_holder(user, committees):
    """[(committee id, post id or None, open tasks)] that bodies and their posts hold, in sight; two statements."""
    tasks = BreakthroughTask.objects.visible_to(user).filter(state__in=OPEN).order_by()
    links = TaskOwner.objects.filter(appointment__committee__in=committees, task__in=tasks.values("pk")).order_by()
    rows = links.values_list("appointment__committee", "appointment").annotate(count=Count("task", distinct=True))
    own = tasks.filter(owner_committee__in=committees).values_list("owner_committee").annotate(count=Count("pk"))
    return [*rows, *((committee, None, count) for committee, count in own)]


@transaction.atomic
def pass_on(wanted, *, actor, document):
    """Pass tasks of holders who are gone to their heirs → Outcome, each task in it once.

    wanted: [(task id, old post or body, new post or body)]. What is no longer open, no longer held by the old one or
    not the actor's to pass on stays as it is, with its reason."""
    tasks = {task.pk: task for task in workflow.lock({task for task, _, _ in wanted})}
    stands = permissions.stands(actor.user, tasks.values())
    links = TaskOwner.objects.filter(task__in=tasks).values_list("task", "appointment")
    holds = {(task, f"p{post}") for task, post in links}
    holds |= {(task.pk, f"c{task.owner_committee_id}") for task in tasks.values()}
    handovers, refused = [], {}
    for pk, old, new in wanted:
        words = refusal_of(tasks[pk], stands[pk], (pk, key_of(old)) in holds)
        if words:
            refused[pk] = Refusal(tasks[pk], words, is_stale=True)
        elif key_of(old) != key_of(new):
            handovers.append(Handover(pk, new=new, old=old))
    done = reassign(handovers, actor=actor, document=document) if handovers else []
    return Outcome(done=done, refused=list(refused.values()))


def refusal_of(task, stand, is_held):
    if not may_pass_on(stand):
        return "Việc này không thuộc phạm vi được giao lại, hoặc là việc của chính mình."
    if task.state not in OPEN:
        return f"Việc không còn dở dang. {workflow.last_words(task)}"
    if not is_held:
        return f"Người cũ không còn giữ việc này. {workflow.last_words(task)}"
    return ""
