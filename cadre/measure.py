"""How many lines a text takes in Times New Roman: for files whose rows must be told how high to be."""

import re
import unicodedata
from functools import cache

# Advance widths in thousandths of the size; of an accented letter that of its base.
_WIDTHS = {
    letter: width
    for width, letters in {
        200: "|",
        250: " .,\u00a0",
        278: "ijlt/:;\\",
        333: "fr()-!I'`[]",
        389: "sJ",
        444: "acez?“”",
        480: "{}",
        556: "SPFơƠ",
        565: "+=<>ư",
        611: "TELZ",
        667: "BCR",
        722: "wADGHKNOQUVXYwĐ",
        778: "mƯ",
        833: "%&",
        889: "M",
        944: "W@",
        1000: "…—",
    }.items()
    for letter in letters
}
_OTHER = 500  # digits and most small letters
_WIDE = 1000  # what no alphabet holds: emoji and the like
_WORDS = re.compile(r"[^ ]+ *| +")


@cache
def _width(letter):
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if unicodedata.combining(letter):
        return 0
    base = unicodedata.normalize("NFD", letter)[0]
    if base != letter:
        horned = unicodedata.normalize("NFC", base + "\u031b")
        return _width(horned if "\u031b" in unicodedata.normalize("NFD", letter) and len(horned) == 1 else base)
    return _OTHER if ord(letter) < 0x2100 else _WIDE


def width_of(text, size):
    """In thousandths of a point."""
    return sum(map(_width, text)) * size


def lines_of(text, size, points):
    """Lines the text takes in a column so many points wide: broken between words, long words anywhere."""
    room = int(points * 1000)
    lines = 0
    for paragraph in text.split("\n"):
        lines, filled = lines + 1, 0
        for word in _WORDS.findall(paragraph):
            width = width_of(word.rstrip(" "), size)
            if filled and filled + width > room:
                lines, filled = lines + 1, 0
            over = max(0, width - 1) // room
            lines, width = lines + over, width - over * room
            filled += width + (len(word) - len(word.rstrip(" "))) * _WIDTHS[" "] * size
    return lines
