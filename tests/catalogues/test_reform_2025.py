"""The reform of 2025 on the real map: two provinces become one, 18 districts end on 30/6/2025, 300 old communes become
124 new ones straight below the province; open tasks are given to heirs by a decision."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from cadre.models import Appointment, Committee, LedgerEntry, Succession
from tasks.models import BreakthroughTask, TaskEvent
from tests.catalogues.pages import PAPER, body, confirm, lists_of, preview
from tests.catalogues.world import FIRST, LAST, make_world, parent_on
from tests.factories import make_appointment, make_assessment, make_cadre, make_position, make_round, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def client(world, sign_in):
    with time_machine.travel("2025-06-20T09:00:00+07:00", tick=True):
        yield sign_in(world.organiser)


def end_districts(client, world, province, lines=""):
    """The districts of one province end at one stroke, the list of new communes with them."""
    data = {"kieu": "end", "ngay": "2025-07-01", "duoi": province.pk, "whole_levels": ["district"], "lines": lines}
    return preview(client, **data)


def test_districts_end_and_their_communes_rise_in_one_document(client, world):
    page = end_districts(client, world, world.tq)
    assert "7 đơn vị kết thúc ngày 30/06/2025" in lists_of(page)

    confirm(client, page)

    district = world.districts["huyện Na Hang"]
    district.refresh_from_db()
    commune = world.old["Xã Năng Khả", "huyện Na Hang"]
    assert district.valid_to == LAST
    assert parent_on(commune, LAST) == district
    assert parent_on(commune, FIRST) == world.tq
    assert parent_on(district, FIRST) == "–"
    assert Succession.objects.get(predecessor=district).kind == "end"
    assert Succession.objects.get(predecessor=district).document.startswith("157-KL/TW ngày 25/05/2025")
    assert LedgerEntry.objects.filter(verb="committee_ended").count() == 7
    assert LedgerEntry.objects.get(verb="committee_moved", subject=commune.code).body["to"] == world.tq.name


def test_the_whole_reform_of_a_province_is_one_page(client, world):
    """Ends and mergers together: every new commune stands below the province, every old one knows its heir."""
    wanted = {name: keys for name, keys in world.lines.items() if world.districts[keys[0][1]].code.startswith("HG")}
    world.lines = wanted
    page = end_districts(client, world, world.hg, world.list_as_typed())

    page = confirm(client, page, number="1684/NQ-UBTVQH15", issued_on="16/06/2025")

    assert page.status_code == 302, lists_of(page)[:2000]
    born = Committee.objects.filter(valid_from=FIRST).exclude(pk=world.tqm.pk)
    assert born.count() == len(wanted) == 73
    assert {parent_on(each, FIRST) for each in born} == {world.hg}
    assert Committee.objects.filter(code__startswith="CU-", valid_to=LAST).count() == len(
        {key for keys in wanted.values() for key in keys}
    )
    quang_trung = world.old["Phường Quang Trung", "thành phố Hà Giang"]
    assert sorted(quang_trung.successions.values_list("successor__name", flat=True)) == [
        "Đảng bộ Phường Hà Giang 1",
        "Đảng bộ Phường Hà Giang 2",
    ]


def test_two_provinces_become_one_and_their_districts_follow(client, world):
    """The provinces themselves have nobody above: they are merged from the list, by their names."""
    lines = f"Đảng bộ tỉnh Tuyên Quang và Hà Giang: {world.tq.name}; {world.hg.name}"
    page = preview(client, kieu="end", ngay="2025-07-01", duoi=world.tq.pk, whole_levels=["district"], lines=lines)

    assert confirm(client, page).status_code == 302

    new = Committee.objects.get(name="Đảng bộ tỉnh Tuyên Quang và Hà Giang")
    commune = world.old["Xã Năng Khả", "huyện Na Hang"]
    assert parent_on(new, FIRST) is None
    assert parent_on(commune, FIRST) == new
    assert parent_on(world.districts["huyện Mèo Vạc"], FIRST) == new  # not ended in this document: follows the province


def test_the_organiser_of_the_province_sees_both_eras(client, world, sign_in):
    confirm(client, end_districts(client, world, world.tq))
    district, commune = world.districts["huyện Na Hang"], world.old["Xã Năng Khả", "huyện Na Hang"]

    seen = Committee.objects.visible_to(world.organiser)
    assert {district, commune} <= set(seen)
    with time_machine.travel("2025-12-31T09:00:00+07:00"):
        client = sign_in(world.organiser)
        page = body(client.get(reverse("committee", args=[district.pk])))
        assert "không xếp loại – kết thúc hoạt động 30/6/2025" in page
        assert "157-KL/TW" in page
        above = body(client.get(reverse("committee", args=[world.tq.pk])))
        assert "Tiếp nhận từ" in above


def test_open_tasks_pass_to_heirs_by_a_decision(client, world):
    position = make_position("Bí thư cấp ủy", is_head=True)
    district = world.districts["huyện Na Hang"]
    old = make_appointment(
        make_cadre("Nguyễn Văn Cũ"), committee=district, title="Bí thư Huyện ủy", position=position, is_head=True
    )
    task = make_task("Tách 300 hộ khỏi vùng sạt lở", owner=old, assigned_by=world.tq, due="2025-11-30")
    own = make_task("Sắp xếp trụ sở", owner_committee=district, assigned_by=world.tq, due="2025-11-30")
    done = make_task("Đã xong", owner=old, assigned_by=world.tq, due="2025-05-30", state="accepted")
    page = end_districts(client, world, world.tq)
    assert "Nguyễn Văn Cũ" in lists_of(page)
    answer = confirm(client, page)

    assert answer.headers["Location"] == f"{reverse('heirs')}?ngay=2025-07-01"
    old.refresh_from_db()
    assert old.end == LAST
    heir = make_appointment(
        make_cadre("Trần Thị Mới"),
        committee=world.tq,
        title="Bí thư Tỉnh ủy",
        position=position,
        is_head=True,
        start="2025-07-01",
    )
    page = client.get(reverse("heirs"), {"ngay": "2025-07-02"})
    assert "2 việc đang dở" in lists_of(page)
    assert done.title not in body(page)

    answer = client.post(
        reverse("heirs"),
        {
            "ngay": "2025-07-02",
            "viec": [f"{task.pk}:p{old.pk}", f"{own.pk}:c{district.pk}"],
            f"nhan-p{old.pk}": f"p{heir.pk}",
            f"nhan-c{district.pk}": f"c{world.tq.pk}",
            **PAPER,
            "number": "88-QĐ/TU",
            "issued_on": "20/06/2025",
        },
    )

    assert answer.status_code == 302, lists_of(answer)[:3000]
    assert list(task.owners.all()) == [heir]
    own.refresh_from_db()
    assert own.owner_committee == world.tq
    event = TaskEvent.objects.get(task=task, verb="reassign")
    assert event.document.number == "88-QĐ/TU"
    assert event.body["handovers"] == [
        {"from": "Bí thư Huyện ủy – Nguyễn Văn Cũ", "to": "Bí thư Tỉnh ủy – Trần Thị Mới"}
    ]
    story = body(client.get(reverse("task", args=[task.pk])))
    assert "88-QĐ/TU ngày 20/06/2025" in story
    told = body(client.get(answer.headers["Location"]))
    assert "Đã giao lại theo 88-QĐ/TU" in told
    assert not BreakthroughTask.objects.filter(pk=done.pk).exclude(owners=old).exists()


def test_a_decided_round_after_the_day_stops_it(client, world):
    round_2025 = make_round(committee=world.tq, year=2025)
    make_assessment(round_2025, world.districts["huyện Na Hang"], decided_level="TOT")

    page = end_districts(client, world, world.tq)

    assert "Đợt đánh giá năm 2025 đã quyết định" in body(page)
    confirm(client, page)
    assert not Committee.objects.filter(level="district", valid_to__isnull=False).exists()


def test_dossiers_of_an_undecided_round_follow_the_tree(client, world):
    commune = world.old["Xã Năng Khả", "huyện Na Hang"]
    dossier = make_assessment(make_round(committee=world.tq, year=2025), commune)
    assert dossier.depth == 3

    confirm(client, end_districts(client, world, world.tq))

    dossier.refresh_from_db()
    assert dossier.depth == 2


def test_posts_of_what_ends_end_with_it(client, world):
    district = world.districts["huyện Na Hang"]
    running = make_appointment(committee=district, start="2020-01-01")
    past = make_appointment(committee=district, start="2018-01-01", end="2019-12-31")

    confirm(client, end_districts(client, world, world.tq))

    ends = dict(Appointment.objects.values_list("pk", "end"))
    assert (ends[running.pk], ends[past.pk]) == (LAST, dt.date(2019, 12, 31))
