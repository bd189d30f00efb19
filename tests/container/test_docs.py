"""docs/containers.md shows files that are there and commands that work."""

import os
import pathlib
import re
import shlex
import subprocess

import pytest

from conftest import ROOT
from engine.compose import Compose

PAGE = ROOT / "docs/containers.md"


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)


def commands():
    return [
        line
        for block in blocks("sh")
        for line in block.splitlines()
        if line.startswith(("docker", "examples"))
    ]


@pytest.fixture
def compose(images, tmp_path):
    command = os.environ.get("MIGREXEC_COMPOSE_2", "")
    if not pathlib.Path(command).is_file():
        pytest.skip("needs docker-compose 2")
    one = Compose([command], ROOT, tmp_path, images)
    yield one
    one.close()


def in_test(line, compose, place, volume):
    """The command with the names of this test in place of a user's."""
    words = shlex.split(line.replace("$PWD", str(compose.folder)))
    if words[:2] == ["docker", "compose"]:
        return [*compose.command, *words[2:]]
    if words[:2] == ["docker", "run"]:
        names = {"migrexec": place.images.migrexec, "notes:/data": f"{volume}:/data"}
        return [names.get(word, word) for word in words]
    return words


def test_the_dockerfile_is_the_one_of_the_example():
    shown = blocks("dockerfile")
    assert shown
    for block in shown:
        assert block in (ROOT / "examples/compose/Dockerfile").read_text()


def test_the_commands_work_in_this_order(compose, place):
    volume = place.volume()
    # The very first is how scripts/test-container has built the image that is used here.
    wanted = [line for line in commands() if line != "docker build -t migrexec ."]
    assert len(wanted) > 10
    for line in wanted:
        done = subprocess.run(
            in_test(line, compose, place, volume),
            cwd=compose.folder,
            env=compose.env,
            capture_output=True,
            check=False,
            text=True,
            timeout=240,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
