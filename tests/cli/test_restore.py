"""`restore FILE`: a copy of a SQLite database is put back."""

import contextlib
import os
import shutil
import sqlite3

import pytest


@pytest.fixture
def copy(migrexec, sqlite):
    """A copy of the database after its first migration; a second one came since."""
    migrexec.write(_0001_users="CREATE TABLE users (n INTEGER);")
    migrexec.succeed("migrate")
    path = migrexec.folder / "copy.bak"
    shutil.copy(sqlite.path, path)
    migrexec.write(_0002_notes="CREATE TABLE notes (n INTEGER);")
    migrexec.succeed("migrate")
    return path


def test_the_database_is_what_it_was(migrexec, sqlite, copy):
    result = migrexec.succeed("restore", copy)
    assert result.out == f"restored {sqlite.path} from {copy}\n"
    assert sqlite.tables() == ["migrexec_history", "users"]
    assert migrexec.succeed("migrate", "--format", "json").json["applied"] == ["0002"]


def test_it_is_refused_while_an_application_has_the_database_open(migrexec, sqlite, copy, golden):
    with contextlib.closing(sqlite.session()) as application:
        application.execute("SELECT count(*) FROM notes").fetchall()
        result = migrexec("restore", copy)
    assert result.code == 75
    golden("restore-in-use", result.err)
    assert "notes" in sqlite.tables()


def test_it_is_refused_while_another_migrexec_migrates(migrexec, sqlite, copy, golden):
    migrexec.file("0003_long.sql", sqlite.long_statement)
    other = migrexec.start("migrate").burns()
    result = migrexec("restore", copy)
    assert result.code == 75
    golden("restore-in-use", result.err)
    other.kill()


def cut_short(copy):
    os.truncate(copy, 5000)


def scribble(copy):
    """Over the page of a table; the first page, with the header, is as it was."""
    with open(copy, "r+b") as file:
        file.seek(4096)
        file.write(b"x" * 4096)


SPOILT = {
    "cut-short": cut_short,
    "scribbled-over": scribble,
    "no-database": lambda copy: copy.write_text("hello" * 1000),
    "empty": lambda copy: copy.write_text(""),
    "missing": lambda copy: copy.unlink(),
    "without-its-log": lambda copy: copy.with_name("copy.bak-wal").write_text("more"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_copy_is_refused(migrexec, sqlite, copy, golden, name):
    SPOILT[name](copy)
    result = migrexec("restore", copy)
    assert result.code == 74
    golden(f"restore-{name}", result.err)
    assert "notes" in sqlite.tables()


def test_a_database_is_not_its_own_copy(migrexec, sqlite, copy, golden):
    result = migrexec("restore", sqlite.path)
    assert result.code == 64
    golden("restore-itself", result.err)


def test_a_damaged_database_is_moved_away_by_hand(migrexec, sqlite, copy, golden):
    sqlite.path.write_text("hello" * 1000)
    result = migrexec("restore", copy)
    assert result.code == 74
    golden("restore-over-damage", result.err)


def test_a_place_that_is_not_there_is_refused(migrexec, copy, golden):
    result = migrexec("restore", copy, env={"DATABASE_URL": "sqlite:///no/shop.db"})
    assert result.code == 78
    golden("restore-to-a-missing-folder", result.err)


def test_a_database_in_memory_is_no_place(migrexec, copy, golden):
    result = migrexec("restore", copy, env={"DATABASE_URL": "sqlite::memory:"})
    assert result.code == 78
    golden("restore-in-memory", result.err)


def test_a_database_that_was_lost_comes_back(migrexec, sqlite, copy):
    sqlite.path.unlink()
    migrexec.succeed("restore", copy)
    assert sqlite.applied() == ["0001"]


def test_a_database_with_a_log_comes_back_whole(migrexec, sqlite, copy):
    with contextlib.closing(sqlite3.connect(sqlite.path)) as application:
        application.execute("PRAGMA journal_mode=WAL")
        application.execute("INSERT INTO notes VALUES (1)")
        application.commit()
    migrexec.succeed("restore", copy)
    assert sqlite.tables() == ["migrexec_history", "users"]
    assert sorted(path.name for path in migrexec.folder.glob("shop.db*")) == ["shop.db"]


def test_it_needs_one_file(migrexec, sqlite, golden):
    result = migrexec("restore")
    assert result.code == 64
    golden("restore-without-file", result.err)
    assert migrexec("restore", "a", "b").code == 64


def test_it_is_for_sqlite(migrexec, golden):
    migrexec.env["DATABASE_URL"] = "postgresql://app@localhost/shop"
    result = migrexec("restore", "copy.bak")
    assert result.code == 78
    golden("restore-of-postgresql", result.err)
