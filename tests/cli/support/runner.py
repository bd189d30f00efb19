"""Runs migrexec as a user would."""

import dataclasses
import json
import os
import pathlib
import signal
import subprocess
import time

from support.secret import assert_clean
from support.waiting import eventually

CRASHES = {-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, -signal.SIGFPE, -signal.SIGILL, 70}


@dataclasses.dataclass
class Result:
    code: int
    out: str
    err: str
    pid: int
    seconds: float

    def __repr__(self):
        return f"exit code {self.code} after {self.seconds:.2f} s"

    def show(self):
        """pytest shows what was printed if the test fails."""
        print(f"{self}\n--- stdout\n{self.out}\n--- stderr\n{self.err}")

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def log(self):
        """The lines of a JSON log."""
        return [json.loads(line) for line in self.err.splitlines()]


class Running:
    """A process that was started; its output goes to files, so that it can be read meanwhile."""

    def __init__(self, command, log, **options):
        self.paths = log.with_suffix(".out"), log.with_suffix(".err")
        self.started = time.monotonic()
        self.result = None
        with open(self.paths[0], "wb") as out, open(self.paths[1], "wb") as err:
            self.process = subprocess.Popen(command, stdout=out, stderr=err, **options)

    @property
    def pid(self):
        return self.process.pid

    @property
    def inner_pid(self):
        """The pid, seen from here, of what `unshare --fork` started."""

        def child():
            return pathlib.Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()

        return int(eventually(child)[0])

    @property
    def out(self):
        return self.paths[0].read_text(errors="backslashreplace")

    @property
    def err(self):
        return self.paths[1].read_text(errors="backslashreplace")

    @property
    def alive(self):
        return self.process.poll() is None

    def says(self, words, within=10.0):
        """Waits until the words are in stderr."""

        def said():
            assert self.alive or words in self.err, f"ended without saying {words!r}:\n{self.err}"
            return words in self.err

        eventually(said, within)
        return self

    def burns(self, seconds=0.3, within=20.0):
        """Waits until it has used so much CPU time: a statement of SQLite is running."""

        def used():
            fields = pathlib.Path(f"/proc/{self.inner_pid if self.nested else self.pid}/stat")
            ticks = fields.read_text().rpartition(")")[2].split()[11]
            return int(ticks) >= seconds * os.sysconf("SC_CLK_TCK")

        eventually(used, within)
        return self

    nested = False

    def send(self, number):
        os.kill(self.inner_pid if self.nested else self.pid, number)
        return self

    def finish(self, within=60.0):
        """Waits for the end."""
        if self.result:
            return self.result
        try:
            code = self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"still running after {within} s") from None
        self.result = Result(code, self.out, self.err, self.pid, time.monotonic() - self.started)
        self.result.show()
        assert_clean(self.result.out, "stdout")
        assert_clean(self.result.err, "stderr")
        assert code not in CRASHES, self.result
        return self.result

    def kill(self):
        self.process.kill()
        self.process.wait()
        Result(
            self.process.returncode, self.out, self.err, self.pid, time.monotonic() - self.started
        ).show()


class Migrexec:
    """The program in a folder of its own: call it to run it, start() it to watch it run.

    `env` is all of its environment; `prefix` is put before its name (unshare, setpriv ...).
    """

    def __init__(self, binary, folder, logs):
        self.binary = str(binary)
        self.folder = folder
        self.logs = logs
        self.migrations = folder / "migrations"
        self.migrations.mkdir(mode=0o755)
        self.prefix = []
        self.all = []
        self.env = {
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "LANG": "C.UTF-8",
            "POD_NAME": "pod-1",
        }
        self.env.update(
            {
                name: os.environ[name]
                for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")
                if name in os.environ
            }
        )

    def write(self, **files):
        """Migrations by name: write(_0001_users="CREATE ...") is 0001_users.up.sql."""
        for name, text in files.items():
            self.file(f"{name.removeprefix('_')}.up.sql", text)
        return self

    def file(self, name, content):
        """A file among the migrations, by its whole name; content as text or bytes."""
        path = self.migrations / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def clear(self):
        for path in self.migrations.iterdir():
            path.unlink()
        return self

    def start(self, *words, env=None, prefix=None, stdin=subprocess.DEVNULL, **options):
        merged = {**self.env, **(env or {})}
        environment = {name: str(value) for name, value in merged.items() if value is not None}
        before = self.prefix if prefix is None else prefix
        options.setdefault("cwd", self.folder)
        running = Running(
            [*before, self.binary, *map(str, words)],
            self.logs / str(len(self.all)),
            env=environment,
            stdin=stdin,
            **options,
        )
        running.nested = "--fork" in before
        self.all.append(running)
        return running

    def __call__(self, *words, within=60.0, **options):
        return self.start(*words, **options).finish(within)

    def succeed(self, *words, **options):
        """Runs it, and it must end with 0."""
        result = self(*words, **options)
        assert result.code == 0, result
        return result

    def directly(self, *command, **options):
        """Runs something else in the same circumstances, to compare."""
        options.setdefault("cwd", self.folder)
        process = subprocess.run(
            command,
            env=self.env,
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            **options,
        )
        return process.stdout.decode(errors="backslashreplace")

    def close(self):
        for running in self.all:
            if running.alive:
                running.kill()
        for running in self.all:
            assert_clean(running.out, "stdout")
            assert_clean(running.err, "stderr")
