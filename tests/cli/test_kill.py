"""Killed at any moment, cut off at any moment: nothing twice, nothing lost, the next run finishes."""
import random
import resource
import time

import pytest

from support.journal import assert_exactly_once, write_journal
from support.waiting import eventually

COUNT = 30


def empty(database):
    if database.engine == "sqlite":
        for path in database.path.parent.glob(database.path.name + "*"):
            path.unlink()
    else:
        database.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION app")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("how", ["each", "all", "none"])
def test_a_run_killed_at_random_moments_is_finished_by_the_next(migrexec, database, how, seed):
    """4 times 25 moments, and fewer for the rarer modes."""
    write_journal(migrexec, COUNT)
    whole = migrexec.succeed("migrate", "--transaction", how).seconds
    dice = random.Random(seed)
    for _ in range(25 if how == "each" else 5):
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


@pytest.fixture
def through_proxy(migrexec, postgres, proxy):
    """No TLS: the proxy reads along."""
    migrexec.env["DATABASE_URL"] = postgres.server.url(postgres.name, port=proxy.port, sslmode="disable")
    return postgres


@pytest.mark.parametrize("transaction", ["each", "all", "none"])
@pytest.mark.parametrize("how", ["before", "forwarded", "answered"])
def test_a_connection_cut_at_a_commit_is_looked_up_not_guessed(migrexec, through_proxy, proxy, how, transaction):
    """At every COMMIT of the run in turn."""
    write_journal(migrexec, 3)
    for number in range(1, 20):
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


@pytest.mark.slow
def test_a_ghost_that_still_commits_is_waited_for(migrexec, through_proxy, proxy):
    """The line is cut while COMMIT takes 2 s on the server, and the server does not notice."""
    migrexec.write(_1_slow_commit="""
        CREATE TABLE journal (n integer);
        CREATE FUNCTION doze() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(2); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER doze AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION doze();
        INSERT INTO journal VALUES (1);""", _2_next="INSERT INTO journal SELECT max(n) + 1 FROM journal")
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
    running = migrexec.start("migrate", "--wait-timeout", "1s", env={
        "DATABASE_URL": server.url(database.name, port=proxy.port, sslmode="disable")})
    eventually(lambda: proxy.cuts == 1)
    server.stop("immediate")
    result = running.finish(20)
    assert result.code == 69, result
    server.start()
    migrexec.succeed("migrate", env={"DATABASE_URL": database.url})
    assert_exactly_once(database, 3)


def test_a_full_disk_is_told_and_rolled_back(migrexec, sqlite):
    """SQLite with a limit on the size of files: what write() says is ENOSPC's little brother."""
    migrexec.write(_1_a="CREATE TABLE a (t text)",
                   _2_b="INSERT INTO a WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c"
                        " WHERE n < 200) SELECT hex(zeroblob(10000)) FROM c")
    result = migrexec("migrate", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000)))
    assert result.code in (71, 74), result
    assert sqlite.applied() == ["1"]
    assert sqlite.query("SELECT count(*) FROM a") == [(0,)]
