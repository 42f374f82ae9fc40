"""Somebody who is nobody of the memory, and of whom one person's notes tell.

"What does Tunde drive" is about Tunde, whom only a note of Kirsty's knows: the answer says that it
stands there. Where several people's notes know such a name, those count that say what he is to
their person ("her son Tunde"); of two of these nobody can tell who is meant.
"""

from __future__ import annotations

import re
from dataclasses import replace

from persona_assistant.assistant.known import notes_of
from persona_assistant.assistant.relative_by_name import with_whose_relative
from persona_assistant.assistant.services import Services
from persona_assistant.language.addressed import called
from persona_assistant.language.ordinary import is_no_name, is_ordinary
from persona_assistant.language.spelling import fold
from persona_assistant.language.words import STOP
from persona_assistant.pmg import (
    AbstentionReason,
    Answer,
    Evidence,
    Note,
    Outcome,
    PersonAnswer,
    Query,
)
from persona_assistant.reader.claimed import FRAGMENT
from persona_assistant.reader.reading import Found, Reading
from persona_assistant.reader.relatives import named_relatives
from persona_assistant.reader.wording import answer_text

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_NAMED = re.compile(r"(?<=\w )[A-ZÀ-Þ][a-zß-öø-ÿ]+(?=['’]s\b| (?:is|was|has|had|\w+s)\b)")
"""A name inside a sentence that does something in it."""
_HITS = 40
"""Notes that are looked through for a name."""
_LIKELY = 0.45
"""The probability from which a place counts whose fragment names the one who is asked about."""
_SHORTEST = 3
"""Letters of a name that is looked for."""


def told_by_another(services: Services, query: Query, answer: Answer) -> Answer | None:
    """What the notes of the one person who knows the name say; None where they do not, or where
    the question is about somebody known."""
    if (
        answer.edge.outcome is not Outcome.UNKNOWN
        or answer.reason is not AbstentionReason.ABSENT_PERSONA
        or query.image is not None
        or query.voice is not None
    ):
        return None
    found = _known_through(services, query.text)
    if found is None:
        return None
    name, holder, notes = found
    holders_name = services.store.people.names()[holder]
    # What is found is the relative's, and not what stands beside of whose note it is.
    asked = with_whose_relative(services, query.text, holder, holders_name.split()[0])
    by_name = _calls(query.text, name)
    calls = by_name or asked != query.text
    if calls:
        # Notes about their person, of which the reader takes what speaks of the one called so.
        theirs = notes_of(services, [holder])[holder]
        reading = services.reader.read(asked, theirs, name=holders_name)
        if not (reading.answered or by_name):
            # Otherwise what stands in words of their own.
            alone = services.reader.read(query.text, notes, name=name)
            if _is_likely(alone, name):
                calls, reading = False, alone
    else:
        reading = services.reader.read(query.text, notes, name=name)
    if not reading.answered and (calls or not _is_likely(reading, name)):
        return None
    best = reading.found[0]
    if calls and not _may_speak_of(best, name):
        return None
    said = reading.answer or best.span
    if not reading.answered:
        reading = replace(reading, answered=True, answer=said)
    return replace(
        answer,
        text=f"{answer_text(reading)} It is in a note of {holders_name}.",
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


def _is_likely(reading: Reading, name: str) -> bool:
    """Whether the best place may answer, because its fragment is about the one who is named."""
    if not reading.found or reading.found[0].probability < _LIKELY:
        return False
    best = reading.found[0]
    return any(
        _has(match.group(), fold(name))
        for match in FRAGMENT.finditer(best.note.text)
        if match.start() <= best.start < match.end()
    )


def _may_speak_of(best: Found, name: str) -> bool:
    """Whether a place may be about the one who is named: its sentence has the name, or one before
    it in the note, and it names nobody itself."""
    if _has(best.sentence, fold(name)):
        return True
    led = best.note.text[: best.start]
    return _has(led, fold(name)) and not _NAMED.search(best.sentence)


def _known_through(services: Services, text: str) -> tuple[str, int, list[Note]] | None:
    """The name, the one person whose notes have it, and these notes."""
    for match in _WORD.finditer(text):
        word = re.sub(r"['’]s?$", "", match[0])
        key = fold(word)
        if len(word) < _SHORTEST or key in STOP or is_ordinary(key) or is_no_name(key):
            continue
        if found := known_through(services, word, is_called=_calls(text, word)):
            return word.capitalize(), *found
    return None


def known_through(
    services: Services, word: str, *, is_called: bool = False
) -> tuple[int, list[Note]] | None:
    """The one person whose notes have the word as a name, and these notes; None where nobody's
    have it, or several people's. `is_called`, it surely is a name: also in small letters where a
    note has no capitals, and at the beginning of a sentence."""
    key = fold(word)
    hits = [
        hit for hit in services.store.passages.search([word], limit=_HITS) if hit.origin == "note"
    ]
    triplets = frozenset(hit.triplet_id for hit in hits)
    holders = list(dict.fromkeys(hit.persona_id for hit in hits))
    held = notes_of(services, holders, triplets)
    named: dict[int, list[Note]] = {}
    for begins in (False, True):
        for holder, notes in held.items():
            if any(_is_name_in(it.text, key, is_called=is_called, begins=begins) for it in notes):
                named[holder] = [each for each in notes if _has(each.text, key)]
        if named:
            break
    if len(named) > 1:
        named = {each: notes for each, notes in named.items() if _is_relative(services, key, each)}
    if len(named) != 1:
        return None
    ((holder, notes),) = named.items()
    return holder, notes


def _calls(question: str, name: str) -> bool:
    """Whether a question calls somebody by this name."""
    return fold(re.sub(r"['’]s?$", "", called(question) or "")) == fold(name)


def _is_relative(services: Services, key: str, holder: int) -> bool:
    """Whether somebody's notes name a relative so."""
    notes = notes_of(services, [holder])[holder]
    found = named_relatives(notes, services.store.people.names()[holder])
    return any(fold(each.who.split()[0]) == key for each in found)


def _has(text: str, key: str) -> bool:
    """Whether a text has the word at all: once it is a name, it is one in small letters too."""
    return any(fold(re.sub(r"['’]s?$", "", match[0])) == key for match in _WORD.finditer(text))


def _is_name_in(text: str, key: str, *, is_called: bool, begins: bool) -> bool:
    """Whether a word stands in a text as a name: with a capital, and not only where every word has
    one; where somebody `is_called` so, in small letters too if the text has no capitals. `begins`,
    also where it begins a sentence of a text that begins small."""
    if is_called and text == text.lower():
        return _has(text, key)
    return any(
        match[0][0].isupper() and fold(re.sub(r"['’]s?$", "", match[0])) == key
        for match in _WORD.finditer(text)
        if is_called
        or (begins and match.start() and text.lstrip()[0].islower())
        or (
            match.start()
            and not re.search(r"[.!?:\n]\s*$", text[max(0, match.start() - 8) : match.start()])
        )
    )
