-- The whole memory: people, what is known of them, and how it is found again.
-- Triplets are added and removed, never changed; deleting a persona removes everything below it.
-- AUTOINCREMENT, so that an id held in somebody's cache never comes to mean somebody else.

CREATE TABLE persona (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name    TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    folded  TEXT NOT NULL UNIQUE,             -- the name without its case: what makes two names one
    consent TEXT,
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;

-- A picture or a clip belongs to a persona; several triplets may show the same one.
CREATE TABLE media (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    persona INTEGER NOT NULL REFERENCES persona (id) ON DELETE CASCADE,
    kind    TEXT NOT NULL CHECK (kind IN ('image', 'voice')),
    sha256  BLOB NOT NULL CHECK (length(sha256) = 32),
    width   INTEGER CHECK (width > 0),
    height  INTEGER CHECK (height > 0),
    seconds REAL CHECK (seconds > 0),
    source  TEXT NOT NULL,
    data    BLOB NOT NULL CHECK (length(data) > 0),   -- last: reading the rest never touches its pages
    UNIQUE (persona, kind, sha256),
    UNIQUE (id, persona),
    CHECK (CASE kind WHEN 'image' THEN width IS NOT NULL AND height IS NOT NULL AND seconds IS NULL
                     ELSE width IS NULL AND height IS NULL AND seconds IS NOT NULL END)
) STRICT;

CREATE TABLE triplet (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    persona INTEGER NOT NULL REFERENCES persona (id) ON DELETE CASCADE,
    image   INTEGER,
    voice   INTEGER,
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    text    TEXT CHECK (length(text) > 0),
    FOREIGN KEY (image, persona) REFERENCES media (id, persona),
    FOREIGN KEY (voice, persona) REFERENCES media (id, persona),
    CHECK (image IS NOT NULL OR voice IS NOT NULL OR text IS NOT NULL)
) STRICT;
CREATE INDEX triplet_of_persona ON triplet (persona);
CREATE INDEX triplet_of_image ON triplet (image, persona);
CREATE INDEX triplet_of_voice ON triplet (voice, persona);

-- Clustered by encoder: all vectors of one encoder lie side by side and are read in one sweep.
CREATE TABLE vector (
    encoder TEXT NOT NULL CHECK (encoder <> ''),
    media   INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    dim     INTEGER NOT NULL CHECK (dim > 0),
    data    BLOB NOT NULL CHECK (length(data) = 4 * dim),   -- float32, little-endian
    PRIMARY KEY (encoder, media)
) STRICT, WITHOUT ROWID;
CREATE INDEX vector_of_media ON vector (media);

-- Words to triplets. The text itself is stored once, in `triplet`.
CREATE VIEW triplet_text AS SELECT id, text FROM triplet WHERE text IS NOT NULL;
CREATE VIRTUAL TABLE text_index USING fts5 (
    text,
    content = 'triplet_text',
    content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO text_index (text_index, rank) VALUES ('secure-delete', 1);   -- forgotten words leave the index
CREATE TRIGGER triplet_indexed AFTER INSERT ON triplet WHEN new.text IS NOT NULL BEGIN
    INSERT INTO text_index (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER triplet_unindexed AFTER DELETE ON triplet WHEN old.text IS NOT NULL BEGIN
    INSERT INTO text_index (text_index, rowid, text) VALUES ('delete', old.id, old.text);
END;

-- What happened when, without what it was about: it outlives the persona.
CREATE TABLE event (
    id      INTEGER PRIMARY KEY,
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    what    TEXT NOT NULL CHECK (what IN ('added', 'forgot')),
    persona INTEGER NOT NULL
) STRICT;
