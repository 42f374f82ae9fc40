"""How well the people of this very memory are told apart, measured on them.

`leave_one_out` makes every exemplar ask against all others. From its scores come the line to
log-likelihood ratios (`llr_fit`) and the operating point that `calibration` then prefers to
anything shipped; from its outcomes come the rates, each with an interval (`rates`). The rate that
matters most is that of false matches, since a stranger must stay unknown.

For an encoder whose evidence is conditioned on quality the line goes from the shipped ratio to the
own one, so that poor samples stay poor. A picture and a clip together are measured, too
(`joint_trials`), and people who are taken for one another within the memory, as relatives are,
apart from strangers.

The rates are those of ISO/IEC 19795-1: FMR and FNMR, one against one, are its false match and false
non-match rates; FPIR and FNIR its false positive and false negative identification rates; EER is
the rate at which both errors are equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from persona_assistant.errors import StoreCorrupt
from persona_assistant.routing.calibration import Calibration, Evidence, joint_key
from persona_assistant.routing.joint_trials import Judged, measure_joint, people_with_both
from persona_assistant.routing.leave_one_out import LeaveOneOut, operating_point
from persona_assistant.routing.llr_fit import FOLDS, LinearLlr
from persona_assistant.routing.rates import Rate, rate_of
from persona_assistant.routing.senses import Turn, turns
from persona_assistant.samples import kind_of

if TYPE_CHECKING:
    from persona_assistant.encoders.base import Encoder
    from persona_assistant.memory import Store, Vectors

MIN_PEOPLE = 20
"""With at least two exemplars. Of fewer people one alone is more than the laxest share of false
matches that an operating point may allow, so no two of them could be told apart."""


TOGETHER = "together"
"""Stands for the sense where a picture and a clip are measured together."""


@dataclass(frozen=True)
class Measured:
    """One sense of one memory. Rates are None where there were too few people to measure."""

    modality: str
    """The sense, or TOGETHER."""
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
    misidentified: Rate | None = None
    """Of queries about people in the memory, the share that is matched to another one of them."""
    conditioned: str = ""
    """Fingerprint of the shipped evidence whose ratio the line maps; "" where it maps scores."""

    def content(self) -> dict[str, Any]:
        """As it is kept in the memory and read by `calibration`; memories and documents have called
        FPIR and FNIR so from the beginning."""
        kept = {"fpir": "unknown", "fnir": "missed"}
        return {kept.get(name, name): v for name, v in asdict(self).items() if name != "problem"}


def calibrate(
    memory: Store, encoders: Mapping[str, Encoder], shipped: Calibration
) -> Iterator[Measured]:
    """Measures every sense of pictures, then of clips, then of both together, and keeps what could
    be fitted in the memory. Senses without exemplars are left out; where a kind of medium has none
    at all, its first sense stands for it."""
    everybody = len(memory.people.names())
    kinds: dict[str, list[_Sense]] = {"image": [], "voice": []}
    for turn in turns(encoders):
        kinds[turn.kind].append(_Sense(turn, memory, everybody, shipped))
    for senses in kinds.values():
        for each in [s for s in senses if s.measured.exemplars] or senses[:1]:
            if each.measured.problem is None:
                memory.calibrations.put(each.measured.encoder, each.measured.content())
            yield each.measured
    pairs = [
        (image, voice)
        for image in kinds["image"]
        for voice in kinds["voice"]
        if len(people_with_both(image.trials, voice.trials)) >= MIN_PEOPLE
    ]
    for image, voice in pairs:
        found, joint = _together(image, voice, everybody, shipped)
        memory.calibrations.put(found.encoder, {**found.content(), **joint})
        yield found


def measure(
    vectors: Vectors,
    everybody: int,
    modality: str,
    encoder: str,
    prior_unknown: float,
    over: Evidence | None = None,
) -> Measured:
    """Leave-one-out over the vectors of one encoder. `everybody` counts also people without any of
    them; `over` is the shipped evidence where that is conditioned on quality.

    Deterministic. With 10,000 people of three 512-number exemplars each it takes about half a
    minute.
    """
    trials = LeaveOneOut(vectors, everybody, prior_unknown, over)
    return _fitted(trials, modality, encoder, over.fingerprint if over else "")[0]


def _fitted(
    trials: LeaveOneOut, modality: str, encoder: str, conditioned: str
) -> tuple[Measured, Sequence[LinearLlr]]:
    """What was measured, and the lines of the folds; none where there is a problem."""
    people = int((trials.counts > 1).sum())

    def measured(**more: Any) -> Measured:
        enrolled, exemplars = len(trials.counts), len(trials.matrix)
        return Measured(modality, encoder, people, enrolled, exemplars, **more)

    if people < MIN_PEOPLE:
        media = {"image": "pictures", "voice": "clips"}[kind_of(modality)]
        who = {0: "nobody has", 1: "only 1 person has"}.get(people, f"only {people} people have")
        needed = f"at least {MIN_PEOPLE} such people are needed"
        return measured(problem=f"{who} two or more {media}, {needed}"), ()
    scores = trials.scores()
    line = scores.fit()
    folds = [scores.fit(without_fold=fold) for fold in range(FOLDS)]
    if min(each.slope for each in (line, *folds)) <= 0:
        return measured(problem="the scores of one person are no higher than those of two"), ()
    outcomes = trials.run(folds)
    match, _ = operating_point(outcomes.absent, outcomes.present[~np.isnan(outcomes.present)])
    fitted = {name: round(value, 4) for name, value in asdict(line).items()}
    eer = rate_of(scores.equal_error_rate(), people)
    rates = outcomes.rates()
    return measured(**fitted, match=match, eer=eer, conditioned=conditioned, **rates), folds


class _Sense:
    """What was measured of a sense, and how it judges beside another one."""

    def __init__(self, turn: Turn, memory: Store, everybody: int, shipped: Calibration) -> None:
        known = _known(turn, shipped)
        self._evidence = known
        over = known if known is not None and known.conditions is not None else None
        self.trials = LeaveOneOut(turn.vectors(memory), everybody, shipped.prior_unknown, over)
        self.measured, self._lines = _fitted(
            self.trials, turn.sense, turn.encoder.id, over.fingerprint if over else ""
        )
        self._over = over

    def judged(self) -> Judged:
        """By the memory's own lines, or else as shipped."""
        if self._lines:
            return Judged(self.trials, self._lines, self.measured.match)
        shipped = self._evidence
        assert shipped is not None
        slope, intercept = (
            (1.0, 0.0) if self._over is not None else (shipped.slope, shipped.intercept)
        )
        line = LinearLlr(slope, intercept, shipped.lowest, shipped.highest)
        return Judged(self.trials, [line] * FOLDS, shipped.match)


def _known(turn: Turn, shipped: Calibration) -> Evidence | None:
    """What ships for an encoder; one of which nothing is known can be measured all the same."""
    try:
        return shipped.shipped(turn.sense, turn.encoder)
    except StoreCorrupt:
        return None


def _together(
    image: _Sense, voice: _Sense, everybody: int, shipped: Calibration
) -> tuple[Measured, dict[str, Any]]:
    """What was measured of a picture and a clip together, and how they are put together."""
    joint, rates, people = measure_joint(
        image.judged(), voice.judged(), everybody, shipped.prior_unknown, shipped.joint
    )
    found = Measured(
        TOGETHER,
        joint_key(image.measured.encoder, voice.measured.encoder),
        people,
        enrolled=len(np.union1d(image.trials.ids, voice.trials.ids)),
        exemplars=image.measured.exemplars + voice.measured.exemplars,
        match=joint.match,
        fpir=rates["fpir"],
        fnir=rates["fnir"],
        misidentified=rates["misidentified"],
    )
    return found, {"agreement": joint.agreement, "conflict": joint.conflict}
