"""Which tasks an account may see: those given by, or held in, a committee it covered on the task's due date.

A draft is not shown to everybody who sees the unit: it belongs to those who write it and to those it will be sent to.
Whoever only watches (inspector, assessor, those above who do not give the task) sees it from the day it is sent."""

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cadre.models import Appointment, Placement
from cadre.queries import headed_by
from cadre.scope import SEGMENT, placed_within, reaches, within
from tasks.enums import PREPARING_STATES, CampaignState, TaskState

PREPARING = ("organiser", "leader")
LEADING = ("leader", "secretary")
# Never sent: a draft, or one that was thrown away before anybody else read it.
UNSENT = Q(state=TaskState.DRAFT) | Q(state=TaskState.CANCELLED, version=0, created_at__isnull=False)
# Thrown away before it was given; a task stopped later is CANCELLED too, and stays in the lists.
DROPPED = Q(state=TaskState.CANCELLED) & (
    Q(version=0, created_at__isnull=False) | Q(submitted_at__isnull=False, approved_at__isnull=True)
)
GIVEN = ~Q(state__in=PREPARING_STATES) & ~DROPPED


def placed(found, **more):
    """Ids of the tasks with a place inside the reaches; more: conditions on the place (`is_held`)."""
    places = apps.get_model("tasks", "TaskPlace").objects
    return places.filter(within(found), **more).values("task_id")


def drafted(user):
    """Ids of the tasks whose drafts the user may read: organisers of who gives or holds them, leaders of who gives
    them, and whoever works at the very desk that holds them."""
    leading = reaches(user, LEADING)
    desks = {reach.path for reach in (*leading, *reaches(user, ("deputy",)))}
    places = apps.get_model("tasks", "TaskPlace").objects
    return places.filter(
        within(reaches(user, ("organiser",)))
        | (within(leading) & Q(is_held=False))
        | Q(path__in=sorted(desks), is_held=True)
    ).values("task_id")


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated or not user.is_active:
            return self.none()
        # Subqueries, not joins or correlated tests: each is a few index ranges, whatever the number of tasks.
        own = self.model.owners.through.objects.filter(appointment__cadre__user=user.pk).values("task_id")
        seen = Q(pk__in=placed(reaches(user)))
        if {reach.role for reach in reaches(user)} - {"organiser"}:
            seen &= ~UNSENT | Q(pk__in=drafted(user))
        return self.filter(seen | Q(pk__in=own) | Q(owner_committee__in=headed_by(user, timezone.localdate())))

    def given(self):
        """Without what is still being prepared, or was thrown away while it was."""
        return self.filter(GIVEN)


class CampaignQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Campaigns of the committees the user covers and of those above: who must register reads what is asked.

        One in preparation is seen only by those who prepare it, the organisers and leaders of its committee."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        inside = Q(placed_within(reaches(user), "committee", "end"))
        prepares = Q(placed_within(reaches(user, PREPARING), "committee", "end"))
        return self.filter(prepares | (~Q(state=CampaignState.DRAFT) & (inside | Q(committee__in=above(user)))))

    def with_tasks_seen_by(self, user):
        """Campaigns that hold a task the user sees."""
        tasks = apps.get_model("tasks", "BreakthroughTask").objects.visible_to(user)
        return self.filter(pk__in=tasks.filter(campaign__isnull=False).values("campaign"))

    def kept_by(self, user):
        """Those whose committee the user organises on the last day of their work."""
        return self.filter(placed_within(reaches(user, ("organiser",)), "committee", "end"))

    def overseen_by(self, user):
        """Those whose committee the user reads as a whole."""
        return self.filter(placed_within(reaches(user), "committee", "end"))


def above(user):
    """Ids of the committees on the way from the root to the user's granted committees and own posts' committees."""
    paths = [reach.path for reach in reaches(user)]
    own = Appointment.objects.filter(cadre__user=user.pk).values("committee")
    paths += Placement.objects.filter(committee__in=own).values_list("path", flat=True)
    return {int(path[at : at + SEGMENT]) for path in paths for at in range(0, len(path), SEGMENT)}


class CommitmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those all of whose tasks the user sees: a shared task does not open what else its other holder promised. A
        person always sees their own, a head in force those of the committee, who signed what they signed."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = apps.get_model("tasks", "BreakthroughTask").objects.visible_to(user).values("pk")
        listed = self.model.tasks.through.objects
        hidden = listed.exclude(task__in=seen).values("commitment_id")
        whole = Q(pk__in=listed.filter(task__in=seen).values("commitment_id")) & ~Q(pk__in=hidden)
        headed = headed_by(user, timezone.localdate())
        own = Q(appointment__cadre__user=user.pk) | Q(signed_by=user.pk) | Q(committee__in=headed)
        return self.filter(whole | own)


class TaskImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A file that was handed in is shown to whoever did, as long as they organise something."""
        if not user.is_authenticated or not user.is_active or not reaches(user, ("organiser",)):
            return self.none()
        return self.filter(handed_in_by=user.pk)


class ChangeRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        tasks = apps.get_model("tasks", "BreakthroughTask").objects.visible_to(user)
        return self.filter(task__in=tasks.values("pk"))
