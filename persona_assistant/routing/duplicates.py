"""People who may be in the memory twice, and media that may lie with the wrong person.

Whoever adds a hundred people by hand enters somebody twice or gives a photo to the wrong one. Both
can be seen in the exemplars: two personas that score like one person, an exemplar that scores with
another persona, a persona whose exemplars score like two people. The same evidence that decides
queries decides here, against priors for how often people err. What is found is said with the files
it stands on and what to do about it; nothing is ever merged, moved or removed by itself.

What the user has already refuted (`reject`) is not suspected again.

Measured on the second generated world, twelve memories of 30 or 80 people with three exemplars
each, judged by the shipped calibration and by their own: by face and voice together nothing was
said of clean memories, and found were 24 of 24 people entered twice, 23 of 24 misplaced exemplars
and 20 of 24 mixed-up personas. By one sense alone it is weaker: evidence from a small memory's own
calibration is bounded so low that people entered twice are mostly missed, and a calibration that
was fitted elsewhere raises false alarms.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from persona_assistant.routing.calibration import Calibration, Evidence

if TYPE_CHECKING:
    from persona_assistant.encoders.base import Encoder
    from persona_assistant.memory import Store

ENTERED_TWICE = 0.1
"""Share of people somebody enters twice: a judgement. Spread over everybody else it is the prior of
a pair."""
MISPLACED = 0.01
"""Share of media somebody gives to the wrong person: a judgement."""
MIXED = 0.02
"""Share of personas into which somebody mixed two people: a judgement."""
LIKELY = 0.5
"""Posterior from which something is said: more likely than not."""

_IDENTICAL = 0.9999
"""Cosine of vectors of the same bytes, up to rounding."""
_BLOCK = 256
_NEAREST = 16
"""Exemplars of others that are compared with each one's: an encoder that finds everybody alike must
not make a pair of everybody."""
_NAMED = 3
"""Files named of each side, at most."""


@dataclass(frozen=True)
class Finding:
    """Something to look at. `files` are those it stands on, `advice` says what to do next."""

    kind: Literal["duplicate", "shared", "misplaced", "mixed"]
    people: tuple[str, ...]
    probability: float
    modalities: tuple[str, ...]
    files: tuple[str, ...]
    sentence: str
    advice: str


@dataclass
class _Exemplars:
    """The exemplars of one modality sorted by persona (numbers from 0)."""

    modality: str
    evidence: Evidence
    matrix: np.ndarray
    triplets: np.ndarray
    ids: np.ndarray
    """Persona id by number."""
    start: np.ndarray
    """First row of each persona, and one past the last row."""
    refuting: dict[int, np.ndarray] = field(default_factory=dict)
    """Persona id -> vectors (n, dim) of what the user said is not them."""

    def rows(self, persona: int) -> np.ndarray:
        """Vectors of a persona id; none when there is nothing of them."""
        at = np.searchsorted(self.ids, persona)
        if at == len(self.ids) or self.ids[at] != persona:
            return self.matrix[:0]
        return self.matrix[self.start[at] : self.start[at + 1]]

    def blocks(self) -> Iterator[tuple[int, int, np.ndarray]]:
        """(first persona number, one past the last, scores (their exemplars, everybody's
        exemplars))."""
        low = 0
        while low < len(self.ids):
            high = max(
                low + 1, int(np.searchsorted(self.start, self.start[low] + _BLOCK, "right")) - 1
            )
            high = min(high, len(self.ids))
            yield low, high, self.matrix[self.start[low] : self.start[high]] @ self.matrix.T
            low = high


def check(
    memory: Store, encoders: Mapping[str, Encoder], calibration: Calibration
) -> list[Finding]:
    """Likely duplicates, media in two personas, misplaced media and mixed-up personas, most likely
    first.

    Scales with the square of the exemplars in matrix products: 10,000 personas with three exemplars
    of 512 numbers take some ten seconds a modality.
    """
    names = memory.people.names()
    if not names:
        return []
    looked_at = [_exemplars(memory, m, encoders[m], calibration) for m in ("image", "voice")]
    teller = _Teller(memory, names)
    found: list[Finding] = []
    pairs: set[tuple[int, int]] = set()
    needed = _needed(ENTERED_TWICE / max(1, len(names) - 1))
    for exemplars in looked_at:
        shared, likely, misplaced = _across(
            exemplars, needed / 2, _needed(MISPLACED / max(1, len(names) - 1))
        )
        found += [teller.shared(exemplars, *each) for each in shared]
        found += [teller.misplaced(exemplars, *each) for each in misplaced]
        found += [teller.mixed(exemplars, *each) for each in _mixed(exemplars)]
        pairs |= likely
    for one, other in sorted(pairs):
        ratios = {e.modality: r for e in looked_at if (r := _alike(e, one, other)) is not None}
        odds = sum(ratios.values()) - needed
        if odds >= 0 and not any(_refuted(e, one, other) for e in looked_at):
            found.append(teller.duplicate(one, other, _probability(odds), looked_at, tuple(ratios)))
    doubled = {frozenset(f.people) for f in found if f.kind == "duplicate"}
    moved = {frozenset(f.files) for f in found if f.kind == "misplaced"}
    found = [
        f
        for f in found
        if not (f.kind in ("misplaced", "shared") and frozenset(f.people) in doubled)
        and not (f.kind == "shared" and frozenset(f.files) in moved)
    ]
    return sorted(found, key=lambda f: (-round(f.probability, 6), f.people, f.files))


def _exemplars(
    memory: Store, modality: str, encoder: Encoder, calibration: Calibration
) -> _Exemplars:
    vectors = memory.media.vectors(encoder.id)
    order = np.argsort(vectors.persona_ids, kind="stable")
    ids, start = np.unique(vectors.persona_ids[order], return_index=True)
    negative = memory.media.vectors(encoder.id, negative=True)
    refuting = {
        i: negative.matrix[negative.persona_ids == i]
        for i in np.unique(negative.persona_ids).tolist()
    }
    return _Exemplars(
        modality, calibration.evidence(modality, encoder), vectors.matrix[order], vectors.triplet_ids[order],
        ids, np.append(start, len(order)), refuting,
    )  # fmt: skip


def _needed(prior: float) -> float:
    """Evidence that makes something of that prior likely."""
    return math.log(LIKELY / (1 - LIKELY)) - math.log(prior / (1 - prior))


def _probability(odds: float) -> float:
    """Of log odds above LIKELY."""
    return 1 / (1 + math.exp(-odds) * (1 - LIKELY) / LIKELY)


# --- what the scores say -------------------------------------------------------------------------


def _across(
    exemplars: _Exemplars, alike: float, misplaced: float
) -> tuple[list[tuple[int, int]], set[tuple[int, int]], list[tuple[int, int, float]]]:
    """(exemplars in two personas, pairs of personas worth a look, misplaced exemplars).

    The first as (row, row), the second as ordered (persona id, persona id) of whom some exemplars
    have `alike` evidence or more, the third as (row, row of the other persona, probability).
    """
    shared, pairs, elsewhere = [], set(), []
    evidence, ids, start = exemplars.evidence, exemplars.ids, exemplars.start
    everybody = np.repeat(np.arange(len(ids)), np.diff(start))
    lowest = (alike - evidence.intercept) / evidence.slope if alike <= evidence.highest else np.inf
    for low, high, scores in exemplars.blocks():
        first = int(start[low])
        own = np.full(len(scores), -np.inf, np.float32)
        for persona in range(low, high):
            rows = slice(start[persona] - first, start[persona + 1] - first)
            among = scores[rows, start[persona] : start[persona + 1]]
            np.fill_diagonal(among, -np.inf)
            own[rows] = among.max(axis=1)
            among[:] = -np.inf
        there = scores.argmax(axis=1)
        top = scores[np.arange(len(scores)), there]

        for row in np.flatnonzero(top >= min(lowest, _IDENTICAL)):
            nearest = np.argsort(-scores[row])[:_NEAREST]
            for column in nearest[scores[row, nearest] >= _IDENTICAL].tolist():
                if first + row < column:  # each pair once
                    shared.append((first + int(row), column))
            a = int(ids[everybody[first + row]])
            for b in ids[np.unique(everybody[nearest[scores[row, nearest] >= lowest]])].tolist():
                pairs.add((min(a, b), max(a, b)))

        ratio, here = evidence.ratio(top), evidence.ratio(own)
        odds = ratio - here - misplaced
        for row in np.flatnonzero(np.isfinite(own) & (ratio > 0) & (here < 0) & (odds >= 0)):
            elsewhere.append((first + int(row), int(there[row]), _probability(float(odds[row]))))
    return shared, pairs, elsewhere


def _alike(exemplars: _Exemplars, one: int, other: int) -> float | None:
    """Evidence that two personas are one person: of the exemplars of each, the mean of their best
    scores with the other's; the lesser of the two directions. None when one of them has none."""
    a, b = exemplars.rows(one), exemplars.rows(other)
    if not len(a) or not len(b):
        return None
    scores = a @ b.T
    mean = min(scores.max(axis=1).mean(), scores.max(axis=0).mean())
    return float(exemplars.evidence.ratio(np.array([mean]))[0])


def _refuted(exemplars: _Exemplars, one: int, other: int) -> bool:
    """Whether the user said of something that looks or sounds like one of the two that it is not
    the other."""
    for said_of, about in ((one, other), (other, one)):
        negative, rows = exemplars.refuting.get(said_of), exemplars.rows(about)
        if (
            negative is not None
            and len(rows)
            and exemplars.evidence.ratio((negative @ rows.T).max(keepdims=True)).max() > 0
        ):
            return True
    return False


def _mixed(exemplars: _Exemplars) -> Iterator[tuple[list[np.ndarray], float]]:
    """Personas whose exemplars fall into groups that say two people, as (rows of each group,
    probability).

    A group is at least two exemplars that say one person, so that one odd photo splits nobody.
    Where the evidence is only assumed nothing is split: a careful line for matches is a careless
    one against them.
    """
    if exemplars.evidence.origin == "assumed":
        return
    needed = _needed(MIXED)
    for first, end in zip(exemplars.start[:-1], exemplars.start[1:], strict=True):
        if end - first < 4:
            continue
        rows = exemplars.matrix[first:end]
        ratio = exemplars.evidence.ratio(rows @ rows.T)
        np.fill_diagonal(ratio, -np.inf)
        if ratio.min(initial=0, where=np.isfinite(ratio)) > -needed:
            continue
        groups = [g for g in _linked(ratio > -needed) if ratio[np.ix_(g, g)].max() > 0]
        if len(groups) > 1:
            nearest = max(
                ratio[np.ix_(a, b)].max() for i, a in enumerate(groups) for b in groups[:i]
            )
            yield [first + g for g in groups], _probability(float(-nearest) - needed)


def _linked(link: np.ndarray) -> list[np.ndarray]:
    """Connected groups of a symmetric relation (n, n)."""
    left, groups = np.ones(len(link), bool), []
    while left.any():
        group = np.zeros(len(link), bool)
        group[left.argmax()] = True
        while (grown := group | (link[group].any(axis=0) & left)).sum() > group.sum():
            group = grown
        left &= ~group
        groups.append(np.flatnonzero(group))
    return groups


# --- how it is said ------------------------------------------------------------------------------

_THINGS = {"image": "picture", "voice": "clip"}


class _Teller:
    """Turns rows and ids into sentences with names and files."""

    def __init__(self, memory: Store, names: Mapping[int, str]) -> None:
        self._memory, self._names = memory, names

    def duplicate(
        self,
        one: int,
        other: int,
        probability: float,
        looked_at: list[_Exemplars],
        by: tuple[str, ...],
    ) -> Finding:
        files = {
            persona: [
                self._file(e, row)
                for e in looked_at
                if e.modality in by
                for row in self._rows(e, persona)
            ]
            for persona in (one, other)
        }
        a, b = self._names[one], self._names[other]
        senses = " and ".join({"image": "face", "voice": "voice"}[m] for m in by)
        return Finding(
            "duplicate", (a, b), probability, by, (*files[one], *files[other]),
            f"{a} ({_listed(files[one])}) and {b} ({_listed(files[other])}) are likely one person, by {senses}.",
            f"If they are one, forget one of the two names and add their files to the other; if they are two, say "
            f"so with: persona-assistant reject {_quoted(a)} {_options(looked_at, by)} of {b}.",
        )  # fmt: skip

    def shared(self, exemplars: _Exemplars, row: int, other_row: int) -> Finding:
        a, b, files, thing = self._two(exemplars, row, other_row)
        named = files[0] if files[0] == files[1] else f"{files[0]}, with the other {files[1]}"
        return Finding(
            "shared", (a, b), 1.0, (exemplars.modality,), files,
            f"The same {thing} ({named}) is stored with both {a} and {b}, who cannot be told apart by it.",
            "Forget whoever it does not show and add them again without it.",
        )  # fmt: skip

    def misplaced(
        self, exemplars: _Exemplars, row: int, other_row: int, probability: float
    ) -> Finding:
        a, b, files, thing = self._two(exemplars, row, other_row)
        return Finding(
            "misplaced", (a, b), probability, (exemplars.modality,), files,
            f"The {thing} {files[0]} stored with {a} is likely of {b}: it is like {files[1]} of theirs and unlike "
            f"the other {thing}s of {a}.",
            f"If so, forget {a}, add them again without it, and add it to {b}.",
        )  # fmt: skip

    def mixed(self, exemplars: _Exemplars, groups: list[np.ndarray], probability: float) -> Finding:
        name = self._names[
            int(exemplars.ids[np.searchsorted(exemplars.start, groups[0][0], "right") - 1])
        ]
        files = [[self._file(exemplars, int(row)) for row in group] for group in groups]
        things = _THINGS[exemplars.modality] + "s"
        return Finding(
            "mixed", (name,), probability, (exemplars.modality,), tuple(f for group in files for f in group),
            f"The {things} of {name} are likely of {len(groups)} people: {'; '.join(_listed(each) for each in files)}.",
            f"If so, forget {name} and add each of them again under a name of their own.",
        )  # fmt: skip

    def _two(
        self, exemplars: _Exemplars, row: int, other_row: int
    ) -> tuple[str, str, tuple[str, str], str]:
        a, b = (
            self._names[int(exemplars.ids[np.searchsorted(exemplars.start, r, "right") - 1])]
            for r in (row, other_row)
        )
        return (
            a,
            b,
            (self._file(exemplars, row), self._file(exemplars, other_row)),
            _THINGS[exemplars.modality],
        )

    @staticmethod
    def _rows(exemplars: _Exemplars, persona: int) -> range:
        at = int(np.searchsorted(exemplars.ids, persona))
        return range(int(exemplars.start[at]), int(exemplars.start[at + 1]))

    def _file(self, exemplars: _Exemplars, row: int) -> str:
        triplet = self._memory.media.triplet(int(exemplars.triplets[row]))
        media = getattr(triplet, exemplars.modality)
        return media.source or f"the {_THINGS[exemplars.modality]} of triplet {triplet.id}"


def _listed(files: list[str]) -> str:
    more = len(files) - _NAMED
    return ", ".join(files[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '\\"') + '"'


def _options(looked_at: list[_Exemplars], by: tuple[str, ...]) -> str:
    return " ".join(f"--{each.modality} FILE" for each in looked_at if each.modality in by)
