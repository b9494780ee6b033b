"""Writes across rows of tasks."""

from django.db import connection

# A due date outside the life of a unit (a district ended in June, a task due in December) takes the nearest day of it.
WANTED = """
    SELECT DISTINCT u.task_id, pl.path, u.is_held
    FROM (
        SELECT t.id AS task_id, t.due, t.assigned_by_id AS committee_id, FALSE AS is_held FROM tasks_breakthroughtask t
        WHERE {task}
        UNION ALL
        SELECT t.id, t.due, t.owner_committee_id, TRUE FROM tasks_breakthroughtask t
        WHERE t.owner_committee_id IS NOT NULL AND {task}
        UNION ALL
        SELECT t.id, t.due, p.committee_id, TRUE FROM tasks_taskowner o
        JOIN cadre_appointment p ON p.id = o.appointment_id JOIN tasks_breakthroughtask t ON t.id = o.task_id
        WHERE {task}
    ) u
    JOIN cadre_committee c ON c.id = u.committee_id
    JOIN cadre_placement pl ON pl.committee_id = c.id
        AND pl.valid_from <= CASE WHEN c.valid_to < u.due THEN c.valid_to
            WHEN c.valid_from > u.due THEN c.valid_from ELSE u.due END
        AND pl.valid_to >= CASE WHEN c.valid_to < u.due THEN c.valid_to
            WHEN c.valid_from > u.due THEN c.valid_from ELSE u.due END"""

# Set operations, not joins: they sort or hash whatever the planner believes of the tables.
KEPT = "SELECT task_id, path, is_held FROM tasks_taskplace WHERE {place}"
DROP = f"DELETE FROM tasks_taskplace WHERE (task_id, path, is_held) IN ({KEPT} EXCEPT {WANTED})"
ADD = f"INSERT INTO tasks_taskplace (task_id, path, is_held) {WANTED} EXCEPT {KEPT} ORDER BY 1, 2, 3"
ALL = {"task": "TRUE", "place": "TRUE"}


def place_tasks(ids=None):
    """Bring TaskPlace up to date with tasks, owners and the tree: two set-based statements, its only writer.

    Call in the transaction that changed any of them. ids: only these tasks; default all."""
    with connection.cursor() as cursor:
        if ids is None:
            cursor.execute(DROP.format(**ALL))
            cursor.execute(ADD.format(**ALL))
            return
        numbers = ", ".join(str(int(pk)) for pk in ids) or "NULL"
        only = {"task": f"t.id IN ({numbers})", "place": f"task_id IN ({numbers})"}
        cursor.execute(DROP.format(**only))
        cursor.execute(ADD.format(**only))
