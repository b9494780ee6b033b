"""Which tasks an account may see: those given by, or held in, a committee it covered on the task's due date."""

from django.apps import apps
from django.db import models
from django.db.models import Q

from cadre.scope import reaches, within


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
