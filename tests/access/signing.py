"""Commitments: read by whoever sees all of its tasks, signed by its holder alone. POST without a password is answered
by the page again (200): nothing is signed."""

import datetime as dt

import time_machine

from tasks import committing, promises
from tasks.models import Commitment
from tests.factories import as_actor, make_campaign, make_indicator, make_task

TODAY = "2024-03-01"
# own: the secretary's; own2: a second version of it; other: in the other province, of a head without an account.
TABLE = """
                                  organ leade assess inspec secre deput neigh outsi plain admin expir disab anony
GET  commitments              -     200   200   200   200   200   200   200   200   200   200   200   302   302
GET  commitments_excel        -     200   200   200   200   200   200   200   200   200   200   200   302   302
GET  commitment               own   200   200   200   200   200   200   404   404   404   404   404   302   302
GET  commitment_word          own   200   200   200   200   200   200   404   404   404   404   404   302   302
GET  commitment_changes       own   200   200   200   200   200   200   404   404   404   404   404   302   302
GET  commitment_prepare       own   200   200   200   200   200   200   404   404   404   404   404   302   302
GET  commitment_prepare       other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST commitment_sign          own   403   403   403   403   200   403   404   404   404   404   404   302   302
POST commitment_sign          other 404   404   404   404   404   404   404   403   404   404   404   302   302
GET  hand_down                own   200   200   403   403   200   403   404   404   404   404   404   302   302
GET  hand_down                other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST hand_down                own   200   200   403   403   200   403   404   404   404   404   404   302   302
POST hand_down                other 404   404   404   404   404   404   404   200   404   404   404   302   302
"""


def row_of(land, name, target):
    post = {"own": land.secretary_post, "other": land.other_post}[target]
    task = post.tasks.get(title__startswith="Cam kết")
    if name == "hand_down":
        return task
    if name in ("commitment_prepare", "commitment_sign"):
        return (task.campaign_id, promises.PERSON, post.pk)
    return Commitment.objects.get(version=2)


def prepare(land):
    """A commitment of the secretary signed twice, one in the other province that waits."""
    for post, province, who in (
        (land.secretary_post, land.province, "organiser"),
        (land.other_post, land.other_province, "outsider"),
    ):
        campaign = make_campaign(committee=province, by=land.people[who])
        task = make_task(f"Cam kết {post.code}", owner=post, assigned_by=province, campaign=campaign, state="approved")
        make_indicator(task)
        if post == land.secretary_post:
            sign_twice(promises.Subject(campaign, post=post), task, land.people["secretary"])


def sign_twice(subject, task, user):
    with time_machine.travel(f"{TODAY}T09:00:00+07:00"):  # the rows of all rooms are made on the day of each line
        for day in (dt.date(2024, 10, 31), dt.date(2024, 11, 30)):
            type(task).objects.filter(pk=task.pk).update(due=day)
            shown = promises.offer(subject, subject.post).hash
            committing.sign(subject, actor=as_actor(user), shown=shown)
