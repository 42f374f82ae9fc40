"""The pictures and clips of a report, each embedded once.

A page of 750 questions shows the same picture in dozens of places. It is embedded once, under the
hash of its content, in a `noscript` element at the end of the page. With scripts a browser reads
that element as text, which costs nothing until a reader looks at the picture; without scripts it
shows pictures and players there.

Small means JPEG pictures of at most 320 pixels and MP3 clips, which every browser plays (older
Safaris do not play Ogg).
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
from persona_assistant.bench.html.markup import Markup, tag
from persona_assistant.bench.media import Assets
from persona_assistant.bench.suite import DisplayPart
from persona_assistant.errors import MediaError
from persona_assistant.pmg import Clip, Picture
from persona_assistant.progress import OnProgress, Progress, ignore

MediaSize = Literal["small", "full", "none"]

STAGE = "embedding media"
"""`Progress.stage` of this work."""
SMALL_PIXELS = 320
"""Longer side of a small picture."""
_JPEG_QUALITY = 74
_MP3_COMPRESSION = 0.99
"""On libsndfile's scale from 0 (best) to 1 (smallest): about 24 kbit/s for speech, encoded in half
the time of a constant bit rate."""


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture or a clip as it is embedded in the page."""

    name: str
    """Hash of its content."""
    kind: Literal["picture", "clip"]
    type: str
    data: bytes
    width: int = 0
    height: int = 0
    seconds: float = 0.0


class EmbeddedMedia:
    """The media of a report, by the paths that the benchmark's files use."""

    def __init__(self, assets: Assets | None, size: MediaSize) -> None:
        self._assets = assets if size != "none" else None
        self._full = size == "full"
        self._by_path: dict[str, Medium] = {}

    def __getitem__(self, path: str) -> Medium | None:
        """None for a medium that is missing, cannot be read or is not to be embedded."""
        return self._by_path.get(path)

    def load(self, parts: Iterable[DisplayPart], on_progress: OnProgress = ignore) -> None:
        """Find, decode and shrink all media of these parts."""
        if self._assets is None:
            return
        paths: dict[str, str] = {}
        for part in parts:
            paths |= {part.image: "picture"} if part.image else {}
            paths |= {part.audio: "clip"} if part.audio else {}
        begun = time.monotonic()
        # Decoders and encoders release Python's lock.
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            loaded = pool.map(self._load, paths, paths.values())
            for done, (path, medium) in enumerate(zip(paths, loaded), start=1):
                if medium is not None:
                    self._by_path[path] = medium
                seconds = time.monotonic() - begun
                on_progress(Progress(STAGE, done, len(paths), unit="files", seconds=seconds))

    def _load(self, path: str, kind: str) -> Medium | None:
        assert self._assets is not None
        try:
            if kind == "picture":
                return _picture(self._assets.picture(path), self._full)
            return _clip(self._assets.clip(path), self._full)
        except MediaError:
            return None

    def elements(self) -> Iterator[Markup]:
        """Every medium once, for the page's script and for browsers without scripts."""
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
            _content_hash(picture.data),
            "picture",
            kind,
            picture.data,
            picture.width,
            picture.height,
        )
    from PIL import Image

    image = Image.fromarray(media.pixels(picture))
    image.thumbnail((SMALL_PIXELS, SMALL_PIXELS), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    return Medium(_content_hash(picture.data), "picture", "image/jpeg", out.getvalue(), *image.size)


def _clip(clip: Clip, full: bool) -> Medium:
    import soundfile

    if full or "MP3" not in soundfile.available_formats():
        return Medium(
            _content_hash(clip.data), "clip", "audio/flac", clip.data, seconds=clip.seconds
        )
    out = io.BytesIO()
    with soundfile.SoundFile(
        out, "w", media.SAMPLE_RATE, 1, format="MP3", subtype="MPEG_LAYER_III",
        compression_level=_MP3_COMPRESSION, bitrate_mode="VARIABLE",
    ) as sound:  # fmt: skip
        sound.write(media.samples(clip))
    return Medium(
        _content_hash(clip.data), "clip", "audio/mpeg", out.getvalue(), seconds=clip.seconds
    )


def _content_hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
