"""The identity decision: one edge over faces, voices and words.

For each persona i the evidence is added to the prior,

    utility_i = LLR_media(i) + LLR_words(i) + log((1 - p0) / N) - log(p0)

and the posterior over the N personas and "nobody known" follows (`choice.probabilities`). One
persona above the threshold is matched; two that share the probability are ambiguous; anything else
is unknown. Nothing downstream can turn an unknown into a name.

Every face and every speaker of the query is also decided by itself: a *probe*. A person is at most
one face of a photo. Where a photo shows several known people and no words say which of them is
meant, the outcome is several.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from persona_assistant.encoders.base import Encoder, Specialist, samples_in
from persona_assistant.errors import MediaError
from persona_assistant.memory import Store
from persona_assistant.pmg import Clip, Edge, Outcome, Picture, Query
from persona_assistant.routing.calibration import Calibration, Evidence
from persona_assistant.routing.index import Indexes, Judge
from persona_assistant.routing.posterior import Posterior
from persona_assistant.routing.probes import (
    ComparedMedium,
    add_media,
    decide_each,
    edge_of_several,
)
from persona_assistant.routing.spoken_of import Known, Said, Words
from persona_assistant.samples import SENSES, Sample


class Router:
    def __init__(
        self,
        memory: Store,
        encoders: Mapping[str, Encoder],
        calibration: Calibration,
        *,
        search: str = "faiss",
    ) -> None:
        """`encoders` may hold a sentence encoder as "text"; `search` finds the nearest exemplars,
        see `index.Indexes`."""
        self._memory = memory
        self._encoders = encoders
        self._calibration = calibration
        self._indexes = Indexes(memory, search)
        self._known_at: Known | None = None

    def decide(
        self, query: Query, *, listed: int = 8, encoders: Mapping[str, Encoder] | None = None
    ) -> Edge:
        """Who the query is about; the edge lists at most `listed` candidates. `encoders` take the
        place of the router's own.

        Raises MediaError when there is nothing to recognise in its picture or clip.
        """
        known, encoders = self.known, encoders or self._encoders
        if not known.names:
            return Edge(Outcome.UNKNOWN, (), 1.0)
        media = []
        if query.image is not None:
            media.append(self._compared("image", query.image, encoders))
        if query.voice is not None:
            media.append(self._compared("voice", query.voice, encoders))
        prior, everybody = self._calibration.prior_unknown, (known.names, known.marks)
        probes = tuple(p for each in media for p in decide_each(each, everybody, prior, listed))
        posterior = Posterior(known.names, known.marks)
        needed: Any = self._calibration.text_match
        if media:
            needed = add_media(posterior, media, self._calibration)
        by_media = posterior.llrs.copy()
        said = Words(known, self._indexes, self._calibration, encoders).add(query, posterior)
        posterior.credit("words", posterior.llrs - by_media)
        by_words = said is Said.SOMEBODY
        if not media and not by_words:
            return Edge(Outcome.UNKNOWN, (), 1.0)
        if len(media) == 1 and len(probes) > 1 and not by_words:
            return edge_of_several(probes, listed)
        edge = posterior.edge(prior, needed, listed, ties=not media)
        edge = replace(edge, probes=probes)
        if edge.outcome is not Outcome.MATCHED:
            # Neither words nor a voice tell which of several is meant.
            for each in media:
                shown = edge_of_several(tuple(p for p in probes if p.sense == each.sense), listed)
                if shown.outcome is Outcome.SEVERAL:
                    return replace(shown, probes=probes)
        return edge

    @property
    def known(self) -> Known:
        """Everybody, as the memory is now."""
        known = self._known_at
        if known is None or known.version != self._memory.version:
            known = self._known_at = Known(self._memory)
        return known

    # --- faces and voices

    def _compared(
        self,
        kind: Literal["image", "voice"],
        medium: Picture | Clip,
        encoders: Mapping[str, Encoder],
    ) -> ComparedMedium:
        """By the first sense that finds a sample in it."""
        earlier: tuple[str, ...] = ()
        for sense in SENSES[kind]:
            if sense not in encoders:
                continue
            encoder = encoders[sense]
            samples = samples_in(encoder, medium)
            if samples:
                break
            earlier += (encoder.id,)
        else:
            raise MediaError(
                f"{medium.source or kind}: nothing in it can be compared; use another one"
            )
        evidence = self._calibration.evidence(sense, encoder)
        if isinstance(encoder, Specialist) and not encoder.knows(medium):
            evidence = evidence.of_nearly_the_same
        index = self._indexes.media_index(encoder.id, earlier)
        nearest = [index.nearest(each.vector, judge=_judge(evidence, each)) for each in samples]
        return ComparedMedium(kind, sense, evidence, index.enrolled, tuple(samples), nearest)


def _judge(evidence: Evidence, sample: Sample) -> Judge:
    """What scores against that sample are worth."""
    return lambda scores, quality: evidence.llr(scores, sample.quality, quality)
