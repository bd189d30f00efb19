"""Until the database is ready: what is waited for, what is hopeless, and what is told meanwhile."""

import contextlib
import shutil
import socket
import threading
import time

import psycopg2
import pytest

from support.names import own_hosts
from support.pooler import pgbouncer
from support.postgres import PostgresDatabase
from support.secret import PASSWORD
from support.waiting import eventually


@pytest.fixture
def users(migrexec):
    return migrexec.write(_1_users="CREATE TABLE users (id integer)")


def test_a_server_that_is_started_later_is_waited_for(users, new_server):
    server = new_server()
    running = users.start("migrate", env={"DATABASE_URL": server.url("postgres", "postgres")})
    running.says("waiting for")
    server.start()
    assert running.finish(10).code == 0


@pytest.mark.slow
def test_a_server_that_is_3_s_late_costs_at_most_5_s_more(users, new_server):
    """The rests between two tries stay short."""
    server = new_server()
    running = users.start(
        "run", "--", "true", env={"DATABASE_URL": server.url("postgres", "postgres")}
    )
    time.sleep(3)
    server.start()
    started = time.monotonic()
    assert running.finish(10).code == 0
    assert time.monotonic() - started < 5


def test_waiting_ends_with_69(users, golden):
    result = users(
        "migrate",
        "--wait-timeout",
        "1s",
        "--log-level",
        "error",
        env={"DATABASE_URL": "postgresql://app@127.0.0.1:1/shop"},
    )
    assert result.code == 69
    assert 0.9 < result.seconds < 2.5
    golden("wait-refused", result.err)


def test_a_server_that_never_answers_is_69(users, golden):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
        result = users(
            "migrate",
            "--wait-timeout",
            "1s",
            "--log-level",
            "error",
            env={"DATABASE_URL": f"postgresql://app@127.0.0.1:{port}/shop"},
        )
    assert result.code == 69
    assert 0.9 < result.seconds < 2.5
    golden("wait-no-answer", result.err)


def test_a_name_that_does_not_exist_is_69(users, namespaces, scratch, golden):
    prefix, _ = own_hosts(scratch)
    result = users(
        "migrate",
        "--wait-timeout",
        "1s",
        "--log-level",
        "error",
        prefix=prefix,
        env={"DATABASE_URL": "postgresql://app@db.test:5432/shop"},
    )
    assert result.code == 69
    golden("wait-no-such-host", result.err)


def test_a_name_that_appears_later_is_waited_for(users, namespaces, scratch, postgres):
    prefix, hosts = own_hosts(scratch)
    running = users.start(
        "migrate", prefix=prefix, env={"DATABASE_URL": postgres.url.replace("127.0.0.1", "db.test")}
    )
    running.says("db.test")
    hosts.write_text("127.0.0.1 localhost db.test\n")
    assert running.finish(10).code == 0
    assert postgres.applied() == ["1"]


def test_waiting_names_the_reason_and_does_not_flood(users):
    result = users(
        "migrate", "--wait-timeout", "3s", env={"DATABASE_URL": "postgresql://app@127.0.0.1:1/shop"}
    )
    lines = [line for line in result.err.splitlines() if "waiting for" in line]
    assert len(lines) == 1
    assert "onnection refused" in lines[0]


@pytest.mark.parametrize(
    "mistake, cure",
    [
        ("wrong-password", "ALTER ROLE late PASSWORD 'right'"),
        ("missing-role", "CREATE ROLE late LOGIN PASSWORD 'right'"),
        ("role-without-login", "ALTER ROLE late LOGIN"),
        ("missing-database", "CREATE DATABASE late OWNER late"),
        ("no-connect-privilege", "GRANT CONNECT ON DATABASE late TO public"),
    ],
)
def test_a_server_that_is_being_set_up_refuses_for_a_moment(
    users, new_server, golden, mistake, cure
):
    """77 after the grace of 10 s, or a shorter --wait-timeout; within it the cure helps."""
    server = new_server().start()
    for statement in ["CREATE ROLE late LOGIN PASSWORD 'right'", "CREATE DATABASE late OWNER late"]:
        server.sql(statement)
    for statement in {
        "wrong-password": ["ALTER ROLE late PASSWORD 'wrong'"],
        "missing-role": ["DROP DATABASE late", "DROP ROLE late"],
        "role-without-login": ["ALTER ROLE late NOLOGIN"],
        "missing-database": ["DROP DATABASE late"],
        "no-connect-privilege": ["REVOKE CONNECT ON DATABASE late FROM public, late"],
    }[mistake]:
        server.sql(statement)
    users.env["DATABASE_URL"] = server.url("late", "late", "right")
    refused = users("migrate", "--wait-timeout", "1s", "--log-level", "error")
    assert refused.code == 77, refused
    assert refused.seconds < 2.5
    golden(f"wait-{mistake}", refused.err)
    running = users.start("migrate").says("waiting for")
    server.sql(cure)
    if mistake == "missing-role":
        server.sql("CREATE DATABASE late OWNER late")
    assert running.finish(10).code == 0


@pytest.mark.slow
def test_the_grace_for_a_wrong_password_is_10_s(users, postgres):
    result = users(
        "migrate", env={"DATABASE_URL": postgres.server.url(postgres.name, "app", "wrong")}
    )
    assert result.code == 77, result
    assert 9 < result.seconds < 15


def test_a_password_that_is_asked_for_and_not_given_is_77_at_once(users, postgres, golden):
    result = users(
        "migrate", env={"DATABASE_URL": postgres.server.url(postgres.name, password=None)}
    )
    assert result.code == 77
    assert result.seconds < 2
    golden("no-password", result.err)


def test_a_server_without_tls_is_77_if_tls_is_asked_for(users, postgres, golden):
    result = users(
        "migrate",
        "--wait-timeout",
        "1s",
        "--log-level",
        "error",
        env={"DATABASE_URL": postgres.url + "?sslmode=require"},
    )
    assert result.code == 77
    golden("no-tls", result.err)


def own_address():
    """By which other hosts know this one; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("no network here")
        return probe.getsockname()[0]


def test_a_password_that_others_can_read_is_warned_of(users, new_server, golden):
    address = own_address()
    server = new_server(listen_addresses=f"127.0.0.1,{address}")
    with open(server.data / "pg_hba.conf", "a", encoding="ascii") as rules:
        rules.write(f"host all all {address}/32 scram-sha-256\n")
    server.start()
    url = server.url("postgres", "postgres", host=address)
    result = users.succeed("wait", env={"DATABASE_URL": url})
    golden("not-encrypted", result.err.replace(address, "127.0.0.1"))


def test_too_many_connections_are_waited_for(users, new_server):
    server = new_server(max_connections=6, superuser_reserved_connections=3).start()
    database = server.create_database()
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(psycopg2.OperationalError):
            while True:
                stack.enter_context(contextlib.closing(server.connect(user="app")))
        running = users.start("migrate", env={"DATABASE_URL": database.url}).says("53300")
    assert running.finish(15).code == 0


def say_starting_up(listener, port, until):
    """What a server says in its first seconds; then it is forwarded to the real one."""
    fields = b"SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"
    while True:
        try:
            client = listener.accept()[0]
        except OSError:
            return
        if until.is_set():
            forward(client, socket.create_connection(("127.0.0.1", port)))
            continue
        client.recv(4096)
        client.sendall(b"E" + (len(fields) + 4).to_bytes(4, "big") + fields)
        client.close()


def forward(one, other):
    def pump(source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)

    for pair in ((one, other), (other, one)):
        threading.Thread(target=pump, args=pair, daemon=True).start()


def test_a_server_that_is_starting_up_is_waited_for(users, postgres):
    up = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(
            target=say_starting_up, args=(listener, postgres.server.port, up), daemon=True
        ).start()
        url = postgres.server.url(postgres.name, port=listener.getsockname()[1], sslmode="disable")
        running = users.start("migrate", env={"DATABASE_URL": url}).says("57P03")
        assert "the database system is starting up" in running.err
        up.set()
        assert running.finish(10).code == 0
        listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def pair(new_server):
    """A primary with a database, and a hot standby of it that has caught up."""
    primary = new_server(wal_level="replica", max_wal_senders=4).start()
    database = primary.create_database()
    standby = new_server(primary).start()
    eventually(lambda: standby.sql("SELECT 1 FROM pg_database WHERE datname = %s", database.name))
    return primary, standby, database.name


def test_a_standby_is_waited_for_until_it_is_promoted(users, pair):
    primary, standby, name = pair
    running = users.start("migrate", env={"DATABASE_URL": standby.url(name)})
    running.says("waiting for")
    assert PostgresDatabase(standby, name).lock_is_free()
    primary.stop()
    standby.promote()
    assert running.finish(20).code == 0
    assert PostgresDatabase(standby, name).applied() == ["1"]


def test_a_standby_among_several_hosts_is_passed_over(users, pair):
    primary, standby, name = pair
    url = primary.url(name).replace(
        f"127.0.0.1:{primary.port}", f"127.0.0.1:{standby.port},127.0.0.1:{primary.port}"
    )
    result = users.succeed("migrate", env={"DATABASE_URL": url})
    assert result.seconds < 3
    assert PostgresDatabase(primary, name).applied() == ["1"]


def test_a_dead_host_among_several_is_passed_over(users, postgres):
    address = f"127.0.0.1:{postgres.server.port}"
    users.succeed(
        "migrate", env={"DATABASE_URL": postgres.url.replace(address, f"127.0.0.1:1,{address}")}
    )
    assert postgres.applied() == ["1"]


def test_a_standby_is_ready_but_not_writable(users, pair, golden):
    _, standby, name = pair
    url = standby.url(name)
    users.succeed("wait", env={"DATABASE_URL": url})
    patience = ["--wait-timeout", "1s", "--log-level", "error"]
    result = users("wait", "--for", "writable", *patience, env={"DATABASE_URL": url})
    assert result.code == 69, result
    golden("wait-standby", result.err)


def test_wait_for_schema_ends_when_every_migration_is_applied(users, database):
    waiting = users.start("wait", "--for", "schema")
    users.succeed("plan")
    assert waiting.alive
    users.succeed("migrate")
    assert waiting.finish(10).code == 0


def test_wait_for_schema_tells_what_it_waits_for(users, database):
    users.start("wait", "--for", "schema").says("waiting")


def test_wait_for_schema_ends_with_69(users, database, golden):
    result = users("wait", "--for", "schema", "--wait-timeout", "1s", "--log-level", "error")
    assert result.code == 69, result
    assert database.applied() == []
    golden("wait-schema", result.err)


def test_wait_does_not_make_a_sqlite_file(users, sqlite):
    users.succeed("wait")
    assert not sqlite.path.exists()


def test_wait_is_not_ready_if_the_sqlite_folder_is_missing(users):
    assert users("wait", env={"DATABASE_URL": "sqlite:///no/shop.db"}).code == 78


def by_socket(server):
    """The URL by unix socket."""
    return f"postgresql://postgres:{PASSWORD}@/postgres?host={server.folder}&port={server.port}"


@pytest.mark.slow
def test_a_young_server_by_unix_socket_must_be_stable_for_2_s(users, new_server):
    """It may be the temporary one of an image's first start."""
    server = new_server()
    running = users.start("run", "--", "true", env={"DATABASE_URL": by_socket(server)})
    running.says("waiting for")
    server.start()
    up = time.monotonic()
    assert running.finish(15).code == 0
    assert 1.9 < time.monotonic() - up < 6


@pytest.mark.slow
def test_the_temporary_server_of_an_image_is_not_migrated(users, new_server):
    """It comes, goes and comes back: migrations run on the one that stays."""
    server = new_server().start()
    running = users.start("migrate", env={"DATABASE_URL": by_socket(server)})
    eventually(
        lambda: server.sql(
            "SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'migrexec%'"
        ),
        within=2,
    )
    server.stop()
    server.start()
    started = server.sql("SELECT pg_postmaster_start_time()")[0][0]
    assert running.finish(15).code == 0
    assert server.sql("SELECT applied_at::timestamptz FROM migrexec_history")[0][0] > started


@pytest.mark.slow
def test_an_old_server_by_unix_socket_is_ready_at_once(users, new_server):
    server = new_server().start()
    eventually(
        lambda: server.sql("SELECT now() - pg_postmaster_start_time() > '10 s'")[0][0], within=12
    )
    assert users.succeed("migrate", env={"DATABASE_URL": by_socket(server)}).seconds < 1.9


def test_a_young_server_by_tcp_is_ready_at_once(users, new_server):
    server = new_server().start()
    result = users.succeed("migrate", env={"DATABASE_URL": server.url("postgres", "postgres")})
    assert result.seconds < 1.5


@pytest.fixture
def pooler(server, scratch):
    if not shutil.which("pgbouncer"):
        pytest.skip("pgbouncer is not installed")
    return lambda mode: pgbouncer(server, scratch / "pgbouncer", mode)


def test_a_transaction_pooler_is_refused(users, postgres, pooler, golden):
    with pooler("transaction") as port:
        result = users(
            "migrate", env={"DATABASE_URL": postgres.server.url(postgres.name, port=port)}
        )
    assert result.code == 78
    assert "help:" in result.err
    golden("pooler", result.err)
    assert postgres.applied() == []


def test_a_wrong_password_at_a_pooler_is_77(users, postgres, pooler):
    """PgBouncer says 08P01, not 28P01."""
    with pooler("session") as port:
        url = postgres.server.url(postgres.name, password="wrong", port=port)
        result = users("migrate", "--wait-timeout", "1s", env={"DATABASE_URL": url})
    assert result.code == 77, result


def test_a_server_lost_in_the_middle_and_back_is_gone_on_with(migrexec, postgres):
    migrexec.write(
        _1_a="CREATE TABLE a (n integer)", _2_b="CREATE TABLE b (n integer); SELECT pg_sleep(1)"
    )
    running = migrexec.start("migrate")
    backend = eventually(lambda: postgres.running("pg_sleep"))[0]
    postgres.query("SELECT pg_terminate_backend(%s)", backend)
    assert running.finish(20).code == 0
    assert postgres.applied() == ["1", "2"]


def test_a_server_lost_for_longer_than_we_may_wait_is_69(migrexec, new_server, golden):
    server = new_server().start()
    migrexec.write(_1_a="CREATE TABLE a (n integer); SELECT pg_sleep(600)")
    database = server.create_database()
    migrexec.env["DATABASE_URL"] = database.url
    running = migrexec.start("migrate", "--wait-timeout", "3s", "--log-level", "error")
    database.is_busy(running)
    server.stop("immediate")
    result = running.finish(10)
    assert result.code == 69, result
    golden("lost-for-too-long", result.err)


def test_a_migration_that_kills_its_own_session_comes_to_an_end(migrexec, postgres, golden):
    migrexec.write(_1_mad="SELECT pg_terminate_backend(pg_backend_pid())")
    patience = ["--wait-timeout", "2s", "--lock-timeout", "2s"]
    result = migrexec("migrate", *patience, "--log-level", "error", within=40)
    assert result.code == 69, result
    assert postgres.applied() == []
    golden("lost-too-often", result.err)


def test_options_in_the_url_and_libpq_s_variables_are_used(users, postgres):
    users.succeed(
        "migrate",
        env={
            "DATABASE_URL": "postgresql:///",
            "PGHOST": "127.0.0.1",
            "PGPORT": postgres.server.port,
            "PGUSER": "app",
            "PGPASSWORD": PASSWORD,
            "PGDATABASE": postgres.name,
        },
    )
    assert postgres.applied() == ["1"]
