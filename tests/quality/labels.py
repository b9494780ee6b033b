"""What a reader would say of real and realistic tasks, labelled by hand and by reading only, before the rules
saw them.

VAGUE_REAL: the vague ones among the published tasks (config/demo/facts/tasks_real.csv); whether they have a number
and a product is in the file itself. labelled/seen.txt, held_out.txt: "title | product | labels"; the first was looked
at while the rules were written, the second never. labelled/pairs_….txt: "relation | title | other title | label"."""

import csv
from decimal import Decimal
from pathlib import Path

from tasks.quality import COLLEAGUE, OWN, PAST, Draft, Known, Target

HERE = Path(__file__).resolve().parent
FACTS = HERE.parents[1] / "config" / "demo" / "facts" / "tasks_real.csv"
# The verb promises effort, and nothing in the row can be counted.
VAGUE_REAL = {"T002", "T003", "T004", "T005", "T006", "T013", "T065", "T074", "T077", "T078", "T081"}


def lines_of(name):
    return (HERE / "labelled" / f"{name}.txt").read_text(encoding="utf-8").splitlines()


SENTENCES = lines_of("seen")
HELD_OUT = lines_of("held_out")

PAIRS = lines_of("pairs_seen")
PAIRS_HELD_OUT = lines_of("pairs_held_out")
CODES = ("no_number", "no_product", "vague", "routine")
PAIR_CODES = ("duplicate", "near_duplicate", "split")
RELATIONS = {"own": OWN, "past": PAST, "colleague": COLLEAGUE}


def real():
    """[(Draft, labels)] of the published tasks."""
    with FACTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            value = row["target_value"]
            targets = (Target("kết quả", row["target_unit"], "gte", Decimal(value)),) if value else ()
            labels = {
                *([] if value else ["no_number"]),
                *([] if row["product"] else ["no_product"]),
                *(["vague"] if row["row_id"] in VAGUE_REAL else []),
            }
            yield Draft(row["title"], row["product"], targets=targets), labels


def sentences(lines):
    for line in lines:
        title, product, labels = (part.strip() for part in line.split("|"))
        yield Draft(title, product), set(labels.split())


def pairs(lines):
    """[(Draft, Known, labels)]"""
    for line in lines:
        relation, title, other, label = (part.strip() for part in line.split("|"))
        year = 2024 if relation == "past" else 2025
        yield Draft(title, "Quyết định"), Known(7, other, RELATIONS[relation], year, "đồng chí A"), {label} - {""}
