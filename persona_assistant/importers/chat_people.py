"""Who in a chat is who here.

A chat calls people as a phone's address book does, or by their number. Who is assigned, or was when
an earlier export was imported, is that person. Else a name, an alias or a telephone number in the
notes points to somebody, which the user has to confirm.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from persona_assistant.errors import BadInput, PersonaNotFound
from persona_assistant.importers.chat import Chat, digits
from persona_assistant.importers.matching import Matcher
from persona_assistant.importers.plan import Choices
from persona_assistant.memory import Store
from persona_assistant.memory.records import clean_name, fold_name
from persona_assistant.pmg import Persona

_TAIL = 9
"""Digits at the end of a number that tell it from others, whatever its country is written like."""

_NUMBER = re.compile(r"\+?\d[\d ().\u00a0/-]{4,24}\d")


@dataclass(slots=True)
class Someone:
    """A person of a chat, under one or several names."""

    name: str
    persona: Persona | None = None
    """Who it is here; None for somebody new."""
    senders: list[str] = field(default_factory=list)
    unlike: tuple[int, ...] = ()
    may_be: tuple[Persona, ...] = ()
    """Among whom the user has to choose first."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody in a chat."""

    people: tuple[Someone, ...]
    passed_over: tuple[tuple[str, str], ...]
    """Senders who are left out, and why."""


def cast(
    chats: Sequence[Chat], store: Store | None, choices: Choices, counts: Counter[str]
) -> Cast:
    """Who wrote, by `counts` of messages. Raises BadInput for a name in `choices` that nobody in
    the chats has."""
    senders = _Senders(chats, counts)
    assigned = {senders.known(name): person for name, person in choices.assigned.items()}
    skipped = {senders.known(name) for name in choices.skipped}
    mine = [each.me for each in chats if each.me]
    if choices.me is not None:
        mine = [senders.known(choices.me)]
    for name in mine:
        assigned.setdefault(name, choices.myself)
    finder = _Finder(store, choices, senders)
    people: dict[str | int, Someone] = {}
    passed_over = []
    for name in senders.names:
        if name in skipped:
            passed_over.append((name, "you skip it"))
            continue
        someone = finder.find(name, assigned.get(name))
        if isinstance(someone, str):
            passed_over.append((name, someone))
            continue
        key = someone.persona.id if someone.persona else f"new {fold_name(someone.name)}"
        people.setdefault(key, someone).senders.append(name)
    return Cast(tuple(people.values()), tuple(passed_over))


def external_ids(chats: Iterable[Chat], senders: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """By which somebody is known in the next export."""
    found: dict[tuple[str, str], None] = {}
    for chat in chats:
        for each in chat.messages:
            if each.sender in senders:
                found[_external_id(chat, each.sender, each.sender_id)] = None
    return tuple(found)


def _external_id(chat: Chat, sender: str, sender_id: str) -> tuple[str, str]:
    return chat.program, sender_id or fold_name(sender)


class _Senders:
    """The names in the chats."""

    def __init__(self, chats: Sequence[Chat], counts: Counter[str]) -> None:
        self.names = [name for name, _ in counts.most_common()]
        self._folded = {fold_name(name): name for name in self.names}
        self.ids: dict[str, set[tuple[str, str]]] = {name: set() for name in self.names}
        for chat in chats:
            for each in chat.messages:
                self.ids[each.sender].add(_external_id(chat, each.sender, each.sender_id))

    def known(self, name: str) -> str:
        found = self._folded.get(fold_name(name.lstrip("~")))
        if found is None:
            shown = ", ".join(self.names[:8]) + (", ..." if len(self.names) > 8 else "")
            raise BadInput(f"nobody called {name!r} writes in it; who does: {shown}.")
        return found


class _Finder:
    def __init__(self, store: Store | None, choices: Choices, senders: _Senders) -> None:
        self._store, self._choices, self._senders = store, choices, senders
        self._matcher = Matcher(store, choices, source="")
        numbers = {digits(name) for name in senders.names} - {""}
        self._by_number = dict(_owners(store, numbers)) if store and numbers else {}

    def find(self, name: str, assigned: str | None) -> Someone | str:
        """Who it is, or why nobody."""
        if assigned is not None:
            return self._named(assigned)
        for source, value in self._senders.ids[name] if self._store else ():
            try:
                person = self._store.people.by_external_id(source, value) if self._store else None
            except PersonaNotFound:
                continue
            if person is not None:
                return Someone(person.name, person)
        number = digits(name)
        alike = self._by_number.get(number, []) if number else self._matcher.alike(name)
        if number and not alike:
            return "only the number is known; say whose it is"
        if not alike:
            try:
                return Someone(clean_name(name))
            except BadInput as error:
                return str(error)
        if self._choices.same is None:
            return Someone(name, may_be=tuple(alike))
        if not self._choices.same:
            return Someone(name, unlike=tuple(each.id for each in alike))
        if len(alike) > 1:
            labels = " or ".join(f"{each.label} ({each.uid})" for each in alike)
            raise BadInput(
                f"{name} may be {labels}; say which one.",
                code="ambiguous_name",
                name=name,
                names=[each.name for each in alike],
                uids=[each.uid for each in alike],
            )
        return Someone(alike[0].name, alike[0])

    def _named(self, wanted: str) -> Someone:
        if self._store is not None:
            try:
                person = self._store.people.get(wanted)
                return Someone(person.name, person)
            except PersonaNotFound:
                pass
        return Someone(clean_name(wanted))


def _owners(store: Store, numbers: set[str]) -> Iterator[tuple[str, list[Persona]]]:
    """In whose notes each of these telephone numbers stands."""
    ends = {number[-_TAIL:]: number for number in numbers}
    found: dict[str, set[int]] = {number: set() for number in numbers}
    for persona_id, notes in store.passages.notes().items():
        for _, text in notes:
            for match in _NUMBER.finditer(text):
                number = ends.get(digits(match[0])[-_TAIL:])
                if number is not None:
                    found[number].add(persona_id)
    for number, ids in found.items():
        yield number, list(store.people.by_id(sorted(ids)).values())
