#!/bin/sh
# Run once by PostgreSQL's image: one role owns the tables, another one may only use them.
set -eu

psql --username=postgres --dbname=notes --no-psqlrc -v ON_ERROR_STOP=1 <<'SQL'
\set migrator `cat /run/secrets/migrator_password`
\set app `cat /run/secrets/app_password`
CREATE ROLE notes_migrator LOGIN PASSWORD :'migrator';
CREATE ROLE notes_app LOGIN PASSWORD :'app';
ALTER DATABASE notes OWNER TO notes_migrator;
ALTER DEFAULT PRIVILEGES FOR ROLE notes_migrator
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO notes_app;
SQL
