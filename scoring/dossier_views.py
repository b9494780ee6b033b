"""Tập thể and Hồ sơ cán bộ: what a committee or a person has delivered, and how they were rated."""

import datetime as dt

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from cadre.enums import CommitteeLevel, Role
from cadre.filters import choices
from cadre.models import Committee
from cadre.paging import keyset_page
from cadre.queries import cadres_visible_to
from cadre.scope import reaches
from cadre.text import clean
from scoring import careers, dossiers

LAST_DAY_OF_DISTRICTS = dt.date(2025, 6, 30)
LEVELS = dict(CommitteeLevel.choices)
FLAT = [("sort", False), ("id", False)], [str, int]
TREE = [("path", False)], [str]


def read_date(text, otherwise):
    """A date of the address (yyyy-mm-dd, as a native control sends it); what is no date is left out."""
    try:
        return parse_date(text) or otherwise
    except ValueError:
        return otherwise


def level_control(chosen):
    return {"name": "cap", "label": "Cấp", "options": choices(LEVELS.items(), chosen, "Mọi cấp")}


@require_safe
def committees(request):
    """The tree as it stood on a date; a search or a filter shows it flat, by name."""
    today = timezone.localdate()
    date = read_date(request.GET.get("ngay", ""), today)
    text, level = clean(request.GET.get("q", ""))[:200], request.GET.get("cap", "")
    level = level if level in LEVELS else ""
    scope = dossiers.on_date(request.user, date)
    found = dossiers.matching(scope.filter(level=level) if level else scope, text)
    order, kinds = FLAT if text or level else TREE
    rows = found.values("id", "code", "name", "kind", "level", "sort", "path", "depth", "member_count", "parent_on")
    page = keyset_page(rows, order, kinds, after=request.GET.get("sau", ""), before=request.GET.get("truoc", ""))
    dress_committees(request.user, page.rows, date, is_tree=order is TREE[0])
    context = {
        "page": page,
        "total": found.count(),
        "date": date,
        "is_today": date == today,
        "districts_day": LAST_DAY_OF_DISTRICTS,
        "q": text,
        "level": level,
        "control": level_control(level),
        "is_tree": order is TREE[0],
    }
    return render(request, "scoring/committee_list.html", context)


def dress_committees(user, rows, date, *, is_tree):
    """Add level words, depth from the top of the page, parent, people and last rating; three statements."""
    ids = [row["id"] for row in rows]
    parents = dossiers.names_of(user, {row["parent_on"] for row in rows} - {None})
    people, levels = dossiers.people_counts(ids, date), dossiers.last_levels(user, ids)
    top = min((row["depth"] for row in rows), default=0)
    for row in rows:
        row["level_words"] = LEVELS[row["level"]]
        row["indent"] = min(row["depth"] - top, 5) if is_tree else 0
        row["parent"] = parents.get(row["parent_on"], "")
        row["people"] = people.get(row["id"], 0)
        row["decided"], row["suggested"], row["rated_in"] = levels.get(row["id"], ("", "", ""))


@require_safe
def committee(request, pk):
    committee = get_object_or_404(Committee.objects.visible_to(request.user), pk=pk)
    today = timezone.localdate()
    places = dossiers.places(request.user, committee)
    date, path = dossiers.place_on(places, read_date(request.GET.get("ngay", ""), None), today)
    above, children = dossiers.around(request.user, committee, path, date)
    entries = dossiers.committee_entries(request.user, committee)
    ended = careers.ended_entry(entries, committee.valid_to)
    entries = sorted([*entries, *([ended] if ended else [])], key=lambda entry: entry.year)
    tasks = dossiers.held_by(request.user, committee, today)
    context = {
        "committee": committee,
        "date": date,
        "today": today,
        "has_ended": bool(committee.valid_to and committee.valid_to < today),
        "crumbs": above,
        "people": dossiers.people(request.user, committee, date)[: dossiers.SHOWN],
        "children": children,
        "tasks": tasks[: dossiers.SHOWN],
        "more_tasks": len(tasks) > dossiers.SHOWN,
        "entries": entries,
        "segments": careers.segments(entries)[::-1],
        "lines": careers.level_lines(entries),
        "last": next((entry for entry in reversed(entries) if entry.decided or entry.remark), None),
        "successions": dossiers.successions(request.user, committee),
        "is_kept": is_kept(reaches(request.user, (Role.ORGANISER,)), path, date),
        "shown": dossiers.SHOWN,
    }
    return render(request, "scoring/committee_detail.html", context)


def is_kept(found, path, date):
    """The user organises the committee as it stood on the day shown: its page then leads to the catalogues."""
    return any(each.valid_from <= date <= each.valid_to and each.path <= path < each.path_end for each in found)


@require_safe
def cadre(request, pk):
    cadre = get_object_or_404(cadres_visible_to(request.user).select_related("managed_by"), pk=pk)
    today = timezone.localdate()
    posts = dossiers.posts_of(request.user, cadre)
    tasks = dossiers.tasks_of(request.user, cadre, today)
    entries = dossiers.cadre_entries(request.user, cadre)
    count, first, last = careers.consecutive_xs(entries)
    context = {
        "cadre": cadre,
        "today": today,
        "posts": posts,
        "current": [post for post in posts if post["end"] is None or post["end"] >= today],
        "units": dossiers.names_of(request.user, {post["committee_id"] for post in posts}),
        "tasks": tasks[: dossiers.SHOWN],
        "more_tasks": len(tasks) > dossiers.SHOWN,
        "products": [row for row in tasks if row["state"] == "accepted" and row["product"]],
        "accepted": sum(1 for row in tasks if row["state"] == "accepted"),
        "entries": entries,
        "segments": careers.segments(entries)[::-1],
        "lines": careers.level_lines(entries),
        "xs": {"count": count, "first": first, "last": last},
        "shown": dossiers.SHOWN,
    }
    return render(request, "scoring/cadre_detail.html", context)
