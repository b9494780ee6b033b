"""Pages of tasks."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tasks.models import BreakthroughTask


@require_safe
def tasks(request):
    return render(request, "home.html", {})


@require_safe
def task(request, pk):
    get_object_or_404(BreakthroughTask.objects.visible_to(request.user), pk=pk)
    return render(request, "home.html", {})
