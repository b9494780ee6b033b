"""Adds up the JUnit files of a test run: a line for each part, then `tests: N passed, N failed, N skipped`."""

import sys
from pathlib import Path
from xml.etree import ElementTree


def counts(path):
    """(passed, failed, skipped, seconds) of one JUnit file."""
    suites = ElementTree.parse(path).getroot().iter("testsuite")  # noqa: S314 - written by our own test run
    total = failed = skipped = 0
    seconds = 0.0
    for suite in suites:
        total += int(suite.get("tests"))
        failed += int(suite.get("failures")) + int(suite.get("errors"))
        skipped += int(suite.get("skipped"))
        seconds += float(suite.get("time"))
    return total - failed - skipped, failed, skipped, seconds


def main(folder):
    rows = {path.stem: counts(path) for path in sorted(Path(folder).glob("*.xml"))}
    for name, (passed, failed, skipped, seconds) in rows.items():
        print(f"  {name:<10}{passed:>6} đạt {failed:>4} hỏng {skipped:>4} bỏ qua {seconds:>7.0f} s")
    passed, failed, skipped = (sum(row[i] for row in rows.values()) for i in range(3))
    if rows:
        print(f"tests: {passed} passed, {failed} failed, {skipped} skipped")


if __name__ == "__main__":
    main(sys.argv[1])
