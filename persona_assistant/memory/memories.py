"""Memories: what the assistant remembers of its user, in four kinds.

Core memories are what is always known (a name, a home, the tone of the answers) and procedural ones
goals, habits and reminders; of each name only the latest version holds. Semantic memories are facts
and preferences, episodic ones what a session of turns was about. A memory is never changed: a
correction is a new version that follows the former one, which stays as its history.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

import apsw

from persona_assistant.errors import BadInput
from persona_assistant.memory import erasing, erasure, forgetting, remembered
from persona_assistant.memory.connections import Connections, as_json
from persona_assistant.memory.erasure import Eraser
from persona_assistant.memory.events import Change, changing
from persona_assistant.memory.facts import is_date
from persona_assistant.memory.records import clean_source, clean_text
from persona_assistant.pmg import Persona

MemoryKind = Literal["core", "semantic", "episodic", "procedural"]
MemoryOrigin = Literal["turn", "photo", "import", "user"]
KINDS: tuple[MemoryKind, ...] = get_args(MemoryKind)
ORIGINS: tuple[MemoryOrigin, ...] = get_args(MemoryOrigin)
MOST_PROCEDURAL = 20
"""Goals, habits and reminders that hold at once; the oldest one gives way."""

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MEMORY = """
    SELECT m.id, m.kind, m.name, m.text, m.keywords, m.said, m.valid_from, m.valid_to, m.origin,
        m.source, m.follows, m.ended, m.created,
        (SELECT group_concat(turn, ' ' ORDER BY turn) FROM memory_turn WHERE memory = m.id),
        (SELECT group_concat(persona, ' ' ORDER BY persona) FROM memory_about WHERE memory = m.id)
    FROM memory m
"""


@dataclass(frozen=True, slots=True)
class Memory:
    """One memory, in one version."""

    kind: MemoryKind
    text: str
    name: str = ""
    """What a core or a procedural memory is of, such as "user.name"; "" for the others."""
    keywords: str = ""
    said: str = ""
    """When the user said it: UTC, ISO 8601; "" is now."""
    valid_from: str | None = None
    """From when it holds, or when it happened: 2024, 2024-05 or 2024-05-17."""
    valid_to: str | None = None
    origin: MemoryOrigin = "user"
    """Where it is from: a turn of a conversation, a photo, an import, or the user's own hand."""
    source: str = ""
    """The file of a photo or an import."""
    turns: tuple[int, ...] = ()
    """Ids of the turns it was taken from."""
    about: tuple[int, ...] = ()
    """Ids of the people it is about, beside the user."""
    follows: int | None = None
    """The version before it."""
    ended: Literal["replaced", "retracted"] | None = None
    """Why it holds no more; None while it holds."""
    created: str = ""
    id: int = 0


class Memories:
    """The memories of a store. They are nothing that people are recognised by.

    An id that is not there raises BadInput with the code "no_such_memory".
    """

    def __init__(self, connections: Connections, eraser: Eraser) -> None:
        self._connections, self._eraser = connections, eraser

    def add(self, memory: Memory) -> Memory:
        """Keep a memory and return it as it is stored. Of a core or procedural name the former
        version is replaced; what is remembered already, in the same words, is kept once.

        Raises BadInput for an empty text, a time of another form, or a turn that is not there.
        """
        with changing(self._connections, capture=True) as change:
            return add(change, memory)

    def get(self, memory_id: int) -> Memory:
        with self._connections.using() as db:
            return one(db, memory_id)

    def list(
        self, kinds: Collection[MemoryKind] = KINDS, *, about: int | None = None
    ) -> tuple[Memory, ...]:
        """Those that hold, of some kinds and `about` a person where one is given, in the order in
        which they were remembered."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                f"{_MEMORY} WHERE m.ended IS NULL AND m.kind IN (SELECT value FROM json_each(?1))"
                " AND (?2 IS NULL OR m.id IN (SELECT memory FROM memory_about WHERE persona = ?2))"
                " ORDER BY m.id",
                (json.dumps(sorted(kinds)), about),
            )
            return tuple(map(_memory, rows))

    def history(self, memory_id: int) -> tuple[Memory, ...]:
        """All versions of a memory, the oldest first."""
        with self._connections.reading() as db:
            one(db, memory_id)
            ids = remembered.versions(db, memory_id)
            rows: Any = db.execute(
                f"{_MEMORY} WHERE m.id IN (SELECT value FROM json_each(?)) ORDER BY m.id",
                (as_json(ids),),
            )
            return tuple(map(_memory, rows))

    def going_with(self, persona: Persona) -> tuple[Memory, ...]:
        """Those that hold and go when a person is forgotten: they are about them, name them, or
        were taken from turns that do."""
        with self._connections.reading() as db:
            ids = forgetting.memories_of(db, persona)
            rows: Any = db.execute(
                f"{_MEMORY} WHERE m.ended IS NULL AND m.id IN (SELECT value FROM json_each(?))"
                " ORDER BY m.id",
                (as_json(ids),),
            )
            return tuple(map(_memory, rows))

    def search(
        self,
        words: Iterable[str],
        *,
        kinds: Collection[MemoryKind] = KINDS,
        since: str | None = None,
        until: str | None = None,
        limit: int = 50,
    ) -> tuple[Memory, ...]:
        """Those that hold in which any of the words stands, best first, at most `limit`; without
        words the latest. `since` and `until` are days (2024-05-17): what was said, happened or
        held on none of the days between them is left out.
        """
        with self._connections.using() as db:
            ids = remembered.found(db, list(words), kinds, since, until, limit)
            rows: Any = db.execute(
                f"{_MEMORY} WHERE m.id IN (SELECT value FROM json_each(?))", (as_json(ids),)
            )
            found = {row[0]: _memory(row) for row in rows}
            return tuple(found[each] for each in ids if each in found)

    def edit(
        self,
        memory_id: int,
        *,
        text: str | None = None,
        keywords: str | None = None,
        valid_from: str | None = None,
        valid_to: str | None = None,
        about: Collection[int] | None = None,
    ) -> Memory:
        """A new version with what is given; "" removes a time. The former one is its history.

        Raises BadInput for what cannot be kept, and with the code "memory_ended" for a version that
        holds no more.
        """
        with changing(self._connections, capture=True) as change:
            former = _holding(change.db, memory_id)
            times = {"valid_from": valid_from, "valid_to": valid_to}
            given: dict[str, Any] = {k: v or None for k, v in times.items() if v is not None}
            given |= {} if text is None else {"text": text, "keywords": ""}
            given |= {} if keywords is None else {"keywords": keywords}
            given |= {} if about is None else {"about": tuple(about)}
            new = dataclasses.replace(former, **given, origin="user", turns=(), source="")
            if all(getattr(new, each) == getattr(former, each) for each in given):
                return former
            _end(change.db, former.id, "replaced")
            made = _insert(change.db, dataclasses.replace(new, follows=former.id))
            change.record("memory_edited", payload=_content(made))
            return made

    def retract(self, memory_id: int) -> Memory:
        """Let a memory hold no more; undoing brings it back."""
        with changing(self._connections, capture=True) as change:
            former = _holding(change.db, memory_id)
            _end(change.db, memory_id, "retracted")
            change.record("memory_retracted", payload=_content(former))
            return one(change.db, memory_id)

    def erase(self, memory_id: int) -> Memory:
        """Remove a memory with all its versions, the changes that hold it and the turns that quote
        it or, unless it is an episode, that it was taken from; that cannot be undone."""
        with changing(self._connections) as change:
            db = change.db
            gone = one(db, memory_id)
            ids = remembered.versions(db, memory_id)
            rows: Any = db.execute(
                "SELECT text FROM memory WHERE id IN (SELECT value FROM json_each(?))",
                (as_json(ids),),
            ).fetchall()
            said: Any = db.execute(
                "SELECT t.turn FROM memory_turn t JOIN memory m ON m.id = t.memory"
                " WHERE m.kind <> 'episodic' AND m.id IN (SELECT value FROM json_each(?))",
                (as_json(ids),),
            ).fetchall()
            erasing.erase(db, [text for (text,) in rows], (), (), [turn for (turn,) in said])
            remembered.drop(db, ids)
            erasure.mark(db)
            change.record("memory_erased", payload={"memory": memory_id, "kind": gone.kind})
        self._eraser.finish("It is erased")
        return gone


def add(change: Change, memory: Memory) -> Memory:
    """See `Memories.add`."""
    db = change.db
    new = checked(memory)
    known: Any = db.execute(
        "SELECT id FROM memory WHERE ended IS NULL AND kind = ? AND name = ? AND text = ?"
        " AND valid_from IS ? AND valid_to IS ? AND (kind <> 'episodic' OR said = ?)",
        (new.kind, new.name, new.text, new.valid_from, new.valid_to, new.said),
    ).fetchone()
    if known is not None:
        return one(db, known[0])
    if new.name:
        former: Any = db.execute(
            "SELECT id FROM memory WHERE ended IS NULL AND kind = ? AND name = ?",
            (new.kind, new.name),
        ).fetchone()
        if former is not None:
            _end(db, former[0], "replaced")
            new = dataclasses.replace(new, follows=former[0])
    made = _insert(db, new)
    change.record("memory_added", payload=_content(made))
    if made.kind == "procedural":
        _cap(change)
    return made


def recorded(change: Change, memory: Memory) -> int:
    """Store a version as it is, with when it was stored and why it ended; returns its id. Raises
    BadInput."""
    made = _insert(change.db, memory)
    change.db.execute(
        "UPDATE memory SET created = ?, ended = ? WHERE id = ?",
        (memory.created, memory.ended, made.id),
    )
    change.record("memory_added", payload=_content(made))
    return made.id


def every(db: apsw.Connection) -> Iterator[Memory]:
    """All versions, by their ids."""
    rows: Any = db.execute(f"{_MEMORY} ORDER BY m.id").fetchall()
    return map(_memory, rows)


def one(db: apsw.Connection, memory_id: int) -> Memory:
    row: Any = db.execute(f"{_MEMORY} WHERE m.id = ?", (memory_id,)).fetchone()
    if row is None:
        raise BadInput(
            f"There is no memory {memory_id}; list them.", code="no_such_memory", memory=memory_id
        )
    return _memory(row)


def _holding(db: apsw.Connection, memory_id: int) -> Memory:
    memory = one(db, memory_id)
    if memory.ended is not None:
        raise BadInput(
            f"Memory {memory_id} was {memory.ended} and holds no more; undo that first.",
            code="memory_ended",
            memory=memory_id,
        )
    return memory


def holding(db: apsw.Connection, memory_id: int) -> bool:
    """Whether a memory is there and holds."""
    row: Any = db.execute(
        "SELECT 1 FROM memory WHERE id = ? AND ended IS NULL", (memory_id,)
    ).fetchone()
    return row is not None


def end(change: Change, memory_id: int, why: str) -> None:
    """Let a memory hold no more, with the event of that."""
    _end(change.db, memory_id, why)
    kind: Literal["memory_retracted", "memory_edited"]
    kind = "memory_retracted" if why == "retracted" else "memory_edited"
    change.record(kind, payload=_content(one(change.db, memory_id)))


def _end(db: apsw.Connection, memory_id: int, why: str) -> None:
    db.execute("UPDATE memory SET ended = ? WHERE id = ?", (why, memory_id))


def _cap(change: Change) -> None:
    """Only so many procedural memories hold at once."""
    rows: Any = change.db.execute(
        "SELECT id FROM memory WHERE ended IS NULL AND kind = 'procedural'"
        " ORDER BY id DESC LIMIT -1 OFFSET ?",
        (MOST_PROCEDURAL,),
    ).fetchall()
    for (memory_id,) in rows:
        end(change, memory_id, "retracted")


def _insert(db: apsw.Connection, memory: Memory) -> Memory:
    new = checked(memory)
    db.execute(
        "INSERT INTO memory (kind, name, text, keywords, said, valid_from, valid_to, origin,"
        " source, follows) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(new.kind, new.name, new.text, new.keywords, new.said),
            *(new.valid_from, new.valid_to, new.origin, new.source, new.follows),
        ),
    )
    memory_id = db.last_insert_rowid()
    for table, column, ids in (
        ("memory_turn", "turn", new.turns),
        ("memory_about", "persona", new.about),
    ):
        for each in dict.fromkeys(ids):
            source = "turn" if column == "turn" else "persona"
            db.execute(
                f"INSERT INTO {table} (memory, {column}) SELECT ?, id FROM {source} WHERE id = ?",
                (memory_id, each),
            )
            if not db.changes():
                raise BadInput(
                    f"There is no {column} {each} that this memory could be from or about.",
                    code="persona_forgotten" if column == "persona" else "no_such_turn",
                )
    return one(db, memory_id)


def checked(memory: Memory) -> Memory:
    """The memory as it can be stored. Raises BadInput for what cannot."""
    text = clean_text(memory.text, "memory")
    if text is None:
        raise BadInput("The memory is empty; say what is to be remembered.", code="empty_memory")
    if memory.kind not in KINDS:
        raise BadInput(f"There is no kind {memory.kind!r}; it is one of {', '.join(KINDS)}.")
    if memory.kind in ("core", "procedural") and not memory.name.strip():
        raise BadInput(
            f"A {memory.kind} memory has a name, such as user.name; give one.", code="no_name"
        )
    for date in (memory.valid_from, memory.valid_to):
        if date is not None and not is_date(date):
            raise BadInput(f"{date!r} is no date; write it like 2024, 2024-05 or 2024-05-17.")
    said = memory.said or datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if not MOMENT.fullmatch(said):
        raise BadInput(f"{said!r} is no moment; write it like 2024-05-17T09:30:00Z.")
    return dataclasses.replace(
        memory,
        text=text.strip(),
        name=(clean_text(memory.name, "name") or "").strip(),
        keywords=(clean_text(memory.keywords, "keywords") or "").strip(),
        source=clean_source(memory.source),
        said=said,
    )


def _content(memory: Memory) -> dict[str, Any]:
    return {"memory": memory.id, "kind": memory.kind}


def _memory(row: tuple[Any, ...]) -> Memory:
    memory_id, kind, name, text, keywords, said, valid_from, valid_to, *rest = row
    origin, source, follows, ended, created, turns, about = rest
    return Memory(
        kind=kind,
        text=text,
        name=name,
        keywords=keywords,
        said=said,
        valid_from=valid_from,
        valid_to=valid_to,
        origin=origin,
        source=source,
        turns=tuple(map(int, (turns or "").split())),
        about=tuple(map(int, (about or "").split())),
        follows=follows,
        ended=ended,
        created=created,
        id=memory_id,
    )
