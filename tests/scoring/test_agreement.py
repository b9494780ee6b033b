"""The product and the oracle say the same of every invented year, on whichever database the tests run.

The years come from hypothesis, derandomized: the same ones on every run. AGREEMENT_EXAMPLES asks for more of them."""

import os
import random
import tempfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from scoring.compute import rate, rate_one
from scoring.models import Assessment, EvaluationRound
from tests.scoring import oracle
from tests.scoring.generate import MAIN, year, years
from tests.scoring.world import (
    World,
    differences,
    load,
    load_folder,
    nothing_kept,
    product_rate,
    quarters_first,
    rate_and_export,
)

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("AGREEMENT_EXAMPLES", "30"))


def examples(share):
    return settings(
        deadline=None,
        derandomize=True,
        max_examples=max(1, int(EXAMPLES * share)),
        phases=[Phase.generate],  # a seed cannot be shrunk; generate.smaller() makes a report small
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


def ratings_text(folder):
    return (Path(folder) / "ratings.csv").read_bytes()


@examples(1)
@given(years())
def test_product_agrees_with_the_oracle_on_every_round(tables):
    codes = quarters_first(tables)
    with nothing_kept():
        computed = product_rate(tables, *codes)

    for code in codes:
        note(code)
        assert differences(computed[code], oracle.rate(tables, code)) == []


@examples(0.2)
@given(years(most=14))
def test_a_year_does_not_depend_on_when_its_quarters_were_computed(tables):
    with nothing_kept():
        computed = product_rate(tables, MAIN)

    assert differences(computed[MAIN], oracle.rate(tables, MAIN)) == []


@examples(0.2)
@given(years(most=14), st.integers(0, 2**32))
def test_the_order_of_rows_in_the_files_changes_nothing(tables, seed):
    rng = random.Random(seed)
    shuffled = {name: rng.sample(rows, len(rows)) for name, rows in tables.items()}
    with nothing_kept():
        computed = product_rate(shuffled, *quarters_first(shuffled))

    assert differences(computed[MAIN], oracle.rate(tables, MAIN)) == []


def test_a_profile_may_filter_by_any_number_of_fields():
    """Seventy criteria, each over a field of its own; every third field has its task undone."""
    tables = year(3, 8)
    assessment = next(
        row for row in tables["assessments"] if row["round_code"] == MAIN and row["subject_type"] == "staff"
    )
    world = World()
    world.tables = {name: list(rows) for name, rows in tables.items()}
    for order in range(70):
        field = f"Lĩnh vực {order}"
        world.add("criteria", profile_code="QT-staff", code=f"III.{order}", group="II", order=100 + order, name=field,
                  max_points=1, source="tasks", field_filter=field)  # fmt: skip
        world.add("tasks", code=f"LV-{order}", year=2026, kind="dot_pha", field=field, title=field, due="2026-03-31",
                  assigned_by_code="TINH", owner_codes=assessment["subject_code"], accepted_on="2026-03-31",
                  state="accepted" if order % 3 else "not_completed")  # fmt: skip
    with nothing_kept():
        computed = product_rate(world.tables, *quarters_first(world.tables))

    assert differences(computed[MAIN], oracle.rate(world.tables, MAIN)) == []


@examples(0.2)
@given(years(most=14))
def test_computing_twice_exports_the_same_bytes(tables):
    with nothing_kept(), tempfile.TemporaryDirectory() as once, tempfile.TemporaryDirectory() as twice:
        load(tables)
        rate_and_export(MAIN, once)
        rate_and_export(MAIN, twice)

        files = sorted(path.name for path in Path(once).iterdir())
        assert files == sorted(path.name for path in Path(twice).iterdir())
        assert [(Path(once) / name).read_bytes() for name in files] == [
            (Path(twice) / name).read_bytes() for name in files
        ]


@examples(0.2)
@given(years(most=14))
def test_an_export_loaded_into_an_empty_database_rates_the_same(tables):
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        with nothing_kept():
            load(tables)
            for code in quarters_first(tables):
                call_command("rate", code, verbosity=0, stdout=StringIO())
            exported = rate_and_export(MAIN, first)
        with nothing_kept():
            load_folder(first)
            again = rate_and_export(MAIN, second)

        assert differences(again, exported) == []


@examples(0.2)
@given(years(most=14), st.integers(0, 2**32))
def test_one_subject_alone_equals_the_full_run(tables, seed):
    """A mark of one person changes; recomputing that person alone, or the whole round, exports the same."""
    people = [
        row
        for row in tables["sheets"]
        if row["round_code"] == MAIN and "-" in row["subject_code"] and row["stage"] == "review"
    ]
    line = random.Random(seed).choice(people) if people else None
    with nothing_kept(), tempfile.TemporaryDirectory() as alone, tempfile.TemporaryDirectory() as whole:
        load(tables)
        round_ = EvaluationRound.objects.get(code=MAIN)
        rate(round_)
        if line:
            changed = {**line, "value": "1" if line["value"] != "1" else "2"}
            load({**tables, "sheets": [changed if row is line else row for row in tables["sheets"]]})
            assessment = Assessment.objects.get(round=round_, appointment__code=line["subject_code"])
        else:
            assessment = Assessment.objects.filter(round=round_).order_by("pk").first()
        if assessment is None:
            return
        rate_one(assessment)
        call_command("export_data", MAIN, alone, verbosity=0)
        rate_and_export(MAIN, whole)

        assert ratings_text(alone) == ratings_text(whole)
