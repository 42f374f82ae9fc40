"""Which picture, clip and sentence an answer stands on.

What was read in a note is evidence. Of a language model's answer a sentence is evidence only where
the answer holds it word for word: what the model made of its context is its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from persona_assistant.assistant.recognise import exemplar, triplet_if_kept
from persona_assistant.assistant.services import Services
from persona_assistant.engines.base import Generation
from persona_assistant.language.words import sentences
from persona_assistant.pmg import (
    Answer,
    Candidate,
    Edge,
    Evidence,
    Outcome,
    PersonAnswer,
    TranscriptSegment,
)
from persona_assistant.prompt import Prompt


def standing_on(answer: Answer, one: PersonAnswer, text: str, short: str | None = None) -> Answer:
    """The answer, in place of an abstention, that a sentence in one person's notes gives."""
    return replace(
        answer,
        text=text,
        abstained=False,
        reason=None,
        evidence=(Evidence("text", one.name, one.sentence, one.triplet_id, one.date),),
        people=(one,),
        short=one.answer if short is None else short,
    )


def evidence_of(
    services: Services, edge: Edge, generation: Generation, prompt: Prompt
) -> tuple[Evidence, ...]:
    """Of what an engine answered to `prompt`; none unless the edge is matched."""
    if edge.outcome is not Outcome.MATCHED:
        return ()
    candidate = edge.candidates[0]
    evidence = list(_exemplars(services, candidate))
    reading = generation.finished.reading
    if reading is not None and reading.answered:
        best = reading.found[0]
        whose = "you" if best.note.told else candidate.name
        evidence.append(
            Evidence("text", whose, best.sentence, best.note.triplet_id, best.note.date)
        )
    elif not generation.finished.abstained:
        text = generation.text.strip()
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
