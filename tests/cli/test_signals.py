"""Stopping: within a second, rolled back, lock free, 128+n; as an ordinary process and as PID 1."""

import contextlib
import os
import pathlib
import random
import signal
import socket
import time

import pytest

from support.journal import SLOW_COMMIT, assert_exactly_once, empty, write_journal
from support.names import deaf_resolver
from support.waiting import eventually

CODES = {signal.SIGTERM: 143, signal.SIGINT: 130, signal.SIGQUIT: 131, signal.SIGHUP: 129}
every_signal = pytest.mark.parametrize("number", CODES, ids=lambda number: number.name)


def stops(running, number, within=1.0):
    """Sends the signal; migrexec must end in time, with the signal's code."""
    sent = time.monotonic()
    running.send(number)
    result = running.finish(within + 5)
    assert result.code == CODES[number], result
    assert time.monotonic() - sent < within, result
    return result


def assert_untouched(database, *versions):
    """Rolled back, and the lock is free."""
    eventually(database.lock_is_free, within=1)
    assert database.applied() == list(versions)
    assert set(database.tables()) <= {"migrexec_history", *(f"t{version}" for version in versions)}


@pytest.fixture
def nobody():
    """A port that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.mark.pid1
@every_signal
def test_pid1_stops_while_a_name_is_looked_up(as_pid1, number, scratch):
    as_pid1.write(_1_users="CREATE TABLE users (id integer);")
    running = as_pid1.start(
        "run",
        "--",
        "true",
        prefix=deaf_resolver(scratch),
        env={"DATABASE_URL": "postgresql://app@db.example.org/shop"},
    )

    def asked():
        """The question waits in the DNS server's queue."""
        rows = pathlib.Path(f"/proc/{running.inner_pid}/net/udp").read_text().splitlines()
        fields = [row.split() for row in rows[1:]]
        return any(
            row[1].endswith(":0035") and row[4].split(":")[1] != "00000000" for row in fields
        )

    eventually(asked)
    assert "migrexec" in pathlib.Path(f"/proc/{running.inner_pid}/cmdline").read_text()
    stops(running, number)


@pytest.mark.pid1
@every_signal
def test_pid1_stops_while_a_server_does_not_answer(as_pid1, nobody, number):
    running = as_pid1.start(
        "migrate",
        env={"DATABASE_URL": f"postgresql://app@127.0.0.1:{nobody.getsockname()[1]}/shop"},
    )
    with nobody.accept()[0]:
        stops(running, number)


@pytest.mark.pid1
@every_signal
def test_pid1_stops_between_two_tries(as_pid1, number):
    running = as_pid1.start("migrate", env={"DATABASE_URL": "postgresql://app@127.0.0.1:1/shop"})
    stops(running.says("waiting"), number)


@pytest.mark.pid1
@every_signal
def test_pid1_stops_while_it_waits_for_the_lock(as_pid1, postgres, number):
    as_pid1.write(_1_t1=postgres.long_statement)
    holder = as_pid1.start("migrate", prefix=[])
    postgres.is_busy(holder)
    stops(as_pid1.start("run", "--", "true").says("lock"), number)
    assert holder.alive
    stops(holder, signal.SIGTERM)
    assert_untouched(postgres)


@pytest.mark.pid1
def test_pid1_stops_while_sqlite_is_locked(as_pid1, sqlite):
    as_pid1.write(_1_t1="CREATE TABLE t1 (n integer)")
    with contextlib.closing(sqlite.session()) as other:
        other.execute("BEGIN EXCLUSIVE")
        stops(as_pid1.start("migrate").says("lock"), signal.SIGTERM)


@pytest.mark.pid1
@every_signal
def test_pid1_stops_a_running_statement(as_pid1, database, number):
    as_pid1.write(
        _1_t1="CREATE TABLE t1 (n integer)",
        _2_t2=f"CREATE TABLE t2 (n integer); {database.long_statement};",
    )
    running = as_pid1.start("run", "--", "true")
    database.is_busy(running)
    stops(running, number)
    assert_untouched(database, "1")


def test_an_ordinary_process_stops_a_running_statement(migrexec, database):
    migrexec.write(_1_t1=f"CREATE TABLE t1 (n integer); {database.long_statement};")
    running = migrexec.start("migrate")
    database.is_busy(running)
    stops(running, signal.SIGTERM)
    assert_untouched(database)


def test_a_stopped_statement_is_not_left_running_on_the_server(migrexec, postgres):
    migrexec.write(_1_slow=postgres.long_statement)
    running = migrexec.start("migrate")
    postgres.is_busy(running)
    stops(running, signal.SIGTERM)
    assert eventually(lambda: not postgres.running("pg_sleep"), within=1)


def test_a_migration_outside_a_transaction_is_partial_after_a_signal(migrexec, database):
    migrexec.write(
        _1_t1="-- migrexec: transaction=none\nCREATE TABLE t1 (n integer);\n"
        f"{database.long_statement};\nCREATE TABLE t2 (n integer);\n"
    )
    running = migrexec.start("migrate")
    database.is_busy(running)
    stops(running, signal.SIGTERM)
    status = migrexec.succeed("status", "--format", "json").json
    assert (status["partial"], status["applied"]) == (1, 0)
    assert status["migrations"][0]["state"] == "partial"


def test_a_statement_that_waits_for_a_table_is_stopped(migrexec, postgres):
    postgres.query("CREATE TABLE busy (n integer); ALTER TABLE busy OWNER TO app")
    migrexec.write(_1_busy="ALTER TABLE busy ADD m integer")
    with contextlib.closing(postgres.session()) as other:
        other.autocommit = False
        other.cursor().execute("LOCK TABLE busy")
        running = migrexec.start("migrate")
        eventually(lambda: postgres.running("ALTER TABLE busy"))
        stops(running, signal.SIGTERM)


def test_a_slow_commit_is_stopped(migrexec, postgres):
    migrexec.write(_1_slow_commit=SLOW_COMMIT.format(seconds=600))
    running = migrexec.start("migrate")
    eventually(
        lambda: postgres.query(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = %s",
            postgres.name,
        )
    )
    stops(running, signal.SIGTERM)
    assert_untouched(postgres)


def test_a_concurrent_index_is_stopped_and_gone_on_with(migrexec, postgres):
    postgres.query("CREATE TABLE users (id integer); ALTER TABLE users OWNER TO app")
    migrexec.write(_1_index="CREATE INDEX CONCURRENTLY users_id ON users (id)")
    with contextlib.closing(postgres.session()) as other:
        other.autocommit = False
        other.cursor().execute("LOCK TABLE users IN ROW EXCLUSIVE MODE")
        running = migrexec.start("migrate")
        eventually(lambda: postgres.running("CONCURRENTLY"))
        stops(running, signal.SIGTERM)
        eventually(postgres.lock_is_free, within=1)
    assert migrexec.succeed("status", "--format", "json").json["partial"] == 1
    migrexec.succeed("migrate")
    assert postgres.query("SELECT indisvalid FROM pg_index WHERE indrelid = 'users'::regclass") == [
        (True,)
    ]


def test_a_second_signal_ends_it_at_once_with_the_first_one_s_code(migrexec, new_server):
    """The server is frozen: nothing can be cancelled, nothing is answered."""
    server = new_server().start()
    database = server.create_database()
    migrexec.write(_1_slow=database.long_statement)
    running = migrexec.start("migrate", env={"DATABASE_URL": database.url})
    database.is_busy(running)
    frozen = [server.process.pid, *database.running("pg_sleep")]
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    try:
        running.send(signal.SIGTERM)
        with contextlib.suppress(ProcessLookupError):
            time.sleep(0.2)  # two signals at once are one to the kernel, and need no second
            running.send(signal.SIGINT)
        sent = time.monotonic()
        assert running.finish(10).code == 143
        assert time.monotonic() - sent < 0.5
    finally:
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)


def test_a_stop_ends_in_time_if_the_server_is_frozen(migrexec, new_server):
    """The kubelet's patience is 30 s, Docker's 10 s; the cancel request is not answered."""
    server = new_server().start()
    database = server.create_database()
    migrexec.write(_1_slow=database.long_statement)
    running = migrexec.start("migrate", env={"DATABASE_URL": database.url})
    database.is_busy(running)
    frozen = [server.process.pid, *database.running("pg_sleep")]
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    try:
        stops(running, signal.SIGTERM, within=9)
    finally:
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)


def signals_ignored(pid):
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("SigIgn:")).split()[1], 16)


def test_nohup_is_respected_by_us_and_by_the_application(migrexec, new_server):
    server = new_server()
    running = migrexec.start(
        "run",
        "--",
        "sleep",
        "60",
        env={"DATABASE_URL": server.url("postgres", "postgres")},
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    )
    running.says("waiting").send(signal.SIGHUP)
    server.start()
    eventually(lambda: pathlib.Path(f"/proc/{running.pid}/comm").read_text() == "sleep\n", 15)
    running.send(signal.SIGHUP)
    assert signals_ignored(running.pid) & (1 << (signal.SIGHUP - 1))
    assert running.alive
    running.kill()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_signal_at_any_moment_is_never_lost(migrexec, database, seed):
    """Just before the exec it may neither be swallowed nor kill the application by a handler of
    ours: the process ends, by us (143) or by the kernel (before main, or after the exec)."""
    migrexec.write(_1_t1="CREATE TABLE t1 (n integer)")
    whole = migrexec.succeed("--", "true").seconds
    dice = random.Random(seed)
    seen = set()
    for _ in range(50):
        running = migrexec.start("--", "sleep", "60")
        time.sleep(dice.uniform(0, 1.5 * whole))
        running.send(signal.SIGTERM)
        seen.add(running.finish(3).code)
    assert seen <= {143, -signal.SIGTERM}


@pytest.mark.slow
def test_a_signal_before_the_exec_leaves_nothing_behind(migrexec, database):
    migrexec.write(**{f"_{n}_t{n}": f"CREATE TABLE t{n} (n integer)" for n in range(1, 10)})
    dice = random.Random(1)
    while len(database.applied()) < 9:
        running = migrexec.start("migrate")
        time.sleep(dice.uniform(0, 0.05))
        running.send(signal.SIGTERM)
        assert running.finish(3).code in {143, -signal.SIGTERM, 0}
        applied = database.applied()
        assert [f"t{version}" for version in applied] == [
            table for table in sorted(database.tables()) if table != "migrexec_history"
        ]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["each", "all", "none"])
def test_a_run_stopped_at_any_moment_is_finished_by_the_next(migrexec, database, how):
    write_journal(migrexec, 30)
    whole = migrexec.succeed("migrate", "--transaction", how).seconds
    dice = random.Random(11)
    for _ in range(10):
        empty(database)
        running = migrexec.start("migrate", "--transaction", how)
        time.sleep(dice.uniform(0.3, 1) * whole)
        sent = time.monotonic()
        running.send(signal.SIGTERM)
        assert running.finish(5).code in {143, -signal.SIGTERM, 0}
        assert time.monotonic() - sent < 2
        migrexec.succeed("migrate", "--transaction", how)
        assert_exactly_once(database, 30)
