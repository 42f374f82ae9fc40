"""Questions about more than one person, and about the user.

Most questions are about one person, whom the router decides. These are not: "who has a cat" and
"how many of my friends have kids" go through everybody's notes (`lists`); "who is older, Ben or
Lia" and "are Anna and Tobias a couple" look into the notes of those who are named (`pairs`). "What
did I promise" is about the user, who is a persona too (`oneself`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant import abstention
from persona_assistant.assistant import (
    beside,
    called,
    families,
    kin_by_name,
    lists,
    namesakes,
    oneself,
    own_relatives,
    pairs,
    sums,
    who_did,
    who_it_is,
    who_told,
)
from persona_assistant.assistant.ages import Ages
from persona_assistant.assistant.known import (
    Named,
    gather,
    look,
    named_people,
    names_of_others,
    user,
)
from persona_assistant.assistant.lists import with_sentence
from persona_assistant.assistant.own_debts import with_own_debts
from persona_assistant.assistant.recognise import who
from persona_assistant.assistant.services import Services
from persona_assistant.assistant.sides import Pair
from persona_assistant.language.debts import Owes
from persona_assistant.language.first_person import OwnQuestion, meets_somebody, own_question
from persona_assistant.language.group_questions import GroupKind, GroupQuestion, group_question
from persona_assistant.language.pair_questions import PairQuestion, pair_question
from persona_assistant.language.plain_questions import without_exceptions
from persona_assistant.language.roles import names_a_thing
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
from persona_assistant.reader.reading import AnyReader


def answer(services: Services, query: Query, reader: AnyReader) -> Answer | None:
    """Answers a question about several people or about the user; None for a question about one
    person, and for one with a picture or a clip, which says who is meant."""
    if query.image is not None or query.voice is not None or _is_about_one(query):
        return None
    started = time.perf_counter()
    text = namesakes.told_apart(services, families.called_one_by_one(services, query.text))
    query = replace(query, text=text)
    of_name = called.people_called(services, query.text)
    if of_name is not None:
        told = f"{len(of_name)}: {lists.and_list([each.name for each in of_name])}."
        return made(told, of_name, started, short=str(len(of_name)))
    by_name = called.people_named(services, query.text)
    if by_name is not None:
        told = lists.and_list([each.name for each in by_name])
        return made(f"{told}.", by_name, started, short=told)
    debts_of = sums.asked_sum(query.text)
    if debts_of is not None:
        return _of_debts(services, debts_of, started)
    named = named_people(services, query)
    relative = who_it_is.who_it_is(services, query.text)
    if relative := relative or who_it_is.by_a_relative(services, query.text):
        return made(who_it_is.in_words(relative), [relative], started)
    own_one = None if named else own_relatives.own_relative(services, query.text)
    if own_one is not None:
        return made(oneself.in_words(services, [own_one]), [own_one], started)
    company = oneself.own_company(services, reader, query.text, services.options.me)
    if company and not named:
        return made(oneself.in_words(services, company), company, started)
    if len(named) > 1:
        pair = pair_question(query.text, [each.typed for each in named])
        if pair is not None:
            return _of_those_named(services, reader, pair, named, started)
    if len(named) == 1 and (found := who_did.did(services, query)):
        return made(with_sentence(found[0]) + ".", found, started)
    if len(named) < 2 and (those := beside.with_others(services, query.text, named)):
        return _of_those_named(services, reader, those.asked, those.named, started, those)
    text, exceptions = without_exceptions(query.text)
    left_out = named_people(services, replace(query, text=exceptions)) if exceptions else []
    spoken_of = [each for each in named if each not in left_out]
    asked = group_question(text, names=bool(spoken_of))
    if asked is not None:
        listed = _of_everybody(services, reader, asked, spoken_of, left_out, started)
        if listed is None or asked.kind is not GroupKind.LIST:
            return listed
        if not listed.abstained and who_told.lists_all(services, asked, listed):
            return listed
        one = who_told.told(services, query)
        if one is not None:
            return made(who_told.in_words(services, one), [one], started)
        return listed if listed.abstained else made(abstention.SENTENCE, [], started)
    own = own_question(query.text)
    if own is not None:
        return _of_the_user(services, reader, query.text, own, named, started)
    return None


def _of_the_user(
    services: Services,
    reader: AnyReader,
    question: str,
    asked: OwnQuestion,
    named: Sequence[Named],
    started: float,
) -> Answer | None:
    if named and (asked.advice or _ABOUT_THEM.search(question) or _did_it(question, named)):
        return None
    if not (asked.sure and names_a_thing(question)) and _is_of_somebodys_role(services, question):
        return None
    answers = oneself.own_answers(services, reader, question, asked, named)
    if (
        not answers
        and (named or not asked.sure or _is_about_somebody(services, question))
        and (named or not kin_by_name.is_of_own_notes(services, question))
    ):
        return None
    theirs = {each.persona_id for each in named}
    if named and not asked.several and answers[0].persona_id in theirs:
        return None  # "where did I meet Ana" is about Ana as much
    return made(
        oneself.in_words(services, answers),
        answers,
        started,
        reason=AbstentionReason.ABSENT_ATTRIBUTE,
    )


def _did_it(question: str, named: Sequence[Named]) -> bool:
    """Whether it asks what one of them did: "what did Ana want my bike for", "what was it Ana
    offered me"."""
    return any(
        re.search(
            rf"\b(?:did|does|was it|is it|has)\s{re.escape(each.typed)}\s(?!and\b|&|or\b)\w",
            question,
            re.IGNORECASE,
        )
        for each in named
    )


def _is_about_one(query: Query) -> bool:
    """Whether the conversation says so."""
    return query.meant is not None and not query.meant.together


def _of_those_named(
    services: Services,
    reader: AnyReader,
    asked: PairQuestion,
    named: Sequence[Named],
    started: float,
    those: beside.Beside | None = None,
) -> Answer:
    notes = beside.notes_of_each(services, named, those)

    def mentioned(text: str) -> list[frozenset[int]]:
        with services.deciding:
            known = [each.people for each in services.router.known.by_name.mentions(text)]
        return [*known, *beside.names_beside(named, text)]

    told = pairs.told(
        Pair(
            reader,
            named,
            notes,
            Ages(services.options.date_order),
            mentioned,
            services.store.people.aliases(),
            {} if those is None else beside.whole_notes(services, those),
        ),
        asked,
    )
    people = told.people or [PersonAnswer(each.persona_id, each.name) for each in named]
    return made(
        told.text,
        people if those is None else beside.with_holders(services, people, those),
        started,
        abstained=told.abstained,
        reason=AbstentionReason.ABSENT_ATTRIBUTE,
        short=told.short or None,
    )


def _of_everybody(
    services: Services,
    reader: AnyReader,
    asked: GroupQuestion,
    those_named: Sequence[Named],
    left_out: Sequence[Named],
    started: float,
) -> Answer | None:
    named = {each.persona_id for each in those_named}
    passed_over = named | {each.persona_id for each in left_out}
    names = {i: name for i, name in names_of_others(services).items() if i not in passed_over}
    if asked.kind is GroupKind.EXTREME:
        text, people = lists.extreme(services, reader, asked, names)
        return made(text, people, started, short=lists.named(people))
    if not asked.each:
        everybody = [PersonAnswer(i, name, probability=1.0) for i, name in names.items()]
        found = lists.Listed(look(services, "", {}), everybody)
    elif asked.birthday:
        found = lists.birthdays(services, asked, names)
    else:
        found = lists.listed(services, reader, asked, names)
    if named and not found.who:
        return None  # what is asked may stand in the notes of the one who is named
    relatives = lists.told_of_relatives(found) if asked.kind is GroupKind.LIST else []
    if relatives:
        short = lists.and_list([each.answer for each in relatives])
        return made(lists.of_relatives(relatives), relatives, started, short=short)
    return made(lists.in_words(asked, found), found.who, started, short=lists.short(asked, found))


def _of_debts(services: Services, who: Owes, started: float) -> Answer:
    names = names_of_others(services)
    notes = gather(services, "owe owes lent borrowed paid back", names)
    known = {i: (names[i], notes.get(i, [])) for i in names}
    owed = sums.owed(who, with_own_debts(services, known))
    if not owed.people:
        return made(abstention.SENTENCE, (), started)
    listed = lists.and_list([lists.with_sentence(each) for each in owed.people])
    text = f"{owed.text[:1].upper()}{owed.text[1:]}: {listed}."
    return made(text, owed.people, started, short=owed.text)


_ABOUT_THEM = re.compile(
    r"\bdid (?:i|we) (?:first |ever |actually |originally )*(?:meet|get to know|run into"
    r"|come across|bump into)\b"
    r"|\bhow (?:would|will|do|can|could|might|should) (?:i|we)"
    r" (?:recogni[sz]e|spot|pick out|identify)\b",
    re.IGNORECASE,
)
""" "When did I meet Ana" is told in Ana's notes, and not where the user's name her."""
_OF_ONESELF = re.compile(r"\b(?:i|me|mine|myself)\b", re.IGNORECASE)


_APPOINTMENT = re.compile(
    r"^\W*(?:when|what (?:time|day))(?:['’]?s|\sis)\smy\s(?:next\s)?[\w-]+"
    r"(?:\s(?:next|again))?\W*$",
    re.IGNORECASE,
)
""" "When's my dentist" asks for an appointment of the user's."""


def _is_of_somebodys_role(services: Services, question: str) -> bool:
    """Whether it speaks of the user in nothing but "my boss", who is somebody remembered."""
    if _OF_ONESELF.search(question) or _APPOINTMENT.match(question):
        return False
    return _is_somebodys_role(services, question)


def _is_somebodys_role(services: Services, question: str) -> bool:
    """Whether it means somebody remembered, and not the user, by a role."""
    me = user(services)
    with services.deciding:
        return bool(services.router.known.in_role(question) - {me.id if me else None})


def _is_about_somebody(services: Services, question: str) -> bool:
    """Whether its words describe one person of the memory all the same: by a role, or by what was
    done with them."""
    if not meets_somebody(question) and not _is_somebodys_role(services, question):
        return False
    return who(services, Query(question)).outcome is Outcome.MATCHED


def made(
    text: str,
    people: Sequence[PersonAnswer],
    started: float,
    *,
    abstained: bool | None = None,
    reason: AbstentionReason = AbstentionReason.ABSENT_PERSONA,
    short: str | None = None,
) -> Answer:
    """An answer that stands on a sentence of each of those people; without any it abstains. `short`
    is by default what is said of the one person."""
    abstained = not people if abstained is None else abstained
    candidates = tuple(Candidate(each.persona_id, each.name, each.probability) for each in people)
    outcome = (
        (Outcome.UNKNOWN, Outcome.MATCHED)[len(people)] if len(people) < 2 else Outcome.SEVERAL
    )
    seconds = time.perf_counter() - started
    if short is None:
        short = people[0].answer if len(people) == 1 else ""
    return Answer(
        text=text,
        edge=Edge(outcome, candidates, candidates[0].probability if candidates else 1.0),
        abstained=abstained,
        reason=reason if abstained else None,
        evidence=tuple(
            Evidence("text", each.name, each.sentence, each.triplet_id, each.date)
            for each in people
            if each.sentence
        ),
        seconds=seconds,
        timings={"decide": 0.0, "generate": seconds},
        people=tuple(people),
        short="" if abstained else short,
    )
