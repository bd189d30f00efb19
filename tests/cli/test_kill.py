"""Killed or cut off at any moment: nothing twice, nothing lost, the next run finishes."""

import random
import re
import resource
import signal
import time

import pytest

from support.journal import SLOW_COMMIT, assert_exactly_once, empty, write_journal
from support.waiting import eventually

COUNT = 30


@pytest.mark.slow
@pytest.mark.parametrize(
    "how, rounds, seed",
    [
        ("each", 25, 1),
        ("each", 25, 2),
        ("each", 25, 3),
        ("each", 25, 4),
        ("all", 10, 5),
        ("none", 10, 6),
    ],
)
def test_a_run_killed_at_random_moments_is_finished_by_the_next(
    migrexec, database, how, rounds, seed
):
    write_journal(migrexec, COUNT)
    whole = migrexec.succeed("migrate", "--transaction", how).seconds
    dice = random.Random(seed)
    for _ in range(rounds):
        empty(database)
        running = migrexec.start("migrate", "--transaction", how)
        time.sleep(dice.uniform(0, whole))
        running.kill()
        migrexec.succeed("migrate", "--transaction", how, "--lock-timeout", "10s")
        assert_exactly_once(database, COUNT)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["each", "all", "none"])
def test_a_server_that_crashes_at_random_moments_is_waited_for(migrexec, new_server, how):
    """The same run goes on when the server is back."""
    server = new_server(fsync="on", synchronous_commit="on").start()
    database = server.create_database()
    migrexec.env["DATABASE_URL"] = database.url
    write_journal(migrexec, COUNT)
    whole = migrexec.succeed("migrate", "--transaction", how).seconds
    dice = random.Random(7)
    for _ in range(4):
        empty(database)
        running = migrexec.start("migrate", "--transaction", how)
        time.sleep(dice.uniform(0.3, 1) * whole)
        server.stop("immediate")
        server.start()
        result = running.finish(30)
        assert result.code == 0, result
        assert_exactly_once(database, COUNT)


@pytest.mark.slow
def test_a_killed_file_with_transactions_of_its_own_is_finished_by_the_next_run(migrexec, database):
    migrexec.write(
        _1_own="-- migrexec: transaction=none\nCREATE TABLE own (n integer);\n"
        + "".join(
            f"BEGIN;\nINSERT INTO own VALUES ({n});\nCREATE TABLE s{n} (n integer);\nCOMMIT;\n"
            f"INSERT INTO own VALUES ({n + 100});\n"
            for n in range(8)
        )
    )
    whole = migrexec.succeed("migrate").seconds
    dice = random.Random(3)
    for _ in range(20):
        empty(database)
        running = migrexec.start("migrate")
        time.sleep(dice.uniform(0, whole))
        running.kill()
        migrexec.succeed("migrate", "--lock-timeout", "10s")
        rows = database.query("SELECT n FROM own ORDER BY n")
        assert rows == [(n,) for n in [*range(8), *range(100, 108)]]


@pytest.fixture
def through_proxy(migrexec, postgres, proxy):
    """No TLS: the proxy reads along."""
    migrexec.env["DATABASE_URL"] = postgres.server.url(
        postgres.name, port=proxy.port, sslmode="disable"
    )
    return postgres


@pytest.mark.parametrize("transaction", ["each", "all", "none"])
@pytest.mark.parametrize("how", ["before", "forwarded", "answered"])
def test_a_connection_cut_at_a_commit_is_looked_up_not_guessed(
    migrexec, through_proxy, proxy, how, transaction
):
    """At every COMMIT of the run in turn."""
    write_journal(migrexec, 3)
    for number in range(1, 50):
        proxy.cut(number, how)
        cuts = proxy.cuts
        result = migrexec("migrate", "--transaction", transaction)
        assert result.code == 0, result
        assert_exactly_once(through_proxy, 3)
        if proxy.cuts == cuts:
            assert number > 1, "the proxy has seen no COMMIT"
            return
        empty(through_proxy)
    raise AssertionError("there is no end to the COMMITs")


OUTSIDE = [
    "CREATE INDEX CONCURRENTLY i1 ON users (id)",
    "CREATE INDEX CONCURRENTLY ON users (id)",
    "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i1 ON users (id)",
    "DROP INDEX CONCURRENTLY i0",
    "REINDEX INDEX CONCURRENTLY i0",
    "REINDEX TABLE CONCURRENTLY users",
    "VACUUM users",
    "CREATE DATABASE {name}_new",
    "DROP DATABASE {name}_old",
    "ALTER TABLE parted DETACH PARTITION part CONCURRENTLY",
]


@pytest.fixture
def furnished(through_proxy):
    """Something for each of the statements to work on."""
    database = through_proxy
    database.query(
        "CREATE TABLE users (id integer); INSERT INTO users SELECT generate_series(1, 100);"
        "CREATE INDEX i0 ON users (id); ALTER TABLE users OWNER TO app;"
        "CREATE TABLE parted (n integer) PARTITION BY LIST (n); ALTER TABLE parted OWNER TO app;"
        "CREATE TABLE part PARTITION OF parted FOR VALUES IN (1); ALTER TABLE part OWNER TO app;"
        "ALTER ROLE app CREATEDB"
    )
    database.query(f"CREATE DATABASE {database.name}_old OWNER app")
    yield database
    for name in ("old", "new"):
        database.query(f"DROP DATABASE IF EXISTS {database.name}_{name}")
    database.query("ALTER ROLE app NOCREATEDB")


@pytest.mark.parametrize("how", ["before", "forwarded", "answered", "ghost"])
@pytest.mark.parametrize("statement", OUTSIDE)
def test_a_connection_cut_at_a_statement_outside_a_transaction_is_looked_up(
    migrexec, furnished, proxy, statement, how
):
    statement = statement.format(name=furnished.name)
    migrexec.write(_1_a=statement)
    proxy.cut(1, how, re.compile(rb"CONCURRENTLY|VACUUM|(CREATE|DROP) DATABASE"))
    result = migrexec("migrate", "--lock-timeout", "20s")
    assert result.code == 0, result
    assert proxy.cuts == 1
    assert furnished.applied() == ["1"]
    indexes = furnished.query("SELECT indisvalid FROM pg_index WHERE indrelid = 'users'::regclass")
    assert indexes == [(True,)] * (
        1
        + statement.count("INDEX CONCURRENTLY i1")
        + statement.count("Y ON users")
        + statement.count("EXISTS i1")
        - statement.startswith("DROP INDEX")
    )
    names = furnished.query(
        "SELECT datname FROM pg_database WHERE datname LIKE %s", furnished.name + "_%"
    )
    assert len(names) == 1 + statement.startswith("CREATE DATA") - statement.startswith("DROP DATA")
    assert furnished.query("SELECT count(*) FROM pg_inherits") == [("DETACH" not in statement,)]


@pytest.mark.slow
def test_a_ghost_that_still_commits_is_waited_for(migrexec, through_proxy, proxy):
    """The line is cut while COMMIT takes 2 s on the server, and the server does not notice."""
    migrexec.write(
        _1_slow_commit=SLOW_COMMIT.format(seconds=2),
        _2_next="INSERT INTO journal SELECT max(n) + 1 FROM journal",
    )
    proxy.cut(1, "ghost")
    result = migrexec("migrate")
    assert result.code == 0, result
    assert proxy.cuts == 1
    assert through_proxy.query("SELECT n FROM journal ORDER BY n") == [(1,), (2,)]
    assert through_proxy.applied() == ["1", "2"]


def test_a_commit_that_cannot_be_looked_up_is_69(migrexec, new_server, proxy, postgres):
    """Cut at the COMMIT, and the server is gone for longer than we may wait: the next run knows."""
    server = new_server().start()
    database = server.create_database()
    proxy.target = server.port
    write_journal(migrexec, 3)
    proxy.cut(2, "answered")
    running = migrexec.start(
        "migrate",
        "--wait-timeout",
        "1s",
        env={"DATABASE_URL": server.url(database.name, port=proxy.port, sslmode="disable")},
    )
    eventually(lambda: proxy.cuts == 1)
    server.stop("immediate")
    result = running.finish(20)
    assert result.code == 69, result
    server.start()
    migrexec.succeed("migrate", env={"DATABASE_URL": database.url})
    assert_exactly_once(database, 3)


def test_a_full_disk_is_told_and_rolled_back(migrexec, sqlite):
    """A limit on the size of files stands for the disk: write() fails."""

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))

    migrexec.write(
        _1_a="CREATE TABLE a (t text)",
        _2_b="INSERT INTO a WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c"
        " WHERE n < 200) SELECT hex(zeroblob(10000)) FROM c",
    )
    result = migrexec("migrate", preexec_fn=limit)
    assert result.code == 74, result
    assert sqlite.applied() == ["1"]
    assert sqlite.query("SELECT count(*) FROM a") == [(0,)]
