"""How well the people of this very memory are told apart, measured on them.

`leave_one_out` makes every exemplar ask against all others. From its scores come the line to
log-likelihood ratios (`llr_fit`) and the operating point that `calibration` then prefers to
anything shipped; from its outcomes come the rates, each with an interval (`rates`). The rate that
matters most is that of false matches, since a stranger must stay unknown.

The rates are those of ISO/IEC 19795-1: FMR and FNMR, one against one, are its false match and false
non-match rates; FPIR and FNIR its false positive and false negative identification rates; EER is
the rate at which both errors are equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from persona_assistant.routing.calibration import Calibration
from persona_assistant.routing.leave_one_out import LeaveOneOut, operating_point
from persona_assistant.routing.llr_fit import FOLDS
from persona_assistant.routing.rates import Rate, rate_of

if TYPE_CHECKING:
    from persona_assistant.encoders.base import Encoder
    from persona_assistant.memory import Store, Vectors

MIN_PEOPLE = 20
"""With at least two exemplars. Of fewer people one alone is more than the laxest share of false
matches that an operating point may allow, so no two of them could be told apart."""


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
    trials = LeaveOneOut(vectors, everybody, prior_unknown)
    people = int((trials.counts > 1).sum())

    def measured(**more: Any) -> Measured:
        enrolled, exemplars = len(trials.counts), len(trials.matrix)
        return Measured(modality, encoder, people, enrolled, exemplars, **more)

    if people < MIN_PEOPLE:
        media = {"image": "pictures", "voice": "clips"}[modality]
        who = {0: "nobody has", 1: "only 1 person has"}.get(people, f"only {people} people have")
        needed = f"at least {MIN_PEOPLE} such people are needed"
        return measured(problem=f"{who} two or more {media}, {needed}")
    scores = trials.scores()
    line = scores.fit()
    folds = [scores.fit(without_fold=fold) for fold in range(FOLDS)]
    if min(each.slope for each in (line, *folds)) <= 0:
        return measured(problem="the scores of one person are no higher than those of two")
    outcomes = trials.run(folds)
    match, _ = operating_point(outcomes.absent, outcomes.present[~np.isnan(outcomes.present)])
    fitted = {name: round(value, 4) for name, value in asdict(line).items()}
    eer = rate_of(scores.equal_error_rate(), people)
    return measured(**fitted, match=match, eer=eer, **outcomes.rates())
