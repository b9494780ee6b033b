"""Health of the service, and choosing which role to act in."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cadre.accounts import pick_role
from cadre.picking import offers


@require_POST
def act_as(request):
    if not pick_role(request, request.POST.get("role", "")):
        raise Http404
    target = request.POST.get("next", "")
    return redirect(target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else "home")


@require_safe
def pick(request, kind):
    """What a field of choice offers for the letters typed so far."""
    found = offers(kind, request.user, request.GET.get("q", "")[:200], timezone.localdate())
    if found is None:
        raise Http404
    return JsonResponse({"offers": found})


def is_up():
    """The database answers and no migration waits."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


@login_not_required
@never_cache
@require_safe
def health(request):
    """For the watch of the machine: public, and says nothing but up or down."""
    up = is_up()
    return HttpResponse("up\n" if up else "down\n", content_type="text/plain", status=200 if up else 503)
