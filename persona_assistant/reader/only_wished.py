"""Whether a place only wishes for a marriage or advises against one: "never marry a sailor".

Such a sentence has the word and tells nothing of whether somebody is married.
"""

from __future__ import annotations

from collections.abc import Sequence

from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.reader.reading import Found

_ASKS = r"^(?:so )?(?:is|was|are|were|has|did|does) .{1,60}\b(?:married|marry|wed|hitched|spouse)\b"
_WISHED = (
    r"(?:\b(?:never|not|would|should|might|may|could|must|don'?t|dont|if)\b|n'?t\b|'d\b)"
    r"(?:\s[\w']+){0,3}?\s(?:marry|marrying|wed|get (?:married|hitched))\b"
    r"|\bmarry(?:ing)? (?:me|him|her|them|us) (?:if|one day|some ?day|tomorrow)\b"
)
_IS = (
    r"\b(?:is|are|was|were|got|gets|been|newly|happily|never|not|re)[ -]?(?:re)?married\b"
    r"|\b(?:husband|wife|hubby|missus|widow(?:er|ed)?|divorced?|wedding|spouse)\b"
)


def without_wishes(question: str, found: Sequence[Found]) -> list[Found]:
    """The places, most probable first; for the question whether somebody is married, one that only
    speaks of marrying less probable."""
    kept = list(found)
    if compiled(_ASKS).search(plain(question)):
        kept = [each.unfit if _is_wished(each) else each for each in kept]
        kept.sort(key=lambda each: -each.probability)
    return kept


def _is_wished(place: Found) -> bool:
    said = plain(place.sentence)
    return compiled(_WISHED).search(said) is not None and not compiled(_IS).search(said)
