"""Questions about people who are named: both people's notes are read, side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from persona_assistant.assistant import relations
from persona_assistant.assistant.ages import Born, compare
from persona_assistant.assistant.claimed import FRAGMENT, PLAIN, claims_in
from persona_assistant.assistant.known import Named
from persona_assistant.assistant.lists import and_list, with_sentence
from persona_assistant.assistant.sides import Pair, Told, nothing, shortly, surest_first
from persona_assistant.language.claims import Stance, stance
from persona_assistant.language.likeness import says, words_of_kinds
from persona_assistant.language.numbers import counted_in
from persona_assistant.language.pair_questions import PairKind, PairQuestion
from persona_assistant.language.support import Support, support
from persona_assistant.language.words import sentences
from persona_assistant.pmg import PersonAnswer
from persona_assistant.reader.reading import Found


def told(pair: Pair, asked: PairQuestion) -> Told:
    """The answer."""
    return _WAYS[asked.kind](pair, asked)


# --- the same of each


def _each(pair: Pair, asked: PairQuestion) -> Told:
    answers = [_answer_of(pair, asked, each) for each in pair.named]
    if not any(each.sentence for each in answers):
        return nothing(pair)
    return Told(" ".join(map(shortly, answers)), surest_first(answers))


def _answer_of(pair: Pair, asked: PairQuestion, each: Named) -> PersonAnswer:
    reading = pair.read(asked.asked, each)
    if not asked.yes_no:
        best = reading.found[0] if reading.answered else None
        return pair.of(each, best, reading.answer)
    question = asked.asked.replace("{name}'s", "her").replace("{name}", "she")
    for how, found in claims_in(question, reading, each.name, pair.notes[each.persona_id]):
        if how is not Stance.OTHERS:
            return pair.of(each, found, _YES_OR_NO[how])
    return pair.of(each, None)


_YES_OR_NO = {
    Stance.STATES: "yes",
    Stance.DENIES: "no",
    Stance.FORMER: "no longer",
    Stance.OPEN: "perhaps",
}


def _choice(pair: Pair, asked: PairQuestion) -> Told:
    answers = [_answer_of(pair, asked, each) for each in pair.named]
    chosen = [each for each in answers if each.answer == "yes"]
    rest = [each for each in answers if each.answer != "yes"]
    if not chosen:
        answers = _worded(pair, asked, answers)
        chosen = [each for each in answers if each.answer == "yes"]
        rest = [each for each in answers if each.answer != "yes"]
    if not chosen:
        return nothing(pair, answers)
    names = "Both: " if len(chosen) == len(answers) == 2 else ""
    text = f"{names}{and_list([with_sentence(each) for each in chosen])}."
    for each in rest:
        if each.sentence:
            text += f" {with_sentence(each)}: {each.answer}."
        else:
            text += f" The notes of {each.name} do not say."
    return Told(text, (*surest_first(chosen), *rest))


def _worded(pair: Pair, asked: PairQuestion, answers: Sequence[PersonAnswer]) -> list[PersonAnswer]:
    """The answers, with a yes for the only one whose notes have the words: one of them is meant."""
    question = asked.asked.replace("{name}'s", "her").replace("{name}", "she")
    saying = [
        (at, Found(note, match.group(), match.group(), match.start(), PLAIN))
        for at, each in enumerate(pair.named)
        for note in pair.notes[each.persona_id]
        for match in FRAGMENT.finditer(note.text)
        if support(question, match.group()) is Support.FULL
        and stance(question, match.group()) is Stance.STATES
    ]
    if len({at for at, _ in saying}) != 1:
        return list(answers)
    at, place = saying[-1]
    one = pair.of(pair.named[at], place, "yes")
    return [one if here == at else each for here, each in enumerate(answers)]


# --- comparing

_IS = ("is", "are")


def _age(pair: Pair, asked: PairQuestion) -> Told:
    known = [
        pair.ages.born(each.persona_id, each.name, pair.notes[each.persona_id], pair.names_of(each))
        for each in pair.named
    ]
    answers = [
        born.told if born else pair.of(each, None)
        for each, born in zip(pair.named, known, strict=True)
    ]
    if told := compared(pair, asked):
        return told
    both: list[Born] = [each for each in known if each is not None]
    if len(both) < len(known):
        unknown = [each.name for each, born in zip(pair.named, known, strict=True) if born is None]
        why = f"The notes do not say how old {and_list(unknown)} {_IS[len(unknown) > 1]}."
        return nothing(pair, answers, why)
    first = compare(both, youngest=asked.least)
    word = "younger" if asked.least else "older"
    if len(both) > 2:
        word = "the youngest" if asked.least else "the oldest"
    sides = " ".join(map(shortly, answers))
    if first is None:
        return Told(f"They are about the same age. {sides}", tuple(answers))
    return Told(f"{pair.named[first].name} is {word}. {sides}", tuple(answers))


def _more(pair: Pair, asked: PairQuestion) -> Told:
    answers = [_answer_of(pair, replace(asked, yes_no=False), each) for each in pair.named]
    numbers = [
        counted_in(asked.asked, each.answer, each.sentence) if each.sentence else None
        for each in answers
    ]
    if told := compared(pair, asked):
        return told
    if any(number is None for number in numbers):
        return nothing(pair, answers, "The notes do not give a number for each of them.")
    given = [number for number in numbers if number is not None]
    best = min(given) if asked.least else max(given)
    winners = [each for each, number in zip(answers, given, strict=True) if number == best]
    sides = " ".join(map(shortly, answers))
    if len(winners) > 1:
        names = and_list([each.name for each in winners])
        return Told(f"The same for {names}. {sides}", tuple(answers))
    return Told(f"{winners[0].name}. {sides}", tuple(answers))


_THAN = re.compile(
    r"\b(?P<how>older|younger|taller|shorter|heavier|bigger|smaller|richer|faster|stronger)\s+than\s+"
    r"(?P<whom>[^\W\d_]+)",
    re.I,
)
_OPPOSITE = {"younger": "older", "shorter": "taller", "smaller": "bigger"}


def compared(pair: Pair, asked: PairQuestion) -> Told | None:
    """What a note says of one of two beside the other: "taller than Marcus"."""
    if len(pair.named) != 2:
        return None
    wanted = "old" if asked.kind is PairKind.AGE else asked.asked.split()[1].lower()
    for each, other in (pair.named, pair.named[::-1]):
        for note in pair.notes[each.persona_id]:
            for sentence in sentences(note.text):
                match = _THAN.search(sentence)
                before = sentence.replace(each.name, "", 1)
                if match is None or not _is_called(pair, match["whom"], before, other):
                    continue
                how = match["how"].lower()
                if not _OPPOSITE.get(how, how).startswith(wanted):
                    continue
                most = each if (how in _OPPOSITE) is asked.least else other
                found = Found(note, sentence, match.group(), note.text.find(sentence), PLAIN)
                word = how if most is each else _OTHER_WAY.get(how, f"not {how}")
                return Told(
                    f"{most.name} is {word}. {with_sentence(pair.of(each, found))}.",
                    (pair.of(each, found),),
                )
    return None


_OTHER_WAY = {
    "older": "younger",
    "younger": "older",
    "taller": "shorter",
    "shorter": "taller",
    "bigger": "smaller",
    "smaller": "bigger",
}


def _is_called(pair: Pair, whom: str, sentence: str, other: Named) -> bool:
    """Whether a word behind "than" is the other one, by name or as the one just named."""
    named = sentence if whom.lower() in ("her", "him", "them") else whom
    return any(other.persona_id in people for people in pair.called(named))


# --- what they have in common

EVERYDAY: Mapping[str, tuple[str, ...]] = {
    "Where does {name} live?": ("city", "name"),
    "Where is {name} from?": ("city", "nationality", "name"),
    "What does {name} do for a living?": ("occupation",),
    "Where does {name} work?": ("school", "name"),
    "Where did {name} study?": ("school", "subject", "name"),
    "What are {name}'s hobbies?": ("hobby", "sport", "instrument"),
    "Which pets does {name} have?": ("animal",),
    "Which languages does {name} speak?": ("language",),
    "What does {name} like to eat or drink?": ("food", "drink"),
    "What is {name} allergic to?": ("food", "animal", "illness"),
    "How does {name} get around?": ("vehicle",),
}
"""Questions asked about both, and the kinds of words that may be the answer."""
_CONSIDERED = 0.5
"""A place counts from this share of the probability of the best one."""


def _common(pair: Pair, asked: PairQuestion) -> Told:
    shared: dict[str, list[PersonAnswer]] = {}
    for question in EVERYDAY:
        places = [_considered(pair, question, each) for each in pair.named]
        for word, told in _shared(pair, question, places).items():
            shared.setdefault(word, told)
    names = and_list([each.name for each in pair.named])
    if not shared:
        return nothing(pair, (), f"I found nothing that the notes of {names} share.")
    text = f"{and_list([f'{each[0].answer} ({_both_sides(each)})' for each in shared.values()])}."
    return Told(text[0].upper() + text[1:], tuple(next(iter(shared.values()))))


def _shared(
    pair: Pair, question: str, places: Sequence[Sequence[Found]]
) -> dict[str, list[PersonAnswer]]:
    """The words that answer for everybody, each with the sentences that say it."""
    shared: dict[str, list[PersonAnswer]] = {}
    for first in places[0]:
        for word in words_of_kinds(first.sentence, EVERYDAY[question], _own_names(pair)):
            sides = [_saying(word, each) for each in places]
            if all(sides):
                told = [pair.of(*each, word) for each in zip(pair.named, sides, strict=True)]
                shared.setdefault(word.lower(), told)
    return shared


def _own_names(pair: Pair) -> frozenset[str]:
    return frozenset(part.lower() for each in pair.named for part in each.name.split())


def _considered(pair: Pair, question: str, each: Named) -> list[Found]:
    """The places that may answer, of those that are said of the person and hold today."""
    reading = pair.read(question, each)
    own = frozenset(part.lower() for part in each.name.split())
    return [
        found
        for found in reading.found
        if found.probability >= _CONSIDERED * reading.probability
        and stance("Is she?", found.sentence, span=found.span, names=own)
        not in (Stance.OTHERS, Stance.FORMER)
    ]


def _saying(word: str, places: Sequence[Found]) -> Found | None:
    return next((each for each in places if says(word, each.sentence)), None)


def _both_sides(answers: Sequence[PersonAnswer]) -> str:
    return "; ".join(f'{each.name}: "{each.sentence}"' for each in answers)


def _same_of_both(pair: Pair, asked: PairQuestion) -> Told:
    places = [_considered(pair, asked.asked, each) for each in pair.named]
    shared = _shared(pair, asked.asked, places)
    if shared:
        word, told = next(iter(shared.items()))
        return Told(f"Yes: {told[0].answer or word} ({_both_sides(told)}).", tuple(told))
    kinds, ignored = EVERYDAY[asked.asked], _own_names(pair)
    answers = [
        next(
            (
                pair.of(each, place, found[0])
                for place in considered
                if (found := words_of_kinds(place.sentence, kinds, ignored))
            ),
            pair.of(each, None),
        )
        for each, considered in zip(pair.named, places, strict=True)
    ]
    if not all(each.sentence for each in answers):
        return nothing(pair, answers)
    return Told(f"No. {' '.join(map(shortly, answers))}", tuple(answers))


_WAYS = {
    PairKind.EACH: _each,
    PairKind.CHOICE: _choice,
    PairKind.AGE: _age,
    PairKind.MORE: _more,
    PairKind.COUPLE: relations.couple,
    PairKind.RELATION: relations.relation,
    PairKind.JOINT: relations.joint,
    PairKind.BETWEEN: relations.between,
    PairKind.SHARED: relations.shared,
    PairKind.COMMON: _common,
    PairKind.SAME: _same_of_both,
}
