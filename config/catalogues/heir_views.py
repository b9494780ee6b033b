"""Giao lại: open tasks whose holder is gone, grouped by holder, passed on by a decision."""

from collections import Counter

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods

from cadre.accounts import actor_of
from cadre.enums import Role
from cadre.models import Appointment, Committee
from cadre.papers import DocumentForm, record_document
from cadre.picking import CommitteeField, PostField
from cadre.templatetags.vi import so
from config.catalogues.common import first_time, home_committee, keeper_or_403, was_sent
from config.catalogues.list_views import form_page
from tasks import heirs as passing
from tasks.models import BreakthroughTask, TaskEvent
from tasks.queries import late_steps_of, standing_of

ORGANISERS = (Role.ORGANISER,)
OTHER = "khac"


class HeirsForm(forms.Form):
    """For each holder who is gone: one of the heirs found, or somebody typed in; read into `chosen`."""

    def __init__(self, *args, groups, user, day, **kwargs):
        self.groups, self.chosen = groups, []
        super().__init__(*args, **kwargs)
        for group in groups:
            options = [("", "Chọn người nhận mới"), *group.heirs, (OTHER, "Người khác, ghi ở ô riêng")]
            first = group.heirs[0][0] if len(group.heirs) == 1 else ""
            heir = forms.ChoiceField(label="Người nhận mới", choices=options, required=False, initial=first)
            heir.error_messages["invalid_choice"] = "Người này không còn nhận được việc. Chọn lại."
            kind = PostField if group.is_post else CommitteeField
            rows = passing.posts_that_take(user, day) if group.is_post else passing.bodies_that_take(user, day)
            self.fields[f"nhan-{group.key}"] = heir
            self.fields[f"khac-{group.key}"] = kind(label="Người khác: gõ tên hoặc mã", required=False, rows=rows)
            group.heir, group.other = self[f"nhan-{group.key}"], self[f"khac-{group.key}"]

    def clean(self):
        data = super().clean()
        ticked = set(self.data.getlist("viec"))
        for group in self.groups:
            rows = [task for task in group.tasks if f"{task.pk}:{group.key}" in ticked]
            group.ticked = {task.pk for task in rows}
            if not rows:
                continue
            name, other = f"nhan-{group.key}", f"khac-{group.key}"
            heir = data.get(other) or data.get(name)
            if other in self.errors or name in self.errors:
                continue
            if not heir or heir == OTHER:
                where = other if heir == OTHER else name
                self.add_error(where, f"Chọn người nhận mới cho {len(rows)} việc của {group.words}.")
                continue
            self.chosen += [(task.pk, group.key, heir) for task in rows]
        if not self.chosen and not self.errors:
            self.add_error(None, "Chưa đánh dấu việc nào để giao lại.")
        return data

    def wanted(self):
        """[(task id, old holder, new holder)] with the rows behind the keys; two statements."""
        keys = {key for _, *pair in self.chosen for key in pair if isinstance(key, str)}
        posts = Appointment.objects.select_related("cadre", "committee")
        found = {f"p{pk}": row for pk, row in posts.in_bulk(ids_of(keys, "p")).items()}
        found |= {f"c{pk}": row for pk, row in Committee.objects.in_bulk(ids_of(keys, "c")).items()}
        return [(task, found[old], found[new] if isinstance(new, str) else new) for task, old, new in self.chosen]


def ids_of(keys, kind):
    return [int(key[1:]) for key in keys if key[0] == kind]


@require_http_methods(["GET", "HEAD", "POST"])
def heirs(request):
    keeper_or_403(request.user, ORGANISERS)
    if was_sent(request, "heirs"):
        say(request, None)
        return redirect("heirs")
    user, today = request.user, timezone.localdate()
    day = read_day(request, today)
    groups, more = passing.groups(user, day)
    dress(groups, today)
    is_sent = request.method == "POST"
    form = HeirsForm(request.POST if is_sent else None, groups=groups, user=user, day=day)
    paper = DocumentForm(*((request.POST, request.FILES) if is_sent else ()))
    if is_sent and all([form.is_valid(), paper.is_valid()]):
        outcome, document = pass_on(form.wanted(), paper.cleaned_data, actor_of(request), request.POST.get("form_key"))
        say(request, outcome)
        told = f"&van_ban={document.pk}" if document else ""
        return redirect(f"{reverse('heirs')}?ngay={day:%Y-%m-%d}{told}")
    count = len({task.pk for group in groups for task in group.tasks})
    context = {
        "day": day,
        "is_today": day == today,
        "groups": groups,
        "more": more,
        "count": count,
        "paper": paper,
        "without": sum(1 for group in groups if not group.heirs),
        "told": just_told(user, request.GET.get("van_ban", "")),
    }
    return form_page(request, form, "catalogues/heirs.html", **context)


def read_day(request, today):
    given = request.POST if request.method == "POST" else request.GET
    try:
        day = parse_date(given.get("ngay", "")) or today
    except ValueError:
        return today
    return day if 1930 < day.year < 2200 else today


def dress(groups, today):
    """The state of each task in words; ticked unless the page came back with other marks."""
    late = late_steps_of([task for group in groups for task in group.tasks], today)
    for group in groups:
        group.ticked = {task.pk for task in group.tasks} if len(group.heirs) == 1 else set()
        for task in group.tasks:
            task.standing = standing_of(task, today, late.get(task.pk))


@transaction.atomic
def pass_on(wanted, document, actor, key):
    """The tasks and the document in one transaction → (outcome or None where sent before, document or None)."""
    if not first_time(actor.user, key, "heirs"):
        return None, None
    home = home_committee(actor.user, ORGANISERS)
    paper = record_document(document, committee=home, actor=actor, title="Giao lại việc")
    outcome = passing.pass_on(wanted, actor=actor, document=paper)
    if not outcome.done:
        transaction.set_rollback(True)
    return outcome, paper if outcome.done else None


def say(request, outcome):
    if outcome is None:
        messages.info(request, "Trang này đã được gửi, không giao lại lần nữa.")
        return
    if outcome.done:
        messages.success(request, f"Đã giao lại {so(len(outcome.done))} việc.")
    for words, count in Counter(refusal.words for refusal in outcome.refused).items():
        messages.warning(request, f"{so(count)} việc chưa giao lại: {words}")


def just_told(user, asked):
    """The tasks passed on by a document, each with its old and new holder: what was just done, task by task."""
    if not asked.isdecimal() or len(asked) > 17:
        return None
    seen = BreakthroughTask.objects.visible_to(user).values("pk")
    events = TaskEvent.objects.filter(document=int(asked), verb="reassign", task__in=seen)
    rows = list(events.select_related("task", "document").order_by("-at", "task__sort")[: passing.MOST])
    return {"document": rows[0].document, "rows": rows} if rows else None
