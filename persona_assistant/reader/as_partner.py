"""A question about somebody as another one's partner: "Kofi's girlfriend" is the person whose notes
say that Kofi is theirs. And whom somebody is "seeing" is no husband or wife of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.partners import partners
from persona_assistant.reader.reading import Found

_PARTNER = (
    r"(?:girlfriend|boyfriend|gf|bf|wife|husband|hubby|partner|fianc[eé]e?|other half|missus)"
)


def as_the_person(question: str, notes: Sequence[Note], name: str | None) -> str:
    """The question with the person's name for "Kofi's girlfriend", where the notes say that Kofi is
    theirs."""
    own = set(re.findall(r"[^\W\d_]+", plain(name or "")))
    asked = compiled(rf"(?<![\w'’-])(?P<who>[^\W\d_]{{2,}})['’]?s\s{_PARTNER}\b").search(question)
    if asked is None or not own or plain(asked["who"]) in own:
        return question
    if own & set(re.findall(r"[^\W\d_]+", plain(question))):
        return question
    who = plain(asked["who"])
    for note in notes:
        told = (each for each in partners(note.text, own) if not each.former)
        called = {plain(each.who).split()[0] for each in told}
        if who in called or re.search(rf"\b{_PARTNER} {who}\b", plain(note.text)):
            first = (name or "").split()[0]
            return question[: asked.start()] + f"{first}" + question[asked.end() :]
    return question


_SPOUSE = r"\b(?:husband|wife|hubby|spouse|missus)['’]?s?\b"
_DATING = (
    r"\b(?:dating|seeing|going out with|boyfriend|girlfriend|bf|gf|new (?:fella|bloke|man|guy|woman"
    r"|girl))\b"
)
_WED = r"\b(?:husband|wife|hubby|spouse|missus|wedd\w+|marri\w+|marry\w*|engaged|fianc\w+)"
_ASKS_WHO = r"^\W*(?:and |so )?(?:who\b|what\b.*\b(?:called|names?)\b)"


def of_the_married(question: str, found: Sequence[Found], notes: Sequence[Note]) -> Sequence[Found]:
    """The places, those unfit that tell of a boyfriend where it is asked who the husband is, and no
    note tells of a wedding."""
    if not (compiled(_SPOUSE).search(question) and compiled(_ASKS_WHO).search(question)):
        return found
    if any(compiled(_WED).search(each.text) for each in notes):
        return found
    return [each.unfit if compiled(_DATING).search(each.sentence) else each for each in found]
