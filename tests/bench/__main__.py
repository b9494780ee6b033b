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

    def do(self, url, task, *arguments):
        """Run tests.bench.child TASK in a process of its own on a database; its answer as a dict."""
        environment = {**os.environ, "DATABASE_URL": url, "DEBUG": "0", "DEMO": "0", "HTTPS": "0"}
        command = [sys.executable, "-m", "tests.bench.child", task, *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        return json.loads(done.stdout.splitlines()[-1])

    @contextlib.contextmanager
    def filled(self, make, size):
        url = make()
        try:
            self.do(url, "rating.fill", size)
            yield url
        finally:
            self.drop(url)


@figure
def rate_time(bench):
    """The rating run at two sizes on PostgreSQL: time, statements, memory, growth."""
    large = bench.size or 50_000
    small = max(large // 10, 100)
    with bench.filled(bench.postgres, small) as url:
        few = min((bench.do(url, "rating.run", small) for _ in range(3)), key=lambda answer: answer["seconds"])
    with bench.filled(bench.postgres, large) as url:
        many = min((bench.do(url, "rating.run", large) for _ in range(3)), key=lambda answer: answer["seconds"])
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
