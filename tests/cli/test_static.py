"""The static build (scripts/build-static): at home in an empty image, deaf to what else is in it."""

import os
import shutil
import struct
import subprocess

import pytest

from conftest import ROOT
from support.runner import Migrexec

STATIC = ROOT / "build/static/migrexec"
MOST_BYTES = 10_000_000
LOAD_INTERPRETER, STACK, RELRO = 3, 0x6474E551, 0x6474E552

pytestmark = pytest.mark.skipif(
    not STATIC.exists(), reason="no build/static: run scripts/build-static"
)


class Image:
    """The root of a file system with the program, and nothing else but what a test puts there."""

    def __init__(self, folder):
        self.folder = folder

    def file(self, path, text):
        place = self.folder / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        return self


@pytest.fixture
def image(scratch):
    """`image.migrexec` runs in it, with / as its folder and /migrations."""
    if os.geteuid() != 0:
        pytest.skip("only root can change its root")
    one = Image(scratch / "image")
    for folder in ("image", "image-logs"):
        (scratch / folder).mkdir(mode=0o755)
    shutil.copy(STATIC, one.folder / "migrexec")
    one.migrexec = Migrexec("/migrexec", one.folder, scratch / "image-logs")
    one.migrexec.prefix = ["chroot", str(one.folder)]
    yield one
    one.migrexec.close()


@pytest.fixture
def certificate(tmp_path):
    """For the host name db, signed by itself."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl command to make a certificate with")
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=db",
            "-addext",
            "subjectAltName=DNS:db",
            "-keyout",
            tmp_path / "key",
            "-out",
            tmp_path / "crt",
        ],
        check=True,
        capture_output=True,
    )
    return tmp_path


def program_headers(binary):
    """Type and flags of each."""
    data = binary.read_bytes()
    (start,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    return dict(struct.unpack_from("<II", data, start + index * size) for index in range(count))


def test_it_is_small_position_independent_and_hardened():
    headers = program_headers(STATIC)
    assert STATIC.stat().st_size <= MOST_BYTES
    assert struct.unpack_from("<H", STATIC.read_bytes(), 16) == (3,), "not ET_DYN"
    assert LOAD_INTERPRETER not in headers
    assert RELRO in headers
    assert headers[STACK] & 1 == 0, "the stack is executable"


def test_it_does_not_know_where_it_was_built():
    assert str(ROOT).encode() not in STATIC.read_bytes()


def test_it_migrates_sqlite_in_an_empty_image(image):
    image.migrexec.write(_1_users="CREATE TABLE users (id integer);")
    image.migrexec.succeed("migrate", "--database-url", "sqlite:///shop.db")
    assert (
        image.migrexec("status", "--format", "json", "--database-url", "sqlite:///shop.db").json[
            "current"
        ]
        == "1"
    )


def test_it_becomes_the_application(image):
    shutil.copy(STATIC, image.folder / "application")
    result = image.migrexec.succeed(
        "--database-url", "sqlite:///shop.db", "--", "/application", "--version"
    )
    assert result.out.startswith("migrexec ")


def test_names_are_found_without_the_plugins_of_the_image(image, postgres):
    """Its libraries belong to another C library: loading one would be the end."""
    image.file("/etc/hosts", "127.0.0.1 db\n")
    image.file("/etc/nsswitch.conf", "passwd: systemd\nhosts: resolve mdns4_minimal myhostname\n")
    for plugin in ("resolve", "mdns4_minimal", "myhostname", "systemd"):
        image.file(f"/lib/x86_64-linux-gnu/libnss_{plugin}.so.2", "not a library")
    image.migrexec.write(_1_users="CREATE TABLE users (id integer);")
    image.migrexec.succeed(
        "migrate", "--database-url", postgres.server.url(postgres.name, host="db")
    )
    assert postgres.applied() == ["1"]


def test_a_name_that_nobody_knows_is_said_so(image):
    image.file("/etc/hosts", "127.0.0.1 localhost\n").file(
        "/etc/resolv.conf", "nameserver 127.0.0.1\n"
    )
    result = image.migrexec(
        "wait", "--wait-timeout", "1s", "--database-url", "postgresql://app@db.invalid/shop"
    )
    assert result.code == 69
    assert 'cannot resolve "db.invalid"' in result.err


@pytest.fixture
def tls_server(new_server, certificate):
    server = new_server(ssl="on", ssl_cert_file="server.crt", ssl_key_file="server.key")
    for name, source in (("server.crt", "crt"), ("server.key", "key")):
        shutil.copy(certificate / source, server.data / name)
        (server.data / name).chmod(0o600)
        shutil.chown(server.data / name, "postgres", "postgres")
    return server.start()


def test_tls_takes_the_certificates_of_the_image_and_not_its_modules(
    image, tls_server, certificate
):
    image.file("/etc/hosts", "127.0.0.1 db\n")
    image.file("/etc/ssl/certs/ca-certificates.crt", (certificate / "crt").read_text())
    image.file(
        "/usr/lib/ssl/openssl.cnf",
        "openssl_conf = a\n[a]\nproviders = b\n[b]\nc = d\n"
        "[d]\nmodule = /lib/other.so\nactivate = 1\n",
    )
    image.file("/lib/other.so", "not a library")
    url = tls_server.url("postgres", host="db", sslmode="verify-full", sslrootcert="system")
    trusted = image.migrexec("wait", "--database-url", url)
    if 'root certificate file "system" does not exist' in trusted.err:
        pytest.skip("built with a libpq that is older than 16, which has no sslrootcert=system")
    assert trusted.code == 0
    (image.folder / "etc/ssl/certs/ca-certificates.crt").unlink()
    assert image.migrexec("wait", "--wait-timeout", "1s", "--database-url", url).code == 77


@pytest.mark.parametrize("length", [1, 63, 64, 65, 200])
def test_passwords_of_every_length_are_right(scratch, postgres, length):
    """static/libpq.c computes SCRAM's proof: a block of the hash is 64 bytes."""
    (scratch / "other").mkdir()
    program = Migrexec(STATIC, scratch / "other", scratch)
    password = "x7" * length
    user = f"role{length}"
    postgres.query(f"CREATE ROLE {user} LOGIN PASSWORD '{password[:length]}'")
    try:
        for given, code in ((password[:length], 0), (password[:length] + "y", 77)):
            url = postgres.server.url(postgres.name, user=user, password=given)
            assert program("wait", "--wait-timeout", "1s", "--database-url", url).code == code
    finally:
        postgres.query(f"DROP ROLE {user}")
