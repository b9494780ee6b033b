"""A task of each persona that still runs, and requests about it, for tests of change requests."""

import datetime as dt

from tasks import change_shapes, changes
from tasks.change_shapes import SHAPES
from tasks.enums import ChangeKind
from tests.factories import as_actor, make_appointment, make_cadre, make_indicator, make_task

REASON = "Bão số 3 làm ngập công trường hai mươi ngày, đã bố trí thêm hai tổ thi công."
NOON = "2024-03-01T09:00:00+07:00"
KINDS = list(ChangeKind)
PAPER = {"number": "88-QĐ/TU", "issued_on": dt.date(2024, 2, 20), "issuer": "Ban Thường vụ Tỉnh ủy", "file": None}


def make_running(land, title="Giải phóng mặt bằng 12 km đường", **fields):
    """A task of the secretary's given by the province, with one counted indicator."""
    fields = {"owner": land.secretary_post, "assigned_by": land.province, "due": "2024-09-30"} | fields
    task = make_task(title, **fields)
    make_indicator(task, "Số hộ bàn giao", unit="hộ", target_min=490, baseline=92, result=245)
    return task


def make_heir(land):
    """Another post of the secretary's unit."""
    return make_appointment(
        make_cadre("Phó Bí thư Bình Sơn"), committee=land.district, title="Phó Bí thư Huyện ủy", end="2025-06-30"
    )


def contents(land, task, kind, **more):
    """(before, asked) of a sound request of a kind."""
    now = change_shapes.read([task])[task.pk]
    before = {
        "extension": {"due": task.due.isoformat()},
        "target": {"indicators": [change_shapes.indicator(each) for each in now.indicators.values()]},
        "cause": {"excused": task.excused},
        "reassign": {"holder": now.holders[0]},
        "stop": {"stopped": False},
    }[kind]
    if kind == "target":
        asked = {"indicators": [row | {"target_min": "300"} for row in before["indicators"]]}
    elif kind == "reassign":
        asked = {"holder": change_shapes.holder(more.pop("heir", None) or make_heir(land))}
    else:
        asked = (
            before
            | {
                "extension": {"due": "2024-11-30"},
                "cause": {"excused": True, "what": "Bão số 3", "since": "2024-02-10"},
                "stop": {"stopped": True, "outcome": "Bàn giao hồ sơ cho phòng chuyên môn."},
            }[kind]
        )
    return before, asked | more


def make_request(land, task, kind="extension", *, by=None, **more):
    """A request handed in by the secretary unless said otherwise."""
    before, asked = contents(land, task, kind, **more)
    who = as_actor(by or land.people["secretary"])
    return changes.ask(task, kind, before, asked, reason=REASON, actor=who)


def said(request):
    """What a request asks for, in words."""
    return SHAPES[request.kind].lines(request.asked)
