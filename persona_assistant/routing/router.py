"""The identity decision: one edge over face, voice and words.

For each persona i the evidence of every modality the query has is added to the prior,

    utility_i = Σ_m LLR_m(i) + log((1 - p0) / N) - log(p0)

and the posterior over the N personas and "nobody known" follows (`choice.probabilities`). One persona
above the threshold is matched; two that share the probability are ambiguous; anything else is unknown.
Nothing downstream can turn an unknown into a name.
"""

from __future__ import annotations

import math
from typing import Mapping, Sequence

import numpy as np

from persona_assistant.choice import probabilities
from persona_assistant.encoders.base import Encoder
from persona_assistant.language.describing import NOTHING, Notes, describe, description, named, widen
from persona_assistant.language.question import parse
from persona_assistant.memory import Memory
from persona_assistant.pmg import Candidate, Edge, Outcome, Query
from persona_assistant.routing.calibration import Calibration, Evidence
from persona_assistant.routing.index import Indexes

_COMPARED = 48
"""People whose notes are compared word by word; more are first narrowed down by BM25."""
_SHARE = 0.2
"""Part of a pair's probability the second persona must hold for "A or B" to be said."""


class Router:
    def __init__(
        self, memory: Memory, encoders: Mapping[str, Encoder], calibration: Calibration
    ) -> None:
        self._memory = memory
        self._encoders = encoders
        self._calibration = calibration
        self._indexes = Indexes(memory)

    def decide(self, query: Query, *, listed: int = 8) -> Edge:
        """Who the query is about; the edge lists at most `listed` candidates.

        Raises MediaError when there is nothing to recognise in its picture or clip.
        """
        people = self._memory.people()
        if not people:
            return Edge(Outcome.UNKNOWN, (), 1.0)
        names = {p.id: p.name for p in people}
        ratios: dict[int, float] = dict.fromkeys(names, 0.0)
        scores: dict[int, dict[str, float]] = {i: {} for i in names}
        exemplars: dict[int, dict[str, int]] = {i: {} for i in names}

        used = [
            self._add_media(modality, media, ratios, scores, exemplars)
            for modality, media in (("image", query.image), ("voice", query.voice))
            if media is not None
        ]
        heard = self._add_words(query, names, ratios, scores, exemplars)
        if not used and not heard:
            return Edge(Outcome.UNKNOWN, (), 1.0)
        return self._edge(names, ratios, scores, exemplars, self._calibration.threshold(used), listed)

    def _add_media(self, modality: str, media, ratios, scores, exemplars) -> Evidence:
        encoder = self._encoders[modality]
        index = self._indexes.of(encoder.id)
        nearest = index.nearest(encoder.encode([media])[0])
        evidence = self._calibration.evidence(modality, encoder)
        for persona, score, triplet, ratio in zip(
            nearest.persona_ids.tolist(), nearest.scores.tolist(), nearest.triplet_ids.tolist(),
            evidence.ratio(nearest.scores).tolist(), strict=True,
        ):
            ratios[persona] += ratio
            scores[persona][modality] = score
            exemplars[persona][modality] = triplet
        for persona in index.enrolled.difference(nearest.persona_ids.tolist()):
            ratios[persona] += evidence.lowest
        return evidence

    def _add_words(self, query: Query, names: Mapping[int, str], ratios, scores, exemplars) -> bool:
        """Adds the evidence of names and descriptions; False when the words describe nobody."""
        called = named(query.text, names)
        for persona, strength in called.items():
            ratios[persona] += strength * self._calibration.name_ratio
            scores[persona]["name"] = strength
        if called:
            return True
        question = parse(query.text)
        words = description(question, with_media=query.image is not None or query.voice is not None)
        fits = describe(words, self._notes(words, names))
        for persona in names:
            if persona in fits:
                fit = fits[persona]
                ratios[persona] += self._calibration.text_ratio(fit.features)
                scores[persona]["text"] = fit.features[1]
                if fit.source is not None:
                    exemplars[persona]["text"] = fit.source
            elif words:
                ratios[persona] += self._calibration.text_ratio(NOTHING)
        return bool(words)

    def _notes(self, words: Sequence, names: Mapping[int, str]) -> Notes:
        if not words:
            return {}
        if len(names) <= _COMPARED:
            return self._memory.texts()
        hits = self._memory.search_text(widen(words), limit=4 * _COMPARED)
        nearest = list(dict.fromkeys(hit.persona_id for hit in hits))[:_COMPARED]
        return self._memory.texts(nearest)

    def _edge(self, names, ratios, scores, exemplars, needed: float, listed: int) -> Edge:
        calibration = self._calibration
        prior = math.log((1 - calibration.prior_unknown) / len(names)) - math.log(calibration.prior_unknown)
        ids = list(names)
        posterior, unknown = probabilities(np.array([ratios[i] + prior for i in ids]))
        order = np.argsort(-posterior, kind="stable")[:listed]
        candidates = tuple(
            Candidate(ids[i], names[ids[i]], float(posterior[i]), scores[ids[i]], exemplars[ids[i]]) for i in order
        )
        top = candidates[0].probability
        pair = top + (candidates[1].probability if len(candidates) > 1 else 0.0)
        if top >= needed:
            return Edge(Outcome.MATCHED, candidates, top)
        if pair >= needed and candidates[1].probability >= pair * _SHARE:
            return Edge(Outcome.AMBIGUOUS, candidates, pair)
        return Edge(Outcome.UNKNOWN, candidates, unknown)
