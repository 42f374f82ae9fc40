"""Ends an answer that runs in circles, and cuts it back to where it began to.

Small models say a sentence again and again, or the same few words. Text goes in piece by piece;
what repeats an earlier sentence is held back until it goes on differently, so that what was shown
never has to be taken back. A sentence said three times is a circle, as is an answer that ends by
repeating itself; inside a sentence, a few words over and over are.
"""

from __future__ import annotations

import re
from collections import Counter

WORDS = 3
"""A sentence of fewer words may be said as often as it likes: "Yes. Yes.\""""
LETTERS = 12
"""Or of fewer letters, in scripts without spaces."""
TIMES = 3
"""A sentence said so often is a circle."""
CIRCLE = 24
"""Characters that repeat what stands before them, at least, inside a sentence ..."""
TURNS = 2
"""... and how often the same words must then have come again."""
_HELD = 8
"""Characters that repeat what stands before them are held back."""
_TAIL = 600
"""Characters that are looked at for a circle inside a sentence."""

_END = re.compile(r"(?<=[.!?])\s+|\n+|(?<=[\u3002\uff01\uff1f])\s*")
_WORD, _WORD_END = re.compile(r"\w+"), re.compile(r"(?<=\w)(?!\w)")


class RepetitionGuard:
    """Text goes in piece by piece and comes out unless it may be the beginning of a circle."""

    def __init__(self, *, may_repeat: bool = False) -> None:
        """With `may_repeat` everything comes out at once."""
        self._lets_all_through = may_repeat
        self._text = ""
        self._shown = 0
        self._start = 0
        """Of the sentence that is being said."""
        self._said: Counter[str] = Counter()
        """Sentences that are complete."""
        self._circle: int | None = None
        """Where the sentences began that were all said before."""
        self.found = False
        """The answer ran in circles; nothing comes out any more."""

    def feed(self, text: str) -> str:
        """What of the text so far may be shown and was not shown yet."""
        if self.found or self._lets_all_through:
            return "" if self.found else text
        self._text += text
        while not self.found and (end := _END.search(self._text, self._start + 1)):
            if end.end() == len(self._text) and not end.group():
                break
            self._complete(self._text[self._start : end.start()])
            self._start = end.end()
        return self._show(self._safe())

    def finish(self) -> str:
        """The rest, once no more text comes."""
        if self.found or self._lets_all_through:
            return ""
        self._complete(self._text[self._start :])
        self.found = self.found or self._circle is not None
        return self._show(len(self._text))

    def _complete(self, sentence: str) -> None:
        said = " ".join(sentence.split())
        if not said:
            return
        self._said[said] += 1
        if self._said[said] == 1:
            self._circle = None
        elif _counts(said):
            self._circle = self._start if self._circle is None else self._circle
            self.found = self._said[said] >= TIMES

    def _safe(self) -> int:
        """How much of the text is no beginning of a circle."""
        if self.found:
            return len(self._text)
        fragment = self._text[self._start :]
        begun = " ".join(fragment.split())
        again = any(each.startswith(begun) for each in self._said)
        if begun and not again:
            self._circle = None
        if self._circle is not None:
            return self._circle
        if begun and again:
            return self._start
        begin = max(self._start, len(self._text) - _TAIL)
        period, repeated = _circle_in(self._text[begin:])
        if repeated >= max(CIRCLE, TURNS * period):
            self.found, self._circle = True, self._word_end(len(self._text) - repeated)
            return len(self._text)
        return len(self._text) - repeated if repeated >= _HELD else len(self._text)

    def _word_end(self, at: int) -> int:
        """Where the word at `at`, or behind what was shown already, ends; `at` inside a word that
        does not."""
        at = max(at, self._shown)
        end = _WORD_END.search(self._text, at)
        return end.start() if end and end.start() - at <= CIRCLE else at

    def _show(self, end: int) -> str:
        if self.found and self._circle is not None:
            end = min(end, self._circle)
        piece = self._text[self._shown : end]
        self._shown = max(self._shown, end)
        return piece.rstrip() if self.found else piece


def _counts(sentence: str) -> bool:
    """Whether saying the sentence again says nothing."""
    words = _WORD.findall(sentence)
    return len(words) >= WORDS or (len(sentence) >= LETTERS and not sentence.isascii())


def _circle_in(text: str) -> tuple[int, int]:
    """The period with which `text` ends, and how many of its last characters repeat what stands one
    period before them: the longest such end.

    Z-function of the reversed text (D. Gusfield, Algorithms on Strings, Trees and Sequences, 1.3).
    """
    back, size = text[::-1], len(text)
    best = (0, 0)
    z, left, right = [0] * size, 0, 0
    for at in range(1, size):
        length = min(right - at, z[at - left]) if at < right else 0
        while at + length < size and back[length] == back[at + length]:
            length += 1
        z[at] = length
        if at + length > right:
            left, right = at, at + length
        if length > best[1]:
            best = (at, length)
    return best
