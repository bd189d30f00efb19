"""Bad input: the exit code, and the whole message, word for word (tests/golden/errors)."""

import os

import pytest

from support.secret import PASSWORD

SQLITE = "sqlite:///shop.db"

# What is found in the files before the database is touched: the text of 1_a.sql, or several files.
BAD_FILES = {
    "duplicate-version": {"1_a.sql": "SELECT 1", "001_b.up.sql": "SELECT 1"},
    "down-without-up": {"1_a.down.sql": "SELECT 1"},
    "odd-name": {"create_users.sql": "SELECT 1"},
    "unknown-directive": "-- migrexec: transacton=none\nSELECT 1;\n",
    "bad-directive-value": "-- migrexec: transaction=never\nSELECT 1;\n",
    "bad-directive-duration": "-- migrexec: statement-timeout=soon\nSELECT 1;\n",
    "foreign-directive": "-- migrexec: isolation=serializable\nSELECT 1;\n",
    "directive-twice": "-- migrexec: transaction=none\n-- migrexec: transaction=none\nSELECT 1;\n",
    "directive-without-value": "-- migrexec: transaction\nSELECT 1;\n",
    "bad-directive-foreign-keys": "-- migrexec: foreign-keys=on\nSELECT 1;\n",
    "bad-directive-placeholders": "-- migrexec: placeholders=off\nSELECT 1;\n",
    "late-directive": "SELECT 1;\n-- migrexec: transaction=none\nSELECT 2;\n",
    "nul-byte": b"SELECT 1;\nSELECT '\xc3\xa9\0';\n",
    "invalid-utf-8": b"SELECT 1;\nSELECT '\xc3\xa9', 'caf\xe9';\n",
    "utf-16": "SELECT 1;".encode("utf-16"),
    "unterminated-quote": "SELECT 1;\nSELECT 'one;\nSELECT 2;\n",
    "unterminated-identifier": 'SELECT 1 AS "one;\nSELECT 2;\n',
    "placeholder-malformed": "-- migrexec: placeholders=on\nSELECT '${first name}';\n",
    "unterminated-comment": "SELECT 1; /* one;\nSELECT 2;\n",
    "commit-in-the-middle": "CREATE TABLE a (n int);\nCOMMIT;\nCREATE TABLE b (n int);\n",
    "rollback-in-the-middle": "CREATE TABLE a (n int);\nROLLBACK;\n",
    "begin-without-commit": "BEGIN;\nCREATE TABLE a (n int);\n",
    "vacuum-and-create-table": "CREATE TABLE a (n int);\nVACUUM;\n",
    "begin-inside-begin": "-- migrexec: transaction=none\nBEGIN;\nSELECT 1;\nBEGIN;\nCOMMIT;\n",
}

# The same, where PostgreSQL has syntax of its own.
BAD_FILES_POSTGRES = {
    "unterminated-dollar-quote": "SELECT 1;\nDO $body$ BEGIN\nEND $bodi$;\n",
    "unterminated-nested-comment": "SELECT 1;\n/* a /* b */ c\n",
    "psql-command": "SELECT 1;\n\\connect shop\nSELECT 2;\n",
    "psql-include": "\\i functions.sql\n",
    "psql-condition": "\\if :new\nSELECT 1;\n\\endif\n",
    "psql-echo": "\\echo done\n",
    "psql-copy": "CREATE TABLE a (n int);\n\\copy a FROM 'a.csv'\n",
    "psql-semicolon": "SELECT 1 \\;\nSELECT 2;\n",
    "psql-unknown": "\\frobnicate\n",
    "psql-go": "SELECT 1 \\g\n",
    "copy-end-without-copy": "SELECT 1;\n\\.\n",
    "copy-data-on-its-line": "CREATE TABLE a (n int);\nCOPY a FROM stdin; SELECT 1;\n\\.\n",
    "copy-without-end": "CREATE TABLE a (n int);\nCOPY a FROM stdin;\n1\n2\n",
    "index-concurrently-and-table": "CREATE TABLE a (n int);\n\n"
    "CREATE INDEX CONCURRENTLY a_n ON a (n);\n",
    "prepare-transaction": "CREATE TABLE a (n int);\nPREPARE TRANSACTION 'a';\n",
}

UNREACHABLE = "postgresql://app@127.0.0.1:1/shop"


def put(migrexec, files):
    for name, content in files.items() if isinstance(files, dict) else [("1_a.sql", files)]:
        migrexec.file(name, content)


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files_are_refused_before_the_database_is_touched(migrexec, golden, name):
    put(migrexec, BAD_FILES[name])
    result = migrexec("migrate", env={"DATABASE_URL": SQLITE})
    assert result.code == 65, result
    assert not (migrexec.folder / "shop.db").exists()
    golden(name, result.err)
    other = migrexec("migrate", env={"DATABASE_URL": UNREACHABLE})
    assert other.code == 65, other
    assert other.seconds < 2


@pytest.mark.parametrize("name", BAD_FILES_POSTGRES)
def test_bad_files_for_postgresql_are_refused_before_the_database_is_touched(
    migrexec, golden, name
):
    put(migrexec, BAD_FILES_POSTGRES[name])
    result = migrexec("migrate", env={"DATABASE_URL": UNREACHABLE})
    assert result.code == 65, result
    golden(name, result.err)


@pytest.mark.parametrize(
    "name", ["duplicate-version", "unterminated-quote", "vacuum-and-create-table"]
)
def test_check_finds_bad_files_without_a_database(migrexec, name):
    put(migrexec, BAD_FILES[name])
    assert migrexec("check").code == 65


def test_check_is_content_with_good_files(migrexec):
    migrexec.write(_1_a="CREATE TABLE a (n int)").succeed("check")


# What the program is told: name -> (words, environment, exit code).
BAD_WORDS = {
    "misspelt-option": (["migrate", "--wait-timeot", "3s"], {}, 64),
    "abbreviated-option": (["migrate", "--migr", "db"], {}, 64),
    "option-without-value": (["migrate", "--wait-timeout"], {}, 64),
    "unknown-command": (["migrat"], {}, 64),
    "command-without-dashes": (["gunicorn", "app:app"], {}, 64),
    "no-words": ([], {}, 64),
    "command-behind-run-without-dashes": (["run", "gunicorn", "app:app"], {}, 64),
    "command-with-an-empty-name": (["run", "--", ""], {}, 127),
    "run-without-command": (["run"], {}, 64),
    "nothing-after-the-dashes": (["--"], {}, 64),
    "malformed-target": (["migrate", "--to", "soon"], {}, 64),
    "option-of-another-command": (["status", "--dry-run"], {}, 64),
    "option-that-takes-no-value": (["migrate", "--dry-run=yes"], {}, 64),
    "option-twice": (["migrate", "--wait-timeout", "3s", "--wait-timeout", "5s"], {}, 64),
    "application-behind-migrate": (["migrate", "--", "gunicorn"], {}, 64),
    "word-without-use": (["current", "shop"], {}, 64),
    "bad-duration": (["migrate", "--wait-timeout", "5 parsecs"], {}, 78),
    "bad-duration-in-the-environment": (["migrate"], {"MIGREXEC_LOCK_TIMEOUT": "soon"}, 78),
    "bad-word": (["migrate", "--transaction", "eech"], {}, 78),
    "no-url": (["migrate"], {"DATABASE_URL": None}, 78),
    "empty-url": (["migrate"], {"DATABASE_URL": ""}, 78),
    "unknown-scheme": (["migrate"], {"DATABASE_URL": f"mysql://app:{PASSWORD}@db:3306/shop"}, 78),
    "not-a-url": (["migrate"], {"DATABASE_URL": f"db user=app password={PASSWORD}"}, 78),
    "bad-port": (["migrate"], {"DATABASE_URL": f"postgresql://app:{PASSWORD}@db:port/shop"}, 78),
    "unknown-parameter": (
        ["migrate"],
        {"DATABASE_URL": f"postgresql://app:{PASSWORD}@db/shop?sslmod=require"},
        78,
    ),
    "bad-percent-encoding": (
        ["migrate"],
        {"DATABASE_URL": f"postgresql://app:{PASSWORD}%zz@db/shop"},
        78,
    ),
    "history-table-with-two-dots": (["migrate", "--history-table", "db.shop.history"], {}, 78),
    "history-table-without-schema": (["migrate", "--history-table", ".history"], {}, 78),
    "history-table-with-schema-in-sqlite": (["migrate", "--history-table", "shop.history"], {}, 78),
    "drop-env-of-nothing": (["run", "--drop-env", ",", "--", "true"], {}, 78),
    "drop-env-with-value": (["run", "--drop-env", f"SECRET={PASSWORD}", "--", "true"], {}, 78),
    "env-prefix-with-value": (["migrate", "--env-prefix", "SHOP_=x"], {}, 78),
    "backup-keep-nothing": (["migrate", "--backup-keep", "0"], {}, 78),
    "empty-option": (["migrate", "--role", ""], {}, 78),
    "url-in-place-of-a-command": ([f"postgresql://app:{PASSWORD}@db/shop"], {}, 64),
    "url-without-its-option": (["migrate", f"postgresql://app:{PASSWORD}@db/shop"], {}, 64),
    "create-nothing": (["create"], {}, 64),
    "create-blank": (["create", " "], {}, 64),
    "create-in-a-folder": (["create", "shop/orders"], {}, 64),
    "create-two-lines": (["create", "add\norders"], {}, 64),
    "create-too-long": (["create", "o" * 300], {}, 64),
    "unset-named-variable": (["migrate", "--database-url-from", "SHOP_URL"], {}, 78),
    "no-name-of-a-variable": (["migrate", "--database-url-from", "postgresql://db/shop"], {}, 78),
    "url-and-name-of-a-variable": (
        ["migrate", "--database-url", SQLITE, "--database-url-from", "SHOP_URL"],
        {},
        64,
    ),
    "url-and-name-of-a-variable-in-the-environment": (
        ["migrate"],
        {"MIGREXEC_DATABASE_URL": SQLITE, "MIGREXEC_DATABASE_URL_FROM": "SHOP_URL"},
        78,
    ),
    "value-and-file": (["migrate"], {"DATABASE_URL_FILE": "/run/secrets/url"}, 78),
    "option-and-file": (
        ["migrate"],
        {"MIGREXEC_WAIT_TIMEOUT": "1s", "MIGREXEC_WAIT_TIMEOUT_FILE": "/a"},
        78,
    ),
    "missing-secret-file": (
        ["migrate"],
        {"DATABASE_URL": None, "DATABASE_URL_FILE": "/no/url"},
        78,
    ),
    "missing-config-file": (["migrate", "--config", "no.ini"], {}, 78),
    "no-directory": (["migrate", "--migrations", "db/migrations"], {}, 66),
    "directory-is-a-file": (["migrate", "--migrations", "/etc/hosts"], {}, 66),
    "unknown-version": (["migrate", "--to", "77"], {}, 65),
    "more-than-pending": (["migrate", "+9"], {}, 65),
    "command-not-found": (["run", "--", "gunicron"], {}, 127),
    "command-not-found-by-path": (["run", "--", "/no/gunicorn"], {}, 127),
    "command-is-a-device": (["run", "--", "/dev/null"], {}, 126),
    "command-is-a-folder": (["run", "--", "/etc"], {}, 126),
    "command-not-executable": (["run", "--", "./app"], {}, 126),
    "sqlite-folder-missing": (["migrate"], {"DATABASE_URL": "sqlite:///no/shop.db"}, 78),
    "sqlite-is-a-folder": (["migrate"], {"DATABASE_URL": "sqlite:///migrations"}, 78),
}


# What is wrong with the database's URL.
BAD_URLS = {
    "url-with-spaces": f"{SQLITE} ",
    "url-of-two-lines": f"{SQLITE}\nx",
    "url-of-jdbc": "jdbc:postgresql://db/shop",
    "url-without-slashes": "postgresql:db/shop",
    "url-with-unclear-password": f"postgresql://app:{PASSWORD}@x/y@db/shop",
    "url-with-search-path": "postgresql://db/shop?search_path=shop",
    "url-with-foreign-parameter": "postgresql://db/shop?pool_size=5",
    "url-with-bad-sslmode": "postgresql://db/shop?sslmode=verify_full",
    "url-with-half-a-parameter": "postgresql://db/shop?sslmode",
    "url-with-bad-percent-in-its-host": "postgresql://d%b/shop",
    "url-with-open-bracket": "postgresql://[::1/shop",
    "url-with-ports-for-hosts": "postgresql://a,b,c/shop?port=1,2",
    "url-with-unknown-service": "postgresql:///shop?service=shop",
    "url-with-bad-hostaddr": "postgresql://app@db/shop?hostaddr=nowhere",
    "sqlite-with-host": "sqlite://shop.db",
    "sqlite-with-parameter": "sqlite:///shop.db?cache=shared",
    "sqlite-without-file": "sqlite:",
    "sqlite-file-url": "sqlite:file:shop.db",
}


@pytest.mark.parametrize("name", BAD_URLS)
def test_bad_urls_are_refused(migrexec, golden, name):
    result = migrexec("migrate", "--wait-timeout", "1s", env={"DATABASE_URL": BAD_URLS[name]})
    assert result.code == 78, result
    golden(name, result.err)


@pytest.mark.parametrize("name", BAD_WORDS)
def test_bad_words_are_refused(migrexec, golden, name):
    words, environment, code = BAD_WORDS[name]
    migrexec.write(_1_a="CREATE TABLE a (n int)")
    if name == "command-not-executable":
        (migrexec.folder / "app").write_text("#!/bin/sh\n")
        (migrexec.folder / "app").chmod(0o644)
    result = migrexec(*words, env={"DATABASE_URL": SQLITE, **environment})
    assert result.code == code, result
    assert not (migrexec.folder / "shop.db").exists() or code == 65
    golden(name, result.err)


def test_no_directory_at_the_usual_places(migrexec, golden):
    migrexec.migrations.rmdir()
    result = migrexec("migrate", env={"DATABASE_URL": SQLITE})
    assert result.code == 66, result
    golden("no-usual-directory", result.err)


def test_an_empty_directory_is_nothing_to_do(migrexec, database):
    assert migrexec.succeed("--", "echo", "app").out == "app\n"


def test_a_script_without_interpreter_line_is_126(migrexec, sqlite, golden):
    script = migrexec.folder / "app"
    script.write_text("echo app\n")
    script.chmod(0o755)
    result = migrexec("--", "./app")
    assert result.code == 126, result
    assert not sqlite.path.exists()
    golden("script-without-interpreter", result.err)


BAD_PROGRAMS = {
    "command-without-its-interpreter": "#!/no/such/python3\n",
    "command-with-half-a-line": "#!\n",
    "command-interpreter-not-executable": "#!/etc/passwd\n",
    "command-is-empty": "",
}


@pytest.mark.parametrize("name", BAD_PROGRAMS)
def test_a_program_that_the_kernel_would_not_start_is_126(migrexec, sqlite, golden, name):
    program = migrexec.folder / "app"
    program.write_text(BAD_PROGRAMS[name])
    program.chmod(0o755)
    result = migrexec("--", "./app")
    assert result.code == 126, result
    assert not sqlite.path.exists()
    golden(name, result.err)


def test_a_program_of_somebody_else_is_126(as_stranger, sqlite, golden):
    program = as_stranger.folder / "app"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    result = as_stranger("--", "./app")
    assert result.code == 126, result
    golden("command-of-somebody-else", result.err)


def test_a_script_whose_interpreter_is_missing_is_refused_at_once(migrexec, sqlite, golden):
    """Also what a script with CRLF line ends looks like."""
    script = migrexec.folder / "app"
    script.write_text("#!/bin/sh\r\necho app\r\n")
    script.chmod(0o755)
    result = migrexec("--", "./app")
    assert result.code in (126, 127), result
    assert not sqlite.path.exists()
    golden("script-with-crlf", result.err)


def test_an_unknown_key_in_the_config_file_is_78(migrexec, golden):
    (migrexec.folder / "migrexec.ini").write_text("wait-timeout = 3s\nlock-timeot = 3s\n")
    result = migrexec("migrate", "--config", "migrexec.ini", env={"DATABASE_URL": SQLITE})
    assert result.code == 78, result
    golden("config-unknown-key", result.err)


# What stands in a config file.
BAD_CONFIGS = {
    "config-comment-behind-a-value": "wait-timeout = 3s\nlock-timeout = 3s  # not for long\n",
    "config-quoted-value": 'migrations = "db/migrations"\n',
    "config-empty-value": "role =\n",
    "config-section": "[migrexec]\nwait-timeout = 3s\n",
    "config-line-without-equals": "wait-timeout 3s\n",
    "config-foreign-key": "database = shop\nport = 5432\n",
    "config-key-twice": "wait-timeout = 3s\n\nwait-timeout = 5s\n",
}


@pytest.mark.parametrize("name", BAD_CONFIGS)
def test_a_config_file_has_no_more_than_options_and_values(migrexec, golden, name):
    (migrexec.folder / "migrexec.ini").write_text(BAD_CONFIGS[name])
    result = migrexec("migrate", "--config", "migrexec.ini", env={"DATABASE_URL": SQLITE})
    assert result.code == 78, result
    golden(name, result.err)


def test_a_config_in_place_of_its_path_is_78_and_not_shown(migrexec, golden):
    secret = migrexec.folder / "secret"
    secret.write_text(f"database-url = postgresql://app:{PASSWORD}@db/shop\n")
    result = migrexec("migrate", env={"MIGREXEC_CONFIG_FILE": secret})
    assert result.code == 78, result
    golden("config-in-place-of-its-path", result.err)


def test_an_unreadable_file_is_65(as_stranger, golden):
    as_stranger.file("1_a.sql", "SELECT 1").chmod(0o000)
    result = as_stranger("check", env={"DATABASE_URL": UNREACHABLE})
    assert result.code == 65, result
    golden("unreadable-file", result.err)


def test_an_unreadable_folder_is_65(as_stranger, golden):
    as_stranger.migrations.chmod(0o311)
    result = as_stranger("check", env={"DATABASE_URL": UNREACHABLE})
    assert result.code == 65, result
    golden("unreadable-folder", result.err)


# What stands in a file with a secret.
BAD_SECRETS = {
    "secret-empty": b"\n",
    "secret-with-nul": b"sqlite:///shop.db\0",
    "secret-too-large": b"sqlite:///" + 2**20 * b"a",
}


@pytest.mark.parametrize("name", BAD_SECRETS)
def test_a_secret_is_a_short_text(migrexec, golden, name):
    secret = migrexec.folder / "url"
    secret.write_bytes(BAD_SECRETS[name])
    result = migrexec("migrate", env={"DATABASE_URL_FILE": secret})
    assert result.code == 78, result
    golden(name, result.err)


def test_a_pipe_in_place_of_a_file_is_65(migrexec, golden):
    os.mkfifo(migrexec.migrations / "1_a.sql")
    result = migrexec("check", env={"DATABASE_URL": UNREACHABLE})
    assert result.code == 65, result
    golden("pipe-in-place-of-a-file", result.err)


def test_an_unreadable_secret_is_78(as_stranger, golden):
    secret = as_stranger.folder / "url"
    secret.write_text(SQLITE)
    secret.chmod(0o400)
    result = as_stranger("migrate", env={"DATABASE_URL_FILE": secret})
    assert result.code == 78, result
    golden("unreadable-secret", result.err)


def test_a_sqlite_file_that_is_no_database_is_78(migrexec, sqlite, golden):
    migrexec.write(_1_a="CREATE TABLE a (n int)")
    sqlite.path.write_text("once upon a time, there was a file of more than 100 bytes. " * 20)
    result = migrexec("migrate")
    assert result.code == 78, result
    golden("sqlite-not-a-database", result.err)


def test_a_sqlite_file_that_may_not_be_read_is_77(as_stranger, sqlite, golden):
    as_stranger.write(_1_a="CREATE TABLE a (n int)")
    sqlite.query("CREATE TABLE b (n int)")
    sqlite.path.chmod(0o000)
    result = as_stranger("migrate")
    assert result.code == 77, result
    golden("sqlite-not-readable", result.err)


def test_a_sqlite_folder_that_may_not_be_entered_is_77(as_stranger, sqlite, golden):
    as_stranger.write(_1_a="CREATE TABLE a (n int)")
    closed = as_stranger.folder / "closed"
    closed.mkdir(mode=0o700)
    result = as_stranger("migrate", env={"DATABASE_URL": "sqlite:///closed/data/shop.db"})
    assert result.code == 77, result
    golden("sqlite-folder-closed", result.err)


def test_a_table_that_is_not_the_history_is_told(migrexec, database, golden):
    database.query("CREATE TABLE migrexec_history (n int)")
    if database.engine == "postgresql":
        database.query("ALTER TABLE migrexec_history OWNER TO app")
    migrexec.write(_1_a="CREATE TABLE a (n int)")
    result = migrexec("migrate", "--wait-timeout", "1s", "--log-level", "error")
    assert result.code == 78, result
    golden(f"history-of-somebody-else-{database.engine}", result.err)


def test_a_history_that_may_not_be_read_is_77(migrexec, postgres, golden):
    migrexec.write(_1_a="SELECT 1").succeed("migrate")
    postgres.query("ALTER TABLE migrexec_history OWNER TO postgres")
    result = migrexec("migrate", "--wait-timeout", "1s", "--log-level", "error")
    assert result.code == 77, result
    golden("history-not-readable", result.err)


@pytest.mark.parametrize("present", ["file", "folder only"])
def test_a_sqlite_file_that_is_not_writable_is_77(as_stranger, sqlite, golden, present):
    as_stranger.write(_1_a="CREATE TABLE a (n int)")
    if present == "file":
        sqlite.query("CREATE TABLE b (n int)")
        sqlite.path.chmod(0o444)
    result = as_stranger("migrate")
    assert result.code == 77, result
    golden(f"sqlite-not-writable-{present.partition(' ')[0]}", result.err)


# What the database refuses: name -> text of the second migration.
BAD_SQL = {
    "syntax-error": "CREATE TABLE b (n int);\nCREATE TABEL c (n int);\n",
    # Columns count code points, a tab is one: the error stands in column 25.
    "syntax-error-after-wide-characters": "SELECT 1;\nSELECT\t'é😀𝄞', 'x'  FROM FROM b;\n",
    "syntax-error-at-the-end": "CREATE TABLE b (n int\n",
    "unknown-table": "SELECT 1;\n\n  INSERT INTO\n    nowhere VALUES (1);\n",
    "constraint-violated": "CREATE TABLE b (n int PRIMARY KEY);\nINSERT INTO b VALUES (1), (1);\n",
    "crlf-syntax-error": "SELECT 1;\r\nCREATE TABEL c (n int);\r\n",
    "bom-syntax-error": "\ufeffCREATE TABEL c (n int);\n",
}


@pytest.mark.parametrize("name", BAD_SQL)
def test_what_the_database_refuses_is_71(migrexec, database, golden, name):
    migrexec.write(_1_a="CREATE TABLE a (n int)", _2_b=BAD_SQL[name])
    result = migrexec("migrate")
    assert result.code == 71, result
    assert database.applied() == ["1"]
    assert "b" not in database.tables()
    assert "applied 2" not in result.err
    golden(f"{name}-{database.engine}", result.err)


def test_columns_count_code_points_on_both_databases(migrexec, database):
    migrexec.write(_1_a=BAD_SQL["syntax-error-after-wide-characters"])
    assert "1_a.up.sql:2:25" in migrexec("migrate").err


def test_a_run_time_error_names_the_first_line_of_its_statement(migrexec, postgres, golden):
    migrexec.write(_1_a="SELECT 1;\n\n-- what follows is wrong\nSELECT\n  1/0;\nSELECT 2;\n")
    result = migrexec("migrate")
    assert result.code == 71, result
    assert "1_a.up.sql:4:1" in result.err
    golden("run-time-error", result.err)


def test_an_error_inside_a_function_body_names_its_statement(migrexec, postgres, golden):
    migrexec.write(_1_a="SELECT 1;\nDO $$ BEGIN\n  PERFORM * FROM nowhere;\nEND $$;\n")
    result = migrexec("migrate")
    assert result.code == 71, result
    golden("error-in-a-function-body", result.err)


def test_an_error_in_copied_data_names_its_line(migrexec, postgres, golden):
    migrexec.write(_1_a="CREATE TABLE a (n int);\nCOPY a FROM stdin;\n1\nzwei\n\\.\n")
    result = migrexec("migrate")
    assert result.code == 71, result
    golden("error-in-copied-data", result.err)


def test_missing_privilege_inside_a_migration_is_71(migrexec, postgres, golden):
    postgres.query("CREATE TABLE secrets (n int)")
    migrexec.write(_1_a="ALTER TABLE secrets ADD m int")
    result = migrexec("migrate")
    assert result.code == 71, result
    golden("missing-privilege-in-a-migration", result.err)


def test_missing_privilege_for_the_history_table_is_77(migrexec, postgres, golden):
    postgres.query(
        "REVOKE ALL ON SCHEMA public FROM public; ALTER SCHEMA public OWNER TO postgres;"
        f"ALTER DATABASE {postgres.name} OWNER TO postgres; GRANT USAGE ON SCHEMA public TO app"
    )
    migrexec.write(_1_a="SELECT 1")
    result = migrexec("migrate", "--wait-timeout", "1s", "--log-level", "error")
    assert result.code == 77, result
    golden("missing-privilege-for-the-history", result.err)


def test_a_constraint_checked_at_commit_is_never_told_as_applied(migrexec, postgres, golden):
    migrexec.write(
        _1_a="CREATE TABLE a (n int UNIQUE DEFERRABLE INITIALLY DEFERRED);\n"
        "INSERT INTO a VALUES (1), (1);\n"
    )
    result = migrexec("migrate")
    assert result.code == 71, result
    assert "applied 1_a in" not in result.err
    golden("refused-at-commit", result.err)


def test_a_statement_that_takes_too_long_is_71(migrexec, postgres, golden):
    migrexec.write(_1_a="-- migrexec: statement-timeout=100ms\nSELECT pg_sleep(60)")
    result = migrexec("migrate")
    assert result.code == 71, result
    golden("statement-timeout", result.err)


def apply_two(migrexec):
    return migrexec.write(
        _1_a="CREATE TABLE a (n int);\n", _3_c="CREATE TABLE c (n int);\n"
    ).succeed("migrate")


def test_a_migration_that_forgets_itself_is_71(migrexec, database, golden):
    migrexec.write(_1_a="CREATE TABLE a (n int)").succeed("migrate")
    migrexec.write(_2_b="DROP TABLE migrexec_history")
    result = migrexec("migrate")
    assert result.code == 71, result
    golden(f"history-dropped-{database.engine}", result.err)


def test_copy_is_postgresql_s(migrexec, sqlite, golden):
    migrexec.write(_1_a="CREATE TABLE a (n int);\nCOPY a FROM stdin;\n1\n\\.\n")
    result = migrexec("migrate")
    assert result.code in (65, 71), result
    golden("copy-in-sqlite", result.err)


def test_a_statement_that_ends_the_transaction_by_stealth_is_71(migrexec, postgres, golden):
    migrexec.write(
        _1_a="CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;\nCALL p();\n"
    )
    result = migrexec("migrate")
    assert result.code == 71, result
    golden("commit-in-a-procedure", result.err)


def test_one_transaction_for_all_is_rolled_back_as_one(migrexec, database, golden):
    migrexec.write(_1_a="CREATE TABLE a (n int)", _2_b="DROP TABLE nowhere;\n")
    result = migrexec("migrate", "--transaction", "all")
    assert result.code == 71, result
    assert database.applied() == []
    golden(f"all-in-one-{database.engine}", result.err)


def test_a_version_is_unknown_where_there_are_no_files(migrexec, sqlite, golden):
    result = migrexec("migrate", "--to", "7")
    assert result.code == 65, result
    golden("unknown-version-without-files", result.err)


def test_a_first_statement_outside_a_transaction_that_fails_is_72(migrexec, database, golden):
    migrexec.write(_1_a="-- migrexec: transaction=none\nDROP TABLE nowhere;\nSELECT 1;\n")
    result = migrexec("migrate")
    assert result.code == 72, result
    golden(f"partial-at-the-first-{database.engine}", result.err)


def test_a_role_that_is_not_there_is_77(migrexec, postgres, golden):
    migrexec.write(_1_a="SELECT 1")
    patience = ["--wait-timeout", "1s", "--log-level", "error"]
    result = migrexec("migrate", "--role", "nobody", *patience)
    assert result.code == 77, result
    golden("role-missing", result.err)


def test_a_changed_file_is_65(migrexec, database, golden):
    apply_two(migrexec)
    migrexec.write(_1_a="CREATE TABLE a (n int, m int);\n")
    result = migrexec("migrate")
    assert result.code == 65, result
    golden("changed", result.err)


def test_line_ends_and_bom_are_no_change(migrexec, database):
    apply_two(migrexec)
    migrexec.file("1_a.up.sql", "\ufeffCREATE TABLE a (n int);\r\n")
    migrexec.succeed("migrate")


def test_a_missing_file_is_65(migrexec, database, golden):
    apply_two(migrexec)
    (migrexec.migrations / "1_a.up.sql").unlink()
    result = migrexec("migrate")
    assert result.code == 65, result
    golden("missing", result.err)


def test_a_file_below_the_newest_applied_one_is_65(migrexec, database, golden):
    apply_two(migrexec)
    migrexec.write(_2_b="CREATE TABLE b (n int)")
    result = migrexec("migrate")
    assert result.code == 65, result
    golden("out-of-order", result.err)
    migrexec.succeed("migrate", "--out-of-order", "apply")
    assert database.applied() == ["1", "2", "3"]


def test_a_database_ahead_of_the_files_is_76_if_asked_for(migrexec, database, golden):
    apply_two(migrexec)
    (migrexec.migrations / "3_c.up.sql").unlink()
    assert migrexec.succeed("--", "echo", "older image").out == "older image\n"
    result = migrexec("migrate", "--ahead", "error")
    assert result.code == 76, result
    golden("ahead", result.err)


@pytest.mark.parametrize("how", ["each", "all"])
def test_broken_foreign_keys_are_rolled_back(migrexec, sqlite, golden, how):
    """A table rebuild as SQLite's documentation writes it, with a mistake."""
    migrexec.write(
        _1_a="CREATE TABLE a (id INTEGER PRIMARY KEY);\nINSERT INTO a VALUES (1);\n"
        "CREATE TABLE b (a_id REFERENCES a);\nINSERT INTO b VALUES (1);\n",
        _2_b="-- migrexec: foreign-keys=off\nDROP TABLE a;\n"
        "CREATE TABLE a (id INTEGER PRIMARY KEY);\n",
    )
    migrexec.succeed("migrate", "--to", "1")
    result = migrexec("migrate", "--transaction", how)
    assert result.code == 71, result
    assert sqlite.query("SELECT id FROM a") == [(1,)]
    assert sqlite.applied() == ["1"]
    golden(f"foreign-keys-{how}", result.err)


def test_a_password_with_every_delimiter_in_it_works_and_is_never_shown(migrexec, server):
    """Percent-encoded in the URL, or as it is, as people paste it."""
    database = server.create_database()
    secret = f"{PASSWORD}:@/%?#[]"
    server.sql("DROP ROLE IF EXISTS odd")
    server.sql(f"CREATE ROLE odd LOGIN SUPERUSER PASSWORD '{secret}'")
    encoded = PASSWORD + "%3A%40%2F%25%3F%23%5B%5D"
    migrexec.write(_1_a="SELECT 1")
    migrexec.succeed("migrate", env={"DATABASE_URL": server.url(database.name, "odd", encoded)})
    for url in (
        server.url(database.name, "odd", secret),
        server.url(database.name, "odd", f"{PASSWORD}@x:y"),
    ):
        shown = migrexec(
            "migrate", "--wait-timeout", "1s", "--log-level", "debug", env={"DATABASE_URL": url}
        )
        assert shown.code in (0, 77, 78), shown
    database.drop()


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_statements_with_passwords_are_not_logged(migrexec, postgres, log_format):
    """CREATE ROLE ... PASSWORD in a migration that works; at any level."""
    migrexec.write(_1_a=f"COMMENT ON SCHEMA public IS 'PASSWORD {PASSWORD}'")
    postgres.query("ALTER SCHEMA public OWNER TO app")
    migrexec.succeed("migrate", "--log-level", "debug", "--log-format", log_format)


def test_a_user_without_a_name_connects(as_stranger, postgres):
    """libpq looks for the uid in passwd before it reads anything else."""
    as_stranger.write(_1_a="SELECT 1").succeed("migrate", env={"HOME": None})
    assert postgres.applied() == ["1"]
    assert postgres.query("SELECT applied_by FROM migrexec_history") == [("app@pod-1",)]


def test_a_user_without_a_name_is_recorded_by_number(as_stranger, sqlite):
    os.chown(as_stranger.folder, 65532, 65532)
    as_stranger.write(_1_a="SELECT 1").succeed("migrate")
    assert "65532" in sqlite.query("SELECT applied_by FROM migrexec_history")[0][0]


def test_a_url_without_user_names_the_cure(as_stranger, server, golden):
    as_stranger.write(_1_a="SELECT 1")
    result = as_stranger(
        "migrate", env={"DATABASE_URL": f"postgresql://127.0.0.1:{server.port}/shop"}
    )
    assert result.code in (77, 78), result
    golden("no-user", result.err)
