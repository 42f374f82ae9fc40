"""Examinations: every face of a picture and every speaker of a clip, and which of them is the
person.

The vector of the sample that was chosen is also the medium's in the table `vector`, which alone is
searched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, TypeAlias

import apsw
import numpy as np

from persona_assistant.errors import BadInput
from persona_assistant.memory.connections import as_json
from persona_assistant.memory.events import Change
from persona_assistant.memory.records import Vector
from persona_assistant.pmg import Box
from persona_assistant.samples import Examination, Sample

_Found: TypeAlias = Iterator[tuple[int, Examination]]

_SAMPLES = """
    SELECT e.media, e.chosen, e.by_user, e.encoder, s.number,
           s.box, s.spans, s.doubts, s.quality, s.data
    FROM ({media}) m CROSS JOIN examination e ON e.encoder = ?1 AND e.media = m.media
    LEFT JOIN sample s ON s.encoder = e.encoder AND s.media = e.media
    ORDER BY e.media, s.number
"""
_THESE = "SELECT value AS media FROM json_each(?2)"
_PERSONS = """
    SELECT image AS media FROM triplet WHERE persona = ?2 UNION
    SELECT voice FROM triplet WHERE persona = ?2
"""
# From one to the next by the primary key.
_EXAMINERS = """
    WITH RECURSIVE found (encoder) AS (
        SELECT min(encoder) FROM examination
        UNION ALL
        SELECT (SELECT min(encoder) FROM examination e WHERE e.encoder > found.encoder)
        FROM found WHERE encoder IS NOT NULL
    ) SELECT encoder FROM found WHERE encoder IS NOT NULL
"""
_SEVERAL = """
    SELECT DISTINCT m.persona FROM sample s INDEXED BY sample_second JOIN media m ON m.id = s.media
    WHERE s.encoder = ? AND s.number = 2 AND s.media NOT IN (SELECT media FROM negative)
    ORDER BY m.persona
"""


def insert(db: apsw.Connection, media_id: int, examination: Examination) -> None:
    """Store a checked examination of a medium that its encoder has not seen, without vector."""
    encoder, chosen = examination.encoder, examination.chosen
    db.execute(
        "INSERT INTO examination (encoder, media, chosen, by_user) VALUES (?, ?, ?, ?)",
        (encoder, media_id, None if chosen is None else chosen + 1, examination.by_user),
    )
    db.executemany(
        "INSERT INTO sample (encoder, media, number, box, spans, doubts, quality, dim, data)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (encoder, media_id, number, *_columns(sample))
            for number, sample in enumerate(examination.samples, start=1)
        ],
    )


def read(db: apsw.Connection, encoder: str, media_ids: Iterable[int]) -> _Found:
    """The examinations of those media that the encoder examined, in the order of their ids."""
    return _read(db.execute(_SAMPLES.format(media=_THESE), (encoder, as_json(media_ids))))


def of_person(db: apsw.Connection, encoder: str, persona_id: int) -> _Found:
    """Likewise of all media in the triplets of a person."""
    return _read(db.execute(_SAMPLES.format(media=_PERSONS), (encoder, persona_id)))


def examiners(db: apsw.Connection) -> list[str]:
    """See `Media.examiners`."""
    rows: Any = db.execute(_EXAMINERS)
    return [encoder for (encoder,) in rows]


def several(db: apsw.Connection, encoder: str) -> list[int]:
    """See `Media.several`."""
    rows: Any = db.execute(_SEVERAL, (encoder,))
    return [persona_id for (persona_id,) in rows]


def _read(rows: Any) -> _Found:
    for (media_id, chosen, by_user, encoder), samples in groupby(rows, key=lambda row: row[:4]):
        found = tuple(_sample(*row[5:]) for row in samples if row[4] is not None)
        at = None if chosen is None else chosen - 1
        yield media_id, Examination(encoder, found, at, bool(by_user))


def choose(
    change: Change, media_id: int, encoder: str, number: int | None, *, by_user: bool
) -> None:
    """Let a sample, or none, stand for the person; what the user chose only the user changes.
    Raises BadInput for a number that is not there, and for a medium that the encoder has not
    examined."""
    db = change.db
    former: Any = db.execute(
        "SELECT e.chosen, e.by_user, m.persona, (SELECT count(*) FROM sample s"
        "  WHERE s.encoder = e.encoder AND s.media = e.media)"
        " FROM examination e JOIN media m ON m.id = e.media WHERE e.encoder = ? AND e.media = ?",
        (encoder, media_id),
    ).fetchone()
    if former is None:
        raise BadInput(f"Medium {media_id} was not examined by {encoder}.", code="not_examined")
    chosen, was_by_user, persona_id, count = former
    if number is not None and not 1 <= number <= count:
        raise no_such_sample(number, count)
    if (was_by_user and not by_user) or (number, by_user) == (chosen, bool(was_by_user)):
        return
    _let_stand(db, media_id, encoder, number, by_user)
    change.record(
        "chosen",
        subject=persona_id,
        payload=_as_content(media_id, encoder, number, by_user),
        inverse=_as_content(media_id, encoder, chosen, bool(was_by_user)),
    )


def _let_stand(
    db: apsw.Connection, media_id: int, encoder: str, number: int | None, by_user: bool
) -> None:
    place = (encoder, media_id)
    db.execute(
        "UPDATE examination SET chosen = ?, by_user = ? WHERE encoder = ? AND media = ?",
        (number, by_user, *place),
    )
    db.execute("DELETE FROM vector WHERE encoder = ? AND media = ?", place)
    db.execute(
        "INSERT INTO vector (encoder, media, dim, data, quality)"
        " SELECT encoder, media, dim, data, quality FROM sample"
        " WHERE encoder = ? AND media = ? AND number = ?",
        (*place, number),
    )


def _as_content(media_id: int, encoder: str, number: int | None, by_user: bool) -> dict[str, Any]:
    return {"media": media_id, "encoder": encoder, "number": number, "by_user": by_user}


def vector_of(examination: Examination) -> Vector | None:
    """That of the chosen sample."""
    if examination.chosen is None:
        return None
    sample = examination.samples[examination.chosen]
    return Vector(examination.encoder, sample.vector, sample.quality)


def no_such_sample(number: int, count: int) -> BadInput:
    """The error for a face or speaker with a number that none has."""
    return BadInput(
        f"There is no number {number} among the {count} that were found; "
        + (f"choose one from 1 to {count}." if count else "there is none to choose."),
        code="no_such_sample",
        number=number,
        count=count,
    )


def _columns(sample: Sample) -> tuple[Any, ...]:
    box, vector, quality = sample.box, sample.vector, sample.quality
    return (
        None if box is None else json.dumps([box.left, box.top, box.width, box.height]),
        json.dumps([[float(start), float(end)] for start, end in sample.spans]),
        json.dumps(list(sample.doubts), ensure_ascii=False),
        None if quality is None else quality.tobytes(),
        len(vector),
        vector.tobytes(),
    )


def _sample(box: str | None, spans: str, doubts: str, quality: bytes | None, data: bytes) -> Sample:
    return Sample(
        np.frombuffer(data, "<f4").astype(np.float32),
        None if quality is None else np.frombuffer(quality, "<f4").astype(np.float32),
        None if box is None else Box(*json.loads(box)),
        tuple((start, end) for start, end in json.loads(spans)),
        tuple(json.loads(doubts)),
    )
