"""What the pages of campaigns read: figures of each, and the board of who has not registered."""

from typing import NamedTuple

from django.db.models import Count, F, IntegerField, Q, Value

from cadre.models import Committee
from cadre.paging import in_chunks
from cadre.queries import posts_visible_to
from cadre.text import fold
from tasks import required
from tasks.enums import ASSIGNED_STATES, TaskState
from tasks.models import BreakthroughTask, Commitment

S = TaskState
COUNTED = {"drafts": (S.DRAFT,), "returned": (S.RETURNED,), "proposed": (S.PROPOSED,), "approved": ASSIGNED_STATES}
STATES = {
    "chua": "Chưa đăng ký",
    "soan": "Đang soạn",
    "thieu": "Còn thiếu",
    "du": "Đủ",
    "qua": "Quá số tối đa",
}
SHAPES = {"chua": "late", "soan": "warn", "thieu": "warn", "du": "done", "qua": "warn"}
ORDER = [("committee__sort", False), ("committee_id", False), ("sort", False), ("id", False)]
ORDER_KINDS = [str, int, str, int]
WORDS_MAX = 8
COLUMNS = ("id", "title", "sort", "committee_id", "committee__sort", "committee__name", "cadre_id", "cadre__full_name")


class Figures(NamedTuple):
    """Of one campaign: how many must register, how many have, tasks sent and approved, people who signed."""

    asked: int = 0
    enough: int = 0
    drafts: int = 0
    returned: int = 0
    proposed: int = 0
    approved: int = 0
    signed: int = 0

    @property
    def lacking(self):
        return self.asked - self.enough


def figures(campaigns, today):
    """{campaign id: Figures}; four statements for any number of campaigns."""
    ids = [campaign.pk for campaign in campaigns]
    asked = required.counts(campaigns, today)
    of = {name: Count("pk", filter=Q(state__in=states)) for name, states in COUNTED.items()}
    rows = BreakthroughTask.objects.filter(campaign__in=ids).order_by().values("campaign").annotate(**of)
    tasks = {row.pop("campaign"): row for row in rows}
    people = Commitment.objects.filter(campaign__in=ids, appointment__isnull=False).order_by().values("campaign")
    signed = dict(people.annotate(n=Count("appointment", distinct=True)).values_list("campaign", "n"))
    return {pk: Figures(*asked[pk], signed=signed.get(pk, 0), **tasks.get(pk, {})) for pk in ids}


# ---- the board ----------------------------------------------------------------------------------------------


def counted(posts, campaign):
    """Posts with how many tasks of the campaign they hold in each step: one join, whatever the number of posts."""
    mine = Q(task_owners__task__campaign=campaign.pk)
    of = {
        name: Count("task_owners", filter=mine & Q(task_owners__task__state__in=states))
        for name, states in COUNTED.items()
    }
    return posts.annotate(**of).annotate(sent=F("proposed") + F("approved"), writing=F("drafts") + F("returned"))


def board(campaign, user, today):
    """The posts that must register and that the user may see, counted."""
    seen = posts_visible_to(user).values("pk")
    return counted(required.must_register_in(campaign, today).filter(pk__in=seen), campaign)


def state_is(name, campaign):
    least, most = required.least(campaign), campaign.max_per_person
    return {
        "chua": Q(sent=0, writing=0),
        "soan": Q(sent=0, writing__gt=0),
        "thieu": Q(sent__gt=0, sent__lt=least),
        "du": Q(sent__gte=least) & (Q(sent__lte=most) if most else Q()),
        "qua": Q(sent__gt=most) if most else Q(pk__in=[]),
    }[name]


def state_of(campaign, sent, writing):
    """(key of STATES, words): "Còn thiếu 1"."""
    least, most = required.least(campaign), campaign.max_per_person
    if not sent:
        key = "soan" if writing else "chua"
    elif sent < least:
        return "thieu", f"Còn thiếu {least - sent}"
    else:
        key = "qua" if most and sent > most else "du"
    return key, STATES[key]


def filtered(posts, chosen, campaign):
    """Every word must be in the post, the person or the unit; the unit chosen is the post's own."""
    if "don_vi" in chosen:
        posts = posts.filter(committee=chosen["don_vi"])
    for word in fold(chosen.get("q", "")).split()[:WORDS_MAX]:
        found = Q(search__contains=word) | Q(cadre__search__contains=word) | Q(committee__search__contains=word)
        posts = posts.filter(found)
    if "trang_thai" in chosen:
        posts = posts.filter(state_is(chosen["trang_thai"], campaign))
    return posts


def totals(posts, campaign):
    """{"all": n, state: n}; one statement."""
    found = {name: Count("pk", filter=state_is(name, campaign)) for name in STATES}
    return posts.order_by().aggregate(all=Count("pk"), **found)


def units_of(posts):
    units = posts.order_by().values("committee")
    return list(Committee.objects.filter(pk__in=units).order_by("sort", "id").values_list("pk", "name"))


def rows_of(posts):
    return posts.values(*COLUMNS, *COUNTED, "sent", "writing")


def dress(rows, campaign):
    """Add `state`, `standing`, `signed` to rows of a page or a chunk; one statement."""
    ids = [row["id"] for row in rows]
    signed = set(
        Commitment.objects.filter(campaign=campaign.pk, appointment__in=ids).values_list("appointment", flat=True)
    )
    for row in rows:
        row["state"], words = state_of(campaign, row["sent"], row["writing"])
        row["standing"] = (SHAPES[row["state"]], words)
        row["signed"] = row["id"] in signed
    return rows


def dressed_in_chunks(rows, campaign):
    for chunk in in_chunks(rows):
        yield from dress(chunk, campaign)


# ---- what one person has to do --------------------------------------------------------------------------------


def own_rows(campaigns, user, today):
    """[(campaign, row)] of the user's own posts that must register in one of the campaigns; two statements."""
    if not campaigns:
        return []
    paths = required.tops(campaigns, today)
    parts = [
        rows_of(counted(required.must_register(each, paths.get(each.pk), today).filter(cadre__user=user.pk), each))
        .order_by()
        .annotate(of=Value(each.pk, IntegerField()))
        for each in campaigns
    ]
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    by_id = {each.pk: each for each in campaigns}
    found = [(by_id[row["of"]], row) for row in rows]
    return sorted(found, key=lambda pair: (pair[0].closes_on, pair[1]["sort"], pair[1]["id"]))
