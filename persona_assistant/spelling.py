"""The known word that somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """The one of `known` most like `word`, whatever its case; None when nothing is like it.

    `cutoff` is the least similarity, from 0 to 1, as `difflib` measures it.
    """
    from difflib import get_close_matches  # only a mistake needs it

    by_folded = {each.casefold(): each for each in known}
    matches = get_close_matches(word.casefold(), by_folded, n=1, cutoff=cutoff)
    return by_folded[matches[0]] if matches else None
