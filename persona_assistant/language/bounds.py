"""Text as the rest of the language reads them: no word and no gap without end.

A pattern may look at a word, or at the space between two, from each of its characters. That takes
the square of its length, which is nothing for words that people write and minutes for a hundred
thousand digits. Ordinary text comes back as it is.
"""

from __future__ import annotations

import re

LONGEST_WORD = 1000
"""Characters without a space; addresses of pages are shorter."""
WIDEST_GAP = 20

_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
_WIDE_GAP = re.compile(rf"(?<!\s)\s{{{WIDEST_GAP},}}")


def bounded(text: str) -> str:
    """`text` with longer words broken by spaces, and wider gaps one space or line break wide."""
    text = _WIDE_GAP.sub(lambda gap: "\n" if "\n" in gap[0] else " ", text)
    return _LONG_WORD.sub(lambda word: word[0] + " ", text)
