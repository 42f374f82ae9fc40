"""What somebody's notes claim of them, where a question asks for a yes or a no: which places speak
of it, and how each stands to it.

The reader weighs the places. One that says it in so many words counts even where the reader is
unsure of it, as it is of "two cats" in a long line of fragments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from persona_assistant.language.claims import Stance, stance
from persona_assistant.language.first_person import speaker
from persona_assistant.language.plainly import is_gone, said_plainly
from persona_assistant.language.support import Support, key_words, support
from persona_assistant.language.words import sentences
from persona_assistant.pmg import Note
from persona_assistant.reader.reading import Found, Reading

PLAIN = 0.87
"""How sure a place is that says it in so many words: 52 of 60 drawn from worlds/reading were."""
_NEEDED = {Support.FULL: 0.25, Support.SOME: 0.5, Support.NONE: 0.9, Support.AGAINST: 2.0}
"""The probability from which a place counts, by how much of the question it says."""
_NEEDED_OF_MORE = 0.08
"""The same of a place that says all of two words or more, or that speaks of a relative."""


def claims_in(
    question: str, reading: Reading, name: str, notes: Sequence[Note] = ()
) -> list[tuple[Stance, Found]]:
    """The places that speak of what a question with yes or no names, and how each stands to it; the
    surest first. `notes` are the person's, for what the reader passed over."""
    own = frozenset(part.lower() for part in name.split())
    several = len(key_words(question)) > 1
    found = []
    for each in [*reading.found, *_passed_over(question, reading, notes)]:
        plain = said_plainly(question, each.sentence)
        said = support(question, each.sentence)
        if plain is not None:
            span = each.sentence[slice(*plain)]
            how = stance(question, _with_speaker(each), span=span, names=own)
            if how is Stance.STATES and _has_gone(each, plain, notes):
                how = Stance.FORMER
            each = replace(each, probability=max(PLAIN, each.probability))
        else:
            span = "" if said is Support.FULL else each.span
            how = stance(question, _with_speaker(each), span=span, names=own)
            needed = _NEEDED[said]
            if said is Support.FULL and (several or how is Stance.OTHERS):
                needed = _NEEDED_OF_MORE
            if each.probability < needed or (said is not Support.FULL and not reading.answered):
                continue
        found.append((said, how, each))
    found.sort(key=lambda each: (-each[0], -each[2].probability))
    return [(how, each) for _, how, each in found]


def _passed_over(question: str, reading: Reading, notes: Sequence[Note]) -> Iterator[Found]:
    """Sentences that say it and that the reading does not hold."""
    held = {(each.note.text, each.sentence) for each in reading.found}
    for note in notes:
        at = 0
        for sentence in sentences(note.text):
            at = note.text.find(sentence, at)
            if (note.text, sentence) in held:
                continue
            plain = said_plainly(question, sentence)
            if plain is not None:
                span = sentence[slice(*plain)]
                yield Found(note, sentence, span, at + plain[0], PLAIN)


def _has_gone(each: Found, plain: tuple[int, int], notes: Sequence[Note]) -> bool:
    """Whether a later note says so."""
    thing = each.sentence[slice(*plain)]
    return any(
        is_gone(thing, each.sentence, plain[1], later.text)
        for later in notes
        if later.date and each.note.date and later.date > each.note.date
    )


def _with_speaker(found: Found) -> str:
    """The sentence, behind the name of who says it in a chat."""
    who = speaker(found.note.text, found.start)
    if who is None or found.sentence.startswith((who, "[")):
        return found.sentence
    return f"{who}: {found.sentence}"
