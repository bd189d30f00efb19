"""The whole life of a schema, told as the guide tells it (docs/lifecycle.md)."""

import pytest

from support.tables import tables


def fill_in(migrexec, name, up, down):
    """What the author types into the files that `create` has made."""
    for way, text in (("up", up), ("down", down)):
        (path,) = migrexec.migrations.glob(f"*_{name}.{way}.sql")
        path.write_text(text)
    return path


def current(migrexec):
    return migrexec.succeed("current").out.strip()


def versions(migrexec):
    rows = migrexec.succeed("history", "--format", "json").json["history"]
    return [row["version"] for row in rows]


@pytest.fixture
def shop(migrexec, database):
    """A database whose role may make a throwaway one beside it, for rehearsals."""
    if database.engine == "postgresql":
        database.server.sql("ALTER ROLE app CREATEDB")
    return database


@pytest.mark.slow
def test_a_whole_life(migrexec, shop):
    # Two migrations are written, looked at, rehearsed.
    migrexec.succeed("create", "--sequential", "customers")
    fill_in(migrexec, "customers", "CREATE TABLE customers (id integer);", "DROP TABLE customers;")
    migrexec.succeed("create", "--sequential", "orders")
    fill_in(migrexec, "orders", "CREATE TABLE orders (id integer);", "DROP TABLE orders;")
    migrexec.succeed("check", "--write-sum")
    migrexec.succeed("check")
    assert "2 passed, 0 failed" in migrexec.succeed("test").out
    assert shop.applied() == []

    # They are deployed.
    assert "CREATE TABLE orders" in migrexec.succeed("plan").out
    migrexec.succeed("check", "--online")
    assert migrexec("status", "--exit-code").code == 1
    migrexec.succeed("migrate")
    migrexec.succeed("status", "--exit-code")
    assert current(migrexec) == "0002"

    # The last one is a mistake: back, corrected, forward again.
    migrexec.succeed("down")
    assert tables(shop) == ["customers"]
    fill_in(
        migrexec, "orders", "CREATE TABLE orders (id integer, total integer);", "DROP TABLE orders;"
    )
    migrexec.succeed("check", "--write-sum")
    migrexec.succeed("migrate")
    migrexec.succeed("redo")
    assert shop.query("SELECT total FROM orders") == []

    # Somebody corrects a comment in a file that is applied.
    fill_in(
        migrexec,
        "orders",
        "-- What was sold.\nCREATE TABLE orders (id integer, total integer);",
        "DROP TABLE orders;",
    )
    assert migrexec("migrate").code == 65
    assert "would accept 0002_orders" in migrexec.succeed("repair").out
    migrexec.succeed("repair", "--yes")
    migrexec.succeed("check", "--write-sum")
    migrexec.succeed("migrate")

    # A branch was merged after a newer one: its migration comes too late, and is renumbered.
    migrexec.file("0004_stock.up.sql", "CREATE TABLE stock (id integer);")
    migrexec.file("0004_stock.down.sql", "DROP TABLE stock;")
    migrexec.succeed("check", "--write-sum")
    migrexec.succeed("migrate")
    migrexec.file("0003_prices.up.sql", "CREATE TABLE prices (id integer);")
    migrexec.file("0003_prices.down.sql", "DROP TABLE prices;")
    assert migrexec("check").code == 65
    assert "migrexec renumber" in migrexec("migrate").err
    migrexec.succeed("renumber", "--sequential")
    migrexec.succeed("check")
    migrexec.succeed("migrate")
    assert versions(migrexec) == ["0001", "0002", "0004", "0005"]

    # An image without any file can still roll back what it never carried.
    carried = {path.name: path.read_bytes() for path in migrexec.migrations.iterdir()}
    migrexec.clear()
    migrexec.succeed("down", "--to", "0002", "--yes")
    assert tables(shop) == ["customers", "orders"]
    for name, content in carried.items():
        migrexec.file(name, content)
    migrexec.succeed("migrate")

    # Old migrations are squashed; the database that has them goes on.
    migrexec.succeed("squash", "--to", "0002")
    for path in [*migrexec.migrations.glob("0001*"), *migrexec.migrations.glob("0002*")]:
        path.unlink()
    migrexec.succeed("check", "--write-sum")
    migrexec.succeed("migrate")
    assert versions(migrexec) == ["0001", "0002", "0004", "0005"]

    # A fresh database begins with the baseline.
    table = ["--history-table", "other_history"]
    for name in ("stock", "prices", "orders", "customers"):
        shop.query(f"DROP TABLE {name}")
    migrexec.succeed("migrate", *table)
    assert {"customers", "orders", "prices", "stock"} <= set(tables(shop))
    assert migrexec.succeed("current", *table).out == "0005\n"

    # A schema that is there already is adopted.
    migrexec.succeed("stamp", "base", *table)
    assert migrexec("migrate", *table).code == 71
    migrexec.succeed("stamp", "head", *table)
    migrexec.succeed("status", "--exit-code", *table)
