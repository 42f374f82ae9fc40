"""A second look where somebody's own notes do not say: what other people's notes say of them.

"Mei is allergic to cats" may stand in a note of Carlos's. It counts where a clause has Mei for its
subject, by her name; the answer says in whose note it stands.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import replace
from itertools import islice

from persona_assistant.assistant import who_did, who_told
from persona_assistant.assistant.evidence import standing_on
from persona_assistant.assistant.known import notes_of
from persona_assistant.assistant.lists import with_sentence
from persona_assistant.assistant.longterm import chatted, wishes
from persona_assistant.assistant.overview import or_overview
from persona_assistant.assistant.own_name import in_own_name
from persona_assistant.assistant.relative_elsewhere import or_relative
from persona_assistant.assistant.role_of_another import or_of_another
from persona_assistant.assistant.services import Services
from persona_assistant.assistant.strangers import told_by_another
from persona_assistant.assistant.who_it_is import or_described, or_named
from persona_assistant.engines.base import TextPiece
from persona_assistant.language.spelling import fold
from persona_assistant.pmg import (
    AbstentionReason,
    Answer,
    Candidate,
    Evidence,
    Note,
    Outcome,
    PersonAnswer,
    Query,
)
from persona_assistant.progress import Progress
from persona_assistant.reader.wording import answer_text

_HITS = 60
"""Notes that are looked through for the name."""
_READ = 12
"""Clauses that are read."""
_CLAUSE = re.compile(r"[^.;!?\n()]+")
_BEFORE = (
    r"(?:^|[,:–—-]|\b(?:that|says?|said|told (?:me|us|him|her|them)|heard|thinks?|thought|because"
    r"|since|and|but|so|also|while|as|if|mentioned|knows?|why))\s*$"
)
_BEHIND = (
    r"(?:\s[A-ZÀ-Þ][\w'’-]+)?\s(?:(?:also|still|now|just|never|always|really|once)\s)*"
    r"(?:is|was|has|had|does|did|can|can't|cannot|will|would|got|went|came|met|left|\w+(?:s|ed)"
    r"|isn't|doesn't|hasn't)\b"
)

Pieces = Generator[Progress | TextPiece, None, Answer]


def or_elsewhere(services: Services, query: Query, asked: Pieces, typed: Query) -> Pieces:
    """The answer of `asked`, about one person; where that person's notes do not say, what others'
    notes say, or what the user told. `typed` is the query before the conversation told whom it
    means. A language model speaks as it thinks, and is not looked after."""
    if services.options.route != "assistant" or services.engine.capabilities.window is not None:
        return (yield from asked)
    held: list[TextPiece] = []
    while True:
        try:
            event = next(asked)
        except StopIteration as ended:
            answer: Answer = ended.value
            break
        if isinstance(event, TextPiece):
            held.append(event)
        else:
            yield event
    other = (
        or_overview(services, query, answer)
        or or_of_another(services, query, answer)
        or _elsewhere(services, query, answer)
        or or_relative(services, query, answer)
        or _in_role(services, query, answer)
        or _who_does(services, query, answer)
        or told_by_another(services, query, answer)
        or or_named(services, query, answer)
        or or_described(services, query, answer)
        or wishes.instead(services, query, answer, typed)
        or chatted.beside(services, query, answer)
    )
    yield from held if other is None else [TextPiece(other.text)]
    return answer if other is None else other


def _in_role(services: Services, query: Query, answer: Answer) -> Answer | None:
    """Whose notes say that they are what is asked for to the person."""
    if answer.reason is not AbstentionReason.ABSENT_ATTRIBUTE:
        return None
    found = who_did.in_role(services, query)
    if not found:
        return None
    (one,) = found
    return standing_on(answer, one, f"{with_sentence(one)}.", one.name)


def _who_does(services: Services, query: Query, answer: Answer) -> Answer | None:
    """Who does what is asked, as somebody's notes have it."""
    if not answer.abstained or answer.edge.outcome not in (Outcome.MATCHED, Outcome.UNKNOWN):
        return None
    matched = answer.edge.outcome is Outcome.MATCHED
    told = who_told.told(services, query, answer.edge.candidates[0] if matched else None)
    if told is None:
        return None
    return standing_on(answer, told, who_told.in_words(services, told))


def _elsewhere(services: Services, query: Query, answer: Answer) -> Answer | None:
    edge = answer.edge
    if (
        edge.outcome is not Outcome.MATCHED
        or answer.reason is not AbstentionReason.ABSENT_ATTRIBUTE
    ):
        return None
    person = edge.candidates[0]
    told = dict(islice(_told_of(services, person), _READ))
    if not told:
        return None
    question = in_own_name(services, query, edge).text
    reading = services.reader.read(question, list(told), name=person.name)
    if not reading.answered:
        return None
    best = reading.found[0]
    holder = told[best.note]
    people = (
        PersonAnswer(
            person.persona_id,
            person.name,
            best.note.text,
            best.note.date,
            best.note.triplet_id,
            reading.probability,
            reading.answer,
        ),
    )
    return replace(
        answer,
        text=f"{answer_text(reading)} It is in a note of {holder}.",
        abstained=False,
        reason=None,
        evidence=(Evidence("text", holder, best.note.text, best.note.triplet_id, best.note.date),),
        people=people,
        short=reading.answer,
    )


def _told_of(services: Services, person: Candidate) -> Iterator[tuple[Note, str]]:
    """Clauses of other people's notes that have the person for their subject, from the name on,
    each as a note, and whose note it is."""
    names = services.store.people.names()
    called = [person.name, *services.store.people.aliases().get(person.persona_id, ())]
    terms = [part for name in called for part in name.split() if len(part) > 1]
    hits = [
        hit
        for hit in services.store.passages.search(terms, limit=_HITS)
        if hit.persona_id != person.persona_id and hit.origin == "note"
    ]
    holders = list(dict.fromkeys(hit.persona_id for hit in hits))
    notes = notes_of(services, holders, frozenset(hit.triplet_id for hit in hits))
    folded = [fold(term) for term in terms]
    for holder in holders:
        for note in notes.get(holder, ()):
            for match in _CLAUSE.finditer(note.text):
                if not any(term in fold(match.group()) for term in folded):
                    continue
                at = _subject(services, person, match.group())
                if at is not None:
                    clause = match.group()[at:].strip()
                    yield Note(clause, note.date, note.triplet_id), names[holder]


def _subject(services: Services, person: Candidate, clause: str) -> int | None:
    """Where the person stands as whom the clause speaks of, and not as in "Mei's partner" or "with
    Mei"."""
    with services.deciding:
        mentions = services.router.known.by_name.mentions(clause)
    for mention in mentions:
        place = re.search(rf"(?<!\w){re.escape(mention.typed)}(?!\w)", clause)
        if mention.people != {person.persona_id} or mention.slips or place is None:
            continue
        at = place.start()
        behind = clause[at + len(mention.typed) :]
        if re.search(_BEFORE, clause[:at]) and re.match(_BEHIND, behind):
            return at
    return None
