"""Who works with the user, or did: "who used to work at the bank with me".

Notes say it in passing: "my boss at the council", "from work", "new at work". Who then left, or
was let go, works there no longer.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from persona_assistant.language.claims import Stance
from persona_assistant.language.gloss import in_english
from persona_assistant.language.happened import spans
from persona_assistant.language.nicknames import called
from persona_assistant.pmg import Note
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import AnyReader, Found

People: TypeAlias = Mapping[int, tuple[str, Sequence[Note]]]
Stances: TypeAlias = dict[int, list[tuple[Stance, Found]]]

_SURE = 0.88
_ASKED = re.compile(
    r"^(?:does|did|is|was|has) she (?:work|worked|been working|working|employed|be employed)"
    r"(?: (?:at|for|in) (?:the |my |our )?(?P<where>[\w' -]+?))? (?:with|alongside) (?:me|us)"
    r"(?: (?:at|for|in) (?:the |my |our )?(?P<there>[\w' -]+?))?\?$"
    r"|^(?:is|was) she (?:on the (?:staff|team|payroll)|(?:a )?(?:member of staff|staff)|employed|"
    r"working) (?:at|of|in|with) (?:the |my |our )?(?P<staff>[\w' -]+?)\?$"
    r"|^(?:is|was) she (?:an? |my |our )?(?:old |former |ex-?)?(?:colleague|co-?worker|workmate)"
    r"(?: of mine)?(?: (?:at|from|in) (?:the |my |our )?(?P<from>[\w' -]+?))?\?$",
    re.I,
)
_ROLE = (
    r"(?:boss|manager|editor|supervisor|colleague|co-?worker|workmate|work mate|team ?mate at work|"
    r"team lead(?:er)?|line manager|head|assistant|intern|mentor|desk ?mate)"
)
_LEFT = re.compile(
    r"\b(?:left|leaves?|leaving|quit|quits|resign(?:ed|s)?|handed in|laid off|made redundant|"
    r"let go|fired|sacked|retired|gone from|moved on|new job|changed jobs?|no longer|"
    r"stopped working|packed in|gave up)\b",
    re.I,
)


def finder(question: str) -> Callable[[AnyReader, People], Stances] | None:
    """What finds out who is or was a colleague; None for another question."""
    match = _ASKED.match(question)
    if match is None:
        return None
    where = next((each for each in match.groups() if each), "")
    return lambda _, people: {i: _of(where, *each) for i, each in people.items()}


def _of(where: str, name: str, notes: Sequence[Note]) -> list[tuple[Stance, Found]]:
    """The place that says it, and the later one that ends it."""
    ordered = sorted(notes, key=lambda note: note.date or datetime.date.min)
    own = "|".join(sorted(map(re.escape, called(name, tuple(note.text for note in notes)))))
    met = re.compile(_says(where, own), re.I)
    for at, note in enumerate(ordered):
        match = met.search(note.text)
        if match is None:
            continue
        place = _place(note, match)
        gone = _left(replace(note, text=_rest_of_sentence(note.text, match)), own)
        former = gone or re.search(r"\b(?:old|former|ex|used to)\b", match.group(), re.I)
        ended = [
            _place(later, left)
            for later in ordered[at + 1 :]
            if (left := _left(later, own)) is not None
        ][:1]
        if former or ended:
            return [(Stance.FORMER, each) for each in [*ended, place][:1]]
        return [(Stance.STATES, place)]
    return []


def _says(where: str, own: str) -> str:
    place = re.escape(where) if where else r"work|the office"
    role = rf"\bmy (?:old |former |ex-?)?(?:\w+ )?{_ROLE}\b"
    at = rf"{role} (?:at|in|on|from) (?:the |my |our )?(?:\w+ )?(?:{place}|work|the office)\b"
    from_work = (
        rf"(?<!met )(?<!saw )\b(?:{own})\b{_ON_THE_WAY}{{0,45}}?\b(?:from|at|in) "
        rf"(?:work|the office|my (?:job|team)"
        rf"{f'|(?:the |my |our )?{place}' if where else ''})\b(?! out)"
    )
    ours = rf"|\b(?:at|in) our {place}\b" if where else ""
    with_user = r"|\bworks? (?:\w+ )?with (?:me|us)\b"
    return rf"{at}|{from_work}{ours}{with_user}|{role}(?! (?:at|in|of|from)\b)"


def _left(note: Note, own: str) -> re.Match[str] | None:
    """Where a later note says that they left their work."""
    english = in_english(note.text)
    for match in _LEFT.finditer(english):
        clause = re.split(r"[.;!?\n,]", english[: match.start()])[-1].lower()
        said = set(re.findall(r"[^\W\d_]+", clause))
        theirs = not said - _LITTLE or re.search(rf"\b(?:{own}|she|he|they)\b", clause)
        if theirs and not _is_to_come(english, match, note.date):
            return match if english == note.text else re.search(r"[^.;!?\n]+", note.text)
    return None


def _is_to_come(text: str, left: re.Match[str], written: datetime.date | None) -> bool:
    """ "Leaving us in june", where that june has not come."""
    if not re.match(r"lea(?:ving|ves?)\b", left.group(), re.I):
        return False
    clause = re.split(r"[.;!?\n]", text[left.start() :])[0]
    times = spans(clause, written, to_come=True)
    return any(first > datetime.date.today() for first, _ in times)


def _rest_of_sentence(text: str, match: re.Match[str]) -> str:
    return re.split(r"[.;!?\n]", text[match.end() :])[0]


_ON_THE_WAY = r"(?:(?!\b(?:met|saw|bumped|party|wedding|married|visit\w*|lives?|moved)\b)[^.;!?\n])"
_LITTLE = frozenset("and but then so has have had been got now also just is was be".split())


def _place(note: Note, match: re.Match[str]) -> Found:
    sentence = sentence_at(note.text, min(match.start(), len(note.text) - 1))
    return Found(note, sentence, match.group(), match.start(), _SURE)
