"""The whole text of tasks as data: what a version keeps, what a hash is taken of, what two versions differ in."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from types import SimpleNamespace

from django.db.models import F

from cadre.templatetags.vi import ngay, so
from tasks import wording
from tasks.enums import Comparator, Horizon, TaskKind
from tasks.models import BreakthroughTask, Indicator, Milestone, TaskOwner

PLAIN = (
    "title",
    "kind",
    "field",
    "reason",
    "horizon",
    "start",
    "due",
    "importance",
    "difficulty",
    "product",
    "product_type",
    "product_issuer",
    "coordination",
)
NUMBERS = ("baseline", "target_min", "target_max", "weight")
LABELS = {
    "title": "Tên việc",
    "kind": "Loại việc",
    "field": "Lĩnh vực",
    "reason": "Vì sao khó hoặc cấp bách",
    "horizon": "Thời gian",
    "start": "Bắt đầu",
    "due": "Thời hạn",
    "importance": "Mức quan trọng",
    "difficulty": "Độ khó",
    "product": "Sản phẩm",
    "product_type": "Loại văn bản sản phẩm",
    "product_issuer": "Nơi ban hành sản phẩm",
    "coordination": "Nơi phối hợp",
    "assigned_by": "Nơi giao",
    "owners": "Người nhận",
    "owner_committee": "Tập thể nhận",
    "parent": "Việc cấp trên",
}
WORDS = {"kind": dict(TaskKind.choices), "horizon": dict(Horizon.choices)}


def exact(value):
    """A number or a date as text, the same on every database."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if value is None or isinstance(value, str) else value.isoformat()


def contents(ids):
    """{task id: content} for any number of tasks in four statements; plain JSON, equal text for equal tasks."""
    names = {"given": F("assigned_by__name"), "held": F("owner_committee__name"), "above": F("parent_task__code")}
    found = {}
    for row in BreakthroughTask.objects.filter(pk__in=ids).values("pk", *PLAIN, **names):
        found[row["pk"]] = {
            **{name: exact(row[name]) for name in PLAIN},
            "assigned_by": row["given"],
            "owner_committee": row["held"],
            "parent": row["above"],
            "owners": [],
            "indicators": [],
            "milestones": [],
        }
    owners = TaskOwner.objects.filter(task__in=ids).order_by("id")
    for pk, code, title, person in owners.values_list(
        "task", "appointment__code", "appointment__title", "appointment__cadre__full_name"
    ):
        found[pk]["owners"].append({"code": code, "title": title, "name": person})
    for each in Indicator.objects.filter(task__in=ids).order_by("id"):
        found[each.task_id]["indicators"].append(
            {
                "name": each.name,
                "unit": each.unit,
                "comparator": each.comparator,
                "target_text": each.target_text,
                **{name: exact(getattr(each, name)) for name in NUMBERS},
            }
        )
    for each in Milestone.objects.filter(task__in=ids).order_by("due", "id"):
        found[each.task_id]["milestones"].append({"title": each.title, "due": exact(each.due), "proof": each.proof})
    return found


def hash_of(content):
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# ---- two versions, side by side -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """One place in which two versions differ, in words; before or after is "" for what came or went."""

    label: str
    before: str
    after: str

    @property
    def before_parts(self):
        return parts(self.before, self.after)

    @property
    def after_parts(self):
        return parts(self.after, self.before)


def parts(text, other):
    """[(words, stands in both)]: a text cut where another one differs from it, word by word; for the eye only."""
    words, others = text.split(" "), other.split(" ")
    found = []
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    for tag, start, end, *_ in matcher.get_opcodes():
        if start < end:
            found.append((" ".join(words[start:end]), tag == "equal"))
    return found


def day(text):
    """ISO date → dd/mm/yyyy; "" stays."""
    return ngay(dt.date.fromisoformat(text)) if text else ""


def as_indicator(row):
    """A row of a content with the attributes of an Indicator."""
    numbers = {name: None if row[name] is None else Decimal(row[name]) for name in NUMBERS}
    return SimpleNamespace(**{**row, **numbers})


def target_words(row):
    return wording.target_words(as_indicator(row))


def indicator_words(row):
    said = f" ({row['target_text']})" if row["target_text"] and row["comparator"] != Comparator.DONE else ""
    weight = f", trọng số {so(row['weight'])}" if row["weight"] not in ("1", None) else ""
    return f"{wording.target_line(as_indicator(row))}{said}{weight}"


def milestone_words(milestone):
    proof = f", chứng minh bằng {milestone['proof']}" if milestone["proof"] else ""
    return f"{day(milestone['due'])}: {milestone['title']}{proof}"


def owner_words(owner):
    return f"{owner['name']}, {owner['title']}" if owner["name"] != owner["title"] else owner["title"]


def words_of(content, name):
    value = content.get(name)
    if name == "owners":
        return "; ".join(map(owner_words, value or ()))
    if name in ("start", "due"):
        return day(value)
    return WORDS.get(name, {}).get(value, value or "")


def pairs(old, new, key):
    """Rows of two lists that belong together: by `key`, then in order of the new list, what went last."""
    known = {row[key]: row for row in old}
    found = [(known.pop(row[key], None), row) for row in new]
    return found + [(row, None) for row in known.values()]


def difference(old, new):
    """[Change] from one content to another, in the order of the form."""
    found = []
    for name, label in LABELS.items():
        before, after = words_of(old, name), words_of(new, name)
        if before != after:
            found.append(Change(label, before, after))
    for list_name, key, words, label in (
        ("indicators", "name", indicator_words, "Chỉ tiêu"),
        ("milestones", "title", milestone_words, "Mốc"),
    ):
        for before, after in pairs(old.get(list_name, ()), new.get(list_name, ()), key):
            if before != after:
                found.append(Change(label, words(before) if before else "", words(after) if after else ""))
    return found
