"""Whole characters out of what a server sends: JSON may hold half of a surrogate pair, the other
half may come with the next piece or never, and nothing can store or show a half alone."""

from __future__ import annotations


def whole(text: str) -> str:
    """The halves that stand together put together; U+FFFD for each that stands alone."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class WholeCharacters:
    """Text goes in piece by piece and comes out in whole characters."""

    def __init__(self) -> None:
        self._half = ""

    def feed(self, text: str) -> str:
        text, self._half = self._half + text, ""
        if text and "\ud800" <= text[-1] <= "\udbff":
            text, self._half = text[:-1], text[-1]
        return whole(text)

    def finish(self) -> str:
        """The rest, once no more text comes."""
        return whole(self._half)
