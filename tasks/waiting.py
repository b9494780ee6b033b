"""What waits for a user in tasks: their own work by deadline, and what those who organise or lead have to look at."""

import datetime as dt

from django.db.models import Count, Exists, Min, OuterRef, Q

from cadre.enums import Role
from cadre.models import Appointment
from cadre.queries import headed_by, in_force
from cadre.scope import reaches
from tasks import required
from tasks.campaign_boards import own_rows
from tasks.enums import PREPARING_STATES, CampaignState, TaskKind, TaskState
from tasks.models import BreakthroughTask, Campaign, CampaignPosition, CampaignPost, Milestone, TaskOwner
from tasks.queries import LIST_COLUMNS, dress, late_milestones, standing_is
from tasks.scope import DROPPED, placed
from tasks.standing import RUNNING

AHEAD = dt.timedelta(days=45)  # how far the queue looks
OWN_MAX = 60
JUDGES = (Role.ORGANISER, Role.LEADER)


def own(user, today):
    """Tasks given to one of the user's posts, or to a committee they head today."""
    owned = TaskOwner.objects.filter(task=OuterRef("pk"), appointment__cadre__user=user.pk)
    return BreakthroughTask.objects.filter(Exists(owned) | Q(owner_committee__in=headed_by(user, today)))


def own_tasks(user, today):
    """Rows of the user's tasks, newest year first, dressed; four statements."""
    rows = own(user, today).exclude(DROPPED).order_by("-year", "due", "id")
    return dress(list(rows.values(*LIST_COLUMNS, "approved_at", "acknowledged_at")[:OWN_MAX]), today)


def by_step(rows):
    """(given, returned to be changed, ordered and not yet acknowledged) of the user's own tasks."""
    given = [row for row in rows if row["state"] not in PREPARING_STATES]
    returned = [row for row in rows if row["state"] == TaskState.RETURNED]
    ordered = [
        row
        for row in given
        if row["kind"] == TaskKind.ORDER
        and row["state"] in RUNNING
        and row["approved_at"] is not None
        and row["acknowledged_at"] is None
    ]
    return given, returned, ordered


def own_milestones(user, today):
    """Unfinished milestones due soon or past, of the user's running tasks; one statement."""
    rows = Milestone.objects.filter(
        task__in=own(user, today).filter(state__in=RUNNING).values("pk"),
        finished_on__isnull=True,
        accepted_on__isnull=True,
        due__lte=today + AHEAD,
    )
    return list(rows.order_by("due", "id").values("title", "due", "task_id", "task__title")[:OWN_MAX])


def covered(user, roles):
    """Tasks given by or held in committees the user covers in these roles; None without such a role."""
    found = reaches(user, roles)
    if not found:
        return None
    return BreakthroughTask.objects.given().filter(pk__in=placed(found))


def scope_figures(user, today):
    """Counts over what the user organises or leads, with the earliest due dates; None without such a role.

    What is given to the user's own posts is not theirs to recognise and is left out. One statement, or two
    when only milestones are late."""
    tasks = covered(user, JUDGES)
    if tasks is None:
        return None
    mine = Exists(TaskOwner.objects.filter(task=OuterRef("pk"), appointment__cadre__user=user.pk))
    tasks = tasks.exclude(mine)
    figures = tasks.aggregate(
        total=Count("pk"),
        soon=Count("pk", filter=standing_is("sap_den_han", today)),
        overdue=Count("pk", filter=standing_is("qua_han", today)),
        overdue_since=Min("due", filter=Q(state__in=RUNNING, due__lt=today)),
        waiting=Count("pk", filter=standing_is("cho_cong_nhan", today)),
        waiting_since=Min("due", filter=standing_is("cho_cong_nhan", today)),
        accepted=Count("pk", filter=standing_is("xong", today)),
    )
    if figures["overdue"] and not figures["overdue_since"]:
        late = late_milestones(today).filter(task__in=tasks.filter(state__in=RUNNING).values("pk"))
        figures["overdue_since"] = late.aggregate(since=Min("due"))["since"]
    return figures


# ---- registration -------------------------------------------------------------------------------------------------


def own_registrations(user, today):
    """[(campaign, row of the board)] of the user's posts that have not sent enough yet, while a campaign is open.

    Three statements; one while nothing is asked."""
    posts = Appointment.objects.filter(in_force(today), cadre__user=user.pk)
    positions = CampaignPosition.objects.filter(position__in=posts.filter(position__isnull=False).values("position"))
    named = CampaignPost.objects.filter(appointment__in=posts.values("pk"))
    asking = Q(pk__in=positions.values("campaign")) | Q(pk__in=named.values("campaign"))
    campaigns = Campaign.objects.filter(asking, state=CampaignState.OPEN, opens_on__lte=today)
    rows = own_rows(list(campaigns.order_by("closes_on", "id")), user, today)
    return [(campaign, row) for campaign, row in rows if row["sent"] < required.least(campaign)]


def unregistered(user, today):
    """[(campaign, how many have not registered)] of what the user organises, from the middle of the time on."""
    if not reaches(user, (Role.ORGANISER,)):
        return []
    found = Campaign.objects.kept_by(user).filter(state=CampaignState.OPEN, opens_on__lte=today)
    campaigns = [each for each in found.order_by("closes_on", "id") if required.is_half_over(each, today)]
    counts = required.counts(campaigns, today)
    lacking = [(each, counts[each.pk][0] - counts[each.pk][1]) for each in campaigns]
    return [(each, count) for each, count in lacking if count]
