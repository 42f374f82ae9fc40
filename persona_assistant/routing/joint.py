"""A picture and a clip together: evidence that does not overstate.

Were both ratios right and independent they could be added. They are neither: whoever resembles
somebody in looks is more often of their sex, age and country, and so resembles their voice; and
where people differ from those an encoder was calibrated on, both ratios err towards strangers. So
the stronger of the two counts as it is, and the other one by a fitted part of it:

    LLR = max + agreement · min      where both speak for the person
    LLR = max + conflict · min       where one of them speaks against

Evidence that says nothing changes nothing, and no poor clip turns an unknown face into a name. A
match needs what the stronger of the two needs, and the stricter where one of them speaks against.
That matters as much as the ratio: where each sense knows other people, the laxer operating point of
one must not decide for the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from persona_assistant.routing.rates import Rate


@dataclass(frozen=True)
class Joint:
    """See the module's idea."""

    agreement: float = 1.0
    conflict: float = 1.0
    """Parts, from 0 to 1."""
    match: float = 0.5
    """The least that a match by both needs, where it is more than either needs alone."""
    false_matches: Rate | None = None
    """Share of people not in the memory who are matched by a picture and a clip."""
    provenance: str = ""
    """What it was fitted on, as a sentence."""

    def llr(self, one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
        """The ratio of both, in their shape; 0 stands for a person whom one of them does not
        know."""
        least = np.minimum(one, other)
        part = np.where(least > 0, self.agreement, self.conflict)
        # Of a person known by one alone the other ratio is 0, be it the larger or the smaller.
        known = (one != 0) & (other != 0)
        ratios: NDArray[Any] = np.where(known, np.maximum(one, other) + part * least, one + other)
        return ratios

    def needed(
        self, ratios: tuple[NDArray[Any], NDArray[Any]], matches: tuple[float, float]
    ) -> NDArray[Any]:
        """The posterior that a match with each person needs, in the shape of both `ratios`;
        `matches` are the operating points of the two senses."""
        (one, other), (of_one, of_other) = ratios, matches
        stronger = np.where(one >= other, of_one, of_other)
        stronger[np.minimum(one, other) < 0] = max(of_one, of_other)
        alone = np.where(one != 0, of_one, of_other)
        needed: NDArray[Any] = np.where(
            (one != 0) & (other != 0), np.maximum(stronger, self.match), alone
        )
        needed[(one == 0) & (other == 0)] = min(of_one, of_other)
        return needed


def read(content: Mapping[str, Any]) -> Joint:
    """As models/joint.json and a memory have it: agreement, conflict, match, and if they are known
    `unknown` (a rate) and provenance. Raises KeyError, TypeError or ValueError for what is
    damaged."""
    agreement, conflict, match = (
        float(content[name]) for name in ("agreement", "conflict", "match")
    )
    if not all(0 <= part <= 1 for part in (agreement, conflict, match)):
        raise ValueError("a part is not from 0 to 1")
    rate = content.get("unknown")
    return Joint(
        agreement,
        conflict,
        match,
        Rate(**rate) if rate else None,
        str(content.get("provenance", "")),
    )
