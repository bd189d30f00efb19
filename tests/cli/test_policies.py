"""What stands when files and history are not alike: ahead, too old, missing, out of order."""

import pytest

from support.tables import assert_agree, tables, write_tables


def forget_files(migrexec, *patterns):
    for pattern in patterns:
        for path in migrexec.migrations.glob(pattern):
            path.unlink()


@pytest.fixture
def ahead(migrexec, database):
    """The database knows 0003, these files do not."""
    write_tables(migrexec, 3)
    migrexec.succeed("migrate")
    forget_files(migrexec, "0003*")
    return database


def test_an_older_image_starts_during_a_rolling_update(migrexec, ahead):
    assert migrexec.succeed("run", "--", "echo", "started").out == "started\n"


def test_an_older_image_may_refuse(migrexec, ahead):
    result = migrexec("run", "--ahead", "error", "--", "echo", "started")
    assert (result.code, result.out) == (76, "")


def strict(migrexec, compatible_from):
    """0003 is applied; older code than this cannot live with it."""
    write_tables(migrexec, 3)
    migrexec.file(
        "0003_t3.up.sql",
        f"-- migrexec: compatible-from={compatible_from}\nCREATE TABLE t3 (n integer);\n",
    )
    migrexec.succeed("migrate")


@pytest.mark.parametrize("words", [["migrate"], ["run", "--", "true"], ["wait", "--for", "schema"]])
def test_an_image_that_is_older_than_compatible_from_is_76(migrexec, database, golden, words):
    strict(migrexec, "0002")
    forget_files(migrexec, "0003*", "0002*")
    result = migrexec(*words, "--ahead", "allow") if words[0] == "migrate" else migrexec(*words)
    assert result.code == 76
    golden("too-old", result.err)


def test_an_image_that_is_as_new_as_compatible_from_starts(migrexec, database):
    strict(migrexec, "0002")
    forget_files(migrexec, "0003*")
    migrexec.succeed("migrate")
    migrexec.succeed("run", "--", "true")


def test_an_image_without_any_file_is_older_than_all(migrexec, database):
    strict(migrexec, "1")
    migrexec.clear()
    assert migrexec("migrate").code == 76


def test_compatible_from_is_in_the_history_and_goes_with_its_migration(migrexec, database):
    strict(migrexec, "0002")
    entries = migrexec.succeed("history", "--format", "json").json["history"]
    assert [entry.get("compatible_from") for entry in entries] == [None, None, "0002"]
    migrexec.succeed("down")
    forget_files(migrexec, "0003*", "0002*")
    migrexec.succeed("migrate")


def test_a_bad_value_of_compatible_from_is_65(migrexec, sqlite, golden):
    migrexec.write(_1_a="-- migrexec: compatible-from=yesterday\nSELECT 1;\n")
    result = migrexec("migrate")
    assert result.code == 65
    golden("bad-compatible-from", result.err)


def test_missing_files_stop_a_run_unless_allowed(migrexec, database):
    write_tables(migrexec, 2)
    migrexec.succeed("migrate")
    forget_files(migrexec, "0001*")
    write_tables(migrexec, 1, first=3)
    assert migrexec("migrate").code == 65
    assert database.applied() == ["0001", "0002"]
    migrexec.succeed("migrate", "--allow-missing")
    assert database.applied() == ["0001", "0002", "0003"]
    migrexec.succeed("migrate", env={"MIGREXEC_ALLOW_MISSING": "true"})


def test_a_changed_file_is_never_allowed(migrexec, database):
    write_tables(migrexec, 1)
    migrexec.succeed("migrate")
    migrexec.file("0001_t1.up.sql", "CREATE TABLE other (n integer);\n")
    assert migrexec("migrate", "--allow-missing", "--out-of-order", "apply").code == 65


@pytest.fixture
def late(migrexec, database):
    """0001 and 0003 are applied; 0002 comes with a merge."""
    write_tables(migrexec, 1)
    write_tables(migrexec, 1, first=3)
    migrexec.succeed("migrate")
    write_tables(migrexec, 1, first=2)
    return database


def test_out_of_order_lists_the_offenders_and_the_command_that_renumbers(migrexec, late):
    result = migrexec("migrate")
    assert result.code == 65
    assert "0002_t2" in result.err
    assert "migrexec renumber" in result.err
    assert late.applied() == ["0001", "0003"]


def test_out_of_order_may_be_applied(migrexec, late):
    migrexec.succeed("migrate", "--out-of-order", "apply")
    assert late.applied() == ["0001", "0002", "0003"]
    assert_agree(late)


def test_renumber_gives_it_a_version_above_all(migrexec, late):
    shown = migrexec.succeed("renumber", "--sequential", "--dry-run", "--format", "json").json
    assert (migrexec.migrations / "0002_t2.up.sql").exists()
    done = migrexec.succeed("renumber", "--sequential", "--format", "json").json
    assert done == shown
    assert {row["to"] for row in done["renamed"]} == {"0004_t2.up.sql", "0004_t2.down.sql"}
    migrexec.succeed("migrate")
    assert late.applied() == ["0001", "0003", "0004"]
    assert "nothing to renumber" in migrexec.succeed("renumber").out


def test_renumber_needs_a_folder_that_can_be_written(late, as_stranger, golden):
    as_stranger.migrations.chmod(0o755)
    if late.engine == "sqlite":
        late.path.chmod(0o644)
    result = as_stranger("renumber", "--sequential")
    assert result.code == 77
    golden("renumber-not-writable", result.err)
    assert (as_stranger.migrations / "0002_t2.up.sql").exists()


def test_renumber_keeps_the_sums_right(migrexec, late):
    migrexec.succeed("check", "--write-sum")
    migrexec.succeed("renumber")
    migrexec.succeed("check")


def test_a_baseline_and_a_newer_image_go_together(migrexec, ahead):
    migrexec.clear()
    migrexec.file("B0002__squashed.sql", "CREATE TABLE t1 (n integer);\n")
    migrexec.succeed("migrate")
    assert tables(ahead) == ["t1", "t2", "t3"]
