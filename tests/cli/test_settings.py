"""Where settings come from, and which one wins."""

import os

import pytest

UNREACHABLE = "postgresql://app@127.0.0.1:1/shop"


@pytest.fixture
def files(migrexec):
    """Four folders with one migration each, to see which one was taken."""
    migrexec.migrations.rmdir()
    for name in ("migrations", "by-option", "by-variable", "by-file"):
        (migrexec.folder / name).mkdir()
        (migrexec.folder / name / f"1_{name}.sql").write_text("SELECT 1")
    migrexec.env["DATABASE_URL"] = "sqlite:///shop.db"
    return migrexec


def taken(files, *words, **environment):
    return files.succeed("status", "--format", "json", *words, env=environment).json["migrations"][
        0
    ]["name"]


def test_the_command_line_wins_over_the_environment_over_the_file_over_the_default(files):
    (files.folder / "ini").write_text("# a comment\n\nmigrations = by-file\nwait-timeout=3s\n")
    assert taken(files) == "migrations"
    assert taken(files, "--config", "ini") == "by-file"
    assert taken(files, MIGREXEC_CONFIG="ini") == "by-file"
    assert taken(files, "--config", "ini", MIGREXEC_MIGRATIONS="by-variable") == "by-variable"
    assert (
        taken(files, "--config=ini", "--migrations=by-option", MIGREXEC_MIGRATIONS="by-variable")
        == "by-option"
    )


def test_options_may_stand_before_the_command(files):
    assert files.succeed("--migrations", "by-option", "status").code == 0


def test_variables_of_kubernetes_are_ignored(files):
    assert (
        taken(
            files,
            MIGREXEC_SERVICE_HOST="10.0.0.1",
            MIGREXEC_PORT_5432_TCP="tcp://10.0.0.1:5432",
            MIGREXEC_PORT="tcp://10.0.0.1:5432",
        )
        == "migrations"
    )


def test_misspelt_options_get_a_suggestion(migrexec):
    result = migrexec("migrate", "--lock-timout", "1s")
    assert result.code == 64
    assert "--lock-timeout" in result.err


def test_misspelt_commands_get_a_suggestion(migrexec):
    assert '"migrate"' in migrexec("migrat").err


@pytest.mark.parametrize("value", ["250ms", "30s", "5m", "1h", "0"])
def test_durations_have_units(migrexec, sqlite, value):
    migrexec.succeed("migrate", "--wait-timeout", value)


@pytest.mark.parametrize(
    "value", ["", "5", "-1s", "1.5.2s", "5 parsecs", "s", "99999999999999999999h"]
)
def test_other_durations_are_78(migrexec, sqlite, value):
    assert migrexec("migrate", "--wait-timeout", value).code == 78


def test_the_url_of_migrexec_wins_over_the_application_s(migrexec, sqlite):
    migrexec.succeed(
        "migrate", env={"MIGREXEC_DATABASE_URL": sqlite.url, "DATABASE_URL": UNREACHABLE}
    )
    migrexec.succeed(
        "migrate", "--database-url", sqlite.url, env={"MIGREXEC_DATABASE_URL": UNREACHABLE}
    )


@pytest.mark.parametrize("content", ["{}", "{}\n"], ids=["bare", "newline"])
def test_the_url_may_come_from_a_file(migrexec, database, content):
    secret = migrexec.folder / "secret"
    secret.write_text(content.format(database.url))
    migrexec.succeed("migrate", env={"DATABASE_URL": None, "DATABASE_URL_FILE": secret})
    migrexec.succeed("migrate", env={"DATABASE_URL": None, "MIGREXEC_DATABASE_URL_FILE": secret})


def test_every_option_may_come_from_a_file(files):
    (files.folder / "value").write_text("by-file\n")
    assert taken(files, MIGREXEC_MIGRATIONS_FILE="value") == "by-file"


def test_the_password_may_come_from_a_file_of_kubernetes(as_stranger, postgres):
    """Mode 0440 with a group: libpq's own PGPASSFILE would be ignored."""
    secret = as_stranger.folder / "password"
    secret.write_text(postgres.url.rpartition("@")[0].rpartition(":")[2] + "\n")
    secret.chmod(0o444)
    as_stranger.write(_1_a="SELECT 1")
    url = postgres.server.url(postgres.name, password=None)
    as_stranger.succeed("migrate", env={"DATABASE_URL": url, "PGPASSWORD_FILE": secret})
    assert postgres.applied() == ["1"]


def test_a_secret_of_mode_0440_is_read(as_stranger, sqlite):
    secret = as_stranger.folder / "url"
    secret.write_text("sqlite::memory:")
    secret.chmod(0o440)
    os.chown(secret, 0, 65532)
    as_stranger.succeed("migrate", env={"DATABASE_URL": None, "DATABASE_URL_FILE": secret})


def test_wait_timeout_0_waits_for_ever(migrexec):
    running = migrexec.start("migrate", "--wait-timeout", "0", env={"DATABASE_URL": UNREACHABLE})
    running.says("no time limit")
    running.kill()


@pytest.mark.parametrize(
    "level, words", [("debug", True), ("info", True), ("warning", False), ("error", False)]
)
def test_the_log_level_is_respected(migrexec, sqlite, level, words):
    migrexec.write(_1_a="SELECT 1")
    assert ("applied 1_a" in migrexec.succeed("migrate", "--log-level", level).err) == words


def test_logs_never_go_to_standard_output(migrexec, database):
    migrexec.write(_1_a="SELECT 1")
    result = migrexec.succeed("run", "--log-level", "debug", "--", "true")
    assert result.out == ""
    assert result.err
