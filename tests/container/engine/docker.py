"""Runs containers through the docker command, and takes them away afterwards."""

import dataclasses
import json
import subprocess
import time
import uuid

from support.secret import PASSWORD, assert_clean
from support.waiting import eventually


def docker(*words, check=True, text=None, within=300):
    """Runs the docker command; gives what it printed."""
    done = subprocess.run(
        ["docker", *map(str, words)],
        input=text,
        capture_output=True,
        check=False,
        text=True,
        timeout=within,
    )
    if check and done.returncode:
        raise AssertionError(f"docker {' '.join(map(str, words))}\n{done.stderr}")
    return done.stdout.strip()


@dataclasses.dataclass
class Ended:
    """What a container left behind."""

    code: int
    log: str
    seconds: float

    def __repr__(self):
        return f"exit code {self.code} after {self.seconds:.1f} s:\n{self.log}"


class Container:
    """One that was started in the background."""

    def __init__(self, name):
        self.name = name
        self.started = time.monotonic()

    @property
    def log(self):
        done = subprocess.run(
            ["docker", "logs", self.name],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=True,
            text=True,
        )
        return done.stdout

    def inspect(self, path):
        return docker("inspect", "--format", "{{json ." + path + "}}", self.name)

    @property
    def running(self):
        return json.loads(self.inspect("State.Running"))

    def says(self, words, within=120):
        """Waits until the words are in its log."""

        def said():
            log = self.log
            assert words in log or self.running, f"ended without saying {words!r}:\n{self.log}"
            return words in log

        eventually(said, within, every=0.1)
        return self

    def execute(self, *words, check=True):
        return docker("exec", self.name, *words, check=check)

    def becomes(self, program):
        """Waits until process 1 is this program."""
        eventually(lambda: self.execute("cat", "/proc/1/comm") == program, every=0.1)
        return self

    def finish(self, within=120):
        code = int(docker("wait", self.name, within=within))
        ended = Ended(code, self.log, time.monotonic() - self.started)
        print(f"{self.name}: {ended}")
        assert_clean(ended.log, "the log")
        return ended

    def succeed(self, within=120):
        ended = self.finish(within)
        assert ended.code == 0, ended
        return ended

    def stop(self):
        """`docker stop`: SIGTERM, and SIGKILL after 10 s if that was not enough."""
        docker("stop", self.name)
        return self.finish()

    def kill(self):
        docker("kill", self.name)


class Place:
    """A network of its own with all that a test starts in it; `options` go to every container."""

    def __init__(self, images):
        self.images = images
        self.name = f"migrexec-test-{uuid.uuid4().hex[:8]}"
        self.volumes = []
        self.names = []
        docker("network", "create", self.name)

    def start(self, image, *words, options=(), name=None):
        """`docker run --detach` in the network; the name is its host name there."""
        alias = name or f"c{len(self.names)}"
        full = f"{self.name}-{alias}"
        self.names.append(full)
        docker(
            *("run", "--detach", "--name", full, "--hostname", alias),
            *("--network", self.name, "--network-alias", alias),
            *options,
            image,
            *words,
        )
        return Container(full)

    def run(self, image, *words, options=(), within=120):
        return self.start(image, *words, options=options).finish(within)

    def volume(self):
        name = f"{self.name}-{len(self.volumes)}"
        self.volumes.append(name)
        docker("volume", "create", name)
        return name

    def close(self):
        if self.names:
            docker("rm", "--force", "--volumes", *self.names, check=False)
        for volume in self.volumes:
            docker("volume", "rm", "--force", volume, check=False)
        docker("network", "rm", self.name, check=False)


class Server(Container):
    """PostgreSQL, as the official image starts it."""

    def query(self, sql, database="shop"):
        return self.execute(
            *("psql", "-h", "127.0.0.1", "-U", "postgres", "-d", database, "-Atc", sql),
            check=False,
        )

    def ready(self):
        """Waits for the server that stays: it answers by TCP."""

        def answers():
            assert self.running, self.log
            return self.execute("pg_isready", "-h", "127.0.0.1", check=False).endswith(
                "accepting connections"
            )

        eventually(answers, 120, every=0.5)
        return self


def start_server(place, *words, options=(), name="db"):
    """The database shop, with a user postgres; its own connections need no password."""
    container = place.start(
        place.images.postgres,
        *words,
        options=[
            *("--env", "POSTGRES_DB=shop", "--env", f"POSTGRES_PASSWORD={PASSWORD}"),
            *("--env", "PGPASSWORD=" + PASSWORD),
            *options,
        ],
        name=name,
    )
    return Server(container.name)


def url_of(host="db", user="postgres", parameters=""):
    return f"postgresql://{user}:{PASSWORD}@{host}:5432/shop{parameters}"
