"""Every face and every speaker of a query, each decided by itself, and what they say together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from persona_assistant.pmg import Candidate, Edge, Outcome, Probe, Sense
from persona_assistant.routing.calibration import Calibration, Evidence
from persona_assistant.routing.index import Nearest
from persona_assistant.routing.posterior import Posterior
from persona_assistant.samples import Sample

Known: TypeAlias = tuple[Mapping[int, str], Mapping[int, str]]
"""The name of everybody by ascending id, and the marks of those whose name is not theirs alone."""


@dataclass(frozen=True)
class ComparedMedium:
    """A picture or a clip: the samples that one sense finds in it, and who is nearest to each."""

    kind: Literal["image", "voice"]
    sense: Sense
    evidence: Evidence
    enrolled: frozenset[int]
    """Personas whom this sense knows."""
    samples: tuple[Sample, ...]
    nearest: Sequence[Nearest]
    """Of each sample."""

    def llrs(self, ids: NDArray[np.int64], sample: int) -> NDArray[np.float64]:
        """The evidence of one sample for each of the personas `ids`, which ascend; 0 for whom this
        sense does not know. Whoever was forgotten meanwhile is passed over."""
        near, quality = self.nearest[sample], self.samples[sample].quality
        # Who is not among the nearest is as unlike as can be, which says little of a poor sample.
        lowest = float(self.evidence.llr(np.array(-1.0), quality))
        llrs = np.zeros(len(ids))
        _put(llrs, ids, np.fromiter(self.enrolled, np.int64), lowest)
        # Whoever was rejected is nearer to what is known not to show them than to anything that
        # does: no resemblance counts then.
        _put(llrs, ids, near.persona_ids, np.where(near.rejected, lowest, near.worth))
        return llrs

    def record(self, posterior: Posterior, sample: int) -> None:
        """Keeps the scores of one sample with the posterior."""
        near = self.nearest[sample]
        kind = "face" if self.sense == "face" else self.kind
        posterior.record(kind, near.persona_ids, near.scores, near.triplet_ids)


def _put(
    llrs: NDArray[np.float64],
    ids: NDArray[np.int64],
    personas: NDArray[np.int64],
    values: float | NDArray[np.float64],
) -> None:
    places = np.searchsorted(ids, personas).clip(max=len(ids) - 1)
    known = ids[places] == personas
    llrs[places[known]] = np.broadcast_to(values, personas.shape)[known]


def add_media(
    posterior: Posterior, media: Sequence[ComparedMedium], calibration: Calibration
) -> NDArray[np.float64] | float:
    """Adds what the query's media say of everybody, and returns the posterior that a match with
    each then needs. Of several faces the one that is most like a persona speaks for them."""
    ratios = []
    for medium in media:
        by_sample = np.stack(
            [medium.llrs(posterior.ids, sample) for sample in range(len(medium.samples))]
        )
        ratios.append(by_sample.max(axis=0))
        posterior.credit(medium.sense, ratios[-1])
        medium.record(posterior, int(by_sample.max(axis=1).argmax()))
    if len(media) == 1:
        posterior.llrs += ratios[0]
        return media[0].evidence.match
    one, other = media
    joint = calibration.joint_of(one.evidence.encoder, other.evidence.encoder)
    posterior.llrs += joint.llr(ratios[0], ratios[1])
    return joint.needed((ratios[0], ratios[1]), (one.evidence.match, other.evidence.match))


def decide_each(
    medium: ComparedMedium, known: Known, prior_unknown: float, listed: int
) -> list[Probe]:
    """Each sample by itself. A person is at most one of them: the surest is decided first, and who
    is matched there is nobody else."""

    def decided(sample: int, without: Iterable[int]) -> Edge:
        posterior = Posterior(*known)
        posterior.llrs = medium.llrs(posterior.ids, sample)
        taken = np.isin(posterior.ids, list(without))
        posterior.llrs[taken] = np.minimum(posterior.llrs[taken], medium.evidence.lowest)
        posterior.credit(medium.sense, posterior.llrs)
        medium.record(posterior, sample)
        return posterior.edge(prior_unknown, medium.evidence.match, listed)

    edges = [decided(sample, ()) for sample in range(len(medium.samples))]
    taken: set[int] = set()
    for sample in sorted(range(len(edges)), key=lambda at: -_top(edges[at])):
        if taken and {each.persona_id for each in edges[sample].candidates[:2]} & taken:
            edges[sample] = decided(sample, taken)
        if edges[sample].outcome is Outcome.MATCHED:
            taken.add(edges[sample].candidates[0].persona_id)
    return [
        Probe(
            medium.sense,
            number,
            edge.outcome,
            edge.candidates,
            edge.probability,
            sample.box,
            sample.spans,
            sample.doubts,
        )
        for number, (edge, sample) in enumerate(zip(edges, medium.samples, strict=True), start=1)
    ]


def _top(edge: Edge) -> float:
    return edge.candidates[0].probability


def edge_of_several(probes: tuple[Probe, ...], listed: int) -> Edge:
    """What several faces or speakers say together, without words that tell who is meant: the one
    who is known, or that there are several of them, or what can be said of the likeliest."""
    known = [probe for probe in probes if probe.outcome is Outcome.MATCHED]
    if len(known) > 1:
        people: tuple[Candidate, ...] = tuple(probe.candidates[0] for probe in known)
        surely = float(np.prod([probe.probability for probe in known]))
        return Edge(Outcome.SEVERAL, people[:listed], surely, (), probes)
    unsure = [probe for probe in probes if probe.outcome is Outcome.AMBIGUOUS]
    likeliest = max(known or unsure or probes, key=lambda probe: probe.candidates[0].probability)
    edge = Edge(likeliest.outcome, likeliest.candidates, likeliest.probability)
    return replace(edge, probes=probes)
