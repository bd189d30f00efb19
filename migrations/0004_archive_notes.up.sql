-- Notes are put away, not deleted.
ALTER TABLE notes ADD COLUMN archived_at timestamp;

CREATE INDEX notes_open ON notes (account_id) WHERE archived_at IS NULL;

CREATE VIEW open_notes AS
  SELECT id, account_id, title, body, created_at
  FROM notes
  WHERE archived_at IS NULL;
