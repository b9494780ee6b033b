"""Bản cam kết: one text for screen, print and Word, and a hash of exactly that text."""

import datetime as dt
import json
import random
import unicodedata
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string

from cadre.documents import document_bytes
from tasks.commitment_text import (
    CommitmentHead,
    CommitmentLine,
    NotWhatWasSigned,
    Replaced,
    Signed,
    as_printed,
    canonical,
    commitment_content,
    commitment_paper,
    content_hash,
)
from tests.papers.read import HOSTILE, html_texts, opened, texts

HEAD = CommitmentHead(
    year=2026,
    place="Hùng An",
    issuer="ĐẢNG ỦY XÃ HÙNG AN",
    superior="ĐẢNG BỘ TỈNH TUYÊN QUANG",
    to="Ban Thường vụ Tỉnh ủy Tuyên Quang",
    name="Nguyễn Văn An",
    post="Bí thư Đảng ủy",
    unit="Đảng ủy xã Hùng An",
    decision_number="125-QĐ/TU",
    decision_date=dt.date(2026, 3, 25),
    decided_by="Ban Thường vụ Tỉnh ủy Tuyên Quang",
    decision_about="về giao việc đột phá, đổi mới năm 2026",
    recipients=("Ban Tổ chức Tỉnh ủy", "Lưu Văn phòng Đảng ủy"),
)
LINES = [
    CommitmentLine(
        1,
        "Xã Hùng An về đích nông thôn mới",
        ("Số tiêu chí đạt: từ 14 lên ít nhất 19 tiêu chí", "Chỉ số hài lòng của người dân: ít nhất 92\u00a0%"),
        "Quyết định công nhận của UBND tỉnh",
        "Giai đoạn 2026–2028\nHạn 30/11/2028",
        ("15/12/2026: đạt 16 tiêu chí",),
        "Sở Nông nghiệp và Môi trường",
    ),
    CommitmentLine(2, "Giải quyết đơn thư tồn đọng", ("Số vụ việc: ít nhất 10 vụ việc",), "", "31/12/2026"),
]
CONTENT = commitment_content(HEAD, LINES)
BARE = CommitmentHead(2026, "", "SỞ Y TẾ", "Tỉnh ủy", "An", "Giám đốc", "Sở Y tế")
HASH = "7a166683fdafdd8155f48e52aca46901d05cfc67b2329e95bb66ef37325def40"
AT = dt.datetime(2026, 4, 2, 9, 42, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
COLLECTIVE = replace(
    HEAD,
    committee="Đảng ủy xã Hùng An",
    post="Bí thư",
    version=2,
    replaced=Replaced(1, dt.date(2026, 4, 2), ("Việc 1: thời hạn từ 30/09/2028 thành 30/11/2028", "Thêm việc 2")),
)


def signed(content, **changes):
    return Signed(
        **{"at": AT, "by": "Nguyễn Văn An, Bí thư Đảng ủy xã Hùng An", "hash": content_hash(content)} | changes
    )


def printed(content, signature=None):
    """Every text of the content in the order it is printed, and nothing that is not."""
    shown = as_printed(content, signature)
    order = ("superior", "issuer", "star", "version", "party", "dateline", "title", "subtitle", "hyphens", "addressee")
    order += ("signer", "grounds", "replaces", "opening", "columns", "rows", "promise", "promises", "closing")
    order += ("recipients_head", "recipients", "authority", "post", "signed", "name")
    assert set(order) == set(shown) - {"form", "place"}
    found = []
    for key in order:
        value = shown[key]
        if key == "rows":
            found += [line for row in value for _, lines in row for line in lines]
        else:
            found += [value] if isinstance(value, str) else value
    return [text for text in found if text]


def page(content, signature=None):
    return render_to_string("print/_commitment_body.html", {"paper": as_printed(content, signature)})


CASES = {
    "person": (commitment_content(HEAD, LINES), False),
    "signed": (commitment_content(HEAD, LINES), True),
    "collective": (commitment_content(COLLECTIVE, LINES), True),
    "bare": (
        commitment_content(BARE, []),
        False,
    ),
}


@pytest.mark.parametrize(("content", "is_signed"), CASES.values(), ids=CASES)
def test_screen_and_word_show_the_content_and_nothing_else(content, is_signed):
    signature = signed(content) if is_signed else None
    expected = printed(content, signature)

    assert texts(opened(commitment_paper(content, signature))) == expected
    assert html_texts(page(content, signature)) == expected


def test_a_person_commits_in_their_own_name():
    assert CONTENT["signer"] == ["Họ và tên: Nguyễn Văn An", "Chức vụ: Bí thư Đảng ủy", "Đơn vị: Đảng ủy xã Hùng An"]
    assert CONTENT["opening"] == "Tôi cam kết với Ban Thường vụ Tỉnh ủy Tuyên Quang thực hiện 2 việc sau đây:"
    assert CONTENT["grounds"] == [
        "- Căn cứ Quyết định số 125-QĐ/TU, ngày 25/03/2026 của Ban Thường vụ Tỉnh ủy Tuyên Quang "
        "về giao việc đột phá, đổi mới năm 2026."
    ]
    assert (CONTENT["authority"], CONTENT["post"], CONTENT["name"]) == ("NGƯỜI CAM KẾT", "", "Nguyễn Văn An")
    assert CONTENT["dateline"] == "Hùng An, ngày … tháng … năm 2026"


def test_the_head_signs_on_behalf_of_a_committee():
    content = commitment_content(COLLECTIVE, LINES)

    assert content["signer"] == [
        "Tập thể cam kết: Đảng ủy xã Hùng An",
        "Người ký thay mặt: Nguyễn Văn An",
        "Chức vụ: Bí thư",
    ]
    assert content["opening"].startswith("Thay mặt Đảng ủy xã Hùng An, tôi cam kết với ")
    assert content["promise"] == "Để thực hiện, Đảng ủy xã Hùng An cam kết:"
    assert (content["authority"], content["post"]) == ("T/M ĐẢNG ỦY XÃ HÙNG AN", "BÍ THƯ")


def test_an_amendment_says_what_it_replaces_and_what_changed():
    content = commitment_content(COLLECTIVE, LINES)

    assert content["version"] == "Bản số 2"
    assert content["replaces"] == [
        "Bản này thay bản số 1 ký ngày 02/04/2026. Nội dung thay đổi:",
        "- Việc 1: thời hạn từ 30/09/2028 thành 30/11/2028;",
        "- Thêm việc 2.",
    ]
    assert CONTENT["replaces"] == []


def test_the_table_tells_targets_milestones_and_coordinators_line_by_line():
    assert CONTENT["rows"] == [
        [
            ["1"],
            ["Xã Hùng An về đích nông thôn mới"],
            ["- Số tiêu chí đạt: từ 14 lên ít nhất 19 tiêu chí", "- Chỉ số hài lòng của người dân: ít nhất 92\u00a0%"],
            ["Quyết định công nhận của UBND tỉnh"],
            ["Giai đoạn 2026–2028", "Hạn 30/11/2028", "- 15/12/2026: đạt 16 tiêu chí"],
            ["Sở Nông nghiệp và Môi trường"],
        ],
        [
            ["2"],
            ["Giải quyết đơn thư tồn đọng"],
            ["Số vụ việc: ít nhất 10 vụ việc"],
            [""],
            ["31/12/2026"],
            [""],
        ],
    ]


def test_promises_name_to_whom_and_braces_are_only_text():
    content = commitment_content(replace(HEAD, promises=("Báo cáo {to} về {khó khăn}.",)), [])

    assert content["promises"] == ["1. Báo cáo Ban Thường vụ Tỉnh ủy Tuyên Quang về {khó khăn}."]


# ---- the hash -----------------------------------------------------------------------------------------------------


def test_the_hash_of_a_known_text_never_changes():
    assert content_hash(CONTENT) == HASH


def test_storing_and_reordering_leave_the_hash_alone():
    keys = list(CONTENT)
    random.Random(7).shuffle(keys)
    stored = json.loads(json.dumps({key: CONTENT[key] for key in keys}, indent=2))

    assert canonical(stored) == canonical(CONTENT)
    assert content_hash(json.loads(canonical(CONTENT))) == content_hash(CONTENT)


def test_decomposed_letters_give_the_same_text_and_hash():
    loose = replace(HEAD, name=unicodedata.normalize("NFD", HEAD.name), to=unicodedata.normalize("NFD", HEAD.to))

    assert commitment_content(loose, LINES) == CONTENT
    by_hand = json.loads(unicodedata.normalize("NFD", json.dumps(CONTENT, ensure_ascii=False)))
    assert content_hash(by_hand) == content_hash(CONTENT)


@pytest.mark.parametrize(
    "changed",
    [
        commitment_content(HEAD, LINES[:1]),
        commitment_content(HEAD, [replace(LINES[0], due="30/11/2028"), LINES[1]]),
        commitment_content(replace(HEAD, version=2), LINES),
        commitment_content(replace(HEAD, name="Nguyễn Văn Ân"), LINES),
        commitment_content(HEAD, [replace(LINES[0], targets=LINES[0].targets[::-1]), LINES[1]]),
    ],
)
def test_any_change_of_the_text_changes_the_hash(changed):
    assert content_hash(changed) != content_hash(CONTENT)


def test_the_canonical_form_is_plain_json_in_utf8():
    assert canonical({"b": "Đảng ủy", "a": ["x", {"d": "", "c": "1"}]}) == (
        '{"a":["x",{"c":"1","d":""}],"b":"Đảng ủy"}'.encode()
    )


# ---- signed -------------------------------------------------------------------------------------------------------


def test_the_signature_tells_when_by_whom_and_of_what():
    shown = as_printed(CONTENT, signed(CONTENT, at=AT.astimezone(dt.UTC)))

    assert shown["signed"] == [
        "Ký điện tử lúc 09:42 ngày 02/04/2026 bởi Nguyễn Văn An, Bí thư Đảng ủy xã Hùng An; mã băm " + HASH
    ]
    assert shown["dateline"] == "Hùng An, ngày 02 tháng 4 năm 2026"


def test_a_signature_is_never_shown_under_another_text():
    tampered = {**CONTENT, "opening": CONTENT["opening"].replace("2 việc", "1 việc")}

    with pytest.raises(NotWhatWasSigned):
        as_printed(tampered, signed(CONTENT))
    with pytest.raises(NotWhatWasSigned):
        commitment_paper(tampered, signed(CONTENT))


def test_equal_commitments_give_equal_files():
    assert document_bytes(commitment_paper(CONTENT, signed(CONTENT))) == document_bytes(
        commitment_paper(json.loads(canonical(CONTENT)), signed(CONTENT))
    )
    about = opened(commitment_paper(CONTENT, signed(CONTENT))).core_properties
    assert about.created.date() == dt.date(2026, 4, 2)


# ---- what people paste --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(text):
    text = text.strip()
    head = replace(HEAD, name=text, unit=text, to=text, issuer=text, recipients=(text,), decision_about=text)
    content = commitment_content(head, [CommitmentLine(1, text, (text,), text, text, (text,), text)])

    expected = printed(content)
    assert texts(opened(commitment_paper(content))) == expected
    assert html_texts(page(content)) == expected
    assert expected.count(text) >= 6


def test_what_cannot_be_printed_is_not_signed_either():
    content = commitment_content(replace(HEAD, name="Nguyễn\x00 Văn\ufffe A\ud800n"), LINES)

    assert content == CONTENT


def test_the_page_stands_in_the_frame_with_the_sheet_and_no_inline_style():
    html = render_to_string("print/commitment.html", {"paper": as_printed(CONTENT)})

    assert "css/print.css" in html and 'class="paper-page"' in html
    assert "Bản số 1: chưa ký; đây là nguyên văn sẽ ký và in." in html
    assert "Bản số 1: đã ký điện tử." in render_to_string(
        "print/commitment.html", {"paper": as_printed(CONTENT, signed(CONTENT))}
    )


def test_every_class_of_the_sheet_is_in_its_stylesheet(settings):
    css = (settings.BASE_DIR / "static" / "css" / "print.css").read_text(encoding="utf-8")
    used = {name for each in page(CONTENT, signed(CONTENT)).split('class="')[1:] for name in each.split('"')[0].split()}

    assert {name for name in used if f".{name}" not in css} == set()
    assert "#" not in css and "rgb" not in css  # colours are tokens
