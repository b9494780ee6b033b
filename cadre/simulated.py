"""Which records of the demo year are invented: their codes begin with "MP-" (mô phỏng), nothing else tells.

A task with such a code has simulated content; a round with such a code has simulated sheets and points, even where
the tasks it counts come from published sources. Pages show NOTE next to what `is_simulated`."""

PREFIX = "MP-"
NOTE = "số liệu mô phỏng"


def is_simulated(code):
    return str(code or "").startswith(PREFIX)
