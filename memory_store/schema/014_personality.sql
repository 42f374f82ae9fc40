-- How the user came across in each message that was looked at: the five traits, from 1 to 5. The profile
-- is reckoned from these rows, so that without one of them it is what it would have been.

CREATE TABLE personality (
    turn              INTEGER PRIMARY KEY REFERENCES turn (id) ON DELETE CASCADE,
    openness          INTEGER NOT NULL CHECK (openness BETWEEN 1 AND 5),
    conscientiousness INTEGER NOT NULL CHECK (conscientiousness BETWEEN 1 AND 5),
    extraversion      INTEGER NOT NULL CHECK (extraversion BETWEEN 1 AND 5),
    agreeableness     INTEGER NOT NULL CHECK (agreeableness BETWEEN 1 AND 5),
    neuroticism       INTEGER NOT NULL CHECK (neuroticism BETWEEN 1 AND 5),
    created           TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;

-- Turns up to this one have been looked at, or were written while nothing was to be read from them.
CREATE TABLE personality_progress (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    turn INTEGER NOT NULL
) STRICT;
INSERT INTO personality_progress (one, turn) SELECT 1, ifnull(max(id), 0) FROM turn;
