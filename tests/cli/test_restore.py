"""`restore FILE`: a copy of a SQLite database is put back."""

import contextlib
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


def test_it_is_refused_while_an_application_has_the_database_open(migrexec, sqlite, copy):
    with contextlib.closing(sqlite.session()) as application:
        application.execute("SELECT count(*) FROM notes").fetchall()
        result = migrexec("restore", copy)
    assert result.code == 75
    assert f'"{sqlite.path}" is in use by another process' in result.err
    assert "nothing was restored" in result.err
    assert "notes" in sqlite.tables()


def test_it_is_refused_while_another_migrexec_migrates(migrexec, sqlite, copy):
    migrexec.file("0003_long.sql", sqlite.long_statement)
    other = migrexec.start("migrate").burns()
    assert migrexec("restore", copy).code == 75
    other.kill()


def test_a_damaged_copy_is_refused(migrexec, sqlite, copy):
    with open(copy, "r+b") as file:
        file.truncate(5000)
    result = migrexec("restore", copy)
    assert result.code == 74
    assert "nothing was restored" in result.err
    assert "notes" in sqlite.tables()


def test_what_is_no_database_or_not_there_is_refused(migrexec, sqlite, copy):
    copy.write_text("hello" * 1000)
    assert migrexec("restore", copy).code == 74
    copy.unlink()
    result = migrexec("restore", copy)
    assert result.code == 74
    assert f'"{copy}": No such file or directory' in result.err
    assert "notes" in sqlite.tables()


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


def test_it_needs_one_file(migrexec, sqlite):
    assert migrexec("restore").code == 64
    assert migrexec("restore", "a", "b").code == 64


def test_it_is_for_sqlite(migrexec):
    migrexec.env["DATABASE_URL"] = "postgresql://app@localhost/shop"
    result = migrexec("restore", "copy.bak")
    assert result.code == 78
    assert "restore is for SQLite, and the database is PostgreSQL" in result.err
