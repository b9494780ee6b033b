"""Whole rounds invented at random, small but valid: every file they make loads without an error.

    year(seed, size) -> tables      deterministic: the same seed and size give the same tables
    years()                         the same as a hypothesis strategy

Values are drawn from few, so that ties, exact shares and totals on a band's floor happen often; dates cluster on the
edges of the window and of the cutoff."""

import datetime as dt
import random
from decimal import Decimal

from hypothesis import strategies as st

from tests.scoring.world import World

START, END = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
DAY = dt.timedelta(days=1)
KINDS = ("collective", "leader", "staff")
ROLES = ("organiser", "assessor", "leader")
FIELDS = ("Kinh tế", "Môi trường", "Văn hóa")
TASK_KINDS = ("dot_pha", "doi_moi", "dat_hang", "trong_tam")
TRIGGER_IDS = {
    "collective": ("C1", "C2", "C3", "C4", "T1", "T2", "T3", "T4", "T5", "N1"),
    "leader": ("L1", "L2", "L3", "L4", "L5", "T1", "T2", "T3", "T4", "T5", "C2"),
    "staff": ("N1", "N2", "T1", "L3"),
}
UNFINISHED = (
    *("approved", "in_progress", "in_progress", "awaiting_recognition", "not_completed", "carried_over"),
    *("draft", "proposed", "returned", "cancelled"),
)
LEVELS = ("XS", "TOT", "HT", "KHT")
MAIN = "NAM-2026"
QUARTERS = {
    f"QUY-{n}": (dt.date(2026, 3 * n - 2, 1), end)
    for n, end in enumerate([dt.date(2026, 3, 31), dt.date(2026, 6, 30), dt.date(2026, 9, 30), END], start=1)
}
BESIDE = ("khac-a", "Khac-B")  # rounds of another committee with the dates of MAIN; codes that languages sort otherwise

# How well a subject does: (marks as a share of the most, share of tasks done on time, done late, beyond requirement)
TEMPERS = {
    "excellent": (("1", "1", "1", "0.95"), 1.0, 0.0, 0.6),
    "good": (("0.9", "0.9", "0.8"), 1.0, 0.0, 0.3),
    "late": (("0.8", "0.7", "0.75"), 0.8, 0.2, 0.3),
    "weak": (("0.7", "0.5", "0.6"), 0.7, 0.1, 0.1),
    "poor": (("0.4", "0.5", "0"), 0.3, 0.1, 0.0),
}


class Tables(dict):
    """{table: rows} that shows how to make it again."""

    def __init__(self, seed, size):
        super().__init__(Year(random.Random(seed), size).tables)
        self.made_by = f"year({seed}, {size})"

    def __repr__(self):
        return self.made_by


def year(seed, size=12):
    """The tables of one invented year; `size` is about the number of assessments in the round MAIN."""
    return Tables(seed, size)


@st.composite
def years(draw, most=30):
    return year(draw(st.integers(0, 2**32)), draw(st.integers(5, most)))


class Year(World):
    def __init__(self, rng, size):
        super().__init__()
        self.rng, self.size = rng, size
        self.cutoff = rng.choice([END - 11 * DAY, END - 11 * DAY, END, END + 15 * DAY])
        self.tempers = {}  # subject → a key of TEMPERS
        self.profiles = {}  # profile code → (ordinal?, roles, criteria)
        self.rules = {}  # round code → {subject type: profile code}
        self.add_committees()
        self.add_people()
        self.add_profiles()
        self.add_rounds()
        self.add_assessments()
        self.add_tasks()
        self.add_holidays()
        self.add_discipline()
        for row in self.tables["assessments"]:
            self.add_what_bears_on(row)
        self.disguise()

    # ---- small draws

    def chance(self, share):
        return self.rng.random() < share

    def some(self, *values):
        return self.rng.choice(values)

    def date(self):
        """A day in or near the window, often one of its edges."""
        if self.chance(0.35):
            return self.some(START - DAY, START, END, END + DAY, self.cutoff, self.cutoff + DAY, self.cutoff - DAY)
        return START + self.rng.randrange(-30, 400) * DAY

    def temper(self, code):
        return self.tempers.setdefault(code, self.some(*2 * ("excellent", "good"), "late", "weak", "poor"))

    # ---- who

    def add_committees(self):
        self.add("committees", code="TINH", name="Đảng bộ tỉnh", kind="đảng bộ", level="province")
        self.add("committees", code="NGOAI", name="Đảng bộ khác", kind="đảng bộ", level="province")
        units = []
        for number in range(self.rng.randint(1, 2 + self.size // 6)):
            unit = self.add_unit(f"DB{number}", "TINH", "base")
            units.append(unit)
            for below in range(self.rng.randint(0, 2)):
                units.append(self.add_unit(f"{unit}.{below}", unit, "cell"))
        self.units = units

    def add_unit(self, code, parent, level):
        life = {}
        if self.chance(0.12):
            life["valid_to"] = self.some(dt.date(2026, 6, 30), END - DAY, END)
        elif self.chance(0.12):
            life["valid_from"] = self.some(dt.date(2026, 7, 1), END, END + DAY)
        self.add(
            "committees", code=code, name=f"Tập thể {code}", kind="đảng bộ", level=level, parent_code=parent, **life
        )
        return code

    def add_people(self):
        self.posts = {"leader": [], "staff": []}
        cadres = []
        for unit in self.units:
            self.add_heads(unit, cadres)
            for number in range(self.rng.randint(0, 1)):
                self.add_post(f"{unit}-PHO{number}", unit, "leader", cadres)
            for number in range(self.rng.randint(0, 1 + self.size // 8)):
                self.add_post(f"{unit}-CV{number}", unit, "staff", cadres)

    def add_heads(self, unit, cadres):
        """One head, or two one after the other."""
        left = self.some(None, None, None, dt.date(2026, 5, 31), END - DAY, END)
        self.add_post(f"{unit}-BT", unit, "leader", cadres, is_head=not self.chance(0.1), end=left)
        if left and self.chance(0.7):
            self.add_post(f"{unit}-BT2", unit, "leader", cadres, is_head=True, start=left + DAY)

    def add_post(self, code, unit, kind, cadres, *, start=dt.date(2020, 1, 1), end=None, is_head=False):
        if cadres and self.chance(0.2):
            cadre = self.rng.choice(cadres)  # a second post of the same person
        else:
            cadre = f"CB-{code}"
            self.add("cadres", code=cadre, full_name=f"Cán bộ {code}")
            cadres.append(cadre)
        if end is None and not is_head and self.chance(0.15):
            end = self.some(dt.date(2026, 3, 31), dt.date(2026, 9, 1), END)
        self.add(
            "appointments",
            code=code,
            cadre_code=cadre,
            committee_code=unit,
            title=f"Chức danh {code}",
            is_head=is_head,
            subject_type=kind,
            start=start,
            end=end,
            quota_group=self.some("", "", "", "nhóm 1"),
        )
        self.posts[kind].append(code)

    # ---- by which rules

    def add_profiles(self):
        for kind in KINDS:
            self.add_profile(f"QT-{kind}", kind)
            self.add_profile(f"QT2-{kind}", kind)

    def add_profile(self, code, kind):
        ordinal = self.chance(0.2)
        settings = self.ordinal_settings() if ordinal else self.points_settings()
        self.add("profiles", code=code, name=code, subject_type=kind, **settings)
        roles = self.add_roles(code)
        criteria = self.ordinal_criteria() if ordinal else self.points_criteria(kind, settings)
        for order, (criterion, group, most, source, wanted) in enumerate(criteria, start=1):
            self.add(
                "criteria",
                profile_code=code,
                code=criterion,
                group=group,
                order=order,
                name=criterion,
                max_points=most,
                source=source,
                field_filter=wanted,
            )
        self.profiles[code] = (ordinal, roles, criteria)
        self.add_profile_tables(code)

    def shared_settings(self):
        return {
            "no_tasks_bars_xs": self.some("", 0, 1),
            "cascade": self.some("", "", 0, 1),
            "incomplete_policy": self.some("", "undecided", "not_completed", "band"),
            "discipline_counts_by": self.some("", "", "decided", "act"),
            "any_discipline_is_kht": self.some("", 0, 1),
            "quota_percent": self.some("", 20, 25, 50, 50, "12.5", 100),
            "quota_basis": self.some("", "of_good", "of_good_or_better", "of_all"),
        }

    def ordinal_settings(self):
        return {
            **self.shared_settings(),
            "regime": self.some("124", "132"),
            "scale": "ordinal",
            "kht_done_below": self.some("", "0.50"),
            "result_formula": "none",
        }

    def points_settings(self):
        xs, tot, ht = self.some((90, 70, 50), (90, 70, 50), ("85.5", 65, 50), (70, 70, 50), (60, 40, "20.25"))
        formula = self.some(*2 * ("dimension_mean", "task_mean", "task_mean", "step_table"), "none", "")
        weights = self.some(("0.4", "0.4", "0.2"), (1, 0, 0), ("0.333333", "0.333333", "0.333334"))
        return {
            **self.shared_settings(),
            "regime": self.some("366", "366", "nd335", "local"),
            "scale": "points",
            "band_xs": xs,
            "band_tot": tot,
            "band_ht": ht,
            "xs_exceeded_min": self.some("", 0, "0.30", "0.25"),
            "xs_late_zero": self.some("", 0, 1),
            "ht_late_max": self.some("", 0, "0.20", "0.5"),
            "kht_done_below": self.some("", "", "0.70", "0.5"),
            "n2_failed_over": self.some("", "", "0.50", "0.25"),
            "l1_units_over": self.some("", "0.50", "0.3"),
            "xs_remediation_min": self.some("", 1, "0.8"),
            "five_targets": self.some("", "any", "all", "by_decision"),
            "result_formula": formula,
            **dict(zip(("w_quantity", "w_quality", "w_timeliness"), weights, strict=True)),
            "over_cap": self.some("", 1, "1.2", "1.5", "0.9"),
            "quality_rule": self.some("", "percent", "errors", "steps"),
            "timeliness_rule": self.some("", "times", "days"),
            "quarter_to_year": self.some("", "separate", "mean_of_quarters", "mean_of_quarters"),
            "bonus_cap": self.some("", 5, "2.5"),
            "penalty_cap": self.some("", 10, "0.75"),
        }

    def add_roles(self, code):
        """[(role, weight)] of the profile; `self` is among them only sometimes."""
        weights = self.some((40, 20, 40), (1, 1, 1), ("33.333333", "0.000001", 50), (50, 0, 50))
        roles = list(zip(ROLES[: self.rng.randint(1, 3)], weights, strict=False))
        if self.chance(0.4):
            roles.append(("self", self.some(0, 0, 10)))
        for role, weight in roles:
            self.add("profile_roles", profile_code=code, role=role, weight=weight,
                     required=role == "organiser" and self.chance(0.6))  # fmt: skip
        return roles

    def ordinal_criteria(self):
        return [(f"O.{n}", self.some("I", "II"), 4, "manual", "") for n in range(self.rng.randint(1, 4))]

    def points_criteria(self, kind, settings):
        common = self.some((("I.1", 30),), (("I.1", 15), ("I.2", 15)), (("I.1", "10.5"), ("I.2", 10), ("I.3", "9.5")))
        criteria = [(code, "I", most, self.some("manual", "manual", "manual", "binary"), "") for code, most in common]
        results = self.some(((70,)), (40, 30), (40, 20, 10))
        for number, most in enumerate(results if isinstance(results, tuple) else (results,), start=1):
            source = self.some("tasks", "manual", "tasks", "subordinates" if kind != "staff" else "manual")
            wanted = (
                self.some("", "", "Kinh tế", "Môi trường;dot_pha", "doi_moi; dat_hang") if source == "tasks" else ""
            )
            criteria.append((f"II.{number}", "II", most, source, wanted))
        if self.chance(0.5 if settings["result_formula"] == "dimension_mean" else 0.05):
            criteria += [(f"D.{n}", "D", self.some(100, 50), self.some("manual", "binary"), "") for n in range(3)]
        if self.chance(0.4):
            criteria += [("B.1", "B", 5, "manual", ""), ("P.1", "P", 10, "manual", "")]
        return criteria

    def add_profile_tables(self, code):
        tables = {
            "importance": [("trong_tam", 2), ("thuong", "0.5")],
            "difficulty": [("kho", "1.5"), ("rat_kho", "1.333333")],
            "quality_step": [(0, "0.3"), (50, "0.55"), (75, "0.9"), (90, 1)],
            "days_late": self.some([(3, "0.8"), (5, "0.6")], [(0, "0.95"), (3, "0.8"), ("", "0.1")]),
            "subordinate_level": list(
                zip(LEVELS, self.some((1, "0.85", "0.6", 0), (1, "0.9", "0.5", "0.1")), strict=True)
            ),
        }
        for table, steps in tables.items():
            if table == "quality_step" or self.chance(0.6):
                for key, value in steps[self.chance(0.1) :]:
                    self.add("profile_tables", profile_code=code, table=table, key=key, value=value)

    # ---- when, whom

    def add_rounds(self):
        self.add_round(MAIN, "TINH", "year", START, END, self.cutoff, {kind: f"QT-{kind}" for kind in KINDS})
        for code in BESIDE:
            if self.chance(0.6):
                self.add_round(code, "NGOAI", self.some("year", "term"), START, END, END, self.any_profiles())
        for code, (start, end) in QUARTERS.items():
            if self.chance(0.5):
                committee = "TINH" if self.chance(0.85) else "NGOAI"
                profiles = self.any_profiles() if self.chance(0.3) else {kind: f"QT-{kind}" for kind in KINDS}
                self.add_round(code, committee, "quarter", start, end, end, profiles)

    def any_profiles(self):
        return {kind: f"{self.some('QT', 'QT2')}-{kind}" for kind in KINDS}

    def add_round(self, code, committee, period, start, end, cutoff, profiles):
        self.add("rounds", code=code, committee_code=committee, period=period, start=start, end=end, cutoff=cutoff,
                 profile_codes=";".join(profiles.values()))  # fmt: skip
        self.rules[code] = profiles

    def add_assessments(self):
        subjects = [("collective", unit) for unit in self.units]
        subjects += [(kind, post) for kind in ("leader", "staff") for post in self.posts[kind]]
        self.rng.shuffle(subjects)
        for round_ in list(self.tables["rounds"]):
            share = 0.9 if round_["code"] == MAIN else 0.5
            for kind, code in subjects[: self.size]:
                if self.chance(share):
                    self.add("assessments", round_code=round_["code"], subject_code=code, subject_type=kind,
                             quota_group=self.some(*7 * ("",), "nhóm 1"))  # fmt: skip
        self.rated = [code for kind, code in subjects[: self.size]]

    # ---- what was given, what became of it

    def add_tasks(self):
        owners = self.posts["leader"] + self.posts["staff"]
        rated_posts = [code for code in self.rated if code in owners]
        rated_units = [code for code in self.rated if code in self.units]
        for number in range(self.rng.randint(0, min(60, 4 * self.size))):
            posts = self.rng.sample(owners, min(len(owners), self.some(0, 1, 1, 2)))
            if rated_posts and self.chance(0.6):
                posts = [self.rng.choice(rated_posts)]
            unit = self.rng.choice(rated_units or self.units) if not posts or self.chance(0.3) else ""
            self.add_task(f"V{number}", posts, unit)

    def add_task(self, code, posts, unit):
        temper = self.temper((posts or [unit])[0])
        _, on_time, late, beyond = TEMPERS[temper]
        term = self.chance(0.15)
        fate = self.rng.random()
        due = self.date()
        cells = {}
        if fate < on_time + late:
            finished = due - self.rng.randrange(0, 20) * DAY
            if fate >= on_time:
                finished = due + self.rng.randrange(1, 12) * DAY
            cells["state"] = "accepted"
            cells["accepted_on"] = finished + self.some(0, 0, 3, 10) * DAY
            cells["finished_on"] = "" if self.chance(0.15) else finished
            cells["exceeded"] = self.chance(beyond)
        else:
            cells["state"] = self.some(*UNFINISHED)
            cells["exceeded"] = self.chance(0.1)
        self.add(
            "tasks",
            code=code,
            year=2026,
            kind=self.some(*TASK_KINDS),
            field=self.some(*FIELDS),
            title=f"Việc {code}",
            assigned_by_code="TINH",
            owner_codes=";".join(posts),
            owner_committee_code=unit,
            due=due,
            horizon="term" if term else self.some("", "year"),
            importance=self.some("", "trong_tam", "thuong", "la"),
            difficulty=self.some("", "", "kho", "rat_kho"),
            quality_percent=self.some("", "", 100, "87.5", 75, 50, 0) if temper in ("late", "weak", "poor") else "",
            major_errors=self.some("", "", 0, 1, 5),
            times_late=self.some("", "", 0, 1, 2, 5),
            excused=self.chance(0.1),
            **cells,
        )
        if term or self.chance(0.1):
            self.add_milestones(code, temper)
        if self.chance(0.4):
            self.add_indicators(code, temper)
        if self.chance(0.3):
            self.add_reports(code)

    def add_milestones(self, task, temper):
        dates = {self.date() for _ in range(self.rng.randint(0, 3))}
        for due in sorted(dates):
            done = self.chance(TEMPERS[temper][1])
            finished = due + self.some(-5, 0, 0, 1, 4) * DAY
            self.add(
                "milestones",
                task_code=task,
                due=due,
                title=f"Mốc {due}",
                finished_on=finished if done and self.chance(0.7) else "",
                accepted_on=finished + self.some(0, 2) * DAY if done else "",
                quality_percent=self.some("", "", 80, "66.666666"),
                exceeded=self.chance(0.3),
                excused=self.chance(0.1),
            )

    def add_indicators(self, task, temper):
        reach = {"excellent": ("1", "1", "1.36"), "good": ("1", "0.9", "1")}.get(temper, ("0.5", "0.75", "1", "0"))
        for number in range(self.rng.randint(1, 3)):
            comparator = self.some("gte", "lte", "eq", "range", "done")
            target = self.some(Decimal(10), Decimal("2.5"), Decimal(300))
            share = Decimal(self.some(*reach))
            cells = {"result": target * share * self.some(*9 * (1,), -1)}
            if comparator == "done":
                cells = {"result": self.some(0, 1, 1)}
            elif comparator == "lte":
                cells |= {"target_max": target, "baseline": self.some("", "", target * 2, target / 2)}
                cells["result"] = self.some(target, target * 2, target / 2, 0, target * 3, -target)
                if self.chance(0.15):
                    cells |= {"target_max": 0, "baseline": 10}
            else:
                cells |= {"target_min": target, "baseline": self.some("", "", 0, 1, target * 2)}
            if comparator == "range":
                cells["target_max"] = self.some("", target, target * 2)
            if self.chance(0.15):
                cells["result"] = ""
            self.add("indicators", task_code=task, name=f"Chỉ tiêu {number}", comparator=comparator,
                     weight=self.some("", 1, 2, "0.5"), **cells)  # fmt: skip

    def add_reports(self, task):
        for period_end in sorted({self.date() for _ in range(self.rng.randint(1, 3))}):
            self.add("reports", task_code=task, period_end=period_end, percent=self.some("", 0, 40, "66.5", 100, 130),
                     state=self.some("verified", "verified", "submitted", "returned"))  # fmt: skip

    def add_holidays(self):
        for date in sorted({START + self.rng.randrange(0, 365) * DAY for _ in range(self.rng.randint(0, 12))}):
            self.add("holidays", date=date, name="Nghỉ")

    # ---- what bears on the level

    def add_discipline(self):
        seen = set()
        for _ in range(self.rng.randint(0, 1 + self.size // 3)):
            subject = self.some(
                self.rng.choice(self.posts["leader"] + self.posts["staff"]), self.rng.choice(self.units)
            )
            act = self.date()
            decided = act + self.some(0, 30, 200) * DAY
            form = self.some("khien_trach", "canh_cao", "cach_chuc", "khai_tru")
            if (subject, form, decided) in seen:
                continue
            seen.add((subject, form, decided))
            unit = "" if subject in self.units and self.chance(0.7) else self.some("", "", self.rng.choice(self.units))
            self.add("discipline", subject_code=subject, form=form, act_on=act, decided_on=decided,
                     duty_related=self.chance(0.5), committee_code=unit, self_remedied=self.chance(0.2))  # fmt: skip

    def add_what_bears_on(self, row):
        round_code, subject, kind = row["round_code"], row["subject_code"], row["subject_type"]
        self.add_sheets(round_code, subject, kind)
        key = {"round_code": round_code, "subject_code": subject}
        if self.chance(0.15):
            for trigger_id in sorted({self.some(*TRIGGER_IDS[kind]) for _ in range(self.some(1, 1, 2, 5))}):
                accepted = self.chance(0.5)
                for date in sorted({self.some(START, END) for _ in range(self.some(1, 1, 2))}):
                    self.add("triggers", **key, trigger_id=trigger_id, date=date, document="Kết luận số 1-KL/TU",
                             exception_accepted=accepted or self.chance(0.2),
                             exception_reason="Tự phát hiện, đã khắc phục")  # fmt: skip
        if kind == "leader" and self.chance(0.2):
            low, total = self.some((50, 100), (51, 100), (0, 0), (3, 5), (1, 9))
            self.add("votes", **key, low_confidence=low, total=total)
        if self.chance(0.2):
            pointed_out, remedied = self.some((0, 0), (10, 9), (10, 10), (5, 4), (3, 1))
            self.add("remediation", **key, pointed_out=pointed_out, remedied=remedied)
        if self.chance(0.3 if kind == "collective" else 0.1):
            self.add("ratings", **key, decided_level=self.some(*LEVELS))

    def add_sheets(self, round_code, subject, kind):
        ordinal, roles, criteria = self.profiles[self.rules[round_code][kind]]
        if self.chance(0.05):
            return
        for role, _ in roles:
            stage = "self" if role == "self" else "review"
            if role != "organiser" and self.chance(0.4):
                continue
            for assessor in range(1 if role == "self" else self.some(1, 1, 2, 3)):
                self.add_sheet(round_code, subject, stage, role, f"{role}-{assessor}", ordinal, criteria)
        if self.chance(0.1):
            self.add_sheet(round_code, subject, "decision", roles[0][0], "", ordinal, criteria)

    def add_sheet(self, round_code, subject, stage, role, assessor, ordinal, criteria):
        shares, *_ = TEMPERS[self.temper(subject)]
        for code, group, most, source, _ in criteria:
            if self.chance(0.6 if group in "BP" else 0.02):
                continue
            most = Decimal(str(most))
            if ordinal:
                value = {"excellent": self.some(4, 4, 4, 3), "good": self.some(3, 4), "poor": self.some(1, 2)}.get(
                    self.temper(subject), self.some(2, 3)
                )
            elif source == "binary":
                value = self.some(most, most, most, 0)
            else:
                value = (most * Decimal(self.some(*shares))).quantize(Decimal("0.000001")).normalize()
                if self.chance(0.1):
                    value = max(
                        Decimal(0), value - self.some(Decimal("0.000001"), Decimal("0.000002"), Decimal("0.01"))
                    )
            self.add("sheets", round_code=round_code, subject_code=subject, stage=stage, role=role,
                     assessor_code=assessor, criterion_code=code, value=f"{value:f}")  # fmt: skip

    # ---- the ways people write the same cell

    def disguise(self):
        """A few dates as DD/MM/YYYY, decimals with a comma, yes and no in words: interchange.md allows them all."""
        for table, column in [("tasks", "due"), ("discipline", "act_on"), ("rounds", "cutoff"), ("milestones", "due")]:
            for row in self.tables[table]:
                if row[column] and self.chance(0.1):
                    row[column] = f"{dt.date.fromisoformat(row[column]):%d/%m/%Y}"
        for table, column in [("sheets", "value"), ("indicators", "result"), ("profile_tables", "value")]:
            for row in self.tables[table]:
                if self.chance(0.1):
                    row[column] = row[column].replace(".", ",")
        for table, column in [("tasks", "exceeded"), ("milestones", "excused"), ("discipline", "duty_related")]:
            for row in self.tables[table]:
                if self.chance(0.1):
                    row[column] = {"1": "có", "0": "không", "": ""}[row[column]]


# ---- smaller ----------------------------------------------------------------------------------------------------


def without(tables, name, rows):
    """The tables without these rows of one of them, and without the rows that name what is gone."""
    left = {**tables, name: [row for row in tables[name] if not any(row is one for one in rows)]}
    gone = {row["code"] for row in rows if row.get("code")}
    while gone:
        names = gone
        gone = set()
        for table, kept in left.items():
            naming = [row for row in kept if any(named(column, value, names) for column, value in row.items())]
            gone |= {row["code"] for row in naming if row.get("code")}
            left[table] = [row for row in kept if not any(row is one for one in naming)]
    return left


def named(column, value, names):
    return column != "code" and "_code" in column and any(part.strip() in names for part in value.split(";"))


def smaller(tables, still, passes=2):
    """The same tables with rows taken out as long as still(tables) holds: a small input for a report.

    `still` must be False for tables that do not load."""
    for _ in range(passes):
        before = sum(map(len, tables.values()))
        for name in sorted(tables, key=lambda name: "code" not in (tables[name] or [{}])[0]):
            piece = max(1, len(tables[name]) // 2)
            while piece:
                start = 0
                while start < len(tables[name]):
                    fewer = without(tables, name, tables[name][start : start + piece])
                    if still(fewer):
                        tables = fewer
                    else:
                        start += piece
                piece //= 2
        if sum(map(len, tables.values())) == before:
            break
    return tables
