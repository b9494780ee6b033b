"""Which tasks an account may see: those given by, or held in, a committee it covered on the task's due date."""

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cadre.models import Appointment, Placement
from cadre.queries import in_force
from cadre.scope import SEGMENT, placed_within, reaches, within
from tasks.enums import CampaignState

PREPARING = ("organiser", "leader")


def placed(found, **more):
    """Ids of the tasks with a place inside the reaches; more: conditions on the place (`is_held`)."""
    places = apps.get_model("tasks", "TaskPlace").objects
    return places.filter(within(found), **more).values("task_id")


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated or not user.is_active:
            return self.none()
        # Two subqueries, not joins or correlated tests: each is one index range, whatever the number of tasks.
        own = self.model.owners.through.objects.filter(appointment__cadre__user=user.pk).values("task_id")
        return self.filter(Q(pk__in=placed(reaches(user))) | Q(pk__in=own))


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
        headed = Appointment.objects.filter(in_force(timezone.localdate()), cadre__user=user.pk, is_head=True)
        own = Q(appointment__cadre__user=user.pk) | Q(signed_by=user.pk) | Q(committee__in=headed.values("committee"))
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
