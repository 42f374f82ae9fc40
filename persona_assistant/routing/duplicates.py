"""People who may be in the memory twice, and media that may lie with the wrong person.

Whoever adds a hundred people by hand enters somebody twice or gives a photo to the wrong one. The
exemplars show both: two personas that score like one person, an exemplar that scores with another
persona, a persona whose exemplars score like two people. The evidence that decides queries decides
here too, against priors for how often people err. Every finding names the files it stands on and
what to do about it; nothing is ever merged, moved or removed by itself.

What the user has already rejected (`reject`) is not suspected again.

Measured on the second generated world: twelve memories of 30 or 80 people with three exemplars
each, judged by the shipped calibration and by their own. By face and voice together clean memories
gave no findings; in the others 24 of 24 people entered twice, 23 of 24 misplaced exemplars and 20
of 24 mixed-up personas were found. One sense alone is weaker: evidence from a small memory's own
calibration is bounded so low that people entered twice are mostly missed, and a calibration that
was fitted elsewhere raises false alarms.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

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
"""Posterior from which a finding is made: more likely than not."""

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
    matrix: NDArray[np.float32]
    triplets: NDArray[np.int64]
    ids: NDArray[np.int64]
    """Persona id by number."""
    start: NDArray[np.intp]
    """First row of each persona, and one past the last row."""
    negatives: dict[int, NDArray[np.float32]] = field(default_factory=dict)
    """Persona id -> vectors (n, dim) of what the user said is not them."""

    def rows(self, persona: int) -> range:
        """Rows of a persona id; none when there is nothing of them."""
        at = int(np.searchsorted(self.ids, persona))
        if at == len(self.ids) or self.ids[at] != persona:
            return range(0)
        return range(int(self.start[at]), int(self.start[at + 1]))

    def vectors(self, persona: int) -> NDArray[np.float32]:
        rows = self.rows(persona)
        return self.matrix[rows.start : rows.stop]

    def owner(self, row: int) -> int:
        """The persona id of a row."""
        return int(self.ids[np.searchsorted(self.start, row, "right") - 1])

    def blocks(self) -> Iterator[tuple[int, int, NDArray[np.float32]]]:
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
    senses = [_exemplars(memory, m, encoders[m], calibration) for m in ("image", "voice")]
    writer = _FindingWriter(memory, names)
    findings: list[Finding] = []
    pairs: set[tuple[int, int]] = set()
    needed = _needed(ENTERED_TWICE / max(1, len(names) - 1))
    for exemplars in senses:
        shared, likely, misplaced = _across(
            exemplars, needed / 2, _needed(MISPLACED / max(1, len(names) - 1))
        )
        findings += [writer.shared(exemplars, *each) for each in shared]
        findings += [writer.misplaced(exemplars, *each) for each in misplaced]
        findings += [writer.mixed(exemplars, *each) for each in _mixed(exemplars)]
        pairs |= likely
    for one, other in sorted(pairs):
        llrs = {e.modality: r for e in senses if (r := _pair_llr(e, one, other)) is not None}
        odds = sum(llrs.values()) - needed
        if odds >= 0 and not any(_rejected(e, one, other) for e in senses):
            findings.append(writer.duplicate(one, other, _probability(odds), senses, tuple(llrs)))
    duplicates = {frozenset(f.people) for f in findings if f.kind == "duplicate"}
    misplaced_files = {frozenset(f.files) for f in findings if f.kind == "misplaced"}
    kept = [
        f
        for f in findings
        if not (f.kind in ("misplaced", "shared") and frozenset(f.people) in duplicates)
        and not (f.kind == "shared" and frozenset(f.files) in misplaced_files)
    ]
    return sorted(kept, key=lambda f: (-round(f.probability, 6), f.people, f.files))


def _exemplars(
    memory: Store, modality: str, encoder: Encoder, calibration: Calibration
) -> _Exemplars:
    vectors = memory.media.vectors(encoder.id)
    order = np.argsort(vectors.persona_ids, kind="stable")
    ids, start = np.unique(vectors.persona_ids[order], return_index=True)
    negative = memory.media.vectors(encoder.id, negative=True)
    negatives = {
        i: negative.matrix[negative.persona_ids == i]
        for i in np.unique(negative.persona_ids).tolist()
    }
    return _Exemplars(
        modality,
        calibration.evidence(modality, encoder),
        matrix=vectors.matrix[order],
        triplets=vectors.triplet_ids[order],
        ids=ids,
        start=np.append(start, len(order)),
        negatives=negatives,
    )


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
    shared: list[tuple[int, int]] = []
    pairs: set[tuple[int, int]] = set()
    elsewhere: list[tuple[int, int, float]] = []
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
        nearest_row = scores.argmax(axis=1)
        top = scores[np.arange(len(scores)), nearest_row]

        for row in np.flatnonzero(top >= min(lowest, _IDENTICAL)):
            nearest = np.argsort(-scores[row])[:_NEAREST]
            same = nearest[scores[row, nearest] >= _IDENTICAL]
            shared += [(first + int(row), c) for c in same.tolist() if first + row < c]
            a = int(ids[everybody[first + row]])
            for b in ids[np.unique(everybody[nearest[scores[row, nearest] >= lowest]])].tolist():
                pairs.add((min(a, b), max(a, b)))

        other_llr, own_llr = evidence.llr(top), evidence.llr(own)
        odds = other_llr - own_llr - misplaced
        suspect = np.isfinite(own) & (other_llr > 0) & (own_llr < 0) & (odds >= 0)
        elsewhere += [
            (first + row, int(nearest_row[row]), _probability(float(odds[row])))
            for row in np.flatnonzero(suspect).tolist()
        ]
    return shared, pairs, elsewhere


def _pair_llr(exemplars: _Exemplars, one: int, other: int) -> float | None:
    """Evidence that two personas are one person: of the exemplars of each, the mean of their best
    scores with the other's; the lesser of the two directions. None when one of them has none."""
    a, b = exemplars.vectors(one), exemplars.vectors(other)
    if not len(a) or not len(b):
        return None
    scores = a @ b.T
    mean = min(scores.max(axis=1).mean(), scores.max(axis=0).mean())
    return float(exemplars.evidence.llr(np.array([mean]))[0])


def _rejected(exemplars: _Exemplars, one: int, other: int) -> bool:
    """Whether the user said of something that looks or sounds like one of the two that it is not
    the other."""
    for rejecting, alike in ((one, other), (other, one)):
        negative, vectors = exemplars.negatives.get(rejecting), exemplars.vectors(alike)
        if (
            negative is not None
            and len(vectors)
            and exemplars.evidence.llr((negative @ vectors.T).max(keepdims=True)).max() > 0
        ):
            return True
    return False


def _mixed(exemplars: _Exemplars) -> Iterator[tuple[list[NDArray[np.intp]], float]]:
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
        llr = exemplars.evidence.llr(rows @ rows.T)
        np.fill_diagonal(llr, -np.inf)
        if llr.min(initial=0, where=np.isfinite(llr)) > -needed:
            continue
        groups = [g for g in _components(llr > -needed) if llr[np.ix_(g, g)].max() > 0]
        if len(groups) > 1:
            nearest = max(llr[np.ix_(a, b)].max() for i, a in enumerate(groups) for b in groups[:i])
            yield [first + g for g in groups], _probability(float(-nearest) - needed)


def _components(link: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """Connected components of a symmetric relation (n, n)."""
    left = np.ones(len(link), bool)
    groups: list[NDArray[np.intp]] = []
    while left.any():
        group = np.zeros(len(link), bool)
        group[left.argmax()] = True
        while (grown := group | (link[group].any(axis=0) & left)).sum() > group.sum():
            group = grown
        left &= ~group
        groups.append(np.flatnonzero(group))
    return groups


# --- findings in words ---------------------------------------------------------------------------

_THINGS = {"image": "picture", "voice": "clip"}


class _FindingWriter:
    """Turns rows and ids into sentences with names and files."""

    def __init__(self, memory: Store, names: Mapping[int, str]) -> None:
        self._memory, self._names = memory, names

    def duplicate(
        self,
        one: int,
        other: int,
        probability: float,
        senses: Sequence[_Exemplars],
        by: tuple[str, ...],
    ) -> Finding:
        files = {
            persona: [
                self._file(e, row) for e in senses if e.modality in by for row in e.rows(persona)
            ]
            for persona in (one, other)
        }
        a, b = self._names[one], self._names[other]
        sense = " and ".join({"image": "face", "voice": "voice"}[m] for m in by)
        return Finding(
            "duplicate", (a, b), probability, by, (*files[one], *files[other]),
            f"{a} ({_listed(files[one])}) and {b} ({_listed(files[other])}) are likely one person, "
            f"by {sense}.",
            "If they are one, forget one of the two names and add their files to the other. If "
            f"they are two, reject a {' or a '.join(_THINGS[m] for m in by)} of {b} for {a}.",
        )  # fmt: skip

    def shared(self, exemplars: _Exemplars, row: int, other_row: int) -> Finding:
        a, b, files, thing = self._two(exemplars, row, other_row)
        named = files[0] if files[0] == files[1] else f"{files[0]}, with the other {files[1]}"
        return Finding(
            "shared", (a, b), 1.0, (exemplars.modality,), files,
            f"The same {thing} ({named}) is stored with both {a} and {b}, who cannot be told apart "
            "by it.",
            "Forget whoever it does not show and add them again without it.",
        )  # fmt: skip

    def misplaced(
        self, exemplars: _Exemplars, row: int, other_row: int, probability: float
    ) -> Finding:
        a, b, files, thing = self._two(exemplars, row, other_row)
        return Finding(
            "misplaced", (a, b), probability, (exemplars.modality,), files,
            f"The {thing} {files[0]} stored with {a} is likely of {b}: it is like {files[1]} of "
            f"theirs and unlike the other {thing}s of {a}.",
            f"If so, forget {a}, add them again without it, and add it to {b}.",
        )  # fmt: skip

    def mixed(
        self, exemplars: _Exemplars, groups: list[NDArray[Any]], probability: float
    ) -> Finding:
        name = self._names[exemplars.owner(int(groups[0][0]))]
        files = [[self._file(exemplars, int(row)) for row in group] for group in groups]
        things = _THINGS[exemplars.modality] + "s"
        return Finding(
            "mixed", (name,), probability, (exemplars.modality,),
            tuple(file for group in files for file in group),
            f"The {things} of {name} are likely of {len(groups)} people: "
            f"{'; '.join(_listed(each) for each in files)}.",
            f"If so, forget {name} and add each of them again under a name of their own.",
        )  # fmt: skip

    def _two(
        self, exemplars: _Exemplars, row: int, other_row: int
    ) -> tuple[str, str, tuple[str, str], str]:
        """The names of both owners, their files, and what kind of thing these are."""
        a, b = (self._names[exemplars.owner(r)] for r in (row, other_row))
        files = self._file(exemplars, row), self._file(exemplars, other_row)
        return a, b, files, _THINGS[exemplars.modality]

    def _file(self, exemplars: _Exemplars, row: int) -> str:
        triplet = self._memory.media.triplet(int(exemplars.triplets[row]))
        media = getattr(triplet, exemplars.modality)
        return media.source or f"the {_THINGS[exemplars.modality]} of triplet {triplet.id}"


def _listed(files: list[str]) -> str:
    more = len(files) - _NAMED
    return ", ".join(files[:_NAMED]) + (f" and {more} more" if more > 0 else "")
