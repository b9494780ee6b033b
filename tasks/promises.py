"""What a person or a committee would sign now: the tasks they hold in a campaign, as the exact text of a commitment."""

import re
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone

from cadre.models import Appointment, Committee, Placement
from cadre.queries import in_force, is_in_force
from cadre.templatetags.vi import ngay, nho_dau
from tasks.annex import due_words, product_words
from tasks.commitment_changes import change_words, differences
from tasks.commitment_text import (
    CommitmentHead,
    CommitmentLine,
    NotWhatWasSigned,
    Replaced,
    commitment_content,
    content_hash,
    ground_words,
    line_cells,
)
from tasks.enums import ASSIGNED_STATES
from tasks.models import BreakthroughTask, Campaign, Commitment, CommitmentTask, Milestone
from tasks.queries import indicators_of
from tasks.wording import target_line

PERSON, BODY = "nguoi", "tap-the"
NOT_YET = "…"
# Xã Hùng An, Tỉnh ủy Tuyên Quang, Đảng bộ phường Nông Tiến: the name of the place is what follows.
PLACE = re.compile(
    r"(?:\b(?:xã|phường|thị trấn|đặc khu|huyện|thị xã|thành phố|quận|tỉnh)(?: ủy)?|\b(?:thành|thị|quận) ủy) ([^(]+)",
    re.I,
)
KIND_OF_BODY = re.compile(r"^(?:Đảng bộ|Đảng ủy|Chi bộ|Ban Thường vụ) ", re.I)
ONLY_SAYS_WHICH = ("version", "replaces")  # differ between two versions of one text


@dataclass(frozen=True, slots=True)
class Subject:
    """Who commits in a campaign: the holder of a post, or a committee."""

    campaign: Campaign
    post: Appointment | None = None
    committee: Committee | None = None

    @property
    def kind(self):
        return PERSON if self.post else BODY

    @property
    def row(self):
        return self.post or self.committee

    @property
    def unit(self):
        return self.post.committee if self.post else self.committee

    @property
    def name(self):
        return self.post.cadre.full_name if self.post else self.committee.name

    @property
    def args(self):
        return [self.campaign.pk, self.kind, self.row.pk]

    @property
    def url(self):
        return reverse("commitment_prepare", args=self.args)

    @property
    def sign_url(self):
        return reverse("commitment_sign", args=self.args)

    @property
    def key(self):
        """How the ledger names it."""
        return f"{self.campaign.code} {self.row.code}"

    def commitments(self):
        """Its signed versions, the newest first."""
        own = {"campaign": self.campaign, "appointment": self.post, "committee": self.committee}
        return Commitment.objects.filter(**own).order_by("-version")

    def tasks(self):
        """What it holds in the campaign, in the order the tasks came: a number once printed stays, as far as it can."""
        found = BreakthroughTask.objects.filter(campaign=self.campaign, state__in=ASSIGNED_STATES)
        held = found.filter(owners=self.post) if self.post else found.filter(owner_committee=self.committee)
        return held.order_by("pk")


def heads_of(committees, today):
    """{committee: [posts of its heads in force]} in one statement."""
    found = {}
    rows = Appointment.objects.filter(in_force(today), is_head=True, committee__in=committees)
    for post in rows.select_related("cadre", "committee").order_by("start", "pk"):
        found.setdefault(post.committee_id, []).append(post)
    return found


def signer_of(subject, user, today):
    """The post in force in which this account may sign: its own, or as head of the committee; nobody signs for them."""
    if subject.post:
        post = subject.post
        holds = post.cadre.user_id == user.pk and is_in_force(post, today)
        return post if holds else None
    heads = heads_of([subject.committee.pk], today).get(subject.committee.pk, ())
    return next((post for post in heads if post.cadre.user_id == user.pk), None)


def usual_signer(subject, today):
    """In whose name the text is shown to somebody who does not sign it; None for a committee without a head."""
    if subject.post:
        return subject.post
    return next(iter(heads_of([subject.committee.pk], today).get(subject.committee.pk, ())), None)


def names_unit(title, unit):
    """Whether a title says already whose it is: "Bí thư Đảng ủy xã Hùng An" of the Đảng bộ xã Hùng An."""
    return KIND_OF_BODY.sub("", unit).casefold() in title.casefold()


# ---- the tasks as lines -------------------------------------------------------------------------------------


def milestones_of(ids):
    found = {}
    for each in Milestone.objects.filter(task__in=ids).order_by("due", "id"):
        words = f"{ngay(each.due)}: {each.title}" + (f" ({each.proof})" if each.proof else "")
        found.setdefault(each.task_id, []).append(words)
    return found


def lines_of(tasks):
    """{task id: CommitmentLine}, numbered in their order; two statements for any number."""
    ids = [task.pk for task in tasks]
    indicators, milestones = indicators_of(ids), milestones_of(ids)
    return {
        task.pk: CommitmentLine(
            number=number,
            title=task.title,
            targets=tuple(target_line(each) for each in indicators[task.pk]),
            product=product_words(task.product, task.product_type, task.product_issuer),
            due=due_words(task.due, start=task.start),
            milestones=tuple(milestones.get(task.pk, ())),
            coordinators=task.coordination,
        )
        for number, task in enumerate(tasks, 1)
    }


def rows_now(lines):
    """[(task id, cells)] of lines as `differences` reads them."""
    return [(pk, line_cells(line)) for pk, line in lines.items()]


def rows_signed(content, task_ids):
    """The same of a stored text; task_ids: of its CommitmentTask rows, in their order."""
    return [(pk, row[1:]) for pk, row in zip(task_ids, content["rows"], strict=False)]


def task_ids_of(commitment):
    rows = CommitmentTask.objects.filter(commitment=commitment).order_by("id")
    return list(rows.values_list("task_id", flat=True))


# ---- the head -----------------------------------------------------------------------------------------------


def place_of(*names):
    """The place of the first name that holds one: "Đảng ủy xã Hùng An" → Hùng An."""
    for name in names:
        found = PLACE.search(name)
        if found:
            return found[1].strip()
    return ""


def addressee(tasks, decisions):
    """To whom: who decided, where one body did; else who gave the tasks."""
    issuers = {decision.issuer for decision in decisions}
    if len(issuers) == 1 and all(task.decision_id for task in tasks):
        return issuers.pop()
    return " và ".join(dict.fromkeys(task.assigned_by.name for task in tasks))


def about_words(title):
    """The subject of a document as it goes on after its issuer: "về giao việc đột phá năm 2027"."""
    if not title or title.casefold().startswith("về "):
        return nho_dau(title)
    return f"về {nho_dau(title)}"


def head_of(subject, signer, tasks, today, *, version, replaced):
    decisions = sorted(
        {task.decision for task in tasks if task.decision}, key=lambda each: (each.issued_on, each.number)
    )
    grounds = [(each.number, each.issued_on, each.issuer, about_words(each.title)) for each in decisions]
    number, date, issuer, about = grounds[0] if grounds else ("", None, "", "")
    unit = subject.unit
    placed = Placement.objects.filter(committee=unit, valid_from__lte=today, valid_to__gte=today)
    superior = placed.values_list("parent__name", flat=True).first() or ""
    to = addressee(tasks, decisions)
    return CommitmentHead(
        year=subject.campaign.year,
        place=place_of(unit.name, superior, subject.campaign.committee.name),
        issuer=unit.name.upper(),
        superior=superior.upper(),
        to=to,
        name=signer.cadre.full_name if signer else NOT_YET,
        post=signer.title if signer else NOT_YET,
        unit=unit.name,
        committee=subject.committee.name if subject.committee else "",
        decision_number=number,
        decision_date=date,
        decided_by=issuer,
        decision_about=about,
        further_grounds=tuple(ground_words(*each) for each in grounds[1:]),
        version=version,
        replaced=replaced,
        recipients=(to, f"Lưu {unit.name}"),
    )


# ---- what would be signed -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    """The text to sign now. `current`: the version in force, if any; `changes`: what is promised differently since."""

    subject: Subject
    signer: Appointment | None
    tasks: list
    content: dict
    current: Commitment | None = None
    changes: tuple[str, ...] = field(default=())

    @property
    def hash(self):
        return content_hash(self.content)

    @property
    def is_same(self):
        """Whether every word is signed already."""
        return self.current is not None and said(self.content) == said(self.current.content)

    @property
    def is_due(self):
        """Whether something is promised that nobody signed yet; a newer decision number alone is no new promise."""
        return bool(self.tasks) and (self.current is None or bool(self.changes))


def said(content):
    return {key: value for key, value in content.items() if key not in ONLY_SAYS_WHICH}


def offer(subject, signer, today=None):
    """What `signer` would sign for the subject now → Offer; a constant number of statements.

    Raises NotWhatWasSigned if the version in force is no longer the one that was signed: nothing is built on it."""
    today = today or timezone.localdate()
    tasks = list(subject.tasks().select_related("decision", "assigned_by"))
    lines = lines_of(tasks)
    current, changes, replaced = subject.commitments().first(), (), None
    if current:
        if content_hash(current.content) != current.sha256:
            raise NotWhatWasSigned("Bản đang hiệu lực khác với nội dung đã ký.")
        before = rows_signed(current.content, task_ids_of(current))
        changes = tuple(map(change_words, differences(before, rows_now(lines))))
        replaced = Replaced(current.version, timezone.localdate(current.signed_at), changes)
    version = current.version + 1 if current else 1
    head = head_of(subject, signer, tasks, today, version=version, replaced=replaced)
    return Offer(subject, signer, tasks, commitment_content(head, lines.values()), current, changes)
