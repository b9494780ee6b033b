"""What is known of one subject in one round: the sums the database made, as the engine takes them."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Facts:
    """Counts of assignments (scoring.md §2); marks: {criterion key: {role: (sum in micro points, sheets)}};
    works: [(mask, Work)]; units: levels of the units directly led, {level: count};
    triggers: {id: (rows open, rows accepted)}; discipline rows counted in this period, (all, duty-related):
    `discipline` of the person or the committee itself, `members` of a collective's leading members;
    `children`: rows of direct children; quarters: (count, I, II, bonus, penalty, total), sums of rounded points."""

    total: int = 0
    done: int = 0
    on_time: int = 0
    late: int = 0
    exceeded: int = 0
    failed: int = 0
    marks: dict = field(default_factory=dict)
    works: list = field(default_factory=list)
    units: dict = field(default_factory=dict)
    triggers: dict = field(default_factory=dict)
    discipline: tuple = (0, 0)
    members: tuple = (0, 0)
    children: int = 0
    low_votes: int = 0
    votes: int = 0
    pointed_out: int = 0
    remedied: int = 0
    quarters: tuple | None = None
