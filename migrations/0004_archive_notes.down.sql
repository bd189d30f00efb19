DROP VIEW open_notes;
DROP INDEX notes_open;
ALTER TABLE notes DROP COLUMN archived_at;
