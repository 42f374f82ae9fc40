-- People get an identity apart from their name, every change gets an event that says what it did, and
-- conversations and facts are kept. The runner switches foreign keys off while a migration runs, so that
-- a table can be made anew without the rows that refer to it.

-- `uid` never changes; `folded` only finds a name, and several people may share one.
CREATE TABLE persona_with_uid (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    uid     TEXT NOT NULL UNIQUE CHECK (length(uid) = 16),
    name    TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    folded  TEXT NOT NULL,
    consent TEXT,
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
INSERT INTO persona_with_uid (id, uid, name, folded, consent, created)
    SELECT id, lower(hex(randomblob(8))), name, folded, consent, created FROM persona;
-- An id stays used when its persona is gone.
DELETE FROM sqlite_sequence WHERE name = 'persona_with_uid';
INSERT INTO sqlite_sequence (name, seq) SELECT 'persona_with_uid', seq FROM sqlite_sequence WHERE name = 'persona';
DROP TABLE persona;
ALTER TABLE persona_with_uid RENAME TO persona;
CREATE INDEX persona_by_name ON persona (folded);

CREATE TABLE alias (
    persona INTEGER NOT NULL REFERENCES persona (id) ON DELETE CASCADE,
    folded  TEXT NOT NULL,
    name    TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    PRIMARY KEY (persona, folded)
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_by_name ON alias (folded);

-- What a person is called elsewhere: in an address book, in a photo library.
CREATE TABLE external_id (
    source  TEXT NOT NULL CHECK (source <> ''),
    value   TEXT NOT NULL CHECK (value <> ''),
    persona INTEGER NOT NULL REFERENCES persona (id) ON DELETE CASCADE,
    PRIMARY KEY (source, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX external_id_of_persona ON external_id (persona);

-- Grows when content changes by which somebody is recognised; `removed` is the version at which something
-- was last taken away. Until now the event id was the version.
CREATE TABLE content_version (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL,
    removed INTEGER NOT NULL CHECK (removed <= version)
) STRICT;
INSERT INTO content_version (one, version, removed)
    SELECT 1, ifnull(max(id), 0), ifnull(max(id) FILTER (WHERE what = 'forgot'), 0) FROM event;

-- One row for each change, written together with it. When somebody is forgotten, what their events said of
-- them goes; that something happened stays.
CREATE TABLE event_with_payload (
    id      INTEGER PRIMARY KEY,
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    kind    TEXT NOT NULL CHECK (kind <> ''),
    subject INTEGER,                              -- the persona it is about, if it is about one
    payload TEXT CHECK (json_valid(payload)),     -- what changed
    inverse TEXT CHECK (json_valid(inverse))      -- what undoing it needs
) STRICT;
INSERT INTO event_with_payload (id, created, kind, subject) SELECT id, created, what, persona FROM event;
DROP TABLE event;
ALTER TABLE event_with_payload RENAME TO event;
CREATE INDEX event_of_subject ON event (subject);

CREATE TABLE conversation (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    title   TEXT NOT NULL,
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;

CREATE TABLE turn (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    role         TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
    text         TEXT NOT NULL,
    abstained    INTEGER NOT NULL CHECK (abstained IN (0, 1)),
    created      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
CREATE INDEX turn_of_conversation ON turn (conversation);

CREATE TABLE turn_about (
    turn    INTEGER NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    persona INTEGER NOT NULL REFERENCES persona (id),
    PRIMARY KEY (turn, persona)
) STRICT, WITHOUT ROWID;
CREATE INDEX turn_about_persona ON turn_about (persona);

-- Whoever is forgotten takes the turns about them along.
CREATE TRIGGER turns_forgotten BEFORE DELETE ON persona BEGIN
    DELETE FROM turn WHERE id IN (SELECT turn FROM turn_about WHERE persona = old.id);
END;

CREATE TABLE attachment (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    turn    INTEGER NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    kind    TEXT NOT NULL CHECK (kind IN ('image', 'voice')),
    sha256  BLOB NOT NULL CHECK (length(sha256) = 32),
    width   INTEGER CHECK (width > 0),
    height  INTEGER CHECK (height > 0),
    seconds REAL CHECK (seconds > 0),
    source  TEXT NOT NULL,
    data    BLOB NOT NULL CHECK (length(data) > 0),
    CHECK (CASE kind WHEN 'image' THEN width IS NOT NULL AND height IS NOT NULL AND seconds IS NULL
                     ELSE width IS NULL AND height IS NULL AND seconds IS NOT NULL END)
) STRICT;
CREATE INDEX attachment_of_turn ON attachment (turn);

-- One statement about a persona, where it is from and when it holds. Dates are ISO 8601: 2024, 2024-05, 2024-05-17.
CREATE TABLE fact (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    persona    INTEGER NOT NULL REFERENCES persona (id) ON DELETE CASCADE,
    attribute  TEXT NOT NULL CHECK (attribute <> ''),
    value      TEXT NOT NULL CHECK (value <> ''),
    triplet    INTEGER REFERENCES triplet (id) ON DELETE SET NULL,
    origin     TEXT CHECK (origin IN ('note', 'transcript')),   -- which text of the triplet
    valid_from TEXT,
    valid_to   TEXT,
    created    TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
CREATE INDEX fact_of_persona ON fact (persona);
CREATE INDEX fact_of_triplet ON fact (triplet);
