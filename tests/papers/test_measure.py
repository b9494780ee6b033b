"""Rows of a workbook are told how high to be: measured, not guessed."""

import pytest

from cadre.measure import lines_of, width_of


@pytest.mark.parametrize(
    ("text", "thousandths"),
    [("", 0), ("0123", 2000), ("i", 278), ("ấ", 444), ("a\u0302\u0301", 444), ("Đ", 722), ("ừ", 565), ("Ở", 722 - 166)],
)
def test_a_letter_is_as_wide_as_its_base(text, thousandths):
    assert width_of(text, 1) == thousandths


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("năm năm", 1),
        ("năm năm năm năm", 2),
        ("một\nhai", 2),
        ("\n\n", 3),
        ("0" * 20, 2),
        ("0" * 21, 3),
        ("năm " + "0" * 10, 2),
    ],
)
def test_text_breaks_between_words_and_long_words_anywhere(text, lines):
    assert lines_of(text, 10, 50) == lines  # room for ten digits
