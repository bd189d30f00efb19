"""The program for arm64, run by qemu."""

import shutil
import subprocess

import pytest

from conftest import ROOT
from engine.docker import docker, url_of

PROGRAM = ROOT / "build/static-arm64/migrexec"
MOST_BYTES = 10_000_000
AARCH64 = 183


@pytest.fixture
def run(tmp_path):
    """Runs the program in a folder of the test."""
    qemu = shutil.which("qemu-aarch64-static")
    if not PROGRAM.exists():
        pytest.skip("no build/static-arm64: run scripts/build-static --arch arm64")
    if not qemu:
        pytest.skip("needs qemu-user-static")

    def start(*words):
        return subprocess.run(
            [qemu, PROGRAM, *words], cwd=tmp_path, capture_output=True, check=False, text=True
        )

    return start


def test_it_is_for_arm64_and_small(run):
    assert run("--version").stdout.startswith("migrexec ")
    assert int.from_bytes(PROGRAM.read_bytes()[18:20], "little") == AARCH64
    assert PROGRAM.stat().st_size <= MOST_BYTES


def test_it_migrates_sqlite_and_becomes_the_application(run, migrations):
    migrations.write(_1_users="CREATE TABLE users (id integer);")
    done = run("--database-url", "sqlite:///shop.db", "--", "/bin/echo", "up")
    assert done.returncode == 0
    assert "applied 1_users" in done.stderr
    assert done.stdout == "up\n"


def test_it_speaks_to_postgres(run, place, server, migrations):
    migrations.write(_1_users="CREATE TABLE users (id integer);")
    address = docker(
        "inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", server.name
    )
    done = run("migrate", "--database-url", url_of(host=address))
    assert done.returncode == 0, done.stderr
    assert server.query("SELECT version FROM migrexec_history") == "1"
