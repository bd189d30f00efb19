"""A throwaway PostgreSQL server with its default settings: durable, SCRAM, TLS for those who ask."""
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.parse

import psycopg2

PASSWORD = "correct-horse-battery"
PROGRAMS = "/usr/lib/postgresql"


def program(name):
    """Debian does not put the server's programs into PATH."""
    found = sorted(pathlib.Path(PROGRAMS).glob(f"*/bin/{name}"))
    return str(found[0]) if found else shutil.which(name) or name


def owners(*command):
    """PostgreSQL refuses to run as root. If we die, the kernel stops the server."""
    user = ["--reuid", "postgres", "--regid", "postgres", "--init-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *user, "--pdeathsig", "QUIT", "--", *command]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Database:
    """One database, and how others call it."""

    def __init__(self, cluster, name, port=None, tls=False):
        self.cluster = cluster
        self.name = name
        self.port = port or cluster.port
        self.mode = "require" if tls else "disable"

    def url(self, **options):
        words = urllib.parse.urlencode({"sslmode": self.mode, **options})
        return f"postgresql://postgres:{PASSWORD}@127.0.0.1:{self.port}/{self.name}?{words}"

    def through(self, port=None, tls=False):
        """The same database by another way."""
        return Database(self.cluster, self.name, port, tls)

    def query(self, text):
        return self.cluster.query(text, self.name)

    def recreate(self):
        self.cluster.query(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        self.cluster.query(f'CREATE DATABASE "{self.name}"')
        self.cluster.query("CHECKPOINT")

    def drop(self):
        self.cluster.query(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


class Cluster:
    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.process = None
        folder.mkdir(mode=0o755)
        (folder / "password").write_text(PASSWORD + "\n")
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
            shutil.chown(folder / "password", "postgres", "postgres")
        self._as_owner(program("initdb"), f"--pgdata={folder}/data", "--username=postgres",
                       f"--pwfile={folder}/password", "--auth=scram-sha-256", "--encoding=UTF8",
                       "--locale=C.UTF-8")
        self._as_owner("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj",
                       "/CN=localhost", "-keyout", "data/server.key", "-out", "data/server.crt")

    def _as_owner(self, *command):
        subprocess.run(owners(*command), cwd=self.folder, check=True, capture_output=True)

    def start(self):
        settings = {"port": self.port, "listen_addresses": "127.0.0.1", "max_connections": 250,
                    "unix_socket_directories": self.folder, "ssl": "on", "log_line_prefix": "%d|"}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                owners(program("postgres"), "-D", f"{self.folder}/data", *options),
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        for _ in range(300):
            try:
                return self.query("SELECT 1")
            except psycopg2.OperationalError:
                time.sleep(0.1)
        raise RuntimeError((self.folder / "log").read_text()[-2000:])

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()

    def query(self, text, database="postgres"):
        connection = psycopg2.connect(host=str(self.folder), port=self.port, user="postgres",
                                      password=PASSWORD, dbname=database)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(text)
                return cursor.fetchall() if cursor.description else None
        finally:
            connection.close()

    def database(self, name, fresh=True):
        one = Database(self, name)
        if fresh:
            one.recreate()
        return one

    def version(self):
        return self.query("SHOW server_version")[0][0].split()[0]

    def statements_during(self, database, act):
        """What the server was told by others in this database while act() ran, one by one."""
        log = self.folder / "log"
        database.cluster.query(f'ALTER DATABASE "{database.name}" SET log_statement = \'all\'')
        start = log.stat().st_size
        act()
        text = log.read_text(errors="replace")[start:]
        database.cluster.query(f'ALTER DATABASE "{database.name}" RESET log_statement')
        return re.findall(rf"^{database.name}\|LOG:  (?:statement|execute [^:]*): (.*(?:\n\t.*)*)", text,
                          re.MULTILINE)
