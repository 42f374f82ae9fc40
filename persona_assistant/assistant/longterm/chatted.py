"""Answers to questions about people from the chats in their notes.

A chat is a long dialogue, in which who said something, to whom and when tell as much as the words:
it is read as one, both sides of it. Of somebody of whom there is nothing but chats this decides;
of anybody else it is looked at where the other notes do not answer.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from persona_assistant import abstention
from persona_assistant.assistant.known import named_people, user
from persona_assistant.assistant.longterm.talks import Line, Talk
from persona_assistant.assistant.services import Services
from persona_assistant.language.dates import written_out
from persona_assistant.language.first_person import own_question
from persona_assistant.language.words import words
from persona_assistant.pmg import (
    AbstentionReason,
    Answer,
    Candidate,
    Edge,
    Evidence,
    Outcome,
    PersonAnswer,
    Query,
)
from persona_assistant.reader.asked import asked_kind
from persona_assistant.reader.dialogue import DialogueAnswer

_PARSED = frozenset("phone email address age birthday".split())
"""What is parsed from notes and not read."""
_SHORT = re.compile(r"(?<=\s)[A-ZÀ-Þ][^\W\d_]{2,}|^[A-ZÀ-Þ][^\W\d_]{2,}(?=['’]s\b)")
"""What may be a short name: not the word that a question begins with."""
_NAME = re.compile(r"(?<=\s)[A-ZÀ-Þ][\w'-]*")
_HITS = 20
_SURELY = 0.5
"""Of a question that names nobody, what the chat says at least."""
_QUOTED = 3
"""Lines that an answer quotes behind it, at most; all are evidence."""


def answer(services: Services, query: Query) -> Answer | None:
    """What the chats of those whom a question names say to it, or that they do not. None for a
    question that is not to be answered from chats alone."""
    found = _talk(services, query)
    if found is None or not found[0].only or asked_kind(query.text) in _PARSED:
        return None
    return _read(services, query, *found)


def beside(services: Services, query: Query, answer: Answer) -> Answer | None:
    """What chats say where the notes of somebody do not answer, or where nobody known is named;
    None where they do not either."""
    if answer.reason is AbstentionReason.ABSENT_PERSONA:
        return _of_nobody(services, query)
    if answer.reason is not AbstentionReason.ABSENT_ATTRIBUTE:
        return None
    found = _talk(services, query)
    if found is None or (found[0].only and asked_kind(query.text) not in _PARSED):
        return None
    said = _read(services, query, *found)
    return None if said.abstained else said


def _talk(services: Services, query: Query) -> tuple[Talk, dict[int, str]] | None:
    """The talk of those who are named, with their names in the order of the words; None where none
    is to be read."""
    if not _reads(services, query):
        return None
    people = _named(services, query)
    if query.meant is not None and not people:
        names = services.store.people.names()
        people = {each: names[each] for each in query.meant.personas if each in names}
    me = user(services)
    if me is not None and own_question(query.text) is not None:
        people.setdefault(me.id, services.options.me)
    talk = services.talks.of(people) if people else None
    return None if talk is None else (talk, people)


def _of_nobody(services: Services, query: Query) -> Answer | None:
    """What the chat says in which most of the words stand: they may name a pet, or a place.
    Whatever is named has to be spoken of there."""
    if not _reads(services, query) or _named(services, query):
        return None
    terms = [each.lower for each in words(query.text) if each.content]
    hits = services.store.passages.search(terms, _HITS)
    best = next((hit.persona_id for hit in hits if hit.origin == "note"), None)
    talk = None if best is None else services.talks.of([best])
    if best is None or talk is None:
        return None
    with talk.reading:
        found = talk.dialogue.read(query.text, ())
    said = " ".join(turn.text for turn in found.turns).casefold()
    named = [each.casefold() for each in _NAME.findall(query.text)]
    if found.support < _SURELY or not all(each in said for each in named):
        return None
    return _made(talk, found, {best: services.store.people.names()[best]}, 0.0)


def _reads(services: Services, query: Query) -> bool:
    """Whether chats are read for a question, which is in words and goes to no language model."""
    shown = query.image is not None or query.voice is not None
    if shown or services.options.route != "assistant" or not services.has_store:
        return False
    if "episodic" not in services.options.kinds:
        return False
    return services.engine.capabilities.window is None


def _named(services: Services, query: Query) -> dict[int, str]:
    """Who is named, in the order of the words; "Mel" is Melanie where there is one alone whose name
    begins so."""
    found = [(each.typed, each.persona_id, each.name) for each in named_people(services, query)]
    typed = {word.casefold() for each in found for word in each[0].split()}
    others = [word for word in _SHORT.findall(query.text) if word.casefold() not in typed]
    names = services.store.people.names() if others else {}
    for word in others:
        short = word.casefold()
        people = [each for each, name in names.items() if name.casefold().startswith(short)]
        if len(people) == 1:
            found.append((word, people[0], names[people[0]]))
    found.sort(key=lambda each: query.text.find(each[0]))
    return {persona: name for _, persona, name in found}


def _read(services: Services, query: Query, talk: Talk, people: dict[int, str]) -> Answer:
    started = time.perf_counter()
    with talk.reading:
        found = talk.dialogue.read(query.text, list(people.values()))
    return _made(talk, found, people, time.perf_counter() - started)


def _made(talk: Talk, found: DialogueAnswer, people: dict[int, str], seconds: float) -> Answer:
    lines = [talk.lines[turn.id] for turn in found.turns]
    timings = {"decide": 0.0, "generate": seconds}
    candidates = tuple(Candidate(each, name, 1.0) for each, name in people.items())
    outcome = Outcome.MATCHED if len(candidates) == 1 else Outcome.SEVERAL
    edge = Edge(outcome, candidates, 1.0)
    if not found.text:
        reason = AbstentionReason.ABSENT_ATTRIBUTE
        return Answer(abstention.SENTENCE, edge, True, reason, (), seconds, timings)
    return Answer(
        text=_in_words(found, lines),
        edge=edge,
        abstained=False,
        evidence=tuple(map(_evidence, lines)),
        seconds=seconds,
        timings=timings,
        people=_people(lines, people, found.text),
        short=found.text,
    )


def _in_words(found: DialogueAnswer, lines: Sequence[Line]) -> str:
    """The time that was asked for, and who wrote what when."""
    quotes = found.quotes or [lines[0].text]
    told = [_quoted(line, quote) for line, quote in zip(lines[:_QUOTED], quotes)]
    return " ".join(told if found.quotes else [f"{found.text}.", *told])


def _quoted(line: Line, quote: str) -> str:
    when = f" on {written_out(line.day)}" if line.day else ""
    return f'{line.speaker} wrote{when}: "{quote}"'


def _evidence(line: Line) -> Evidence:
    return Evidence("text", line.speaker, line.text, line.note or None, line.day)


def _people(lines: Sequence[Line], people: dict[int, str], short: str) -> tuple[PersonAnswer, ...]:
    """What is said of the one who is asked about."""
    if len(people) != 1:
        return ()
    ((persona, name),) = people.items()
    best = lines[0]
    return (PersonAnswer(persona, name, best.text, best.day, best.note or None, 1.0, short),)
