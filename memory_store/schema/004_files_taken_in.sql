-- Files that were taken in for a persona, by what they hold, so that the same folder can be enrolled again and
-- only what is new in it is looked at. A file is not what is kept of it: a photo is scaled and stripped.

CREATE TABLE taken_in (
    persona INTEGER NOT NULL REFERENCES persona (id) ON DELETE CASCADE,
    digest  BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (persona, digest)
) STRICT, WITHOUT ROWID;
