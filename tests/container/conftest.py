"""Fixtures: images, networks, servers. scripts/test-container builds the images and names them."""

import dataclasses
import os
import pathlib

import pytest

from engine.docker import Place, start_server, url_of

ROOT = pathlib.Path(__file__).parents[2]
MISSING = os.environ.get(
    "MIGREXEC_NO_DOCKER", "MIGREXEC_IMAGE is not set: run scripts/test-container"
)


@dataclasses.dataclass(frozen=True)
class Images:
    """Names of images: the program alone, an application in front of which it is, PostgreSQL."""

    migrexec: str
    app: str
    postgres: str


@pytest.fixture(scope="session")
def images():
    names = [
        os.environ.get(f"MIGREXEC_{name}") for name in ("IMAGE", "APP_IMAGE", "POSTGRES_IMAGE")
    ]
    if not all(names):
        pytest.skip(f"needs Docker: {MISSING}")
    return Images(*names)


@pytest.fixture
def place(images):
    """A network of its own; what is started in it is gone after the test."""
    one = Place(images)
    yield one
    one.close()


@pytest.fixture(scope="module")
def shared(images):
    """A network with a server that several tests use."""
    place = Place(images)
    start_server(place).ready()
    yield place
    place.close()


@pytest.fixture
def server(place):
    """A PostgreSQL server, ready, whose host name is db."""
    return start_server(place).ready()


@pytest.fixture
def migrations(tmp_path):
    """A folder for migrations: write(_1_users="CREATE ..."); options mounts it into a container."""
    return Migrations(tmp_path / "migrations")


class Migrations:
    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(mode=0o755)

    def write(self, **files):
        for name, text in files.items():
            (self.folder / f"{name.removeprefix('_')}.up.sql").write_text(text)
        return self

    @property
    def options(self):
        return ["--volume", f"{self.folder}:/migrations:ro"]


@pytest.fixture
def secret(tmp_path):
    """Makes a file that any user may read and an option that mounts it: secret(name, text)."""

    def make(name, text):
        path = tmp_path / name
        path.write_text(text)
        path.chmod(0o644)
        return ["--volume", f"{path}:/run/secrets/{name}:ro"]

    return make


@pytest.fixture
def database(secret):
    """Options that tell a container its database by a secret file: database(), database(host=...)."""

    def options(**words):
        return [
            *secret("url", url_of(**words)),
            *("--env", "MIGREXEC_DATABASE_URL_FILE=/run/secrets/url"),
            *("--env", "MIGREXEC_LOG_LEVEL=debug"),
        ]

    return options
