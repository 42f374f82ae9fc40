"""Which way something is owed: "how much does Tomasz owe me" is not answered by "I owe him £25"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_assistant.language.debts import Owes, debts
from persona_assistant.reader.reading import Found

_THEY = r"\b(?:owes?|owing|owed) (?:me|us)\b"
_USER = r"\b(?:i|we)(?: still| also)? owe\b|\bmy debts?\b"


def owed_that_way(question: str, found: Sequence[Found]) -> Sequence[Found]:
    """The places without those that tell of a debt the other way round."""
    asked = question.casefold()
    if re.search(_THEY, asked):
        wanted = Owes.THEY
    elif re.search(_USER, asked):
        wanted = Owes.USER
    else:
        return found
    return [each for each in found if _ways(each.sentence) in (set(), {wanted}, set(Owes))]


def _ways(sentence: str) -> set[Owes]:
    return {debt.who for _, debt in debts([sentence])}
