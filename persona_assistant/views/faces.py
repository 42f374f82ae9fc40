"""The faces of one picture: where each is, how large, what is poor about it, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_assistant.pmg import Outcome
from persona_assistant.views.answers import box_document
from persona_assistant.views.layout import Line
from persona_assistant.views.recognition import either, position
from persona_assistant.views.words import counted, listed, percent, shown

if TYPE_CHECKING:
    from persona_assistant.pmg import Edge, Picture, Probe
    from persona_assistant.samples import Sample


def faces_document(picture: Picture, faces: Sequence[Sample], edge: Edge | None) -> dict[str, Any]:
    """`faces` from left to right; `edge` says whose they are, None where nobody is remembered."""
    whose = _whose(edge)
    return {
        "picture": picture.source,
        "width": picture.width,
        "height": picture.height,
        "faces": [
            {
                "number": number,
                "box": box_document(face.box),
                "pixels": list(_pixels(picture, face)),
                "doubts": list(face.doubts),
                "outcome": whose[number].outcome.value if number in whose else None,
                "persona": whose[number].persona if number in whose else None,
                "probability": whose[number].probability if number in whose else None,
            }
            for number, face in enumerate(faces, start=1)
        ],
    }


def faces_lines(picture: Picture, faces: Sequence[Sample], edge: Edge | None) -> list[Line]:
    """See `faces_document`."""
    if not faces:
        return [Line(f"No face was found in {picture.source or 'the picture'}.")]
    whose = _whose(edge)
    rows = []
    for number, face in enumerate(faces, start=1):
        where = position(number, len(faces))
        width, height = _pixels(picture, face)
        poor = f", {listed(face.doubts)}" if face.doubts else ""
        rows.append(
            (
                f"{number} ({where})" if where else f"{number}",
                f"{width}x{height} pixels{poor}",
                _name(whose[number]) if number in whose else "",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    head = f"{counted(len(faces), 'face')} in {picture.source or 'the picture'}"
    lines = [Line(f"{head}, from left to right:" if len(faces) > 1 else f"{head}:")]
    for place, size, name in rows:
        lines.append(Line(f"  {place:{widths[0]}}  {size:{widths[1]}}  {name}".rstrip()))
    return lines


def faces_written(photo: Path, names: Sequence[str]) -> str:
    """Which names were written into a photo, in one sentence."""
    if not names:
        return f"Nothing was written into {photo}: nobody is known in it whom it does not name."
    return f"Written into {photo}: {listed(list(map(shown, names)))}."


def _whose(edge: Edge | None) -> dict[int, Probe]:
    probes = () if edge is None else edge.probes
    return {probe.number: probe for probe in probes if probe.sense == "face"}


def _pixels(picture: Picture, face: Sample) -> tuple[int, int]:
    """Width and height of a face."""
    if face.box is None:
        return picture.width, picture.height
    return round(face.box.width * picture.width), round(face.box.height * picture.height)


def _name(probe: Probe) -> str:
    if probe.outcome is Outcome.MATCHED:
        return f"{shown(probe.candidates[0].name)}, {percent(probe.probability)}"
    if probe.outcome is Outcome.AMBIGUOUS:
        return either(probe.candidates[:2], "{} ({})")
    return "unknown"
