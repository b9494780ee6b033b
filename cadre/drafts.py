"""What was typed and not yet sent, kept as typed. Nobody but its writer ever sees it."""

import uuid

from django.db import transaction
from django.utils import timezone

from cadre.models import FormDraft

SKIPPED = ("csrfmiddlewaretoken", "form_key")
MOST = 200_000  # characters of one draft: a form of ours is a page, not a book
KEPT_DAYS = 180


def key_of(text):
    """The form key in a page as a UUID; None if it is not one."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def keep(user, key, form, data, *, target="", title=""):
    """Keep what was typed under the key of its page → the draft, or None if the key is somebody else's or used for
    another form. data: a QueryDict. One write; what a form is about (`target`) never changes under a key."""
    typed = {name: values for name, values in data.lists() if name not in SKIPPED}
    if sum(len(value) for values in typed.values() for value in values) > MOST:
        return None
    fields = {"data": typed, "title": title[:300], "saved_at": timezone.now()}
    with transaction.atomic():
        draft, made = FormDraft.objects.select_for_update().get_or_create(
            key=key, defaults={"user": user, "form": form, "target": target, **fields}
        )
        if made:
            return draft
        if (draft.user_id, draft.form, draft.target) != (user.pk, form, target):
            return None
        for name, value in fields.items():
            setattr(draft, name, value)
        draft.save(update_fields=fields)
    return draft


def latest(user, form, target=""):
    """The newest draft of this form about this target; None if there is none."""
    return FormDraft.objects.filter(user=user, form=form, target=target).order_by("-saved_at").first()


def of_user(user, form):
    return FormDraft.objects.filter(user=user, form=form).order_by("-saved_at")


def drop(user, key):
    """Forget a draft: what it held was saved, or its writer threw it away."""
    FormDraft.objects.filter(user=user, key=key).delete()
