"""Việc của tôi: asks tasks and scoring what waits for the user, and puts it in one queue."""

from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request):
    return render(request, "home.html", {})
