"""Change requests: asked by who holds the task or organises, decided by who leads where it was given, read by all
who see the task. "own" is a running task of the secretary given by the province, "other" one of the other province."""

import datetime as dt

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cadre.files import path_of
from cadre.models import StoredFile
from tasks.models import BreakthroughTask, ChangeRequest
from tests.factories import make_document, make_task

TODAY = "2024-03-01"
AT = dt.datetime(2024, 3, 1, 2, 0, tzinfo=dt.UTC)
TABLE = """
                                  organ leade assess inspec secre deput neigh outsi plain admin expir disab anony
GET  change_new               own   200   403   403   403   200   403   404   404   404   404   404   302   302
GET  change_new               other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST change_new               own   200   403   403   403   200   403   404   404   404   404   404   302   302
POST change_new               other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  change_requests          -     200   200   200   200   200   200   200   200   200   200   200   302   302
GET  change_requests_excel    -     200   200   200   200   200   200   200   200   200   200   200   302   302
POST change_decide_many       -     302   302   302   302   302   302   302   302   302   302   302   302   302
GET  change_request           own   200   200   200   200   200   200   404   404   404   404   404   302   302
GET  change_request           other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST change_decide            own   403   200   403   403   403   403   404   404   404   404   404   302   302
POST change_decide            other 404   404   404   404   404   404   404   403   404   404   404   302   302
POST change_comment           own   200   200   403   403   200   403   404   404   404   404   404   302   302
POST change_comment           other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST change_withdraw          own   403   403   403   403   302   403   404   404   404   404   404   302   302
POST change_withdraw          other 404   404   404   404   404   404   404   302   404   404   404   302   302
GET  change_file              own   200   200   200   200   200   200   404   404   404   404   404   302   302
GET  change_file              other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  change_document          own   200   200   200   200   200   200   404   404   404   404   404   302   302
GET  change_document          other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  change_print             own   200   200   200   200   200   200   404   404   404   404   404   302   302
GET  change_print             other 404   404   404   404   404   404   404   200   404   404   404   302   302
"""
CODES = {"own": "XIN-OWN", "other": "XIN-OTHER"}


def row_of(land, name, target):
    code = CODES[target]
    return (
        BreakthroughTask.objects.get(code=code) if name == "change_new" else ChangeRequest.objects.get(task__code=code)
    )


def a_file(user, key):
    """A row with a file behind it, written once for all tests."""
    file = StoredFile.objects.create(
        key=key, name="ly-do.pdf", kind="pdf", size=4, sha256="0" * 64, uploaded_at=AT, uploaded_by=user
    )
    if not default_storage.exists(path_of(file)):
        default_storage.save(path_of(file), ContentFile(b"%PDF"))
    return file


def prepare(land):
    """An open request each, with a file and, tied by hand, a document."""
    for number, (target, who, post, province) in enumerate(
        (
            ("own", "secretary", land.secretary_post, land.province),
            ("other", "outsider", land.other_post, land.other_province),
        )
    ):
        user = land.people[who]
        task = make_task(
            "Chỉnh trang khu dân cư", code=CODES[target], owner=post, assigned_by=province, due="2024-09-30"
        )
        ChangeRequest.objects.create(
            task=task,
            kind="extension",
            before={"due": "2024-09-30"},
            asked={"due": "2024-12-31"},
            reason="Mưa lũ kéo dài làm hỏng đường vào khu dân cư.",
            asked_at=AT,
            asked_by=user,
            file=a_file(user, f"{number}a" * 16),
            document=make_document(province, by=user, file=a_file(user, f"{number}b" * 16)),
        )
