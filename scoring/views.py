"""Pages of scoring: rounds, Xếp loại, Vì sao?, Bảng xếp hạng."""

from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from cadre.scope import reaches
from scoring import computing, exports, pages, queries
from scoring.explain import proof
from scoring.forms import RankingFilter, RatingsFilter
from scoring.permissions import can_compute
from scoring.remembered import remembered


def _round(request, pk):
    return get_object_or_404(queries.visible_rounds(request.user), pk=pk)


@require_safe
def rounds(request):
    page = queries.rounds_page(request.user, after=request.GET.get("sau", ""), before=request.GET.get("truoc", ""))
    return render(request, "scoring/rounds.html", {"page": page})


@require_safe
def round(request, pk):
    return render(request, "scoring/round.html", pages.round_page(request.user, _round(request, pk)))


@require_POST
def round_compute(request, pk):
    """Compute the suggestions and show how far it is while it runs; the answer is one page written piece by piece."""
    found = _round(request, pk)
    if not can_compute(request.user, found):
        raise PermissionDenied
    response = StreamingHttpResponse(computing.page(request, found))
    response.headers["X-Accel-Buffering"] = "no"  # a proxy must not hold the progress back
    return response


@require_safe
def ratings(request, pk):
    found, chosen = _round(request, pk), RatingsFilter.read(request.GET)
    page = pages.ratings_page(
        request.user, found, chosen, after=request.GET.get("sau", ""), before=request.GET.get("truoc", "")
    )
    if "mo" in chosen:
        opened = get_object_or_404(queries.dossiers(request.user).filter(round=found), pk=chosen["mo"])
        page["opened"] = pages.verdict(opened, proof(opened))
    return render(request, "scoring/ratings.html", page)


@require_safe
def ratings_excel(request, pk):
    return exports.ratings_workbook(request.user, _round(request, pk), RatingsFilter.read(request.GET))


@require_safe
def why(request, pk):
    dossier = get_object_or_404(queries.dossiers(request.user), pk=pk)
    return render(request, "scoring/why.html", pages.why_page(request.user, dossier, proof(dossier)))


@require_safe
def ranking_latest(request):
    return _ranking(request, None, lambda: queries.latest_round(request.user))


@require_safe
def ranking(request, pk):
    return _ranking(request, pk, lambda: _round(request, pk))


def _ranking(request, pk, find):
    """The board depends on what is recorded, on who looks and on the filter: with these the same, it is kept."""
    chosen = RankingFilter.read(request.GET)
    key = (pk, request.user.pk, reaches(request.user), tuple(sorted(chosen.items())))
    page = remembered(key, lambda: _board(request, find(), chosen))
    return render(request, "scoring/ranking.html" if page else "scoring/ranking_none.html", page)


def _board(request, found, chosen):
    if found is None:
        return {}
    page = pages.ranking_page(request.user, found, chosen)
    return {**page, "board": render_to_string("scoring/_board.html", page)}


@require_safe
def ranking_excel(request, pk):
    return exports.ranking_workbook(request.user, _round(request, pk), RankingFilter.read(request.GET))
