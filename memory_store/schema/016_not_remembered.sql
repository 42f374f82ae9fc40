-- What was said while remembering was switched off stays in its conversation and becomes no memory.

ALTER TABLE turn ADD COLUMN remembers INTEGER NOT NULL DEFAULT 1 CHECK (remembers IN (0, 1));
