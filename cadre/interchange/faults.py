"""What is wrong with a file, as a person reads it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One bad cell. `row` is the row a person sees in the file (the header is row 1)."""

    table: str
    row: int
    column: str
    message: str

    def __str__(self):
        return f"{self.table}:{self.row}:{self.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class FileFault:
    """The file as a whole cannot be read."""

    file: str
    message: str

    def __str__(self):
        return f"{self.file}: {self.message}"


class LoadErrors(Exception):
    """Nothing was saved; `errors` holds every fault found, in the order of the file."""

    def __init__(self, errors):
        self.errors = list(errors)
        super().__init__(f"{len(self.errors)} lỗi; đầu tiên: {self.errors[0]}" if self.errors else "")


class FileRefused(LoadErrors):
    """A file that is not read at all: one message that says why and what to do."""

    def __init__(self, file, message):
        super().__init__([FileFault(file, message)])
