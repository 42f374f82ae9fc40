"""Which picture, clip and sentence an answer stands on.

A sentence is evidence only when the answer holds it word for word: what a language model made of
its context is its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from persona_assistant.assistant.recognise import exemplar, triplet_if_kept
from persona_assistant.assistant.services import Services
from persona_assistant.language.words import sentences
from persona_assistant.pmg import Candidate, Edge, Evidence, Outcome, TranscriptSegment
from persona_assistant.prompt import Prompt


def evidence_of(
    services: Services, edge: Edge, text: str, abstained: bool, prompt: Prompt
) -> tuple[Evidence, ...]:
    """Of an answer `text` that an engine gave to `prompt`; none unless the edge is matched."""
    if edge.outcome is not Outcome.MATCHED:
        return ()
    candidate = edge.candidates[0]
    evidence = list(_exemplars(services, candidate))
    if not abstained:
        contexts = [c for c in prompt.contexts if c.persona_id == candidate.persona_id]
        transcripts = contexts[0].heard if contexts else ()
        evidence.extend(_quoted(services, candidate, text, transcripts))
    return tuple(evidence)


def _exemplars(services: Services, candidate: Candidate) -> Iterator[Evidence]:
    image = triplet_if_kept(services, exemplar(candidate, "image"))
    if image is not None and image.image is not None:
        yield Evidence("image", candidate.name, image.image.source, image.id)
    voice = triplet_if_kept(services, exemplar(candidate, "voice"))
    if voice is not None and voice.voice is not None:
        yield Evidence("voice", candidate.name, voice.voice.source, voice.id)


def _quoted(
    services: Services, candidate: Candidate, text: str, transcripts: Sequence[TranscriptSegment]
) -> Sequence[Evidence]:
    notes = services.store.passages.notes([candidate.persona_id]).get(candidate.persona_id, [])
    quoted = [
        Evidence("text", candidate.name, sentence, triplet)
        for triplet, note in notes
        for sentence in sentences(note)
        if sentence in text
    ]
    quoted += [
        Evidence(
            "voice",
            candidate.name,
            f'{each.source}, where it was heard: "{sentence}"',
            each.triplet_id,
        )
        for each in transcripts
        for sentence in sentences(each.text)
        if sentence in text
    ]
    # A short sentence may stand inside a longer one; the longest is the one that was read.
    return sorted(quoted, key=lambda evidence: -len(evidence.detail))[:1]
