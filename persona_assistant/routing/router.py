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

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from persona_assistant.encoders.base import Encoder, JointEncoder, Specialist, samples_in
from persona_assistant.errors import MediaError
from persona_assistant.language.descriptions import (
    NO_MATCH,
    Notes,
    description_words,
    expand_terms,
    match_descriptions,
)
from persona_assistant.language.names import mentioned_names
from persona_assistant.language.question import parse
from persona_assistant.language.third_person import to_third_person
from persona_assistant.language.words import Word
from persona_assistant.memory import Store
from persona_assistant.pmg import Clip, Edge, Outcome, Picture, Query
from persona_assistant.routing.calibration import Calibration, Evidence
from persona_assistant.routing.fusion import fuse
from persona_assistant.routing.index import Index, Indexes, Judge, StoredIndex
from persona_assistant.routing.posterior import Posterior
from persona_assistant.routing.probes import (
    ComparedMedium,
    add_media,
    decide_each,
    edge_of_several,
)
from persona_assistant.samples import SENSES, Sample

_COMPARED = 48
"""People whose notes are compared word by word; more are first narrowed down."""

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
        media = []
        if query.image is not None:
            media.append(self._compared("image", query.image, encoders))
        if query.voice is not None:
            media.append(self._compared("voice", query.voice, encoders))
        prior, known = self._calibration.prior_unknown, (names, aliases)
        probes = tuple(p for each in media for p in decide_each(each, known, prior, listed))
        posterior = Posterior(names, aliases)
        needed: Any = self._calibration.text_match
        if media:
            needed = add_media(posterior, media, self._calibration)
        by_words = self._score_text(query, encoders, posterior)
        if not media and not by_words:
            return Edge(Outcome.UNKNOWN, (), 1.0)
        if len(media) == 1 and len(probes) > 1 and not by_words:
            return edge_of_several(probes, listed)
        edge = replace(posterior.edge(prior, needed, listed), probes=probes)
        if edge.outcome is not Outcome.MATCHED:
            # Neither words nor a voice tell which of several is meant.
            for each in media:
                shown = edge_of_several(tuple(p for p in probes if p.sense == each.sense), listed)
                if shown.outcome is Outcome.SEVERAL:
                    return replace(shown, probes=probes)
        return edge

    def _known_names(self) -> tuple[Mapping[int, str], Mapping[int, Sequence[str]]]:
        """The name of everybody by ascending id, and the aliases of those who have any, as the
        memory is now."""
        version = self._memory.version
        known = self._names_at
        if known is None or known[0] != version:
            known = version, self._memory.people.names(), self._memory.people.aliases()
            self._names_at = known
        return known[1], known[2]

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


def _ranked(index: Index | StoredIndex, vector: NDArray[Any]) -> dict[int, float]:
    """The personas nearest to a vector, nearest first, with their scores."""
    nearest = index.nearest(vector, 4 * _COMPARED)
    return dict(zip(nearest.persona_ids.tolist(), nearest.scores.tolist(), strict=True))


def _judge(evidence: Evidence, sample: Sample) -> Judge:
    """What scores against that sample are worth."""
    return lambda scores, quality: evidence.llr(scores, sample.quality, quality)
