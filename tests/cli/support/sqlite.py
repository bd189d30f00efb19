"""A SQLite file with the face of support.postgres.PostgresDatabase."""

import contextlib
import sqlite3


class SqliteDatabase:
    engine = "sqlite"
    long_statement = (
        "CREATE TABLE forever AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL"
        " SELECT n + 1 FROM c WHERE n < 1000000000000) SELECT max(n) FROM c"
    )

    def __init__(self, path):
        self.path = path
        self.url = f"sqlite:///{path}"

    def session(self, timeout=5.0):
        return sqlite3.connect(self.path, isolation_level=None, timeout=timeout)

    def query(self, statement, *values):
        with contextlib.closing(self.session()) as session:
            return session.execute(statement, values).fetchall()

    def applied(self, table="migrexec_history"):
        if not self.path.exists() or table not in self.tables(hidden=True):
            return []
        rows = self.query(f'SELECT version FROM "{table}"')
        return sorted((row[0] for row in rows), key=int)

    def tables(self, hidden=False):
        rows = self.query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
        return [row[0] for row in rows if hidden or not row[0].startswith("sqlite_")]

    def is_busy(self, process):
        """The long statement is running."""
        process.burns()

    def lock_is_free(self):
        try:
            with contextlib.closing(self.session(timeout=0)) as session:
                session.execute("BEGIN IMMEDIATE")
                session.execute("ROLLBACK")
            return True
        except sqlite3.OperationalError:
            return False

    def drop(self):
        pass
