"""${name} in files that ask for it."""

import pytest

from support.tables import tables

ON = "-- migrexec: placeholders=on\n"


@pytest.fixture
def table(migrexec, database):
    """A migration whose table's name is a placeholder."""
    migrexec.file("1_t.up.sql", ON + "CREATE TABLE ${name} (n integer);\n")
    migrexec.file("1_t.down.sql", ON + "DROP TABLE ${name};\n")
    return database


def test_a_value_takes_the_place_of_its_name(migrexec, table):
    migrexec.succeed("migrate", "--set", "name=orders")
    assert tables(table) == ["orders"]


def test_the_environment_gives_values_if_asked_for(migrexec, table):
    migrexec.succeed("migrate", "--env-prefix", "SHOP_", env={"SHOP_name": "orders"})
    assert tables(table) == ["orders"]


def test_a_value_on_the_command_line_goes_before_the_environment(migrexec, table):
    words = ["--set", "name=first", "--env-prefix", "SHOP_"]
    migrexec.succeed("migrate", *words, env={"SHOP_name": "second"})
    assert tables(table) == ["first"]


def test_without_the_directive_nothing_is_replaced(migrexec, database):
    migrexec.write(_1_t="CREATE TABLE t (n text);\nINSERT INTO t VALUES ('${name}');\n")
    migrexec.succeed("migrate", "--set", "name=other")
    assert database.query("SELECT n FROM t") == [("${name}",)]


def test_two_dollars_stand_for_the_text_itself(migrexec, database):
    migrexec.write(_1_t=ON + "CREATE TABLE t (n text);\nINSERT INTO t VALUES ('$${name}');\n")
    migrexec.succeed("migrate")
    assert database.query("SELECT n FROM t") == [("${name}",)]


@pytest.mark.parametrize("command", ["migrate", "plan"])
def test_an_unknown_name_is_an_error_with_its_place(migrexec, table, golden, command):
    result = migrexec(command)
    assert result.code == 65
    assert table.applied() == []
    golden("placeholder-without-value", result.err)


@pytest.mark.parametrize("command", ["check", "status", "show 1", "current", "history", "wait"])
def test_values_are_needed_only_where_something_runs(migrexec, table, command):
    migrexec.succeed(*command.split())


def test_the_checksum_is_that_of_the_file_as_written(migrexec, table):
    migrexec.succeed("migrate", "--set", "name=orders")
    migrexec.succeed("migrate", "--set", "name=others")
    assert migrexec.succeed("status", "--format", "json").json["changed"] == 0


def test_plan_shows_the_values(migrexec, table):
    assert "CREATE TABLE orders" in migrexec.succeed("plan", "--set", "name=orders").out


def test_down_replaces_too(migrexec, table):
    migrexec.succeed("migrate", "--set", "name=orders")
    assert migrexec("down").code == 65
    migrexec.succeed("down", "--set", "name=orders")
    assert tables(table) == []


def test_an_error_behind_a_value_is_shown_where_it_stands_in_the_file(migrexec, database, golden):
    migrexec.write(_1_t=ON + "SELECT '${long}', nowhere;\n")
    result = migrexec("migrate", "--set", "long=" + "x" * 40)
    assert result.code == 71
    golden(f"placeholder-before-an-error-{database.engine}", result.err)


@pytest.mark.parametrize("words", [["--set", "name"], ["--set", "=v"], ["--set", "a-b=v"]])
def test_a_malformed_value_is_refused(migrexec, sqlite, golden, words):
    result = migrexec("migrate", *words)
    assert result.code in (64, 78)
    golden("set-" + words[1].replace("=", "-is-").strip("-"), result.err)
