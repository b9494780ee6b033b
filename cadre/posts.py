"""Chức danh and the people who hold them: posts find their position in the catalogue, people come and go."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q

from cadre import ledger, serials
from cadre.models import Appointment, Cadre, Position
from cadre.queries import in_force
from cadre.text import fold
from cadre.tree import ONE_DAY

BATCH = 500


@dataclass(frozen=True, slots=True)
class Placing:
    """What `place_posts` would do: `found` = [(position, [posts])], `left` = posts no position fits."""

    found: list
    left: list

    @property
    def count(self):
        return sum(len(posts) for _, posts in self.found)


def positions_with_counts(day):
    """The catalogue, each with how many hold it on the day (`held`) and how many ever did (`used`)."""
    held = Q(appointments__start__lte=day) & (Q(appointments__end__isnull=True) | Q(appointments__end__gte=day))
    return Position.objects.annotate(used=Count("appointments"), held=Count("appointments", filter=held))


def plan_places(posts):
    """Posts without a position, each to the active one whose name its title begins with, the longest first → Placing.

    Two statements. posts: a queryset; whoever asks has cut it to what they keep."""
    names = sorted(
        ((fold(position.name), position) for position in Position.objects.filter(is_active=True)),
        key=lambda pair: (-len(pair[0]), pair[1].pk),
    )
    rows = posts.filter(position__isnull=True).select_related("cadre", "committee").order_by("sort", "pk")
    found, left = {}, []
    for post in rows:
        title = fold(post.title)
        position = next((each for name, each in names if begins(title, name)), None)
        if position is None:
            left.append(post)
        else:
            found.setdefault(position, []).append(post)
    return Placing(sorted(found.items(), key=lambda pair: pair[0].sort), left)


def begins(title, name):
    """ "bi thu dang uy xa …" begins with "bi thu"; "bi thue" does not: a name ends where a word ends."""
    return bool(name) and title.startswith(name) and not title[len(name) : len(name) + 1].isalnum()


@transaction.atomic
def place_posts(posts, *, actor):
    """Write what `plan_places` says → Placing. Side effects: `position` of the posts, a line of the ledger."""
    placing = plan_places(posts.select_for_update(of=("self",)))
    changed = []
    for position, rows in placing.found:
        for post in rows:
            post.position = position
            changed.append(post)
    Appointment.objects.bulk_update(changed, ["position"], batch_size=BATCH)
    if changed:
        said = {position.code: len(rows) for position, rows in placing.found}
        ledger.record(
            "posts_placed", "positions", actor=actor.user, acting_as=actor.acting_as, count=len(changed), by=said
        )
    return placing


def new_codes(model, prefix, count):
    """Codes nobody uses yet: PREFIX-0001. Call in a transaction."""
    codes = []
    while len(codes) < count:
        wanted = [f"{prefix}-{number:04d}" for number in serials.take(f"code:{prefix}", count - len(codes))]
        taken = set(model.objects.filter(code__in=wanted).values_list("code", flat=True))
        codes += [code for code in wanted if code not in taken]
    return codes


def new_cadre(full_name, birth_year, managed_by):
    """A person who was not in the book yet. Call in the transaction that appoints them."""
    code = new_codes(Cadre, "CB", 1)[0]
    return Cadre.objects.create(code=code, full_name=full_name, birth_year=birth_year, managed_by=managed_by)


def appoint(cadre, **fields):
    """A new post of a person → Appointment. Call in a transaction; IntegrityError where two would head at once."""
    return Appointment.objects.create(code=new_codes(Appointment, "CV", 1)[0], cadre=cadre, **fields)


def heads_at_the_same_time(committee, title, start, end, without=None):
    """Whoever heads the committee by this title at some time from `start` to `end`; the guard of the database refuses
    the same, but cannot name them."""
    rows = Appointment.objects.filter(committee=committee, title=title, is_head=True)
    rows = rows.filter(Q(end__isnull=True) | Q(end__gte=start))
    if end:
        rows = rows.filter(start__lte=end)
    return rows.exclude(pk=without).select_related("cadre").order_by("start").first()


def end_posts(posts, last):
    """The posts end on `last`; those that ended before keep their day. Call in a transaction → how many."""
    running = posts.filter(start__lte=last).filter(Q(end__isnull=True) | Q(end__gt=last))
    return running.update(end=last)


def carry_posts(old, new, day):
    """Who held a post of `old` on the day before goes on in the same post of `new` (a body that only changes its name).

    Call in the transaction, before the old posts end → the new posts, {old post id: new post}."""
    rows = list(Appointment.objects.filter(in_force(day - ONE_DAY), committee=old).order_by("pk"))
    codes = new_codes(Appointment, "CV", len(rows))
    made = [
        Appointment(
            code=code,
            cadre_id=post.cadre_id,
            committee=new,
            title=post.title.replace(old.name, new.name),
            position_id=post.position_id,
            is_head=post.is_head,
            subject_type=post.subject_type,
            quota_group=post.quota_group,
            start=day,
            end=post.end if post.end and post.end >= day else None,
        )
        for code, post in zip(codes, rows, strict=True)
    ]
    return Appointment.objects.bulk_create(made, batch_size=BATCH)
