"""Reading the words of a task as a person who appraises it would: what counts, what is a product, what says little.

Everything is told from folded text, so accents and capitals change nothing. What is lost by that ("sáu" and "sau",
"năm" the number and the year) is settled by the word beside it. Tables of phrases are written folded, with commas."""

import re
from functools import lru_cache

from cadre.text import clean, fold

READ = 4000  # characters of one field that are read; nobody writes a target behind them
KEPT = 8192  # texts whose reading is remembered: a page of fifty tasks and what they are compared with


def listed(table):
    return [" ".join(phrase.split()) for phrase in table.split(",")]


def any_of(table):
    """A table of phrases as alternatives, the longest first."""
    return "|".join(map(re.escape, sorted(listed(table), key=len, reverse=True)))


def not_after(table):
    """A condition on the word before: none of these."""
    return "".join(f"(?<!{re.escape(phrase)} )" for phrase in listed(table))


_ADDRESS = re.compile(r"(?:nguon:\s*)?https?://\S+|\S+@\S+")


@lru_cache(maxsize=KEPT)
def plain(text):
    """Folded, on one line, without addresses and the note of where a fact was published."""
    text = _ADDRESS.sub(" ", fold(clean(text[:READ])))
    return " ".join(text.replace("–", "-").replace("—", "-").split())


# ---- numbers that are targets --------------------------------------------------------------------------------

NUMBER = r"[0-9]+(?:[.,][0-9]+)*"
DAY, MONTH, YEAR = r"(?:3[01]|[12][0-9]|0?[1-9])", r"(?:1[0-2]|0?[1-9])", r"(?:19|20)[0-9]{2}"
UNITS = any_of(
    """xa, phuong, huyen, thon, ban, xom, to dan pho, khu dan cu, ho, nha, can, can ho, nguoi, dang vien, chi bo, dang
    bo, to chuc, co so, vu, vu viec, don, don thu, du an, cong trinh, mo hinh, san pham, tieu chi, chi tieu, nhiem
    vu, viec, phuong an, quyet dinh, nghi quyet, de an, ke hoach, thu tuc, dich vu, ho so, truong, lop, tram, cau,
    km, ha, hecta, m, m2, m3, met, tan, ta, kg, ty, trieu, nghin, ngan, dong, hop tac xa, doanh nghiep, lao dong,
    can bo, cong chuc, vien chuc, hoc sinh, hoi vien, doan vien, cuoc, lan, buoi, ngay, gio, phut, diem, bac, hang
    muc, tuyen, doan, cum, tinh, gian, phong, giuong, bac si, camera, thiet bi, don vi, co quan, dia phuong, cong
    dan, thua dat, thua, giay chung nhan, giay, con, cay, chuoi, van ban, khau, bo, ban ghi, tai khoan, luot, tiet,
    hoi nghi, doan the, bi thu, chu tich, cap uy, thanh nien, gia dinh, quy che"""
)
# A number behind one of these is a name, whatever follows: thôn 3, chi bộ 4 tốt, Đề án 06, Quốc lộ 2, giai đoạn 2.
NAMED = any_of(
    """thon, xom, khu pho, to dan pho, phuong, chi bo, de an, nghi quyet, chi thi, ket luan, quy dinh, thong bao, thong
    tri, thong tu, nghi dinh, muc do, cap do, quoc lo, ql, duong tinh, tinh lo, covid, iso, tcvn, vanh dai, giai
    doan, ban chi dao, phu luc, chuong trinh, cong van"""
)
# Behind these it is a name unless a unit follows: dự án 2, thứ 3, but dự án 491 hộ, tuyến đường 12 km, thu 42 tỷ.
MAYBE_NAMED = any_of(
    """du an, tieu du an, tuyen, tuyen duong, duong, cau, cum, nhom, doi, to, ban, lo, truong, nha may, thuy dien, noi
    dung, nhiem vu, tieu chi, hang muc, goi thau, goi, ke hoach, mo hinh, quyet dinh, huong dan, ho chua, tram, mo,
    khu, quan, so, thu, lan thu, khoa, dieu, khoan, bieu, mau, luat, loai, phan loai, hang, vung, khu vuc, nhiem ky,
    cong nghiep, dot, buoc, vong, km, dt, tl"""
)
NOT_TARGETS = [
    re.compile(pattern)
    for pattern in (
        r"\bmoi (?:xa|phuong|lang|thon) (?:mot|1) san pham\b|\bmot (?:cua|so)\b",
        rf"\b{DAY}[/.-]{MONTH}[/.-]{YEAR}\b|\b{MONTH}[/-]{YEAR}\b|\bngay {DAY}\b|\bthang {MONTH}\b",
        r"\bquy (?:[1-4]|iv|i{1,3})\b",
        r"\b[0-9]{1,2} thang (?:dau|cuoi) nam\b",
        r"\b(?:trong|trong vong|qua|sau|ky niem|ke hoach|nhiem ky) [0-9]{1,3} (?:nam|thang|quy|tuan)\b",
        rf"\b{YEAR}\s*-\s*(?:{YEAR}|[0-9]{{2}})\b",
        r"\b[0-9]+(?:/[0-9]{4})?[-/][a-z]{1,8}[0-9]*(?:[-/][a-z0-9]+)*\b",  # 22-NQ/TW, 202/2025/QH15
        rf"\b(?:nam|khoa|vu) {YEAR}\b",
        rf"\b{YEAR}\b(?! (?:{UNITS})\b)(?![.,][0-9])",
        r"\b[0-9]{1,3}(?:-[0-9]{1,3})? (?:nam|tuoi|sao)\b",
        r"\b24/7\b|\b4\.0\b|\b1/[0-9]{3,5}\b",  # the last: the scale of a plan
        rf"\b(?:{NAMED})\s*(?:so )?[-.:]?\s*{NUMBER}(?:, {NUMBER})*\b(?!\s*%)(?! phan tram\b)",
        rf"\b(?:{MAYBE_NAMED}) (?:so )?{NUMBER}\b(?!\s*%)(?! (?:{UNITS})\b)",
        r"\b[a-z]{1,3}[0-9]+(?:[.-][0-9]+)*\b(?<! m2)(?<! m3)|\b[a-z]+-[0-9]+\b",
        r"\b[0-9] (?:khong|tot|sach|tai cho|co|nhat)\b",  # names of movements: chi bộ 4 tốt, 5 không 3 sạch
        rf"(?<!dat )\b{DAY}/{MONTH}\b(?! (?:{UNITS})\b)(?!\s*%)",
    )
]
JOINING = any_of(
    """theo, tai, cua, trong, o, va, den, thuoc, cho, tu, qua, la, voi, tren, doi, de, khi, da, duoc, bang, gan, nam,
    dung, do, hoac"""
)
BEFORE = any_of(
    """dat, tu, den, tren, duoi, con, xuong, len, it nhat, toi thieu, khong qua, toi da, du, bang, gap, vuot, hon,
    duoc, >, <, >=, <=, ≥, ≤, ="""
)
COUNTED = re.compile(
    rf"(?<![0-9.,]){NUMBER}\s*(?:%|phan tram\b)"
    rf"|(?<![0-9a-z/.,-]){NUMBER}(?:\s*(?:-|/|den|\+)\s*{NUMBER})? (?!(?:{JOINING})\b)[a-z]"
    rf"|(?<![0-9a-z.,]){NUMBER}(?:km|ha|m2|m3|m|kg|tan|ty|tr|trieu|mw|kwh|kv)\b"
    rf"|(?:^|[^a-z])(?:{BEFORE})\s*{NUMBER}\b|: {NUMBER}(?![^;,.])"
)
RANKED = re.compile(r"\b(?:xep|dung|top|vao|len|giu)(?: (?:hang|vi tri|thu|nhom|top))* [0-9]+\b(?![/-][0-9]{4})")
SPOKEN = any_of(
    """mot, hai, ba, bon, bay, chin, muoi, muoi mot, muoi hai, muoi ba, muoi lam, hai muoi, hai muoi mot, ba muoi, bon
    muoi, nam muoi, tram, mot tram, nghin, mot nghin, hang chuc"""
)
# Folded, năm, sáu and tám are also the year, "after" and "temporary": they count only before what has a name.
COUNTABLE = any_of("xa, phuong, thon, huyen, ho, chi bo, dang vien, mo hinh, cong trinh, tieu chi")
COUNTED_BY_WORDS = re.compile(
    rf"{not_after('thiet, nguy, moi')}\b(?:{SPOKEN}) (?:{UNITS})\b"
    rf"|{not_after('trong, hang, moi, dau, cuoi, ca, qua, nhieu, phia, mien, tung, nay, nha')}"
    rf"\b(?:nam|sau|tam) (?:{COUNTABLE})\b"
    r"|\b(?:toan bo|tat ca) [a-z]|\bkhong con [a-z]|\bxoa trang\b|\bkhong de (?:phat sinh|xay ra|ton dong)\b"
    r"|\bgap (?:doi|ba)\b"
)


@lru_cache(maxsize=KEPT)
def counts(text):
    """Whether something in the text can be counted at the end: a number with what it is a number of.

    Dates, years, numbers of documents, of roads and hamlets, "6 tháng đầu năm" are no targets."""
    words = plain(text)
    if RANKED.search(words):
        return True
    for pattern in NOT_TARGETS:
        words = pattern.sub(" ; ", words)
    return bool(COUNTED.search(words) or COUNTED_BY_WORDS.search(words))


# ---- products ------------------------------------------------------------------------------------------------

DOCUMENTS = any_of(
    """quyet dinh, nghi quyet, chi thi, ke hoach, de an, quy che, quy dinh, quy trinh, quy hoach, ket luan, thong bao,
    bien ban, giay chung nhan, chung nhan, bang cong nhan, hop dong, to trinh, chuong trinh hanh dong, chuong trinh,
    huong dan, van ban, phuong an, danh muc, danh sach, ho so, cong van, bo tieu chi, bo thu tuc, quy uoc, huong
    uoc, bang doi chieu, bang tong hop, bang thong ke, giay phep, giay xac nhan, phieu, tai lieu, so tay, cam nang,
    ban do, chung thu, chung chi, giay khen, bang khen, thong tri, ban ghi nho, thoa thuan, van bang, ban cam ket,
    bo quy tac, ky yeu, cuon sach, du thao, so do"""
)
THINGS = re.compile(
    r"\b(?:"
    + any_of(
        """mo hinh, cong trinh, can nha, ngoi nha, nha o, nha van hoa, nha hoan thanh, nha duoc, nha moi, tuyen duong,
        con duong, duong giao thong, duong be tong, truong hoc, diem truong, phong hoc, tram y te, phan mem, ung
        dung, he thong thong tin, he thong quan ly, he thong camera, he thong du lieu, trung tam dieu hanh, cong
        thong tin, trang thong tin, co so du lieu, kho du lieu, mat bang sach, mat bang duoc, dien tich, san pham
        ocop, san pham cong nghiep, hop tac xa, khu cong nghiep, cum cong nghiep, vung trong, vung nguyen lieu,
        chuoi lien ket, chuoi gia tri, nhan hieu, thuong hieu, bo phan mot cua, chi bo moi, dang vien moi, cay cau,
        cho dan sinh, khu tai dinh cu, lo dot, camera, khu luu niem, cau lac bo, to hop tac, to cong nghe so, tru
        so, cong vien, nha may, kenh muong, duong day, tram bien ap, trang trai, san van dong, diem du lich, tuyen
        du lich, lop hoc, benh vien, phong kham, phong su, video, dat chuan, dua vao, di vao hoat dong, ban giao"""
    )
    + r")\b|\bduoc (?:[a-z]+ ){0,4}(?:cong nhan|phe duyet|cap|ban giao|ban hanh|thanh lap|xac nhan|nghiem thu)\b"
)
REPORT = re.compile(r"\bbao cao\b|\bso lieu\b|\bthong ke\b")  # of one's own work: a paper, but it proves little
# Whatever else is called a sheet, a certificate, a book.
PAPER = re.compile(r"(?:bang|giay|chung|sach|bia|lich|tap|quyen|an) [a-z]")
DOCUMENT = re.compile(rf"{not_after('theo, dung, dat, vuot, voi, so, hien, theo cac')}\b(?:{DOCUMENTS})\b")
# One paper that is there or not. The others come once for each piece of work: how many?
POLICY = re.compile(
    rf"{not_after('theo, dung, dat, vuot, voi, so, hien, theo cac')}\b(?:"
    + any_of(
        """chi thi, de an, quy che, quy hoach, nghi quyet, bo tieu chi, chuong trinh hanh dong, quy dinh, ke hoach,
        quyet dinh kien toan, quyet dinh cong bo danh muc"""
    )
    + r")\b"
)
BY_THE_PIECE = re.compile(
    r"\b(?:"
    + any_of(
        """ket nap, thanh lap chi bo, thanh lap cac, giai quyet cac, giai quyet vu, giai quyet khieu nai, giai quyet
        don, giai quyet to cao, giay chung nhan quyen, ban giao mat bang, mat bang sach, phuong an boi thuong,
        phuong an ho tro, phe duyet phuong an, thu hoi dat, giao dat, dieu dong, cong nhan san pham, cong nhan mo
        hinh, cong nhan ho"""
    )
    + r")\b|\bban hanh (?:cac )?nghi quyet (?:cua )?(?:hdnd|hoi dong nhan dan)\b(?!.* ve )"
)
MAKES = re.compile(
    r"\b(?:ban hanh|xay dung|trinh|phe duyet|lap|soan thao|thong qua|sua doi|hoan thanh|hoan thien|tham muu|cong bo)\b"
    r"(?: [a-z,]+){0,4}? (?:"
    + any_of(
        """de an, nghi quyet, quy hoach, quy che, quy dinh, bo tieu chi, quy trinh, chi thi, chuong trinh hanh dong,
        chien luoc, ke hoach, phuong an sap xep, co che, danh muc, huong dan, so tay, bo chi so"""
    )
    + r")\b"
)
REACHES = re.compile(
    r"\b(?:"
    + any_of(
        """dat chuan, ve dich, duoc cong nhan, dua vao su dung, dua vao van hanh, dua vao hoat dong, dua vao khai thac,
        vao hoat dong, dua vao don, dua ra khoi danh sach, khanh thanh, khoi cong, thong xe, thong tuyen, hop long,
        dat danh hieu, cong nhan"""
    )
    + r")\b"
)


# A paper that only tells what was done or will be, and nothing of what it is about.
HOLLOW = re.compile(r"bao cao(?: ket qua)?(?: thuc hien)?|ke hoach(?: thuc hien)?|van ban|ket qua(?: thuc hien)?|ho so")


def is_hollow(product):
    return bool(HOLLOW.fullmatch(plain(product).strip(" .,;-")))


def names_product(text):
    words = plain(text)
    return bool(PAPER.match(words) or REPORT.search(words)) or proves(text) or counts(text)


def proves(text):
    """A paper other than the report of one's own work, or a thing that stands there at the end."""
    words = plain(text)
    return bool(DOCUMENT.search(words) or THINGS.search(words))


def is_counted_by_the_piece(title, product):
    """A paper for every piece of work (a decision for each new member): without a number it measures nothing."""
    return bool(BY_THE_PIECE.search(f"{plain(title)} ; {plain(product)}"))


def makes_document(title):
    """The task itself is to bring one paper into being: an đề án, a quy chế, a nghị quyết."""
    return bool(MAKES.search(plain(title)))


def reaches_state(title):
    """The task ends on the day something is recognised, opened, begun."""
    return bool(REACHES.search(plain(title)))


def names_policy(product):
    return bool(POLICY.search(plain(product)))


# ---- words that say little -----------------------------------------------------------------------------------

# As people write them, for the advice; the folded form finds them.
VAGUE = """tăng cường, đẩy mạnh, nâng cao, nâng chất lượng, quan tâm, tiếp tục, chú trọng, phối hợp, siết, siết
    chặt, chấn chỉnh, phát huy, củng cố, kiện toàn, thúc đẩy, nỗ lực, cơ bản, từng bước, quyết liệt, mạnh mẽ,
    thiết thực, đẩy nhanh, làm tốt, thực hiện tốt, thực hiện có hiệu quả, giữ vững, ổn định, bảo đảm, đảm
    bảo, cải thiện, tích cực, chủ động, góp phần, hiệu quả, hoàn thành tốt, đổi mới, tập trung, phấn đấu, tạo
    chuyển biến, chuyển biến, toàn diện, đồng bộ, duy trì, hoàn thiện, phát triển, nhân rộng, lan tỏa, tạo
    điều kiện, quán triệt, khơi dậy, chăm lo, tuyên truyền, tăng tốc, bứt phá, nâng tầm, nâng chất, sâu rộng,
    nghiêm túc"""
SPELLED = {fold(word): word for word in listed(VAGUE)}
VAGUE_WORDS = re.compile(rf"\b(?:{any_of(fold(VAGUE))})\b")
ROUTINE = re.compile(
    r"\b(?:"
    + any_of(
        """chuong trinh cong tac, chuong trinh kiem tra giam sat, nhiem vu thuong xuyen, nhiem vu chuyen mon, nhiem vu
        duoc giao, che do bao cao, che do hoi hop, che do thong tin, sinh hoat dinh ky, sinh hoat chi bo dinh ky,
        sinh hoat chi bo hang thang, giao ban, tiep dan dinh ky, tiep cong dan dinh ky, quan ly nha nuoc ve, hop
        dinh ky, lich cong tac, theo chuc nang, chuc nang nhiem vu, cong viec thuong xuyen, nhiem vu chinh tri duoc
        giao, chi tieu duoc giao"""
    )
    + r")\b|\b(?:thuc hien|hoan thanh)\b(?: [a-z0-9]+){0,3}? (?:chi tieu|nhiem vu)\b"
    r"(?: [a-z-]+){0,12}? (?:kinh te|trong tam|duoc giao|nghi quyet)\b"
)


def vague_words(text):
    """The words that say little, as they are spelled, in the order of the text, each once."""
    return list(dict.fromkeys(SPELLED[word] for word in VAGUE_WORDS.findall(plain(text))))


def is_routine(text):
    return bool(ROUTINE.search(plain(text).replace(",", "")))


# ---- likeness ------------------------------------------------------------------------------------------------

SHORT_FORMS = {
    "gpmb": "giai phong mat bang",
    "ntm": "nong thon moi",
    "tthc": "thu tuc hanh chinh",
    "cchc": "cai cach hanh chinh",
    "ktxh": "kinh te xa hoi",
    "kt-xh": "kinh te xa hoi",
    "cds": "chuyen doi so",
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "mttq": "mat tran to quoc",
    "antt": "an ninh trat tu",
    "htx": "hop tac xa",
    "dtts": "dan toc thieu so",
    "btv": "ban thuong vu",
    "khcn": "khoa hoc cong nghe",
    "gcn": "giay chung nhan",
}
FILLING = frozenset(
    listed(
        """cac, nhung, cua, va, tren, dia, ban, cong, tac, viec, thuc, hien, hoan, thanh, nam, trong, theo, tai, cho,
        duoc, voi, de, la, so"""
    )
)
ROMAN = frozenset(listed("i, ii, iii, iv, v, vi, vii, viii, ix, x, xi, xii"))
TOKENS_MAX = 120
CONTAINED = 5  # words a short title must share with a longer one to be a part of it
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*|[0-9]+(?:[.,/][0-9]+)*")
# The year and how much is to be reached: what changes when the same task is given again.
_CHANGES = re.compile(
    rf"\b(?:nam|giai doan) {YEAR}(?:\s*-\s*{YEAR})?"
    rf"|(?<![a-z0-9.,])(?:(?:{BEFORE}) )*{NUMBER}\s*(?:%|phan tram\b|(?:ty|trieu)(?: dong)?\b)"
)


@lru_cache(maxsize=KEPT)
def tokens(text):
    """Words and numbers in order, short forms written out; the year, the target and what only fills left away."""
    found = []
    for word in _WORD.findall(_CHANGES.sub(" ", plain(text))):
        found.extend(SHORT_FORMS.get(word, word.replace("-", " ")).split())
    return tuple(word for word in found if word not in FILLING)[:TOKENS_MAX]


# Words of effort around the work itself: "tiếp tục", "đẩy nhanh", "dứt điểm" make no other task of it.
EFFORT = "dut diem, trien khai, to chuc, lanh dao, chi dao, xu ly, dua, lam, xong"
_EFFORT = re.compile(rf"\b(?:{any_of(fold(VAGUE))}|{any_of(EFFORT)})\b")


@lru_cache(maxsize=KEPT)
def work(text):
    """The text without its words of effort, for likeness."""
    return " ".join(_EFFORT.sub(" ", plain(text)).split())


@lru_cache(maxsize=KEPT)
def trigrams(text):
    """Trigrams of the words, numbers aside; as PostgreSQL takes them, two spaces before a word and one after."""
    found = set()
    for word in tokens(text):
        if not word[0].isdigit():
            padded = f"  {word} "
            found.update(padded[at : at + 3] for at in range(len(padded) - 2))
    return frozenset(found)


def likeness(one, other):
    """0 to 1: the share of trigrams two texts have in common."""
    mine, theirs = trigrams(one), trigrams(other)
    if not mine or not theirs:
        return 0.0
    return len(mine & theirs) / len(mine | theirs)


def containment(one, other):
    """0 to 1: how much of the shorter text stands in the other; 0 where too few words are shared to say so."""
    if len(set(tokens(one)) & set(tokens(other))) < CONTAINED:
        return 0.0
    mine, theirs = trigrams(one), trigrams(other)
    return len(mine & theirs) / min(len(mine), len(theirs))
