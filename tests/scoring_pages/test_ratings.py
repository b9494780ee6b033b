"""Xếp loại: rows, the quota line, filters, pages, the panel, the workbook."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scoring.models import Remediation
from tests.factories import make_assessment, make_profile, make_quota_group, make_round, make_sheet, make_suggestion
from tests.scoring_pages.boards import make_board, make_leader, names_in, sheet_of, text_of


def ratings(round):
    return reverse("ratings", args=[round.pk])


def order_of(response):
    """Names of the rows and the quota line among them, as they stand in the table."""
    page = response.context
    found = ["VẠCH"] if page["line_on_top"] else []
    for line in page["lines"]:
        found.append(line.row.name)
        if line.line_after:
            found.append("VẠCH")
    return found


def test_ratings_draws_the_quota_line_after_the_last_that_keeps_the_level(land, sign_in, leader):
    found, _ = make_board(land.province, 6, levels=["XS", "TOT", "XS", "TOT", "TOT", "TOT"])

    answer = sign_in(leader).get(ratings(found))

    assert order_of(answer) == [
        "Đảng ủy xã số 001",
        "Đảng ủy xã số 002",
        "Đảng ủy xã số 003",
        "VẠCH",
        "Đảng ủy xã số 004",
        "Đảng ủy xã số 005",
        "Đảng ủy xã số 006",
    ]
    assert answer.content.decode().count('<tr class="quota">') == 1


def test_ratings_draws_the_line_on_top_when_nobody_keeps_the_level(land, sign_in, leader):
    found, _ = make_board(land.province, 3, levels=["TOT", "TOT", "HT"])

    assert order_of(sign_in(leader).get(ratings(found)))[0] == "VẠCH"


def test_quota_line_says_cap_basis_and_who_is_left_below(land, sign_in, leader):
    found, _ = make_board(land.province, 12, levels=["XS"] * 2 + ["TOT"] * 10)
    found.quota_groups.update(candidates=5, good=7, cap=2, kept=2)

    words = text_of(sign_in(leader).get(ratings(found)))

    assert (
        "Hạn mức Xuất sắc: 2 tập thể, đề xuất 2. 20 % của 10 tập thể xếp Tốt, làm tròn xuống (Điều 12). "
        "Dưới vạch còn 3 tập thể đủ điều kiện."
    ) in words


def test_ratings_of_a_filtered_list_says_the_quota_above_the_table(land, sign_in, leader):
    found, _ = make_board(land.province, 6, levels=["XS", "XS", "TOT", "TOT", "TOT", "TOT"])

    answer = sign_in(leader).get(ratings(found), {"muc": "TOT"})

    assert order_of(answer) == [f"Đảng ủy xã số 00{i}" for i in (3, 4, 5, 6)]
    assert "Hạn mức Xuất sắc: 1 tập thể" in text_of(answer)


@pytest.mark.parametrize("words", ["xã Nà Khoang", "XA NA KHOANG", "na khoang", "  Nà  "])
def test_ratings_finds_with_and_without_accents(land, sign_in, leader, words):
    found, dossiers = make_board(land.province, 3)
    unit = dossiers[1].committee
    unit.name = "Đảng ủy xã Nà Khoang"
    unit.save()

    assert order_of(sign_in(leader).get(ratings(found), {"q": words})) == ["Đảng ủy xã Nà Khoang"]


def test_ratings_finds_a_person_by_name(land, sign_in, leader):
    found = make_round(committee=land.province, year=2023)
    make_leader(found, land.district, "Bí thư Huyện ủy", name="Trần Thị Đào", position=1)
    make_leader(found, land.next_district, "Bí thư Huyện ủy", name="Lê Văn Sơn", position=2)

    answer = sign_in(leader).get(ratings(found), {"nhom": "leader", "q": "tran thi dao"})

    assert [line.row.person for line in answer.context["lines"]] == ["Trần Thị Đào"]


@pytest.mark.parametrize("words", ["%", "_", "'; DROP TABLE", "\\"])
def test_ratings_takes_search_words_as_words(land, sign_in, leader, words):
    found, _ = make_board(land.province, 3)

    answer = sign_in(leader).get(ratings(found), {"q": words})

    assert order_of(answer) == []
    assert "Không có hồ sơ nào khớp" in text_of(answer)


def test_ratings_pages_show_every_row_once_and_the_line_once(land, sign_in, leader):
    found, dossiers = make_board(land.province, 120, levels=["XS"] * 50 + ["TOT"] * 70)
    client, seen, address = sign_in(leader), [], ratings(found)

    while address:
        answer = client.get(address)
        seen += order_of(answer)
        after = answer.context["page"].next
        address = f"{ratings(found)}?sau={after}" if after else ""

    assert seen[50] == "VẠCH"
    assert [name for name in seen if name != "VẠCH"] == [dossier.committee.name for dossier in dossiers]


def test_ratings_goes_back_the_way_it_came(land, sign_in, leader):
    found, _ = make_board(land.province, 120)
    client = sign_in(leader)
    first = client.get(ratings(found))
    second = client.get(ratings(found), {"sau": first.context["page"].next})

    back = client.get(ratings(found), {"truoc": second.context["page"].previous})

    assert order_of(back) == order_of(first)


@pytest.mark.parametrize("count", [2, 60])
def test_ratings_takes_eleven_statements(land, sign_in, leader, count):
    found, dossiers = make_board(land.province, count)
    make_sheet(dossiers[0], {"TC1": 28, "TC2": 60}, stage="self", role="self")
    client = sign_in(leader)
    client.get(ratings(found))

    with CaptureQueriesContext(connection) as queries:
        client.get(ratings(found))

    assert len(queries) == 11


def test_ratings_shows_what_the_subject_gave_itself(land, sign_in, leader):
    found, dossiers = make_board(land.province, 3)
    make_sheet(dossiers[0], {"TC1": 28, "TC2": "65.5"}, stage="self", role="self")
    make_sheet(dossiers[1], {"TC1": "27.25"}, stage="self", role="self")
    make_sheet(dossiers[2], {"TC1": 30, "TC2": 70}, stage="review")

    lines = sign_in(leader).get(ratings(found)).context["lines"]

    assert [(line.own.points, line.own.most) if line.own else None for line in lines] == [
        (Decimal("93.5"), 100),
        (Decimal("27.25"), 30),
        None,
    ]


def test_ratings_marks_conditions_and_says_the_reasons(land, sign_in, leader):
    found, dossiers = make_board(land.province, 4, levels=["TOT", "TOT", "KHT", "INCOMPLETE"])
    for dossier, reasons in zip(
        dossiers, ["exceeded_share;remediation", "quota", "trigger_C2", "missing_TC2"], strict=True
    ):
        dossier.suggestion.reasons = reasons
        dossier.suggestion.save()
    Remediation.objects.create(assessment=dossiers[0], pointed_out=3, remedied=2)

    answer = sign_in(leader).get(ratings(found))

    lines = answer.context["lines"]
    assert [[cell.missed for cell in line.conditions] for line in lines] == [
        [False, True, False, True],
        [False] * 4,
        [False] * 4,
        [False] * 4,
    ]
    assert [line.note for line in lines] == ["", "hạn mức", "", ""]
    assert [line.sentences for line in lines] == [
        "",
        "",
        "Căn cứ C2: tập thể hoặc thành viên tập thể bị kỷ luật liên quan nhiệm vụ tại đơn vị.",
        "Thiếu Tiêu chí TC2.",
    ]


def test_ratings_of_an_ordinal_round_has_no_points(land, sign_in, leader):
    profile = make_profile("collective", regime="124", scale="ordinal", band_xs=None, band_tot=None, band_ht=None)
    found, _ = make_board(land.province, 3, year=2023, profile=profile, levels=["XS", "TOT", "KHT"])

    answer = sign_in(leader).get(ratings(found))

    assert "Nhóm II" not in text_of(answer)
    assert names_in(answer) == [f"Đảng ủy xã số 00{i}" for i in (1, 2, 3)]
    assert [line.total for line in answer.context["lines"]] == ["–", "–", "–"]


def test_ratings_of_a_round_without_data_says_what_is_missing(land, sign_in, leader):
    found, dossiers = make_board(land.province, 3, levels=["INCOMPLETE"] * 3)
    for dossier in dossiers:
        dossier.suggestion.reasons = "missing_council;no_tasks"
        dossier.suggestion.save()

    answer = sign_in(leader).get(ratings(found))

    assert "3 thiếu dữ liệu" in text_of(answer)
    assert {line.sentences for line in answer.context["lines"]} == {
        "Thiếu Hội đồng. Không có việc nào được giao trong kỳ."
    }


def test_ratings_of_a_round_never_computed_says_so(land, sign_in, leader):
    assert "Chưa có đề xuất nào" in text_of(sign_in(leader).get(ratings(land.round)))


def test_ratings_counts_and_lists_those_without_a_level(land, sign_in, leader):
    found, _ = make_board(land.province, 4, levels=["TOT", "UNDECIDED", "HT", "INCOMPLETE"])

    answer = sign_in(leader).get(ratings(found), {"muc": "chua-xep"})

    assert [line.row.level for line in answer.context["lines"]] == ["UNDECIDED", "INCOMPLETE"]


def test_a_name_is_never_markup(land, sign_in, leader):
    found, dossiers = make_board(land.province, 2)
    unit = dossiers[0].committee
    unit.name = "<script>alert(1)</script>"
    unit.save()
    found.suggestions.update(quota_group="<b>nhóm</b>")
    found.quota_groups.update(quota_group="<b>nhóm</b>")
    client = sign_in(leader)

    for address in (
        ratings(found),
        f"{ratings(found)}?mo={dossiers[0].pk}",
        f"{ratings(found)}?q=%3Cscript%3E",
        reverse("ranking", args=[found.pk]),
        reverse("why", args=[dossiers[0].pk]),
        reverse("round", args=[found.pk]),
    ):
        body = client.get(address).content.decode()
        assert "<script>" not in body
        assert "<b>" not in body


def test_the_panel_opens_one_dossier_beside_the_table(land, sign_in, leader):
    found, dossiers = make_board(land.province, 3)

    answer = sign_in(leader).get(ratings(found), {"mo": dossiers[1].pk})

    assert answer.context["opened"]["dossier"] == dossiers[1]
    assert [line.is_open for line in answer.context["lines"]] == [False, True, False]
    assert reverse("why", args=[dossiers[1].pk]) in answer.content.decode()


def test_the_panel_opens_nothing_of_another_round_or_scope(land, sign_in, leader):
    found, _ = make_board(land.province, 2)
    elsewhere, others = make_board(land.other_province, 2, year=2023)
    client = sign_in(leader)

    assert client.get(ratings(found), {"mo": land.own_assessment.pk}).status_code == 404
    assert client.get(ratings(found), {"mo": others[0].pk}).status_code == 404
    assert client.get(ratings(elsewhere)).status_code == 404


def test_a_part_of_a_group_shows_how_large_the_whole_is_and_no_name(land, sign_in, secretary, leader):
    found = land.round
    for position, (dossier, level) in enumerate([(land.next_assessment, "XS"), (land.own_assessment, "TOT")], start=1):
        make_suggestion(dossier, level, position=position, total=Decimal(95 - position), rank_in_group=position)
    make_quota_group(found, "leader", quota_group="Bí thư cấp huyện", rated=12, candidates=3, good=9, cap=2, kept=2)

    answer = sign_in(secretary).get(ratings(found), {"nhom": "leader:Bí thư cấp huyện"})

    assert order_of(answer) == ["VẠCH", "Bí thư Huyện ủy"]
    words = text_of(answer)
    assert "Cả nhóm có 12 người được xếp" in words
    assert "trong phạm vi Huyện ủy Bình Sơn" in words
    assert "Cẩm Thủy" not in words


def test_a_cadre_without_a_right_sees_the_own_row_only(land, sign_in, plain_cadre):
    make_suggestion(land.cadre_assessment, "TOT", position=2, total=Decimal(80))
    make_suggestion(land.own_assessment, "XS", position=1, total=Decimal(95))

    answer = sign_in(plain_cadre).get(ratings(land.round))

    assert order_of(answer) == ["Cán bộ Văn phòng Đảng ủy"]
    assert "hồ sơ của chính mình" in text_of(answer)


def test_the_workbook_holds_what_the_pages_show(land, sign_in, leader):
    found, dossiers = make_board(land.province, 60, levels=["XS"] * 10 + ["TOT"] * 50)
    dossiers[20].suggestion.reasons = "band_XS;exceeded_share"
    dossiers[20].suggestion.save()
    make_sheet(dossiers[0], {"TC1": 28, "TC2": "65.5"}, stage="self", role="self")
    client = sign_in(leader)
    shown = order_of(client.get(ratings(found)))
    after = client.get(ratings(found)).context["page"].next
    shown += order_of(client.get(ratings(found), {"sau": after}))

    rows = sheet_of(client.get(reverse("ratings_excel", args=[found.pk])))

    heads, body = rows[3], rows[4:]
    names = [row[1] for row in body]
    assert heads[1] == "Đối tượng"
    assert [name if not name.startswith("Hạn mức Xuất sắc:") else "VẠCH" for name in names] == shown
    assert body[0][heads.index("Điểm")] == 99
    assert body[0][heads.index("Tự chấm")] == 93.5
    assert body[21][heads.index("Lý do")] == "Điểm dưới mức Xuất sắc. Tỷ lệ việc vượt yêu cầu chưa đủ."


def test_the_workbook_follows_the_filter(land, sign_in, leader):
    found, _ = make_board(land.province, 6, levels=["XS", "TOT", "TOT", "HT", "HT", "HT"])

    rows = sheet_of(sign_in(leader).get(reverse("ratings_excel", args=[found.pk]), {"muc": "HT"}))

    assert [row[1] for row in rows[4:]] == [f"Đảng ủy xã số 00{i}" for i in (4, 5, 6)]
    assert "mức Hoàn thành" in rows[1][0]


def test_the_workbook_of_a_part_holds_only_the_part(land, sign_in, secretary):
    make_suggestion(land.own_assessment, "TOT", position=2, total=Decimal(80), quota_group="Bí thư cấp huyện")
    make_suggestion(land.next_assessment, "XS", position=1, total=Decimal(95), quota_group="Bí thư cấp huyện")

    rows = sheet_of(sign_in(secretary).get(reverse("ratings_excel", args=[land.round.pk])))

    assert [row[3] for row in rows[4:]] == ["Huyện ủy Bình Sơn"]


def test_a_formula_in_a_name_stays_text(land, sign_in, leader):
    found, dossiers = make_board(land.province, 1, levels=["TOT"])
    unit = dossiers[0].committee
    unit.name = "=1+1"
    unit.save()

    rows = sheet_of(sign_in(leader).get(reverse("ratings_excel", args=[found.pk])))

    assert "=1+1" in [row[1] for row in rows[4:]]


def test_groups_of_one_type_can_be_read_together(land, sign_in, leader):
    found = make_round(committee=land.province, year=2023, profiles=[make_profile("collective")])
    for position, (unit, group) in enumerate([(land.agency, "Sở"), (land.district, "Huyện")], start=1):
        make_suggestion(make_assessment(found, unit, quota_group=group), position=position, total=Decimal(80))

    answer = sign_in(leader).get(ratings(found), {"nhom": "collective"})

    assert order_of(answer) == ["Đảng ủy Sở Nội vụ", "Huyện ủy Bình Sơn"]
    assert order_of(sign_in(leader).get(ratings(found), {"nhom": "collective:Huyện"})) == ["Huyện ủy Bình Sơn"]
