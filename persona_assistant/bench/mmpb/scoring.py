"""What an answer says, read by rule: no judge is asked.

The rules are the release's (its first version holds them). Yes or no is told by the first word
alone. A choice is told by the one option letter that stands by itself, in upper case, or else by
the one option whose text occurs; whoever refuses or names several has chosen nothing. What cannot
be read is wrong, and counted apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from persona_assistant.bench.suite import Counts, Metrics, Row

_YES = frozenset(("yes", "y", "yeah", "yep", "sure", "affirmative", "ok", "okay"))
_NO = frozenset(("no", "n", "nope", "nah", "negative"))
_APART = str.maketrans(dict.fromkeys(".()[],:;!*#{}", " "))
"""What may stand around a letter."""
_NEITHER = "Z"
"""Says "none of them" in the release, where no option letter stands beside it."""
_REFUSALS = re.compile(
    r"sorry.{0,12}\bhelp\b.{0,8}images of people|can.?t process.{0,8}\bfile|sorry.{0,8}without.{0,8}image"
    r"|cannot determine.{0,8}answer",
    re.IGNORECASE | re.DOTALL,
)
"""A model that will not look at people, got no picture, or cannot tell."""


def read_answer(text: str, options: Mapping[str, str]) -> str | None:
    """The letter of one of `options`, or "Yes" or "No" where there are none; None for what says
    neither."""
    return read_choice(text, options) if options else read_yes_no(text)


def read_yes_no(text: str) -> str | None:
    words = text.lower().split()
    first = re.sub(r"[^\w\s]", "", words[0]) if words else ""
    return "Yes" if first in _YES else "No" if first in _NO else None


def read_choice(text: str, options: Mapping[str, str]) -> str | None:
    if _REFUSALS.search(text):
        return None
    alone = set(text.translate(_APART).split())
    letters = [letter for letter in options if letter in alone]
    if len(letters) == 1:
        return letters[0]
    if not letters and _NEITHER in alone:
        return None
    said = text.lower()
    named = [letter for letter, option in options.items() if option.lower() in said]
    return named[0] if len(named) == 1 else None


def count(row: Row) -> Counts:
    found = read_answer(row.reply.text, row.case.facts["options"])
    return {"n": 1, "right": found == row.case.gold, "unparsed": found is None}


def metrics(counts: Mapping[str, Any]) -> Metrics:
    """From summed counts, numbers or arrays of one shape:

    Accuracy   right answers
    unparsed   answers that say neither yes nor no, or choose nothing; refusals are among them
    """
    n = counts["n"]
    return {
        "n": int(n) if np.ndim(n) == 0 else n,
        "Accuracy": _rate(counts["right"], n),
        "unparsed": _rate(counts["unparsed"], n),
    }


def persistency(accuracy: Mapping[int, float]) -> float | None:
    """Points of Accuracy that ten turns of conversation cost, from Accuracy by number of turns.

    None without runs at 0 and at 10 turns.
    """
    return accuracy[0] - accuracy[10] if {0, 10} <= accuracy.keys() else None


def _rate(part: Any, whole: Any) -> Any:
    """x100; None (in arrays NaN) over nothing."""
    if np.ndim(whole) == 0:
        return 100 * part / whole if whole else None
    return np.divide(
        100.0 * part, whole, out=np.full(np.shape(whole), np.nan), where=np.asarray(whole) > 0
    )
