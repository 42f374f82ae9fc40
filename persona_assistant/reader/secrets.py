"""What somebody told in confidence: "wants to sell up, told only me".

A question for a secret is answered by the sentence that says it is one, with what stands beside
those words rather than with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.reader.places import bounds_of
from persona_assistant.reader.reading import Found

_ASKS = (
    r"\b(?:secrets?|in confidence|confid(?:e|ed|es)|hush[- ]hush|let (?:me|us) in on"
    r"|told (?:only|just) me|tell (?:only|just) me|told no ?(?:one|body) else)\b"
)
_SECRET = (
    r"\b(?:(?:told|tells|said to) (?:only|just) (?:me|us)|(?:only|just) told (?:me|us)"
    r"|(?:told|tells|telling) (?:nobody|no one|noone) else|(?:nobody|no one|noone) else knows"
    r"|(?:in|strict) confidence|(?:it['’]?s |a |big |top )*secret|confess(?:ed|es)"
    r"|(?:do ?n['’]?t|do not|not to|mustn['’]?t) tell(?: anyone| anybody| a soul)?"
    r"|confid(?:ed|es) in me|between (?:us|you and me)|hush[- ]hush|swore me to secrecy)\b"
)
_SURE, _LEAST = 0.85, 0.1


def told_in_confidence(question: str, found: Sequence[Found]) -> Sequence[Found]:
    """The places, most probable first: for a question for a secret, one that says it is a secret
    before the others, its span without the words that say so."""
    if not compiled(_ASKS).search(plain(question)):
        return found
    telling = [each for each in found if each.probability >= _LEAST and _is_secret(each)]
    if not telling:
        return found
    best = max(telling, key=lambda each: each.probability)
    if _says_nothing_else(_told(best)):
        return found
    first = replace(_told(best), probability=max(best.probability, _SURE))
    rest = [
        replace(each, probability=min(each.probability, first.probability))
        for each in found
        if each is not best
    ]
    return [first, *sorted(rest, key=lambda each: -each.probability)]


def _is_secret(place: Found) -> bool:
    return compiled(_SECRET).search(plain(place.sentence)) is not None


def _says_nothing_else(place: Found) -> bool:
    """Whether its span has no more than the words that say that it is a secret."""
    rest = compiled(_SECRET).sub("", plain(place.span))
    return not re.sub(r"\W|told|tell|only|just|me|us|in confidence", "", rest)


def _told(place: Found) -> Found:
    """With the longest clause beside those words, where the span has no more than them."""
    if _says_nothing_else(place):
        start, end = bounds_of(place)
        clauses = list(re.finditer(r"[^,;(]+", place.note.text[start:end]))
        beside = [each for each in clauses if not compiled(_SECRET).search(plain(each.group()))]
        if beside:
            best = max(beside, key=lambda each: len(each.group()))
            said = best.group().strip(" .!?")
            return replace(place, span=said, start=place.note.text.index(said, start))
    return place
