"""Answers to questions about people from the chats in their notes.

A chat is a long dialogue, in which who said something, to whom and when tell as much as the words:
it is read as one, both sides of it. Of somebody of whom there is nothing but chats this decides;
of anybody else it is looked at where the other notes do not answer.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from persona_assistant import abstention
from persona_assistant.assistant.known import named_people, user
from persona_assistant.assistant.longterm.talks import Line, Talk
from persona_assistant.assistant.services import Services
from persona_assistant.language.dates import written_out
from persona_assistant.language.first_person import own_question
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

_PARSED = frozenset("phone email address age birthday".split())
"""What is parsed from notes and not read."""
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
    """What chats say where the notes of somebody do not answer; None where they do not either."""
    if answer.reason is not AbstentionReason.ABSENT_ATTRIBUTE:
        return None
    found = _talk(services, query)
    if found is None or found[0].only:
        return None
    said = _read(services, query, *found)
    return None if said.abstained else said


def _talk(services: Services, query: Query) -> tuple[Talk, dict[int, str]] | None:
    """The talk of those who are named, with their names in the order of the words; None where none
    is to be read."""
    if query.image is not None or query.voice is not None or not services.has_store:
        return None
    if services.options.route != "assistant" or services.engine.capabilities.window is not None:
        return None
    people = {each.persona_id: each.name for each in named_people(services, query)}
    if query.meant is not None and not people:
        names = services.store.people.names()
        people = {each: names[each] for each in query.meant.personas if each in names}
    me = user(services)
    if me is not None and own_question(query.text) is not None:
        people.setdefault(me.id, services.options.me)
    talk = services.talks.of(people) if people else None
    return None if talk is None else (talk, people)


def _read(services: Services, query: Query, talk: Talk, people: dict[int, str]) -> Answer:
    started = time.perf_counter()
    with talk.reading:
        found = talk.dialogue.read(query.text, list(people.values()))
    lines = [talk.lines[turn.id] for turn in found.turns]
    seconds = time.perf_counter() - started
    timings = {"decide": 0.0, "generate": seconds}
    candidates = tuple(Candidate(each, name, 1.0) for each, name in people.items())
    outcome = Outcome.MATCHED if len(candidates) == 1 else Outcome.SEVERAL
    edge = Edge(outcome, candidates, 1.0)
    if not found.text:
        reason = AbstentionReason.ABSENT_ATTRIBUTE
        return Answer(abstention.SENTENCE, edge, True, reason, (), seconds, timings)
    return Answer(
        text=f"{found.text.rstrip('.')}. {' '.join(map(_quoted, lines[:_QUOTED]))}",
        edge=edge,
        abstained=False,
        evidence=tuple(map(_evidence, lines)),
        seconds=seconds,
        timings=timings,
        people=_people(lines, people, found.text),
        short=found.text,
    )


def _quoted(line: Line) -> str:
    when = f" on {written_out(line.day)}" if line.day else ""
    return f'{line.speaker} wrote{when}: "{line.text}"'


def _evidence(line: Line) -> Evidence:
    return Evidence("text", line.speaker, line.text, line.note or None, line.day)


def _people(lines: Sequence[Line], people: dict[int, str], short: str) -> tuple[PersonAnswer, ...]:
    """What is said of the one who is asked about."""
    if len(people) != 1:
        return ()
    ((persona, name),) = people.items()
    best = lines[0]
    return (PersonAnswer(persona, name, best.text, best.day, best.note or None, 1.0, short),)
