"""Figures of judging: a batch of proposals approved in one action through its page, everything written."""

import re
import time

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cadre import ledger, tree
from cadre.accounts import Actor
from cadre.models import Appointment, Committee, Grant, LedgerEntry, ParentLink, User
from tasks import workflow
from tasks.models import BreakthroughTask, Indicator, Milestone, TaskEvent, TaskOwner, TaskVersion
from tasks.services import place_tasks
from tasks.workflow import Move
from tests.bench import data


def fill(size):
    """A province of 50 communes with `size` people, and a proposal of each of them, appraised and adjusted since."""
    province = Committee.objects.create(code="B", name="Đảng bộ tỉnh", kind="Đảng bộ tỉnh", level="province")
    communes = Committee.objects.bulk_create(
        [Committee(code=f"B{n}", name=f"Đảng bộ xã {n}", kind="Đảng bộ xã", level="commune") for n in range(50)]
    )
    ParentLink.objects.bulk_create([ParentLink(committee=commune, parent=province) for commune in communes])
    tree.rebuild()
    data.people(size, communes)
    for name, role in (("chuyenvien", "organiser"), ("thuongtruc", "leader")):
        user = User.objects.create_user(name, password="thuong-truc-bench")
        Grant.objects.create(user=user, role=role, committee=province, valid_from=data.START)
    call_command("collectstatic", interactive=False, verbosity=0)
    organiser, now = User.objects.get(username="chuyenvien"), timezone.now()
    tasks = [
        BreakthroughTask(
            code=f"P{number:05d}", year=now.year, kind="dot_pha", field=data.FIELDS[number % 6], state="draft",
            title=f"Giải phóng mặt bằng, bàn giao mặt bằng sạch dự án trọng điểm số {number}", assigned_by=province,
            due=f"{now.year}-12-31", product="Biên bản bàn giao mặt bằng", created_at=now, created_by=organiser,
        )
        for number in range(size)
    ]  # fmt: skip
    for task in tasks:
        task.save()
    posts = list(Appointment.objects.order_by("pk")[:size])
    TaskOwner.objects.bulk_create(
        [TaskOwner(task=task, appointment=posts[n % len(posts)]) for n, task in enumerate(tasks)]
    )
    Indicator.objects.bulk_create(
        [Indicator(task=t, name=f"Chỉ tiêu {n}", comparator="gte", target_min=12) for t in tasks for n in range(2)]
    )
    Milestone.objects.bulk_create([Milestone(task=t, title="Bàn giao đợt 1", due=f"{now.year}-06-30") for t in tasks])
    place_tasks([task.pk for task in tasks])
    actor = Actor(organiser, "Chuyên viên Ban Tổ chức")
    for move in (Move.SUBMIT, Move.APPRAISE):
        workflow.apply_many(move, {task.pk: None for task in tasks}, actor=actor, comment="Rõ sản phẩm.")
    # Adjusted since, so that each approval has a version of its own to keep.
    for task in BreakthroughTask.objects.filter(state="proposed"):
        task.title += ", xong trong quý III"
        task.save(update_fields=["title", "search", "sort"])
    return {}


def approving(count):
    """Seconds and statements of the page that asks and of the one action that approves `count` tasks."""
    browser, answer = Client(headers={"host": "127.0.0.1"}), {}
    browser.force_login(User.objects.get(username="thuongtruc"), backend=settings.AUTHENTICATION_BACKENDS[0])
    path, wanted = reverse("proposals_act"), {"buoc": "approve", "tat_ca": "1", "loc": "muc=phe_duyet"}
    before = {model: model.objects.count() for model in (TaskEvent, TaskVersion, LedgerEntry)}
    page, answer["asking"] = timed(lambda: browser.post(path, wanted))
    chosen = re.search(r'name="viec" value="([^"]+)"', page.content.decode())[1]
    sent = {"buoc": "approve", "viec": chosen, "loc": "muc=phe_duyet", "xac_nhan": "1", "y_kien": "Đồng ý."}
    done, answer["doing"] = timed(lambda: browser.post(path, sent))
    assert done.status_code == 302, done.status_code
    assert BreakthroughTask.objects.filter(state="approved").count() == count
    answer["written"] = [model.objects.count() - known for model, known in before.items()]
    assert ledger.first_break() is None
    return answer


def timed(act):
    """(what it returns, {seconds, statements}); counting the statements is in the seconds."""
    started = time.perf_counter()
    with CaptureQueriesContext(connection) as seen:
        found = act()
    return found, {"seconds": time.perf_counter() - started, "statements": len(seen)}
