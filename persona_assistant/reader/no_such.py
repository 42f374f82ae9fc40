"""Whether the notes know of such a relative or animal at all: of somebody with a dog alone nothing
tells the name of "her cat", and of somebody without a husband nothing tells when he died.

The network points at the dog's name, or at whoever died. A word for such a one, for a kind of it or
for what makes one ("married", "whippet") in any note is enough to leave the places as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_assistant.language.chats import is_user
from persona_assistant.language.date_words import plain
from persona_assistant.language.gloss import in_english
from persona_assistant.language.kin import ALIKE, ANY, WIDER, bare
from persona_assistant.language.patterns import compiled
from persona_assistant.language.ways import has_ways, says_one_of
from persona_assistant.pmg import Note
from persona_assistant.reader.named_animals import any_animal
from persona_assistant.reader.reading import Found
from persona_assistant.reader.relatives import named_relatives

_OF_ONE = rf"(?:[\w-]+['’]s|\b(?:his|her|their))\s(?:late\s|former\s)?(?P<word>{ANY})(?:['’]s)?\b"
_MOST = 400
"""Letters of a question that is looked at."""
_LONGEST = 20_000
"""Letters of notes that are looked through."""
_MADE_BY = {
    "partner": r"marr|wedd|engag|dating|seeing|split|divorc|separat|broke up|widow|other half"
    r"|\bex\b|\bman\b|\blady\b|\bwoman\b|\bguy\b|couple|together|proposed|honeymoon|anniversary"
    r"|liv(?:es|ing) w|moved in w|[^\W\d_] (?:&|and|\+) [^\W\d_]",
    "parent": r"parent|folks|\bstep|orphan|born to|raised by|adopt",
    "sibling": r"sibling|\btwins?\b|\bstep|half-|only child",
    "grandparent": r"\bgran|\bnan|\bpop\b",
    "pet": "",
}
"""What else tells of such a one, for each kind of them that is looked for."""


def of_somebody_there(
    question: str, found: Sequence[Found], notes: Sequence[Note], name: str | None
) -> Sequence[Found]:
    """The places; none for a question about somebody's relative of a kind that no note speaks of,
    and for one about such an animal those whose sentence speaks of no other."""
    if name is None or is_user(name) or len(question) > _MOST:
        return found
    asked = {bare(each["word"]) for each in compiled(_OF_ONE).finditer(plain(question))}
    if len(asked) != 1:
        return found
    word = asked.pop()
    kind = WIDER.get(word, "")
    text = " ".join(each.text for each in notes)
    if kind not in _MADE_BY or len(text) > _LONGEST or _is_told_of(word, kind, plain(text)):
        return found
    if kind == "pet":  # of an animal by no word that is known it is not told which kind it is
        return [
            each
            for each in found
            if not compiled(rf"\b(?:{any_animal()})s?\b").search(plain(each.sentence))
        ]
    named = named_relatives(notes, name)
    if any(WIDER.get(bare(each.word)) == kind for each in named):
        return found
    return found if _is_told_of(word, kind, plain(in_english(text))) else ()


def _is_told_of(word: str, kind: str, text: str) -> bool:
    alike = ALIKE[word] - {"pet"} if kind == "pet" else ALIKE[word]
    if any(bare(each) in alike for each in re.findall(r"[^\W\d_]+", text)):
        return True
    if kind == "pet":
        return word == "pet" or any(has_ways(it) and says_one_of(it, text) for it in alike)
    return re.search(_MADE_BY[kind], text) is not None


__all__ = ["of_somebody_there"]
