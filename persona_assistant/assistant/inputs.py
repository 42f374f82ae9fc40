"""Media and questions as a caller gives them: paths, bytes, or what was read before."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from persona_assistant.errors import BadInput
from persona_assistant.pmg import Clip, Picture, Query

PictureInput: TypeAlias = str | Path | bytes | Picture
"""A picture file by its path or content, or a picture read before."""
ClipInput: TypeAlias = str | Path | bytes | Clip
"""Likewise a sound file or a clip."""


def read_picture(source: PictureInput) -> Picture:
    """The picture, upright and without metadata. Raises MediaError naming the file."""
    if isinstance(source, Picture):
        return source
    from persona_assistant.media import load_image

    return load_image(source)


def read_clip(source: ClipInput) -> Clip:
    """The clip, 16 kHz mono. Raises MediaError naming the file."""
    if isinstance(source, Clip):
        return source
    from persona_assistant.media import load_voice

    return load_voice(source)


def read_query(
    text: str | Query = "", image: PictureInput | None = None, voice: ClipInput | None = None
) -> Query:
    """A query of words, a picture and a clip, each of which may be missing.

    A `Query` comes back as it is. Raises MediaError naming the file, BadInput for media beside a
    `Query`.
    """
    if isinstance(text, Query):
        if image is not None or voice is not None:
            raise BadInput("a query holds its own picture and clip; give no others beside it")
        return text
    return Query(
        text,
        None if image is None else read_picture(image),
        None if voice is None else read_clip(voice),
    )


def several(what: str, given: Iterable[object] | str | bytes) -> None:
    """Raises BadInput for one text or path where a sequence of them is expected."""
    if isinstance(given, (str, bytes, Path)):
        raise BadInput(f"{what} takes a list, also of one: {what}=[...]")
