"""Identification trials on a memory's own exemplars, each left out in turn.

Every exemplar is a probe, as a query would be, against the gallery of all others. With its person
left in, the best other exemplar of that person gives the genuine score; with the person left out,
whoever is matched is a false match.

Nobody is measured by what was fitted on them. People are dealt into folds; for each fold line and
operating point are fitted on the other people among themselves, and only then the fold's people are
probes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from persona_assistant.routing.llr_fit import FOLDS, LinearLlr, TrialScores
from persona_assistant.routing.rates import Rate, by_person

if TYPE_CHECKING:
    from persona_assistant.memory import Vectors
    from persona_assistant.routing.calibration import Evidence

FALSE_MATCHES = (0.01, 0.02, 0.05)
"""Shares of absent people who may be matched. The operating point is the strictest at which
RECOGNISED of the people who are there still are, or the last."""
RECOGNISED = 0.9

_MAX_PROBES = 8192
"""In larger memories a fixed random choice of people supplies the probes. The gallery is always
everybody."""
_BLOCK = 256
_IMPOSTORS = 64
"""Other people whose score a probe adds to the line's fit, at most."""


def operating_point(absent: NDArray[Any], present: NDArray[Any]) -> tuple[float, float]:
    """(posterior needed, share of absent people it was set for).

    `absent` are the best posteriors of queries about nobody, `present` those of the right person, 0
    where another one was ahead. Never below even odds.
    """
    for allowed in FALSE_MATCHES:
        needed = max(0.5, float(np.quantile(absent, 1 - allowed)))
        if float(np.mean(present >= needed)) >= RECOGNISED:
            break
    return math.ceil(needed * 1e4) / 1e4, allowed


@dataclass(frozen=True)
class ProbeOutcomes:
    """What became of every probe, (probes,) each; judged by lines of folds without its person."""

    person: NDArray[np.intp]
    absent: NDArray[Any]
    """Best posterior with the person left out."""
    other: NDArray[Any]
    """Posterior of whoever is ahead of the person with all in the memory, else 0."""
    present: NDArray[Any]
    """Posterior of the person when that is the best, else 0; NaN without another exemplar of
    them."""
    false_positive: NDArray[np.bool_]
    """Whether somebody was matched with the person left out, at the operating point of the fold."""
    identified: NDArray[np.bool_]
    misidentified: NDArray[np.bool_]
    """Whether somebody else was matched with the person left in."""
    false_matches: NDArray[Any]
    """Share of the others who, alone in a memory, would be matched."""
    false_non_match: NDArray[np.bool_]
    """Whether the person, alone in a memory, would not be."""

    def rates(self) -> dict[str, Rate]:
        """FPIR, FNIR, FMR, FNMR and the share of misidentified people. A false match takes two:
        where one person is taken for another, that one is for the first, too. So it has only half
        as many trials as there are people."""
        there = ~np.isnan(self.present)
        return {
            "fpir": by_person(self.false_positive, self.person, of_two=True),
            "fnir": by_person(~self.identified[there], self.person[there]),
            "fmr": by_person(self.false_matches, self.person, of_two=True),
            "fnmr": by_person(self.false_non_match[there], self.person[there]),
            "misidentified": by_person(self.misidentified[there], self.person[there], of_two=True),
        }


class LeaveOneOut:
    """The exemplars sorted by person (numbers from 0), and which of them are probes."""

    def __init__(
        self,
        vectors: Vectors,
        gallery_size: int,
        prior_unknown: float,
        over: Evidence | None = None,
    ) -> None:
        """`gallery_size` counts everybody in the memory, also people without any of the vectors.
        With `over` a score is not the cosine but the ratio by that evidence, which depends on the
        quality of both samples."""
        order = np.argsort(vectors.persona_ids, kind="stable")
        self.matrix = vectors.matrix[order]
        self._over = over
        self._quality = None if vectors.quality is None else vectors.quality[order]
        self.ids, self.start, self.person, self.counts = np.unique(
            vectors.persona_ids[order], return_index=True, return_inverse=True, return_counts=True
        )
        self.fold = np.arange(len(self.counts)) % FOLDS
        self._gallery_size = max(gallery_size, len(self.counts))
        self._prior_unknown = prior_unknown
        self.probes = np.arange(len(self.matrix))
        if len(self.probes) > _MAX_PROBES:
            people = np.random.default_rng(0).permutation(len(self.counts))
            rank = np.empty_like(people)
            rank[people] = np.arange(len(people))
            nth = self.probes - self.start[self.person]
            self.probes = np.sort(np.lexsort((rank[self.person], nth))[:_MAX_PROBES])

    def _blocks(self) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]]:
        """People of some probes (rows,), and the best score of everybody (rows, people).

        The probe itself does not count; whoever has no exemplar left scores minus infinity.
        """
        for at in range(0, len(self.probes), _BLOCK):
            rows = self.probes[at : at + _BLOCK]
            yield self.person[rows], self.best(rows)

    def best(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """The best score of everybody (rows, people) as in `_blocks`."""
        scores = self.matrix[rows] @ self.matrix.T
        if self._over is not None:
            asking = None if self._quality is None else self._quality[rows][:, None]
            scores = self._over.unbounded(scores, asking, self._quality).astype(np.float32)
        scores[np.arange(len(rows)), rows] = -np.inf
        best: NDArray[np.float32] = np.maximum.reduceat(scores, self.start, axis=1)
        return best

    def scores(self) -> TrialScores:
        rng = np.random.default_rng(1)
        genuine, person, impostor, probe, gallery = [], [], [], [], []
        count = len(self.counts)
        for own, best in self._blocks():
            own_score = best[np.arange(len(own)), own]
            kept = np.isfinite(own_score)
            genuine.append(own_score[kept])
            person.append(own[kept])
            if count - 1 <= _IMPOSTORS:
                others = np.broadcast_to(np.arange(count), (len(own), count))
            else:
                others = rng.integers(0, count, (len(own), _IMPOSTORS))
            differs = others != own[:, None]
            impostor.append(np.take_along_axis(best, others, axis=1)[differs])
            probe.append(np.broadcast_to(own[:, None], others.shape)[differs])
            gallery.append(others[differs])
        parts = (np.concatenate(each) for each in (genuine, person, impostor, probe, gallery))
        return TrialScores(*parts)

    def run(self, lines: Sequence[LinearLlr]) -> ProbeOutcomes:
        """Every probe, judged by the line fitted without its fold."""
        judged: list[tuple[NDArray[Any], ...]] = []
        tuning: list[list[tuple[NDArray[Any], ...]]] = [[] for _ in lines]
        for own, best in self._blocks():
            fold = self.fold[own]
            judged.append(
                (own, *self._posteriors(by_fold(best, lines, fold), own, self._gallery_size))
            )
            for f, line in enumerate(lines):
                others, columns = np.flatnonzero(fold != f), np.flatnonzero(self.fold != f)
                place = np.cumsum(self.fold != f) - 1
                among = line.llr(best[np.ix_(others, columns)])
                left = self._gallery_size - (len(self.counts) - len(columns))
                tuning[f].append(self._posteriors(among, place[own[others]], left))
        person, absent, present, other = (
            np.concatenate(part) for part in zip(*judged, strict=True)
        )
        needed = np.empty(len(lines))
        for f, parts in enumerate(tuning):
            without, within, _ = (np.concatenate(part) for part in zip(*parts, strict=True))
            needed[f], _ = operating_point(without, within[~np.isnan(within)])
        threshold = needed[self.fold[person]]
        identified = np.nan_to_num(present) >= threshold
        return ProbeOutcomes(
            person,
            absent,
            other,
            present,
            absent >= threshold,
            identified,
            other >= threshold,
            *self._alone(lines, needed),
        )

    def _alone(
        self, lines: Sequence[LinearLlr], needed: NDArray[Any]
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """(false_matches, false_non_match) as in ProbeOutcomes. The scores are made again: kept,
        they would be people by exemplars."""
        bar = np.log(needed / (1 - needed)) + math.log(
            self._prior_unknown / (1 - self._prior_unknown)
        )
        false_matches, false_non_match = [], []
        for own, best in self._blocks():
            fold, row = self.fold[own], np.arange(len(own))
            matched = by_fold(best, lines, fold) >= bar[fold][:, None]
            false_non_match.append(~matched[row, own])
            matched[row, own] = False
            false_matches.append(matched.sum(axis=1) / (len(self.counts) - 1))
        return np.concatenate(false_matches), np.concatenate(false_non_match)

    def _posteriors(
        self, llr: NDArray[np.float32], own: NDArray[np.intp], gallery_size: int
    ) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """(absent, present, other) as in ProbeOutcomes, of evidence (rows, people) in a memory of
        `gallery_size`, whose other members nothing is known of in this modality."""
        rows = np.arange(len(llr))
        weight = np.exp(llr)
        own_weight, total = weight[rows, own].copy(), weight.sum(axis=1)
        weight[rows, own] = 0
        other = weight.max(axis=1)
        nobody = self._prior_unknown / (1 - self._prior_unknown)
        silent = gallery_size - llr.shape[1]
        absent = other / (nobody * (gallery_size - 1) + silent + total - own_weight)
        everything = nobody * gallery_size + silent + total
        present, ahead = own_weight / everything, other / everything
        present[own_weight < other] = 0
        ahead[own_weight >= other] = 0
        present[own_weight == 0] = np.nan
        return absent, present, ahead


def by_fold(
    best: NDArray[np.float32], lines: Sequence[LinearLlr], fold: NDArray[np.intp]
) -> NDArray[np.float32]:
    """The evidence of each row by the line of its fold."""
    llr = np.empty_like(best)
    for f, line in enumerate(lines):
        llr[fold == f] = line.llr(best[fold == f])
    return llr
