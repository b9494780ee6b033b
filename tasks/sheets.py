"""What a page of writing is about: for whom, in which campaign, who gives it, and what its writer is to it.

Written in one service (`write`), whatever the page: the text, the step that was pressed with it, and the end of the
draft are one transaction."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cadre import drafts
from cadre.accounts import roles_of
from cadre.enums import Role
from cadre.models import Appointment, Committee, Placement
from cadre.queries import headed_by, in_force, posts_visible_to
from cadre.scope import SEGMENT, reaches
from tasks import permissions, registering, registration, snapshot, workflow
from tasks.enums import CampaignState, Horizon, TaskKind, TaskState
from tasks.models import BreakthroughTask, Campaign, CampaignPosition, CampaignPost, TaskOwner
from tasks.permissions import Stand, covers
from tasks.workflow import Move

COMMANDING = (Role.LEADER, Role.SECRETARY)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of paper to write a task on. `about` names it in drafts; `post`, `committee`: who it is fixed for;
    `givers`: who may give an order, [(committee, path)]."""

    about: str
    stand: Stand
    giver: Committee | None = None
    post: Appointment | None = None
    committee: Committee | None = None
    campaign: Campaign | None = None
    task: BreakthroughTask | None = None
    givers: tuple = ()
    owners: tuple = field(default=())  # of a task that exists: its posts, the first is who it was written for

    @property
    def is_order(self):
        return bool(self.givers) if self.task is None else self.task.kind == TaskKind.ORDER

    @property
    def is_adjusting(self):
        return self.task is not None and self.task.state == TaskState.PROPOSED

    @property
    def year(self):
        """The year the sheet is for; None while only its deadline can tell."""
        if self.task is not None:
            return self.task.year
        return self.campaign.year if self.campaign else None

    @property
    def may_send(self):
        """Whether its writer may take it on with what they write, whatever its state has become meanwhile."""
        task = self.task or BreakthroughTask(kind=TaskKind.ORDER if self.is_order else TaskKind.BREAKTHROUGH)
        return permissions.can_issue(self.stand, task) if self.is_order else permissions.can_submit(self.stand, task)

    @property
    def move(self):
        return Move.ISSUE if self.is_order else Move.SUBMIT


# ---- for whom, by whom -----------------------------------------------------------------------------------


def paths_on(day, committees):
    """{committee id: path} of those that exist on the day; one statement."""
    rows = Placement.objects.filter(committee__in=committees, valid_from__lte=day, valid_to__gte=day)
    return dict(rows.values_list("committee", "path"))


def on_the_way(path):
    """Ids of the committees from the root down to the end of a path."""
    return [int(path[at : at + SEGMENT]) for at in range(0, len(path), SEGMENT)]


def deepest(user, roles, path):
    """The id of the lowest committee the account holds one of the roles over, on the way to a path; None without."""
    found = [reach.path for reach in reaches(user, roles) if reach.path <= path < reach.path_end]
    return on_the_way(max(found, key=len))[-1] if found else None


def stand_of_new(user, *, given, held, post=None, committee=None):
    """What an account is to a task that does not exist yet. given, held: paths of who would give and hold it."""
    heads = committee is not None and headed_by(user, timezone.localdate()).filter(committee=committee).exists()
    owns = heads or (post is not None and post.cadre.user_id == user.pk)
    organiser = reaches(user, (Role.ORGANISER,))
    return Stand(
        owns=owns,
        involved=owns,
        drafts=held in {reach.path for reach in reaches(user, (Role.DEPUTY,))},
        keeps=covers(organiser, [given, held]),
        organises=covers(organiser, [given]),
        leads=covers(reaches(user, COMMANDING), [given]),
        wrote=True,
    )


def giver_of(user, path, *, is_head):
    """The id of who gives a task outside any campaign: the committee an organiser works for, else the one above the
    unit of a head, else the unit itself."""
    way = on_the_way(path)
    upper = way[-2] if is_head and len(way) > 1 else way[-1]
    return deepest(user, (Role.ORGANISER,), path) or upper


def new_sheet(user, *, post=None, committee=None, campaign=None):
    """A sheet for a post or a committee → Sheet; None where the campaign is not theirs, or the unit is gone.

    Raises PermissionDenied for whoever may not write for them."""
    unit = post.committee if post else committee
    path = paths_on(timezone.localdate(), [unit.pk]).get(unit.pk)
    if path is None or (campaign and campaign.committee_id not in on_the_way(path)):
        return None
    if campaign:
        giver = campaign.committee
    else:
        giver = Committee.objects.get(pk=giver_of(user, path, is_head=post is None or post.is_head))
    given = path[: (on_the_way(path).index(giver.pk) + 1) * SEGMENT]
    stand = stand_of_new(user, given=given, held=path, post=post, committee=committee)
    if not (stand.owns or stand.drafts or stand.keeps):
        raise PermissionDenied
    kind, pk = ("nguoi", post.pk) if post else ("tap-the", committee.pk)
    about = f"{kind}-{pk}-{campaign.pk if campaign else 0}"
    return Sheet(about, stand, giver, post, committee, campaign)


def order_sheet(user):
    """A sheet for an order. Raises PermissionDenied for whoever leads nothing."""
    paths = {reach.path for reach in reaches(user, COMMANDING)}
    units = Committee.objects.placed_on(timezone.localdate()).filter(path__in=paths).order_by("depth", "id")
    givers = tuple((unit, unit.path) for unit in units)
    if not givers:
        raise PermissionDenied
    return Sheet("dat-hang", Stand(leads=True, wrote=True), givers[0][0], givers=givers)


def task_sheet(user, task):
    """The sheet of a task that exists. Raises PermissionDenied for whoever could not write it even as a draft."""
    stand = permissions.stand(user, task)
    as_draft = BreakthroughTask(state=TaskState.DRAFT, kind=task.kind)
    if not (permissions.can_edit(stand, as_draft) or permissions.can_edit(stand, task)):
        raise PermissionDenied
    links = TaskOwner.objects.filter(task=task).order_by("id").values("appointment")
    posts = {post.pk: post for post in Appointment.objects.filter(pk__in=links).select_related("cadre", "committee")}
    owners = tuple(posts[row["appointment"]] for row in links)
    return Sheet(
        f"viec-{task.pk}",
        stand,
        task.assigned_by,
        owners[0] if owners and task.kind != TaskKind.ORDER else None,
        task.owner_committee if task.kind != TaskKind.ORDER else None,
        task.campaign,
        task,
        owners=owners,
    )


def posts_to_name(user, sheet):
    """The posts a row may name: those in force in scope, and those that already are in the task."""
    today = timezone.localdate()
    there = [post.pk for post in sheet.owners]
    found = posts_visible_to(user).filter(in_force(today)).values("pk")
    return Appointment.objects.filter(Q(pk__in=found) | Q(pk__in=there)).select_related("cadre", "committee")


def writes_for(user):
    """(posts, committees) in force an account may write for without asking: its own, and those of its desk."""
    today = timezone.localdate()
    desks = [on_the_way(reach.path)[-1] for reach in reaches(user, (Role.DEPUTY,))]
    posts = Appointment.objects.filter(in_force(today)).filter(Q(cadre__user=user.pk) | Q(committee__in=desks))
    posts = list(posts.select_related("cadre", "committee").order_by("start", "id"))
    own = [post for post in posts if post.cadre.user_id == user.pk]
    heads = {post.committee_id: post.committee for post in own if post.is_head}
    if desks:
        heads |= {unit.pk: unit for unit in Committee.objects.filter(pk__in=desks)}
    return posts, list(heads.values())


def may_begin(user):
    """Whether an account writes for anybody at all: by its rights, or by a post it holds. At most one statement."""
    return bool(reaches(user, (Role.ORGANISER, Role.DEPUTY))) or any(role.is_post for role in roles_of(user))


def enters_for_others(user):
    return bool(reaches(user, (Role.ORGANISER,)))


def commands(user):
    return bool(reaches(user, COMMANDING))


# ---- campaigns to choose from --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    """A campaign somebody may register in: `closed` says why not now; `is_asked`: they must."""

    campaign: Campaign | None
    closed: str = ""
    is_of_post: bool = False
    is_asked: bool = False
    sent: int = 0
    drafts: int = 0

    @property
    def is_over(self):
        """Past its last day: nothing is written for it any more."""
        return bool(self.closed) and self.campaign.closes_on < timezone.localdate()

    @property
    def is_full(self):
        most = self.campaign.max_per_person if self.campaign else None
        return most is not None and self.sent >= most


def offers(posts, committees, campaigns, today):
    """[(post or None, committee, [Offer])] of those an account writes for; four statements."""
    units = [post.committee_id for post in posts] + [unit.pk for unit in committees]
    ways = {unit: on_the_way(path) for unit, path in paths_on(today, units).items()}
    counts = registration.registered(campaigns, posts)
    positions = set(CampaignPosition.objects.filter(campaign__in=campaigns).values_list("campaign", "position"))
    named = set(CampaignPost.objects.filter(campaign__in=campaigns).values_list("campaign", "appointment"))
    closed = {campaign.pk: registration.closed_words(campaign, today) for campaign in campaigns}
    found = []
    for post, unit in [*((post, post.committee) for post in posts), *((None, unit) for unit in committees)]:
        if unit.pk not in ways:
            continue
        rows = [Offer(None)]
        for campaign in campaigns:
            if (
                campaign.committee_id not in ways[unit.pk]
                or campaign.state == CampaignState.DRAFT
                or campaign.end < today
            ):
                continue
            asked = post is not None and (
                (campaign.pk, post.position_id) in positions or (campaign.pk, post.pk) in named
            )
            sent, kept = counts.get((campaign.pk, post.pk), (0, 0)) if post else (0, 0)
            rows.append(Offer(campaign, closed[campaign.pk], post is not None, asked, sent, kept))
        found.append((post, unit, sorted(rows, key=lambda row: (bool(row.closed), row.campaign is None))))
    return found


# ---- writing ---------------------------------------------------------------------------------------------


@transaction.atomic
def write(sheet, text, *, actor, form_key, revision=None, move=None):
    """Save the text and, where a step was pressed, take it → the task as it then is.

    Raises registering.Stale or workflow.TransitionNotAllowed, with nothing written.
    Side effects: those of registering and workflow; the draft of the page is forgotten."""
    if sheet.task is None:
        task = registering.create(
            text,
            actor=actor,
            assigned_by=sheet.giver,
            year=year_of(sheet, text),
            form_key=form_key,
            campaign=sheet.campaign,
        )
    else:
        task = registering.save(sheet.task, text, actor=actor, revision=revision)
    if not permissions.can_edit(permissions.stand(actor.user, task), task):
        raise PermissionDenied
    if move is not None:
        task = workflow.apply(move, task, actor=actor)
    drafts.drop(actor.user, form_key)
    return task


def already(sheet, text, *, user, form_key):
    """The task that reads exactly like the text already: the same page sent twice is one effect. None if none does."""
    task = sheet.task or BreakthroughTask.objects.filter(form_key=form_key, created_by=user).first()
    if task is None or snapshot.difference(*both(text, task)):
        return None
    return task


def is_used(key):
    """Whether what was written under a form key has become a task."""
    return BreakthroughTask.objects.filter(form_key=key).exists()


def both(text, task):
    """(what is saved, what it would read like with the text)."""
    return snapshot.contents([task.pk])[task.pk], content_of(text, task)


def year_of(sheet, text):
    """The year a new task belongs to: of its campaign, else of its deadline, or of today where it runs for years."""
    if sheet.campaign:
        return sheet.campaign.year
    due = text.fields["due"]
    return due.year if due and text.fields["horizon"] != Horizon.TERM else timezone.localdate().year


def content_of(text, task):
    """What a text would read like if it were saved as the task: as `snapshot.contents` says it."""
    kept = snapshot.contents([task.pk])[task.pk]
    places = {owner["code"]: place for place, owner in enumerate(kept["owners"])}
    return {
        **kept,
        **{name: snapshot.exact(value) for name, value in text.fields.items()},
        "owner_committee": text.owner_committee.name if text.owner_committee else None,
        "owners": [
            {"code": post.code, "title": post.title, "name": post.cadre.full_name}
            for post in sorted(text.owners, key=lambda post: places.get(post.code, len(places)))
        ],
        "indicators": [row | {name: snapshot.exact(row[name]) for name in snapshot.NUMBERS} for row in text.indicators],
        "milestones": [row | {"due": snapshot.exact(row["due"])} for row in text.milestones],
    }
