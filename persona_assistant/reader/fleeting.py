"""What passes by itself: nobody is pregnant for a year, or off sick since the year before last. A
note that says so holds for so long, and no longer, whether or not a newer one tells the end."""

from __future__ import annotations

import datetime

from persona_assistant.language.support import key_groups
from persona_assistant.language.words import stem

_LASTS = {
    "pregnant": 280,
    "expecting": 280,
    "expect baby": 280,
    "have baby on way": 280,
    "engaged": 1000,
}
"""Days, by what a question names, in stems."""
_KNOWN = {" ".join(map(stem, name.split())): days for name, days in _LASTS.items()}


def has_passed(question: str, noted: datetime.date | None) -> bool:
    """Whether what a question asks of today has passed since a note of that day told it."""
    if noted is None or not question.lower().startswith(("is ", "are ", "does ")):
        return False
    days = [
        _KNOWN[word.stem] for group in key_groups(question) for word in group if word.stem in _KNOWN
    ]
    return bool(days) and (datetime.date.today() - noted).days > max(days)


__all__ = ["has_passed"]
