"""What a page of writing is about: for whom, in which campaign, who gives it, and what its writer is to it.

Written in one service (`write`), whatever the page: the text, the step that was pressed with it, and the end of the
draft are one transaction."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cadre import drafts
from cadre.accounts import roles_of
from cadre.enums import Role
from cadre.models import Appointment, Committee, Placement
from cadre.naming import post_words
from cadre.queries import in_force, posts_visible_to
from cadre.scope import SEGMENT, reaches
from cadre.templatetags.vi import ngay, so
from tasks import permissions, registering, snapshot, workflow
from tasks.enums import CampaignState, Horizon, TaskKind, TaskState
from tasks.models import BreakthroughTask, Campaign, CampaignPosition, CampaignPost, TaskOwner
from tasks.permissions import Stand, covers
from tasks.workflow import Move

COMMANDING = (Role.LEADER, Role.SECRETARY)
NOT_SENT = (TaskState.DRAFT, TaskState.CANCELLED)
NAMED_MAX = 3  # titles named in one sentence


class NotNow(Exception):
    """What was asked for cannot be done now; the message says why and what to do."""


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
        if self.task is not None:
            return self.task.year
        return self.campaign.year if self.campaign else timezone.localdate().year

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
    heads = (
        committee is not None
        and Appointment.objects.filter(
            in_force(timezone.localdate()), cadre__user=user.pk, is_head=True, committee=committee
        ).exists()
    )
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


# ---- campaigns: who may register, how many ------------------------------------------------------------


def closed_words(campaign, today):
    """Why registration is not open to those it asks; "" while it is."""
    name, unit = campaign.name, campaign.committee.name
    if campaign.state == CampaignState.DRAFT:
        return f"Đợt “{name}” còn đang chuẩn bị. Chờ {unit} mở đợt; bản đang soạn vẫn giữ được."
    if campaign.state == CampaignState.CLOSED:
        return f"Đợt “{name}” đã khép. Chọn đợt khác, hoặc nhờ Ban Tổ chức của {unit} nhập giúp."
    if today < campaign.opens_on:
        return f"Đợt “{name}” nhận đăng ký từ {ngay(campaign.opens_on)}. Cứ soạn và giữ lại, đến ngày ấy thì gửi."
    if today > campaign.closes_on:
        return f"Hạn đăng ký của đợt “{name}” là {ngay(campaign.closes_on)}. Nhờ Ban Tổ chức của {unit} nhập giúp."
    return ""


def registered(campaigns, posts):
    """{(campaign id, post id): (sent, drafts)}; one statement. An order counts for nobody."""
    rows = TaskOwner.objects.filter(task__campaign__in=campaigns, appointment__in=posts)
    rows = rows.exclude(task__kind=TaskKind.ORDER).exclude(task__state=TaskState.CANCELLED)
    found = Counter(
        (campaign, post, state == TaskState.DRAFT)
        for campaign, post, state in rows.values_list("task__campaign", "appointment", "task__state")
    )
    return {
        (campaign, post): (found[campaign, post, False], found[campaign, post, True]) for campaign, post, _ in found
    }


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
    counts = registered(campaigns, posts)
    positions = set(CampaignPosition.objects.filter(campaign__in=campaigns).values_list("campaign", "position"))
    named = set(CampaignPost.objects.filter(campaign__in=campaigns).values_list("campaign", "appointment"))
    closed = {campaign.pk: closed_words(campaign, today) for campaign in campaigns}
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


def over_the_limit(campaign, posts, task):
    """Who would have more tasks than the campaign allows, with which; "" if nobody. One statement."""
    most = campaign.max_per_person
    if most is None or task.kind == TaskKind.ORDER:
        return ""
    rows = TaskOwner.objects.filter(appointment__in=posts, task__campaign=campaign).exclude(task=task.pk)
    rows = rows.exclude(task__state__in=NOT_SENT).exclude(task__kind=TaskKind.ORDER).order_by("task__code")
    titles = defaultdict(list)
    for post, title in rows.values_list("appointment", "task__title"):
        titles[post].append(title)
    for post in posts:
        sent = titles[post.pk]
        if len(sent) >= most:
            who = post_words(post.title, post.cadre.full_name)
            listed = "; ".join(f"“{title[:80]}”" for title in sent[:NAMED_MAX])
            more = " …" if len(sent) > NAMED_MAX else ""
            return (
                f"{who} đã đăng ký {so(len(sent))} việc trong đợt này, nhiều nhất là {so(most)}: {listed}{more} "
                "Lưu bản soạn này lại, rồi rút một việc đã gửi nếu muốn thay."
            )
    return ""


def refusal_to_send(task, stand, owners):
    """Why a task may not be sent now, by the dates and the numbers of its campaign; "" if it may.

    Call in the transaction of the step: the campaign is locked, so two at once do not both pass the limit."""
    if task.campaign_id is None or task.kind == TaskKind.ORDER:
        return ""
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("committee").get(pk=task.campaign_id)
    if not stand.organises and task.state != TaskState.RETURNED:
        words = closed_words(campaign, timezone.localdate())
        if words:
            return words
    return over_the_limit(campaign, owners, task)


# ---- writing ---------------------------------------------------------------------------------------------


@transaction.atomic
def write(sheet, text, *, actor, form_key, revision=None, move=None):
    """Save the text and, where a step was pressed, take it → the task as it then is.

    Raises registering.Stale, workflow.TransitionNotAllowed or NotNow, with nothing written.
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
    stand = permissions.stand(actor.user, task)
    if not permissions.can_edit(stand, task):
        raise PermissionDenied
    if move is not None:
        words = refusal_to_send(task, stand, text.owners)
        if words:
            raise NotNow(words)
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
    if sheet.campaign:
        return sheet.campaign.year
    return text.fields["due"].year if text.fields["horizon"] == Horizon.YEAR else timezone.localdate().year


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
