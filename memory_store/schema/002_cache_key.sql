-- The key of the file beside this one that holds what can be made again (memory/cache.py).

CREATE TABLE cache_key (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;
INSERT INTO cache_key (one, key) VALUES (1, randomblob(32));
