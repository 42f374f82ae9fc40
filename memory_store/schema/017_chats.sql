-- Several chats of one memory may be open at once, in programs of their own: each has a row here,
-- with the conversation that is open in it. What is being typed (asked = 0) and the questions that
-- wait (asked = 1) stand beside it, with their pictures and clips.

CREATE TABLE chat (
    id           INTEGER PRIMARY KEY,
    conversation INTEGER REFERENCES conversation (id) ON DELETE SET NULL,
    kept         INTEGER NOT NULL
) STRICT;

CREATE TABLE chat_question (
    id    INTEGER PRIMARY KEY,
    chat  INTEGER NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
    asked INTEGER NOT NULL CHECK (asked IN (0, 1)),
    text  TEXT NOT NULL
) STRICT;
CREATE INDEX chat_question_of_chat ON chat_question (chat);

CREATE TABLE chat_medium (
    id       INTEGER PRIMARY KEY,
    question INTEGER NOT NULL REFERENCES chat_question (id) ON DELETE CASCADE,
    sha256   BLOB NOT NULL CHECK (length(sha256) = 32),
    width    INTEGER CHECK (width > 0),
    height   INTEGER CHECK (height > 0),
    seconds  REAL CHECK (seconds > 0),
    source   TEXT NOT NULL,
    data     BLOB NOT NULL CHECK (length(data) > 0)
) STRICT;
CREATE INDEX chat_medium_of_question ON chat_medium (question);

INSERT INTO chat SELECT one, conversation, 1 FROM session;
INSERT INTO chat_question SELECT id, 1, 1, text FROM unasked WHERE EXISTS (SELECT 1 FROM session);
INSERT INTO chat_medium SELECT m.* FROM unasked_medium m JOIN chat_question q ON q.id = m.question;
INSERT INTO chat_question (chat, asked, text) SELECT one, 0, draft FROM session WHERE draft <> '';

DROP TABLE unasked_medium;
DROP TABLE unasked;
DROP TABLE session;
