"""What the application finds: everything as if it had been started without us."""

import os
import pathlib
import signal
import subprocess

import pytest

from support.hooks import hook
from support.secret import PASSWORD
from support.waiting import eventually


@pytest.fixture
def ready(migrexec, database):
    """Something to apply, so that a session, a lock and signal handlers have been in use."""
    migrexec.write(_1_users="CREATE TABLE users (id integer);")
    migrexec.database = database
    return migrexec


def run_and_compare(migrexec, *command, **options):
    """What COMMAND says behind migrexec and without it."""
    ours = migrexec.succeed("run", "--", *command, **options)
    assert migrexec.database.applied() == ["1"]
    return ours.out, migrexec.directly(*command, **options)


def test_the_application_has_the_same_pid(ready):
    result = ready.succeed("--", "sh", "-c", "echo $$")
    assert result.out == f"{result.pid}\n"


def test_argv_is_untouched(ready):
    words = ["", "a b", "--", "--help", "-x", "%s", "$HOME", "é\n", "*", ""]
    assert ready.succeed("run", "--", "printf", "[%s]", *words).out == "".join(
        f"[{word}]" for word in words
    )


def test_argv_0_is_the_word_that_was_given(ready):
    assert ready.succeed("--", "sh", "-c", "tr '\\0' '|' </proc/$$/cmdline").out.startswith(
        "sh|-c|"
    )


def test_bytes_that_are_not_utf8_are_passed_on(ready):
    result = ready.succeed("--", "printf", "%s", os.fsdecode(b"\xff\xfe"))
    assert result.out == "\\xff\\xfe"


def test_only_the_variables_of_migrexec_are_taken_away(migrexec, sqlite, scratch):
    """To a file: it holds a password, which no output of this suite may hold."""
    kept = {
        "DATABASE_URL": sqlite.url,
        "PGPASSWORD": PASSWORD,
        "EMPTY": "",
        "LINES": "a\nb",
        "XMIGREXEC_A": "1",
        "MIGREXEC": "1",
        "migrexec_a": "1",
        "SHOP_URL": "x",
    }
    taken = {"MIGREXEC_LOG_LEVEL": "info", "MIGREXEC_SERVICE_HOST": "10.0.0.1", "MIGREXEC_": "x"}
    migrexec.succeed(
        "--", "sh", "-c", f"cat /proc/$$/environ >{scratch}/environ; true", env={**kept, **taken}
    )
    lines = (scratch / "environ").read_text().rstrip("\0").split("\0")
    environment = dict(line.split("=", 1) for line in lines)
    assert environment == {**migrexec.env, **kept}


def test_drop_env_takes_more_variables_away(migrexec, sqlite):
    result = migrexec.succeed(
        "--drop-env",
        "DATABASE_URL",
        "--drop-env=SECRET",
        "--",
        "env",
        env={"SECRET": "1", "SECRETS": "2"},
    )
    assert "DATABASE_URL=" not in result.out
    assert "SECRET=" not in result.out
    assert "SECRETS=2" in result.out


def test_drop_env_works_from_the_environment(migrexec, sqlite):
    result = migrexec.succeed("--", "env", env={"MIGREXEC_DROP_ENV": "SECRET", "SECRET": "1"})
    assert "SECRET" not in result.out


def test_the_variable_of_database_url_from_stays(migrexec, sqlite):
    result = migrexec.succeed(
        "--database-url-from",
        "SHOP_URL",
        "--",
        "env",
        env={"SHOP_URL": sqlite.url, "DATABASE_URL": None},
    )
    assert f"SHOP_URL={sqlite.url}" in result.out


def test_a_migrator_with_a_role_of_its_own_is_not_seen_by_the_application(migrexec, sqlite):
    result = migrexec.succeed(
        "--",
        "env",
        env={"MIGREXEC_DATABASE_URL": sqlite.url, "DATABASE_URL": "postgresql://app@nowhere/shop"},
    )
    assert "DATABASE_URL=postgresql://app@nowhere/shop" in result.out
    assert "MIGREXEC" not in result.out


def test_descriptors_of_the_caller_pass_through(ready, scratch):
    with open(scratch / "extra", "w", encoding="ascii") as extra:
        number = extra.fileno()
        ready.succeed("--", "sh", "-c", f"echo hello >/proc/$$/fd/{number}", pass_fds=[number])
    assert (scratch / "extra").read_text() == "hello\n"


def test_no_descriptor_of_ours_leaks(ready):
    ours, direct = run_and_compare(ready, "ls", "/proc/self/fd")
    assert ours == direct


def test_closed_standard_descriptors_stay_closed(ready):
    """A database in descriptor 0 or 1 would be written to by the application's first words."""
    script = "for n in 0 1; do [ -e /proc/$$/fd/$n ] && exit 3; done; exit 0"
    ready.succeed("--", "sh", "-c", script, preexec_fn=lambda: [os.close(0), os.close(1)])
    assert ready.database.applied() == ["1"]


def status_lines(text, *names):
    return [line for line in text.splitlines() if line.startswith(names)]


def ignore(*numbers):
    return lambda: [signal.signal(number, signal.SIG_IGN) for number in numbers]


def block(*numbers):
    return lambda: signal.pthread_sigmask(signal.SIG_BLOCK, numbers)


@pytest.mark.parametrize(
    "before",
    [
        lambda: None,
        ignore(signal.SIGHUP),
        ignore(signal.SIGINT, signal.SIGQUIT),
        ignore(signal.SIGPIPE, signal.SIGCHLD),
        block(signal.SIGUSR1, signal.SIGWINCH),
        block(signal.SIGTERM),
    ],
    ids=["nothing", "HUP ignored", "INT ignored", "PIPE ignored", "USR1 blocked", "TERM blocked"],
)
def test_signals_are_as_at_the_start(ready, before):
    ours, direct = run_and_compare(ready, "cat", "/proc/self/status", preexec_fn=before)
    names = "SigPnd:", "ShdPnd:", "SigBlk:", "SigIgn:", "SigCgt:", "Threads:"
    assert status_lines(ours, *names) == status_lines(direct, *names)


def test_folder_umask_and_limits_stay(ready):
    command = "sh", "-c", "pwd; umask; cat /proc/$$/limits /proc/$$/oom_score_adj; nice"
    ours, direct = run_and_compare(ready, *command, preexec_fn=lambda: os.umask(0o037))
    assert ours == direct


def test_stdin_is_untouched(ready, scratch):
    (scratch / "input").write_text("one\ntwo\n")
    with open(scratch / "input", encoding="ascii") as source:
        assert ready.succeed("--", "cat", stdin=source).out == "one\ntwo\n"


@pytest.mark.pid1
def test_the_application_is_alone_in_its_container(ready, as_pid1):
    result = ready.succeed("--", "ls", "/proc")
    assert [name for name in result.out.split() if name.isdigit()] == ["1"]


@pytest.mark.parametrize(
    "script, code",
    [
        ("exit 0", 0),
        ("exit 1", 1),
        ("exit 71", 71),
        ("exit 255", 255),
        ("kill -TERM $$", -signal.SIGTERM),
    ],
)
def test_the_exit_code_is_the_application_s(ready, script, code):
    assert ready("--", "sh", "-c", script).code == code


def test_the_command_is_found_in_path(ready, scratch):
    folder = scratch / "bin"
    folder.mkdir()
    (folder / "shop").write_text("#!/bin/sh\necho shop\n")
    (folder / "shop").chmod(0o755)
    assert (
        ready.succeed("--", "shop", env={"PATH": f"/none:{folder}:/bin:/usr/bin"}).out == "shop\n"
    )


def test_the_command_may_be_relative_to_the_folder(ready):
    (ready.folder / "shop").write_text("#!/bin/sh\necho shop\n")
    (ready.folder / "shop").chmod(0o755)
    assert ready.succeed("--", "./shop").out == "shop\n"


def test_on_start_none_does_not_look_at_the_database(migrexec):
    result = migrexec.succeed(
        "run",
        "--on-start",
        "none",
        "--",
        "echo",
        "shell",
        env={"DATABASE_URL": "postgresql://app@127.0.0.1:1/shop"},
    )
    assert result.out == "shell\n"


def test_on_start_wait_waits_for_the_schema(migrexec, database):
    migrexec.write(_1_users="CREATE TABLE users (id integer);")
    worker = migrexec.start("--", "echo", "worker", env={"MIGREXEC_ON_START": "wait"})
    migrexec.succeed("plan")
    assert worker.alive
    assert database.applied() == []
    migrexec.succeed("migrate")
    assert worker.finish(10).out == "worker\n"


def test_the_password_leaves_the_command_line(migrexec, server):
    for word in (
        ["--database-url", server.url("shop", port=1)],
        ["--database-url=" + server.url("shop", port=1)],
        ["--database-url", f"postgresql://app@127.0.0.1:1/shop?password={PASSWORD}"],
    ):
        running = migrexec.start("run", *word, "--wait-timeout", "30s", "--", "sleep", "9")
        running.says("waiting")
        line = pathlib.Path(f"/proc/{running.pid}/cmdline").read_bytes().split(b"\0")
        assert PASSWORD.encode() not in b" ".join(line)
        assert b"sleep" in line
        running.kill()


def test_an_up_to_date_start_takes_no_lock(migrexec, postgres):
    """A restart of a hundred pods while another one migrates."""
    migrexec.write(_1_users="CREATE TABLE users (id integer);")
    migrexec.succeed("migrate")
    migrexec.write(_2_slow="SELECT pg_sleep(600)")
    holder = migrexec.start("migrate")
    postgres.is_busy(holder)
    (migrexec.migrations / "2_slow.up.sql").unlink()
    assert migrexec.succeed("--", "echo", "app", within=10).out == "app\n"


def test_the_application_starts_with_no_session_left_on_the_server(migrexec, postgres):
    migrexec.write(_1_users="CREATE TABLE users (id integer);")
    running = migrexec.start("--", "sleep", "30")
    eventually(lambda: pathlib.Path(f"/proc/{running.pid}/comm").read_text() == "sleep\n")

    def gone():
        return not postgres.query(
            "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND"
            " application_name LIKE 'migrexec%%'",
            postgres.name,
        )

    eventually(gone, within=2)
    running.kill()


def test_a_command_that_is_gone_after_the_migrations_is_127(migrexec, sqlite, golden):
    migrexec.write(_1_users="CREATE TABLE users (id integer);")
    program = migrexec.folder / "shop"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    hook(migrexec, "after-migrate", "#!/bin/sh\nrm shop\n")
    result = migrexec("--log-level", "error", "--", "./shop")
    assert result.code == 127
    assert sqlite.applied() == ["1"]
    golden("command-gone-meanwhile", result.err)


def test_a_program_of_another_system_is_126(migrexec, sqlite, golden):
    program = migrexec.folder / "shop"
    program.write_bytes(b"\x7fELF" + bytes(60))
    program.chmod(0o755)
    result = migrexec("--log-level", "error", "--", "./shop")
    assert result.code == 126
    golden("command-of-another-system", result.err)


def test_a_script_whose_interpreter_is_of_another_system_is_126(migrexec, sqlite, golden):
    interpreter = migrexec.folder / "python"
    interpreter.write_bytes(b"\x7fELF" + bytes(60))
    interpreter.chmod(0o755)
    program = migrexec.folder / "shop"
    program.write_text(f"#!{interpreter}\n")
    program.chmod(0o755)
    result = migrexec("--log-level", "error", "--on-start", "none", "--", "./shop")
    assert result.code == 126
    golden("command-interpreter-of-another-system", result.err)


def test_a_program_without_its_loader_is_126(migrexec, sqlite, golden):
    """Built for Alpine and started on Debian, or the other way round."""
    program = migrexec.folder / "shop"
    program.write_bytes(pathlib.Path("/bin/true").read_bytes().replace(b"/ld-", b"/no-"))
    program.chmod(0o755)
    result = migrexec("--log-level", "error", "--", "./shop")
    assert result.code == 126
    golden("command-without-loader", result.err)


@pytest.mark.parametrize("broken", ["nobody reads it", "its disk is full"])
def test_a_broken_stderr_does_not_keep_the_application_from_starting(ready, broken):
    reading, writing = os.pipe()
    os.close(reading)
    if broken == "its disk is full":
        os.close(writing)
        writing = os.open("/dev/full", os.O_WRONLY)
    process = subprocess.run(
        [ready.binary, "--", "sh", "-c", "exit 5"],
        cwd=ready.folder,
        env=ready.env,
        stderr=writing,
        check=False,
    )
    os.close(writing)
    assert process.returncode == 5
    assert ready.database.applied() == ["1"]


def test_a_folder_that_is_gone_does_not_matter(ready, scratch):
    gone = scratch / "gone"
    gone.mkdir()
    ready.succeed(
        "--migrations",
        ready.migrations,
        "--",
        "true",
        cwd=gone,
        preexec_fn=gone.rmdir,
        env={"DATABASE_URL": ready.database.url},
    )
    assert ready.database.applied() == ["1"]
