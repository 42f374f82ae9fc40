"""What wants a look in what is remembered of the user: doubles, contradictions, what time has
overtaken, secrets."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from persona_assistant.assistant.concerns import (
    NEAR,
    SHORT,
    Concern,
    Kind,
    day,
    overtaken,
    short,
    words,
)
from persona_assistant.assistant.services import Services
from persona_assistant.language.contacts import find_details
from persona_assistant.language.dates import written_out
from persona_assistant.language.secret_patterns import find_secrets
from persona_assistant.memory.memories import Memory
from persona_assistant.pmg import Persona

_OWN_BIRTHDAY = re.compile(r"\bmy birthday\b|\bi was born\b", re.I)
_RARE = 20
"""A word that stands in more memories makes no two of them likely doubles."""


def audit_memories(
    services: Services, today: datetime.date, about: Persona | None
) -> Iterator[Concern]:
    """Of all of them, or of those that are about somebody."""
    kept = [
        each for each in services.store.memories.list() if about is None or about.id in each.about
    ]
    told = [each for each in kept if each.kind != "episodic"]
    yield from _doubles(told)
    yield from _birthdays(told)
    for each in told:
        yield from _overtaken(each, today)
    for each in kept:
        yield from _secrets(each)


def _doubles(memories: Sequence[Memory]) -> Iterator[Concern]:
    """Of one kind and time, each with the first that says the same."""
    read = [frozenset(words(each.text)) for each in memories]
    often = Counter(word for each in read for word in each)
    holding: dict[str, list[int]] = {}
    for at, memory in enumerate(memories):
        rare = sorted(word for word in read[at] if often[word] <= _RARE)
        likely = sorted({other for word in rare for other in holding.get(word, ())})
        for other in likely:
            if _alike(memory, memories[other], read[at], read[other]):
                equal = read[at] == read[other]
                yield _concern(
                    "double" if equal else "near double",
                    memory,
                    f"Memories {memories[other].id} and {memory.id} say "
                    + ("the same." if equal else "nearly the same."),
                    f"memories remove {memory.id}",
                )
                break
        else:
            for word in rare:
                holding.setdefault(word, []).append(at)


def _alike(one: Memory, other: Memory, words_: frozenset[str], others: frozenset[str]) -> bool:
    if (one.kind, one.valid_from, one.valid_to) != (other.kind, other.valid_from, other.valid_to):
        return False
    if words_ == others:
        return True
    shared = len(words_ & others) / max(len(words_), len(others))
    return min(len(words_), len(others)) >= SHORT and shared >= NEAR


def _birthdays(memories: Sequence[Memory]) -> Iterator[Concern]:
    found: dict[tuple[int, int], Memory] = {}
    for each in memories:
        if not _OWN_BIRTHDAY.search(each.text):
            continue
        for detail in find_details(each.text, "birthday", _said(each)):
            date = detail.date
            if date is not None and date.month is not None and date.day is not None:
                found.setdefault((date.month, date.day), each)
    if len(found) > 1:
        told = [f"{day(*date)} (memory {each.id})" for date, each in sorted(found.items())]
        first = min(found.values(), key=lambda each: each.id)
        sentence = f"You have several birthdays: {', '.join(told)}."
        yield _concern("contradiction", first, sentence, f"memories edit {first.id}")


def _overtaken(memory: Memory, today: datetime.date) -> Iterator[Concern]:
    """A plan or a reminder whose day is over."""
    over = overtaken(memory.text, _said(memory), today)
    end = memory.valid_to or memory.valid_from
    if over is None and memory.name.startswith("reminder.") and end is not None:
        last = datetime.date.fromisoformat((end + "-12-28")[:10])
        over = last if last < today else None
    if over is not None:
        yield _concern(
            "overtaken",
            memory,
            f"Memory {memory.id} looks forward to {written_out(over)}, which is over: "
            f"{short(memory.text)}",
            f"memories remove {memory.id}",
        )


def _secrets(memory: Memory) -> Iterator[Concern]:
    """Never quoted."""
    kinds = list(dict.fromkeys(each.kind for each in find_secrets(memory.text)))
    if kinds:
        yield _concern(
            "secret",
            memory,
            f"Memory {memory.id} seems to hold a {' and a '.join(kinds)}.",
            f"memories remove {memory.id} --erase",
        )


def _concern(kind: Kind, memory: Memory, sentence: str, command: str) -> Concern:
    return Concern(kind, (), (), sentence, command, memory=memory.id)


def _said(memory: Memory) -> datetime.date:
    return datetime.datetime.fromisoformat(memory.said).astimezone().date()
