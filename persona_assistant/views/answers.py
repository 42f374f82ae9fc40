"""Who somebody is, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from persona_assistant.pmg import Outcome
from persona_assistant.views.words import percent, shown

if TYPE_CHECKING:
    from persona_assistant.pmg import Answer, Edge, Evidence

_SENSES = {"image": "face", "voice": "voice"}


def edge_document(edge: Edge) -> dict[str, Any]:
    return {
        "outcome": edge.outcome.value,
        "persona": edge.persona,
        "probability": edge.probability,
        "notices": list(edge.notices),
        "candidates": [
            {"persona": each.name, "probability": each.probability, "scores": dict(each.scores)}
            for each in edge.candidates
        ],
    }


def answer_document(answer: Answer) -> dict[str, Any]:
    return {
        **edge_document(answer.edge),
        "text": answer.text,
        "abstained": answer.abstained,
        "reason": answer.reason and answer.reason.value,
        "evidence": [
            {"modality": each.modality, "persona": each.persona, "detail": each.detail}
            for each in answer.evidence
        ],
        "seconds": answer.seconds,
        "notices": list(answer.notices),
    }


def edge_sentence(edge: Edge, sources: Mapping[Any, str]) -> str:
    """Who it is, how sure that is and by what. `sources`: see `Assistant.sources`."""
    if edge.outcome is Outcome.MATCHED:
        name, sure = shown(edge.candidates[0].name), percent(edge.probability)
        return f"This is {name} - {sure}, by {' and '.join(_grounds(edge, sources))}."
    if edge.outcome is Outcome.AMBIGUOUS:
        return f"This is {_either(edge, '{} ({})')}; which of the two cannot be told."
    return f"This is nobody in the memory - {percent(edge.probability)}."


def _grounds(edge: Edge, sources: Mapping[Any, str]) -> list[str]:
    """What a matched edge stands on."""
    best = edge.candidates[0]
    files = {modality: f" ({source})" for modality, source in sources.items() if source}
    grounds = [
        f"{sense}{files.get(modality, '')}"
        for modality, sense in _SENSES.items()
        if modality in best.exemplars
    ]
    if "name" in best.scores:
        grounds.append("name")
    elif "text" in best.exemplars:
        grounds.append("your notes")
    elif "heard" in best.exemplars:
        grounds.append(f"what was heard{files.get('voice', '')}")
    elif not grounds and "meaning" in best.scores:
        grounds.append("the meaning of your notes")
    return grounds


def _either(edge: Edge, form: str) -> str:
    return " or ".join(
        form.format(shown(each.name), percent(each.probability)) for each in edge.candidates[:2]
    )


def footing(answer: Answer) -> str:
    """Who it is about, how sure that is, what the answer stands on and how long it took, in one
    line."""
    edge = answer.edge
    if edge.outcome is Outcome.MATCHED:
        parts = [f"{shown(edge.candidates[0].name)} {percent(edge.probability)}"]
    elif edge.outcome is Outcome.AMBIGUOUS:
        parts = [_either(edge, "{} {}")]
    else:
        parts = [f"nobody known {percent(edge.probability)}"]
    if answer.reason:
        parts.append(answer.reason.value)
    parts += [_ground(each) for each in answer.evidence]
    parts.append(f"{answer.seconds:.2f} s")
    return " · ".join(parts)


def _ground(evidence: Evidence) -> str:
    if evidence.modality == "text":
        return "your note, word for word"  # which the answer shows already
    return f"{_SENSES[evidence.modality]} {evidence.detail}".rstrip()
