"""Who keeps the catalogues: organisers and administrators, each below their own committees, on the day that matters.

What is common to a whole province (chức danh, lĩnh vực) is kept at its level. An administrator keeps the tree and the
lists; people in their posts are the organisers' work."""

from django.db.models import Q
from django.utils import timezone

from cadre.enums import CommitteeLevel, Role
from cadre.models import FOREVER, Appointment, Committee, Grant
from cadre.scope import reaches

KEEPERS = (Role.ORGANISER, Role.ADMIN)


def is_keeper(user, roles=KEEPERS):
    return bool(reaches(user, roles))


def keeps_shared(user):
    """Keeper over a province: changes what all its units choose from."""
    if not is_keeper(user):
        return False
    today = timezone.localdate()
    in_force = Q(valid_from__lte=today) & (Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    level = CommitteeLevel.PROVINCE
    return Grant.objects.filter(in_force, user=user, role__in=KEEPERS, committee__level=level).exists()


def inside(found, day):
    """Q over Committee.placed_on(day): what stood inside one of the reaches then."""
    condition = Q(pk__in=[])
    for reach in found:
        if reach.valid_from <= day <= reach.valid_to:
            condition |= Q(path__gte=reach.path, path__lt=reach.path_end)
    return condition


def kept_on(user, day, roles=KEEPERS):
    """The committees a keeper may change as of a day, with `path`, `depth` and `parent_on` of it."""
    return Committee.objects.placed_on(day).filter(inside(reaches(user, roles), day))


def day_of(committee, today):
    """Today, or the day of the committee's life nearest to it: where it then stood says whose it is."""
    return min(max(today, committee.valid_from or today), committee.valid_to or FOREVER)


def keeps(user, committee, roles=KEEPERS):
    day = day_of(committee, timezone.localdate())
    return kept_on(user, day, roles).filter(pk=committee.pk).exists()


def posts_kept(user, roles=KEEPERS):
    """Posts of the committees that ever stood inside a keeper's reach."""
    return Appointment.objects.filter(committee__in=Committee.objects.visible_to(user, roles).values("pk"))
