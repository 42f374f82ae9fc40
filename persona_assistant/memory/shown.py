"""Pictures of the user's things: those shown in the turns that semantic memories are from, and what
encoders see in them.

A picture lies with its turn alone, and goes with it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np

from persona_assistant.memory.connections import Connections, as_json
from persona_assistant.memory.media import medium
from persona_assistant.pmg import Box, Picture
from persona_assistant.samples import Sample

_SHOWN = """
    WITH RECURSIVE shown_in (memory, attachment) AS (
        SELECT m.id, a.id FROM memory m JOIN memory_turn t ON t.memory = m.id
            JOIN attachment a ON a.turn = t.turn
            WHERE m.kind = 'semantic' AND a.kind = 'image'
        UNION SELECT m.id, s.attachment FROM shown_in s JOIN memory m ON m.follows = s.memory
    )
"""


class ShownPictures:
    """The pictures of a store's memories, by the ids of attachments."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def of_memories(self) -> dict[int, int]:
        """Each picture of a memory that holds, to the memory; also where a correction follows the
        version that the picture was shown with."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                f"{_SHOWN} SELECT s.attachment, m.id FROM shown_in s JOIN memory m"
                " ON m.id = s.memory WHERE m.ended IS NULL ORDER BY m.id DESC"
            )
            return dict(rows)

    def of_memory(self, memory_id: int) -> Picture | None:
        """The picture of a memory, None where it has none."""
        with self._connections.using() as db:
            row: Any = db.execute(
                f"{_SHOWN} SELECT a.data, a.width, a.height, a.seconds, a.source FROM shown_in s"
                " JOIN attachment a ON a.id = s.attachment WHERE s.memory = ? ORDER BY a.id",
                (memory_id,),
            ).fetchone()
            found = None if row is None else medium(*row)
            return found if isinstance(found, Picture) else None

    def of_turns(self, turn_ids: Collection[int]) -> dict[int, str]:
        """Of these turns those that show a picture, to the name of its file."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT turn, source FROM attachment WHERE kind = 'image'"
                " AND turn IN (SELECT value FROM json_each(?)) ORDER BY id DESC",
                (as_json(turn_ids),),
            )
            return dict(rows)

    def picture(self, attachment: int) -> Picture | None:
        """None where it is gone."""
        with self._connections.using() as db:
            row: Any = db.execute(
                "SELECT data, width, height, seconds, source FROM attachment WHERE id = ?",
                (attachment,),
            ).fetchone()
            found = None if row is None else medium(*row)
            return found if isinstance(found, Picture) else None

    def seen(self, encoder: str) -> Mapping[int, tuple[Sample, ...]]:
        """What an encoder has seen, by attachment; nothing where it found nothing."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT attachment, box, vector FROM shown WHERE encoder = ?"
                " ORDER BY attachment, number",
                (encoder,),
            ).fetchall()
        found: dict[int, list[Sample]] = {}
        for attachment, box, vector in rows:
            samples = found.setdefault(attachment, [])
            if vector is not None:
                where = None if box is None else Box(*json.loads(box))
                samples.append(Sample(np.frombuffer(vector, "<f4").copy(), box=where))
        return {attachment: tuple(samples) for attachment, samples in found.items()}

    def keep(self, attachment: int, encoder: str, samples: Iterable[Sample]) -> None:
        """Keep what an encoder saw. Nothing happens where the picture was deleted meanwhile."""
        rows = [(_box(each.box), np.asarray(each.vector, "<f4").tobytes()) for each in samples]
        with self._connections.writing() as db:
            for number, (box, vector) in enumerate(rows or [(None, None)]):
                db.execute(
                    "INSERT OR REPLACE INTO shown SELECT id, ?, ?, ?, ? FROM attachment"
                    " WHERE id = ?",
                    (encoder, number, box, vector, attachment),
                )


def _box(box: Box | None) -> str | None:
    return None if box is None else json.dumps([box.left, box.top, box.width, box.height])
