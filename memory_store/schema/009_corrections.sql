-- Corrections: an event can be taken back, because it keeps the rows that it changed as they were.

ALTER TABLE event ADD COLUMN together INTEGER;     -- the first event of the same transaction, unless it is that itself
ALTER TABLE event ADD COLUMN other INTEGER;        -- a second persona it is about: merged, moved to, split off
ALTER TABLE event ADD COLUMN undone_by INTEGER;    -- the event that took it back
ALTER TABLE event ADD COLUMN changes BLOB;         -- what the transaction changed, as an SQLite changeset
CREATE INDEX event_of_other ON event (other) WHERE other IS NOT NULL;
CREATE INDEX event_together ON event (together) WHERE together IS NOT NULL;
CREATE INDEX event_with_changes ON event (id) WHERE changes IS NOT NULL;

-- People who the user has said are two. The smaller id comes first.
CREATE TABLE different (
    one   INTEGER NOT NULL REFERENCES persona (id) ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES persona (id) ON DELETE CASCADE,
    PRIMARY KEY (one, other),
    CHECK (one < other)
) STRICT, WITHOUT ROWID;
CREATE INDEX different_other ON different (other);

CREATE TRIGGER triplet_reindexed AFTER UPDATE OF text ON triplet WHEN old.text IS NOT new.text BEGIN
    INSERT INTO text_index (text_index, rowid, text) SELECT 'delete', old.id, old.text WHERE old.text IS NOT NULL;
    INSERT INTO text_index (rowid, text) SELECT new.id, new.text WHERE new.text IS NOT NULL;
END;
