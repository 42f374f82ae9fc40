"""How two people stand to each other: a couple, sisters, colleagues, acquaintances.

It stands in a sentence of either's notes that calls the other by name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.assistant.known import Named
from persona_assistant.assistant.lists import and_list, with_sentence
from persona_assistant.assistant.naming import (
    OF_USER,
    calls,
    names_another,
    naming,
    only_owning,
    places,
    written,
)
from persona_assistant.assistant.sides import Pair, Told, nothing, shortly, surest_first
from persona_assistant.language.claims import KIN, Stance, stance
from persona_assistant.language.kin import ALIKE
from persona_assistant.language.pair_questions import SHARED, PairQuestion
from persona_assistant.language.support import Support, means, support
from persona_assistant.language.words import sentences, words
from persona_assistant.pmg import PersonAnswer
from persona_assistant.reader.claimed import FRAGMENT
from persona_assistant.reader.reading import Found

_PARTNER = (
    r"(?:husband|hubby|wife|spouse|partner|boyfriend|girlfriend|fianc[eé]e?|lover|married|engaged|"
    r"tied the knot|got hitched|proposed|expecting|newlyweds|guy|fella|other half|missus|"
    r"dating|(?:on|had) a date|seeing|going out|in love|marry|a thing|together|a couple|an item|"
    r"wedding|honeymoon|met (?:someone|somebody)|divorced|separated|split(?! the)|"
    r"broke up|ex)"
)
_NAMED_PARTNER = re.compile(
    rf"(?i:\b{_PARTNER}\b(?: to| with| is| called|,)?) (?:[A-ZÀ-Þ]\w+)"
    rf"|[A-ZÀ-Þ]\w+['’]s? (?i:{_PARTNER})\b"
)


def couple(pair: Pair, asked: PairQuestion) -> Told:
    """Whether two people are a couple. Somebody whose note names another partner is none with
    them."""
    ways = (asked.asked, "Who is {name}'s partner?", "Who is {name} married to?")
    found, others = [], []
    for each in pair.named:
        for place in (*naming(pair, each, _COUPLED), *places(pair, ways, each)):
            if not _COUPLED.search(_ANOTHERS_EX.sub("", place.sentence)):
                continue
            if names_another(pair, place, each):
                found.append((_coupled(asked, place), pair.of(each, place)))
            elif _is_own_partner(place, each):
                others.append(pair.of(each, place))
    if found:
        newest = max(written(answer) for _, answer in found)
        found = [each for each in found if written(each[1]) == newest]
        later = [each for each in others if written(each) > newest]
        if later and all(how is Stance.STATES for how, _ in found):
            found = [(Stance.FORMER, each) for each in later]
        return _said(pair, found)
    others = _once_each(others)
    if others:
        return _with_everybody(pair, "Not by the notes", others)
    return nothing(pair, why="No note says that they are a couple.")


_PARTED = re.compile(r"\b(?:divorced?|separated|split(?! the)|broke up|ex|parted|left)\b", re.I)
_ANOTHERS_EX = re.compile(r"\b(?:his|her|their) ex\b(?! [A-ZÀ-Þ])(?=.*\w)")
"""Somebody else whom one of the two was with: "but his ex keeps ringing"."""
_WED = re.compile(r"\b(?:marr(?:y|ies|ied)|husband|hubby|wife|spouse)\b", re.I)
_WED_SINCE = re.compile(r"\bmarried\b.*\b(?:years?|months|weeks) ago\b", re.I)
"""What happened years ago and lasts."""
_NOT_YET_WED = re.compile(r"\b(?:engaged|proposed|fianc[eé]e?|dating|going out)\b", re.I)


def _coupled(asked: PairQuestion, place: Found) -> Stance:
    """Whether a place says that they are a couple. What has ended is over, and who is engaged is
    not married for certain."""
    if _PARTED.search(_ANOTHERS_EX.sub("", place.sentence)) and not _PARTED.search(asked.asked):
        return Stance.FORMER
    if _PARTED.search(asked.asked) and _PARTED.search(place.sentence):
        return Stance.STATES
    if _WED.search(asked.asked) and _NOT_YET_WED.search(place.sentence):
        return Stance.OPEN
    if _WED_SINCE.search(place.sentence):
        return Stance.STATES
    return _stance(asked, place)


def between(pair: Pair, asked: PairQuestion) -> Told:
    """What one is to the other, by whatever a note of either says of the other by name."""
    telling = [(each, place) for each in pair.named for place in _telling(pair, each)]
    for having in (_KIN, _RELATED):
        telling = [it for it in telling if having.search(it[1].sentence)] or telling
    said = [pair.of(each, place) for each, place in telling]
    if not said:
        return nothing(pair, why="No note of one of them speaks of the other.")
    answers = _once_each(sorted(said, key=written, reverse=True))
    first = answers[0]
    short = _kin_beside(pair, first.sentence) or first.sentence
    text = f"{and_list([with_sentence(each) for each in answers])}."
    return Told(text, tuple(answers), short=short)


def _telling(pair: Pair, each: Named) -> list[Found]:
    """The fragments of one's notes that tell what the other is to them: those with a word for it,
    or with both side by side; else the last that names the other."""
    named = [place for place in naming(pair, each) if not only_owning(pair, place.sentence)]
    related = [
        place for place in naming(pair, each, _RELATED) if not only_owning(pair, place.sentence)
    ]
    names = "|".join(re.escape(one.name.split()[0]) for one in pair.named)
    both = re.compile(rf"\b(?:{names})\s*(?:&|\+|and|n|w/|with)\s*(?:{names})\b", re.I)
    beside = [place for place in named if both.search(place.sentence)]
    kin = [place for place in naming(pair, each, _KIN) if not only_owning(pair, place.sentence)]
    return kin or related or beside or named[-1:] or naming(pair, each)[-1:]


def _kin_beside(pair: Pair, sentence: str) -> str:
    """The word for a relative that stands beside the name of one of the two: "daughter Ana", "Ana,
    Leo's daughter"; of several the nearest."""
    names = "|".join(re.escape(each.name.split()[0]) for each in pair.named)
    spans = [match.span() for match in re.finditer(rf"\b(?:{names})\b", sentence, re.I)]
    found = [
        (min(max(start - match.end(), match.start() - end) for start, end in spans), match.group())
        for match in _KIN.finditer(sentence)
        if spans
    ]
    return re.sub(r"^['’]s ", "", min(found)[1]) if found else ""


def shared(pair: Pair, asked: PairQuestion) -> Told:
    """Something that both have together: the surest of what either's notes say."""
    read = [
        (each, reading)
        for each in pair.named
        for question in _ways_to_ask(asked, each)
        if (reading := pair.read(question, each)).answered
        and _is_of_it(pair, asked, reading.found[0])
    ]
    if not read:
        return nothing(pair)
    each, reading = max(read, key=lambda found: found[1].probability)
    answer = pair.of(each, reading.found[0], reading.answer)
    return Told(shortly(answer).partition(": ")[2], (answer,))


_NAMES = re.compile(r"what (?:did|do|are) .* (?:name|call)(?:ed)? (?P<what>.+)\?$", re.I)


def _is_of_it(pair: Pair, asked: PairQuestion, place: Found) -> bool:
    """Whether a place tells of what they have together: where a name is asked for, a name; else the
    fragment says what it is of."""
    if _NAMES.match(asked.asked):
        return _is_name(pair, place.span)
    things = {match["thing"] for match in SHARED.finditer(asked.asked) if match["thing"]}
    fragment = next(
        (
            match.group()
            for match in FRAGMENT.finditer(place.note.text)
            if match.start() <= place.start < match.end()
        ),
        place.sentence,
    )
    said = [any(means(word, fragment) for word in words(thing)) for thing in things]
    return not said or any(said)


_DATED = re.compile(
    r"\b(?:date|day) of .*?(?P<what>\w+)(?: pls| please)?\?$"
    r"|^(?!when).*?(?P<day>\w+) (?:date|day)(?: pls| please)?\?$",
    re.I,
)
"""What asks for a date in other words than "when"."""
_CAPITAL = re.compile(r"[A-ZÀ-Þ]\w+")


def _is_name(pair: Pair, span: str) -> bool:
    """Whether the words name somebody else than the two."""
    own = {part.lower() for each in pair.named for part in pair.names_of(each).split()}
    return any(match.group().lower() not in own for match in _CAPITAL.finditer(span))


def _ways_to_ask(asked: PairQuestion, each: Named) -> tuple[str, ...]:
    """As it was asked, and of one of them."""
    dated = _DATED.search(asked.asked)
    if dated is not None:
        return (f"When was {{name}}'s {dated['what'] or dated['day']}?",)
    called = _NAMES.match(asked.asked)
    if called is None:
        return (asked.asked,)
    what = re.sub(r"^(?:their|the|his|her)\s+", "", called["what"], flags=re.I)
    return asked.asked, f"What is the name of {{name}}'s {what}?"


_FROM = re.compile(
    r"\b(?:know|knows|met)\b.*\b(?:from|through|via|at|in) (?P<whence>(?!each|one)[\w ]+)\?$", re.I
)
"""Whence they are asked to know each other."""


def relation(pair: Pair, asked: PairQuestion) -> Told:
    """Whether two people stand to each other as the question says."""
    found = [
        (_stance(asked, place), pair.of(each, place))
        for each in pair.named
        for place in places(pair, (asked.asked,), each)
        if names_another(pair, place, each)
    ]
    found += [
        (Stance.STATES, pair.of(each, place))
        for each in pair.named
        for place in naming(pair, each, _as_kin(asked.asked))
        if not only_owning(pair, place.sentence)
    ]
    if _KIN_OF.search(asked.asked):  # "Ravi's flatmate" makes nobody his sister
        found = [it for it in found if _as_kin(asked.asked).search(it[1].sentence)]
    near = [
        PersonAnswer(each.persona_id, each.name, sentence, note.date, note.triplet_id)
        for each in pair.named
        for note in pair.notes[each.persona_id]
        for sentence in sentences(note.text)
        if calls(pair, sentence, each)
    ]
    if not found and re.search(r"\b(?:know|met)\b", asked.asked, re.I):
        found = [
            (Stance.STATES, pair.of(each, place))
            for each in pair.named
            for place in naming(pair, each)
            if not OF_USER.search(place.sentence) or _MET_EACH_OTHER.search(place.sentence)
        ]
    if tail := _FROM.search(asked.asked):
        said = f"Is it {tail['whence']}?"
        found = [each for each in found if support(said, each[1].sentence) is Support.FULL]
    return _said(pair, found) if found else nothing(pair, near, "No note says so.")


_MET_EACH_OTHER = re.compile(r"^(?!.*\b(?:i|we) (?:\w+ )?met\b).*\bmet (?!me\b|us\b)", re.I)
_KIN_OF = re.compile(rf"['’]s? (?P<kin>{KIN})\b", re.I)


def _as_kin(question: str) -> re.Pattern[str]:
    """A word for the relative whom a question names; without one nothing."""
    asked = _KIN_OF.search(question)
    alike = ALIKE.get(asked["kin"].lower(), frozenset()) if asked else frozenset()
    return re.compile(rf"\b(?:{'|'.join(alike)})\b" if alike else r"$^", re.I)


# --- the places

_COUPLED = re.compile(rf"\b{_PARTNER}\b", re.I)
_KIN = re.compile(rf"\b(?:{KIN})\b|['’]s (?:girl|boy|lad|lass|eldest|youngest|twin)\b", re.I)
_RELATED = re.compile(
    rf"\b(?:{_PARTNER}|{KIN}|lodger|tenant|landlord|landlady|room|boss|manager|deputy|colleague|"
    r"coworker|work(?:s|ed)? (?:with|for)|friends?|mates?|neighbou?r|flatmate|housemate|roommate|"
    r"class|teacher|teaches|student|coach|client|patient|met|knows?|introduced|together|with)\b",
    re.I,
)


def _is_own_partner(place: Found, each: Named) -> bool:
    own = frozenset(part.lower() for part in each.name.split())
    said = stance("Is she married?", place.sentence, names=own)
    return said is Stance.STATES and bool(_NAMED_PARTNER.search(place.sentence))


def _stance(asked: PairQuestion, place: Found) -> Stance:
    past = re.match(r"(?:were|was|did|have|has)\b", asked.asked, re.IGNORECASE)
    question = asked.asked if past else re.sub(r"^\w+", "Is", asked.asked)
    how = stance(question, place.sentence, span=place.span)
    return Stance.STATES if how is Stance.OTHERS else how


# --- in words


def _said(pair: Pair, found: Sequence[tuple[Stance, PersonAnswer]]) -> Told:
    how, _ = max(found, key=lambda each: each[1].probability)
    same = _once_each([answer for other, answer in found if other is how])
    word = _WORDS.get(how, "Perhaps")
    return _with_everybody(pair, word, same)


def _with_everybody(pair: Pair, word: str, said: Sequence[PersonAnswer]) -> Told:
    """The sentences behind the word; those whose notes are silent come last."""
    answers = tuple(replace(each, answer=word.lower()) for each in surest_first(said))
    silent = {each.persona_id for each in pair.named} - {each.persona_id for each in answers}
    rest = (pair.of(each, None) for each in pair.named if each.persona_id in silent)
    text = f"{word}: {and_list([with_sentence(each) for each in answers])}."
    return Told(text, (*answers, *rest))


_WORDS = {Stance.STATES: "Yes", Stance.DENIES: "No", Stance.FORMER: "No longer"}


def _once_each(answers: Sequence[PersonAnswer]) -> list[PersonAnswer]:
    best: dict[int, PersonAnswer] = {}
    for each in sorted(answers, key=lambda each: -each.probability):
        best.setdefault(each.persona_id, each)
    return list(best.values())
