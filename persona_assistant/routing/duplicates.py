"""People who may be in the memory twice, and media that may lie with the wrong person.

Whoever adds a hundred people by hand enters somebody twice or gives a photo to the wrong one. The
exemplars show both: two personas that score like one person, an exemplar that scores with another
persona, a persona whose exemplars score like two people. The evidence that decides queries decides
here too, against priors for how often people err. Every finding names the files it stands on and
what to do about it; nothing is ever merged, moved or removed by itself.

What the user has already rejected (`reject`) is not suspected again.

What is only assumed of an encoder accuses nobody, nor does an encoder a medium that it does not
know, as photos without a face are not known to the classical one: only the same file in two places
is said then. Evidence is conditioned on quality, so a poor photo says little here, too.

Measured on the second generated world: twelve memories of 30 or 80 people with three exemplars
each, judged by the shipped calibration and by their own, with the ratios of face and voice added
up. Clean memories gave no findings; in the others 24 of 24 people entered twice, 23 of 24 misplaced
exemplars and 20 of 24 mixed-up personas were found. One sense alone is weaker: evidence from a
small memory's own calibration is bounded so low that people entered twice are mostly missed, and a
calibration that was fitted elsewhere raises false alarms. On 48 real clips of six speakers, judged
by a calibration that was fitted on the same six: no findings in 17 clean memories, 6 of 6 people
entered twice, 27 of 30 misplaced clips and 7 of 15 mixed-up personas were found, nothing else.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from persona_assistant.encoders.base import Specialist
from persona_assistant.errors import MediaError
from persona_assistant.routing.calibration import Calibration, Evidence
from persona_assistant.routing.findings import Finding, FindingWriter
from persona_assistant.routing.senses import Turn, turns

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


@dataclass
class Exemplars:
    """The exemplars of one sense sorted by persona (numbers from 0)."""

    kind: Literal["image", "voice"]
    sense: str
    evidence: Evidence
    knows: Callable[[int], bool]
    """Whether scores of the medium of a triplet mean something."""
    matrix: NDArray[np.float32]
    quality: NDArray[np.float32] | None
    triplets: NDArray[np.int64]
    ids: NDArray[np.int64]
    """Persona id by number."""
    start: NDArray[np.intp]
    """First row of each persona, and one past the last row."""
    negatives: dict[int, tuple[NDArray[np.float32], NDArray[np.float32] | None]]
    """Persona id -> vectors (n, dim) of what the user said is not them, and their quality."""

    def rows(self, persona: int) -> range:
        """Rows of a persona id; none when there is nothing of them."""
        at = int(np.searchsorted(self.ids, persona))
        if at == len(self.ids) or self.ids[at] != persona:
            return range(0)
        return range(int(self.start[at]), int(self.start[at + 1]))

    def known_rows(self, persona: int) -> list[int]:
        """Those whose scores mean something."""
        return [row for row in self.rows(persona) if self.knows(int(self.triplets[row]))]

    def ratios(
        self,
        scores: NDArray[Any],
        rows: Sequence[int] | slice,
        others: Sequence[int] | slice = slice(None),
    ) -> NDArray[Any]:
        """(rows, others): what scores of some exemplars with others are worth, without bounds."""
        if self.quality is None:
            return self.evidence.unbounded(scores, None, None)
        return self.evidence.unbounded(scores, self.quality[rows][:, None], self.quality[others])

    def cut(self, ratios: NDArray[Any]) -> NDArray[Any]:
        """Ratios within the bounds of the evidence."""
        within: NDArray[Any] = np.clip(ratios, self.evidence.lowest, self.evidence.highest)
        return within

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
    senses = [_exemplars(memory, turn, calibration) for turn in turns(encoders)]
    writer = FindingWriter(memory, names)
    findings: list[Finding] = []
    pairs: set[tuple[int, int]] = set()
    needed = _needed(ENTERED_TWICE / max(1, len(names) - 1))
    for exemplars in senses:
        shared, likely, misplaced = _across(
            exemplars, needed / 2, _needed(MISPLACED / max(1, len(names) - 1))
        )
        findings += [writer.shared(exemplars, *each) for each in shared]
        if exemplars.evidence.origin == "assumed":
            continue  # nobody measured what these scores say, so they accuse nobody
        findings += [writer.misplaced(exemplars, *each) for each in misplaced]
        findings += [writer.mixed(exemplars, *each) for each in _mixed(exemplars)]
        pairs |= likely
    for one, other in sorted(pairs):
        measured = [e for e in senses if e.evidence.origin != "assumed"]
        llrs = {e.sense: r for e in measured if (r := _pair_llr(e, one, other)) is not None}
        odds = _of_all(measured, llrs, calibration) - needed
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


def _exemplars(memory: Store, turn: Turn, calibration: Calibration) -> Exemplars:
    vectors = turn.vectors(memory)
    order = np.argsort(vectors.persona_ids, kind="stable")
    ids, start = np.unique(vectors.persona_ids[order], return_index=True)
    negative = memory.media.vectors(turn.encoder.id, negative=True)
    negatives = {}
    for persona in np.unique(negative.persona_ids).tolist():
        own = negative.persona_ids == persona
        quality = None if negative.quality is None else negative.quality[own]
        negatives[persona] = negative.matrix[own], quality
    return Exemplars(
        turn.kind,
        turn.sense,
        calibration.evidence(turn.sense, turn.encoder),
        _knows(memory, turn),
        matrix=vectors.matrix[order],
        quality=None if vectors.quality is None else vectors.quality[order],
        triplets=vectors.triplet_ids[order],
        ids=ids,
        start=np.append(start, len(order)),
        negatives=negatives,
    )


def _knows(memory: Store, turn: Turn) -> Callable[[int], bool]:
    """Whether the encoder's scores of a triplet's medium mean something; each is looked at once,
    and only when something may be found about it."""
    encoder = turn.encoder
    if not isinstance(encoder, Specialist):
        return lambda triplet: True

    @functools.cache
    def knows(triplet: int) -> bool:
        try:
            return encoder.knows(getattr(memory.media.triplet(triplet), turn.kind))
        except MediaError:
            return True  # a medium that cannot be looked at is no photo of anything

    return knows


def _of_all(
    senses: Sequence[Exemplars], llrs: Mapping[str, float], calibration: Calibration
) -> float:
    """The evidence of all senses. Of two that are for one kind of medium the stronger counts."""
    strongest: dict[str, tuple[float, str]] = {}
    for each in senses:
        if each.sense in llrs:
            found = llrs[each.sense], each.evidence.encoder
            strongest[each.kind] = max(found, strongest.get(each.kind, found))
    if len(strongest) < 2:
        return max((llr for llr, _ in strongest.values()), default=-math.inf)
    (image, by_image), (voice, by_voice) = strongest["image"], strongest["voice"]
    joint = calibration.joint_of(by_image, by_voice)
    return float(joint.llr(np.array([image]), np.array([voice]))[0])


def _needed(prior: float) -> float:
    """Evidence that makes something of that prior likely."""
    return math.log(LIKELY / (1 - LIKELY)) - math.log(prior / (1 - prior))


def _probability(odds: float) -> float:
    """Of log odds above LIKELY."""
    return 1 / (1 + math.exp(-odds) * (1 - LIKELY) / LIKELY)


# --- what the scores say -------------------------------------------------------------------------


def _across(
    exemplars: Exemplars, alike: float, misplaced: float
) -> tuple[list[tuple[int, int]], set[tuple[int, int]], list[tuple[int, int, float]]]:
    """(exemplars in two personas, pairs of personas worth a look, misplaced exemplars).

    The first as (row, row), the second as ordered (persona id, persona id) of whom some exemplars
    have `alike` evidence or more, the third as (row, row of the other persona, probability).
    """
    shared: list[tuple[int, int]] = []
    pairs: set[tuple[int, int]] = set()
    elsewhere: list[tuple[int, int, float]] = []
    ids, start = exemplars.ids, exemplars.start
    everybody = np.repeat(np.arange(len(ids)), np.diff(start))
    lowest = alike if alike <= exemplars.evidence.highest else np.inf
    for low, high, scores in exemplars.blocks():
        first = int(start[low])
        worth = exemplars.ratios(scores, slice(first, first + len(scores)))
        own = np.full(len(scores), -np.inf)
        for persona in range(low, high):
            rows = slice(start[persona] - first, start[persona + 1] - first)
            columns = slice(start[persona], start[persona + 1])
            among = worth[rows, columns]
            np.fill_diagonal(among, -np.inf)
            own[rows] = among.max(axis=1)
            among[:] = -np.inf
            scores[rows, columns] = -np.inf
        nearest_row = worth.argmax(axis=1)
        top = worth[np.arange(len(worth)), nearest_row]

        for row in np.flatnonzero((top >= lowest) | (scores.max(axis=1) >= _IDENTICAL)):
            nearest = np.argsort(-scores[row])[:_NEAREST]
            same = nearest[scores[row, nearest] >= _IDENTICAL]
            shared += [(first + int(row), c) for c in same.tolist() if first + row < c]
            likest = np.argsort(-worth[row])[:_NEAREST]
            a = int(ids[everybody[first + row]])
            for b in ids[np.unique(everybody[likest[worth[row, likest] >= lowest]])].tolist():
                pairs.add((min(a, b), max(a, b)))

        other_llr, own_llr = exemplars.cut(top), exemplars.cut(own)
        odds = other_llr - own_llr - misplaced
        suspect = np.isfinite(own) & (other_llr > 0) & (own_llr < 0) & (odds >= 0)
        elsewhere += [
            (first + row, int(nearest_row[row]), _probability(float(odds[row])))
            for row in np.flatnonzero(suspect).tolist()
            if all(
                exemplars.knows(int(exemplars.triplets[each]))
                for each in (first + row, nearest_row[row])
            )
        ]
    return shared, pairs, elsewhere


def _pair_llr(exemplars: Exemplars, one: int, other: int) -> float | None:
    """Evidence that two personas are one person: of the exemplars of each, the mean of their best
    ratios with the other's; the lesser of the two directions. None when one of them has none whose
    scores mean something."""
    rows, others = exemplars.known_rows(one), exemplars.known_rows(other)
    if not rows or not others:
        return None
    ratios = exemplars.ratios(exemplars.matrix[rows] @ exemplars.matrix[others].T, rows, others)
    mean = min(ratios.max(axis=1).mean(), ratios.max(axis=0).mean())
    return float(exemplars.cut(mean))


def _rejected(exemplars: Exemplars, one: int, other: int) -> bool:
    """Whether the user said of something that looks or sounds like one of the two that it is not
    the other."""
    for rejecting, alike in ((one, other), (other, one)):
        negative, rows = exemplars.negatives.get(rejecting), exemplars.rows(alike)
        if negative is None or not len(rows):
            continue
        vectors, quality = negative
        ratios = exemplars.evidence.unbounded(
            vectors @ exemplars.matrix[rows].T,
            None if quality is None else quality[:, None],
            None if exemplars.quality is None else exemplars.quality[rows],
        )
        if ratios.max() > 0:
            return True
    return False


def _mixed(exemplars: Exemplars) -> Iterator[tuple[list[NDArray[np.intp]], float]]:
    """Personas whose exemplars fall into groups that say two people, as (rows of each group,
    probability).

    A group is at least two exemplars that say one person, so that one odd photo splits nobody.
    """
    needed = _needed(MIXED)
    for first, end in zip(exemplars.start[:-1], exemplars.start[1:], strict=True):
        if end - first < 4:
            continue
        rows, some = exemplars.matrix[first:end], slice(first, end)
        llr = exemplars.cut(exemplars.ratios(rows @ rows.T, some, some))
        np.fill_diagonal(llr, -np.inf)
        if llr.min(initial=0, where=np.isfinite(llr)) > -needed:
            continue
        groups = [g for g in _components(llr > -needed) if llr[np.ix_(g, g)].max() > 0]
        if len(groups) > 1 and all(
            exemplars.knows(int(each)) for each in exemplars.triplets[first:end]
        ):
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
