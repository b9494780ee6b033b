"""Figures of the list of tasks: 10,000 of them filtered, searched with and without accents, sorted and grouped."""

import datetime as dt
import re
import time

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cadre.models import Committee, Grant, User
from config.interchange import load
from tasks.models import BreakthroughTask
from tests.bench import files

PLAIN, ACCENTED = "giai phong mat bang", "giải phóng mặt bằng"
WAYS = {
    "all": {"nam": ""},
    "year": {"nam": "2025"},
    "sorted": {"nam": "2025", "xep": "-viec"},
    "grouped": {"nam": "2025", "nhom": "nguoi"},
    "state": {"nam": "2025", "trang_thai": "xong", "loai": "dot_pha"},
    "plain": {"nam": "2025", "q": PLAIN},
    "accented": {"nam": "2025", "q": ACCENTED},
    "everything": {"nam": "2025", "q": f"{PLAIN} bi thu", "trang_thai": "xong", "loai": "dot_pha", "xep": "-viec"},
}


def fill(count):
    """`count` tasks, all but a tenth about clearing land, of 200 communes, and an organiser who sees them all."""
    path = settings.BASE_DIR / "var" / f"bench-{count}-{connection.vendor}.xlsx"
    path.parent.mkdir(exist_ok=True)
    files.write_workbook(path, count)
    load(path, actor="bench")
    path.unlink()
    call_command("collectstatic", interactive=False, verbosity=0)
    for task in BreakthroughTask.objects.filter(code__endswith="0"):
        task.title = f"Nạo vét kênh mương số {task.pk}"
        task.save(update_fields=["title", "search", "sort"])
    user = User.objects.create_user("chuyenvien", password="chuyen-vien-bench")
    Grant.objects.create(
        user=user, role="organiser", committee=Committee.objects.get(code="TINH"), valid_from=dt.date(2020, 1, 1)
    )
    return {}


def listing(_count):
    """{way: {statements, seconds, total}} of one signed-in request each, the best of three."""
    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(User.objects.get(username="chuyenvien"), backend=settings.AUTHENTICATION_BACKENDS[0])
    return {way: best(browser, query) for way, query in WAYS.items()}


def best(browser, query):
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get("/danh-muc-viec/", query)
        seconds.append(time.perf_counter() - started)
        assert answer.status_code == 200, answer.status_code
    return {"statements": len(captured), "seconds": min(seconds), "total": total_of(answer.content.decode())}


def total_of(page):
    """The number in "9.000 việc", the first words of the lede."""
    return int(re.search(r'<p class="lede">\s*([\d.]+) việc', page)[1].replace(".", ""))
