"""Who somebody is who is only spoken of: "who is Tunde" is Kirsty's son, by a note of hers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_assistant.assistant.known import notes_of
from persona_assistant.assistant.services import Services
from persona_assistant.assistant.strangers import known_through
from persona_assistant.language.ordinary import is_no_name
from persona_assistant.language.spelling import fold
from persona_assistant.language.words import STOP, sentences
from persona_assistant.pmg import Note, PersonAnswer
from persona_assistant.reader.relatives import named_relatives

_ASKED = re.compile(
    r"^\W*(?:and\s+)?(?:remind me\s+)?who"
    r"(?:['’]?s|\s+(?:on earth\s+|the (?:hell|heck)\s+)?(?:is|was))"
    r"\s+(?P<name>[^\W\d_]{3,})(?:\s+(?:again|then|anyway))?\W*$",
    re.IGNORECASE,
)
_SURE = 0.9
_SEXES = (frozenset("he his him himself".split()), frozenset("she her hers herself".split()))


def who_it_is(services: Services, question: str) -> PersonAnswer | None:
    """What somebody is to the one person whose notes name them as a relative, with the sentence;
    None for another question, for whoever is remembered, and where no notes say it."""
    asked = _ASKED.match(question)
    if asked is None:
        return None
    name, key = asked["name"], fold(asked["name"])
    with services.deciding:
        remembered = services.router.known.by_name.mentioned(question)
    if remembered or key in STOP or is_no_name(key):
        return None
    found = known_through(services, name, is_called=True)
    if found is None:
        return None
    holder, notes = found
    owner = services.store.people.names()[holder]
    theirs = named_relatives(notes_of(services, [holder])[holder], owner)
    relative = next((each for each in theirs if fold(each.who.split()[0]) == key), None)
    said = _sentence(notes, name)
    if relative is None or said is None:
        return None
    sentence, note = said
    former = relative.former and not relative.word.startswith("ex")
    called = f"former {relative.word}" if former else relative.word
    texts = [each.text for each in notes_of(services, [holder])[holder]]
    short = f"{owner}'s {called}"
    pronoun = re.search(rf"\b(her|his)\s+(?:\w+\s+)?{re.escape(name)}\b", sentence, re.IGNORECASE)
    if pronoun is not None and not _is_theirs(pronoun[1].lower(), texts):
        short = pronoun.group()
    return PersonAnswer(holder, owner, sentence, note.date, note.triplet_id, _SURE, short)


def in_words(told: PersonAnswer) -> str:
    """With the sentence that says it."""
    return f'{told.answer} ("{told.sentence}"). It is in a note of {told.name}.'


def _sentence(notes: Sequence[Note], name: str) -> tuple[str, Note] | None:
    """The first sentence that has the name."""
    for note in notes:
        for sentence in sentences(note.text):
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence, re.IGNORECASE):
                return sentence, note
    return None


def _is_theirs(pronoun: str, texts: Sequence[str]) -> bool:
    """Whether notes speak of their person rather so: "her son" in a note about a man is of somebody
    else."""
    said = [word for text in texts for word in re.findall(r"[a-z]+", text.lower())]
    same, other = sorted(_SEXES, key=lambda sex: pronoun not in sex)
    return sum(word in same for word in said) >= sum(word in other for word in said)
