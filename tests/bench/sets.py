"""Sets of migrations: what they do, not how a tool wants it written down."""
import itertools
import typing


class Migration(typing.NamedTuple):
    number: int
    name: str
    sql: str


def small(count, group=10):
    """`count` small ones, for every database: of each group one makes a table, the others use it."""
    return [_small(number, group) for number in range(1, count + 1)]


def tables_of_small(count, group=10):
    return (count + group - 1) // group


def _small(number, group):
    table = f"shop_{(number - 1) // group + 1:04}"
    step = (number - 1) % group
    if step == 0:
        name, sql = "create", (f"CREATE TABLE {table} (\n  id bigint PRIMARY KEY,\n  name text NOT NULL,\n"
                               "  price numeric NOT NULL DEFAULT 0,\n  sold_at timestamp\n);\n")
    elif step == 1:
        name, sql = "index", f"CREATE INDEX {table}_by_name ON {table} (name);\n"
    elif step == 2:
        name, sql = "note", f"ALTER TABLE {table} ADD COLUMN note text;\n"
    elif step == group - 1:
        name, sql = "raise", f"UPDATE {table} SET price = price * 1.1 WHERE price < 100;\n"
    else:
        name, sql = "row", (f"INSERT INTO {table} (id, name, price)\n"
                            f"VALUES ({number}, 'article {number}; new', {number % 200});\n")
    return Migration(number, f"{name}_{table}", sql)


def realistic(modules=20):
    """What the first years of an application look like on PostgreSQL; six files for each module."""
    numbers = itertools.count(1)
    return [Migration(next(numbers), f"{name}_m{module}", text.replace("MODULE", f"m{module}"))
            for module in range(1, modules + 1) for name, text in _MODULE]


def tables_of_realistic(modules=20):
    return 3 * modules


_MODULE = [
    ("schema", """\
CREATE TYPE MODULE_state AS ENUM ('new', 'paid', 'sent', 'returned');
CREATE TABLE MODULE_customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email LIKE '%@%'),
  settings jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE MODULE_orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES MODULE_customers ON DELETE CASCADE,
  state MODULE_state NOT NULL DEFAULT 'new',
  total numeric(12, 2) NOT NULL DEFAULT 0 CHECK (total >= 0)
);
COMMENT ON TABLE MODULE_orders IS 'what was bought; see also MODULE_customers';
"""),
    ("indexes", """\
CREATE INDEX MODULE_orders_by_customer ON MODULE_orders (customer_id, id DESC);
CREATE INDEX MODULE_orders_open ON MODULE_orders (id) WHERE state IN ('new', 'paid');
CREATE INDEX MODULE_customers_settings ON MODULE_customers USING gin (settings);
"""),
    ("audit", """\
CREATE TABLE MODULE_audit (at timestamptz NOT NULL DEFAULT now(), what text NOT NULL, row_id bigint);
CREATE FUNCTION MODULE_note_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  -- deleted rows have no NEW; one statement for all kinds
  INSERT INTO MODULE_audit (what, row_id) VALUES (lower(TG_OP), coalesce(NEW.id, OLD.id));
  RETURN coalesce(NEW, OLD);
END;
$body$;
CREATE TRIGGER MODULE_orders_change AFTER INSERT OR UPDATE OR DELETE ON MODULE_orders
  FOR EACH ROW EXECUTE FUNCTION MODULE_note_change();
"""),
    ("backfill", """\
INSERT INTO MODULE_customers (email) SELECT 'user' || n || '@example.org' FROM generate_series(1, 200) n;
INSERT INTO MODULE_orders (customer_id, total)
  SELECT id, (id % 50) * 1.5 FROM MODULE_customers;
UPDATE MODULE_orders SET state = 'paid' WHERE total > 10;
"""),
    ("columns", """\
ALTER TABLE MODULE_customers ADD COLUMN locale text NOT NULL DEFAULT 'en', ADD COLUMN phone text;
ALTER TABLE MODULE_orders ADD COLUMN reference text GENERATED ALWAYS AS ('MODULE-' || id) STORED;
ALTER TABLE MODULE_orders ADD CONSTRAINT MODULE_paid_has_total CHECK (state <> 'paid' OR total > 0) NOT VALID;
ALTER TABLE MODULE_orders VALIDATE CONSTRAINT MODULE_paid_has_total;
"""),
    ("view", """\
CREATE VIEW MODULE_turnover AS
  SELECT c.email, count(*) AS orders, sum(o.total) AS total
  FROM MODULE_orders o JOIN MODULE_customers c ON c.id = o.customer_id
  WHERE o.state <> 'returned' GROUP BY c.email;
DO $$ BEGIN PERFORM count(*) FROM MODULE_turnover; END $$;
"""),
]


def write_copy(path, size):
    """One file: a table, and COPY with `size` bytes of data."""
    line = "\t".join(["{number}", "the quick brown fox jumps over the lazy dog", "42.50",
                      "2026-01-01 12:00:00", "a second text; with a semicolon and 'quotes'", "\\N"]) + "\n"
    block = "".join(line.replace("{number}", f"{number:09}") for number in range(5000)).encode()
    with open(path, "wb") as file:
        file.write(b"CREATE TABLE bulk (id bigint, text text, price numeric, at timestamp, more text, "
                   b"gone text);\nCOPY bulk FROM stdin;\n")
        for _ in range(size // len(block) + 1):
            file.write(block)
        file.write(b"\\.\n")
