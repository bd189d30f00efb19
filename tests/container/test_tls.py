"""TLS to a server whose certificate is signed by an authority of its own."""

import subprocess

import pytest

from engine.docker import start_server

ADVICE = "is not encrypted"


def openssl(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


def make_authority(folder, name):
    key, crt = folder / f"{name}.key", folder / f"{name}.crt"
    openssl(
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"),
        *("-keyout", key, "-out", crt),
    )
    return crt


@pytest.fixture
def authority(tmp_path):
    """Its certificate; beside it another authority's and the server's, for the host name db."""
    crt = make_authority(tmp_path, "authority")
    make_authority(tmp_path, "stranger")
    openssl(
        *("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=db"),
        *("-keyout", tmp_path / "db.key", "-out", tmp_path / "db.csr"),
    )
    (tmp_path / "names").write_text("subjectAltName=DNS:db\n")
    openssl(
        *(
            "x509",
            "-req",
            "-in",
            tmp_path / "db.csr",
            "-CA",
            crt,
            "-CAkey",
            tmp_path / "authority.key",
        ),
        *(
            "-CAcreateserial",
            "-days",
            "2",
            "-extfile",
            tmp_path / "names",
            "-out",
            tmp_path / "db.crt",
        ),
    )
    return crt


@pytest.fixture
def tls_server(place, authority):
    """As db and, under a name its certificate does not have, as other."""
    folder = authority.parent
    script = (
        "cp /tls/db.key /tls/db.crt /tmp && chown postgres /tmp/db.* && chmod 600 /tmp/db.key && "
        "exec docker-entrypoint.sh postgres -c ssl=on -c ssl_cert_file=/tmp/db.crt -c ssl_key_file=/tmp/db.key"
    )
    server = start_server(
        place,
        *("-c", script),
        options=[
            *("--entrypoint", "sh", "--volume", f"{folder}:/tls:ro", "--network-alias", "other"),
        ],
    )
    return server.ready()


@pytest.fixture
def migrate(place, migrations, database, secret, authority):
    """Runs migrate with this parameter of the URL; the certificate is the named authority's."""
    migrations.write(_1_users="CREATE TABLE users (id integer);")

    def run(parameters="", host="db", signer="authority"):
        certificate = (authority.parent / f"{signer}.crt").read_text()
        return place.run(
            place.images.migrexec,
            *("migrate", "--wait-timeout", "2s"),
            options=[
                *migrations.options,
                *secret("ca", certificate),
                *database(host=host, parameters=parameters),
            ],
        )

    return run


VERIFY_FULL = "?sslmode=verify-full&sslrootcert=/run/secrets/ca"


def test_verify_full_against_an_authority_of_ones_own(tls_server, migrate):
    ended = migrate(VERIFY_FULL)
    assert ended.code == 0
    assert ADVICE not in ended.log
    assert tls_server.query("SELECT version FROM migrexec_history") == "1"


def test_a_certificate_of_somebody_else_is_refused(tls_server, migrate):
    assert migrate(VERIFY_FULL, signer="stranger").code == 77


def test_a_certificate_for_another_name_is_refused(tls_server, migrate):
    assert migrate(VERIFY_FULL, host="other").code == 77


def test_a_server_without_tls_is_refused(server, migrate):
    assert migrate(VERIFY_FULL).code == 77


def test_a_password_sent_in_the_open_is_told(server, migrate):
    ended = migrate()
    assert ended.code == 0
    assert ADVICE in ended.log
    assert "sslmode=verify-full" in ended.log


def test_who_says_sslmode_disable_knows(server, migrate):
    assert ADVICE not in migrate("?sslmode=disable").log


def test_an_encrypted_connection_needs_no_advice(tls_server, migrate):
    assert ADVICE not in migrate().log
