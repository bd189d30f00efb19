"""What is waited for besides the database: ports, web servers, sockets, files."""

import contextlib
import signal
import socket
import time

import pytest

from support.names import deaf_resolver, own_hosts
from support.secret import PASSWORD
from support.web import Web, make_certificate

UNREACHABLE = "postgresql://app@127.0.0.1:1/shop"


@contextlib.contextmanager
def late_port():
    """Makes a free port; the returned act starts to listen there."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        number = one.getsockname()[1]
    opened = []
    yield number, lambda: opened.append(socket.create_server(("127.0.0.1", number)))
    for server in opened:
        server.close()


def test_a_port_that_is_open_needs_no_database(migrexec):
    with socket.create_server(("127.0.0.1", 0)) as server:
        result = migrexec.succeed("wait", f"tcp://127.0.0.1:{server.getsockname()[1]}")
    assert result.err == ""


def test_a_port_that_opens_later_is_waited_for(migrexec):
    with late_port() as (number, open_it):
        running = migrexec.start("wait", f"tcp://127.0.0.1:{number}")
        running.says("Connection refused")
        open_it()
        result = running.finish(10)
    assert result.code == 0
    assert f"tcp://127.0.0.1:{number} is ready after" in result.err


def test_out_of_time_is_69_with_the_last_answer_of_each(migrexec, golden):
    with Web(503) as web:
        result = migrexec(
            "wait",
            "--wait-timeout=2s",
            "--log-level=error",
            "tcp://127.0.0.1:1",
            f"http://127.0.0.1:{web.port}/health",
            "file:///no/such/file",
            "file:///",
        )
    assert result.code == 69
    assert 1.9 < result.seconds < 6
    golden("wait-targets", result.err)


def test_all_targets_are_tried_at_the_same_time(migrexec):
    """Three that accept but never answer cost the patience for one."""
    with contextlib.ExitStack() as stack:
        ports = [
            stack.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]
            for _ in range(3)
        ]
        targets = [f"http://127.0.0.1:{one}/" for one in ports]
        result = migrexec("wait", "--wait-timeout=2s", "--log-level=error", *targets)
    assert result.code == 69
    assert result.seconds < 5
    assert result.err.count("no answer within") == 3


def test_a_web_server_that_is_not_well_yet(migrexec):
    with Web(503, 503, 200) as web:
        result = migrexec.succeed("wait", f"http://127.0.0.1:{web.port}/health?deep=1")
    assert "HTTP status 503 instead of 2xx" in result.err
    path, headers = web.requests[-1]
    assert path == "/health?deep=1"
    assert headers["Host"] == f"127.0.0.1:{web.port}"
    assert headers["User-Agent"].startswith("migrexec/")


@pytest.mark.parametrize("expected", ["401", "200,401", "4xx"])
def test_the_status_that_is_wanted(migrexec, expected):
    with Web(401) as web:
        migrexec.succeed("wait", f"http://127.0.0.1:{web.port}/#{expected}")


def test_a_redirection_is_an_answer_and_is_not_followed(migrexec):
    with Web(302) as web:
        result = migrexec("wait", "--wait-timeout=2s", f"http://127.0.0.1:{web.port}/")
        assert "HTTP status 302 instead of 2xx" in result.err
        migrexec.succeed("wait", f"http://127.0.0.1:{web.port}/#3xx")


def test_what_speaks_no_http_is_told(migrexec):
    with socket.create_server(("127.0.0.1", 0)) as server:
        running = migrexec.start("wait", f"http://127.0.0.1:{server.getsockname()[1]}/")
        connection, _ = server.accept()
        connection.recv(1000)
        connection.sendall(b"220 mail.example.org ESMTP\r\n")
        running.says("no HTTP answer: bad version")
        connection.close()
        running.send(signal.SIGTERM).finish(5)


def test_tls_with_an_authority_of_its_own(migrexec, scratch):
    certificate = make_certificate(scratch, "IP:127.0.0.1,DNS:localhost")
    with Web(204, certificate=certificate) as web:
        trusted = {"SSL_CERT_FILE": f"{certificate}.crt"}
        for host in ("127.0.0.1", "localhost"):
            migrexec.succeed("wait", f"https://{host}:{web.port}/", env=trusted)


def test_a_certificate_that_nobody_vouches_for_is_told(migrexec, scratch):
    certificate = make_certificate(scratch, "IP:127.0.0.1")
    with Web(204, certificate=certificate) as web:
        result = migrexec("wait", "--wait-timeout=6s", f"https://127.0.0.1:{web.port}/")
    assert result.code == 69
    assert "its certificate is not trusted: self-signed certificate" in result.err
    assert web.requests == []


@pytest.mark.parametrize(
    ("name", "reason"), [("IP:127.0.0.2", "IP address mismatch"), ("DNS:other", "mismatch")]
)
def test_a_certificate_of_somebody_else_is_told(migrexec, scratch, name, reason):
    certificate = make_certificate(scratch, name)
    host = "127.0.0.1" if name.startswith("IP") else "localhost"
    with Web(204, certificate=certificate) as web:
        result = migrexec(
            "wait",
            "--wait-timeout=2s",
            f"https://{host}:{web.port}/",
            env={"SSL_CERT_FILE": f"{certificate}.crt"},
        )
    assert result.code == 69
    assert reason in result.err
    assert web.requests == []


def test_no_tls_behind_https_is_told(migrexec):
    with Web(200) as web:
        result = migrexec("wait", "--wait-timeout=6s", f"https://127.0.0.1:{web.port}/")
    assert result.code == 69
    assert "no TLS: " in result.err


def test_a_unix_socket_must_have_a_listener(migrexec, scratch):
    path = scratch / "app.sock"
    running = migrexec.start("wait", f"unix://{path}")
    running.says("No such file or directory")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        running.says("Connection refused")
        server.listen()
        assert running.finish(10).code == 0


def test_a_path_that_is_too_long_for_a_socket_is_told(migrexec, golden):
    result = migrexec("wait", "unix:///" + 200 * "x")
    assert result.code == 64
    golden("wait-long-path", result.err)


def test_a_file_must_be_there(migrexec, scratch):
    path = scratch / "a b"
    running = migrexec.start("wait", f"file://{scratch}/a%20b")
    running.says("No such file or directory")
    path.write_text("")
    assert running.finish(10).code == 0


def test_a_name_that_appears_late_is_waited_for(migrexec, namespaces, scratch):
    prefix, hosts = own_hosts(scratch)
    with socket.create_server(("127.0.0.1", 0)) as server:
        running = migrexec.start(
            "wait", f"tcp://cache.test:{server.getsockname()[1]}", prefix=prefix
        )
        running.says('cannot resolve "cache.test"')
        hosts.write_text("127.0.0.1 localhost cache.test\n")
        assert running.finish(20).code == 0


@pytest.mark.parametrize("what", ["tcp://127.0.0.1:1", "HTTP"])
def test_a_signal_ends_the_waiting_at_once(migrexec, what):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        target = f"http://127.0.0.1:{silent.getsockname()[1]}/" if what == "HTTP" else what
        running = migrexec.start("wait", target)
        if what == "HTTP":
            silent.accept()
        else:
            running.says("Connection refused")
        asked = time.monotonic()
        assert running.send(signal.SIGTERM).finish(5).code == 143
    assert time.monotonic() - asked < 1


def test_a_signal_ends_a_resolver_that_hangs(migrexec, namespaces, scratch):
    running = migrexec.start(
        "wait", "--wait-timeout=0", "tcp://cache.test:6379", prefix=deaf_resolver(scratch)
    )
    running.says("no answer within", within=20)
    asked = time.monotonic()
    assert running.send(signal.SIGTERM).finish(5).code == 143
    assert time.monotonic() - asked < 1


@pytest.mark.parametrize("command", [("wait",), ("run", "--wait-for"), ("migrate", "--wait-for")])
@pytest.mark.parametrize("target", ["cache:6379", "tcp://cache", "http://web/#ok", "unix://x"])
def test_a_malformed_target_is_64(migrexec, command, target):
    application = ["--", "true"] if command[0] == "run" else []
    result = migrexec(*command, target, *application, env={"DATABASE_URL": UNREACHABLE})
    assert result.code == 64
    assert f'cannot wait for "{target}"' in result.err
    assert "write tcp://HOST:PORT" in result.err


MALFORMED = {
    "malformed": "cache:6379",
    "database": f"postgresql://app:{PASSWORD}@db/shop",
    "unknown": "redis://cache:6379",
    "user": f"http://app:{PASSWORD}@web/",
    "open-bracket": "tcp://[::1:5432",
    "behind-bracket": "tcp://[::1]x:5432",
    "hostless": "tcp://:5432",
    "portless": "tcp://cache",
    "bad-port": "tcp://cache:redis",
    "bare-address": "tcp://fe80::1:5432",
    "bare-short-address": "tcp://::1:5432",
    "bad-status": "http://web/#ok",
    "bad-path": "http://web/a b",
    "relative": "unix://run/app.sock",
    "bad-percent": "file:///run/100%",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_target_word_for_word(migrexec, golden, name):
    result = migrexec("wait", MALFORMED[name])
    assert result.code == 64
    golden(f"wait-{name}-target", result.err)


@pytest.mark.parametrize("target", [f"http://app:{PASSWORD}@web/", f"http://web:x/?key={PASSWORD}"])
def test_no_message_has_a_password(migrexec, target):
    result = migrexec("wait", target)
    assert result.code == 64
    assert PASSWORD not in result.err


def test_a_token_in_a_query_is_sent_and_not_told(migrexec):
    with Web(503, 200) as web:
        result = migrexec.succeed("wait", f"http://127.0.0.1:{web.port}/?key={PASSWORD}")
    assert web.requests[-1][0] == f"/?key={PASSWORD}"
    assert PASSWORD not in result.err


def test_with_a_database_both_are_waited_for(migrexec):
    with socket.create_server(("127.0.0.1", 0)) as server:
        target = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        result = migrexec("wait", "--wait-timeout=2s", target, env={"DATABASE_URL": UNREACHABLE})
    assert result.code == 69
    assert "the database did not become ready" in result.err


def test_run_waits_before_it_migrates(migrexec, sqlite):
    migrexec.write(_1_users="CREATE TABLE users (id integer)")
    with late_port() as (number, open_it):
        running = migrexec.start(
            "run", "--wait-for", f"tcp://127.0.0.1:{number}", "--", "echo", "I am the application"
        )
        running.says("Connection refused")
        assert not (migrexec.folder / "shop.db").exists()
        open_it()
        result = running.finish(10)
    assert result.code == 0
    assert result.out == "I am the application\n"


def test_migrate_waits_for_several(migrexec, sqlite, scratch):
    migrexec.write(_1_users="CREATE TABLE users (id integer)")
    (scratch / "one").write_text("")
    (scratch / "two").write_text("")
    words = ["--wait-for", f"file://{scratch}/one", "--wait-for", f"file://{scratch}/two"]
    migrexec.succeed("migrate", *words)
    both = f"file://{scratch}/one,file://{scratch}/missing"
    result = migrexec("migrate", "--wait-timeout=2s", env={"MIGREXEC_WAIT_FOR": both})
    assert result.code == 69
    assert "1 of 2 targets were not ready" in result.err


def test_a_bad_file_is_told_before_anything_is_waited_for(migrexec, sqlite):
    migrexec.file("1_a.up.sql", "SELECT 'open")
    result = migrexec("migrate", "--wait-for", "tcp://127.0.0.1:1")
    assert result.code == 65


def test_an_application_without_a_database_can_wait_too(migrexec):
    with late_port() as (number, open_it):
        running = migrexec.start(
            "run", "--on-start=none", "--wait-for", f"tcp://127.0.0.1:{number}", "--", "true"
        )
        running.says("Connection refused")
        open_it()
        assert running.finish(10).code == 0


def test_the_log_has_the_target_in_a_field(migrexec):
    result = migrexec(
        "wait", "--wait-timeout=2s", "--log-format=json", "tcp://127.0.0.1:1", "file:///nowhere"
    )
    waiting = [line for line in result.log if line["event"] == "target_waiting"]
    assert {one["target"] for one in waiting} == {"tcp://127.0.0.1:1", "file:///nowhere"}
    assert waiting[0]["reason"]
    assert result.log[-1]["exit_code"] == 69
