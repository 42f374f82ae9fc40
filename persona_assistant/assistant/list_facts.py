"""Questions about everybody that a fact of each answers: "who works in health care" by everybody's
work, "who lives abroad" by their homes, "who owes me money" by what was lent and given back.

What is asked names a class, and notes name its members: a nurse, Lyon, a little girl. So
everybody's notes are looked through for members, and the reader says where these are what is asked.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from persona_assistant.assistant import list_homes
from persona_assistant.language.children import AskedChildren, asked_children, told_of_children
from persona_assistant.language.claims import Stance, stance
from persona_assistant.language.data_files import kinds
from persona_assistant.language.debts import AskedDebt, asked_debt, debts
from persona_assistant.language.gloss import in_english
from persona_assistant.language.happened import When, happened
from persona_assistant.language.nicknames import called
from persona_assistant.language.plainly import said_plainly
from persona_assistant.language.words import sentences
from persona_assistant.language.work import FieldOfWork, asked_field
from persona_assistant.pmg import Note
from persona_assistant.reader.claimed import FRAGMENT, PLAIN
from persona_assistant.reader.reading import AnyReader, Found, Reading
from persona_assistant.reader.standing import Holds, standing

People: TypeAlias = Mapping[int, tuple[str, Sequence[Note]]]
Stances: TypeAlias = list[tuple[Stance, Found]]
Finder: TypeAlias = Callable[[AnyReader, People], dict[int, Stances]]

_LIKELY = 0.25
"""How probable the reader must hold a place that names a member of the class."""
_FAINT = 0.1
"""The same of a place that names it in several words."""
_SURE = 0.75
"""The same of a place that takes the word for something else: "sings bass"."""


def finder(question: str, when: When | None, texts: Sequence[str]) -> Finder | None:
    """What finds out how everybody's notes stand to a question; None for one that no such fact
    answers. `texts` are all notes, which tell in which country the user lives."""
    if (debt := asked_debt(question)) is not None:
        return lambda _, people: {i: _of_debts(debt, *each) for i, each in people.items()}
    if (children := asked_children(question)) is not None:
        return lambda _, people: {
            i: _of_children(children, when, *each) for i, each in people.items()
        }
    if (work := asked_field(question)) is not None:
        return lambda reader, people: _of_work(work, reader, people)
    if known := _ASKS_KNOWN.match(question):
        return lambda _, people: {
            i: _of_meeting(known["where"], *each) for i, each in people.items()
        }
    if _ASKS_INSTRUMENT.search(question):
        return _of_instruments
    return list_homes.finder(question, texts)


_ASKS_INSTRUMENT = re.compile(
    r"^(?:does|can|did) she (?:play|know|learn)\b.*\b(?:instruments?|music)\b|^is she musical\b",
    re.I,
)
_ASKS_KNOWN = re.compile(
    r"^(?:do|did|have) (?:i|we) (?:know|knew|met|meet|known) her (?:from|through|via|at|in|on) "
    r"(?:the |my |our |a )?(?P<where>[^?]+)\?$",
    re.I,
)


# --- debts and children


def _of_debts(asked: AskedDebt, name: str, notes: Sequence[Note]) -> Stances:
    ordered = sorted(notes, key=_day)
    found: Stances = []
    for number, debt in debts([note.text for note in ordered]):
        fits = not (debt.money if asked.thing else asked.money and not debt.money)
        if debt.who is asked.who and fits:
            note = ordered[number]
            found.append((Stance.STATES, _place(note, debt.start, debt.end, PLAIN)))
    return found


def _of_children(
    asked: AskedChildren, when: When | None, name: str, notes: Sequence[Note]
) -> Stances:
    own = called(name, tuple(note.text for note in notes))
    found: Stances = []
    for note, start, text in _fragments(notes):
        english = in_english(text)
        for told in told_of_children(english, asked, own):
            if when is not None and not happened(_sentence(note, start), note.date, when):
                continue
            begin, end = (told.start, told.end) if english == text else (0, len(text))
            found.append((told.how, _place(note, start + begin, start + end, PLAIN)))
    states = [each for each in found if each[0] is Stance.STATES]
    return states or found


def _of_meeting(where: str, name: str, notes: Sequence[Note]) -> Stances:
    """Places that say how the user came to know somebody: "Petra from the allotment"."""
    own = called(name, tuple(note.text for note in notes))
    met = re.compile(
        rf"(?:(?:{'|'.join(map(re.escape, sorted(own)))}|her|him|"
        rf"them)\b[^,;.]{{0,20}}? (?:from|at|in|through)|"
        r"\b(?:met|know|knew|known|talking|introduced|friends?|mates?)\b[^,;.]{0,30}?"
        r" (?:from|at|in|through|via|on|during)) (?:the |my |our |a |an )?(?:[\w'’-]+ )?"
        rf"{re.escape(where)}\b",
        re.I,
    )
    found: Stances = []
    for note, start, text in _fragments(notes):
        match = met.search(in_english(text))
        if match is not None and not _led_by_kin(text[: match.start()], own):
            found.append((Stance.STATES, _place(note, start, start + len(text), PLAIN)))
    return found


# --- work and instruments


@dataclass(frozen=True, slots=True)
class _Member:
    """A place that names a member of the class."""

    found: Found
    how: Stance


def _members(
    words: re.Pattern[str],
    question: str,
    name: str,
    notes: Sequence[Note],
    reading: Reading,
) -> Iterator[_Member]:
    own = called(name, tuple(note.text for note in notes))
    for note, start, text in _fragments(notes):
        english = in_english(text)
        for match in words.finditer(english):
            sure = _probability(reading, note, start, text)
            plain = said_plainly(f"Is she a {match.group()}?", english) is not None
            plain = plain or _WAS.search(english[: match.start()]) is not None
            several = " " in match.group()  # "teaches piano" says by itself that it is done
            if sure < (_FAINT if several else _LIKELY) and not plain:
                continue
            begin, end = match.span() if english == text else (0, len(text))
            found = _place(note, start + begin, start + end, max(sure, PLAIN if plain else 0.0))
            asked = question.format(match.group())
            how = stance(asked, english, span=match.group(), names=own)
            carried = _PRONOUN.match(english) and _led_by_kin(_before(note, start), own)
            shown = _TEACHES.match(english[match.start() :])
            if carried or shown or _led_by_kin(english[: match.start()], own):
                how = Stance.OTHERS
            elif how is Stance.STATES and standing(found).holds is Holds.NO:
                how = Stance.FORMER
            yield _Member(found, how)


_KIN_WORD = (
    r"(?:mum|mom|dad|mother|father|sister|brother|son|daughter|kid|wife|husband|partner|"
    r"girlfriend|boyfriend|fianc[eé]e?|gf|bf|hubby|missus|cousin|aunt|uncle|nephew|niece|boss|"
    r"friend|flatmate|neighbou?r|ex|roommate|teacher|coach|doctor|landlord|landlady|colleague|"
    r"assistant|lodger|tenant)"
)
_KIN = rf"(?:his|her|their|\w+['’]s|an?|my) (?:\w+ )?{_KIN_WORD}"
_LED = re.compile(
    rf"(?:^|[,;:(–—]|\b(?:and|met)\b) ?{_KIN}\b(?P<rest>.*)$"
    rf"|\b{_KIN}\b(?: [A-ZÀ-Þ]\w+)?,? (?:who|is|was|the|an?)\b(?P<of>[^,;:]*)$",
    re.I,
)


_BARE_KIN = re.compile(
    r"(?:^|[.;] )(?:and |but )?(?:new |older |younger |eldest |oldest |youngest |twin )?"
    rf"{_KIN_WORD}s?(?: [A-ZÀ-Þ]\w+)?,? (?:is|are|was|were|has|works?|runs?|started|teaches)\b",
    re.I,
)
"""A relative without a pronoun before: "daughter Reena is a doctor", "kids are Mireille (...)"."""


_WAS = re.compile(r"\b(?:used to be|work(?:s|ed) as) (?:an? )?$", re.I)
_TEACHES = re.compile(
    r"(?:teach\w*|taught) (?:me|us|him|her|them|(?:an?|the|his|her|their|my) "
    r"(?:girl|boy|kid|lad|guy|man|woman|neighbou?r|daughter|son|niece|nephew|friend))\b",
    re.I,
)
"""What is shown to somebody is no trade."""
_PRONOUN = re.compile(r"(?:and |but )?(?:she|he)\b", re.I)


def _before(note: Note, start: int) -> str:
    """The sentence before a fragment."""
    return re.split(r"[.;!?\n]\s*", note.text[:start].rstrip(" .;!?\n"))[-1]


def _led_by_kin(before: str, own: frozenset[str]) -> bool:
    """Whether a relative is the subject of what stands before a word."""
    match = _LED.search(before)
    if match is None:
        bare = _BARE_KIN.search(before)
        return bare is not None and not _named_in(before[bare.end() :], own)
    said = match["rest"] or match["of"] or ""
    return not _named_in(said, own)


def _named_in(said: str, own: frozenset[str]) -> bool:
    return not own.isdisjoint(each.lower() for each in re.findall(r"\w+", said))


def _of_work(field: FieldOfWork, reader: AnyReader, people: People) -> dict[int, Stances]:
    told = _having(field.words, people)
    readings = reader.read_people("What is her job?", told)
    found: dict[int, Stances] = {}
    for persona, (name, notes) in told.items():
        reading = readings[persona]
        members = list(_members(field.words, "Is she a {}?", name, notes, reading))
        found[persona] = [
            (_unless_left(each, field, name, notes), each.found)
            for each in sorted(members, key=lambda each: -each.found.probability)
        ]
    return found


_CHANGED = re.compile(
    r"\b(?:quit|left|gave up|given up|retired(?=\s*(?:$|[,!(]|in\b|from\b|at\b|last\b|"
    r"now\b|this\b|since\b|early\b|after\b))|retrained|changed jobs?|new job|no longer|"
    r"not .* any ?more|"
    r"instead of)\b",
    re.I,
)


def _unless_left(each: _Member, field: FieldOfWork, name: str, notes: Sequence[Note]) -> Stance:
    """A later note that tells of leaving work, and names none in the field, ends it."""
    if each.how is not Stance.STATES:
        return each.how
    own = called(name, tuple(note.text for note in notes))
    for note, _, text in _fragments(notes):
        if _day(note) <= _day(each.found.note):
            continue
        gone = _CHANGED.search(text)
        if gone is None or not re.search(
            r"\b(?:job|work\w*|teaching|retired|career|school|office|firm|company|hospital|"
            r"position|gym|shop|nursing|practice)\b",
            text,
            re.I,
        ):
            continue
        if _led_by_kin(text[: gone.start()], own):
            continue
        if not field.words.search(re.sub(rf"{gone.re.pattern}[^,;.]*", "", note.text, flags=re.I)):
            return Stance.FORMER
    return Stance.STATES


def _of_instruments(reader: AnyReader, people: People) -> dict[int, Stances]:
    words = _instruments()
    told = _having(words, people)
    readings = reader.read_people("What instrument does she play?", told)
    return {
        persona: [
            (each.how, each.found)
            for each in _members(words, "Does she play the {}?", name, notes, readings[persona])
            if each.found.probability >= _SURE or _plays(each.found)
        ]
        for persona, (name, notes) in told.items()
    }


@lru_cache(maxsize=1)
def _instruments() -> re.Pattern[str]:
    named = "|".join(sorted(map(re.escape, kinds()["instrument"]["words"]), key=len, reverse=True))
    return re.compile(
        rf"(?<!sings )(?<!sang )(?<!singing )\b(?:{named}|pianist|violinist|cellist|"
        rf"drummer|guitarist|"
        r"flautist|trumpeter|organist|harpist|saxophonist|sax)s?\b",
        re.I,
    )


def _plays(found: Found) -> bool:
    return (
        re.search(r"\b(?:play|learn|practi[cs]|teach|lessons?)", found.sentence, re.I) is not None
    )


# --- places


def _fragments(notes: Sequence[Note]) -> Iterator[tuple[Note, int, str]]:
    """Every fragment of the notes, and where it begins."""
    for note in notes:
        at = 0
        for sentence in sentences(note.text):
            at = note.text.find(sentence, at)
            for match in FRAGMENT.finditer(sentence):
                yield note, at + match.start(), match.group()


def _having(words: re.Pattern[str], people: People) -> dict[int, tuple[str, Sequence[Note]]]:
    """Those whose notes have one of the words."""
    return {
        i: (name, notes)
        for i, (name, notes) in people.items()
        if any(words.search(in_english(text)) for _, _, text in _fragments(notes))
    }


def _probability(reading: Reading, note: Note, start: int, text: str) -> float:
    """How probable the reader holds a fragment."""
    return max(
        (
            each.probability
            for each in reading.found
            if each.note == note and start <= each.start < start + len(text)
        ),
        default=0.0,
    )


def _place(note: Note, start: int, end: int, probability: float) -> Found:
    return Found(note, _sentence(note, start), note.text[start:end], start, probability)


def _sentence(note: Note, start: int) -> str:
    at = 0
    for sentence in sentences(note.text):
        at = note.text.find(sentence, at)
        if start < at + len(sentence):
            return sentence
        at += len(sentence)
    return note.text


def _day(note: Note) -> datetime.date:
    return note.date or datetime.date.min
