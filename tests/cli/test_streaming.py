"""Files and answers larger than memory, and very many files."""

import pathlib
import sys

import pytest

MEASURE = str(pathlib.Path(__file__).parent / "support/measure.py")
SIZE = 300 << 20
LIMIT = 64 << 10

pytestmark = pytest.mark.slow


def write_large(path, head, line, tail):
    count = SIZE // len(line) + 1
    with open(path, "w", encoding="ascii") as file:
        file.write(head)
        for _ in range(count // 100):
            file.write(line * 100)
        file.write(tail)
    return count // 100 * 100


def peak(migrexec, *words):
    """The peak memory in KiB."""
    file = migrexec.folder / "peak"
    migrexec.succeed(*words, prefix=[sys.executable, "-S", MEASURE, str(file)], within=300)
    return int(file.read_text())


def test_a_large_copy_is_streamed(migrexec, postgres):
    count = write_large(
        migrexec.migrations / "1_large.sql",
        "CREATE TABLE a (t text);\nCOPY a FROM stdin;\n",
        "x" * 1000 + "\n",
        "\\.\nCREATE TABLE b (n int);\n",
    )
    assert peak(migrexec, "migrate") < LIMIT
    assert postgres.query("SELECT count(*) FROM a") == [(count,)]
    assert "b" in postgres.tables()


def test_a_large_file_of_inserts_is_streamed(migrexec, database):
    count = write_large(
        migrexec.migrations / "1_large.sql",
        "CREATE TABLE a (t text);\n",
        "INSERT INTO a VALUES ('" + "x" * 8000 + ";');\n",
        "CREATE TABLE b (n int);\n",
    )
    assert peak(migrexec, "migrate") < LIMIT
    assert database.query("SELECT count(*) FROM a") == [(count,)]
    assert peak(migrexec, "status") < LIMIT
    assert peak(migrexec, "check") < LIMIT


def test_rows_that_nobody_wants_are_not_kept(migrexec, database):
    """SELECT backfill(id) FROM users: a migration with an answer of millions of rows."""
    migrexec.write(
        _1_a=(
            "SELECT generate_series(1, 2000000), repeat('x', 100)"
            if database.engine == "postgresql"
            else "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000000)"
            " SELECT n, hex(zeroblob(50)) FROM c"
        )
    )
    assert peak(migrexec, "migrate") < LIMIT


def test_thousands_of_files_are_no_burden(migrexec, database):
    for number in range(2000):
        migrexec.file(f"{number:05}_a.sql", f"SELECT {number}")
    migrexec.succeed("migrate")
    assert migrexec.succeed("--", "true").seconds < 2
