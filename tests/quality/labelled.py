"""The labelled set: what a person who read each task by hand said of it, and how the check compares.

labels_real.csv    the tasks of config/demo/facts/tasks_real.csv
labels_written.csv tasks written the way officials write them; `target` is "comparator number unit", or "done"
pairs.csv          two titles (or ids of real tasks), what the second is to the first, and what they are to each other

A task has `no_number` when nothing in it can be counted at the end and it is not one thing that is there or not;
`no_product` when no paper and nothing countable is named as product; `vague` when its title says a direction and
nothing countable stands beside it; `routine` when it is the daily duty of any such post. A pair is `duplicate` (the
same but for year and numbers), `near_duplicate` (the same work in other words), `split` (pieces of one target of one
person) or `different`.

The part `held_out` was labelled after the rules were set and never used to tune them; once its mistakes are used, it
becomes `tuning` and a new one is written."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

from tasks.quality import Draft, Known, Target, examine, kind_of_likeness

HERE = Path(__file__).resolve().parent
REAL = HERE.parents[1] / "config" / "demo" / "facts" / "tasks_real.csv"
CODES = ("no_number", "no_product", "vague", "routine")
ALIKE = ("duplicate", "near_duplicate", "split")


def read(path, delimiter=";"):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL))


def real_tasks():
    """{id: Draft}; a task whose source gives no number is measured by whether it is done, as the demo has it."""
    found = {}
    for row in read(REAL, ","):
        number, product = row["target_value"], row["product"]
        if number:
            target = Target(
                f"Số đạt được ({row['target_unit']})", row["target_unit"], "gte", target_min=Decimal(number)
            )
        else:
            target = Target("Hoàn thành sản phẩm", "", "done", target_text=product or row["title"])
        found[row["row_id"]] = Draft(row["title"], product=product, indicators=(target,), kind="dot_pha")
    return found


def target_of(text):
    if not text:
        return ()
    if text == "done":
        return (Target("Hoàn thành sản phẩm", "", "done"),)
    comparator, number, unit = text.split(" ", 2)
    bound = {"target_max" if comparator == "lte" else "target_min": Decimal(number)}
    return (Target("Chỉ tiêu", unit, comparator, **bound),)


def labelled():
    """[(part, id or title, Draft, {code: said})]"""
    tasks = real_tasks()
    rows = [("tuning", row["id"], tasks[row["id"]], row) for row in read(HERE / "labels_real.csv")]
    for row in read(HERE / "labels_written.csv"):
        draft = Draft(row["title"], product=row["product"], indicators=target_of(row["target"]), kind="dot_pha")
        rows.append((row["part"], row["title"], draft, row))
    return [(part, name, draft, {code: row[code] == "1" for code in CODES}) for part, name, draft, row in rows]


def pairs():
    """[(part, words, Draft, Known, label)]"""
    tasks, found = real_tasks(), []
    for row in read(HERE / "pairs.csv"):
        title, other = (tasks[row[side]].title if row[side] in tasks else row[side] for side in ("title", "other"))
        mine, theirs = (counting(row[unit]) for unit in ("unit", "other_unit"))
        known = Known(1, other, year=2025, relation=row["relation"], indicators=theirs)
        words = f"{row['relation']}: {title} / {other}"
        found.append((row["part"], words, Draft(title, indicators=mine), known, row["label"]))
    return found


def counting(unit):
    return (Target(f"Số {unit}", unit, "gte", target_min=Decimal(10)),) if unit else ()


def judged():
    """[(part, code, name, what the person said, what the check says)] over everything that is labelled."""
    found = []
    for part, name, draft, said in labelled():
        seen = {finding.code for finding in examine(draft)}
        found += [(part, code, name, said[code], code in seen) for code in CODES]
    for part, name, draft, known, label in pairs():
        code, _ = kind_of_likeness(draft, known)
        found += [(part, each, name, label == each, code == each) for each in ALIKE]
    return found


def figures():
    """{part: {code: {precision, recall, labelled}}}"""
    counts = Counter((part, code, said, seen) for part, code, _, said, seen in judged())
    answer = {}
    for part, code in sorted({key[:2] for key in counts}, key=lambda key: (key[0], (*CODES, *ALIKE).index(key[1]))):
        right, missed, wrong = (counts[part, code, *case] for case in ((True, True), (True, False), (False, True)))
        answer.setdefault(part, {})[code] = {
            "precision": share(right, right + wrong),
            "recall": share(right, right + missed),
            "labelled": right + missed,
        }
    return answer


def share(some, whole):
    return round(some / whole, 3) if whole else 1.0
