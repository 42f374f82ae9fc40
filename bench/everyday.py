"""Everyday questions about people, and whether an answer is right.

The form of a set is described in tests/reading/README.md. A verdict looks at what a user is told:
who the answer is about, the short answer, and the sentences it stands on.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bench.wording import contains, folded, words

KINDS = (
    "job",
    "home",
    "dates",
    "contact",
    "age",
    "family",
    "likes",
    "health",
    "plans",
    "said",
    "feelings",
    "looks",
    "place met",
    "list",
    "count",
    "two people",
    "follow-up",
    "changes",
    "names",
    "other people's facts",
    "the user",
    "absent person",
    "absent attribute",
    "near miss",
    "other languages",
)
OF_SEVERAL = frozenset(("list", "count", "two people"))
"""Kinds whose answer is not about one person."""

_AGE = re.compile(r"\{age:(\d{4}-\d{2}-\d{2})\}")
_AGED = re.compile(r"\{aged:(\d+)@(\d{4}-\d{2}-\d{2})\}")


class BadSet(Exception):
    """A file is no reading set. The message says where, and quotes nothing of it."""


@dataclass(frozen=True)
class Note:
    text: str
    date: datetime.date | None = None


@dataclass(frozen=True)
class Person:
    name: str
    aliases: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    user: bool = False
    """Whether this is the user, whose notes are about "me"."""


@dataclass(frozen=True)
class Question:
    kind: str
    question: str
    answerable: bool
    accept: tuple[str | tuple[str, ...], ...] = ()
    """Any of them makes an answer right; a tuple wants all of its strings."""
    reject: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    """What was asked before, in the same conversation."""


@dataclass(frozen=True)
class World:
    people: tuple[Person, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class EverydaySet:
    worlds: tuple[World, ...]
    kept_out: bool = False
    """Nobody who works on the reader sees more of it than totals."""


@dataclass(frozen=True)
class Said:
    """What the assistant told the user."""

    abstained: bool
    short: str = ""
    """The answer in the fewest words; the whole text where there is no shorter one."""
    sentences: tuple[str, ...] = ()
    """What it stands on."""
    about: tuple[str, ...] = ()
    """Names of the people it is about."""


class Verdict(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    DECLINED = "declined"


# --- judging


def judge(question: Question, said: Said, today: datetime.date) -> Verdict:
    """For an answerable question all three; for another one, declined or wrong."""
    told = " | ".join((said.short, *said.sentences))
    if not question.answerable:
        nothing = said.abstained or _accepted(question, said.short, today)
        return Verdict.DECLINED if nothing else Verdict.WRONG
    if said.abstained:
        return Verdict.DECLINED
    if _rejected(question, said.short, today) or not _about_the_right_people(question, said):
        return Verdict.WRONG
    if question.accept and not _accepted(question, told, today):
        return Verdict.WRONG
    return Verdict.RIGHT


def short_is_right(question: Question, said: Said, today: datetime.date) -> bool:
    """Whether the short answer is right without the sentences."""
    alone = Said(said.abstained, said.short, (), said.about)
    return judge(question, alone, today) is Verdict.RIGHT


def matches(pattern: str, text: str, today: datetime.date) -> bool:
    """Whether an accepted or rejected string stands in `text`: its words, one after the other, or,
    after "re:", a regular expression that is searched in the folded text."""
    if pattern.startswith("re:"):
        return re.search(pattern[3:], folded(text)) is not None
    told = words(text)
    return any(contains(told, words(each)) for each in _reckoned(pattern, today))


def _accepted(question: Question, text: str, today: datetime.date) -> bool:
    return any(
        all(matches(part, text, today) for part in ((each,) if isinstance(each, str) else each))
        for each in question.accept
    )


def _rejected(question: Question, text: str, today: datetime.date) -> bool:
    return any(matches(each, text, today) for each in question.reject)


def _about_the_right_people(question: Question, said: Said) -> bool:
    if not question.people:
        return True
    wanted, about = {folded(p) for p in question.people}, {folded(p) for p in said.about}
    if question.kind == "list":
        return about == wanted
    if question.kind in OF_SEVERAL:
        return True
    return bool(about) and about <= wanted


def _reckoned(pattern: str, today: datetime.date) -> list[str]:
    """The pattern with the ages of today. Who was 7 on a day is so many years older, or one more;
    the 7 that was noted is an answer too."""
    pattern = _AGE.sub(lambda m: str(_age(m[1], today)), pattern)
    noted = _AGED.search(pattern)
    if noted is None:
        return [pattern]
    then, since = int(noted[1]), _age(noted[2], today)
    return [_AGED.sub(str(age), pattern) for age in (then, then + since, then + since + 1)]


def _age(born: str, today: datetime.date) -> int:
    day = datetime.date.fromisoformat(born)
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))


# --- the form


def load(path: Path) -> EverydaySet:
    """Raises BadSet."""
    document = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(document, Mapping):
        raise BadSet(f"{path.name}: an everyday set is one JSON object")
    worlds = document.get("worlds") or [document]
    return EverydaySet(
        tuple(_world(world, f"{path.name}: world {at}") for at, world in enumerate(worlds, 1)),
        bool(document.get("kept_out")),
    )


def _world(world: Mapping[str, Any], where: str) -> World:
    people = tuple(
        _person(each, f"{where}, person {at}")
        for at, each in enumerate(_all(world, "people", where), 1)
    )
    names = {folded(each): person.name for person in people for each in person.aliases}
    names |= {folded(person.name): person.name for person in people}
    return World(
        people,
        tuple(
            _question(each, names, f"{where}, question {at}")
            for at, each in enumerate(_all(world, "questions", where), 1)
        ),
    )


def _all(world: Mapping[str, Any], what: str, where: str) -> Sequence[Mapping[str, Any]]:
    if not isinstance(world.get(what), list):
        raise BadSet(f"{where}: it has no {what}")
    return list(world[what])


def _text(entry: Mapping[str, Any], what: str, where: str) -> str:
    text = entry.get(what)
    if not isinstance(text, str) or not text.strip():
        raise BadSet(f"{where}: it has no {what}")
    return text


def _person(person: Mapping[str, Any], where: str) -> Person:
    notes = []
    for note in person.get("notes", ()):
        if isinstance(note, str):
            note = {"text": note}
        day = note.get("date")
        try:
            date = datetime.date.fromisoformat(day) if day else None
        except ValueError as error:
            raise BadSet(f"{where}: a date is written like 2024-05-31") from error
        notes.append(Note(_text(note, "text", where), date))
    return Person(
        _text(person, "name", where),
        _listed(person.get("aliases")),
        tuple(notes),
        bool(person.get("user")),
    )


def _question(question: Mapping[str, Any], names: Mapping[str, str], where: str) -> Question:
    if question.get("kind") not in KINDS:
        raise BadSet(f"{where}: its kind is none of {', '.join(KINDS)}")
    people = _listed(question.get("people"))
    if any(folded(name) not in names for name in people):
        raise BadSet(f"{where}: one of its people is not in the world")
    found = Question(
        question["kind"],
        _text(question, "question", where),
        bool(question.get("answerable", True)),
        _alternatives(question.get("accept")),
        _listed(question.get("reject")),
        tuple(names[folded(name)] for name in people),
        _listed(question.get("turns")),
    )
    if found.answerable and not (found.accept or (found.kind == "list" and found.people)):
        raise BadSet(f"{where}: nothing says what a right answer is")
    every = [part for each in found.accept for part in ((each,) if isinstance(each, str) else each)]
    for each in (*every, *found.reject):
        try:
            sayable = bool(re.compile(each[3:]) if each.startswith("re:") else words(each))
        except re.error:
            sayable = False
        if not sayable:
            raise BadSet(f"{where}: something accepted or rejected can stand in no answer")
    return found


def _alternatives(accept: Any) -> tuple[str | tuple[str, ...], ...]:
    return tuple(each if isinstance(each, str) else tuple(each) for each in _listed(accept))


def _listed(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
