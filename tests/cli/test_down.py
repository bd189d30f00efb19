"""Rolling back: from the record, step by step, asked for; stopped anywhere, it goes on."""

import contextlib
import signal

import pytest

from support.hooks import hook
from support.tables import assert_agree, tables, write_tables
from support.terminal import Terminal
from support.waiting import eventually


@pytest.fixture
def three(migrexec, database):
    """Three tables, applied."""
    write_tables(migrexec, 3)
    migrexec.succeed("migrate")
    return database


@pytest.mark.parametrize(
    "words, left",
    [
        ([], ["0001", "0002"]),
        (["-1"], ["0001", "0002"]),
        (["-2", "--yes"], ["0001"]),
        (["1", "--yes"], ["0001"]),
        (["--to", "0002"], ["0001", "0002"]),
        (["base", "--yes"], []),
        (["--to", "base", "--yes"], []),
        (["3"], ["0001", "0002", "0003"]),
    ],
)
@pytest.mark.parametrize("name", ["down", "downgrade"])
def test_down_leads_to_what_it_names(migrexec, three, words, left, name):
    migrexec.succeed(name, *words)
    assert three.applied() == left
    assert_agree(three)


def test_down_tells_what_it_rolled_back_newest_first(migrexec, three):
    answer = migrexec.succeed("down", "base", "--yes", "--format", "json").json
    assert answer["rolled_back"] == ["0003", "0002", "0001"]
    assert (answer["total_applied"], answer["pending"]) == (0, 3)


def test_with_nothing_applied_there_is_nothing_to_roll_back(migrexec, database):
    write_tables(migrexec, 1)
    migrexec.succeed("down")
    migrexec.succeed("down", "base")
    assert database.applied() == []


def test_down_creates_no_sqlite_file(migrexec, sqlite):
    migrexec.succeed("down")
    assert not sqlite.path.exists()


@pytest.mark.parametrize(
    "word, code",
    [("-4", 65), ("9", 65), ("0", 65), ("head", 64), ("+1", 64), ("two", 64), ("--9", 64)],
)
def test_a_target_that_cannot_be_reached_is_refused(migrexec, three, golden, word, code):
    result = migrexec("down", word, "--yes")
    assert result.code == code
    assert three.applied() == ["0001", "0002", "0003"]
    if three.engine == "sqlite":
        golden(f"down-to-{word.strip('-+')}-{code}", result.err)


def test_a_target_that_is_still_pending_is_refused(migrexec, three, golden):
    write_tables(migrexec, 1, first=4)
    result = migrexec("down", "4", "--yes")
    assert result.code == 65
    assert len(three.applied()) == 3
    golden("down-to-a-pending-one", result.err)


def test_two_targets_are_one_too_many(migrexec, three):
    assert migrexec("down", "1", "--to", "2", "--yes").code == 64
    assert len(three.applied()) == 3


def test_an_image_without_the_files_rolls_back_from_the_record(migrexec, three):
    migrexec.clear()
    migrexec.succeed("down", "-2", "--yes")
    assert three.applied() == ["0001"]
    assert_agree(three)


def test_an_older_image_rolls_back_what_a_newer_one_applied(migrexec, three):
    for path in migrexec.migrations.glob("0003*"):
        path.unlink()
    migrexec.succeed("down")
    assert three.applied() == ["0001", "0002"]


def test_without_a_recorded_down_nothing_at_all_is_rolled_back(migrexec, database, golden):
    write_tables(migrexec, 3)
    (migrexec.migrations / "0002_t2.down.sql").unlink()
    migrexec.succeed("migrate")
    result = migrexec("down", "base", "--yes")
    assert result.code == 65
    assert "0002_t2" in result.err
    assert database.applied() == ["0001", "0002", "0003"]
    assert_agree(database)
    golden("no-down-recorded", result.err)


def test_a_down_file_that_came_later_is_used_if_asked_for(migrexec, database, golden):
    write_tables(migrexec, 1)
    (migrexec.migrations / "0001_t1.down.sql").unlink()
    migrexec.succeed("migrate")
    migrexec.file("0001_t1.down.sql", "DROP TABLE t1;\n")
    result = migrexec("down")
    assert result.code == 65
    golden("down-file-came-later", result.err)
    migrexec.succeed("down", "--down-from", "file")
    assert tables(database) == []


def test_record_and_file_differ_the_record_is_used_and_that_is_said(migrexec, three):
    migrexec.file("0003_t3.down.sql", "DROP TABLE nowhere;\n")
    result = migrexec.succeed("down")
    assert "0003_t3.down.sql" in result.err
    assert "the record is used" in result.err
    assert_agree(three)


def test_record_and_file_differ_the_file_is_used_if_asked_for(migrexec, three):
    migrexec.file("0003_t3.down.sql", "DROP TABLE t3;\nCREATE TABLE from_the_file (n integer);\n")
    result = migrexec.succeed("down", "--down-from", "file")
    assert "the file is used" in result.err
    assert "from_the_file" in tables(three)


def test_line_ends_are_no_difference(migrexec, three):
    migrexec.file("0003_t3.down.sql", "DROP TABLE t3;\r\n")
    assert "the record is used" not in migrexec.succeed("down").err


def test_from_the_file_without_a_file_is_refused(migrexec, three, golden):
    (migrexec.migrations / "0003_t3.down.sql").unlink()
    result = migrexec("down", "--down-from", "file")
    assert result.code == 65
    golden("no-down-file", result.err)


def test_several_steps_without_terminal_need_yes(migrexec, three, golden):
    result = migrexec("down", "-2")
    assert result.code == 64
    assert three.applied() == ["0001", "0002", "0003"]
    golden("down-unconfirmed", result.err)


def test_the_environment_may_say_yes(migrexec, three):
    migrexec.succeed("down", "-2", env={"MIGREXEC_YES": "true"})
    assert three.applied() == ["0001"]


@pytest.mark.parametrize("answer, code, left", [("y\n", 0, 1), ("n\n", 64, 3), ("\n", 64, 3)])
def test_at_a_terminal_it_shows_the_plan_and_asks(migrexec, three, golden, answer, code, left):
    migrexec.env["NO_COLOR"] = "1"
    terminal = Terminal(migrexec, "down", "-2")
    terminal.says("0003_t3, 0002_t2").says("[y/N]")
    assert terminal.types(answer).finish() == code
    assert len(three.applied()) == left
    if answer == "n\n":
        golden("down-not-confirmed", terminal.text.replace("\r", ""))


def test_ctrl_c_at_the_question_changes_nothing(migrexec, three):
    terminal = Terminal(migrexec, "down", "base")
    terminal.says("[y/N]")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.finish() == 130
    assert len(three.applied()) == 3


def test_a_single_step_at_a_terminal_is_not_asked_about(migrexec, three):
    terminal = Terminal(migrexec, "down")
    assert terminal.finish() == 0
    assert "[y/N]" not in terminal.text


def test_a_dry_run_shows_the_sql_and_changes_nothing(migrexec, three):
    result = migrexec.succeed("down", "base", "--dry-run")
    assert result.out.index("DROP TABLE t3") < result.out.index("DROP TABLE t1")
    assert len(three.applied()) == 3


def test_a_down_that_fails_is_rolled_back_with_its_record(migrexec, database, golden):
    write_tables(migrexec, 2)
    migrexec.file("0001_t1.down.sql", "DROP TABLE t1;\nDROP TABLE nowhere;\n")
    migrexec.succeed("migrate")
    result = migrexec("down", "base", "--yes")
    assert result.code == 71
    assert database.applied() == ["0001"]
    assert_agree(database)
    golden(f"down-fails-{database.engine}", result.err)


def errors_of(result):
    """Without what was told meanwhile."""
    return result.err[result.err.index("error:") :]


def outside(database):
    """A down of three statements outside a transaction, whose second one fails."""
    if database.engine == "sqlite":
        return (
            "CREATE TABLE i1 (n integer); CREATE TABLE i2 (n integer);",
            "-- migrexec: transaction=none\nDROP TABLE i2;\nDROP TABLE late;\nDROP TABLE i1;\n",
            "CREATE TABLE late (n integer)",
        )
    return (
        "CREATE TABLE t (n integer); CREATE INDEX i1 ON t (n); CREATE INDEX i2 ON t (n);",
        "DROP INDEX CONCURRENTLY i2;\nDROP INDEX CONCURRENTLY late;\nDROP INDEX CONCURRENTLY i1;\n",
        "CREATE INDEX late ON t (n)",
    )


def test_a_down_outside_a_transaction_stops_half_way_and_resumes(migrexec, database, golden):
    up, down, cure = outside(database)
    migrexec.file("1_i.up.sql", up)
    migrexec.file("1_i.down.sql", down)
    migrexec.succeed("migrate")
    result = migrexec("down")
    assert result.code == 72
    golden(f"down-half-way-{database.engine}", result.err)
    assert migrexec.succeed("status", "--format", "json").json["partial"] == 1
    again = migrexec("migrate")
    assert again.code == 65
    golden(f"half-rolled-back-{database.engine}", again.err)
    database.query(cure)
    migrexec.succeed("down")
    assert database.applied() == []


def test_a_down_begun_with_the_file_is_finished_with_the_file(migrexec, database, golden):
    up, down, cure = outside(database)
    migrexec.file("1_i.up.sql", up)
    migrexec.succeed("migrate")
    migrexec.file("1_i.down.sql", down)
    begun = migrexec("down", "--down-from", "file")
    assert begun.code == 72
    golden(f"down-half-way-with-the-file-{database.engine}", begun.err)
    database.query(cure)
    migrexec.succeed("down", "--down-from", "file")
    assert database.applied() == []


def test_a_down_is_not_finished_with_another_script(migrexec, database, golden):
    up, down, cure = outside(database)
    migrexec.file("1_i.up.sql", up)
    migrexec.file("1_i.down.sql", down)
    migrexec.succeed("migrate")
    migrexec.file("1_i.down.sql", down.replace("i2", "i1", 1))
    assert migrexec("down", "--down-from", "file").code == 72
    database.query(cure)
    other = migrexec("down")
    assert other.code == 65
    golden(f"down-with-another-script-{database.engine}", other.err)


def test_a_down_that_was_recorded_is_not_finished_with_another_file(migrexec, database, golden):
    up, down, cure = outside(database)
    migrexec.file("1_i.up.sql", up)
    migrexec.file("1_i.down.sql", down)
    migrexec.succeed("migrate")
    assert migrexec("down").code == 72
    database.query(cure)
    migrexec.file("1_i.down.sql", down.replace("i2", "i1", 1))
    other = migrexec("down", "--down-from", "file")
    assert other.code == 65
    golden(f"down-with-another-file-{database.engine}", other.err)


def test_the_rest_of_a_down_that_was_recorded_can_be_corrected_in_the_file(migrexec, database):
    up, down, _ = outside(database)
    migrexec.file("1_i.up.sql", up)
    migrexec.file("1_i.down.sql", down)
    migrexec.succeed("migrate")
    assert migrexec("down").code == 72
    kept = [line for line in down.splitlines(keepends=True) if "late" not in line]
    migrexec.file("1_i.down.sql", "".join(kept))
    migrexec.succeed("down", "--down-from", "file")
    assert database.applied() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_during_down_leaves_the_migration_applied(migrexec, database, number):
    write_tables(migrexec, 2)
    migrexec.file("0002_t2.down.sql", f"DROP TABLE t2;\n{database.long_statement};\n")
    migrexec.succeed("migrate")
    running = migrexec.start("down")
    database.is_busy(running)
    assert running.send(number).finish(10).code == 128 + number
    assert database.applied() == ["0001", "0002"]
    assert_agree(database)
    eventually(database.lock_is_free)


def test_a_down_that_is_killed_changes_nothing_and_can_be_run_again(migrexec, database):
    write_tables(migrexec, 2)
    migrexec.file("0002_t2.down.sql", f"DROP TABLE t2;\n{database.long_statement};\n")
    migrexec.succeed("migrate")
    running = migrexec.start("down")
    database.is_busy(running)
    running.kill()
    assert database.applied() == ["0001", "0002"]
    migrexec.file("0002_t2.down.sql", "DROP TABLE t2;\n")
    migrexec.succeed("down", "--down-from", "file", "--lock-timeout", "10s")
    assert_agree(database)


def test_replicas_that_migrate_and_roll_back_at_once_end_consistent(migrexec, database):
    write_tables(migrexec, 3)
    migrexec.succeed("migrate", "+2")
    words = [["migrate"], ["down"], ["down", "base", "--yes"]] * 3
    replicas = [migrexec.start(*line) for line in words]
    # 65 and 75: what was to be rolled back is gone, or applied anew, by another one.
    assert {replica.finish(60).code for replica in replicas} <= {0, 65, 75}
    assert_agree(database)
    migrexec.succeed("migrate")
    assert database.applied() == ["0001", "0002", "0003"]
    assert_agree(database)


def test_what_came_while_it_waited_for_the_lock_stays(migrexec, three, golden):
    """What is meant by `down` was the newest at its first look."""
    write_tables(migrexec, 1, first=4)
    hook(migrexec, "before-migrate", "#!/bin/sh\nuntil [ -e go ]; do sleep 0.1; done\n")
    holder = migrexec.start("migrate").says("running the hook")
    waiter = migrexec.start("down").says("waiting for the migration lock")
    (migrexec.folder / "go").touch()
    assert holder.finish(20).code == 0
    result = waiter.finish(20)
    assert result.code == 75
    assert len(three.applied()) == 4
    golden("down-of-what-is-not-the-newest", errors_of(result))


def test_what_was_applied_anew_while_it_waited_for_the_lock_stays(migrexec, postgres, golden):
    write_tables(migrexec, 1)
    migrexec.succeed("migrate")
    session = postgres.session()
    session.autocommit = False
    session.cursor().execute("LOCK TABLE t1")
    with contextlib.closing(session):
        holder = migrexec.start("redo")
        eventually(lambda: postgres.running("DROP TABLE"))
        waiter = migrexec.start("down").says("waiting for the migration lock")
    assert holder.finish(20).code == 0
    result = waiter.finish(20)
    assert result.code == 75
    assert postgres.applied() == ["0001"]
    golden("down-of-what-was-applied-anew", errors_of(result))


def test_three_downs_at_once_roll_one_migration_back_only(migrexec, three):
    """All of them mean the one that was the newest when they looked."""
    replicas = [migrexec.start("down", "3") for _ in range(3)]
    assert {replica.finish(60).code for replica in replicas} == {0}
    replicas = [migrexec.start("down", "2") for _ in range(3)]
    assert {replica.finish(60).code for replica in replicas} == {0}
    assert three.applied() == ["0001", "0002"]
    assert_agree(three)
