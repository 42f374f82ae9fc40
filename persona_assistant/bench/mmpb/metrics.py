"""Parses answers by rule and counts them: no judge is asked.

The rules are those of the release's first version. The first word alone decides between yes and no.
The one option letter that stands by itself, in upper case, decides a choice, or else the one option
whose text occurs; refusing or naming several chooses nothing. An answer that cannot be parsed is
wrong, and counted apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from persona_assistant.bench.suite import Counts, Metrics, Row

_YES = frozenset(("yes", "y", "yeah", "yep", "sure", "affirmative", "ok", "okay"))
_NO = frozenset(("no", "n", "nope", "nah", "negative"))
_SEPARATORS = str.maketrans(dict.fromkeys(".()[],:;!*#{}", " "))
"""Characters that may surround a letter."""
_NONE_OF_THEM = "Z"
"""Means "none of them" in the release, unless an option letter is there too."""
_REFUSALS = re.compile(
    r"sorry.{0,12}\bhelp\b.{0,8}images of people|can.?t process.{0,8}\bfile"
    r"|sorry.{0,8}without.{0,8}image"
    r"|cannot determine.{0,8}answer",
    re.IGNORECASE | re.DOTALL,
)
"""A model will not look at people, got no picture, or cannot tell."""


def parse_answer(text: str, options: Mapping[str, str]) -> str | None:
    """The letter of one of `options`, or "Yes" or "No" where there are none; None for any other
    answer."""
    return parse_choice(text, options) if options else parse_yes_no(text)


def parse_yes_no(text: str) -> str | None:
    words = text.lower().split()
    first = re.sub(r"[^\w\s]", "", words[0]) if words else ""
    return "Yes" if first in _YES else "No" if first in _NO else None


def parse_choice(text: str, options: Mapping[str, str]) -> str | None:
    if _REFUSALS.search(text):
        return None
    tokens = set(text.translate(_SEPARATORS).split())
    letters = [letter for letter in options if letter in tokens]
    if len(letters) == 1:
        return letters[0]
    if not letters and _NONE_OF_THEM in tokens:
        return None
    lower = text.lower()
    named = [letter for letter, option in options.items() if option.lower() in lower]
    return named[0] if len(named) == 1 else None


def count(row: Row) -> Counts:
    answer = parse_answer(row.reply.text, row.case.facts["options"])
    return {"n": 1, "right": answer == row.case.gold, "unparsed": answer is None}


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
    """Points of Accuracy lost over ten turns of conversation, from Accuracy by number of turns.
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
