"""Files as people write them: names, encodings, wrappers, pg_dump's output."""

import datetime
import hashlib
import os
import subprocess

import pytest

from support.hooks import hook
from support.postgres import program
from support.secret import PASSWORD


def test_versions_are_numbers_of_any_length(migrexec, database):
    long = "123456789012345678901234567890"
    migrexec.file(f"{long}_c.sql", "CREATE TABLE c (n int)")
    migrexec.file("10_b.sql", "CREATE TABLE b (n int)")
    migrexec.file("009_a.up.sql", "CREATE TABLE a (n int)")
    migrexec.file("0_zero.sql", "CREATE TABLE zero (n int)")
    assert migrexec.succeed("migrate", "--format", "json").json["applied"] == [
        "0",
        "009",
        "10",
        long,
    ]
    assert database.applied() == ["0", "009", "10", long]


def test_other_files_are_none_of_our_business(migrexec, sqlite):
    for name in ("README.md", "1_a.sql.bak", ".gitkeep", "2_b.txt"):
        migrexec.file(name, "not SQL")
    (migrexec.migrations / "old").mkdir()
    migrexec.file("1_a [draft] (é).up.sql", "CREATE TABLE a (n int)")
    migrexec.succeed("migrate")
    assert sqlite.applied() == ["1"]
    (migrexec.migrations / "old").rmdir()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"-- only a comment",
        b"/* a */ ;; -- b\n",
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbfCREATE TABLE a (n int);",
        b"CREATE TABLE a (n int);\r\n\r\nDROP TABLE a;\r\n",
        b"CREATE TABLE a (n int) -- no semicolon",
        b"SELECT '\xef\xbf\xbd'; CREATE TABLE a (n int);",
    ],
    ids=["empty", "blank", "comment", "semicolons", "only BOM", "BOM", "CRLF", "no end", "U+FFFD"],
)
def test_odd_but_fine_content_is_applied(migrexec, database, content):
    migrexec.file("1_a.sql", content)
    migrexec.succeed("migrate")
    assert database.applied() == ["1"]
    assert ("a" in database.tables()) == (b"CREATE" in content and b"DROP" not in content)


def test_crlf_inside_of_a_string_stays(migrexec, database):
    migrexec.file("1_a.sql", b"CREATE TABLE a (t text);\r\nINSERT INTO a VALUES ('x\r\ny');\r\n")
    migrexec.succeed("migrate")
    assert database.query("SELECT t FROM a") == [("x\r\ny",)]


@pytest.mark.parametrize(
    "directive",
    [
        "-- migrexec: transaction=none",
        "--migrexec:transaction=none",
        "--  MIGREXEC :  Transaction = NONE  ",
    ],
)
def test_spaces_and_case_of_directives_do_not_matter(migrexec, sqlite, directive):
    migrexec.write(_1_a=f"\n/* header */\n{directive}\nCREATE TABLE a (n int); VACUUM;")
    migrexec.succeed("migrate")


def test_a_wrapped_file_works_with_a_note(migrexec, database):
    migrexec.write(
        _1_a="-- users\nBEGIN;\nCREATE TABLE a (n int);\nCOMMIT;\n",
        _2_b="BEGIN TRANSACTION;\nCREATE TABLE b (n int);\nEND;\n",
    )
    result = migrexec.succeed("migrate")
    assert "BEGIN" in result.err
    assert database.applied() == ["1", "2"]


def test_a_wrapped_file_that_fails_is_rolled_back(migrexec, database):
    migrexec.write(
        _1_a="BEGIN;\nCREATE TABLE a (n int);\nINSERT INTO nowhere VALUES (1);\nCOMMIT;\n"
    )
    assert migrexec("migrate").code == 71
    assert "a" not in database.tables()


def test_savepoints_are_fine(migrexec, database):
    migrexec.write(
        _1_a="CREATE TABLE a (n int); SAVEPOINT s; INSERT INTO a VALUES (1);"
        "ROLLBACK TO s; INSERT INTO a VALUES (2); RELEASE SAVEPOINT s;"
    )
    migrexec.succeed("migrate")
    assert database.query("SELECT n FROM a") == [(2,)]


def test_sqlite_s_own_dump_is_applied(migrexec, sqlite):
    """PRAGMA foreign_keys=OFF; BEGIN TRANSACTION; ... COMMIT; with tables in the wrong order."""
    migrexec.write(
        _1_dump="PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n"
        "CREATE TABLE b (a_id REFERENCES a);\nINSERT INTO b VALUES(1);\n"
        "CREATE TABLE a (id INTEGER PRIMARY KEY);\nINSERT INTO a VALUES(1);\n"
        "CREATE TRIGGER t AFTER INSERT ON b BEGIN SELECT 1; SELECT 2; END;\nCOMMIT;\n"
    )
    migrexec.succeed("migrate")
    assert sqlite.query("SELECT * FROM b JOIN a ON a_id = id") == [(1, 1)]


def test_statements_are_cut_as_psql_cuts_them(migrexec, postgres):
    migrexec.write(_1_cuts=r"""
-- a backslash at the end ends nothing \
CREATE TABLE a$b$c (n text);
INSERT INTO a$b$c VALUES ($a$ x$$a;$a$), ('\'), (E'\';'), (U&'\0041;'), ($$;$$), ('a''; b');
INSERT INTO a$b$c VALUES (date'2026-01-01'::text), ('--;'), ('/*;');
/* one /* two; */ three; */
CREATE RULE r AS ON DELETE TO a$b$c DO ALSO (SELECT 1; SELECT 2);
CREATE FUNCTION f() RETURNS int LANGUAGE sql
BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END;
CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS $_$ BEGIN RETURN 3; END; $_$;
CREATE TABLE "odd;name" ("a""b;" int);
CREATE TABLE last (n int)""")
    migrexec.succeed("migrate")
    assert sorted(row[0] for row in postgres.query("SELECT n FROM a$b$c")) == sorted(
        [" x$$a;", "\\", "';", "A;", ";", "a'; b", "2026-01-01", "--;", "/*;"]
    )
    assert postgres.query("SELECT f(), g()") == [(2, 3)]
    assert set(postgres.tables()) >= {"odd;name", "last"}


def test_copied_data_is_no_sql(migrexec, postgres):
    migrexec.write(
        _1_a="CREATE TABLE a (n int, t text);\nCOPY a (n, t) FROM stdin;\n1\tit's;\n"
        "2\t$$ /* --\n3\t\\N\n\\.\nINSERT INTO a VALUES (4, 'x');\n"
        'COPY a FROM stdin WITH (FORMAT csv);\n5,"y;\nz"\n\\.\n'
    )
    migrexec.succeed("migrate")
    assert postgres.query("SELECT * FROM a ORDER BY 1") == [
        (1, "it's;"),
        (2, "$$ /* --"),
        (3, None),
        (4, "x"),
        (5, "y;\nz"),
    ]


def test_copied_data_of_a_file_with_crlf_has_no_carriage_returns(migrexec, postgres):
    migrexec.file(
        "1_a.sql",
        b"CREATE TABLE a (t text);\r\nCOPY a FROM stdin;\r\none\r\ntwo\r\n\\.\r\nSELECT 1;\r\n",
    )
    migrexec.succeed("migrate")
    assert postgres.query("SELECT t FROM a ORDER BY 1") == [("one",), ("two",)]


SHOP = """
CREATE SCHEMA extra;
CREATE TYPE mood AS ENUM ('sad', 'it''s fine; really');
CREATE TABLE users (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, m mood);
CREATE VIEW names AS SELECT name FROM users;
CREATE FUNCTION hello(t text) RETURNS text LANGUAGE plpgsql
AS $$ BEGIN RETURN 'hello; ' || t; END $$;
CREATE FUNCTION two() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;
INSERT INTO users (name, m) VALUES (E'a\\tb\\n\\\\.', 'sad'), ('é;''', NULL);
CREATE TABLE extra.orders (id int PRIMARY KEY, user_id int REFERENCES users);
INSERT INTO extra.orders SELECT 7, min(id) FROM users;
"""


@pytest.mark.parametrize(
    "options", [[], ["--inserts"], ["--schema-only"]], ids=["copy", "inserts", "schema"]
)
def test_pg_dump_s_output_is_applied(migrexec, postgres, server, options):
    """It sets search_path to nothing; newer ones wrap it all in \\restrict."""
    source = server.create_database()
    source.query(SHOP)
    dump = subprocess.run(
        [program("pg_dump"), "--no-owner", *options, "-d", server.url(source.name, "postgres")],
        check=True,
        capture_output=True,
        env={**os.environ, "LC_ALL": "C"},
    ).stdout.decode()
    if "\\restrict" not in dump:
        dump = f"\\restrict Kd83jf\n{dump}\n\\unrestrict Kd83jf\n"
    migrexec.write(_1_dump=dump, _2_more="CREATE TABLE more (n int)")
    migrexec.succeed("migrate")
    assert postgres.applied("public.migrexec_history") == ["1", "2"]
    assert set(postgres.tables()) == {"users", "more", "migrexec_history"}
    if "--schema-only" not in options:
        assert postgres.query("SELECT name FROM users ORDER BY id") == [("a\tb\n\\.",), ("é;'",)]
        assert postgres.query("SELECT id, user_id FROM extra.orders") == [(7, 1)]
    source.drop()


def test_the_row_of_the_history_is_complete(migrexec, postgres):
    text = "CREATE TABLE a (n int);\n"
    migrexec.file("001_create_a.up.sql", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    migrexec.file("001_create_a.down.sql", "DROP TABLE a;\n")
    migrexec.succeed("migrate")
    row = postgres.query("SELECT version, name, checksum, applied_by FROM migrexec_history")
    checksum = hashlib.sha256(text.encode()).hexdigest()
    assert row == [("001", "create_a", checksum, "app@pod-1")]
    assert "DROP TABLE a" in str(postgres.query("SELECT * FROM migrexec_history"))


def test_a_history_table_of_another_schema_is_quoted_verbatim(migrexec, postgres):
    postgres.query('CREATE SCHEMA "Admin" AUTHORIZATION app')
    migrexec.write(_1_a="CREATE TABLE a (n int)")
    for _ in range(2):
        migrexec.succeed("migrate", "--history-table", 'Admin.the "history"; --')
    assert postgres.query('SELECT version FROM "Admin"."the ""history""; --"') == [("1",)]


def test_a_role_owns_everything(migrexec, postgres):
    postgres.query(f"DROP ROLE IF EXISTS boss_{postgres.name}")
    postgres.query(
        f"CREATE ROLE boss_{postgres.name}; GRANT boss_{postgres.name} TO app;"
        f"GRANT CREATE ON SCHEMA public TO boss_{postgres.name}"
    )
    migrexec.write(_1_a="CREATE TABLE a (n int); RESET ROLE;", _2_b="CREATE TABLE b (n int)")
    migrexec.succeed("migrate", "--role", f"boss_{postgres.name}")
    owners = postgres.query("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    assert owners == [(f"boss_{postgres.name}",)]


@pytest.mark.parametrize(
    "spelling",
    [
        "sqlite:///rel.db",
        "sqlite:rel.db",
        "sqlite+aiosqlite:///rel.db",
        "sqlite:///a%20b.db",
        "sqlite:///rel.db?timeout=3",
    ],
)
def test_sqlite_urls_as_sqlalchemy_writes_them(migrexec, spelling):
    migrexec.write(_1_a="CREATE TABLE a (n int)")
    result = migrexec("migrate", env={"DATABASE_URL": spelling})
    if "timeout" in spelling:
        assert result.code in (0, 78), result
        return
    assert result.code == 0, result
    assert (migrexec.folder / spelling.rpartition("/")[2].rpartition(":")[2]).exists()


def test_sqlite_in_memory_runs_and_is_gone(migrexec):
    migrexec.write(_1_a="CREATE TABLE a (n int)").succeed(
        "migrate", env={"DATABASE_URL": "sqlite::memory:"}
    )
    assert not [path for path in migrexec.folder.iterdir() if path.name != "migrations"]


@pytest.mark.parametrize(
    "scheme", ["postgres", "postgresql+asyncpg", "postgresql+psycopg2", "postgresql+psycopg"]
)
def test_postgresql_urls_as_sqlalchemy_writes_them(migrexec, postgres, scheme):
    migrexec.write(_1_a="CREATE TABLE a (n int)")
    migrexec.succeed("migrate", env={"DATABASE_URL": postgres.url.replace("postgresql", scheme)})
    assert postgres.applied() == ["1"]
    assert PASSWORD in postgres.url


def test_a_mounted_configmap_is_a_folder_of_migrations(migrexec, database):
    """The files are symbolic links through ..data into a folder with a date for a name."""
    dated = migrexec.migrations / "..2026_01_01_00_00_00.1"
    dated.mkdir()
    (dated / "1_a.sql").write_text("CREATE TABLE a (n int)")
    (migrexec.migrations / "..data").symlink_to(dated.name)
    (migrexec.migrations / "1_a.sql").symlink_to("..data/1_a.sql")
    migrexec.succeed("migrate")
    assert database.applied() == ["1"]


def test_a_migration_that_drops_the_history_is_rolled_back(migrexec, database):
    migrexec.write(_1_a="CREATE TABLE a (n int)", _2_b="DROP TABLE migrexec_history")
    assert migrexec("migrate").code == 71
    assert database.applied() == ["1"]


def test_a_file_that_changes_while_it_is_applied_is_rolled_back(migrexec, database, golden):
    """As in a mounted folder in which somebody works."""
    migrexec.write(_1_a="CREATE TABLE a (n int);\n")
    hook(migrexec, "before-each", "#!/bin/sh\necho 'SELECT 1;' >>migrations/1_a.up.sql\n")
    result = migrexec("migrate", "--log-level", "error")
    assert result.code == 65, result
    assert "a" not in database.tables()
    golden("changed-meanwhile", result.err)


def test_copy_to_stdout_does_no_harm(migrexec, postgres):
    migrexec.write(
        _1_a="CREATE TABLE a (n int); INSERT INTO a VALUES (1); COPY a TO stdout;"
        "CREATE TABLE b (n int)"
    )
    assert migrexec.succeed("migrate", within=10).out == ""
    assert "b" in postgres.tables()


def test_times_are_utc_whatever_the_time_zone_is(migrexec, database):
    migrexec.write(_1_a="SELECT 1")
    migrexec.succeed("migrate", env={"TZ": "Asia/Tokyo", "PGTZ": "America/New_York"})
    for zone in ("Asia/Tokyo", "America/New_York"):
        entry = migrexec.succeed("status", "--format", "json", env={"TZ": zone, "PGTZ": zone}).json
        at = datetime.datetime.fromisoformat(
            entry["migrations"][0]["applied_at"].replace("Z", "+00:00")
        )
        age = datetime.datetime.now(datetime.timezone.utc) - at
        assert abs(age) < datetime.timedelta(minutes=1)
