"""Who is "the pilot" where it is nobody remembered but somebody in one's notes: of "her son Tunde
is a pilot" the answer is Tunde, and not the person whose note it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from persona_assistant.assistant.known import all_of
from persona_assistant.assistant.services import Services
from persona_assistant.language.identity import asks_who
from persona_assistant.language.roles import role
from persona_assistant.language.spelling import fold
from persona_assistant.language.words import sentences, words
from persona_assistant.pmg import Answer, Evidence, Note, Outcome, PersonAnswer, Query

_WHO_IS_THE = re.compile(r"^\W*who(?:['’]?s| is| was) the (?P<role>\w+(?: \w+)?)\W*$", re.I)
_NAMED = re.compile(
    r"\b(?P<name>[A-ZÀ-Þ][\w’'-]+)(?:,? (?:who(?:['’]s| is| was)|is|was|works as|=)|\s?[,(=:])"
    r"\s?(?:now |also |still )?(?:an? |the |my |our )?(?:[\w-]+ ){0,2}$"
)
"""What stands before a role that is somebody's by name: "Tunde, is a "."""


def or_of_another(services: Services, query: Query, answer: Answer) -> Answer | None:
    """The name of whom the notes of the one that was found call so; None where it is that one."""
    asked = role(query.text)
    stems = _role_stems(query.text)
    if (
        not stems
        or answer.edge.outcome is not Outcome.MATCHED
        or answer.abstained
        or answer.evidence
        or query.image is not None
        or query.voice is not None
        or not asks_who(query.text)
        or (asked is not None and asked.mine)
    ):
        return None
    person = answer.edge.candidates[0]
    own = {fold(part) for part in person.name.split()}
    said = list(_said(stems, all_of(services, [person.persona_id]).get(person.persona_id, [])))
    if not said or any(name is None or fold(name) in own for name, _, _ in said):
        return None
    name, sentence, note = said[-1]
    return replace(
        answer,
        text=f'{name} ("{sentence}"). It is in a note of {person.name}.',
        evidence=(Evidence("text", person.name, sentence, note.triplet_id, note.date),),
        people=(
            PersonAnswer(
                person.persona_id,
                person.name,
                sentence,
                note.date,
                note.triplet_id,
                1.0,
                name or "",
            ),
        ),
        short=name or "",
    )


def _role_stems(question: str) -> frozenset[str]:
    """Stems of the noun for the role: of "the chimney sweep" what "sweep" is."""
    asked = role(question)
    if asked is not None and asked.required:
        return frozenset(form.stem for form in asked.required[-1].forms)
    what = _WHO_IS_THE.match(question)
    return frozenset(word.stem for word in words(what["role"])[-1:]) if what else frozenset()


def _said(last: frozenset[str], notes: list[Note]) -> Iterator[tuple[str | None, str, Note]]:
    """Where notes have the role: by whose name it stands, the sentence and the note."""
    for note in notes:
        for sentence in sentences(note.text):
            found = next((word for word in words(sentence) if word.stem in last), None)
            if found is not None:
                before = sentence[: sentence.find(found.surface)]
                match = _NAMED.search(before)
                yield (match["name"] if match else None), sentence, note
