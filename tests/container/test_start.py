"""Starting together with a server that is late, is being set up, or knows newer migrations."""

import time

import pytest

from engine.docker import docker, start_server

SOCKET = "%2Fvar%2Frun%2Fpostgresql"


@pytest.fixture
def users(migrations):
    return migrations.write(_1_users="CREATE TABLE users (id integer);")


def test_a_server_that_starts_10_s_late(place, users, database):
    """Its name is known at once, its port is closed."""
    begin = time.monotonic()
    server = start_server(
        place, "-c", "sleep 10; exec docker-entrypoint.sh postgres", options=["--entrypoint", "sh"]
    )
    container = place.start(
        place.images.migrexec, "migrate", options=[*users.options, *database()]
    ).says("Connection refused")
    container.succeed()
    assert time.monotonic() - begin >= 10
    assert server.query("SELECT version FROM migrexec_history") == "1"


def test_a_name_that_appears_late(place, users, database):
    container = place.start(
        place.images.migrexec, "migrate", options=[*users.options, *database()]
    ).says("waiting for ")
    time.sleep(3)
    server = start_server(place)
    container.succeed()
    assert server.query("SELECT version FROM migrexec_history") == "1"


@pytest.mark.parametrize("way", ["tcp", "socket"])
def test_the_temporary_server_of_the_first_start_is_not_taken_for_the_real_one(
    place, users, secret, database, tmp_path, way
):
    """It is there for a moment, on the socket, which is shared here."""
    script = tmp_path / "slow.sql"
    script.write_text("SELECT pg_sleep(0.2);")
    script.chmod(0o644)
    volume = place.volume()
    container = place.start(
        place.images.migrexec,
        "migrate",
        options=[
            *users.options,
            *database(host=SOCKET if way == "socket" else "db"),
            *("--volume", f"{volume}:/var/run/postgresql"),
        ],
    ).says("waiting for ")
    server = start_server(
        place,
        options=[
            *("--volume", f"{volume}:/var/run/postgresql"),
            *("--volume", f"{script}:/docker-entrypoint-initdb.d/slow.sql:ro"),
        ],
    )
    container.succeed()
    server.ready()
    assert "init process complete" in server.log
    applied = "SELECT m.applied_at > pg_postmaster_start_time() FROM migrexec_history m"
    assert server.query(applied) == "t", "it migrated the temporary server"
    assert "lost the connection" not in container.log


def image_with(place, migration, sql):
    """An image of the application that has one more migration."""
    tag = f"{place.name}-newer"
    steps = [
        f"FROM {place.images.app}",
        "USER 0",
        f"""RUN echo "{sql}" > /migrations/{migration}.up.sql""",
        "USER 65532",
    ]
    docker("build", "--quiet", "--tag", tag, "-", text="\n".join(steps) + "\n")
    return tag


@pytest.fixture
def newer(place):
    tag = image_with(place, "0100_newer", "CREATE TABLE newer (id integer);")
    yield tag
    docker("rmi", "--force", tag, check=False)


def test_an_older_image_runs_beside_a_newer_one(place, server, newer, database):
    options = database()
    place.start(place.images.app, "true", options=options).succeed()
    place.start(newer, "true", options=options).succeed()
    older = place.start(place.images.app, "echo", "I run", options=options).succeed()
    assert "I run" in older.log
    strict = place.run(
        place.images.app,
        "--ahead",
        "error",
        "--",
        "true",
        options=["--entrypoint", "/migrexec", *options],
    )
    assert strict.code == 76
    assert server.query("SELECT max(version) FROM migrexec_history") == "0100"


def test_replicas_that_start_together_migrate_once(place, server, users, database):
    users.write(_2_slow="SELECT pg_sleep(1); CREATE TABLE slow (id integer);")
    options = [*users.options, *database()]
    replicas = [place.start(place.images.app, "echo", "I run", options=options) for _ in range(10)]
    logs = [replica.succeed().log for replica in replicas]
    assert sum("applied 2_slow" in log for log in logs) == 1
    assert all("I run" in log for log in logs)
