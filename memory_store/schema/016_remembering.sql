-- What was said while remembering was switched off stays in its conversation and becomes no memory.

ALTER TABLE turn ADD COLUMN remembers INTEGER NOT NULL DEFAULT 1 CHECK (remembers IN (0, 1));

-- What encoders see in pictures of the user's things, so that another picture of them is known.
-- Derived: it may be deleted, and is made anew. Without a vector nothing was found there.
CREATE TABLE shown (
    attachment INTEGER NOT NULL REFERENCES attachment (id) ON DELETE CASCADE,
    encoder    TEXT NOT NULL,
    number     INTEGER NOT NULL,
    box        TEXT,            -- JSON: left, top, width and height of a face; NULL is all of it
    vector     BLOB,            -- float32, little-endian
    PRIMARY KEY (attachment, encoder, number)
) STRICT, WITHOUT ROWID;
INSERT OR REPLACE INTO memory_stage SELECT 'shown', ifnull(max(id), 0) FROM turn;
