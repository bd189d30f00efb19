"""Files larger than memory."""
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
    count = write_large(migrexec.migrations / "1_large.sql", "CREATE TABLE a (t text);\nCOPY a FROM stdin;\n",
                        "x" * 1000 + "\n", "\\.\nCREATE TABLE b (n int);\n")
    assert peak(migrexec, "migrate") < LIMIT
    assert postgres.query("SELECT count(*) FROM a") == [(count,)]
    assert "b" in postgres.tables()


def test_a_large_file_of_inserts_is_streamed(migrexec, database):
    count = write_large(migrexec.migrations / "1_large.sql", "CREATE TABLE a (t text);\n",
                        "INSERT INTO a VALUES ('" + "x" * 8000 + ";');\n", "CREATE TABLE b (n int);\n")
    assert peak(migrexec, "migrate") < LIMIT
    assert database.query("SELECT count(*) FROM a") == [(count,)]
    assert peak(migrexec, "status") < LIMIT
    assert peak(migrexec, "check") < LIMIT
