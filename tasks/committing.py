"""Signing a commitment: the exact text that was shown, by the one whose promise it is, once."""

from django.db import transaction
from django.utils import timezone

from cadre import ledger
from cadre.accounts import Actor
from cadre.models import Appointment, Committee, LedgerEntry
from tasks import promises, workflow
from tasks.commitment_changes import short
from tasks.commitment_text import NotWhatWasSigned, Signed, as_printed, content_hash
from tasks.models import Commitment, CommitmentTask, TaskEvent

VERB = "commitment_sign"


class NotTheSigner(Exception):
    """The account neither holds the post nor heads the committee today."""


class TextChanged(Exception):
    """What would be signed is not what was shown; nothing was signed."""


def lock(subject):
    """Hold the post or committee, then its tasks, to the end of the transaction: two signatures queue here, and a
    change of a task comes before or after, never in between. Not against foreign keys to the post: no deadlock."""
    model = Appointment if subject.post else Committee
    model.objects.select_for_update(no_key=True).get(pk=subject.row.pk)
    workflow.lock(subject.tasks().values("pk"))


@transaction.atomic
def sign(subject, *, actor, shown):
    """Sign what the page showed → (Commitment, True); (the one in force, False) if every word is signed already.

    shown: the hash of the text on the page. Raises NotTheSigner, TextChanged, NotWhatWasSigned (the version in force
    was tampered with). Side effects: the version, its tasks, a TaskVersion of each that has none of its text, an event
    "sign" each, a line of the ledger with the hash and one for each task."""
    lock(subject)
    signer = promises.signer_of(subject, actor.user, timezone.localdate())
    if signer is None:
        raise NotTheSigner
    offer = promises.offer(subject, signer)
    if offer.is_same:
        return offer.current, False
    if not offer.tasks or offer.hash != shown:
        raise TextChanged
    return write(offer, Actor(actor.user, signing_words(signer))), True


def signing_words(signer):
    """The post as it stands under the signature: whatever role was picked in the menu, this is signed in the post."""
    unit = signer.committee.name
    return (signer.title if promises.names_unit(signer.title, unit) else f"{signer.title}, {unit}")[:300]


def write(offer, actor):
    subject, sha256 = offer.subject, offer.hash
    workflow.keep_versions(offer.tasks, actor, why="ký cam kết")
    commitment = Commitment.objects.create(
        year=subject.campaign.year,
        campaign=subject.campaign,
        appointment=subject.post,
        committee=subject.committee,
        version=offer.current.version + 1 if offer.current else 1,
        content=offer.content,
        sha256=sha256,
        signed_at=timezone.now(),
        signed_by=actor.user,
        signed_post=offer.signer,
        acting_as=actor.acting_as,
    )
    CommitmentTask.objects.bulk_create(
        [CommitmentTask(commitment=commitment, task=task, task_version=task.version) for task in offer.tasks]
    )
    acting_as, said = signed_as(commitment)
    line = ledger.record(VERB, subject.key, actor=actor.user, acting_as=acting_as, **said)
    body = {"commitment": commitment.pk, "number": commitment.version, "sha256": commitment.sha256, "line": line.seq}
    workflow.tell(offer.tasks, "sign", actor, body={task.pk: body for task in offer.tasks})
    return commitment


# ---- when the text is another by now -----------------------------------------------------------------------------

TOLD = 5  # tasks named when a text has changed


def seen_in(offer):
    """Which tasks the page shows, each as often written to as it was: "12:3 15:1"."""
    return " ".join(f"{task.pk}:{task.revision}" for task in offer.tasks)


def changed_since(offer, seen):
    """What happened to the tasks since a page with `seen`, in sentences: who did what, when."""
    before = dict(part.split(":", 1) for part in seen.split() if ":" in part)
    now = {str(task.pk): task for task in offer.tasks}
    moved = [task for pk, task in now.items() if pk in before and before[pk] != str(task.revision)]
    said = [f"Việc “{short(task.title)}”: {workflow.last_words(task)}" for task in moved[:TOLD]]
    said += [f"Thêm việc “{short(task.title)}”." for pk, task in now.items() if pk not in before][:TOLD]
    gone = len(before.keys() - now.keys())
    return said + ([f"{gone} việc không còn trong bản cam kết."] if gone else [])


# ---- reading a signed one --------------------------------------------------------------------------------------


def printed(commitment):
    """The stored text as it prints with its signature. Raises NotWhatWasSigned rather than show one under another
    text: the text must give the hash, and the sealed record must know that hash."""
    check(commitment)
    return as_printed(commitment.content, signature_of(commitment))


def signature_of(commitment):
    name, post = commitment.content["name"], commitment.acting_as
    by = post if post.startswith(name) else f"{name}, {post}"  # people known by their post only are said once
    return Signed(commitment.signed_at, by, commitment.sha256)


def check(commitment):
    """Raise NotWhatWasSigned unless the text gives the hash and the ledger holds that signature: who changes both the
    text and its hash in the database cannot change the sealed line."""
    if content_hash(commitment.content) != commitment.sha256:
        raise NotWhatWasSigned("Nội dung bản cam kết khác với nội dung đã ký.")
    events = TaskEvent.objects.filter(task__in=commitment.commitment_tasks.values("task"), verb="sign")
    bodies = events.values_list("body", flat=True)
    lines = {body.get("line") for body in bodies if body.get("commitment") == commitment.pk}
    entries = LedgerEntry.objects.filter(pk__in=lines - {None}, verb=VERB)
    if signed_as(commitment) not in [(entry.acting_as, entry.body) for entry in entries]:
        raise NotWhatWasSigned("Nhật ký không có chữ ký này.")


def signed_as(commitment):
    """(with what title, what else) of a signature, as the ledger keeps it."""
    return commitment.acting_as, {
        "id": commitment.pk,
        "version": commitment.version,
        "sha256": commitment.sha256,
        "signed_at": commitment.signed_at.isoformat(),
    }
