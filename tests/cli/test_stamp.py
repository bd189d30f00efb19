"""stamp, repair, current, history, show: seen and set right without running anything."""

import pytest

from support.tables import assert_agree, tables, write_tables


@pytest.fixture
def adopted(migrexec, database):
    """A schema that other means have made, and the migrations that would make it."""
    if database.engine == "sqlite":
        database.path.touch()
    for number in (1, 2, 3):
        database.query(f"CREATE TABLE t{number} (n integer)")
        if database.engine == "postgresql":
            database.query(f"ALTER TABLE t{number} OWNER TO app")
    write_tables(migrexec, 3)
    return database


def test_stamping_adopts_a_schema_without_running_anything(migrexec, adopted):
    answer = migrexec.succeed("stamp", "head", "--format", "json").json
    assert answer["recorded"] == ["0001", "0002", "0003"]
    migrexec.succeed("status", "--exit-code")
    assert_agree(adopted)


def test_what_was_stamped_can_be_rolled_back(migrexec, adopted):
    migrexec.succeed("stamp", "head")
    migrexec.succeed("down", "base", "--yes")
    assert tables(adopted) == []


def test_stamping_a_version_records_up_to_it_and_forgets_what_is_above(migrexec, adopted):
    migrexec.succeed("stamp", "0002")
    assert adopted.applied() == ["0001", "0002"]
    migrexec.succeed("stamp", "--to", "3")
    assert adopted.applied() == ["0001", "0002", "0003"]
    answer = migrexec.succeed("stamp", "0001", "--format", "json").json
    assert answer["forgotten"] == ["0003", "0002"]
    assert adopted.applied() == ["0001"]
    assert tables(adopted) == ["t1", "t2", "t3"]


def test_stamping_base_forgets_everything_and_touches_no_table(migrexec, database):
    write_tables(migrexec, 2)
    migrexec.succeed("migrate")
    migrexec.succeed("stamp", "base")
    assert database.applied() == []
    assert tables(database) == ["t1", "t2"]


def test_stamping_forgets_versions_that_have_no_file(migrexec, database):
    write_tables(migrexec, 3)
    migrexec.succeed("migrate")
    for path in migrexec.migrations.glob("0003*"):
        path.unlink()
    migrexec.succeed("stamp", "2")
    assert database.applied() == ["0001", "0002"]


@pytest.mark.parametrize("words, code", [([], 64), (["+1"], 64), (["9"], 65), (["1", "2"], 64)])
def test_a_target_is_needed_and_must_exist(migrexec, adopted, golden, words, code):
    result = migrexec("stamp", *words)
    assert result.code == code
    assert adopted.applied() == []
    if adopted.engine == "sqlite":
        golden("stamp-" + ("-".join(words).strip("+") or "nothing"), result.err)


def test_stamping_twice_changes_nothing(migrexec, adopted):
    migrexec.succeed("stamp", "head")
    before = migrexec.succeed("history", "--format", "json").json
    answer = migrexec.succeed("stamp", "head", "--format", "json").json
    assert (answer["recorded"], answer["forgotten"]) == ([], [])
    assert migrexec.succeed("history", "--format", "json").json == before


def test_stamping_creates_a_sqlite_file(migrexec, sqlite):
    write_tables(migrexec, 1)
    migrexec.succeed("stamp", "head")
    assert sqlite.applied() == ["0001"]


def test_repair_shows_what_it_would_do_then_accepts_the_files(migrexec, database):
    write_tables(migrexec, 2)
    migrexec.succeed("migrate")
    migrexec.file("0002_t2.up.sql", "CREATE TABLE t2 (n integer); -- a word more\n")
    assert migrexec("migrate").code == 65
    shown = migrexec.succeed("repair")
    assert "would accept 0002_t2" in shown.out
    assert migrexec.succeed("repair", "--format", "json").json["would_accept"] == ["0002"]
    assert migrexec("migrate").code == 65
    assert migrexec.succeed("repair", "--yes", "--format", "json").json["accepted"] == ["0002"]
    migrexec.succeed("migrate")
    assert migrexec.succeed("repair").out == "nothing to repair\n"


def test_repair_takes_the_new_down_file_into_the_record(migrexec, database):
    write_tables(migrexec, 1)
    migrexec.succeed("migrate")
    migrexec.file("0001_t1.up.sql", "CREATE TABLE t1 (n integer); -- more\n")
    migrexec.file("0001_t1.down.sql", "DROP TABLE t1; -- more\n")
    migrexec.succeed("repair", "--yes")
    assert "the record is used" not in migrexec.succeed("down").err


def test_repair_forgets_what_stopped_half_way(migrexec, database):
    migrexec.write(
        _1_a="-- migrexec: transaction=none\nCREATE TABLE a (n integer);\nDROP TABLE nowhere;\n"
    )
    assert migrexec("migrate").code == 72
    assert migrexec.succeed("repair", "--format", "json").json["would_forget"] == ["1"]
    migrexec.succeed("repair", "--yes")
    assert database.applied() == []
    assert tables(database) == ["a"]


def test_current_says_base_before_the_first_migration(migrexec, database):
    write_tables(migrexec, 2)
    assert migrexec.succeed("current").out == "base\n"
    assert migrexec.succeed("current", "--format", "json").json == {"current": None}
    migrexec.succeed("migrate", "+1")
    assert migrexec.succeed("current").out == "0001\n"


def test_history_says_what_ran_when_by_whom(migrexec, database):
    write_tables(migrexec, 2)
    (migrexec.migrations / "0002_t2.down.sql").unlink()
    assert migrexec.succeed("history").out == "nothing is recorded\n"
    migrexec.succeed("migrate")
    one, two = migrexec.succeed("history", "--format", "json").json["history"]
    assert (one["version"], one["name"], one["down_recorded"]) == ("0001", "t1", True)
    assert two["down_recorded"] is False
    assert one["applied_by"].endswith("@pod-1")
    lines = migrexec.succeed("history").out.splitlines()
    assert lines[0].split() == ["applied", "at", "version", "name", "by", "took", "down"]
    assert [line.split()[-1] for line in lines[1:]] == ["recorded", "none"]


def test_current_and_history_need_no_files(migrexec, database):
    write_tables(migrexec, 1)
    migrexec.succeed("migrate")
    migrexec.clear().migrations.rmdir()
    assert migrexec.succeed("current").out == "0001\n"
    assert "0001" in migrexec.succeed("history").out


def test_show_tells_of_one_migration_before_and_after(migrexec, database):
    write_tables(migrexec, 2)
    before = migrexec.succeed("show", "2", "--format", "json").json
    assert (before["state"], before["statements"]) == ("pending", 1)
    assert before["up"].startswith("CREATE TABLE t2")
    migrexec.succeed("migrate")
    text = migrexec.succeed("show", "0002").out
    assert "applied at" in text
    assert "DROP TABLE t2" in text
    migrexec.clear()
    assert "DROP TABLE t2" in migrexec.succeed("show", "0002").out


def test_show_needs_no_database(migrexec):
    write_tables(migrexec, 1)
    assert "no database URL" in migrexec.succeed("show", "1").out


@pytest.mark.parametrize("words, code", [([], 64), (["1", "2"], 64), (["9"], 65)])
def test_show_takes_one_version_that_is_there(migrexec, sqlite, golden, words, code):
    write_tables(migrexec, 2)
    result = migrexec("show", *words)
    assert result.code == code
    golden("show-" + ("-".join(words) or "nothing"), result.err)
