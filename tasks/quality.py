"""What a task says too little of: no number, no product, words instead of deeds, the same work once more.

Pure: texts, numbers and dates in, findings out; no database, no clock. It explains and advises and never blocks
(practice.md §5.1–3). Likeness is that of three-letter pieces without accents; thresholds were set on the tuning half of
tests/quality/labels.py and are measured on the other half by `make bench`."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from cadre.templatetags.vi import ngay, so
from cadre.text import clean, fold
from tasks.wording import with_unit

ALIKE, SAME = 0.62, 0.93  # from where on two titles are near to each other, and are one
SPLIT = 0.85
LONGEST = 1000  # letters of a title that are read
PAST, COLLEAGUE, SUPERIOR, OWN = "past", "colleague", "superior", "own"


@dataclass(frozen=True, slots=True)
class Finding:
    """`words`: what is seen; `advice`: what to do about it; `field`: where in the form; `alike`: the task it resembles
    (None where the reader may not see it), with `alike_words` to call it by."""

    code: str
    words: str
    advice: str
    field: str
    alike: int | None = None
    alike_words: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """An indicator; `result` only of tasks that were reported on."""

    name: str
    unit: str = ""
    comparator: str = "gte"
    target_min: Decimal | None = None
    target_max: Decimal | None = None
    target_text: str = ""
    result: Decimal | None = None

    @property
    def is_counted(self):
        return self.comparator != "done" and (self.target_min is not None or self.target_max is not None)


@dataclass(frozen=True, slots=True)
class Draft:
    title: str
    product: str = ""
    product_type: str = ""
    horizon: str = "year"
    start: dt.date | None = None
    due: dt.date | None = None
    targets: tuple[Target, ...] = ()
    steps: tuple[tuple[str, dt.date | None], ...] = ()  # milestones: (title, due)


@dataclass(frozen=True, slots=True)
class Known:
    """Another task. relation: PAST of the same person, OWN of them in this year, of a COLLEAGUE, of a SUPERIOR (their
    secretary or chairman). `who` holds it, in words; `is_seen`: the reader may know its title."""

    id: int
    title: str
    relation: str
    year: int
    who: str = ""
    is_seen: bool = True
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    start: dt.date
    end: dt.date


# ---- numbers in words ---------------------------------------------------------------------------------------------

_NOT_COUNTED = re.compile(
    r"""
    \d{1,2}[/.-]\d{1,2}[/.-]\d{4} | \d{1,2}/\d{4}                             # 15/01/2026, 9/2026
    | \d+\s*[-–]?\s*(?:nq|ct|kl|qđ|qd|kh|ttr|tb|hd|đa|da|bc|cv|nđ|nd|tt|pl)\s*[-/]\s*\w+ # 22-NQ/TW
    | (?:giai\s+đoạn|nhiệm\s+kỳ|thời\s+kỳ|niên\s+độ)\s+\d{4}\s*[-–]\s*\d{4} | \d{4}\s*[-–]\s*\d{4}
    | năm\s+\d{4} | (?:19|20)\d\d\b(?!\s*(?:hộ|ha|nhà|người|hồ\s+sơ|đảng\s+viên|tỷ|triệu|km|m|cây|lao\s+động|học))
    | (?:quý|tháng|ngày|khóa|kỳ|thứ|số|điều|khoản|đề\s+án|nghị\s+quyết|chỉ\s+thị|quyết\s+định|kết\s+luận|quy\s+định
        |thông\s+tư|nghị\s+định|kế\s+hoạch|chương\s+trình|quốc\s+lộ|đường|ql|tl|đt|loại|cấp|hạng|mức\s+độ|lớp|tổ|khu
        |thôn|bản|lô|phiên\s+bản)\s+(?:số\s+)?\d+(?:[-/]\w+)*
    | \b[a-zđ]+\d+\b | \b\d+[a-z]\b                                            # QL2, 5G
    """,
    re.X,
)
_DIGITS = re.compile(r"\d")
# "một" is left out (một số, một cửa), and so is "năm" (a year).
_WORDED = re.compile(r"(?<![\w])(?:hai|ba|bốn|sáu|bảy|tám|chín|mười|hàng\s+trăm)\s+(?=[a-zđà-ỹ])")
_NOT_WORDED = re.compile(r"(?:thứ|quý|cấp|loại|lần|đoạn|kỳ)\s+(?:hai|ba|bốn|sáu|bảy|tám|chín|mười)\b|ba\s+đình")


def says_a_number(text):
    """Whether a text counts something: "64 hộ", "ba nhiệm vụ", "100 %"; dates, years and numbers of papers do not."""
    text = clean(text)[:LONGEST].lower()
    left = _NOT_COUNTED.sub(" ", text)
    return bool(_DIGITS.search(left) or _WORDED.search(_NOT_WORDED.sub(" ", left)))


def is_counted(draft):
    if any(target.is_counted or says_a_number(target.target_text) for target in draft.targets):
        return True
    return says_a_number(draft.title) or says_a_number(draft.product)


def is_yes_or_no(draft):
    """An agreed "xong / chưa xong" that a paper proves is as good as a number."""
    return bool(draft.product.strip()) and any(target.comparator == "done" for target in draft.targets)


# ---- products -----------------------------------------------------------------------------------------------------

PAPERS = (
    "quyet dinh", "bien ban", "nghi quyet", "chi thi", "de an", "ke hoach", "bao cao", "chung nhan", "giay phep",
    "thong bao", "ket luan", "hop dong", "phuong an", "quy che", "quy trinh", "quy hoach", "quy dinh", "danh muc",
    "cong van", "to trinh", "huong dan", "chung chi", "bang doi chieu", "bang tong hop", "so lieu", "thong ke", "phieu",
    "van ban", "quyet toan", "ban ghi nho", "co so du lieu", "bang khen", "xac nhan", "ban an", "so tay", "bo tieu chi",
)  # fmt: skip
THINGS = (
    "nha", "duong", "cau", "cong trinh", "mo hinh", "mat bang", "san pham", "phan mem", "truong", "tram", "khu", "cum",
    "ha", "km", "ho", "chi bo", "ho so", "thiet bi", "he thong", "cong dich vu", "ung dung", "nha may", "vuon", "rung",
    "hop tac xa", "doanh nghiep", "benh vien", "ben xe", "cho", "thuong hieu", "chi dan dia ly", "tien", "thu tuc",
)  # fmt: skip
# A paper of its own making that only tells what was done proves nothing.
HOLLOW = re.compile(
    r"^(?:bao cao(?: ket qua)?(?: thuc hien)?|ket qua(?: tot)?|hoan thanh(?: tot)?|ke hoach|co|khong)?$"
)


def has_word(text, words):
    return any(re.search(rf"(?<!\w){word}(?!\w)", text) for word in words)


def product_finding(draft):
    text = fold(clean(f"{draft.product_type} {draft.product}"))[:LONGEST].strip(" .;,-")
    if not text:
        return Finding(
            "no_product",
            "Chưa có sản phẩm.",
            "Ghi văn bản hoặc công trình chứng minh việc đã xong: quyết định công nhận, biên bản bàn giao, nghị quyết.",
            "product",
        )
    if HOLLOW.fullmatch(text) or not (has_word(text, PAPERS) or has_word(text, THINGS) or says_a_number(draft.product)):
        return Finding(
            "no_product",
            f"Sản phẩm “{clean(draft.product or draft.product_type)[:80]}” chưa phải thứ kiểm tra được.",
            "Ghi rõ văn bản gì, do ai ban hành hoặc xác nhận.",
            "product",
        )
    return None


# ---- words instead of deeds ---------------------------------------------------------------------------------------

VAGUE = (
    "tăng cường", "đẩy mạnh", "nâng cao", "nâng chất lượng", "quan tâm", "tiếp tục", "chú trọng", "phát huy",
    "củng cố", "siết", "quán triệt", "phấn đấu", "tập trung", "làm tốt", "thực hiện tốt", "từng bước", "không ngừng",
    "đổi mới", "tuyên truyền", "cơ bản hoàn thành", "chỉ đạo", "phối hợp", "thực hiện có hiệu quả", "đẩy nhanh",
    "gỡ vướng", "tháo gỡ", "cải thiện", "triển khai", "giữ vững", "đúng tiến độ", "nỗ lực", "thúc đẩy",
    "tạo chuyển biến", "xử lý nghiêm", "duy trì",
)  # fmt: skip
_VAGUE = [(words, re.compile(rf"(?<!\w){fold(words)}(?!\w)")) for words in VAGUE]
ROUTINE = re.compile(
    r"chuong trinh cong tac|nhiem vu thuong xuyen|chuc nang,? nhiem vu|cong tac thuong xuyen|nhiem vu duoc giao"
    r"|cac chi tieu,? (?:nhiem vu|kinh te)|chi tieu kinh te ?- ?xa hoi|quan ly nha nuoc ve|nhiem vu trong tam duoc giao"
    r"|che do bao cao|truc co quan"
)


def vague_words(title):
    text = fold(clean(title)[:LONGEST])
    return [words for words, pattern in _VAGUE if pattern.search(text)]


# ---- likeness -----------------------------------------------------------------------------------------------------

_YEAR = re.compile(r"\bnam (?:19|20)\d\d\b|\b(?:19|20)\d\d\b")
_PARTS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Print:
    """What a title is told by: its pieces of three letters, the names of places in it, its numbers."""

    pieces: frozenset
    frame: frozenset
    names: frozenset
    numbers: frozenset


def pieces_of(text):
    return frozenset(f"  {word} "[at : at + 3] for word in text.split() for at in range(len(word) + 1))


def print_of(title):
    title = clean(title)[:LONGEST]
    words = _PARTS.findall(title)
    # A name is written with a capital inside the sentence; one that is all capitals is an abbreviation.
    names = frozenset(fold(word) for word in words[1:] if word[:1].isupper() and not word.isupper())
    plain = _YEAR.sub(" ", " ".join(_PARTS.findall(fold(title))))
    left = [word for word in plain.split() if word not in names and not word.isdecimal()]
    numbers = frozenset(word for word in plain.split() if word.isdecimal())
    return Print(pieces_of(plain), pieces_of(" ".join(left)), names, numbers)


def likeness(first, second):
    """Shared pieces over all pieces, 0 to 1, as PostgreSQL's pg_trgm counts them."""
    union = len(first | second)
    return len(first & second) / union if union else 0.0


def is_of_one_place(first, second):
    """The names in one title do not speak of another place than those in the other."""
    return first <= second or second <= first


WHOSE = {
    PAST: "một việc năm {year} của chính người này",
    OWN: "một việc khác của người này trong năm",
    COLLEAGUE: "việc của {who}",
    SUPERIOR: "việc của {who}",
}
ADVICE = {
    PAST: "Nếu là việc chưa xong thì chuyển tiếp; nếu là việc mới thì nêu rõ điều gì khác năm trước.",
    OWN: "Gộp lại thành một việc, hoặc nêu rõ hai việc khác nhau ở đâu.",
    COLLEAGUE: "Nếu cùng một việc thì đăng ký chung, ghi cả hai là người nhận; tính một lần cho đơn vị.",
    SUPERIOR: "Nếu cùng một việc thì đăng ký chung với người ấy, hoặc nêu phần việc của riêng mình.",
}


def whose(known):
    who = known.who if known.is_seen and known.who else "người khác trong đơn vị"
    return WHOSE[known.relation].format(year=known.year, who=who)


def named(known):
    """(id, words) of a task that resembles; nothing of one the reader may not see."""
    return (known.id, f"{known.title} ({known.year})") if known.is_seen else (None, "")


def alike_findings(draft, known):
    """The nearest task of each relation, and whether this is one part of a target cut in pieces."""
    own, found, parts = print_of(draft.title), {}, []
    if len(own.pieces) < 8:  # a word or two are like anything
        return []
    for other in sorted(known, key=lambda each: (-each.year, each.id)):
        there = print_of(other.title)
        near = likeness(own.pieces, there.pieces)
        frame = likeness(own.frame, there.frame)
        differs = own.names != there.names or own.numbers != there.numbers
        if other.relation == OWN and differs and frame >= SPLIT:
            parts.append(other)
        elif max(near, frame) >= ALIKE and is_of_one_place(own.names, there.names):
            best = found.get(other.relation)
            if best is None or near > best[0]:
                found[other.relation] = (near, other)
    lines = []
    for relation in (OWN, SUPERIOR, COLLEAGUE, PAST):
        if relation in found:
            near, other = found[relation]
            code, words = ("duplicate", "Giống hệt") if near >= SAME else ("near_duplicate", "Gần giống")
            lines.append(Finding(code, f"{words} {whose(other)}.", ADVICE[relation], "title", *named(other)))
    if parts:
        words = f"Cùng một việc chia thành {so(len(parts) + 1)} việc, chỉ khác địa điểm hoặc con số."
        advice = "Gộp thành một việc có chỉ tiêu chung; mỗi nơi là một mốc hoặc một chỉ tiêu."
        lines.append(Finding("split", words, advice, "title", *named(parts[0])))
    return lines


# ---- below last year ----------------------------------------------------------------------------------------------


def is_below(target, result):
    """Whether a target asks for less than was reached already; "" comparators and yes-or-no never do."""
    if target.comparator == "lte":
        return target.target_max is not None and target.target_max > result
    least = target.target_min
    return target.comparator in ("gte", "eq", "range") and least is not None and least < result


def below_findings(draft, known):
    """Against the newest past year in which the same indicator has a result."""
    past = sorted((each for each in known if each.relation == PAST), key=lambda each: (-each.year, each.id))
    for target in draft.targets:
        if not target.is_counted or not target.name.strip():
            continue
        own = print_of(target.name).pieces
        for task in past:
            reached = next(
                (
                    each.result
                    for each in task.targets
                    if each.result is not None
                    and fold(clean(each.unit)) == fold(clean(target.unit))
                    and (each.comparator == "lte") == (target.comparator == "lte")
                    and likeness(own, print_of(each.name).pieces) >= ALIKE
                ),
                None,
            )
            if reached is None:
                continue
            if is_below(target, reached):
                least = target.target_max if target.comparator == "lte" else target.target_min
                words = (
                    f"Chỉ tiêu “{clean(target.name)[:80]}” đặt {with_unit(least, clean(target.unit))}, kém kết quả năm "
                    f"{task.year} ({with_unit(reached, clean(target.unit))})."
                )
                advice = "Nâng chỉ tiêu, hoặc nêu vì sao năm nay khó hơn."
                yield Finding("below_last_year", words, advice, "indicators", *named(task))
            break


# ---- all of it ----------------------------------------------------------------------------------------------------


def period_findings(draft, period):
    if draft.due and period and draft.horizon != "term" and not period.start <= draft.due <= period.end:
        words = f"Thời hạn {ngay(draft.due)} nằm ngoài đợt giao việc ({ngay(period.start)} đến {ngay(period.end)})."
        yield Finding("outside_period", words, "Sửa thời hạn, hoặc chọn việc nhiều năm có mốc từng năm.", "due")
    first, last = draft.start, draft.due
    for title, day in draft.steps:
        if day and ((first and day < first) or (last and day > last)):
            words = f"Mốc “{clean(title)[:80]}” ({ngay(day)}) nằm ngoài thời gian của việc."
            yield Finding("outside_period", words, "Sửa hạn của mốc, hoặc thời hạn của việc.", "milestones")


def examine(draft, *, known=(), period=None):
    """Everything there is to say about a draft → [Finding], what matters most first; [] is praise."""
    found, counted = [], is_counted(draft)
    title = clean(draft.title)
    if not title:
        return found
    vague = vague_words(title)
    if not counted and not is_yes_or_no(draft):
        found.append(
            Finding(
                "no_number",
                "Chưa có con số nào để biết khi nào là xong.",
                "Thêm một chỉ tiêu có số, đơn vị và số đầu kỳ; việc chỉ có xong hay chưa thì chọn “xong / chưa xong”.",
                "indicators",
            )
        )
    product = product_finding(draft)
    found += [product] if product else []
    if vague and not counted:
        listed = ", ".join(f"“{words}”" for words in vague[:3])
        found.append(
            Finding(
                "vague",
                f"Tên việc dùng {listed} mà không có gì để đếm.",
                "Viết lại bắt đầu bằng kết quả: làm xong cái gì, bao nhiêu, ở đâu.",
                "title",
            )
        )
    if ROUTINE.search(fold(title)):
        found.append(
            Finding(
                "routine",
                "Giống nhiệm vụ thường xuyên của đơn vị.",
                "Chọn một việc khó trong đó, nêu điểm nghẽn cần gỡ năm nay.",
                "title",
            )
        )
    found += period_findings(draft, period)
    found += alike_findings(draft, known)
    found += below_findings(draft, known)
    return found
