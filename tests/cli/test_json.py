"""What machines read: status, plan, migrate, logs, the termination log."""

import datetime
import hashlib
import json
import re
import signal
import subprocess

import pytest

COUNTS = ("applied", "pending", "changed", "missing", "ahead", "out_of_order", "partial")


def counts(answer):
    return {name: answer[name] for name in COUNTS if answer[name]}


@pytest.fixture
def two(migrexec, database):
    """One applied, one pending."""
    migrexec.write(_0001_create_users="CREATE TABLE users (id integer);\n")
    migrexec.succeed("migrate")
    migrexec.write(_0002_create_orders="CREATE TABLE orders (id integer);\n")
    migrexec.database = database
    return migrexec


def status(migrexec, *words):
    return migrexec.succeed("status", "--format", "json", *words).json


def test_status_tells_everything(two):
    answer = status(two)
    assert set(answer) >= {"database", "current", "head", "migrations", *COUNTS}
    assert (answer["current"], answer["head"]) == ("0001", "0002")
    assert counts(answer) == {"applied": 1, "pending": 1}
    applied, pending = answer["migrations"]
    assert applied["checksum"] == hashlib.sha256(b"CREATE TABLE users (id integer);\n").hexdigest()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", applied["applied_at"])
    at = datetime.datetime.strptime(applied["applied_at"], "%Y-%m-%dT%H:%M:%S.%fZ")
    assert abs(datetime.datetime.utcnow() - at) < datetime.timedelta(minutes=1)
    assert isinstance(applied["duration_ms"], int)
    assert (applied["version"], applied["name"], applied["state"]) == (
        "0001",
        "create_users",
        "applied",
    )
    assert (pending["version"], pending["name"], pending["state"]) == (
        "0002",
        "create_orders",
        "pending",
    )


def test_status_names_the_database_without_its_password(two):
    answer = status(two)["database"]
    database = two.database
    if database.engine == "sqlite":
        assert answer["engine"] == "sqlite"
        assert answer["url"] == database.url
        assert re.fullmatch(r"3\.\d+\.\d+", answer["server_version"])
    else:
        assert answer["engine"] == "postgresql"
        assert answer["url"] == f"postgresql://app@127.0.0.1:{database.server.port}/{database.name}"
        assert re.match(r"\d+\.\d+", answer["server_version"])


def test_status_of_an_empty_database_and_directory(migrexec, database):
    answer = status(migrexec)
    assert (answer["current"], answer["head"], answer["migrations"]) == (None, None, [])
    assert counts(answer) == {}


def test_status_knows_every_state(two):
    two.write(_0003_c="SELECT 3", _0004_d="SELECT 4")
    two.succeed("migrate")
    two.write(_0001_create_users="CREATE TABLE users (id integer, name text);\n")
    for name in ("0002_create_orders", "0004_d"):
        (two.migrations / f"{name}.up.sql").unlink()
    two.write(_0000_zero="SELECT 0")
    answer = status(two)
    states = {entry["version"]: entry["state"] for entry in answer["migrations"]}
    assert states == {
        "0000": "out_of_order",
        "0001": "changed",
        "0002": "missing",
        "0003": "applied",
        "0004": "ahead",
    }
    assert counts(answer) == {
        "applied": 1,
        "changed": 1,
        "missing": 1,
        "ahead": 1,
        "out_of_order": 1,
    }


def test_exit_code_tells_if_anything_is_pending(two):
    assert two("status", "--exit-code").code == 1
    assert two("status").code == 0
    two.succeed("migrate")
    assert two("status", "--exit-code").code == 0


def test_status_in_words(two):
    text = two.succeed("status").out
    assert "create_users" in text
    assert "pending" in text


def test_status_plan_and_wait_write_nothing(migrexec, database):
    migrexec.write(_1_a="CREATE TABLE a (n int)")
    for words in (
        ["status"],
        ["plan"],
        ["plan", "--format", "json"],
        ["migrate", "--dry-run"],
        ["wait"],
    ):
        migrexec.succeed(*words)
    if database.engine == "sqlite":
        assert not database.path.exists()
    else:
        assert database.query("SELECT 1 FROM pg_class WHERE relname LIKE 'migrexec%'") == []


def test_plan_shows_what_would_run_in_order_with_its_sql(migrexec, database):
    migrexec.write(_10_b="CREATE TABLE b (n int);\n", _9_a="CREATE TABLE a (n int);\n")
    text = migrexec.succeed("plan").out
    assert -1 < text.find("CREATE TABLE a") < text.find("CREATE TABLE b")
    assert migrexec.succeed("migrate", "--dry-run").out == text
    assert "CREATE TABLE b" not in migrexec.succeed("plan", "--to", "9").out
    answer = migrexec.succeed("plan", "--format", "json").out
    assert json.loads(answer)
    assert "CREATE TABLE b" in answer


@pytest.fixture
def four(migrexec, database):
    migrexec.write(**{f"_2026010{n}_step": f"CREATE TABLE t{n} (n int)" for n in range(1, 5)})
    migrexec.database = database
    return migrexec


@pytest.mark.parametrize(
    "words, count",
    [
        (["--to", "20260102"], 2),
        (["--to=20260102"], 2),
        (["20260103"], 3),
        (["--to", "+1"], 1),
        (["+2"], 2),
        (["--to", "head"], 4),
        (["head"], 4),
        ([], 4),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
@pytest.mark.parametrize("command", ["migrate", "up", "upgrade"])
def test_migrate_goes_to_a_target(four, command, words, count):
    four.succeed(command, *words)
    assert len(four.database.applied()) == count


def test_relative_targets_add_up(four):
    four.succeed("migrate", "+1")
    four.succeed("migrate", "+2")
    assert len(four.database.applied()) == 3
    assert four("migrate", "+2").code == 65


def test_a_unique_prefix_is_a_target_and_an_ambiguous_one_is_65(four):
    four.write(_20270101_next="SELECT 1")
    assert four("migrate", "--to", "2026").code == 65
    assert four.database.applied() == []
    four.succeed("migrate", "--to", "2027")
    assert len(four.database.applied()) == 5


def test_migrate_prints_what_it_applied(four):
    answer = four.succeed("migrate", "--format", "json").json
    assert answer["applied"] == [f"2026010{n}" for n in range(1, 5)]
    assert isinstance(answer["duration_ms"], int)
    assert "error" not in answer
    assert four.succeed("migrate", "--format", "json").json["applied"] == []


def test_migrate_prints_what_it_applied_on_failure_too(four):
    four.write(_20260103_step="SELECT 1;\nCREATE TABEL x (n int);\n")
    result = four("migrate", "--format", "json")
    assert result.code == 71
    assert result.json["applied"] == ["20260101", "20260102"]
    assert result.json["error"]


def test_migrate_prints_json_if_the_database_cannot_be_reached(migrexec):
    migrexec.write(_1_a="SELECT 1")
    result = migrexec(
        "migrate",
        "--format",
        "json",
        "--wait-timeout",
        "300ms",
        env={"DATABASE_URL": "postgresql://app@127.0.0.1:1/shop"},
    )
    assert result.code == 69
    assert result.json["applied"] == []
    assert result.json["error"]


def test_standard_output_of_run_is_the_application_s_alone(four):
    assert (
        four.succeed("--format", "json", "--log-level", "debug", "--", "echo", "app").out == "app\n"
    )


def test_a_json_log_is_one_object_a_line_with_the_same_fields(four):
    result = four.succeed("--log-format", "json", "--log-level", "debug", "--", "true")
    common = set.intersection(*({*line} for line in result.log))
    assert common >= {"level", "message", "event"}
    assert [line["version"] for line in result.log if line["event"] == "applied"] == [
        f"2026010{n}" for n in range(1, 5)
    ]


def test_a_failure_in_a_json_log_is_one_object(four):
    four.write(_20260103_step='SELECT 1;\nCREATE TABEL "é\x01" (n int);\n')
    result = four("migrate", "--log-format", "json")
    assert result.code == 71
    last = result.log[-1]
    assert last["level"] == "error"
    assert "20260103_step" in json.dumps(last)


@pytest.mark.parametrize("words, level", [(["--log-level", "loud"], 78), (["--nonsense"], 64)])
def test_an_early_failure_is_json_too(migrexec, words, level):
    result = migrexec("migrate", "--log-format", "json", *words)
    assert result.code == level
    assert result.log[-1]["level"] == "error"


@pytest.fixture
def last_words(migrexec, database):
    path = migrexec.folder / "termination-log"
    path.write_text("old content\n" * 1000)
    migrexec.env["MIGREXEC_TERMINATION_LOG"] = str(path)
    return path


def test_the_termination_log_holds_the_reason(migrexec, last_words):
    migrexec.write(_1_a="SELECT 1;\nCREATE TABEL a (n int);\n")
    result = migrexec("migrate")
    assert result.code == 71
    text = last_words.read_text()
    assert "old content" not in text
    assert "1_a.up.sql:2" in text
    assert len(text.encode()) <= 4096


def test_the_termination_log_is_at_most_4096_bytes(migrexec, last_words):
    migrexec.write(_1_a="SELECT 1;\nCREATE TABEL " + "é" * 9000 + " (n int);\n")
    assert migrexec("migrate").code == 71
    content = last_words.read_bytes()
    assert 0 < len(content) <= 4096
    content.decode()


def test_the_termination_log_is_created(migrexec, sqlite):
    path = migrexec.folder / "new"
    assert (
        migrexec("migrate", "--transaction", "sum", env={"MIGREXEC_TERMINATION_LOG": path}).code
        == 78
    )
    assert "transaction" in path.read_text()


@pytest.mark.parametrize(
    "words", [["migrate"], ["--", "false"], ["status", "--exit-code"]], ids=" ".join
)
def test_the_termination_log_is_left_alone_without_a_failure_of_ours(migrexec, last_words, words):
    migrexec.write(_1_a="SELECT 1")
    assert migrexec(*words).code in (0, 1)
    assert last_words.read_text() == "old content\n" * 1000


def test_the_termination_log_is_left_alone_after_a_signal(migrexec, last_words, database):
    migrexec.write(_1_a=database.long_statement)
    running = migrexec.start("migrate")
    database.is_busy(running)
    assert running.send(signal.SIGTERM).finish().code == 143
    assert last_words.read_text() == "old content\n" * 1000


@pytest.mark.parametrize("path", ["/no/such/folder/log", "/proc/version"])
def test_a_termination_log_that_cannot_be_written_changes_nothing_else(
    migrexec, sqlite, golden, path
):
    migrexec.write(_1_a="CREATE TABEL a (n int)")
    result = migrexec("migrate", env={"MIGREXEC_TERMINATION_LOG": path})
    assert result.code == 71
    assert "TABEL" in result.err
    if path.startswith("/no"):
        golden("termination-log-not-writable", result.err)


def test_help_and_version_need_nothing(migrexec):
    for words in (["--help"], ["--version"], ["migrate", "--help"], ["run", "--help"]):
        result = migrexec.succeed(*words, env={"MIGREXEC_WAIT_TIMEOUT": "nonsense"})
        assert result.out
        assert result.err == ""


@pytest.mark.parametrize("command", ["status", "plan"])
def test_an_answer_that_cannot_be_written_is_74(two, golden, command):
    with open("/dev/full", "w", encoding="ascii") as full:
        process = subprocess.run(
            [two.binary, command],
            cwd=two.folder,
            env=two.env,
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert process.returncode == 74
    golden("stdout-full", process.stderr)
