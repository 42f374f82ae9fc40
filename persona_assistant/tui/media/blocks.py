"""Pictures in half blocks: two pixels in each character, in any terminal with colours.

As text they stand in lists and tables too, where no widget can.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from textual.color import Color
from textual.content import Content
from textual.style import Style

from persona_assistant.pmg import Box, Picture

if TYPE_CHECKING:
    from PIL.Image import Image

_HALF = "▀"
_Rows = list[list[tuple[int, int, int]]]


def thumbnail(picture: Picture | bytes, width: int, height: int, box: Box | None = None) -> Content:
    """The picture, or the part in `box`, in at most `width` x `height` characters."""
    data = picture if isinstance(picture, bytes) else picture.data
    return _lines(_pixels(data, width, 2 * height, box), {})


def blocks(image: Image, width: int, height: int) -> Content:
    """A decoded picture in exactly `width` x `height` characters."""
    return _lines(_rows(image.convert("RGB").resize((width, 2 * height))), {})


def numbered(picture: Picture, width: int, height: int, boxes: Sequence[Box | None]) -> Content:
    """The picture with a number, from 1, at the upper left corner of each of `boxes`."""
    rows = _pixels(picture.data, width, 2 * height, None)
    marks: dict[tuple[int, int], str] = {}
    for number, box in enumerate(boxes, 1):
        if box is not None:
            row, column = int(box.top * len(rows) / 2), int(box.left * len(rows[0]))
            for at, digit in enumerate(str(number)):
                marks[row, column + at] = digit
    return _lines(rows, marks)


@lru_cache(maxsize=64)
def _pixels(data: bytes, width: int, height: int, box: Box | None) -> _Rows:
    from PIL import Image as pillow

    with pillow.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
        opened.draft("RGB", (2 * width, 2 * height))
        image = opened.convert("RGB")
    if box is not None:
        left, top = box.left * image.width, box.top * image.height
        area = (left, top, left + box.width * image.width, top + box.height * image.height)
        image = image.crop(tuple(map(round, area)))  # type: ignore[arg-type]
    image.thumbnail((width, height))
    return _rows(image)


def _rows(image: Image) -> _Rows:
    """The pixels of an RGB picture, with an even number of rows."""
    flat, width = image.tobytes(), image.width
    pixels = [(flat[at], flat[at + 1], flat[at + 2]) for at in range(0, len(flat), 3)]
    found = [pixels[at : at + width] for at in range(0, len(pixels), width)]
    if len(found) % 2:
        found.append(found[-1])
    return found


def _lines(rows: _Rows, marks: dict[tuple[int, int], str]) -> Content:
    lines = []
    for row, (upper, lower) in enumerate(zip(rows[::2], rows[1::2], strict=True)):
        cells = [
            Content.styled(marks[row, at], "bold black on yellow")
            if (row, at) in marks
            else Content.styled(_HALF, Style(foreground=Color(*low[0]), background=Color(*low[1])))
            for at, low in enumerate(zip(upper, lower, strict=True))
        ]
        lines.append(Content("").join(cells))
    return Content("\n").join(lines)
