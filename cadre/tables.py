"""Tables of the interchange: committees, successions, cadres, appointments."""

from collections import defaultdict

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from cadre import tree
from cadre.enums import CommitteeLevel, PostType, SuccessionKind
from cadre.interchange import store
from cadre.interchange.kinds import Choice, Code, Day, Reference, Text, Whole, YesNo
from cadre.interchange.tables import Column, Table
from cadre.interchange.upsert import Status, upsert
from cadre.models import FOREVER, Appointment, Cadre, Committee, ParentLink, Placement, Succession
from cadre.scope import SEGMENT

DEEPEST = Placement._meta.get_field("path").max_length // SEGMENT


def dates_in_order(rows, book, start, end, message):
    for index, first, last in book.each(rows, start, end):
        if first and last and last < first:
            book.fault(rows, index, end if end in rows else start, message)


def stored_columns(rows, book, skip=()):
    """{attribute: values} of the columns that are stored as they are; codes become ids."""
    columns = {}
    for column in rows.table.columns:
        if column.name not in rows or column.name in skip or not column.stored_in:
            continue
        values = rows[column.name]
        if isinstance(column.kind, Reference):
            ids = book.known(column.kind.to, {value for value in values if value})
            values = [value and ids[value] for value in values]
        columns[column.stored_in] = values
    return columns


def rings(parents):
    """Rings in {code: parent code}: each as the list of its codes, from where it was entered and back to it."""
    found, done = [], set()
    for start in parents:
        path, code = {}, start
        while code is not None and code not in done and code not in path:
            path[code] = len(path)
            code = parents.get(code)
        if code in path:
            ring = list(path)[path[code] :]
            found.append([*ring, code])
        done.update(path)
    return found


def report_rings(rows, book, column, stored, message):
    """Parents of the file over those stored must not close a ring; returns them, {code: parent code}.

    stored(codes, given): the same of stored rows, from the codes upwards."""
    given = {code: parent for _, code, parent in rows.each("code", column)}
    above = {parent for parent in given.values() if parent and parent not in given}
    parents = stored(above, given) | given
    line = {code: index for index, code, _ in rows.each("code", column)}
    for ring in rings(parents):
        index, first = min((line[code], at) for at, code in enumerate(ring[:-1]) if code in line)
        told = [*ring[first:-1], *ring[:first], ring[first]]
        book.fault(rows, index, column, message.format(" → ".join(told)))
    return parents


# ---- committees ---------------------------------------------------------------------------------------------


def check_committees(rows, book):
    dates_in_order(
        rows, book, "valid_from", "valid_to", "Ngày kết thúc hoạt động trước ngày bắt đầu; hãy sửa một ngày."
    )
    if "parent_code" in rows:
        for index, code, parent in rows.each("code", "parent_code"):
            if code == parent:
                book.fault(
                    rows, index, "parent_code", "Một tập thể không thể trực thuộc chính nó; hãy sửa mã cấp trên."
                )
        message = "Vòng trực thuộc: {}; hãy sửa mã cấp trên của một trong số này."
        parents = report_rings(rows, book, "parent_code", stored_parents, message)
        for index, code in rows.each("code"):
            if parents.get(code) and depth_of(code, parents) > DEEPEST:
                book.fault(rows, index, "parent_code", f"Ở quá {DEEPEST} cấp dưới gốc; hãy kiểm tra mã cấp trên.")


def depth_of(code, parents):
    """1 for a root; counting stops where the tree would be too deep (or a ring, reported elsewhere)."""
    depth = 0
    while code is not None and depth <= DEEPEST:
        depth, code = depth + 1, parents.get(code)
    return depth


def stored_parents(codes, given):
    """{code: parent code} of stored links, from the codes upwards (a committee of the file speaks for itself)."""
    links = {}
    while codes:
        found = ParentLink.objects.filter(committee__code__in=store.among(codes))
        step = dict(found.order_by("valid_from").values_list("committee__code", "parent__code"))
        links |= step
        codes = {parent for parent in step.values() if parent not in links and parent not in given}
    return links


def save_parents(rows, book, statuses):
    """parent_code becomes a link over the committee's lifetime; the tree itself is derived once, at the end.

    A committee with several dated parents (entered in the pages) keeps them while the file names one of them. Links
    that change are deleted and written anew, so that the guard against rings never sees half of a turn."""
    lifetimes = {
        code: (pk, start, end)
        for pk, code, start, end in Committee.objects.filter(code__in=store.among(rows["code"])).values_list(
            "pk", "code", "valid_from", "valid_to"
        )
    }
    links = defaultdict(list)
    found = ParentLink.objects.filter(committee__code__in=store.among(rows["code"])).order_by("valid_from", "pk")
    for row in found.values_list("committee__code", "pk", "parent__code", "valid_from", "valid_to"):
        links[row[0]].append(row[1:])
    parents = book.known("committees", set(rows["parent_code"]) - {None}) if "parent_code" in rows else {}
    stale, new = [], []
    for index, code in enumerate(rows["code"]):
        pk, start, end = lifetimes[code]
        old = links[code]
        parent = rows["parent_code"][index] if "parent_code" in rows else (old[0][1] if len(old) == 1 else None)
        if len(old) > 1:
            if parent is None or parent in [link[1] for link in old]:
                continue
            last_pk, _, start, end = old[-1]
            old = [(last_pk, None, start, end)]
        if [link[1:] for link in old] == ([(parent, start, end)] if parent else []):
            continue
        if old and old[0][1] == parent and statuses[index] == Status.SAME:
            continue  # dated by hand in the pages; follows the lifetime only when that changes
        stale += [link[0] for link in old]
        if parent:
            parent_id = parents.get(parent) or book.known("committees", {parent})[parent]
            new.append((pk, parent_id, start, end))
        if statuses[index] == Status.SAME:
            statuses[index] = Status.CHANGED
    store.delete(ParentLink, stale)
    if new:
        names = ("committee_id", "parent_id", "valid_from", "valid_to")
        columns = dict(zip(names, map(list, zip(*new, strict=True)), strict=True))
        store.insert(ParentLink, {"id": store.reserve(ParentLink, len(new)), **columns})
    if any(statuses):
        tree.rebuild()


def with_parent(queryset, on):
    """Annotates `parent_on`, an id: the parent as it stood on the date; where none did, the last one entered."""
    then = Placement.objects.filter(committee=OuterRef("pk"), valid_from__lte=on, valid_to__gte=on)
    last = ParentLink.objects.filter(committee=OuterRef("pk")).order_by(F("valid_from").desc(nulls_last=True), "-pk")
    return queryset.annotate(
        parent_on=Coalesce(Subquery(then.values("parent")[:1]), Subquery(last.values("parent")[:1]))
    )


def committee_rows(queryset, extent):
    code = Committee.objects.filter(pk=OuterRef("parent_on")).order_by().values("code")
    rows = with_parent(queryset, extent.on).annotate(parent_code=Subquery(code))
    return rows.values_list(*(column.name for column in COMMITTEES.columns)).iterator(chunk_size=2000)


COMMITTEES = Table(
    "committees",
    "Đảng bộ, tập thể",
    Committee,
    (
        Column("code", "Mã", Code(), required=True),
        Column("name", "Tên", Text(300), required=True),
        Column("kind", "Loại hình", Text(100), required=True),
        Column("level", "Cấp", Choice(CommitteeLevel), required=True),
        Column("parent_code", "Mã cấp trên trực tiếp", Reference("committees"), attr=""),
        Column("valid_from", "Hoạt động từ", Day()),
        Column("valid_to", "Hoạt động đến", Day()),
        Column("member_count", "Số đảng viên", Whole()),
    ),
    key=("code",),
    check=check_committees,
    after=save_parents,
    rows_of=committee_rows,
)

SUCCESSIONS = Table(
    "successions",
    "Kế thừa tổ chức",
    Succession,
    (
        Column("predecessor_code", "Mã đơn vị cũ", Reference("committees"), required=True, attr="predecessor_id"),
        Column("successor_code", "Mã đơn vị kế thừa", Reference("committees"), required=True, attr="successor_id"),
        Column("kind", "Hình thức", Choice(SuccessionKind), required=True),
        Column("date", "Ngày", Day(), required=True),
        Column("document", "Văn bản", Text(300)),
    ),
    key=("predecessor_code", "successor_code", "kind", "date"),
    order=("predecessor__code", "successor__code", "kind", "date"),
)

# ---- people and posts ---------------------------------------------------------------------------------------

CADRES = Table(
    "cadres",
    "Cán bộ",
    Cadre,
    (
        Column("code", "Mã", Code(), required=True),
        Column("full_name", "Họ và tên", Text(200), required=True),
        Column("birth_year", "Năm sinh", Whole(1900, 2100)),
        Column("managed_by_code", "Mã cấp quản lý", Reference("committees"), attr="managed_by_id"),
    ),
    key=("code",),
)


def check_appointments(rows, book):
    dates_in_order(rows, book, "start", "end", "Ngày thôi giữ chức trước ngày bắt đầu; hãy sửa một ngày.")
    check_heads(rows, book)


def check_heads(rows, book):
    """No two people hold one post of head at one time: within the file and against those stored."""
    posts = defaultdict(list)
    for index, code, unit, title, head, start, end in book.each(
        rows, "code", "committee_code", "title", "is_head", "start", "end"
    ):
        if head:
            posts[unit, title].append((start, end or FOREVER, code, index))
    if not posts:
        return
    stored = Appointment.objects.filter(is_head=True, committee__code__in=store.among({unit for unit, _ in posts}))
    in_file = book.in_file("appointments")
    for code, unit, title, start, end in stored.values_list("code", "committee__code", "title", "start", "end"):
        if code not in in_file and (unit, title) in posts:
            posts[unit, title].append((start, end or FOREVER, code, None))
    for (unit, title), held in posts.items():
        held.sort(key=lambda row: row[:3])
        last = held[0]
        for row in held[1:]:
            if row[0] <= last[1]:
                here, other = (row, last) if row[3] is not None else (last, row)
                if here[3] is not None:
                    book.fault(
                        rows,
                        here[3],
                        "is_head" if "is_head" in rows else "code",
                        f"Hai người cùng đứng đầu “{title}” của {unit} ({other[2]} và {here[2]}); "
                        "hãy ghi ngày thôi giữ chức của người trước.",
                    )
            last = max(last, row, key=lambda row: row[1])


def save_appointments(rows, book):
    """Heads whose post or dates change step aside first: the guard then never sees the old dates of one beside the
    new dates of the next."""
    columns = stored_columns(rows, book)
    codes = columns["code"]
    names = [name for name in ("is_head", "committee_id", "title", "start", "end") if name in columns]
    wanted = dict(zip(codes, zip(*(columns[name] for name in names), strict=True), strict=True))
    stored = Appointment.objects.filter(is_head=True, code__in=store.among(codes))
    heads = {code: (pk, tuple(old)) for pk, code, *old in stored.values_list("pk", "code", *names)}
    aside = {code: pk for code, (pk, old) in heads.items() if old != wanted[code]}
    if aside:
        store.update(Appointment, {"id": list(aside.values()), "is_head": [False] * len(aside)})
        columns.setdefault("is_head", [code in heads for code in codes])
    statuses, ids = upsert(Appointment, columns, ("code",))
    for index, code in enumerate(codes):
        if code in aside:
            statuses[index] = Status.CHANGED
    return statuses, ids


APPOINTMENTS = Table(
    "appointments",
    "Giữ chức danh",
    Appointment,
    (
        Column("code", "Mã", Code(), required=True),
        Column("cadre_code", "Mã cán bộ", Reference("cadres"), required=True, attr="cadre_id"),
        Column("committee_code", "Mã tập thể", Reference("committees"), required=True, attr="committee_id"),
        Column("title", "Chức danh", Text(300), required=True),
        Column("is_head", "Là người đứng đầu", YesNo()),
        Column("subject_type", "Diện xếp loại", Choice(PostType), required=True),
        Column("start", "Từ ngày", Day(), required=True),
        Column("end", "Đến ngày", Day()),
        Column("quota_group", "Nhóm hạn mức", Text(100)),
    ),
    key=("code",),
    check=check_appointments,
    save=save_appointments,
)

TABLES = (COMMITTEES, SUCCESSIONS, CADRES, APPOINTMENTS)
