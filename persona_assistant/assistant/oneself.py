"""Questions about the user: "what did I promise", "my blood type", "what do I owe Ben".

The answer may stand in the notes of the persona that is the user, or in what the user says of
themselves in anybody's notes: "I promised Lena to water her plants", "Me: I am allergic to cats".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from persona_assistant import abstention
from persona_assistant.assistant.known import Named, look, names_of_others, notes_of, user
from persona_assistant.assistant.lists import and_list
from persona_assistant.assistant.services import Services
from persona_assistant.language.date_words import plain
from persona_assistant.language.first_person import OwnQuestion, said_by_the_user
from persona_assistant.language.kin import ANY
from persona_assistant.language.support import Support, support
from persona_assistant.pmg import Note, PersonAnswer
from persona_assistant.reader.asked_time import BEFORE, says
from persona_assistant.reader.reading import AnyReader, Found, Reading
from persona_assistant.reader.wording import answer_text

_ALSO = 0.8
"""Further answers are at least so probable, as a share of the best one."""
_OWN = 0.2
"""What the notes of the user themselves are ahead by."""
_SHOWN = 5
_FIRST_PERSON = re.compile(
    r"\b(?:i|i['’](?:m|ve|ll|d)|me|my|mine)\b|^\s*\w+ed\b|^\s*owe\b", re.I | re.M
)


def own_answers(
    services: Services,
    reader: AnyReader,
    question: str,
    asked: OwnQuestion,
    named: Sequence[Named],
) -> list[PersonAnswer]:
    """What the notes say of the user, most certain first; each under the name of whose note it is.
    Of others' notes those of the people `named` are read, or, where the question is surely about
    the user, of whoever they may concern."""
    said = _without_names(question, named)
    me = user(services)
    called = services.options.me
    found: list[PersonAnswer] = []
    if me is not None:
        notes = notes_of(services, [me.id])[me.id]
        reading = reader.read(question, notes, name="I")
        found += _of_the_user(said, reading, me.id, me.name, called, own=True)
    names = {each.persona_id: each.name for each in named}
    if asked.sure and not named:
        names = names_of_others(services)
    looked = look(services, said, names, keep=lambda note: _in_first_person(note, called))
    if people := looked.people:
        asked_as_the_user = {i: ("I", notes) for i, (_, notes) in people.items()}
        for persona, reading in reader.read_people(question, asked_as_the_user).items():
            found += _of_the_user(said, reading, persona, names[persona], called, own=False)
    ours = None if me is None else me.id
    found.sort(key=lambda each: -each.probability - (_OWN if each.persona_id == ours else 0.0))
    best = [each for each in found if each.probability >= _ALSO * found[0].probability]
    unique = list({each.sentence: each for each in reversed(best)}.values())[::-1]
    return unique[: _SHOWN if asked.several else 1]


def own_company(
    services: Services, reader: AnyReader, question: str, called: str
) -> list[PersonAnswer]:
    """With whom the user does something by their own notes ("who do I share the van with"): what
    others do says nothing of it. Nobody for another question."""
    me = user(services)
    if me is None or _COMPANY.match(question) is None:
        return []
    reading = reader.read(question, notes_of(services, [me.id])[me.id], name="I")
    found = _of_the_user(question, reading, me.id, me.name, called, own=True)[:1]
    return [each for each in found if _SOMEBODY.search(each.answer)]


_SOMEBODY = re.compile(rf"[A-ZÀ-Þ]|\b(?:{ANY})s?\b")
"""A name, or a word for a relative."""
_COMPANY = re.compile(r"^\W*who(?:m|['’]?s)?\s(?:do|did|am|was|have|will)\si\s.*\bwith\b", re.I)


def _without_names(question: str, named: Sequence[Named]) -> str:
    """What is asked, without whom it concerns: a note of Ben's does not say "Ben"."""
    for each in named:
        question = question.replace(each.typed, "")
    return question


def _in_first_person(note: Note, me: str) -> bool:
    return bool(
        _FIRST_PERSON.search(note.text) or re.search(rf"^{re.escape(me)}:", note.text, re.MULTILINE)
    )


_NEEDED = {Support.FULL: 0.0, Support.SOME: 0.0, Support.NONE: 0.85, Support.AGAINST: 2.0}
"""The probability from which a place counts, by how much of the question it says."""
_NEEDED_OF_OWN = {**_NEEDED, Support.NONE: 0.0}
"""The same in the user's own notes, where nobody else is likely to be meant."""


def _of_the_user(
    question: str, reading: Reading, persona: int, name: str, called: str, *, own: bool
) -> list[PersonAnswer]:
    if not reading.answered:
        return []
    about = None if own else name

    def counts(place: Found) -> bool:
        least = (_NEEDED_OF_OWN if own else _NEEDED)[support(question, place.sentence)]
        text, begin = place.note.text, _begin(place)
        return place.probability >= least and said_by_the_user(text, begin, me=called, about=about)

    first, before = reading.found[0], reading.earlier
    if says(BEFORE, plain(question)) and counts(first):
        kept = [first]
    elif before is not None and (counts(first) or counts(before)):
        kept = [first]  # what came after something of the user's is theirs, and holds alone
    else:
        kept = [each for each in reading.found if counts(each)]
    return [
        PersonAnswer(
            persona,
            name,
            place.sentence,
            place.note.date,
            place.note.triplet_id,
            min(place.probability, first.probability),
            reading.answer if place is first else place.span,
        )
        for place in kept
    ]


def _begin(place: Found) -> int:
    at = place.note.text.rfind(place.sentence, 0, place.start + len(place.span))
    return place.start if at < 0 else at


# --- in words


def in_words(services: Services, answers: Sequence[PersonAnswer]) -> str:
    """What was found, with the sentences; or that nothing was, and how to note it."""
    if not answers:
        called = services.options.me
        if (count := len(_own_notes(services))) > 0:
            said = "note does" if count == 1 else f"{count} notes do"
            return f"{abstention.SENTENCE} Your own {said} not say."
        return (
            f"{abstention.SENTENCE} No note says it of you."
            f' Notes about yourself are kept with a person named "{called}"; add one there.'
        )
    me = user(services)
    own = {me.id} if me else set()
    if len(answers) == 1:
        (each,) = answers
        if each.persona_id in own:
            return _noted(each)
        end = "" if each.sentence.rstrip().endswith((".", "!", "?")) else "."
        return f"{_noted(each)}{end} It is in a note of {each.name}."
    return f"{and_list([_with_sentence(each, own) for each in answers])}."


def _own_notes(services: Services) -> Sequence[Note]:
    me = user(services)
    return () if me is None else notes_of(services, [me.id]).get(me.id, ())


def _noted(each: PersonAnswer) -> str:
    """As the answer to any other question."""
    note = Note(each.sentence, each.date, each.triplet_id)
    place = Found(note, each.sentence, each.answer or each.sentence, 0, each.probability)
    return answer_text(Reading(True, each.probability, each.answer, (place,)))


def _with_sentence(each: PersonAnswer, own: Collection[int]) -> str:
    whose = "" if each.persona_id in own else f", in a note of {each.name}"
    return f'{each.answer or each.sentence} ("{each.sentence}"{whose})'
