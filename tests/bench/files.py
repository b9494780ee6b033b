"""Figures of files in and out, and of the password check."""

import hashlib
import json
import time
from pathlib import Path

import xlsxwriter
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, get_hasher, make_password
from python_calamine import CalamineWorkbook

from config.interchange import export, load
from scoring.compute import rate
from scoring.models import EvaluationRound
from tests.bench import rating
from tests.bench.data import FIELDS, pick
from tests.scoring import oracle
from tests.scoring.world import COLUMNS, comparable, read_table

POST_COLUMNS = ("code", "cadre_code", "committee_code", "title", "is_head", "subject_type", "start")
TASK_COLUMNS = (
    "code", "year", "kind", "field", "title", "assigned_by_code", "owner_codes", "start", "due", "horizon",
    "importance", "product", "state", "finished_on", "accepted_on", "quality_percent", "exceeded",
)  # fmt: skip


def sheet(book, name, header, rows):
    page = book.add_worksheet(name)
    page.write_row(0, 0, header)
    for number, row in enumerate(rows, start=1):
        page.write_row(number, 0, row)


def task_rows(count):
    for n in range(1, count + 1):
        due = f"2025-{pick(n, 1, 12) + 1:02d}-28"
        done = pick(n, 2, 10) < 8
        yield (
            f"T{n:06d}", 2025, "dot_pha", FIELDS[pick(n, 3, 6)],
            f"Giải phóng mặt bằng, bàn giao mặt bằng sạch dự án trọng điểm số {n} trên địa bàn", "TINH",
            f"CV{pick(n, 4, 200)}", "2025-01-10", due, "year", "dot_pha", "Biên bản bàn giao mặt bằng",
            "accepted" if done else "in_progress", due if done else "", due if done else "",
            90.5 if done else "", "có" if done and n % 3 == 0 else "",
        )  # fmt: skip


def write_workbook(path, count):
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet(book, "committees", ("code", "name", "kind", "level", "parent_code"), [
            ("TINH", "Đảng bộ tỉnh", "Đảng bộ tỉnh", "province", ""),
            *((f"XA{n}", f"Đảng bộ xã {n}", "Đảng bộ xã", "commune", "TINH") for n in range(200)),
        ])  # fmt: skip
        sheet(book, "cadres", ("code", "full_name"), ((f"CB{n}", f"Bí thư Đảng ủy xã {n}") for n in range(200)))
        sheet(book, "appointments", POST_COLUMNS, (
            (f"CV{n}", f"CB{n}", f"XA{n}", f"Bí thư Đảng ủy xã {n}", 1, "leader", "2021-01-01") for n in range(200)
        ))  # fmt: skip
        sheet(book, "tasks", TASK_COLUMNS, task_rows(count))


def fill(_size):
    """An empty house."""
    return {}


def read_bare(path):
    book = CalamineWorkbook.from_path(path)
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def importing(path, count):
    """Bare reading of the workbook three times, then the import with all checks (first and again), seconds."""
    write_workbook(path, count)
    bare = []
    for _ in range(3):
        started = time.perf_counter()
        read_bare(path)
        bare.append(time.perf_counter() - started)
    started = time.perf_counter()
    first = load(Path(path), actor="bench")
    new = time.perf_counter() - started
    started = time.perf_counter()
    load(Path(path), actor="bench")
    return {"bare": min(bare), "new": new, "again": time.perf_counter() - started, "tasks": first.new["tasks"]}


def against_oracle(folder):
    """Digest of the round as the product rates it, and as the slow oracle of the tests does from the exported files."""
    round = EvaluationRound.objects.get()
    rate(round)
    Path(folder).mkdir()
    export(round, Path(folder))
    tables = {name: read_table(folder, name) for name in COLUMNS}
    product = digest(tables["ratings"])
    return {"product": product, "oracle": digest(oracle.rate({**tables, "ratings": []}, round.code))}


def digest(rows):
    rows = sorted(comparable(rows).items())
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def exporting(path):
    """Export of the bench round: peak memory, seconds, rows written in all tables."""
    started = time.perf_counter()
    export(EvaluationRound.objects.get(), Path(path))
    seconds = time.perf_counter() - started
    memory = rating.peak_mb()
    return {"seconds": seconds, "memory": memory, "megabytes": Path(path).stat().st_size / 1e6}


def password():
    """The hasher in force, its parameters, and CPU milliseconds of a check against Django's PBKDF2 default."""
    hasher = get_hasher()
    encoded, other = make_password("mat-khau-thu-nghiem"), PBKDF2PasswordHasher().encode("mat-khau", "salt")
    times = {}
    for name, check in (
        ("ours", lambda: check_password("mat-khau-thu-nghiem", encoded)),
        ("pbkdf2", lambda: PBKDF2PasswordHasher().verify("mat-khau", other)),
    ):
        started = time.process_time()
        for _ in range(5):
            assert check()
        times[name] = (time.process_time() - started) * 200
    return {
        **times,
        "algorithm": hasher.algorithm,
        "memory_kib": hasher.memory_cost,
        "time_cost": hasher.time_cost,
        "parallelism": hasher.parallelism,
        "variety": encoded.split("$")[1],
    }
