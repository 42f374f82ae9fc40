-- Words to turns of conversations. The text itself is stored once, in `turn`, which is never changed, only removed.

CREATE VIRTUAL TABLE turn_index USING fts5 (
    text,
    content = 'turn',
    content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO turn_index (turn_index, rank) VALUES ('secure-delete', 1);   -- forgotten words leave the index
INSERT INTO turn_index (rowid, text) SELECT id, text FROM turn;
CREATE TRIGGER turn_indexed AFTER INSERT ON turn BEGIN
    INSERT INTO turn_index (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER turn_unindexed AFTER DELETE ON turn BEGIN
    INSERT INTO turn_index (turn_index, rowid, text) VALUES ('delete', old.id, old.text);
END;
