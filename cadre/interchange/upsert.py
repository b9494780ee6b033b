"""New, changed, unchanged: rows of a file against rows of the database, batch by batch."""

from enum import IntEnum
from types import SimpleNamespace

from django.db.models import Q

from cadre.fields import SearchField, SortField
from cadre.interchange import store

BATCH = 5_000


class Status(IntEnum):
    SAME = 0
    CHANGED = 1
    NEW = 2


def upsert(model, columns, key, *, scope=None, may_create=True):
    """Write the rows given as {attribute: [values]}; returns (statuses, ids), one of each per row.

    key: the attributes that tell rows apart. scope(slice of columns) → Q of the stored rows that may match; default:
    those with one of the batch's values of the first key attribute. Attributes not given keep what is stored, or
    get the default of their field when the row is new. Text kept for search and sort is derived anew."""
    scope = scope or (lambda part: Q(**{f"{key[0]}__in": store.among(set(part[key[0]]))}))
    statuses, ids = bytearray(), []
    size = len(next(iter(columns.values())))
    for start in range(0, size, BATCH):
        part = {attr: values[start : start + BATCH] for attr, values in columns.items()}
        found, new, changed = match(model, part, key, scope(part))
        pks = store.reserve(model, len(new)) if may_create else []
        for index, pk in zip(new, pks, strict=True):
            found[index] = pk
        if changed:
            store.update(model, with_derived(model, part, changed, found))
        if new:
            store.insert(model, completed(model, part, new, found))
        marks = bytearray(len(found))
        for index in changed:
            marks[index] = Status.CHANGED
        for index in new:
            marks[index] = Status.NEW
        statuses += marks
        ids += found
    return statuses, ids


def match(model, part, key, scope):
    """(ids or None per row, indices of new rows, {index of a changed row: the stored row as a namespace})."""
    attrs = list(part)
    sources = [name for field in derived(model) for name in of(field) if name not in part]
    stored = {}
    places = [attrs.index(attr) for attr in key]
    for row in model._default_manager.filter(scope).values_list("pk", *attrs, *sources).iterator(chunk_size=5000):
        stored[tuple(row[place + 1] for place in places)] = row
    found, new, changed = [], [], {}
    for index, row in enumerate(zip(*part.values(), strict=True)):
        old = stored.get(tuple(row[place] for place in places))
        found.append(old and old[0])
        if old is None:
            new.append(index)
        elif old[1 : len(attrs) + 1] != row:
            changed[index] = dict(zip(sources, old[len(attrs) + 1 :], strict=True))
    return found, new, changed


def derived(model):
    return [field for field in model._meta.concrete_fields if isinstance(field, SearchField | SortField)]


def of(field):
    return (field.of,) if isinstance(field.of, str) else field.of


def completed(model, part, new, ids):
    """All columns of the new rows: what was given, the defaults, and the derived text."""
    columns = {}
    for field in model._meta.concrete_fields:
        if field.primary_key:
            columns[field.attname] = [ids[index] for index in new]
        elif field.attname in part:
            values = part[field.attname]
            columns[field.attname] = [values[index] for index in new]
        else:
            columns[field.attname] = [field.get_default()] * len(new)
    derive(model, columns, len(new), add=True)
    return columns


def with_derived(model, part, changed, ids):
    """The given columns of the changed rows, and the text derived from them."""
    pk = model._meta.pk.attname
    columns = {pk: [ids[index] for index in changed]}
    for attr, values in part.items():
        columns[attr] = [values[index] for index in changed]
    extra = {name: [row[name] for row in changed.values()] for name in next(iter(changed.values()))}
    columns |= extra
    derive(model, columns, len(changed), add=False)
    for name in extra:
        del columns[name]
    return columns


def derive(model, columns, count, *, add):
    fields = derived(model)
    if not fields:
        return
    names = {name for field in fields for name in of(field)}
    results = {field.attname: [] for field in fields}
    for index in range(count):
        row = SimpleNamespace(**{name: columns[name][index] for name in names})
        for field in fields:
            results[field.attname].append(field.pre_save(row, add))
    columns |= results


def relink(model, left, right, wanted):
    """Make the link rows of each left id exactly those wanted; returns the left ids whose links changed.

    wanted: {left id: {right id: {other attributes}}}. Links that are no longer named go: they are part of the row."""
    extra = sorted({name for links in wanted.values() for others in links.values() for name in others})
    stale, new, touched = [], [], set()
    lefts = list(wanted)
    for start in range(0, len(lefts), BATCH):
        batch = lefts[start : start + BATCH]
        missing = {pk: dict(wanted[pk]) for pk in batch}
        rows = model._default_manager.filter(**{f"{left}__in": store.among(batch)})
        for pk, owner, other, *values in rows.values_list("pk", left, right, *extra):
            if missing[owner].get(other) == dict(zip(extra, values, strict=True)):
                del missing[owner][other]
            else:
                stale.append(pk)
                touched.add(owner)
        new += [(owner, other, others) for owner, links in missing.items() for other, others in links.items()]
    touched |= {owner for owner, _, _ in new}
    store.delete(model, stale)
    if new:
        columns = {
            model._meta.pk.attname: store.reserve(model, len(new)),
            left: [row[0] for row in new],
            right: [row[1] for row in new],
        }
        columns |= {name: [row[2][name] for row in new] for name in extra}
        store.insert(model, columns)
    return touched
