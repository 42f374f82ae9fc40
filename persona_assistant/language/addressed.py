"""Whether a question calls somebody by a name.

"Where does Pete work?" is about Pete, whoever writes of him in a note about Carla; "Pete's wife"
and "who plays chess with Pete" describe somebody by way of him. Told by the place of the name in
the sentence, for names that are nobody's of those who are known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from persona_assistant.language.descriptions import asks
from persona_assistant.language.lexicon import is_member
from persona_assistant.language.name_words import (
    TITLES,
    NameWord,
    looks_like_name,
    name_words,
)
from persona_assistant.language.person_phrases import is_person
from persona_assistant.language.spelling import APOSTROPHES
from persona_assistant.language.words import STOP, stem, words

_AUXILIARIES = frozenset(
    "does did is was has can should would could will do are were have whats wheres whens hows "
    "whys".split()
)
_WHO = frozenset("who whos which whose that whom".split())
_PLACED = frozenset("from in at of near".split())
_TOLD = frozenset("know tell me remember".split())
_NO_NAME = ("ing", "ed", "s", "onna")
"""Endings of words in small letters that are hardly a name's."""
_WHO_IS = (["who", "is"], ["who", "was"])
_ABOUT = frozenset("about regarding concerning".split())
_FOREIGN = frozenset(
    "wo woher wohin was wann wie warum wieso dónde donde adónde qué que cuándo cuando cómo como "
    "cuál cual où ou quand comment quel quelle quoi pourquoi dove che cosa quando come quale onde "
    "qual".split()
)
"""Words of other languages that begin a question about somebody who is named in it."""
_BEFORE_A_PLACE = frozenset(
    "in aus von mit bei nach zu für am im zum zur en de con por para a à dans avec pour chez su da "
    "di em no na com do al del der die das den dem ein eine einen el la los las un una le les une "
    "il lo gli uno o os as um uma".split()
)
_MINE = frozenset("my our".split())
_PEOPLE = frozenset(
    map(
        stem,
        """wife husband partner girlfriend boyfriend fiance fiancee ex friend mate pal boss
        colleague coworker neighbour neighbor roommate flatmate teacher doctor dentist nurse mentor
        landlord tenant client assistant owner master guardian keeper mum mom dad""".split(),
    )
)


@lru_cache(maxsize=1024)
def called(text: str) -> str | None:
    """The name of a person as whom the text speaks of somebody; None where it calls nobody by a
    name."""
    found = name_words(text)
    keys = [word.key for word in found]
    for at, word in enumerate(found):
        before = keys[at - 1] if at else ""
        if at > 1 and keys[at - 2] in _MINE and _is_role(before) and _is_named_so(found, at):
            return word.surface
        if not _is_name(found, at, before):
            continue
        if _is_possessive(word):
            following = text.split(word.surface, 1)[1]
            if keys[at + 1 : at + 2] and not _describes(following) and before not in _PLACED:
                return word.surface
        elif (
            (before in _AUXILIARIES and not _WHO & set(keys[max(0, at - 3) : at - 1]))
            or (at == len(found) - 1 and keys[max(0, at - 2) : at] in _WHO_IS)
            or (before in _ABOUT and (word.certain or keys[max(0, at - 2)] in _TOLD))
            or (before == "of" and at > 1 and asks(keys[at - 2]))
            or (keys[0] in _FOREIGN and word.certain and at < 4 and before not in _BEFORE_A_PLACE)
        ):
            return word.surface
    return None


def _is_name(found: Sequence[NameWord], at: int, before: str) -> bool:
    """Whether the word can be a name: by its capital, or as a noun without an article where the
    sentence wants a person."""
    word = found[at]
    if word.key in TITLES or word.key in STOP or not word.key.isalpha():
        return False
    if word.certain:
        return looks_like_name(found, at)
    possessive = _is_possessive(word)
    key = word.key[:-1] if possessive and word.surface[-1].lower() == "s" else word.key
    if word.ordinary or key.endswith(_NO_NAME) or is_member(stem(key), "relative"):
        return False
    return before in _AUXILIARIES | _WHO | {""} if possessive else word.subject


def _is_role(key: str) -> bool:
    return stem(key) in _PEOPLE or is_member(stem(key), "relative")


def _is_named_so(found: Sequence[NameWord], at: int) -> bool:
    """Whether the word behind "my cousin" is a name: "my cousin Rhiannon", "my cousin rhiannon's";
    in small letters and without its "'s" it may as well be a verb."""
    word = found[at]
    key = re.sub(r"s$", "", word.key) if _is_possessive(word) else word.key
    if word.key in STOP or word.key in TITLES or not key.isalpha() or _is_role(key):
        return False
    return (
        looks_like_name(found, at) if word.certain else _is_possessive(word) and not word.ordinary
    )


def _is_possessive(word: NameWord) -> bool:
    return re.search(rf"[{APOSTROPHES}]s?$", word.surface.lower()) is not None


def _describes(following: str) -> bool:
    """Whether "Pete's" and what follows speak of somebody else than Pete: "wife", "old boss"."""
    nouns = [word for word in words(following)[:2] if word.content]
    return any(each.stem in _PEOPLE or is_person(each) for each in nouns[:2]) or any(
        is_member(each.stem, "relative") for each in nouns[:1]
    )
