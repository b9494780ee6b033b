"""Vietnamese text: normal form, search form, sort order."""

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_UNTIDY = re.compile(f"{_CONTROL.pattern}|[\r\t\u00a0]|  ")
_SPACE = re.compile(r"[ \t\u00a0]+")
_ALPHABET = {letter: chr(ord("A") + i) for i, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền hỏi ngã sắc nặng


def clean(text):
    """NFC, no control or invisible characters, single spaces: what is left of a paste from Word. Cleaning twice is
    cleaning once: NFC comes last, because a removed joiner may bring a letter and its accent together."""
    text = str(text)
    if _UNTIDY.search(text):
        # \x0b is the soft line break of Word: what it parted must not grow together.
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
        text = _CONTROL.sub("", text)
        text = _SPACE.sub(" ", text)
    return unicodedata.normalize("NFC", text).strip()


class _Table(dict):
    """For str.translate: the answer for a character is worked out once, at first sight."""

    def __init__(self, answer):
        self.answer = answer

    def __missing__(self, code):
        self[code] = result = self.answer(chr(code))
        return result


_BARE = _Table(lambda char: None if unicodedata.combining(char) else char)


def fold(text):
    """Search form: lower case without accents ("Giải phóng" and "giai phong" meet)."""
    return unicodedata.normalize("NFD", text.lower()).replace("đ", "d").translate(_BARE)


_GAP = "\x01"  # whatever is neither letter nor digit


def _weigh(char):
    """(letter as capital and digit, tone) of one composed lower-case character; (_GAP, "") if it is no letter."""
    base, tone = char, "0"
    for part in unicodedata.normalize("NFD", char)[1:]:
        if part in _TONES:
            tone = _TONES[part]
            base = unicodedata.normalize("NFC", unicodedata.normalize("NFD", char).replace(part, ""))
    if base not in _ALPHABET:
        return _GAP, ""
    # Two places for the shifted alphabet: 33 letters do not fit in A–Z.
    index = ord(_ALPHABET[base]) - ord("A")
    return chr(ord("A") + index // 6) + str(index % 6), tone


_LETTERS = _Table(lambda char: char if char.isdigit() else _weigh(char)[0])
_TONE_MARKS = _Table(lambda char: "" if char.isdigit() else _weigh(char)[1])
_GAPS = re.compile(f"{_GAP}+")


def sort_key(text):
    """Dictionary order of Vietnamese as a plain string: letters first (a ă â … d đ …), tones break ties.

    Capitals stand for letters and digits keep their place before them, so every collation agrees."""
    text = unicodedata.normalize("NFC", text.lower())
    letters = _GAPS.sub("00", text.translate(_LETTERS).lstrip(_GAP))
    return f"{letters}0000{text.translate(_TONE_MARKS)}"
