"""The identity decision: one edge over face, voice and words.

For each persona i the evidence of every modality the query has is added to the prior,

    utility_i = Σ_m LLR_m(i) + log((1 - p0) / N) - log(p0)

and the posterior over the N personas and "nobody known" follows (`choice.probabilities`). One
persona above the threshold is matched; two that share the probability are ambiguous; anything else
is unknown. Nothing downstream can turn an unknown into a name.

Everything is computed for all personas at once, in arrays by ascending id; only the few candidates
that an edge lists are looked at one by one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from persona_assistant.choice import probabilities
from persona_assistant.encoders.base import Encoder, JointEncoder
from persona_assistant.language.descriptions import (
    NO_MATCH,
    Notes,
    description_words,
    expand_terms,
    match_descriptions,
    mentioned_names,
)
from persona_assistant.language.question import parse
from persona_assistant.language.third_person import to_third_person
from persona_assistant.language.words import Word
from persona_assistant.memory import Store
from persona_assistant.pmg import Candidate, Clip, Edge, Outcome, Picture, Query
from persona_assistant.routing.calibration import Calibration, Evidence
from persona_assistant.routing.fusion import fuse
from persona_assistant.routing.index import Index, Indexes, StoredIndex

_COMPARED = 48
"""People whose notes are compared word by word; more are first narrowed down."""
_SHARE = 0.2
"""Part of a pair's probability that the second persona must hold for both to be named."""

Source: TypeAlias = tuple[str, int]
"""Where a text comes from: "note" or "transcript", and the id of its triplet."""


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
        self._names_at: tuple[int, Mapping[int, str], Mapping[int, Sequence[str]]] | None = None

    def decide(
        self, query: Query, *, listed: int = 8, encoders: Mapping[str, Encoder] | None = None
    ) -> Edge:
        """Who the query is about; the edge lists at most `listed` candidates. `encoders` take the
        place of the router's own.

        Raises MediaError when there is nothing to recognise in its picture or clip.
        """
        (names, aliases), encoders = self._known_names(), encoders or self._encoders
        if not names:
            return Edge(Outcome.UNKNOWN, (), 1.0)
        posterior = Posterior(names, aliases)
        used = [
            self._score_media(encoders[modality], media, posterior)
            for modality, media in (("image", query.image), ("voice", query.voice))
            if media
        ]
        by_words = self._score_text(query, encoders, posterior)
        if not used and not by_words:
            return Edge(Outcome.UNKNOWN, (), 1.0)
        return self._edge(posterior, self._calibration.threshold(used), listed)

    def _known_names(self) -> tuple[Mapping[int, str], Mapping[int, Sequence[str]]]:
        """The name of everybody by ascending id, and the aliases of those who have any, as the
        memory is now."""
        version = self._memory.version
        known = self._names_at
        if known is None or known[0] != version:
            known = version, self._memory.people.names(), self._memory.people.aliases()
            self._names_at = known
        return known[1], known[2]

    # --- face and voice

    def _score_media(
        self, encoder: Encoder, media: Picture | Clip, posterior: Posterior
    ) -> Evidence:
        index = self._indexes.media_index(encoder.id)
        nearest = index.nearest(encoder.encode([media])[0])
        evidence = self._calibration.evidence(encoder.modality, encoder)
        # Whoever was rejected is nearer to what is known not to show them than to anything that
        # does: no resemblance counts then.
        llrs = np.where(nearest.rejected, evidence.lowest, evidence.llr(nearest.scores))
        posterior.add(list(index.enrolled), evidence.lowest)
        posterior.add(nearest.persona_ids, llrs - evidence.lowest)
        posterior.record(encoder.modality, nearest.persona_ids, nearest.scores, nearest.triplet_ids)
        return evidence

    # --- words

    def _score_text(
        self, query: Query, encoders: Mapping[str, Encoder], posterior: Posterior
    ) -> bool:
        """Adds the evidence of names and descriptions; False when the words describe nobody."""
        mentions = mentioned_names(query.text, posterior.names, posterior.aliases)
        if mentions:
            ids, strengths = list(mentions), np.array(list(mentions.values()))
            posterior.add(ids, strengths * self._calibration.name_ratio)
            posterior.record("name", ids, strengths)
            return True
        words = description_words(
            parse(query.text), with_media=query.image is not None or query.voice is not None
        )
        if words:
            self._score_description(words, encoders, posterior)
        return bool(words)

    def _score_description(
        self, words: Sequence[Word], encoders: Mapping[str, Encoder], posterior: Posterior
    ) -> None:
        """Adds how well everybody's notes fit the words, and where there is a sentence encoder, how
        near their meaning is."""
        described = " ".join(word.surface for word in words)
        reader = encoders.get("text")
        cosines: dict[int, float] = {}
        if reader:
            index = self._indexes.text_index(reader.id)
            cosines = _ranked(index, reader.encode([described])[0])
        fits = match_descriptions(
            words, self._notes(words, described, cosines, encoders, posterior.names)
        )

        def llr(features: Sequence[float], cosine: float = 0.0) -> float:
            if reader is None:
                return self._calibration.text_llr(features)
            return self._calibration.text_llr(features, cosine, reader.id)

        silent = llr(NO_MATCH)
        ids = sorted(fits.keys() | cosines.keys())
        llrs = [llr(fits[i].features if i in fits else NO_MATCH, cosines.get(i, 0.0)) for i in ids]
        posterior.add(posterior.ids, silent)
        posterior.add(ids, np.array(llrs) - silent)
        for origin, key in (("note", "text"), ("transcript", "heard")):
            of_origin = {i: fit for i, fit in fits.items() if fit.source[0] == origin}
            posterior.record(
                key,
                list(of_origin),
                [fit.features[1] for fit in of_origin.values()],
                [fit.source[1] for fit in of_origin.values()],
            )
        posterior.record("meaning", list(cosines), list(cosines.values()))

    def _notes(
        self,
        words: Sequence[Word],
        described: str,
        cosines: Mapping[int, float],
        encoders: Mapping[str, Encoder],
        names: Mapping[int, str],
    ) -> Notes[Source]:
        """What is known in words of everybody, or of those whom the words may describe: found by
        the words themselves, by their meaning, and by how people look where the image encoder
        reads."""
        if len(names) <= _COMPARED:
            return self._passages(None, names)
        hits = self._memory.passages.search(expand_terms(words), limit=4 * _COMPARED)
        rankings = [list(dict.fromkeys(hit.persona_id for hit in hits)), list(cosines)]
        images = encoders["image"]
        if isinstance(images, JointEncoder) and images.encodes_text:
            index = self._indexes.media_index(images.id)
            rankings.append(list(_ranked(index, images.encode_text([described])[0])))
        return self._passages(fuse(rankings)[:_COMPARED], names)

    def _passages(self, personas: Sequence[int] | None, names: Mapping[int, str]) -> Notes[Source]:
        """Notes, and what was heard in clips as a note would put it."""
        notes = self._memory.passages.notes(personas)
        heard = self._memory.passages.transcripts(personas)
        return {
            persona: [
                *((("note", triplet), text) for triplet, text in texts),
                *(
                    (("transcript", passage.triplet_id), sentence)
                    for passage in heard.get(persona, ())
                    for _, sentence in to_third_person(passage.text, names[persona])
                ),
            ]
            for persona, texts in notes.items()
        }

    # --- the decision

    def _edge(self, posterior: Posterior, needed: float, listed: int) -> Edge:
        unknown_before = self._calibration.prior_unknown
        prior = math.log((1 - unknown_before) / len(posterior.ids)) - math.log(unknown_before)
        chances, unknown = probabilities(posterior.llrs + prior)
        candidates = posterior.candidates(chances, listed)
        top = candidates[0].probability
        pair = top + (candidates[1].probability if len(candidates) > 1 else 0.0)
        if top >= needed:
            return Edge(Outcome.MATCHED, candidates, top)
        if pair >= needed and candidates[1].probability >= pair * _SHARE:
            return Edge(Outcome.AMBIGUOUS, candidates, pair)
        return Edge(Outcome.UNKNOWN, candidates, unknown)


def _ranked(index: Index | StoredIndex, vector: NDArray[Any]) -> dict[int, float]:
    """The personas nearest to a vector, nearest first, with their scores."""
    nearest = index.nearest(vector, 4 * _COMPARED)
    return dict(zip(nearest.persona_ids.tolist(), nearest.scores.tolist(), strict=True))


@dataclass(frozen=True)
class _Record:
    """What a kind of evidence found: personas, their scores, and the triplets they stand on."""

    personas: NDArray[np.int64]
    scores: Sequence[float] | NDArray[Any]
    triplets: Sequence[int] | NDArray[Any] | None


class Posterior:
    """Everybody, and the evidence for and against each of them."""

    def __init__(
        self, names: Mapping[int, str], aliases: Mapping[int, Sequence[str]] | None = None
    ) -> None:
        """`names` by ascending id; `aliases` of those who have any."""
        self.names, self.aliases = names, aliases or {}
        self.ids = np.fromiter(names, np.int64, len(names))
        self.llrs = np.zeros(len(names))
        """Sum of the log-likelihood ratios, in the order of `ids`."""
        self._records: dict[str, _Record] = {}

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
        return Candidate(persona, self.names[persona], probability, scores, exemplars)
