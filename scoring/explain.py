"""Why this level: the proof of one assessment as a tree of nodes, each with its figures and its clause.

Computed by the same statement and the same engine as the round, for one subject; compared with what is stored, so a
page can say when the inputs have changed since."""

from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from cadre.models import Appointment
from cadre.templatetags.vi import diem, ngay, so, ti_le
from scoring.compute import judged_alone
from scoring.engine import triggers
from scoring.engine.exact import MICRO
from scoring.engine.gap import gaps
from scoring.engine.rating import CONDITIONS, levels_tried
from scoring.engine.reasons import LEVEL, TRIGGERS, law, sentence
from scoring.enums import CriterionGroup, SuggestedLevel
from scoring.facts import assignments
from scoring.models import QuotaGroup, ScoreLine
from scoring.rules import profiles_of


@dataclass(frozen=True, slots=True)
class Node:
    """One step of the proof. holds: True (met), False (fails), None (a fact, nothing to meet)."""

    label: str
    value: str = ""
    law: str = ""
    holds: bool | None = None
    children: tuple = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """level: the suggestion stored; reasons: (code, sentence) pairs; gap: what is missing for the next level up;
    stale: the inputs have changed since the suggestion was computed."""

    level: str
    reasons: tuple
    gap: tuple
    root: Node
    stale: bool


def points(micro):
    return diem(Fraction(micro, MICRO))


def clause(profile, code):
    """The clause of Quy định 366 behind a code; other regimes name theirs in their own criteria."""
    return law(code) if profile.regime == "366" else ""


def pair(value):
    """An exact (numerator, denominator) in micro as points."""
    return diem(Fraction(value[0], value[1] * MICRO))


def count_of(part, whole):
    """2/8 = 25,0 %; without a whole there is nothing to measure."""
    return f"{so(part)}/{so(whole)} = {ti_le(Fraction(part, whole), 1)}" if whole else "không có việc"


# ---- conditions ----------------------------------------------------------------------------------------------------


def condition_words(profile, facts, code):
    """(what is required, the actual figure)"""
    if code == "done_share":
        return "Hoàn thành mọi việc được giao", count_of(facts.done, facts.total)
    if code == "exceeded_share":
        least = profile.xs_exceeded_min
        required = "Vượt yêu cầu" if least is None else f"Vượt yêu cầu từ {ti_le(Fraction(least, MICRO))}"
        return required, count_of(facts.exceeded, facts.total)
    if code == "late":
        return "Không có việc chậm", so(facts.late)
    if code == "late_share":
        most = profile.ht_late_max
        required = "Việc chậm" if most is None else f"Việc chậm không quá {ti_le(Fraction(most, MICRO))}"
        return required, count_of(facts.late, facts.total)
    if code == "remediation":
        if not facts.pointed_out:
            return "Khắc phục tồn tại đã chỉ ra", "không có tồn tại"
        return "Khắc phục tồn tại đã chỉ ra", f"{so(facts.remedied)}/{so(facts.pointed_out)}"
    if code == "discipline_unit":
        rows = facts.discipline[0] + facts.members[0] + facts.children
        return "Đơn vị cấp dưới, thành viên tập thể không bị kỷ luật", so(rows)
    return "Có việc được giao trong kỳ", so(facts.total)


def shown(profile, code):
    """Clauses that are off, or speak of another subject type, are left out of the tree."""
    off = {
        "exceeded_share": profile.xs_exceeded_min is None,
        "late_share": profile.ht_late_max is None,
        "remediation": profile.xs_remediation_min is None,
        "discipline_unit": profile.subject_type != "collective",
        "no_tasks": not profile.no_tasks_bars_xs,
    }
    return not off.get(code, False)


def level_node(profile, facts, level, total):
    floor = profile.bands[level]
    children = [Node(f"Điểm từ {so(Fraction(floor, MICRO))}", points(total), holds=total >= floor)]
    for code, holds in CONDITIONS[level]:
        if shown(profile, code):
            required, actual = condition_words(profile, facts, code)
            children.append(Node(required, actual, clause(profile, code), holds(profile, facts)))
    failed = sum(child.holds is False for child in children)
    value = f"thiếu {failed}" if failed else "đủ"
    return Node(f"Điều kiện mức {LEVEL[level]}", value, clause(profile, "band"), not failed, tuple(children))


def condition_nodes(profile, facts, judgement):
    total = judgement.points.total
    if profile.ordinal or total is None:
        return []
    nodes = []
    for level in levels_tried(profile, total):
        if level == "KHT":
            break
        nodes.append(level_node(profile, facts, level, total))
        if nodes[-1].holds:
            break
    return nodes


# ---- triggers -------------------------------------------------------------------------------------------------------


def ground_node(profile, facts):
    opened, accepted = triggers.weigh_triggers(profile, facts)
    children = [Node(f"{key}: {TRIGGERS[key]}", "có", clause(profile, "trigger"), False) for key in opened]
    children += [
        Node(f"{key}: {TRIGGERS[key]}", "được chấp nhận ngoại lệ", clause(profile, "exception")) for key in accepted
    ]
    ids = triggers.OF_TYPE[profile.subject_type]
    label = f"Căn cứ xếp Không hoàn thành ({ids[0]}–{ids[-1]})"
    return Node(
        label, so(len(opened)) if opened else "không có", clause(profile, "trigger"), not opened, tuple(children)
    )


# ---- criteria -------------------------------------------------------------------------------------------------------


def sheet_nodes(profile, assessment):
    """{criterion id: nodes of the sheets that scored it}, each named by its role and, if known, the assessor's post."""
    post = Appointment.objects.filter(code=OuterRef("sheet__assessor_code")).values("title")[:1]
    rows = (
        ScoreLine.objects.filter(sheet__assessment=assessment)
        .exclude(sheet__stage="decision")
        .annotate(post=Subquery(post))
        .order_by("sheet__stage", "sheet__role", "sheet__assessor_code", "sheet_id")
        .values_list("criterion_id", "sheet__stage", "sheet__role", "sheet__assessor_code", "post", "value")
    )
    found = {}
    for criterion, stage, role, assessor, title, value in rows:
        who = "Tự chấm" if stage == "self" else f"Phiếu {ROLE_WORDS.get(role, role)}"
        if stage != "self" and (title or assessor):
            who = f"{who}: {title or assessor}"
        if not profile.weights.get(role):
            who = f"{who} (không tính vào điểm)"
        found.setdefault(criterion, []).append(Node(who, diem(value)))
    return found


ROLE_WORDS = {
    "organiser": "Ban Tổ chức",
    "assessor": "cơ quan tham mưu",
    "leader": "cấp có thẩm quyền",
    "self": "tự chấm",
}


def assignment_nodes(round, profiles, bits, assessment):
    """[(mask, Node)] of the assignments counted, in order of due date."""
    nodes = []
    for item in assignments(round, profiles, bits, assessment):
        words = [word for flag, word in zip(item.flags, ("xong", "chậm", "vượt", "không xong"), strict=True) if flag]
        value = ", ".join(words) or "chưa đến hạn"
        share = "" if profiles[assessment.subject_type].result_formula == "none" else f" · {ti_le(item.work.share, 1)}"
        label = f"{item.title} (hạn {ngay(item.due)})"
        href = reverse("task", args=[item.task_id])
        nodes.append((item.mask, Node(label, value + share, holds=not (item.flags[1] or item.flags[3]), href=href)))
    return nodes


def criterion_node(profile, facts, judgement, criterion, sheets, works):
    value = (judgement.points.criteria or {}).get(criterion.code)
    most = so(Fraction(criterion.max_points, MICRO))
    actual = "chưa có điểm" if value is None else f"{pair(value)} / {most}"
    children = tuple(sheets.get(criterion.key, ()))
    if criterion.source == "tasks" and not profile.ordinal and profile.result_formula != "none":
        matching = [node for mask, node in works if not criterion.mask or mask & criterion.mask]
        children = tuple(matching) or children
    elif criterion.source == "subordinates" and facts.units and not profile.ordinal:
        children = tuple(
            Node(f"Đơn vị xếp {LEVEL[level]}", so(number)) for level, number in facts.units.items() if number
        )
    return Node(criterion.name or criterion.code, actual, criterion.clause, None if value else False, children)


def group_nodes(profile, facts, judgement, sheets, works):
    got = {"I": judgement.points.common, "II": judgement.points.results}
    nodes = []
    for group in CriterionGroup:
        criteria = [c for c in profile.criteria if c.group == group]
        if not criteria:
            continue
        children = tuple(criterion_node(profile, facts, judgement, c, sheets, works) for c in criteria)
        most = so(Fraction(sum(c.max_points for c in criteria), MICRO))
        value = f"{points(got[group])} / {most}" if got.get(group) is not None else ""
        nodes.append(Node(group.label, value, children=children))
    return nodes


# ---- quota, gap, the whole -----------------------------------------------------------------------------------------


def quota_node(profile, assessment, suggestion):
    if suggestion is None or suggestion.before_quota != "XS":
        return []
    group = QuotaGroup.objects.filter(
        round=assessment.round_id, subject_type=assessment.subject_type, quota_group=suggestion.quota_group
    ).first()
    if group is None or group.cap is None:
        return []
    value = f"suất {so(group.cap)}, đủ điều kiện {so(group.candidates)}"
    if suggestion.rank_in_group:
        value = f"thứ {so(suggestion.rank_in_group)}; {value}"
    return [Node("Hạn mức Xuất sắc của nhóm", value, clause(profile, "quota"), suggestion.level == "XS")]


def gap_sentence(gap):
    n, after, of = so(gap.amount), so(gap.after), so(gap.of)
    texts = {
        "band": f"Thêm {points(gap.amount)} điểm để đạt {points(gap.after)}.",
        "done_share": f"Hoàn thành, nghiệm thu thêm {n} việc: {after}/{of}.",
        "exceeded_share": f"Thêm {n} việc được công nhận vượt yêu cầu: {after}/{of}.",
        "remediation": f"Khắc phục thêm {n} tồn tại: {after}/{of}.",
        "late": f"{n} việc chậm: chỉ không tính khi nguyên nhân khách quan được chấp nhận.",
        "late_share": f"Bớt {n} việc chậm (nguyên nhân khách quan được chấp nhận): còn {after}/{of}.",
        "discipline_unit": "Trong kỳ đơn vị cấp dưới hoặc thành viên tập thể đã bị kỷ luật: không bù được.",
        "no_tasks": "Trong kỳ không có việc được giao: không bù được.",
    }
    if gap.kind.startswith("trigger_"):
        key = gap.kind.removeprefix("trigger_")
        return f"Căn cứ {key} ({TRIGGERS[key]}) phải được chấp nhận ngoại lệ bằng văn bản."
    return texts[gap.kind]


def gap_sentences(profile, facts, judgement, suggestion):
    if suggestion is not None and suggestion.level != suggestion.before_quota:
        return (sentence("quota_tie" if suggestion.level == "UNDECIDED" else "quota"),)
    aim, missing = gaps(profile, facts, judgement.level, judgement.points.total)
    if aim is None:
        return ()
    return (f"Để lên {LEVEL[aim]}:", *(gap_sentence(gap) for gap in missing))


def names_of(profile):
    return {**ROLE_WORDS, **{criterion.code: criterion.name for criterion in profile.criteria}}


def is_stale(subject, judgement, suggestion):
    """Whether the stored suggestion would come out differently today (before the quota)."""
    if suggestion is None:
        return False
    total = suggestion.total
    stored_total = None if total is None else int(total * MICRO)
    facts = subject.facts
    return (
        suggestion.before_quota != judgement.level
        or stored_total != judgement.points.total
        or (suggestion.tasks_total, suggestion.done, suggestion.late, suggestion.exceeded)
        != (facts.total, facts.done, facts.late, facts.exceeded)
    )


def proof(assessment):
    """The proof of one assessment: assessment with round, appointment and committee at hand. Reads only."""
    round = assessment.round
    profiles, bits = profiles_of(round)
    profile = profiles[assessment.subject_type]
    suggestion = getattr(assessment, "suggestion", None)
    with transaction.atomic():
        subject, judgement = judged_alone(round, profiles, bits, assessment)
        works = assignment_nodes(round, profiles, bits, assessment)
    facts = subject.facts
    level = suggestion.level if suggestion else judgement.level
    codes = suggestion.reason_codes if suggestion else judgement.reasons
    names = names_of(profile)
    total = judgement.points.total
    children = (
        *condition_nodes(profile, facts, judgement),
        *quota_node(profile, assessment, suggestion),
        *group_nodes(profile, facts, judgement, sheet_nodes(profile, assessment), works),
        ground_node(profile, facts),
    )
    if not any(c.source == "tasks" for c in profile.criteria) or profile.result_formula == "none":
        children += (Node("Việc được giao trong kỳ", so(facts.total), children=tuple(node for _, node in works)),)
    root = Node(f"Đề xuất {SuggestedLevel(level).label}", "" if total is None else points(total), children=children)
    return Proof(
        level=level,
        reasons=tuple((code, sentence(code, names)) for code in codes),
        gap=gap_sentences(profile, facts, judgement, suggestion),
        root=root,
        stale=is_stale(subject, judgement, suggestion),
    )
