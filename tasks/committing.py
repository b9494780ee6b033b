"""Signing a commitment: the exact text that was shown, by the one whose promise it is, once."""

from django.db import transaction
from django.utils import timezone

from cadre import ledger
from cadre.accounts import Actor
from cadre.models import Appointment, Committee, LedgerEntry
from cadre.naming import post_words
from tasks import promises, workflow
from tasks.commitment_text import NotWhatWasSigned, Signed, as_printed
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
    return post_words(signer.title, "", signer.committee.name)[:300]


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
    said = {"version": commitment.version, "sha256": sha256}
    line = ledger.record(VERB, subject.key, actor=actor.user, acting_as=actor.acting_as, id=commitment.pk, **said)
    body = said | {"commitment": commitment.pk, "line": line.seq}
    workflow.tell(offer.tasks, "sign", actor, body={task.pk: body for task in offer.tasks})
    return commitment


# ---- reading a signed one --------------------------------------------------------------------------------------


def signature_of(commitment):
    return Signed(commitment.signed_at, f"{commitment.content['name']}, {commitment.acting_as}", commitment.sha256)


def printed(commitment):
    """The stored text as it prints with its signature. Raises NotWhatWasSigned rather than show one under another
    text: the text must give the hash, and the sealed record must know that hash."""
    if not is_recorded(commitment):
        raise NotWhatWasSigned("Nhật ký không có chữ ký với mã băm này.")
    return as_printed(commitment.content, signature_of(commitment))


def is_recorded(commitment):
    """Whether the line of the ledger written at the signing holds this hash: who changes a text and its hash in the
    database cannot change the sealed line."""
    events = TaskEvent.objects.filter(task__in=commitment.commitment_tasks.values("task"), verb="sign")
    bodies = events.values_list("body", flat=True)
    lines = {body.get("line") for body in bodies if body.get("commitment") == commitment.pk}
    entries = LedgerEntry.objects.filter(pk__in=lines - {None}, verb=VERB)
    return any(
        entry.body.get("id") == commitment.pk and entry.body.get("sha256") == commitment.sha256 for entry in entries
    )
