"""The same migrations, written down as each tool wants them."""


def _write(folder, files):
    folder.mkdir(parents=True)
    for name, text in files:
        (folder / name).write_text(text)
    return folder


def _parts(sql):
    """goose cuts files at semicolons unless it is told not to."""
    if "$" not in sql:
        return sql
    return f"-- +goose StatementBegin\n{sql}-- +goose StatementEnd\n"


def plain(folder, migrations):
    """NUMBER_NAME.up.sql: migrexec and golang-migrate."""
    return _write(folder, [(f"{m.number:05}_{m.name}.up.sql", m.sql) for m in migrations])


def sqlx(folder, migrations):
    return _write(folder, [(f"{m.number:05}_{m.name}.sql", m.sql) for m in migrations])


def tern(folder, migrations):
    return sqlx(folder, migrations)


def goose(folder, migrations):
    return _write(folder, [(f"{m.number:05}_{m.name}.sql", f"-- +goose Up\n{_parts(m.sql)}")
                           for m in migrations])


def dbmate(folder, migrations):
    return _write(folder, [(f"{m.number:05}_{m.name}.sql",
                            f"-- migrate:up\n{m.sql}\n-- migrate:down\n") for m in migrations])


def flyway(folder, migrations):
    return _write(folder, [(f"V{m.number}__{m.name}.sql", m.sql) for m in migrations])


def alembic(folder, migrations):
    _write(folder / "versions", [(f"{m.number:05}_{m.name}.py", _revision(m)) for m in migrations])
    (folder / "env.py").write_text(_ENV)
    (folder / "alembic.ini").write_text(f"[alembic]\nscript_location = {folder}\n")
    return folder


def _revision(migration):
    before = f'"{migration.number - 1:05}"' if migration.number > 1 else None
    return (f'from alembic import op\n\nrevision = "{migration.number:05}"\ndown_revision = {before}\n\n\n'
            f'def upgrade():\n    op.execute("""{migration.sql}""")\n')


_ENV = """\
import os

import sqlalchemy
from alembic import context

engine = sqlalchemy.create_engine(os.environ["DATABASE_URL"], poolclass=sqlalchemy.pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
"""


def psql_each(path, migrations):
    """For psql and sqlite3: one transaction for each migration."""
    path.write_text("".join(f"BEGIN;\n{m.sql}COMMIT;\n" for m in migrations))
    return path


def psql_each_with_history(path, migrations):
    """The same, and a row about each as migrexec writes it: what the record alone costs."""
    record = ("INSERT INTO history VALUES ('{number:05}', '{name}', '" + "0" * 64 +
              "', CURRENT_TIMESTAMP, 'app@host', 1, '1.0.0', NULL, NULL, NULL);\n")
    table = ("CREATE TABLE history (version text PRIMARY KEY, name text, checksum text, applied_at "
             "timestamp, applied_by text, duration_ms bigint, tool_version text, down text, "
             "statements_done integer, progress text);\n")
    path.write_text(table + "".join(
        f"BEGIN;\n{m.sql}{record.format(number=m.number, name=m.name)}COMMIT;\n" for m in migrations))
    return path


def psql_all(path, migrations):
    """Without transactions: psql -1 brings its own."""
    path.write_text("".join(m.sql for m in migrations))
    return path


def sqlite_all(path, migrations):
    path.write_text("BEGIN;\n" + "".join(m.sql for m in migrations) + "COMMIT;\n")
    return path
