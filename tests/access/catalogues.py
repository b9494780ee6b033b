"""The catalogues: kept by organisers and administrators; people and tasks by organisers alone."""

from cadre.models import Committee, Position
from tasks.models import TaskField
from tests.factories import make_appointment, make_cadre, make_position

TODAY = "2024-03-01"
TABLE = """
                                  organ leade assess inspec secre deput neigh outsi plain admin expir disab anony
GET  catalogues               -     200   403   403   403   403   403   403   200   403   200   403   302   302
GET  positions                -     200   403   403   403   403   403   403   200   403   200   403   302   302
GET  positions_excel          -     200   403   403   403   403   403   403   200   403   200   403   302   302
GET  position_new             -     200   403   403   403   403   403   403   200   403   200   403   302   302
POST position_new             -     200   403   403   403   403   403   403   200   403   200   403   302   302
GET  position_edit            own   200   403   403   403   403   403   403   200   403   200   403   302   302
POST position_edit            own   200   403   403   403   403   403   403   200   403   200   403   302   302
GET  positions_place          -     200   403   403   403   403   403   403   200   403   200   403   302   302
POST positions_place          -     302   403   403   403   403   403   403   302   403   302   403   302   302
GET  fields                   -     200   403   403   403   403   403   403   200   403   200   403   302   302
POST fields                   -     200   403   403   403   403   403   403   200   403   200   403   302   302
GET  field_edit               own   200   403   403   403   403   403   403   200   403   200   403   302   302
POST field_edit               own   200   403   403   403   403   403   403   200   403   200   403   302   302
GET  committee_new            -     200   403   403   403   403   403   403   200   403   200   403   302   302
POST committee_new            -     200   403   403   403   403   403   403   200   403   200   403   302   302
GET  committee_edit           own   200   403   403   403   403   403   404   404   404   200   404   302   302
GET  committee_edit           next  200   403   403   403   404   404   403   404   404   200   404   302   302
GET  committee_edit           other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST committee_edit           own   200   403   403   403   403   403   404   404   404   200   404   302   302
POST committee_edit           other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  reorganise               -     200   403   403   403   403   403   403   200   403   200   403   302   302
POST reorganise               -     200   403   403   403   403   403   403   200   403   200   403   302   302
GET  heirs                    -     200   403   403   403   403   403   403   200   403   403   403   302   302
POST heirs                    -     200   403   403   403   403   403   403   200   403   403   403   302   302
GET  post_new                 -     200   403   403   403   403   403   403   200   403   403   403   302   302
POST post_new                 -     200   403   403   403   403   403   403   200   403   403   403   302   302
GET  post_edit                own   200   403   403   403   403   403   404   404   404   404   404   302   302
GET  post_edit                staff 200   403   403   403   403   403   404   404   403   404   404   302   302
GET  post_edit                other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST post_edit                own   200   403   403   403   403   403   404   404   404   404   404   302   302
POST post_edit                other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  post_end                 own   200   403   403   403   403   403   404   404   404   404   404   302   302
GET  post_end                 other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST post_end                 own   200   403   403   403   403   403   404   404   404   404   404   302   302
POST post_end                 other 404   404   404   404   404   404   404   200   404   404   404   302   302
"""


def row_of(land, name, target):
    if name == "position_edit":
        return Position.objects.get(code="CD-BT")
    if name == "field_edit":
        return TaskField.objects.get(name="Xây dựng Đảng")
    if name == "committee_edit":
        return {"own": land.district, "next": land.next_district, "other": land.other_district}[target]
    return {"own": land.secretary_post, "staff": land.cadre_post, "other": land.other_post}[target]


def prepare(land):
    """A list of each kind, a post that fits a position, and a body of the other province with somebody gone."""
    make_position("Bí thư Huyện ủy", code="CD-BT", is_head=True)
    TaskField.objects.get_or_create(name="Xây dựng Đảng", defaults={"order": 10})
    if not Committee.objects.filter(code="DH-GONE").exists():
        make_appointment(
            make_cadre("Người đã thôi"), committee=land.other_district, title="Phó Bí thư", end="2023-12-31"
        )
