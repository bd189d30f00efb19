-- Data is a migration like any other. The semicolons and quotes below are part of the text.
INSERT INTO accounts (id, email, full_name)
VALUES ('01J0000000000000000000000A', 'hello@example.org', 'Zoë O''Hara');

INSERT INTO notes (id, account_id, title, body)
VALUES ('01J0000000000000000000000B', '01J0000000000000000000000A',
        'Welcome; this note came with migration 5',
        'Write something; it''s yours. -- This is no comment, /* nor is this. */');

INSERT INTO tags (name, colour) VALUES ('first steps', '#2e7d32');

INSERT INTO note_tags (note_id, tag_name)
VALUES ('01J0000000000000000000000B', 'first steps');
