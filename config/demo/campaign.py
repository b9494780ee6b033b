"""The campaign of the demo: opened, registered in, appraised, approved, ordered, decided and signed by the services the
pages use, so versions, events and the ledger are real.

All codes begin with MP-, so everything is marked as simulated. The dates follow the day it is loaded on: registration
is open, and the year of the campaign is the one about to begin (or begun)."""

import datetime as dt
import uuid

from django.utils import timezone

from cadre.accounts import Actor
from cadre.models import Appointment, Committee, Position, User
from config.demo import giving
from config.demo.works import FIELDS
from tasks import campaigns, change_shapes, changes, committing, deciding, pledges, promises, registering, workflow
from tasks.enums import CampaignState, ChangeKind
from tasks.models import BreakthroughTask, Campaign, TaskField
from tasks.workflow import Move

PROVINCE = "TQM"
KEYS = uuid.UUID("6d702d67-6961-6f2d-7669-65632d323032")
S, A, P, D = Move.SUBMIT, Move.APPRAISE, Move.APPROVE, "decide"
# How far a task goes: the steps taken with it, in order.
STEPS = {
    "draft": (),
    "proposed": (S,),
    "returned": (S, Move.RETURN),
    "appraised": (S, A),
    "approved": (S, A, P),
    "decided": (S, A, P, D),
    "signed": (S, A, P, D, "sign"),
    "changed": (S, A, P, D, "ask"),
    "order": (Move.ISSUE,),
}
REMARKS = {A: "Rõ việc, rõ số, rõ sản phẩm. Đề nghị phê duyệt."}
DECISION = {"number": "MP-01-QĐ/TU", "issuer": "Ban Thường vụ Tỉnh ủy Tuyên Quang"}


def people():
    """{"staff", "leader", post code: Actor} of the demo accounts."""
    users = {user.username: user for user in User.objects.filter(username__contains=".")}
    words = {"staff": "chuyenvien.tinh", "leader": "lanhdao.tinh", giving.WARD: "bithu.xa"}
    words[giving.INDUSTRY] = "giamdoc.so"
    return {name: Actor(users[username], users[username].first_name) for name, username in words.items()}


def catalogues():
    """Positions with the posts that hold them, and the fields a form offers."""
    for code, name, is_head, group in giving.POSITIONS:
        position, _ = Position.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "is_head": is_head,
                "quota_group": group,
                "subject_type": "leader" if is_head else "staff",
            },
        )
        Appointment.objects.filter(title__startswith=name, position=None).update(position=position)
    for order, name in enumerate(FIELDS):
        TaskField.objects.get_or_create(name=name, defaults={"order": order})


def opened(today, staff):
    province = Committee.objects.get(code=PROVINCE)
    year = (today + dt.timedelta(days=60)).year
    text = campaigns.CampaignText(
        {
            "name": f"Giao việc đột phá, đổi mới năm {year}",
            "year": year,
            "start": dt.date(year, 1, 1),
            "end": dt.date(year, 12, 31),
            "opens_on": today - dt.timedelta(days=20),
            "closes_on": today + dt.timedelta(days=25),
            "min_per_person": 1,
            "max_per_person": 4,
            "guidance": "Mỗi đồng chí chọn việc khó nhất trong phạm vi phụ trách: có số, có sản phẩm, có thời hạn.",
        },
        focuses=(
            (giving.INVESTMENT, "Gỡ dứt điểm mặt bằng các dự án trọng điểm"),
            (giving.DIGITAL, "Thủ tục hành chính trực tuyến toàn trình ở cấp xã"),
            (giving.COUNTRYSIDE, "Xóa nhà tạm, đường thôn bản trước mùa mưa"),
        ),
        positions=tuple(Position.objects.filter(code__in=("BT-PHUONG", "BT-XA", "GD-SO"))),
    )
    code = f"MP-GV-{year}"
    campaign = campaigns.create(text, committee=province, code=code, form_key=KEYS, actor=staff)
    return campaigns.move(
        campaign, CampaignState.OPEN, actor=staff, revision=campaign.revision, closes_on=campaign.closes_on
    )


def make(today=None):
    """Everything at once; a database that has the campaign already is left alone. Call in one transaction."""
    if Campaign.objects.filter(code__startswith="MP-GV-").exists():
        return
    today, who = today or timezone.localdate(), people()
    catalogues()
    campaign = opened(today, who["staff"])
    given = [*giving.OWN, *giving.of_communes()]
    codes = {each.post for each in given}
    posts = {post.code: post for post in Appointment.objects.filter(code__in=codes).select_related("cadre")}
    made = [(each, write(each, campaign, posts, who)) for each in given]
    decided = [task for each, task in made if D in STEPS[each.end]]
    for each, task in made:
        for step in STEPS[each.end]:
            if isinstance(step, Move):
                take(step, each, task, who)
    paper = DECISION | {"issued_on": today, "file": None}
    deciding.record_decision({task.pk: None for task in decided}, paper, actor=who["staff"])
    for each, task in made:
        if each.end == "signed":
            sign(campaign, posts[each.post], who[each.post])
        if each.end == "changed":
            ask(task, who[each.post])


def write(each, campaign, posts, who):
    writer = who["leader"] if each.kind == "dat_hang" else who.get(each.post, who["staff"])
    return registering.create(
        each.text(campaign.year, posts),
        actor=writer,
        assigned_by=campaign.committee,
        year=campaign.year,
        form_key=uuid.uuid5(KEYS, f"{each.post} {each.title}"),
        campaign=campaign,
    )


def take(step, each, task, who):
    if step == Move.SUBMIT:
        actor = who.get(each.post, who["staff"])
    else:
        actor = who["leader"] if step in (Move.APPROVE, Move.ISSUE) else who["staff"]
    workflow.apply(step, task, actor=actor, comment=each.remark or REMARKS.get(step, ""))


def sign(campaign, post, actor):
    subject = pledges.Subject(campaign, post=post)
    signer = promises.signer_of(subject, actor.user, timezone.localdate())
    committing.sign(subject, actor=actor, shown=promises.offer(subject, signer).hash)


def ask(task, actor):
    """An extension by two months, still to be decided."""
    task = BreakthroughTask.objects.get(pk=task.pk)
    present = change_shapes.present_due(change_shapes.Now(task), {})
    wanted = {"due": giving.month_end(task.due.year, task.due.month + 2).isoformat()}
    reason = "Bộ Công Thương đang sửa nghị định về kinh doanh xăng dầu; quy trình nội bộ phải chờ văn bản mới."
    changes.ask(task, ChangeKind.EXTENSION, present, wanted, reason=reason, actor=actor, form_key=uuid.uuid5(KEYS, "x"))
