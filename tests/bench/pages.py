"""Figures of the pages. Each function runs in a process of its own, on a database filled and rated before."""

import io
import time

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from cadre.models import Committee, Grant, User
from scoring.compute import rate
from scoring.models import EvaluationRound
from tests.bench import rating
from tests.bench.data import START

BODY = {}
urlpatterns = [path("", lambda request: HttpResponse(BODY["bytes"]))]  # the bare view


def fill(size):
    """A rated round of `size` and a leader of the province who sees all of it."""
    call_command("collectstatic", interactive=False, verbosity=0)
    rating.fill(size)
    rate(EvaluationRound.objects.get())
    user = User.objects.create_user("thuongtruc", password="thuong-truc-bench")
    Grant.objects.create(user=user, role="leader", committee=Committee.objects.get(code="B"), valid_from=START)
    return {}


def client():
    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(User.objects.get(username="thuongtruc"), backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser


def lists():
    pk = EvaluationRound.objects.get().pk
    return {
        "home": "/",
        "tasks": "/danh-muc-viec/?nam=2025",
        "committees": "/tap-the/",
        "rounds": "/dot-danh-gia/",
        "ratings": f"/dot-danh-gia/{pk}/xep-loai/",
        "ranking": f"/dot-danh-gia/{pk}/bang-xep-hang/?doi_tuong=leader",
        "ranking_all": f"/dot-danh-gia/{pk}/bang-xep-hang/?doi_tuong=leader&xem=tat-ca",
    }


def statements(_size):
    """{page: statements of one signed-in request}"""
    browser, counts = client(), {}
    for name, address in lists().items():
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get(address)
        assert answer.status_code == 200, (name, answer.status_code)
        counts[name] = len(captured)
    return counts


def environ(address, cookie):
    where, _, query = address.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": where,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_COOKIE": cookie,
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
    }


def cpu_of(handler, address, cookie, times):
    """CPU milliseconds of this process per request, and the body."""
    body = b""
    for warm in (3, times):
        started = time.process_time()
        for _ in range(warm):
            answer = handler(environ(address, cookie), lambda *_: None)
            body = b"".join(answer)
            answer.close()
    return (time.process_time() - started) * 1000 / times, body


def cookie_of(browser):
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


def cpu(_size):
    """The ranking of everybody, signed in, against a bare view of the same bytes (no middleware)."""
    cookie, address = cookie_of(client()), lists()["ranking_all"]
    ours, BODY["bytes"] = cpu_of(WSGIHandler(), address, cookie, 60)
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="tests.bench.pages"):
        bare, body = cpu_of(WSGIHandler(), "/", "", 600)
    assert body == BODY["bytes"]
    return {"ours": ours, "bare": bare, "bytes": len(body)}


def session(_size):
    """A cookie and the addresses, for a load from outside."""
    return {"cookie": cookie_of(client()), **lists()}
