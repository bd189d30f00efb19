"""The commands of the documentation are run, so that they can't rot."""

import pathlib
import re
import shlex

import pytest

ROOT = pathlib.Path(__file__).parents[2]
PAGES = ["README.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]


def blocks(page, begin="", end=r"\Z"):
    """The shell commands of a page, or of a part of it, as one text."""
    text = (ROOT / page).read_text()
    part = re.search(rf"{begin}(.*?){end}", text, re.DOTALL | re.MULTILINE)
    return "".join(re.findall(r"^```sh\n(.*?)^```$", part[1], re.DOTALL | re.MULTILINE))


def put_into_path(migrexec):
    folder = migrexec.folder.parent / "bin"
    folder.mkdir()
    (folder / "migrexec").symlink_to(migrexec.binary)
    migrexec.env["PATH"] = f"{folder}:{migrexec.env['PATH']}"


def shell(migrexec, script, flags="-eu"):
    """All of it in one shell: what it prints, and its exit code in the last line."""
    both = 'bash "$1" -c "$2" 2>&1; echo "exit code $?"'
    return migrexec.directly("bash", "-c", both, "-", flags, script)


@pytest.mark.slow
def test_the_life_of_a_schema(migrexec, database):
    put_into_path(migrexec)
    if database.engine == "postgresql":
        database.server.sql("ALTER ROLE app CREATEDB")
    said = shell(migrexec, blocks("docs/lifecycle.md"))
    assert said.endswith("exit code 0\n"), said
    assert database.query("SELECT count(*) FROM worth") == [(1,)]
    assert migrexec.succeed("current").out == "0009\n"


def test_the_quick_start(migrexec):
    put_into_path(migrexec)
    script = blocks("docs/quick-start.md", begin="^## 2", end="^## 5")
    said = shell(migrexec, script.replace("/tmp/try", str(migrexec.folder / "try")), "-u")
    assert "I am the application" in said, said
    assert "CREATE TABEL" in said, said
    assert "\n71\n" in said, said
    assert said.endswith("exit code 0\n"), said


@pytest.fixture(scope="module")
def helps():
    """The help texts by command; asked for once."""
    return {}


def help_of(migrexec, helps, name):
    if name not in helps:
        helps[name] = migrexec.succeed(*name.split(), "--help").out
    return helps[name]


def uses(page):
    """The commands of a page: their words up to a pipe, a comment, or the application."""
    for line in blocks(page).splitlines():
        found = re.search(r"(?:^|[\s(])migrexec ([^|;&)#]*)", line)
        if found and not line.lstrip().startswith(("#", "echo")):
            words = shlex.split(found[1].replace("'", ""))
            yield words[: words.index("--")] if "--" in words else words


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_of_a_page_exists(migrexec, helps, page):
    for words in uses(page):
        name = words[0] if words and not words[0].startswith("-") else ""
        text = help_of(migrexec, helps, name)
        for word in words:
            if word.startswith("--"):
                assert f" {word} " in text.replace("\n", " "), f"{page}: migrexec {words}"
