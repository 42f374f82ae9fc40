"""Questions about people who are named: both people's notes are read, side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.assistant import (
    earlier,
    in_common,
    owing_more,
    relations,
    relative_of_user,
)
from persona_assistant.assistant.ages import Born, compare
from persona_assistant.assistant.elder import elder
from persona_assistant.assistant.known import Named
from persona_assistant.assistant.lists import and_list, with_sentence
from persona_assistant.assistant.sides import Pair, Told, nothing, shortly, surest_first
from persona_assistant.language.claims import Stance, stance
from persona_assistant.language.happened import spans
from persona_assistant.language.numbers import counted_in
from persona_assistant.language.pair_questions import PairKind, PairQuestion
from persona_assistant.language.support import Support, key_groups, means, support
from persona_assistant.language.words import Word, sentences
from persona_assistant.pmg import PersonAnswer
from persona_assistant.reader.claimed import FRAGMENT, PLAIN, claims_in
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
    if relative_of_user.asks(asked.asked):
        answers = [relative_of_user.answer_of(pair, each) for each in pair.named]
    else:
        answers = [_answer_of(pair, asked, each) for each in pair.named]
    if _PAST.match(asked.asked):
        answers = [replace(e, answer="yes") if e.answer == "no longer" else e for e in answers]
    answers = _only_wholly(asked, answers)
    chosen = [each for each in answers if each.answer == "yes"]
    rest = [each for each in answers if each.answer != "yes"]
    if not chosen:
        answers = _likelier(pair, asked, _worded(pair, asked, answers))
        chosen = [each for each in answers if each.answer == "yes"]
        rest = [each for each in answers if each.answer != "yes"]
    if not chosen and all(each.answer.startswith("no") for each in answers):
        sides = and_list([with_sentence(each) for each in answers])
        return Told(f"Neither: {sides}.", surest_first(answers))
    if not chosen:
        return nothing(pair, answers)
    names = "Both: " if len(chosen) == len(answers) == 2 else ""
    short = f"{names}{and_list([with_sentence(each) for each in chosen])}"
    text = f"{short}."
    for each in rest:
        if each.sentence:
            text += f" {with_sentence(each)}: {each.answer}."
        else:
            text += f" The notes of {each.name} do not say."
    return Told(text, (*surest_first(chosen), *rest), short=short)


_PAST = re.compile(r"^(?:did|was|were|had)\b", re.I)


def _only_wholly(asked: PairQuestion, answers: Sequence[PersonAnswer]) -> list[PersonAnswer]:
    """The answers, with a yes for none but those that say all of it where any does: of who is
    married to a vet, not also the one whose wife is a nurse."""
    question = asked.asked.replace("{name}'s", "her").replace("{name}", "she")
    yes = [each for each in answers if each.answer == "yes"]
    wholly = [each for each in yes if _says_object(question, each.sentence)]
    if len(key_groups(question)) < 2 or not 0 < len(wholly) < len(yes):
        return list(answers)
    return [
        PersonAnswer(each.persona_id, each.name) if each in yes and each not in wholly else each
        for each in answers
    ]


def _says_object(question: str, sentence: str) -> bool:
    """Whether the last thing that a question names stands in a sentence."""
    return any(means(word, sentence) for word in _object(question))


def _worded(pair: Pair, asked: PairQuestion, answers: Sequence[PersonAnswer]) -> list[PersonAnswer]:
    """The answers, with a yes for the only one whose notes have the words: one of them is meant."""
    question = asked.asked.replace("{name}'s", "her").replace("{name}", "she")
    holding = (Stance.STATES, Stance.FORMER) if _PAST.match(question) else (Stance.STATES,)
    saying = [
        (at, Found(note, match.group(), match.group(), match.start(), PLAIN))
        for at, each in enumerate(pair.named)
        for note in pair.notes[each.persona_id]
        for match in FRAGMENT.finditer(note.text)
        if support(question, match.group()) is Support.FULL
        and stance(question, match.group()) in holding
    ]
    if len({at for at, _ in saying}) != 1:
        return list(answers)
    at, place = saying[-1]
    one = pair.of(pair.named[at], place, "yes")
    return [one if here == at else each for here, each in enumerate(answers)]


_LIKELY, _SURE = 0.45, 0.8
"""The probability from which a place counts that says some of it, or none of its words."""
_TIMES = 4
"""So many times as likely as any of the others' it must be."""


def _likelier(
    pair: Pair, asked: PairQuestion, answers: Sequence[PersonAnswer]
) -> list[PersonAnswer]:
    """The answers, with a yes for the one whose notes the reader finds far more likely to say it:
    of one of them it is true."""
    if any(each.sentence for each in answers):
        return list(answers)
    question = asked.asked.replace("{name}'s", "her").replace("{name}", "she")
    readings = [pair.read(asked.asked, each) for each in pair.named]
    likely = [each.found[0].probability if each.found else 0.0 for each in readings]
    at = likely.index(max(likely))
    others = [each for other, each in enumerate(likely) if other != at]
    if not readings[at].found or any(_TIMES * each > likely[at] for each in others):
        return list(answers)
    best = readings[at].found[0]
    said = support(question, best.sentence)
    needed = _SURE if said is Support.NONE else _LIKELY
    has_object = any(means(word, best.sentence) for word in _object(question))
    if said is Support.AGAINST or (said is Support.SOME and not has_object):
        return list(answers)  # "speaks German" of who speaks French
    own = frozenset(part.lower() for part in pair.named[at].name.split())
    how = stance(question, best.sentence, span=best.span, names=own)
    if best.probability < needed or how is not Stance.STATES:
        return list(answers)
    one = pair.of(pair.named[at], best, "yes")
    return [one if here == at else each for here, each in enumerate(answers)]


def _object(question: str) -> Sequence[Word]:
    groups = key_groups(question)
    return groups[-1] if groups else ()


# --- comparing

_IS = ("is", "are")


def _age(pair: Pair, asked: PairQuestion) -> Told:
    known = [
        pair.ages.born(each.persona_id, each.name, pair.notes[each.persona_id], pair.names_of(each))
        or _birth(pair, each)
        for each in pair.named
    ]
    answers = [
        born.told if born else pair.of(each, None)
        for each, born in zip(pair.named, known, strict=True)
    ]
    if told := compared(pair, asked) or elder(pair, asked):
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
    best = pair.named[first].name
    return Told(f"{best} is {word}. {sides}", tuple(answers), short="" if asked.yes_no else best)


_BIRTH = re.compile(r"\b(?:born|arrived)\b", re.I)


def _birth(pair: Pair, each: Named) -> Born | None:
    """When somebody without notes of their own was born, whose birth another's note announces."""
    if each.persona_id >= 0:
        return None
    for note in pair.notes[each.persona_id]:
        for match in FRAGMENT.finditer(note.text):
            if _BIRTH.search(match.group()) and (dates := spans(match.group(), note.date)):
                found = Found(note, match.group(), match.group(), match.start(), PLAIN)
                return Born(*dates[0], pair.of(each, found))
    return None


def _more(pair: Pair, asked: PairQuestion) -> Told:
    if owing_more.asks(asked):
        return owing_more.compared(pair, asked)
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
    return Told(f"{winners[0].name}. {sides}", tuple(answers), short=winners[0].name)


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


_WAYS = {
    PairKind.EACH: _each,
    PairKind.CHOICE: _choice,
    PairKind.EARLIER: earlier.earlier,
    PairKind.AGE: _age,
    PairKind.MORE: _more,
    PairKind.COUPLE: relations.couple,
    PairKind.RELATION: relations.relation,
    PairKind.JOINT: relations.joint,
    PairKind.BETWEEN: relations.between,
    PairKind.SHARED: relations.shared,
    PairKind.COMMON: in_common.common,
    PairKind.SAME: in_common.same_of_both,
}
