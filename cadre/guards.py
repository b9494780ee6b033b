"""Guards in the database: what may never be true, whoever writes and by whatever way. Messages are for people.

A guard is SQL of both databases under one name. On SQLite a later migration that rebuilds a guarded table drops its
triggers without a word: it must end with `RunPython(guards.install, guards.remove)` again, and
tests/interchange/test_guards.py notices. One advisory lock per guard keeps two transactions on PostgreSQL from each
adding half of a ring or of an overlap."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guard:
    """`sqlite` and `postgresql`: statements that create it; `drop`: the triggers (and function) to take away."""

    name: str
    table: str
    sqlite: tuple
    postgresql: tuple
    triggers: tuple

    def statements(self, vendor, *, create):
        on = f" ON {self.table}" if vendor == "postgresql" else ""
        found = [f"DROP TRIGGER IF EXISTS {trigger}{on}" for trigger in self.triggers]
        if vendor == "postgresql":
            found.append(f"DROP FUNCTION IF EXISTS {self.name}()")
        if create:
            found += self.postgresql if vendor == "postgresql" else self.sqlite
        return found


def run(guards, connection, *, create):
    with connection.cursor() as cursor:
        for guard in guards:
            for statement in guard.statements(connection.vendor, create=create):
                cursor.execute(statement)


def over_rows(name, table, *, message, lock, wrong_row, wrong_rows, watched):
    """A guard over what a statement writes.

    wrong_row: SQL condition over NEW (SQLite: each row). wrong_rows: a query over the transition table new_rows that
    finds something (PostgreSQL: once per statement, so bulk writes stay fast). watched: columns whose update counts."""
    return Guard(
        name,
        table,
        sqlite=(
            f"CREATE TRIGGER {name}_insert BEFORE INSERT ON {table} WHEN {wrong_row} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
            f"CREATE TRIGGER {name}_update BEFORE UPDATE OF {watched} ON {table} WHEN {wrong_row} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
        ),
        postgresql=(
            f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                {f"PERFORM pg_advisory_xact_lock({lock});" if lock else ""}
                IF EXISTS ({wrong_rows}) THEN
                    RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
                END IF;
                RETURN NULL;
            END $$""",
            *(
                f"CREATE TRIGGER {name}_{event} AFTER {event} ON {table} REFERENCING NEW TABLE AS new_rows "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
                for event in ("insert", "update")
            ),
        ),
        triggers=(f"{name}_insert", f"{name}_update"),
    )


FIRST, LAST = "0001-01-01", "9999-12-31"

NO_RING = over_rows(
    "parent_link_no_ring",
    "cadre_parentlink",
    message="Các tập thể trực thuộc nhau thành vòng.",
    lock=815_011,
    wrong_row="""EXISTS (
        WITH RECURSIVE up(node) AS (
            SELECT NEW.parent_id UNION
            SELECT l.parent_id FROM cadre_parentlink l JOIN up ON l.committee_id = up.node WHERE l.id IS NOT NEW.id)
        SELECT 1 FROM up WHERE node = NEW.committee_id)""",
    wrong_rows="""
        WITH RECURSIVE up(start, node) AS (
            SELECT committee_id, parent_id FROM new_rows UNION
            SELECT up.start, l.parent_id FROM cadre_parentlink l JOIN up ON l.committee_id = up.node)
        SELECT 1 FROM up WHERE start = node""",
    watched="committee_id, parent_id",
)

ONE_PARENT = over_rows(
    "parent_link_one_at_a_time",
    "cadre_parentlink",
    message="Tập thể có hai cấp trên trong cùng một thời gian.",
    lock=815_012,
    wrong_row=f"""EXISTS (SELECT 1 FROM cadre_parentlink l
        WHERE l.committee_id = NEW.committee_id AND l.id IS NOT NEW.id
        AND COALESCE(l.valid_from, '{FIRST}') <= COALESCE(NEW.valid_to, '{LAST}')
        AND COALESCE(NEW.valid_from, '{FIRST}') <= COALESCE(l.valid_to, '{LAST}'))""",
    wrong_rows=f"""SELECT 1 FROM new_rows n JOIN cadre_parentlink l ON l.committee_id = n.committee_id AND l.id <> n.id
        WHERE COALESCE(l.valid_from, '{FIRST}') <= COALESCE(n.valid_to, '{LAST}')
        AND COALESCE(n.valid_from, '{FIRST}') <= COALESCE(l.valid_to, '{LAST}')""",
    watched="committee_id, valid_from, valid_to",
)

ONE_HEAD = over_rows(
    "appointment_one_head_at_a_time",
    "cadre_appointment",
    message="Chức danh người đứng đầu này đã có người giữ trong thời gian đó.",
    lock=815_013,
    wrong_row=f"""NEW.is_head AND EXISTS (SELECT 1 FROM cadre_appointment a
        WHERE a.committee_id = NEW.committee_id AND a.title = NEW.title AND a.is_head AND a.id IS NOT NEW.id
        AND a.start <= COALESCE(NEW."end", '{LAST}') AND NEW.start <= COALESCE(a."end", '{LAST}'))""",
    wrong_rows=f"""SELECT 1 FROM new_rows n JOIN cadre_appointment a
        ON a.committee_id = n.committee_id AND a.title = n.title AND a.is_head AND a.id <> n.id
        WHERE n.is_head AND a.start <= COALESCE(n."end", '{LAST}') AND n.start <= COALESCE(a."end", '{LAST}')""",
    watched='committee_id, title, is_head, start, "end"',
)

LEDGER_MESSAGE = "Nhật ký chỉ được ghi thêm, không sửa, không xóa."
LEDGER_ONLY_GROWS = Guard(
    "ledger_only_grows",
    "cadre_ledgerentry",
    sqlite=tuple(
        f"CREATE TRIGGER ledger_no_{event} BEFORE {event} ON cadre_ledgerentry "
        f"BEGIN SELECT RAISE(ABORT, '{LEDGER_MESSAGE}'); END"
        for event in ("update", "delete")
    ),
    postgresql=(
        f"""CREATE FUNCTION ledger_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{LEDGER_MESSAGE}' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_only_grows';
        END $$""",
        *(
            f"CREATE TRIGGER ledger_no_{event} BEFORE {event} ON cadre_ledgerentry "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_only_grows()"
            for event in ("update", "delete", "truncate")
        ),
    ),
    triggers=("ledger_no_update", "ledger_no_delete", "ledger_no_truncate"),
)

GUARDS = (NO_RING, ONE_PARENT, ONE_HEAD, LEDGER_ONLY_GROWS)


def install(apps, schema_editor):
    run(GUARDS, schema_editor.connection, create=True)


def remove(apps, schema_editor):
    run(GUARDS, schema_editor.connection, create=False)
