"""Sắp xếp tổ chức: committees end, are born of others and change their place, all on one day and by one document.

`plan` reads what a wish would do and what stands against it; `carry_out` does exactly that. What ends is never edited
into something else: an heir is a row of its own, so that every round before the day reads as it did."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from cadre import ledger, posts, tree
from cadre.enums import SuccessionKind
from cadre.models import FOREVER, Appointment, Committee, ParentLink, Placement, Succession
from cadre.templatetags.vi import ngay
from cadre.tree import ONE_DAY

MOVE = "move"  # beside the kinds of SuccessionKind: nothing ends, only the place changes
BATCH = 500


@dataclass(frozen=True, slots=True)
class Birth:
    """A committee to be born; empty words are taken from the first of those it comes from."""

    name: str
    kind: str = ""
    level: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a reorganisation. `into`: a committee there is already, which takes over (merge) or is the new place
    (move); `parent`: where those born stand, when it is not where the old ones stood; `keeps_posts`: who held a post
    goes on in the same post of the heir (only for one into one)."""

    kind: str
    olds: tuple
    births: tuple = ()
    into: Committee | None = None
    parent: Committee | None = None
    keeps_posts: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """Everything one document orders for one day. `choices`: {id of a sub-unit: key of its new place} where a body is
    split and only people know which part goes where."""

    date: object
    steps: tuple
    choices: dict = field(default_factory=dict)

    @property
    def last(self):
        return self.date - ONE_DAY


@dataclass(slots=True)
class Node:
    """A committee there is ("c12") or one to be born ("b0"), as the plan speaks of it."""

    key: str
    name: str
    committee: Committee | None = None
    birth: Birth | None = None
    step: Step | None = None  # the part that lets it be born
    parent: str = ""  # key of the new place of one to be born


@dataclass(slots=True)
class Plan:
    """What a wish does. ends: {committee: (kind, [heir nodes])}; moves: [(committee, old place or None, new node)];
    open_choices: [(sub-unit, [nodes])] not yet answered; problems: why it cannot be done, in sentences."""

    wish: Wish
    ends: dict = field(default_factory=dict)
    births: list = field(default_factory=list)
    moves: list = field(default_factory=list)
    posts: list = field(default_factory=list)
    open_choices: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    places: dict = field(default_factory=dict)  # key → Node
    carried: list = field(default_factory=list)  # (old committee, heir node) whose posts go on
    takers: dict = field(default_factory=dict)  # {committee that only ends: node above it that takes its sub-units}

    @property
    def is_ready(self):
        return not self.problems and not self.open_choices

    @property
    def concerned(self):
        """Every committee there is whose life or place changes."""
        return [*self.ends, *(committee for committee, _, _ in self.moves)]

    @property
    def stamp(self):
        """A digest of all that would be done: a page whose stamp differs shows a plan of yesterday."""
        said = [
            str(self.wish.date),
            sorted((old.pk, kind, [heir.key for heir in heirs]) for old, (kind, heirs) in self.ends.items()),
            [(node.key, node.name, node.birth.code, node.parent) for node in self.births],
            sorted((each.pk, old.pk if old else 0, new.key) for each, old, new in self.moves),
            sorted(post.pk for post in self.posts),
            sorted(each.pk for each, _ in self.open_choices),
            self.problems,
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:32]


class Refused(Exception):
    """The plan has problems, or is no longer the one that was shown."""


def plan(wish):
    """Read what the wish would do → Plan. A number of statements that does not grow with the committees."""
    made = Plan(wish)
    read_steps(made)
    links = read_links(made)
    place_births(made, links)
    move_children(made, links)
    look_for_problems(made)
    return made


def read_steps(made):
    for step in made.wish.steps:
        nodes = [born(made, birth, step) for birth in step.births]
        if step.into is not None and step.kind != MOVE:
            nodes.append(node_of(made, step.into))
        for old in step.olds:
            if step.kind == MOVE:
                continue
            kind, heirs = made.ends.get(old, (step.kind, []))
            if old in made.ends and not (kind == step.kind == SuccessionKind.MERGE):
                made.problems.append(f"{old.name} có trong hai phần của lần sắp xếp này. Chỉ để ở một phần.")
            made.ends[old] = (kind, [*heirs, *(node for node in nodes if node not in heirs)])
        if step.keeps_posts and len(step.olds) == len(nodes) == 1:
            made.carried.append((step.olds[0], nodes[0]))


def node_of(made, committee):
    key = f"c{committee.pk}"
    return made.places.setdefault(key, Node(key, committee.name, committee=committee))


def born(made, birth, step):
    first = step.olds[0]
    full = Birth(birth.name, birth.kind or first.kind, birth.level or first.level, birth.code)
    node = Node(f"b{len(made.births)}", birth.name, birth=full, step=step)
    made.places[node.key] = node
    made.births.append(node)
    return node


def read_links(made):
    """{committee id: [its links that reach the day or later]} of those that end or move, and of what stands below what
    ends; fills the posts that end."""
    moved = [old.pk for step in made.wish.steps if step.kind == MOVE for old in step.olds]
    ended = [old.pk for old in made.ends]
    reach = Q(valid_to__isnull=True) | Q(valid_to__gte=made.wish.last)
    alive = Q(committee__valid_to__isnull=True) | Q(committee__valid_to__gte=made.wish.date)
    found = ParentLink.objects.filter(reach).filter(Q(committee__in=[*ended, *moved]) | (Q(parent__in=ended) & alive))
    links = defaultdict(list)
    for link in found.select_related("committee", "parent").order_by("valid_from", "pk"):
        links[link.committee_id].append(link)
    rows = Appointment.objects.filter(committee__in=ended).filter(Q(end__isnull=True) | Q(end__gt=made.wish.last))
    made.posts = list(rows.select_related("cadre", "committee", "position").order_by("committee__sort", "sort", "pk"))
    return links


def link_before(links, pk, day):
    """The link in force on the day; None for a root."""
    return next(
        (
            link
            for link in links.get(pk, ())
            if (link.valid_from is None or link.valid_from <= day) and (link.valid_to is None or link.valid_to >= day)
        ),
        None,
    )


def resolve(made, links, committee, seen=()):
    """Where what stood at `committee` stands from the day on: a node, None for nowhere, or a list to choose from."""
    if committee not in made.ends:
        return node_of(made, committee)
    heirs = made.ends[committee][1]
    if heirs:
        return heirs[0] if len(heirs) == 1 else heirs
    link = link_before(links, committee.pk, made.wish.last)
    if link is None or committee in seen:
        return None
    return resolve(made, links, link.parent, (*seen, committee))


def place_births(made, links):
    """One to be born stands where its parts stood, or where the wish says."""
    for node in made.births:
        above = [node.step.parent] if node.step.parent else [parent_before(made, links, old) for old in node.step.olds]
        found = []
        for committee in above:
            place = resolve(made, links, committee) if committee else None
            found += [place] if place not in found else []
        if len(found) == 1 and not isinstance(found[0], list):
            node.parent = found[0].key if found[0] else ""
        else:
            words = f"Chưa rõ {node.name} trực thuộc đâu: các đơn vị cũ thuộc nhiều cấp trên."
            made.problems.append(f"{words} Chọn cấp trên của đơn vị mới.")
    for old, (_, heirs) in made.ends.items():
        place = None if heirs else resolve(made, links, old)
        if place is not None and not isinstance(place, list):
            made.takers[old] = place


def parent_before(made, links, committee):
    link = link_before(links, committee.pk, made.wish.last)
    return link.parent if link else None


def move_children(made, links):
    day = made.wish.date
    for step in made.wish.steps:
        if step.kind == MOVE:
            for old in step.olds:
                link = link_before(links, old.pk, day)
                made.moves.append((old, link.parent if link else None, resolve(made, links, step.into)))
    named = {committee.pk for committee, _, _ in made.moves} | {committee.pk for committee in made.ends}
    below = [link for rows in links.values() for link in rows if link.committee_id not in named]
    ended = {committee.pk: committee for committee in made.ends}
    for link in sorted(below, key=lambda link: (link.committee.sort, link.pk)):
        if link.parent_id not in ended or link is not link_before(links, link.committee_id, day):
            continue
        place = resolve(made, links, ended[link.parent_id])
        if isinstance(place, list):
            chosen = made.wish.choices.get(link.committee_id)
            place = next((node for node in place if node.key == chosen), place)
        if isinstance(place, list):
            made.open_choices.append((link.committee, place))
        elif place is None:
            words = f"{link.committee.name} đang trực thuộc {link.parent.name}"
            made.problems.append(f"{words}, nơi kết thúc mà không có cấp trên hay đơn vị kế thừa.")
        else:
            made.moves.append((link.committee, link.parent, place))


def look_for_problems(made):
    day, last = made.wish.date, made.wish.last
    for old in made.ends:
        if old.valid_to is not None:
            made.problems.append(f"{old.name} đã có ngày kết thúc hoạt động {ngay(old.valid_to)}. Bỏ khỏi danh sách.")
        elif old.valid_from is not None and old.valid_from > last:
            made.problems.append(f"{old.name} hoạt động từ {ngay(old.valid_from)}, không kết thúc trước ngày ấy được.")
    for step in made.wish.steps:
        into = step.into or step.parent
        if into is not None and (into.valid_to or FOREVER) < day:
            made.problems.append(f"{into.name} đã kết thúc hoạt động {ngay(into.valid_to)}, không nhận thêm được.")
        if step.into is not None and step.into in step.olds:
            made.problems.append(f"{step.into.name} vừa là đơn vị cũ vừa là nơi nhận. Bỏ khỏi một phía.")
    for post in made.posts:
        if post.start > last:
            made.problems.append(
                f"{post.title} ở {post.committee.name} được ghi giữ chức từ {ngay(post.start)}, sau ngày kết thúc."
                " Sửa chức vụ ấy trước."
            )
    for committee, _, _ in made.moves:
        if committee.valid_from is not None and committee.valid_from > day:
            made.problems.append(f"{committee.name} chưa hoạt động vào ngày {ngay(day)}.")
        if committee.valid_to is not None and committee.valid_to < day:
            made.problems.append(f"{committee.name} đã kết thúc hoạt động {ngay(committee.valid_to)}.")
    look_for_later_links(made)
    look_for_rings(made)
    look_for_names(made)
    made.problems = list(dict.fromkeys(made.problems))


def look_for_later_links(made):
    """A place that begins after the day was written already: two orders about one body must not cross."""
    moved = [committee.pk for committee, _, _ in made.moves]
    day = made.wish.date
    later = Q(committee__in=moved, valid_from__gt=day) | Q(committee__in=made.ends, valid_from__gte=day)
    for link in ParentLink.objects.filter(later).select_related("committee"):
        words = f"{link.committee.name} đã được ghi cấp trên mới từ {ngay(link.valid_from)}"
        made.problems.append(f"{words}; lần sắp xếp này sớm hơn ngày đó.")


def look_for_rings(made):
    """Nobody may ever have stood below what now goes below them: the guard of the database knows no dates."""
    if not made.moves:
        return
    above = defaultdict(set)
    for child, parent in ParentLink.objects.values_list("committee", "parent"):
        above[child].add(parent)
    for committee, _, node in made.moves:
        waiting, seen = ([node.committee.pk] if node.committee else []), set()
        while waiting:
            pk = waiting.pop()
            if pk == committee.pk:
                words = f"{node.name} đang hoặc từng trực thuộc {committee.name}"
                made.problems.append(f"{words}, không đổi ngược lại được.")
                break
            waiting += above[pk] - seen
            seen |= above[pk]


def look_for_names(made):
    names = [node.name for node in made.births]
    for name in sorted({name for name in names if names.count(name) > 1}):
        made.problems.append(f"{name} được ghi hai lần trong các đơn vị mới. Gộp thành một dòng.")
    codes = [node.birth.code for node in made.births if node.birth.code]
    for code in Committee.objects.filter(code__in=codes).values_list("code", flat=True):
        made.problems.append(f"Mã {code} đã dùng cho tập thể khác. Để trống thì hệ thống tự đặt mã.")
    parents = {made.places[node.parent].committee.pk for node in made.births if has_committee(made, node)}
    for name, parent in (
        Placement.objects.filter(parent__in=parents, valid_from__lte=made.wish.date, valid_to__gte=made.wish.date)
        .filter(committee__name__in=names)
        .exclude(committee__in=made.ends)
        .values_list("committee__name", "parent__name")
    ):
        made.problems.append(f"{parent} đã có đơn vị tên {name}. Đặt tên khác, hoặc chọn nhập vào đơn vị ấy.")


def has_committee(made, node):
    return bool(node.parent) and made.places[node.parent].committee is not None


# ---- doing it ------------------------------------------------------------------------------------------------


def carry_out(wish, stamp, *, actor, document):
    """Do what the plan of the wish says → Plan, with `committee` filled in every node that was born.

    Call in a transaction. Raises Refused unless the plan is ready and still the one whose stamp was shown. Side
    effects: committees, their parents and places, successions, posts that end or go on, a line of the ledger for each
    body. Places of tasks and dossiers are the caller's."""
    tree.hold()
    list(Committee.objects.select_for_update().filter(pk__in=all_named(wish)).order_by("pk"))
    made = plan(refreshed(wish))
    if not made.is_ready or made.stamp != stamp:
        raise Refused
    give_birth(made)
    for old, node in made.carried:
        posts.carry_posts(old, node.committee, wish.date)
    posts.end_posts(Appointment.objects.filter(committee__in=made.ends), wish.last)
    turn_links(made)
    Committee.objects.filter(pk__in=[old.pk for old in made.ends]).update(valid_to=wish.last)
    write_successions(made, document)
    tree.rebuild()
    tell(made, actor, document)
    return made


def all_named(wish):
    named = {old.pk for step in wish.steps for old in step.olds}
    return named | {each.pk for step in wish.steps for each in (step.into, step.parent) if each is not None}


def refreshed(wish):
    """The wish with its committees as they are now, behind the lock."""
    now = Committee.objects.in_bulk(all_named(wish))
    steps = tuple(
        Step(
            step.kind,
            tuple(now[old.pk] for old in step.olds),
            step.births,
            now[step.into.pk] if step.into else None,
            now[step.parent.pk] if step.parent else None,
            step.keeps_posts,
        )
        for step in wish.steps
    )
    return Wish(wish.date, steps, wish.choices)


def give_birth(made):
    unnamed = [node for node in made.births if not node.birth.code]
    codes = iter(posts.new_codes(Committee, f"DV-{made.wish.date.year}", len(unnamed)))
    rows = [
        Committee(
            code=node.birth.code or next(codes),
            name=node.name,
            kind=node.birth.kind,
            level=node.birth.level,
            valid_from=made.wish.date,
        )
        for node in made.births
    ]
    for node, row in zip(made.births, Committee.objects.bulk_create(rows, batch_size=BATCH), strict=True):
        node.committee = row


def turn_links(made):
    """Old places end the day before, new ones begin on the day; a place that began on this very day is replaced."""
    day, last = made.wish.date, made.wish.last
    running = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    moved = [committee.pk for committee, _, _ in made.moves]
    ends = dict(ParentLink.objects.filter(running, committee__in=moved).values_list("committee", "valid_to"))
    ParentLink.objects.filter(running, committee__in=moved, valid_from=day).delete()
    born_today = Committee.objects.filter(pk__in=moved, valid_from=day).values("pk")
    ParentLink.objects.filter(running, committee__in=born_today).delete()
    stop = [*moved, *(old.pk for old in made.ends)]
    ParentLink.objects.filter(running, committee__in=stop).update(valid_to=last)
    new = [(node.committee, made.places[node.parent].committee, None) for node in made.births if node.parent]
    new += [(committee, node.committee, ends.get(committee.pk)) for committee, _, node in made.moves]
    ParentLink.objects.bulk_create(
        [
            ParentLink(committee=committee, parent=parent, valid_from=day, valid_to=end)
            for committee, parent, end in new
        ],
        batch_size=BATCH,
    )


def write_successions(made, document):
    """Heirs of each body; one that only ends is followed by the body above that takes its sub-units."""
    rows = []
    for old, (kind, heirs) in made.ends.items():
        day = made.wish.last if kind == SuccessionKind.END else made.wish.date
        words = str(document)[:300]
        for node in heirs or filter(None, [made.takers.get(old)]):
            rows.append(Succession(predecessor=old, successor=node.committee, kind=kind, date=day, document=words))
    Succession.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def tell(made, actor, document):
    said = {"document": str(document), "date": made.wish.date}
    lines = [
        ledger.Line(
            "committee_ended", old.code, {"name": old.name, "kind": kind, "heirs": [n.name for n in heirs]} | said
        )
        for old, (kind, heirs) in made.ends.items()
    ]
    for node in made.births:
        place = made.places[node.parent].name if node.parent else ""
        lines.append(ledger.Line("committee_born", node.committee.code, {"name": node.name, "parent": place} | said))
    for committee, old, node in made.moves:
        body = {"name": committee.name, "from": old.name if old else "", "to": node.name} | said
        lines.append(ledger.Line("committee_moved", committee.code, body))
    ledger.record_many(lines, actor=actor.user, acting_as=actor.acting_as)
