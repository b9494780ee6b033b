"""Documents for the staff say what the code says."""

import re
from pathlib import Path

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
