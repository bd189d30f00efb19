"""migrexec test: does each down undo its up? On a database that is thrown away."""

import re
import signal
import xml.etree.ElementTree

import pytest

from support.tables import write_tables
from support.waiting import eventually


@pytest.fixture
def home(database):
    """Where the throwaway database is made: the role must be allowed to."""
    if database.engine == "postgresql":
        database.server.sql("ALTER ROLE app CREATEDB")
    return database


def throwaways(home):
    """Those of this server; of SQLite's the folder is watched by assert_untouched()."""
    if home.engine == "sqlite":
        return []
    rows = home.query("SELECT datname FROM pg_database WHERE datname LIKE 'migrexec\\_test\\_%%'")
    return [row[0] for row in rows]


def assert_untouched(migrexec, home):
    assert home.applied() == []
    assert throwaways(home) == []
    assert [path.name for path in migrexec.folder.iterdir() if path.is_file()] in ([], ["t.xml"])
    assert not list((migrexec.folder / "tmp").iterdir())


@pytest.fixture(autouse=True)
def own_tmp(migrexec):
    """Whatever is made for a moment is made here."""
    (migrexec.folder / "tmp").mkdir()
    migrexec.env["TMPDIR"] = str(migrexec.folder / "tmp")


def test_downs_that_undo_their_ups_pass(migrexec, home):
    write_tables(migrexec, 2)
    migrexec.file("0003_data.sql", "INSERT INTO t1 VALUES (1);\n")
    migrexec.file("R__v.sql", "DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT n FROM t1;\n")
    result = migrexec.succeed("test")
    assert "3 passed, 0 failed, 1 without down" in result.out
    assert_untouched(migrexec, home)


def test_a_temporary_folder_must_be_there(migrexec, sqlite, golden):
    write_tables(migrexec, 1)
    result = migrexec("test", env={"TMPDIR": "/no/tmp"})
    assert result.code == 74
    golden("rehearsal-no-temporary-folder", re.sub("test-.{6}", "test-XXXXXX", result.err))


def forgetful(migrexec):
    """Its down forgets the index and the column."""
    write_tables(migrexec, 1)
    migrexec.file("2_a.up.sql", "CREATE TABLE a (n integer);\nALTER TABLE t1 ADD more text;\n")
    migrexec.file("2_a.down.sql", "DROP TABLE a;\n")
    write_tables(migrexec, 1, first=3)


def test_a_down_that_forgets_something_is_reported_with_what_it_left(migrexec, home, golden):
    forgetful(migrexec)
    result = migrexec("test")
    assert result.code == 65
    assert "2_a" in result.err
    assert "more" in result.out
    assert_untouched(migrexec, home)
    golden(f"rehearsal-not-undone-{home.engine}", result.out + result.err)


def test_the_others_are_tested_all_the_same(migrexec, home):
    forgetful(migrexec)
    result = migrexec("test", "--format", "json")
    verdicts = {row["migration"]: row["verdict"] for row in result.json["migrations"]}
    assert verdicts == {"0001_t1": "passed", "2_a": "not_undone", "0003_t3": "passed"}
    assert any("more" in line for line in result.json["migrations"][1]["left"])


def test_a_down_that_takes_too_much_is_reported(migrexec, home):
    write_tables(migrexec, 2)
    migrexec.file("0002_t2.down.sql", "DROP TABLE t2;\nDROP TABLE t1;\n")
    result = migrexec("test", "--format", "json")
    assert result.code == 65
    assert any("t1" in line for line in result.json["migrations"][1]["lost"])
    assert_untouched(migrexec, home)


def test_results_as_junit_xml(migrexec, home):
    forgetful(migrexec)
    migrexec.file("4_last.sql", "CREATE TABLE last (n integer);\n")
    assert migrexec("test", "--junit", "t.xml").code == 65
    suite = xml.etree.ElementTree.parse(migrexec.folder / "t.xml").getroot().find("testsuite")
    counts = {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "4", "failures": "1", "errors": "0", "skipped": "1"}
    cases = suite.findall("testcase")
    assert [case.get("name") for case in cases] == ["0001_t1", "2_a", "0003_t3", "4_last"]
    assert "more" in cases[1].find("failure").text
    assert cases[0].find("failure") is None
    assert_untouched(migrexec, home)


def test_a_failing_migration_is_71_and_the_database_is_gone(migrexec, home, golden):
    write_tables(migrexec, 1)
    migrexec.write(_0002_b="CREATE TABLE b (n integer);\nDROP TABLE nowhere;\n")
    result = migrexec("test", "--junit", "t.xml")
    assert result.code == 71
    assert_untouched(migrexec, home)
    case = xml.etree.ElementTree.parse(migrexec.folder / "t.xml").getroot().findall(".//error")
    assert len(case) == 1
    golden(f"rehearsal-up-fails-{home.engine}", result.err)


def test_a_failing_down_is_reported_and_the_database_is_gone(migrexec, home):
    write_tables(migrexec, 2)
    migrexec.file("0001_t1.down.sql", "DROP TABLE nowhere;\n")
    result = migrexec("test", "--format", "json")
    assert result.code == 71
    verdicts = [row["verdict"] for row in result.json["migrations"]]
    assert verdicts == ["failed", "passed"]
    assert_untouched(migrexec, home)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_leaves_no_database_behind(migrexec, home, number):
    write_tables(migrexec, 1)
    migrexec.write(_0002_b=f"{home.long_statement};\n")
    running = migrexec.start("test")
    if home.engine == "sqlite":
        running.burns()
    else:
        eventually(
            lambda: home.query(
                "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%%pg_sleep(600)%%'"
                " AND datname LIKE 'migrexec%%'"
            ),
            within=20,
        )
    assert running.send(number).finish(20).code == 128 + number
    assert_untouched(migrexec, home)


def test_without_the_right_to_create_a_database_it_says_what_to_do(migrexec, postgres, golden):
    postgres.server.sql("ALTER ROLE app NOCREATEDB")
    write_tables(migrexec, 1)
    result = migrexec("test")
    assert result.code == 77
    golden("rehearsal-no-createdb", result.err)


def test_it_can_run_in_memory(migrexec):
    write_tables(migrexec, 2)
    migrexec.succeed("test", "--database-url", "sqlite::memory:")


def test_hooks_stay_out_of_it(migrexec, home):
    write_tables(migrexec, 1)
    (migrexec.migrations / "hooks").mkdir()
    hook = migrexec.migrations / "hooks" / "before-migrate"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    migrexec.succeed("test")


def test_nothing_to_test_is_no_failure(migrexec, home):
    assert "0 passed, 0 failed" in migrexec.succeed("test").out
