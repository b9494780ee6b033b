"""The people of the tests, and the small country they live in.

Two provinces; in the first, two districts that ended on 30/6/2025 with a commune each, and an agency. Every test
that asks "who may see what" asks it of these people (fixtures of the same names in conftest.py):

    organiser      chuyên viên Ban Tổ chức of the province      leader         Thường trực of the province
    secretary      bí thư of the district Bình Sơn              deputy         giúp việc of that secretary
    neighbour      bí thư of the district Cẩm Thủy next door    outsider       chuyên viên of the other province
    assessor       thành viên hội đồng of the province          inspector      Ủy ban Kiểm tra of the province
    administrator  quản trị: accounts, no content               plain_cadre    a cadre with a login and no grant
    expired        an organiser whose grant ran out             disabled       an organiser whose account is closed
    anonymous      nobody signed in
"""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from cadre.models import Appointment, Committee, User
from scoring.models import Assessment, EvaluationRound
from tasks.models import BreakthroughTask
from tests.factories import (
    grant,
    make_appointment,
    make_assessment,
    make_cadre,
    make_committee,
    make_done_task,
    make_parent,
    make_round,
    make_task,
    make_user,
)

NAMES = (
    "organiser",
    "leader",
    "secretary",
    "deputy",
    "neighbour",
    "outsider",
    "assessor",
    "inspector",
    "administrator",
    "plain_cadre",
    "expired",
    "disabled",
    "anonymous",
)
DISTRICTS_END, COMMUNES_RISE = "2025-06-30", "2025-07-01"


@dataclass(frozen=True, slots=True)
class Land:
    """The committees, posts, tasks, rounds and assessments of 2024. `own` is the secretary's district."""

    province: Committee
    district: Committee
    next_district: Committee
    commune: Committee
    next_commune: Committee
    agency: Committee
    other_province: Committee
    other_district: Committee
    secretary_post: Appointment
    neighbour_post: Appointment
    cadre_post: Appointment
    other_post: Appointment
    own_task: BreakthroughTask
    next_task: BreakthroughTask
    cadre_task: BreakthroughTask
    other_task: BreakthroughTask
    round: EvaluationRound
    other_round: EvaluationRound
    own_assessment: Assessment
    own_collective: Assessment
    next_assessment: Assessment
    cadre_assessment: Assessment
    other_assessment: Assessment
    people: dict[str, User]


def _two_provinces():
    province = make_committee("Tỉnh ủy An Hòa", code="AH", level="province")
    until = {"valid_to": DISTRICTS_END}
    district = make_committee("Huyện ủy Bình Sơn", code="AH-BS", parent=province, **until)
    next_district = make_committee("Huyện ủy Cẩm Thủy", code="AH-CT", parent=province, **until)
    commune = make_committee("Đảng ủy xã Bình Minh", code="AH-BS-BM", level="commune")
    next_commune = make_committee("Đảng ủy xã Cẩm Giang", code="AH-CT-CG", level="commune")
    for lower, upper in ((commune, district), (next_commune, next_district)):
        make_parent(lower, upper, **until)
        make_parent(lower, province, valid_from=COMMUNES_RISE)
    agency = make_committee("Đảng ủy Sở Nội vụ", code="AH-SNV", level="agency", parent=province)
    other_province = make_committee("Tỉnh ủy Đông Hải", code="DH", level="province")
    other_district = make_committee("Huyện ủy Đức Phong", code="DH-DP", parent=other_province, **until)
    return {
        "province": province,
        "district": district,
        "next_district": next_district,
        "commune": commune,
        "next_commune": next_commune,
        "agency": agency,
        "other_province": other_province,
        "other_district": other_district,
    }


def _people(places):
    province, district = places["province"], places["district"]
    people = {name: make_user(name.replace("_", "-")) for name in NAMES if name != "anonymous"}
    for name, role, committee in (
        ("organiser", "organiser", province),
        ("leader", "leader", province),
        ("secretary", "secretary", district),
        ("deputy", "deputy", district),
        ("neighbour", "secretary", places["next_district"]),
        ("outsider", "organiser", places["other_province"]),
        ("assessor", "assessor", province),
        ("inspector", "inspector", province),
        ("administrator", "admin", province),
        ("disabled", "organiser", province),
    ):
        grant(people[name], role, committee)
    grant(people["expired"], "organiser", province, valid_to="2023-12-31")
    people["disabled"].is_active = False
    people["disabled"].save()
    people["anonymous"] = AnonymousUser()
    return people


def _posts(places, people):
    head = {"title": "Bí thư Huyện ủy", "is_head": True, "end": DISTRICTS_END}
    return {
        "secretary_post": make_appointment(
            make_cadre("Bí thư Bình Sơn", user=people["secretary"]), committee=places["district"], **head
        ),
        "neighbour_post": make_appointment(
            make_cadre("Bí thư Cẩm Thủy", user=people["neighbour"]), committee=places["next_district"], **head
        ),
        "cadre_post": make_appointment(
            make_cadre("Cán bộ Bình Minh", user=people["plain_cadre"]),
            committee=places["commune"],
            title="Cán bộ Văn phòng Đảng ủy",
            subject_type="staff",
        ),
        "other_post": make_appointment(make_cadre("Bí thư Đức Phong"), committee=places["other_district"], **head),
    }


def make_land():
    places = _two_provinces()
    people = _people(places)
    posts = _posts(places, people)
    by_province = {"assigned_by": places["province"]}
    tasks = {
        "own_task": make_done_task("Sắp xếp 12 trường học", owner=posts["secretary_post"], **by_province),
        "next_task": make_done_task("Giải phóng mặt bằng cụm Cẩm Giang", owner=posts["neighbour_post"], **by_province),
        "cadre_task": make_task("Số hóa 3.000 hồ sơ đảng viên", owner=posts["cadre_post"]),
        "other_task": make_done_task("Nạo vét 40 km kênh mương", owner=posts["other_post"]),
    }
    round_2024 = make_round(committee=places["province"], year=2024, code="AH-2024")
    other_round = make_round(committee=places["other_province"], year=2024, code="DH-2024")
    return Land(
        **places,
        **posts,
        **tasks,
        round=round_2024,
        other_round=other_round,
        own_assessment=make_assessment(round_2024, posts["secretary_post"], quota_group="Bí thư cấp huyện"),
        own_collective=make_assessment(round_2024, places["district"]),
        next_assessment=make_assessment(round_2024, posts["neighbour_post"], quota_group="Bí thư cấp huyện"),
        cadre_assessment=make_assessment(round_2024, posts["cadre_post"]),
        other_assessment=make_assessment(other_round, posts["other_post"]),
        people=people,
    )
