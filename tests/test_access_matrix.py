"""The policy of access: every address × every person × own, next door, elsewhere × reading and writing.

The table is written by hand from what the roles are for (docs/architecture.md, "Security"), not from the code's own
functions: a new URL name without a line fails. Out of scope is 404, and no different from an id that never existed;
in scope but not allowed is 403; whoever is not signed in is sent to the sign-in page (302)."""

import io
import re
import zipfile
from dataclasses import dataclass

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse

from cadre.models import Committee, LedgerEntry
from config.middleware import POLICY
from scoring.models import Assessment, EvaluationRound
from tasks.models import BreakthroughTask, ChangeRequest
from tests import access, personas

NOWHERE = 999_999_999


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: a URL name, the target, and the status each person gets."""

    room: object
    method: str
    name: str
    target: str
    expected: dict[str, int]  # person → status

    def __str__(self):
        return f"{self.method} {self.name} {self.target}"


def read_table(room):
    header, *rows = (line.split() for line in room.TABLE.strip().splitlines())
    people = [next(name for name in personas.NAMES if name.startswith(short)) for short in header]
    return [
        Line(room, method, name, target, dict(zip(people, map(int, codes), strict=True)))
        for method, name, target, *codes in rows
    ]


LINES = [line for room in access.rooms() for line in read_table(room)]
OF_ONE = sorted({line.name for line in LINES if line.target != "-"})
MODELS = {
    "task": BreakthroughTask,
    "change_request": ChangeRequest,
    "committee": Committee,
    "round": EvaluationRound,
    "why": Assessment,
}


def addresses():
    """{URL name: takes a pk} of every address the resolver knows."""
    waiting, found = list(get_resolver().url_patterns), {}
    while waiting:
        pattern = waiting.pop()
        if isinstance(pattern, URLResolver):
            waiting.extend(pattern.url_patterns)
        else:
            found[pattern.name] = bool(pattern.pattern.converters)
    return found


def args_of(land, line):
    if line.target == "-":
        return []
    row = line.room.row_of(land, line.name, line.target)
    return list(row) if isinstance(row, tuple) else [row.pk]


def address_of(land, line):
    return reverse(line.name, args=args_of(land, line))


def one_line_of(name):
    """The line to ask an address by when the person does not matter: its own target, read rather than written."""
    lines = [line for line in LINES if line.name == name]
    return min(lines, key=lambda line: (line.target not in ("own", "-"), line.method != "GET"))


def ask(client, method, path):
    """The answer, read to its end, with its text in `.body`: of a workbook, that of the sheets inside."""
    response = client.generic(method, path)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    response.body = body.decode(errors="replace")
    return response


def without_tokens(response, path):
    """The page with its request tokens and its own address taken out: what is left may not differ."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.body)
    return text.replace(path, "")


def assert_sealed(response, person):
    """What every answer of ours carries, whatever its status."""
    headers = response.headers
    is_handed_in = headers["Content-Security-Policy"].startswith("sandbox;")  # a file somebody else made
    assert headers["Content-Security-Policy"] == ("sandbox; default-src 'none'" if is_handed_in else POLICY)
    assert not is_handed_in or headers["Content-Disposition"].startswith("attachment")
    assert "unsafe" not in POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    if person.is_authenticated and person.is_active and response.request["PATH_INFO"] != reverse("account_logout"):
        assert "no-store" in headers["Cache-Control"]
    for cookie in response.cookies.values():
        if cookie.value:  # an empty one only takes an old one away
            assert cookie["httponly"]
            assert cookie["samesite"] == "Lax"


def assert_nothing_foreign(response):
    if response.headers["Content-Type"].startswith("text/html"):
        text = response.body
        assert re.findall(r"""(?:src|href|action)=["'](?:https?:)?//[^"']*""", text) == []
        assert re.findall(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=[\"']", text) == []


@pytest.fixture(autouse=True)
def day(request):
    """The day of the room the line belongs to."""
    call = getattr(request.node, "callspec", None)
    line = call.params.get("line") if call else None
    if line is None and call and "name" in call.params:
        line = one_line_of(call.params["name"])
    today = line.room.TODAY if line else None
    if today is None:
        yield
    else:
        with time_machine.travel(f"{today}T09:00:00+07:00", tick=True):
            yield


@pytest.fixture
def rated(land):
    """The land with everything its rooms put there."""
    for room in access.rooms():
        room.prepare(land)
    return land


def test_every_address_has_a_line_and_every_line_an_address():
    known = addresses()

    assert {line.name for line in LINES} == set(known)
    assert {name for name, takes_one in known.items() if takes_one} == set(OF_ONE)
    assert all(set(line.expected) == set(personas.NAMES) for line in LINES)


@pytest.mark.parametrize("line", LINES, ids=str)
def test_everyone_gets_what_the_policy_says(rated, sign_in, line):
    path = address_of(rated, line)

    answers = {}
    for name, person in rated.people.items():
        response = ask(sign_in(person), line.method, path)
        answers[name] = response.status_code
        assert_sealed(response, person)
        assert_nothing_foreign(response)

    assert answers == line.expected


@pytest.mark.parametrize("line", [line for line in LINES if 302 in line.expected.values()], ids=str)
def test_whoever_is_not_signed_in_goes_to_the_sign_in_page(rated, sign_in, line):
    path = address_of(rated, line)

    for name in ("anonymous", "disabled"):
        if line.expected[name] == 302:
            response = ask(sign_in(rated.people[name]), line.method, path)

            assert response.headers["Location"].split("?")[0] in {reverse("account_login"), "/"}
            assert response.body == ""


@pytest.mark.parametrize(
    "line", [line for line in LINES if 404 in line.expected.values() and line.target != "-"], ids=str
)
def test_out_of_scope_looks_exactly_like_never_there(rated, sign_in, line):
    args = args_of(rated, line)
    path, nowhere = reverse(line.name, args=args), reverse(line.name, args=[NOWHERE, *args[1:]])

    for name, status in line.expected.items():
        if status == 404:
            client = sign_in(rated.people[name])
            hidden, missing = ask(client, line.method, path), ask(client, line.method, nowhere)

            assert hidden.status_code == missing.status_code == 404
            assert without_tokens(hidden, path) == without_tokens(missing, nowhere)
            assert set(hidden.headers.items()) - set(missing.headers.items()) <= {
                ("Content-Length", str(len(hidden.content)))
            }


@pytest.mark.parametrize("line", [line for line in LINES if line.method == "GET" and line.name in MODELS], ids=str)
def test_the_page_and_visible_to_agree_about_everyone(rated, line):
    row = line.room.row_of(rated, line.name, line.target)

    for name, person in rated.people.items():
        visible = MODELS[line.name].objects.visible_to(person).filter(pk=row.pk).exists()

        assert visible == (line.expected[name] == 200), name


# The views of the account library answer other methods as GET or POST.
OURS = sorted(name for name in addresses() if not name.startswith("account_"))


@pytest.mark.parametrize("name", OURS)
def test_other_methods_are_refused(rated, sign_in, organiser, name):
    taken = {line.method for line in LINES if line.name == name}
    args = args_of(rated, one_line_of(name))
    client = sign_in(organiser)

    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - taken:
        assert ask(client, method, reverse(name, args=args)).status_code == 405, method


@pytest.mark.parametrize("line", [line for line in LINES if line.method == "POST"], ids=str)
def test_a_post_without_its_token_changes_nothing(rated, organiser, outsider, line):
    client = Client(enforce_csrf_checks=True)
    client.force_login(outsider if line.target == "other" else organiser)
    before = LedgerEntry.objects.count()

    response = client.post(address_of(rated, line))

    assert response.status_code == 403
    assert LedgerEntry.objects.count() == before


@pytest.mark.parametrize("name", sorted({line.name for line in LINES if line.method == "GET"}))
def test_reading_never_writes(rated, sign_in, organiser, name):
    client = sign_in(organiser)
    args = args_of(rated, one_line_of(name))

    with CaptureQueriesContext(
        connection,
    ) as seen:
        ask(client, "GET", reverse(name, args=args))

    written = [
        query["sql"]
        for query in seen.captured_queries
        if re.match(r"\s*(INSERT|UPDATE|DELETE|REPLACE|ALTER|DROP)\b", query["sql"], re.I)
        and "django_session" not in query["sql"]
    ]
    assert written == []


CANARY = "Chim hoàng yến"


def test_nothing_of_the_other_province_is_on_any_page_or_in_any_file(rated, sign_in):
    for row, field in (
        (rated.other_task, "title"),
        (rated.other_district, "name"),
        (rated.other_post, "title"),
        (rated.other_post.cadre, "full_name"),
    ):
        setattr(row, field, CANARY)
        row.save()

    for name, person in rated.people.items():
        if name in {"outsider", "anonymous", "disabled"}:
            continue
        client = sign_in(person)
        for line in LINES:
            if line.method == "GET" and line.expected[name] == 200 and line.target != "other":
                assert CANARY not in ask(client, "GET", address_of(rated, line)).body, (name, line)


def test_a_right_withdrawn_works_at_the_next_request(rated, sign_in, secretary):
    client = sign_in(secretary)
    path = reverse("committee", args=[rated.commune.pk])
    assert client.get(path).status_code == 200

    secretary.grants.all().delete()

    assert client.get(path).status_code == 404


def test_an_account_closed_between_two_requests_is_out(rated, sign_in, organiser):
    client = sign_in(organiser)
    assert client.get(reverse("tasks")).status_code == 200

    organiser.is_active = False
    organiser.save()

    assert client.get(reverse("tasks")).status_code == 302
