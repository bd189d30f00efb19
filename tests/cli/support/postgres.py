"""PostgreSQL servers of our own: made in a temporary folder, gone with the test run."""

import contextlib
import itertools
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess

import psycopg2

from support.secret import PASSWORD
from support.waiting import eventually

STOP = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT, "smart": signal.SIGTERM}
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": 200,
    "shared_buffers": "32MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": 0,
}


def free_port():
    """A port below those that the kernel gives to clients; by chance, as other workers look too."""
    while True:
        port = random.SystemRandom().randrange(20000, 32000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def program(name):
    """Debian does not put the server's programs into PATH."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[0]) if found else shutil.which(name)


def as_owner(*command):
    """PostgreSQL refuses to run as root. If we die, the kernel stops the server."""
    user = (
        ["--reuid", "postgres", "--regid", "postgres", "--init-groups"] if os.geteuid() == 0 else []
    )
    return ["setpriv", *user, "--pdeathsig", "QUIT", "--", *command]


def run_as_owner(*command, **options):
    subprocess.run(as_owner(*command), check=True, stdout=subprocess.DEVNULL, **options)


def make_template(folder):
    """A data folder to copy: initdb is slow."""
    folder.mkdir(mode=0o755)
    password = folder / "password"
    password.write_text(PASSWORD + "\n")
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    run_as_owner(
        program("initdb"),
        f"--pgdata={folder}/data",
        "--username=postgres",
        f"--pwfile={password}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
        cwd=folder,
    )
    run_as_owner(
        program("postgres"),
        "--single",
        "-D",
        f"{folder}/data",
        "postgres",
        cwd=folder,
        input=f"CREATE ROLE app LOGIN PASSWORD '{PASSWORD}'\n".encode(),
    )


class Server:
    """One server: start(), stop(), promote(). As superuser: sql(). Made of a copied data folder."""

    def __init__(self, template, folder, **settings):
        self.folder = folder
        self.data = folder / "data"
        self.port = free_port()
        self.wanted = settings
        self.settings = {
            **SETTINGS,
            "port": self.port,
            "unix_socket_directories": folder,
            **settings,
        }
        self.process = None
        self.sessions = {}
        self._names = itertools.count(1)
        folder.mkdir(mode=0o755)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        if template:
            run_as_owner("cp", "-R", f"{template}/data", self.data)

    def start(self, wait=True):
        options = [
            word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")
        ]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                as_owner(program("postgres"), "-D", str(self.data), *options),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        if wait:
            eventually(self.answers, within=30)
        return self

    def answers(self):
        assert self.process.poll() is None, (self.folder / "log").read_text()
        try:
            self.connect(host=self.folder).close()
            return True
        except psycopg2.OperationalError:
            return False

    def stop(self, mode="fast"):
        self.forget_sessions()
        if self.process:
            self.process.send_signal(STOP[mode])
            self.process.wait(30)
            self.process = None

    def forget_sessions(self):
        while self.sessions:
            self.sessions.popitem()[1].close()

    def promote(self):
        self.sql("SELECT pg_promote(false)")

    def standby(self, folder, **settings):
        """A streaming standby of this server, not started yet. Its settings may not be smaller."""
        copy = Server(None, folder, **{**self.wanted, **settings})
        run_as_owner(
            program("pg_basebackup"),
            "-D",
            str(copy.data),
            "-R",
            "-c",
            "fast",
            "-d",
            f"host={self.folder} port={self.port} user=postgres password={PASSWORD}",
            cwd=folder,
        )
        return copy

    def connect(self, dbname="postgres", user="postgres", host="127.0.0.1"):
        connection = psycopg2.connect(
            host=str(host),
            port=self.port,
            user=user,
            password=PASSWORD,
            dbname=dbname,
            connect_timeout=10,
        )
        connection.autocommit = True
        return connection

    def sql(self, statement, *values, dbname="postgres"):
        """The rows; the session stays for the next call."""
        session = self.sessions.get(dbname)
        if session is None or session.closed:
            session = self.sessions[dbname] = self.connect(dbname)
        with session.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def url(self, dbname, user="app", password=PASSWORD, host="127.0.0.1", port=None, **parameters):
        query = "&".join(f"{name}={value}" for name, value in parameters.items())
        return (
            f"postgresql://{user}{':' + password if password else ''}@{host}:{port or self.port}"
            f"/{dbname}{'?' + query if query else ''}"
        )

    def create_database(self):
        name = f"shop{next(self._names)}"
        self.sql(f"CREATE DATABASE {name} OWNER app")
        return PostgresDatabase(self, name)


class PostgresDatabase:
    engine = "postgresql"
    # Takes for ever, and can be seen from outside.
    long_statement = "SELECT pg_sleep(600)"

    def __init__(self, server, name):
        self.server = server
        self.name = name
        self.url = server.url(name)

    def query(self, statement, *values):
        return self.server.sql(statement, *values, dbname=self.name)

    def session(self, user="postgres"):
        return self.server.connect(self.name, user)

    def applied(self, table="migrexec_history"):
        if self.query("SELECT to_regclass(%s)", table) == [(None,)]:
            return []
        return [
            row[0] for row in self.query(f"SELECT version FROM {table} ORDER BY version::numeric")
        ]

    def tables(self):
        return [
            row[0]
            for row in self.query(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            )
        ]

    def running(self, text):
        """The backends of migrexec that execute something with this text."""
        return [
            row[0]
            for row in self.query(
                "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND datname = %s"
                " AND application_name LIKE 'migrexec%%' AND query LIKE %s",
                self.name,
                f"%{text}%",
            )
        ]

    def locks(self):
        """Who holds advisory locks here."""
        return [
            row[0]
            for row in self.query(
                "SELECT pid FROM pg_locks JOIN pg_database ON database = pg_database.oid"
                " WHERE locktype = 'advisory' AND granted AND datname = %s",
                self.name,
            )
        ]

    def is_busy(self, _process):
        """The long statement is running."""
        eventually(lambda: self.running("pg_sleep"), within=20)

    def lock_is_free(self):
        return not self.locks()

    def drop(self):
        session = self.server.sessions.pop(self.name, None)
        if session:
            session.close()
        if self.server.process:
            self.server.sql(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
