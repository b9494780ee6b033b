"""What two texts of a commitment differ in, task by task. Pure: rows are [(task id, cells)], cells as they are printed
without the number (`commitment_text.line_cells`)."""

from dataclasses import dataclass

from tasks.commitment_text import COLUMNS

LABELS = COLUMNS[1:]
TITLE_MOST = 160  # letters of a title where it only says which task is meant


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell, or a whole task that came or went (label ""). `before`, `after`: lines."""

    number: int  # in the newer text; of a task that went, in the older one
    title: str
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def came(self):
        return not self.label and not self.before

    @property
    def went(self):
        return not self.label and not self.after


def bare(lines):
    """The lines of a cell without dashes and empty ones."""
    return tuple(text for text in (line.removeprefix("- ") for line in lines) if text)


def title_of(cells):
    return " ".join(cells[0])


def whole(cells):
    return tuple(text for lines in cells for text in bare(lines))


def differences(old, new):
    """[Difference] from one text to the next, in the order of the newer one; what went comes last."""
    before, after = dict(old), dict(new)
    found = []
    for number, (task, cells) in enumerate(new, 1):
        if task not in before:
            found.append(Difference(number, title_of(cells), "", (), whole(cells)))
            continue
        for label, was, now in zip(LABELS, before[task], cells, strict=True):
            if bare(was) != bare(now):
                found.append(Difference(number, title_of(cells), label, bare(was), bare(now)))
    for number, (task, cells) in enumerate(old, 1):
        if task not in after:
            found.append(Difference(number, title_of(cells), "", whole(cells), ()))
    return found


def change_words(each):
    """ "Việc 1, thời hạn, mốc: từ “30/09/2028” thành “30/11/2028”": a line of the text that replaces another."""
    if each.came:
        return f"Thêm việc {each.number}: {short(each.title)}"
    if each.went:
        return f"Bỏ việc {each.number} của bản trước: {short(each.title)}"
    gone = [text for text in each.before if text not in each.after]
    new = [text for text in each.after if text not in each.before]
    return f"Việc {each.number}, {each.label.lower()}: {from_to(gone, new)}"


def from_to(gone, new):
    if gone and new:
        return f"từ “{'; '.join(gone)}” thành “{'; '.join(new)}”"
    if gone:
        return f"bỏ “{'; '.join(gone)}”"
    return f"thêm “{'; '.join(new)}”" if new else "đổi thứ tự"


def short(title):
    return title if len(title) <= TITLE_MOST else f"{title[:TITLE_MOST].rstrip()}…"
