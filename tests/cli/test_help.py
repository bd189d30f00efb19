"""Every help text, word for word (tests/golden/help)."""

import re

import pytest

COMMANDS = [
    *("run", "migrate", "wait", "status", "plan", "down", "redo", "stamp", "repair", "current"),
    *("history", "show", "create", "renumber", "squash", "test", "check", "restore"),
    *("completion", "man"),
]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_text_with_examples(migrexec, golden, name):
    result = migrexec.succeed(name, "--help")
    assert result.err == ""
    assert f"migrexec {name}" in result.out
    assert "Examples:" in result.out
    text = result.out.partition("Examples:")[0]
    assert max(len(line) for line in text.splitlines()) <= 80
    golden(name, result.out, folder="help")


def test_the_help_text_names_every_command(migrexec, golden):
    result = migrexec.succeed("--help")
    listed = result.out.partition("Commands:\n")[2].partition("\n\n")[0]
    assert re.findall(r"^  (\S+)", listed, re.MULTILINE) == COMMANDS
    golden("migrexec", result.out, folder="help")


@pytest.mark.parametrize(
    "alias, name",
    [
        ("up", "migrate"),
        ("upgrade", "migrate"),
        ("downgrade", "down"),
        ("rollback", "down"),
        ("new", "create"),
    ],
)
def test_another_name_has_the_same_help(migrexec, alias, name):
    assert migrexec.succeed(alias, "--help").out == migrexec.succeed(name, "--help").out


def test_a_misspelt_command_is_64_with_a_suggestion(migrexec):
    result = migrexec("donw")
    assert result.code == 64
    assert '"down"' in result.err
