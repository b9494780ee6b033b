"""Home, lists, committees, cadres, rounds, ratings, ranking, accounts: the land as personas.py makes it."""

from tests.factories import make_quota_group, make_run, make_sheet, make_suggestion

TODAY = None  # the real day

# own = the secretary's district, its post, task and dossier; staff = of the cadre of its commune; next = of the
# district next door; other = of the other province. The round "own" is that of the first province.
TABLE = """
                                  organ leade assess inspec secre deput neigh outsi plain admin expir disab anony
GET  home                     -     200   200   200   200   200   200   200   200   200   200   200   302   302
GET  tasks                    -     200   200   200   200   200   200   200   200   200   200   200   302   302
GET  tasks_excel              -     200   200   200   200   200   200   200   200   200   200   200   302   302
GET  annex_excel              -     200   200   200   200   200   200   200   200   200   200   200   302   302
GET  annex_word               -     200   200   200   200   200   200   200   200   200   200   200   302   302
GET  task                     own   200   200   200   200   200   200   404   404   404   404   404   302   302
GET  task                     staff 200   200   200   200   200   200   404   404   200   404   404   302   302
GET  task                     next  200   200   200   200   404   404   200   404   404   404   404   302   302
GET  task                     other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  committees               -     200   200   200   200   200   200   200   200   200   200   200   302   302
GET  committee                own   200   200   200   200   200   200   404   404   404   404   404   302   302
GET  committee                next  200   200   200   200   404   404   200   404   404   404   404   302   302
GET  committee                other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  cadre                    own   200   200   200   200   200   200   404   404   404   404   404   302   302
GET  cadre                    staff 200   200   200   200   200   200   404   404   200   404   404   302   302
GET  cadre                    next  200   200   200   200   404   404   200   404   404   404   404   302   302
GET  cadre                    other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  rounds                   -     200   200   200   200   200   200   200   200   200   200   200   302   302
GET  round                    own   200   200   200   200   200   200   200   404   200   404   404   302   302
GET  round                    other 404   404   404   404   404   404   404   200   404   404   404   302   302
POST round_compute            own   200   403   403   403   403   403   403   404   403   404   404   302   302
POST round_compute            other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  ratings                  own   200   200   200   200   200   200   200   404   200   404   404   302   302
GET  ratings                  other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  ratings_excel            own   200   200   200   200   200   200   200   404   200   404   404   302   302
GET  ratings_excel            other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  why                      own   200   200   200   200   200   200   404   404   404   404   404   302   302
GET  why                      staff 200   200   200   200   200   200   404   404   200   404   404   302   302
GET  why                      next  200   200   200   200   404   404   200   404   404   404   404   302   302
GET  why                      other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  ranking_latest           -     200   200   200   200   200   200   200   200   200   200   200   302   302
GET  ranking                  own   200   200   200   200   200   200   200   404   200   404   404   302   302
GET  ranking                  other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  ranking_excel            own   200   200   200   200   200   200   200   404   200   404   404   302   302
GET  ranking_excel            other 404   404   404   404   404   404   404   200   404   404   404   302   302
GET  pick                     post  200   200   200   200   200   200   200   200   200   200   200   302   302
POST act_as                   -     404   404   404   404   404   404   404   404   404   404   404   302   302
GET  account_login            -     302   302   302   302   302   302   302   302   302   302   302   200   200
POST account_logout           -     302   302   302   302   302   302   302   302   302   302   302   302   302
GET  account_change_password  -     200   200   200   200   200   200   200   200   200   200   200   302   302
GET  account_inactive         -     200   200   200   200   200   200   200   200   200   200   200   200   200
GET  health                   -     200   200   200   200   200   200   200   200   200   200   200   200   200
"""


def row_of(land, name, target):
    """The row a line is about; its id is what the address takes."""
    if name == "pick":
        return ("post",)
    if name == "task":
        return getattr(land, {"staff": "cadre"}.get(target, target) + "_task")
    if name == "why":
        return getattr(land, {"staff": "cadre"}.get(target, target) + "_assessment")
    if name == "committee":
        return {"own": land.district, "next": land.next_district, "other": land.other_district}[target]
    if name == "cadre":
        posts = {"own": "secretary", "staff": "cadre", "next": "neighbour", "other": "other"}
        return getattr(land, posts[target] + "_post").cadre
    return {"own": land.round, "other": land.other_round}[target]


def prepare(land):
    """The rounds as computed by hand: every page has something to show, and something to leak."""
    for position, (name, level) in enumerate(
        (("own_assessment", "XS"), ("next_assessment", "TOT"), ("own_collective", "TOT"), ("cadre_assessment", "HT")), 1
    ):
        assessment = getattr(land, name)
        make_sheet(assessment, {"TC1": 28, "TC2": 64})
        make_suggestion(
            assessment, level, position=position, total=92 - position, points_common=28, points_results=64 - position
        )
    make_sheet(land.other_assessment, {"TC1": 25, "TC2": 60})
    make_suggestion(land.other_assessment, "TOT", total=85, points_common=25, points_results=60)
    for found in (land.round, land.other_round):
        make_run(found, counts={"TOT": 1})
        make_quota_group(found, "leader", quota_group="Bí thư cấp huyện", rated=2, candidates=1, cap=0)
