"""Questions about everybody that a fact of each answers: "who works in health care" by everybody's
work, "who lives abroad" by their homes, "who owes me money" by what was lent and given back.

What is asked names a class, and notes name its members: a nurse, Lyon, a little girl. So
everybody's notes are looked through for members, and the reader says where these are what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from persona_assistant.assistant import list_homes
from persona_assistant.assistant.fragments import day_of, fragments, place_at, sentence_at
from persona_assistant.assistant.list_members import (
    People,
    Stances,
    led_by_kin,
    of_instruments,
    of_work,
)
from persona_assistant.assistant.list_owners import Owners
from persona_assistant.language.children import (
    AskedChildren,
    Told,
    asked_children,
    told_of_children,
)
from persona_assistant.language.claims import Stance
from persona_assistant.language.debts import AskedDebt, asked_debt, debts
from persona_assistant.language.gloss import in_english
from persona_assistant.language.happened import When, happened
from persona_assistant.language.nicknames import called
from persona_assistant.language.support import means
from persona_assistant.language.words import words
from persona_assistant.language.work import asked_field
from persona_assistant.pmg import Note
from persona_assistant.reader.claimed import PLAIN
from persona_assistant.reader.reading import AnyReader
from persona_assistant.reader.step_children import of_a_partner

Finder: TypeAlias = Callable[[AnyReader, People], dict[int, Stances]]


def finder(question: str, when: When | None, texts: Sequence[str]) -> Finder | None:
    """What finds out how everybody's notes stand to a question; None for one that no such fact
    answers. `texts` are all notes, which tell in which country the user lives."""
    if (debt := asked_debt(question)) is not None:
        if _HAS_OF_MINE.match(question) and not debt.money:
            debt = replace(debt, thing=True)
        return lambda _, people: {i: _of_debts(debt, *each) for i, each in people.items()}
    if (children := asked_children(question)) is not None:
        return lambda _, people: {
            i: _of_children(children, when, *each) for i, each in people.items()
        }
    if (work := asked_field(question)) is not None:
        return lambda reader, people: of_work(work, reader, people)
    if known := _ASKS_KNOWN.match(question):
        return lambda _, people: {
            i: _of_meeting(known["where"], *each) for i, each in people.items()
        }
    if _ASKS_INSTRUMENT.search(question):
        return of_instruments
    return list_homes.finder(question, texts)


_ASKS_INSTRUMENT = re.compile(
    r"^(?:does|can|did) she (?:play|know|learn)\b.*\b(?:instruments?|music)\b|^is she musical\b",
    re.I,
)
_HAS_OF_MINE = re.compile(r"^(?:does|has) she (?:have|got)\b.* of mine\b", re.I)
"""Asks for things, and no money, though it says what was lent."""
_ASKS_KNOWN = re.compile(
    r"^(?:do|did|have) (?:i|we) (?:know|knew|met|meet|known) her (?:from|through|via|at|in|on) "
    r"(?:the |my |our |a )?(?P<where>[^?]+)\?$",
    re.I,
)


# --- debts and children


def _of_debts(asked: AskedDebt, name: str, notes: Sequence[Note]) -> Stances:
    ordered = sorted(notes, key=day_of)
    found: Stances = []
    for number, debt in debts([note.text for note in ordered]):
        fits = not (debt.money if asked.thing else asked.money and not debt.money)
        text = ordered[number].text[debt.start : debt.end]
        fits = fits and not (asked.lent and not _LENT.search(text))
        fits = fits and (not asked.what or any(means(word, text) for word in words(asked.what)))
        if debt.who is asked.who and fits:
            note = ordered[number]
            found.append((Stance.STATES, place_at(note, debt.start, debt.end, PLAIN)))
    return found


def _of_children(
    asked: AskedChildren, when: When | None, name: str, notes: Sequence[Note]
) -> Stances:
    owners = Owners(name, notes)
    own = owners.own
    found: Stances = []
    if asked.parent and owners.sex not in (asked.parent, None):
        return found
    for note, start, text in fragments(notes):
        english = in_english(text)
        names = own | owners.partners if _BORN.search(english) else own
        for told in told_of_children(english, asked, names):
            if when is not None and not happened(sentence_at(note, start), note.date, when):
                continue
            if asked.parent and _is_other_parent(english, told, asked.parent):
                continue
            begin, end = (told.start, told.end) if english == text else (0, len(text))
            place = place_at(note, start + begin, start + end, PLAIN)
            others = owners.is_of_other_sex(english) or of_a_partner(
                note.text, sentence_at(note, start), None
            )
            found.append((Stance.OTHERS if others else told.how, place))
    states = [each for each in found if each[0] is Stance.STATES]
    if asked.negative and any(
        how is Stance.DENIES and day_of(place.note) >= max(day_of(at.note) for _, at in states)
        for how, place in (found if states else ())
    ):
        return [each for each in found if each[0] is Stance.DENIES]
    return states or found


_BORN = re.compile(r"\bhad (?:an?|the|their|her|his|twins)\b|\bborn\b|\bgave birth\b", re.I)
"""Makes a parent of the one whose partner it is told of."""
_LENT = re.compile(r"\b(?:lent|lend|loan|borrow|my|our|has|got|have)", re.I)


def _is_other_parent(text: str, told: Told, asked: str) -> bool:
    """Whether words make somebody a mother where a father is asked for, or the other way."""
    other = "he" if asked == "she" else "she"
    owned = re.search(rf"\b{_OWNED[other]} (?:\w+ )?$", text[: told.start], re.I)
    called_so = re.fullmatch(_PARENTS[other], text[told.start : told.end], re.I)
    return owned is not None or called_so is not None


_OWNED = {"she": "her", "he": "his"}


_PARENTS = {"she": r"mum|mom|mam|mother|mummy|mama", "he": r"dad|father|daddy|papa"}


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
    for note, start, text in fragments(notes):
        match = met.search(in_english(text))
        if match is not None and not led_by_kin(text[: match.start()], own):
            found.append((Stance.STATES, place_at(note, start, start + len(text), PLAIN)))
    return found
