"""Build the demo year: published facts and deterministic inventions → interchange CSVs.

`python -m config.demo.build` writes config/demo/year/. No clock, no random numbers: the same facts give the same
files, byte for byte, and a test holds the committed files to it."""

from pathlib import Path

from config.demo import invented, people, real, rules
from config.demo.tables import Year

HERE = Path(__file__).resolve().parent
FACTS, YEAR = HERE / "facts", HERE / "year"


def build(facts=FACTS):
    year = Year()
    communes = people.committees(year, facts)
    people.posts(year, communes)
    real.tasks(year, facts)
    rules.profiles(year, facts)
    invented.years(year, communes)
    return year


if __name__ == "__main__":
    build().write(YEAR)
