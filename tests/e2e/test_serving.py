"""What the server says around the pages: static files for ever and compressed, no versions, no traces."""

import re
import urllib.error
import urllib.request

import pytest

POLICY_START = "default-src 'none'; script-src 'self'; style-src 'self'"


def ask(url, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.headers, refused.read()


@pytest.fixture(scope="module")
def static_files(house):
    _, _, page = ask(f"{house.address}/dang-nhap/")
    return sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode())))


def test_static_files_carry_their_hash_and_may_be_kept_for_ever(house, static_files):
    assert len(static_files) >= 4
    for path in static_files:
        status, headers, body = ask(house.address + path)

        assert status == 200 and body
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", path)
        assert "immutable" in headers["Cache-Control"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Access-Control-Allow-Origin"] is None


def test_styles_are_sent_compressed(house, static_files):
    for path in (path for path in static_files if path.endswith(".css")):
        _, plain, whole = ask(house.address + path)
        _, headers, body = ask(house.address + path, **{"Accept-Encoding": "br"})

        assert plain["Content-Encoding"] is None
        assert headers["Content-Encoding"] == "br"
        assert len(body) < len(whole) / 3


@pytest.mark.parametrize("path", ["/khong-co-trang-nay/", "/static/../config/settings.py", "/.git/config", "/.env"])
def test_what_is_not_there_is_a_plain_page_without_traces(house, path):
    status, headers, body = ask(house.address + path)

    assert status in {302, 404} or (status == 200 and b"/dang-nhap/" in body)
    assert not re.search(rb"Traceback|urlpatterns|DJANGO|settings|SECRET", body)
    assert headers["Content-Security-Policy"].startswith(POLICY_START)
    assert not re.search(r"\d", headers["Server"])


def test_a_forged_host_is_refused(house):
    status, _, body = ask(f"{house.address}/dang-nhap/", Host="an-cap.example")

    assert status == 400
    assert b"an-cap.example" not in body
