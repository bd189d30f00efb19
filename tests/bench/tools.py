"""How each program is called: migrexec, the floors and the peers."""
import contextlib
import os
import pathlib
import shutil
import sqlite3 as _sqlite

import layouts
from cluster import PASSWORD, program
from measure import Contender

OURS = "migrexec"
PEERS_FOLDER = pathlib.Path(__file__).parents[2] / "build/bench/peers"


class Sqlite:
    """A database file."""

    def __init__(self, path):
        self.path = path

    def url(self):
        return f"sqlite://{self.path}"

    def recreate(self):
        for suffix in ("", "-journal", "-wal", "-shm"):
            pathlib.Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    drop = recreate

    def query(self, text):
        with contextlib.closing(_sqlite.connect(self.path)) as connection:
            return connection.execute(text).fetchall()


def is_sqlite(target):
    return isinstance(target, Sqlite)


class Ours:
    def __init__(self, binary, wanted_true):
        self.binary = binary
        self.true = wanted_true

    def env(self, target):
        return {"DATABASE_URL": f"sqlite:///{target.path}" if is_sqlite(target) else target.url()}

    def run(self, target, folder, *options, **more):
        """The whole job: migrate if need be, become `true`."""
        command = [self.binary, "run", "--migrations", folder, *options, "--", self.true]
        return Contender(more.pop("name", OURS), command, self.env(target), **more)

    def migrate(self, target, folder, *options, **more):
        """The same without handing over."""
        command = [self.binary, "migrate", "--migrations", folder, *options]
        return Contender(more.pop("name", OURS), command, self.env(target), **more)


def psql(target, *words, **more):
    command = [program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", *words, target.url()]
    return Contender(more.pop("name", "psql"), command, **more)


def sqlite3(target, *words, **more):
    command = [shutil.which("sqlite3") or "sqlite3", "-bail", target.path, *words]
    return Contender(more.pop("name", "sqlite3"), command, **more)


class Peer:
    """A peer: the program, how it wants its files, its command. Without the program it is skipped."""

    def __init__(self, name, program, command, postgres=True, sqlite=False, env=None):
        self.name = name
        self.program = program
        self.command = command
        self.engines = {"postgres": postgres, "sqlite": sqlite}
        self.layout = getattr(layouts, {"golang-migrate": "plain"}.get(name, name))
        self.env = env or (lambda target: {})

    @property
    def path(self):
        return PEERS_FOLDER / self.program

    def contender(self, target, folder, **more):
        return Contender(self.name, self.command(self.path, target, folder), self.env(target),
                         optional=True, **more)


def _sqlx(program, target, folder):
    url = f"sqlite://{target.path}?mode=rwc" if is_sqlite(target) else target.url()
    return [program, "migrate", "run", "--no-dotenv", "--source", folder, "--database-url", url]


def _goose(program, target, folder):
    engine = ["sqlite3", target.path] if is_sqlite(target) else ["postgres", target.url()]
    return [program, "-dir", folder, *engine, "up"]


def _golang_migrate(program, target, folder):
    url = f"sqlite3://{target.path}" if is_sqlite(target) else target.url()
    return [program, "-path", folder, "-database", url, "up"]


def _dbmate(program, target, folder):
    url = f"sqlite:{target.path}" if is_sqlite(target) else target.url()
    return [program, "--env-file", os.devnull, "--url", url, "--migrations-dir", folder, "--no-dump-schema", "migrate"]


def _tern(program, target, folder):
    return [program, "migrate", "--migrations", folder, "--conn-string", target.url()]


def _flyway(installed, target, folder):
    url = f"jdbc:postgresql://127.0.0.1:{target.port}/{target.name}?sslmode={target.mode}"
    return [shutil.which("java") or "java", "-cp", f"{installed.parent}/jars/*",
            "org.flywaydb.commandline.Main", f"-url={url}", "-user=postgres", f"-password={PASSWORD}",
            f"-locations=filesystem:{folder}", "migrate"]


def _alembic(program, target, folder):
    return [program, "-c", f"{folder}/alembic.ini", "upgrade", "head"]


def _alembic_env(target):
    return {"DATABASE_URL": target.url()}


PEERS = [
    Peer("sqlx", "cargo/bin/sqlx", _sqlx, sqlite=True),
    Peer("golang-migrate", "go/migrate", _golang_migrate, sqlite=True),
    Peer("goose", "go/goose", _goose, sqlite=True),
    Peer("tern", "go/tern", _tern),
    Peer("dbmate", "npm/dbmate", _dbmate, sqlite=True),
    Peer("alembic", "alembic/bin/alembic", _alembic, env=_alembic_env),
    Peer("flyway", "flyway/installed", _flyway),
]


def peers_here(engine):
    return [peer for peer in PEERS if peer.engines[engine] and peer.path.exists()]
