"""Guards of scoring in the database (how they work: cadre/guards.py)."""

from cadre.guards import Guard, over_rows, run

MESSAGE = "Điểm chấm vượt điểm tối đa của tiêu chí."

WITHIN_MOST = over_rows(
    "line_within_most_points",
    "scoring_scoreline",
    message=MESSAGE,
    lock=None,
    wrong_row="NEW.value > (SELECT max_points FROM scoring_criterion WHERE id = NEW.criterion_id)",
    wrong_rows="""SELECT 1 FROM new_rows n JOIN scoring_criterion c ON c.id = n.criterion_id
        WHERE n.value > c.max_points""",
    watched="value, criterion_id",
)

# The other side: a maximum may not sink below points already given. Rare, so each row looks for itself.
MOST_HOLDS = Guard(
    "criterion_most_points_hold",
    "scoring_criterion",
    sqlite=(
        f"""CREATE TRIGGER criterion_most_points_lowered BEFORE UPDATE OF max_points ON scoring_criterion
        WHEN NEW.max_points < OLD.max_points AND EXISTS (
            SELECT 1 FROM scoring_scoreline WHERE criterion_id = NEW.id AND value > NEW.max_points)
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    ),
    postgresql=(
        f"""CREATE FUNCTION criterion_most_points_hold() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM scoring_scoreline WHERE criterion_id = NEW.id AND value > NEW.max_points) THEN
                RAISE EXCEPTION '{MESSAGE}'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'criterion_most_points_hold';
            END IF;
            RETURN NULL;
        END $$""",
        """CREATE TRIGGER criterion_most_points_lowered AFTER UPDATE OF max_points ON scoring_criterion
        FOR EACH ROW WHEN (NEW.max_points < OLD.max_points) EXECUTE FUNCTION criterion_most_points_hold()""",
    ),
    triggers=("criterion_most_points_lowered",),
)

GUARDS = (WITHIN_MOST, MOST_HOLDS)


def install(apps, schema_editor):
    run(GUARDS, schema_editor.connection, create=True)


def remove(apps, schema_editor):
    run(GUARDS, schema_editor.connection, create=False)
