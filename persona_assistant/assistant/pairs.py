"""Questions about people who are named: both people's notes are read, side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.assistant import (
    done_together,
    earlier,
    in_common,
    older,
    owing_more,
    relations,
    relative_of_user,
)
from persona_assistant.assistant.known import Named
from persona_assistant.assistant.lists import and_list, with_sentence
from persona_assistant.assistant.sides import Pair, Told, nothing, shortly, surest_first
from persona_assistant.assistant.than_other import compared
from persona_assistant.language.claims import Stance, stance
from persona_assistant.language.numbers import counted_in
from persona_assistant.language.pair_questions import PairKind, PairQuestion
from persona_assistant.language.support import Support, key_groups, means, support
from persona_assistant.language.words import Word
from persona_assistant.pmg import PersonAnswer
from persona_assistant.reader.asked_home import Asks, asked_of_home
from persona_assistant.reader.claimed import FRAGMENT, PLAIN, claims_in
from persona_assistant.reader.reading import Found
from persona_assistant.reader.still import still


def told(pair: Pair, asked: PairQuestion) -> Told:
    """The answer."""
    if (over := _no_longer(pair, asked)) is not None:
        return over
    answer = _WAYS[asked.kind](pair, asked)
    if asked.of_first is None or answer.best is None or answer.abstained:
        return answer
    said = asked.of_first[answer.best != pair.named[0].persona_id]
    short = f"{said}: {answer.short}" if answer.short else ""
    return replace(answer, text=f"{said}. {answer.text}", short=short)


def _no_longer(pair: Pair, asked: PairQuestion) -> Told | None:
    """Where a note says that what is asked to be still so has ended, or goes on."""
    names = " ".join(each.typed for each in pair.named)
    for each in pair.named if "still" in asked.asked.lower() else ():
        question = asked.asked.replace("{name}", names)
        held = still(question, pair.notes[each.persona_id], each.name)
        if held is None and asked_of_home(question) is Asks.STILL:
            held = pair.read(asked.asked, each)
        for begins, says in _STILL_SO.items():
            if held is not None and held.answer.startswith(begins):
                told = pair.of(each, held.found[0], says.lower())
                short = f"{says}: {with_sentence(told)}"
                return Told(f"{short}.", (told,), short=short)
    return None


_STILL_SO = {"no: ": "No longer", "yes: ": "Yes"}


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
    one = winners[0]
    return Told(f"{one.name}. {sides}", tuple(answers), short=one.name, best=one.persona_id)


_WAYS = {
    PairKind.EACH: _each,
    PairKind.CHOICE: _choice,
    PairKind.EARLIER: earlier.earlier,
    PairKind.AGE: older.older,
    PairKind.MORE: _more,
    PairKind.COUPLE: relations.couple,
    PairKind.RELATION: relations.relation,
    PairKind.JOINT: done_together.joint,
    PairKind.BETWEEN: relations.between,
    PairKind.SHARED: relations.shared,
    PairKind.COMMON: in_common.common,
    PairKind.SAME: in_common.same_of_both,
}
