"""Who of several people is older, and by how many years.

Birthdays and ages that the notes tell are compared; where two may have been born in the same time,
nobody can tell.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from persona_assistant.assistant import their_children
from persona_assistant.assistant.ages import Born, compare
from persona_assistant.assistant.elder import elder
from persona_assistant.assistant.known import Named
from persona_assistant.assistant.lists import and_list
from persona_assistant.assistant.sides import Pair, Told, nothing, shortly
from persona_assistant.assistant.than_other import compared
from persona_assistant.language.births import births
from persona_assistant.language.numbers import number_in
from persona_assistant.language.pair_questions import CHILD, GAP, PairQuestion
from persona_assistant.pmg import PersonAnswer
from persona_assistant.reader.claimed import PLAIN
from persona_assistant.reader.reading import Found, Reading

_IS = ("is", "are")


def older(pair: Pair, asked: PairQuestion) -> Told:
    """Who is older, or younger, or by how many years."""
    known = [
        _born_kin(pair, each, asked.kin[at]) if at in asked.kin else _born(pair, each)
        for at, each in enumerate(pair.named)
    ]
    answers = [
        born.told if born else pair.of(each, None)
        for each, born in zip(pair.named, known, strict=True)
    ]
    if not asked.kin and (told := compared(pair, asked) or elder(pair, asked)):
        return told
    both: list[Born] = [each for each in known if each is not None]
    if len(both) < len(known):
        unknown = [_called(pair, asked, at) for at, born in enumerate(known) if born is None]
        why = f"The notes do not say how old {and_list(unknown)} {_IS[len(unknown) > 1]}."
        return nothing(pair, answers, why)
    if asked.asked == GAP:
        return _apart(both, answers)
    first = compare(both, youngest=asked.least)
    word = "younger" if asked.least else "older"
    if len(both) > 2:
        word = "the youngest" if asked.least else "the oldest"
    sides = " ".join(map(shortly, answers))
    if first is None:
        return Told(f"They are about the same age. {sides}", tuple(answers))
    best = pair.named[first]
    called = _called(pair, asked, first)
    short = "" if asked.yes_no else called
    text = f"{called} is {word}. {sides}"
    return Told(text, tuple(answers), short=short, best=best.persona_id)


def _called(pair: Pair, asked: PairQuestion, at: int) -> str:
    """Who is meant: one of them, or a relative of theirs."""
    name = pair.named[at].name
    return f"{name}'s {asked.kin[at]}" if at in asked.kin else name


def _born_kin(pair: Pair, each: Named, word: str) -> Born | None:
    """When a relative of somebody's was born."""
    if CHILD.fullmatch(word) and (told := their_children.born(pair, each, word)):
        return told
    return _by_age(pair, each, f"How old is {{name}}'s {word}?")


def _apart(both: Sequence[Born], answers: Sequence[PersonAnswer]) -> Told:
    """How many years lie between the first and the last birth."""
    first, last = (which(both, key=lambda each: each.first) for which in (min, max))
    least = max(0, (last.first - first.last).days) / _YEAR
    most = max(0, (last.last - first.first).days) / _YEAR
    exactly = int(least) == int(most)
    years = int(least) if exactly else round((least + most) / 2)
    short = f"{'' if exactly else 'about '}{years} year{'' if years == 1 else 's'}"
    return Told(f"{short}. {' '.join(map(shortly, answers))}", tuple(answers), short=short)


_YEAR = 365.25


def _born(pair: Pair, each: Named) -> Born | None:
    """When somebody was born: by birthdays and ages in their notes, by what another's note tells of
    their birth, or by the age that the reader finds."""
    persona, notes = each.persona_id, pair.notes[each.persona_id]
    return (
        pair.ages.born(persona, each.name, notes, pair.names_of(each))
        or _told_by_another(pair, each)
        or _by_age(pair, each)
    )


def _by_age(pair: Pair, each: Named, question: str = "How old is {name}?") -> Born | None:
    return _of_age(pair, each, pair.read(question, each))


def _of_age(pair: Pair, each: Named, reading: Reading) -> Born | None:
    """When somebody was born by the age that is read."""
    age = number_in(reading.answer) if reading.answered else None
    if age is None or re.search(r"\b(?:weeks?|months?|days?)\b", reading.answer):
        return None
    about = _YEAR if "about" in reading.answer or "or" in reading.answer else 0
    first, last = ((age + 1) * _YEAR + about, age * _YEAR - about)
    today = pair.ages.day
    return Born(
        today - datetime.timedelta(first),
        today - datetime.timedelta(last),
        pair.of(each, reading.found[0], reading.answer),
    )


def _told_by_another(pair: Pair, each: Named) -> Born | None:
    """When somebody without notes of their own was born: by the birth that another's notes
    announce, or by the age that is read there."""
    name, notes = pair.holders.get(each.persona_id, ("", ()))
    for note in notes:
        for birth in births(note.text, note.date, pair.ages.order):
            first, last = birth.day.first, birth.day.last or birth.day.first
            called = {one.lower() for one in birth.names}
            if first is None or last is None or each.name.lower() not in called:
                continue
            sentence = note.text[birth.start : birth.end]
            found = Found(note, sentence, birth.day.text, birth.day.start, PLAIN)
            return Born(first, last, pair.of(each, found))
    if not notes:
        return None
    return _of_age(pair, each, pair.reader.read(f"How old is {each.name}?", notes, name=name))
