"""Who somebody is, and what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persona_assistant.pmg import Outcome
from persona_assistant.views.recognition import (
    SENSES,
    alternatives,
    explanation_lines,
    said_before,
)
from persona_assistant.views.words import listed, percent, shown

if TYPE_CHECKING:
    from persona_assistant.assistant.explain import Explanation
    from persona_assistant.pmg import Answer, Box, Candidate, Edge, Evidence, PersonAnswer, Probe
    from persona_assistant.progress import Progress


def edge_document(edge: Edge) -> dict[str, Any]:
    return {
        "outcome": edge.outcome.value,
        "persona": edge.persona,
        "probability": edge.probability,
        "notices": list(edge.notices),
        "candidates": [_candidate_document(each) for each in edge.candidates],
        "faces": [_face_document(each) for each in edge.probes if each.sense == "face"],
        "voices": [
            _voice_document(each) for each in edge.probes if each.sense in ("voice", "synthetic")
        ],
    }


def explanation_document(explanation: Explanation) -> dict[str, Any]:
    """As `edge_document`, with the words for people."""
    sentences = [line.text.strip() for line in explanation_lines(explanation)]
    return {**edge_document(explanation.edge), "explanation": sentences}


def _candidate_document(candidate: Candidate) -> dict[str, Any]:
    return {
        "persona": candidate.name,
        "mark": candidate.mark or None,
        "probability": candidate.probability,
        "scores": dict(candidate.scores),
    }


def _face_document(probe: Probe) -> dict[str, Any]:
    return {"number": probe.number, "box": box_document(probe.box), **_probe_document(probe)}


def _voice_document(probe: Probe) -> dict[str, Any]:
    spans = [list(span) for span in probe.spans]
    return {"number": probe.number, "spans": spans, **_probe_document(probe)}


def box_document(box: Box | None) -> dict[str, float] | None:
    """In fractions of the picture's width and height."""
    if box is None:
        return None
    return {"left": box.left, "top": box.top, "width": box.width, "height": box.height}


def _probe_document(probe: Probe) -> dict[str, Any]:
    return {
        "outcome": probe.outcome.value,
        "persona": probe.persona,
        "probability": probe.probability,
        "doubts": list(probe.doubts),
        "candidates": [_candidate_document(each) for each in probe.candidates],
    }


def answer_document(answer: Answer) -> dict[str, Any]:
    return {
        **edge_document(answer.edge),
        "text": answer.text,
        "short": answer.short,
        "abstained": answer.abstained,
        "reason": answer.reason and answer.reason.value,
        "evidence": [
            {"modality": each.modality, "persona": each.persona, "detail": each.detail}
            for each in answer.evidence
        ],
        "people": [_person_document(each) for each in answer.people],
        "seconds": answer.seconds,
        "notices": list(answer.notices),
    }


def _person_document(each: PersonAnswer) -> dict[str, Any]:
    return {
        "persona": each.name,
        "answer": each.answer,
        "sentence": each.sentence,
        "date": each.date and each.date.isoformat(),
        "triplet": each.triplet_id,
        "probability": each.probability,
    }


def waits_for(progress: Progress) -> str:
    """What an answer waits for while a language model thinks; empty at other times."""
    if progress.stage == "looking for":
        return f"looking for: {progress.detail}"
    return "thinking" if progress.stage == "thinking" else ""


def footing(answer: Answer) -> str:
    """Who it is about and how sure that is, how sure it is that the note answers, what the answer
    stands on and how long it took, in one line."""
    edge = answer.edge
    if said_before(edge):
        parts = [f"{shown(edge.candidates[0].label)}, as before"]
    elif edge.outcome is Outcome.MATCHED:
        parts = [f"{shown(edge.candidates[0].label)} {percent(edge.probability)}"]
    elif edge.outcome is Outcome.AMBIGUOUS:
        parts = [alternatives(edge, "{} {}")]
    elif edge.outcome is Outcome.SEVERAL:
        parts = [listed([shown(each.label) for each in edge.known])]
    elif not of_the_user(answer):
        parts = ["nobody known"]
    else:
        parts = ["about you"] if answer.timings else []  # nothing was looked for
    if answer.reason:
        parts.append(answer.reason.value)
    if answer.short and len(answer.people) == 1:
        parts.append(f"this answers {percent(answer.people[0].probability)}")
    parts += dict.fromkeys(_ground(each, edge) for each in answer.evidence)
    parts.append(f"{answer.seconds:.2f} s")
    return " · ".join(parts)


def of_the_user(answer: Answer) -> bool:
    """Whether an answer is about the user, and stands on nobody's notes."""
    told = all(each.persona == "you" for each in answer.evidence)
    return answer.edge.outcome is Outcome.UNKNOWN and not answer.abstained and told


def _ground(evidence: Evidence, edge: Edge) -> str:
    if evidence.modality == "text" and evidence.persona == "you":
        return "what you told"
    if evidence.modality == "text":
        return "your note, word for word"  # which the answer shows already
    by_face = evidence.modality == "image" and any(each.sense == "face" for each in edge.probes)
    return f"{SENSES['face' if by_face else evidence.modality]} {evidence.detail}".rstrip()
