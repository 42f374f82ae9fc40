-- The day a note was written, or an encounter was: "yesterday" in a note is the day before. Notes that are there
-- already have the day they were added.

ALTER TABLE triplet ADD COLUMN
    date TEXT CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]');   -- ISO 8601
UPDATE triplet SET date = substr(created, 1, 10) WHERE text IS NOT NULL;
