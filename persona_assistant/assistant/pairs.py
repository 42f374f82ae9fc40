"""Questions about people who are named: both people's notes are read, side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from persona_assistant import abstention
from persona_assistant.assistant.ages import Born, compare, lived_between
from persona_assistant.assistant.known import Named
from persona_assistant.assistant.lists import and_list, with_sentence
from persona_assistant.language.claims import Stance, stance
from persona_assistant.language.likeness import shared_words
from persona_assistant.language.numbers import number_in
from persona_assistant.language.pair_questions import PairKind, PairQuestion
from persona_assistant.pmg import Note, PersonAnswer
from persona_assistant.reader.reading import AnyReader, Found, Reading


@dataclass(frozen=True, slots=True)
class Told:
    """What is answered: the text, and what each person's notes say."""

    text: str
    people: tuple[PersonAnswer, ...]
    abstained: bool = False


@dataclass(frozen=True)
class Pair:
    """The people named, their notes and who reads them."""

    reader: AnyReader
    named: Sequence[Named]
    notes: Mapping[int, Sequence[Note]]

    def read(self, question: str, each: Named) -> Reading:
        """A question with {name}, asked of one of them."""
        asked = question.replace("{name}", each.name)
        return self.reader.read(asked, self.notes[each.persona_id], name=each.name)

    def of(self, each: Named, found: Found | None, answer: str = "") -> PersonAnswer:
        if found is None:
            return PersonAnswer(each.persona_id, each.name)
        return PersonAnswer(
            each.persona_id,
            each.name,
            found.sentence,
            found.note.date,
            found.note.triplet_id,
            found.probability,
            answer or found.span,
        )


def told(pair: Pair, asked: PairQuestion) -> Told:
    """The answer."""
    return _WAYS[asked.kind](pair, asked)


def _nothing(pair: Pair, near: Sequence[PersonAnswer] = (), why: str = "") -> Told:
    """Nothing in anybody's notes; `near` is what comes near."""
    names = and_list([each.name for each in pair.named])
    text = f"{abstention.SENTENCE} {why or f'The notes of {names} do not say.'}"
    shown = [each for each in near if each.sentence]
    if shown:
        text += f" They say: {and_list([with_sentence(each) for each in shown])}."
    return Told(text, tuple(shown), abstained=True)


# --- the same of each


def _each(pair: Pair, asked: PairQuestion) -> Told:
    answers = [_answer_of(pair, asked, each) for each in pair.named]
    if not any(each.sentence for each in answers):
        return _nothing(pair)
    return Told(" ".join(map(_shortly, answers)), _surest_first(answers))


def _answer_of(pair: Pair, asked: PairQuestion, each: Named) -> PersonAnswer:
    reading = pair.read(asked.asked, each)
    if not reading.answered:
        return pair.of(each, None)
    if not asked.yes_no:
        return pair.of(each, reading.found[0], reading.answer)
    for found in reading.found:
        how = _stance(asked, each, found)
        if how is not Stance.OTHERS:
            return pair.of(each, found, _YES_OR_NO[how])
    return pair.of(each, None)


def _stance(asked: PairQuestion, each: Named, found: Found) -> Stance:
    question = asked.asked.replace("{name}", "she")
    own = frozenset(part.lower() for part in each.name.split())
    return stance(question, found.sentence, span=found.span, names=own)


_YES_OR_NO = {
    Stance.STATES: "yes",
    Stance.DENIES: "no",
    Stance.FORMER: "no longer",
    Stance.OPEN: "perhaps",
}


def _shortly(each: PersonAnswer) -> str:
    if not each.sentence:
        return f"{each.name}: the notes do not say."
    if _same(each.answer, each.sentence):
        return f'{each.name}: "{each.sentence}"'
    return f'{each.name}: {each.answer} ("{each.sentence}").'


def _same(answer: str, sentence: str) -> bool:
    return not answer or answer.strip(" .").lower() == sentence.strip(" .").lower()


def _surest_first(answers: Sequence[PersonAnswer]) -> tuple[PersonAnswer, ...]:
    return tuple(sorted(answers, key=lambda each: -each.probability))


def _choice(pair: Pair, asked: PairQuestion) -> Told:
    answers = [_answer_of(pair, asked, each) for each in pair.named]
    chosen = [each for each in answers if each.answer == "yes"]
    rest = [each for each in answers if each.answer != "yes"]
    if not chosen:
        return _nothing(pair, answers)
    names = "Both: " if len(chosen) == len(answers) == 2 else ""
    text = f"{names}{and_list([with_sentence(each) for each in chosen])}."
    for each in rest:
        if each.sentence:
            text += f" {with_sentence(each)}: {each.answer}."
        else:
            text += f" The notes of {each.name} do not say."
    return Told(text, (*_surest_first(chosen), *rest))


# --- comparing

_IS = ("is", "are")


def _age(pair: Pair, asked: PairQuestion) -> Told:
    known = [lived_between(pair.read, each) for each in pair.named]
    answers = [
        pair.of(each, born.found if born else None, born.said if born else "")
        for each, born in zip(pair.named, known, strict=True)
    ]
    both: list[Born] = [each for each in known if each is not None]
    if len(both) < len(known):
        unknown = [each.name for each, born in zip(pair.named, known, strict=True) if born is None]
        why = f"The notes do not say how old {and_list(unknown)} {_IS[len(unknown) > 1]}."
        return _nothing(pair, answers, why)
    first = compare(both, youngest=asked.least)
    word = "younger" if asked.least else "older"
    if len(both) > 2:
        word = "the youngest" if asked.least else "the oldest"
    sides = " ".join(map(_shortly, answers))
    if first is None:
        return Told(f"They are about the same age. {sides}", tuple(answers))
    return Told(f"{pair.named[first].name} is {word}. {sides}", tuple(answers))


def _more(pair: Pair, asked: PairQuestion) -> Told:
    answers = [_answer_of(pair, replace(asked, yes_no=False), each) for each in pair.named]
    numbers = [number_in(each.answer) if each.sentence else None for each in answers]
    if any(number is None for number in numbers):
        return _nothing(pair, answers, "The notes do not give a number for each of them.")
    given = [number for number in numbers if number is not None]
    best = min(given) if asked.least else max(given)
    winners = [each for each, number in zip(answers, given, strict=True) if number == best]
    sides = " ".join(map(_shortly, answers))
    if len(winners) > 1:
        names = and_list([each.name for each in winners])
        return Told(f"The same for {names}. {sides}", tuple(answers))
    return Told(f"{winners[0].name}. {sides}", tuple(answers))


# --- between two


def _couple(pair: Pair, asked: PairQuestion) -> Told:
    ways = (asked.asked, "Who is {name}'s partner?", "Who is {name} married to?")
    return _between(pair, asked, ways, why="no note says that they are a couple")


def _relation(pair: Pair, asked: PairQuestion) -> Told:
    return _between(pair, asked, (asked.asked,), why="no note says so")


def _between(pair: Pair, asked: PairQuestion, ways: Sequence[str], *, why: str) -> Told:
    """Whether a sentence of either's notes that names the other says so."""
    near: list[PersonAnswer] = []
    found: list[tuple[Stance, PersonAnswer]] = []
    for each in pair.named:
        others = [other for other in pair.named if other is not each]
        for way in ways:
            reading = pair.read(way, each)
            for place in reading.found if reading.answered else ():
                if any(_names(place, other) for other in others):
                    found.append((_between_stance(asked, place), pair.of(each, place)))
                else:
                    near.append(pair.of(each, place))
    if not found:
        return _nothing(pair, _once_each(near), f"{why[:1].upper()}{why[1:]}.")
    how, _ = max(found, key=lambda each: each[1].probability)
    same = _once_each([answer for other, answer in found if other is how])
    said = {Stance.STATES: "Yes", Stance.DENIES: "No", Stance.FORMER: "No longer"}.get(
        how, "Perhaps"
    )
    answers = tuple(replace(each, answer=said.lower()) for each in _surest_first(same))
    rest = [each for each in pair.named if each.persona_id not in {a.persona_id for a in answers}]
    text = f"{said}: {and_list([with_sentence(each) for each in answers])}."
    return Told(text, (*answers, *(pair.of(each, None) for each in rest)))


def _between_stance(asked: PairQuestion, place: Found) -> Stance:
    past = re.match(r"(?:were|was|did|have|has)\b", asked.asked, re.IGNORECASE)
    question = asked.asked if past else re.sub(r"^\w+", "Is", asked.asked)
    how = stance(question, place.sentence, span=place.span)
    return Stance.STATES if how is Stance.OTHERS else how


def _names(place: Found, other: Named) -> bool:
    """Whether the sentence calls the other one by name or by a first name."""
    known = {other.name, other.typed, other.name.split()[0]}
    return any(
        re.search(rf"(?<!\w){re.escape(each)}(?!\w)", place.sentence, re.IGNORECASE)
        for each in known
    )


def _once_each(answers: Sequence[PersonAnswer]) -> list[PersonAnswer]:
    best: dict[int, PersonAnswer] = {}
    for each in sorted(answers, key=lambda each: -each.probability):
        best.setdefault(each.persona_id, each)
    return list(best.values())


def _joint(pair: Pair, asked: PairQuestion) -> Told:
    best: list[PersonAnswer] = []
    for each in pair.named:
        reading = pair.reader.read(asked.asked, pair.notes[each.persona_id], name=each.name)
        others = [other for other in pair.named if other is not each]
        places = [
            place
            for place in (reading.found if reading.answered else ())
            if any(_names(place, other) for other in others)
        ]
        if places:
            best.append(pair.of(each, places[0], "" if places[0].span else reading.answer))
    if not best:
        return _nothing(pair)
    answers = _surest_first(best)
    return Told(_shortly(answers[0]).partition(": ")[2], answers)


# --- what they have in common

EVERYDAY = {
    "home": "Where does {name} live?",
    "origin": "Where is {name} from?",
    "job": "What does {name} do for a living?",
    "work": "Where does {name} work?",
    "school": "Where did {name} study?",
    "hobby": "What are {name}'s hobbies?",
    "pet": "Which pets does {name} have?",
    "family": "Does {name} have children?",
    "language": "Which languages does {name} speak?",
    "food": "What food does {name} like?",
    "allergy": "What is {name} allergic to?",
    "music": "Which instrument does {name} play?",
}


def _common(pair: Pair, asked: PairQuestion) -> Told:
    shared: dict[str, list[PersonAnswer]] = {}
    seen: set[tuple[str, ...]] = set()
    ignored = frozenset(part.lower() for each in pair.named for part in each.name.split())
    for question in EVERYDAY.values():
        answers = [_answer_of(pair, PairQuestion(PairKind.EACH, question), e) for e in pair.named]
        if not all(each.sentence for each in answers):
            continue
        word = shared_words([each.answer for each in answers], ignored)
        sentences = tuple(each.sentence for each in answers)
        if word and sentences not in seen:
            seen.add(sentences)
            shared.setdefault(word, answers)
    if not shared:
        names = and_list([each.name for each in pair.named])
        return _nothing(pair, (), f"I found nothing that the notes of {names} share.")
    text = f"{and_list([f'{word} ({_both_sides(each)})' for word, each in shared.items()])}."
    return Told(text[0].upper() + text[1:], tuple(next(iter(shared.values()))))


def _both_sides(answers: Sequence[PersonAnswer]) -> str:
    return "; ".join(f'{each.name}: "{each.sentence}"' for each in answers)


def _same_of_both(pair: Pair, asked: PairQuestion) -> Told:
    plain = PairQuestion(PairKind.EACH, asked.asked)
    answers = [_answer_of(pair, plain, each) for each in pair.named]
    if not all(each.sentence for each in answers):
        return _nothing(pair, answers)
    word = shared_words([each.answer for each in answers], frozenset())
    said = f"Yes: {word}." if word else "No."
    return Told(f"{said} {' '.join(map(_shortly, answers))}", tuple(answers))


_WAYS = {
    PairKind.EACH: _each,
    PairKind.CHOICE: _choice,
    PairKind.AGE: _age,
    PairKind.MORE: _more,
    PairKind.COUPLE: _couple,
    PairKind.RELATION: _relation,
    PairKind.JOINT: _joint,
    PairKind.COMMON: _common,
    PairKind.SAME: _same_of_both,
}
