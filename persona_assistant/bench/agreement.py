"""How far the lexical judge and a language model agree on the same answers.

Cohen's kappa is the agreement beyond what two judges with these shares of "correct" would reach by
chance: 1 is perfect, 0 is chance (Cohen 1960, doi 10.1177/001316446002000104).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def agreement(lexical: Mapping[str, bool], other: Mapping[str, bool]) -> dict[str, Any]:
    """Over the items that both judged; verdicts by item id.

    n; agree: x100, None over nothing; kappa: -1 to 1, None where both give every item the same
    verdict, so that chance alone would agree; both, neither, only_lexical, only_judge: how many
    answers were called correct by whom.
    """
    shared = lexical.keys() & other.keys()
    both = sum(lexical[name] and other[name] for name in shared)
    only_lexical = sum(lexical[name] and not other[name] for name in shared)
    only_judge = sum(other[name] and not lexical[name] for name in shared)
    n = len(shared)
    neither = n - both - only_lexical - only_judge
    agreed = both + neither
    # Both shares of chance agreement times n squared: in integers, so that 1 is exactly 1.
    by_chance = (both + only_lexical) * (both + only_judge) + (neither + only_lexical) * (
        neither + only_judge
    )
    kappa = (n * agreed - by_chance) / (n * n - by_chance) if n * n != by_chance else None
    return {
        "n": n,
        "agree": 100 * agreed / n if n else None,
        "kappa": kappa,
        "both": both,
        "neither": neither,
        "only_lexical": only_lexical,
        "only_judge": only_judge,
    }
