"""Pictures and clips that are of nobody known, or of one of several people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from persona_assistant.assistant import recognise
from persona_assistant.assistant.services import Services
from persona_assistant.errors import BadInput, MediaError
from persona_assistant.media import load_image, load_voice, modality_of
from persona_assistant.pmg import Clip, Edge, Outcome, Picture, Query
from persona_assistant.progress import CancelToken, Counter, Done, Notice, Progress

_ENDINGS = frozenset(
    ".jpg .jpeg .png .webp .heic .heif .avif .bmp .gif .wav .flac .ogg .opus .mp3 .m4a".split()
)
_MOST = 5_000
"""Files of a folder that are looked at."""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A picture or clip, and what was decided of it."""

    medium: Picture | Clip
    edge: Edge


def unmatched(query: Query, edge: Edge) -> tuple[Unmatched, ...]:
    """The picture and the clip of a question whose person stayed open; () where somebody was
    found."""
    if edge.outcome not in (Outcome.UNKNOWN, Outcome.AMBIGUOUS):
        return ()
    return tuple(Unmatched(each, edge) for each in (query.image, query.voice) if each is not None)


def look_again(services: Services, medium: Picture | Clip) -> Unmatched | None:
    """What is decided of it now; None where it is somebody's."""
    query = Query(image=medium) if isinstance(medium, Picture) else Query(voice=medium)
    return next(iter(unmatched(query, recognise.who(services, query))), None)


def in_folder(
    services: Services, folder: Path, cancel: CancelToken | None
) -> Iterator[Progress | Notice | Unmatched | Done[int]]:
    """See `Assistant.unmatched`."""
    files = _media_files(folder)
    if not files:
        raise BadInput(f"there is no picture or clip in {folder}", code="nothing_found")
    reports: list[Progress] = []
    count = Counter(reports.append, "looking", len(files), unit="files")
    found = 0
    for file in files:
        yield reports[-1]
        if cancel is not None and cancel.is_set():
            break
        try:
            image = modality_of(file) == "image"
            one = look_again(services, load_image(file) if image else load_voice(file))
        except MediaError as error:
            yield Notice(str(error))
        else:
            if one is not None:
                found += 1
                yield one
        count()
    yield reports[-1]
    yield Done(found)


def _media_files(folder: Path) -> list[Path]:
    try:
        if folder.is_file():
            return [folder]
        files = sorted(
            each
            for each in folder.rglob("*")
            if each.suffix.casefold() in _ENDINGS and not each.name.startswith(".")
        )
    except OSError as error:
        raise BadInput(f"{folder} cannot be read: {error.strerror}", code="unreadable") from None
    if not folder.exists():
        raise BadInput(f"there is no folder {folder}", code="no_such_file")
    return files[:_MOST]
