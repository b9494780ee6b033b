"""What every page shows around its content: places, and who the user acts as."""

from django.conf import settings
from django.urls import reverse

from cadre.accounts import acting_as, roles_of
from config.demo import accounts

# name of the place's own page → words, and the names of pages inside it
PLACES = {
    "home": ("Việc của tôi", ()),
    "tasks": ("Danh mục việc", ("task",)),
    "rounds": ("Đợt đánh giá", ("round", "round_compute", "ratings", "why")),
    "ranking_latest": ("Bảng xếp hạng", ("ranking",)),
    "committees": ("Tập thể, cán bộ", ("committee", "cadre")),
}


def places(here):
    return [
        {"words": words, "url": reverse(name), "current": "page" if here == name else "true" if here in inside else ""}
        for name, (words, inside) in PLACES.items()
    ]


def frame(request):
    """One query for a signed-in user (their roles), none for others."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"frame": {"demo": settings.DEMO, "demo_accounts": accounts.table if settings.DEMO else ()}}
    match = getattr(request, "resolver_match", None)
    return {
        "frame": {
            "demo": settings.DEMO,
            "roles": roles_of(user),
            "acting": acting_as(request),
            "places": places(match.url_name if match else ""),
        }
    }
