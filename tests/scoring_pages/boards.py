"""Rounds with results for tests of the pages: rows as a run would leave them, without computing anything."""

import html
import re
from decimal import Decimal
from io import BytesIO

from python_calamine import CalamineWorkbook

from tests.factories import (
    make_appointment,
    make_assessment,
    make_cadre,
    make_committee,
    make_profile,
    make_quota_group,
    make_round,
    make_run,
    make_suggestion,
)


def make_board(committee, count, *, year=2024, levels=None, profile=None, group="Xã, phường", prefix="Đảng ủy xã"):
    """A round of `committee` with `count` rated communes below it, the first with most points.

    levels: of each position; default the first fifth XS, then TOT. → (round, [Assessment])."""
    round = make_round(committee=committee, year=year, profiles=[profile or make_profile("collective")])
    levels = levels or ["XS" if i < count // 5 else "TOT" for i in range(count)]
    dossiers = []
    for i, level in enumerate(levels):
        unit = make_committee(f"{prefix} số {i + 1:03d}", level="commune", parent=committee)
        dossiers.append(make_assessment(round, unit, quota_group=group))
        has_points = level != "INCOMPLETE" and round.round_profiles.get().profile.scale == "points"
        make_suggestion(
            dossiers[-1],
            level,
            position=i + 1,
            total=Decimal(99) - Decimal(i) / 4 if has_points else None,
            rank_in_group=i + 1 if has_points else None,
            rank_overall=i + 1 if has_points else None,
            detail={"criteria": {}, "fields": {"Kinh tế": [4, 4 - i % 3, f"{Decimal(100 - i):.6f}"]}},
        )
    rated = sum(level in ("XS", "TOT", "HT", "KHT") for level in levels)
    kept = levels.count("XS")
    make_quota_group(
        round,
        "collective",
        quota_group=group,
        rated=rated,
        candidates=kept,
        good=levels.count("TOT"),
        cap=kept,
        kept=kept,
    )
    make_run(round, counts={level: levels.count(level) for level in set(levels)})
    return round, dossiers


def make_leader(round, unit, title, *, name="", position=1, level="TOT", **fields):
    post = make_appointment(make_cadre(name), committee=unit, title=title)
    dossier = make_assessment(round, post, quota_group=fields.pop("group", "Bí thư"))
    make_suggestion(dossier, level, position=position, **fields)
    return dossier


def text_of(response):
    """What a reader sees: no tags, entities resolved, single spaces."""
    body = response.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body))).strip()


def names_in(response):
    """The names in the first column of the big table of a page, in order."""
    body = response.content.decode()
    return re.findall(r'<th scope="row"(?: class="pin")?><a href="[^"]*">([^<]+)</a>', body)


def sheet_of(response):
    """The rows of the only sheet of a downloaded workbook."""
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))
    return book.get_sheet_by_index(0).to_python()
