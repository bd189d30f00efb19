"""A PgBouncer in front of a server."""

import contextlib
import os
import shutil
import subprocess

import psycopg2

from support.postgres import as_owner, free_port
from support.secret import PASSWORD
from support.waiting import eventually


@contextlib.contextmanager
def pgbouncer(server, folder, pool_mode="transaction"):
    """Yields its port."""
    folder.mkdir(mode=0o755)
    port = free_port()
    (folder / "users").write_text(f'"app" "{PASSWORD}"\n"postgres" "{PASSWORD}"\n')
    (folder / "ini").write_text(
        f"[databases]\n* = host=127.0.0.1 port={server.port}\n"
        "[pgbouncer]\nlisten_addr = 127.0.0.1\n"
        f"listen_port = {port}\nunix_socket_dir =\n"
        f"auth_type = scram-sha-256\nauth_file = {folder}/users\n"
        f"pool_mode = {pool_mode}\nmax_client_conn = 50\n"
    )
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(
            as_owner("pgbouncer", f"{folder}/ini"), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:

        def answers():
            assert process.poll() is None, (folder / "log").read_text()
            try:
                psycopg2.connect(
                    host="127.0.0.1", port=port, user="app", password=PASSWORD, dbname="postgres"
                ).close()
                return True
            except psycopg2.OperationalError:
                return False

        eventually(answers)
        yield port
    finally:
        process.terminate()
        process.wait()
