"""Campaigns: read by everyone below, kept by the organisers of their committee; "draft" is one not yet opened."""

from tasks.models import Campaign
from tests.factories import make_campaign, make_position, make_task

TODAY = "2024-02-10"
TABLE = """
                                  organ leade assess inspec secre deput neigh outsi plain admin expir disab anony
GET  campaigns                -     200   200   200   200   200   200   200   200   200   200   200   302   302
GET  campaign                 own   200   200   200   200   200   200   200   404   200   404   404   302   302
GET  campaign                 draft 200   200   404   404   404   404   404   404   404   404   404   302   302
GET  campaign                 other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  campaign_new             -     200   403   403   403   403   403   403   200   403   403   403   302   302
POST campaign_new             -     200   403   403   403   403   403   403   200   403   403   403   302   302
GET  campaign_edit            own   200   403   403   403   403   403   403   404   403   404   404   302   302
GET  campaign_edit            other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST campaign_edit            own   200   403   403   403   403   403   403   404   403   404   404   302   302
POST campaign_edit            other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  campaign_move            own   200   403   403   403   403   403   403   404   403   404   404   302   302
GET  campaign_move            draft 200   403   404   404   404   404   404   404   404   404   404   302   302
POST campaign_move            own   200   403   403   403   403   403   403   404   403   404   404   302   302
POST campaign_move            other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  campaign_file            own   404   404   404   404   404   404   404   404   404   404   404   302   302
GET  campaign_board           own   200   200   200   200   200   200   200   404   403   404   404   302   302
GET  campaign_board           draft 200   200   404   404   404   404   404   404   404   404   404   302   302
GET  campaign_board           other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  campaign_board_excel     own   200   200   200   200   200   200   200   404   403   404   404   302   302
GET  campaign_board_excel     other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  carry_over               own   200   403   403   403   403   403   403   404   403   404   404   302   302
GET  carry_over               other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST carry_over               own   200   403   403   403   403   403   403   404   403   404   404   302   302
POST carry_over               other 404   404   404   404   404   404   404   200   404   404   404   302   302
"""


def row_of(land, name, target):
    return Campaign.objects.get(code=f"DGV-{target}")


def prepare(land):
    """A campaign of each province with people who must register and a task of the year before, and one not opened."""
    secretary = make_position("Bí thư cấp huyện")
    for post in (land.secretary_post, land.neighbour_post, land.other_post):
        post.position = secretary
        post.save()
    for code, who, committee in (("own", "organiser", land.province), ("other", "outsider", land.other_province)):
        make_campaign(code=f"DGV-{code}", committee=committee, by=land.people[who], positions=[secretary])
    make_campaign(code="DGV-draft", committee=land.province, by=land.people["organiser"], state="draft")
    for title, owner, committee in (
        ("Cứng hóa 12 km đường", land.secretary_post, land.province),
        ("Chim hoàng yến đường thủy", land.other_post, land.other_province),
    ):
        make_task(title, owner=owner, assigned_by=committee, due="2023-11-30")
