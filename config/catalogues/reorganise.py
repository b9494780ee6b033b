"""What a reorganisation does beyond the tree: rounds that must not change, tasks that must pass on; and doing it."""

from dataclasses import dataclass

from django.db import transaction

from cadre import tree
from cadre.enums import Role
from cadre.models import Appointment
from cadre.naming import post_words
from cadre.papers import record_document
from cadre.queries import in_force
from cadre.reorganising import Refused, carry_out
from cadre.scope import reaches
from config.catalogues import rounds
from config.catalogues.common import first_time, home_committee
from tasks.heirs import counts_by_holder, post_heirs, words_of
from tasks.services import place_tasks


class AlreadyDone(Exception):
    """The same page was sent before; what it asked for is done."""


class Blocked(Exception):
    """A round with decided levels would change; the message says which."""


@dataclass(frozen=True, slots=True)
class Passing:
    """Open tasks of one holder who ends, and who could take them: `heirs` in words, none = nobody is in post yet."""

    words: str
    unit: str
    count: int
    heirs: tuple
    nodes: str


def hindrance(made):
    """(why the plan cannot be done because of rounds, "" if it can; rounds to be computed again)."""
    decided, computed = rounds.touched(made.concerned, made.wish.date)
    if not decided:
        return "", computed
    named = ", ".join(decided)
    return (
        f"Đợt đánh giá {named} đã quyết định mức xếp loại theo cây tổ chức sau ngày này; sắp xếp sẽ làm hồ sơ đã in"
        " khác đi nên không làm được. Chọn ngày hiệu lực sau khi đợt ấy kết thúc.",
        computed,
    )


def passings(user, made):
    """[Passing] of everybody who ends, most tasks first; None for whoever sees no tasks. A constant number of
    statements."""
    if not reaches(user, (Role.ORGANISER,)):
        return None
    ended = {old.pk: old for old in made.ends}
    counts = counts_by_holder(user, list(ended))
    old_posts = Appointment.objects.filter(pk__in=[post for _, post, _ in counts if post])
    old_posts = {post.pk: post for post in old_posts.select_related("cadre", "committee")}
    carried = {old.pk for old, _ in made.carried}
    there = {node.committee.pk for pk in ended for node in nodes_after(made, ended[pk]) if node.committee}
    posts = {pk: [] for pk in there}
    in_post = Appointment.objects.filter(in_force(made.wish.date), committee__in=there)
    for post in in_post.select_related("cadre", "committee").order_by("sort", "pk"):
        posts[post.committee_id].append(post)
    found = []
    for committee, post, count in counts:
        old, nodes = ended[committee], nodes_after(made, ended[committee])
        names = "; ".join(node.name for node in nodes)
        if post is None:
            found.append(Passing(old.name, old.name, count, tuple(node.name for node in nodes), names))
            continue
        holder = old_posts[post]
        units = [node.committee.pk for node in nodes if node.committee]
        heirs = tuple(words_of(each) for each in post_heirs(holder, units, posts))
        if committee in carried:
            heirs = (f"{holder.cadre.full_name}, tiếp tục ở {names}",)
        found.append(Passing(post_words(holder.title, holder.cadre.full_name), old.name, count, heirs, names))
    return sorted(found, key=lambda each: (-each.count, each.words))


def nodes_after(made, old):
    taker = made.takers.get(old)
    return made.ends[old][1] or ([taker] if taker else [])


@transaction.atomic
def confirm(wish, *, stamp, key, document, actor):
    """Do it all or nothing → Plan. document: the data of a checked DocumentForm.

    Raises AlreadyDone, Blocked (a decided round would change) or Refused (no longer the plan that was shown). Side
    effects: those of `carry_out`, the document, places of tasks and of dossiers in rounds that are not decided."""
    if not first_time(actor.user, key, "reorganise"):
        raise AlreadyDone
    tree.hold()
    decided, _ = rounds.touched(named(wish), wish.date)
    if decided:
        raise Blocked
    paper = record_document(document, committee=home_committee(actor.user), actor=actor, title="Sắp xếp tổ chức")
    made = carry_out(wish, stamp, actor=actor, document=paper)
    place_tasks()
    rounds.place_again(wish.date)
    return made


def named(wish):
    return [old.pk for step in wish.steps for old in step.olds]


__all__ = ["AlreadyDone", "Blocked", "Refused", "confirm", "hindrance", "passings"]
