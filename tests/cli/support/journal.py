"""Migrations that show if they ran twice, or not at all."""


def write_journal(migrexec, count):
    """`count` migrations; each makes a table and adds its number to the table journal."""
    migrexec.write(_0000_journal="CREATE TABLE journal (n integer NOT NULL);")
    for number in range(1, count):
        migrexec.write(**{f"_{number:04}_step": f"INSERT INTO journal VALUES ({number});\n"
                                                f"CREATE TABLE step_{number} (n integer);\n"})


def assert_exactly_once(database, count):
    """Everything of write_journal() is there, and once."""
    assert database.query("SELECT n FROM journal ORDER BY n") == [(n,) for n in range(1, count)]
    assert len(database.query("SELECT * FROM migrexec_history")) == count
    assert [int(version) for version in database.applied()] == list(range(count))
    tables = {f"step_{number}" for number in range(1, count)} | {"journal", "migrexec_history"}
    assert set(database.tables()) >= tables
