"""Whatever is typed or pasted: an answer, the same in any spelling and any order of what it is compared with."""

import datetime as dt
import random
import time
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadre.text import fold
from tasks import reading
from tasks.quality import ORDER, Draft, Known, Period, Step, Target, examine
from tests.quality.labelled import labelled

WORDS = st.sampled_from(
    reading.listed(
        """tăng cường, đẩy mạnh, xã Hùng An, thôn 3, giải phóng mặt bằng, 64 hộ, năm 2026, Nghị quyết 22-NQ/TW, 100 %,
        kết nạp, đảng viên, quý II, 30/6, tỷ đồng, sáu, năm, tám, một cửa, GPMB, đạt, từ, xuống, không còn, toàn bộ,
        Quốc lộ, 2, ., ;, :, –, (, )"""
    )
)
SENTENCES = st.lists(WORDS, max_size=25).map(" ".join)
TEXTS = SENTENCES | st.text(max_size=200)
NUMBERS = st.none() | st.decimals(-1000, 1000, places=2)
TARGETS = st.builds(
    Target,
    TEXTS,
    TEXTS,
    st.sampled_from(["gte", "lte", "eq", "range", "done"]),
    NUMBERS,
    NUMBERS,
    NUMBERS,
    TEXTS,
    NUMBERS,
)
DAYS = st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2032, 1, 1))
DRAFTS = st.builds(
    Draft,
    title=TEXTS,
    reason=TEXTS,
    product=TEXTS,
    product_type=TEXTS,
    indicators=st.lists(TARGETS, max_size=3).map(tuple),
    milestones=st.lists(st.builds(Step, TEXTS, DAYS), max_size=2).map(tuple),
    due=DAYS,
    horizon=st.sampled_from(["year", "term"]),
    kind=st.sampled_from(["dot_pha", "trong_tam", ""]),
)
KNOWN = st.builds(
    Known,
    st.integers(1, 9),
    TEXTS,
    st.integers(2020, 2026),
    TEXTS,
    st.sampled_from(["past", "same", "superior", "colleague", "unit"]),
    st.lists(TARGETS, max_size=2).map(tuple),
)
UNHURRIED = settings(deadline=None)  # the machine may be busy; the time that matters is taken below
YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@UNHURRIED
@given(DRAFTS, st.lists(KNOWN, max_size=5))
def test_whatever_is_typed_is_answered_in_order(draft, known):
    found = [finding.code for finding in examine(draft, known=known, period=YEAR)]

    assert found == sorted(found, key=ORDER.index)


@UNHURRIED
@given(DRAFTS, st.lists(KNOWN, max_size=5, unique_by=lambda other: other.id), st.randoms(use_true_random=False))
def test_the_order_of_what_is_known_does_not_matter(draft, known, chance):
    mixed = random.Random(chance.random()).sample(known, len(known))

    assert examine(draft, known=mixed, period=YEAR) == examine(draft, known=known, period=YEAR)


SPELLINGS = {
    "without accents": fold,
    "in capitals": str.upper,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "pasted from Word": lambda text: text.replace(" ", " \u00a0\u200b").replace("–", "-"),
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_the_spelling_changes_no_finding(spelling):
    for _, name, draft, _ in labelled():
        respelled = Draft(
            spelling(draft.title), product=spelling(draft.product), indicators=draft.indicators, kind="dot_pha"
        )

        assert examine(respelled) == examine(draft), name


@UNHURRIED
@given(SENTENCES, SENTENCES)
def test_the_spelling_changes_no_likeness(one, other):
    assert reading.likeness(one, other) == reading.likeness(one.upper(), fold(other))


@settings(UNHURRIED, max_examples=30)
@given(st.text(alphabet="0123456789.,-/% ahqnmtuvế\x00😀\u0301", min_size=1, max_size=30), st.integers(300, 3000))
def test_long_texts_are_read_in_no_time(piece, times):
    text = (piece * times)[:10_000]
    draft = Draft(text, product=text, indicators=(Target(text, text, "gte", target_min=Decimal(1)),))
    started = time.process_time()

    examine(draft, known=[Known(1, text[::-1], relation="same", indicators=draft.indicators)], period=YEAR)

    assert time.process_time() - started < 2
