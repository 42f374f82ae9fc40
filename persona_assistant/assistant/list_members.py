"""Lists by the members of a class: "who works in health care" by the nurses and pharmacists that
notes name, "who plays an instrument" by the cellos and ukuleles.

Everybody's notes are looked through for members; the reader says where these are somebody's work,
and what a clause tells of its subject and of its time says whose they are and whether they hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from persona_assistant.assistant.fragments import day_of, fragments, place_at, probability_of
from persona_assistant.assistant.present_work import names_an_employer
from persona_assistant.language.claims import Stance, stance
from persona_assistant.language.data_files import kinds
from persona_assistant.language.gloss import in_english
from persona_assistant.language.nicknames import called
from persona_assistant.language.plainly import said_plainly
from persona_assistant.language.work import FieldOfWork
from persona_assistant.language.working import tells_of_work
from persona_assistant.pmg import Note
from persona_assistant.reader.claimed import PLAIN, kin_by_name
from persona_assistant.reader.reading import AnyReader, Found, Reading
from persona_assistant.reader.standing import Holds, standing
from persona_assistant.reader.whose import governed_by_relative

People: TypeAlias = Mapping[int, tuple[str, Sequence[Note]]]
Stances: TypeAlias = list[tuple[Stance, Found]]

_LIKELY = 0.25
"""How probable the reader must hold a place that names a member of the class."""
_FAINT = 0.1
"""The same of a place that names it in several words."""
_WORKING = 0.5
"""The same of a place whose clause says nothing of working."""
_CERTAIN = 0.9
"""The same of a place that names other work, which ends what older ones name."""
_SURE = 0.75
"""The same of a place that takes the word for something else: "sings bass"."""


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
    kin = {each.lower() for each in kin_by_name(notes)} - own
    for note, start, text in fragments(notes):
        english = in_english(text)
        for match in words.finditer(english):
            sure = probability_of(reading, note, start, text)
            plain = said_plainly(f"Is she a {match.group()}?", english) is not None
            plain = plain or _has_business(match.group())
            plain = plain or _WAS.search(english[: match.start()]) is not None
            several = " " in match.group()  # "teaches piano" says by itself that it is done
            if sure < (_FAINT if several else _LIKELY) and not plain:
                continue
            begin, end = match.span() if english == text else (0, len(text))
            of_work = question.startswith("Is she a ") and not plain and sure < _WORKING
            if of_work and not tells_of_work(_without(english, match)):
                continue  # "her hip done at the hospital"
            found = place_at(note, start + begin, start + end, max(sure, PLAIN if plain else 0.0))
            asked = question.format(match.group())
            how = stance(asked, english, span=match.group(), names=own)
            carried = _PRONOUN.match(english) and led_by_kin(_before(note, start), own)
            shown = _TEACHES.match(english[match.start() :])
            others = led_by_kin(english[: match.start()], own)
            others = others or _WITH_ONE.search(english[: match.start()]) is not None
            others = others or _led_by_name(english[: match.end()], own, kin)
            if carried or shown or others:
                how = Stance.OTHERS
            elif how is Stance.STATES and standing(found).holds is Holds.NO:
                how = Stance.FORMER
            yield _Member(found, how)


def _has_business(said: str) -> bool:
    """Whether it says by itself that somebody is their own boss: "opened a second shop"."""
    return (
        re.match(r"(?:co-?own|own|opened|opening|bought|took over|taking over|set up)", said, re.I)
        is not None
    )


def _without(text: str, match: re.Match[str]) -> str:
    """A fragment without the word for a place of work, which does not tell of work by itself."""
    return f"{text[: match.start()]} {text[match.end() :]}" if _PLACE.match(match.group()) else text


_PLACE = re.compile(
    r"(?:hospital|clinic|hospice|school|nursery|kindergarten|university|college|surgery|icu|nhs|er|"
    r"ward|physio|dental|surgeon|dentist|gp|consultant|doctor|ambulances?|care home|health centre|"
    r"orchestra|restaurant|caf[eé]|bakery|bank|newspaper|radio|legal|insurance)$",
    re.I,
)
"""Words that stand in notes of those who go there, or are seen by one, as well."""


def _led_by_name(before: str, own: frozenset[str], kin: Set[str]) -> bool:
    """Whether somebody else is called by name as the subject: "Pawel has his own firm". In small
    letters names are known where the notes tell whose they are."""
    match = _NAMED_SUBJECT.match(before)
    if match is None:
        return False
    who = match["who"]
    return who.lower() in kin or (who[:1].isupper() and who.lower() not in own | _NO_NAMES)


_NAMED_SUBJECT = re.compile(
    r"(?:and |& |but )?(?P<who>[^\W\d_]+) (?:(?:also|still|now|just) )*"
    r"(?:has|have|is|was|runs?|owns|works?|teaches|opened|started|plays|set up|took over|bought)\b"
)
_WITH_ONE = re.compile(
    r"\b(?:seeing|dating|married|marrying|engaged to|met) (?:an? |some )?(?:[a-z]+ )?$", re.I
)
"""Behind it stands what somebody else is: "is seeing a dentist"."""
_NO_NAMES = frozenset("she he they it this that there now still who both".split())
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
    r"(?:teach\w*|taught) (?:me|us|him|her|them|\w+self|(?:an?|the|his|her|their|my) "
    r"(?:girl|boy|kid|lad|guy|man|woman|neighbou?r|daughter|son|niece|nephew|friend))\b",
    re.I,
)
"""What is shown to somebody is no trade."""
_PRONOUN = re.compile(r"(?:and |but )?(?:she|he)\b", re.I)


def _before(note: Note, start: int) -> str:
    """The sentence before a fragment."""
    return re.split(r"[.;!?\n]\s*", note.text[:start].rstrip(" .;!?\n"))[-1]


def led_by_kin(before: str, own: frozenset[str]) -> bool:
    """Whether a relative is the subject of what stands before a word."""
    match = _LED.search(before)
    if match is None:
        bare = _BARE_KIN.search(before)
        return bare is not None and not _named_in(before[bare.end() :], own)
    said = match["rest"] or match["of"] or ""
    return not _named_in(said, own)


def _named_in(said: str, own: frozenset[str]) -> bool:
    return not own.isdisjoint(each.lower() for each in re.findall(r"\w+", said))


def of_work(field: FieldOfWork, reader: AnyReader, people: People) -> dict[int, Stances]:
    told = _having(field.words, people)
    readings = reader.read_people("What is her job?", told)
    found: dict[int, Stances] = {}
    for persona, (name, notes) in told.items():
        reading = readings[persona]
        members = list(_members(field.words, "Is she a {}?", name, notes, reading))
        members = [_as_of_today(each, reading, field) for each in members]
        found[persona] = [
            (_unless_left(each, field, name, notes), each.found)
            for each in sorted(members, key=lambda each: -each.found.probability)
        ]
    return found


def _as_of_today(each: _Member, reading: Reading, field: FieldOfWork) -> _Member:
    """With other work that a newer note names, of which the reader is sure."""
    best = reading.found[0] if reading.answered and reading.found else None
    if each.how is not Stance.STATES or best is None or best.probability < _CERTAIN:
        return each
    if best.probability < each.found.probability or governed_by_relative(
        best.note.text, best.start
    ):
        return each
    newer = best.note.date and each.found.note.date and best.note.date > each.found.note.date
    if not newer or field.words.search(in_english(best.sentence)):
        return each
    other = tells_of_work(best.span) and not names_an_employer(best.span)
    return replace(each, how=Stance.FORMER) if other else each


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
    for note, _, text in fragments(notes):
        if day_of(note) <= day_of(each.found.note):
            continue
        gone = None if names_an_employer(text) else _CHANGED.search(text)
        if gone is None or not re.search(
            r"\b(?:job|work\w*|teaching|retired|career|school|office|firm|company|hospital|"
            r"position|gym|shop|nursing|practice)\b",
            text,
            re.I,
        ):
            continue
        if led_by_kin(text[: gone.start()], own):
            continue
        if not field.words.search(re.sub(rf"{gone.re.pattern}[^,;.]*", "", note.text, flags=re.I)):
            return Stance.FORMER
    return Stance.STATES


def of_instruments(reader: AnyReader, people: People) -> dict[int, Stances]:
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


def _having(words: re.Pattern[str], people: People) -> dict[int, tuple[str, Sequence[Note]]]:
    """Those whose notes have one of the words."""
    return {
        i: (name, notes)
        for i, (name, notes) in people.items()
        if any(words.search(in_english(text)) for _, _, text in fragments(notes))
    }
