"""Giao xuống, and what this room adds to the page of a task."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cadre.accounts import actor_of
from cadre.templatetags.vi import so
from tasks import handing_down, permissions, workflow
from tasks.forms.handing_down import PartForms
from tasks.models import BreakthroughTask, Commitment
from tasks.registering import Stale
from tasks.standing import RUNNING

SHOWN = 20  # commitments named on the page of a task


def on_task_page(task, user, stand):
    """The signed commitments a task is in, and whether this account may hand parts of it down."""
    rows = Commitment.objects.visible_to(user).filter(tasks=task).select_related("appointment", "committee")
    running = task.state in RUNNING
    return {
        "commitments": list(rows.order_by("-signed_at").defer("content")[:SHOWN]),
        "can_hand_down": running and permissions.can_hand_down(stand, task),
    }


def unit_asked_for(units, query):
    """The unit the page gives for: the one named, or the only (first) one."""
    asked = query.get("don_vi", "")
    found = next((each for each in units if str(each.pk) == asked), None if asked else units[0])
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def hand_down(request, pk):
    task = get_object_or_404(BreakthroughTask.objects.visible_to(request.user), pk=pk)
    today, user = timezone.localdate(), request.user
    units = handing_down.units_of(task, user, today)
    if not units or not permissions.can_hand_down(permissions.stand(user, task), task):
        raise PermissionDenied
    unit = unit_asked_for(units, request.POST or request.GET)
    posts, committees = handing_down.below(unit, today)
    indicators = list(task.indicators.all())
    about = {"task": task, "indicators": indicators, "posts": posts, "committees": committees, "today": today}
    parts = PartForms(request.POST if request.method == "POST" else None, **about)
    if request.method == "POST" and not parts.reshaped() and save(request, task, unit, parts):
        return redirect(f"{reverse('task', args=[task.pk])}#h-duoi")
    context = {
        "task": task,
        "unit": unit,
        "units": units,
        "parts": parts,
        "sums": parts.sums(handing_down.handed_before(task)),
        "revision": request.POST.get("revision", task.revision),
        "decides": handing_down.decides(user, unit, today),
        "is_running": task.state in RUNNING,
    }
    return render(request, "tasks/hand_down.html", context)


def save(request, task, unit, parts):
    """Hand the parts down → True; else the page says why, with everything as it was typed."""
    if not parts.filled:
        messages.error(request, "Chưa điền phần nào: chọn người hoặc tập thể nhận, rồi ghi phần giao.")
        return False
    revision = request.POST.get("revision", "")
    if not parts.is_valid() or parts.key is None or not revision.isdecimal():
        return False
    rows = [form.handed() for form in parts.filled]
    about = {"actor": actor_of(request), "form_key": parts.key, "revision": int(revision)}
    try:
        made, is_new = handing_down.hand_down(task, unit, rows, **about)
    except handing_down.Refused as refused:
        parts.filled[refused.index].add_error(None, str(refused))
        return False
    except Stale as stale:
        messages.error(request, f"Chưa giao: việc này đã đổi sau khi mở trang. {stale.words} Mở lại trang rồi giao.")
        return False
    except workflow.TransitionNotAllowed as refused:
        messages.error(request, str(refused))
        return False
    if is_new:
        done = "Đã giao xuống" if made[0].approved_at else "Đã gửi đề nghị giao xuống"
        messages.success(request, f"{done} {so(len(made))} việc.")
    else:
        messages.info(request, f"{so(len(made))} việc này đã được giao, không giao lần nữa.")
    return True
