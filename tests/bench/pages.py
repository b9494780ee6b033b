"""Figures of the pages. Each function runs in a process of its own, on a database filled and rated before."""

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cadre.models import Committee, Grant, User
from scoring.compute import rate
from scoring.models import EvaluationRound
from tests.bench import rating
from tests.bench.data import START


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


def cookie_of(browser):
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


def session(_size):
    """A cookie, the addresses and the bytes of the ranking, for a load from outside."""
    browser, addresses = client(), lists()
    body = browser.get(addresses["ranking_all"]).content.decode()
    return {"cookie": cookie_of(browser), "body": body, **addresses}
