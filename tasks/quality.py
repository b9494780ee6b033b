"""Quality check of a task while it is written and appraised: what a careful colleague would remark. Nothing here
forbids anything; every finding says what is seen and what could be done.

Pure: a Draft, the tasks it is compared with and the period go in, findings come out; no database, no clock."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher

from cadre.templatetags.vi import ngay
from tasks import reading
from tasks.wording import target_words, with_unit

# Most important first; the order in which findings are told.
ORDER = (
    "duplicate",
    "no_number",
    "no_product",
    "vague",
    "outside_period",
    "no_milestone",
    "below_last_year",
    "near_duplicate",
    "split",
    "routine",
)
NEAR = 0.6  # likeness of two titles from which they are shown side by side
WITHIN = 0.8  # or so much of the shorter title stands in the longer one
LOOK = 0.4  # below this two titles are not compared word by word
SHOWN = 3  # tasks alike that are named; more would only hide the first
SPLIT_START = 4  # words at the beginning of a title that say what is done, and to what
EXPLAINED = 8  # words that say why a task is more than routine
NAME_WORDS = 4  # words of the name of a place or a project


@dataclass(frozen=True, slots=True)
class Finding:
    """What is seen in a task, and what to do about it.

    field: name of the form field it hangs on · alike, alike_words: the task it resembles, its id and who holds it."""

    code: str
    words: str
    advice: str
    field: str
    alike: int | None = None
    alike_words: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """The attributes of tasks.models.Indicator that are read; anything that has them will do."""

    name: str = ""
    unit: str = ""
    comparator: str = "gte"
    baseline: Decimal | None = None
    target_min: Decimal | None = None
    target_max: Decimal | None = None
    target_text: str = ""
    result: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone: the attributes of tasks.models.Milestone that are read."""

    title: str
    due: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """In which the task is to be done; `name` where a sentence does not call it by its campaign."""

    start: dt.date
    end: dt.date
    name: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    title: str = ""
    reason: str = ""
    product: str = ""
    product_type: str = ""
    indicators: Sequence = ()
    milestones: Sequence = ()
    start: dt.date | None = None
    due: dt.date | None = None
    horizon: str = "year"
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Another task. relation: past (earlier, of the same person or unit) · same (of the same person, this year) ·
    superior (of the secretary or chairman of the unit) · colleague · unit (of the unit itself)."""

    id: int
    title: str
    year: int = 0
    whose: str = ""
    relation: str = "colleague"
    indicators: Sequence = ()

    @property
    def words(self):
        return f"Việc năm {self.year} của {self.whose}: {self.title}" if self.whose else self.title


def examine(draft, *, known=(), period=None):
    """[Finding] of a draft, most important first; the order of `known` does not matter."""
    known = sorted(known, key=lambda other: (-other.year, other.id, other.relation))
    found = [
        *without_number(draft),
        *without_product(draft),
        *vague(draft),
        *outside(draft, period),
        *without_milestone(draft, period),
        *resemblances(draft, known),
        *below_last_year(draft, known),
        *routine(draft),
    ]
    return sorted(found, key=lambda finding: ORDER.index(finding.code))


# ---- what it says --------------------------------------------------------------------------------------------


def is_measured(draft):
    """A number to be reached stands in an indicator, or in the words of the task."""
    for each in draft.indicators:
        if each.comparator != "done" and (each.target_min is not None or each.target_max is not None):
            return True
        if reading.counts(each.target_text) or reading.counts(each.name):
            return True
    texts = (draft.title, draft.product, *(step.title for step in draft.milestones))
    return any(map(reading.counts, texts))


def is_yes_or_no(draft):
    """One thing that is there at the end or not, so that nothing needs to be counted: a document the task is to make,
    a recognition, a work put into use. A paper for each piece of work (a decision for each new member) is none."""
    if reading.is_counted_by_the_piece(draft.title, draft.product):
        return False
    is_proved = reading.proves(draft.product) or bool(draft.product_type.strip())
    if reading.makes_document(draft.title) or names_one_paper(draft.product):
        return True
    return is_proved and (
        reading.reaches_state(draft.title) or any(each.comparator == "done" for each in draft.indicators)
    )


def names_one_paper(product):
    return reading.names_policy(product) and not reading.is_hollow(product)


def without_number(draft):
    if not draft.title.strip() or is_measured(draft) or is_yes_or_no(draft):
        return
    yield Finding(
        "no_number",
        "Chưa có con số nào để cuối kỳ biết việc đã xong đến đâu.",
        "Ghi chỉ tiêu có số và đơn vị, ví dụ “ít nhất 10 vụ việc”, và nêu rõ hiện nay là bao nhiêu.",
        "indicators",
    )


def without_product(draft):
    if not draft.title.strip() or draft.product_type.strip():
        return
    text = reading.plain(draft.product)
    if not text:
        yield Finding(
            "no_product",
            "Chưa ghi sản phẩm.",
            "Ghi văn bản hoặc kết quả đếm được sẽ có, ví dụ “Quyết định công nhận của UBND tỉnh”.",
            "product",
        )
    elif reading.is_hollow(draft.product) or not reading.names_product(draft.product):
        yield Finding(
            "no_product",
            "Sản phẩm chưa phải là một văn bản hay một kết quả kiểm tra được.",
            "Ghi rõ văn bản gì, do ai ban hành hoặc xác nhận, hoặc số công trình, mô hình sẽ bàn giao.",
            "product",
        )


def vague(draft):
    if is_measured(draft) or is_yes_or_no(draft):
        return
    words = reading.vague_words(draft.title)
    if words:
        said = ", ".join(f"“{word}”" for word in words[:3])
        yield Finding(
            "vague",
            f"Tên việc dùng {said} mà không kèm điều gì đếm được.",
            "Nói rõ làm xong việc gì, ở đâu, bao nhiêu; hoặc thêm chỉ tiêu có số.",
            "title",
        )


def routine(draft):
    is_explained = len(reading.tokens(draft.reason)) >= EXPLAINED
    if draft.kind not in ("dat_hang", "trong_tam") and not is_explained and reading.is_routine(draft.title):
        yield Finding(
            "routine",
            "Việc này giống nhiệm vụ thường xuyên của chức danh.",
            "Nêu vì sao khó hoặc cấp bách hơn công việc hằng năm, hoặc chọn loại việc trọng tâm.",
            "title",
        )


# ---- when ----------------------------------------------------------------------------------------------------


def outside(draft, period):
    if period is None:
        return
    span = period.name or f"đợt giao việc ({ngay(period.start)}–{ngay(period.end)})"
    is_late = draft.due is not None and draft.due > period.end and draft.horizon != "term"
    if is_late or (draft.due is not None and draft.due < period.start):
        yield Finding(
            "outside_period",
            f"Thời hạn {ngay(draft.due)} nằm ngoài {span}.",
            "Chọn ngày khác; nếu việc kéo dài, chọn thời kỳ nhiều năm và đặt mốc cho năm nay."
            if is_late
            else "Kiểm tra lại năm của thời hạn.",
            "due",
        )
    wrong = next((step for step in draft.milestones if is_outside(step.due, draft, period)), None)
    if wrong:
        yield Finding(
            "outside_period",
            f"Mốc {ngay(wrong.due)} nằm ngoài thời gian của việc.",
            "Đặt mốc từ ngày bắt đầu đến thời hạn của việc.",
            "milestones",
        )


def is_outside(day, draft, period):
    """Before the task begins (of a task of years only where that is said) or after its deadline."""
    first = draft.start or (None if draft.horizon == "term" else period.start)
    is_early = day is not None and first is not None and day < first
    return is_early or (day is not None and draft.due is not None and day > draft.due)


def without_milestone(draft, period):
    if period is None or draft.horizon != "term":
        return
    if not any(step.due is not None and period.start <= step.due <= period.end for step in draft.milestones):
        yield Finding(
            "no_milestone",
            f"Việc nhiều năm chưa có mốc nào đến {ngay(period.end)}.",
            "Đặt ít nhất một mốc cho năm nay: việc được đánh giá theo mốc của từng năm.",
            "milestones",
        )


# ---- other tasks ---------------------------------------------------------------------------------------------

PLACES = frozenset(
    reading.listed(
        """xa, phuong, thon, ban, xom, khu, huyen, to, duong, tuyen, cau, truong, cum, doan, lo, tram, quoc, song, suoi,
        ho, chua, thi, tran, pho, chi, bo, dang, so, goi, an, bai, nguon, dot, quy, thang, lan, giai, ky"""
    )
)


def parts(one, other):
    """[(words here, words there, the word before)] in which two titles differ. A single word they share between two
    differences belongs to them: "Nà Khậu" and "Khậu Lình" are two names."""
    mine, theirs = reading.tokens(one), reading.tokens(other)
    spans = []
    for kind, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if spans and a - spans[-1][1] == 1:
            spans[-1] = (spans[-1][0], b, spans[-1][2], d)
        else:
            spans.append((a, b, c, d))
    return [(mine[a:b], theirs[c:d], mine[a - 1] if a else "") for a, b, c, d in spans]


def is_number(word):
    return word[0].isdigit() or word in reading.ROMAN


def is_other_name(here, there, before):
    """What differs is a number, or the name of a place, a road, a project: the rest of the two titles is the same."""
    if all(map(is_number, here + there)):
        return True
    if not here or not there or max(len(here), len(there)) > NAME_WORDS:
        return False
    return before in PLACES or (here[0] in PLACES and there[0] in PLACES)


def differ_in_name(draft, differences):
    """The same sentence about something else: another place, another number."""
    shared = len(reading.tokens(draft.title)) - sum(len(here) for here, _, _ in differences)
    return shared >= 2 and all(is_other_name(*part) for part in differences)


def is_part_of_one(draft, other):
    """Both count the same unit and begin with the same words: pieces of one target."""
    units = {reading.plain(each.unit) for each in draft.indicators if each.unit and each.comparator != "done"}
    theirs = {reading.plain(each.unit) for each in other.indicators if each.unit and each.comparator != "done"}
    mine = reading.tokens(draft.title)[:SPLIT_START]
    return bool(units & theirs) and len(mine) == SPLIT_START and mine == reading.tokens(other.title)[:SPLIT_START]


def likeness(draft, other):
    """Of two titles as they stand, or of the work they speak of: whichever is more."""
    mine, theirs = draft.title, other.title
    return max(reading.likeness(mine, theirs), reading.likeness(reading.work(mine), reading.work(theirs)))


def kind_of_likeness(draft, other):
    """(code, likeness) of a draft and another task; ("", 0) when they are two things."""
    if not reading.tokens(draft.title):
        return "", 0.0
    like, is_same_person = likeness(draft, other), other.relation == "same"
    if like < LOOK:
        is_piece = is_same_person and is_part_of_one(draft, other)
        return ("split", like) if is_piece else ("", 0.0)
    differences = parts(draft.title, other.title)
    if not differences:
        return "duplicate", like
    if is_same_person and (is_part_of_one(draft, other) or differ_in_name(draft, differences)):
        return "split", like
    if all(is_number(word) for here, there, _ in differences for word in here + there):
        return "duplicate", like
    if differ_in_name(draft, differences):
        return "", 0.0
    is_near = like >= NEAR or reading.containment(draft.title, other.title) >= WITHIN
    return ("near_duplicate", like) if is_near else ("", 0.0)


WHOSE = {
    "past": "một việc của những năm trước",
    "same": "một việc khác của chính người này trong năm",
    "superior": "một việc của bí thư hoặc chủ tịch cùng đơn vị",
    "colleague": "một việc của người khác trong đơn vị",
    "unit": "một việc của tập thể đơn vị",
}
TO_DO = {
    "past": "Nếu là việc làm tiếp, hãy chuyển tiếp từ việc cũ; nếu không, nêu điểm mới và mức cao hơn.",
    "same": "Gộp hai việc làm một, hoặc nói rõ chỗ khác nhau.",
    "superior": "Để hai người cùng nhận một việc, hoặc ghi rõ phần mỗi người chịu trách nhiệm.",
    "colleague": "Thống nhất một người chịu trách nhiệm chính, hoặc để hai người cùng nhận một việc.",
    "unit": "Nhận phần việc giao xuống từ việc của tập thể, hoặc ghi rõ phần mình chịu trách nhiệm.",
}


def resemblances(draft, known):
    """At most SHOWN tasks that are the same or nearly so, and one finding for all pieces of one target."""
    alike, pieces = [], []
    for other in known:
        code, like = kind_of_likeness(draft, other)
        if code == "split":
            pieces.append((like, other))
        elif code:
            alike.append((code, like, other))
    alike.sort(key=lambda each: (ORDER.index(each[0]), -each[1], -each[2].year, each[2].id))
    for code, _, other in alike[:SHOWN]:
        start = "Trùng với" if code == "duplicate" else "Gần giống"
        yield Finding(code, f"{start} {WHOSE[other.relation]}.", TO_DO[other.relation], "title", other.id, other.words)
    if pieces:
        nearest = min(pieces, key=lambda piece: (-piece[0], piece[1].id))[1]
        yield Finding(
            "split",
            f"Cùng {len(pieces)} việc khác của người này có vẻ là các phần của một chỉ tiêu.",
            "Gộp thành một việc với chỉ tiêu chung, mỗi phần là một mốc.",
            "title",
            nearest.id,
            nearest.words,
        )


def is_same_indicator(draft, mine, other, theirs):
    """The same thing measured in the same unit: by the name of the indicator, or by that of the task."""
    if (
        mine.comparator == "done"
        or theirs.comparator == "done"
        or reading.plain(mine.unit) != reading.plain(theirs.unit)
    ):
        return False
    if (mine.comparator == "lte") != (theirs.comparator == "lte"):
        return False
    names = reading.likeness(mine.name, theirs.name)
    return names >= NEAR and reading.likeness(draft.title, other.title) >= LOOK


def falls_short(target, result):
    if target.comparator == "lte":
        return target.target_max is not None and target.target_max > result
    best = target.target_max if target.comparator == "range" and target.target_max is not None else target.target_min
    return best is not None and best < result


def below_last_year(draft, known):
    """For each indicator the latest earlier result of the same one, where the target asks for less."""
    for mine in draft.indicators:
        earlier = [
            (other, theirs)
            for other in known
            if other.relation == "past"
            for theirs in other.indicators
            if theirs.result is not None and is_same_indicator(draft, mine, other, theirs)
        ]
        if not earlier:
            continue
        other, theirs = max(earlier, key=lambda pair: (pair[0].year, -pair[0].id))
        if falls_short(mine, theirs.result):
            yield Finding(
                "below_last_year",
                f"Chỉ tiêu {target_words(mine)} kém kết quả năm {other.year}: {with_unit(theirs.result, theirs.unit)}.",
                "Đặt mức không kém kết quả đã đạt, hoặc nêu lý do ở phần “Vì sao khó hoặc cấp bách”.",
                "indicators",
                other.id,
                other.words,
            )


HIDDEN = {
    "duplicate": "Đã có một việc trùng với việc này, ngoài phạm vi được xem.",
    "near_duplicate": "Đã có một việc gần giống việc này, ngoài phạm vi được xem.",
    "split": "Người nhận đã có việc khác gần giống việc này, ngoài phạm vi được xem.",
    "below_last_year": "Chỉ tiêu kém kết quả đã đạt của một việc tương tự, ngoài phạm vi được xem.",
}


def without_particulars(finding):
    """The finding for somebody who may not see the task it resembles: that there is one, and nothing of it."""
    advice = "Hỏi chuyên viên Ban Tổ chức trước khi trình."
    return replace(finding, words=HIDDEN[finding.code], advice=advice, alike=None, alike_words="")
