"""Figures of the import page: reading a workbook of tasks with every check and right, row by row, saving nothing."""

import datetime as dt
import tempfile
import time
from pathlib import Path

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from cadre.accounts import Actor
from cadre.models import Committee, Grant, User
from config.exchange import preview
from config.interchange import load
from tests.bench import files

TASKS = ("code", "year", "kind", "field", "title", "assigned_by_code", "owner_codes", "due", "product", "state")
TARGETS = ("task_code", "name", "unit", "comparator", "baseline", "target_min")


def fill(_size):
    return files.fill(_size)


def rows_of(count):
    """Half of the rows are tasks, half their targets."""
    for row in files.task_rows(count // 2):
        code, year, kind, field, title, giver, owner, _, due, *_ = row
        yield (code, year, kind, field, title, giver, owner, due, "Biên bản bàn giao mặt bằng", "draft"), (
            code, "Diện tích bàn giao", "ha", "gte", 2, 12.5,
        )  # fmt: skip


def previewing(folder, count):
    """Seconds of the preview of `count` new rows, and again after they were saved (all unchanged)."""
    base, asked = Path(folder) / "base.xlsx", Path(folder) / "tasks.xlsx"
    files.write_workbook(base, 0)
    load(base, actor="bench")
    user = User.objects.create(username="chuyenvien")
    Grant.objects.create(
        user=user, role="organiser", committee=Committee.objects.get(code="TINH"), valid_from=dt.date(2020, 1, 1)
    )
    pairs = list(rows_of(count))
    with xlsxwriter.Workbook(asked, {"constant_memory": True}) as book:
        files.sheet(book, "tasks", TASKS, (task for task, _ in pairs))
        files.sheet(book, "indicators", TARGETS, (target for _, target in pairs))
    content, actor, answer = asked.read_bytes(), Actor(user, "Chuyên viên"), {}
    with tempfile.TemporaryDirectory() as kept, override_settings(MEDIA_ROOT=kept):
        for name in ("new", "same"):
            started = time.perf_counter()
            done = preview.hand_in(SimpleUploadedFile("viec.xlsx", content), campaign=None, actor=actor)
            answer[name] = {"seconds": time.perf_counter() - started, "counts": done.preview["counts"]}
            if name == "new":
                started = time.perf_counter()
                preview.confirm(done.pk, content, actor=actor)
                answer["saving"] = time.perf_counter() - started
    return answer
