"""Of whom more is to be remembered, or whether somebody is new.

A name exactly as it is remembered is that person's. One that differs only in case, accents,
apostrophes, hyphens or spaces, or by a slip, may be theirs or a new person's: only the user knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_assistant.errors import BadInput
from persona_assistant.memory.records import clean_name
from persona_assistant.pmg import Persona

if TYPE_CHECKING:
    from persona_assistant.memory import Store


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose what is added will be."""

    name: str
    """What finds a known person, or what a new one is called."""
    new: bool = False
    """Whether it is a new person, even if somebody has that name."""
    unlike: tuple[int, ...] = ()
    """Ids of those of such a name whom the user says a new person is not."""


def owner(store: Store | None, name: str, same: bool | None) -> Owner:
    """`same` says whether the person is one who is remembered; None leaves it to the name.

    Raises BadInput with the code "similar_name" and the fields "names" and "uids" where it cannot
    be told, "ambiguous_name" likewise where several people may be meant, and "nobody_similar" where
    nobody remembered can be.
    """
    name = clean_name(name)
    named, similar = _people_called(store, name) if store is not None else ([], [])
    if same is False:
        return Owner(name, new=True, unlike=tuple(each.id for each in (*named, *similar)))
    if named:
        return _one_of(named, name)
    if same:
        if not similar:
            raise BadInput(
                f"nobody with a name like {name!r} is remembered; add them as somebody new",
                code="nobody_similar",
                name=name,
            )
        return _one_of(similar, name)
    if similar:
        known = " or ".join(each.label for each in similar)
        raise BadInput(
            f"{name!r} may be {known}, who is remembered already; "
            "say whether it is the same person or a new one",
            code="similar_name",
            name=name,
            names=[each.name for each in similar],
            labels=[each.label for each in similar],
            uids=[each.uid for each in similar],
        )
    return Owner(name)


def _people_called(store: Store, name: str) -> tuple[list[Persona], list[Persona]]:
    """Who has exactly this name, alias or uid, and otherwise whose may be meant by it."""
    from persona_assistant.language.names import NameIndex

    names, aliases = store.people.names(), store.people.aliases()
    exact = [each for each, own in names.items() if name == own or name in aliases.get(each, ())]
    if exact:
        return list(store.people.by_id(exact).values()), []
    index = NameIndex(names, aliases)
    similar = index.spelled_like(name) or index.slips_of(name)
    if not similar:
        return store.people.with_uid(name), []
    return [], list(store.people.by_id(similar).values())


def _one_of(people: list[Persona], name: str) -> Owner:
    if len(people) > 1:
        known = ", ".join(f"{each.label}: {each.uid}" for each in people)
        raise BadInput(
            f"several people may be called {name!r}: {known}; give the id of the one you mean",
            code="ambiguous_name",
            name=name,
            names=[each.name for each in people],
            uids=[each.uid for each in people],
        )
    return Owner(people[0].uid)
