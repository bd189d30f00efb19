"""The compose files that users copy, with docker-compose 1 and 2."""

import os
import pathlib
import shutil

import pytest

from conftest import ROOT
from engine.compose import Compose
from support.waiting import eventually

OPEN_NOTES = "notes-service: 1 open notes"


def compose_command(version):
    if version == 1:
        command = shutil.which("docker-compose")
        return [command] if command else pytest.skip("needs docker-compose 1")
    command = os.environ.get("MIGREXEC_COMPOSE_2", "")
    return [command] if pathlib.Path(command).is_file() else pytest.skip("needs docker-compose 2")


@pytest.fixture(params=[1, 2], ids=["v1", "v2"])
def compose(request, images, tmp_path):
    one = Compose(compose_command(request.param), ROOT, tmp_path, images)
    yield one
    one.close()


def times(compose, words, count, service="app"):
    """Waits until the words are in the service's log as often as that."""
    eventually(lambda: compose.log(service).count(words) >= count, 90, every=1)


def test_three_replicas_migrate_once(compose):
    compose("up", "--detach", "--no-build")
    times(compose, "handing over", 3)
    times(compose, OPEN_NOTES, 3)
    log = compose.log("app")
    assert log.count("applied 0005_welcome_note") == 1
    assert not [
        name for name in ("migrator_password", "app_password") if compose.secret(name) in log
    ]
    owner = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
    assert compose.psql(owner) == "notes_migrator"


def test_ten_replicas_by_scale(compose):
    compose("up", "--detach", "--no-build", "--scale", "app=10")
    times(compose, "handing over", 10)
    assert compose.log("app").count("applied 0005_welcome_note") == 1
    assert compose.psql("SELECT count(*) FROM migrexec_history") == "5"


def test_one_service_migrates_and_ends_before_the_application_starts(compose):
    compose.file = "compose.one-shot.yaml"
    compose("up", "--detach", "--no-build")
    times(compose, OPEN_NOTES, 1)
    assert "applied 0005_welcome_note" in compose.log("migrate")
    # The healthcheck let nobody in while the temporary server was there.
    assert "waiting for" not in compose.log("migrate")
    environment = compose("exec", "-T", "app", "cat", "/proc/1/environ").stdout
    assert "DATABASE_URL=" in environment
    assert "MIGREXEC_" not in environment
    assert compose("exec", "-T", "app", "ls", "/run/secrets").stdout.split() == ["app_password"]


def test_a_failing_migration_holds_the_application_back(compose):
    compose.file = "compose.one-shot.yaml"
    override = compose.folder / "bad.yaml"
    (compose.folder / "bad").mkdir()
    (compose.folder / "bad/1_bad.sql").write_text("SELECT 1/0;")
    override.write_text('services: {migrate: {volumes: ["./bad:/migrations:ro"]}}\n')
    compose.command = [*compose.command, "--file", compose.file]
    compose.file = override.name
    assert compose("up", "--detach", "--no-build", check=False).returncode != 0
    assert "division by zero" in compose.log("migrate")
    assert OPEN_NOTES not in compose.log("app")


def test_sqlite_needs_nothing_but_the_image(compose):
    compose.file = "compose.sqlite.yaml"
    compose("up", "--detach")
    times(compose, "handing over", 1)
    assert "applied 0005_welcome_note" in compose.log("app")
    compose("up", "--detach")
    times(compose, "nothing to do", 1)
