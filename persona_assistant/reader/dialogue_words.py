"""Of whom a sentence of a dialogue speaks, and how much of a question it says.

In "I painted that lake last year" the speaker is spoken of, in "How was your trip?" the other one.
A sentence says of a question those of its words that stand in it, and less surely those around it:
in its turn, in the turn that it answers, and in the reply. A word counts by how rare it is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from persona_assistant.language.words import sentences, stem, words

IN_TURN, BEFORE, BEHIND = 0.6, 0.45, 0.2
"""What a word counts that stands not in the sentence, but in its turn, the turn before, or the one
behind."""
_RAREST = 5.0
_I = re.compile(
    r"\b(?:i|i['’](?:m|ve|d|ll)|me|my|mine|myself|we|we['’](?:re|ve|ll|d)|our|ours|us)\b", re.I
)
_YOU = re.compile(r"\b(?:you|your|yours|yourself|you['’](?:re|ve|ll|d))\b", re.I)
_EMPTY = frozenset(
    """a an the and or of to in on at by for with from as is are was were be been being do does did
    has have had he she it they his her their them him what when where who which how why whose i
    we you my your that this there than then so about into any some kind kinds type types say says
    said mention mentioned mentions according think thinks recently""".split()
)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence."""

    turn: int
    """The number of its turn."""
    text: str
    of: frozenset[str]
    """Whom it speaks of, in small letters."""


@dataclass(slots=True)
class Spoken:
    """The sentences of a dialogue, in order, with what is known of their turns."""

    said: list[Said] = field(default_factory=list)
    sitting: list[int] = field(default_factory=list)
    """The session of each turn."""
    held: dict[str, list[int]] = field(default_factory=dict)
    """In which turns a stem stands."""
    holding: dict[str, list[int]] = field(default_factory=dict)
    """In which sentences it stands."""
    begins: list[int] = field(default_factory=list)
    """The first sentence of each turn."""

    def add(self, speaker: str, other: str, text: str, shown: str, session: int) -> None:
        """The next turn; `shown` says what a picture in it shows."""
        at, picture = len(self.sitting), stems(shown)
        self.sitting.append(session)
        for each in stems(text) | picture:
            self.held.setdefault(each, []).append(at)
        self.begins.append(len(self.said))
        for sentence in sentences(text) or ([shown] if shown else []):
            of = frozenset(_spoken_of(sentence, speaker.casefold(), other.casefold()))
            for each in stems(sentence) | picture:
                self.holding.setdefault(each, []).append(len(self.said))
            self.said.append(Said(at, sentence, of))

    def support(self, asked: Collection[str]) -> NDArray[np.float64]:
        """How much of the stems of a question each sentence says, in [0, 1]: shape (sentences,)."""
        rarity = {each: self._rarity(each) for each in asked}
        whole = sum(rarity.values())
        found = np.zeros(len(self.said))
        if not whole:
            return found
        sitting = np.array(self.sitting)
        same = sitting[1:] == sitting[:-1]
        sizes = np.diff(np.array([*self.begins, len(self.said)]))
        for each, weight in rarity.items():
            if each not in self.held:
                continue
            there = np.zeros(len(sitting), bool)
            there[self.held[each]] = True
            worth = np.zeros(len(sitting))
            worth[:-1][there[1:] & same] = BEHIND
            worth[1:][there[:-1] & same] = BEFORE
            worth[there] = IN_TURN
            says = np.repeat(worth, sizes)
            says[self.holding.get(each, [])] = 1.0
            found += says * (weight / whole)
        return found

    def of_turn(self, turn: int) -> list[Said]:
        """Its sentences."""
        end = self.begins[turn + 1] if turn + 1 < len(self.begins) else len(self.said)
        return self.said[self.begins[turn] : end]

    def _rarity(self, stem_: str) -> float:
        turns, held = len(self.sitting), len(self.held.get(stem_, ()))
        return min(_RAREST, math.log(1 + (turns - held + 0.5) / (held + 0.5)))


def stems(text: str) -> set[str]:
    """The stems of the words of a text that carry meaning."""
    found = set()
    for each in words(text):
        if each.lower[:1].isalnum() and each.lower not in _EMPTY:
            found.add(stem(each.lower))
    return found


def named(question: str, names: Sequence[str]) -> list[str]:
    """Who is asked about, by first name or the beginning of it ("Mel"), in small letters."""
    asked = {each.casefold(): each.casefold().split()[0] for each in names if each.split()}
    said = [word.lower for word in words(question)]
    found = [each for each, first in asked.items() if first in said]
    if found:
        return found
    short = [word for word in said if len(word) > 2]
    return [each for each, first in asked.items() if any(map(first.startswith, short))]


def _spoken_of(sentence: str, speaker: str, other: str) -> set[str]:
    mine, yours = bool(_I.search(sentence)), bool(_YOU.search(sentence))
    if yours and (not mine or sentence.rstrip().endswith("?")):
        return {other}
    return {speaker, other} if mine and yours else {speaker}
