-- Consent: who agreed to what and when, by which senses somebody may be recognised, and how long they are kept.

ALTER TABLE persona ADD COLUMN consent_by TEXT;          -- who agreed, where it was not the person
ALTER TABLE persona ADD COLUMN consent_day TEXT;         -- ISO 8601
ALTER TABLE persona ADD COLUMN keep_until TEXT;          -- ISO 8601: the last day; then the person is forgotten
ALTER TABLE persona ADD COLUMN warned TEXT;              -- ISO 8601: the day on which the user was told of it
CREATE INDEX persona_kept_until ON persona (keep_until) WHERE keep_until IS NOT NULL;

-- Kinds of media by which a person is not to be recognised: these are kept, and nothing is made of them.
CREATE TABLE unrecognised (
    persona INTEGER NOT NULL REFERENCES persona (id) ON DELETE CASCADE,
    kind    TEXT NOT NULL CHECK (kind IN ('image', 'voice')),
    PRIMARY KEY (persona, kind)
) STRICT, WITHOUT ROWID;
