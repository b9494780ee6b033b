"""Rows of the annex out of the database: any filtered list of tasks, as staff send it with a decision."""

from cadre.paging import in_chunks
from tasks.annex import AnnexHead, AnnexRow, due_words, product_words
from tasks.enums import Horizon, TaskKind
from tasks.models import Milestone
from tasks.queries import indicators_of, owners_of, with_group
from tasks.wording import target_line, with_unit

KINDS = dict(TaskKind.choices)
SEVERAL = "các cấp ủy giao việc"


def annex_head(tasks, year):
    """The head for a list: names the body that gave the tasks and the decision they share, if it is one."""
    givers = list(tasks.order_by().values_list("assigned_by__name", flat=True).distinct()[:2])
    giver = givers[0] if len(givers) == 1 else SEVERAL
    shared = tasks.order_by().values_list("decision__number", "decision__issued_on", "decision__issuer").distinct()
    decisions = list(shared[:2])
    number, date, issuer = decisions[0] if len(decisions) == 1 else (None, None, None)
    return AnnexHead(
        year=year,
        issuer=giver.upper(),
        decided_by=issuer or giver,
        decision_number=number or "",
        decision_date=date,
    )


def dressed(chunk, before):
    ids = [task.pk for task in chunk]
    owners, indicators, milestones = owners_of(ids), indicators_of(ids), milestones_of(ids)
    for number, task in enumerate(chunk, before + 1):
        yield row_of(number, task, owners[task.pk], indicators[task.pk], milestones.get(task.pk, ()))


def milestones_of(ids):
    found = {}
    rows = Milestone.objects.filter(task__in=ids).order_by("due", "id")
    for task, due, title in rows.values_list("task", "due", "title"):
        found.setdefault(task, []).append((due, title))
    return found


def row_of(number, task, owners, indicators, milestones):
    own = next((owner["unit"] for owner in owners if owner["unit_sort"] == task.unit_sort), "")
    unit = task.owner_committee.name if task.owner_committee else own
    starts = [f"{each.name}: {with_unit(each.baseline, each.unit)}" for each in indicators if each.baseline is not None]
    notes = []
    if task.horizon == Horizon.TERM:
        notes.append("Việc nhiều năm")
    if task.carried_from_id:
        notes.append("Chuyển tiếp")
    if task.original_due and task.original_due != task.due:
        notes.append(f"Hạn ban đầu {task.original_due:%d/%m/%Y}")
    return AnnexRow(
        number=number,
        holders=tuple(holder_words(owner) for owner in owners) or ((unit,) if unit else ()),
        kind=KINDS[task.kind],
        field=task.field,
        title=task.title,
        baseline="; ".join(starts),
        product=product_words(task.product, task.product_type, task.product_issuer),
        targets=tuple(target_line(each) for each in indicators),
        due=due_words(task.due, start=task.start, milestones=milestones),
        coordinators=task.coordination,
        note=". ".join(notes),
        group=unit,
    )


def holder_words(owner):
    """The name and the post; one of them where the record has no more (people known by their post only)."""
    return owner["title"] if owner["name"] == owner["title"] else f"{owner['name']} - {owner['title']}"


def annex_rows(tasks):
    """AnnexRow of each task, grouped by the unit that holds it; three statements for every 500, constant memory."""
    ordered = with_group(tasks, "don_vi").order_by("unit_sort", "due", "id").select_related("owner_committee")
    number = 0
    for chunk in in_chunks(ordered):
        yield from dressed(chunk, number)
        number += len(chunk)
