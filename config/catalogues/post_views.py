"""Who holds which post: appointed, corrected, ended with or without somebody who comes next."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cadre.accounts import actor_of
from cadre.enums import Role
from cadre.keeping import day_of, kept_on
from cadre.models import FOREVER, Appointment
from cadre.naming import post_words
from cadre.posts import appoint, heads_at_the_same_time, new_cadre
from cadre.queries import cadres_visible_to, posts_visible_to
from cadre.templatetags.vi import ngay
from cadre.tree import ONE_DAY
from config.catalogues.committee_views import NotPossible
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
from config.catalogues.forms import EndForm, PostForm
from config.catalogues.list_views import form_page
from scoring.models import Assessment

ORGANISERS = (Role.ORGANISER,)
FIXED = ("position", "title", "is_head", "subject_type", "quota_group", "start")  # of a post with a decided level


@require_http_methods(["GET", "HEAD", "POST"])
def post_new(request):
    keeper_or_403(request.user, ORGANISERS)
    if was_sent(request, "post"):
        return redirect("catalogues")
    user, today = request.user, timezone.localdate()
    committees = kept_on(user, today, ORGANISERS)
    asked = request.GET.get("don_vi", "")
    committee = committees.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 18 else None
    form = PostForm(
        request.POST or None,
        cadres=cadres_visible_to(user),
        committees=committees,
        initial={"committee": committee, "start": today},
    )
    if request.method == "POST" and form.is_valid():
        try:
            post = enter_post(form.cleaned_data, actor_of(request), request.POST.get("form_key"))
        except NotPossible as reason:
            form.add_error(reason.field, reason.words)
        else:
            if post:
                messages.success(request, f"Đã ghi: {post_words(post.title, post.cadre.full_name)}.")
            return redirect(form.cleaned_data["committee"])
    return form_page(request, form, "catalogues/post_form.html")


def enter_post(data, actor, key):
    """A new post → it; None where the same page was sent before. Raises NotPossible."""
    try:
        with transaction.atomic():
            if not first_time(actor.user, key, "post"):
                return None
            values = {name: data[name] for name in PostForm.NAMES}
            check_post(data["committee"], values)
            cadre = data["cadre"] or new_cadre(data["full_name"], data["birth_year"], data["committee"])
            same = Appointment.objects.filter(
                cadre=cadre, committee=data["committee"], title=values["title"], start=values["start"]
            )
            if same.exists():
                raise NotPossible("title", "Chức vụ này của cán bộ đã được ghi, cùng ngày bắt đầu.")
            post = appoint(cadre, committee=data["committee"], **values)
            told = {"name": post.title, "cadre": cadre.full_name, "from": post.start, "to": post.end}
            tell("post_entered", post.code, actor, committee=data["committee"].code, **told)
            return post
    except IntegrityError as error:
        raise NotPossible("is_head", TWO_HEADS) from error


TWO_HEADS = "Chức vụ người đứng đầu này vừa có người khác được ghi trong thời gian đó. Tải lại trang để xem."


def check_post(committee, values, without=None):
    """Inside the life of its committee, and no second head at one time; NotPossible says who and until when."""
    start, end = values["start"], values["end"]
    if committee.valid_from and start < committee.valid_from:
        raise NotPossible("start", f"{committee.name} hoạt động từ {ngay(committee.valid_from)}. Sửa ngày bắt đầu.")
    if committee.valid_to and (end or FOREVER) > committee.valid_to:
        raise NotPossible("end", f"{committee.name} kết thúc hoạt động {ngay(committee.valid_to)}. Ghi ngày kết thúc.")
    other = values["is_head"] and heads_at_the_same_time(committee, values["title"], start, end, without)
    if other:
        until = f"đến {ngay(other.end)}" if other.end else "chưa ghi ngày thôi"
        words = f"{other.cadre.full_name} đang đứng đầu với chức vụ này từ {ngay(other.start)}, {until}."
        raise NotPossible("start", f"{words} Ghi ngày thôi giữ chức của người trước, rồi ghi người mới.")


def kept_post_or_refuse(request, pk):
    """The post, if the user organises its committee; 404 out of sight, 403 in sight but not theirs."""
    post = get_object_or_404(posts_visible_to(request.user).select_related("cadre", "committee", "position"), pk=pk)
    keeper_or_403(request.user, ORGANISERS)
    day = day_of(post.committee, timezone.localdate())
    get_object_or_404(kept_on(request.user, day, ORGANISERS), pk=post.committee_id)
    return post


@require_http_methods(["GET", "HEAD", "POST"])
def post_edit(request, pk):
    post = kept_post_or_refuse(request, pk)
    fixed = is_decided(post)
    initial = values_of(post, PostForm.NAMES) | {"position": post.position_id}
    form = PostForm(request.POST or None, cadres=None, committees=None, post=post, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            changed = write_post(post, form.cleaned_data, actor_of(request), request.POST.get("seen", ""))
        except NotPossible as reason:
            form.add_error(reason.field, reason.words)
        except Stale:
            form.add_error(None, f"{STALE} {last_change([post.code])} Xem lại rồi lưu tiếp.")
            post.refresh_from_db()
        else:
            messages.success(request, "Đã lưu chức vụ." if changed else "Không có gì thay đổi.")
            return redirect(post.committee)
    return form_page(
        request, form, "catalogues/post_form.html", post=post, fixed=fixed, seen=stamp_of(post, PostForm.NAMES)
    )


def is_decided(post):
    return Assessment.objects.filter(appointment=post).exclude(decided_level="").exists()


def write_post(post, data, actor, seen):
    """The form over the post → what changed. Raises Stale, NotPossible."""
    try:
        with transaction.atomic():
            row = Appointment.objects.select_for_update(of=("self",)).select_related("committee").get(pk=post.pk)
            before, shown = values_of(row, PostForm.NAMES), stamp_of(row, PostForm.NAMES)
            for name in PostForm.NAMES:
                setattr(row, name, data[name])
            changed = differences(before, values_of(row, PostForm.NAMES))
            if changed and seen and seen != shown:
                raise Stale
            held = sorted(set(changed) & set(FIXED))
            if held and is_decided(row):
                words = (
                    "Chức vụ này đã có mức xếp loại được quyết định; phiếu đã in giữ nguyên, chỉ sửa được ngày thôi."
                )
                raise NotPossible(held[0], words)
            check_post(row.committee, data, without=row.pk)
            if changed:
                row.save()
                tell("post_edited", row.code, actor, name=row.title, changed=changed)
            return changed
    except IntegrityError as error:
        raise NotPossible("is_head", TWO_HEADS) from error


@require_http_methods(["GET", "HEAD", "POST"])
def post_end(request, pk):
    post = kept_post_or_refuse(request, pk)
    if was_sent(request, "post_end"):
        return redirect(post.committee)
    form = EndForm(
        request.POST or None,
        post=post,
        cadres=cadres_visible_to(request.user),
        initial={"last": post.end or timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            end_post(post, form.cleaned_data, actor_of(request), request.POST)
        except NotPossible as reason:
            form.add_error(reason.field if reason.field in form.fields else "last", reason.words)
        except Stale:
            form.add_error(None, f"{STALE} {last_change([post.code])} Xem lại rồi lưu tiếp.")
            post.refresh_from_db()
        else:
            messages.success(request, f"Đã ghi: {post.title} – {post.cadre.full_name} giữ chức đến hết ngày đã chọn.")
            return redirect(post.committee)
    return form_page(request, form, "catalogues/post_end.html", post=post, seen=stamp_of(post, PostForm.NAMES))


def end_post(post, data, actor, given):
    """The post ends on its last day; whoever comes next holds the same one from the day after. All or nothing."""
    try:
        with transaction.atomic():
            if not first_time(actor.user, given.get("form_key"), "post_end"):
                return
            row = Appointment.objects.select_for_update(of=("self",)).select_related("committee").get(pk=post.pk)
            if given.get("seen") and given["seen"] != stamp_of(row, PostForm.NAMES):
                raise Stale
            row.end = data["last"]
            check_post(row.committee, values_of(row, PostForm.NAMES) | {"is_head": False})
            row.save(update_fields=["end"])
            successor = follow(row, data)
            told = {"name": row.title, "to": row.end, "successor": successor.code if successor else ""}
            tell("post_ended", row.code, actor, **told)
    except IntegrityError as error:
        raise NotPossible("last", TWO_HEADS) from error


def follow(row, data):
    if not data["cadre"] and not data["full_name"]:
        return None
    start = row.end + ONE_DAY
    values = values_of(row, PostForm.NAMES) | {"position": row.position, "start": start, "end": None}
    check_post(row.committee, values, without=row.pk)
    cadre = data["cadre"] or new_cadre(data["full_name"], None, row.committee)
    return appoint(cadre, committee=row.committee, **values)
