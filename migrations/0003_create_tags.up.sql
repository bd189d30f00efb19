CREATE TABLE tags (
  name   varchar(64) PRIMARY KEY,
  colour varchar(7) NOT NULL DEFAULT '#888888' CHECK (colour LIKE '#______')
);

CREATE TABLE note_tags (
  note_id  varchar(26) NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
  tag_name varchar(64) NOT NULL REFERENCES tags (name) ON UPDATE CASCADE,
  PRIMARY KEY (note_id, tag_name)
);

CREATE INDEX note_tags_by_tag ON note_tags (tag_name);
