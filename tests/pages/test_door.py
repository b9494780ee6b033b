"""Signing in and out, the role acted in, the watch of the machine, and pages that tell of an error."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.test import Client
from django.urls import NoReverseMatch, reverse

from cadre import views
from config import settings as house
from config.context import frame
from config.middleware import POLICY
from tests.factories import PASSWORD, grant, make_appointment, make_cadre, make_user

LOGIN = "/dang-nhap/"


@pytest.fixture
def person(db):
    return make_user("nguyen.van.a")


def sign_in_by_form(client, username, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": username, "password": password, **more})


def test_the_right_password_opens_home(client, person):
    response = sign_in_by_form(client, "nguyen.van.a")

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_after_sign_in_the_page_asked_for_is_opened(client, person):
    asked = client.get("/danh-muc-viec/")

    assert asked["Location"] == f"{LOGIN}?next=/danh-muc-viec/"
    assert sign_in_by_form(client, "nguyen.van.a", next="/danh-muc-viec/")["Location"] == "/danh-muc-viec/"


@pytest.mark.parametrize("target", ["https://xau.example/", "//xau.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere(client, person, target):
    assert sign_in_by_form(client, "nguyen.van.a", next=target)["Location"] == "/"


@pytest.mark.parametrize(("username", "password"), [("nguyen.van.a", "sai"), ("khong.co", PASSWORD)])
def test_a_wrong_password_and_an_unknown_name_get_the_same_words(client, person, username, password):
    response = sign_in_by_form(client, username, password)
    html = response.content.decode()

    assert response.status_code == 200
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in html and 'role="alert"' in html
    assert "Username" not in html and "password you specified" not in html


def test_empty_fields_are_named_and_linked(client, db):
    html = sign_in_by_form(client, "", "").content.decode()

    assert "Nhập tên đăng nhập." in html and "Nhập mật khẩu." in html
    assert 'href="#id_login"' in html and 'aria-invalid="true"' in html
    assert 'aria-describedby="id_login_error"' in html and 'id="id_login_error"' in html


def test_many_wrong_tries_are_held_off_before_the_password_is_looked_at(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/key"}
    cache.clear()

    for _ in range(3):
        sign_in_by_form(client, "nguyen.van.a", "sai")
    html = sign_in_by_form(client, "nguyen.van.a").content.decode()

    assert "Đã thử sai nhiều lần" in html
    cache.clear()


def test_the_limits_are_on_outside_tests():
    assert not hasattr(house, "ACCOUNT_RATE_LIMITS")  # the library's own limits hold


def test_signing_out_takes_a_post(client, person):
    client.force_login(person)

    assert client.get("/dang-xuat/").status_code == 405
    assert client.post("/dang-xuat/")["Location"] == LOGIN
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_reset_password", "account_set_password"])
def test_nothing_else_of_the_account_library_is_reachable(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_password_is_changed_with_words_of_ours(client, person):
    client.force_login(person)
    new = {"oldpassword": PASSWORD, "password1": "gió mùa đông bắc 7", "password2": "gió mùa đông bắc 7"}

    wrong = client.post("/doi-mat-khau/", {**new, "oldpassword": "x"}).content.decode()
    differ = client.post("/doi-mat-khau/", {**new, "password2": "khác"}).content.decode()
    done = client.post("/doi-mat-khau/", new, follow=True)

    assert "Mật khẩu hiện tại chưa đúng." in wrong and "<title>Lỗi:" in wrong
    assert "Hai lần nhập mật khẩu mới khác nhau." in differ
    assert "Đã đổi mật khẩu." in done.content.decode()
    person.refresh_from_db()
    assert person.check_password("gió mùa đông bắc 7")


@pytest.mark.parametrize("password", ["ngắn", "password1234", "nguyen.van.a"])
def test_a_weak_password_is_refused(client, person, password):
    client.force_login(person)

    response = client.post("/doi-mat-khau/", {"oldpassword": PASSWORD, "password1": password, "password2": password})

    assert response.status_code == 200 and response.context["form"].errors["password1"]


# ---- roles --------------------------------------------------------------------------------------------


@pytest.fixture
def two_roles(land):
    user = make_user("hai-vai", first_name="Trần", last_name="B")
    grant(user, "organiser", land.district)
    make_appointment(make_cadre(user=user), committee=land.district, title="Phó Trưởng Ban Tổ chức")
    return user


def test_posts_come_before_rights_and_one_can_be_picked(sign_in, two_roles):
    client = sign_in(two_roles)
    frame = client.get("/").context["frame"]

    assert [role.words for role in frame["roles"]] == [
        "Phó Trưởng Ban Tổ chức",
        "Chuyên viên Ban Tổ chức, Huyện ủy Bình Sơn",
    ]
    assert frame["acting"] == frame["roles"][0]

    answer = client.post("/lam-viec-voi-tu-cach/", {"role": frame["roles"][1].key, "next": "/tap-the/"})

    assert answer["Location"] == "/tap-the/"
    assert client.get("/").context["frame"]["acting"] == frame["roles"][1]


def test_a_role_of_somebody_else_cannot_be_picked(sign_in, two_roles, organiser):
    key = sign_in(organiser).get("/").context["frame"]["roles"][0].key

    assert sign_in(two_roles).post("/lam-viec-voi-tu-cach/", {"role": key}).status_code == 404


def test_picking_a_role_leads_nowhere_else_and_takes_a_post(sign_in, two_roles):
    client = sign_in(two_roles)
    key = client.get("/").context["frame"]["roles"][0].key

    answer = client.post("/lam-viec-voi-tu-cach/", {"role": key, "next": "https://xau.example/"})

    assert answer["Location"] == "/"
    assert client.get("/lam-viec-voi-tu-cach/").status_code == 405


def test_the_frame_costs_one_statement(two_roles, rf, django_assert_num_queries):
    request = rf.get("/")
    request.user, request.session = two_roles, {}

    with django_assert_num_queries(1):
        assert len(frame(request)["frame"]["roles"]) == 2


def test_the_place_one_is_in_is_marked(sign_in, organiser, land):
    client = sign_in(organiser)

    for address, word in (("/", "Việc của tôi"), ("/tap-the/", "Tập thể, cán bộ")):
        assert f'aria-current="page">{word}</a>' in client.get(address).content.decode()
    assert 'aria-current="true">Danh mục việc</a>' in client.get(f"/viec/{land.own_task.pk}/").content.decode()


# ---- the machine ----------------------------------------------------------------------------------------


def test_health_is_public_and_says_only_up_or_down(client, db, monkeypatch):
    assert (client.get("/suc-khoe/").status_code, client.get("/suc-khoe/").content) == (200, b"up\n")

    def broken():
        raise DatabaseError("password of the database")

    monkeypatch.setattr(views, "connection", SimpleNamespace(cursor=broken))
    response = client.get("/suc-khoe/")

    assert (response.status_code, response.content) == (503, b"down\n")


def test_a_waiting_migration_is_down(client, db, monkeypatch):
    monkeypatch.setattr(views.MigrationExecutor, "migration_plan", lambda *_: [("one", False)])

    assert client.get("/suc-khoe/").status_code == 503


# ---- errors -----------------------------------------------------------------------------------------------


def test_a_missing_page_is_said_in_vietnamese_inside_the_frame(sign_in, organiser):
    response = sign_in(organiser).get("/khong-co-trang-nay/")
    html = response.content.decode()

    assert response.status_code == 404
    assert "Không có trang này" in html and "Danh mục việc" in html


def test_an_answer_without_its_token_says_nothing_was_saved(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)

    response = client.post("/lam-viec-voi-tu-cach/", {"role": "p1"})

    assert response.status_code == 403 and "Chưa có gì được lưu" in response.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_pages_of_errors_stand_without_request_or_database(name):
    html = render_to_string(f"{name}.html")

    assert '<html lang="vi">' in html and "<h1>" in html and 'href="/"' in html


def test_a_fault_shows_the_page_of_faults_and_nothing_of_the_fault(land, organiser, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(organiser)
    monkeypatch.setattr("config.home.tasks_waiting.own_tasks", lambda *_: 1 / 0)

    response = client.get("/")
    html = response.content.decode()

    assert response.status_code == 500
    assert "Hệ thống gặp lỗi" in html and "ZeroDivision" not in html


def test_every_answer_carries_the_strict_policy(client, db):
    response = client.get(LOGIN)

    assert response["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY and "data:" not in POLICY and "http" not in POLICY


def test_pages_of_a_person_are_not_kept_by_the_browser(sign_in, organiser):
    assert sign_in(organiser).get("/")["Cache-Control"] == "no-store"
