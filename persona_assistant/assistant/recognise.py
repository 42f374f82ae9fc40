"""Who a query is about, and what is said in a clip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from persona_assistant.assistant.services import Services
from persona_assistant.enrolment.examining import Kind
from persona_assistant.errors import BadInput, EngineMissing
from persona_assistant.pmg import (
    Candidate,
    Clip,
    Edge,
    Evidence,
    Meant,
    Modality,
    Outcome,
    Picture,
    Query,
    Triplet,
)
from persona_assistant.samples import SENSES

_LISTED = 8
"""Candidates of an edge, so that a person sees whom it nearly was."""


def who(services: Services, query: Query) -> Edge:
    """See `Assistant.who`."""
    if query.image is None and query.voice is None and not query.text.strip():
        raise BadInput(
            "nothing to recognise; give a picture, a clip or a description",
            code="nothing_to_recognise",
        )
    if query.meant is not None and not query.meant.together:
        return _edge_to(services, query.meant)
    media: tuple[tuple[Kind, Picture | Clip | None], ...] = (
        ("image", query.image),
        ("voice", query.voice),
    )
    shown = [kind for kind, medium in media if medium is not None]
    encoders, notices = services.selector.select(*shown)
    listed = max(_LISTED, services.options.top_k)
    with services.deciding:
        edge = services.router.decide(query, listed=listed, encoders=encoders)
    return replace(edge, notices=(*edge.notices, *notices)) if notices else edge


def _edge_to(services: Services, meant: Meant) -> Edge:
    """The edge that a conversation has decided."""
    names = services.store.people.names()
    known = [each for each in meant.personas if each in names]
    if not known:
        return Edge(Outcome.UNKNOWN, (), 1.0)
    chance = 1 / len(known)
    candidates = tuple(
        Candidate(each, names[each], chance, {"conversation": 1.0}) for each in known
    )
    return Edge(Outcome.MATCHED if len(known) == 1 else Outcome.AMBIGUOUS, candidates, 1.0)


def sources(services: Services, edge: Edge) -> Mapping[Modality, str]:
    """See `Assistant.sources`."""
    if edge.outcome is not Outcome.MATCHED:
        return {}
    best = edge.candidates[0]
    names: dict[Modality, str] = {}
    image = triplet_if_kept(services, exemplar(best, "image"))
    if image is not None and image.image is not None:
        names["image"] = image.image.source
    # A description may fit what was heard in a clip.
    voice = triplet_if_kept(services, exemplar(best, "voice") or best.exemplars.get("heard"))
    if voice is not None and voice.voice is not None:
        names["voice"] = voice.voice.source
    return names


def exemplar(candidate: Candidate, kind: Literal["image", "voice"]) -> int | None:
    """Id of the triplet whose picture or clip, by whichever sense, is most like the query's."""
    senses = (*SENSES[kind], kind)
    return next((candidate.exemplars[each] for each in senses if each in candidate.exemplars), None)


def triplet_if_kept(services: Services, triplet_id: int | None) -> Triplet | None:
    """The triplet an edge stands on; None for no id, or when it was forgotten since."""
    if triplet_id is None:
        return None
    try:
        return services.store.media.triplet(triplet_id)
    except BadInput:
        return None


def triplet_of(services: Services, evidence: Evidence) -> Triplet:
    """See `Assistant.triplet_of`."""
    if evidence.triplet_id is None:
        raise BadInput(
            "Where this was taken from is not known; look at the person instead.",
            code="no_such_triplet",
        )
    return services.store.media.triplet(evidence.triplet_id)


def hear(services: Services, clip: Clip) -> str:
    """See `Assistant.hear`."""
    transcriber = services.open_transcriber()
    if transcriber is None:
        raise EngineMissing(
            "hearing what is said needs a transcriber; name one in the settings, e.g. "
            "PERSONA_ASSISTANT_TRANSCRIBER=faster-whisper-small after: "
            "persona-assistant models pull faster-whisper-small",
            code="transcriber_missing",
        )
    text, _ = transcriber.transcribe(clip)
    if not text:
        raise BadInput(
            f"{clip.source or 'clip'}: no words can be heard in it; "
            "record it again or write the question",
            code="nothing_heard",
        )
    return text
