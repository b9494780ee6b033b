"""Every page at phone and desk width: no serious finding by axe, no sideways scrolling, usable by keyboard alone and
without JavaScript, and its pictures kept in test-results/ to be looked at."""

import pytest

from tests.e2e.conftest import AXE, WIDTHS

PAGES = (
    "home",
    "tasks",
    "task",
    "committees",
    "committee",
    "cadre",
    "rounds",
    "round",
    "ratings",
    "why",
    "ranking",
    "campaigns",
    "campaign",
    "campaign_board",
    "carry_over",
    "campaign_new",
    "proposals",
    "proposal",
    "choose",
    "write",
    "commitments",
    "commitment",
    "changes",
    "change",
    "import",
    "password",
    "missing",
)
GRAVE = {"serious", "critical"}


def findings(page):
    """Serious and critical findings, each with the element it is about."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        (rule["id"], node["html"][:200], node["failureSummary"])
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


def overflow(page):
    """Pixels by which the page is wider than the window, and the first elements that stick out."""
    return page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            const over = document.documentElement.scrollWidth - width;
            if (over <= 0) return [];
            const sticksOut = e => e.getBoundingClientRect().right > width + 1;
            const out = [...document.querySelectorAll('body *')].filter(sticksOut);
            return [over, ...out.slice(0, 5).map(e => e.outerHTML.slice(0, 120))];
        }"""
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits_its_window(visitor, house, name, width):
    guest = visitor("organiser", width)

    answer = guest.goes_to(house.pages[name])
    guest.keeps_picture(f"{name}-{width}")

    assert answer.status == (404 if name == "missing" else 200)
    assert overflow(guest.page) == []
    assert guest.page.locator("h1").count() == 1
    assert findings(guest.page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_sign_in_page_and_its_refusal_are_accessible(visitor, width):
    guest = visitor(None, width)
    page = guest.page

    guest.goes_to("/dang-nhap/")
    guest.keeps_picture(f"sign-in-{width}")
    assert findings(page) == []
    assert overflow(page) == []

    page.locator("input[name=login]").fill("không có ai")
    page.locator("input[name=password]").fill("sai mật khẩu rồi")
    page.locator("input[name=password]").press("Enter")
    page.get_by_role("alert").wait_for()
    guest.keeps_picture(f"sign-in-refused-{width}")
    assert findings(page) == []
    assert overflow(page) == []


@pytest.mark.parametrize("role", ["leader", "secretary", "inspector", "admin"])
def test_the_first_page_of_every_role_is_accessible(visitor, house, role):
    guest = visitor(role, 1280)

    for name in ("home", "rounds", "tasks"):
        guest.goes_to(house.pages[name])
        guest.keeps_picture(f"{name}-{role}")

        assert findings(guest.page) == [], name


@pytest.mark.parametrize("name", [name for name in PAGES if name != "write"])  # drafts: by themselves, or by a button
def test_a_page_says_the_same_without_javascript(visitor, house, name):
    plain = visitor("organiser", 1280, java_script_enabled=False)
    plain.goes_to(house.pages[name])
    scripted = visitor("organiser", 1280)
    scripted.goes_to(house.pages[name])

    assert plain.page.locator("main").inner_text() == scripted.page.locator("main").inner_text()


@pytest.mark.parametrize("name", ["home", "tasks", "ratings", "why", "ranking"])
def test_the_keyboard_starts_at_the_skip_link_and_always_shows_where_it_is(visitor, house, name):
    page = visitor("organiser").page
    page.goto(house.address + house.pages[name])

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#noi-dung"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"

    for _ in range(15):
        page.keyboard.press("Tab")
        unseen = page.evaluate(
            """() => {
                const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
                if (e === document.body) return '';
                const marked = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none';
                return marked && r.width > 0 && r.height > 0 ? '' : e.outerHTML.slice(0, 120);
            }"""
        )
        assert unseen == ""


@pytest.mark.parametrize("name", ["tasks", "ratings", "why", "ranking"])
def test_a_page_prints_without_what_only_a_screen_needs(visitor, house, name):
    guest = visitor("organiser", 1280)
    guest.goes_to(house.pages[name])

    guest.page.emulate_media(media="print")
    guest.keeps_picture(f"{name}-print")

    for part in ("nav.places", ".find", ".acts", ".filters", ".skip"):
        assert not any(element.is_visible() for element in guest.page.locator(part).all()), part
    assert guest.page.locator("h1").is_visible()
