"""The people of a store by their names, for the words of a conversation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from persona_assistant.language.genders import behind_name, gender_of
from persona_assistant.language.name_words import LINKS, name_words, spans
from persona_assistant.language.names import NameIndex
from persona_assistant.language.ordinary import is_ordinary
from persona_assistant.language.pronouns import Gender, plain
from persona_assistant.language.rewriting import Placed
from persona_assistant.memory import Store
from persona_assistant.pmg import Note
from persona_assistant.reader.relatives import NamedRelative, named_relatives

_BETWEEN = re.compile(
    r"\s*(?:,|&|\+|\b(?:and|or|und|oder|y|o|et|ou|e|with|mit)\b)\s*", re.IGNORECASE
)
_FOR = re.compile(r"^(?:for|with|about|für|mit|bei|para|pour|chez|per|de|di)\s+", re.IGNORECASE)
_HITS = 20
"""Notes that are looked through for a name."""
_POSSESSIVE = re.compile(r"['’]s?$")


class People:
    """Everybody's names, as they are now."""

    def __init__(self, store: Store, index: NameIndex) -> None:
        self._store, self._index = store, index
        self._names = store.people.names()
        self._aliases = store.people.aliases()
        self._genders: dict[int, Gender | None] = {}

    def name(self, persona: int) -> str:
        return self._names.get(persona, "")

    def mentioned(self, text: str) -> tuple[int, ...]:
        """Everybody who is called by name, in the order of the words."""
        named = self._index.mentions(text)
        # An everyday word may be a name where nothing else is.
        certain = [each for each in named if not each.uncertain] or named
        return tuple(dict.fromkeys(person for each in certain for person in sorted(each.people)))

    def is_named_before(self, personas: Sequence[int], text: str, place: int) -> bool:
        """Whether one of these is called by name in front of that place of the text."""
        return bool(set(self.mentioned(text[:place])) & set(personas))

    def placed(self, personas: Sequence[int], text: str) -> list[Placed]:
        """Where a text calls one of these by name, however it is written: "noors", "Caz"."""
        places = spans(text)
        found = []
        for each in self._index.mentions(text):
            if each.people & set(personas):
                start, end = places[each.start][0], places[each.end - 1][1]
                found.append(Placed(start, end, self._owns(text[start:end])))
        return found

    def _owns(self, name: str) -> bool:
        """Whether a name as it is written is an owner's: "Noor's", "noors"."""
        if re.search(r"['’]s?$", name):
            return True
        last = _folded(name).split()[-1]
        return (
            last.endswith("s")
            and last not in self._by_name
            and (bool(self.mentioned(name[:-1])) or last[:-1] in self._by_name)
        )

    def only(self, text: str) -> list[tuple[int, ...]]:
        """Who has each of the names that a text is made of; empty where there is anything else in
        it."""
        text = _FOR.sub("", text.strip())
        pieces = [_POSSESSIVE.sub("", each) for each in _BETWEEN.split(text) if each]
        found = [self._by_name.get(_folded(piece), ()) for piece in pieces]
        if found and all(found):
            return found
        mentions = self._index.mentions(text)
        named = {at for each in mentions for at in range(each.start, each.end)}
        others = [each.key for at, each in enumerate(name_words(text)) if at not in named]
        if not mentions or not LINKS.issuperset(others):
            return []
        return [tuple(sorted(each.people)) for each in mentions]

    def in_order(self, personas: Sequence[int], text: str) -> tuple[int, ...]:
        """Those who are still known, in the order in which a text names them."""
        folded = _folded(text)

        def place(persona: int) -> int:
            name = _folded(self.name(persona))
            at = folded.find(name)
            return at if at >= 0 else folded.find(name.split(" ")[0]) % (len(folded) + 1)

        return tuple(sorted((each for each in personas if each in self._names), key=place))

    def fits(self, persona: int, gender: Gender) -> bool:
        """Whether a pronoun may stand for somebody; their notes may say that it cannot."""
        return gender not in ("she", "he") or self.gender(persona) in (gender, None)

    def gender(self, persona: int) -> Gender | None:
        """ "she" or "he", where the notes or the conversation leave no doubt about it."""
        if persona not in self._genders:
            texts = (each.text for each in self._notes(persona))
            self._genders[persona] = gender_of(texts, self.name(persona))
        return self._genders[persona]

    def pronoun_of(self, relative: str, holder: int) -> Gender | None:
        """What pronoun the notes of somebody have behind the name of a relative."""
        return behind_name((each.text for each in self._notes(holder)), relative)

    def said_to_be(self, persona: int, gender: Gender) -> None:
        """Keeps which pronoun the user has for somebody of whom the notes do not tell it."""
        if gender in ("she", "he") and self.gender(persona) is None:
            self._genders[persona] = gender

    def relatives(self, persona: int) -> list[NamedRelative]:
        """Whom somebody's notes name as relatives of theirs."""
        return named_relatives(self._notes(persona), self.name(persona))

    def holder_of(self, question: str) -> int | None:
        """Whose notes alone name a relative whom a question calls by name, and who is not
        remembered; None where nobody's do, or several people's."""
        words = re.findall(r"[^\W\d_]{3,}", re.sub(r"['’]s\b", "", question))
        names = [each for each in words if not is_ordinary(plain(each))]
        hits = self._store.passages.search(names, limit=_HITS) if names else []
        said = {plain(each) for each in names}
        holders = {
            holder
            for holder in {each.persona_id for each in hits if each.origin == "note"}
            if any(plain(each.who.split()[0]) in said for each in self.relatives(holder))
        }
        return holders.pop() if len(holders) == 1 else None

    def known_as(self, name: str, holder: int) -> int | None:
        """Who a relative of somebody's is, if they are remembered too: one who alone has the name,
        and with it a surname of the other's or a note that speaks of them."""
        found = set(self.mentioned(name)) - {holder}
        if len(found) != 1:
            return None
        (person,) = found
        surnames = set(_folded(self.name(person)).split()[1:])
        of_family = surnames & set(_folded(self.name(holder)).split()[1:])
        told = any(holder in self.mentioned(each.text) for each in self._notes(person))
        return person if of_family or told else None

    def texts(self) -> Mapping[int, list[str]]:
        """What everybody's notes say."""
        notes = self._store.passages.notes()
        return {each: [text for _, text in told] for each, told in notes.items()}

    def _notes(self, persona: int) -> list[Note]:
        return self._store.passages.dated_notes([persona]).get(persona, [])

    @cached_property
    def _by_name(self) -> dict[str, tuple[int, ...]]:
        """Full names, aliases and their parts -> whose they are."""
        whole: dict[str, set[int]] = {}
        parts: dict[str, set[int]] = {}
        entries = [(each, name) for each, name in self._names.items()]
        entries += [(each, name) for each, names in self._aliases.items() for name in names]
        for persona, name in entries:
            whole.setdefault(_folded(name), set()).add(persona)
            for part in _folded(name).split():
                parts.setdefault(part, set()).add(persona)
        return {
            **{name: tuple(sorted(ids)) for name, ids in parts.items() if len(name) > 1},
            **{name: tuple(sorted(ids)) for name, ids in whole.items()},
        }


def _folded(name: str) -> str:
    return " ".join(plain(name).replace("’", "'").split())
