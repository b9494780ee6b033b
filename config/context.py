"""What every page shows around its content: places, the rooms of a place, and who the user acts as."""

from django.conf import settings
from django.urls import reverse

from cadre.accounts import acting_as, roles_of
from cadre.enums import Role
from config.demo import accounts

EVERYONE = tuple(Role)
STAFF = (Role.ORGANISER,)
JUDGES = (Role.ORGANISER, Role.LEADER)

# Rooms of Giao việc: the name of the room's own page → words, the pages inside it, and in which roles it is offered.
GIVING = {
    "campaigns": (
        "Đợt giao việc",
        ("campaign", "campaign_new", "campaign_edit", "campaign_move", "campaign_board", "carry_over"),
        EVERYONE,
    ),
    "proposals": ("Thẩm định, phê duyệt", ("proposal", "proposals_act", "task_decide"), JUDGES),
    "commitments": (
        "Bản cam kết",
        ("commitment", "commitment_prepare", "commitment_sign", "commitment_changes"),
        EVERYONE,
    ),
    "change_requests": (
        "Điều chỉnh",
        ("change_request", "change_new", "change_decide", "change_decide_many"),
        EVERYONE,
    ),
    "drafts": ("Bản đang soạn", ("task_choose", "task_new", "task_new_committee", "task_edit", "order_new"), EVERYONE),
    "import_new": ("Nhập từ Excel", ("import_preview",), STAFF),
    "catalogues": (
        "Danh mục chung",
        (
            "positions",
            "position_new",
            "position_edit",
            "positions_place",
            "fields",
            "field_edit",
            "committee_new",
            "committee_edit",
            "reorganise",
            "heirs",
            "post_new",
            "post_edit",
            "post_end",
        ),
        (Role.ORGANISER, Role.ADMIN),
    ),
}
GIVING_NAMES = tuple(name for own, (_, inside, _) in GIVING.items() for name in (own, *inside))
# name of the place's own page → words, and the names of pages inside it
PLACES = {
    "home": ("Việc của tôi", ()),
    "campaigns": ("Giao việc", GIVING_NAMES),
    "tasks": ("Danh mục việc", ("task", "task_versions", "hand_down")),
    "rounds": ("Đợt đánh giá", ("round", "round_compute", "ratings", "why")),
    "ranking_latest": ("Bảng xếp hạng", ("ranking",)),
    "committees": ("Tập thể, cán bộ", ("committee", "cadre")),
}


def mark(here, own, inside):
    return "page" if here == own else "true" if here in inside else ""


def places(here):
    return [
        {"words": words, "url": reverse(name), "current": mark(here, name, inside)}
        for name, (words, inside) in PLACES.items()
    ]


def rooms(here, roles):
    """The rooms of the place the page stands in that one of the user's roles opens; () elsewhere."""
    if here not in GIVING_NAMES:
        return ()
    held = {role.role for role in roles}
    return [
        {"words": words, "url": reverse(name), "current": mark(here, name, inside)}
        for name, (words, inside, offered) in GIVING.items()
        if here in (name, *inside) or held & set(offered)
    ]


def frame(request):
    """One query for a signed-in user (their roles), none for others."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"frame": {"demo": settings.DEMO, "demo_accounts": accounts.table if settings.DEMO else ()}}
    match = getattr(request, "resolver_match", None)
    here, held = match.url_name if match else "", roles_of(user)
    return {
        "frame": {
            "demo": settings.DEMO,
            "roles": held,
            "acting": acting_as(request),
            "places": places(here),
            "rooms": rooms(here, held),
        }
    }
