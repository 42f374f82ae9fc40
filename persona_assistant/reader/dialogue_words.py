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
    stems: frozenset[str]


@dataclass(slots=True)
class Spoken:
    """The sentences of a dialogue, in order, with what is known of their turns."""

    said: list[Said] = field(default_factory=list)
    turns: list[frozenset[str]] = field(default_factory=list)
    """The stems of each turn."""
    sitting: list[int] = field(default_factory=list)
    """The session of each turn."""
    held: dict[str, list[int]] = field(default_factory=dict)
    """In which turns a stem stands."""
    begins: list[int] = field(default_factory=list)
    """The first sentence of each turn."""

    def add(self, speaker: str, other: str, text: str, shown: str, session: int) -> None:
        """The next turn; `shown` says what a picture in it shows."""
        at, picture = len(self.turns), stems(shown)
        every = set(stems(text)) | picture
        self.turns.append(frozenset(every))
        self.sitting.append(session)
        for each in every:
            self.held.setdefault(each, []).append(at)
        self.begins.append(len(self.said))
        for sentence in sentences(text) or ([shown] if shown else []):
            of = frozenset(_spoken_of(sentence, speaker.casefold(), other.casefold()))
            self.said.append(Said(at, sentence, of, frozenset(stems(sentence)) | picture))

    def support(self, asked: Collection[str]) -> list[float]:
        """How much of the stems of a question each sentence says, in [0, 1]."""
        rarity = {each: self._rarity(each) for each in asked}
        whole = sum(rarity.values())
        if not whole:
            return [0.0] * len(self.said)
        found = [0.0] * len(self.said)
        for turn in self._near(rarity):
            for at, said in enumerate(self.of_turn(turn), self.begins[turn]):
                found[at] = self._support(said, rarity) / whole
        return found

    def of_turn(self, turn: int) -> list[Said]:
        """Its sentences."""
        end = self.begins[turn + 1] if turn + 1 < len(self.begins) else len(self.said)
        return self.said[self.begins[turn] : end]

    def _near(self, asked: Collection[str]) -> set[int]:
        """The turns in which one of these stems stands, and those beside them."""
        held = {turn for each in asked for turn in self.held.get(each, ())}
        beside = {turn + step for turn in held for step in (-1, 0, 1)}
        return {turn for turn in beside if 0 <= turn < len(self.turns)}

    def _support(self, said: Said, rarity: dict[str, float]) -> float:
        turn = self.turns[said.turn]
        before, behind = self._beside(said.turn, -1), self._beside(said.turn, 1)
        total = 0.0
        for each, weight in rarity.items():
            if each in said.stems:
                total += weight
            elif each in turn:
                total += IN_TURN * weight
            elif each in before:
                total += BEFORE * weight
            elif each in behind:
                total += BEHIND * weight
        return total

    def _beside(self, turn: int, step: int) -> frozenset[str]:
        at = turn + step
        if not 0 <= at < len(self.turns) or self.sitting[at] != self.sitting[turn]:
            return frozenset()
        return self.turns[at]

    def _rarity(self, stem_: str) -> float:
        turns, held = len(self.turns), len(self.held.get(stem_, ()))
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
