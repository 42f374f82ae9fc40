-- What people are told apart by beyond their triplets: media that are *not* of them, what is said in their
-- clips, vectors of their texts, and how trustworthy an encoder proved on these very people.

-- A medium of this persona's that shows somebody else: it stands in no triplet and only ever speaks against them.
CREATE TABLE negative (
    media   INTEGER PRIMARY KEY,
    persona INTEGER NOT NULL,
    FOREIGN KEY (media, persona) REFERENCES media (id, persona) ON DELETE CASCADE
) STRICT;
CREATE INDEX negative_of_persona ON negative (persona);

-- What was heard in a clip, by a program: never the user's own words. Empty where nothing was said.
CREATE TABLE transcript (
    media    INTEGER PRIMARY KEY REFERENCES media (id) ON DELETE CASCADE,
    model    TEXT NOT NULL CHECK (model <> ''),
    language TEXT NOT NULL,
    text     TEXT NOT NULL,
    created  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
CREATE VIRTUAL TABLE transcript_index USING fts5 (
    text,
    content = 'transcript',
    content_rowid = 'media',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO transcript_index (transcript_index, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER transcript_indexed AFTER INSERT ON transcript BEGIN
    INSERT INTO transcript_index (rowid, text) VALUES (new.media, new.text);
END;
CREATE TRIGGER transcript_unindexed AFTER DELETE ON transcript BEGIN
    INSERT INTO transcript_index (transcript_index, rowid, text) VALUES ('delete', old.media, old.text);
    DELETE FROM text_vector WHERE origin = 'transcript'
        AND triplet IN (SELECT id FROM triplet WHERE voice = old.media);
END;

-- Every text there is of a persona. What is heard in a clip belongs to the first triplet that plays it.
CREATE VIEW passage AS
    SELECT id AS triplet, persona, 'note' AS origin, text FROM triplet WHERE text IS NOT NULL
    UNION ALL
    SELECT t.id, t.persona, 'transcript', x.text FROM triplet t JOIN transcript x ON x.media = t.voice
    WHERE x.text <> '' AND t.id = (SELECT min(id) FROM triplet WHERE voice = x.media);

-- Vectors of passages, several where a passage is longer than what the encoder reads at once.
CREATE TABLE text_vector (
    encoder TEXT NOT NULL CHECK (encoder <> ''),
    triplet INTEGER NOT NULL REFERENCES triplet (id) ON DELETE CASCADE,
    origin  TEXT NOT NULL CHECK (origin IN ('note', 'transcript')),
    part    INTEGER NOT NULL CHECK (part >= 0),
    dim     INTEGER NOT NULL CHECK (dim > 0),
    data    BLOB NOT NULL CHECK (length(data) = 4 * dim),   -- float32, little-endian
    PRIMARY KEY (encoder, triplet, origin, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX text_vector_of_triplet ON text_vector (triplet);

-- What the scores of an encoder are worth among the people of this memory; figures over all of them, of nobody alone.
CREATE TABLE calibration (
    encoder TEXT PRIMARY KEY CHECK (encoder <> ''),
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    content TEXT NOT NULL CHECK (json_valid(content))
) STRICT;

-- More kinds of events, not all of them about one persona. Their ids are the memory's version and stay what they are.
CREATE TABLE event_of_more_kinds (
    id      INTEGER PRIMARY KEY,
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    what    TEXT NOT NULL CHECK (what IN ('added', 'forgot', 'refuted', 'encoded', 'heard', 'calibrated')),
    persona INTEGER
) STRICT;
INSERT INTO event_of_more_kinds (id, created, what, persona) SELECT id, created, what, persona FROM event;
DROP TABLE event;
ALTER TABLE event_of_more_kinds RENAME TO event;
