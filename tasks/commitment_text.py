"""The exact text of a commitment (bản cam kết) as data: screen, print and Word show this and nothing else.

commitment_content() makes it once, every string as it will print; what is signed is content_hash() of it. Later changes
of a name, a rule or a template do not touch what was signed: it is stored whole and printed from the store."""

import datetime as dt
import hashlib
import json
import unicodedata
from dataclasses import dataclass

from django.utils import timezone

from cadre.documents import (
    HYPHENS,
    PARTY,
    STAR,
    Column,
    Grid,
    Header,
    Paper,
    Paragraph,
    Signature,
    listed,
    place_and_date,
    printable,
)
from cadre.templatetags.vi import ngay, so

FORM = "ban-cam-ket/1"  # changes when the keys below do
COLUMNS = ("STT", "Nội dung việc", "Chỉ tiêu", "Sản phẩm", "Thời hạn, mốc", "Cơ quan phối hợp")
WIDTHS = (11, 38, 36, 30, 28, 22)  # mm
SIZE = 11  # pt in the table
PROMISES = (
    "Chịu trách nhiệm trước {to} về tiến độ, chất lượng và kết quả của từng việc nêu trên.",
    "Báo cáo tiến độ đúng kỳ, đúng sự thật; gặp khó khăn, vướng mắc thì báo cáo ngay, kèm kiến nghị cách tháo gỡ.",
    "Mỗi việc chỉ được tính là xong khi có sản phẩm và được nghiệm thu theo quy định.",
    "Cần điều chỉnh chỉ tiêu, thời hạn thì xin ý kiến trước; chưa có ý kiến đồng ý thì vẫn thực hiện như đã cam kết.",
)
CLOSING = "Kết quả thực hiện bản cam kết này là một căn cứ để kiểm điểm, đánh giá, xếp loại năm {year}."


class NotWhatWasSigned(ValueError):
    """The content differs from the one the signature was given to."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """The version before this one, and what is different now, each change as a line."""

    version: int
    signed_on: dt.date
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommitmentHead:
    """Who commits to whom, for which year, on what ground. With `committee` the head of it signs on its behalf."""

    year: int
    place: str
    issuer: str  # as printed at the top: ĐẢNG ỦY XÃ HÙNG AN
    to: str  # Ban Thường vụ Tỉnh ủy Tuyên Quang
    name: str
    post: str
    unit: str
    superior: str = ""
    committee: str = ""
    decision_number: str = ""  # 125-QĐ/TU
    decision_date: dt.date | None = None
    decided_by: str = ""
    decision_about: str = ""
    further_grounds: tuple[str, ...] = ()  # decisions after the first, as ground_words()
    version: int = 1
    replaced: Replaced | None = None
    promises: tuple[str, ...] = PROMISES
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    """One task; each text may have several lines."""

    number: int
    title: str
    targets: tuple[str, ...] = ()
    product: str = ""
    due: str = ""
    milestones: tuple[str, ...] = ()
    coordinators: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """An electronic signature: when (aware), by whom in words, and the hash of what was signed."""

    at: dt.datetime
    by: str
    hash: str


def commitment_content(head, lines):
    """The text as data JSON can hold: dicts, lists and str only."""
    lines = list(lines)
    content = {
        "form": FORM,
        "superior": head.superior,
        "issuer": head.issuer,
        "star": STAR,
        "version": f"Bản số {head.version}",
        "party": PARTY,
        "place": head.place,
        "dateline": place_and_date(head.place, None, head.year),
        "title": "BẢN CAM KẾT",
        "subtitle": f"thực hiện việc đột phá, đổi mới năm {head.year}",
        "hyphens": HYPHENS,
        "addressee": f"Kính gửi: {head.to}",
        "signer": _signer(head),
        "grounds": _grounds(head),
        "replaces": _replaces(head.replaced),
        "opening": _opening(head, len(lines)),
        "columns": list(COLUMNS),
        "rows": [_row(line) for line in lines],
        "promise": "Để thực hiện, tôi cam kết:" if not head.committee else f"Để thực hiện, {head.committee} cam kết:",
        "promises": [f"{n}. {text.replace('{to}', head.to)}" for n, text in enumerate(head.promises, 1)],
        "closing": CLOSING.format(year=head.year),
        "recipients_head": "Nơi nhận:" if head.recipients else "",
        "recipients": listed(head.recipients) if head.recipients else [],
        "authority": f"T/M {head.committee.upper()}" if head.committee else "NGƯỜI CAM KẾT",
        "post": head.post.upper() if head.committee else "",
        "name": head.name,
    }
    return _clean(content)


def _clean(value):
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return printable(value).strip()


def _grounds(head):
    if not head.decision_number:
        return []
    first = ground_words(head.decision_number, head.decision_date, head.decided_by, head.decision_about)
    return listed([first, *head.further_grounds])


def ground_words(number, date=None, issuer="", about=""):
    """Căn cứ Quyết định số 125-QĐ/TU, ngày 25/03/2026 của Ban Thường vụ Tỉnh ủy về giao việc."""
    parts = [f"Căn cứ Quyết định số {number}" + (f", ngày {ngay(date)}" if date else "")]
    parts += [f"của {issuer}"] if issuer else []
    parts += [about] if about else []
    return " ".join(parts)


def _signer(head):
    if head.committee:
        return [
            f"Tập thể cam kết: {head.committee}",
            f"Người ký thay mặt: {head.name}",
            f"Chức vụ: {head.post}",
        ]
    return [f"Họ và tên: {head.name}", f"Chức vụ: {head.post}", f"Đơn vị: {head.unit}"]


def _replaces(replaced):
    if not replaced:
        return []
    first = f"Bản này thay bản số {replaced.version} ký ngày {ngay(replaced.signed_on)}."
    if not replaced.changes:
        return [first]
    return [f"{first} Nội dung thay đổi:", *listed(replaced.changes)]


def _opening(head, count):
    who = f"Thay mặt {head.committee}, tôi" if head.committee else "Tôi"
    return f"{who} cam kết với {head.to} thực hiện {so(count)} việc sau đây:"


def line_cells(line):
    """The cells of a task as they are stored, without its number: what is promised in this task."""
    return _clean(_row(line))[1:]


def _row(line):
    """The cells of a task, each a list of lines."""
    return [
        [str(line.number)],
        line.title.split("\n"),
        _dashed(line.targets),
        line.product.split("\n"),
        [*line.due.split("\n"), *(f"- {text}" for text in line.milestones)],
        line.coordinators.split("\n"),
    ]


def _dashed(texts):
    return [f"- {text}" for text in texts] if len(texts) > 1 else list(texts) or [""]


# ---- what is signed -----------------------------------------------------------------------------------------------


def canonical(content):
    """What the hash is of: JSON with sorted keys and no spaces, NFC, UTF-8. How it was stored does not matter."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return unicodedata.normalize("NFC", text).encode()


def content_hash(content):
    return hashlib.sha256(canonical(content)).hexdigest()


# ---- showing it ---------------------------------------------------------------------------------------------------


def signed_line(signed):
    at = timezone.localtime(signed.at)
    return printable(f"Ký điện tử lúc {at:%H:%M} ngày {ngay(at)} bởi {signed.by}; mã băm {signed.hash}")


def as_printed(content, signed=None):
    """The content with what only the signature knows: its date and its line. Both renderings are made of this.

    The cells of rows come as (head, lines). Raises NotWhatWasSigned rather than show a signature under another text."""
    if signed and signed.hash != content_hash(content):
        raise NotWhatWasSigned("Nội dung bản cam kết khác với nội dung đã ký.")
    dateline = place_and_date(content["place"], timezone.localdate(signed.at)) if signed else content["dateline"]
    return {
        **content,
        "dateline": dateline,
        "signed": [signed_line(signed)] if signed else [],
        "rows": [list(zip(content["columns"], row, strict=True)) for row in content["rows"]],
    }


def commitment_paper(content, signed=None):
    """The commitment as a Word document."""
    printed = as_printed(content, signed)
    align = ["center", *["left"] * (len(WIDTHS) - 1)]
    columns = tuple(map(Column, printed["columns"], WIDTHS, align))
    rows = tuple(tuple("\n".join(lines) for _, lines in row) for row in printed["rows"])
    return Paper(
        title=printed["title"],
        subtitle=printed["subtitle"],
        header=Header(printed["issuer"], printed["superior"], printed["version"]),
        dateline=printed["dateline"],
        date=timezone.localdate(signed.at) if signed else None,
        blocks=(
            Paragraph(printed["addressee"], align="center", indent=False),
            *map(Paragraph, printed["signer"]),
            *map(Paragraph, printed["grounds"]),
            *map(Paragraph, printed["replaces"]),
            Paragraph(printed["opening"], keep=True),
            Grid(columns, rows, SIZE),
            Paragraph(printed["promise"], keep=True),
            *map(Paragraph, printed["promises"]),
            Paragraph(printed["closing"]),
        ),
        signature=Signature(
            authority=printed["authority"],
            post=printed["post"],
            name=printed["name"],
            lines=tuple(printed["signed"]),
            recipients_head=printed["recipients_head"],
            recipients=tuple(printed["recipients"]),
        ),
    )
