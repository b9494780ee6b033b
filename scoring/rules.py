"""Rule profiles from the database as the engine reads them, with the defaults of scoring.md §9 in one place."""

from decimal import Decimal

from cadre.fields import to_micro
from scoring.engine.profile import SUBORDINATE_VALUES, Criterion, Profile
from scoring.models import Holiday, RuleProfile

FRACTIONS = (
    "xs_exceeded_min",
    "ht_late_max",
    "kht_done_below",
    "n2_failed_over",
    "l1_units_over",
    "xs_remediation_min",
    "quota_percent",
)


def micro(value, default=None):
    return default if value is None else to_micro(value)


def given(value, default):
    return default if value is None or value == "" else value


def filters_of(criterion):
    """The `;` list of fields and kinds of a tasks criterion, sorted; empty = every task."""
    return tuple(sorted({part.strip() for part in criterion.field_filter.split(";") if part.strip()}))


def steps(table, beyond_last=False):
    """{key: value} → ((key as number, value), …) ascending; the empty key (None) comes last."""
    numbered = sorted((Decimal(key.replace(",", ".")), value) for key, value in table.items() if key)
    if beyond_last and "" in table:
        numbered.append((None, table[""]))
    return tuple(numbered)


def engine_profile(row, bits, holidays):
    """row: RuleProfile with roles, tables and criteria prefetched; bits: {filter tuple: bit} grows as needed."""
    tables = {}
    for step in row.tables.all():
        tables.setdefault(step.table, {})[step.key] = to_micro(step.value)
    criteria = []
    for criterion in sorted(row.criteria.all(), key=lambda c: (c.order, c.code)):
        wanted = filters_of(criterion) if criterion.source == "tasks" else ()
        criteria.append(
            Criterion(
                key=criterion.pk,
                code=criterion.code,
                group=criterion.group,
                max_points=to_micro(criterion.max_points),
                source=criterion.source,
                mask=bits.setdefault(wanted, 1 << len(bits)) if wanted else 0,
                name=criterion.name,
                clause=criterion.clause,
            )
        )
    ordinal = row.regime in ("124", "132")
    return Profile(
        code=row.code,
        regime=row.regime,
        subject_type=row.subject_type,
        scale=row.scale,
        bands={"XS": micro(row.band_xs), "TOT": micro(row.band_tot), "HT": micro(row.band_ht)},
        **{name: micro(getattr(row, name)) for name in FRACTIONS},
        xs_late_zero=given(row.xs_late_zero, True),
        no_tasks_bars_xs=given(row.no_tasks_bars_xs, row.subject_type != "staff"),
        cascade=given(row.cascade, True),
        incomplete_policy=given(row.incomplete_policy, "undecided"),
        five_targets=row.five_targets,
        discipline_counts_by=given(row.discipline_counts_by, "act" if ordinal else "decided"),
        any_discipline_is_kht=bool(row.any_discipline_is_kht),
        result_formula=given(row.result_formula, "none"),
        w_quantity=micro(row.w_quantity, 0),
        w_quality=micro(row.w_quality, 0),
        w_timeliness=micro(row.w_timeliness, 0),
        over_cap=micro(row.over_cap, 1_000_000),
        quality_rule=given(row.quality_rule, "percent"),
        timeliness_rule=given(row.timeliness_rule, "times"),
        quota_basis=given(row.quota_basis, "of_good"),
        quarter_to_year=given(row.quarter_to_year, "separate"),
        bonus_cap=micro(row.bonus_cap, 0),
        penalty_cap=micro(row.penalty_cap, 0),
        weights={role.role: to_micro(role.weight) for role in row.roles.all()},
        required_roles=tuple(sorted(role.role for role in row.roles.all() if role.required)),
        criteria=tuple(criteria),
        importance=tables.get("importance", {}),
        difficulty=tables.get("difficulty", {}),
        quality_steps=tuple((to_micro(key), value) for key, value in steps(tables.get("quality_step", {}))),
        days_late_steps=steps(tables.get("days_late", {}), beyond_last=True),
        subordinate_values={**SUBORDINATE_VALUES, **tables.get("subordinate_level", {})},
        holidays=holidays,
    )


def profiles_of(round):
    """({subject type: engine Profile}, {filter tuple: bit}) of a round; four statements."""
    rows = RuleProfile.objects.filter(round_profiles__round=round).prefetch_related("roles", "tables", "criteria")
    holidays = frozenset(Holiday.objects.values_list("date", flat=True))
    bits = {}
    return {row.subject_type: engine_profile(row, bits, holidays) for row in rows}, bits
