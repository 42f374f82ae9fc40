-- What was deleted is overwritten after the change that deleted it, and a kill may come between.
-- 2: unused bytes of pages are to be overwritten; 1: the write-ahead log and the cache beside the
-- store are to be emptied of it; 0: nothing is left to do. A store that forgot somebody before begins
-- with 2.

CREATE TABLE erasure (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    stage INTEGER NOT NULL CHECK (stage BETWEEN 0 AND 2)
) STRICT;
INSERT INTO erasure (one, stage) SELECT 1, iif(EXISTS (SELECT 1 FROM event), 2, 0);

-- Whose derived data the cache is still to drop. An id outlives its persona.
CREATE TABLE erasure_derived (
    persona INTEGER PRIMARY KEY
) STRICT;
