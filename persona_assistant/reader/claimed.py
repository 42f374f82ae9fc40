"""What somebody's notes claim of them, where a question asks for a yes or a no: which places speak
of it, and how each stands to it.

The reader weighs the places. One that says it in so many words counts even where the reader is
unsure of it, as it is of "two cats" in a long line of fragments.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from persona_assistant.language.claims import KIN, Stance, stance
from persona_assistant.language.first_person import speaker
from persona_assistant.language.genders import gender_of
from persona_assistant.language.gloss import in_english
from persona_assistant.language.happened import When, happened, spans
from persona_assistant.language.lexicon import is_member
from persona_assistant.language.nicknames import called
from persona_assistant.language.plainly import is_gone, said_plainly, things_named
from persona_assistant.language.support import (
    Support,
    ended_in_known_ways,
    in_known_ways,
    in_own_words,
    key_groups,
    names_another,
    reacts_to_another,
    support,
)
from persona_assistant.language.ways import has_ways, single_ways
from persona_assistant.language.words import sentences, stem
from persona_assistant.pmg import Note
from persona_assistant.reader.fleeting import has_passed
from persona_assistant.reader.reading import Found, Reading

MEMBER = 0.95
"""The probability from which a place makes somebody one of those asked for by the reader's word
alone, where nothing in it is worded as the question is. Fitted to the bundled reader with
`bench/reading.py` on the kinds "list", "count" and "two people"; fit it again with another one."""
PLAIN = 0.87
"""How sure a place is that says it in so many words: 52 of 60 drawn from worlds/reading were."""
_NEEDED = {Support.FULL: 0.25, Support.SOME: 0.5, Support.NONE: MEMBER, Support.AGAINST: 2.0}
"""The probability from which a place counts, by how much of the question it says."""
_NEEDED_OF_MORE = 0.08
"""The same of a place that says all of two words or more, or that speaks of a relative."""
_NEEDED_OF_GROUP = {Support.FULL: 0.5, Support.SOME: 0.75, Support.NONE: 0.87, Support.AGAINST: 2}
"""The same where the reader was asked whether somebody is one of those asked for: "who keeps
bees?"."""
_DOUBTED = 0.05
"""Below it the reader is sure that they are none of them, whatever words their notes hold."""
FRAGMENT = re.compile(r"[^\s.;!?][^.;!?\n]*(?:\.(?=\S)[^.;!?\n]+)*")
_KIN_BY_NAME = re.compile(
    rf"\b(?P<kin>{KIN})(?:,| called| named| is| =|:)? (?-i:(?P<name>[A-ZÀ-Þ]\w+))", re.I
)


def ended_since(states: Sequence[Found], ended: Sequence[Found]) -> bool:
    """Whether the last word is that it is no longer so."""
    last = max((each.note.date for each in ended if each.note.date), default=None)
    said = max((each.note.date for each in states if each.note.date), default=None)
    return last is not None and said is not None and last > said


@dataclass(frozen=True, slots=True)
class _Place:
    """Words that speak of it: a sentence, or the fragment of one that says it plainly."""

    found: Found
    said: Support
    how: Stance
    text: str


def claims_in(
    question: str,
    reading: Reading,
    name: str,
    notes: Sequence[Note] = (),
    *,
    when: When | None = None,
    of_group: bool = False,
    aliases: Sequence[str] = (),
    others: Set[str] = frozenset(),
) -> list[tuple[Stance, Found]]:
    """The places that speak of what a question with yes or no names, and how each stands to it; the
    surest first. `notes` are the person's, for what the reader passed over; of what happened only
    that counts which happened `when` the question says. `of_group` says that the reader was asked
    who does, and not whether this person does; `aliases` are what else they are called, `others`
    what their people are, in small letters."""
    own = called(" ".join((name, *aliases)), tuple(note.text for note in notes))
    places = [*_worded(question, reading, notes, own)]
    if of_group and reading.found and reading.found[0].probability < _DOUBTED:
        places = [
            each
            for each in places
            if each.how is not Stance.STATES or in_own_words(question, each.text)
        ]
    held = {(each.found.note.text, each.found.sentence) for each in places}
    places += [
        each
        for each in _read(question, reading, own, notes, of_group=of_group)
        if (each.found.note.text, each.found.sentence) not in held
    ]
    beside = ({each.lower() for each in names_beside(notes)} | others) - own
    if not _KIN_ASKED.search(question):
        places = [_of_its_subject(each, beside, broadly=bool(others)) for each in places]
        places = [_of_their_sex(each, notes, name) for each in places]
    if when is not None:
        places = [each for each in places if happened(each.text, each.found.note.date, when)]
    places.sort(key=lambda each: (-each.said, -each.found.probability))
    return [(_today(question, each), each.found) for each in places]


def _of_its_subject(place: _Place, beside: Set[str], *, broadly: bool) -> _Place:
    """With what is told of somebody beside them, called by name: "mochi had knee surgery"."""
    clause = _clause_of(place)
    subject = _SUBJECT.match(clause) or (_DOES.match(clause) if broadly else None)
    told = broadly or place.how is Stance.STATES
    if told and subject and subject["who"].lower() in beside:
        return replace(place, how=Stance.OTHERS)
    return place


def _of_their_sex(place: _Place, notes: Sequence[Note], name: str) -> _Place:
    """With what is told of a "he" in the notes of a woman: "out with Leo! he's a vet"."""
    said = _PRONOUN.match(_clause_of(place))
    if said is None or place.how is Stance.OTHERS:
        return place
    gender = gender_of([each.text for each in notes], name)
    if gender is None or gender == said["who"].lower():
        return place
    return replace(place, how=Stance.OTHERS)


_PRONOUN = re.compile(r"(?:and |but |& )?(?P<who>s?he)(?:['’](?:s|d|ll))?\b", re.I)


def _clause_of(place: _Place) -> str:
    """The words from the last break before what is said."""
    at = place.found.start
    before = place.found.note.text[:at]
    return re.split(r"[.;!?\n(]\s*", before)[-1] + place.found.note.text[at:][:_LONG]


_LONG = 60
_DOES = re.compile(r"(?P<who>[^\W\d_]+) (?:still|quit|left|\w{3,}ed|\w{2,}[^s]s)\b", re.I)
_SUBJECT = re.compile(
    r"(?:and |but |& )?(?P<who>[^\W\d_]+) (?:is|was|has|had|got|gets|does|did|can|went|started|"
    r"works?|plays|likes|loves|hates|wants|needs|takes|speaks|became|broke)\b",
    re.I,
)


def _today(question: str, place: _Place) -> Stance:
    """How a place stands to it today."""
    if place.how is Stance.STATES and has_passed(question, place.found.note.date):
        return Stance.FORMER
    if place.how is Stance.STATES and _OF_TODAY.match(question) and _ran_out(place.found):
        return Stance.FORMER
    return place.how


_OF_TODAY = re.compile(r"(?:is|does|has) she\b", re.I)
_UNTIL = re.compile(r"^[^,;.!?\n]{0,40}?\b(?:until|till?)\b(?P<day>[^,;.!?\n]*)", re.I)


def _ran_out(place: Found) -> bool:
    """Whether it says until when it is so, and that day is past: "off work til october"."""
    written, rest = place.note.date, place.note.text[place.start :]
    until = _UNTIL.match(rest)
    if until is None or written is None:
        return False
    last = max(
        (day for _, day in spans(f"until{until['day']}", written, to_come=True)), default=None
    )
    return last is not None and written <= last < datetime.date.today()


def _worded(
    question: str, reading: Reading, notes: Sequence[Note], own: frozenset[str]
) -> Iterator[_Place]:
    """Places that say it in so many words, or in words known to mean it."""
    sure = {(each.note.text, each.sentence): each.probability for each in reading.found}
    notes = notes or list({each.note.text: each.note for each in reading.found}.values())
    kin = kin_by_name(notes) if _KIN_ASKED.search(question) else {}
    for note in notes:
        english = in_english(note.text)
        speaks = support(question, english) >= Support.SOME
        if not kin and not speaks and _ended(question, english) is None:
            continue
        at = 0
        for sentence in sentences(note.text):
            at = note.text.find(sentence, at)
            for match in FRAGMENT.finditer(sentence):
                text = _with_kin(match.group(), kin)
                plain = _OTHER_DRINK.sub("", _without_owner(in_english(text), own))
                over = _ended(question, plain)
                span = over or said_plainly(question, plain) or in_known_ways(question, plain)
                if span is None:
                    continue
                # Of a foreign fragment all of it is shown, for its words stand otherwise.
                said = plain[slice(*span)]
                if in_english(text) != text and re.search(r"\bmy (?:\w+ )?$", plain[: span[0]]):
                    continue
                words = said if said in match.group() else match.group().strip()
                start = at + match.start() + max(match.group().find(words), 0)
                sure_of = max(PLAIN, sure.get((note.text, sentence), 0.0))
                found = Found(note, sentence, words, start, sure_of)
                how = stance(question, _with_speaker(found, plain), span=said, names=own)
                if over is not None:
                    said_so = how in (Stance.DENIES, Stance.FORMER) and _NEGATIVE.search(said)
                    if how is not Stance.STATES and not said_so:
                        continue
                    how = Stance.FORMER
                elif how is Stance.STATES and (
                    _has_gone(found, plain, span, notes)
                    or (_HAVING.match(question) and _goes(said, plain, span))
                ):
                    how = Stance.FORMER
                yield _Place(found, Support.FULL, how, _with_short(plain, sentence, match.end()))


_HAVING = re.compile(r"does she (?:have|own|keep)\b", re.I)


def _goes(thing: str, text: str, span: tuple[int, int]) -> bool:
    """Whether the words themselves tell that it has gone, and of no new one."""
    return is_gone(thing, text, span[1], text) and not _ANEW.search(text)


_ANEW = re.compile(r"\b(?:got|getting|adopted|bought|new|another|replaced)\b", re.I)


def _ended(question: str, text: str) -> tuple[int, int] | None:
    """Where it says that what holds today is over; of what happened once nothing ends."""
    if re.match(r"(?:did|has|have|was|were)\b", question, re.I):
        return None
    return ended_in_known_ways(question, text)


def _without_owner(text: str, own: frozenset[str]) -> str:
    """With "her cat" for "Kenji's cat"."""
    return re.sub(
        r"\b([^\W\d_]+)['’]s(?= \w)",
        lambda match: "her" if match[1].lower() in own else match.group(),
        text,
    )


def _read(
    question: str,
    reading: Reading,
    own: frozenset[str],
    notes: Sequence[Note],
    *,
    of_group: bool,
) -> Iterator[_Place]:
    """Places that the reader is sure of: the less it need be, the more of the question they say."""
    several = len(key_groups(question)) > 1
    for each in reading.found:
        english = in_english(each.sentence)
        said = support(question, _OTHER_DRINK.sub("", english))
        span = "" if said is Support.FULL else each.span
        text = each.sentence if span else english
        how = stance(question, _with_speaker(each, text), span=span, names=own)
        another = names_another(question, english) or reacts_to_another(question, english)
        if how is Stance.STATES and another:
            how = Stance.OTHERS
        needed = (_NEEDED_OF_GROUP if of_group else _NEEDED)[said]
        if said is Support.FULL and (several or how is Stance.OTHERS) and not of_group:
            needed = _NEEDED_OF_MORE
        if said is Support.NONE and _has_known_ways(question):
            needed = MEMBER  # "left ear's better" tells nobody left-handed
        negative = _NEGATIVE.search(question) and (not of_group or _EATS.search(question))
        if said is Support.NONE and negative:
            continue  # "no eggs" does not tell who does not drink
        unsure = said is not Support.FULL and not reading.answered and not of_group
        if each.probability < needed or unsure:
            continue
        if how is Stance.STATES and any(
            _has_gone(
                replace(each, span=each.sentence[start:end]), each.sentence, (start, end), notes
            )
            for start, end in things_named(question, each.sentence)
        ):
            how = Stance.FORMER
        yield _Place(each, said, how, each.sentence)


def _has_known_ways(question: str) -> bool:
    """Whether the ways to say all that is asked for are known."""
    return all(any(has_ways(word.stem) for word in group) for group in key_groups(question))


def _with_short(text: str, sentence: str, end: int) -> str:
    """The words, with a short fragment behind them: "married!! dec 8"."""
    behind = FRAGMENT.search(sentence, end)
    short = behind is not None and len(behind.group()) <= _SHORT
    return f"{text}, {behind.group()}" if behind is not None and short else text


_SHORT = 16
_OTHER_DRINK = re.compile(
    r"(?:\w+n['’]t |not |never )?\bdrinks? (?:(?:no|any|much|her|his|their|only|black|lots of)"
    r" )*(?:coffee|tea|milk|water|"
    r"juice|cola|caffeine)\b",
    re.I,
)
"""Says nothing of whether somebody drinks."""
_NEGATIVE = re.compile(r"\b(?:not|no|never|without)\b|n't\b", re.I)
_EATS = re.compile(r"\b(?:eat|have|drink|touch)\b", re.I)
_KIN_ASKED = re.compile(rf"\b(?:her|his|their) (?:{KIN})\b|\bwidow", re.I)


def names_beside(notes: Sequence[Note]) -> set[str]:
    """Names of relatives and animals that the notes tell: "daughter Anjali", "whippet Quill"."""
    animals = {
        match["name"]
        for note in notes
        for match in _ANIMAL_BY_NAME.finditer(note.text)
        if any(is_member(stem(match["kind"]), kind) for kind in ("animal", "livestock", "bird"))
        or _is_dog_or_cat(match["kind"])
    }
    return animals | set(kin_by_name(notes))


_ANIMAL_BY_NAME = re.compile(
    r"\b(?P<kind>[^\W\d_]+)(?:,| called| named|:)? (?-i:(?P<name>[A-ZÀ-Þ][^\W\d_]+))", re.I
)


def _is_dog_or_cat(kind: str) -> bool:
    return stem(kind) in single_ways("dog") | single_ways("cat")


def kin_by_name(notes: Sequence[Note]) -> dict[str, str]:
    """Whose name is whose: of "daughter Anjali" that Anjali is the daughter."""
    return {
        match["name"]: match["kin"] for note in notes for match in _KIN_BY_NAME.finditer(note.text)
    }


def _with_kin(text: str, kin: dict[str, str]) -> str:
    for name, relative in kin.items():
        if not re.search(rf"\b{relative}\b", text, re.I):
            text = re.sub(rf"\b{name}\b", f"her {relative} {name}", text, flags=re.I)
    return text


def _has_gone(each: Found, text: str, span: tuple[int, int], notes: Sequence[Note]) -> bool:
    """Whether a later note says so."""
    return any(
        is_gone(each.span, text, span[1], later.text)
        for later in notes
        if later.date and each.note.date and later.date > each.note.date
    )


def _with_speaker(found: Found, text: str) -> str:
    """The words, behind the name of who says them in a chat."""
    who = speaker(found.note.text, found.start)
    if who is None or found.sentence.startswith((who, "[")):
        return text
    return f"{who}: {text}"
