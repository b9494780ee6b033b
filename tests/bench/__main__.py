"""`make bench`: every promised figure, one JSON line each: name, value, unit, goal, ok. Ratios hold within one run."""

import argparse
import contextlib
import itertools
import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from tests.bench.load import Server

ROOT = Path(__file__).resolve().parents[2]
FIGURES = {}


def figure(function):
    FIGURES[function.__name__] = function
    return function


def tell(name, value, unit, goal, ok):
    value = round(value, 3) if isinstance(value, float) else value
    print(json.dumps({"name": name, "value": value, "unit": unit, "goal": goal, "ok": bool(ok)}), flush=True)
    return ok


class Bench:
    """Fresh databases on one PostgreSQL server and in one folder; each measurement in a process of its own."""

    def __init__(self, server, folder, size):
        self.server, self.folder, self.size = server, Path(folder), size
        self.numbers = itertools.count(1)

    def postgres(self):
        name = f"dot_pha_bench_{os.getpid()}_{next(self.numbers)}"
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.server.rpartition("/")[0] + "/" + name

    def sqlite(self):
        return f"sqlite:///{self.folder / f'bench{next(self.numbers)}.sqlite3'}"

    def drop(self, url):
        if url.startswith("postgres"):
            with psycopg.connect(self.server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")
        else:
            for path in self.folder.glob(Path(url).name + "*"):
                path.unlink()

    def environment(self, url):
        return {**os.environ, "DATABASE_URL": url, "DEBUG": "0", "DEMO": "0", "HTTPS": "0"}

    def do(self, url, task, *arguments):
        """Run tests.bench.child TASK in a process of its own on a database; its answer as a dict."""
        command = [sys.executable, "-m", "tests.bench.child", task, *map(str, arguments)]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment(url), stdout=subprocess.PIPE, text=True, check=True
        )
        return json.loads(done.stdout.splitlines()[-1])

    @contextlib.contextmanager
    def filled(self, make, size, task="rating.fill"):
        url = make()
        try:
            self.do(url, task, size)
            yield url
        finally:
            self.drop(url)


@figure
def rate_time(bench):
    """The rating run at two sizes on PostgreSQL, in turn: time, statements, memory, growth."""
    large = bench.size or 50_000
    small = max(large // 10, 100)
    with bench.filled(bench.postgres, small) as below, bench.filled(bench.postgres, large) as above:
        runs = [(bench.do(below, "rating.run", small), bench.do(above, "rating.run", large)) for _ in range(3)]
    few, many = (min(side, key=lambda answer: answer["seconds"]) for side in zip(*runs, strict=True))
    growth = math.log(many["seconds"] / few["seconds"]) / math.log(large / small)
    tell(f"rate_{large}_seconds", many["seconds"], "s", "< 60", many["seconds"] < 60)
    tell("rate_statements", many["statements"], "statements", f"= {few['statements']} at {small}",
         many["statements"] == few["statements"])  # fmt: skip
    tell("rate_memory", many["memory"], "MB", "< 150", many["memory"] < 150)
    tell("rate_memory_growth", many["memory"] - few["memory"], "MB", f"≤ 8 from {small} to {large}",
         many["memory"] - few["memory"] <= 8)  # fmt: skip
    tell("rate_growth_exponent", growth, "", "≤ 1.10", growth <= 1.10)


@figure
def rate_against_bare(bench):
    size = bench.size or 50_000
    with bench.filled(bench.postgres, size) as url:
        answer = bench.do(url, "rating.against_bare", size)
    ratio = answer["ours"] / answer["bare"]
    tell("rate_to_bare_sql", ratio, "×", "≤ 3 (stretch 1.8)", ratio <= 3)


@figure
def rate_against_orm(bench):
    size = bench.size or 2_000
    with bench.filled(bench.postgres, size) as url:
        answer = bench.do(url, "rating.against_orm", size)
    ratio = answer["loop"] / answer["ours"]
    tell("rate_faster_than_orm_loop", ratio, "×", "≥ 100", ratio >= 100)


@figure
def rate_digest(bench):
    """The same rows on PostgreSQL and SQLite at full size, and as the oracle of the tests judges a smaller round."""
    size = bench.size or 50_000
    digests = {}
    for name, make in (("postgres", bench.postgres), ("sqlite", bench.sqlite)):
        with bench.filled(make, size) as url:
            digests[name] = bench.do(url, "rating.run", size)["digest"]
    same = digests["postgres"] == digests["sqlite"]
    tell(f"digest_{size}_postgres_sqlite", digests["postgres"][:16], "SHA-256", "equal", same)
    few = min(size, 500)
    with bench.filled(bench.postgres, few) as url:
        answer = bench.do(url, "files.against_oracle", bench.folder / "oracle")
    tell(f"digest_{few}_oracle", answer["oracle"][:16], "SHA-256", "equal", answer["product"] == answer["oracle"])


@figure
def pages(bench):
    """Statements of every list page at 50 and 5,000 rows; CPU and requests per second of the ranking."""
    size = bench.size or 5_000
    with bench.filled(bench.postgres, 50, "pages.fill") as url:
        few = bench.do(url, "pages.statements", 50)
    with bench.filled(bench.postgres, size, "pages.fill") as url:
        many = bench.do(url, "pages.statements", size)
        session = bench.do(url, "pages.session", size)
        body = bench.folder / "ranking.html"
        body.write_text(session["body"])
        with Server(ROOT, {**os.environ, "BENCH_BODY": str(body)}, "tests.bench.bare_wsgi") as running:
            _, bare = running.load("/", "")
        with Server(ROOT, bench.environment(url)) as running:
            loads = {name: running.load(session[name], session["cookie"]) for name in ("ranking", "ranking_all")}
    for name, count in many.items():
        most = 24 if name == "home" else 12  # one queue over every room
        tell(f"statements_{name}", count, "statements", f"≤ {most}, = {few[name]} at 50 rows",
             count <= most and count == few[name])  # fmt: skip
    for name, (rate, cpu) in loads.items():
        goal = f"≤ 25 ({cpu:.1f} ms against {bare:.2f} ms for the same {len(session['body'])} characters)"
        tell(f"{name}_cpu_to_bare_view", cpu / bare, "×", goal, cpu / bare <= 25)
        tell(f"{name}_per_second", rate, "pages/s", "≥ 120", rate >= 120)


@figure
def list_tasks(bench):
    """The list of 10,000 tasks in every way it can be asked for; the search finds with and without accents alike."""
    count = bench.size or 10_000
    for name, make in (("postgres", bench.postgres), ("sqlite", bench.sqlite)):
        with bench.filled(make, 50, "lists.fill") as url:
            few = bench.do(url, "lists.listing", 50)
        with bench.filled(make, count, "lists.fill") as url:
            many = bench.do(url, "lists.listing", count)
        most = max(answer["statements"] for answer in many.values())
        slowest = max(many, key=lambda way: many[way]["seconds"])
        same = all(many[way]["statements"] == few[way]["statements"] for way in many)
        tell(f"list_{count}_statements_{name}", most, "statements",
             f"≤ 12, = at 50 rows (slowest: {slowest}, {many[slowest]['seconds']:.2f} s)",
             most <= 12 and same)  # fmt: skip
        found = [many[way]["total"] for way in ("plain", "accented")]
        tell(f"list_{count}_found_{name}", found[0], "tasks", "without accents = with them, 9 of 10",
             found[0] == found[1] == count - count // 10)  # fmt: skip


@figure
def quality(bench):
    """Precision and recall of every remark of the quality check, on the part it was tuned on and on the other; time of
    a page of fifty tasks, each compared with 300."""
    parts = bench.do(bench.sqlite(), "quality.judged", 0)
    precisions = [figure["precision"] for codes in parts.values() for figure in codes.values()]
    tell("quality", parts, "precision, recall", "every precision ≥ 0.8", min(precisions) >= 0.8)
    answer = bench.do(bench.sqlite(), "quality.page", 50)
    tell("quality_page_of_50", answer["seconds"], "s", "< 2", answer["seconds"] < 2)


@figure
def password(bench):
    url = bench.sqlite()
    answer = bench.do(url, "files.password")
    bench.drop(url)
    kept = (answer["variety"], answer["memory_kib"], answer["time_cost"], answer["parallelism"])
    tell("password_check", answer["ours"], "ms CPU", "Argon2id 19 MiB, t 2, p 1", kept == ("argon2id", 19456, 2, 1))


@figure
def import_workbook(bench):
    """10,000 tasks with every check against the bare reading of the same workbook."""
    count = bench.size or 10_000
    for name, make in (("postgres", bench.postgres), ("sqlite", bench.sqlite)):
        with bench.filled(make, 0, "files.fill") as url:
            answer = bench.do(url, "files.importing", bench.folder / f"tasks-{name}.xlsx", count)
        ratio = answer["new"] / answer["bare"]
        tell(f"import_{count}_{name}", ratio, "×", f"≤ 10 ({answer['new']:.2f} s)", ratio <= 10)


@figure
def import_preview(bench):
    """A workbook of 5,000 rows on the import page: what it would do, and doing it."""
    count = bench.size or 5_000
    for name, make in (("postgres", bench.postgres), ("sqlite", bench.sqlite)):
        with bench.filled(make, 0, "exchange.fill") as url:
            folder = bench.folder / f"exchange-{name}"
            folder.mkdir()
            answer = bench.do(url, "exchange.previewing", folder, count)
        seconds = answer["new"]["seconds"]
        all_new = answer["new"]["counts"]["new"] == answer["same"]["counts"]["same"] == count
        tell(f"preview_{count}_{name}", seconds, "s", f"< 10 (saved in {answer['saving']:.1f} s)",
             seconds < 10 and all_new)  # fmt: skip


@figure
def export_workbook(bench):
    """Memory of an export at a tenth of the rows and at 100,000 (each assessment has 24 marks)."""
    rows = bench.size or 100_000
    memory = []
    for part in (rows // 10, rows):
        with bench.filled(bench.postgres, max(part // 24, 10)) as url:
            bench.do(url, "rating.run", part)
            memory.append(bench.do(url, "files.exporting", bench.folder / f"export-{part}.xlsx"))
    growth = memory[1]["memory"] - memory[0]["memory"]
    tell(f"export_{rows}_memory_growth", growth, "MB", f"≤ 8 ({memory[1]['seconds']:.1f} s)", growth <= 8)


@figure
def approve_300(bench):
    """300 proposals approved in one action through the page, with every event, version and line of the ledger."""
    count = bench.size or 300
    for name, make in (("postgres", bench.postgres), ("sqlite", bench.sqlite)):
        with bench.filled(make, count, "judging.fill") as url:
            answer = bench.do(url, "judging.approving", count)
        asked, done = answer["asking"], answer["doing"]
        whole = answer["written"] == [count, count, count]
        tell(f"approve_{count}_{name}", done["seconds"], "s",
             f"< 3, all written ({done['statements']} statements; asking first {asked['seconds']:.2f} s)",
             done["seconds"] < 3 and whole)  # fmt: skip


@figure
def annex(bench):
    """The annex of a province, as a Word and as an Excel file."""
    count = bench.size or 600
    answer = bench.do(bench.sqlite(), "papers.annex", count)
    for name, seconds in answer.items():
        tell(f"annex_{count}_{name}", seconds, "s", "< 2", seconds < 2)


@contextlib.contextmanager
def server(folder):
    """TEST_DATABASE_URL, or a throwaway server (its disk settings are the same for all that is compared)."""
    if os.environ.get("TEST_DATABASE_URL"):
        yield os.environ["TEST_DATABASE_URL"]
        return
    place = f"{folder}/postgres"
    script = str(ROOT / ".ci" / "postgres.sh")
    started = subprocess.run([script, "start", place], stdout=subprocess.PIPE, text=True, check=True)
    try:
        yield started.stdout.strip()
    finally:
        subprocess.run([script, "stop", place], check=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=sorted(FIGURES), help="one figure")
    parser.add_argument("--size", type=int, help="assessments instead of the promised number")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dot-pha-bench-") as folder:
        os.chmod(folder, 0o755)
        with server(folder) as address:
            bench = Bench(address, folder, options.size)
            for name, run in FIGURES.items():
                if options.only in (None, name):
                    run(bench)


if __name__ == "__main__":
    main()
