"""One at a time: who waits, for what, how long, and what a dead holder leaves."""

import contextlib
import signal
import time

import pytest

from support.waiting import eventually


def hold(postgres, statement):
    """Another session inside a transaction that has executed this."""
    session = postgres.session()
    session.autocommit = False
    session.cursor().execute(statement)
    return contextlib.closing(session)


def indexes(postgres):
    """Name and validity of the indexes on users."""
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


def test_waiters_do_not_disturb_a_concurrent_index(migrexec, users):
    """A waiter inside pg_advisory_lock() holds a snapshot: a deadlock, and an invalid index."""
    migrexec.write(
        _1_index="CREATE INDEX CONCURRENTLY users_id ON users (id)",
        _2_index="CREATE INDEX CONCURRENTLY users_id2 ON users (id)",
    )
    with hold(users, "LOCK TABLE users IN ROW EXCLUSIVE MODE") as other:
        holder = migrexec.start("migrate")
        eventually(lambda: users.running("CONCURRENTLY"))
        waiters = [migrexec.start("migrate", env={"POD_NAME": f"pod-{n}"}) for n in range(4)]
        for waiter in waiters:
            waiter.says("waiting for the migration lock")
        other.rollback()
        assert [running.finish(20).code for running in (holder, *waiters)] == [0] * 5
    assert indexes(users) == [("users_id", True), ("users_id2", True)]


def test_a_concurrent_index_is_not_cancelled_by_the_lock_timeout_of_statements(migrexec, users):
    migrexec.write(_1_index="CREATE INDEX CONCURRENTLY users_id ON users (id)")
    with hold(users, "LOCK TABLE users IN ROW EXCLUSIVE MODE") as other:
        running = migrexec.start("migrate", "--ddl-lock-timeout", "100ms")
        backend = eventually(lambda: users.running("CONCURRENTLY"))
        eventually(
            lambda: users.query(
                "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND"
                " now() - query_start > '600ms'",
                backend[0],
            )
        )
        assert users.running("CONCURRENTLY") == backend
        other.rollback()
        assert running.finish(20).code == 0
    assert indexes(users) == [("users_id", True)]


def test_waiting_says_who_holds_the_lock(migrexec, postgres):
    migrexec.write(_1_slow=postgres.long_statement)
    holder = migrexec.start("migrate", env={"POD_NAME": "pod-holder"})
    postgres.is_busy(holder)
    waiter = migrexec.start("migrate").says("waiting for the migration lock")
    line = next(line for line in waiter.err.splitlines() if "migration lock" in line)
    assert str(postgres.locks()[0]) in line
    assert "migrexec/pod-holder" in line
    assert "127.0.0.1" in line


def test_the_session_is_named_after_the_pod(migrexec, postgres):
    migrexec.write(_1_slow=postgres.long_statement)
    postgres.is_busy(migrexec.start("migrate", env={"POD_NAME": "shop-7d9f"}))
    assert postgres.query(
        "SELECT 1 FROM pg_stat_activity WHERE application_name = %s AND datname = %s",
        "migrexec/shop-7d9f",
        postgres.name,
    )


def test_a_lock_that_is_not_obtained_in_time_is_75(migrexec, database, golden):
    migrexec.write(_1_slow=database.long_statement)
    database.is_busy(migrexec.start("migrate"))
    result = migrexec("migrate", "--lock-timeout", "1s", "--log-level", "error")
    assert result.code == 75, result
    assert 1 <= result.seconds < 3
    golden(f"lock-timeout-{database.engine}", result.err)


def test_a_waiter_goes_on_when_the_holder_is_done(migrexec, database, tmp_path):
    """The plan is made again under the lock: what the holder has applied is not applied twice."""
    migrexec.write(_1_slow=database.long_statement)
    holder = migrexec.start("migrate")
    database.is_busy(holder)
    migrexec.clear().write(_1_users="CREATE TABLE users (id integer)")
    waiter = migrexec.start("migrate").says("lock")
    holder.send(signal.SIGTERM)
    assert waiter.finish(10).code == 0
    assert database.applied() == ["1"]


def test_different_history_tables_do_not_wait_for_one_another(migrexec, postgres):
    """Two services in one database. SQLite has one writer at a time anyway."""
    migrexec.write(_1_slow=postgres.long_statement)
    postgres.is_busy(migrexec.start("migrate", "--history-table", "history_a"))
    migrexec.clear().write(_1_users="CREATE TABLE users (id integer)")
    migrexec.succeed("migrate", "--history-table", "history_b", within=10)
    assert postgres.applied("history_b") == ["1"]


def test_the_same_history_table_is_one_lock_however_it_is_spelled(migrexec, postgres):
    migrexec.write(_1_slow=postgres.long_statement)
    postgres.is_busy(migrexec.start("migrate"))
    result = migrexec(
        "migrate", "--history-table", "public.migrexec_history", "--lock-timeout", "500ms"
    )
    assert result.code == 75, result


def test_the_lock_of_a_killed_holder_is_free_within_2_s(migrexec, postgres):
    migrexec.write(_1_slow="SELECT pg_sleep(30)")
    holder = migrexec.start("migrate")
    postgres.is_busy(holder)
    migrexec.clear().write(_1_users="CREATE TABLE users (id integer)")
    waiter = migrexec.start("migrate").says("lock")
    holder.send(signal.SIGKILL)
    eventually(postgres.lock_is_free, within=2)
    assert waiter.finish(5).code == 0
    assert postgres.applied() == ["1"]


def test_the_lock_of_a_holder_killed_during_a_concurrent_index_is_free_within_2_s(migrexec, users):
    migrexec.write(_1_index="CREATE INDEX CONCURRENTLY users_id ON users (id)")
    with hold(users, "LOCK TABLE users IN ROW EXCLUSIVE MODE") as other:
        holder = migrexec.start("migrate")
        eventually(lambda: users.running("CONCURRENTLY"))
        time.sleep(1)  # longer than any poll interval: the statement must still be watched
        holder.send(signal.SIGKILL)
        eventually(users.lock_is_free, within=2)
        other.rollback()
    migrexec.succeed("migrate")
    assert indexes(users) == [("users_id", True)]


def test_the_lock_of_a_killed_holder_in_the_copying_of_data_is_free_within_2_s(migrexec, users):
    """A COPY that is blocked by a table lock: the server reads nothing from the socket."""
    migrexec.write(_1_copy="COPY users FROM stdin;\n" + "7\n" * 300_000 + "\\.\n")
    with hold(users, "LOCK TABLE users"):
        holder = migrexec.start("migrate", "--ddl-lock-timeout", "60s")
        eventually(lambda: users.running("COPY"))
        holder.send(signal.SIGKILL)
        eventually(users.lock_is_free, within=2)


def test_the_lock_of_a_killed_holder_of_sqlite_is_free_at_once(migrexec, sqlite):
    migrexec.write(_1_slow=sqlite.long_statement)
    holder = migrexec.start("migrate")
    sqlite.is_busy(holder)
    holder.send(signal.SIGKILL)
    holder.process.wait()
    assert sqlite.lock_is_free()
    migrexec.clear().write(_1_users="CREATE TABLE users (id integer)").succeed("migrate")


def test_a_migration_may_drop_the_lock(migrexec, postgres):
    migrexec.write(
        _1_a="SELECT pg_advisory_unlock_all(); CREATE TABLE a (n integer)",
        _2_discard="DISCARD ALL",
        _3_b="-- migrexec: transaction=none\nCREATE TABLE b (n integer); DISCARD ALL;"
        "SELECT pg_advisory_unlock_all(); CREATE TABLE c (n integer)",
        _4_d="CREATE TABLE d (n integer)",
    )
    migrexec.succeed("migrate")
    assert postgres.applied() == ["1", "2", "3", "4"]
    assert set(postgres.tables()) >= {"a", "b", "c", "d"}


def test_the_lock_is_held_again_after_a_migration_dropped_it(migrexec, postgres):
    migrexec.write(_1_a="SELECT pg_advisory_unlock_all()", _2_slow=postgres.long_statement)
    postgres.is_busy(migrexec.start("migrate"))
    assert postgres.locks()


def test_a_dropped_lock_that_somebody_else_took_is_75_and_rolled_back(migrexec, postgres, golden):
    migrexec.write(
        _1_a="CREATE TABLE a (n integer); SELECT pg_advisory_unlock_all(); SELECT pg_sleep(3)"
    )
    loser = migrexec.start("migrate", "--lock-timeout", "2s", "--log-level", "error")
    postgres.is_busy(loser)
    migrexec.clear().write(_2_b="CREATE TABLE b (n integer); SELECT pg_sleep(600)")
    winner = migrexec.start("migrate")
    eventually(lambda: len(postgres.running("pg_sleep")) == 2)
    result = loser.finish(20)
    assert result.code == 75, result
    assert "a" not in postgres.tables()
    assert winner.alive
    golden("lock-dropped-and-taken", result.err)


@pytest.mark.parametrize("how", ["each", "none"])
def test_a_table_lock_is_tried_again_until_it_is_there(migrexec, users, how):
    migrexec.write(_1_email="ALTER TABLE users ADD email text")
    with hold(users, "LOCK TABLE users") as other:
        running = migrexec.start("migrate", "--ddl-lock-timeout", "300ms", "--transaction", how)
        eventually(lambda: running.err.count("could not get a lock") >= 2)
        other.rollback()
        assert running.finish(10).code == 0
    assert users.applied() == ["1"]


def test_a_table_lock_does_not_keep_the_readers_of_the_table_waiting(migrexec, users):
    """A waiting ALTER TABLE makes everybody queue behind it: it must give up in between."""
    migrexec.write(_1_email="ALTER TABLE users ADD email text")
    with hold(users, "SELECT * FROM users"):
        running = migrexec.start("migrate", "--ddl-lock-timeout", "300ms")
        running.says("could not get a lock")
        started = time.monotonic()
        users.query("SELECT count(*) FROM users")
        assert time.monotonic() - started < 2
        running.kill()


def test_a_table_lock_that_is_never_there_is_75(migrexec, users, golden):
    migrexec.write(_1_email="CREATE TABLE other (n integer); ALTER TABLE users ADD email text")
    with hold(users, "LOCK TABLE users"):
        patience = ["--ddl-lock-timeout", "300ms", "--lock-timeout", "2s"]
        result = migrexec("migrate", *patience, "--log-level", "error")
    assert result.code == 75, result
    assert 2 <= result.seconds < 10
    assert users.applied() == []
    assert "other" not in users.tables()
    golden("table-lock-timeout", result.err)


def test_sqlite_locked_by_another_process_is_waited_for(migrexec, sqlite):
    migrexec.write(_1_users="CREATE TABLE users (id integer)")
    with contextlib.closing(sqlite.session()) as other:
        other.execute("BEGIN EXCLUSIVE")
        running = migrexec.start("migrate").says("lock")
        other.execute("ROLLBACK")
        assert running.finish(10).code == 0
    assert sqlite.applied() == ["1"]


def test_sqlite_locked_for_too_long_is_75(migrexec, sqlite, golden):
    migrexec.write(_1_users="CREATE TABLE users (id integer)")
    with contextlib.closing(sqlite.session()) as other:
        other.execute("BEGIN EXCLUSIVE")
        result = migrexec("migrate", "--lock-timeout", "1s", "--log-level", "error")
    assert result.code == 75, result
    assert 1 <= result.seconds < 3
    golden("sqlite-locked", result.err)


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_readers_of_sqlite_are_not_shut_out(migrexec, sqlite, mode):
    with contextlib.closing(sqlite.session()) as session:
        session.execute(f"PRAGMA journal_mode={mode}")
        session.execute("CREATE TABLE users (id integer)")
    migrexec.write(
        _1_a="INSERT INTO users VALUES (1)",
        _2_slow=f"INSERT INTO users VALUES (2); {sqlite.long_statement}",
    )
    running = migrexec.start("migrate")
    running.burns()
    with contextlib.closing(sqlite.session(timeout=0)) as reader:
        assert reader.execute("SELECT id FROM users").fetchall() == [(1,)]


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_reader_of_sqlite_only_delays(migrexec, sqlite, mode):
    """An application that is in the middle of a read transaction: the commit has to wait for it."""
    with contextlib.closing(sqlite.session()) as reader:
        reader.execute(f"PRAGMA journal_mode={mode}")
        reader.execute("CREATE TABLE users (id integer)")
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM users").fetchall()
        migrexec.write(_1_a="INSERT INTO users VALUES (1)")
        running = migrexec.start("migrate")
        time.sleep(0.5)  # long enough to be in the way
        reader.execute("ROLLBACK")
        assert running.finish(10).code == 0
    assert sqlite.query("SELECT id FROM users") == [(1,)]


def test_waiters_outlive_a_restart_of_the_server(migrexec, new_server):
    server = new_server().start()
    database = server.create_database()
    migrexec.env["DATABASE_URL"] = database.url
    migrexec.write(_1_slow="SELECT pg_sleep(600)")
    holder = migrexec.start("migrate")
    database.is_busy(holder)
    migrexec.clear().write(_1_users="CREATE TABLE users (id integer)")
    waiters = [migrexec.start("migrate").says("lock") for _ in range(3)]
    holder.kill()
    server.stop("immediate")
    server.start()
    assert [waiter.finish(20).code for waiter in waiters] == [0] * 3
    assert database.applied() == ["1"]
