"""The faces of a picture, and the picture with their numbers drawn into it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_assistant.assistant.services import Services
from persona_assistant.encoders.base import samples_in
from persona_assistant.errors import BadInput
from persona_assistant.importers.regions import Region, write_regions
from persona_assistant.pmg import Box, Edge, Outcome, Picture
from persona_assistant.samples import Sample

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

_LONGEST = 1600
"""Pixels of the longer side of a preview, at most."""
_FRAME, _INK = (255, 210, 0), (0, 0, 0)


def faces(services: Services, picture: Picture) -> tuple[Sample, ...]:
    """See `Assistant.faces`."""
    encoder = services.encoders.get("face")
    if encoder is None:
        raise BadInput(
            "faces are not looked for with these settings; set face_encoder to builtin",
            code="no_face_encoder",
        )
    return tuple(samples_in(encoder, picture))


def write_names(photo: Path, edge: Edge) -> tuple[str, ...]:
    """See `Assistant.write_face_names`."""
    regions = [
        Region(each.candidates[0].name, each.box)
        for each in edge.probes
        if each.sense == "face" and each.box is not None and each.outcome is Outcome.MATCHED
    ]
    return tuple(each.name for each in write_regions(photo, regions))


def preview(picture: Picture, found: Sequence[Sample]) -> bytes:
    """See `Assistant.faces_preview`."""
    from PIL import Image, ImageDraw

    with Image.open(io.BytesIO(picture.data), formats=("PNG", "JPEG")) as opened:
        image = opened.convert("RGB")
    image.thumbnail((_LONGEST, _LONGEST))
    draw = ImageDraw.Draw(image)
    for number, face in enumerate(found, start=1):
        if face.box is not None:
            _mark(draw, image.size, face.box, str(number))
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def _mark(draw: ImageDraw, size: tuple[int, int], box: Box, number: str) -> None:
    """A frame around a face, and its number in the upper left corner of it."""
    from PIL import ImageFont

    width, height = size
    left, top = box.left * width, box.top * height
    right, bottom = left + box.width * width, top + box.height * height
    line = max(2, round(max(size) / 400))
    draw.rectangle((left, top, right, bottom), outline=_FRAME, width=line)
    font: Any = ImageFont.load_default(max(14, round((right - left) / 4)))
    text = draw.textbbox((left + 2 * line, top + line), number, font=font)
    draw.rectangle((left, top, text[2] + 2 * line, text[3] + line), fill=_FRAME)
    draw.text((left + 2 * line, top + line), number, fill=_INK, font=font)
