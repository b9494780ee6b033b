"""Change requests: asked by who holds the task or organises, decided by who leads where it was given, read by all
who see the task. "own" is a running task of the secretary given by the province, "other" one of the other province."""

from django.core.files.uploadedfile import SimpleUploadedFile

from cadre.files import keep
from tasks import changes
from tasks.models import BreakthroughTask, ChangeRequest
from tests.factories import as_actor, make_document, make_task

TODAY = "2024-03-01"
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


def a_file(user):
    upload = SimpleUploadedFile("ly-do.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF")
    upload.kind = "pdf"
    return keep(upload, user=user)


def prepare(land):
    """A request with a file each; its document is tied by hand, so that it stays open."""
    for target, who, post, province in (
        ("own", "secretary", land.secretary_post, land.province),
        ("other", "outsider", land.other_post, land.other_province),
    ):
        user = land.people[who]
        task = make_task(
            "Chỉnh trang khu dân cư", code=CODES[target], owner=post, assigned_by=province, due="2024-09-30"
        )
        request = changes.ask(
            task,
            "extension",
            {"due": "2024-09-30"},
            {"due": "2024-12-31"},
            reason="Mưa lũ kéo dài làm hỏng đường vào khu dân cư.",
            actor=as_actor(user),
        )
        request.file = a_file(user)
        request.document = make_document(province, by=user, file=a_file(user))
        request.save()
