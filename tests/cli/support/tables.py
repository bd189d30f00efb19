"""Migrations that make one table each, and take it away again."""


def write_tables(migrexec, count, first=1):
    """0001_t1.up.sql makes t1, 0001_t1.down.sql drops it, and so on."""
    for number in range(first, first + count):
        migrexec.file(f"{number:04}_t{number}.up.sql", f"CREATE TABLE t{number} (n integer);\n")
        migrexec.file(f"{number:04}_t{number}.down.sql", f"DROP TABLE t{number};\n")
    return migrexec


def tables(database):
    """Those of the migrations."""
    return [name for name in database.tables() if name != "migrexec_history"]


def assert_agree(database):
    """A table is there exactly if its migration is recorded."""
    recorded = {f"t{int(version)}" for version in database.applied()}
    assert set(tables(database)) == recorded
