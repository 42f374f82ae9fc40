"""Who of those remembered is which relative of the user's.

One who goes by "Mum" is the mother, whatever the notes call others. Otherwise the notes say it: "my
brother theo", or notes that speak of somebody as "mum" and by no name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from persona_assistant.language.kin_of_user import GROUP, kin_of_user, named_as_kin
from persona_assistant.language.spelling import fold
from persona_assistant.reader.own_kin import own_kin

_MAY_SPEAK = re.compile(
    rf"\b(?:{'|'.join(GROUP)}|kids?|child(?:ren)?|parents?|siblings?)s?\b", re.I
)
_OWNED = re.compile(r"\s+(?!(?:(?:first|last|full|sur)\s?)?(?:name|birthday|age)\b)\w")


@dataclass(frozen=True, slots=True)
class KinKnown:
    """Relatives of the user's, by what they are as `kin_of_user.GROUP` numbers it."""

    people: Mapping[int, frozenset[int]]

    spoken_of: frozenset[int] = frozenset()
    """Which relatives the user speaks of in any note, whoever they are."""

    def is_nobody(self, text: str) -> bool:
        """Whether a text asks for a relative of the user's of whom no note speaks."""
        asked = [
            each for each in kin_of_user(text) if not (each.owns and _OWNED.match(text, each.end))
        ]
        return bool(asked) and all(
            not self.of(each.kinds) and self.spoken_of.isdisjoint(each.kinds) for each in asked
        )

    def of(self, kinds: frozenset[int]) -> Sequence[int]:
        """Everybody who is one of these, by ascending id."""
        return sorted(frozenset().union(*(self.people.get(each, frozenset()) for each in kinds)))


def kin_known(
    names: Mapping[int, str],
    aliases: Mapping[int, Sequence[str]],
    notes: Mapping[int, Sequence[tuple[int, str]]],
) -> KinKnown:
    """`notes` are (id, text) by person."""
    called: dict[int, set[int]] = {}
    told: dict[int, set[int]] = {}
    for person, name in names.items():
        all_names = [name, *aliases.get(person, ())]
        for each in all_names:
            first = fold(each).split()[:1]
            for word in first:
                if word in GROUP:
                    alone = len(each.split()) == 1
                    (called if alone else told).setdefault(GROUP[word], set()).add(person)
        own = {part for each in all_names for part in fold(each).split()} - GROUP.keys()
        texts = [text for _, text in notes.get(person, ())]
        for text in texts:
            for kind in named_as_kin(text, own):
                told.setdefault(kind, set()).add(person)
        if (kind_of_notes := own_kin(texts, name)) is not None:
            told.setdefault(kind_of_notes, set()).add(person)
    return KinKnown(
        {
            each: frozenset(called[each] if each in called else told[each])
            for each in called.keys() | told.keys()
        },
        frozenset(
            kind
            for texts_of_one in notes.values()
            for _, text in texts_of_one
            if _MAY_SPEAK.search(text)
            for each in kin_of_user(text)
            for kind in each.kinds
        ),
    )
