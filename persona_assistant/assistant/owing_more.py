"""Who of several people owes the user more, or is owed more: "who has the bigger debt with me".

What is left open of each one's debts is compared. Whoever owes nothing by the notes owes less than
one whose debt stands in them; debts in two currencies are not compared.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from persona_assistant.assistant.known import Named
from persona_assistant.assistant.lists import and_list
from persona_assistant.assistant.sides import Pair, Told, nothing, shortly
from persona_assistant.assistant.sums import currency, owed
from persona_assistant.language.debts import Owes, clauses_of, debts, owed_by
from persona_assistant.language.more_questions import THEY_OWE, USER_OWES
from persona_assistant.language.numbers import number_in
from persona_assistant.language.pair_questions import PairQuestion
from persona_assistant.pmg import PersonAnswer

_WAYS = {THEY_OWE: Owes.THEY, USER_OWES: Owes.USER}


@dataclass(frozen=True, slots=True)
class _Owed:
    told: PersonAnswer
    amount: float
    unit: str


def asks(asked: PairQuestion) -> bool:
    """Whether debts are compared."""
    return asked.asked in _WAYS


def compared(pair: Pair, asked: PairQuestion) -> Told:
    """Who owes more, or less."""
    known = [_of(pair, asked.asked, each) for each in pair.named]
    found = [each for each in known if each is not None]
    told = [each.told for each in found]
    if not found or (asked.least and len(found) < len(known)):
        return nothing(pair, told)
    if len({each.unit for each in found if each.unit}) > 1:
        return nothing(pair, told, "The debts are in two currencies.")
    best = min(found, key=_amount) if asked.least else max(found, key=_amount)
    sides = " ".join(map(shortly, told))
    if sum(each.amount == best.amount for each in found) > 1:
        names = and_list([each.told.name for each in found if each.amount == best.amount])
        return Told(f"The same for {names}. {sides}", tuple(told))
    rest = [each for each in told if each is not best.told]
    silent = [pair.of(e, None) for e, debt in zip(pair.named, known, strict=True) if debt is None]
    return Told(f"{best.told.name}. {sides}", (best.told, *rest, *silent), short=best.told.name)


def _amount(each: _Owed) -> float:
    return each.amount


def _of(pair: Pair, question: str, each: Named) -> _Owed | None:
    """What is left open between the user and somebody."""
    notes = sorted(pair.notes[each.persona_id], key=lambda n: n.date or datetime.date.min)
    found = owed(_WAYS[question], {each.persona_id: (each.name, notes)})
    if found.people and not found.text.startswith("at least"):
        return _summed(found.people)
    who, texts = _WAYS[question], [note.text for note in notes]
    still_open = any(debt.who is who for _, debt in debts(texts))
    if not still_open and any(owed_by(text[a:b]) for text in texts for a, b in clauses_of(text)):
        return None  # it was paid back
    reading = pair.read(question, each)
    amount = number_in(reading.answer) if reading.answered else None
    if amount is None:
        return _summed(found.people) if found.people else None
    answer = pair.of(each, reading.found[0], reading.answer)
    return _Owed(answer, amount, currency(reading.answer))


def _summed(people: Sequence[PersonAnswer]) -> _Owed | None:
    amounts = [number_in(each.answer) or 0.0 for each in people]
    return _Owed(people[-1], sum(amounts), currency(people[-1].answer))
