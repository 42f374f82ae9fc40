"""Identification trials with a picture and a clip together, each left out in turn.

As in `leave_one_out`, but a probe is a picture and a clip of one person, and the gallery is
everybody: people of whom both are known, and people of whom one is. Only people with two of both
are asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from persona_assistant.routing.joint import Joint
from persona_assistant.routing.leave_one_out import LeaveOneOut, by_fold, operating_point
from persona_assistant.routing.llr_fit import FOLDS, LinearLlr
from persona_assistant.routing.rates import Rate, by_person

_BLOCK = 256
_MAX_PROBES = 8192


@dataclass(frozen=True)
class Judged:
    """One sense: its trials, the line by fold of people, and the operating point that goes with
    it."""

    trials: LeaveOneOut
    lines: Sequence[LinearLlr]
    match: float

    def ratios(self, rows: NDArray[np.intp], ids: NDArray[np.int64]) -> NDArray[Any]:
        """(rows, ids): evidence of some exemplars for the people `ids`; 0 for whom there is
        none."""
        fold = self.trials.fold[self.trials.person[rows]]
        found = np.zeros((len(rows), len(ids)))
        found[:, np.searchsorted(ids, self.trials.ids)] = by_fold(
            self.trials.best(rows), self.lines, fold
        )
        return found


@dataclass(frozen=True)
class Best:
    """Of (probes,) queries whoever has the best posterior."""

    posterior: NDArray[Any]
    needed: NDArray[Any]
    """By the stronger of the two senses."""
    both: NDArray[np.bool_]
    """Whether both senses know that person."""
    right: NDArray[np.bool_]

    def matched(self, least: NDArray[Any] | float) -> NDArray[np.bool_]:
        """When a match by both needs at least so much."""
        bar = np.where(self.both, np.maximum(self.needed, least), self.needed)
        found: NDArray[np.bool_] = self.posterior >= bar
        return found


def measure_joint(
    image: Judged, voice: Judged, everybody: int, prior_unknown: float, joint: Joint
) -> tuple[Joint, dict[str, Rate], int]:
    """(how the memory's own people are judged from now on, FPIR, FNIR and the share of
    misidentified people, number of people asked about).

    The parts of `joint` stay, which takes more people to fit than a memory has; the least that a
    match by both needs is set so that absent people are matched as rarely as the operating point of
    a single sense allows.
    """
    pairs = _pairs(image.trials, voice.trials)
    person = image.trials.ids[image.trials.person[pairs[:, 0]]]
    absent, present = _asked(image, voice, pairs, everybody, prior_unknown, joint)
    number = np.unique(person, return_inverse=True)[1]
    fold = number % FOLDS
    least = np.array([_least(absent, present, fold != each) for each in range(FOLDS)])[fold]
    named = present.matched(least)
    rates = {
        "fpir": by_person(absent.matched(least), person, of_two=True),
        "fnir": by_person(~(named & present.right), person),
        "misidentified": by_person(named & ~present.right, person, of_two=True),
    }
    own = replace(
        joint,
        match=_least(absent, present, np.ones(len(person), bool)),
        false_matches=rates["fpir"],
        provenance="",
    )
    return own, rates, int(number.max()) + 1


def people_with_both(image: LeaveOneOut, voice: LeaveOneOut) -> NDArray[np.int64]:
    """Ids of those with two exemplars of both."""
    return np.intersect1d(image.ids[image.counts > 1], voice.ids[voice.counts > 1])


def _pairs(image: LeaveOneOut, voice: LeaveOneOut) -> NDArray[np.intp]:
    """(probes, 2) rows: every picture of a person with one of their clips, and the other way
    round."""
    pairs = []
    for person in people_with_both(image, voice).tolist():
        places = []
        for trials in (image, voice):
            at = int(np.searchsorted(trials.ids, person))
            places.append(trials.start[at] + np.arange(trials.counts[at]))
        longer = max(map(len, places))
        pairs.append(np.stack([np.resize(rows, longer) for rows in places], axis=1))
    rows = np.concatenate(pairs)
    if len(rows) > _MAX_PROBES:
        rows = rows[np.random.default_rng(0).permutation(len(rows))[:_MAX_PROBES]]
    return rows


def _asked(
    image: Judged,
    voice: Judged,
    pairs: NDArray[np.intp],
    everybody: int,
    prior_unknown: float,
    joint: Joint,
) -> tuple[Best, Best]:
    """With the person left out of the memory, and with them in it."""
    ids = np.union1d(image.trials.ids, voice.trials.ids)
    everybody = max(everybody, len(ids))
    nobody, silent = prior_unknown / (1 - prior_unknown), everybody - len(ids)
    parts: tuple[list[tuple[NDArray[Any], ...]], ...] = ([], [])
    for at in range(0, len(pairs), _BLOCK):
        rows = pairs[at : at + _BLOCK]
        one, other = image.ratios(rows[:, 0], ids), voice.ratios(rows[:, 1], ids)
        needed = joint.needed((one, other), (image.match, voice.match))
        weight = np.exp(joint.llr(one, other))
        line = np.arange(len(rows))
        own = np.searchsorted(ids, image.trials.ids[image.trials.person[rows[:, 0]]])
        for there, found in zip((False, True), parts, strict=True):
            if not there:
                weights = weight.copy()
                weights[line, own] = 0
            else:
                weights = weight
            total = weights.sum(axis=1) + silent + nobody * (everybody - (not there))
            best = weights.argmax(axis=1)
            both = (one[line, best] != 0) & (other[line, best] != 0)
            found.append(
                (weights[line, best] / total, needed[line, best], both, there & (best == own))
            )
    absent, present = (
        Best(*(np.concatenate(column) for column in zip(*found, strict=True))) for found in parts
    )
    return absent, present


def _least(absent: Best, present: Best, among: NDArray[np.bool_]) -> float:
    """The operating point of both together, by some of the probes."""
    needed, _ = operating_point(
        np.where(absent.matched(0.0), absent.posterior, 0)[among],
        np.where(present.matched(0.0) & present.right, present.posterior, 0)[among],
    )
    return needed
