"""From a campaign to a signed commitment, as four people do it in a real browser: the organiser opens it, the secretary
of a ward writes and sends, the organiser appraises, the leader approves, the decision is recorded, the secretary signs
with the password. The commitment is printed, and the print is kept to be looked at."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import RESULTS

CAMPAIGN = "Đợt giao việc bổ sung cho các phường"
TITLE = "Lắp 120 camera giám sát an ninh tại 14 tổ dân phố"


def day(offset):
    return (dt.date.today() + dt.timedelta(days=offset)).strftime("%d/%m/%Y")


def opens_campaign(person):
    page = person.page
    person.signs_in("organiser")
    page.get_by_role("link", name="Giao việc", exact=True).click()
    page.get_by_role("link", name=re.compile("Lập đợt")).first.click()
    page.locator("[name=name]").fill(CAMPAIGN)
    for name, value in {
        "year": str(dt.date.today().year + 1),
        "opens_on": day(-1),
        "closes_on": day(20),
        "min_per_person": "1",
        "max_per_person": "3",
    }.items():
        page.locator(f"[name={name}]").fill(value)
    year = dt.date.today().year + 1
    page.locator("[name=start]").fill(f"01/01/{year}")
    page.locator("[name=end]").fill(f"31/12/{year}")
    page.get_by_label(re.compile("Bí thư Đảng ủy phường")).check()
    page.get_by_role("button", name="Lưu đợt").last.click()
    expect(page.locator("h1")).to_contain_text(CAMPAIGN)
    person.keeps_picture("giving-1-campaign")
    page.get_by_role("link", name="Mở đăng ký").click()
    page.get_by_role("button", name="Mở đăng ký").click()
    expect(page.locator("main")).to_contain_text("Đang mở đăng ký")


def writes_and_sends(person):
    page, year = person.page, dt.date.today().year + 1
    person.signs_in("ward")
    page.get_by_role("link", name="Giao việc", exact=True).click()
    page.get_by_role("link", name=CAMPAIGN).first.click()
    page.get_by_role("link", name="Soạn việc").first.click()
    page.locator("#id_title").fill(TITLE)
    field = page.locator("#id_field")
    field.select_option(label="Quốc phòng, an ninh")
    page.locator("#id_due").fill(f"30/09/{year}")
    page.locator("#id_reason").fill("Địa bàn giáp ranh, mỗi quý mười vụ mất cắp.\x0bChưa có camera nào.")
    page.locator("[name=ct-0-name]").fill("Camera lắp đặt, hoạt động")
    page.locator("[name=ct-0-target]").fill("120")
    page.locator("[name=ct-0-unit]").fill("camera")
    page.get_by_role("button", name="Thêm chỉ tiêu").click()
    page.locator("[name=ct-1-name]").fill("Vụ mất cắp")
    page.locator("[name=ct-1-comparator]").select_option("lte")
    page.locator("[name=ct-1-baseline]").fill("40")
    page.locator("[name=ct-1-target]").fill("12,5")
    page.locator("#id_product").fill("Biên bản nghiệm thu, bàn giao hệ thống camera")
    person.keeps_picture("giving-2-form")
    page.get_by_role("button", name="Gửi thẩm định").first.click()
    expect(page.locator("main")).to_contain_text("Đã gửi thẩm định")


def in_batch(person, role, tab, button):
    page = person.page
    person.signs_in(role)
    person.goes_to(f"/tham-dinh/?muc={tab}&q=camera")
    page.locator("input[name=viec]").first.check()
    page.get_by_role("button", name=re.compile(f"^{button}")).first.click()
    person.keeps_picture(f"giving-{tab}")
    if button == "Ghi quyết định":
        page.locator("[name=number]").fill("77-QĐ/TU")
        page.locator("[name=issued_on]").fill(day(0))
        page.locator("[name=issuer]").fill("Ban Thường vụ Tỉnh ủy")
    page.get_by_role("main").get_by_role("button", name=re.compile(button)).first.click()
    expect(page.locator("main")).to_contain_text("1 việc")


def leaves(page):
    page.locator("details.who summary").click()
    page.get_by_role("button", name="Thoát").click()
    page.wait_for_url(re.compile("/dang-nhap/"))


def signs(person):
    page = person.page
    person.signs_in("ward")
    row = page.locator("li", has_text="Ký cam kết").filter(has_text=CAMPAIGN)
    row.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text(TITLE)
    expect(page.locator("main")).to_contain_text("77-QĐ/TU")
    page.get_by_label("Mật khẩu").fill("sai mật khẩu rồi")
    page.get_by_role("button", name="Ký bản cam kết này").click()
    expect(page.locator("main")).to_contain_text("Mật khẩu")
    page.get_by_label("Mật khẩu").fill(person.house.password)
    page.get_by_role("button", name="Ký bản cam kết này").click()
    expect(page.locator("main")).to_contain_text("Ký điện tử lúc")
    person.keeps_picture("giving-6-signed")


@pytest.mark.e2e
def test_from_a_campaign_to_a_signed_and_printed_commitment(visitor):
    person = visitor(None, 1280)
    page = person.page

    opens_campaign(person)
    leaves(page)
    writes_and_sends(person)
    leaves(page)
    in_batch(person, "organiser", "tham_dinh", "Đề nghị phê duyệt")
    leaves(page)
    in_batch(person, "leader", "phe_duyet", "Phê duyệt")
    leaves(page)
    in_batch(person, "organiser", "quyet_dinh", "Ghi quyết định")
    leaves(page)
    signs(person)

    page.emulate_media(media="print")
    person.keeps_picture("giving-7-print")
    page.pdf(path=RESULTS / "giving-commitment.pdf", format="A4")
    assert not page.locator(".bar .places").is_visible()
    text = page.locator("main").inner_text()
    assert "BẢN CAM KẾT" in text
    assert "mã băm" in text
