"""Figures of the rating run. Each function runs in a process of its own, on a database filled before."""

import resource
import time

from django.db import connection, transaction

from scoring.compute import rate
from scoring.models import EvaluationRound, Suggestion
from tests.bench import data


def fill(size):
    with transaction.atomic():
        data.fill(size)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return {}


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Counter:
    """Counts the statements that Django sends (a COPY or an executemany is one)."""

    def __init__(self):
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        return execute(sql, params, many, context)


def run(_size):
    """One run: seconds, statements, peak memory, digest."""
    counter, round = Counter(), EvaluationRound.objects.get()
    started = time.perf_counter()
    with connection.execute_wrapper(counter):
        report = rate(round)
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "statements": counter.count, "memory": peak_mb(), "digest": report.digest}


def against_bare(_size):
    """Ours and the bare statement in turn, three times each; the best of each."""
    from tests.bench.bare import bare_run

    round, ours, bare = EvaluationRound.objects.get(), [], []
    for _ in range(3):
        started = time.perf_counter()
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL work_mem = '128MB'")
                cursor.execute("SET LOCAL jit = off")
            rows = bare_run()
        bare.append(time.perf_counter() - started)
        started = time.perf_counter()
        report = rate(round)
        ours.append(time.perf_counter() - started)
        assert rows == report.total
    return {"ours": min(ours), "bare": min(bare)}


def against_orm(_size):
    """The ORM loop once, then ours three times, on the same subjects; both must judge alike."""
    from tests.bench.bare import orm_loop

    round = EvaluationRound.objects.get()
    started = time.perf_counter()
    by_loop = orm_loop(round)
    loop = time.perf_counter() - started
    ours = []
    for _ in range(3):
        started = time.perf_counter()
        rate(round)
        ours.append(time.perf_counter() - started)
    assert by_loop == dict(Suggestion.objects.values_list("pk", "before_quota"))
    return {"ours": min(ours), "loop": loop}
