"""Which tasks an account may see: those given by, or held in, a committee it covered on the task's due date."""

from django.apps import apps
from django.db import models
from django.db.models import Q

from cadre.models import Appointment, Placement
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
        """Those with a task the user sees; a person always sees their own."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        tasks = apps.get_model("tasks", "BreakthroughTask").objects.visible_to(user)
        listed = self.model.tasks.through.objects.filter(task__in=tasks.values("pk")).values("commitment_id")
        return self.filter(Q(pk__in=listed) | Q(appointment__cadre__user=user.pk))


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
