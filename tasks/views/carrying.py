"""Chuyển tiếp: what was left unfinished before, chosen into a campaign."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cadre.accounts import actor_of
from cadre.filters import choices
from cadre.paging import keyset_page
from cadre.templatetags.vi import so
from tasks import carrying, permissions, queries
from tasks.campaigns import Refused
from tasks.enums import CampaignState
from tasks.forms.campaigns import BoardFilter
from tasks.forms.carrying import CarryForm
from tasks.models import Campaign

ORDER, KINDS = [("due", False), ("id", False)], [dt.date, int]
CONTINUING_MOST = 20


@require_http_methods(["GET", "HEAD", "POST"])
def carry_over(request, pk):
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user).select_related("committee"), pk=pk)
    if not permissions.can_keep_campaign(request.user, campaign):
        raise PermissionDenied
    if request.method != "POST":
        return show(request, campaign)
    shown = campaign_tasks(campaign, request.POST.getlist("hien"))
    form = CarryForm(request.POST, tasks=shown, campaign=campaign)
    if not form.is_valid():
        return show(request, campaign, form=form)
    try:
        outcome = carrying.carry(campaign, form.dues(), actor=actor_of(request), submits=form.cleaned_data["submits"])
    except Refused as refused:
        form.add_error(None, str(refused))
        return show(request, campaign, form=form)
    say(request, outcome)
    return redirect(request.get_full_path())


def campaign_tasks(campaign, ids):
    """The tasks of a page that was sent, in any state by now: the service tells what became of each."""
    numbers = [int(text) for text in ids[:200] if text.isdecimal() and len(text) < 18]
    return list(carrying.given_before(campaign).filter(pk__in=numbers).select_related("owner_committee"))


def say(request, outcome):
    if outcome.new:
        drafts = len(outcome.new) - outcome.sent
        sent = f", {so(outcome.sent)} việc đã gửi thẩm định" if outcome.sent else ""
        left = f", {so(drafts)} việc chờ người nhận soạn tiếp" if drafts else ""
        messages.success(request, f"Đã chuyển tiếp {so(len(outcome.new))} việc{sent}{left}.")
    for task, why in outcome.refused[:10]:
        messages.warning(request, f"{task.title[:120]}: {why}")
    if len(outcome.refused) > 10:
        messages.warning(request, f"và {so(len(outcome.refused) - 10)} việc nữa chưa chuyển tiếp được.")


def show(request, campaign, form=None):
    today, chosen = timezone.localdate(), BoardFilter.read(request.GET)
    everything = carrying.candidates(campaign, today)
    found = carrying.searched(everything, chosen.get("q", ""), chosen.get("don_vi"))
    page = keyset_page(
        found.values("id", "due"), ORDER, KINDS, after=request.GET.get("sau", ""), before=request.GET.get("truoc", "")
    )
    tasks = everything.filter(pk__in=[row["id"] for row in page.rows]).select_related("owner_committee")
    tasks = list(tasks.order_by("due", "id"))
    form = form or CarryForm(tasks=tasks, campaign=campaign)
    rows = carrying.dressed(tasks, campaign, request.user, today)
    for row in rows:
        key = str(row["task"].pk)
        row["is_chosen"] = key in form.chosen
        row["due"] = form[f"han_{key}"] if f"han_{key}" in form.fields else None
    going = list(
        carrying.continuing(campaign).select_related("owner_committee").order_by("due", "id")[:CONTINUING_MOST]
    )
    going_count = carrying.continuing(campaign).count()
    steps, late = carrying.steps_of_year(going, campaign), queries.late_steps_of(going, today)
    context = {
        "campaign": campaign,
        "form": form,
        "rows": rows,
        "page": page,
        "total": found.count(),
        "going": [
            {"task": task, "steps": steps[task.pk], "standing": queries.standing_of(task, today, late.get(task.pk))}
            for task in going
        ],
        "going_count": going_count,
        "going_more": going_count - len(going),
        "controls": [
            {
                "name": "don_vi",
                "label": "Đơn vị",
                "options": choices(queries.holding_units(everything), chosen.get("don_vi"), "Mọi đơn vị"),
            }
        ],
        "chosen": chosen,
        "is_closed": campaign.state == CampaignState.CLOSED,
        "today": today,
    }
    return render(request, "tasks/campaign_carry.html", context)
