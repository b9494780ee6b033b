"""Tập thể and Hồ sơ cán bộ: what a committee or a person has delivered, and how they were rated."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cadre.models import Cadre, Committee


@require_safe
def committees(request):
    return render(request, "home.html", {})


@require_safe
def committee(request, pk):
    get_object_or_404(Committee.objects.visible_to(request.user), pk=pk)
    return render(request, "home.html", {})


@require_safe
def cadre(request, pk):
    get_object_or_404(Cadre, pk=pk, user=request.user)
    return render(request, "home.html", {})
