-- What a conversation was left with: the one that was open, the text that was being typed, and the
-- questions that wait for an answer. They come back after a kill, and go with whomever they name.

CREATE TABLE session (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    conversation INTEGER REFERENCES conversation (id) ON DELETE SET NULL,
    draft        TEXT NOT NULL
) STRICT;

CREATE TABLE unasked (
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL
) STRICT;

CREATE TABLE unasked_medium (
    id       INTEGER PRIMARY KEY,
    question INTEGER NOT NULL REFERENCES unasked (id) ON DELETE CASCADE,
    sha256   BLOB NOT NULL CHECK (length(sha256) = 32),
    width    INTEGER CHECK (width > 0),
    height   INTEGER CHECK (height > 0),
    seconds  REAL CHECK (seconds > 0),
    source   TEXT NOT NULL,
    data     BLOB NOT NULL CHECK (length(data) > 0)
) STRICT;
CREATE INDEX unasked_medium_of_question ON unasked_medium (question);
