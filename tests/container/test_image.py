"""The image that the Dockerfile builds: what is in it, how little it asks for."""

import io
import json
import subprocess
import tarfile

from engine.docker import docker

MOST_PROGRAM_BYTES = 10_000_000
MOST_IMAGE_BYTES = 10_500_000
# What a careful cluster allows: a user without name, nothing writable, no privileges.
CONFINED = [
    *("--read-only", "--user", "12345:0", "--cap-drop", "ALL"),
    *("--security-opt", "no-new-privileges", "--network", "none"),
]


def files_of(image):
    """Path and entry of everything in the image."""
    container = docker("create", image)
    try:
        data = subprocess.run(
            ["docker", "export", container], check=True, capture_output=True
        ).stdout
    finally:
        docker("rm", container)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return {entry.name: entry for entry in archive}


def test_it_is_small_and_holds_nothing_else(images, record_property):
    files = files_of(images.migrexec)
    # What Docker itself makes at the start of any container.
    made = (
        "dev",
        "proc",
        "sys",
        "etc/hostname",
        "etc/hosts",
        "etc/resolv.conf",
        "etc/mtab",
        ".dockerenv",
    )
    ours = {name for name, entry in files.items() if entry.isfile() and not name.startswith(made)}
    assert ours == {"migrexec", "etc/ssl/certs/ca-certificates.crt", "licenses/migrexec"}
    program, image = files["migrexec"].size, int(
        docker("inspect", "-f", "{{.Size}}", images.migrexec)
    )
    record_property("program_bytes", program)
    record_property("image_bytes", image)
    assert program <= MOST_PROGRAM_BYTES
    assert image <= MOST_IMAGE_BYTES
    assert files["migrexec"].mode & 0o777 == 0o755


def test_it_says_what_it_is(images):
    config = json.loads(docker("inspect", "--format", "{{json .Config}}", images.migrexec))
    assert config["User"] == "65532:65532"
    assert config["Entrypoint"] == ["/migrexec"]
    labels = {name.removeprefix("org.opencontainers.image.") for name in config["Labels"]}
    assert {"title", "description", "version", "revision", "licenses", "source"} <= labels


def test_it_runs_as_anybody_with_nothing_writable_and_no_privileges(place, migrations):
    """The database is in memory: there is no /tmp either."""
    migrations.write(_1_users="CREATE TABLE users (id integer);")
    ended = place.run(
        place.images.migrexec,
        *("--database-url", "sqlite::memory:", "--", "/migrexec", "--version"),
        options=[*CONFINED[:-2], *migrations.options],
    )
    assert ended.code == 0
    assert "applied 1_users" in ended.log
    # Its two streams come in any order.
    assert any(line.startswith("migrexec ") for line in ended.log.splitlines())


def test_it_migrates_postgres_confined(place, server, migrations, database):
    migrations.write(_1_users="CREATE TABLE users (id integer);")
    options = [*CONFINED[:-2], *migrations.options, *database()]
    place.start(place.images.migrexec, "migrate", options=options).succeed()
    assert server.query("SELECT version, applied_by FROM migrexec_history").startswith(
        "1|postgres@"
    )


def test_an_application_takes_the_program_from_it(images):
    files = files_of(images.app)
    assert files["migrexec"].size == files_of(images.migrexec)["migrexec"].size


def test_a_volume_for_sqlite_belongs_to_its_user(place, migrations):
    migrations.write(_1_users="CREATE TABLE users (id integer);")
    volume = place.volume()
    options = [
        *migrations.options,
        "--read-only",
        "--cap-drop",
        "ALL",
        "--volume",
        f"{volume}:/data",
    ]
    for words in (["migrate"], ["status", "--exit-code"]):
        place.start(
            place.images.migrexec,
            *words,
            "--database-url",
            "sqlite:////data/shop.db",
            options=options,
        ).succeed()
