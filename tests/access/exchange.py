"""Excel in: only those who organise, and only what they handed in themselves."""

import datetime as dt

from cadre.models import StoredFile
from tasks.models import TaskImport

TODAY = "2024-03-01"
TABLE = """
                                  organ leade assess inspec secre deput neigh outsi plain admin expir disab anony
GET  import_new               -     200   403   403   403   403   403   403   200   403   403   403   302   302
POST import_new               -     200   403   403   403   403   403   403   200   403   403   403   302   302
GET  import_template          -     200   403   403   403   403   403   403   200   403   403   403   302   302
GET  import_preview           own   200   404   404   404   404   404   404   404   404   404   404   302   302
GET  import_preview           other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST import_confirm           own   302   404   404   404   404   404   404   404   404   404   404   302   302
POST import_confirm           other 404   404   404   404   404   404   404   302   404   404   404   302   302
"""


def row_of(land, name, target):
    who = land.people[{"own": "organiser", "other": "outsider"}[target]]
    return TaskImport.objects.get(handed_in_by=who)


def prepare(land):
    for name in ("organiser", "outsider"):
        who, now = land.people[name], dt.datetime(2024, 3, 1, 2, 0, tzinfo=dt.UTC)
        file = StoredFile.objects.create(
            name="viec.xlsx", kind="xlsx", size=1, sha256="0" * 64, uploaded_at=now, uploaded_by=who
        )
        preview = {"errors": [{"table": "tasks", "row": 2, "column": "Mã", "message": "Ô này bắt buộc."}], "count": 1}
        TaskImport.objects.create(file=file, preview=preview, handed_in_at=now, handed_in_by=who)
