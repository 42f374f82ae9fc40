"""Who it is, where a question asks that and the words found only say it again: for "who does the
garden" the note has "sam does our garden", and the answer is Sam.

Nobody is named in such a question, so whose note it is was decided by those very words.
"""

from __future__ import annotations

import re
from dataclasses import replace

from persona_assistant.language.about_each import is_verbal
from persona_assistant.language.ordinary import is_ordinary
from persona_assistant.language.roles import role
from persona_assistant.language.spelling import fold
from persona_assistant.language.words import words
from persona_assistant.reader.reading import Reading

_WHO = re.compile(
    r"^\W*(?:and\s|so\s)?who(?:['’]?s|\s(?:is|was|are|were))?\s+(?P<does>do(?:es)?\s|did\s)?(?P<what>.+)$",
    re.IGNORECASE,
)
_LEFT_OPEN = re.compile(r"\b(?:with|to|for|at|by|from|of|about|on)$", re.IGNORECASE)


def as_who(question: str, reading: Reading, name: str | None) -> Reading:
    """The reading, its answer the person's name where the question asks for them by what they do or
    are."""
    if not name or not reading.answered or not _asks_who(question, name):
        return reading
    asked = {each.stem for each in words(question) if each.content}
    said = [each for each in words(reading.answer) if each.content]
    again = any(each.stem in asked for each in said)
    others = any(each.stem not in asked and _may_be_name(each.surface) for each in said)
    return replace(reading, answer=name) if again and not others else reading


def _may_be_name(word: str) -> bool:
    return not is_ordinary(fold(word)) and role(f"the {word.lower()}") is None


def _asks_who(question: str, name: str) -> bool:
    match = _WHO.match(question.rstrip(" ?!."))
    if match is None or _LEFT_OPEN.search(match["what"]):
        return False
    rest = match["what"].split()
    if match["does"] and any(is_verbal(each) for each in rest[1:]):
        return False  # "who does the vet live beside"
    parts = {fold(each) for each in name.split()}
    return not parts & {fold(re.sub(r"['’]s?$", "", each)) for each in rest}
