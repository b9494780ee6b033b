"""Writing: the holder, their office and the organisers; orders by those who lead; drafts by whoever typed them."""

import datetime as dt
import uuid

from cadre.models import FormDraft
from tests.factories import make_task

TODAY = "2024-03-01"
# own = the secretary of Bình Sơn (post, committee, a draft of theirs); staff = the cadre of its commune; next = next
# door; other = the other province; sent = a proposal of the secretary; mine = a draft kept by the organiser.
TABLE = """
                                    organ leade assess inspec secre deput neigh outsi plain admin expir disab anony
GET  task_choose              -     200   403   403   403   200   200   200   200   200   403   403   302   302
GET  task_new                 own   200   403   403   403   200   200   404   404   404   404   404   302   302
POST task_new                 own   200   403   403   403   200   200   404   404   404   404   404   302   302
GET  task_new                 staff 200   403   403   403   403   403   404   404   200   404   404   302   302
POST task_new                 staff 200   403   403   403   403   403   404   404   200   404   404   302   302
GET  task_new                 next  200   403   403   403   404   404   200   404   404   404   404   302   302
GET  task_new                 other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST task_new                 other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  task_new_committee       own   200   403   403   403   200   200   404   404   404   404   404   302   302
POST task_new_committee       own   200   403   403   403   200   200   404   404   404   404   404   302   302
GET  task_new_committee       next  200   403   403   403   404   404   200   404   404   404   404   302   302
GET  task_new_committee       other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST task_new_committee       other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  task_edit                own   200   403   404   404   200   200   404   404   404   404   404   302   302
POST task_edit                own   200   403   404   404   200   200   404   404   404   404   404   302   302
GET  task_edit                sent  200   200   403   403   302   302   404   404   404   404   404   302   302
POST task_edit                sent  200   200   403   403   200   200   404   404   404   404   404   302   302
GET  task_edit                other 404   404   404   404   404   404   404   302   404   404   404   302   302
POST task_edit                other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  order_new                -     403   200   403   403   200   403   200   403   403   403   403   302   302
POST order_new                -     403   200   403   403   200   403   200   403   403   403   403   302   302
POST task_check               -     404   404   404   404   404   404   404   404   404   404   404   302   302
GET  drafts                   -     200   200   200   200   200   200   200   200   200   200   200   302   302
POST task_draft_save          -     400   400   400   400   400   400   400   400   400   400   400   302   302
POST draft_drop               mine  302   404   404   404   404   404   404   404   404   404   404   302   302
POST draft_drop               other 404   404   404   404   404   404   404   302   404   404   404   302   302
"""

KEYS = {"mine": uuid.UUID(int=1), "other": uuid.UUID(int=2)}
TITLES = {"own": "Việc đang soạn của Bình Sơn", "sent": "Việc Bình Sơn đã trình"}


def row_of(land, name, target):
    if name == "draft_drop":
        return (KEYS[target],)
    if name == "task_new":
        posts = {"own": "secretary", "staff": "cadre", "next": "neighbour", "other": "other"}
        return getattr(land, posts[target] + "_post")
    if name == "task_new_committee":
        return {"own": land.district, "next": land.next_district, "other": land.other_district}[target]
    if target == "other":
        return land.other_task
    return land.secretary_post.tasks.get(title=TITLES[target])


def prepare(land):
    for target, state in (("own", "draft"), ("sent", "proposed")):
        make_task(TITLES[target], owner=land.secretary_post, assigned_by=land.province, state=state)
    for target, name in (("mine", "organiser"), ("other", "outsider")):
        FormDraft.objects.create(
            key=KEYS[target],
            user=land.people[name],
            form="viec",
            target="dat-hang",
            saved_at=dt.datetime(2024, 3, 1, 2, 0, tzinfo=dt.UTC),
        )
