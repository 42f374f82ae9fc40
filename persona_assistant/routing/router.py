"""The identity decision: one edge over face, voice and words.

For each persona i the evidence of every modality the query has is added to the prior,

    utility_i = Σ_m LLR_m(i) + log((1 - p0) / N) - log(p0)

and the posterior over the N personas and "nobody known" follows (`choice.probabilities`). One
persona above the threshold is matched; two that share the probability are ambiguous; anything else
is unknown. Nothing downstream can turn an unknown into a name.

Everything is reckoned for all personas at once, in arrays by ascending id; only the few candidates
that an edge lists are looked at one by one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from persona_assistant.choice import probabilities
from persona_assistant.encoders.base import Encoder
from persona_assistant.language.describing import (
    NOTHING,
    Notes,
    describe,
    description,
    named,
    widen,
)
from persona_assistant.language.question import parse
from persona_assistant.language.speech import as_told
from persona_assistant.language.words import Word
from persona_assistant.memory import Store
from persona_assistant.pmg import Candidate, Clip, Edge, Outcome, Picture, Query
from persona_assistant.routing.calibration import Calibration, Evidence
from persona_assistant.routing.fusion import fuse
from persona_assistant.routing.index import Index, Indexes, StoredIndex

_COMPARED = 48
"""People whose notes are compared word by word; more are first narrowed down."""
_SHARE = 0.2
"""Part of a pair's probability the second persona must hold for "A or B" to be said."""


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
        self._everybody: tuple[int, Mapping[int, str]] | None = None

    def decide(
        self, query: Query, *, listed: int = 8, encoders: Mapping[str, Encoder] | None = None
    ) -> Edge:
        """Who the query is about; the edge lists at most `listed` candidates. `encoders` take the
        place of the router's own.

        Raises MediaError when there is nothing to recognise in its picture or clip.
        """
        names, encoders = self._names(), encoders or self._encoders
        if not names:
            return Edge(Outcome.UNKNOWN, (), 1.0)
        posterior = Posterior(names)
        shown = [
            (modality, media)
            for modality, media in (("image", query.image), ("voice", query.voice))
            if media
        ]
        used = [
            self._score_media(encoders[modality], media, posterior) for modality, media in shown
        ]
        described = self._score_text(query, encoders, posterior)
        if not used and not described:
            return Edge(Outcome.UNKNOWN, (), 1.0)
        return self._edge(posterior, self._calibration.threshold(used), listed)

    def _names(self) -> Mapping[int, str]:
        version = self._memory.version
        if self._everybody is None or self._everybody[0] != version:
            self._everybody = version, self._memory.people.names()
        return self._everybody[1]

    # --- face and voice

    def _score_media(
        self, encoder: Encoder, media: Picture | Clip, posterior: Posterior
    ) -> Evidence:
        index = self._indexes.of(encoder.id)
        nearest = index.nearest(encoder.encode([media])[0])
        evidence = self._calibration.evidence(encoder.modality, encoder)
        # Nearer to what is known not to show them than to anything that does: no resemblance counts
        # then.
        ratios = np.where(nearest.refuted, evidence.lowest, evidence.ratio(nearest.scores))
        posterior.add(list(index.enrolled), evidence.lowest)
        posterior.add(nearest.persona_ids, ratios - evidence.lowest)
        posterior.note(encoder.modality, nearest.persona_ids, nearest.scores, nearest.triplet_ids)
        return evidence

    # --- words

    def _score_text(
        self, query: Query, encoders: Mapping[str, Encoder], posterior: Posterior
    ) -> bool:
        """Adds the evidence of names and descriptions; False when the words describe nobody."""
        called = named(query.text, posterior.names)
        if called:
            ids, strengths = np.array(list(called)), np.array(list(called.values()))
            posterior.add(ids, strengths * self._calibration.name_ratio)
            posterior.note("name", ids, strengths)
            return True
        words = description(
            parse(query.text), with_media=query.image is not None or query.voice is not None
        )
        if words:
            self._describe(words, encoders, posterior)
        return bool(words)

    def _describe(
        self, words: Sequence[Word], encoders: Mapping[str, Encoder], posterior: Posterior
    ) -> None:
        described = " ".join(word.surface for word in words)
        reader = encoders.get("text")
        meant = (
            _ranked(self._indexes.of_texts(reader.id), reader.encode([described])[0])
            if reader
            else {}
        )
        fits = describe(words, self._notes(words, described, meant, encoders, posterior.names))

        def ratio(features: Sequence[float], cosine: float = 0.0) -> float:
            known = (cosine, reader.id) if reader else ()
            return self._calibration.text_ratio(features, *known)

        ids = sorted(fits.keys() | meant.keys())
        posterior.add(posterior.ids, ratio(NOTHING))
        found = [ratio(fits[i].features if i in fits else NOTHING, meant.get(i, 0.0)) for i in ids]
        posterior.add(ids, np.array(found) - ratio(NOTHING))
        for origin, key in (("note", "text"), ("transcript", "heard")):
            found = {i: fit for i, fit in fits.items() if fit.source and fit.source[0] == origin}
            posterior.note(
                key,
                list(found),
                [f.features[1] for f in found.values()],
                [f.source[1] for f in found.values()],
            )
        posterior.note("meaning", list(meant), list(meant.values()))

    def _notes(
        self,
        words: Sequence[Word],
        described: str,
        meant: Mapping[int, float],
        encoders: Mapping[str, Encoder],
        names: Mapping[int, str],
    ) -> Notes:
        """What is known in words of everybody, or of those whom the words may describe: found by
        the words themselves, by their meaning, and by how people look where the image encoder
        reads."""
        if len(names) <= _COMPARED:
            return self._passages(None, names)
        hits = self._memory.passages.search(widen(words), limit=4 * _COMPARED)
        rankings = [list(dict.fromkeys(hit.persona_id for hit in hits)), list(meant)]
        looks = encoders["image"]
        if getattr(looks, "reads", False):
            rankings.append(
                list(_ranked(self._indexes.of(looks.id), looks.encode_text([described])[0]))
            )
        return self._passages(fuse(rankings)[:_COMPARED], names)

    def _passages(self, personas: Sequence[int] | None, names: Mapping[int, str]) -> Notes:
        """Notes, and what was heard in clips as a note would tell it; keys are (origin, triplet
        id)."""
        notes = self._memory.passages.notes(personas)
        heard = self._memory.passages.transcripts(personas)
        return {
            persona: [(("note", triplet), text) for triplet, text in texts]
            + [
                (("transcript", passage.triplet_id), turned)
                for passage in heard.get(persona, ())
                for _, turned in as_told(passage.text, names[persona])
            ]
            for persona, texts in notes.items()
        }

    # --- the decision

    def _edge(self, posterior: Posterior, needed: float, listed: int) -> Edge:
        unknown_before = self._calibration.prior_unknown
        prior = math.log((1 - unknown_before) / len(posterior.ids)) - math.log(unknown_before)
        chances, unknown = probabilities(posterior.ratios + prior)
        candidates = posterior.candidates(chances, listed)
        top = candidates[0].probability
        pair = top + (candidates[1].probability if len(candidates) > 1 else 0.0)
        if top >= needed:
            return Edge(Outcome.MATCHED, candidates, top)
        if pair >= needed and candidates[1].probability >= pair * _SHARE:
            return Edge(Outcome.AMBIGUOUS, candidates, pair)
        return Edge(Outcome.UNKNOWN, candidates, unknown)


def _ranked(index: Index | StoredIndex, vector: np.ndarray) -> dict[int, float]:
    """The personas nearest to a vector, nearest first, with their scores."""
    nearest = index.nearest(vector, 4 * _COMPARED)
    return dict(zip(nearest.persona_ids.tolist(), nearest.scores.tolist(), strict=True))


class Posterior:
    """Everybody, and the evidence for and against each of them."""

    def __init__(self, names: Mapping[int, str]) -> None:
        """`names` by ascending id."""
        self.names = names
        self.ids = np.fromiter(names, np.int64, len(names))
        self.ratios = np.zeros(len(names))
        self._seen: dict[str, tuple[np.ndarray, Sequence[float], Sequence[int] | None]] = {}

    def add(self, personas: Sequence[int], ratios) -> None:
        """Adds log-likelihood ratios, one each or one for all. Whoever was forgotten meanwhile is
        passed over."""
        personas = np.asarray(personas, np.int64)
        places = np.searchsorted(self.ids, personas).clip(max=len(self.ids) - 1)
        known = self.ids[places] == personas
        self.ratios[places[known]] += np.broadcast_to(ratios, personas.shape)[known]

    def note(self, what: str, personas: Sequence[int], scores, exemplars=None) -> None:
        """Keeps the scores, and the triplets they were reached with, for whoever will be listed."""
        if len(personas):
            self._seen[what] = np.asarray(personas, np.int64), scores, exemplars

    def candidates(self, posterior: np.ndarray, listed: int) -> tuple[Candidate, ...]:
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
        for what, (personas, its_scores, its_exemplars) in self._seen.items():
            for row in np.flatnonzero(personas == persona):
                scores[what] = float(its_scores[row])
                if its_exemplars is not None:
                    exemplars[what] = int(its_exemplars[row])
        return Candidate(persona, self.names[persona], probability, scores, exemplars)
