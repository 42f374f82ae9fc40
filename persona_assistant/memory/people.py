"""People: who is in the store, and everything that changes one person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from persona_assistant.errors import BadInput, PersonaNotFound
from persona_assistant.memory import (
    erasure,
    examinations,
    forgetting,
    merging,
    namesakes,
    personas,
)
from persona_assistant.memory.connections import Connections, storable
from persona_assistant.memory.entries import Addition, add_entries
from persona_assistant.memory.erasure import Eraser
from persona_assistant.memory.events import Change, changing
from persona_assistant.memory.items import set_different
from persona_assistant.memory.records import (
    Entry,
    IngestedFile,
    check_entry,
    clean_name,
    clean_text,
    fold_name,
)
from persona_assistant.pmg import Persona


class People:
    """The people of a store.

    A `name` that is asked for may be somebody's name or alias, in whatever case, or their uid. It
    raises PersonaNotFound when it is nobody's, and BadInput with the code "ambiguous_name" and the
    fields "names" and "uids" when it is several people's.
    """

    def __init__(self, connections: Connections, eraser: Eraser) -> None:
        self._connections = connections
        self._eraser = eraser

    # --- who there is

    def all(self) -> list[Persona]:
        """Everybody, ordered by name."""
        with self._connections.reading() as db:
            return personas.personas(db)

    def get(self, name: str) -> Persona:
        """One person."""
        with self._connections.reading() as db:
            return personas.find(db, name)

    def by_id(self, ids: Iterable[int]) -> dict[int, Persona]:
        """The people with these ids; an id that is not in the store is left out."""
        with self._connections.reading() as db:
            return {each.id: each for each in personas.by_ids(db, list(ids))}

    def with_uid(self, uid: str) -> list[Persona]:
        """The person of this uid, or nobody."""
        with self._connections.reading() as db:
            return personas.personas(db, "WHERE p.uid = ?", storable(uid))

    def names(self) -> dict[int, str]:
        """Everybody's name by id, in the order of ids. Much faster than `all`."""
        with self._connections.using() as db:
            rows: Any = db.execute("SELECT id, name FROM persona ORDER BY id")
            return dict(rows)

    def aliases(self) -> dict[int, tuple[str, ...]]:
        """The aliases of those who have any, by id, in the order of ids."""
        with self._connections.using() as db:
            return personas.aliases(db)

    def marks(self) -> dict[int, str]:
        """What tells those who share a name apart, by id: a few words of their notes, or their
        uid."""
        with self._connections.using() as db:
            return namesakes.marks(db)

    # --- adding

    def add(
        self,
        name: str,
        entries: Sequence[Entry],
        *,
        consent: str | None = None,
        new: bool = False,
        unlike: Iterable[int] = (),
    ) -> Persona:
        """Remember entries of a person, who is created when nobody goes by the name, or when `new`
        asks for another person of the same name. The new one is kept apart for good from those of
        the ids `unlike`, and from whoever goes by the name.

        One transaction: on any error nothing is stored. A picture or clip the person already has
        (same bytes) is kept once, however many triplets show it, with one vector per encoder; a
        triplet that is already there in all three parts is not added again. A negative exemplar
        that is added stops being one. `consent` replaces what was stored. Raises BadInput for an
        unusable name, an entry with nothing in it, a vector whose length differs from the stored
        ones of its encoder.
        """
        name, consent = clean_name(name), clean_text(consent, "consent")
        if not entries:
            raise BadInput(
                f"There is nothing to remember of {name}; give a picture, a clip or a text."
            )
        checked = [check_entry(entry) for entry in entries]
        with changing(self._connections) as change:
            apart = [*unlike, *personas.matching(change.db, name)] if new else []
            addition = _addition(change, name, consent, new=new)
            for other in apart:
                set_different(change.db, addition.persona_id, other)
            add_entries(change.db, addition, checked)
            _record(change, "added", addition)
            return personas.persona_of(change.db, addition.persona_id)

    def ingest(self, files: Sequence[IngestedFile], *, consent: str | None = None) -> None:
        """Remember what files of one or several people hold, and that these files were read.

        One transaction: on any error nothing is stored. Otherwise as `add`, whose errors it raises.
        """
        consent = clean_text(consent, "consent")
        checked = [
            (clean_name(each.name), each.digest, [check_entry(e) for e in each.entries])
            for each in files
        ]
        with changing(self._connections) as change:
            additions: dict[str, Addition] = {}
            for name, digest, entries in checked:
                folded = fold_name(name)
                if folded not in additions:
                    additions[folded] = _addition(change, name, consent)
                addition = additions[folded]
                add_entries(change.db, addition, entries)
                change.db.execute(
                    "INSERT OR IGNORE INTO taken_in (persona, digest) VALUES (?, ?)",
                    (addition.persona_id, digest),
                )
                if change.db.changes():
                    addition.files.append(digest.hex())
            for addition in additions.values():
                _record(change, "ingested", addition)

    def ingested(self) -> set[tuple[str, bytes]]:
        """Which files were ingested: a name or alias of the person as `records.fold_name` makes it,
        and `IngestedFile.digest`."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT n.folded, t.digest FROM taken_in t JOIN (SELECT id, folded FROM persona"
                " UNION SELECT persona, folded FROM alias) n ON n.id = t.persona"
            )
            return set(rows)

    # --- names

    def rename(
        self, name: str, new_name: str, *, keep_alias: bool = False, shared: bool = False
    ) -> Persona:
        """Give a person another name; `keep_alias` keeps the former one as an alias.

        Raises BadInput with the code "name_taken" when somebody else goes by the new name, unless
        `shared` allows it.
        """
        new_name = clean_name(new_name)
        with changing(self._connections, capture=True) as change:
            persona = personas.find(change.db, name)
            if persona.name == new_name:
                return persona
            self._refuse_taken(change, persona, new_name, shared)
            change.db.execute(
                "UPDATE persona SET name = ?, folded = ? WHERE id = ?",
                (new_name, fold_name(new_name), persona.id),
            )
            change.record(
                "renamed",
                subject=persona.id,
                payload={"name": new_name},
                inverse={"name": persona.name},
            )
            if keep_alias:
                _add_alias(change, persona, persona.name)
            return personas.persona_of(change.db, persona.id)

    def add_alias(self, name: str, alias: str, *, shared: bool = False) -> Persona:
        """Let a person be found by another name too. Raises BadInput as `rename` does."""
        alias = clean_name(alias)
        with changing(self._connections, capture=True) as change:
            persona = personas.find(change.db, name)
            self._refuse_taken(change, persona, alias, shared)
            if fold_name(alias) != fold_name(persona.name):
                _add_alias(change, persona, alias)
            return personas.persona_of(change.db, persona.id)

    def remove_alias(self, name: str, alias: str) -> Persona:
        """Raises BadInput with the code "no_such_alias" when the person has none like it."""
        with changing(self._connections, capture=True) as change:
            persona = personas.find(change.db, name)
            removed: Any = change.db.execute(
                "DELETE FROM alias WHERE persona = ? AND folded = ? RETURNING name",
                (persona.id, storable(fold_name(alias))),
            ).fetchone()
            if removed is None:
                raise BadInput(
                    f'{persona.name} has no alias "{storable(alias)}".', code="no_such_alias"
                )
            content = {"alias": removed[0]}
            change.record("alias_removed", subject=persona.id, payload=content, inverse=content)
            return personas.persona_of(change.db, persona.id)

    def _refuse_taken(self, change: Change, persona: Persona, name: str, shared: bool) -> None:
        others = [each for each in personas.matching(change.db, name) if each != persona.id]
        if others and not shared:
            other = personas.persona_of(change.db, others[0])
            raise BadInput(
                f'"{name}" is taken by {other.name} ({other.uid}); choose another name.',
                code="name_taken",
                name=name,
                names=[other.name],
                uids=[other.uid],
            )

    # --- ids elsewhere

    def add_external_id(self, name: str, source: str, value: str) -> None:
        """Keep what a person is called in `source`, such as an address book.

        Raises BadInput with the code "external_id_taken" when it is somebody else's.
        """
        source, value = _required(source, "source"), _required(value, "external id")
        with changing(self._connections, capture=True) as change:
            persona = personas.find(change.db, name)
            row = (source, value, persona.id)
            change.db.execute("INSERT OR IGNORE INTO external_id VALUES (?, ?, ?)", row)
            content = {"source": source, "value": value}
            if change.db.changes():
                change.record(
                    "external_id_added", subject=persona.id, payload=content, inverse=content
                )
            elif (owner := _owner(change, source, value)) != persona.id:
                other = personas.persona_of(change.db, owner)
                raise BadInput(
                    f"{value} of {source} is {other.name} ({other.uid}) already.",
                    code="external_id_taken",
                    names=[other.name],
                    uids=[other.uid],
                )

    def remove_external_id(self, source: str, value: str) -> bool:
        """Whether there was one."""
        with changing(self._connections, capture=True) as change:
            removed: Any = change.db.execute(
                "DELETE FROM external_id WHERE source = ? AND value = ? RETURNING persona",
                (storable(source), storable(value)),
            ).fetchone()
            if removed is None:
                return False
            content = {"source": source, "value": value}
            change.record(
                "external_id_removed", subject=removed[0], payload=content, inverse=content
            )
            return True

    def external_ids(self, persona_id: int) -> list[tuple[str, str]]:
        """(source, value) of a person, in order."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT source, value FROM external_id WHERE persona = ? ORDER BY 1, 2",
                (persona_id,),
            )
            return list(rows)

    def by_external_id(self, source: str, value: str) -> Persona:
        """Raises PersonaNotFound."""
        with self._connections.reading() as db:
            found = personas.personas(
                db,
                "WHERE p.id = (SELECT persona FROM external_id WHERE source = ? AND value = ?)",
                storable(source),
                storable(value),
            )
        if not found:
            raise PersonaNotFound(
                f"Nobody in the memory is {storable(value)} of {storable(source)}.",
                source=source,
                value=value,
            )
        return found[0]

    # --- two who are one

    def merge(self, kept: str, gone: str) -> Persona:
        """Let everything of `gone` be of `kept`, whom this returns; undoing takes them apart again.

        Raises BadInput with the code "same_person", or "different_people" where the user has said
        that they are two.
        """
        with changing(self._connections, capture=True) as change:
            into = personas.find(change.db, kept)
            other = personas.find(change.db, gone)
            merging.merge(change, into, other)
            return personas.persona_of(change.db, into.id)

    # --- consent and forgetting

    def set_consent(self, name: str, consent: str | None) -> Persona:
        """Keep what a person agreed to; None or blank when that is nothing."""
        consent = clean_text(consent, "consent")
        with changing(self._connections, capture=True) as change:
            persona = personas.find(change.db, name)
            _change_consent(change, persona.id, consent)
            return personas.persona_of(change.db, persona.id)

    def forget(self, name: str) -> Persona:
        """Remove a person with everything stored of them, and return who that was.

        Conversation turns about them go too, and turns that name them. The log keeps that a persona
        of this id was forgotten, and when. Raises ErasureUnfinished when they are forgotten and
        copies may still lie in a file, which opening the store or `verify` finishes.
        """
        with changing(self._connections) as change:
            persona = personas.find(change.db, name)
            forgetting.forget(change, persona)
            erasure.mark(change.db, [persona.id])
        self._eraser.finish(f"{persona.name} is forgotten")
        return persona


def _addition(change: Change, name: str, consent: str | None, *, new: bool = False) -> Addition:
    """The beginning of an addition to the person of this name, who may be created for it."""
    known = None if new else personas.resolve(change.db, name)
    if known is None:
        return Addition(personas.create(change.db, name, consent), name, new=True)
    if consent is not None:
        _change_consent(change, known, consent)
    return Addition(known, personas.name_of(change.db, known), new=False)


def _record(change: Change, kind: Any, addition: Addition) -> None:
    for choice in addition.choices:
        examinations.choose(change, *choice, by_user=True)
    if addition:
        change.record(
            kind,
            subject=addition.persona_id,
            payload=addition.payload(),
            inverse=addition.inverse(),
        )


def _change_consent(change: Change, persona_id: int, consent: str | None) -> None:
    former: Any = change.db.execute(
        "SELECT consent FROM persona WHERE id = ?", (persona_id,)
    ).fetchone()
    if former[0] != consent:
        change.db.execute("UPDATE persona SET consent = ? WHERE id = ?", (consent, persona_id))
        change.record(
            "consent_changed",
            subject=persona_id,
            payload={"consent": consent},
            inverse={"consent": former[0]},
        )


def _add_alias(change: Change, persona: Persona, alias: str) -> None:
    change.db.execute(
        "INSERT OR IGNORE INTO alias (persona, folded, name) VALUES (?, ?, ?)",
        (persona.id, fold_name(alias), alias),
    )
    if change.db.changes():
        content = {"alias": alias}
        change.record("alias_added", subject=persona.id, payload=content, inverse=content)


def _owner(change: Change, source: str, value: str) -> int:
    row: Any = change.db.execute(
        "SELECT persona FROM external_id WHERE source = ? AND value = ?", (source, value)
    ).fetchone()
    return int(row[0])


def _required(text: str, what: str) -> str:
    cleaned = clean_text(text, what)
    if cleaned is None:
        raise BadInput(f"The {what} is empty; give one.")
    return cleaned.strip()
