"""Results as sentences and tables for people, or as JSON for programs.

Standard output carries the result and nothing else; notices and errors go to standard error. Text
that comes from outside (names, notes, a model's words) loses its control characters before it
reaches a terminal, where they would be commands.
"""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from persona_assistant.memory import Store
    from persona_assistant.pmg import Answer, Edge, Evidence, Persona, Triplet
    from persona_assistant.routing.duplicates import Finding

_SENSES = {"image": "face", "voice": "voice"}


# --- to the terminal


def printable(text: str) -> str:
    """`text` without control characters; line breaks and tabs stay."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) != "Cc")


def line(text: str) -> None:
    print(printable(text))


def piece(text: str) -> None:
    """A piece of an answer, shown at once."""
    print(printable(text), end="", flush=True)


def dim(text: str) -> None:
    """A line that stands back, where the terminal can do that."""
    styled = (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )
    print(f"\033[2m{printable(text)}\033[0m" if styled else printable(text))


def notices(found: Iterable[str]) -> None:
    for notice in found:
        print(f"note: {printable(notice)}", file=sys.stderr)


def error_line(message: str) -> None:
    print("error: " + " ".join(printable(message).split()), file=sys.stderr)


def confirmed(question: str) -> bool | None:
    """Whether the person at the terminal agrees; None when there is nobody to ask."""
    if not (sys.stdin and sys.stdin.isatty()):
        return None
    print(f"{printable(question)} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def console() -> Console:
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False)


def document(content: Any) -> None:
    """The one JSON document of a command."""
    print(json.dumps(content, ensure_ascii=False, indent=2))


# --- people


def holdings(persona: Persona) -> str:
    """For example "2 pictures, 1 clip and 3 notes"."""
    counts = ((persona.images, "picture"), (persona.voices, "clip"), (persona.texts, "note"))
    held = [f"{count} {word}{'s' * (count != 1)}" for count, word in counts if count]
    return " and ".join(filter(None, [", ".join(held[:-1]), *held[-1:]])) or "nothing"


def persona_document(persona: Persona) -> dict[str, Any]:
    return {
        "persona": persona.name,
        "triplets": persona.triplets,
        "images": persona.images,
        "voices": persona.voices,
        "texts": persona.texts,
        "consent": persona.consent,
        "created": persona.created,
    }


def triplet_document(triplet: Triplet, heard: str | None = None) -> dict[str, Any]:
    image, voice = triplet.image, triplet.voice
    return {
        "id": triplet.id,
        "image": image
        and {
            "source": image.source,
            "width": image.width,
            "height": image.height,
            "bytes": len(image.data),
        },
        "voice": voice
        and {"source": voice.source, "seconds": voice.seconds, "bytes": len(voice.data)},
        "text": triplet.text,
        "heard": heard,
    }


def people_table(people: Sequence[Persona]) -> None:
    if not people:
        line("The memory is empty; add a person first.")
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column("name", overflow="fold")
    for heading in ("pictures", "clips", "notes"):
        table.add_column(heading, justify="right")
    table.add_column("since", style="dim")
    for persona in people:
        counts = (str(count or "-") for count in (persona.images, persona.voices, persona.texts))
        table.add_row(Text(printable(persona.name)), *counts, persona.created[:10])
    console().print(table)


def persona_page(persona: Persona, triplets: Sequence[Triplet], heard: Mapping[int, str]) -> None:
    """`heard`: by triplet, what a program heard in its clip."""
    line(persona.name)
    dim(f"{holdings(persona)}, since {persona.created[:10]}")
    if persona.consent:
        line(f"Consent: {persona.consent}")
    for number, triplet in enumerate(triplets, start=1):
        print()
        parts = []
        if triplet.image:
            image = triplet.image
            parts.append(
                f"picture {image.source} ({image.width}x{image.height}, {_size(image.data)})"
            )
        if triplet.voice:
            parts.append(
                f"clip {triplet.voice.source} ({triplet.voice.seconds:.1f} s, {_size(triplet.voice.data)})"
            )
        dim(f"{number}. {', '.join(parts) or 'a note'}")
        if triplet.text:
            line(triplet.text)
        if triplet.id in heard:
            dim(f'   heard in the clip, by a program: "{heard[triplet.id]}"')


def _size(data: bytes) -> str:
    return f"{max(1, round(len(data) / 1000))} kB"


def finding_document(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "people": list(finding.people),
        "probability": finding.probability,
        "modalities": list(finding.modalities),
        "files": list(finding.files),
        "sentence": finding.sentence,
        "advice": finding.advice,
    }


# --- who and ask


def percent(probability: float) -> str:
    """Whole percent; certainty is not rounded up to."""
    if 0.995 <= probability < 1:
        return "over 99 %"
    if 0 < probability < 0.005:
        return "under 1 %"
    return f"{100 * probability:.0f} %"


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


def shown(name: str) -> str:
    """A name within a line. After one in a right-to-left script a left-to-right mark (no width)
    keeps the numbers that follow from moving to its other side."""
    return (
        name + "\u200e"
        if any(unicodedata.bidirectional(char) in ("R", "AL") for char in name)
        else name
    )


def edge_sentence(edge: Edge, memory: Store) -> str:
    """Who it is, how sure that is and by what, in one sentence."""
    if edge.outcome.value == "matched":
        best = edge.candidates[0]
        grounds = [
            f"{_SENSES[m]}{_source(memory, m, best.exemplars[m])}"
            for m in _SENSES
            if m in best.exemplars
        ]
        if "name" in best.scores:
            grounds.append("name")
        elif "text" in best.exemplars:
            grounds.append("your notes")
        elif "heard" in best.exemplars:
            grounds.append(f"what was heard{_source(memory, 'voice', best.exemplars['heard'])}")
        elif not grounds and "meaning" in best.scores:
            grounds.append("the meaning of your notes")
        return (
            f"This is {shown(best.name)} - {percent(edge.probability)}, by {' and '.join(grounds)}."
        )
    if edge.outcome.value == "ambiguous":
        either = " or ".join(
            f"{shown(each.name)} ({percent(each.probability)})" for each in edge.candidates[:2]
        )
        return f"This is {either}; which of the two cannot be told."
    return f"This is nobody in the memory - {percent(edge.probability)}."


def _source(memory: Store, modality: str, triplet_id: int) -> str:
    media = getattr(memory.media.triplet(triplet_id), modality)
    return f" ({media.source})" if media is not None and media.source else ""


def footing(answer: Answer) -> str:
    """Who it is about, how sure that is, what the answer stands on and how long it took, in one
    line."""
    edge = answer.edge
    if edge.outcome.value == "matched":
        parts = [f"{shown(edge.persona)} {percent(edge.probability)}"]
    elif edge.outcome.value == "ambiguous":
        parts = [
            " or ".join(
                f"{shown(each.name)} {percent(each.probability)}" for each in edge.candidates[:2]
            )
        ]
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
