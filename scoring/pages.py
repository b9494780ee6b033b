"""What each page of scoring shows, put together from queries and charts: no request, no HTML."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse

from cadre.accounts import roles_of
from cadre.enums import Role
from cadre.scope import READING_ROLES
from cadre.simulated import is_simulated
from cadre.text import sort_key
from scoring import charts, queries
from scoring.engine import reasons
from scoring.enums import SubjectType, SuggestedLevel
from scoring.explain import ROLE_WORDS as ROLES
from scoring.forms import UNRATED
from scoring.permissions import can_compute, covers

KINDS = dict(SubjectType.choices)
LEVEL_WORDS = dict(SuggestedLevel.choices)
SHORT_REASONS = {"quota": "hạn mức", "quota_tie": "bằng nhau ở suất cuối"}
SPOKEN_BY_COLUMNS = {"done_share", "late_share", "late", "exceeded_share", "remediation"}
NO_LEVELS = (SuggestedLevel.UNDECIDED, SuggestedLevel.INCOMPLETE)
WIDE, NARROW = (520, 104), (328, 16)  # width of the trend and the room right of it


# ---- shared ---------------------------------------------------------------------------------------------------


def round_words(round):
    return queries.period_words(round.period, round.start, round.end)


def noun(kind):
    return "tập thể" if kind == SubjectType.COLLECTIVE else "người"


def post_words(title, person, unit):
    """Who and where below the title of a post; what the title says already is not said twice."""
    place = unit.removeprefix("Đảng bộ ").removeprefix("Đảng ủy ")
    return " · ".join(words for words, said in ((person, person), (unit, place)) if said not in title)


def group_words(kind, group):
    return group or KINDS[kind]


def frame_of(user, round):
    """What every page of a round says about it. `part`: whose part of the round this is, "" if it is the whole."""
    part = ""
    if not covers(user, round):
        rights = [role for role in roles_of(user) if role.role in READING_ROLES]
        names = [role.words.removeprefix(f"{Role(role.role).label}, ") for role in rights]
        part = ", ".join(dict.fromkeys(names)) or "hồ sơ của chính mình"
    return {
        "round": round,
        "round_words": round_words(round),
        "simulated": is_simulated(round.code),
        "part": part,
    }


def address(url, **chosen):
    return f"{url}?{urlencode(chosen)}" if chosen else url


@dataclass(frozen=True, slots=True)
class LevelCount:
    css: str
    word: str
    short: str
    n: int
    href: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One row of the distribution: a quota group, its counts by suggested level, and its quota."""

    words: str
    href: str
    n: int
    bar: charts.LevelBar
    levels: tuple
    quota: queries.Quota | None
    is_part: bool


SHORT_LEVELS = {"XS": "XS", "TOT": "Tốt", "HT": "HT", "KHT": "Không HT"}


def distribution(tallies, quotas, ratings_url, is_part):
    """[GroupLine] in the order of subject types and group names. tallies: {(type, group): Tally} as far as seen, which
    is only a part of the round if `is_part`; quotas: {(type, group): Quota} of the whole round."""
    kinds = list(SubjectType.values)
    lines = []
    for kind, group in sorted(tallies, key=lambda key: (kinds.index(key[0]), sort_key(key[1]))):
        tally, quota = tallies[kind, group], quotas.get((kind, group))
        chosen = f"{kind}:{group}"
        counts = [
            LevelCount(
                css,
                LEVEL_WORDS[level],
                SHORT_LEVELS[level],
                tally.levels[level],
                address(ratings_url, nhom=chosen, muc=level),
            )
            for level, css in charts.LEVEL_CSS.items()
        ]
        unrated = address(ratings_url, nhom=chosen, muc=UNRATED)
        counts.append(LevelCount("none", "Chưa xếp", "Chưa", tally.unrated, unrated))
        allowance = None if quota is None or is_part else quota.allowance
        lines.append(
            GroupLine(
                words=group_words(kind, group),
                href=address(ratings_url, nhom=chosen),
                n=tally.n,
                bar=charts.level_bar(tally.levels, tally.n, allowance),
                levels=tuple(counts),
                quota=quota if quota is not None and quota.allowance is not None else None,
                is_part=is_part,
            )
        )
    return lines


# ---- Đợt đánh giá -----------------------------------------------------------------------------------------------


def lacking_lines(funnel, names, ratings_url):
    """[(sentence, dossiers, address)] of one subject type, the most frequent first."""
    url = address(ratings_url, nhom=funnel.subject_type, muc=SuggestedLevel.INCOMPLETE)
    found = sorted(funnel.lacking.items(), key=lambda item: (-item[1], item[0]))
    return [(reasons.sentence(code, names), n, url) for code, n in found]


@dataclass(frozen=True, slots=True)
class RoleLine:
    """Sheets of one assessor role for one subject type."""

    kind: str
    role: str
    required: bool
    n: int
    total: int

    @property
    def missing(self):
        return self.total - self.n


def role_lines(profiles, funnels, sheets):
    lines = []
    for link in profiles:
        funnel = funnels.get(link.subject_type)
        if funnel is None:
            continue
        for role in sorted(link.profile.roles.all(), key=lambda role: (not role.required, role.role)):
            if role.role != "self":
                n = sheets.get((link.subject_type, role.role), 0)
                words = ROLE_WORDS.get(role.role, role.role)
                lines.append(RoleLine(KINDS[link.subject_type], words, role.required, n, funnel.total))
    return lines


ROLE_WORDS = {"council": "Hội đồng", **{role: words[:1].upper() + words[1:] for role, words in ROLES.items()}}


def names_in(profiles):
    return {**ROLE_WORDS, **{c.code: c.name for link in profiles for c in link.profile.criteria.all()}}


def round_page(user, round):
    frame = frame_of(user, round)
    profiles = queries.profiles_of(round)
    funnels, tallies = queries.progress(user, round)
    rules = {link.subject_type: queries.Rules.of(round, link.profile) for link in profiles}
    runs = queries.runs_of(round)
    for run in runs:
        run.shown = level_counts(run.counts)
    ratings_url = reverse("ratings", args=[round.pk])
    names = names_in(profiles)
    return {
        **frame,
        "profiles": profiles,
        "funnels": [funnel_line(funnel) for funnel in funnels.values()],
        "totals": totals_of(funnels.values()),
        "roles": role_lines(profiles, funnels, queries.sheets_by_role(user, round)),
        "lacking": [
            (funnel.words, lines) for funnel in funnels.values() if (lines := lacking_lines(funnel, names, ratings_url))
        ],
        "lines": distribution(tallies, queries.quotas(round, rules), ratings_url, bool(frame["part"])) if runs else [],
        "runs": runs,
        "last_run": runs[0] if runs else None,
        "may_compute": can_compute(user, round),
    }


STAGES = (
    ("total", "Hồ sơ"),
    ("sheets", "Có phiếu chấm"),
    ("suggested", "Đã tính"),
    ("complete", "Đủ dữ liệu"),
    ("decided", "Đã quyết định"),
)


def funnel_line(funnel):
    """(words, [(stage, n, width of its bar)])."""
    stages = [(words, getattr(funnel, name)) for name, words in STAGES]
    return funnel.words, [(words, n, charts.coordinate(n, funnel.total)) for words, n in stages]


def totals_of(funnels):
    found = {name: sum(getattr(funnel, name) for funnel in funnels) for name, _ in STAGES}
    return {**found, "lacking": found["suggested"] - found["complete"]}


def level_counts(counts):
    """{level: n} of a run as [(word, n)] in the order of the levels."""
    return [(word, counts[level]) for level, word in SuggestedLevel.choices if counts.get(level)]


# ---- Xếp loại ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RatingLine:
    """One row of the decision table. `line_after`: the quota line is drawn below it."""

    row: queries.RatingRow
    points_common: str
    points_results: str
    total: str
    conditions: tuple
    lack: str
    note: str
    sentences: str
    own: queries.OwnPoints | None
    level_css: str
    level_word: str
    decided_css: str
    decided_word: str
    is_open: bool
    line_after: bool

    @property
    def under(self):
        """Who and where, below the name of a post."""
        row = self.row
        return post_words(row.name, row.person, row.unit_name) if row.person else ""


def spoken(codes, names):
    """The sentences of the reasons that no column shows; what is missing in one breath."""
    missing = [code.removeprefix("missing_") for code in codes if code.startswith("missing_")]
    said = [
        reasons.sentence(code, names)
        for code in codes
        if code not in SPOKEN_BY_COLUMNS and code not in SHORT_REASONS and not code.startswith(("band_", "missing_"))
    ]
    if missing:
        said.insert(0, f"Thiếu {', '.join(names.get(name, name) for name in missing)}.")
    return " ".join(said)


def all_sentences(codes, names):
    return " ".join(reasons.sentence(code, names) for code in codes)


def rating_line(row, rules, names, own, opened, line):
    cells = charts.conditions(row, rules)
    css = charts.LEVEL_CSS.get(row.level, "none")
    return RatingLine(
        row=row,
        points_common=charts.points(row.points_common),
        points_results=charts.points(row.points_results),
        total=charts.points(row.total),
        conditions=cells,
        lack="; ".join(cell.lack for cell in cells if cell.missed),
        note=", ".join(SHORT_REASONS[code] for code in row.reason_codes if code in SHORT_REASONS),
        sentences=spoken(row.reason_codes, names),
        own=own,
        level_css=css,
        level_word=LEVEL_WORDS[row.level],
        decided_css=charts.LEVEL_CSS.get(row.decided, "none"),
        decided_word=LEVEL_WORDS.get(row.decided, ""),
        is_open=row.pk == opened,
        line_after=bool(line) and row.position == line,
    )


@dataclass(frozen=True, slots=True)
class Group:
    """A choice of the filter: a subject type, or one quota group of it; `group` None = every group of the type."""

    kind: str
    group: str | None
    tally: queries.Tally

    @property
    def value(self):
        return self.kind if self.group is None else f"{self.kind}:{self.group}"

    @property
    def words(self):
        return f"{KINDS[self.kind]}, mọi nhóm" if self.group is None else group_words(self.kind, self.group)


def groups_of(tallies):
    """[(subject type in words, [Group])] of what is seen; a type with several groups also offers all of them."""
    found = defaultdict(list)
    kinds = list(SubjectType.values)
    for kind, group in sorted(tallies, key=lambda key: (kinds.index(key[0]), sort_key(key[1]))):
        found[kind].append(Group(kind, group, tallies[kind, group]))
    for kind, groups in found.items():
        if len(groups) > 1:
            groups.append(Group(kind, None, queries.added(group.tally for group in groups)))
    return [(KINDS[kind], groups) for kind, groups in found.items()]


def chosen_group(groups, value):
    """The Group of the address, else the first; None if nothing is seen."""
    every = [group for _, found in groups for group in found]
    return next(
        (group for group in every if group.value == value),
        next((group for group in every if group.kind == value), every[0] if every else None),
    )


def ratings_frame(user, round, chosen):
    """The part that page and Excel share: filter, rules, quota, rows (a queryset of values())."""
    rules = queries.rules_of(round)
    tallies = {key[1:]: tally for key, tally in queries.tallies(user, round).items()}
    tallies = {key: tally for key, tally in tallies.items() if tally.n > tally.levels[""]}
    groups = groups_of(tallies)
    group = chosen_group(groups, chosen.get("nhom", ""))
    frame = {**frame_of(user, round), "groups": groups, "group": group, "chosen": chosen}
    if group is None:
        return frame
    quotas = queries.quotas(round, rules)
    quota = quotas.get((group.kind, group.group))
    rows = queries.ratings(
        user,
        round,
        subject_type=group.kind,
        group=group.group,
        level=NO_LEVELS if chosen.get("muc") == UNRATED else chosen.get("muc", ""),
        text=chosen.get("q", ""),
    )
    return {
        **frame,
        "rules": rules[group.kind],
        "quota": quota if quota and quota.allowance is not None else None,
        "quota_part": bool(frame["part"]),
        "noun": noun(group.kind),
        "names": {**ROLE_WORDS, **queries.criterion_names(round)},
        "rows": rows,
        "is_whole_list": not chosen.get("muc") and not chosen.get("q"),
    }


def ratings_page(user, round, chosen, *, after="", before=""):
    frame = ratings_frame(user, round, chosen)
    if frame["group"] is None:
        return frame
    page = queries.ratings_page(frame["rows"], after=after, before=before)
    lines = rating_lines(page.rows, frame)
    draws = frame["quota"] is not None and frame["is_whole_list"]
    return {
        **frame,
        "page": page,
        "lines": lines,
        "line_on_top": draws and page.is_first and not frame["group"].tally.line,
        "draws_line": draws,
        "level_choices": level_choices(frame["group"].tally),
    }


def level_choices(tally):
    """[(value, words, n)] of the levels that occur; both kinds of unrated also together."""
    found = [(level, word, tally.levels[level]) for level, word in SuggestedLevel.choices if tally.levels[level]]
    both = all(tally.levels[level] for level in NO_LEVELS)
    return [*found, (UNRATED, "Chưa xếp", sum(tally.levels[level] for level in NO_LEVELS))] if both else found


def rating_lines(rows, frame):
    own = {} if frame["rules"].ordinal else queries.self_totals([row.pk for row in rows])
    line = frame["group"].tally.line if frame["quota"] is not None and frame["is_whole_list"] else 0
    opened = frame["chosen"].get("mo")
    return [rating_line(row, frame["rules"], frame["names"], own.get(row.pk), opened, line) for row in rows]


# ---- Vì sao? ----------------------------------------------------------------------------------------------------


def gap_of(proof):
    """“Còn thiếu gì”: heading and lines. What only repeats the one reason is left out."""
    head, *lines = proof.gap or ("",)
    if lines:
        return {"gap_head": f"Còn thiếu gì {head[:1].lower()}{head[1:].rstrip(':')}", "gap_lines": lines}
    repeated = head in {words for _, words in proof.reasons}
    return {"gap_head": "Còn thiếu gì", "gap_lines": [] if repeated or not head else [head]}


def verdict(dossier, proof):
    """Self, proposed and decided side by side, as mark classes and words."""
    own = queries.self_totals([dossier.pk]).get(dossier.pk)
    return {
        "dossier": dossier,
        "proof": proof,
        "own": own,
        "level_css": charts.LEVEL_CSS.get(proof.level, "none"),
        "level_word": LEVEL_WORDS.get(proof.level, "Chưa tính"),
        "decided_css": charts.LEVEL_CSS.get(dossier.decided_level, "none"),
        "decided_word": LEVEL_WORDS.get(dossier.decided_level, ""),
        **gap_of(proof),
    }


def why_page(user, dossier, proof):
    suggestion = getattr(dossier, "suggestion", None)
    group = suggestion.quota_group if suggestion else dossier.quota_group
    return {
        **frame_of(user, dossier.round),
        **verdict(dossier, proof),
        "group": group_words(dossier.subject_type, group),
        "group_value": f"{dossier.subject_type}:{group}",
        "kind_words": KINDS[dossier.subject_type],
    }


# ---- Bảng xếp hạng ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RankLine:
    """One row of the ranking, every figure ready to print: the template has fifty of these and little time."""

    pk: str
    rank: str
    name: str
    under: str
    level_css: str
    level_word: str
    total: str
    width: str
    move: charts.Move | None
    before_x: str
    heats: tuple


def fields_in(rows):
    """The fields of the rows shown, the most frequent first."""
    seen = defaultdict(int)
    for row in rows:
        for name in row.fields:
            seen[name] += 1
    return sorted(seen, key=lambda name: (-seen[name], sort_key(name)))


def rank_line(row, fields, floor, before, links):
    heats = []
    for name in fields:
        cell = charts.heat(row.fields.get(name))
        heats.append((cell.css, cell.text, f"{links[name]}&don_vi={row.unit_id}"))
    rank, total = before or (None, None)
    return RankLine(
        pk=str(row.pk),
        rank="–" if row.rank is None else str(row.rank),
        name=row.name,
        under=post_words(row.title, row.person, row.unit) if row.title else "",
        level_css=charts.LEVEL_CSS.get(row.level, "none"),
        level_word=LEVEL_WORDS[row.level],
        total=charts.points(row.total),
        width="" if row.total is None else charts.score_width(row.total, floor),
        move=charts.move(row.rank, rank),
        before_x="" if total is None else charts.score_width(total, floor),
        heats=tuple(heats),
    )


def rank_lines(rows, standings, year):
    """([RankLine], fields, where the bars start)."""
    fields = fields_in(rows)
    url = reverse("tasks")
    links = {name: address(url, nam=year, linh_vuc=name) for name in fields}
    floor = charts.score_floor([row.total for row in rows])
    lines = [rank_line(row, fields, floor, standings.get(row.subject), links) for row in rows]
    return lines, fields, floor


def tally_of(tallies, round_id, kind):
    return queries.added(tally for (of, each, _), tally in tallies.items() if (of, each) == (round_id, kind))


def year_points(rules, tallies, kind, period):
    """[YearPoint], oldest first, of the rounds in which somebody of the kind was rated."""
    years = []
    for rule in reversed([rule for rule in rules if rule.subject_type == kind]):
        tally = tally_of(tallies, rule.round, kind)
        if tally.rated:
            excellent = tally.final["XS"]
            years.append(
                charts.YearPoint(
                    label=queries.period_label(period, rule.start, rule.end),
                    regime=rule.regime_label,
                    committee=rule.committee,
                    ordinal=rule.ordinal,
                    good=Fraction(excellent + tally.final["TOT"], tally.rated),
                    excellent=Fraction(excellent, tally.rated),
                    round=rule.round,
                    rated=tally.rated,
                )
            )
    return years[-queries.TREND_ROUNDS :]


def comparable(rules, current):
    """The round just before of the same committee and period, if it went by the same regime; else None."""
    earlier = [
        rule
        for rule in rules
        if rule.subject_type == current.subject_type and rule.committee == current.committee and rule.end < current.end
    ]
    return earlier[0] if earlier and earlier[0].regime == current.regime else None


def figures(tally, quotas, before, links):
    """The line of figures of one subject type: [(words, figure, small words, address of the rows behind it)].

    quotas: those of its groups, none where only a part of the round is seen; before: (Tally, words) of the round
    it is compared with."""
    found = [("Hồ sơ đã quyết định", tally.decided, f"/ {tally.n}", links["all"])]
    allowances = [quota.allowance for quota in quotas if quota.allowance is not None]
    words, small = ("Xuất sắc trên hạn mức", f"/ {sum(allowances)} suất") if allowances else ("Xuất sắc", "")
    found.append((words, tally.levels["XS"], small, links["XS"]))
    if tally.tasks:
        done = charts.percent_words(Fraction(tally.done, tally.tasks))
        over = charts.percent_words(Fraction(tally.exceeded, tally.tasks))
        late = f"· {before[1]}: {before[0].late}" if before[0].tasks else ""
        found.append(("Việc đã nghiệm thu", tally.done, f"/ {tally.tasks} · {done} %", links["tasks"]))
        found.append(("Vượt yêu cầu", tally.exceeded, f"· {over} %", links["tasks"]))
        found.append(("Chậm hoặc quá hạn", tally.late, late, links["late"]))
    unsure = f"· {tally.levels['INCOMPLETE']} thiếu dữ liệu" if tally.levels["INCOMPLETE"] else ""
    found.append(("Cần xem xét", tally.levels["UNDECIDED"], unsure, links["unrated"]))
    return found


def links_of(round, kind):
    """Addresses of the rows behind the figures."""
    ratings, tasks, year = reverse("ratings", args=[round.pk]), reverse("tasks"), round.end.year
    return {
        "all": address(ratings, nhom=kind),
        "XS": address(ratings, nhom=kind, muc="XS"),
        "unrated": address(ratings, nhom=kind, muc=UNRATED),
        "tasks": address(tasks, nam=year, trang_thai="xong"),
        "late": "#h-stuck",
    }


@dataclass(frozen=True, slots=True)
class Board:
    """What the ranking stands on: the counts of this round and of those before it, and their rules."""

    kind: str
    rules: queries.Rules
    before: queries.Rules | None
    every: list
    tallies: dict

    @property
    def here(self):
        """{(type, group): Tally} of this round."""
        return {key[1:]: tally for key, tally in self.tallies.items() if key[0] == self.rules.round}


def board_of(user, round, kind):
    """The Board of one subject type, "" = the first that is seen; None if nothing of the round is computed. Two
    statements."""
    every = queries.rules_until(round)
    wanted = kind or SubjectType.COLLECTIVE
    also = {rule.round for rule in every if rule.subject_type == wanted and rule.round != round.pk}
    tallies = queries.tallies(user, round, also=sorted(also), subject_type=wanted)
    seen = {key[1] for key, tally in tallies.items() if key[0] == round.pk and tally.n > tally.levels[""]}
    if not seen:
        return None
    if wanted not in seen:
        wanted = next(each for each in SubjectType.values if each in seen)
    rules = next(rule for rule in every if rule.round == round.pk and rule.subject_type == wanted)
    return Board(wanted, rules, comparable(every, rules), every, tallies)


def standings_of(user, board, rows):
    if board.before is None:
        return {}
    return queries.standings(user, board.before.round, board.kind, [row.subject for row in rows])


def ranking_page(user, round, chosen):
    """The leaders' page; `xem=tat-ca` or a key in the address shows the whole list, fifty rows a page."""
    frame = frame_of(user, round)
    board = board_of(user, round, chosen.get("doi_tuong", ""))
    if board is None:
        return frame
    whole_list = bool(chosen.keys() & {"xem", "sau", "truoc"})
    ranked = listed_rows(user, round, board, chosen) if whole_list else end_rows(user, round, board)
    lines, fields, floor = rank_lines(ranked["rows"], standings_of(user, board, ranked["rows"]), round.end.year)
    top = ranked.pop("top", len(lines))
    lead = 2 + (3 if not board.rules.ordinal else 0) + (1 if board.before else 0)
    return {
        **frame,
        **ranked,
        **({} if whole_list else summary(user, round, board, bool(frame["part"]))),
        "whole_list": whole_list,
        "is_all": len(lines) == tally_of(board.tallies, round.pk, board.kind).n,
        "kind": board.kind,
        "kind_words": KINDS[board.kind],
        "kinds": [(kind, KINDS[kind]) for kind in SubjectType.values if any(kind == key[0] for key in board.here)],
        "noun": noun(board.kind),
        "rules": board.rules,
        "before_label": queries.period_label(round.period, board.before.start, board.before.end)
        if board.before
        else "",
        "tally": tally_of(board.tallies, round.pk, board.kind),
        "lines": lines[:top],
        "last_lines": lines[top:],
        "fields": fields,
        "lead_columns": lead,
        "all_columns": lead + len(fields),
        "floor": floor,
        "why_url": reverse("why", args=[0]).removesuffix("0/"),
    }


def end_rows(user, round, board):
    tally = tally_of(board.tallies, round.pk, board.kind)
    count = tally.n - tally.levels["INCOMPLETE"] - tally.levels[""]
    top, bottom, after_top, before_bottom = queries.ends_of(queries.ranking(user, round, board.kind), count)
    gap = None
    if bottom:
        between = count - len(top) - len(bottom)
        gap = (between, charts.points(after_top.total), charts.points(before_bottom.total), top[-1].position)
    return {"rows": [*top, *bottom], "top": len(top), "gap": gap}


def listed_rows(user, round, board, chosen):
    rows, has_before, has_after = queries.ranking_page(
        user, round, board.kind, after=chosen.get("sau", 0), before=chosen.get("truoc", 0)
    )
    return {
        "rows": rows,
        "previous": rows[0].position if rows and has_before else None,
        "next": rows[-1].position if rows and has_after else None,
    }


def summary(user, round, board, is_part):
    """Distribution, trend, figures and late tasks: what stands around the ranking on its first page."""
    kind, period = board.kind, round.period
    quotas = queries.quotas(round, {rule.subject_type: rule for rule in board.every if rule.round == round.pk})
    lines = distribution(board.here, quotas, reverse("ratings", args=[round.pk]), is_part)
    years = year_points(board.every, board.tallies, kind, period)
    before = tally_of(board.tallies, board.before.round, kind) if board.before else queries.Tally()
    label = queries.period_words(period, board.before.start, board.before.end) if board.before else ""
    seen = [] if is_part else [quota for key, quota in quotas.items() if key[0] == kind]
    return {
        "lines_by_group": lines,
        "over_quota": [line.words for line in lines if line.quota and line.quota.kept > line.quota.allowance],
        "has_quota": not is_part and any(line.quota for line in lines),
        "figures": figures(tally_of(board.tallies, round.pk, kind), seen, (before, label), links_of(round, kind)),
        "years": years,
        "trends": [charts.trend(years, *size) for size in (WIDE, NARROW)] if len(years) > 1 else [],
        "late_tasks": queries.late_tasks(user, round),
    }
