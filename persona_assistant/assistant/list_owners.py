"""Whose it is that a note tells: of "declan drives a van" in his wife's notes, no list takes it for
something of hers.

The subject of the clause decides, as it does where she alone is asked about. What is so of both of
a couple is as much hers as his.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from persona_assistant.language.claims import KIN, Stance
from persona_assistant.language.date_words import plain
from persona_assistant.language.genders import gender_of
from persona_assistant.language.kin import sex_of
from persona_assistant.language.nicknames import called
from persona_assistant.pmg import Note
from persona_assistant.reader.about_relative import called_by
from persona_assistant.reader.partners import partners
from persona_assistant.reader.reading import Found
from persona_assistant.reader.subject import is_said_of_another

People = Mapping[int, tuple[str, Sequence[Note]]]
Stances = Sequence[tuple[Stance, Found]]

_OF_TWO = re.compile(
    r"\b(?:marr(?:y|ied|ying)|wed|wedding|engaged|hitched|divorc\w+|separated|split|expecting|"
    r"pregnant|baby|mov(?:e|ed|ing)|live|house|home|flat|rent|own)\b",
    re.I,
)
"""Is as much somebody's as their partner's."""
_OF_KIN = re.compile(rf"\b(?:{KIN})s?\b|\bwidow|\b(?:i|me|we|us|my|our|mine)\b", re.I)
_OF_LOSS = re.compile(r"\b(?:lose|lost|bereaved|grie\w+|mourn\w*|bur(?:y|ied))\b", re.I)
"""Is told by the death of somebody else."""
_PET = re.compile(
    r"\b(?:his|her|their|[^\W\d_]+['’]s) (?:\w+ )?(?:dog|cat|puppy|kitten|pup|horse|pony)\b", re.I
)
"""What such an animal does or is tells that they have it."""


_BESIDE = {
    "she": re.compile(r"(?:^|[,;(.!?] ?|['’]s )(?:husband|hubby|boyfriend|bf)\b", re.I | re.M),
    "he": re.compile(r"(?:^|[,;(.!?] ?|['’]s )(?:wife|missus|girlfriend|gf)\b", re.I | re.M),
}
_SPOUSE = re.compile(
    r"\b(?i:husband|wife|hubby|missus)(?i:,| is| called| named|:| =)? (?P<who>[A-ZÀ-Þ][^\W\d_]+)"
)
_TITLES = {"mrs": "she", "ms": "she", "miss": "she", "mr": "he", "mrs.": "she", "mr.": "he"}


class Owners:
    """Tells of whom the clauses of one person's notes speak."""

    def __init__(self, name: str, notes: Sequence[Note]) -> None:
        self.name = name
        self.text = "\n".join(note.text for note in notes)
        self.own = called(name, tuple(note.text for note in notes))
        self.partners = {
            each.who.split()[0].lower()
            for note in notes
            for each in partners(note.text, set(self.own))
        }
        self.spouses = self.partners | {
            match["who"].lower() for note in notes for match in _SPOUSE.finditer(note.text)
        }
        self.others = (called_by(notes, name) | self.partners) - self.own - _TITLES.keys()
        self.gender = gender_of([note.text for note in notes], name)

    @property
    def sex(self) -> str | None:
        """ "she" or "he", where their name or their notes leave no doubt: "Mrs Begum", "Nan"."""
        titled = {_TITLES.get(each) or sex_of(each) for each in self.name.lower().split()[:1]}
        told = next((each for each in titled if each in ("she", "he")), self.gender)
        return told or self.beside

    @property
    def beside(self) -> str | None:
        """What they likely are by the word for their partner, where the notes have one only."""
        likely = {each for each, partner in _BESIDE.items() if partner.search(self.text)}
        return likely.pop() if len(likely) == 1 else None

    def is_of_another(self, place: Found, *, of_two: bool = False) -> bool:
        """Whether the clause of a place speaks of somebody else; of a partner not, where what is
        told is so `of_two`."""
        others = self.others - self.partners if of_two else self.others
        gender = None if of_two else self.gender
        place = place if of_two else _behind_subject(place)
        own = {plain(each) for each in self.own}
        before = place.note.text[: place.start]
        bracket = _BRACKET.search(before)
        whole = replace(place, start=bracket.start()) if bracket else place
        return (
            _WITH_ONE.search(before) is not None
            or is_said_of_another(place, own, others, gender)
            or (whole is not place and is_said_of_another(whole, own, others, gender))
        )

    def is_of_other_sex(self, text: str) -> bool:
        """Whether a fragment begins with the pronoun that cannot be theirs."""
        match = _BEGINS.match(text)
        return match is not None and self.gender not in (match["who"].lower(), None)


_WITH_ONE = re.compile(
    r"\b(?:seeing|dating|married(?: to)?|marrying|engaged to) (?:an? |some )(?:[a-z]+ )?$", re.I
)
"""Behind it stands what somebody else is: "dating a cop"."""
_BRACKET = re.compile(r"(?<=\w )\([^().;!?\n]*$")
"""What stands in a bracket is said of whom the clause before it speaks."""
_BEGINS = re.compile(r"(?:and |but |so |then )*(?P<who>he|she)\b", re.I)


def _behind_subject(place: Found) -> Found:
    """A place of several words without the first, which may be the subject: "she took the dog"."""
    first, _, rest = place.span.partition(" ")
    if not rest:
        return place
    return replace(place, start=place.start + len(first) + 1, span=rest)


def without_others(
    question: str, stances: Mapping[int, Stances], people: People
) -> dict[int, list[tuple[Stance, Found]]]:
    """How everybody stands to a question, where what is told of somebody else is theirs."""
    if _OF_KIN.search(question) or _OF_LOSS.search(question):
        return {persona: list(each) for persona, each in stances.items()}
    of_two = _OF_TWO.search(question) is not None
    has = re.match(r"does she (?:have|own|keep)\b", question, re.I) is not None
    found: dict[int, list[tuple[Stance, Found]]] = {}
    for persona, each in stances.items():
        owners = Owners(*people[persona]) if any(how in _TOLD for how, _ in each) else None
        found[persona] = [
            (Stance.OTHERS, place)
            if owners
            and how in _TOLD
            and not (has and _PET.search(place.sentence))
            and owners.is_of_another(place, of_two=of_two)
            else (how, place)
            for how, place in each
        ]
    return found


_TOLD = (Stance.STATES, Stance.FORMER, Stance.OPEN)

__all__ = ["Owners", "without_others"]
