"""Whose posts an account may see: its own, and those of committees while they stood below one of its grants."""

from django.db.models import DateField, Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from cadre.models import FOREVER, Appointment, Cadre, Placement
from cadre.scope import reaches


def posts_visible_to(user):
    """Posts that overlap in time with a place of their committee inside a reach, and the user's own."""
    if not user.is_authenticated or not user.is_active:
        return Appointment.objects.none()
    inside = Q(pk__in=[])
    for reach in reaches(user):
        inside |= Q(
            path__gte=reach.path,
            path__lt=reach.path_end,
            valid_from__lte=reach.valid_to,
            valid_to__gte=reach.valid_from,
        )
    placed = Placement.objects.filter(
        inside,
        committee=OuterRef("committee"),
        valid_from__lte=Coalesce(OuterRef("end"), Value(FOREVER), output_field=DateField()),
        valid_to__gte=OuterRef("start"),
    )
    return Appointment.objects.filter(Q(Exists(placed)) | Q(cadre__user=user.pk))


def cadres_visible_to(user):
    return Cadre.objects.filter(Exists(posts_visible_to(user).filter(cadre=OuterRef("pk"))))


def headed_by(user, day):
    """Ids of the committees a user heads on a day: what is given to one of them is given to its head, grant or not."""
    heads = Appointment.objects.filter(in_force(day), cadre__user=user.pk, is_head=True)
    return heads.order_by().values("committee")


def is_in_force(post, day):
    """The same as `in_force`, of a post that was read already."""
    return post.start <= day and (post.end is None or post.end >= day)


def in_force(date):
    return Q(start__lte=date) & (Q(end__isnull=True) | Q(end__gte=date))
