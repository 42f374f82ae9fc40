-- What an encoder finds in a medium: no sample, one, or several (the faces of a picture, the speakers of a clip).
-- One of them stands for the person. Its vector lies in `vector` as ever, so that all of an encoder are one sweep;
-- the others are kept here, so that another can be chosen without looking at the medium again.

ALTER TABLE vector ADD COLUMN
    quality BLOB CHECK (length(quality) > 0 AND length(quality) % 4 = 0);   -- float32, little-endian

CREATE TABLE examination (
    encoder TEXT NOT NULL CHECK (encoder <> ''),
    media   INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    chosen  INTEGER CHECK (chosen > 0),                       -- number of a sample
    by_user INTEGER NOT NULL CHECK (by_user IN (0, 1)),       -- whether the user chose it
    PRIMARY KEY (encoder, media)
) STRICT, WITHOUT ROWID;
CREATE INDEX examination_of_media ON examination (media);

CREATE TABLE sample (
    encoder TEXT NOT NULL,
    media   INTEGER NOT NULL,
    number  INTEGER NOT NULL CHECK (number > 0),
    box     TEXT CHECK (json_valid(box)),                     -- [left, top, width, height], fractions of the picture
    spans   TEXT NOT NULL CHECK (json_valid(spans)),          -- [[beginning, end], ...], seconds
    doubts  TEXT NOT NULL CHECK (json_valid(doubts)),
    quality BLOB CHECK (length(quality) > 0 AND length(quality) % 4 = 0),
    dim     INTEGER NOT NULL CHECK (dim > 0),
    data    BLOB NOT NULL CHECK (length(data) = 4 * dim),     -- float32, little-endian
    PRIMARY KEY (encoder, media, number),
    FOREIGN KEY (encoder, media) REFERENCES examination (encoder, media) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
-- Where there was a choice.
CREATE INDEX sample_second ON sample (encoder, media) WHERE number = 2;
