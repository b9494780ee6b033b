"""Bảng xếp hạng: order, heat, movement, trend, late tasks, scope, pages, the workbook, and what is kept."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cadre import ledger
from scoring.models import Assessment, Suggestion
from tasks.models import TaskOwner
from tests.factories import (
    make_appointment,
    make_assessment,
    make_done_task,
    make_profile,
    make_report,
    make_round,
    make_run,
    make_suggestion,
    make_task,
)
from tests.scoring_pages.boards import make_board, make_leader, names_in, sheet_of, text_of


def ranking(round):
    return reverse("ranking", args=[round.pk])


def names(lines):
    return [line.name for line in lines]


def test_ranking_shows_the_first_ten_the_last_five_and_how_many_lie_between(land, sign_in, leader):
    found, dossiers = make_board(land.province, 40)

    answer = sign_in(leader).get(ranking(found))

    every = [dossier.committee.name for dossier in dossiers]
    assert names(answer.context["lines"]) == every[:10]
    assert names(answer.context["last_lines"]) == every[-5:]
    assert "25 tập thể ở giữa , từ 96,50 xuống 90,50 điểm" in text_of(answer)
    assert names_in(answer)[-15:] == every[:10] + every[-5:]


@pytest.mark.parametrize("count", [1, 15])
def test_ranking_of_few_shows_all_of_them_once(land, sign_in, leader, count):
    found, dossiers = make_board(land.province, count)

    page = sign_in(leader).get(ranking(found)).context

    assert names(page["lines"]) == [dossier.committee.name for dossier in dossiers]
    assert page["last_lines"] == []
    assert page["gap"] is None


def test_ranking_leaves_those_without_data_out_of_the_last_five(land, sign_in, leader):
    found, _ = make_board(land.province, 20, levels=["TOT"] * 18 + ["INCOMPLETE"] * 2)

    answer = sign_in(leader).get(ranking(found))

    assert [line.level_word for line in answer.context["last_lines"]] == ["Tốt"] * 5
    assert "2 tập thể thiếu dữ liệu , chưa xếp hạng" in text_of(answer)


def test_ranking_pages_show_every_row_once(land, sign_in, leader):
    found, dossiers = make_board(land.province, 120, levels=["TOT"] * 117 + ["INCOMPLETE"] * 3)
    client, seen, after = sign_in(leader), [], None

    while True:
        page = client.get(ranking(found), {"xem": "tat-ca", **({"sau": after} if after else {})}).context
        seen += names(page["lines"])
        after = page["next"]
        if not after:
            break

    assert seen == [dossier.committee.name for dossier in dossiers]


def test_ranking_goes_back_the_way_it_came(land, sign_in, leader):
    found, _ = make_board(land.province, 110)
    client = sign_in(leader)
    second = client.get(ranking(found), {"xem": "tat-ca", "sau": 50}).context

    back = client.get(ranking(found), {"xem": "tat-ca", "truoc": second["previous"]}).context

    assert names(back["lines"]) == [f"Đảng ủy xã số {i:03d}" for i in range(1, 51)]
    assert (back["previous"], back["next"]) == (None, 50)


def test_heat_shows_the_results_of_the_run_rounded_down(land, sign_in, leader):
    found, dossiers = make_board(land.province, 3)
    fields = [
        {"Kinh tế": [3, 3, "136.000000"], "Chuyển đổi số": [2, 1, "49.999999"]},
        {"Kinh tế": [4, 4, "99.500000"]},
        {},
    ]
    for dossier, detail in zip(dossiers, fields, strict=True):
        Suggestion.objects.filter(pk=dossier.pk).update(detail={"criteria": {}, "fields": detail})

    page = sign_in(leader).get(ranking(found)).context

    assert page["fields"] == ["Kinh tế", "Chuyển đổi số"]
    assert [[(css, text) for css, text, _ in line.heats] for line in page["lines"]] == [
        [("q5", "136"), ("q1", "49")],
        [("q4", "99"), ("q0", "")],
        [("q0", ""), ("q0", "")],
    ]


def test_heat_leads_to_the_tasks_of_the_field(land, sign_in, leader):
    found, dossiers = make_board(land.province, 1)
    unit = dossiers[0].committee
    done = make_done_task("Thu ngân sách vượt 12 %", owner_committee=unit, field="Kinh tế")
    make_done_task("Số hóa 3.000 hồ sơ", owner_committee=unit, field="Chuyển đổi số")
    client = sign_in(leader)

    href = client.get(ranking(found)).context["lines"][0].heats[0][2]

    assert [row["title"] for row in client.get(href).context["page"].rows] == [done.title]


def test_distribution_counts_levels_and_leads_to_their_rows(land, sign_in, leader):
    found, _ = make_board(land.province, 12, levels=["XS"] * 2 + ["TOT"] * 6 + ["HT", "KHT", "UNDECIDED", "INCOMPLETE"])
    client = sign_in(leader)

    line = client.get(ranking(found)).context["lines_by_group"][0]

    assert [(count.word, count.n) for count in line.levels] == [
        ("Xuất sắc", 2),
        ("Tốt", 6),
        ("Hoàn thành", 1),
        ("Không hoàn thành", 1),
        ("Chưa xếp", 2),
    ]
    for count in line.levels:
        assert len(client.get(count.href).context["lines"]) == count.n


def test_ranking_moves_are_counted_from_the_round_before_of_the_same_rules(land, sign_in, leader):
    profile = make_profile("collective")
    before, _ = make_board(land.province, 3, year=2023, profile=profile)
    now = make_round(committee=land.province, year=2024, profiles=[profile])
    units = list(before.assessments.order_by("pk").values_list("committee", flat=True))
    order = [units[2], units[0], land.agency.pk]
    for position, unit in enumerate(order, start=1):
        committee = Assessment._meta.get_field("committee").related_model.objects.get(pk=unit)
        make_suggestion(
            make_assessment(now, committee, quota_group="Xã, phường"),
            position=position,
            rank_overall=position,
            total=Decimal(90 - position),
        )
    make_run(now)

    page = sign_in(leader).get(ranking(now)).context

    assert page["before_label"] == "2023"
    assert [(line.move.css, line.move.places) if line.move else None for line in page["lines"]] == [
        ("up", 2),
        ("down", 1),
        None,
    ]


def test_ranking_is_not_compared_across_a_change_of_rules(land, sign_in, leader):
    old = make_profile("collective", regime="124")
    make_board(land.province, 3, year=2023, profile=old)
    now, _ = make_board(land.province, 3, year=2024)

    page = sign_in(leader).get(ranking(now)).context

    assert page["before_label"] == ""
    assert {line.move for line in page["lines"]} == {None}
    assert [(year.label, year.regime) for year in page["years"]] == [("2023", "Quy định 124"), ("2024", "Quy định 366")]
    assert page["trends"][0].good_paths == ()


def test_trend_takes_decided_levels_before_suggested_ones(land, sign_in, leader):
    _, dossiers = make_board(land.province, 4, year=2023, levels=["XS", "TOT", "TOT", "HT"])
    Assessment.objects.filter(pk=dossiers[1].pk).update(decided_level="HT")
    now, _ = make_board(land.province, 2, year=2024, levels=["TOT", "TOT"])

    years = sign_in(leader).get(ranking(now)).context["years"]

    assert [(year.label, year.good, year.excellent) for year in years] == [
        ("2023", Decimal("0.5"), Decimal("0.25")),
        ("2024", 1, 0),
    ]


def test_late_tasks_come_longest_overdue_first_with_their_holder_and_hindrance(land, sign_in, leader):
    found, dossiers = make_board(land.province, 2)
    Suggestion.objects.filter(round=found).update(failed=1)
    unit, other = dossiers[0].committee, dossiers[1].committee
    old = make_task("Giải phóng mặt bằng", owner_committee=unit, due="2024-03-01")
    make_report(old, difficulties="còn 7 hộ chưa nhận tiền")
    make_task("Xóa 96 nhà tạm", owner_committee=other, due="2024-11-30", state="awaiting_recognition")
    make_task("Được chấp nhận khách quan", owner_committee=unit, due="2024-04-01", excused=True)
    make_task("Chưa đến hạn", owner_committee=unit, due="2025-04-01")
    make_task("Nhiều năm", owner_committee=unit, due="2024-04-01", horizon="term")
    make_task("Còn soạn", owner_committee=unit, due="2024-04-01", state="draft")
    make_done_task("Đã nghiệm thu", owner_committee=unit, due="2024-04-01")
    make_done_task("Nghiệm thu sau ngày chốt", owner_committee=unit, due="2024-12-01", accepted_on="2025-01-20")

    found_tasks = sign_in(leader).get(ranking(found)).context["late_tasks"]

    assert [(task.title, task.days, task.holder, task.difficulties) for task in found_tasks] == [
        ("Giải phóng mặt bằng", 305, unit.name, "còn 7 hộ chưa nhận tiền"),
        ("Xóa 96 nhà tạm", 31, other.name, None),
        ("Nghiệm thu sau ngày chốt", 30, unit.name, None),
    ]


def test_late_tasks_of_people_name_their_posts(land, sign_in, leader):
    found = make_round(committee=land.province, year=2024)
    first = make_leader(found, land.agency, "Giám đốc Sở Nội vụ", failed=1)
    second = make_appointment(committee=land.agency, title="Phó Giám đốc Sở Nội vụ")
    task = make_task("Số hóa hồ sơ", owner=first.appointment, due="2024-06-30")
    TaskOwner.objects.create(task=task, appointment=second)
    make_task("Việc của tỉnh khác", owner=land.other_post, due="2024-06-30")

    found_tasks = sign_in(leader).get(ranking(found)).context["late_tasks"]

    assert [(task.title, task.holder) for task in found_tasks] == [
        ("Số hóa hồ sơ", "Giám đốc Sở Nội vụ và 1 người nữa")
    ]


def test_ranking_shows_a_secretary_the_own_subtree_only(land, sign_in, secretary):
    for position, dossier in enumerate([land.next_assessment, land.own_assessment], start=1):
        make_suggestion(dossier, position=position, rank_overall=position, total=Decimal(90), failed=1)
    make_task("Việc chậm của huyện bên", owner=land.neighbour_post, due="2024-03-01")
    make_run(land.round)

    answer = sign_in(secretary).get(ranking(land.round))

    assert [(line.rank, line.name) for line in answer.context["lines"]] == [("2", "Bí thư Huyện ủy")]
    words = text_of(answer)
    assert "trong phạm vi Huyện ủy Bình Sơn" in words
    assert "huyện bên" not in words
    assert "Cẩm Thủy" not in words


def test_ranking_of_the_other_province_does_not_exist(land, sign_in, leader, administrator):
    assert sign_in(leader).get(ranking(land.other_round)).status_code == 404
    assert sign_in(administrator).get(ranking(land.round)).status_code == 404


def test_the_latest_ranking_is_that_of_the_last_computed_year(land, sign_in, leader, administrator):
    make_board(land.province, 2, year=2022)
    last, _ = make_board(land.province, 2, year=2023)
    url = reverse("ranking_latest")

    assert sign_in(leader).get(url).context["round"] == last
    assert "Chưa có gì để xếp hạng" in text_of(sign_in(administrator).get(url))


def test_a_round_never_computed_has_no_ranking(land, sign_in, leader):
    assert "Chưa có gì để xếp hạng" in text_of(sign_in(leader).get(ranking(land.round)))


def test_ranking_of_an_ordinal_round_has_no_ranks_and_no_points(land, sign_in, leader):
    profile = make_profile("collective", regime="132", scale="ordinal", band_xs=None, band_tot=None, band_ht=None)
    found, _ = make_board(land.province, 30, year=2023, profile=profile)

    answer = sign_in(leader).get(ranking(found))

    assert "không tính điểm" in text_of(answer)
    assert len(answer.context["lines"]) == 10
    assert '<th scope="col" class="num c-no">Hạng' not in answer.content.decode()


def test_ranking_of_a_round_without_data(land, sign_in, leader):
    found, _ = make_board(land.province, 3, levels=["INCOMPLETE"] * 3)

    answer = sign_in(leader).get(ranking(found))

    assert answer.context["lines"] == []
    assert "3 tập thể thiếu dữ liệu" in text_of(answer)


def test_people_are_ranked_apart_from_collectives(land, sign_in, leader):
    found = make_round(committee=land.province, year=2024)
    make_suggestion(make_assessment(found, land.agency), position=1, rank_overall=1, total=Decimal(90))
    make_leader(found, land.agency, "Giám đốc Sở Nội vụ", name="Lê Văn Sơn", rank_overall=1, total=Decimal(91))
    client = sign_in(leader)

    assert names(client.get(ranking(found)).context["lines"]) == ["Đảng ủy Sở Nội vụ"]
    page = client.get(ranking(found), {"doi_tuong": "leader"}).context
    assert [(line.name, line.under) for line in page["lines"]] == [("Giám đốc Sở Nội vụ", "Lê Văn Sơn")]


@pytest.mark.parametrize("count", [2, 80])
def test_ranking_takes_eleven_statements_and_one_more_to_compare(land, sign_in, leader, count):
    profile = make_profile("collective")
    first, _ = make_board(land.province, 2, year=2023, profile=profile)
    second, _ = make_board(land.province, count, year=2024, profile=profile)
    client = sign_in(leader)

    def statements(url):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    assert statements(ranking(first)) == 11
    assert statements(ranking(second)) == 12
    assert statements(f"{ranking(second)}?xem=tat-ca") == 10


def test_the_workbook_holds_the_whole_ranking(land, sign_in, leader):
    profile = make_profile("collective")
    make_board(land.province, 60, year=2023, profile=profile)
    found, _ = make_board(land.province, 60, year=2024, profile=profile)
    client = sign_in(leader)
    shown = []
    for after in (None, 50):
        page = client.get(ranking(found), {"xem": "tat-ca", **({"sau": after} if after else {})}).context
        shown += [(int(line.rank), line.name, line.total, line.heats[0][1]) for line in page["lines"]]

    rows = sheet_of(client.get(reverse("ranking_excel", args=[found.pk])))

    heads, body = rows[3], rows[4:]
    columns = [heads.index(head) for head in ("Hạng", "Đối tượng", "Điểm", "Kinh tế %")]
    assert [[row[column] for column in columns] for row in body] == [
        [rank, name, float(total.replace(",", ".")), float(heat)] for rank, name, total, heat in shown
    ]


def test_the_board_is_kept_until_something_is_recorded(land, sign_in, leader, secretary):
    found, dossiers = make_board(land.province, 3)
    ledger.record("rate", f"round:{found.code}", actor=leader)
    client = sign_in(leader)
    first = client.get(ranking(found))
    with CaptureQueriesContext(connection) as queries:
        again = client.get(ranking(found))

    assert len(queries) == 5
    assert again.context["board"] == first.context["board"]
    assert sign_in(secretary).get(ranking(found)).status_code == 404

    unit = dossiers[0].committee
    unit.name = "Đảng ủy xã Tân Trào"
    unit.save()
    ledger.record("rename", f"committee:{unit.code}", actor=leader)

    assert names(client.get(ranking(found)).context["lines"])[0] == "Đảng ủy xã Tân Trào"
