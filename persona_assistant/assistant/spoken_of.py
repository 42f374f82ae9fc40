"""What notes say of somebody by name who has none of their own: of "her husband Leo is a roofer"
that Leo is one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from persona_assistant.language.claims import Stance
from persona_assistant.language.spelling import fold
from persona_assistant.pmg import Note
from persona_assistant.reader.claimed import FRAGMENT, claims_in
from persona_assistant.reader.reading import AnyReader, Reading

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_OWNED = re.compile(r"['’]s?$")


def without_owner(word: str) -> str:
    """A name without the ending of an owner."""
    return _OWNED.sub("", word)


_APPOSITION = re.compile(r"\b(?:an?|the) [^,.]{2,30}, $", re.I)


def spoken_of(word: str, notes: Sequence[Note]) -> Iterator[Note]:
    """What notes say of somebody by name: from the name on to the end of the fragment, with what
    they are called before it ("a Polish chef, Marek")."""
    for note in notes:
        told = []
        for match in FRAGMENT.finditer(note.text):
            at = next((each.start() for each in _named(match.group(), word)), None)
            if at is not None:
                before = _APPOSITION.search(match.group()[:at])
                told.append(match.group()[before.start() if before else at :].strip())
        if told:
            yield replace(note, text=". ".join(told))


def is_named_in(text: str, name: str) -> bool:
    """Whether a word of a text is that name. People write names in small letters too."""
    return any(_named(text, name))


def _named(text: str, name: str) -> Iterator[re.Match[str]]:
    return (
        each for each in _WORD.finditer(text) if fold(without_owner(each.group())) == fold(name)
    )


_YES_NO = re.compile(
    r"^\W*(?:is|was|does|did|has|can)\b"
    r"(?!.*\b(?:still|any ?more|gave|given up|stop(?:ped)?|quit|packed in|finished)\b)",
    re.IGNORECASE,
)


def claimed(reader: AnyReader, question: str, name: str, notes: Sequence[Note]) -> Reading | None:
    """What the notes say of somebody by name to a question with yes or no; None for another
    question, and where they do not say it."""
    if not _YES_NO.match(question):
        return None
    told = list(spoken_of(name, notes))
    asked = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "she", question, flags=re.IGNORECASE)
    reading = reader.read(question, told, name=name)
    for how, found in claims_in(asked, reading, name, told):
        if how in (Stance.STATES, Stance.DENIES, Stance.FORMER):
            word = "yes" if how is Stance.STATES else "no"
            said = f"{word}: {found.sentence.rstrip('.!')}"
            return Reading(True, found.probability, said, (found,))
    return None
