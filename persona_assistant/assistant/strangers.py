"""Somebody who is nobody of the memory, and of whom one person's notes tell.

"What does Tunde drive" is about Tunde, whom only a note of Kirsty's knows: the answer says that it
stands there. Where several people's notes know such a name, the one who has a relative of that name
tells, and otherwise the only one whose notes say what is asked.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from persona_assistant.assistant.known import notes_of, user
from persona_assistant.assistant.relative_by_name import with_whose_relative
from persona_assistant.assistant.services import Services
from persona_assistant.assistant.spoken_of import claimed
from persona_assistant.assistant.told_of import calls, has_word, names_told_of
from persona_assistant.language.births import births
from persona_assistant.language.contacts import find_details
from persona_assistant.language.kin import ANY
from persona_assistant.language.spelling import fold
from persona_assistant.pmg import (
    AbstentionReason,
    Answer,
    Evidence,
    Note,
    Outcome,
    PersonAnswer,
    Query,
)
from persona_assistant.reader.about_relative import read_for_names
from persona_assistant.reader.asked import asked_kind
from persona_assistant.reader.asked_relative import partner_by_verb
from persona_assistant.reader.called_in_notes import own_names
from persona_assistant.reader.claimed import FRAGMENT
from persona_assistant.reader.meeting import asks_how_they_met, speaks_of_meeting
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found, Reading
from persona_assistant.reader.typed_words import REQUIRED
from persona_assistant.reader.wording import answer_text

_NAMED = re.compile(r"(?<=\w )[A-ZÀ-Þ][a-zß-öø-ÿ]+(?=['’]s\b| (?:is|was|has|had|\w+s)\b)")
"""A name inside a sentence that does something in it."""
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_TOLD_BY_NAME = 0.9
"""How sure a number is that stands beside the name."""
_HOW_MUCH = re.compile(r"\bhow (?:many|much|old|tall|long|far)\b", re.IGNORECASE)
_LIKELY = 0.45
"""The probability from which a place counts whose fragment names the one who is asked about."""


def told_by_another(services: Services, query: Query, answer: Answer) -> Answer | None:
    """What the notes of the one person who knows the name say; None where they do not, or where
    the question is about somebody known."""
    if query.image is not None or query.voice is not None:
        return None
    edge = answer.edge
    described: Collection[int] = ()
    if edge.outcome is Outcome.MATCHED and answer.reason is AbstentionReason.ABSENT_ATTRIBUTE:
        # Whose notes fit the words, by which nobody is named who is remembered.
        described = [edge.candidates[0].persona_id]
        with services.deciding:
            if services.router.known.by_name.mentions(query.text):
                return None
    elif answer.reason is not AbstentionReason.ABSENT_PERSONA:
        return None
    named = list(names_told_of(services, query.text))
    for name, holders in named:
        others = [fold(each) for each, _ in named if each != name]
        likely = len(holders) == 1 and not described
        said = [
            (holder, reading)
            for holder, notes in holders.items()
            if not described or holder in described
            if (reading := _read(services, query.text, name, holder, notes, likely)) is not None
            and all(has_word(reading.found[0].sentence, each) for each in others)
        ]
        if len(said) == 1:
            return _from_note_of(services, answer, *said[0])
        if said:
            return None
    return None


_WHO_IS = re.compile(r"^\W*(?:and )?who(?:['’]?s| is| was)\b", re.I)
_OF_THEIRS = re.compile(rf"(?:his|her|their) (?:{ANY})\W*", re.I)


def _read(
    services: Services, text: str, name: str, holder: int, naming: Sequence[Note], likely: bool
) -> Reading | None:
    """What the notes of one person, of which those `naming` have the name, say of whom it names;
    None where they do not. `likely`, a place counts that is less than sure."""
    if (told := _reached(services, text, name, holder, naming)) is not None:
        return told
    is_user = _is_user(services, holder)
    holders_name = "I" if is_user else services.store.people.names()[holder]
    own = own_names(naming, services.store.people.names()[holder])
    # What is found is the relative's, and not what stands beside of whose note it is.
    asked = text
    if not is_user:
        asked = with_whose_relative(services, text, holder, holders_name.split()[0])
    if calls(text, name) or asked != text:
        # Notes about their person, of which the reader takes what speaks of the one called so.
        theirs = notes_of(services, [holder])[holder]
        reading = services.reader.read(asked, theirs, name=holders_name)
        if reading.answered:
            if _WHO_IS.match(text) and _OF_THEIRS.fullmatch(reading.answer):
                return None  # of "Michael came with his wife" the wife is no word for Michael
            return reading if _may_speak_of(reading.found[0], name, own) else None
    if likely and (claim := claimed(services.reader, text, name, naming)) is not None:
        return claim
    if calls(text, name) and asked != text:
        return None  # their notes name the relative, and the reader is not sure
    alone = services.reader.read(text, naming, name=name)
    if alone.found and not _may_speak_of(alone.found[0], name, own):
        return None
    if alone.found and asks_how_they_met(text) and not speaks_of_meeting(alone.found[0]):
        return None
    if alone.answered and not calls(text, name):
        return alone
    if not (likely and _is_likely(text, alone, name)) or partner_by_verb(text):
        return None
    return replace(alone, answered=True, answer=alone.answer or alone.found[0].span)


def _reached(
    services: Services, text: str, name: str, holder: int, naming: Sequence[Note]
) -> Reading | None:
    """The number or the address that a question asks for, where the name is the last one before it
    in its sentence: "his neighbour Joy (01632 960111)"; the newest one."""
    kind = asked_kind(text)
    if kind not in REQUIRED:
        return None
    own = own_names(naming, services.store.people.names()[holder])
    found = [
        Found(note, sentence_at(note.text, each.start), each.text, each.start, _TOLD_BY_NAME)
        for note in read_for_names(naming)
        for each in find_details(note.text, kind, note.date)
        if fold(name) in _last_named(note.text[: each.start], name, own)
    ]
    if not found:
        return None
    best = max(found, key=lambda each: each.note.date or datetime.date.min)
    return Reading(True, best.probability, best.span, (best,))


def _last_named(text: str, name: str, own: Collection[str]) -> set[str]:
    """The words of the last name in the last sentence of a text; this `name` and those of `own` in
    small letters too."""
    called = fold(name)
    named: set[str] = set()
    end = -1
    sentence = re.split(r"[.!?\n]\s", text)[-1]
    for match in _WORD.finditer(sentence):
        key = fold(re.sub(r"['’]s$", "", match.group()))
        key = called if key == f"{called}s" else key
        if (match.start() and match.group()[0].isupper()) or key in own or key == called:
            named = {key} | (named if match.start() == end + 1 else set())
            end = match.end()
    return named


def _is_user(services: Services, holder: int) -> bool:
    me = user(services)
    return me is not None and me.id == holder


def _from_note_of(services: Services, answer: Answer, holder: int, reading: Reading) -> Answer:
    """The answer that a reading of the notes of one person gives; it says whose they are, where
    they are not the user's own."""
    holders_name = services.store.people.names()[holder]
    whose = "" if _is_user(services, holder) else f" It is in a note of {holders_name}."
    best = reading.found[0]
    said = reading.answer or best.span
    return replace(
        answer,
        text=f"{answer_text(reading)}{whose}",
        abstained=False,
        reason=None,
        evidence=(
            Evidence("text", holders_name, best.sentence, best.note.triplet_id, best.note.date),
        ),
        people=(
            PersonAnswer(
                holder,
                holders_name,
                best.sentence,
                best.note.date,
                best.note.triplet_id,
                reading.probability,
                said,
            ),
        ),
        short=said,
    )


def _is_likely(text: str, reading: Reading, name: str) -> bool:
    """Whether the best place may answer, because its fragment is about the one who is named; a
    number is asked for in vain where it has none."""
    if not reading.found or reading.found[0].probability < _LIKELY:
        return False
    best = reading.found[0]
    if _HOW_MUCH.search(text) and not re.search(r"\d", best.span):
        return False
    return any(
        has_word(match.group(), fold(name))
        for match in FRAGMENT.finditer(best.note.text)
        if match.start() <= best.start < match.end()
    )


def _may_speak_of(best: Found, name: str, own: Collection[str]) -> bool:
    """Whether a place may be about the one who is named: its sentence has the name, or one before
    it in the note, and nobody else is named behind that: not by another name, nor, in the same
    clause, the person by one of their `own`."""
    if any(
        each.day.start == best.start and fold(name) in map(fold, each.names)
        for each in births(best.note.text, best.note.date)
    ):
        return True  # "Ana had a boy on 4 june. they've named him Otis"
    led = best.note.text[: best.start]
    before = _last_named(led, name, own)
    if before and before <= set(own) and fold(name) not in before:
        return _has_name_behind(best, name)
    if has_word(best.sentence, fold(name)):
        return True
    return has_word(led, fold(name)) and not _NAMED.search(best.sentence)


def _has_name_behind(best: Found, name: str) -> bool:
    """Whether the span itself, or what stands right behind it, has the name: "the cat is Pixie"."""
    end = best.start + len(best.span)
    return has_word(best.note.text[best.start : end + len(name) + 2], fold(name))
