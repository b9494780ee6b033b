"""Which tasks an account may see: those given by, or held in, a committee it covered on the task's due date."""

from django.db import models
from django.db.models import DateField, Exists, ExpressionWrapper, OuterRef, Q

from cadre.scope import placed_within, reaches


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated or not user.is_active:
            return self.none()
        found = reaches(user)
        own = Exists(self.model.owners.through.objects.filter(task=OuterRef("pk"), appointment__cadre__user=user.pk))
        if not found:
            return self.filter(own)
        held = self.model.owners.through.objects.filter(task=OuterRef("pk")).annotate(
            task_due=ExpressionWrapper(OuterRef("due"), output_field=DateField())
        )
        return self.filter(
            own
            | Q(placed_within(found, "owner_committee_id", "due"))
            | Q(placed_within(found, "assigned_by_id", "due"))
            | Q(Exists(held.filter(placed_within(found, "appointment__committee_id", "task_due"))))
        )
