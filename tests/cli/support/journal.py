"""Migrations that show if they ran twice, or not at all."""

# COMMIT itself takes so long on the server.
SLOW_COMMIT = """
CREATE TABLE journal (n integer);
CREATE FUNCTION doze() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN PERFORM pg_sleep({seconds}); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER doze AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION doze();
INSERT INTO journal VALUES (1);
"""


def write_journal(migrexec, count):
    """`count` migrations; each makes a table and adds its number to the table journal."""
    migrexec.write(_0000_journal="CREATE TABLE journal (n integer NOT NULL);")
    for number in range(1, count):
        migrexec.write(
            **{
                f"_{number:04}_step": f"INSERT INTO journal VALUES ({number});\n"
                f"CREATE TABLE step_{number} (n integer);\n"
            }
        )


def assert_exactly_once(database, count):
    """Everything of write_journal() is there, and once."""
    assert database.query("SELECT n FROM journal ORDER BY n") == [(n,) for n in range(1, count)]
    assert len(database.query("SELECT * FROM migrexec_history")) == count
    assert [int(version) for version in database.applied()] == list(range(count))
    tables = {f"step_{number}" for number in range(1, count)} | {"journal", "migrexec_history"}
    assert set(database.tables()) >= tables


def empty(database):
    """As if it had just been made."""
    if database.engine == "sqlite":
        for path in database.path.parent.glob(database.path.name + "*"):
            path.unlink()
    else:
        database.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION app")
