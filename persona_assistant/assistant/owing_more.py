"""Who of several people owes the user more, or is owed more: "who has the bigger debt with me".

What is left open of each one's debts is compared. Whoever owes nothing by the notes owes less than
one whose debt stands in them; debts in two currencies are not compared.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from persona_assistant.assistant.known import Named
from persona_assistant.assistant.lists import and_list
from persona_assistant.assistant.sides import Pair, Told, nothing, shortly
from persona_assistant.assistant.sums import currency
from persona_assistant.language.contacts import find_details
from persona_assistant.language.debts import Owes, clauses_of, debts, owed_by
from persona_assistant.language.more_questions import THEY_OWE, USER_OWES
from persona_assistant.language.numbers import number_in
from persona_assistant.language.pair_questions import PairQuestion
from persona_assistant.pmg import PersonAnswer
from persona_assistant.reader.claimed import PLAIN
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found

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
    one = best.told
    people = (one, *rest, *silent)
    return Told(f"{one.name}. {sides}", people, short=one.name, best=one.persona_id)


def _amount(each: _Owed) -> float:
    return each.amount


def _of(pair: Pair, question: str, each: Named) -> _Owed | None:
    """What is left open between the user and somebody."""
    notes = sorted(pair.notes[each.persona_id], key=lambda n: n.date or datetime.date.min)
    texts = [note.text for note in notes]
    open_debts = [it for it in debts(texts) if it[1].who is _WAYS[question]]
    if not open_debts and any(owed_by(text[a:b]) for text in texts for a, b in clauses_of(text)):
        return None  # it was paid back
    amount, unit, last = 0.0, "", None
    for number, debt in open_debts:
        note = notes[number]
        said = note.text[debt.start : debt.end]
        amounts = [it for it in find_details(said, "amount") if it.number]
        owes = _OWES.search(said)
        figure = amounts[0].number if amounts else number_in(said[owes.end() :] if owes else said)
        if figure is None:
            continue
        text = amounts[0].text if amounts else f"{figure:g}"
        amount = figure + (0 if _STILL.search(said) else amount)
        unit = currency(text) or unit
        sentence = sentence_at(note.text, debt.start)
        last = pair.of(each, Found(note, sentence, text, debt.start, PLAIN))
    if last is not None:
        return _Owed(last, amount, unit)
    reading = pair.read(question, each)
    read = number_in(reading.answer) if reading.answered else None
    if read is None:
        return None
    answer = pair.of(each, reading.found[0], reading.answer)
    return _Owed(answer, read, currency(reading.answer))


_OWES = re.compile(r"\b(?:ow\w+|lent|loaned|borrowed)\b", re.I)
_STILL = re.compile(r"\bstill\b", re.I)
"""What tells all that is left, and no further debt."""
