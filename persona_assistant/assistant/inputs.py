"""Media and questions as a caller gives them: paths, bytes, arrays, or what was read before."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from persona_assistant.errors import BadInput
from persona_assistant.language.bounds import bounded
from persona_assistant.pmg import Clip, Picture, Query

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    from persona_assistant.language.dates import DateOrder

PictureInput: TypeAlias = "str | Path | bytes | Picture | NDArray[np.uint8] | Image"
"""A picture file by its path or content, a picture read before, pixels as uint8 of shape
(height, width, 3) in RGB, or an image of PIL."""
ClipInput: TypeAlias = "str | Path | bytes | Clip | NDArray[np.floating] | tuple[NDArray[Any], int]"
"""Likewise a sound file or a clip; samples as floats of shape (n,) in [-1, 1] at 16 kHz, or samples
with their rate in Hz, also of shape (n, channels) or 16-bit integers."""
DayInput: TypeAlias = datetime.date | str
"""A day, or how somebody writes it: "2024-03-12", "12 March 2024", "yesterday"."""


def read_picture(source: PictureInput) -> Picture:
    """The picture, upright and without metadata. Raises MediaError naming the file."""
    if isinstance(source, Picture):
        return source
    from persona_assistant.media import image_from_pixels, image_of, load_image

    if isinstance(source, (str, Path, bytes)):
        return load_image(source)
    import numpy as np

    return image_from_pixels(source) if isinstance(source, np.ndarray) else image_of(source)


def read_clip(source: ClipInput) -> Clip:
    """The clip, 16 kHz mono. Raises MediaError naming the file."""
    if isinstance(source, Clip):
        return source
    from persona_assistant.media import load_voice, voice_from_samples

    if isinstance(source, (str, Path, bytes)):
        return load_voice(source)
    if isinstance(source, tuple):
        samples, rate = source
        return voice_from_samples(samples, rate=rate)
    return voice_from_samples(source)


def read_query(
    text: str | Query = "", image: PictureInput | None = None, voice: ClipInput | None = None
) -> Query:
    """A query of words, a picture and a clip, each of which may be missing.

    Words are `bounded`; apart from that a `Query` comes back as it is. Raises MediaError naming the
    file, BadInput for media beside a `Query`.
    """
    if isinstance(text, Query):
        if image is not None or voice is not None:
            raise BadInput("a query holds its own picture and clip; give no others beside it")
        readable = bounded(text.text)
        return text if readable == text.text else replace(text, text=readable)
    return Query(
        bounded(text),
        None if image is None else read_picture(image),
        None if voice is None else read_clip(voice),
    )


def several(what: str, given: Iterable[object] | str | bytes) -> None:
    """Raises BadInput for one text or path where a sequence of them is expected."""
    if isinstance(given, (str, bytes, Path)):
        raise BadInput(f"{what} takes a list, also of one: {what}=[...]")


def read_day(given: DayInput, order: DateOrder = "auto") -> datetime.date:
    """The day, given as a date or in words: 2024-03-12, "12 March 2024", "yesterday".

    Raises BadInput with the code "bad_date" for what is no one day, or a day to come.
    """
    if isinstance(given, datetime.date):
        day: datetime.date | None = given.date() if isinstance(given, datetime.datetime) else given
    else:
        from persona_assistant.language.dates import find_dates

        found = find_dates(given.strip(), datetime.date.today(), order)
        whole = len(found) == 1 and found[0].text == given.strip()
        day = found[0].first if whole and found[0].first == found[0].last else None
    if day is None:
        raise BadInput(
            f"{given!r} is no day; write one as 2024-03-12 or 12 March 2024", code="bad_date"
        )
    if day > datetime.date.today():
        raise BadInput(f"{day} is a day to come; give the day of writing", code="bad_date")
    return day
