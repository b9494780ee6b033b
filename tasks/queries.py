"""What the pages of tasks read: filters, order, progress; every list in a constant number of statements."""

import datetime as dt
from collections import defaultdict
from fractions import Fraction
from typing import NamedTuple

from django.db.models import Case, CharField, Count, F, IntegerField, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractYear, Least

from cadre.models import Committee, Placement
from cadre.paging import in_chunks
from cadre.scope import Reach
from cadre.templatetags.vi import so
from cadre.text import fold
from tasks.achievement import achievement
from tasks.enums import ASSIGNED_STATES, PREPARING_STATES, Horizon, ReportState, TaskState
from tasks.models import BreakthroughTask, Indicator, Milestone, ProgressReport, TaskOwner
from tasks.scope import placed
from tasks.standing import RUNNING, SOON, task_standing

NOBODY = "Chưa có người nhận"
WORDS_MAX = 8  # words of a search that are used; the rest would only slow it down
LIST_COLUMNS = (
    "id",
    "code",
    "year",
    "kind",
    "field",
    "title",
    "product",
    "due",
    "state",
    "finished_on",
    "accepted_on",
    "exceeded",
    "horizon",
    "sort",
    "owner_committee_id",
    "owner_committee__name",
    "decision__number",
    "decision__issued_on",
)
# what the address says → (column, its Python type); every column here is never empty
SORTS = {"han": ("due", dt.date), "viec": ("sort", str), "loai": ("kind", str), "linh_vuc": ("field", str)}
GROUP_COLUMNS = {"don_vi": ("unit_sort",), "nguoi": ("holder_sort",), "linh_vuc": ("field",)}


class Progress(NamedTuple):
    """share: Fraction or None when nothing was reported; detail: "34/25 phương án" for one counted indicator."""

    share: Fraction | None
    detail: str = ""


# ---- filters ------------------------------------------------------------------------------------------


def search(tasks, text):
    """Tasks in which every word occurs: in the task, its owner's post or its committee; accents do not matter."""
    for word in fold(text).split()[:WORDS_MAX]:
        owned = TaskOwner.objects.filter(appointment__search__contains=word).values("task")
        tasks = tasks.filter(Q(search__contains=word) | Q(owner_committee__search__contains=word) | Q(pk__in=owned))
    return tasks


def below(committee_id):
    """The places of a committee over time, to be read as reaches."""
    places = Placement.objects.filter(committee=committee_id).values_list("path", "valid_from", "valid_to")
    return tuple(Reach(*place, "") for place in places)


def held_within(tasks, reaches):
    """Tasks held by a committee inside the reaches on the due date, or by a post of one."""
    return tasks.filter(pk__in=placed(reaches, is_held=True))


def late_milestones(today):
    """Overdue milestones of multi-year tasks; those of a task of one year are information (scoring.md §9)."""
    return Milestone.objects.filter(
        task__horizon=Horizon.TERM, finished_on__isnull=True, accepted_on__isnull=True, due__lt=today
    )


def late_steps(task_ids, today):
    """{multi-year task: the date of its first overdue milestone}; one statement, none without ids."""
    if not task_ids:
        return {}
    rows = late_milestones(today).filter(task__in=task_ids).order_by().values("task")
    return dict(rows.annotate(first=Min("due")).values_list("task", "first"))


def of_year(year):
    """Tasks given for the year, and multi-year ones that run in it: begun by its end, due in it or later, not
    accepted before it."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    begun = Q(year__lte=year) | Q(start__lte=last)
    open_then = Q(accepted_on__isnull=True) | Q(accepted_on__gte=first)
    running = Q(horizon=Horizon.TERM, state__in=ASSIGNED_STATES, due__gte=first)
    return Q(year=year) | (running & begun & open_then)


def standing_is(name, today):
    late_by_step = Q(horizon=Horizon.TERM, pk__in=late_milestones(today).values("task"))
    return {
        "dang_lam": Q(state__in=RUNNING, due__gte=today) & ~late_by_step,
        "sap_den_han": Q(state__in=RUNNING, due__gte=today, due__lte=today + SOON),
        "qua_han": Q(state__in=RUNNING) & (Q(due__lt=today) | late_by_step),
        "cho_cong_nhan": Q(state=TaskState.AWAITING_RECOGNITION),
        "xong": Q(state=TaskState.ACCEPTED),
        "khong_xong": Q(state=TaskState.NOT_COMPLETED),
        "chuan_bi": Q(state__in=PREPARING_STATES),
        "khac": Q(state__in=[TaskState.CARRIED_OVER, TaskState.CANCELLED]),
    }[name]


def filtered(tasks, chosen, today):
    """Tasks that fit what was chosen, those given unless it asks for those in preparation; one statement more when a
    unit is chosen."""
    if chosen.get("trang_thai") != "chuan_bi":
        tasks = tasks.given()
    if "nam" in chosen:
        tasks = tasks.filter(of_year(chosen["nam"]))
    if "loai" in chosen:
        tasks = tasks.filter(kind=chosen["loai"])
    if "linh_vuc" in chosen:
        tasks = tasks.filter(field=chosen["linh_vuc"])
    if "trang_thai" in chosen:
        tasks = tasks.filter(standing_is(chosen["trang_thai"], today))
    if "don_vi" in chosen:
        tasks = held_within(tasks, below(chosen["don_vi"]))
    return search(tasks, chosen.get("q", ""))


def counts(tasks, today):
    return tasks.aggregate(
        total=Count("pk"),
        overdue=Count("pk", filter=standing_is("qua_han", today)),
        waiting=Count("pk", filter=standing_is("cho_cong_nhan", today)),
        accepted=Count("pk", filter=standing_is("xong", today)),
    )


def year_in_term(date):
    """The year of a date of a multi-year task, the task's year of any other."""
    in_term = When(horizon=Horizon.TERM, state__in=ASSIGNED_STATES, then=ExtractYear(date))
    return Case(in_term, default=F("year"), output_field=IntegerField())


def facets(tasks, today):
    """([years, newest first], {year: [fields]}, the newest year tasks were given for) of the tasks in scope.

    Multi-year tasks stand in every year they run in, up to the newest or the present one; one statement."""
    ended = Least(Coalesce("accepted_on", "due"), "due")
    spans = tasks.order_by().annotate(first=year_in_term("start"), last=year_in_term(ended))
    rows = list(spans.values_list("year", "field", "first", "last").distinct())
    newest = max((row[0] for row in rows), default=None)
    fields = defaultdict(set)
    for year, field, first, last in rows:
        fields[year].add(field)
        for other in range(min(first or year, year), min(last, max(newest, today.year)) + 1):
            fields[other].add(field)
    return sorted(fields, reverse=True), fields, newest


def holding_units(tasks):
    """Committees that hold one of the tasks themselves or through a post, with their names: [(id, name)]."""
    posts = TaskOwner.objects.filter(task__in=tasks.order_by().values("pk")).values("appointment__committee")
    own = tasks.order_by().filter(owner_committee__isnull=False).values("owner_committee")
    return list(
        Committee.objects.filter(Q(pk__in=posts) | Q(pk__in=own)).order_by("sort", "id").values_list("pk", "name")
    )


# ---- order ----------------------------------------------------------------------------------------------


def first_among_owners(column):
    """The smallest value among the task's owners. An aggregate, not "the first row": PostgreSQL would look for that
    row along the whole table for every task."""
    owners = TaskOwner.objects.filter(task=OuterRef("pk")).order_by().values("task")
    return Subquery(owners.annotate(first=Min(column)).values("first"), output_field=CharField())


def first_of(*expressions):
    return Coalesce(*expressions, Value(""), output_field=CharField())


def with_group(tasks, group):
    if group == "nguoi":
        return tasks.annotate(holder_sort=first_of(first_among_owners("appointment__sort"), "owner_committee__sort"))
    if group == "don_vi":
        unit = first_among_owners("appointment__committee__sort")
        return tasks.annotate(unit_sort=first_of("owner_committee__sort", unit))
    return tasks


def group_name(row, group):
    """The words of the group a dressed row stands in."""
    if group == "linh_vuc":
        return row["field"]
    committee = row["owner_committee__name"]
    if group == "nguoi":
        return next((o["title"] for o in row["owners"] if o["sort"] == row["holder_sort"]), committee or NOBODY)
    return committee or next((o["unit"] for o in row["owners"] if o["unit_sort"] == row["unit_sort"]), NOBODY)


def order_of(sort, group):
    """([(column, is_descending)], [their types]): group, chosen column, then due date and id."""
    name = sort.removeprefix("-")
    chosen = SORTS.get(name, SORTS["han"])
    columns = [(column, False, str) for column in GROUP_COLUMNS.get(group, ())]
    columns.append((chosen[0], sort.startswith("-") and name in SORTS, chosen[1]))
    if chosen[0] != "due":
        columns.append(("due", False, dt.date))
    columns.append(("id", False, int))
    seen = {}
    for column, down, kind in columns:
        seen.setdefault(column, (down, kind))
    return [(column, down) for column, (down, _) in seen.items()], [kind for _, kind in seen.values()]


def listed(tasks, group):
    """The rows of the annex as dicts."""
    return with_group(tasks, group).values(*LIST_COLUMNS, *GROUP_COLUMNS.get(group, ()))


# ---- what hangs on the rows of a page ---------------------------------------------------------------


def owners_of(task_ids):
    """{task: [{post, title, cadre, committee, committee name}]} in the order the owners were named."""
    found = defaultdict(list)
    rows = TaskOwner.objects.filter(task__in=task_ids).order_by("id")
    for row in rows.values(
        "task_id",
        "appointment_id",
        title=F("appointment__title"),
        sort=F("appointment__sort"),
        unit_sort=F("appointment__committee__sort"),
        cadre=F("appointment__cadre_id"),
        name=F("appointment__cadre__full_name"),
        committee=F("appointment__committee_id"),
        unit=F("appointment__committee__name"),
    ):
        found[row["task_id"]].append(row)
    return found


def indicators_of(task_ids):
    found = defaultdict(list)
    for indicator in Indicator.objects.filter(task__in=task_ids).order_by("id"):
        found[indicator.task_id].append(indicator)
    return found


def last_percents(task_ids):
    """{task: percent of its last verified report}; scoring.md §9: the greatest period_end."""
    rows = ProgressReport.objects.filter(task__in=task_ids, state=ReportState.VERIFIED, percent__isnull=False)
    return dict(rows.order_by("period_end").values_list("task_id", "percent"))


def share_of(indicator):
    return achievement(
        indicator.comparator, indicator.baseline, indicator.target_min, indicator.target_max, indicator.result
    )


def progress_of(state, indicators, percent):
    """The weighted mean of the indicators, each at most whole; one alone stays as it is (136 % stays 136 %)."""
    shares = [(share_of(indicator), Fraction(indicator.weight), indicator) for indicator in indicators]
    if any(share is not None for share, _, _ in shares):
        if len(shares) == 1:
            return Progress(shares[0][0], counted(shares[0][2]))
        whole = sum(weight for _, weight, _ in shares)
        done = sum(min(share or Fraction(0), Fraction(1)) * weight for share, weight, _ in shares)
        reached = sum(1 for share, _, _ in shares if share is not None and share >= 1)
        return Progress(done / whole, f"{reached}/{len(shares)} chỉ tiêu")
    if state == TaskState.ACCEPTED:
        return Progress(Fraction(1))
    return Progress(None if percent is None else Fraction(percent) / 100)


def counted(indicator):
    """ "34/25 phương án" of an indicator counted upwards; the others do not read as a fraction."""
    if indicator.comparator not in ("gte", "eq") or indicator.target_min is None:
        return ""
    return f"{so(indicator.result)}/{so(indicator.target_min)} {indicator.unit}".strip()


def dress(rows, today):
    """Add `owners`, `progress` and `standing` to rows of `listed`: three statements and one for multi-year tasks,
    however many rows."""
    ids = [row["id"] for row in rows]
    owners, indicators, percents = owners_of(ids), indicators_of(ids), last_percents(ids)
    late = late_steps([row["id"] for row in rows if row["horizon"] == Horizon.TERM], today)
    for row in rows:
        row["owners"] = owners[row["id"]]
        row["progress"] = progress_of(row["state"], indicators[row["id"]], percents.get(row["id"]))
        row["standing"] = task_standing(
            state=row["state"],
            due=row["due"],
            finished_on=row["finished_on"],
            accepted_on=row["accepted_on"],
            exceeded=row["exceeded"],
            today=today,
            late_step=late.get(row["id"]),
        )
    return rows


def dressed_in_chunks(rows, today):
    """Every row for an export, dressed chunk by chunk, so that memory does not grow with the list."""
    for chunk in in_chunks(rows):
        yield from dress(chunk, today)


# ---- one task ----------------------------------------------------------------------------------------------


def kin(task, user):
    """(parent or None, [sub-tasks]) of what the user may see; one statement."""
    found = BreakthroughTask.objects.visible_to(user).filter(Q(parent_task=task.pk) | Q(pk=task.parent_task_id))
    found = found.select_related("owner_committee").order_by("due", "id")
    parent = next((each for each in found if each.pk == task.parent_task_id), None)
    return parent, [each for each in found if each.parent_task_id == task.pk]


def hidden_below(task, seen):
    """How many tasks handed down from this one are out of the reader's sight; one statement."""
    every = BreakthroughTask.objects.filter(parent_task=task.pk, state__in=ASSIGNED_STATES)
    return every.exclude(pk__in=[each.pk for each in seen]).count()


def late_steps_of(tasks, today):
    """The same of rows of BreakthroughTask."""
    return late_steps([task.pk for task in tasks if task.horizon == Horizon.TERM], today)


def standing_of(task, today, late_step=None):
    return task_standing(
        state=task.state,
        due=task.due,
        finished_on=task.finished_on,
        accepted_on=task.accepted_on,
        exceeded=task.exceeded,
        today=today,
        late_step=late_step,
    )


def lede_of(indicators, reports):
    """One sentence of figures: the indicators counted so far, and what the last report says is in the way."""
    parts = [f"{counted(each)}" for each in indicators if each.result is not None and counted(each)]
    stuck = next((report.difficulties for report in reversed(reports) if report.difficulties), "")
    return {"figures": "; ".join(parts[:3]), "stuck": stuck}
