"""What lists by what is over ("who used to smoke") take for it: only what a note tells in words of
the question, or in words known to mean it. And plans that are over, for their time has passed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence

from persona_assistant.assistant.fragments import fragments
from persona_assistant.language.claims import Stance
from persona_assistant.language.gloss import in_english
from persona_assistant.language.happened import spans
from persona_assistant.language.support import Support, ended_in_known_ways, means, support
from persona_assistant.language.words import words
from persona_assistant.pmg import Note
from persona_assistant.reader.reading import Found

People = Mapping[int, tuple[str, Sequence[Note]]]

_LIKELY = 0.75
"""How probable a place must be that says a part of what is asked for to tell what is over."""


def told_to_be_over(
    question: str, stances: Sequence[tuple[Stance, Found]]
) -> list[tuple[Stance, Found]]:
    """Without what is over, unless that is said in words of the question, or known to mean it."""
    return [
        (how, each)
        for how, each in stances
        if how not in (Stance.FORMER, Stance.DENIES)
        or (said := support(question, in_english(each.sentence))) is Support.FULL
        or (said is Support.SOME and each.probability >= _LIKELY)
        or ended_in_known_ways(question, in_english(each.sentence)) is not None
    ]


def with_past_plans(
    question: str, everybody: Mapping[int, Sequence[tuple[Stance, Found]]]
) -> dict[int, list[tuple[Stance, Found]]]:
    """How everybody stands to a question for what is to come ("is she moving?"), where a plan is
    over once its time has passed: the time that it names, or a year."""
    if _TO_COME.match(question) is None:
        return {persona: list(each) for persona, each in everybody.items()}
    today = datetime.date.today()
    return {
        persona: [
            (Stance.FORMER if how is Stance.STATES and _has_passed(at, today) else how, at)
            for how, at in each
        ]
        for persona, each in everybody.items()
    }


_TO_COME = re.compile(
    r"^is she (?:going to |about to )?(?:mov(?:e|ing)|leav(?:e|ing)|emigrating|retiring|"
    r"having an? op\w*|starting|changing jobs?)\b",
    re.I,
)


def _has_passed(place: Found, today: datetime.date) -> bool:
    written = place.note.date
    if written is None:
        return False
    last = max((last for _, last in spans(place.sentence, written, to_come=True)), default=None)
    if last is not None and last >= written:
        return last < today
    return (today - written).days > _A_YEAR


_A_YEAR = 365


def without_returned(
    question: str, everybody: Mapping[int, Sequence[tuple[Stance, Found]]], people: People
) -> dict[int, list[tuple[Stance, Found]]]:
    """How everybody stands to a question for who has a thing of the user's, where what was given
    back is theirs no more."""
    asked = _HAS_MINE.match(question)
    back = {
        persona: [note for note in people[persona][1] if asked and _is_back(asked["what"], note)]
        for persona in everybody
    }
    return {
        persona: [
            (Stance.FORMER, at)
            if how is Stance.STATES and any(_not_before(each, at) for each in back[persona])
            else (how, at)
            for how, at in each
        ]
        for persona, each in everybody.items()
    }


_HAS_MINE = re.compile(
    r"^(?:does|has) she (?:still )?(?:have|got) (?:got )?(?:my|our|the) (?P<what>[\w -]+)\?$", re.I
)
_GIVEN_BACK = re.compile(r"\b(?:(?:gave|given|brought|got|handed|sent)\b.*\bback|returned)\b", re.I)


def _is_back(what: str, note: Note) -> bool:
    return any(
        _GIVEN_BACK.search(text) and all(means(word, text) for word in words(what))
        for _, _, text in fragments([note])
    )


def _not_before(note: Note, place: Found) -> bool:
    return not (note.date and place.note.date) or note.date >= place.note.date
