"""What lists by what is over ("who used to smoke") take for it: only what a note tells in words of
the question, or in words known to mean it.
"""

from __future__ import annotations

from collections.abc import Sequence

from persona_assistant.language.claims import Stance
from persona_assistant.language.gloss import in_english
from persona_assistant.language.support import Support, ended_in_known_ways, support
from persona_assistant.reader.reading import Found

_LIKELY = 0.75
"""How probable a place must be that says a part of what is asked for to tell what is over."""


def told_to_be_over(
    question: str, stances: Sequence[tuple[Stance, Found]]
) -> list[tuple[Stance, Found]]:
    """Without what is over, unless that is said in words of the question, or known to mean it."""
    return [
        (how, each)
        for how, each in stances
        if how not in (Stance.FORMER, Stance.DENIES)
        or (said := support(question, in_english(each.sentence))) is Support.FULL
        or (said is Support.SOME and each.probability >= _LIKELY)
        or ended_in_known_ways(question, in_english(each.sentence)) is not None
    ]
