"""Judging: who judges what the province gives, who takes a step with a task, who reads its versions and papers.

own = a task given by the province and held in the secretary's district; other = of the other province."""

import datetime as dt

from cadre.models import Document, StoredFile
from tasks.models import TaskVersion
from tests.factories import make_document

TODAY = "2024-03-01"
TABLE = """
                                  organ leade assess inspec secre deput neigh outsi plain admin expir disab anony
GET  proposals                -     200   200   403   403   200   403   200   200   403   403   403   302   302
GET  proposals_excel          -     200   200   403   403   200   403   200   200   403   403   403   302   302
POST proposals_act            -     302   302   403   403   302   403   302   302   403   403   403   302   302
GET  proposal                 own   200   200   403   403   403   403   404   404   404   404   404   302   302
GET  proposal                 other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST task_move                own   200   200   403   403   200   200   404   404   404   404   404   302   302
POST task_move                other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  task_versions            own   200   200   200   200   200   200   404   404   404   404   404   302   302
GET  task_versions            other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  task_decide              own   200   200   403   403   403   403   404   404   404   404   404   302   302
GET  task_decide              other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST task_decide              own   200   200   403   403   403   403   404   404   404   404   404   302   302
GET  document_file            own   404   404   404   404   404   404   404   404   404   404   404   302   302
"""


def row_of(land, name, target):
    if name == "document_file":
        return Document.objects.get(tasks=land.own_task)
    return {"own": land.own_task, "other": land.other_task}[target]


def prepare(land):
    """Tasks with a version each; the decision of one has a file on record that the store has lost."""
    by, now = land.people["organiser"], dt.datetime(2024, 1, 15, 2, 0, tzinfo=dt.UTC)
    file = StoredFile.objects.create(
        name="quyet-dinh.pdf", kind="pdf", size=1, sha256="0" * 64, uploaded_at=now, uploaded_by=by
    )
    land.own_task.decision = make_document(land.province, by=by, file=file)
    land.own_task.save()
    for task in (land.own_task, land.other_task):
        content = {"title": task.title, "indicators": [], "milestones": [], "owners": []}
        TaskVersion.objects.create(
            task=task, number=1, content=content, sha256="0" * 64, made_at=now, made_by=by, why="gửi thẩm định"
        )
        task.version = 1
        task.save()
