#!/bin/sh
# Starts PostgreSQL as the official image does: on the first start a temporary server, which answers
# on the unix socket only, is there for the scripts in /docker-entrypoint-initdb.d, and goes away.
set -eu

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}

as_root() {
  mkdir -p "$PGDATA" /var/run/postgresql
  chown postgres:postgres "$PGDATA" /var/run/postgresql
  chmod 700 "$PGDATA"
  exec setpriv --reuid postgres --regid postgres --init-groups -- "$0" "$@"
}

make_cluster() {
  password=${POSTGRES_PASSWORD:-}
  [ -z "${POSTGRES_PASSWORD_FILE:-}" ] || password=$(cat "$POSTGRES_PASSWORD_FILE")
  file=$(mktemp)
  printf '%s\n' "$password" >"$file"
  initdb --username="$user" --pwfile="$file" --encoding=UTF8 --no-sync >/dev/null
  rm "$file"
  printf '%s\n' "listen_addresses = '*'" 'fsync = off' >>"$PGDATA/postgresql.conf"
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
}

run_scripts() {
  for script in /docker-entrypoint-initdb.d/*; do
    case $script in
      *.sh) "$script" ;;
      *.sql) psql --username="$user" --dbname="$database" -v ON_ERROR_STOP=1 -f "$script" ;;
    esac
  done
}

set_up() {
  make_cluster
  pg_ctl -w -o "-c listen_addresses=''" start
  [ "$database" = postgres ] || createdb --username="$user" "$database"
  run_scripts
  pg_ctl -w -m fast stop
  echo "PostgreSQL init process complete; ready for start up."
}

[ "$(id -u)" -ne 0 ] || as_root "$@"
[ -s "$PGDATA/PG_VERSION" ] || set_up
exec "$@"
