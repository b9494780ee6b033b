"""Documents for the staff say what the code says."""

import re
from pathlib import Path

from config.interchange import TABLES
from scoring.engine import reasons

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| `([a-z_A-Z0-9]+)` \| (.+?) \| (.*?) ?\|$", re.M)


def documented_reasons():
    text = (ROOT / "docs" / "ma-ly-do.md").read_text(encoding="utf-8")
    return {code: (sentence, clause.strip()) for code, sentence, clause in ROW.findall(text)}


def test_each_documented_reason_has_the_sentence_and_clause_the_pages_show():
    said = documented_reasons()

    assert said == {code: (reasons.sentence(code), reasons.law(code)) for code in said}


def test_every_reason_of_the_engine_is_documented():
    expected = {f"band_{level}" for level in ("XS", "TOT", "HT")} | set(reasons.PLAIN)
    expected |= {f"trigger_{key}" for key in reasons.TRIGGERS if not key.startswith("T")}
    expected |= {f"exception_{key}" for key in reasons.TRIGGERS}

    assert set(documented_reasons()) == expected


SECTION = re.compile(r"^### (\w+) – .*?(?=^##|\Z)", re.M | re.S)
HEADS = re.compile(r"^\| ((?:`\w+`\*? ?)+)\|", re.M)
COLUMN = re.compile(r"`(\w+)`(\*?)")


def documented_tables():
    """{table: {column: starred}} as docs/du-lieu.md tells it; the columns of a row stand in its first cell."""
    text = (ROOT / "docs" / "du-lieu.md").read_text(encoding="utf-8")
    return {
        section[1]: {name: bool(star) for heads in HEADS.findall(section[0]) for name, star in COLUMN.findall(heads)}
        for section in SECTION.finditer(text)
    }


def test_every_table_is_documented_with_its_columns_and_stars():
    said = documented_tables()
    ratings = said.pop("ratings")

    assert said == {
        table.name: {column.name: column.required for column in table.columns}
        for table in TABLES
        if table.name != "ratings"
    }
    assert {"suggestion", "reasons", "rank_overall", "decided_level"} <= set(ratings)


def test_every_word_of_a_choice_is_documented():
    text = (ROOT / "docs" / "du-lieu.md").read_text(encoding="utf-8")
    words = {value for table in TABLES for column in table.columns for value in getattr(column.kind, "allowed", ())}

    assert {word for word in words if f"`{word}`" not in text and word not in text} == set()
