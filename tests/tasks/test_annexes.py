"""The annex of a filtered list, in Word and in Excel: the same rows, grouped by who holds them."""

import io

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.factories import make_document, make_indicator, make_milestone, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(land, organiser):
    """Two tasks of one decision: one with figures, one of several years for two people of two units."""
    decision = make_document(land.province, by=organiser, number="125-QĐ/TU")
    one = make_task(
        "Đưa chỉ số hài lòng lên 92 %",
        owner=land.secretary_post,
        assigned_by=land.province,
        due="2026-11-30",
        decision=decision,
        product="Báo cáo công bố",
        product_issuer="Sở Nội vụ",
    )
    make_indicator(one, "chỉ số hài lòng", unit="%", comparator="gte", baseline="81.5", target_min=92)
    two = make_task(
        "Bàn giao mặt bằng 12 km",
        owners=[land.neighbour_post, land.secretary_post],
        assigned_by=land.province,
        due="2026-12-31",
        start="2025-01-01",
        horizon="term",
        decision=decision,
    )
    make_milestone(two, "Bàn giao 6 km", due="2026-06-30")
    return one, two


def download(client, name):
    response = client.get(reverse(name), {"nam": 2026})
    content = b"".join(response.streaming_content)
    return io.BytesIO(content)


def test_word_and_excel_hold_the_same_rows_under_the_decision(given, land, sign_in, organiser):
    client = sign_in(organiser)

    word = docx.Document(download(client, "annex_word"))
    excel = CalamineWorkbook.from_filelike(download(client, "annex_excel")).get_sheet_by_index(0).to_python()

    table = [[cell.text for cell in row.cells] for row in word.tables[-1].rows]
    said = "\n".join(paragraph.text for paragraph in word.paragraphs)
    rows = [row for row in table if row[0] in ("1", "2")]
    assert "Kèm theo Quyết định số 125-QĐ/TU, ngày 15/01/2024 của Ban Thường vụ Tỉnh ủy" in said
    assert [row[4] for row in rows] == ["Đưa chỉ số hài lòng lên 92 %", "Bàn giao mặt bằng 12 km"]
    assert rows[0][6] == "Báo cáo công bố (Sở Nội vụ)\n- Chỉ số hài lòng: từ 81,5 lên ít nhất 92\u00a0%"
    assert "Giai đoạn 2025–2026" in rows[1][7] and "30/06/2026: Bàn giao 6 km" in rows[1][7]
    assert land.neighbour_post.title in rows[1][1] and land.secretary_post.cadre.full_name in rows[1][1]
    assert [row[1:] for row in rows] == [[str(c) for c in row[1:10]] for row in excel if str(row[0]) in ("1.0", "2.0")]


def test_a_list_of_several_decisions_is_a_draft(given, land, sign_in, organiser):
    make_task("Chưa có quyết định", owner=land.secretary_post, assigned_by=land.province, due="2026-10-30")

    word = docx.Document(download(sign_in(organiser), "annex_word"))

    assert "số …, ngày …/…/2026" in "\n".join(paragraph.text for paragraph in word.paragraphs)


@pytest.mark.parametrize("name", ["annex_word", "annex_excel"])
def test_the_statements_do_not_grow_with_the_rows(given, land, sign_in, organiser, name):
    client = sign_in(organiser)
    download(client, name)
    spent = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            download(client, name)
        spent.append(len(seen))
        for _ in range(5):
            make_task(owner=land.secretary_post, assigned_by=land.province, due="2026-10-30")

    assert spent[0] == spent[1] <= 14


def test_too_long_a_list_for_word_says_what_to_do(given, sign_in, organiser, monkeypatch):
    monkeypatch.setattr("tasks.views.lists.WORD_MOST", 1)

    page = sign_in(organiser).get(reverse("annex_word"), {"nam": 2026}, follow=True).content.decode()

    assert "Lọc bớt, hoặc tải phụ lục Excel" in page
