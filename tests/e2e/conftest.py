"""A real browser against the real house: the demo year in SQLite, gunicorn, hashed static files, DEBUG off, CSP on.

Not live_server: what is under test is what `make run` and a server serve, passwords, compression and all, and one load
of the demo year serves every story. Whatever a browser complains of (console errors, refusals by the CSP, requests
that fail or go to another host) fails the story that saw it."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "test-results"
AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = {360: 740, 1280: 900}
GUNICORN = ["-m", "gunicorn", "config.wsgi", "-k", "gthread", "-w", "1", "--threads", "4", "--timeout", "120", "-b"]
STARTS_WITHIN = 30  # seconds


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = ["no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking"]
    quiet += ["disable-component-update", "disable-sync"]
    args = {**browser_type_launch_args, "args": [f"--{flag}" for flag in quiet]}
    if os.environ.get("CHROMIUM"):
        args["executable_path"] = os.environ["CHROMIUM"]
    return args


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


@dataclass(frozen=True, slots=True)
class House:
    """Where the house under test answers, who may sign in ({role: user name}), and one page of each kind."""

    address: str
    people: dict[str, str]
    password: str
    pages: dict[str, str]


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def wait_until_up(address, server):
    give_up = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < give_up and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/suc-khoe/", timeout=2) as answer:
                assert answer.read() == b"up\n"
            return
        except OSError:  # refused while it starts, or too slow to answer
            time.sleep(0.1)
    pytest.fail("the house did not come up")


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    """The house with the demo year loaded, serving until the last story is told."""
    folder = tmp_path_factory.mktemp("house")
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'house.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "e2e " * 16,
        "LEDGER_KEY": "e2e " * 16,
        "DEBUG": "0",
        "DEMO": "1",
        "HTTPS": "0",
    }

    def run(*command):
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    for command in ("migrate", "createcachetable", "load_demo", "collectstatic --noinput"):
        run("manage.py", *command.split())
    told = json.loads(run("-m", "tests.e2e.prepare"))
    port = free_port()
    with (
        open(folder / "server.log", "w") as log,
        subprocess.Popen(
            [sys.executable, *GUNICORN, f"127.0.0.1:{port}"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        ) as server,
    ):
        try:
            wait_until_up(f"http://127.0.0.1:{port}", server)
            yield House(f"http://127.0.0.1:{port}", **told)
        finally:
            server.terminate()
    written = (folder / "server.log").read_text(encoding="utf-8")
    assert not re.search("Internal Server Error|WORKER TIMEOUT|computing round", written), written


@pytest.fixture(scope="session")
def base_url(house):
    """Instead of the plugin's own, which pytest 9 warns of."""
    return house.address


class Witness:
    """Hears what the browser complains of on one page."""

    def __init__(self, page, address):
        self.complaints = []
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", lambda request: self.sent(request.url, address))
        page.on("requestfailed", lambda request: self.failed(request))

    def heard(self, message):
        # The console repeats the status of a page that is meant to be missing or refused.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(f"{message.type}: {message.text}")

    def sent(self, url, address):
        if not url.startswith((address, "blob:", "about:")):
            self.complaints.append(f"foreign request: {url}")

    def failed(self, request):
        # A download is reported as an aborted navigation.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"failed request: {request.url} {request.failure}")


class Visitor:
    """One person at one browser window: signs in through the form, goes by links, keeps pictures."""

    def __init__(self, page, house):
        self.page, self.house = page, house
        self.witness = Witness(page, house.address)

    def goes_to(self, address):
        answer = self.page.goto(self.house.address + address)
        self.page.wait_for_load_state("load")
        return answer

    def signs_in(self, role):
        self.goes_to("/dang-nhap/")
        self.page.locator("input[name=login]").fill(self.house.people[role])
        self.page.locator("input[name=password]").fill(self.house.password)
        self.page.locator("input[name=password]").press("Enter")
        self.page.wait_for_url(re.compile(r"^http://[^/]+/$"))

    def keeps_picture(self, name):
        RESULTS.mkdir(exist_ok=True)
        self.page.screenshot(path=RESULTS / f"{name}.png", full_page=True)


@pytest.fixture(scope="session")
def sessions(browser, browser_context_args, house):
    """{role: signed-in state of a browser}: signing in once for each role is enough for the scans."""
    states = {}
    for role in house.people:
        context = browser.new_context(**browser_context_args)
        Visitor(context.new_page(), house).signs_in(role)
        states[role] = context.storage_state()
        context.close()
    return states


@pytest.fixture
def visitor(browser, browser_context_args, sessions, house):
    """visitor(role, width, **context): someone who signed in before, or with role None nobody yet.

    What the browser complained of while they looked around fails the test."""
    opened = []

    def at(role=None, width=1280, **options):
        context = browser.new_context(
            **browser_context_args,
            storage_state=sessions[role] if role else None,
            viewport={"width": width, "height": WIDTHS[width]},
            **options,
        )
        opened.append((context, Visitor(context.new_page(), house)))
        return opened[-1][1]

    yield at
    for context, _ in opened:
        context.close()
    assert [complaint for _, found in opened for complaint in found.witness.complaints] == []
