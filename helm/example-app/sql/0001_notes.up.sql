-- For migrations.source configMap with migrations.glob "sql/*.sql".
CREATE TABLE notes (id bigint PRIMARY KEY, body text NOT NULL);
