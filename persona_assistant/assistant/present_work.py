"""Whether somebody still does the work that a note names: what they are said to do in a newer note
has the last word, as it has when they alone are asked about."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from persona_assistant.language.claims import Stance
from persona_assistant.language.lexicon import is_member
from persona_assistant.language.plainly import said_plainly
from persona_assistant.language.support import Support, support
from persona_assistant.language.words import stem
from persona_assistant.language.working import tells_of_work
from persona_assistant.pmg import Note
from persona_assistant.reader.reading import AnyReader, Found, Reading
from persona_assistant.reader.whose import governed_by_relative

Stances = dict[int, list[tuple[Stance, Found]]]

_ASKED = "What is her job?"
_SURE = 0.6
_MOST = 24
"""People whose notes are read for it: of more it would take seconds."""
_OCCUPATION = re.compile(r"^is she (?:still )?an? (?P<what>[\w -]+)\?$", re.I)
_TRAINING = r"s?[' ]*(?:school|college|course|degree|student|training|studies)\b"


@dataclass(frozen=True, slots=True)
class _Work:
    question: str
    what: str

    def says(self, sentence: str) -> bool:
        if said_plainly(self.question, sentence) is not None:
            return True
        if re.search(rf"\b{re.escape(self.what)}{_TRAINING}", sentence, re.I):
            return False
        return support(self.question, sentence) is Support.FULL


def with_present_work(
    question: str,
    stances: Stances,
    reader: AnyReader,
    people: Mapping[int, tuple[str, Sequence[Note]]],
) -> Stances:
    """How everybody stands to a question for an occupation, with those who do other work now."""
    match = _OCCUPATION.match(question)
    if match is None or not is_member(stem(match["what"].split()[-1]), "occupation"):
        return stances
    work = _Work(question, match["what"])
    stating = {i: people[i] for i, each in stances.items() if _has_newer(each, people[i][1])}
    readings = reader.read_people(_ASKED, stating) if 0 < len(stating) <= _MOST else {}
    return stances | {
        i: [
            (Stance.FORMER if how is Stance.STATES and _left(at, reading, work.says) else how, at)
            for how, at in stances[i]
        ]
        for i, reading in readings.items()
    }


def _has_newer(told: Sequence[tuple[Stance, Found]], notes: Sequence[Note]) -> bool:
    """Whether there is a newer note than the last one that states it."""
    days = [at.note.date for how, at in told if how is Stance.STATES and at.note.date]
    return bool(days) and any(each.date and each.date > max(days) for each in notes)


def _left(place: Found, reading: Reading, says: Callable[[str], bool]) -> bool:
    """Whether the reader is sure that a newer note names other work than a place."""
    best = reading.found[0] if reading.answered and reading.found else None
    if best is None or best.probability < _SURE:
        return False
    if governed_by_relative(best.note.text, best.start) or not _names_a_living(best):
        return False
    dated = best.note.date and place.note.date and best.note.date > place.note.date
    return bool(dated) and not says(best.span)


def _names_a_living(place: Found) -> bool:
    """Whether a place names an occupation, or tells of a change of work: a restaurant opened by a
    chef, or "drives", is no other work."""
    named = any(
        is_member(stem(word), "occupation") for word in re.findall(r"[^\W\d_]+", place.span)
    )
    if named or names_an_employer(place.span):
        return named
    return _CHANGED.search(place.sentence) is not None and tells_of_work(place.sentence)


def names_an_employer(said: str) -> bool:
    """Whether it says where somebody works now and not as what: "got a new job at the Nuffield"
    does not say that she is no physio any more."""
    named = any(is_member(stem(word), "occupation") for word in re.findall(r"[^\W\d_]+", said))
    return not named and _EMPLOYER.search(said) is not None


_EMPLOYER = re.compile(
    r"\b(?:new (?:job|post|role|position)|got (?:a|the) (?:\w+ )?(?:job|post)|start(?:s|ed|ing)|"
    r"moved|works?|working) (?:now )?(?:at|with|to|for) (?:the )?(?-i:[A-ZÀ-Þ])",
    re.I,
)


_CHANGED = re.compile(
    r"\b(?:new (?:job|post|role)|got (?:a|the) (?:\w+ )?(?:job|post|role)|quit|left|retrain\w*|"
    r"retired|gave up|packed in|laid off|redundant|now (?:works?|runs?|does)|"
    r"works? (?:at|for|in|as|now)|working (?:at|for|in|as|now)|start(?:s|ed|ing) (?:at|as|her|his)|"
    r"switched|instead|changed)\b",
    re.I,
)


__all__ = ["names_an_employer", "with_present_work"]
