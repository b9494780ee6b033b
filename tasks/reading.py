"""Reading the words of a task as a person who appraises it would: what counts, what is a product, what says little.

Everything is told from folded text, so accents and capitals change nothing. What is lost by that ("sáu" and "sau",
"năm" the number and the year) is settled by the word beside it."""

import re
from functools import lru_cache

from cadre.text import clean, fold

READ = 4000  # characters of one field that are read; nobody writes a target behind them

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
    "nq": "nghi quyet",
    "kh": "ke hoach",
}


@lru_cache(maxsize=4096)
def plain(text):
    """Folded, without addresses and without the note of where a fact was published; one space between words."""
    text = fold(clean(text[:READ]))
    text = re.sub(r"(?:nguon:\s*)?https?://\S+|\S+@\S+", " ", text)
    return " ".join(text.replace("–", "-").replace("—", "-").split())


def either(*phrases):
    return "|".join(sorted(phrases, key=len, reverse=True))


def spread(words):
    """A table of phrases written with commas → its alternatives, longest first."""
    return either(*(word.strip() for word in words.replace("\n", " ").split(",")))


# ---- numbers that are targets -------------------------------------------------------------------------------

NUMBER = r"[0-9]+(?:[.,][0-9]+)*"
UNITS = spread("""xa, phuong, huyen, thon, ban, xom, to dan pho, khu dan cu, ho, nha, can, can ho, nguoi, dang vien,
    chi bo, dang bo, to chuc, co so, vu, vu viec, don, don thu, du an, cong trinh, mo hinh, san pham, tieu chi,
    chi tieu, nhiem vu, viec, phuong an, quyet dinh, nghi quyet, de an, ke hoach, thu tuc, dich vu, ho so, truong,
    lop, tram, cau, km, ha, m, m2, m3, met, tan, ta, kg, ty, trieu, nghin, ngan, dong, hop tac xa, doanh nghiep,
    lao dong, can bo, cong chuc, vien chuc, hoc sinh, hoi vien, doan vien, cuoc, lan, buoi, ngay, gio, phut, diem,
    bac, hang muc, tuyen, doan, cum, gian, phong, giuong, bac si, camera, thiet bi, don vi, co quan, dia phuong,
    cong dan, thua dat, thua, giay chung nhan, giay, con, cay, chuoi, van ban, khau, bo, ban ghi, tai khoan, luot,
    dau diem, diem den, tiet, hoi nghi, doan the, bi thu, chu tich, cap uy, thanh nien, gia dinh, hoi, quy che""")
# Where a number follows one of these it is a name ("thôn 3", "chi bộ 4 tốt"), whatever comes after.
NAMED = spread("""thon, xom, khu, khu pho, to dan pho, phuong, quan, chi bo, so, thu, lan thu, khoa, quy, dieu, khoan,
    phu luc, bieu, mau, de an, nghi quyet, chi thi, ket luan, quy dinh, thong bao, thong tri, thong tu, nghi dinh, luat,
    cong van, chuong trinh, muc do, cap do, loai, quoc lo, ql, duong tinh, tinh lo, dt, tl, covid, iso, tcvn,
    vanh dai, cong nghiep, giai doan, dot, buoc, vong, km, tieu chi so, phan loai, hang, nhiem ky, khu vuc, vung""")
# After these it is a name unless something counted follows ("dự án 2", but "dự án 491 hộ", "tuyến đường 12 km").
MAYBE_NAMED = spread("""du an, tieu du an, tuyen, tuyen duong, duong, cau, cum, nhom, doi, to, ban, lo, truong,
    nha may, thuy dien, noi dung, nhiem vu, tieu chi, hang muc, goi thau, goi, ke hoach, mo hinh, quyet dinh,
    huong dan, ho chua, tram, mo""")
DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
MONTH = r"(?:1[0-2]|0?[1-9])"
YEAR = r"(?:19|20)[0-9]{2}"
SHORTER = either(
    "rut ngan", "giam", "cat giam", "xuong", "xuong con", "con", "khong qua", "toi da", "tu", "som", "vuot"
)

NOT_TARGETS = [
    re.compile(pattern)
    for pattern in (
        rf"{DAY}[/.-]{MONTH}[/.-]{YEAR}\b",
        rf"\b{MONTH}[/-]{YEAR}\b",
        rf"\b{YEAR}\s*-\s*(?:{YEAR}|[0-9]{{2}})\b",
        r"\b[0-9]+(?:/[0-9]{4})?[-/][a-z]{1,8}[0-9]*(?:[-/][a-z0-9]+)*\b",  # 22-NQ/TW, 202/2025/QH15
        rf"\b(?:nam|giai doan|tu nam|den nam|nhiem ky|khoa|nien do|vu)\s+{YEAR}\b",
        rf"\b{YEAR}\b(?!\s*(?:{UNITS})\b)(?![.,][0-9])",
        rf"\bngay\s+{DAY}(?:\s+thang\s+{MONTH})?\b",
        r"\bthang\s+[0-9]{1,2}\b|\bquy\s+(?:[0-9]|iv|i{1,3})\b",
        r"\b[0-9]{1,2}\s+thang\s+(?:dau|cuoi)\s+nam\b",
        r"\b(?:trong|trong vong|qua|sau|ky niem|ke hoach|nhiem ky)\s+[0-9]{1,3}\s+(?:nam|thang|quy|tuan)\b",
        rf"\b[0-9]{{1,3}}(?:-[0-9]{{1,3}})?\s+nam\b(?<!{'dat'})",
        r"\b[0-9]{1,3}(?:-[0-9]{1,3})?\s+tuoi\b|\b[0-9]\s+sao\b|\b24/7\b|\b4\.0\b|\b1/(?:500|1000|2000|5000|10000)\b",
        rf"\b(?:{NAMED})\s*(?:so\s*)?[-.:]?\s*{NUMBER}(?:\s*,\s*{NUMBER})*(?![0-9.,]*\s*%)(?!\s*phan tram)\b",
        rf"\b(?:{MAYBE_NAMED})\s+(?:so\s+)?{NUMBER}\b(?!\s*%)(?!\s*(?:{UNITS})\b)",
        r"\b[a-z]+-[0-9]+\b|\b[a-z]{1,3}[0-9]+(?:[.-][0-9]+)*\b(?<!m2)(?<!m3)",
        r"\b[0-9]\s+(?:khong|tot|sach|tai cho|co|nhat)\b",  # names of movements: 4 tốt, 3 không, 5 sạch
    )
]
DAY_AND_MONTH = re.compile(rf"(?<!dat )\b{DAY}/{MONTH}\b(?!\s*(?:{UNITS})\b)(?!\s*%)")
JOINING = either(
    "theo", "tai", "cua", "trong", "o", "va", "den", "thuoc", "cho", "tu", "qua", "la", "voi", "tren", "doi", "de", "khi",
    "da", "duoc", "bang", "gan", "nam", "dung", "do", "hoac",
)  # fmt: skip
BEFORE = either(
    "dat", "tu", "den", "tren", "duoi", "con", "xuong", "len", "it nhat", "toi thieu", "khong qua", "toi da", "du",
    "bang", "gap", "vuot", "hon", "duoc", ">", "<", ">=", "<=", "≥", "≤", "=",
)  # fmt: skip
COUNTED = re.compile(
    rf"{NUMBER}\s*%|{NUMBER}\s*phan tram\b"
    rf"|(?<![0-9a-z/.,-]){NUMBER}(?:\s*(?:-|/|den|\+)\s*{NUMBER})?\s+(?!(?:{JOINING})\b)[a-z]"
    rf"|(?<![0-9a-z])[0-9.,]*[0-9](?:km|ha|m2|m3|m|kg|tan|ty|tr|trieu|mw|kwh|kv)\b"
    rf"|(?:^|[^a-z])(?:{BEFORE})\s*{NUMBER}(?![0-9]*[a-z])"
)
SPOKEN = either("mot", "hai", "ba", "bon", "bay", "chin", "muoi", "muoi mot", "muoi hai", "muoi lam", "hai muoi",
    "ba muoi", "bon muoi", "nam muoi", "tram", "mot tram", "nghin", "mot nghin", "chuc", "hang chuc")  # fmt: skip
COUNTED_BY_WORDS = re.compile(
    rf"(?<!thiet )(?<!nguy )(?<!moi )(?<!so )\b(?:{SPOKEN})\s+(?:{UNITS})\b"
    rf"|(?<!trong )(?<!hang )(?<!moi )(?<!dau )(?<!cuoi )(?<!ca )(?<!qua )(?<!nhieu )(?<!phia )(?<!mien )(?<!tung )"
    rf"(?<!nay )\bnam\s+(?:xa|phuong|thon|huyen|ho|nha|chi bo|dang vien|du an|mo hinh|cong trinh|vu viec|nhiem vu|don vi)\b"
    rf"|\bsau\s+(?:xa|phuong|thon|huyen|ho|nha|chi bo|dang vien|mo hinh|cong trinh|tieu chi)\b"
    rf"|(?<!nha )\btam\s+(?:xa|phuong|thon|huyen|ho|chi bo|dang vien|mo hinh|cong trinh|tieu chi|vu viec)\b"
    r"|\b(?:toan bo|tat ca)\s+(?:cac\s+|so\s+)?[a-z]|\bkhong con\s+[a-z]|\bxoa trang\b|\bkhong de\s+(?:phat sinh|xay ra|ton dong)\b"
    rf"|\bgap\s+(?:doi|ba|{NUMBER})\b"
)
SLOGANS = re.compile(r"\bmoi (?:xa|phuong|lang|thon) (?:mot|1) san pham\b|\bmot cua\b|\bmot so\b")


@lru_cache(maxsize=4096)
def counts(text):
    """Whether something in the text can be counted at the end: a number with what it is a number of.

    Dates, years, numbers of documents, of roads, of hamlets, "6 tháng đầu năm" are no targets."""
    words = SLOGANS.sub(" ; ", plain(text))
    for pattern in NOT_TARGETS:
        words = pattern.sub(" ; ", words)
    words = DAY_AND_MONTH.sub(" ; ", words)
    return bool(COUNTED.search(words) or COUNTED_BY_WORDS.search(words))


# ---- products -----------------------------------------------------------------------------------------------

DOCUMENTS = spread("""quyet dinh, nghi quyet, chi thi, ke hoach, de an, quy che, quy dinh, quy trinh, quy hoach, ket luan,
    thong bao, bien ban, giay chung nhan, chung nhan, bang cong nhan, hop dong, to trinh, chuong trinh hanh dong,
    chuong trinh, huong dan, van ban, phuong an, danh muc, ho so, cong van, bo tieu chi, bo thu tuc, quy uoc, huong uoc,
    bang doi chieu, bang tong hop, giay phep, giay xac nhan, phieu, tai lieu, so tay, cam nang, ban do, chung thu,
    giay khen, thong tri, van kien, ban ghi nho, thoa thuan, ma so, chung chi, so lieu""")
REPORT = re.compile(r"\bbao cao\b|\bso lieu\b")
THINGS = re.compile(
    r"\b(?:"
    + spread("""mo hinh, cong trinh, can nha, ngoi nha, nha o, nha van hoa, nha hoan thanh, nha duoc, nha moi,
    tuyen duong, con duong, duong giao thong, duong be tong, duong hoa, truong hoc, diem truong, phong hoc, tram y te, phan mem, ung dung,
    he thong thong tin, he thong quan ly, he thong camera, he thong du lieu, trung tam dieu hanh, cong thong tin,
    trang thong tin, co so du lieu, kho du lieu, mat bang sach, mat bang duoc, dien tich, san pham ocop,
    san pham cong nghiep, hop tac xa, khu cong nghiep, cum cong nghiep, vung trong, vung nguyen lieu, chuoi lien ket,
    chuoi gia tri, nhan hieu, thuong hieu, bo phan mot cua, duoc cong nhan, dat chuan, dua vao su dung,
    dua vao van hanh, dua vao hoat dong, di vao hoat dong, duoc phe duyet, duoc cap, duoc ban giao, duoc ban hanh,
    duoc thanh lap, chi bo moi, dang vien moi, cay cau, cho dan sinh, khu tai dinh cu, bai rac, lo dot, camera,
    nghia trang, khu luu niem, ban giao""")
    + r")\b"
)
NO_DOCUMENT = r"(?<!theo )(?<!dung )(?<!dat )(?<!vuot )(?<!voi )(?<!so )(?<!hien )(?<!theo cac )"
DOCUMENT = re.compile(rf"{NO_DOCUMENT}\b(?:{DOCUMENTS})\b")
# A paper for every piece of work done: without saying how many, it measures nothing.
BY_THE_PIECE = re.compile(
    r"\b(?:ket nap|thanh lap chi bo|thanh lap cac|giai quyet (?:cac |vu |khieu nai|don|to cao)|giay chung nhan quyen"
    r"|ban giao mat bang|mat bang sach|phuong an (?:boi thuong|ho tro)|phe duyet phuong an|thu hoi dat|giao dat"
    r"|dieu dong|nghi quyet (?:hdnd|hoi dong|cua hdnd))"
)
MAKES = re.compile(
    r"\b(?:ban hanh|xay dung|trinh|phe duyet|lap|soan thao|thong qua|sua doi|hoan thanh|hoan thien|tham muu|cong bo)\b"
    r"(?: [a-z,]+){0,4}? (?:de an|nghi quyet|quy hoach|quy che|quy dinh|bo tieu chi|quy trinh|chi thi|chuong trinh hanh dong"
    r"|chien luoc|ke hoach|phuong an sap xep|co che|danh muc|huong dan|so tay|bo chi so)\b"
)
REACHES = re.compile(
    r"\b(?:dat chuan|ve dich|duoc cong nhan|dua vao (?:su dung|van hanh|hoat dong|khai thac)|khanh thanh|khoi cong"
    r"|thong xe|thong tuyen|hop long|dat danh hieu|cong nhan)\b"
)


def names_document(text):
    """A paper other than the report of one's own work."""
    words = REPORT.sub(" ", plain(text))
    return bool(DOCUMENT.search(words))


def names_product(text):
    words = plain(text)
    return bool(DOCUMENT.search(words) or REPORT.search(words) or THINGS.search(words)) or counts(text)


# ---- words that say little -----------------------------------------------------------------------------------

# As people write them, for the advice; the folded form finds them.
VAGUE = """tăng cường, đẩy mạnh, nâng cao, nâng chất lượng, quan tâm, tiếp tục, chú trọng, phối hợp, siết, siết chặt,
    chấn chỉnh, phát huy, củng cố, kiện toàn, thúc đẩy, nỗ lực, cơ bản, từng bước, quyết liệt, mạnh mẽ, thiết thực,
    đẩy nhanh, làm tốt, thực hiện tốt, thực hiện có hiệu quả, giữ vững, ổn định, bảo đảm, đảm bảo, cải thiện,
    tích cực, chủ động, góp phần, hiệu quả, hoàn thành tốt, đổi mới, tập trung, phấn đấu, tạo chuyển biến,
    chuyển biến, toàn diện, đồng bộ, duy trì, hoàn thiện, phát triển, nhân rộng, lan tỏa, tạo điều kiện"""
_VAGUE = {fold(word.strip()): word.strip() for word in VAGUE.replace("\n", " ").split(",")}
_VAGUE_WORDS = re.compile(rf"\b(?:{either(*_VAGUE)})\b")
ROUTINE = re.compile(
    r"\bchuong trinh cong tac\b|\bnhiem vu (?:thuong xuyen|chuyen mon|duoc giao)\b|\bche do (?:bao cao|hoi hop|thong tin)\b"
    r"|\b(?:thuc hien|hoan thanh)\b(?: [a-z,]+){0,3}? (?:chi tieu|nhiem vu)\b.*\b(?:kinh te|trong tam|duoc giao|nghi quyet)\b"
    r"|\bsinh hoat (?:chi bo )?(?:dinh ky|thuong ky)\b|\bgiao ban\b|\btiep (?:cong )?dan dinh ky\b|\bcong tac (?:van phong|van thu)\b"
    r"|\b(?:cong tac )?(?:van thu|luu tru)\b.*\bthuong xuyen\b|\bsinh hoat chi bo hang thang\b|\bhop dinh ky\b"
    r"|\blich cong tac\b|\btheo chuc nang\b|\bchuc nang,? nhiem vu\b|\bcong viec thuong xuyen\b|\bnhiem vu chinh tri duoc giao\b"
)


def vague_words(text):
    """The words that say little, as they are spelled, in the order of the text, each once."""
    return list(dict.fromkeys(_VAGUE[word] for word in _VAGUE_WORDS.findall(plain(text))))


def is_routine(text):
    return bool(ROUTINE.search(plain(text)))


# ---- likeness ------------------------------------------------------------------------------------------------

FILLING = frozenset(
    ["cac", "nhung", "cua", "va", "tren", "dia", "ban", "cong", "tac", "viec", "thuc", "hien", "hoan", "thanh", "nam", "trong", "theo", "tai", "cho", "duoc", "voi", "o", "de", "la", "so"]
)
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*|[0-9]+(?:[.,/][0-9]+)*")
ROMAN = frozenset(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"])
TOKENS_MAX = 120


@lru_cache(maxsize=4096)
def tokens(text):
    """Words and numbers in order, short forms written out, years and what fills left away."""
    words = re.sub(rf"\b(?:nam|giai doan)\s+{YEAR}(?:\s*-\s*{YEAR})?", " ", plain(text))
    found = []
    for word in _WORD.findall(words):
        found.extend(SHORT_FORMS.get(word, word.replace("-", " ")).split())
    return tuple(word for word in found if word not in FILLING)[:TOKENS_MAX]


@lru_cache(maxsize=4096)
def shingles(text):
    """Trigrams of the words, numbers aside; as PostgreSQL takes them, two spaces before a word and one after."""
    found = set()
    for word in tokens(text):
        if not word[0].isdigit():
            padded = f"  {word} "
            found.update(padded[at : at + 3] for at in range(len(padded) - 2))
    return frozenset(found)


def likeness(one, other):
    """0 to 1: the share of trigrams two texts have in common."""
    mine, theirs = shingles(one), shingles(other)
    if not mine or not theirs:
        return 0.0
    return len(mine & theirs) / len(mine | theirs)
