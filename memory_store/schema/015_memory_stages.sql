-- How far each stage of remembering is: turns up to this one have been looked at. A stage that is
-- not there has looked at none.

CREATE TABLE memory_stage (
    stage TEXT PRIMARY KEY CHECK (stage <> ''),
    turn  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO memory_stage SELECT 'stated', turn FROM memory_progress;
INSERT INTO memory_stage SELECT 'semantic', turn FROM memory_progress;
INSERT INTO memory_stage SELECT 'core', turn FROM memory_progress;
INSERT INTO memory_stage SELECT 'procedural', turn FROM memory_progress;
INSERT INTO memory_stage SELECT 'episodic', ifnull(max(t.turn), 0)
    FROM memory_turn t JOIN memory m ON m.id = t.memory WHERE m.kind = 'episodic';
DROP TABLE memory_progress;
