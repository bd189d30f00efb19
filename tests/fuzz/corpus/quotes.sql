SELECT 'it''s;', E'\';', $a$ ;$$a$, a$b$c; SELECT "q""i;" /* a /* b */ ; */ + 1;
