"""Everybody, the evidence for and against each of them, and the edge that follows.

Everything is computed for all personas at once, in arrays by ascending id; only the few candidates
that an edge lists are looked at one by one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from persona_assistant.choice import probabilities
from persona_assistant.pmg import Candidate, Edge, Outcome

_SHARE = 0.2
"""Part of a pair's probability that the second persona must hold for both to be named."""


@dataclass(frozen=True)
class _Record:
    """What a kind of evidence found: personas, their scores, and the triplets they stand on."""

    personas: NDArray[np.int64]
    scores: Sequence[float] | NDArray[Any]
    triplets: Sequence[int] | NDArray[Any] | None


class Posterior:
    """Everybody, and the evidence for and against each of them."""

    def __init__(self, names: Mapping[int, str], marks: Mapping[int, str] | None = None) -> None:
        """`names` by ascending id; `marks` of those whose name is not theirs alone."""
        self.names, self.marks = names, marks or {}
        self.ids = np.fromiter(names, np.int64, len(names))
        self.llrs = np.zeros(len(names))
        """Sum of the log-likelihood ratios, in the order of `ids`."""
        self._records: dict[str, _Record] = {}
        self._parts: dict[str, NDArray[np.float64]] = {}

    def add(self, personas: Sequence[int] | NDArray[Any], llrs: ArrayLike) -> None:
        """Adds log-likelihood ratios, one each or one for all. Whoever was forgotten meanwhile is
        passed over."""
        personas = np.asarray(personas, np.int64)
        places = np.searchsorted(self.ids, personas).clip(max=len(self.ids) - 1)
        known = self.ids[places] == personas
        self.llrs[places[known]] += np.broadcast_to(llrs, personas.shape)[known]

    def record(
        self,
        kind: str,
        personas: Sequence[int] | NDArray[Any],
        scores: Sequence[float] | NDArray[Any],
        triplets: Sequence[int] | NDArray[Any] | None = None,
    ) -> None:
        """Keeps the scores, and the triplets they were reached with, for whoever will be listed."""
        if len(personas):
            self._records[kind] = _Record(np.asarray(personas, np.int64), scores, triplets)

    def credit(self, sense: str, llrs: NDArray[np.float64]) -> None:
        """Keeps what one sense alone says of everybody, in the order of `ids`, for whoever will be
        listed. It counts by `llrs`, not by this."""
        self._parts[sense] = llrs

    def edge(
        self, prior_unknown: float, needed: ArrayLike, listed: int, *, ties: bool = False
    ) -> Edge:
        """The edge when a match needs the posterior probability `needed`, one for all or one for
        each in the order of `ids`; it lists at most `listed` candidates. With `ties` it may be open
        between more than two people, each of whom would be matched if the others were not there."""
        prior = math.log((1 - prior_unknown) / len(self.ids)) - math.log(prior_unknown)
        chances, unknown = probabilities(self.llrs + prior)
        candidates = self.candidates(chances, listed)
        top = candidates[0].probability
        pair = top + (candidates[1].probability if len(candidates) > 1 else 0.0)
        first, second = (
            np.searchsorted(self.ids, each.persona_id)
            for each in (candidates[0], candidates[min(1, len(candidates) - 1)])
        )
        bars = np.broadcast_to(needed, self.ids.shape)
        if top >= bars[first]:
            return Edge(Outcome.MATCHED, candidates, top)
        if (
            not ties
            and pair >= max(bars[first], bars[second])
            and candidates[1].probability >= pair * _SHARE
        ):
            return Edge(Outcome.AMBIGUOUS, candidates, pair)
        if ties:
            tied = chances >= top * _SHARE / (1 - _SHARE)
            together = float(chances[tied].sum())
            if tied.sum() > 1 and top / (top + unknown) >= bars[first] <= together:
                return Edge(Outcome.AMBIGUOUS, candidates, together, tied=int(tied.sum()))
        return Edge(Outcome.UNKNOWN, candidates, unknown)

    def candidates(self, posterior: NDArray[Any], listed: int) -> tuple[Candidate, ...]:
        """The most probable ones, of equally probable ones the one with the smaller id first."""
        few = (
            np.argpartition(-posterior, listed - 1)[:listed]
            if listed < len(posterior)
            else np.arange(len(posterior))
        )
        least = posterior[few].min()
        few = np.flatnonzero(posterior >= least)
        few = few[np.argsort(-posterior[few], kind="stable")][:listed]
        return tuple(self._candidate(int(self.ids[at]), float(posterior[at])) for at in few)

    def _candidate(self, persona: int, probability: float) -> Candidate:
        scores, exemplars = {}, {}
        for kind, record in self._records.items():
            for row in np.flatnonzero(record.personas == persona).tolist():
                scores[kind] = float(record.scores[row])
                if record.triplets is not None:
                    exemplars[kind] = int(record.triplets[row])
        mark = self.marks.get(persona, "")
        at = int(np.searchsorted(self.ids, persona))
        parts = {sense: float(llrs[at]) for sense, llrs in self._parts.items() if llrs[at]}
        name = self.names[persona]
        return Candidate(persona, name, probability, scores, exemplars, mark, parts)
