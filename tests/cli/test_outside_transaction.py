"""Migrations outside a transaction: progress statement by statement, a re-run gets to the end."""

import contextlib
import random
import signal
import time

import pytest

from support.waiting import eventually

NONE = "-- migrexec: transaction=none\n"


def status(migrexec):
    return migrexec.succeed("status", "--format", "json").json


def indexes(postgres):
    return postgres.query(
        "SELECT indexrelid::regclass::text, indisvalid FROM pg_index"
        " WHERE indrelid = 'users'::regclass ORDER BY 1"
    )


@pytest.fixture
def users(postgres):
    postgres.query(
        "CREATE TABLE users (id integer); ALTER TABLE users OWNER TO app;"
        "INSERT INTO users SELECT generate_series(1, 1000)"
    )
    return postgres


def test_a_concurrent_index_runs_outside_by_itself_and_says_so(migrexec, users):
    migrexec.write(_1_index="CREATE INDEX CONCURRENTLY users_id ON users (id)")
    result = migrexec.succeed("migrate")
    assert "outside" in result.err
    assert indexes(users) == [("users_id", True)]
    assert users.applied() == ["1"]


@pytest.mark.parametrize(
    "statement",
    [
        "VACUUM",
        "VACUUM (ANALYZE) users",
        "REINDEX TABLE CONCURRENTLY users",
        "ALTER SYSTEM SET work_mem = '5MB'",
        "CREATE DATABASE {name}x",
        "DISCARD ALL",
        "CHECKPOINT",
    ],
)
def test_statements_that_cannot_be_in_a_transaction_run_by_themselves(migrexec, users, statement):
    users.query("ALTER ROLE app SUPERUSER")
    try:
        migrexec.write(_1_a=statement.format(name=users.name))
        migrexec.succeed("migrate")
        assert users.applied() == ["1"]
    finally:
        users.query(f"DROP DATABASE IF EXISTS {users.name}x")
        users.query("ALTER SYSTEM RESET work_mem")
        users.query("ALTER ROLE app NOSUPERUSER")


def test_vacuum_of_sqlite_runs_by_itself(migrexec, sqlite):
    migrexec.write(_1_a="CREATE TABLE a (n int)", _2_v="VACUUM", _3_b="CREATE TABLE b (n int)")
    migrexec.succeed("migrate")
    assert sqlite.applied() == ["1", "2", "3"]


@pytest.fixture
def stopped(migrexec, database):
    """Four statements; the third one has failed."""
    migrexec.write(
        _1_a=f"{NONE}CREATE TABLE a (n int);\nINSERT INTO a VALUES (1);\n"
        "INSERT INTO nowhere VALUES (2);\nINSERT INTO a VALUES (3);\n"
    )
    migrexec.result = migrexec("migrate")
    assert migrexec.result.code == 72, migrexec.result
    return migrexec


def test_a_failing_statement_is_72_and_partial(stopped, database, golden):
    golden(f"partial-{database.engine}", stopped.result.err)
    answer = status(stopped)
    assert (answer["partial"], answer["applied"], answer["pending"]) == (1, 0, 0)
    assert answer["migrations"][0]["state"] == "partial"
    assert answer["current"] is None
    assert database.query("SELECT n FROM a") == [(1,)]


def test_the_same_again_is_72_and_nothing_runs_twice(stopped, database):
    assert stopped("migrate").code == 72
    assert database.query("SELECT n FROM a") == [(1,)]


def test_a_re_run_resumes_at_the_mended_statement(stopped, database):
    stopped.write(
        _1_a=f"{NONE}CREATE TABLE a (n int);\nINSERT INTO a VALUES (1);\n"
        "INSERT INTO a VALUES (2);\nINSERT INTO a VALUES (3);\n"
    )
    result = stopped.succeed("migrate")
    assert "resuming 1_a at statement 3" in result.err
    assert database.query("SELECT n FROM a ORDER BY n") == [(1,), (2,), (3,)]
    assert status(stopped)["applied"] == 1
    stopped.succeed("migrate")


def test_an_edited_applied_statement_is_65(stopped, database, golden):
    stopped.write(
        _1_a=f"{NONE}CREATE TABLE a (n int);\nINSERT INTO a VALUES (7);\n"
        "INSERT INTO a VALUES (2);\nINSERT INTO a VALUES (3);\n"
    )
    result = stopped("migrate")
    assert result.code == 65, result
    assert database.query("SELECT n FROM a") == [(1,)]
    golden("edited-applied-statement", result.err)


def test_a_file_cut_short_above_the_applied_statements_is_65(stopped, database):
    stopped.write(_1_a=f"{NONE}CREATE TABLE a (n int);\n")
    assert stopped("migrate").code == 65


def test_what_a_newer_image_left_half_done_is_told(stopped, golden):
    stopped.clear()
    result = stopped("migrate")
    assert result.code == 0, result
    golden("partial-ahead", result.err)
    refused = stopped("migrate", "--ahead", "error")
    assert refused.code == 76, refused
    golden("partial-ahead-refused", refused.err)


def test_without_its_file_it_can_neither_go_on_nor_back(stopped, database, golden):
    stopped.clear().write(_2_b="CREATE TABLE b (n int)")
    on = stopped("migrate")
    assert on.code == 65
    golden("partial-without-file", on.err)
    back = stopped("down")
    assert back.code == 65
    golden("down-of-a-partial-one", back.err)
    assert database.query("SELECT n FROM a") == [(1,)]


def test_later_migrations_wait_for_the_partial_one(stopped, database):
    stopped.write(_2_b="CREATE TABLE b (n int)")
    assert stopped("migrate").code == 72
    assert "b" not in database.tables()


def test_own_transactions_are_allowed_and_move_progress_at_their_commit(migrexec, database):
    text = (
        NONE
        + "CREATE TABLE a (n int);\nBEGIN;\nINSERT INTO a VALUES (1);\nINSERT INTO {} VALUES (2);\n"
        "COMMIT;\nINSERT INTO a VALUES (3);\n"
    )
    migrexec.write(_1_a=text.format("nowhere"))
    assert migrexec("migrate").code == 72
    assert database.query("SELECT n FROM a") == []
    migrexec.write(_1_a=text.format("a"))
    migrexec.succeed("migrate")
    assert database.query("SELECT n FROM a ORDER BY n") == [(1,), (2,), (3,)]


def test_transaction_none_works_for_every_file(migrexec, database):
    migrexec.write(_1_a="CREATE TABLE a (n int);\nINSERT INTO nowhere VALUES (1);\n")
    assert migrexec("migrate", "--transaction", "none").code == 72
    assert "a" in database.tables()


def test_transaction_all_is_all_or_nothing(migrexec, database):
    migrexec.write(
        _1_a="CREATE TABLE a (n int)",
        _2_b="CREATE TABLE b (n int)",
        _3_c="INSERT INTO nowhere VALUES (1)",
    )
    result = migrexec("migrate", "--transaction", "all")
    assert result.code == 71, result
    assert database.applied() == []
    assert not {"a", "b"} & set(database.tables())
    migrexec.write(_3_c="CREATE TABLE c (n int)").succeed("migrate", "--transaction", "all")
    assert database.applied() == ["1", "2", "3"]


def test_transaction_all_is_split_around_what_cannot_be_in_one(migrexec, database):
    migrexec.write(
        _1_a="CREATE TABLE a (n int)",
        _2_v="VACUUM",
        _3_c="CREATE TABLE c (n int)",
        _4_d="INSERT INTO nowhere VALUES (1)",
    )
    assert migrexec("migrate", "--transaction", "all").code == 71
    assert database.applied() == ["1", "2"]
    assert "c" not in database.tables()


def test_an_invalid_index_is_dropped_before_the_retry(migrexec, users):
    users.query("INSERT INTO users VALUES (7)")
    migrexec.write(_1_index="CREATE UNIQUE INDEX CONCURRENTLY users_id ON users (id)")
    assert migrexec("migrate").code == 72
    assert indexes(users) == [("users_id", False)]
    users.query("DELETE FROM users WHERE id = 7")
    migrexec.succeed("migrate")
    assert indexes(users) == [("users_id", True)]
    assert status(migrexec)["applied"] == 1


def test_an_invalid_index_of_if_not_exists_is_not_taken_for_done(migrexec, users):
    users.query("INSERT INTO users VALUES (7)")
    migrexec.write(_1_index="CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_id ON users (id)")
    assert migrexec("migrate").code == 72
    users.query("DELETE FROM users WHERE id = 7")
    migrexec.succeed("migrate")
    assert indexes(users) == [("users_id", True)]


def test_somebody_else_s_index_of_that_name_is_an_error_not_done(migrexec, users):
    """At the first run nothing is in doubt: what is there was not made by us."""
    users.query("CREATE INDEX users_id ON users (id)")
    migrexec.write(_1_index="CREATE INDEX CONCURRENTLY users_id ON users (id)")
    assert migrexec("migrate").code == 72


def test_an_index_without_a_name_gets_there_after_a_failure(migrexec, users):
    users.query("INSERT INTO users VALUES (7)")
    migrexec.write(_1_index="CREATE UNIQUE INDEX CONCURRENTLY ON users (id)")
    assert migrexec("migrate").code == 72
    users.query("DELETE FROM users WHERE id = 7")
    migrexec.succeed("migrate")
    assert (True,) in {row[1:] for row in indexes(users)}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_a_run_killed_during_concurrent_indexes_gets_to_the_end(migrexec, users, seed):
    migrexec.write(
        _1_index=f"{NONE}CREATE INDEX CONCURRENTLY i1 ON users (id);\n"
        "INSERT INTO users VALUES (5000);\n"
        "CREATE INDEX CONCURRENTLY i2 ON users ((id + 1));\n"
        "DROP INDEX CONCURRENTLY i1;\n"
        "CREATE INDEX CONCURRENTLY i3 ON users ((id + 2));\n"
    )
    dice = random.Random(seed)
    for _ in range(25):
        running = migrexec.start("migrate")
        time.sleep(dice.uniform(0, 0.15))
        running.kill()
        running.process.wait()
        migrexec.succeed("migrate")
        assert indexes(users) == [("i2", True), ("i3", True)]
        assert users.query("SELECT count(*) FROM users WHERE id = 5000") == [(1,)]
        assert users.applied() == ["1"]
        users.query(
            "DROP INDEX i2, i3; DELETE FROM users WHERE id = 5000; DROP TABLE migrexec_history"
        )


def test_a_holder_killed_in_a_concurrent_index_is_gone_on_with(migrexec, users):
    migrexec.write(_1_index="CREATE INDEX CONCURRENTLY users_id ON users (id)")
    with contextlib.closing(users.session()) as other:
        other.autocommit = False
        other.cursor().execute("LOCK TABLE users IN ROW EXCLUSIVE MODE")
        running = migrexec.start("migrate")
        eventually(lambda: users.running("CONCURRENTLY"))
        running.send(signal.SIGKILL)
        next_one = migrexec.start("migrate")
        # The server may notice the death before the next one asks for the lock.
        eventually(lambda: "lock" in next_one.err or "resuming" in next_one.err)
        other.rollback()
        assert next_one.finish(15).code == 0
    assert indexes(users) == [("users_id", True)]


def test_an_effect_whose_record_was_lost_is_looked_up(migrexec, users):
    """Killed between the index and its record: the progress says that it was begun."""
    text = (
        f"{NONE}CREATE INDEX CONCURRENTLY users_id ON users (id);\nINSERT INTO {{}} VALUES (1);\n"
    )
    migrexec.write(_1_index=text.format("nowhere"))
    with contextlib.closing(users.session()) as other:
        other.autocommit = False
        other.cursor().execute("LOCK TABLE users IN ROW EXCLUSIVE MODE")
        running = migrexec.start("migrate")
        eventually(lambda: users.running("CONCURRENTLY"))
        running.send(signal.SIGKILL)
        eventually(users.lock_is_free, within=3)
        other.rollback()
    users.query("DROP INDEX IF EXISTS users_id; CREATE INDEX users_id ON users (id)")
    migrexec.write(_1_index=text.format("users"))
    migrexec.succeed("migrate")
    assert indexes(users) == [("users_id", True)]


def test_new_enum_values_may_be_used_in_the_next_migration(migrexec, postgres):
    migrexec.write(
        _1_a="CREATE TYPE mood AS ENUM ('sad')",
        _2_b="ALTER TYPE mood ADD VALUE 'glad'",
        _3_c="CREATE TABLE a (m mood DEFAULT 'glad')",
    )
    migrexec.succeed("migrate")
    assert postgres.applied() == ["1", "2", "3"]
