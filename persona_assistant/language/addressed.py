"""Whether a question calls somebody by a name.

"Where does Pete work?" is about Pete, whoever writes of him in a note about Carla; "Pete's wife"
and "who plays chess with Pete" describe somebody by way of him. Told by the place of the name in
the sentence, for names that are nobody's of those who are known.
"""

from __future__ import annotations

import re

from persona_assistant.language.descriptions import asks
from persona_assistant.language.lexicon import is_member
from persona_assistant.language.name_words import (
    TITLES,
    NameWord,
    name_words,
    somebody_else,
)
from persona_assistant.language.spelling import APOSTROPHES, fold
from persona_assistant.language.words import STOP, stem

_AUXILIARIES = frozenset(
    "does did is was has can should would could will do are were have whats wheres whens hows "
    "whys".split()
)
_WHO = frozenset("who whos which whose that whom".split())
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
_PEOPLE = frozenset(
    map(
        stem,
        """wife husband partner girlfriend boyfriend fiance fiancee ex friend boss colleague
        coworker neighbour neighbor roommate flatmate teacher doctor dentist nurse mentor landlord
        tenant client assistant""".split(),
    )
)


def called(text: str) -> str | None:
    """The name of a person as whom the text speaks of somebody; None where it calls nobody by a
    name."""
    words = name_words(text)
    keys = [word.key for word in words]
    for at, word in enumerate(words):
        if not _is_name(words, at):
            continue
        before = keys[at - 1] if at else ""
        if _is_possessive(word):
            if at + 1 < len(words) and not _describes(keys[at + 1]):
                return word.surface
        elif (
            (before in _AUXILIARIES and not _WHO & set(keys[max(0, at - 3) : at - 1]))
            or (at == len(words) - 1 and keys[max(0, at - 2) : at] in _WHO_IS)
            or before in _ABOUT
            or (before == "of" and at > 1 and asks(keys[at - 2]))
            or (keys[0] in _FOREIGN and word.certain and at < 4 and before not in _BEFORE_A_PLACE)
        ):
            return word.surface
    return None


def _is_name(words: list[NameWord], at: int) -> bool:
    """Whether the word can be a name: by its capital, or as a noun without an article where the
    sentence wants a person."""
    word = words[at]
    if word.key in TITLES or word.key in STOP or not word.key.isalpha():
        return False
    if word.certain:
        return somebody_else(words, at)
    wanted = word.subject or (_is_possessive(word) and word.object)
    return wanted and not word.ordinary and not is_member(stem(word.key), "relative")


def _is_possessive(word: NameWord) -> bool:
    return re.search(rf"s?[{APOSTROPHES}]s?$", fold(word.surface)) is not None and any(
        mark in word.surface for mark in APOSTROPHES
    )


def _describes(key: str) -> bool:
    """Whether "Pete's" and this word speak of somebody else than Pete."""
    root = stem(key)
    return root in _PEOPLE or is_member(root, "relative") or is_member(root, "occupation")
