"""Writes across rows of scoring."""

from django.db import connection


def place_assessments(round_ids=None):
    """Set unit, path and depth of assessments: where the subject's committee stood on the round's end date (one that
    had ended by then: on its last day).

    Their only writer; call in the transaction that wrote assessments or changed the tree. round_ids: a list, or
    None for every round. Side effects: none beyond these three columns; decided rows move with a corrected tree."""
    chosen = "" if round_ids is None else f"AND a.round_id IN ({', '.join(str(int(pk)) for pk in round_ids) or 'NULL'})"
    place = """
        SELECT a.id, COALESCE(a.committee_id, p.committee_id) AS unit_id, COALESCE(pl.path, '') AS path,
            COALESCE(pl.depth, 0) AS depth
        FROM scoring_assessment a
        JOIN scoring_evaluationround r ON r.id = a.round_id
        LEFT JOIN cadre_appointment p ON p.id = a.appointment_id
        JOIN cadre_committee c ON c.id = COALESCE(a.committee_id, p.committee_id)
        LEFT JOIN cadre_placement pl ON pl.committee_id = c.id
            AND pl.valid_from <= CASE WHEN c.valid_to < r."end" THEN c.valid_to
                WHEN c.valid_from > r."end" THEN c.valid_from ELSE r."end" END
            AND pl.valid_to >= CASE WHEN c.valid_to < r."end" THEN c.valid_to
                WHEN c.valid_from > r."end" THEN c.valid_from ELSE r."end" END
        WHERE TRUE {chosen}"""
    differs = (
        "(scoring_assessment.unit_id <> w.unit_id OR scoring_assessment.path <> w.path "
        "OR scoring_assessment.depth <> w.depth)"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE scoring_assessment SET unit_id = w.unit_id, path = w.path, depth = w.depth "
            f"FROM ({place.format(chosen=chosen)}) w WHERE w.id = scoring_assessment.id AND {differs}"
        )
