"""What examples/ and .pre-commit-hooks.yaml offer works."""

import pathlib
import shlex
import shutil
import subprocess

import pytest
import yaml

from support.secret import PASSWORD
from support.tables import tables, write_tables

ROOT = pathlib.Path(__file__).parents[2]


@pytest.fixture
def dumped(migrexec, postgres):
    """A database with one table, one migration pending, and the hook that dumps it before."""
    write_tables(migrexec, 1)
    migrexec.succeed("migrate")
    write_tables(migrexec, 1, first=2)
    (migrexec.migrations / "hooks").mkdir()
    shutil.copy(
        ROOT / "examples/hooks/before-migrate-pg-dump",
        migrexec.migrations / "hooks" / "before-migrate",
    )
    migrexec.env["BACKUP_DIR"] = str(migrexec.folder / "dumps")
    return postgres


def dumps(migrexec):
    return sorted(path.name for path in (migrexec.folder / "dumps").iterdir())


def test_the_hook_dumps_the_database_as_it_was_before(migrexec, dumped):
    migrexec.succeed("migrate")
    (name,) = dumps(migrexec)
    listed = subprocess.run(
        ["pg_restore", "--list", migrexec.folder / "dumps" / name],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert " t1 " in listed
    assert " t2 " not in listed


def test_a_password_with_odd_characters_is_understood(migrexec, dumped):
    dumped.server.sql("DROP ROLE IF EXISTS odd")
    dumped.server.sql("CREATE ROLE odd LOGIN SUPERUSER PASSWORD %s", f"a%b\\c@{PASSWORD}")
    url = dumped.url.replace(f"app:{PASSWORD}@", f"odd:a%25b%5Cc%40{PASSWORD}@")
    migrexec.succeed("migrate", env={"MIGREXEC_DATABASE_URL": url})
    assert len(dumps(migrexec)) == 1
    dumped.query("DROP OWNED BY odd CASCADE")
    dumped.server.sql("DROP ROLE odd")


def test_without_a_dump_there_is_no_migration(migrexec, dumped):
    (migrexec.folder / "dumps").write_text("a file is in the way")
    assert migrexec("migrate").code == 71
    assert tables(dumped) == ["t1"]


def test_without_a_folder_for_the_dumps_there_is_no_migration(migrexec, dumped):
    del migrexec.env["BACKUP_DIR"]
    result = migrexec("migrate")
    assert result.code == 71
    assert "BACKUP_DIR" in result.err
    assert tables(dumped) == ["t1"]


def test_only_the_newest_dumps_are_kept(migrexec, dumped):
    (migrexec.folder / "dumps").mkdir()
    for year in (2001, 2002, 2003):
        (migrexec.folder / "dumps" / f"{year}0101T000000Z.dump").touch()
    migrexec.succeed("migrate", env={"BACKUP_KEEP": "2"})
    names = dumps(migrexec)
    assert len(names) == 2
    assert names[0] == "20030101T000000Z.dump"


def offered():
    return yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())


def test_pre_commit_gets_what_it_needs_of_each_hook():
    assert [hook["id"] for hook in offered()] == ["migrexec-check", "migrexec-test"]
    for hook in offered():
        assert {"id", "name", "entry", "language", "files", "pass_filenames"} <= set(hook)
        assert hook["language"] == "system"
        assert hook["pass_filenames"] is False


@pytest.mark.parametrize("hook", offered(), ids=lambda hook: hook["id"])
def test_what_pre_commit_runs_passes_good_migrations_and_stops_bad_ones(migrexec, hook):
    program, *words = shlex.split(hook["entry"]) + hook.get("args", [])
    assert program == "migrexec"
    write_tables(migrexec, 2)
    migrexec.succeed(*words)
    migrexec.file("0002_t2.up.sql", "-- migrexec: transacton=none\nSELECT 1;\n")
    assert migrexec(*words).code == 65
