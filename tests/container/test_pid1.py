"""Process 1 of a container: signals in each phase, exit codes, handing over.

`docker stop` kills what has not ended after 10 s, and the code is then 137: a 143 was in time.
"""

import pytest

from engine.docker import url_of
from support.secret import PASSWORD
from support.waiting import eventually

SLEEPING = "CREATE TABLE half (id integer); SELECT pg_sleep(120);"
APPLICATION = 'trap "exit 7" TERM; echo up; while :; do sleep 1 & wait $!; done'


def owner_of_process_1(container):
    return container.execute("stat", "-c", "%u", "/proc/1/environ")


@pytest.fixture
def empty(migrations):
    return migrations.write(_1_nothing="SELECT 1;")


def test_docker_stop_while_it_waits_for_the_database(place, empty, database):
    container = place.start(
        place.images.migrexec, "migrate", options=[*empty.options, *database(host="nowhere")]
    ).says("waiting for ")
    ended = container.stop()
    assert ended.code == 143


def test_docker_stop_cancels_the_running_statement(place, server, migrations, database):
    migrations.write(_1_sleeps=SLEEPING)
    container = place.start(
        place.images.migrexec, "migrate", options=[*migrations.options, *database()]
    ).says("applying 1_sleeps")
    eventually(lambda: server.query("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"))
    ended = container.stop()
    assert ended.code == 143
    assert (
        server.query("SELECT count(*) FROM pg_stat_activity WHERE application_name ~ 'migrexec'")
        == "0"
    )
    assert (
        server.query("SELECT to_regclass('half') IS NULL, count(*) FROM migrexec_history") == "t|0"
    )


def test_docker_stop_while_it_waits_for_the_lock(place, server, migrations, database):
    migrations.write(_1_sleeps=SLEEPING)
    options = [*migrations.options, *database()]
    holder = place.start(place.images.migrexec, "migrate", options=options).says("applying")
    waiter = place.start(place.images.migrexec, "migrate", options=options).says(
        "waiting for the migration lock"
    )
    ended = waiter.stop()
    assert ended.code == 143
    assert holder.running
    assert server.query("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == "1"


def test_docker_stop_reaches_the_application(place, server, empty, database):
    container = place.start(
        place.images.app, "sh", "-c", APPLICATION, options=[*empty.options, *database()]
    ).says("up\n")
    assert container.stop().code == 7


def test_with_init_in_front_it_is_not_process_1(place, server, empty, database):
    container = place.start(
        place.images.app,
        *("sh", "-c", f"echo pid $$; {APPLICATION}"),
        options=["--init", *empty.options, *database()],
    ).says("up\n")
    assert "pid 1\n" not in container.log
    assert container.stop().code == 7


def test_the_application_is_process_1_without_children(place, server, empty, database):
    container = place.start(
        place.images.app, "sleep", "60", options=[*empty.options, *database()]
    ).becomes("sleep")
    assert container.execute("cat", "/proc/1/task/1/children") == ""


def test_the_application_does_not_see_the_migrators_settings(place, server, empty, secret):
    container = place.start(
        place.images.app,
        *("sleep", "60"),
        options=[
            *empty.options,
            *("--env", f"MIGREXEC_DATABASE_URL={url_of()}"),
            *("--env", "DATABASE_URL=postgresql://app@db/shop", "--env", "SPARE=1"),
            *("--env", "MIGREXEC_DROP_ENV=SPARE"),
        ],
    ).becomes("sleep")
    environment = container.execute("cat", "/proc/1/environ").split("\0")
    names = {entry.partition("=")[0] for entry in environment}
    assert "DATABASE_URL" in names
    assert not {name for name in names if name.startswith("MIGREXEC_")} | names & {"SPARE"}
    assert PASSWORD not in "".join(environment)


def test_nobody_looks_into_its_memory_until_it_has_handed_over(place, server, migrations, database):
    """What cannot be dumped belongs to root in /proc: no ptrace, no core file, by its own user."""
    migrations.write(_1_rests="SELECT pg_sleep(8);")
    container = place.start(
        place.images.app, "sleep", "60", options=[*migrations.options, *database()]
    ).says("applying 1_rests")
    assert owner_of_process_1(container) == "0"
    container.becomes("sleep")
    assert owner_of_process_1(container) == "65532"


@pytest.mark.parametrize(
    ("code", "sql", "words", "url"),
    [
        (127, "SELECT 1;", ["--", "no-such-program"], {}),
        (126, "SELECT 1;", ["--", "/migrations"], {}),
        (65, "SELECT 'open;", ["--", "true"], {}),
        (69, "SELECT 1;", ["--wait-timeout", "1s", "--", "true"], {"host": "nowhere"}),
        (71, "SELECT 1/0;", ["--", "true"], {}),
        (77, "SELECT 1;", ["--wait-timeout", "1s", "--", "true"], {"user": "nobody"}),
        (0, "SELECT 1;", ["--", "true"], {}),
        (9, "SELECT 1;", ["--", "sh", "-c", "exit 9"], {}),
    ],
)
def test_exit_codes_are_the_containers(shared, migrations, database, code, sql, words, url):
    migrations.write(_1_one=sql)
    table = ["--env", f"MIGREXEC_HISTORY_TABLE=history_{code}"]
    ended = shared.run(
        shared.images.app,
        *words,
        options=["--entrypoint", "/migrexec", *migrations.options, *database(**url), *table],
    )
    assert ended.code == code


def test_the_termination_message_says_why(place, server, migrations, database, tmp_path):
    message = tmp_path / "termination-log"
    message.touch()
    message.chmod(0o666)
    migrations.write(_1_bad="SELECT 1/0;")
    ended = place.run(
        place.images.migrexec,
        "migrate",
        options=[*migrations.options, *database(), "--volume", f"{message}:/dev/termination-log"],
    )
    assert ended.code == 71
    text = message.read_text()
    assert "division by zero" in text
    assert PASSWORD not in text


def test_kill_9_frees_the_lock_and_leaves_nothing_half_done(place, server, migrations, database):
    migrations.write(_1_sleeps=SLEEPING)
    options = [*migrations.options, *database()]
    killed = place.start(place.images.migrexec, "migrate", options=options).says("applying")
    eventually(lambda: server.query("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"))
    killed.kill()
    migrations.write(_1_sleeps="CREATE TABLE half (id integer);")
    words = ["migrate", "--lock-timeout", "15s"]
    place.start(place.images.migrexec, *words, options=options).succeed()
    assert server.query("SELECT version FROM migrexec_history") == "1"
