"""`--backup DIR`: a SQLite database is copied before anything pending is applied."""

import contextlib
import os
import re
import sqlite3

import pytest


@pytest.fixture
def folder(migrexec, sqlite):
    """The folder for copies; a first migration is applied."""
    path = migrexec.folder / "copies"
    path.mkdir()
    migrexec.write(_0001_users="CREATE TABLE users (n INTEGER);")
    migrexec.succeed("migrate")
    migrexec.env["MIGREXEC_BACKUP"] = str(path)
    return path


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def tables(path):
    with contextlib.closing(sqlite3.connect(path)) as copy:
        return [row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type='table'")]


def test_the_copy_is_the_database_before_the_migration(migrexec, sqlite, folder):
    migrexec.write(_0002_notes="CREATE TABLE notes (n INTEGER);")
    result = migrexec.succeed("migrate")
    (name,) = names(folder)
    assert re.fullmatch(r"shop\.db\.\d{14}\.0001\.bak", name)
    assert "notes" not in tables(folder / name)
    assert "users" in tables(folder / name)
    assert f"copied the database to {folder / name} in " in result.err
    assert sqlite.applied() == ["0001", "0002"]


def test_nothing_pending_is_no_copy(migrexec, folder):
    migrexec.succeed("migrate")
    migrexec.succeed("run", "--", "true")
    assert names(folder) == []


def test_run_makes_one_too_and_before_the_first_migration_it_says_base(migrexec, sqlite, folder):
    sqlite.path.unlink()
    migrexec.succeed("run", "--", "true")
    (name,) = names(folder)
    assert name.endswith(".base.bak")


def test_so_many_are_kept_as_is_asked_for(migrexec, folder):
    for number in range(2, 7):
        migrexec.file(f"{number:04}_t.sql", f"CREATE TABLE t{number} (n INTEGER);")
        migrexec.succeed("migrate", "--backup-keep", "2")
    assert [name.split(".")[3] for name in names(folder)] == ["0004", "0005"]


def test_no_copy_no_migration(migrexec, sqlite, folder, golden):
    migrexec.write(_0002_notes="CREATE TABLE notes (n INTEGER);")
    result = migrexec("migrate", "--backup", folder / "missing")
    assert result.code == 74
    golden("backup-folder-missing", result.err)
    assert sqlite.applied() == ["0001"]


def test_a_folder_for_copies_must_be_a_folder(migrexec, sqlite, folder, golden):
    migrexec.write(_0002_notes="CREATE TABLE notes (n INTEGER);")
    result = migrexec("migrate", "--backup", sqlite.path)
    assert result.code == 74
    golden("backup-folder-is-a-file", result.err)
    assert sqlite.applied() == ["0001"]


def test_a_folder_for_copies_must_be_writable(sqlite, folder, as_stranger, golden):
    for path, mode in [(as_stranger.folder, 0o777), (sqlite.path, 0o666), (folder, 0o755)]:
        path.chmod(mode)
    as_stranger.write(_0002_notes="CREATE TABLE notes (n INTEGER);")
    result = as_stranger("migrate")
    assert result.code == 74
    golden("backup-folder-not-writable", result.err)
    assert sqlite.applied() == ["0001"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount")
def test_a_full_disk_is_seen_before_copying(migrexec, sqlite, folder, golden):
    with contextlib.closing(sqlite.session()) as session:
        session.execute("INSERT INTO users SELECT randomblob(4000000)")
    migrexec.write(_0002_notes="CREATE TABLE notes (n INTEGER);")
    small = f'mount -t tmpfs -o size=1m none "{folder}" && exec "$@"'
    prefix = ["unshare", "--mount", "--", "sh", "-c", small, "sh"]
    result = migrexec("migrate", prefix=prefix)
    assert result.code == 74
    golden("backup-disk-full", result.err)
    assert sqlite.applied() == ["0001"]


def test_a_damaged_database_makes_no_copy(migrexec, sqlite, folder, golden):
    page = sqlite.query("SELECT rootpage FROM sqlite_master WHERE name = 'users'")[0][0]
    with open(sqlite.path, "r+b") as file:
        file.seek(4096 * (page - 1))
        file.write(b"x" * 4096)
    migrexec.write(_0002_notes="CREATE TABLE notes (n INTEGER);")
    result = migrexec("migrate")
    assert result.code == 74
    golden("backup-of-a-damaged-database", result.err)
    assert sqlite.applied() == ["0001"]
    assert names(folder) == []


def test_a_copy_can_be_put_back(migrexec, sqlite, folder):
    migrexec.write(_0002_notes="CREATE TABLE notes (n INTEGER); DROP TABLE users;")
    migrexec.succeed("migrate")
    migrexec.succeed("restore", folder / names(folder)[0])
    assert sqlite.applied() == ["0001"]
    assert "users" in sqlite.tables()


def test_it_is_for_sqlite(migrexec, golden):
    migrexec.env["DATABASE_URL"] = "postgresql://app@localhost/shop"
    result = migrexec("migrate", "--backup", migrexec.folder)
    assert result.code == 78
    golden("backup-of-postgresql", result.err)
