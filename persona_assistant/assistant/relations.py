"""How two people stand to each other: a couple, sisters, colleagues, acquaintances.

It stands in a sentence of either's notes that calls the other by name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.assistant.known import Named
from persona_assistant.assistant.lists import and_list, with_sentence
from persona_assistant.assistant.sides import Pair, Told, nothing, shortly, surest_first
from persona_assistant.language.claims import Stance, stance
from persona_assistant.language.pair_questions import PairQuestion
from persona_assistant.language.support import Support, support
from persona_assistant.language.words import sentences
from persona_assistant.pmg import PersonAnswer
from persona_assistant.reader.reading import Found

_LIKELY = 0.25
"""From this probability on a place counts that says what is asked in the question's own words."""
_PARTNER = (
    r"(?:husband|hubby|wife|spouse|partner|boyfriend|girlfriend|fianc[eé]e?|lover|married|engaged|"
    r"dating|going out|in love|together|a couple|an item|wedding|divorced|split up|broke up|ex)"
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
        for place in _places(pair, ways, each):
            if not re.search(rf"\b{_PARTNER}\b", place.sentence, re.IGNORECASE):
                continue
            if _names_another(pair, place, each):
                found.append((_stance(asked, place), pair.of(each, place)))
            elif _is_own_partner(place, each):
                others.append(pair.of(each, place))
    if found:
        return _said(pair, found)
    others = _once_each(others)
    if others:
        return _with_everybody(pair, "Not by the notes", others)
    return nothing(pair, why="No note says that they are a couple.")


def relation(pair: Pair, asked: PairQuestion) -> Told:
    """Whether two people stand to each other as the question says."""
    found = [
        (_stance(asked, place), pair.of(each, place))
        for each in pair.named
        for place in _places(pair, (asked.asked,), each)
        if _names_another(pair, place, each)
    ]
    near = [
        PersonAnswer(each.persona_id, each.name, sentence, note.date, note.triplet_id)
        for each in pair.named
        for note in pair.notes[each.persona_id]
        for sentence in sentences(note.text)
        if _calls(pair, sentence, each)
    ]
    return _said(pair, found) if found else nothing(pair, near, "No note says so.")


def joint(pair: Pair, asked: PairQuestion) -> Told:
    """What two people did together: where they met."""
    best = []
    for each in pair.named:
        places = (
            place
            for place in _places(pair, (asked.asked,), each)
            if _names_another(pair, place, each)
        )
        if place := next(places, None):
            best.append(pair.of(each, place))
    if not best:
        return nothing(pair)
    answers = surest_first(best)
    return Told(shortly(answers[0]).partition(": ")[2], answers)


# --- the places


def _places(pair: Pair, ways: Sequence[str], each: Named) -> list[Found]:
    """Where somebody's notes may say it, surest first."""
    found: dict[str, Found] = {}
    for way in ways:
        reading = pair.read(way, each)
        plain = way.replace("{name}", "")
        for named in pair.named:
            plain = plain.replace(named.typed, "")
        for place in reading.found:
            sure = support(plain, place.sentence) is Support.FULL and place.probability >= _LIKELY
            known = found.get(place.sentence)
            if (sure or reading.answered) and (
                known is None or known.probability < place.probability
            ):
                found[place.sentence] = place
    return sorted(found.values(), key=lambda place: -place.probability)


def _names_another(pair: Pair, place: Found, each: Named) -> bool:
    """Whether the sentence calls another one of them by name."""
    return _calls(pair, place.sentence, each)


def _calls(pair: Pair, sentence: str, each: Named) -> bool:
    others = {other.persona_id for other in pair.named if other is not each}
    return any(others & people for people in pair.called(sentence))


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
