"""The two provinces of 2025 as resolution 1684 had them: their districts, the communes of the old map and the new."""

import csv
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from cadre import tree
from cadre.models import Committee, ParentLink, Placement
from config.demo.people import OLD_DISTRICTS
from tests.factories import grant, make_user

FACTS = Path(__file__).resolve().parents[2] / "config" / "demo" / "facts" / "communes_2025.csv"
LAST, FIRST = dt.date(2025, 6, 30), dt.date(2025, 7, 1)


@dataclass
class World:
    """districts: {name in the facts: committee}; old: {(name, district): committee}; lines: {new name: [old keys]}."""

    tq: Committee = None
    hg: Committee = None
    tqm: Committee = None
    organiser: object = None
    districts: dict = field(default_factory=dict)
    old: dict = field(default_factory=dict)
    lines: dict = field(default_factory=dict)

    def list_as_typed(self):
        """The annex as somebody pastes it: new name, old ones with the district that tells namesakes apart."""
        return "\n".join(
            f"Đảng bộ {name}: " + "; ".join(f"{self.old[key].name} ({self.districts[key[1]].name})" for key in keys)
            for name, keys in self.lines.items()
        )


def committee(code, name, level, kind, **fields):
    return Committee(code=code, name=name, level=level, kind=kind, **fields)


def read_facts():
    with open(FACTS, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield row["name"], row["old_district"], [part.strip() for part in row["formed_from"].split(",")]


def make_world():
    world = World()
    world.tq = Committee.objects.create(code="TQ", name="Đảng bộ tỉnh Tuyên Quang (cũ)", level="province", kind="Tỉnh")
    world.hg = Committee.objects.create(code="HG", name="Đảng bộ tỉnh Hà Giang", level="province", kind="Tỉnh")
    world.tqm = Committee.objects.create(
        code="TQM", name="Đảng bộ tỉnh Tuyên Quang", level="province", kind="Tỉnh", valid_from=FIRST
    )
    rows = [committee(code, f"Đảng bộ {name}", "district", "Đảng bộ huyện") for name, code in OLD_DISTRICTS.items()]
    Committee.objects.bulk_create(rows)
    world.districts = dict(zip(OLD_DISTRICTS, rows, strict=True))
    communes, keys = [], []
    for name, district, parts in read_facts():
        world.lines[f"{name} ({district})" if name in world.lines else name] = [(part, district) for part in parts]
        for part in parts:
            if (part, district) not in keys:
                keys.append((part, district))
                words = f"Đảng bộ {part[0].lower()}{part[1:]}"
                communes.append(committee(f"CU-{len(keys):03}", words, "commune", "Đảng bộ xã"))
    Committee.objects.bulk_create(communes)
    world.old = dict(zip(keys, communes, strict=True))
    links = [
        ParentLink(committee=row, parent=world.tq if row.code.startswith("TQ") else world.hg)
        for row in world.districts.values()
    ]
    links += [ParentLink(committee=row, parent=world.districts[key[1]]) for key, row in world.old.items()]
    ParentLink.objects.bulk_create(links)
    tree.rebuild()
    world.organiser = make_user("chuyen-vien-tinh")
    for province in (world.tq, world.hg, world.tqm):
        grant(world.organiser, "organiser", province)
    return world


def parent_on(row, day):
    """The committee directly above on a day; None for a root, "–" if there was no such committee then."""
    place = Placement.objects.filter(committee=row, valid_from__lte=day, valid_to__gte=day).first()
    return place.parent if place else "–"
