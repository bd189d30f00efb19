"""Fixtures: the program in a folder, databases, namespaces, golden files. See support/."""

import contextlib
import fcntl
import itertools
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

import pytest

from support.golden import Golden
from support.postgres import Server, make_template
from support.proxy import Proxy
from support.runner import Migrexec
from support.sqlite import SqliteDatabase

ROOT = pathlib.Path(__file__).parents[2]
BINARY = os.environ.get("MIGREXEC", ROOT / "build/release/entrypoint/migrexec")
# Any uid that has no name.
STRANGER = ["setpriv", "--reuid", "65532", "--regid", "65532", "--clear-groups", "--"]
PID1 = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child", "--"]


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


def pytest_configure():
    """What a shell starts in the background ignores these, and so would the programs under test."""
    for number in (signal.SIGINT, signal.SIGQUIT):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


# The folder of the whole run, made by the process that starts the workers.


def fast_place():
    """Memory instead of a disk, if there is plenty of it: most of the time would go into fsync."""
    place = "/dev/shm"
    if "TMPDIR" in os.environ or not os.path.isdir(place):
        return None
    plenty = shutil.disk_usage(place).free > 8 << 30
    return place if plenty and not os.statvfs(place).f_flag & os.ST_NOEXEC else None


def pytest_configure(config):
    if hasattr(config, "workerinput"):
        config.shared = pathlib.Path(config.workerinput["shared"])
        return
    # A copy: a build that goes on meanwhile must not change what is tested.
    config.shared = pathlib.Path(tempfile.mkdtemp(prefix="migrexec-cli.", dir=fast_place()))
    config.shared.chmod(0o755)
    if pathlib.Path(BINARY).exists():
        shutil.copy(BINARY, config.shared / "migrexec")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    node.workerinput["shared"] = str(node.config.shared)


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        shutil.rmtree(config.shared, ignore_errors=True)


@pytest.fixture(scope="session")
def binary(pytestconfig):
    path = pytestconfig.shared / "migrexec"
    assert (
        path.exists() and path.stat().st_size
    ), f"no program to test: {BINARY}; build it, or name it with MIGREXEC"
    return path


_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def new_folder(pytestconfig):
    """Makes folders that every user may look into, with short paths (unix sockets)."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw")
    return lambda: pytestconfig.shared / f"{worker}-{next(_numbers)}"


@pytest.fixture
def scratch(new_folder):
    folder = new_folder()
    folder.mkdir(mode=0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def migrexec(binary, scratch):
    """The program, in an empty folder with an empty folder migrations."""
    for name in ("work", "logs"):
        (scratch / name).mkdir(mode=0o755)
    program = Migrexec(binary, scratch / "work", scratch / "logs")
    yield program
    program.close()


@pytest.fixture(scope="session")
def template(pytestconfig):
    path = pytestconfig.shared / "template"
    with open(pytestconfig.shared / "template.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (path / "done").exists():
            make_template(path)
            (path / "done").touch()
    return path


@pytest.fixture(scope="session")
def server(template, new_folder):
    """This worker's PostgreSQL, for tests that leave it alone."""
    one = Server(template, new_folder()).start()
    yield one
    one.stop("immediate")


@pytest.fixture
def new_server(template, new_folder):
    """Makes servers that a test may stop; settings are the server's. Not started yet."""
    with contextlib.ExitStack() as stack:

        def make(primary=None, **settings):
            folder = new_folder()
            one = (
                primary.standby(folder, **settings)
                if primary
                else Server(template, folder, **settings)
            )
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            stack.callback(one.stop, "immediate")
            return one

        yield make


@pytest.fixture
def proxy(server):
    one = Proxy(server.port)
    yield one
    one.close()


@pytest.fixture
def postgres(server, migrexec):
    """A fresh database, in migrexec's DATABASE_URL."""
    one = server.create_database()
    migrexec.env["DATABASE_URL"] = one.url
    yield one
    for running in migrexec.all:
        if running.alive:
            running.kill()
    one.drop()


@pytest.fixture
def sqlite(migrexec):
    """A file that does not exist yet, in migrexec's DATABASE_URL."""
    one = SqliteDatabase(migrexec.folder / "shop.db")
    migrexec.env["DATABASE_URL"] = one.url
    return one


@pytest.fixture(params=["sqlite", "postgres"])
def database(request):
    """Each database in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def golden(pytestconfig, migrexec):
    words = {str(migrexec.folder): "FOLDER", str(migrexec.folder.parent): "SCRATCH"}
    return Golden(pytestconfig.getoption("update_golden"), words)


@pytest.fixture(scope="session")
def namespaces():
    """Skips if we may not make namespaces."""
    tried = subprocess.run(
        ["unshare", "--pid", "--fork", "--mount-proc", "--net", "--mount", "true"],
        capture_output=True,
        check=False,
        text=True,
    )
    if tried.returncode:
        pytest.skip(f"namespaces are not permitted here: {tried.stderr.strip()}")


@pytest.fixture
def as_pid1(namespaces, migrexec):
    """migrexec runs as PID 1 of a namespace."""
    migrexec.prefix = PID1
    return migrexec


@pytest.fixture
def as_stranger(migrexec):
    """migrexec runs as a user without name, who owns nothing."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    migrexec.prefix = STRANGER
    return migrexec
