"""How well the people of this very memory are told apart: leave one out, count, and say how sure
that is.

Every exemplar asks, as a query would, against all others. With its person left in, the best other
exemplar of that person gives the genuine score; with the person left out, whoever is matched is a
false match - the rate that matters most, since a stranger must stay unknown. From the scores come
the line to log-likelihood ratios and the operating point that `calibration` then prefers to
anything shipped.

Nobody is measured by what was fitted on them. People are dealt into folds; for each fold line and
operating point are fitted on the other people among themselves, and only then the fold's people
ask.

Rates are of people, not of media: exemplars of one person go wrong together, so a person counts as
one trial, that fails by the share of their exemplars that fail. The sum of such trials spreads at
most as far as that of yes-or-no trials with the same mean (Hoeffding, 1963), for which Clopper and
Pearson's interval is exact; it is taken here with the count of failures rounded outwards, so that
it errs on the wide side. And a false match takes two: where one person is taken for another, that
one is for the first, too. So there are only half as many trials of false matches as there are
people. Names of rates as in ISO/IEC 19795-1: FMR and FNMR one against one; FPIR and FNIR
are its false positive and false negative identification rates.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from persona_assistant.routing.calibration import Calibration, Rate

if TYPE_CHECKING:
    from persona_assistant.encoders.base import Encoder
    from persona_assistant.memory import Store, Vectors

MIN_PEOPLE = 20
"""With at least two exemplars. Of fewer people one alone is more than the laxest of FALSE_MATCHES,
so no operating point could be told from another."""
FALSE_MATCHES = (0.01, 0.02, 0.05)
"""Shares of absent people who may be matched. The operating point is the strictest at which
RECOGNISED of the people who are there still are, or the last."""
RECOGNISED = 0.9
CONFIDENCE = 0.95

_FOLDS = 5
_ASKING = 8192
"""Exemplars that ask, at most; in larger memories a fixed random choice of people does. All are
asked against."""
_BLOCK = 256
_SAMPLED = 64
"""Other people whose score an asking exemplar adds to the line's fit, at most."""
_NOBODY = -np.inf


@dataclass(frozen=True)
class Measured:
    """One modality of one memory. Rates are None where there were too few people to measure."""

    modality: str
    encoder: str
    people: int
    """With at least two exemplars."""
    enrolled: int
    """With at least one."""
    exemplars: int
    problem: str | None = None
    """Why nothing was fitted, as a clause."""
    slope: float = 0.0
    intercept: float = 0.0
    lowest: float = 0.0
    highest: float = 0.0
    match: float = 0.0
    eer: Rate | None = None
    fmr: Rate | None = None
    """One against one at the operating point: impostor pairs taken for one person."""
    fnmr: Rate | None = None
    """Genuine pairs taken for two."""
    fpir: Rate | None = None
    """Of queries about people left out of the memory, the share that is matched to somebody."""
    fnir: Rate | None = None
    """Of queries about people in the memory, the share that is not matched to them: each by an
    exemplar that the memory then lacks, so that with all of them it is rather less."""

    def content(self) -> dict[str, Any]:
        """As it is kept in the memory and read by `calibration`; memories and documents have called
        FPIR and FNIR so from the beginning."""
        kept = {"fpir": "unknown", "fnir": "missed"}
        return {kept.get(name, name): v for name, v in asdict(self).items() if name != "problem"}


def calibrate(
    memory: Store, encoders: Mapping[str, Encoder], shipped: Calibration
) -> Iterator[Measured]:
    """Measures faces, then voices, with the encoders given, and keeps what could be fitted in the
    memory."""
    everybody = len(memory.people.names())
    for modality in ("image", "voice"):
        encoder = encoders[modality].id
        found = measure(
            memory.media.vectors(encoder), everybody, modality, encoder, shipped.prior_unknown
        )
        if found.problem is None:
            memory.calibrations.put(encoder, found.content())
        yield found


def measure(
    vectors: Vectors, everybody: int, modality: str, encoder: str, prior_unknown: float
) -> Measured:
    """Leave-one-out over the vectors of one encoder. `everybody` counts also people without any of
    them.

    Deterministic. With 10,000 people of three 512-number exemplars each it takes about half a
    minute.
    """
    trials = _Trials(vectors, everybody, prior_unknown)
    held = {
        "modality": modality, "encoder": encoder, "people": int((trials.held > 1).sum()),
        "enrolled": len(trials.held), "exemplars": len(trials.matrix),
    }  # fmt: skip
    if held["people"] < MIN_PEOPLE:
        what = {"image": "pictures", "voice": "clips"}[modality]
        who = {0: "nobody has", 1: "only 1 person has"}.get(
            held["people"], f"only {held['people']} people have"
        )
        needed = f"at least {MIN_PEOPLE} such people are needed"
        return Measured(**held, problem=f"{who} two or more {what}, {needed}")
    scores = trials.scores()
    line = scores.line()
    folds = [scores.line(without=fold) for fold in range(_FOLDS)]
    if min(each.slope for each in (line, *folds)) <= 0:
        return Measured(**held, problem="the scores of one person are no higher than those of two")
    outcome = trials.ask(folds)
    match, _ = operating_point(outcome.absent, outcome.present[~np.isnan(outcome.present)])
    return Measured(
        **held, **{name: round(value, 4) for name, value in asdict(line).items()},
        match=match, eer=rate_of(scores.equal_error(), held["people"]), **outcome.rates(),
    )  # fmt: skip


# --- rates ---------------------------------------------------------------------------------------


def operating_point(absent: np.ndarray, present: np.ndarray) -> tuple[float, float]:
    """(posterior needed, share of absent people it was set for).

    `absent` are the best posteriors of queries about nobody, `present` those of the right person, 0
    where another one was ahead. Never below even odds.
    """
    for allowed in FALSE_MATCHES:
        needed = max(0.5, float(np.quantile(absent, 1 - allowed)))
        if float(np.mean(present >= needed)) >= RECOGNISED:
            break
    return math.ceil(needed * 1e4) / 1e4, allowed


def rate_of(rate: float, people: int, *, of_two: bool = False) -> Rate:
    """The rate with its Clopper-Pearson interval as if each of the people were one trial, or each
    two of them for failures `of_two`."""
    trials = people // 2 if of_two else people
    failures = rate * trials
    low, high = interval(math.floor(failures + 1e-9), math.ceil(failures - 1e-9), trials)
    return Rate(round(rate, 5), round(low, 5), round(high, 5), people)


def interval(least: int, most: int, trials: int) -> tuple[float, float]:
    """Clopper-Pearson: no rate below the first is likely to give `least` failures or more, none
    above the second `most` or fewer."""
    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if least == 0 else _root(lambda p: 1 - _at_most(least - 1, trials, p) < tail)
    high = 1.0 if most >= trials else _root(lambda p: _at_most(most, trials, p) > tail)
    return low, high


def _root(below: Callable[[float], bool]) -> float:
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return (low + high) / 2


def _at_most(failures: int, trials: int, p: float) -> float:
    """Chance of at most so many failures."""
    k = np.arange(failures + 1)
    ways = math.lgamma(trials + 1) - np.array(
        [math.lgamma(i + 1) + math.lgamma(trials - i + 1) for i in k]
    )
    return float(np.exp(ways + k * math.log(p) + (trials - k) * math.log1p(-p)).sum())


def by_person(failed: np.ndarray, person: np.ndarray, *, of_two: bool = False) -> Rate:
    """The mean over people of the share of each one's trials that failed. `failed` and `person` are
    (trials,)."""
    _, whose = np.unique(person, return_inverse=True)
    shares = np.bincount(whose, failed) / np.bincount(whose)
    return rate_of(float(shares.mean()), len(shares), of_two=of_two)


# --- the line ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    slope: float
    intercept: float
    lowest: float
    highest: float

    def ratio(self, scores: np.ndarray) -> np.ndarray:
        """Evidence, float32; minus infinity, which is nobody, stays."""
        line = np.clip(
            scores * np.float32(self.slope) + np.float32(self.intercept), self.lowest, self.highest
        )
        line[np.isneginf(scores)] = _NOBODY
        return line


@dataclass(frozen=True)
class Scores:
    """Genuine and impostor scores, and between which people (numbers from 0) they are."""

    genuine: np.ndarray
    person: np.ndarray
    """Of each genuine score."""
    impostor: np.ndarray
    asking: np.ndarray
    asked: np.ndarray

    def line(self, without: int = -1) -> Line:
        """Logistic regression on the people outside a fold.

        People and pairs of people are the counts, however many scores each of them gives, and
        targets are drawn in by them as Platt did (1999): no fit is surer than its data. The bounds
        are the same counts. They are those of all people also where a fold is left out, whose line
        is to stand for the whole one.
        """
        own = self.person % _FOLDS != without
        other = (self.asking % _FOLDS != without) & (self.asked % _FOLDS != without)
        people, everybody = len(np.unique(self.person)), len(np.unique(self.asking))
        pairs = everybody * (everybody - 1) / 2
        score = np.concatenate([self.genuine[own], self.impostor[other]]).astype(np.float64)
        weight = np.concatenate(
            [np.full(own.sum(), people / own.sum()), np.full(other.sum(), pairs / other.sum())]
        )
        target = np.concatenate(
            [np.full(own.sum(), (people + 1) / (people + 2)), np.full(other.sum(), 1 / (pairs + 2))]
        )
        slope, intercept = _logistic(score, target, weight)
        bound = math.log(pairs)
        return Line(slope, intercept - math.log(people / pairs), -bound, bound)

    def equal_error(self) -> float:
        """Where as many impostor scores lie above as genuine ones below."""
        thresholds, impostor = np.sort(self.genuine), np.sort(self.impostor)
        missed = np.arange(len(thresholds)) / len(thresholds)
        fooled = 1 - np.searchsorted(impostor, thresholds) / len(impostor)
        at = np.abs(missed - fooled).argmin()
        return float(missed[at] + fooled[at]) / 2


def _logistic(score: np.ndarray, target: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Slope and intercept of greatest likelihood, by Newton's method with halved steps."""
    middle, spread = score.mean(), score.std() + 1e-12
    x = np.stack([(score - middle) / spread, np.ones_like(score)])

    def loss(at: np.ndarray) -> float:
        utility = at @ x
        return float((weight * (np.logaddexp(0, utility) - target * utility)).sum())

    at, current = np.zeros(2), math.inf
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(at @ x, -500, 500)))
        gradient = x @ (weight * (chance - target))
        curvature = (x * (weight * chance * (1 - chance) + 1e-9)) @ x.T
        step, size = np.linalg.solve(curvature, gradient), 1.0
        before = loss(at)
        while size > 1e-6 and loss(at - size * step) > before:
            size /= 2
        at, current = at - size * step, before
        if current - loss(at) < 1e-9 * weight.sum():
            break
    return float(at[0] / spread), float(at[1] - at[0] * middle / spread)


# --- asking --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What became of every asking exemplar, (asking,) each; judged by lines of folds without its
    person."""

    person: np.ndarray
    absent: np.ndarray
    """Best posterior with the person left out."""
    present: np.ndarray
    """Posterior of the person when that is the best, else 0; NaN without another exemplar of
    them."""
    matched: np.ndarray
    """Whether somebody was matched with the person left out, at the operating point of the fold."""
    recognised: np.ndarray
    fooled: np.ndarray
    """Share of the others who, alone in a memory, would be matched."""
    denied: np.ndarray
    """Whether the person, alone in a memory, would not be."""

    def rates(self) -> dict[str, Rate]:
        there = ~np.isnan(self.present)
        return {
            "fpir": by_person(self.matched, self.person, of_two=True),
            "fnir": by_person(~self.recognised[there], self.person[there]),
            "fmr": by_person(self.fooled, self.person, of_two=True),
            "fnmr": by_person(self.denied[there], self.person[there]),
        }


class _Trials:
    """The exemplars sorted by person (numbers from 0), and which of them ask."""

    def __init__(self, vectors: Vectors, everybody: int, prior_unknown: float) -> None:
        order = np.argsort(vectors.persona_ids, kind="stable")
        self.matrix = vectors.matrix[order]
        _, self.start, self.person, self.held = np.unique(
            vectors.persona_ids[order], return_index=True, return_inverse=True, return_counts=True
        )
        self.fold = np.arange(len(self.held)) % _FOLDS
        self._everybody = max(everybody, len(self.held))
        self._prior_unknown = prior_unknown
        self.asking = np.arange(len(self.matrix))
        if len(self.asking) > _ASKING:
            people = np.random.default_rng(0).permutation(len(self.held))
            rank = np.empty_like(people)
            rank[people] = np.arange(len(people))
            nth = self.asking - self.start[self.person]
            self.asking = np.sort(np.lexsort((rank[self.person], nth))[:_ASKING])

    def _blocks(self) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Asking exemplars, their people, and the best score of everybody: (rows,), (rows,), (rows,
        people).

        The exemplar itself does not count; whoever has none left scores minus infinity.
        """
        for at in range(0, len(self.asking), _BLOCK):
            rows = self.asking[at : at + _BLOCK]
            scores = self.matrix[rows] @ self.matrix.T
            scores[np.arange(len(rows)), rows] = _NOBODY
            yield rows, self.person[rows], np.maximum.reduceat(scores, self.start, axis=1)

    def scores(self) -> Scores:
        rng = np.random.default_rng(1)
        genuine, person, impostor, asking, asked = [], [], [], [], []
        count = len(self.held)
        for rows, own, best in self._blocks():
            mine = best[np.arange(len(rows)), own]
            kept = np.isfinite(mine)
            genuine.append(mine[kept])
            person.append(own[kept])
            if count - 1 <= _SAMPLED:
                others = np.broadcast_to(np.arange(count), (len(rows), count))
            else:
                others = rng.integers(0, count, (len(rows), _SAMPLED))
            differs = others != own[:, None]
            impostor.append(np.take_along_axis(best, others, axis=1)[differs])
            asking.append(np.broadcast_to(own[:, None], others.shape)[differs])
            asked.append(others[differs])
        parts = (np.concatenate(each) for each in (genuine, person, impostor, asking, asked))
        return Scores(*parts)

    def ask(self, lines: Sequence[Line]) -> Outcome:
        """Lets everybody ask: of each fold with the line fitted without it."""
        found: list[tuple[np.ndarray, ...]] = []
        tuning: list[list[tuple[np.ndarray, np.ndarray]]] = [[] for _ in lines]
        for _rows, own, best in self._blocks():
            fold = self.fold[own]
            found.append(
                (own, *self._posteriors(_by_fold(best, lines, fold), own, self._everybody))
            )
            for f, line in enumerate(lines):
                others, columns = np.flatnonzero(fold != f), np.flatnonzero(self.fold != f)
                place = np.cumsum(self.fold != f) - 1
                among = line.ratio(best[np.ix_(others, columns)])
                left = self._everybody - (len(self.held) - len(columns))
                tuning[f].append(self._posteriors(among, place[own[others]], left))
        person, absent, present = (np.concatenate(part) for part in zip(*found, strict=True))
        needed = np.empty(len(lines))
        for f, parts in enumerate(tuning):
            without, within = (np.concatenate(part) for part in zip(*parts, strict=True))
            needed[f], _ = operating_point(without, within[~np.isnan(within)])
        threshold = needed[self.fold[person]]
        recognised = np.nan_to_num(present) >= threshold
        return Outcome(
            person, absent, present, absent >= threshold, recognised, *self._alone(lines, needed)
        )

    def _alone(self, lines: Sequence[Line], needed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(fooled, denied) as in Outcome. The scores are made again: kept, they would be people by
        exemplars."""
        bar = np.log(needed / (1 - needed)) + math.log(
            self._prior_unknown / (1 - self._prior_unknown)
        )
        fooled, denied = [], []
        for rows, own, best in self._blocks():
            fold, row = self.fold[own], np.arange(len(rows))
            taken = _by_fold(best, lines, fold) >= bar[fold][:, None]
            denied.append(~taken[row, own])
            taken[row, own] = False
            fooled.append(taken.sum(axis=1) / (len(self.held) - 1))
        return np.concatenate(fooled), np.concatenate(denied)

    def _posteriors(
        self, ratio: np.ndarray, own: np.ndarray, everybody: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """(absent, present) as in Outcome, of evidence (rows, people) in a memory of `everybody`,
        whose other members nothing is known of in this modality."""
        rows = np.arange(len(ratio))
        weight = np.exp(ratio)
        mine, total = weight[rows, own].copy(), weight.sum(axis=1)
        weight[rows, own] = 0
        other = weight.max(axis=1)
        nobody = self._prior_unknown / (1 - self._prior_unknown)
        silent = everybody - ratio.shape[1]
        absent = other / (nobody * (everybody - 1) + silent + total - mine)
        present = mine / (nobody * everybody + silent + total)
        present[mine < other] = 0
        present[mine == 0] = np.nan
        return absent, present


def _by_fold(best: np.ndarray, lines: Sequence[Line], fold: np.ndarray) -> np.ndarray:
    """The evidence of each row by the line of its fold."""
    ratio = np.empty_like(best)
    for f, line in enumerate(lines):
        ratio[fold == f] = line.ratio(best[fold == f])
    return ratio
