"""Answers from a long dialogue of two people or more: what was said of the one who is asked about.

The sentences that say most of the question are found by their words, and the best of them are read
by the reader's network. A question about one of the two is answered by what is said of them; where
what is said of the other fits the question better, it is not known of the one, and the answer is
that it was not said.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from persona_assistant.language.dates import find_dates
from persona_assistant.pmg import Note
from persona_assistant.reader.dialogue_words import Said, Spoken, named, stems
from persona_assistant.reader.moments import moments, told_then
from persona_assistant.reader.network import ReaderNetwork, bundled_network

_RANKED = 400
"""Sentences that are looked at one by one, of those that say most of a question."""
READ = 14
"""Sentences that the network reads for a question."""
QUOTED, LISTED = 5, 10
"""Sentences that an answer quotes at most, and one to a question for several things."""
_BEFORE, _BEHIND = 1, 2
"""Sentences around one that are quoted with it."""
_TELLING = 3
"""Words that carry meaning in a sentence that says something by itself."""
_LEAST = 0.3
"""Of a question, what the best sentence says at least."""
COMPARED, READ_COMPARED = 3, 3
"""Sentences of each of the two that are compared, by their words and as the network reads them."""
LEAD_READ = 0.6
"""What the network counts in that."""
AHEAD, WHEN_AHEAD, SEVERAL_AHEAD = 0.25, -0.5, 0.1
"""By how much what is said of the asked one says more of the question than what is said of the
other: of any question, of one for a time, of one for several things."""
DATED = 0.15
"""What a time in a sentence counts, where one is asked for."""
_OWNED = 0.15
"""What it counts, in a search, that a sentence is of the one who is asked about."""
_SOON = 8
"""Days after which something is still told of as new."""
_NEAR = 0.6
"""Of the best sentence's worth, that of a further one that is quoted."""
_READ_WEIGHT = 0.6
"""What the network's certainty counts beside the words."""
_WHEN = re.compile(
    r"^\s*(?:since )?(?:when\b|(?:in |on |during )?(?:what|which) (?:date|day|year|month|week)\b)",
    re.I,
)
_SAYS = re.compile(
    r"\b(?:say|says|said|think|thinks|thought|feel|feels|felt|describes?|described|according to"
    r"|advice|suggests?|suggested|recommends?|recommended|tells?|told|compares?|encourages?)\b",
    re.I,
)
_SEVERAL = re.compile(
    r"^\s*(?:(?:in |on |at |to |with )?(?:what|which)\b.*?\b\w+s (?:did|do|does|has|have|is|are|was"
    r"|were)\b|(?:where|who|what) (?:has|have)\b|how many\b|what (?:does|do|did|are)\b)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class DialogueTurn:
    """What one of the two said."""

    id: str
    speaker: str
    text: str
    shown: str = ""
    """What a picture in it shows."""
    told: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class DialogueAnswer:
    """What was said to a question; `text` is "" where nothing was."""

    text: str = ""
    turns: tuple[DialogueTurn, ...] = ()
    """Where it was said, the best first."""
    quotes: tuple[str, ...] = ()
    """What of each of these turns answers; none where a time does."""
    support: float = 0.0
    """How much of the question the best sentence says, in [0, 1]."""
    sure: float = 0.0
    """How sure the network is of the best of the sentences, in [0, 1]."""


@dataclass(slots=True)
class Dialogue:
    """A dialogue as it goes on. Not for several threads at once."""

    names: tuple[str, ...]
    """Of those who speak, each another one."""
    turns: list[DialogueTurn] = field(default_factory=list)
    alone: tuple[str, ...] = ()
    """Those of the names by whose words alone is answered; by everybody's where there are none."""
    network: ReaderNetwork | None = None
    """None is the bundled one."""
    _spoken: Spoken = field(default_factory=Spoken)
    _sessions: int = 0
    _read: dict[int, float] = field(default_factory=dict)
    """How sure the network is of sentences, for the question that is being read."""

    def take_in(self, session: Sequence[DialogueTurn]) -> None:
        """The next sitting."""
        self._sessions += 1
        before = ""
        for turn in session:
            other = self._other(turn.speaker, before)
            before = before if turn.speaker == before else turn.speaker
            self._spoken.add(turn.speaker, other, turn.text, turn.shown, self._sessions)
            self.turns.append(turn)

    def read(
        self,
        question: str,
        about: Sequence[str] | None = None,
        *,
        leave_out: Collection[str] = (),
    ) -> DialogueAnswer:
        """`about`: who of the names is asked about, where that is known; `leave_out`: ids of turns
        that do not answer. Raises ModelError."""
        self._read = {}
        asked = named(question, self.names) if about is None else [n.casefold() for n in about]
        support, days = self._support(question)
        if not len(support):
            return DialogueAnswer()
        when, several = bool(_WHEN.search(question)), bool(_SEVERAL.search(question))
        one = asked[0] if len(asked) == 1 else None
        open_ = [at for at in _supported(support) if self._was_told(at, days)]
        ahead = WHEN_AHEAD if when else SEVERAL_AHEAD if several else AHEAD
        if one is not None and self._lead(question, one, support, open_) <= ahead:
            return DialogueAnswer()
        found = [at for at in open_ if one is None or one in self._said(at).of]
        if self.alone or leave_out:
            found = [at for at in found if self._may_answer(at, leave_out)]
        if len(asked) == 2 and _SAYS.search(question):
            found = [at for at in found if self._speaker(at) == asked[0]]
        found.sort(key=lambda at: -support[at])
        if not found or support[found[0]] < _LEAST:
            return DialogueAnswer()
        ranked = self._ranked(question, found[:READ], support)
        if when:
            best = max(ranked, key=lambda each: each[1] + self._dated(each[0]))[0]
            answer = self._when(best)
        else:
            answer = self._quoted(ranked, LISTED if several else QUOTED)
        sure = max(self._sure(question, at) for at, _ in ranked)
        return replace(answer, support=float(support[found[0]]), sure=sure)

    def nearest(self, question: str, count: int, about: Sequence[str] | None = None) -> list[int]:
        """Numbers of the turns, at most `count`, that say most of a question, the best first; of a
        time that it names where there are some, and with the reply to a question."""
        asked = named(question, self.names) if about is None else [n.casefold() for n in about]
        support, days = self._support(question)
        saying = np.flatnonzero(support > 0.0)
        if not days and len(saying) > _RANKED:
            least = np.partition(support[saying], -_RANKED)[-_RANKED] - _OWNED
            saying = saying[support[saying] >= least]
        order = sorted(
            saying.tolist(),
            key=lambda at: (
                not self._was_told(at, days),
                -support[at] - (_OWNED if set(asked) & self._said(at).of else 0.0),
            ),
        )
        found: dict[int, None] = {}
        for at in order:
            if len(found) >= count:
                break
            found.update(dict.fromkeys(self._with_reply(at)))
        return list(found)[:count]

    def _other(self, speaker: str, before: str) -> str:
        """Whom somebody speaks to: of two the other one, of more who spoke before."""
        others = [name for name in self.names if name != speaker]
        return before if before in others else others[0] if others else speaker

    def _support(self, question: str) -> tuple[NDArray[np.float64], list[Days]]:
        """What each sentence says of a question, and the times that this names."""
        names = [part for name in self.names for part in stems(name)]
        called = {*names, *(name.casefold() for name in self.names)}
        plain, days = _without_days(question)
        asked = {each for each in stems(plain) if not _is_name(each, called)}
        return self._spoken.support(asked), days

    def _said(self, at: int) -> Said:
        return self._spoken.said[at]

    def _speaker(self, at: int) -> str:
        return self.turns[self._said(at).turn].speaker.casefold()

    def _was_told(self, at: int, days: Sequence[Days]) -> bool:
        """Whether a sentence was told in the time that a question names, or soon after it."""
        told = self.turns[self._said(at).turn].told
        return told is None or all(each.hold(told) for each in days)

    def _lead(
        self, question: str, one: str, support: NDArray[np.float64], open_: Sequence[int]
    ) -> float:
        """By how much what is said of the one says more of the question than what is said of the
        other."""
        order = sorted(open_, key=lambda at: -support[at])
        theirs = [at for at in order if one in self._said(at).of]
        others = [at for at in order if self._said(at).of - {one}]
        words = float(support[theirs[:COMPARED]].sum() - support[others[:COMPARED]].sum())
        sure = max((self._sure(question, at) for at in theirs[:READ_COMPARED]), default=0.0)
        other = max((self._sure(question, at) for at in others[:READ_COMPARED]), default=0.0)
        return words + LEAD_READ * (sure - other)

    def _ranked(
        self, question: str, found: Sequence[int], support: NDArray[np.float64]
    ) -> list[tuple[int, float]]:
        """Sentences with their worth, the best first."""
        worth = [(at, float(support[at]) + _READ_WEIGHT * self._sure(question, at)) for at in found]
        worth.sort(key=lambda each: -each[1])
        return worth

    def _sure(self, question: str, at: int) -> float:
        """How sure the network is that a sentence answers, in [0, 1]."""
        if at not in self._read:
            network = self.network or bundled_network()
            said = self._said(at)
            turn = self.turns[said.turn]
            note = Note(_third_person(said.text, turn.speaker), turn.told)
            logits = [each.logit for each in network.places(question, [note], turn.speaker)[0]]
            self._read[at] = network.scale.probability(max(logits, default=-9.0))
        return self._read[at]

    def _may_answer(self, at: int, leave_out: Collection[str]) -> bool:
        turns = self._answering(at)
        return bool(turns) and not any(self.turns[each].id in leave_out for each in turns)

    def _with_reply(self, at: int) -> list[int]:
        """The turn of a sentence, and of a question the reply to it."""
        said = self._said(at)
        reply = said.turn + 1
        asks = said.text.rstrip().endswith("?") and reply < len(self.turns)
        goes_on = asks and self._spoken.sitting[reply] == self._spoken.sitting[said.turn]
        return [reply, said.turn] if goes_on else [said.turn]

    def _answering(self, at: int) -> list[int]:
        """Those of them that are of somebody by whose words is answered."""
        turns = self._with_reply(at)
        return [each for each in turns if not self.alone or self.turns[each].speaker in self.alone]

    def _dated(self, at: int) -> float:
        """What it counts that a sentence says when something was."""
        said = self._said(at)
        told = self.turns[said.turn].told
        return DATED if told is not None and moments(said.text, told) else 0.0

    def _when(self, at: int) -> DialogueAnswer:
        said, turns = self._said(at), self._answering(at)
        own = said.turn in turns
        turn = self.turns[said.turn if own else turns[0]]
        text = said.text if own else turn.text
        if turn.told is None:
            return DialogueAnswer(text, (turn,))
        found = moments(text, turn.told) or moments(turn.text, turn.told)
        moment = found[0] if found else told_then(turn.told)
        return DialogueAnswer(moment.text, (turn,))

    def _quoted(self, ranked: Sequence[tuple[int, float]], most: int) -> DialogueAnswer:
        best = ranked[0][1]
        chosen: dict[int, list[int]] = {}
        for at in [at for at, worth in ranked if worth >= _NEAR * best][:most]:
            for turn in self._answering(at):
                chosen.setdefault(turn, []).extend([at] if self._said(at).turn == turn else [])
        quotes = tuple(self._quote(turn, found) for turn, found in chosen.items())
        return DialogueAnswer(" ".join(quotes), tuple(self.turns[turn] for turn in chosen), quotes)

    def _quote(self, number: int, found: Sequence[int]) -> str:
        """What of a turn is quoted: what was found in it, with what stands around that and says
        something; of a turn in which nothing was, all that does."""
        turn = self.turns[number]
        said = [each.text for each in self._spoken.of_turn(number)]
        first = self._spoken.begins[number]
        places = [at - first for at in found]
        near = {at + step for at in places for step in range(-_BEFORE, _BEHIND + 1)}
        kept = [
            text
            for at, text in enumerate(said)
            if at in places or ((at in near or not places) and _tells(text))
        ]
        text = " ".join(kept or said)
        return f"{text} ({turn.shown})" if turn.shown and text != turn.shown else text


_FIRST = (
    (re.compile(r"\bI['’]m\b"), "{} is"),
    (re.compile(r"\bI['’]ve\b"), "{} has"),
    (re.compile(r"\bI['’]ll\b"), "{} will"),
    (re.compile(r"\bI['’]d\b"), "{} would"),
    (re.compile(r"\bI am\b"), "{} is"),
    (re.compile(r"\bI\b"), "{}"),
    (re.compile(r"\b[Mm]y\b"), "{}'s"),
    (re.compile(r"\bme\b"), "{}"),
)


@dataclass(frozen=True, slots=True)
class Days:
    """A time that a question names: days, or a month of any year."""

    first: datetime.date | None
    last: datetime.date | None
    month: int | None = None

    def hold(self, told: datetime.date) -> bool:
        soon = datetime.timedelta(days=_SOON)
        if self.first is None or self.last is None:
            return self.month in (told.month, (told - soon).month)
        return self.first <= told <= self.last + soon


def _supported(support: NDArray[np.float64]) -> list[int]:
    """The sentences that may answer: those that say something of the question, and of many the
    best. Of a short dialogue all."""
    saying = np.flatnonzero(support > 0.0)
    if len(saying) < _RANKED:
        return list(range(len(support))) if len(support) < 4 * _RANKED else saying.tolist()
    least = np.partition(support[saying], -_RANKED)[-_RANKED]
    found: list[int] = saying[support[saying] >= least].tolist()
    return found


def _without_days(question: str) -> tuple[str, list[Days]]:
    """The question without the times that it names, and these."""
    days = []
    plain = question
    for date in reversed(find_dates(question)):
        whole = date.first is not None and date.last is not None
        if not whole and date.month is None:
            continue
        if whole and date.precision not in ("day", "week", "month"):
            continue
        days.append(Days(date.first, date.last, date.month))
        plain = f"{plain[: date.start]} {plain[date.end :]}"
    return plain, days


def _third_person(text: str, speaker: str) -> str:
    if speaker == "I":
        return text
    for pattern, instead in _FIRST:
        text = pattern.sub(instead.format(speaker.replace("\\", "")), text)
    return text


def _tells(sentence: str) -> bool:
    """Whether it says something: it does not only ask, greet or thank."""
    return not sentence.rstrip().endswith("?") and len(stems(sentence)) >= _TELLING


def _is_name(stem_: str, called: set[str]) -> bool:
    return any(name.startswith(stem_) for name in called) and len(stem_) > 2
