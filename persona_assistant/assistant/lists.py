"""Lists and numbers of people: "who has a cat", "how many of my friends have kids".

The question is read in the notes of those of whom it may be true, and turned into one about each
person for how a sentence stands to it. Only somebody whose own notes state it is named, with the
sentence that states it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from persona_assistant import abstention
from persona_assistant.assistant import list_details
from persona_assistant.assistant.ages import Ages, compare, everybody_born
from persona_assistant.assistant.known import Looked, all_of, gather, look
from persona_assistant.assistant.list_couples import said_of_both
from persona_assistant.assistant.list_finders import by_facts
from persona_assistant.assistant.list_former import (
    told_to_be_over,
    with_past_plans,
    without_returned,
)
from persona_assistant.assistant.list_homes import (
    with_origins,
    with_present_homes,
)
from persona_assistant.assistant.list_owners import without_others
from persona_assistant.assistant.list_relatives import asks_of_relative, with_relatives
from persona_assistant.assistant.list_trips import with_trips
from persona_assistant.assistant.list_working import with_work_changes
from persona_assistant.assistant.own_debts import with_own_debts
from persona_assistant.assistant.present_work import with_present_work
from persona_assistant.assistant.services import Services
from persona_assistant.language.claims import Stance, relative_meant
from persona_assistant.language.debts import asked_debt
from persona_assistant.language.group_questions import GroupKind, GroupQuestion
from persona_assistant.language.numbers import counted_in
from persona_assistant.pmg import Note, PersonAnswer
from persona_assistant.reader.claimed import claims_in, ended_since
from persona_assistant.reader.reading import AnyReader, Found, Reading

_QUOTED = 12
"""Sentences shown, at most; of further people the names."""
_UNREAD = Reading(False, 0.0)
_PARSED = 60
"""Of so many people the words of all notes are looked at, read or not."""
_NEAR = 3
"""Sentences shown, at most, that come near but do not say it."""


@dataclass
class Listed:
    """What the notes say of everybody."""

    looked: Looked
    who: list[PersonAnswer] = field(default_factory=list)
    """Of whom it is true, most certain first."""
    former: list[PersonAnswer] = field(default_factory=list)
    """Of whom it was true once."""
    near: list[PersonAnswer] = field(default_factory=list)
    """Whose notes speak of it without saying it of them."""
    relatives: list[PersonAnswer] = field(default_factory=list)
    """Of whose relatives it is true; the answer says whom: "Jonas's dad"."""


def listed(
    services: Services, reader: AnyReader, asked: GroupQuestion, names: Mapping[int, str]
) -> Listed:
    """Who among `names` is meant."""
    by_fact = by_facts(services, asked, names)
    looked = (
        _all_notes(services, asked.said, names) if by_fact else look(services, asked.said, names)
    )
    found = Listed(looked)
    called = _calls(services, names)
    considered = names if len(names) <= _PARSED else {**looked.people, **looked.unread}
    notes = all_of(services, list(considered))
    people = {i: (names[i], notes[i]) for i in notes}
    aliases = services.store.people.aliases()
    kept: dict[int, PersonAnswer] = {}
    for question in asked.each:
        if question in by_fact:
            told_of = with_own_debts(services, people) if asked_debt(question) else people
            stances = by_fact[question](reader, told_of)
        else:
            stances = _claimed(asked, question, reader, looked, people, aliases)
            stances = without_others(question, stances, people)
            stances = with_relatives(question, stances, people)
            stances = with_origins(question, stances, people)
            if asked.formerly:
                stances = {i: told_to_be_over(question, each) for i, each in stances.items()}
            elif not asked.once:
                stances = with_present_work(question, stances, reader, people)
                stances = with_present_homes(question, stances, people)
                stances = with_past_plans(question, stances)
                stances = without_returned(question, stances, people)
                stances = with_work_changes(question, stances, people, asked.when)
                stances = with_trips(question, stances, people, asked.when)
        stating = _sorted_out(asked, question, stances, people, found)
        kept = _both(kept, stating | said_of_both(question, stating, people, called))
        people = {each: people[each] for each in kept}
        if not kept:
            break
    told = {*kept, *(each.persona_id for each in (*found.former, *found.near))}
    found.looked = replace(looked, cut=not looked.unread.keys() <= told)
    found.who = sorted(kept.values(), key=lambda each: -each.probability)
    named = {each.persona_id for each in found.who}
    found.former = [each for each in found.former if each.persona_id not in named]
    named |= {each.persona_id for each in found.former}
    found.near = sorted(
        (each for each in found.near if each.persona_id not in named),
        key=lambda each: -each.probability,
    )[:_NEAR]
    if len(asked.each) > 1 or asked.formerly or any(map(asks_of_relative, asked.each)):
        found.relatives = []
    return found


def _claimed(
    asked: GroupQuestion,
    question: str,
    reader: AnyReader,
    looked: Looked,
    people: Mapping[int, tuple[str, Sequence[Note]]],
    aliases: Mapping[int, Sequence[str]],
) -> dict[int, list[tuple[Stance, Found]]]:
    """How everybody's notes stand to a question, by the reader and by their words. The reader is
    asked in the user's words who it is of; of each part, where there are several."""
    of_group = len(asked.each) == 1 and not asked.formerly
    read = {i: told for i, told in looked.people.items() if i in people}
    readings = reader.read_people(asked.wording if of_group else question, read)
    return {
        persona: claims_in(
            question,
            readings.get(persona, _UNREAD),
            *told,
            when=asked.when,
            of_group=of_group,
            aliases=aliases.get(persona, ()),
        )
        for persona, told in people.items()
    }


def _both(
    before: Mapping[int, PersonAnswer], now: Mapping[int, PersonAnswer]
) -> dict[int, PersonAnswer]:
    if not before:
        return dict(now)
    return {
        persona: replace(each, probability=min(each.probability, before[persona].probability))
        for persona, each in now.items()
        if persona in before
    }


def _sorted_out(
    asked: GroupQuestion,
    question: str,
    everybody: Mapping[int, Sequence[tuple[Stance, Found]]],
    people: Mapping[int, tuple[str, Sequence[Note]]],
    found: Listed,
) -> dict[int, PersonAnswer]:
    """Those who state it; the others go to where they belong."""
    stating: dict[int, PersonAnswer] = {}
    for persona, stances in everybody.items():
        name, _ = people[persona]
        states = [each for how, each in stances if how in _stating(asked)]
        ended = [
            each
            for how, each in stances
            if how in (Stance.FORMER, Stance.DENIES) and not asked.once
        ]
        if asked.formerly:
            states, ended = [each for each in ended if _was_so(each, stances)], []
        if states and not ended_since(states, ended):
            stating[persona] = _said_of(persona, name, states[0])
        elif former := [each for how, each in stances if how is Stance.FORMER]:
            found.former.append(_said_of(persona, name, former[0]))
        elif stances:
            near = _said_of(persona, name, stances[0][1])
            found.near.append(near)
            if relative := relative_meant(question, near.sentence):
                found.relatives.append(replace(near, answer=f"{name}'s {relative}"))
    return stating


def _stating(asked: GroupQuestion) -> tuple[Stance, ...]:
    also = [Stance.OPEN] if asked.possible else []
    return (Stance.STATES, *also, *([Stance.FORMER] if asked.once else []))


def _was_so(ended: Found, stances: Sequence[tuple[Stance, Found]]) -> bool:
    """Whether what is no longer so was so: it says so itself, or an older note states it."""
    return (Stance.FORMER, ended) in stances or any(
        how is Stance.STATES and ended_since([each], [ended]) for how, each in stances
    )


def _calls(services: Services, names: Mapping[int, str]) -> Callable[[str], frozenset[int]]:
    """Who is called by a word, where it can be one person only."""

    def called(word: str) -> frozenset[int]:
        with services.deciding:
            mentions = services.router.known.by_name.mentions(word)
        return frozenset(
            persona
            for each in mentions
            if len(each.people) == 1
            for persona in each.people
            if persona in names
        )

    return called


def _said_of(persona: int, name: str, found: Found) -> PersonAnswer:
    return PersonAnswer(
        persona,
        name,
        found.sentence,
        found.note.date,
        found.note.triplet_id,
        found.probability,
        found.span,
    )


def birthdays(services: Services, asked: GroupQuestion, names: Mapping[int, str]) -> Listed:
    """Whose birthday is when the question says."""
    looked = _all_notes(services, "birthday born turns", names)
    ages = Ages(services.options.date_order)
    if (years := list_details.asked_years(asked.said)) is not None:
        return Listed(looked, list_details.born_in(years, ages, looked.people))
    found = (ages.birthday(asked.said, i, *told) for i, told in looked.people.items())
    return Listed(looked, [each for each in found if each is not None])


def _all_notes(services: Services, said: str, names: Mapping[int, str]) -> Looked:
    """Of notes that are parsed and not read there may be many."""
    found = gather(services, said, names)
    return Looked({i: (names[i], notes) for i, notes in found.items()}, len(names), False)


def extreme(
    services: Services, reader: AnyReader, asked: GroupQuestion, names: Mapping[int, str]
) -> tuple[str, list[PersonAnswer]]:
    """Who has most or least of something, among those whose notes give a number or an age."""
    (question,) = asked.each
    if question == "How old is she?":
        looked = _all_notes(services, "birthday born turns old age years", names)
        born = everybody_born(Ages(services.options.date_order), looked.people)
        best = compare(born, youngest=asked.negative) if born else None
        known = [each.told for each in born]
        winners = [] if best is None else [known[best]]
    else:
        looked = look(services, asked.said, names)
        readings = reader.read_people(question, looked.people)
        said = [
            (number, _said_of(persona, names[persona], reading.found[0]))
            for persona, reading in readings.items()
            if reading.answered and (number := _number(question, reading)) is not None
        ]
        known = [each for _, each in said]
        top = (min if asked.negative else max)((number for number, _ in said), default=0.0)
        winners = [each for number, each in said if number == top]
    if not known:
        return _nobody(Listed(looked)), []
    among = f"among the {_people(len(known))} whose notes tell" if len(known) > 1 else ""
    if not winners:
        return f"{abstention.SENTENCE} It is too close to tell {among}.", []
    also = f", {among}" if among else ", the only one whose notes tell"
    return f"{and_list([with_sentence(each) for each in winners])}{also}.", winners


def _number(question: str, reading: Reading) -> float | None:
    return counted_in(question, reading.answer, reading.found[0].sentence)


# --- in words


def in_words(asked: GroupQuestion, found: Listed) -> str:
    """The list or the number, with the sentence for each; or that nobody was found."""
    if not found.who:
        return _nobody(found)
    count = len(found.who)
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    if found.looked.cut:
        number = f"At least {number.lower()}"
    shown = [with_sentence(each) for each in found.who[:_QUOTED]]
    shown += [each.name for each in found.who[_QUOTED:]]
    text = f"{number} {'person' if count == 1 else 'people'}: {and_list(shown)}."
    if found.former:
        text += f" No longer: {and_list([with_sentence(each) for each in found.former])}."
    if found.looked.cut:
        text += f" I read the notes of the {len(found.looked.people)} likeliest people only."
    return text


def short(asked: GroupQuestion, found: Listed) -> str:
    """The names, or the number; "" for nobody."""
    if not found.who:
        return ""
    if asked.kind is GroupKind.COUNT:
        return f"at least {len(found.who)}" if found.looked.cut else str(len(found.who))
    return named(found.who)


def named(people: Sequence[PersonAnswer]) -> str:
    """The names; "" without anybody."""
    return and_list([each.name for each in people]) if people else ""


def told_of_relatives(found: Listed) -> list[PersonAnswer]:
    """Whose relatives are meant where nobody is; the answer says which relative."""
    return [] if found.who or found.former else found.relatives


def of_relatives(people: Sequence[PersonAnswer]) -> str:
    """For example: 'Jonas's dad ("his dad had a stroke").'"""
    return f"{and_list([f'{each.answer} ({_quoted(each)})' for each in people])}."


def _quoted(each: PersonAnswer) -> str:
    return f'"{each.sentence}"'


_NUMBERS = (
    "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven",
    "Twelve",
)  # fmt: skip


def _nobody(found: Listed) -> str:
    text = f"{abstention.SENTENCE} {_looked_at(found.looked)}"
    if found.former:
        text += f" No longer: {and_list([with_sentence(each) for each in found.former])}."
    if found.near:
        text += f" What comes near: {and_list([with_sentence(each) for each in found.near])}."
    return text


def _looked_at(looked: Looked) -> str:
    read, everybody = len(looked.people), looked.everybody
    if not everybody:
        return "There is nobody in the memory yet."
    if not read:
        return f"No note of {_people(everybody)} speaks of it."
    likeliest = "likeliest " if looked.cut else ""
    of = f" of {everybody}" if read < everybody else ""
    return f"None of the notes of {likeliest and 'the '}{_people(read, likeliest)}{of} says so."


def _people(number: int, kind: str = "") -> str:
    return f"{number} {kind}{'person' if number == 1 else 'people'}"


def with_sentence(each: PersonAnswer) -> str:
    return f'{each.name} ("{each.sentence}")' if each.sentence else each.name


def and_list(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


__all__ = ["GroupKind", "Listed", "and_list", "in_words", "listed", "with_sentence"]
