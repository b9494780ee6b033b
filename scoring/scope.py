"""Which rounds and assessments an account may see: its subtree as of the round's end date, and its own."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from cadre.models import Appointment
from cadre.scope import placed_within, reaches, within


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rounds of a committee it covers, and those in which someone it may see is rated."""
        assessed = self.model._meta.get_field("assessments").related_model.objects.visible_to(user)
        return self.filter(
            Q(placed_within(reaches(user), "committee_id", "end")) | Q(Exists(assessed.filter(round=OuterRef("pk"))))
        )


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated or not user.is_active:
            return self.none()
        # The user's posts as a subquery, not as joins: an OR over joined tables keeps every index from being used.
        own = Appointment.objects.filter(cadre__user=user.pk)
        return self.filter(within(reaches(user)) | Q(appointment__in=own))
