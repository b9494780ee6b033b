"""The main job as people do it: an organiser computes a round, a leader asks the ranking why."""

import re

from playwright.sync_api import expect


def test_from_computing_a_round_to_the_evidence_of_one_level(visitor):
    organiser = visitor()
    page = organiser.page

    organiser.signs_in("organiser")
    organiser.keeps_picture("story-1-home")
    page.get_by_role("link", name="Đợt đánh giá", exact=True).click()
    organiser.keeps_picture("story-2-rounds")
    organiser.goes_to(organiser.house.pages["round"])
    organiser.keeps_picture("story-3-round")
    page.get_by_role("button", name="Tính xếp loại").click()
    expect(page.get_by_role("main")).to_contain_text("Đã tính", timeout=60_000)
    organiser.keeps_picture("story-4-computed")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(re.compile("/dang-nhap/"))

    leader = organiser
    leader.signs_in("leader")
    page.get_by_role("link", name="Bảng xếp hạng", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bảng xếp hạng")
    leader.keeps_picture("story-5-ranking")

    page.get_by_role("main").get_by_role("link", name=re.compile("Tốt")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xếp loại")
    leader.keeps_picture("story-6-rows-of-a-level")

    page.locator("main tbody a[href*='/ho-so/']").first.click()
    expect(page.get_by_role("main")).to_contain_text("Vì sao")
    leader.keeps_picture("story-7-why")

    page.locator("main a[href^='/viec/']").first.click()
    expect(page.get_by_role("main")).to_contain_text("Sản phẩm")
    leader.keeps_picture("story-8-evidence")


def test_a_secretary_sees_their_own_place_and_nothing_beside_it(visitor):
    secretary = visitor()

    secretary.signs_in("secretary")
    secretary.goes_to("/danh-muc-viec/")

    answer = secretary.goes_to("/dot-danh-gia/999999999/")
    assert answer.status == 404
