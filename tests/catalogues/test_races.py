"""Two organisers at once, with real threads: one wins, the other is told; nothing is half saved."""

import threading

import pytest
import time_machine
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from cadre.models import Appointment, Committee, Placement, Succession
from tests import personas
from tests.catalogues.pages import body, confirm, preview
from tests.factories import grant, make_committee, make_user

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]
PAPER = {"number": "12-QĐ/TU", "issued_on": "15/06/2024", "issuer": "Ban Thường vụ Tỉnh ủy"}


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2024-06-20T09:00:00+07:00", tick=True):
        yield


@pytest.fixture
def land():
    return personas.make_land()


def second_organiser(land):
    user = make_user("chuyen-vien-hai")
    grant(user, "organiser", land.province)
    return user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def at_once(*calls):
    """Each call in a thread of its own, started together → their answers."""
    gate, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        gate.wait()
        try:
            answers[place] = call()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_who_reorganise_one_district_do_it_once(land):
    district = make_committee("Huyện ủy Một", parent=land.province)
    below = make_committee("Xã Ba", parent=district, level="commune")
    asked = {"ngay": "2024-07-01", "duoi": land.province.pk, "units": [district.pk]}
    clients = [signed_in(land.people["organiser"]), signed_in(second_organiser(land))]
    pages = [
        preview(clients[0], kieu="end", **asked),
        preview(clients[1], kieu="rename", new_name="Huyện ủy Nhất", **asked),
    ]

    answers = at_once(*(lambda c=c, p=p: confirm(c, p, **PAPER) for c, p in zip(clients, pages, strict=True)))

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    loser = next(answer for answer in answers if answer.status_code == 200)
    assert "Chưa thực hiện" in body(loser) or "không còn trong danh sách" in body(loser)
    assert Succession.objects.filter(predecessor=district).count() == 1
    assert Placement.objects.filter(committee=below, valid_to__year=9999).count() == 1


def test_two_changes_of_different_units_both_stand_in_the_tree(land):
    units = [make_committee(f"Huyện ủy {number}", parent=land.province) for number in range(2)]
    clients = [signed_in(land.people["organiser"]), signed_in(second_organiser(land))]
    pages = [
        preview(
            client,
            kieu="rename",
            ngay="2024-07-01",
            duoi=land.province.pk,
            units=[unit.pk],
            new_name=f"Huyện ủy mới {unit.pk}",
        )
        for client, unit in zip(clients, units, strict=True)
    ]

    answers = at_once(*(lambda c=c, p=p: confirm(c, p, **PAPER) for c, p in zip(clients, pages, strict=True)))

    assert [answer.status_code for answer in answers] == [302, 302]
    born = Committee.objects.filter(name__startswith="Huyện ủy mới")
    assert Placement.objects.filter(committee__in=born, parent=land.province).count() == 2
    assert Placement.objects.filter(committee__in=units, valid_to__year=2024).count() == 2


def test_two_heads_entered_at_once_are_one(land):
    clients = [signed_in(land.people["organiser"]), signed_in(second_organiser(land))]
    data = {
        "committee": land.agency.code,
        "title": "Giám đốc Sở",
        "subject_type": "leader",
        "is_head": "on",
        "start": "01/06/2024",
    }

    answers = at_once(
        *(
            lambda c=c, n=n: c.post(reverse("post_new"), data | {"full_name": f"Người {n}"})
            for n, c in enumerate(clients)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert Appointment.objects.filter(title="Giám đốc Sở").count() == 1


def test_one_page_sent_twice_at_once_is_one_effect(land):
    district = make_committee("Huyện ủy Một", parent=land.province)
    client = signed_in(land.people["organiser"])
    page = preview(
        client,
        kieu="rename",
        ngay="2024-07-01",
        duoi=land.province.pk,
        units=[district.pk],
        new_name="Huyện ủy Nhất",
    )

    twins = [signed_in(land.people["organiser"]) for _ in range(2)]
    at_once(*(lambda c=c: confirm(c, page, **PAPER) for c in twins))

    assert Committee.objects.filter(name="Huyện ủy Nhất").count() == 1
