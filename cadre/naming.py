"""A post, a person, a body in words: the same in every list, choice and document."""

NAMED = " · "  # what follows it is the name of the code, for people: "X02524-BT · Bí thư Đảng ủy phường"


def post_words(title, person="", unit=""):
    """ "Bí thư Đảng ủy xã Hùng An, Nguyễn Văn An": the unit only where the title does not name it already.

    Posts of real sources may have no person's name but the title again; it is said once."""
    words = title if not unit or unit.casefold() in title.casefold() else f"{title}, {unit}"
    return words if not person or person == title else f"{words} – {person}"


def named(code, words):
    """ "CV-012 · Bí thư Đảng ủy xã Hùng An": what a choice is written as; the code in front makes it one thing."""
    return f"{code}{NAMED}{words}"


def code_in(text):
    """The code of what was chosen, or the text itself where somebody typed a code alone."""
    return text.partition(NAMED)[0].strip()
