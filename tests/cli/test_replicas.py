"""A deployment of many replicas starts at once."""

import random
import time

import pytest

from support.journal import assert_exactly_once, empty, write_journal


@pytest.mark.parametrize("how", ["each", "all"])
def test_20_replicas_on_an_empty_database_apply_everything_once_and_start(migrexec, database, how):
    write_journal(migrexec, 10)
    replicas = [
        migrexec.start("--transaction", how, "--", "echo", "started", env={"POD_NAME": f"pod-{n}"})
        for n in range(20)
    ]
    results = [replica.finish(60) for replica in replicas]
    assert [(result.code, result.out) for result in results] == [(0, "started\n")] * 20, [
        result for result in results if result.code
    ]
    assert_exactly_once(database, 10)


def test_each_migration_is_told_as_applied_by_one_replica_only(migrexec, database):
    write_journal(migrexec, 5)
    replicas = [migrexec.start("migrate", "--format", "json") for _ in range(8)]
    applied = [version for replica in replicas for version in replica.finish(60).json["applied"]]
    assert sorted(applied, key=int) == [f"{number:04}" for number in range(5)]


def test_replicas_of_a_failing_migration_all_fail_and_leave_nothing(migrexec, database):
    migrexec.write(
        _1_a="CREATE TABLE a (n int)", _2_b="CREATE TABLE b (n int); INSERT INTO nowhere VALUES (1)"
    )
    replicas = [migrexec.start("--", "true") for _ in range(6)]
    assert {replica.finish(60).code for replica in replicas} == {71}
    assert database.applied() == ["1"]
    assert "b" not in database.tables()


def test_old_and_new_replicas_start_during_a_rolling_update(migrexec, database):
    """The old image has fewer files; neither hinders the other."""
    write_journal(migrexec, 3)
    old = migrexec.folder / "old"
    migrexec.migrations.rename(old)
    migrexec.migrations.mkdir()
    write_journal(migrexec, 6)
    replicas = [
        migrexec.start("--migrations", folder, "--", "true")
        for _ in range(4)
        for folder in (old, migrexec.migrations)
    ]
    assert {replica.finish(60).code for replica in replicas} == {0}
    assert_exactly_once(database, 6)


def test_20_replicas_share_a_sqlite_file_with_a_write_ahead_log(migrexec, sqlite):
    sqlite.query("PRAGMA journal_mode = WAL")
    write_journal(migrexec, 10)
    replicas = [migrexec.start("--", "true") for _ in range(20)]
    assert {replica.finish(60).code for replica in replicas} == {0}
    assert_exactly_once(sqlite, 10)


@pytest.mark.parametrize("how", ["each", "none"])
def test_20_replicas_build_indexes_concurrently(migrexec, postgres, how):
    migrexec.write(
        _1_a="CREATE TABLE users (id integer)",
        _2_i="CREATE INDEX CONCURRENTLY i1 ON users (id)",
        _3_i="CREATE INDEX CONCURRENTLY i2 ON users (id)",
        _4_b="ALTER TABLE users ADD name text",
    )
    replicas = [migrexec.start("--transaction", how, "--", "true") for _ in range(20)]
    assert {replica.finish(60).code for replica in replicas} == {0}
    indexes = postgres.query("SELECT indisvalid FROM pg_index WHERE indrelid = 'users'::regclass")
    assert indexes == [(True,)] * 2


@pytest.mark.slow
def test_replicas_that_are_killed_do_not_disturb_the_others(migrexec, database):
    write_journal(migrexec, 20)
    dice = random.Random(5)
    for _ in range(6):
        empty(database)
        replicas = [migrexec.start("--", "true") for _ in range(6)]
        for replica in replicas[:4]:
            time.sleep(dice.uniform(0, 0.08))
            replica.kill()
        assert [replica.finish(60).code for replica in replicas[4:]] == [0, 0]
        assert_exactly_once(database, 20)
