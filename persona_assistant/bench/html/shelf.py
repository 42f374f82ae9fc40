"""Pictures and clips of a report, each once, whoever shows it.

A page of 750 questions names the same picture in dozens of places. It is embedded under its
content's hash and put into the page only where a reader looks. The store is a row of `noscript`
elements: with scripts a browser reads their content as text, which costs nothing until it is asked
for; without scripts the same bytes are pictures and players.

Small means: pictures as JPEG of at most 320 pixels, clips as MP3, which every browser plays (Ogg,
and Opus in it, older Safaris do not).
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from persona_assistant import media
from persona_assistant.bench.html.words import Safe, tag
from persona_assistant.bench.media import Assets
from persona_assistant.bench.suite import Moment, Shown, Watch
from persona_assistant.errors import MediaError
from persona_assistant.pmg import Clip, Picture

Size = Literal["small", "full", "none"]

SMALL_SIDE = 320
_JPEG_QUALITY = 74
_MP3_LEVEL = 0.99
"""Of libsndfile's scale from 0 (best) to 1 (smallest): about 24 kbit/s of speech, in half the time
that a constant rate takes."""


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture or a clip as it stands in the page."""

    name: str
    """By content."""
    kind: Literal["picture", "clip"]
    type: str
    data: bytes
    width: int = 0
    height: int = 0
    seconds: float = 0.0


class Shelf:
    """The media of a report by the paths a benchmark names them by."""

    def __init__(self, assets: Assets | None, size: Size) -> None:
        self._assets = assets if size != "none" else None
        self._full = size == "full"
        self._by_path: dict[str, Medium] = {}

    def __getitem__(self, path: str) -> Medium | None:
        """None for what was not found or cannot be read, or was not to be embedded."""
        return self._by_path.get(path)

    def fill(self, shown: Iterable[Shown], watch: Watch | None = None) -> None:
        """Find, decode and shrink everything that is shown."""
        if self._assets is None:
            return
        wanted: dict[str, str] = {}
        for part in shown:
            wanted |= {part.image: "picture"} if part.image else {}
            wanted |= {part.audio: "clip"} if part.audio else {}
        begun = time.monotonic()
        # Decoders and encoders work outside of Python's lock.
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            made = pool.map(self._medium, wanted, wanted.values())
            for done, (path, medium) in enumerate(zip(wanted, made), start=1):
                if medium is not None:
                    self._by_path[path] = medium
                if watch is not None:
                    watch(Moment("media", done, len(wanted), seconds=time.monotonic() - begun))

    def _medium(self, path: str, kind: str) -> Medium | None:
        assert self._assets is not None
        try:
            if kind == "picture":
                return _picture(self._assets.picture(path), self._full)
            return _clip(self._assets.clip(path), self._full)
        except MediaError:
            return None

    def store(self) -> Iterator[Safe]:
        """Every medium once, as the page's script finds it and as browsers without scripts show
        it."""
        every = {medium.name: medium for medium in self._by_path.values()}
        for medium in every.values():
            source = f"data:{medium.type};base64,{base64.b64encode(medium.data).decode()}"
            if medium.kind == "picture":
                size = {"width": medium.width, "height": medium.height}
                image = tag("image", href=source, id=f"i-{medium.name}", **size)
                yield tag("noscript", tag("svg", image, class_="store"), id=f"m-{medium.name}")
            else:
                player = tag("audio", src=source, controls=True, preload="none")
                yield tag(
                    "noscript", tag("p", f"Clip {medium.name}", player), id=f"m-{medium.name}"
                )


def open_assets(folder: Path | None) -> Assets | None:
    return Assets(folder) if folder is not None and folder.is_dir() else None


def _picture(picture: Picture, full: bool) -> Medium:
    if full:
        kind = "image/png" if picture.data.startswith(b"\x89PNG") else "image/jpeg"
        return Medium(
            _name(picture.data), "picture", kind, picture.data, picture.width, picture.height
        )
    from PIL import Image

    image = Image.fromarray(media.pixels(picture))
    image.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    return Medium(_name(picture.data), "picture", "image/jpeg", out.getvalue(), *image.size)


def _clip(clip: Clip, full: bool) -> Medium:
    import soundfile

    if full or "MP3" not in soundfile.available_formats():
        return Medium(_name(clip.data), "clip", "audio/flac", clip.data, seconds=clip.seconds)
    out = io.BytesIO()
    with soundfile.SoundFile(
        out, "w", media.SAMPLE_RATE, 1, format="MP3", subtype="MPEG_LAYER_III",
        compression_level=_MP3_LEVEL, bitrate_mode="VARIABLE",
    ) as sound:  # fmt: skip
        sound.write(media.samples(clip))
    return Medium(_name(clip.data), "clip", "audio/mpeg", out.getvalue(), seconds=clip.seconds)


def _name(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
