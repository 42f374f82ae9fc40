"""A relative whom only the relative's own notes tell: "who is Dev's wife", where a note of Mary's
says "her husband Dev", and "who is Ben's uncle" of "Kofi, Ben's uncle".

It is looked at where somebody's own notes name none. The one person whose notes say it is the
answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from persona_assistant.assistant.evidence import standing_on
from persona_assistant.assistant.known import names_of_others, notes_of
from persona_assistant.assistant.lists import with_sentence
from persona_assistant.assistant.own_name import in_own_name
from persona_assistant.assistant.services import Services
from persona_assistant.language.genders import gender_of
from persona_assistant.language.kin import CONVERSE, WIDER, bare, sex_of
from persona_assistant.language.spelling import fold
from persona_assistant.pmg import (
    AbstentionReason,
    Answer,
    Note,
    Outcome,
    PersonAnswer,
    Query,
)
from persona_assistant.reader.asked_relative import AskedRelative, asked_relative
from persona_assistant.reader.claimed import FRAGMENT
from persona_assistant.reader.relatives import named_relatives

_HITS = 60
"""Notes that are looked through for the name."""
_SURE = 0.85


def or_relative(services: Services, query: Query, answer: Answer) -> Answer | None:
    """Who is remembered and is the relative asked for; None where it is nobody, or several."""
    edge = answer.edge
    if (
        edge.outcome is not Outcome.MATCHED
        or answer.reason is not AbstentionReason.ABSENT_ATTRIBUTE
    ):
        return None
    person = edge.candidates[0]
    question = in_own_name(services, query, edge).text
    asked = asked_relative(question, person.name)
    if asked is None or asked.former or asked.earlier:
        return None
    first = person.name.split()[0]
    found = {
        each.persona_id: each
        for each in _telling(services, asked, first, person.persona_id, _sex_asked(question))
    }
    if len(found) != 1:
        return None
    (one,) = found.values()
    return standing_on(answer, one, f"{with_sentence(one)}.")


def _sex_asked(question: str) -> str:
    said = re.findall(r"[^\W\d_]+", re.sub(r"['’]s\b", "", question.lower()))
    return next((sex_of(each) for each in said if bare(each) in WIDER), "any")


def _telling(
    services: Services, asked: AskedRelative, first: str, person: int, sex: str
) -> Iterator[PersonAnswer]:
    """Whose notes say that they are the relative, with what says it."""
    names = names_of_others(services)
    hits = services.store.passages.search([first], limit=_HITS)
    holders = list(dict.fromkeys(hit.persona_id for hit in hits if hit.origin == "note"))
    for holder, notes in notes_of(services, [h for h in holders if h != person]).items():
        if holder not in names:
            continue
        gender = gender_of([each.text for each in notes], names[holder])
        if sex in ("she", "he") and gender not in (sex, None):
            continue
        for note, text in _says(asked, first, names[holder], notes):
            yield PersonAnswer(
                holder, names[holder], text, note.date, note.triplet_id, _SURE, names[holder]
            )


def _says(
    asked: AskedRelative, first: str, holder: str, notes: Sequence[Note]
) -> Iterator[tuple[Note, str]]:
    """The fragments that say it: "Kofi, Ben's uncle", and of whoever is asked for as a wife "her
    husband Dev"."""
    kinds = {WIDER.get(each, "") for each in asked.words} - {""}
    called = [
        re.compile(rf"\b(?:{re.escape(each.word)}|married|engaged|seeing|dating)\b", re.I)
        for each in named_relatives(notes, holder)
        if fold(each.who.split()[0]) == fold(first)
        and CONVERSE.get(WIDER.get(bare(each.word), "")) in kinds
        and not each.former
    ]
    words = "|".join(map(re.escape, asked.words))
    own = re.escape(holder.split()[0])
    of_them = re.compile(
        rf"\b{own}\b(?:\s[^\W\d_]+)?(?:,|\s=|\sis|\s\()\s?{re.escape(first)}(?:['’]s?|s)\s"
        rf"(?:\w+\s)?(?:{words})\b",
        re.I,
    )
    by_name = re.compile(rf"(?<!\w){re.escape(first)}(?!\w)", re.I)
    for note in notes:
        for match in FRAGMENT.finditer(note.text):
            text = match.group()
            told = by_name.search(text) and any(each.search(text) for each in called)
            if told or of_them.search(text):
                yield note, text.strip()
                break
