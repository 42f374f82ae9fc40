"""The audit: what in the memory wants a look, each with the command that mends it.

It reads everything and changes nothing: doubles, contradictions, what time has overtaken, secrets,
and people who may be one or two.
"""

from __future__ import annotations

import datetime
import shlex
from collections.abc import Iterator, Sequence
from typing import Literal

from persona_assistant.assistant.audit_memories import audit_memories
from persona_assistant.assistant.concerns import (
    NEAR,
    SHORT,
    Concern,
    day,
    overtaken_sentence,
    short,
    words,
)
from persona_assistant.assistant.items import Item
from persona_assistant.assistant.people import show
from persona_assistant.assistant.services import Services
from persona_assistant.language.contacts import Detail, find_details
from persona_assistant.language.dates import written_out
from persona_assistant.language.secret_patterns import find_secrets
from persona_assistant.language.words import sentences
from persona_assistant.pmg import Persona
from persona_assistant.progress import UNWATCHED, Watch, single_step
from persona_assistant.reader.whose import is_theirs

_AGE_YEARS = 2
"""How far apart two years of birth may lie that ages were reckoned from."""


def audit(
    services: Services, name: str | None = None, watch: Watch = UNWATCHED
) -> tuple[Concern, ...]:
    """See `Assistant.audit`."""
    store = services.store
    chosen = store.people.all() if name is None else [store.people.get(name)]
    found: list[Concern] = []
    held: dict[str, tuple[Persona, Item]] = {}
    for persona in watch.each(chosen, "reading", len(chosen), unit="people"):
        items = show(services, persona.uid).items
        notes = [each for each in items if each.kind == "note"]
        found += _doubles(persona, notes)
        found += _shared(persona, items, held)
        found += _contradictions(persona, notes)
        found += _overtaken(persona, notes, datetime.date.today())
        found += _secrets(persona, notes)
    watch.heed("reading")
    found += audit_memories(services, datetime.date.today(), None if name is None else chosen[0])
    with single_step(watch.on_progress, "comparing people"):
        found += _people(services, name)
    return tuple(found)


# --- doubles


def _doubles(persona: Persona, notes: Sequence[Item]) -> Iterator[Concern]:
    read = [(each, set(words(each.text))) for each in notes]
    gone: set[int] = set()
    for at, (one, own) in enumerate(read):
        if one.number in gone:
            continue
        for other, others in read[at + 1 :]:
            if other.number in gone or not own or not others:
                continue
            equal = _squeezed(one.text) == _squeezed(other.text)
            shared = len(own & others) / max(len(own), len(others))
            if equal or (min(len(own), len(others)) >= SHORT and shared >= NEAR):
                gone.add(other.number)
                yield Concern(
                    "double" if equal else "near double",
                    (persona.name,),
                    (one.number, other.number),
                    f"Notes {one.number} and {other.number} of {persona.name} say "
                    + ("the same." if equal else "nearly the same."),
                    f"remove {shlex.quote(persona.name)} {other.number}",
                )


def _shared(
    persona: Persona, items: Sequence[Item], held: dict[str, tuple[Persona, Item]]
) -> Iterator[Concern]:
    """The same long note, picture or clip of two people."""
    for item in items:
        mark = item.medium.sha256 if item.medium is not None else _squeezed(item.text)
        if item.medium is None and len(mark.split()) < SHORT:
            continue
        owner, first = held.setdefault(mark, (persona, item))
        if owner.id != persona.id:
            what = f"The {item.kind} {item.source}".strip()
            yield Concern(
                "double",
                (persona.name, owner.name),
                (item.number,),
                f"{what} is stored with both {owner.name} ({first.number}) and {persona.name} "
                f"({item.number}).",
                f"remove {shlex.quote(persona.name)} {item.number}",
            )


def _squeezed(text: str | None) -> str:
    return " ".join(words(text))


# --- contradictions


def _contradictions(persona: Persona, notes: Sequence[Item]) -> Iterator[Concern]:
    birthdays: dict[tuple[int, int], Item] = {}
    years: dict[int, Item] = {}
    for note in notes:
        for detail in _own(persona, note, "birthday"):
            date = detail.date
            if date is None or date.month is None or date.day is None:
                continue
            birthdays.setdefault((date.month, date.day), note)
            if date.year is not None:
                years.setdefault(date.year, note)
        if note.date is not None:
            for detail in _own(persona, note, "age"):
                if detail.number and detail.date is None:
                    years.setdefault(note.date.year - int(detail.number), note)
    if len(birthdays) > 1:
        told = [f"{day(*date)} (note {note.number})" for date, note in sorted(birthdays.items())]
        yield _contradiction(
            persona, [*birthdays.values()], f"has several birthdays: {', '.join(told)}"
        )
    elif years and max(years) - min(years) > _AGE_YEARS:
        ends = [years[min(years)], years[max(years)]]
        told = [f"about {year} (note {years[year].number})" for year in (min(years), max(years))]
        yield _contradiction(persona, ends, f"was born {' or '.join(told)}")


def _own(persona: Persona, note: Item, kind: Literal["birthday", "age"]) -> Iterator[Detail]:
    """Details that are the person's, not a relative's or somebody else's."""
    text = note.text or ""
    for detail in find_details(text, kind, note.date):
        if is_theirs(text, detail.start, detail.end, name=persona.name):
            yield detail


def _contradiction(persona: Persona, notes: Sequence[Item], said: str) -> Concern:
    numbers = tuple(dict.fromkeys(each.number for each in notes))
    return Concern(
        "contradiction",
        (persona.name,),
        numbers,
        f"{persona.name} {said}.",
        f"edit {shlex.quote(persona.name)} {numbers[0]}",
    )


# --- what time has overtaken


def _overtaken(persona: Persona, notes: Sequence[Item], today: datetime.date) -> Iterator[Concern]:
    """A plan with a day that has passed, and no later note of the person."""
    latest = max((each.date for each in notes if each.date is not None), default=None)
    for note in notes:
        if note.date is None or note.date != latest:
            continue
        for sentence in sentences(note.text or ""):
            over = overtaken_sentence(sentence, note.date, today)
            if over is not None:
                yield Concern(
                    "overtaken",
                    (persona.name,),
                    (note.number,),
                    f"Note {note.number} of {persona.name} looks forward to "
                    f"{written_out(over)}, which is over: {short(sentence)}",
                    f"add {shlex.quote(persona.name)} --text ...",
                )
                break


# --- secrets


def _secrets(persona: Persona, notes: Sequence[Item]) -> Iterator[Concern]:
    """Never quoted."""
    for note in notes:
        kinds = list(dict.fromkeys(each.kind for each in find_secrets(note.text or "")))
        if kinds:
            yield Concern(
                "secret",
                (persona.name,),
                (note.number,),
                f"Note {note.number} of {persona.name} seems to hold a {' and a '.join(kinds)}.",
                f"edit {shlex.quote(persona.name)} {note.number} --erase",
            )


# --- people


def _people(services: Services, name: str | None) -> Iterator[Concern]:
    from persona_assistant.assistant.calibrate import check_people

    asked = None if name is None else services.store.people.get(name).name
    for each in check_people(services).findings:
        if asked is None or asked in each.people:
            yield Concern("people", each.people, (), each.sentence, each.advice)
