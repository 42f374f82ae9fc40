"""Ends an answer before the first stop string, also where that arrives in several pieces."""

from __future__ import annotations

from collections.abc import Sequence


class StopStrings:
    """Text goes in piece by piece and comes out as soon as no stop string can begin in it.

    The stop string that is complete first ends the answer, so the result does not depend on how
    the text was cut into pieces.
    """

    def __init__(self, stop: Sequence[str]) -> None:
        self._stop = tuple(stop)
        self._held = ""
        self.found = False
        """A stop string was met; nothing comes out any more."""

    def feed(self, text: str) -> str:
        """What of the text so far may be shown and was not shown yet."""
        if self.found or not self._stop:
            return "" if self.found else text
        text = self._held + text
        matches = [
            (start + len(each), start) for each in self._stop if (start := text.find(each)) >= 0
        ]
        if matches:
            self.found, self._held = True, ""
            return text[: min(matches)[1]]
        held = self._possible_beginning(text)
        self._held = text[len(text) - held :]
        return text[: len(text) - held]

    def finish(self) -> str:
        """The rest, once no more text comes."""
        rest, self._held = self._held, ""
        return rest

    def _possible_beginning(self, text: str) -> int:
        """Length of the longest end of `text` with which a stop string may begin."""
        longest = min(len(text), max(map(len, self._stop)) - 1)
        ends = range(longest, 0, -1)
        return next((n for n in ends if any(each.startswith(text[-n:]) for each in self._stop)), 0)
