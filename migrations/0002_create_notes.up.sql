CREATE TABLE notes (
  id         varchar(26) PRIMARY KEY,
  account_id varchar(26) NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  title      text NOT NULL,
  body       text NOT NULL DEFAULT '',
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX notes_by_account ON notes (account_id, created_at);
