"""redo: down, then up again from the files."""

import pytest

from support.tables import assert_agree, write_tables


@pytest.fixture
def three(migrexec, database):
    """Three tables, applied."""
    write_tables(migrexec, 3)
    migrexec.succeed("migrate")
    return database


def test_redo_runs_the_file_anew(migrexec, three):
    three.query("INSERT INTO t3 VALUES (1)")
    answer = migrexec.succeed("redo", "--format", "json").json
    assert (answer["rolled_back"], answer["applied"]) == (["0003"], ["0003"])
    assert three.query("SELECT count(*) FROM t3") == [(0,)]


def test_redo_of_several_is_confirmed_and_keeps_the_order(migrexec, three):
    assert migrexec("redo", "-2").code == 64
    answer = migrexec.succeed("redo", "-2", "--yes", "--format", "json").json
    assert answer["rolled_back"] == ["0003", "0002"]
    assert answer["applied"] == ["0002", "0003"]
    assert_agree(three)


def test_redo_takes_the_edited_file(migrexec, three):
    migrexec.file("0003_t3.up.sql", "CREATE TABLE t3 (n integer, more text);\n")
    migrexec.succeed("redo")
    assert three.query("SELECT more FROM t3") == []
    assert migrexec.succeed("status", "--format", "json").json["changed"] == 0


def test_redo_without_the_file_rolls_nothing_back(migrexec, three, golden):
    migrexec.clear()
    result = migrexec("redo")
    assert result.code == 65
    assert_agree(three)
    assert len(three.applied()) == 3
    golden("redo-without-file", result.err)
