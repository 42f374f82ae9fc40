"""Lists and numbers of people: "who has a cat", "how many of my friends have kids".

The question is turned into one about each person and read in the notes of those of whom it may be
true. Only somebody whose own notes state it is named, with the sentence that states it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from persona_assistant import abstention
from persona_assistant.assistant.known import Looked, look
from persona_assistant.assistant.services import Services
from persona_assistant.language.claims import Stance, stance
from persona_assistant.language.first_person import speaker
from persona_assistant.language.group_questions import GroupKind, GroupQuestion
from persona_assistant.pmg import PersonAnswer
from persona_assistant.reader.reading import AnyReader, Found, Reading

_NEAR = 3
"""Sentences shown, at most, that come near but do not say it."""


@dataclass
class Listed:
    """What the notes say of everybody."""

    looked: Looked
    who: list[PersonAnswer] = field(default_factory=list)
    """Of whom it is true, most certain first."""
    former: list[PersonAnswer] = field(default_factory=list)
    """Of whom it was true once."""
    near: list[PersonAnswer] = field(default_factory=list)
    """Whose notes speak of it without saying it of them."""


def listed(
    services: Services, reader: AnyReader, asked: GroupQuestion, names: Mapping[int, str]
) -> Listed:
    """Who among `names` is meant."""
    looked = look(services, asked.said, names)
    found = Listed(looked)
    people = dict(looked.people)
    kept: dict[int, PersonAnswer] = {}
    for question in asked.each:
        readings = reader.read_people(question, people)
        kept = _both(kept, _sorted_out(question, readings, names, found))
        people = {each: people[each] for each in kept}
        if not kept:
            break
    found.who = sorted(kept.values(), key=lambda each: -each.probability)
    named = {each.persona_id for each in found.who}
    found.former = [each for each in found.former if each.persona_id not in named]
    named |= {each.persona_id for each in found.former}
    found.near = sorted(
        (each for each in found.near if each.persona_id not in named),
        key=lambda each: -each.probability,
    )[:_NEAR]
    return found


def _both(
    before: Mapping[int, PersonAnswer], now: Mapping[int, PersonAnswer]
) -> dict[int, PersonAnswer]:
    if not before:
        return dict(now)
    return {
        persona: replace(each, probability=min(each.probability, before[persona].probability))
        for persona, each in now.items()
        if persona in before
    }


def _sorted_out(
    question: str, readings: Mapping[int, Reading], names: Mapping[int, str], found: Listed
) -> dict[int, PersonAnswer]:
    """Those who state it; the others go to where they belong."""
    stating: dict[int, PersonAnswer] = {}
    for persona, reading in readings.items():
        if not reading.answered:
            continue
        own = frozenset(part.lower() for part in names[persona].split())
        stances = [
            (stance(question, _with_speaker(each), span=each.span, names=own), each)
            for each in reading.found
            if each.probability >= reading.probability / 2
        ]
        states = [each for how, each in stances if how is Stance.STATES]
        former = [each for how, each in stances if how is Stance.FORMER]
        if states and not _newer(former, states):
            stating[persona] = _said_of(persona, names, states[0])
        elif former:
            found.former.append(_said_of(persona, names, former[0]))
        elif stances:
            found.near.append(_said_of(persona, names, stances[0][1]))
    return stating


def _with_speaker(found: Found) -> str:
    """The sentence, behind the name of who says it in a chat."""
    who = speaker(found.note.text, found.start)
    if who is None or found.sentence.startswith((who, "[")):
        return found.sentence
    return f"{who}: {found.sentence}"


def _newer(former: Sequence[Found], states: Sequence[Found]) -> bool:
    """Whether what is no longer so was written after what was so."""
    if not former:
        return False
    ended, said = former[0].note.date, states[0].note.date
    return ended is not None and said is not None and ended > said


def _said_of(persona: int, names: Mapping[int, str], found: Found) -> PersonAnswer:
    return PersonAnswer(
        persona,
        names[persona],
        found.sentence,
        found.note.date,
        found.note.triplet_id,
        found.probability,
        found.span,
    )


# --- in words


def in_words(asked: GroupQuestion, found: Listed) -> str:
    """The list or the number, with the sentence for each; or that nobody was found."""
    if not found.who:
        return _nobody(found)
    count = len(found.who)
    if count == 1:
        text = f"One person: {with_sentence(found.who[0])}."
    else:
        number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
        text = f"{number} people: {and_list([with_sentence(each) for each in found.who])}."
    if found.former:
        text += f" No longer: {and_list([with_sentence(each) for each in found.former])}."
    if found.looked.cut:
        text += f" I read the notes of the {len(found.looked.people)} likeliest people only."
    return text


_NUMBERS = (
    "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven",
    "Twelve",
)  # fmt: skip


def _nobody(found: Listed) -> str:
    text = f"{abstention.SENTENCE} {_looked_at(found.looked)}"
    if found.former:
        text += f" No longer: {and_list([with_sentence(each) for each in found.former])}."
    if found.near:
        text += f" What comes near: {and_list([with_sentence(each) for each in found.near])}."
    return text


def _looked_at(looked: Looked) -> str:
    read, everybody = len(looked.people), looked.everybody
    if not everybody:
        return "There is nobody in the memory yet."
    if not read:
        return f"No note of {_people(everybody)} speaks of it."
    likeliest = "likeliest " if looked.cut else ""
    of = f" of {everybody}" if read < everybody else ""
    return f"None of the notes of {likeliest and 'the '}{_people(read, likeliest)}{of} says so."


def _people(number: int, kind: str = "") -> str:
    return f"{number} {kind}{'person' if number == 1 else 'people'}"


def with_sentence(each: PersonAnswer) -> str:
    return f'{each.name} ("{each.sentence}")' if each.sentence else each.name


def and_list(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


__all__ = ["GroupKind", "Listed", "and_list", "in_words", "listed", "with_sentence"]
