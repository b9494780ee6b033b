"""Committees one by one, and Sắp xếp tổ chức: many of them by one document."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods

from cadre import tree
from cadre.accounts import actor_of
from cadre.enums import CommitteeLevel, Role, SuccessionKind
from cadre.keeping import keeps, kept_on
from cadre.models import FOREVER, Appointment, Committee, ParentLink, Placement
from cadre.papers import DocumentForm
from cadre.posts import new_codes
from cadre.reorganising import MOVE, Step, Wish, plan
from cadre.scope import READING_ROLES, reaches
from cadre.templatetags.vi import ngay, so
from cadre.tree import ONE_DAY
from config.catalogues import rounds
from config.catalogues.common import (
    STALE,
    Stale,
    differences,
    first_time,
    keeper_or_403,
    last_change,
    stamp_of,
    tell,
    values_of,
    was_sent,
)
from config.catalogues.forms import CommitteeForm
from config.catalogues.list_views import form_page
from config.catalogues.reorganise import AlreadyDone, Blocked, Refused, confirm, hindrance, passings
from config.catalogues.reorganise_form import (
    HINTS,
    KINDS,
    ReorganiseForm,
    offered_below,
    parents_offered,
)
from scoring.models import Assessment
from tasks.heirs import left_behind
from tasks.services import place_tasks

FIRST_DATE, LAST_DATE = dt.date(1930, 1, 1), dt.date(2200, 1, 1)


class NotPossible(Exception):
    """Why a committee cannot be written so, in a sentence; `field`: where it is said."""

    def __init__(self, field, words):
        self.field, self.words = field, words
        super().__init__(words)


# ---- one committee ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def committee_new(request):
    keeper_or_403(request.user)
    if was_sent(request, "committee"):
        return redirect("catalogues")
    today = timezone.localdate()
    above = kept_on(request.user, today)
    asked = request.GET.get("cap_tren", "")
    parent = above.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 18 else None
    form = CommitteeForm(request.POST or None, parents=above, initial={"parent": parent, "level": "cell"})
    if request.method == "POST" and form.is_valid():
        try:
            committee = enter_committee(form.cleaned_data, actor_of(request), request.POST.get("form_key"))
        except NotPossible as reason:
            form.add_error(reason.field, reason.words)
        else:
            if committee is None:
                return redirect("catalogues")
            messages.success(request, f"Đã thêm {committee.name}.")
            return redirect("committee_edit", committee.pk)
    return form_page(request, form, "catalogues/committee_form.html")


@transaction.atomic
def enter_committee(data, actor, key):
    """A new committee below its parent → it; None where the same page was sent before."""
    if not first_time(actor.user, key, "committee"):
        return None
    tree.hold()
    parent, start = data["parent"], data["valid_from"]
    if parent is None and not reaches(actor.user, (Role.ADMIN,)):
        raise NotPossible("parent", "Chọn cấp trên trực tiếp: gõ vài chữ của tên, rồi chọn trong danh sách hiện ra.")
    if parent is not None and start and not lives_on(parent, start):
        raise NotPossible(
            "valid_from", f"{parent.name} không hoạt động vào ngày {ngay(start)}. Sửa ngày hoặc cấp trên."
        )
    now = Placement.objects.filter(parent=parent, committee__name=data["name"], valid_to=FOREVER)
    if parent is not None and now.exists():
        raise NotPossible("name", f"{parent.name} đã có đơn vị tên này.")
    values = {name: data[name] for name in CommitteeForm.NAMES if name != "valid_to"}
    values["code"] = values["code"] or new_codes(Committee, f"DV-{timezone.localdate().year}", 1)[0]
    committee = Committee.objects.create(**values)
    if parent is not None:
        ParentLink.objects.create(committee=committee, parent=parent, valid_from=start)
    tree.rebuild()
    said = {"name": committee.name, "parent": parent.name if parent else "", "valid_from": start}
    tell("committee_entered", committee.code, actor, **said)
    return committee


def lives_on(committee, day):
    return (committee.valid_from is None or committee.valid_from <= day) and (committee.valid_to or FOREVER) >= day


@require_http_methods(["GET", "HEAD", "POST"])
def committee_edit(request, pk):
    seen = Committee.objects.visible_to(request.user, (*READING_ROLES, Role.ADMIN))
    committee = get_object_or_404(seen, pk=pk)
    if not keeps(request.user, committee):
        raise_not_kept(request.user, committee)
    today = timezone.localdate()
    link = committee.parent_links.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today)).first()
    initial = values_of(committee, CommitteeForm.NAMES) | {"parent": link.parent if link else None}
    above = may_stand_below(request.user, committee, link, today)
    form = CommitteeForm(request.POST or None, parents=above, committee=committee, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            changed = write_committee(committee, form.cleaned_data, actor_of(request), request.POST.get("seen", ""))
        except NotPossible as reason:
            form.add_error(reason.field, reason.words)
        except Stale:
            form.add_error(None, f"{STALE} {last_change([committee.code])} Xem lại rồi lưu tiếp.")
            committee.refresh_from_db()
        else:
            name = form.cleaned_data["name"]
            messages.success(request, f"Đã lưu {name}." if changed else f"{name}: không có gì thay đổi.")
            return redirect("committee_edit", committee.pk)
    context = {
        "committee": committee,
        "links": committee.parent_links.select_related("parent").order_by("valid_from", "pk"),
        "seen": stamp_of(committee, CommitteeForm.NAMES),
        "sees_content": bool(reaches(request.user)),
        "organises": bool(reaches(request.user, (Role.ORGANISER,))),
    }
    return form_page(request, form, "catalogues/committee_form.html", **context)


def may_stand_below(user, committee, link, today):
    """What the user keeps, and where the committee stands already."""
    kept = kept_on(user, today).exclude(pk=committee.pk).values("pk")
    return Committee.objects.filter(Q(pk__in=kept) | Q(pk=link.parent_id if link else None))


def raise_not_kept(user, committee):
    """Somebody who reads it is told that it is not theirs to write; an administrator of elsewhere sees nothing."""
    if Committee.objects.visible_to(user).filter(pk=committee.pk).exists():
        raise PermissionDenied
    raise Http404


@transaction.atomic
def write_committee(committee, data, actor, seen):
    """A committee's own words and life, and its place from a day on → what changed.

    Raises NotPossible for what would change a decided round or leave somebody without a place, Stale for an old page.
    Side effects: links and places in the tree follow, tasks and undecided dossiers with them; the ledger."""
    tree.hold()
    row = Committee.objects.select_for_update().get(pk=committee.pk)
    names = CommitteeForm.NAMES
    before = values_of(row, names)
    changed = differences(before, {name: data[name] for name in names})
    if changed and seen and seen != stamp_of(row, names):
        raise Stale
    check_words(row, changed, data)
    check_life(row, changed, data)
    for name in names:
        setattr(row, name, data[name])
    moved = new_place(row, data)
    if changed:
        row.save()
        follow_life(row, before, changed)
        tell("committee_edited", row.code, actor, name=row.name, changed=changed)
    if moved is not None:
        put_below(row, *moved, actor)
    if moved is not None or {"valid_from", "valid_to"} & changed.keys():
        tree.rebuild()
        place_tasks()
        rounds.place_again(moved[1] if moved is not None else FIRST_DATE)
    return changed or moved


def check_words(row, changed, data):
    """Names and kinds stand in every paper printed before: what has ended keeps them, a real new name is a new row."""
    words = {"name", "kind", "level"} & changed.keys()
    if not words:
        return
    if row.valid_to is not None and row.valid_to < timezone.localdate():
        where = "name" if "name" in words else sorted(words)[0]
        reason = f"Đơn vị đã kết thúc hoạt động {ngay(row.valid_to)}; hồ sơ các năm trước in theo tên, loại hình cũ"
        raise NotPossible(where, f"{reason} nên giữ nguyên.")
    rated = Assessment.objects.filter(Q(committee=row) | Q(unit=row)).exclude(decided_level="").exists()
    if "name" in words and rated and not data["is_typo"]:
        reason = "Đơn vị đã có xếp loại được quyết định theo tên này. Đổi tên theo văn bản thì dùng Sắp xếp tổ chức"
        raise NotPossible("name", f"{reason}, kiểu Đổi tên; chỉ sửa lỗi gõ thì đánh dấu ô “Chỉ sửa lỗi gõ”.")


def check_life(row, changed, data):
    """A new first or last day may leave nobody outside it, nor move what a decided round stands on."""
    start, end = data["valid_from"], data["valid_to"]
    posts = Appointment.objects.filter(committee=row)
    if "valid_from" in changed and start:
        early = posts.filter(start__lt=start).count()
        if early:
            raise NotPossible("valid_from", f"{so(early)} chức vụ bắt đầu trước ngày này. Sửa các chức vụ ấy trước.")
    if "valid_to" in changed and end:
        late = posts.filter(Q(end__isnull=True) | Q(end__gt=end)).count()
        below = Placement.objects.filter(parent=row, valid_to__gt=end).count()
        if late or below:
            reason = f"Còn {so(below)} đơn vị trực thuộc và {so(late)} chức vụ sau ngày này."
            raise NotPossible("valid_to", f"{reason} Dùng Sắp xếp tổ chức, kiểu Kết thúc hoạt động.")
    for name, other in (("valid_from", before_of(row.valid_from, start)), ("valid_to", before_of(row.valid_to, end))):
        if name in changed:
            decided, _ = rounds.touched([row.pk], other)
            if decided:
                reason = f"Đợt đánh giá {', '.join(decided)} đã quyết định theo cây tổ chức cũ"
                raise NotPossible(name, f"{reason}; đổi ngày này sẽ làm hồ sơ đã in khác đi nên không đổi được.")


def before_of(*days):
    """The earlier of two days, an empty one being without limit downwards."""
    return min((day or FIRST_DATE) for day in days)


def follow_life(row, before, changed):
    """Links that ran exactly as long as the committee go on doing so."""
    if "valid_from" in changed:
        row.parent_links.filter(valid_from=before["valid_from"]).update(valid_from=row.valid_from)
        if before["valid_from"] is None:
            row.parent_links.filter(valid_from__isnull=True).update(valid_from=row.valid_from)
    if "valid_to" in changed:
        stale = Q(valid_to=before["valid_to"]) if before["valid_to"] else Q(valid_to__isnull=True)
        row.parent_links.filter(stale).update(valid_to=row.valid_to)


def new_place(row, data):
    """(new parent, from which day) if the form moves the committee, else None; NotPossible if it may not."""
    link = row.parent_links.order_by(F("valid_from").desc(nulls_last=True), "-pk").first()
    parent = data["parent"]
    if parent is None or (link is not None and link.parent_id == parent.pk):
        return None
    day = data["parent_from"]
    if day is None:
        raise NotPossible("parent_from", "Ghi ngày bắt đầu thuộc cấp trên mới, ví dụ 01/07/2025.")
    made = plan(Wish(day, (Step(MOVE, (row,), into=parent),)))
    if made.problems:
        raise NotPossible("parent", made.problems[0])
    decided, _ = rounds.touched([row.pk], day)
    if decided:
        reason = f"Đợt đánh giá {', '.join(decided)} đã quyết định theo cấp trên cũ"
        raise NotPossible("parent_from", f"{reason}; chọn ngày sau khi đợt ấy kết thúc.")
    return parent, day


def put_below(row, parent, day, actor):
    running = row.parent_links.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    old = running.select_related("parent").order_by("valid_from").first()
    running.filter(Q(valid_from__gte=day) | Q(valid_from=row.valid_from, valid_from__isnull=False)).delete()
    if row.valid_from is not None and row.valid_from >= day:
        running.delete()
    running.update(valid_to=day - ONE_DAY)
    ParentLink.objects.create(committee=row, parent=parent, valid_from=day, valid_to=row.valid_to)
    said = {"name": row.name, "from": old.parent.name if old else "", "to": parent.name, "date": day}
    tell("committee_moved", row.code, actor, **said)


# ---- many of them -------------------------------------------------------------------------------------------


def read_choice(request):
    """(kind, date, units with others below, the one whose sub-units are shown) of the first step."""
    given = request.POST if request.method == "POST" else request.GET
    kind = given.get("kieu", "")
    kind = kind if kind in KINDS else SuccessionKind.MERGE
    try:
        date = parse_date(given.get("ngay", "")) or timezone.localdate()
    except ValueError:
        date = timezone.localdate()
    date = date if FIRST_DATE < date < LAST_DATE else timezone.localdate()
    above = parents_offered(request.user, date)
    asked = given.get("duoi", "")
    under = next((each for each in above if str(each.pk) == asked), above[0] if above else None)
    return kind, date, above, under


@require_http_methods(["GET", "HEAD", "POST"])
def reorganise(request):
    keeper_or_403(request.user)
    if was_sent(request, "reorganise"):
        return done_before(request)
    kind, date, above, under = read_choice(request)
    offered = offered_below(request.user, under, date) if under else []
    named = request.GET.get("don_vi", "")
    form = ReorganiseForm(
        request.POST or None, user=request.user, kind=kind, date=date, offered=offered, initial={"units": [named]}
    )
    step = request.POST.get("buoc", "")
    if step in ("xem", "lam") and form.is_valid():
        return preview(request, form, under, is_sent=step == "lam")
    context = {
        "kind": kind,
        "kinds": KINDS.items(),
        "hint": HINTS[kind],
        "date": date,
        "above": above,
        "under": under,
        "offered": offered,
        "chosen": set(request.POST.getlist("units")) or {named},
        "levels": form.levels,
        "chosen_levels": request.POST.getlist("whole_levels"),
    }
    return form_page(request, form, "catalogues/reorganise.html", **context)


def preview(request, form, under, *, is_sent):
    """What the wish would do, and the document that orders it; a sent page does it, or shows what is new."""
    wish = Wish(form.wish.date, form.wish.steps, read_places(request.POST))
    paper = DocumentForm(*((request.POST, request.FILES) if is_sent else ()))
    warning = ""
    if is_sent and paper.is_valid():
        try:
            made = confirm(
                wish,
                stamp=request.POST.get("stamp", ""),
                key=request.POST.get("form_key"),
                document=paper.cleaned_data,
                actor=actor_of(request),
            )
        except AlreadyDone:
            return done_before(request)
        except (Refused, Blocked):
            codes = [old.code for step in wish.steps for old in step.olds]
            told = last_change(codes)
            warning = f"Chưa thực hiện: tổ chức đã thay đổi sau lúc xem trước. {told} Đây là bản xem trước mới."
        else:
            return done(request, made)
    made = plan(wish)
    hindered, computed = hindrance(made)
    context = {
        "made": made,
        "paper": paper,
        "warning": warning,
        "problems": [*made.problems, *([hindered] if hindered else [])],
        "computed": computed,
        "passings": passings(request.user, made),
        "hidden": [(name, value) for name in form.fields for value in request.POST.getlist(name)],
        "under": under,
        "kind": form.kind,
        "kind_words": KINDS[form.kind],
        "rows": rows_of(made),
    }
    return form_page(request, form, "catalogues/reorganise_preview.html", **context)


def done_before(request):
    messages.info(request, "Lần sắp xếp này đã được thực hiện, không làm lần nữa.")
    return redirect("catalogues")


def read_places(data):
    """{sub-unit id: key of its new place} as chosen on the preview."""
    return {
        int(name[4:]): value
        for name, value in data.items()
        if name.startswith("dat-") and name[4:].isdecimal() and len(name) < 22 and value
    }


def rows_of(made):
    """The preview as rows: who ends, who is born, what changes place."""
    words = dict(SuccessionKind.choices)
    ends = [
        {"old": old, "kind": words[kind], "heirs": heirs or [made.takers[old]] if heirs or old in made.takers else []}
        for old, (kind, heirs) in made.ends.items()
    ]
    levels = dict(CommitteeLevel.choices)
    births = [
        {
            "node": node,
            "level": levels[node.birth.level],
            "place": made.places[node.parent].name if node.parent else "",
            "from": [old.name for old, (_, heirs) in made.ends.items() if node in heirs],
        }
        for node in made.births
    ]
    return {"ends": ends, "births": births, "moves": made.moves}


def done(request, made):
    parts = [
        f"{so(count)} {words}"
        for count, words in (
            (len(made.ends), "đơn vị kết thúc hoạt động"),
            (len(made.births), "đơn vị mới"),
            (len(made.moves), "đơn vị đổi cấp trên"),
            (len(made.posts), "chức vụ kết thúc"),
        )
        if count
    ]
    messages.success(request, f"Đã sắp xếp: {', '.join(parts)}.")
    if reaches(request.user, (Role.ORGANISER,)) and left_behind(request.user, made.wish.date).exists():
        return redirect(f"{reverse('heirs')}?ngay={made.wish.date:%Y-%m-%d}")
    return redirect("catalogues")
