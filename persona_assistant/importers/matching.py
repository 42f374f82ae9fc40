"""Who somebody from elsewhere is here: by an id, else by a name that the user confirms."""

from __future__ import annotations

from dataclasses import dataclass, replace

from persona_assistant.errors import BadInput, PersonaNotFound
from persona_assistant.importers.plan import Choices
from persona_assistant.language.names import NameIndex
from persona_assistant.memory import Store
from persona_assistant.memory.dossiers import Dossier
from persona_assistant.memory.records import clean_name, fold_name
from persona_assistant.pmg import Persona


@dataclass(frozen=True, slots=True)
class Match:
    """Who somebody is here."""

    persona_id: int | None
    """None for somebody new."""
    uid: str | None = None
    name: str = ""
    """As it is remembered here."""
    consent: str | None = None
    unlike: tuple[int, ...] = ()
    """Ids of people of such a name whom a new one is not."""
    foreign: bool = False
    """Whether it was found by the name, so that the id elsewhere is worth keeping."""

    def adopted(self, dossier: Dossier, source: str) -> Dossier:
        """The dossier as this person's: with the id that it has elsewhere, if it has another
        here."""
        if not self.foreign or not dossier.uid:
            return dossier
        return replace(dossier, external_ids=(*dossier.external_ids, (source, dossier.uid)))


class Matcher:
    """Finds people, and collects those about whom the user has to say who they are."""

    def __init__(self, store: Store | None, choices: Choices, *, source: str) -> None:
        """`source` is that of the external ids by which people may be known here."""
        self._store, self._choices, self._source = store, choices, source
        self._names: dict[int, str] = {} if store is None else store.people.names()
        self._aliases = {} if store is None else store.people.aliases()
        self._index = NameIndex(self._names, self._aliases)
        self._folded: dict[str, list[int]] = {}
        for person, name in self._names.items():
            for each in {fold_name(name), *map(fold_name, self._aliases.get(person, ()))}:
                self._folded.setdefault(each, []).append(person)
        self._taken: dict[int, str] = {}
        self._open: list[tuple[str, list[Persona]]] = []

    def match(self, name: str, *, uid: str = "") -> Match:
        """Who has this uid; else who is said to be meant, or may be, by the name.

        Raises BadInput with the code "ambiguous_name" where two are to be one person here, or one
        may be several. Who else cannot be told is for `finish`.
        """
        name = clean_name(name)
        assigned = self._choices.assigned.get(name)
        if assigned is not None and self._store is not None:
            return self._as(name, self._store.people.get(assigned), foreign=True)
        known = self._known(uid) if uid else None
        if known is not None:
            return self._as(name, known)
        similar = self.alike(name)
        if not similar:
            return Match(None)
        if self._choices.same is False:
            return Match(None, unlike=tuple(each.id for each in similar))
        if self._choices.same is None:
            self._open.append((name, similar))
            return Match(None)
        if len(similar) > 1:
            raise BadInput(
                f"{name} may be {_or(similar)}; rename one of them, or import as new people",
                code="ambiguous_name",
                name=name,
                names=[each.name for each in similar],
                uids=[each.uid for each in similar],
            )
        return self._as(name, similar[0], foreign=True)

    def finish(self) -> None:
        """Raises BadInput with the code "similar_name" where the user has to say who somebody
        is."""
        if not self._open:
            return
        listed = "; ".join(f"{name} may be {_or(similar)}" for name, similar in self._open)
        raise BadInput(
            f"Some may be remembered already: {listed}. Say whether they are the same people or "
            "new ones.",
            code="similar_name",
            names=[name for name, _ in self._open],
            uids=[[each.uid for each in similar] for _, similar in self._open],
        )

    def _as(self, name: str, person: Persona, *, foreign: bool = False) -> Match:
        other = self._taken.setdefault(person.id, name)
        if other is not name:
            raise BadInput(
                f"Both {other} and {name} would be {person.label} here; make one of them first, "
                "or import as new people.",
                code="ambiguous_name",
                name=name,
                names=[person.name],
                uids=[person.uid],
            )
        return Match(person.id, person.uid, person.name, person.consent, (), foreign)

    def _known(self, uid: str) -> Persona | None:
        if self._store is None:
            return None
        found = self._store.people.with_uid(uid)
        if found:
            return found[0]
        try:
            return self._store.people.by_external_id(self._source, uid)
        except PersonaNotFound:
            return None

    def alike(self, name: str) -> list[Persona]:
        """Who is called so, or nearly so."""
        if self._store is None or not self._names:
            return []
        ids = set(self._folded.get(fold_name(name), ()))
        ids = ids or set(self._index.spelled_like(name) or self._index.slips_of(name))
        return list(self._store.people.by_id(sorted(ids)).values())


def _or(people: list[Persona]) -> str:
    return " or ".join(f"{each.label} ({each.uid})" for each in people)
