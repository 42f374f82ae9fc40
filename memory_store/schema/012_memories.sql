-- What the assistant remembers of its user: four kinds of memories, each with where it is from and when it holds.

CREATE TABLE memory (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       TEXT NOT NULL CHECK (kind IN ('core', 'semantic', 'episodic', 'procedural')),
    name       TEXT NOT NULL,       -- what a core or procedural memory is of ("user.name"); '' for the others
    text       TEXT NOT NULL CHECK (text <> ''),
    keywords   TEXT NOT NULL,
    said       TEXT NOT NULL,       -- ISO 8601, to the second, UTC
    valid_from TEXT,                -- ISO 8601: 2024, 2024-05, 2024-05-17
    valid_to   TEXT,
    origin     TEXT NOT NULL CHECK (origin IN ('turn', 'photo', 'import', 'user')),
    source     TEXT NOT NULL,       -- the file of a photo or an import
    follows    INTEGER REFERENCES memory (id) ON DELETE SET NULL,   -- the version before it
    ended      TEXT CHECK (ended IN ('replaced', 'retracted')),     -- why it holds no more
    created    TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
CREATE INDEX memory_current ON memory (kind, name) WHERE ended IS NULL;
CREATE INDEX memory_follows ON memory (follows) WHERE follows IS NOT NULL;

-- The turns that a memory was taken from. It goes when one of them goes.
CREATE TABLE memory_turn (
    memory INTEGER NOT NULL REFERENCES memory (id) ON DELETE CASCADE,
    turn   INTEGER NOT NULL REFERENCES turn (id),
    PRIMARY KEY (memory, turn)
) STRICT, WITHOUT ROWID;
CREATE INDEX memory_of_turn ON memory_turn (turn);
CREATE TRIGGER memories_unsaid BEFORE DELETE ON turn BEGIN
    DELETE FROM memory WHERE id IN (SELECT memory FROM memory_turn WHERE turn = old.id);
END;

CREATE TABLE memory_about (
    memory  INTEGER NOT NULL REFERENCES memory (id) ON DELETE CASCADE,
    persona INTEGER NOT NULL REFERENCES persona (id),
    PRIMARY KEY (memory, persona)
) STRICT, WITHOUT ROWID;
CREATE INDEX memory_about_persona ON memory_about (persona);
CREATE TRIGGER memories_forgotten BEFORE DELETE ON persona BEGIN
    DELETE FROM memory WHERE id IN (SELECT memory FROM memory_about WHERE persona = old.id);
END;

-- Turns up to this one have been looked at for memories.
CREATE TABLE memory_progress (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    turn INTEGER NOT NULL
) STRICT;
INSERT INTO memory_progress (one, turn) SELECT 1, ifnull(max(id), 0) FROM turn;

-- Words to memories. Text and keywords are stored once, in `memory`, where they never change.
CREATE VIRTUAL TABLE memory_index USING fts5 (
    text,
    keywords,
    content = 'memory',
    content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO memory_index (memory_index, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER memory_indexed AFTER INSERT ON memory BEGIN
    INSERT INTO memory_index (rowid, text, keywords) VALUES (new.id, new.text, new.keywords);
END;
CREATE TRIGGER memory_unindexed AFTER DELETE ON memory BEGIN
    INSERT INTO memory_index (memory_index, rowid, text, keywords)
        VALUES ('delete', old.id, old.text, old.keywords);
END;
