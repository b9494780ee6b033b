"""Where a task came from and where it went: the chain of what was carried on, year by year."""

from django.db import connection

from tasks.models import BreakthroughTask
from tasks.queries import LIST_COLUMNS, dress

CHAIN = """
    WITH RECURSIVE before(id, source) AS (
        SELECT id, carried_from_id FROM tasks_breakthroughtask WHERE id = %(task)s
        UNION SELECT t.id, t.carried_from_id FROM tasks_breakthroughtask t JOIN before b ON t.id = b.source
    ), after(id) AS (
        SELECT id FROM tasks_breakthroughtask WHERE carried_from_id = %(task)s AND state <> 'cancelled'
        UNION SELECT t.id FROM tasks_breakthroughtask t JOIN after a ON t.carried_from_id = a.id
        WHERE t.state <> 'cancelled'
    )
    SELECT id FROM before UNION SELECT id FROM after"""


def lineage(task, user, today):
    """Rows of the chain that the user may see, oldest first, dressed; [] for a task that was never carried.

    One statement for that, five more for a chain of any length."""
    with connection.cursor() as cursor:
        cursor.execute(CHAIN, {"task": task.pk})
        ids = [pk for (pk,) in cursor.fetchall()]
    if len(ids) < 2:
        return []
    rows = BreakthroughTask.objects.visible_to(user).filter(pk__in=ids).order_by("year", "id").values(*LIST_COLUMNS)
    return dress(list(rows), today)
