"""Multi-year tasks stand in every year they run in; they are late by their own due date or a milestone, no December."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tasks.models import BreakthroughTask
from tasks.queries import facets, filtered, of_year, standing_is
from tests.factories import make_campaign, make_indicator, make_milestone, make_task

TABLE = [
    # horizon, year, due, milestones (due, finished) → standing on 31/12/2024, on 1/1/2025, on 1/2/2025
    ("term", 2024, "2026-12-31", [], ("Trong hạn", "Trong hạn", "Trong hạn")),
    ("term", 2024, "2026-12-31", [("2024-12-31", None)], ("Trong hạn", "Mốc quá hạn 1 ngày", "Mốc quá hạn 32 ngày")),
    ("term", 2024, "2026-12-31", [("2024-12-31", "2024-12-20")], ("Trong hạn", "Trong hạn", "Trong hạn")),
    ("term", 2024, "2024-12-31", [], ("Hạn hôm nay", "Quá hạn 1 ngày", "Quá hạn 32 ngày")),
    ("year", 2024, "2024-12-31", [], ("Hạn hôm nay", "Quá hạn 1 ngày", "Quá hạn 32 ngày")),
    ("year", 2024, "2025-06-30", [("2024-12-31", None)], ("Trong hạn", "Trong hạn", "Trong hạn")),
]
DAYS = ("2024-12-31", "2025-01-01", "2025-02-01")


@pytest.mark.parametrize(("horizon", "year", "due", "steps", "words"), TABLE)
def test_when_a_task_is_late(land, sign_in, organiser, secretary, horizon, year, due, steps, words):
    task = make_task(
        "Nâng chuẩn 40 trạm y tế",
        owner=land.secretary_post,
        assigned_by=land.province,
        due=due,
        year=year,
        horizon=horizon,
    )
    for day, finished in steps:
        make_milestone(task, due=day, finished_on=finished)

    for day, wanted in zip(DAYS, words, strict=True):
        today = dt.date.fromisoformat(day)
        is_late = wanted.startswith(("Quá hạn", "Mốc quá hạn"))
        with time_machine.travel(f"{day}T09:00:00+07:00"):
            listed = sign_in(organiser).get(reverse("tasks"), {"nam": year, "q": "trạm y tế"})
            page = sign_in(organiser).get(task.get_absolute_url())
            mine = sign_in(secretary).get("/").context["mine"]

        row = listed.context["page"].rows[0]
        assert row["standing"].words == page.context["standing"].words == wanted
        assert {each["standing"].words for each in mine if each["id"] == task.pk} <= {wanted}
        assert listed.context["counts"]["overdue"] == int(is_late)
        late = BreakthroughTask.objects.filter(standing_is("qua_han", today), pk=task.pk)
        running = BreakthroughTask.objects.filter(standing_is("dang_lam", today), pk=task.pk)
        assert (late.exists(), running.exists()) == (is_late, not is_late)


YEARS = [
    # fields → the years in whose list it stands
    ({"year": 2024, "due": "2026-12-31", "horizon": "term"}, [2024, 2025, 2026]),
    ({"year": 2024, "due": "2026-12-31", "horizon": "term", "start": "2023-05-01"}, [2023, 2024, 2025, 2026]),
    (
        {"year": 2024, "due": "2026-12-31", "horizon": "term", "state": "accepted", "accepted_on": "2025-03-01"},
        [2024, 2025],
    ),
    ({"year": 2024, "due": "2026-12-31", "horizon": "term", "state": "draft"}, [2024]),
    ({"year": 2024, "due": "2026-12-31", "horizon": "term", "state": "cancelled"}, [2024]),
    ({"year": 2024, "due": "2026-12-31", "horizon": "term", "state": "carried_over"}, [2024, 2025, 2026]),
    ({"year": 2024, "due": "2025-03-31", "horizon": "year"}, [2024]),
]


@pytest.mark.parametrize(("fields", "years"), YEARS)
def test_in_which_years_a_task_stands(land, fields, years):
    task = make_task(owner=land.secretary_post, **fields)

    found = [year for year in range(2020, 2030) if BreakthroughTask.objects.filter(of_year(year), pk=task.pk).exists()]
    offered, _, newest = facets(BreakthroughTask.objects.filter(pk=task.pk), dt.date(2030, 1, 1))

    assert found == years
    assert sorted(offered) == years
    assert newest == 2024


def test_years_to_come_are_not_offered(land):
    make_task(owner=land.secretary_post, year=2024, due="2030-12-31", horizon="term")

    years, _, newest = facets(BreakthroughTask.objects.all(), dt.date(2025, 1, 1))

    assert (years, newest) == ([2025, 2024], 2024)


def test_the_list_the_counts_and_the_annex_of_a_later_year_have_it(land, sign_in, organiser):
    make_task("Chuẩn hóa 40 trạm", owner=land.secretary_post, year=2024, due="2026-12-31", horizon="term", field="Y tế")

    with time_machine.travel("2025-01-01T09:00:00+07:00"):
        client = sign_in(organiser)
        newest = client.get(reverse("tasks"))
        later = client.get(reverse("tasks"), {"nam": 2025, "linh_vuc": "Y tế"})
        annex = b"".join(client.get(reverse("annex_excel"), {"nam": 2025}).streaming_content)

    assert newest.context["chosen"]["nam"] == 2024
    assert [row["title"] for row in later.context["page"].rows] == ["Chuẩn hóa 40 trạm"]
    assert later.context["counts"]["total"] == 1
    units = next(each for each in later.context["controls"] if each["name"] == "don_vi")["options"]
    assert [each["words"] for each in units] == ["Mọi đơn vị", "Huyện ủy Bình Sơn"]
    assert annex


def test_a_year_filter_finds_plain_tasks_as_before(land):
    make_task("Việc 2023", owner=land.secretary_post, due="2023-06-30")

    found = filtered(BreakthroughTask.objects.all(), {"nam": 2023}, dt.date(2024, 1, 1))

    assert [task.title for task in found] == ["Việc 2023"]


def test_home_counts_a_late_milestone_from_its_own_day(land, sign_in, organiser):
    BreakthroughTask.objects.update(state="accepted")
    task = make_task(owner=land.secretary_post, assigned_by=land.province, due="2026-12-31", year=2024, horizon="term")
    make_milestone(task, due="2024-12-31")

    with time_machine.travel("2025-01-10T09:00:00+07:00"):
        queue = sign_in(organiser).get("/").context["queue"]

    assert [(words, row.due, row.what) for words, _, rows in queue for row in rows if "quá hạn" in row.what] == [
        ("Quá hạn", dt.date(2024, 12, 31), "1 việc quá hạn trong phạm vi")
    ]


def test_a_multi_year_task_is_among_mine_in_the_year_it_runs(land, sign_in, secretary):
    make_task("Chuẩn hóa 40 trạm", owner=land.secretary_post, year=2024, due="2026-12-31", horizon="term")

    with time_machine.travel("2025-02-01T09:00:00+07:00"):
        context = sign_in(secretary).get("/").context

    assert (context["year"], [row["title"] for row in context["mine"]]) == (2025, ["Chuẩn hóa 40 trạm"])


# ---- the chain over the years ----------------------------------------------------------------------------------


def chain(land, *, states=("carried_over", "not_completed", "in_progress")):
    tasks = []
    for year, state in zip((2022, 2023, 2024), states, strict=True):
        task = make_task(
            "Cứng hóa 12 km đường",
            owner=land.secretary_post,
            assigned_by=land.province,
            due=f"{year}-12-31",
            state=state,
            carried_from=tasks[-1] if tasks else None,
        )
        make_indicator(task, target_min=12, result=4 * (year - 2021))
        tasks.append(task)
    return tasks


def lineage_of(client, task):
    return [(row["year"], row["standing"].words) for row in client.get(task.get_absolute_url()).context["lineage"]]


def test_every_task_of_a_chain_shows_the_whole_chain(land, sign_in, organiser):
    tasks = chain(land)
    client = sign_in(organiser)
    wanted = [(2022, "Chuyển tiếp"), (2023, "Không xong"), (2024, "Trong hạn")]

    with time_machine.travel("2024-02-10T09:00:00+07:00"):
        assert [lineage_of(client, task) for task in tasks] == [wanted] * 3
        assert "Qua các năm" in client.get(tasks[0].get_absolute_url()).content.decode()
        assert "Qua các năm" not in client.get(land.own_task.get_absolute_url()).content.decode()


def test_a_dropped_successor_is_no_part_of_it(land, sign_in, organiser):
    tasks = chain(land, states=("carried_over", "in_progress", "cancelled"))

    assert [year for year, _ in lineage_of(sign_in(organiser), tasks[0])] == [2022, 2023]


def test_a_year_out_of_scope_is_left_out(land, sign_in, neighbour):
    first = make_task("Chim hoàng yến", owner=land.secretary_post, due="2023-12-31", state="carried_over")
    second = make_task("Việc tiếp", owner=land.neighbour_post, due="2024-12-31", carried_from=first)

    page = sign_in(neighbour).get(second.get_absolute_url()).content.decode()

    assert "hoàng yến" not in page


def test_the_chain_costs_the_same_however_long(land, sign_in, organiser):
    tasks = chain(land)
    client = sign_in(organiser)
    BreakthroughTask.objects.filter(pk=tasks[0].pk).update(carried_from=None)

    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get(tasks[-1].get_absolute_url())
        counts.append(len(seen))
        BreakthroughTask.objects.filter(pk=tasks[1].pk).update(carried_from=None)

    assert counts[0] == counts[1]


def test_a_campaign_of_the_year_is_not_asked_to_carry_what_runs_on(land, organiser, sign_in):
    campaign = make_campaign(committee=land.province, by=organiser, year=2025)
    make_task(
        "Chuẩn hóa 40 trạm",
        owner=land.secretary_post,
        assigned_by=land.province,
        year=2024,
        due="2026-12-31",
        horizon="term",
    )

    with time_machine.travel("2025-01-01T09:00:00+07:00"):
        context = sign_in(organiser).get(reverse("carry_over", args=[campaign.pk])).context

    assert [row["task"].title for row in context["going"]] == ["Chuẩn hóa 40 trạm"]
    assert "Chuẩn hóa 40 trạm" not in [row["task"].title for row in context["rows"]]
