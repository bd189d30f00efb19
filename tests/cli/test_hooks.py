"""Programs and SQL files of the user's beside the migrations."""

import json
import signal
import time

import pytest

from support.hooks import hook
from support.tables import tables, write_tables
from support.waiting import eventually

EVERY = ["before-migrate", "before-each", "after-each", "after-migrate", "on-error"]


def telling(migrexec, *names):
    """Hooks that write their moment and their input down."""
    for name in names:
        text = f'#!/bin/sh\necho "$MIGREXEC_HOOK" >>moments\ncat >"{name}.json"\n'
        hook(migrexec, name, text)


def moments(migrexec):
    path = migrexec.folder / "moments"
    return path.read_text().split() if path.exists() else []


def test_hooks_run_in_order_around_each_migration_and_around_all(migrexec, database):
    write_tables(migrexec, 2)
    telling(migrexec, *EVERY)
    migrexec.succeed("migrate")
    each = ["before-each", "after-each"]
    assert moments(migrexec) == ["before-migrate", *each, *each, "after-migrate"]


def test_hooks_run_only_if_something_is_pending(migrexec, database):
    write_tables(migrexec, 1)
    migrexec.succeed("migrate")
    telling(migrexec, *EVERY)
    migrexec.succeed("migrate")
    migrexec.succeed("run", "--", "true")
    assert moments(migrexec) == []


def test_a_hook_reads_the_plan_as_json(migrexec, database):
    write_tables(migrexec, 2)
    telling(migrexec, "before-migrate")
    migrexec.succeed("migrate")
    story = json.loads((migrexec.folder / "before-migrate.json").read_text())
    assert story["moment"] == "before-migrate"
    assert [row["version"] for row in story["migrations"]] == ["0001", "0002"]
    assert story["migrations"][0]["file"].endswith("0001_t1.up.sql")
    assert "S3cretPa55" not in json.dumps(story)


@pytest.mark.parametrize("how", ["each", "all", "none"])
def test_a_failing_before_migrate_stops_the_run_with_nothing_applied(
    migrexec, database, golden, how
):
    write_tables(migrexec, 2)
    hook(migrexec, "before-migrate", "#!/bin/sh\necho no space for a backup >&2\nexit 3\n")
    result = migrexec("migrate", "--transaction", how)
    assert result.code == 71
    assert "no space for a backup" in result.err
    assert database.applied() == []
    assert tables(database) == []
    if how == "each":
        golden("hook-before-migrate", result.err)


def test_a_hook_that_a_signal_ends_is_told(migrexec, database, golden):
    """As the kernel ends one that takes too much memory."""
    write_tables(migrexec, 1)
    hook(migrexec, "before-migrate", "#!/bin/sh\nkill -KILL $$\n")
    result = migrexec("migrate")
    assert result.code == 71
    assert database.applied() == []
    golden("hook-ended-by-a-signal", result.err)


def test_a_failing_before_each_keeps_what_was_applied_before(migrexec, database, golden):
    write_tables(migrexec, 2)
    hook(migrexec, "before-each", "#!/bin/sh\n! grep -q 0002_t2\n")
    result = migrexec("migrate")
    assert result.code == 71
    assert database.applied() == ["0001"]
    golden("hook-before-each", result.err)


def test_a_failing_after_migrate_is_71_and_everything_stays_applied(migrexec, database, golden):
    write_tables(migrexec, 1)
    hook(migrexec, "after-migrate.sh", "#!/bin/sh\nexit 1\n")
    result = migrexec("migrate")
    assert result.code == 71
    assert database.applied() == ["0001"]
    golden("hook-after-migrate", result.err)
    migrexec.succeed("migrate")


def test_on_error_learns_what_went_wrong_and_changes_nothing_about_it(migrexec, database):
    migrexec.write(_1_a="CREATE TABLE a (n integer)", _2_b="DROP TABLE nowhere")
    telling(migrexec, "on-error")
    assert migrexec("migrate").code == 71
    story = json.loads((migrexec.folder / "on-error.json").read_text())
    assert story["error"]["exit_code"] == 71
    assert story["error"]["file"].endswith("2_b.up.sql")


def test_an_on_error_hook_that_fails_is_a_warning(migrexec, database):
    migrexec.write(_1_a="DROP TABLE nowhere")
    hook(migrexec, "on-error", "#!/bin/sh\nexit 9\n")
    result = migrexec("migrate")
    assert result.code == 71
    assert "exited with status 9" in result.err


def test_sql_hooks_run_in_the_database(migrexec, database):
    write_tables(migrexec, 2)
    hook(migrexec, "before-migrate.sql", "CREATE TABLE seen (n integer);\n", 0o644)
    hook(migrexec, "after-each.sql", "INSERT INTO seen VALUES (1);\n", 0o644)
    migrexec.succeed("migrate")
    assert database.query("SELECT count(*) FROM seen") == [(2,)]


def test_a_failing_sql_hook_shows_the_place(migrexec, database, golden):
    write_tables(migrexec, 1)
    hook(migrexec, "before-migrate.sql", "SELECT 1;\nDROP TABLE nowhere;\n", 0o644)
    result = migrexec("migrate")
    assert result.code == 71
    assert database.applied() == []
    golden(f"hook-sql-{database.engine}", result.err)


def test_what_a_hook_says_goes_into_the_log_not_into_the_answer(migrexec, database):
    write_tables(migrexec, 1)
    hook(migrexec, "after-migrate", "#!/bin/sh\necho one\necho two >&2\n")
    result = migrexec.succeed("migrate", "--format", "json", "--log-format", "json")
    assert result.json["applied"] == ["0001"]
    said = [line["line"] for line in result.log if line["event"] == "hook_said"]
    assert sorted(said) == ["one", "two"]


def test_a_hook_that_takes_too_long_is_ended(migrexec, database, golden):
    write_tables(migrexec, 1)
    hook(migrexec, "before-migrate", "#!/bin/sh\nexec sleep 600\n")
    result = migrexec("migrate", "--hook-timeout", "200ms")
    assert result.code == 71
    assert result.seconds < 30
    assert database.applied() == []
    golden("hook-too-long", result.err)


def test_a_signal_ends_the_hook_too(migrexec, database):
    write_tables(migrexec, 1)
    hook(migrexec, "before-migrate", "#!/bin/sh\necho $$ >pid\nexec sleep 600\n")
    running = migrexec.start("migrate")
    pid = eventually(
        lambda: (migrexec.folder / "pid").exists() and (migrexec.folder / "pid").read_text().strip()
    )
    assert running.send(signal.SIGTERM).finish(10).code == 143

    def gone():
        try:
            return f"({'sleep'})" not in open(f"/proc/{pid}/stat", encoding="ascii").read()
        except FileNotFoundError:
            return True

    eventually(gone)
    assert database.applied() == []


BAD = {
    "hook-not-executable": ("before-migrate", "#!/bin/sh\n", 0o644),
    "hook-misspelt": ("before-migrat", "#!/bin/sh\n", 0o755),
    "hook-not-a-hook": ("README", "read me\n", 0o644),
}


def test_a_folder_in_place_of_a_hook_is_refused(migrexec, golden):
    hook(migrexec, "before-each", "#!/bin/sh\n").with_name("before-migrate").mkdir()
    result = migrexec("check")
    assert result.code == 65
    golden("hook-is-a-folder", result.err)


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("command", ["migrate", "check"])
def test_a_bad_hook_is_refused_before_the_database_is_touched(
    migrexec, sqlite, golden, name, command
):
    write_tables(migrexec, 1)
    file, text, mode = BAD[name]
    hook(migrexec, file, text, mode)
    result = migrexec(command)
    assert result.code == 65
    assert not sqlite.path.exists()
    golden(name, result.err)


def test_a_script_that_names_no_interpreter_is_told(migrexec, sqlite, golden):
    write_tables(migrexec, 1)
    hook(migrexec, "before-migrate", "echo hello\n")
    result = migrexec("migrate")
    assert result.code == 71
    golden("hook-without-first-line", result.err)


def test_hooks_that_cannot_be_read_are_refused(as_stranger, golden):
    write_tables(as_stranger, 1)
    hook(as_stranger, "before-migrate", "#!/bin/sh\n").parent.chmod(0o311)
    result = as_stranger("check")
    assert result.code == 65
    golden("hooks-unreadable", result.err)


def test_a_script_without_its_interpreter_is_told(migrexec, sqlite, golden):
    write_tables(migrexec, 1)
    hook(migrexec, "before-migrate", "#!/no/such/shell\n")
    result = migrexec("migrate")
    assert result.code == 71
    assert sqlite.applied() == []
    golden("hook-without-interpreter", result.err)


def test_a_background_process_of_a_hook_does_not_hold_us_up(migrexec, sqlite):
    write_tables(migrexec, 1)
    hook(migrexec, "before-migrate", "#!/bin/sh\nsleep 30 &\n")
    begin = time.monotonic()
    migrexec.succeed("migrate")
    assert time.monotonic() - begin < 25
