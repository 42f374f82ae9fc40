"""What is owed in all: "how much do people owe me", "total I owe".

The amounts of all debts that are left open are added up, by currency; a debt without an amount
makes the sum a least one.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from persona_assistant.language.contacts import find_details
from persona_assistant.language.debts import Owes, debts
from persona_assistant.language.patterns import compiled
from persona_assistant.language.plain_questions import plain_question
from persona_assistant.pmg import Note, PersonAnswer
from persona_assistant.reader.places import sentence_at

_SURE = 0.9
_THEY = (
    r"(?:people|friends|my friends|everyone|everybody|all my friends|all of them|they all|others|"
    r"folks?|mates|my mates|anyone)"
)
_IN_ALL = r"(?:in total|in all|all in all|all told|altogether|all together|overall|combined|total)"
_HOW_MUCH = r"(?:how much(?: money| cash)?|what(?:'s| is)?(?: the)?(?: total| sum)?|(?:the )?total)"
_END = (
    rf"(?: (?:now|right now|still|at the moment|money|{_IN_ALL}|,|in (?:pounds|dollars|euros?)))*"
)
_TO_USER = re.compile(
    rf"^{_HOW_MUCH}(?: {_IN_ALL})? (?:(?:do|does|is|am) )?(?:i |still )*"
    rf"(?:{_THEY} (?:still )?owes? (?:me|us)|(?:still )?owed(?: to)?(?: me| us)?){_END}$",
    re.I,
)
_BY_USER = re.compile(
    rf"^{_HOW_MUCH}(?: {_IN_ALL})? (?:do )?(?:i|we) (?:still )?owe(?: to)?(?: {_THEY})?{_END}$",
    re.I,
)
_CURRENCIES = {
    "£": r"£|quid|pounds?|gbp|fiver|tenner",
    "$": r"\$|bucks?|dollars?|usd|cad",
    "€": r"€|euros?|eur",
}


def asked_sum(question: str) -> Owes | None:
    """Whose debts a question asks the sum of; None for another question."""
    asked = re.sub(r",", "", plain_question(question))
    if _TO_USER.match(asked):
        return Owes.THEY
    return Owes.USER if _BY_USER.match(asked) else None


@dataclass(frozen=True, slots=True)
class Sum:
    """What is owed in all."""

    text: str
    """For example "at least £45"; "" where no amount is told."""
    people: Sequence[PersonAnswer]
    """Of each the sentence that tells."""


def owed(who: Owes, people: Mapping[int, tuple[str, Sequence[Note]]]) -> Sum:
    """The sum of the debts that are left open."""
    sums: dict[str, float] = defaultdict(float)
    told: list[PersonAnswer] = []
    least = False
    for persona, (name, notes) in people.items():
        ordered = sorted(notes, key=lambda note: note.date or datetime.date.min)
        for number, debt in debts([note.text for note in ordered]):
            if debt.who is not who or not debt.money:
                continue
            note = ordered[number]
            clause = note.text[debt.start : debt.end]
            amount = _amount(clause)
            if amount is None:
                least = True
                continue
            value, words = amount
            sums[currency(words)] += value
            said = sentence_at(note.text, debt.start)
            told.append(PersonAnswer(persona, name, said, note.date, note.triplet_id, _SURE, words))
    text = " and ".join(_written(unit, number) for unit, number in sums.items())
    return Sum(f"at least {text}" if least and text else text, told)


def _amount(clause: str) -> tuple[float, str] | None:
    """The amount of a debt and its words; one without a currency stands right behind the verb."""
    for each in find_details(clause, "amount"):
        if each.number:
            return each.number, each.text
    bare = compiled(_BARE).search(clause)
    return (float(bare["n"].replace(",", "")), bare["n"]) if bare else None


_BARE = (
    r"\b(?:owe[sd]?|lent|loaned|borrowed)\s(?:[^\W\d]+\s){0,3}?(?P<n>\d{1,3}(?:,\d{3})+|\d+(?:\.\d\d)?)"
    r"(?![\w.,]?\d)(?!\s?(?:days?|weeks?|months?|hours?|years?|books?|eggs?|jars?|bottles?)\b)"
)


def currency(said: str) -> str:
    """The sign of the currency that words name; "" where they name none."""
    known = (
        unit for unit, pattern in _CURRENCIES.items() if re.search(rf"(?i)(?:{pattern})", said)
    )
    return next(known, "")


def _written(unit: str, number: float) -> str:
    return f"{unit}{number:,.2f}".removesuffix(".00")
