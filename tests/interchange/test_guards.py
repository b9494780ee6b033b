"""What the database itself refuses, on both databases, however it is written to."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from cadre import guards, ledger
from cadre.models import Appointment, Committee, LedgerEntry, ParentLink
from scoring.models import Criterion, ScoreLine
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    """Three committees, each under the one before."""
    top = factories.make_committee("Tỉnh ủy", level="province")
    middle = factories.make_committee("Huyện ủy", parent=top)
    return top, middle, factories.make_committee("Đảng ủy xã", parent=middle)


@pytest.fixture
def head():
    return factories.make_appointment(
        committee=factories.make_committee(), title="Bí thư", is_head=True, start="2020-01-01", end="2022-12-31"
    )


def line_of(value, most=10):
    """A score line under a criterion of `most` points."""
    profile = factories.make_profile()
    criterion = profile.criteria.first()
    Criterion.objects.filter(pk=criterion.pk).update(max_points=most)
    assessment = factories.make_assessment(factories.make_round(profiles=[profile]), factories.make_appointment())
    sheet = assessment.sheets.create(stage="review", role="organiser", assessor_code="")
    return ScoreLine.objects.create(sheet=sheet, criterion=criterion, value=value)


def refused(message):
    return pytest.raises(IntegrityError, match=message)


def test_ring_of_parents_is_refused_when_added(chain):
    top, _, bottom = chain

    with refused("thành vòng"), transaction.atomic():
        ParentLink.objects.create(committee=top, parent=bottom)


def test_ring_of_parents_is_refused_when_a_link_is_turned(chain):
    top, _, bottom = chain
    other = factories.make_committee("Tỉnh ủy khác", level="province")
    ParentLink.objects.create(committee=top, parent=other)

    with refused("thành vòng"), transaction.atomic():
        ParentLink.objects.filter(committee=top).update(parent=bottom)


def test_ring_of_parents_is_refused_in_one_bulk_statement():
    a, b = factories.make_committee("A"), factories.make_committee("B")

    with refused("thành vòng"), transaction.atomic():
        ParentLink.objects.bulk_create([ParentLink(committee=a, parent=b), ParentLink(committee=b, parent=a)])


def test_two_parents_at_one_time_are_refused(chain):
    top, _, bottom = chain
    ParentLink.objects.filter(committee=bottom).update(valid_to=dt.date(2025, 6, 30))

    with refused("hai cấp trên"), transaction.atomic():
        ParentLink.objects.create(committee=bottom, parent=top, valid_from=dt.date(2025, 6, 30))


def test_a_parent_may_follow_a_parent(chain):
    top, _, bottom = chain
    ParentLink.objects.filter(committee=bottom).update(valid_to=dt.date(2025, 6, 30))

    ParentLink.objects.create(committee=bottom, parent=top, valid_from=dt.date(2025, 7, 1))

    assert ParentLink.objects.filter(committee=bottom).count() == 2


@pytest.mark.parametrize("start", ["2022-12-31", "2019-01-01"])
def test_two_heads_of_one_post_at_one_time_are_refused(head, start):
    with refused("đứng đầu"), transaction.atomic():
        factories.make_appointment(
            committee=head.committee, title="Bí thư", is_head=True, start=start, end="2023-12-31"
        )


def test_overlap_by_update_is_refused(head):
    later = factories.make_appointment(committee=head.committee, title="Bí thư", is_head=True, start="2023-01-01")

    with refused("đứng đầu"), transaction.atomic():
        Appointment.objects.filter(pk=later.pk).update(start=dt.date(2022, 6, 1))


def test_heads_may_follow_one_another_and_differ_by_post(head):
    factories.make_appointment(committee=head.committee, title="Bí thư", is_head=True, start="2023-01-01")
    factories.make_appointment(committee=head.committee, title="Chủ tịch", is_head=True, start="2020-01-01")
    factories.make_appointment(committee=head.committee, title="Bí thư", is_head=False, start="2020-01-01")

    assert Appointment.objects.filter(committee=head.committee).count() == 4


def test_points_above_the_maximum_are_refused():
    with refused("điểm tối đa"), transaction.atomic():
        line_of("10.000001")


def test_points_at_the_maximum_are_taken_and_may_not_grow():
    line = line_of(10)

    with refused("điểm tối đa"), transaction.atomic():
        ScoreLine.objects.filter(pk=line.pk).update(value=11)


def test_maximum_may_not_sink_below_points_given():
    line = line_of(8)

    Criterion.objects.filter(pk=line.criterion_id).update(max_points=9)
    with refused("điểm tối đa"), transaction.atomic():
        Criterion.objects.filter(pk=line.criterion_id).update(max_points=7)


@pytest.mark.parametrize("statement", ["UPDATE cadre_ledgerentry SET verb = 'x'", "DELETE FROM cadre_ledgerentry"])
def test_ledger_only_grows(statement, ledger_guarded):
    with transaction.atomic():
        ledger.record("import", "tệp", actor="manage.py")

    with refused("chỉ được ghi thêm"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert LedgerEntry.objects.get().verb == "import"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_ledger_is_not_truncated(ledger_guarded):
    with refused("chỉ được ghi thêm"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE cadre_ledgerentry")


def test_guards_go_and_come_back(chain):
    """The migrations are reversible, and installing twice is installing once."""
    guards.run(guards.GUARDS, connection, create=False)
    ParentLink.objects.create(committee=chain[0], parent=chain[2]).delete()
    guards.run(guards.GUARDS, connection, create=True)
    guards.run(guards.GUARDS, connection, create=True)

    with refused("thành vòng"), transaction.atomic():
        ParentLink.objects.create(committee=chain[0], parent=chain[2])


def test_models_and_migrations_agree():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    assert Committee._meta.app_label == "cadre"
