"""Each migration finds a session like a new connection's."""

import pytest

from support.sqlite import SqliteDatabase


@pytest.mark.parametrize("how", ["each", "all", "none"])
def test_settings_of_postgresql_do_not_leak(migrexec, postgres, how):
    postgres.query("CREATE SCHEMA other AUTHORIZATION app")
    postgres.query("GRANT pg_monitor TO app")
    migrexec.write(
        _1_set="SET search_path = other; SET work_mem = '1MB'; SET TIME ZONE 'Asia/Tokyo';"
        "SET ROLE pg_monitor; SET statement_timeout = '1h'; SET standard_conforming_strings = off;"
        "SET lock_timeout = '7s'; SET client_encoding = 'LATIN1';"
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE;",
        _2_make="CREATE TEMP TABLE t (n int); PREPARE p AS SELECT 1; LISTEN channel;"
        "DECLARE c CURSOR WITH HOLD FOR SELECT 1;"
        "SELECT set_config('my.setting', 'x', false);",
        _3_look="CREATE TABLE seen AS SELECT current_user::text AS who,"
        " current_schema::text AS place,"
        " current_setting('work_mem') AS mem, current_setting('TimeZone') AS zone,"
        " current_setting('statement_timeout') AS patience,"
        " coalesce(current_setting('my.setting', true), '') AS mine, 'é\\' AS text,"
        " current_setting('transaction_isolation') AS isolation,"
        " (SELECT count(*)::int FROM pg_prepared_statements) AS prepared,"
        " (SELECT count(*)::int FROM pg_cursors WHERE name = 'c') AS cursors,"
        " (SELECT count(*)::int FROM pg_listening_channels()) AS channels;"
        "CREATE TEMP TABLE t (n int);",
    )
    migrexec.succeed("migrate", "--transaction", how)
    defaults = postgres.query(
        "SELECT current_setting('work_mem'), reset_val FROM pg_settings WHERE name = 'TimeZone'"
    )
    assert postgres.query("SELECT * FROM public.seen") == [
        ("app", "public", *defaults[0], "0", "", "é\\", "read committed", 0, 0, 0)
    ]
    assert postgres.applied("public.migrexec_history") == ["1", "2", "3"]
    assert postgres.query(
        "SELECT nspname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE relname = 'migrexec_history'"
    ) == [("public",)]


@pytest.mark.parametrize("how", ["each", "none"])
def test_a_session_that_was_made_read_only_is_writable_again(migrexec, postgres, how):
    migrexec.write(
        _1_a="SET default_transaction_read_only = on; SELECT 1;", _2_b="CREATE TABLE b (n int)"
    )
    migrexec.succeed("migrate", "--transaction", how)
    assert postgres.applied() == ["1", "2"]


def test_advisory_locks_of_a_migration_are_released_after_it(migrexec, postgres):
    migrexec.write(
        _1_a="SELECT pg_advisory_lock(42)",
        _2_b="CREATE TABLE seen AS SELECT objid FROM pg_locks"
        " WHERE locktype = 'advisory' AND objid = 42",
    )
    migrexec.succeed("migrate")
    assert postgres.query("SELECT * FROM seen") == []


def test_settings_of_the_role_and_the_url_stay(migrexec, server):
    """Like a new connection's, not like the server's defaults."""
    database = server.create_database()
    database.query(f"ALTER DATABASE {database.name} SET work_mem = '3MB'")
    migrexec.write(
        _1_a="SET work_mem = '1MB'; RESET ALL; SET search_path = ''",
        _2_b="CREATE TABLE seen AS SELECT current_setting('work_mem') AS mem,"
        " current_schema::text AS place",
    )
    database.query("CREATE SCHEMA shop AUTHORIZATION app")
    migrexec.succeed(
        "migrate", env={"DATABASE_URL": database.url + "?options=-csearch_path%3Dshop"}
    )
    assert database.query("SELECT * FROM shop.seen") == [("3MB", "shop")]
    assert database.applied("shop.migrexec_history") == ["1", "2"]
    migrexec.succeed(
        "migrate", env={"DATABASE_URL": database.url + "?options=-csearch_path%3Dshop"}
    )
    database.drop()


def test_a_search_path_that_leads_nowhere_is_78(migrexec, postgres, golden):
    migrexec.write(_1_a="CREATE TABLE a (n int)")
    result = migrexec(
        "migrate", env={"DATABASE_URL": postgres.url + "?options=-csearch_path%3Dnowhere"}
    )
    assert result.code == 78, result
    golden("no-schema", result.err)


@pytest.mark.parametrize(
    "setting",
    [
        "idle_in_transaction_session_timeout = '50ms'",
        "default_transaction_isolation = 'serializable'",
        "default_transaction_deferrable = on",
        "lock_timeout = '1ms'",
        "standard_conforming_strings = off",
        "bytea_output = 'escape'",
        "DateStyle = 'SQL, DMY'",
        "TimeZone = 'Asia/Tokyo'",
        "client_encoding = 'LATIN1'",
        "client_min_messages = 'debug1'",
        "transform_null_equals = on",
        "row_security = off",
    ],
)
def test_settings_of_the_database_do_not_disturb(migrexec, postgres, setting):
    postgres.query(f"ALTER DATABASE {postgres.name} SET {setting}")
    migrexec.write(
        _1_a="CREATE TABLE a (n int)",
        _2_b="INSERT INTO a VALUES (1);\nSELECT pg_sleep(0.2);\n",
        _3_c="CREATE INDEX CONCURRENTLY a_n ON a (n)",
    )
    for _ in range(2):
        migrexec.succeed("migrate")
    answer = migrexec.succeed("status", "--format", "json").json
    assert (answer["applied"], answer["changed"]) == (3, 0)
    assert answer["migrations"][0]["applied_at"].startswith("20")


def test_a_session_of_somebody_else_is_given_back(migrexec, server):
    database = server.create_database()
    migrexec.write(
        _1_a="SET SESSION AUTHORIZATION app; CREATE TABLE a (n int)",
        _2_b="CREATE TABLE b (n int)",
        _3_c="-- migrexec: transaction=none\n"
        "SET SESSION AUTHORIZATION app; SELECT 1; CREATE TABLE c (n int)",
    )
    migrexec.succeed("migrate", env={"DATABASE_URL": server.url(database.name, "postgres")})
    assert database.query(
        "SELECT tablename, tableowner FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    ) == [("a", "app"), ("b", "postgres"), ("c", "app"), ("migrexec_history", "postgres")]
    database.drop()


def test_set_local_and_lock_timeout_of_a_migration_are_its_own(migrexec, postgres):
    migrexec.write(
        _1_a="SET LOCAL search_path = ''; CREATE TABLE public.a (n int)",
        _2_b="CREATE TABLE b (n int)",
    )
    migrexec.succeed("migrate")
    assert set(postgres.tables()) == {"a", "b", "migrexec_history"}


def test_notices_go_through_the_log(migrexec, postgres):
    """libpq prints them to stderr behind the program's back."""
    migrexec.write(
        _1_a="DO $$ BEGIN RAISE NOTICE 'hello'; RAISE WARNING 'careful'; END $$;"
        "DROP TABLE IF EXISTS nowhere;"
    )
    result = migrexec.succeed("migrate", "--log-format", "json")
    assert any("hello" in line["message"] for line in result.log)
    assert any("careful" in line["message"] for line in result.log)


@pytest.mark.parametrize("how", ["each", "all", "none"])
def test_settings_of_sqlite_do_not_leak(migrexec, sqlite, how):
    migrexec.write(
        _1_set="PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON;"
        "PRAGMA recursive_triggers = ON;"
        "PRAGMA ignore_check_constraints = ON; PRAGMA defer_foreign_keys = ON;"
        "CREATE TEMP TABLE t (n int); CREATE TEMP VIEW migrexec_history AS SELECT 1;",
        _2_look="CREATE TABLE seen AS SELECT (SELECT foreign_keys FROM pragma_foreign_keys) AS k,"
        " (SELECT recursive_triggers FROM pragma_recursive_triggers) AS r,"
        " (SELECT ignore_check_constraints FROM pragma_ignore_check_constraints) AS i,"
        " 'a' LIKE 'A' AS l; CREATE TEMP TABLE t (n int);",
    )
    migrexec.succeed("migrate", "--transaction", how)
    assert sqlite.query("SELECT * FROM seen") == [(0, 0, 0, 1)]
    assert sqlite.applied() == ["1", "2"]
    assert sqlite.tables() == ["migrexec_history", "seen"]


@pytest.mark.parametrize("how", ["each", "all", "none"])
@pytest.mark.parametrize("exists", [True, False])
def test_attached_files_do_not_leak(migrexec, sqlite, how, exists):
    other = SqliteDatabase(migrexec.folder / "other.db")
    if exists:
        other.query("CREATE TABLE first (n int)")
    migrexec.write(
        _1_attach="ATTACH 'other.db' AS other; CREATE TABLE other.o (n int);",
        _2_look="CREATE TABLE seen AS SELECT count(*) AS n FROM pragma_database_list"
        " WHERE name = 'other'",
    )
    migrexec.succeed("migrate", "--transaction", how)
    assert sqlite.query("SELECT * FROM seen") == [(0,)]
    assert sqlite.tables() == ["migrexec_history", "seen"]
    assert "o" in other.tables()


def test_foreign_keys_of_sqlite_are_off_as_is_its_own_default(migrexec, sqlite):
    migrexec.write(
        _1_a="CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a_id REFERENCES a);"
        "INSERT INTO b VALUES (1)"
    )
    migrexec.succeed("migrate")


def test_the_journal_mode_may_be_changed_for_good(migrexec, sqlite):
    migrexec.write(_1_wal="PRAGMA journal_mode = WAL", _2_b="CREATE TABLE b (n int)")
    migrexec.succeed("migrate")
    assert sqlite.query("PRAGMA journal_mode") == [("wal",)]
    assert sqlite.applied() == ["1", "2"]
