"""Thẩm định, phê duyệt: those who give a task judge it; who holds it, and who only watches, does not."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile

from cadre.files import keep
from cadre.models import Document
from tasks.models import BreakthroughTask
from tests.factories import make_document, make_task

TODAY = "2024-03-01"
# own = a proposal of the secretary to the province, other = one in the other province; paper: the decision of each.
TABLE = """
                                  organ leade assess inspec secre deput neigh outsi plain admin expir disab anony
GET  proposals                -     200   200   403   403   200   403   200   200   403   403   403   302   302
POST proposals_act            -     302   302   403   403   302   403   302   302   403   403   403   302   302
GET  proposal                 own   200   200   403   403   403   403   404   404   404   404   404   302   302
GET  proposal                 other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST task_move                own   200   200   403   403   200   200   404   404   404   404   404   302   302
POST task_move                other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  task_versions            own   200   200   200   200   200   200   404   404   404   404   404   302   302
GET  task_versions            other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  task_decide              own   200   200   403   403   403   403   404   404   404   404   404   302   302
POST task_decide              own   200   200   403   403   403   403   404   404   404   404   404   302   302
GET  task_decide              other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST task_decide              other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  document_file            own   200   200   200   200   200   200   404   404   404   404   404   302   302
GET  document_file            other 404   404   404   404   404   404   404   200   404   404   404   302   302
"""
CODES = {"own": "AH-DX", "other": "DH-DX"}


def row_of(land, name, target):
    if name == "document_file":
        return Document.objects.get(number=f"QĐ-{target}")
    return BreakthroughTask.objects.get(code=CODES[target])


def prepare(land):
    sent = dt.datetime(2024, 2, 1, 2, 0, tzinfo=dt.UTC)
    for target, post, giver, who in (
        ("own", land.secretary_post, land.province, land.people["organiser"]),
        ("other", land.other_post, land.other_province, land.people["outsider"]),
    ):
        more = {"owner": post, "assigned_by": giver, "created_at": sent, "submitted_at": sent}
        make_task("Bàn giao mặt bằng", code=CODES[target], state="proposed", created_by=who, submitted_by=who, **more)
        paper = make_document(giver, by=who, number=f"QĐ-{target}")
        upload = SimpleUploadedFile("quyet-dinh.pdf", b"%PDF-1.7 quyet dinh")
        upload.kind = "pdf"
        paper.file = keep(upload, user=who)
        paper.save()
        make_task("Bàn giao mặt bằng", code=f"{CODES[target]}-2", state="in_progress", decision=paper, **more)
