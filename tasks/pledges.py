"""Who must commit, who has, who has to sign again: of a whole campaign, or of one account, in a constant number of
statements."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cadre.enums import Role
from cadre.models import Appointment, Committee
from cadre.naming import post_words
from cadre.queries import headed_by, in_force, is_in_force
from cadre.scope import reaches
from cadre.text import fold
from tasks.commitment_changes import differences
from tasks.enums import ASSIGNED_STATES
from tasks.models import BreakthroughTask, Campaign, Commitment, CommitmentTask, TaskOwner
from tasks.promises import BODY, PERSON, Subject, heads_of, lines_of, names_unit, rows_now, rows_signed
from tasks.scope import placed
from tasks.standing import RUNNING


class PledgeState(models.TextChoices):
    WAITING = "chua_ky", "Chưa ký"
    AGAIN = "ky_lai", "Cần ký lại"
    SIGNED = "da_ky", "Đã ký"
    UNABLE = "khong_ky", "Không có người ký"
    OVER = "het_viec", "Không còn việc để ký"


DUE = (PledgeState.WAITING, PledgeState.AGAIN)
SHAPES = {
    PledgeState.WAITING: "wait",
    PledgeState.AGAIN: "warn",
    PledgeState.SIGNED: "ok",
    PledgeState.UNABLE: "late",
    PledgeState.OVER: "done",
}


@dataclass(slots=True)
class Pledge:
    """One who must commit in a campaign, with the tasks held there ({task id: its version})."""

    campaign: int
    kind: str
    id: int
    tasks: dict = field(default_factory=dict)
    is_running: bool = False
    has_changed: bool = False
    current: Commitment | None = None
    subject: Subject | None = None
    signer: Appointment | None = None

    @property
    def key(self):
        return self.campaign, self.kind, self.id

    @property
    def state(self):
        if not self.tasks:
            return PledgeState.OVER
        if self.current and not self.has_changed:
            return PledgeState.SIGNED
        if not self.is_running:
            return PledgeState.OVER
        if self.signer is None:
            return PledgeState.UNABLE
        return PledgeState.AGAIN if self.current else PledgeState.WAITING

    @property
    def mark(self):
        return SHAPES[self.state]

    @property
    def words(self):
        return self.state.label

    @property
    def hint(self):
        """What stands in the way, if nobody can sign."""
        if self.state == PledgeState.UNABLE:
            return "đã thôi chức danh, giao lại việc" if self.kind == PERSON else "chưa có người đứng đầu đương nhiệm"
        if self.state in DUE and self.signer.cadre.user_id is None:
            return "chưa có tài khoản để ký"
        return ""

    @property
    def name(self):
        row = self.subject.row
        return post_words(row.title, row.cadre.full_name) if self.kind == PERSON else row.name

    @property
    def unit(self):
        """The committee where the name does not say it already."""
        unit = self.subject.unit.name
        return "" if self.kind == BODY or names_unit(self.name, unit) else unit

    @property
    def search(self):
        return fold(f"{self.name} {self.subject.unit.name} {self.subject.row.code}")


OF_TASK = ("pk", "campaign", "version", "state")
OF_OWNER = ("task", "task__campaign", "task__version", "task__state")


def gathered(owned, held):
    """{key: Pledge} of links of posts (TaskOwner) and tasks of committees; two statements."""
    found = {}

    def add(kind, subject, task, campaign, version, state):
        pledge = found.setdefault((campaign, kind, subject), Pledge(campaign, kind, subject))
        pledge.tasks[task] = version
        pledge.is_running = pledge.is_running or state in RUNNING

    owned = owned.filter(task__campaign__isnull=False, task__state__in=ASSIGNED_STATES)
    for post, *rest in owned.values_list("appointment", *OF_OWNER):
        add(PERSON, post, *rest)
    held = held.filter(campaign__isnull=False, state__in=ASSIGNED_STATES)
    for committee, *rest in held.values_list("owner_committee", *OF_TASK):
        add(BODY, committee, *rest)
    return found


def with_signed(found, commitments):
    """Put the newest signed version of each into `current`, and see whether what was promised has changed since."""
    for each in commitments.order_by("version").defer("content"):
        kind, pk = (PERSON, each.appointment_id) if each.appointment_id else (BODY, each.committee_id)
        pledge = found.setdefault((each.campaign_id, kind, pk), Pledge(each.campaign_id, kind, pk))
        pledge.current = each
    by_commitment = {pledge.current.pk: pledge for pledge in found.values() if pledge.current}
    signed = defaultdict(dict)
    rows = CommitmentTask.objects.filter(commitment__in=by_commitment).order_by("id")
    for commitment, task, version in rows.values_list("commitment", "task", "task_version"):
        signed[commitment][task] = version
    moved = {pk: pledge for pk, pledge in by_commitment.items() if pledge.tasks != signed[pk]}
    if moved:
        compare(moved, signed)


def compare(moved, signed):
    """Whether what is promised differs, for those whose tasks were written to: the text decides, not the count."""
    ids = {task for pledge in moved.values() for task in pledge.tasks}
    lines = lines_of(BreakthroughTask.objects.filter(pk__in=ids))
    for pk, content in Commitment.objects.filter(pk__in=moved).values_list("pk", "content"):
        now = rows_now({task: lines[task] for task in sorted(moved[pk].tasks)})
        moved[pk].has_changed = bool(differences(rows_signed(content, signed[pk]), now))


def with_names(found, today):
    """Give each pledge its post or committee, and who may sign now; four statements."""
    pledges = list(found.values())
    posts = Appointment.objects.filter(pk__in={each.id for each in pledges if each.kind == PERSON})
    posts = posts.select_related("cadre", "committee").in_bulk()
    bodies = Committee.objects.in_bulk({each.id for each in pledges if each.kind == BODY})
    heads = heads_of(bodies, today)
    campaigns = Campaign.objects.select_related("committee").in_bulk({each.campaign for each in pledges})
    for each in pledges:
        campaign = campaigns[each.campaign]
        if each.kind == PERSON:
            post = posts[each.id]
            each.subject = Subject(campaign, post=post)
            each.signer = post if is_in_force(post, today) else None
        else:
            each.subject = Subject(campaign, committee=bodies[each.id])
            each.signer = next(iter(heads.get(each.id, ())), None)
    return pledges


def own_pledges(user, today=None):
    """What the account itself signs, in its posts in force and for the committees it heads, every campaign."""
    today = today or timezone.localdate()
    posts = Appointment.objects.filter(in_force(today), cadre__user=user.pk)
    headed = headed_by(user, today)
    found = gathered(
        TaskOwner.objects.filter(appointment__in=posts.values("pk")),
        BreakthroughTask.objects.filter(owner_committee__in=headed),
    )
    if not found:
        return []
    own = Q(appointment__in=posts.values("pk")) | Q(committee__in=headed)
    with_signed(found, Commitment.objects.filter(own))
    return sorted(with_names(found, today), key=lambda each: (-each.subject.campaign.year, each.key))


def of_campaign(campaign, user, today=None):
    """Everyone who holds or held a task of the campaign, as far as the account sees all that this person or committee
    holds there: a list of commitments never tells of tasks that are out of sight."""
    today = today or timezone.localdate()
    tasks = BreakthroughTask.objects.filter(campaign=campaign)
    found = gathered(TaskOwner.objects.filter(task__campaign=campaign), tasks)
    found.pop((campaign.pk, BODY, None), None)
    seen = set(tasks.visible_to(user).values_list("pk", flat=True))
    found = {key: pledge for key, pledge in found.items() if pledge.tasks.keys() <= seen}
    kept = Commitment.objects.visible_to(user).filter(campaign=campaign)
    with_signed(found, kept)
    return with_names(found, today)


def subject_of(user, campaign, kind, pk, today=None):
    """The Subject of an address, if the account may read what it holds; None looks like never there."""
    today = today or timezone.localdate()
    campaign = Campaign.objects.select_related("committee").filter(pk=campaign).first()
    rows = {PERSON: Appointment.objects.select_related("cadre", "committee"), BODY: Committee.objects}.get(kind)
    row = rows.filter(pk=pk).first() if campaign and rows is not None else None
    if row is None:
        return None
    subject = Subject(campaign, **{"post" if kind == PERSON else "committee": row})
    held = subject.tasks()
    is_own = row.cadre.user_id == user.pk if kind == PERSON else headed_by(user, today).filter(committee=pk).exists()
    if not held.exists():
        return None
    if is_own or not held.exclude(pk__in=held.visible_to(user).values("pk")).exists():
        return subject
    return None


# ---- how many wait -------------------------------------------------------------------------------------------

WATCHERS = (Role.ORGANISER, Role.LEADER)


def unsigned_figures(user):
    """{"posts": n, "bodies": n, "campaign": the newest} who hold a running task of a campaign in the account's charge
    and never signed; None without such a role. Two statements."""
    found = reaches(user, WATCHERS)
    if not found:
        return None
    tasks = BreakthroughTask.objects.filter(pk__in=placed(found), state__in=RUNNING, campaign__isnull=False)
    signed = Commitment.objects.filter(campaign=models.OuterRef("campaign"))
    bodies = tasks.filter(owner_committee__isnull=False).exclude(
        models.Exists(signed.filter(committee=models.OuterRef("owner_committee")))
    )
    signed = Commitment.objects.filter(campaign=models.OuterRef("task__campaign"))
    today = timezone.localdate()
    posts = TaskOwner.objects.filter(
        Q(appointment__end__isnull=True) | Q(appointment__end__gte=today),
        appointment__start__lte=today,
        task__in=tasks.values("pk"),
    ).exclude(models.Exists(signed.filter(appointment=models.OuterRef("appointment"))))
    waiting = set(posts.values_list("task__campaign", "appointment").distinct())
    held = set(bodies.values_list("campaign", "owner_committee").distinct())
    newest = max((campaign for campaign, _ in waiting | held), default=None)
    return {"posts": len(waiting), "bodies": len(held), "campaign": newest}
