"""A rule profile as the engine reads it. All figures in micro (0.30 → 300,000; 90 points → 90,000,000)."""

from dataclasses import dataclass, field

from scoring.engine.exact import MICRO

LEVELS = ("XS", "TOT", "HT", "KHT")
POINTS, ORDINAL = "points", "ordinal"


@dataclass(frozen=True, slots=True)
class Criterion:
    """key: what marks name it by; mask: bit of its task filter in Work.mask, 0 = every task."""

    key: int
    code: str
    group: str
    max_points: int
    source: str
    mask: int = 0
    name: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """Settings after their defaults (scoring.md §9 "Empty settings"): None = the rule is off."""

    code: str
    regime: str
    subject_type: str
    scale: str = POINTS
    bands: dict = field(default_factory=dict)  # level → lower bound, for XS, TOT, HT
    xs_exceeded_min: int | None = None
    xs_late_zero: bool = True
    ht_late_max: int | None = None
    kht_done_below: int | None = None
    n2_failed_over: int | None = None
    l1_units_over: int | None = None
    xs_remediation_min: int | None = None
    no_tasks_bars_xs: bool = True
    cascade: bool = True
    incomplete_policy: str = "undecided"
    five_targets: str = ""
    discipline_counts_by: str = "decided"
    any_discipline_is_kht: bool = False
    result_formula: str = "none"
    w_quantity: int = 0
    w_quality: int = 0
    w_timeliness: int = 0
    over_cap: int = MICRO
    quality_rule: str = "percent"
    timeliness_rule: str = "times"
    quota_percent: int | None = None
    quota_basis: str = "of_good"
    quarter_to_year: str = "separate"
    bonus_cap: int = 0
    penalty_cap: int = 0
    weights: dict = field(default_factory=dict)  # assessor role → weight
    required_roles: tuple = ()
    criteria: tuple = ()
    importance: dict = field(default_factory=dict)
    difficulty: dict = field(default_factory=dict)
    quality_steps: tuple = ()  # (key, value), ascending
    days_late_steps: tuple = ()  # (upper bound in days or None for beyond, value), ascending
    subordinate_values: dict = field(default_factory=dict)
    holidays: frozenset = frozenset()

    @property
    def ordinal(self):
        return self.scale == ORDINAL

    @property
    def dimensions(self):
        return [criterion for criterion in self.criteria if criterion.group == "D"]


SUBORDINATE_VALUES = {"XS": MICRO, "TOT": 850_000, "HT": 600_000, "KHT": 0}
