"""Repeatable migrations (R__name.sql), and baselines (B<version>__name.sql)."""

import pytest

from support.tables import tables, write_tables

VIEW = "DROP VIEW IF EXISTS {name};\nCREATE VIEW {name} AS SELECT {what} AS n;\n"


def view(migrexec, name, what):
    migrexec.file(f"R__{name}.sql", VIEW.format(name=name, what=what))


def test_a_repeatable_runs_again_when_its_text_changes_and_only_then(migrexec, database):
    view(migrexec, "v", 1)
    assert migrexec.succeed("migrate", "--format", "json").json["applied"] == ["v"]
    assert migrexec.succeed("migrate", "--format", "json").json["applied"] == []
    view(migrexec, "v", 2)
    assert migrexec("status", "--exit-code").code == 1
    migrexec.succeed("migrate")
    assert database.query("SELECT n FROM v") == [(2,)]
    migrexec.succeed("status", "--exit-code")


def test_repeatables_run_after_the_versioned_ones_in_the_order_of_their_names(migrexec, database):
    migrexec.file("R__b.sql", "DROP VIEW IF EXISTS b; CREATE VIEW b AS SELECT n FROM a;\n")
    migrexec.file(
        "R__a.sql",
        "DROP VIEW IF EXISTS b; DROP VIEW IF EXISTS a;" " CREATE VIEW a AS SELECT n FROM t1;\n",
    )
    write_tables(migrexec, 1)
    applied = migrexec.succeed("migrate", "--format", "json").json["applied"]
    assert applied == ["0001", "a", "b"]


def test_repeatables_wait_until_every_version_is_there(migrexec, database):
    write_tables(migrexec, 2)
    view(migrexec, "v", 1)
    assert migrexec.succeed("migrate", "+1", "--format", "json").json["applied"] == ["0001"]
    assert migrexec.succeed("migrate", "--format", "json").json["applied"] == ["0002", "v"]


def test_a_repeatable_whose_file_is_gone_is_no_error(migrexec, database):
    view(migrexec, "v", 1)
    migrexec.succeed("migrate")
    migrexec.clear()
    migrexec.succeed("migrate")
    assert database.query("SELECT n FROM v") == [(1,)]


def test_a_repeatable_that_fails_stays_pending(migrexec, database):
    view(migrexec, "v", 1)
    migrexec.succeed("migrate")
    migrexec.file("R__v.sql", "DROP VIEW v;\nDROP TABLE nowhere;\n")
    assert migrexec("migrate").code == 71
    assert database.query("SELECT n FROM v") == [(1,)]
    view(migrexec, "v", 3)
    migrexec.succeed("migrate")
    assert database.query("SELECT n FROM v") == [(3,)]


def test_down_passes_over_repeatables(migrexec, database):
    write_tables(migrexec, 1)
    view(migrexec, "v", 1)
    migrexec.succeed("migrate")
    migrexec.succeed("down")
    assert tables(database) == []
    assert database.query("SELECT n FROM v") == [(1,)]


def test_a_down_file_for_a_repeatable_is_refused(migrexec, sqlite, golden):
    migrexec.file("R__v.down.sql", "DROP VIEW v;\n")
    result = migrexec("migrate")
    assert result.code == 65
    golden("repeatable-down", result.err)


def test_status_and_show_know_repeatables(migrexec, database):
    view(migrexec, "v", 1)
    migrexec.succeed("migrate")
    row = migrexec.succeed("status", "--format", "json").json["migrations"][0]
    assert (row["kind"], row["version"], row["name"]) == ("repeatable", None, "v")
    assert row["state"] == "applied"
    assert migrexec.succeed("show", "R__v", "--format", "json").json["state"] == "applied"


BASELINE = "CREATE TABLE t1 (n integer);\nCREATE TABLE t2 (n integer);\n"


def test_a_fresh_database_begins_with_the_baseline(migrexec, database):
    write_tables(migrexec, 3)
    migrexec.file("B0002__squashed.sql", BASELINE)
    answer = migrexec.succeed("migrate", "--format", "json").json
    assert len(answer["applied"]) == 2
    assert tables(database) == ["t1", "t2", "t3"]
    assert migrexec.succeed("current").out == "0003\n"
    migrexec.succeed("status", "--exit-code")


def test_a_database_with_a_history_never_runs_the_baseline(migrexec, database):
    write_tables(migrexec, 2)
    migrexec.succeed("migrate")
    migrexec.file("B0002__squashed.sql", BASELINE)
    write_tables(migrexec, 1, first=3)
    assert migrexec.succeed("migrate", "--format", "json").json["applied"] == ["0003"]


def test_a_baseline_covers_the_files_that_it_replaces(migrexec, database):
    write_tables(migrexec, 2)
    migrexec.succeed("migrate")
    migrexec.clear()
    migrexec.file("B0002__squashed.sql", BASELINE)
    write_tables(migrexec, 1, first=3)
    migrexec.succeed("migrate")
    assert tables(database) == ["t1", "t2", "t3"]
    assert migrexec.succeed("status", "--format", "json").json["missing"] == 0


def test_a_database_between_nothing_and_the_baseline_has_no_way(migrexec, database, golden):
    write_tables(migrexec, 1)
    migrexec.succeed("migrate")
    migrexec.clear()
    migrexec.file("B0002__squashed.sql", BASELINE)
    write_tables(migrexec, 1, first=3)
    result = migrexec("migrate")
    assert result.code == 65
    assert tables(database) == ["t1"]
    golden("baseline-gap", result.err)


def test_a_baseline_cannot_be_rolled_back(migrexec, database, golden):
    migrexec.file("B0002__squashed.sql", BASELINE)
    migrexec.succeed("migrate")
    result = migrexec("down")
    assert result.code == 65
    assert tables(database) == ["t1", "t2"]
    golden("down-of-a-baseline", result.err)


@pytest.fixture
def may_create(database):
    """On PostgreSQL the role must be allowed to make a database to build the schema in."""
    if database.engine == "postgresql":
        database.server.sql("ALTER ROLE app CREATEDB")
    return database


def test_squash_writes_a_baseline_that_makes_the_same_schema(migrexec, may_create):
    write_tables(migrexec, 3)
    migrexec.file(
        "0002_t2.up.sql", "CREATE TABLE t2 (n integer NOT NULL);\n" "CREATE INDEX t2_n ON t2 (n);\n"
    )
    created = migrexec.succeed("squash", "--to", "0002", "--format", "json").json["created"]
    assert created == ["./migrations/B0002__squashed.sql"]
    assert may_create.applied() == []
    for path in [*migrexec.migrations.glob("0001*"), *migrexec.migrations.glob("0002*")]:
        path.unlink()
    migrexec.succeed("migrate")
    assert tables(may_create) == ["t1", "t2", "t3"]


def test_squash_needs_a_version_that_is_there(migrexec, sqlite, golden):
    write_tables(migrexec, 1)
    nothing = migrexec("squash")
    assert nothing.code == 64
    golden("squash-nothing", nothing.err)
    assert migrexec("squash", "--to", "7").code == 65
    assert not list(migrexec.migrations.glob("B*"))


def pg_dump(migrexec, text):
    """Another program of this name."""
    folder = migrexec.folder / "bin"
    folder.mkdir()
    (folder / "pg_dump").write_text(f"#!/bin/sh\n{text}\n")
    (folder / "pg_dump").chmod(0o755)
    migrexec.env["PATH"] = f"{folder}:/usr/bin:/bin"


@pytest.fixture
def home(postgres):
    """Where the role may make a database."""
    postgres.server.sql("ALTER ROLE app CREATEDB")
    return postgres


def assert_not_squashed(migrexec, code, *words, **options):
    write_tables(migrexec, 2)
    result = migrexec("squash", "--to", "2", *words, **options)
    assert result.code == code
    assert not list(migrexec.migrations.glob("B*"))
    return result.err


def test_squash_tells_what_pg_dump_said(migrexec, home, golden):
    pg_dump(migrexec, "echo 'pg_dump: error: server version mismatch' >&2; exit 1")
    golden("squash-pg-dump-fails", assert_not_squashed(migrexec, 74))


def test_squash_needs_pg_dump(migrexec, home, golden):
    golden("squash-without-pg-dump", assert_not_squashed(migrexec, 127, env={"PATH": "/no"}))


def test_squash_keeps_no_schema_that_is_another_one(migrexec, home, golden):
    pg_dump(migrexec, 'until [ "$1" = --file ]; do shift; done; echo "SELECT 1;" >"$2"')
    golden("squash-another-schema", assert_not_squashed(migrexec, 65))


def test_squash_knows_no_virtual_tables(migrexec, sqlite, golden):
    migrexec.file("0_search.sql", "CREATE VIRTUAL TABLE search USING fts5 (words);\n")
    golden("squash-virtual-table", assert_not_squashed(migrexec, 65))


def test_squash_writes_over_nothing(migrexec, sqlite, golden):
    write_tables(migrexec, 1)
    migrexec.file("B0001__squashed.sql", "CREATE TABLE mine (n integer);\n")
    result = migrexec("squash", "--to", "1")
    assert result.code == 65
    golden("squash-over-a-file", result.err)
    assert "mine" in (migrexec.migrations / "B0001__squashed.sql").read_text()
