"""What all parts use: the folder, the programs that are measured, the server, the report."""
import contextlib
import pathlib
import shutil
import subprocess

import layouts
from cluster import Cluster
from measure import Bench, Failed, say
from report import Report
from tools import Ours, Sqlite

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
STATIC_LIBPQ = ROOT / "build/static-deps/libpq"
# scripts/build-libpq keeps PostgreSQL's own function under this name; see static/libpq.c.
AS_SHIPPED = ["-Wl,-u,slow_scram_SaltedPassword",
              "-Wl,--defsym=scram_SaltedPassword=slow_scram_SaltedPassword"]


class Workshop:
    def __init__(self, folder, binary, path, quick):
        self.folder = folder
        self.quick = quick
        self.static = binary.resolve().is_relative_to(ROOT / "build/static")
        self.report = Report()
        self.floors = {}
        self._cluster = None
        (folder / "bin").mkdir()
        self.bench = Bench(folder, self._compile("launch"), path, quick)
        self.bench.notes = self.report.notes
        # A copy: a build that goes on meanwhile must not change what is measured.
        shutil.copy(binary, folder / "bin/migrexec")
        self.ours = Ours(folder / "bin/migrexec", shutil.which("true"))
        self.swarm = self._compile("swarm")
        self.latency_proxy = self._compile("latency_proxy")
        self._compile_floors()

    def close(self):
        if self._cluster:
            self._cluster.stop()

    @property
    def cluster(self):
        if not self._cluster:
            say("== starting a PostgreSQL server")
            self._cluster = Cluster(self.folder / "postgres")
            self._cluster.start()
        return self._cluster

    def _compile(self, name):
        return self._gcc(self.folder / "bin" / name, HERE / f"{name}.c", "-static")

    def _gcc(self, program, source, *options):
        subprocess.run(["gcc", "-O2", "-o", program, source, *options], check=True, capture_output=True)
        return program

    def _compile_floors(self):
        source = HERE / "floors/bare_libpq.c"
        static = [f"-I{STATIC_LIBPQ}/include", "-static", f"{STATIC_LIBPQ}/lib/libpq.a", "-lssl", "-lcrypto", "-lm"]
        kinds = {"bare libpq, dynamic": ["-I/usr/include/postgresql", "-lpq"],
                 "bare libpq, static": [*AS_SHIPPED, *static],
                 "bare libpq, static, our PBKDF2": static}
        for number, (name, options) in enumerate(kinds.items()):
            try:
                self.floors[name] = self._gcc(self.folder / f"bin/floor{number}", source, *options)
            except subprocess.CalledProcessError:
                self.bench.note(f"without {name}: it could not be linked; scripts/build-static makes what it needs")

    def sqlite(self, name):
        return Sqlite(self.folder / f"{name}.db")

    def files(self, name, migrations, layout=layouts.plain):
        """The folder of these migrations, written once."""
        folder = self.folder / "files" / f"{name}-{layout.__name__}"
        return folder if folder.exists() else layout(folder, migrations)

    def script(self, name, migrations, layout):
        """One file with all of them, for psql or sqlite3."""
        path = self.folder / f"{name}-{layout.__name__}.sql"
        return path if path.exists() else layout(path, migrations)

    def seed(self, title, contenders):
        """Applies everything, so that there is nothing to do afterwards."""
        for one in list(contenders):
            try:
                self.bench.run(one)
            except Failed as failed:
                if not one.optional:
                    raise
                self.bench.note(f"{title}: without {one.name}: {failed}")
                contenders.remove(one)
        return contenders

    @contextlib.contextmanager
    def proxy(self, target, microseconds):
        """Yields the same database behind a slow line, and what reads the next connection's round trips."""
        process = subprocess.Popen([self.latency_proxy, str(target.cluster.port), str(microseconds)],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        try:
            port = int(process.stdout.readline())
            yield target.through(port), lambda: int(process.stdout.readline())
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
