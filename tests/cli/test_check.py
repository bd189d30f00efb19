"""check: the files, their sums, and with --online the set-up too."""

import pytest

from support.secret import PASSWORD
from support.tables import write_tables


def online(result):
    return {row["subject"]: row["verdict"] for row in result.json["online"]}


def test_a_good_set_up_is_good_in_every_line(migrexec, database):
    write_tables(migrexec, 1)
    migrexec.succeed("migrate")
    verdicts = online(migrexec.succeed("check", "--online", "--format", "json"))
    assert set(verdicts.values()) == {"ok"}
    wanted = {"reachable", "writable", "history"}
    if database.engine == "postgresql":
        wanted |= {"no pooler", "TLS", "may create", "may alter", "clock"}
    assert set(verdicts) >= wanted
    text = migrexec.succeed("check", "--online").out
    assert "reachable" in text
    assert PASSWORD not in text


def test_looking_changes_nothing(migrexec, database):
    write_tables(migrexec, 1)
    migrexec.succeed("check", "--online")
    assert database.applied() == []


def test_looking_makes_no_sqlite_file(migrexec, sqlite):
    migrexec.succeed("check", "--online")
    assert not sqlite.path.exists()


def test_a_server_that_is_not_there_is_69(migrexec, golden):
    url = f"postgresql://app:{PASSWORD}@127.0.0.1:1/shop"
    result = migrexec("check", "--online", "--wait-timeout", "200ms", env={"DATABASE_URL": url})
    assert result.code == 69
    assert "FAILED" in result.out
    golden("check-unreachable", result.err)


@pytest.fixture
def strict_role(postgres):
    """A role that may look only."""
    postgres.server.sql(f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'")
    postgres.query("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    yield postgres.server.url(postgres.name, user="reader")
    postgres.query("DROP OWNED BY reader")
    postgres.server.sql("DROP ROLE reader")


def test_a_role_that_may_not_create_is_77(migrexec, strict_role):
    result = migrexec("check", "--online", "--format", "json", env={"DATABASE_URL": strict_role})
    assert result.code == 77
    assert online(result)["may create"] == "failed"


def test_tables_of_somebody_else_are_77(migrexec, postgres, strict_role):
    postgres.query("CREATE TABLE theirs (n integer)")
    postgres.query("GRANT CREATE ON SCHEMA public TO reader")
    result = migrexec("check", "--online", "--format", "json", env={"DATABASE_URL": strict_role})
    assert result.code == 77
    assert online(result)["may create"] == "ok"
    assert online(result)["may alter"] == "failed"


def test_a_history_that_may_not_be_read_is_77(migrexec, postgres, strict_role):
    write_tables(migrexec, 1)
    migrexec.succeed("migrate")
    result = migrexec("check", "--online", "--format", "json", env={"DATABASE_URL": strict_role})
    assert result.code == 77
    assert online(result)["history"] == "failed"


def test_a_database_that_takes_no_writes_is_69(migrexec, postgres):
    postgres.query(f"ALTER DATABASE {postgres.name} SET default_transaction_read_only = on")
    result = migrexec("check", "--online", "--format", "json")
    assert result.code == 69
    assert online(result)["writable"] == "failed"


def test_a_sqlite_file_that_may_not_be_written_is_77(as_stranger, migrexec, sqlite):
    sqlite.query("CREATE TABLE a (n integer)")
    sqlite.path.chmod(0o644)
    result = migrexec("check", "--online", "--format", "json")
    assert result.code == 77
    assert online(result)["writable"] == "failed"


def test_a_damaged_sqlite_file_is_found(migrexec, sqlite):
    sqlite.query("CREATE TABLE a (n text)")
    sqlite.query("CREATE INDEX a_n ON a (n)")
    sqlite.query("INSERT INTO a VALUES ('one')")
    with open(sqlite.path, "r+b") as file:
        file.seek(-4096 + 8, 2)
        file.write(b"\xff" * 64)
    assert migrexec("check", "--online").code != 0


def test_missing_downs_are_told_but_no_error(migrexec, golden):
    write_tables(migrexec, 2)
    (migrexec.migrations / "0002_t2.down.sql").unlink()
    migrexec.file("0003_data.sql", "SELECT 1;\n")
    golden("check-missing-down", migrexec.succeed("check").err)


def test_without_a_sum_file_nothing_is_compared(migrexec):
    write_tables(migrexec, 1)
    migrexec.succeed("check")
    assert not (migrexec.migrations / "migrexec.sum").exists()


@pytest.fixture
def summed(migrexec):
    """Two migrations and their migrexec.sum."""
    write_tables(migrexec, 2)
    migrexec.succeed("check", "--write-sum")
    migrexec.succeed("check")
    return migrexec.migrations


def test_an_edited_file_is_found(migrexec, summed, golden):
    (summed / "0001_t1.up.sql").write_text("CREATE TABLE other (n integer);\n")
    result = migrexec("check")
    assert result.code == 65
    golden("sum-changed", result.err)
    migrexec.succeed("check", "--write-sum")
    migrexec.succeed("check")


def test_line_ends_do_not_count(migrexec, summed):
    (summed / "0001_t1.up.sql").write_bytes(b"CREATE TABLE t1 (n integer);\r\n")
    migrexec.succeed("check")


def test_an_added_and_a_removed_file_are_found(migrexec, summed, golden):
    for path in summed.glob("0002*"):
        path.unlink()
    write_tables(migrexec, 1, first=3)
    result = migrexec("check")
    assert result.code == 65
    golden("sum-added-and-removed", result.err)


def test_an_unfinished_merge_is_found(migrexec, summed, golden):
    sums = summed / "migrexec.sum"
    sums.write_text("<<<<<<< HEAD\n" + sums.read_text() + "=======\n>>>>>>> theirs\n")
    result = migrexec("check")
    assert result.code == 65
    golden("sum-unfinished-merge", result.err)


def test_a_line_that_was_edited_is_found(migrexec, summed, golden):
    with open(summed / "migrexec.sum", "a", encoding="utf-8") as file:
        file.write("what is this\n")
    result = migrexec("check")
    assert result.code == 65
    golden("sum-malformed", result.err)


def test_an_edited_total_and_another_order_are_found(summed, migrexec, golden):
    sums = summed / "migrexec.sum"
    lines = sums.read_text().splitlines(keepends=True)
    for name, edited in {
        "sum-total": ["0" + lines[0][1:], *lines[1:]],
        "sum-order": [lines[0], *reversed(lines[1:])],
    }.items():
        sums.write_text("".join(edited))
        result = migrexec("check")
        assert result.code == 65
        golden(name, result.err)


def test_a_line_end_in_a_name_has_no_place_in_it(migrexec, golden):
    migrexec.file("1_a\nb.sql", "SELECT 1;\n")
    result = migrexec("check", "--write-sum")
    assert result.code == 65
    golden("sum-line-end-in-a-name", result.err)


def test_create_needs_a_folder_that_can_be_written(as_stranger, golden):
    result = as_stranger("create", "--sequential", "add_orders")
    assert result.code == 77
    golden("create-not-writable", result.err)


def test_create_keeps_the_sums_up_to_date(migrexec, summed):
    migrexec.succeed("create", "add_orders")
    migrexec.succeed("check")
    assert "add_orders" in (summed / "migrexec.sum").read_text()


def test_create_begins_the_sums_of_a_new_directory(migrexec):
    migrexec.succeed("create", "add_orders")
    assert "add_orders" in (migrexec.migrations / "migrexec.sum").read_text()
    migrexec.succeed("check")


def test_branches_that_both_add_a_migration_conflict_in_version_control(migrexec, summed):
    git = "git -c user.name=shop -c user.email=shop@example.org -c init.defaultBranch=main"
    migrexec.env["HOME"] = str(migrexec.folder)

    def run(words):
        return migrexec.directly("sh", "-c", f"{git} {words} 2>&1; echo $?").split()[-1]

    def branch(name, number):
        assert run(f"checkout -q -b {name} main") == "0"
        write_tables(migrexec, 1, first=number)
        migrexec.succeed("check", "--write-sum")
        assert run(f"add . && {git} commit -q -m {name}") == "0"

    assert run(f"init -q && {git} add . && {git} commit -q -m begin") == "0"
    branch("ours", 3)
    branch("theirs", 4)
    assert run("merge ours") != "0"
    assert "<<<<<<<" in (summed / "migrexec.sum").read_text()
