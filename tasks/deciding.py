"""Ghi quyết định: the number and date that make approved tasks official."""

from django.db import transaction

from cadre.models import Committee
from cadre.papers import record_document
from tasks import workflow
from tasks.workflow import Move


class SeveralGivers(Exception):
    """One decision is of one body; these tasks are given by several."""

    def __init__(self, names):
        self.names = names
        super().__init__(
            f"Các việc đã chọn do {len(names)} nơi giao: {'; '.join(names)}. Một quyết định chỉ ghi cho việc của một "
            f"nơi: quay lại danh sách, chọn từng nơi."
        )


@transaction.atomic
def record_decision(expected, data, *, actor, comment=""):
    """Record the decision of a checked DocumentForm for approved tasks of one giver → Outcome. Raises SeveralGivers.

    expected: {task id: the revision the page showed}. Side effects: the document with its file (the one already there
    if number and date are the same), each task official and in progress, an event each, the ledger."""
    tasks = workflow.lock(expected)
    foreseen = workflow.foresee(Move.DECIDE, tasks, expected, actor=actor)
    if not foreseen.done:
        return foreseen
    givers = list(Committee.objects.filter(pk__in={task.assigned_by_id for task in foreseen.done}).order_by("sort"))
    if len(givers) > 1:
        raise SeveralGivers([giver.name for giver in givers])
    title = f"Giao việc đột phá, đổi mới năm {max(task.year for task in foreseen.done)}"
    document = record_document(data, committee=givers[0], actor=actor, title=title)
    return workflow.apply_many(Move.DECIDE, expected, actor=actor, comment=comment, document=document)
