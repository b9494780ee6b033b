"""The main job as people do it: an organiser computes a round, a leader asks the ranking why.

Once at a desk, and once on a phone without JavaScript: the same links and buttons carry both."""

import re

import pytest
from playwright.sync_api import expect


def leaves(page):
    page.locator("details.who summary").click()
    page.get_by_role("button", name="Thoát").click()
    page.wait_for_url(re.compile("/dang-nhap/"))


@pytest.mark.parametrize(("width", "scripted"), [(1280, True), (360, False)], ids=["desk", "phone without javascript"])
def test_from_computing_a_round_to_the_evidence_of_one_level(visitor, width, scripted):
    person = visitor(None, width, java_script_enabled=scripted)
    page, main, title = person.page, person.page.locator("main"), person.page.locator("h1")

    def picture(name):
        person.keeps_picture(f"story-{width}-{name}")

    person.signs_in("organiser")
    picture("1-home")
    page.get_by_role("link", name="Đợt đánh giá", exact=True).click()
    expect(title).to_contain_text("Đợt đánh giá")
    picture("2-rounds")
    main.locator(f"a[href='{person.house.pages['round']}']").first.click()
    picture("3-round")
    page.get_by_role("button", name=re.compile("Tính (lại )?xếp loại")).click()
    expect(main).to_contain_text("Đã tính xong", timeout=60_000)
    expect(main).to_contain_text("Mã băm của kết quả")
    picture("4-computed")
    leaves(page)

    person.signs_in("leader")
    page.get_by_role("link", name="Bảng xếp hạng", exact=True).click()
    expect(title).to_contain_text("Bảng xếp hạng")
    picture("5-ranking")

    count = main.locator("table.dist td[data-l='Tốt'] a").first
    expected = count.inner_text()
    count.click()
    expect(title).to_contain_text("Xếp loại")
    rows = main.locator("table.decide tbody tr:not(.quota)")
    expect(rows).to_have_count(min(int(expected.replace(".", "")), 50))
    assert {row.locator(".lv").first.inner_text() for row in rows.all()} == {"Tốt"}
    picture("6-rows-of-a-level")

    name = rows.first.locator("th a").inner_text()
    rows.first.locator("th a").click()
    expect(main.locator("#vi-sao")).to_contain_text("Cây căn cứ")
    picture("7-row-opened")
    page.get_by_role("link", name="Mở hồ sơ đầy đủ").click()
    expect(title).to_have_text(f"Vì sao? {name}")
    expect(main).to_contain_text("Điều kiện mức Tốt")
    picture("8-why")

    evidence = main.locator(".tree a[href^='/viec/']").first
    task = evidence.inner_text()
    evidence.click()
    assert title.inner_text() in task
    expect(main).to_contain_text("Sản phẩm")
    picture("9-evidence")


def test_what_lies_outside_a_secretarys_place_looks_like_nothing_at_all(visitor):
    secretary = visitor("secretary")

    hidden = secretary.goes_to(secretary.house.pages["why"])
    secretary.keeps_picture("secretary-outside")
    hidden_text = secretary.page.locator("main").inner_text()
    missing = secretary.goes_to(secretary.house.pages["missing"])

    assert hidden.status == missing.status == 404
    assert secretary.page.locator("main").inner_text() == hidden_text


def test_the_keyboard_alone_signs_in_and_opens_the_list_of_tasks(visitor):
    person = visitor()
    page = person.page
    person.goes_to("/dang-nhap/")

    page.locator("input[name=login]").focus()
    page.keyboard.type(person.house.people["leader"])
    page.keyboard.press("Tab")
    page.keyboard.type(person.house.password)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^http://[^/]+/$"))
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Danh mục việc":
            break
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("Danh mục việc")
