"""What the pages Tập thể and Hồ sơ cán bộ read: committees on a date, their people, tasks and ratings, in scope."""

from collections import defaultdict

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from cadre.models import Appointment, Committee, Succession
from cadre.queries import in_force, posts_visible_to
from cadre.scope import SEGMENT, reaches
from cadre.simulated import is_simulated
from cadre.text import fold
from scoring.careers import Entry
from scoring.enums import Period
from scoring.models import Assessment, RoundProfile
from scoring.queries import period_words
from tasks.enums import Horizon
from tasks.models import BreakthroughTask, TaskOwner
from tasks.queries import WORDS_MAX, dress, late_steps, owners_of
from tasks.standing import task_standing

SHOWN = 50  # rows of a section; its head says how many there are and links to the rest


def on_date(user, date):
    """Committees that stood inside the user's scope on the date, with path, depth and parent_on as of it."""
    inside = Q(pk__in=[])
    for reach in reaches(user):
        if reach.valid_from <= date <= reach.valid_to:
            inside |= Q(path__gte=reach.path, path__lt=reach.path_end)
    return Committee.objects.visible_to(user).placed_on(date).filter(inside)


def places(user, committee):
    """[(from, to, path, parent)] where the committee stood inside the scope, each cut to it, oldest first."""
    found = []
    for start, end, path, parent in committee.placements.values_list("valid_from", "valid_to", "path", "parent"):
        for reach in reaches(user):
            first, last = max(start, reach.valid_from), min(end, reach.valid_to)
            if first <= last and reach.path <= path < reach.path_end:
                found.append((first, last, path, parent))
    return sorted(found)


def place_on(places, asked, today):
    """(day, path): the place on the day asked for, else today, else the nearest day before, else the first there is."""
    for day in (asked, today):
        for first, last, path, _ in places:
            if day and first <= day <= last:
                return day, path
    before = [place for place in places if place[1] <= (asked or today)]
    first, last, path, _ = before[-1] if before else places[0]
    return (last if before else first), path


def matching(committees, text):
    for word in fold(text).split()[:WORDS_MAX]:
        committees = committees.filter(search__contains=word)
    return committees


def below(committees, path):
    return committees.filter(path__gte=path, path__lt=path + "A")


def names_of(user, ids):
    """{id: name} of committees the user may see; a name that is missing is one outside the scope."""
    return dict(Committee.objects.visible_to(user).filter(pk__in=ids).values_list("pk", "name"))


def ancestors(path):
    return [int(path[start : start + SEGMENT]) for start in range(0, len(path), SEGMENT)]


def around(user, committee, path, date):
    """([(id, name) of those above, from the top], [those directly below]) in scope on the date; one statement."""
    above = ancestors(path)[:-1]
    rows = on_date(user, date).filter(Q(pk__in=above) | Q(parent_on=committee.pk)).order_by("depth", "sort", "id")
    found = list(rows.values("id", "name", "kind", "member_count")[: len(above) + SHOWN + 1])
    return [(row["id"], row["name"]) for row in found if row["id"] in above], [
        row for row in found if row["id"] not in above
    ]


def people_counts(ids, date):
    rows = Appointment.objects.filter(in_force(date), committee__in=ids).order_by().values("committee")
    return dict(rows.annotate(n=Count("pk")).values_list("committee", "n"))


def last_levels(user, ids):
    """{committee: (level decided, or "", level suggested, period words)} of the latest round that rated it."""
    found = {}
    rows = Assessment.objects.visible_to(user).filter(committee__in=ids).order_by("round__end", "pk")
    for pk, decided, suggested, period, start, end in rows.values_list(
        "committee", "decided_level", "suggestion__level", "round__period", "round__start", "round__end"
    ):
        found[pk] = (decided, suggested or "", period_words(period, start, end))
    return found


# ---- ratings over the years ---------------------------------------------------------------------------------


def profile_column(column):
    of_round = RoundProfile.objects.filter(round=OuterRef("round"), subject_type=OuterRef("subject_type"))
    return Subquery(of_round.values(f"profile__{column}")[:1])


def entries(assessments):
    """Oldest first; one statement."""
    rows = assessments.order_by("round__end", "round__code", "pk").values(
        "pk",
        "decided_level",
        "round__code",
        "round__period",
        "round__start",
        "round__end",
        "appointment__title",
        "suggestion__level",
        "suggestion__total",
        rules=profile_column("name"),
        regime=profile_column("regime"),
    )
    return [
        Entry(
            year=row["round__end"].year,
            words=period_words(row["round__period"], row["round__start"], row["round__end"]),
            rules=row["rules"] or "",
            regime=row["regime"] or "",
            post=row["appointment__title"] or "",
            decided=row["decided_level"],
            suggested=row["suggestion__level"] or "",
            total=row["suggestion__total"],
            assessment=row["pk"],
            is_year=row["round__period"] == Period.YEAR,
            simulated=is_simulated(row["round__code"]),
        )
        for row in rows
    ]


def committee_entries(user, committee):
    return entries(Assessment.objects.visible_to(user).filter(committee=committee))


def cadre_entries(user, cadre):
    return entries(Assessment.objects.visible_to(user).filter(appointment__cadre=cadre))


# ---- people, tasks, successions -----------------------------------------------------------------------------


def people(user, committee, date):
    """Posts of the committee in force on the date, heads first."""
    posts = posts_visible_to(user).filter(in_force(date), committee=committee)
    return list(
        posts.order_by("-is_head", "sort", "pk").values(
            "pk", "title", "start", "end", "is_head", "cadre_id", name=F("cadre__full_name")
        )[: SHOWN + 1]
    )


TASK_COLUMNS = ("id", "code", "year", "kind", "field", "title", "product", "due", "state", "finished_on")
TASK_COLUMNS += ("accepted_on", "exceeded", "horizon")


def with_standing(rows, today):
    late = late_steps([row["id"] for row in rows if row["horizon"] == Horizon.TERM], today)
    for row in rows:
        keys = ("state", "due", "finished_on", "accepted_on", "exceeded")
        row["standing"] = task_standing(**{key: row[key] for key in keys}, today=today, late_step=late.get(row["id"]))
        row["simulated"] = is_simulated(row["code"])
    return rows


def held_by(user, committee, today):
    """Tasks of the committee or of its posts, newest year first, with their owners; three statements at most."""
    posts = TaskOwner.objects.filter(task=OuterRef("pk"), appointment__committee=committee)
    tasks = BreakthroughTask.objects.visible_to(user).given().filter(Q(owner_committee=committee) | Exists(posts))
    rows = with_standing(list(tasks.order_by("-year", "due", "pk").values(*TASK_COLUMNS)[: SHOWN + 1]), today)
    owners = owners_of([row["id"] for row in rows])
    for row in rows:
        row["owners"] = owners[row["id"]]
    return rows


def tasks_of(user, cadre, today):
    """Tasks given to any post of the person, newest year first, with progress; four statements."""
    owned = TaskOwner.objects.filter(task=OuterRef("pk"), appointment__cadre=cadre)
    tasks = BreakthroughTask.objects.visible_to(user).given().filter(Exists(owned))
    rows = list(tasks.order_by("-year", "due", "pk").values(*TASK_COLUMNS, "owner_committee__name")[: SHOWN + 1])
    for row in dress(rows, today):
        row["simulated"] = is_simulated(row["code"])
    return rows


def posts_of(user, cadre):
    return list(
        posts_visible_to(user)
        .filter(cadre=cadre)
        .order_by("-start", "pk")
        .values("pk", "title", "start", "end", "is_head", "committee_id", unit=F("committee__name"))
    )


def successions(user, committee):
    """{"from": [...], "to": [...]}: what the committee came from and its heirs, and which of them may be opened."""
    found = defaultdict(list)
    rows = Succession.objects.filter(Q(predecessor=committee) | Q(successor=committee))
    seen = Committee.objects.visible_to(user)
    rows = rows.annotate(
        old_seen=Exists(seen.filter(pk=OuterRef("predecessor"))), new_seen=Exists(seen.filter(pk=OuterRef("successor")))
    )
    for row in rows.select_related("predecessor", "successor").order_by("date", "pk"):
        found["to" if row.predecessor_id == committee.pk else "from"].append(row)
    return found
