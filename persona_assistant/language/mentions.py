"""Places in a text where people are called by name: which count, and which belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from persona_assistant.language.name_words import LINKS, NameWord


@dataclass(frozen=True)
class Mention:
    """A place in a text where somebody is called by name."""

    start: int
    end: int
    """Of its words among all words of the text (`name_words`)."""
    people: frozenset[int]
    """More than one where several have that name."""
    strength: float
    """1 for a full name."""
    typed: str
    slips: int = 0
    """How many letters are not as they should be."""
    uncertain: bool = False
    """Whether it may be an everyday word."""


def is_linked(words: Sequence[NameWord], each: Mention) -> bool:
    """Whether a word such as "and" stands beside it."""
    around = {words[at].key for at in (each.start - 1, each.end) if 0 <= at < len(words)}
    return not around.isdisjoint(LINKS)


def longest(found: Sequence[Mention]) -> list[Mention]:
    """Without those inside a longer one, and of those at one place the strongest."""
    ranked = [(range(one.start, one.end), one.strength, one) for one in found]
    best: dict[int, tuple[int, float]] = {}
    for places, strength, _ in ranked:
        for at in places:
            best[at] = max(best.get(at, (0, 0.0)), (len(places), strength))
    return [
        one
        for places, strength, one in ranked
        if all(best[at] <= (len(places), strength) for at in places)
    ]


def first_group(mentions: Sequence[Mention], words: Sequence[NameWord]) -> list[Mention]:
    """The first mention and those put beside it."""
    group = list(mentions[:1])
    for each in mentions[1:]:
        between = [word.key for word in words[group[-1].end : each.start]]
        if not LINKS.issuperset(between) or (not between and words[each.start].near):
            break
        group.append(each)
    return group
