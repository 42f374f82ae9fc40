"""Lists by what a relative is or does: "whose husband is a dentist", "whose kid has an allergy".

A note tells it in the few words beside the relative: "his husband Marc, who's a dentist", "sister
Carys (nurse in Cardiff)", "partner: Sami, bus driver"; or it calls the relative by a name that
another note has explained. Only what these words say of the relative counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from persona_assistant.assistant.fragments import day_of, fragments, place_at
from persona_assistant.language.claims import Stance, stance
from persona_assistant.language.data_files import kinds
from persona_assistant.language.gloss import in_english
from persona_assistant.language.kin import ANY, may_be_called, sex_of
from persona_assistant.language.nicknames import called
from persona_assistant.language.support import Support, in_known_ways, support
from persona_assistant.language.work import asked_field
from persona_assistant.pmg import Note
from persona_assistant.reader.claimed import PLAIN
from persona_assistant.reader.partners import partners
from persona_assistant.reader.reading import Found

People: TypeAlias = Mapping[int, tuple[str, Sequence[Note]]]
Stances: TypeAlias = list[tuple[Stance, Found]]

_ASKED = re.compile(
    rf"^(?P<aux>is|are|does|do|did|has|was|can) her (?P<what>(?:{ANY})s?(?: or (?:{ANY}))*) "
    r"(?P<rest>.+)\?$",
    re.I,
)
_MENTION = re.compile(
    rf"\b(?:(?P<whose>his|her|their|my|our|[^\W\d_]+['’]s|an?|the) )?"
    rf"(?:(?:new|little|baby|older|younger|big|elder|eldest|oldest|youngest|twin|only|grown up) )*"
    rf"(?P<kin>{ANY}|gf|bf|twins)\b(?P<owner>['’]s(?! (?:an?|in|at|the|now|not|been)\b))?"
    r"(?:(?:,| is| called| named| =|:| \()? ?(?-i:(?P<name>[A-ZÀ-Þ][^\W\d_]+)))?",
    re.I,
)
_STOP = re.compile(
    r"[;!?\n]|\.(?!\w)|\s-\s|"
    r"(?:,|\band\b|&|\bbut\b) (?:she|he|they|i|we|is|was|has|now|lives?|works?|moved)\b|"
    r",? (?:and|&|but) (?:his|her|their|my)\b",
    re.I,
)
"""Where the words beside a relative end, for what follows may be the person's own again."""
_HE_OR_SHE = re.compile(r"(?:and |but )?(?P<who>he|she)(?:['’]s| is| was| has| \w+s)\b", re.I)


def asks_of_relative(question: str) -> bool:
    """Whether a question about one person is about a relative of theirs."""
    return _ASKED.match(question) is not None


def with_relatives(
    question: str, stances: dict[int, Stances], people: People
) -> dict[int, Stances]:
    """How everybody stands to a question about a relative of theirs, with what the notes say of
    the relative in so many words."""
    match = _ASKED.match(question)
    if match is None:
        return stances
    asked = frozenset(match["what"].lower().split(" or "))
    alone = f"{match['aux']} she {match['rest']}?".capitalize()
    of_another = re.compile(rf"\b(?:{ANY})['’]s (?:\w+ )?(?:{'|'.join(asked)})\b", re.I)
    found = {
        persona: [
            (
                Stance.OTHERS
                if of_another.search(place.sentence) or _names_another(asked, place.sentence)
                else how,
                place,
            )
            for how, place in each
        ]
        for persona, each in stances.items()
    }
    for persona, (name, notes) in people.items():
        own = [*_said_of(asked, alone, name, notes)]
        if own:
            found[persona] = [*own, *found.get(persona, [])]
    return found


def _said_of(
    asked: frozenset[str], alone: str, name: str, notes: Sequence[Note]
) -> Iterator[tuple[Stance, Found]]:
    for note, start, end in _beside(asked, name, notes):
        text = in_english(note.text[start:end])
        how = _says(alone, text)
        if how is Stance.STATES and _is_over(asked, note, notes):
            how = Stance.FORMER
        if how is not None:
            yield how, place_at(note, start, end, PLAIN)


def _names_another(asked: frozenset[str], sentence: str) -> bool:
    """Whether words speak of another relative than the one asked for, and not of that one: of a
    "bus driver, wife Pauline" no husband is a driver."""
    kin = [each.lower() for each in _ANY_KIN.findall(sentence)]
    return bool(kin) and not any(may_be_called(each, word) for each in kin for word in asked)


_ANY_KIN = re.compile(rf"\b(?:{ANY})\b", re.I)
_OVER = re.compile(
    r"\b(?:split(?! the)|separated|divorc\w+|broke up|broken up|left (?:him|her))\b", re.I
)


def _is_over(asked: frozenset[str], note: Note, notes: Sequence[Note]) -> bool:
    """Whether a later note tells that they are a couple no more."""
    if not any(may_be_called("partner", each) for each in asked):
        return False
    return any(_OVER.search(each.text) for each in notes if day_of(each) > day_of(note))


def _says(question: str, text: str) -> Stance | None:
    """How the words beside a relative stand to it; None where they do not speak of it."""
    field = asked_field(question)
    words = field.words if field is not None else None
    if words is None and _INSTRUMENT.search(question):
        words = _instruments()
    if words is not None:
        match = words.search(text)
        if match is None:
            return None
        return stance(question.replace("?", f" {match.group()}?"), text, span=match.group())
    if (does := _DOES.match(question)) and re.search(
        rf"\b{does['what']}s? {does['verb'].removesuffix('e')}ers?\b", text, re.I
    ):
        return stance(question, text)
    if support(question, text) is not Support.FULL and in_known_ways(question, text) is None:
        return None
    return stance(question, text)


_DOES = re.compile(r"^(?:does|did|do) she (?P<verb>\w+) (?:an? |the )?(?P<what>\w+?)s?\?$", re.I)
"""What a trade is called by: who drives a bus is a bus driver."""
_INSTRUMENT = re.compile(r"\b(?:play|learn)\b.*\b(?:instruments?|music)\b|\bmusical\b", re.I)


def _instruments() -> re.Pattern[str]:
    named = "|".join(map(re.escape, kinds()["instrument"]["words"]))
    return re.compile(rf"\b(?:{named}|pianist|violinist|cellist|drummer|guitarist)s?\b", re.I)


def _beside(
    asked: frozenset[str], name: str, notes: Sequence[Note]
) -> Iterator[tuple[Note, int, int]]:
    """The words that tell of such a relative: behind the word for one, behind the name, and in the
    sentence that follows with the other pronoun."""
    own = called(name, tuple(note.text for note in notes))
    names: dict[str, bool] = {}
    for note in notes:
        ends, owner_ends = 0, -1
        for match in _MENTION.finditer(note.text):
            of_another, owner_ends = owner_ends == match.start() - 1, -1
            if match["owner"]:
                owner_ends = match.end("owner")
            if match.start() < ends or of_another or not _is_theirs(match, own):
                continue
            fits = any(may_be_called(match["kin"].lower(), each) for each in asked)
            if match["name"] and match["name"].lower() not in own:
                names.setdefault(match["name"], fits)
            if not fits or match["owner"]:
                continue
            ends = _end(note.text, match.end("kin"))
            yield note, match.end("kin"), ends
            other = _OTHER.get((match["whose"] or "").lower())
            if other == sex_of(match["kin"].lower()) and (more := _carried(note, ends, other)):
                yield note, *more
    if any(may_be_called("partner", each) for each in asked):
        for note in notes:
            for partner in partners(note.text, set(own)):
                names[partner.who] = not partner.former
                start = partner.start + len(partner.who)
                if not partner.former:
                    yield note, start, _end(note.text, start)
    for each in (each for each, fits in names.items() if fits):
        yield from _by_name(each, notes)


def _is_theirs(match: re.Match[str], own: frozenset[str]) -> bool:
    whose = (match["whose"] or "").lower()
    if whose in ("my", "our"):
        return False
    return not whose.endswith(("'s", "’s")) or whose[:-2] in own


def _end(text: str, start: int) -> int:
    ends = [
        match.start()
        for match in (_STOP.search(text, start), _MENTION.search(text, start))
        if match
    ]
    return min([*ends, len(text)])


_OTHER = {"her": "he", "his": "she"}


def _carried(note: Note, at: int, other: str) -> tuple[int, int] | None:
    """The next sentence, where its pronoun can mean the relative only: "her bf Gethin. he's a
    chef"."""
    for _, start, text in fragments([note]):
        if start > at:
            said = _HE_OR_SHE.match(text)
            if said is None or said["who"].lower() != other:
                return None
            return start, _end(note.text, start + said.end("who"))
    return None


def _by_name(name: str, notes: Sequence[Note]) -> Iterator[tuple[Note, int, int]]:
    for note, start, text in fragments(notes):
        match = re.match(rf"(?:and |but |& )?{re.escape(name)}\b(?!['’]s (?!an?\b))", text, re.I)
        if match is not None:
            yield note, start + match.end(), _end(note.text, start + match.end())


__all__ = ["asks_of_relative", "with_relatives"]
