"""Why somebody is recognised, or is not: every face and every speaker of a query, beside what is
remembered of the person that it is or would be next."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from persona_assistant.assistant.recognise import exemplar, sources, triplet_if_kept
from persona_assistant.assistant.services import Services
from persona_assistant.errors import StoreMissing
from persona_assistant.pmg import Candidate, Edge, Modality, Outcome, Probe, Sense
from persona_assistant.samples import SENSES


@dataclass(frozen=True, slots=True)
class Exemplars:
    """What one sense knows a person by."""

    name: str
    count: int
    """Pictures or clips."""
    doubts: tuple[str, ...] = ()
    """What is poor about every one of them, each as it stands after "it is"."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One face or one speaker, or a picture or clip as a whole."""

    probe: Probe
    source: str = ""
    """Name of the stored file that a matched one stands on."""
    nearest: Exemplars | None = None
    """Whom an unknown one would be next."""
    unlike: bool = False
    """Whether the comparison with the nearest speaks against them; otherwise it speaks for them,
    and not enough."""


@dataclass(frozen=True, slots=True)
class Explanation:
    edge: Edge
    probes: tuple[Explained, ...] = ()
    sources: Mapping[Modality, str] = field(default_factory=dict)
    """The names of the stored files that a matched edge stands on."""
    senses: frozenset[str] = frozenset()
    """What there are encoders for that decide. Where faces are looked for, a picture that was
    compared as a whole shows none."""


def explain(services: Services, edge: Edge) -> Explanation:
    """See `Assistant.explain`."""
    senses = services.selector.senses if services.has_store else frozenset(services.encoders)
    if not edge.probes:
        return Explanation(edge, (), sources(services, edge), senses)
    try:
        people = len(services.store.people.names())
    except StoreMissing:
        people = 0
    prior = _log_odds(services.calibration.prior_unknown, people) if people else 0.0
    shown = {each.persona_id for each in edge.known}
    probes = tuple(_explained(services, probe, prior, shown) for probe in edge.probes)
    return Explanation(edge, probes, sources(services, edge), senses)


def _log_odds(unknown: float, people: int) -> float:
    """Of one person against nobody known, before anything is compared."""
    return math.log((1 - unknown) / people) - math.log(unknown)


def _explained(services: Services, probe: Probe, prior: float, shown: Collection[int]) -> Explained:
    """`shown`: whoever is another face or speaker, and so not this one."""
    if probe.outcome is Outcome.MATCHED:
        return Explained(probe, _source(services, probe.sense, probe.candidates[0]))
    if probe.outcome is Outcome.AMBIGUOUS:
        return Explained(probe)
    others = [each for each in probe.candidates if each.persona_id not in shown]
    for other in others:
        # Whoever this sense does not know is as likely as before, and no nearer for that.
        if near := _exemplars(services, probe.sense, other):
            odds = math.log(max(other.probability, 1e-300))
            odds -= math.log(max(probe.probability, 1e-300))
            return Explained(probe, nearest=near, unlike=odds < prior)
    return Explained(probe)


def _kind(sense: Sense) -> Literal["image", "voice"]:
    return "image" if sense in SENSES["image"] else "voice"


def _source(services: Services, sense: Sense, candidate: Candidate) -> str:
    kind = _kind(sense)
    triplet = triplet_if_kept(services, exemplar(candidate, kind))
    medium = triplet and (triplet.image if kind == "image" else triplet.voice)
    return medium.source if medium else ""


def _exemplars(services: Services, sense: Sense, candidate: Candidate) -> Exemplars | None:
    """What the sense knows the candidate by; None where that is nothing."""
    media = services.store.media
    earlier = SENSES[_kind(sense)][: SENSES[_kind(sense)].index(sense)]
    served = {
        int(medium)
        for each in earlier
        if each in services.encoders
        for medium in media.vectors_of(
            candidate.persona_id, services.encoders[each].id
        ).media_ids.tolist()
    }
    encoder = services.encoders[sense].id
    vectors = media.vectors_of(candidate.persona_id, encoder).media_ids.tolist()
    own = [medium for medium in vectors if medium not in served]
    if not own:
        return None
    found = media.examinations(candidate.persona_id, encoder)
    doubts = [
        examination.samples[examination.chosen].doubts
        for medium, examination in found.items()
        if medium in own and examination.chosen is not None
    ]
    return Exemplars(candidate.name, len(own), _shared(doubts))


def _shared(doubts: Sequence[Sequence[str]]) -> tuple[str, ...]:
    first, *others = doubts or ((),)
    return tuple(each for each in first if all(each in other for other in others))
