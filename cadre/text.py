"""Vietnamese text: normal form, search form, sort order."""

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SPACE = re.compile(r"[ \t\u00a0]+")
_ALPHABET = {letter: chr(ord("A") + i) for i, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền hỏi ngã sắc nặng


def clean(text):
    """NFC, no control or invisible characters, single spaces: what is left of a paste from Word."""
    text = unicodedata.normalize("NFC", str(text)).replace("\r\n", "\n").replace("\r", "\n")
    return _SPACE.sub(" ", _CONTROL.sub("", text)).strip()


def fold(text):
    """Search form: lower case without accents ("Giải phóng" and "giai phong" meet)."""
    text = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(c for c in text if not unicodedata.combining(c))


def sort_key(text):
    """Dictionary order of Vietnamese as a plain string: letters first (a ă â … d đ …), tones break ties.

    Capitals stand for letters and digits keep their place before them, so every collation agrees."""
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", text.lower()):
        if char.isdigit():
            letters.append(char)
            continue
        base, tone = char, "0"
        for part in unicodedata.normalize("NFD", char)[1:]:
            if part in _TONES:
                tone = _TONES[part]
                base = unicodedata.normalize("NFC", unicodedata.normalize("NFD", char).replace(part, ""))
        if base in _ALPHABET:
            # Two places for the shifted alphabet: 33 letters do not fit in A–Z.
            index = ord(_ALPHABET[base]) - ord("A")
            letters.append(chr(ord("A") + index // 6) + str(index % 6))
            tones.append(tone)
        elif letters and letters[-1] != "00":
            letters.append("00")
    return "".join(letters) + "0000" + "".join(tones)
