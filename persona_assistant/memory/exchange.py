"""Exchange: people out of a store as dossiers, and dossiers into a store as people.

What is taken in at once is one transaction and one step for undoing, with an event for each person.
It only adds: nothing that a store has is replaced by what comes in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import apsw

from persona_assistant.errors import BadInput
from persona_assistant.memory import dialogues, dossiers, impressions, personas
from persona_assistant.memory.connections import Connections
from persona_assistant.memory.dialogues import Dialogue
from persona_assistant.memory.dossiers import Dossier, Exemplar, Statement
from persona_assistant.memory.entries import Addition, add_entries, add_media
from persona_assistant.memory.events import captured_within, changing
from persona_assistant.memory.facts import is_date
from persona_assistant.memory.impressions import Carried
from persona_assistant.memory.items import set_different
from persona_assistant.memory.memory_states import Version, merge_into
from persona_assistant.memory.records import (
    Entry,
    check_entry,
    check_seen,
    check_transcript,
    clean_name,
    clean_text,
    fold_name,
)
from persona_assistant.pmg import Clip, Persona, Picture

_UID = re.compile(r"[0-9a-f]{16}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A dossier to take in."""

    dossier: Dossier
    persona_id: int | None = None
    """Of the person it is of; None makes a new one."""
    unlike: tuple[int, ...] = ()
    """Ids of people of such a name whom the new one is said not to be."""


class Exchange:
    """What leaves a store for another one, and what comes from one."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def dossiers(self, persona_ids: Sequence[int], *, vectors: bool = False) -> Iterator[Dossier]:
        """The dossiers of these people, in this order; an id that is not in the store is left out.
        One state of the store, whatever is written meanwhile."""
        with self._connections.snapshot() as snapshot:
            # A temporary store has one connection: nobody else writes while a dossier is read.
            using = self._connections.reading if snapshot is None else snapshot.using
            for each in persona_ids:
                with using() as db:
                    known = db.execute("SELECT 1 FROM persona WHERE id = ?", (each,)).fetchone()
                    found = dossiers.read(db, each, vectors=vectors) if known else None
                if found is not None:
                    yield found

    def dialogues(self, persona_ids: Collection[int] | None = None) -> Iterator[Dialogue]:
        """The conversations that are about nobody but these people; all when None."""
        with self._connections.using() as db:
            ids = dialogues.among(db, persona_ids)
        for each in ids:
            with self._connections.reading() as db:
                found = dialogues.read(db, each)
            if found is not None:
                yield found

    def held(self, persona_id: int) -> frozenset[tuple[str | None, str | None, str | None]]:
        """What a person's triplets hold: the sha256 of the picture and of the clip, in hexadecimal,
        and the text."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT lower(hex(i.sha256)), lower(hex(v.sha256)), t.text FROM triplet t"
                " LEFT JOIN media i ON i.id = t.image LEFT JOIN media v ON v.id = t.voice"
                " WHERE t.persona = ?",
                (persona_id,),
            )
            return frozenset((image or None, voice or None, text) for image, voice, text in rows)

    def media_ids(self, persona_id: int) -> dict[str, int]:
        """The ids of a person's media, by their sha256 in hexadecimal."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT lower(hex(sha256)), id FROM media WHERE persona = ?", (persona_id,)
            )
            return dict(rows)

    def take_in(
        self,
        people: Iterable[Incoming],
        *,
        source: str,
        said: Iterable[Dialogue] = (),
        memories: Iterable[Version] = (),
        personality: Iterable[Carried] = (),
    ) -> list[Persona]:
        """Remember what dossiers hold and is not there yet; returns whose they are, in this order.
        `source` says in a word or two what they came from; the history shows it. `people` may be
        made as they are taken: one dossier is held at a time, and nothing is stored if making one
        fails.

        Of the conversations `said`, those that are not there yet are stored too; undoing leaves
        them. `memories` are merged with what is remembered of the user, and `personality` with how
        they came across; undoing both is a step of its own, the first one.

        A consent that is there stays; triplets, media, negatives and facts that are there are not
        added again. Raises BadInput for what cannot be stored, and with the code
        "changed_meanwhile" where somebody to add to is gone, or somebody new is there already.
        """
        with changing(self._connections) as change:
            additions = [_taken(change.db, each) for each in people]
            here = {each.dossier.uid: addition.persona_id for addition, each in additions}
            for addition, each in additions:
                _keep_apart(change.db, addition, each)
                if addition:
                    change.record(
                        "imported",
                        subject=addition.persona_id,
                        payload={**addition.payload(), "source": source},
                        inverse=addition.inverse(),
                    )
            dialogues.take_in(change, said, here)
            with captured_within(change) as remembering:
                merge_into(remembering, memories)
                impressions.merge_into(remembering, personality)
            return [personas.persona_of(change.db, each.persona_id) for each, _ in additions]


def _taken(db: apsw.Connection, each: Incoming) -> tuple[Addition, Incoming]:
    """A person with all of their dossier but who they are not: these may come later. What comes
    back holds no media."""
    dossier = checked(each.dossier)
    addition = _begin(db, replace(each, dossier=dossier))
    _fill(db, addition, dossier)
    left = Dossier(dossier.name, dossier.uid, different=dossier.different)
    return addition, replace(each, dossier=left)


# --- before anything is stored


def checked(dossier: Dossier) -> Dossier:
    """The dossier as it can be stored. Raises BadInput for what cannot."""
    if dossier.uid and not _UID.fullmatch(dossier.uid):
        raise BadInput(f"{dossier.uid[:40]!r} is no id of a person: 16 hexadecimal digits.")
    if dossier.created and not _MOMENT.fullmatch(dossier.created):
        raise BadInput(f"{dossier.created[:40]!r} is no time; write it like 2024-05-17T12:00:00Z.")
    return replace(
        dossier,
        name=clean_name(dossier.name),
        aliases=tuple(map(clean_name, dossier.aliases)),
        consent=clean_text(dossier.consent, "consent"),
        consent_by=clean_text(dossier.consent_by, "name of who agreed"),
        external_ids=tuple(
            (_required(source, "source"), _required(value, "external id"))
            for source, value in dossier.external_ids
        ),
        entries=tuple(map(check_entry, dossier.entries)),
        negatives=tuple(
            replace(each, seen=tuple(map(check_seen, each.seen))) for each in dossier.negatives
        ),
        transcripts={key: check_transcript(each) for key, each in dossier.transcripts.items()},
        facts=tuple(map(_checked_fact, dossier.facts)),
    )


def _checked_fact(fact: Statement) -> Statement:
    for date in (fact.valid_from, fact.valid_to):
        if date is not None and not is_date(date):
            raise BadInput(f"{date[:40]!r} is no date; write it like 2024, 2024-05 or 2024-05-17.")
    if (fact.entry is None) != (fact.origin is None):
        raise BadInput("A fact names a text without its entry, or an entry without its text.")
    return replace(
        fact,
        attribute=_required(fact.attribute, "attribute of a fact"),
        value=_required(fact.value, "value of a fact"),
    )


def _required(text: str, what: str) -> str:
    cleaned = clean_text(text, what)
    if cleaned is None:
        raise BadInput(f"The {what} is empty.")
    return cleaned.strip()


# --- one person


def _begin(db: apsw.Connection, each: Incoming) -> Addition:
    """The person, who is new or is there, without anything of the dossier yet."""
    dossier = each.dossier
    if each.persona_id is not None:
        if not personas.by_ids(db, [each.persona_id]):
            raise _changed(dossier.name)
        name = personas.name_of(db, each.persona_id)
        addition = Addition(each.persona_id, name, new=False)
        db.execute(
            "UPDATE persona SET consent = ?1 WHERE id = ?2 AND consent IS NULL AND ?1 IS NOT NULL",
            (dossier.consent, each.persona_id),
        )
        if db.changes():
            addition.consents.append(dossier.consent or "")
        return addition
    if db.execute("SELECT 1 FROM persona WHERE uid = ?", (dossier.uid,)).fetchone():
        raise _changed(dossier.name)
    persona_id = personas.create(db, dossier.name, dossier.consent)
    db.execute(
        "UPDATE persona SET uid = iif(?1 = '', uid, ?1), created = iif(?2 = '', created, ?2)"
        " WHERE id = ?3",
        (dossier.uid, dossier.created, persona_id),
    )
    day, until = (each and each.isoformat() for each in (dossier.consent_day, dossier.keep_until))
    db.execute(
        "UPDATE persona SET consent_by = ?, consent_day = ?, keep_until = ? WHERE id = ?",
        (dossier.consent_by, day, until, persona_id),
    )
    db.executemany(
        "INSERT INTO unrecognised VALUES (?, ?)",
        [(persona_id, kind) for kind in dossier.unrecognised],
    )
    return Addition(persona_id, dossier.name, new=True)


def _changed(name: str) -> BadInput:
    return BadInput(
        f"What is remembered of {name} has changed since the plan was made; import once more.",
        code="changed_meanwhile",
    )


def _fill(db: apsw.Connection, addition: Addition, dossier: Dossier) -> None:
    add_entries(db, addition, dossier.entries)
    for each in dossier.negatives:
        _add_negative(db, addition, each)
    for digest, heard in dossier.transcripts.items():
        db.execute(
            "INSERT OR IGNORE INTO transcript (media, model, language, text)"
            " SELECT m.id, ?, ?, ? FROM media m"
            " WHERE m.persona = ? AND m.kind = 'voice' AND m.sha256 = ?"
            " AND m.id IN (SELECT value FROM json_each(?))",
            (
                heard.model,
                heard.language,
                heard.text,
                addition.persona_id,
                bytes.fromhex(digest),
                f"{addition.media}",
            ),
        )
    for alias in dossier.aliases:
        _add_alias(db, addition, alias)
    for pair in dossier.external_ids:
        db.execute(
            "INSERT OR IGNORE INTO external_id VALUES (?, ?, ?)", (*pair, addition.persona_id)
        )
        if db.changes():
            addition.external_ids.append(pair)
    for fact in dossier.facts:
        _add_fact(db, addition, dossier.entries, fact)
    for digest_of_file in dossier.files:
        db.execute(
            "INSERT OR IGNORE INTO taken_in (persona, digest) VALUES (?, ?)",
            (addition.persona_id, digest_of_file),
        )
        if db.changes():
            addition.files.append(digest_of_file.hex())


def _add_negative(db: apsw.Connection, addition: Addition, each: Exemplar) -> None:
    media = add_media(db, addition, each.kind, each.medium, each.seen)
    db.execute(
        "INSERT OR IGNORE INTO negative (media, persona) SELECT ?1, ?2"
        " WHERE NOT EXISTS (SELECT 1 FROM triplet WHERE image = ?1 OR voice = ?1)",
        (media, addition.persona_id),
    )
    if db.changes() and media is not None:
        addition.refuted.append(media)


def _add_alias(db: apsw.Connection, addition: Addition, alias: str) -> None:
    folded = fold_name(alias)
    if folded == fold_name(addition.name):
        return
    db.execute(
        "INSERT OR IGNORE INTO alias (persona, folded, name) VALUES (?, ?, ?)",
        (addition.persona_id, folded, alias),
    )
    if db.changes():
        addition.aliases.append(alias)


def _add_fact(
    db: apsw.Connection, addition: Addition, entries: Sequence[Entry], fact: Statement
) -> None:
    triplet = None
    if fact.entry is not None:
        triplet = _triplet_of(db, addition.persona_id, entries[fact.entry])
    row = (
        addition.persona_id,
        fact.attribute,
        fact.value,
        triplet,
        fact.origin,
        fact.valid_from,
        fact.valid_to,
    )
    db.execute(
        "INSERT INTO fact (persona, attribute, value, triplet, origin, valid_from, valid_to)"
        " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (SELECT 1 FROM fact"
        "  WHERE persona = ?1 AND attribute = ?2 AND value = ?3 AND triplet IS ?4"
        "  AND origin IS ?5 AND valid_from IS ?6 AND valid_to IS ?7)",
        row,
    )
    if db.changes():
        addition.facts.append(db.last_insert_rowid())


def _triplet_of(db: apsw.Connection, persona_id: int, entry: Entry) -> int:
    """The triplet that an entry has become, or that was there before it."""
    triplet = entry.triplet
    row: Any = db.execute(
        "SELECT id FROM triplet WHERE persona = ? AND image IS ? AND voice IS ? AND text IS ?",
        (
            persona_id,
            _medium_of(db, persona_id, "image", triplet.image),
            _medium_of(db, persona_id, "voice", triplet.voice),
            triplet.text,
        ),
    ).fetchone()
    return int(row[0])


def _medium_of(
    db: apsw.Connection, persona_id: int, kind: str, medium: Picture | Clip | None
) -> int | None:
    if medium is None:
        return None
    row: Any = db.execute(
        "SELECT id FROM media WHERE persona = ? AND kind = ? AND sha256 = ?",
        (persona_id, kind, bytes.fromhex(medium.sha256)),
    ).fetchone()
    return int(row[0])


def _keep_apart(db: apsw.Connection, addition: Addition, each: Incoming) -> None:
    """From those whom the user has said, here or there, to be somebody else."""
    others = list(each.unlike)
    for uid in each.dossier.different:
        rows: Any = db.execute("SELECT id FROM persona WHERE uid = ?", (uid,)).fetchall()
        others += [persona_id for (persona_id,) in rows]
    for other in others:
        if other != addition.persona_id:
            before = db.total_changes()
            set_different(db, addition.persona_id, other)
            if db.total_changes() != before:
                addition.different.append(other)
