"""Files to people: read, checked, encoded and stored, as fast as the encoders can.

Every file goes its whole way in one thread: known already? decode, make it upright and bare, check
its quality, encode. Results are stored in the order of the files, some dozen in one transaction,
together with the note that these files were read. So after a kill, or when the folder has grown,
the same call goes on with what is new: a known file is read, never decoded again. What is refused
is collected and the rest goes on; a refused file is tried again the next time.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from persona_assistant.encoders.base import Encoder
from persona_assistant.enrolment.folder import NOTES, File, Refused, Survey, paragraphs, survey
from persona_assistant.enrolment.pipeline import batches, cores, spread
from persona_assistant.errors import BadInput
from persona_assistant.memory import Entry, IngestedFile, Vector
from persona_assistant.memory.records import check_entry, fold_name
from persona_assistant.pmg import Triplet
from persona_assistant.progress import CancelToken, Done, Progress

_DIGESTED = 64 * 2**20
"""Bytes hashed to know a file again, beside its size: all of any picture, the 30 s kept of a
clip."""


class Destination(Protocol):
    """Where people and their files are stored."""

    def ingested(self) -> Set[tuple[str, bytes]]:
        """The files stored before: the person's folded name, and the digest."""
        ...

    def ingest(self, files: Sequence[IngestedFile], *, consent: str | None = None) -> None:
        """Stores them in one transaction."""
        ...


@dataclass(frozen=True)
class Enrolled:
    """The result of enrolling a folder."""

    people: tuple[str, ...]
    """Whose files are stored, now or before, ordered as in the folder."""
    images: int
    """Pictures stored now; likewise `voices` and `notes`."""
    voices: int
    notes: int
    known: int
    """Files that were stored before."""
    refused: tuple[Refused, ...]
    notices: tuple[str, ...]
    """What was left out, and what was changed in reading, e.g. a clip cut at 30 s."""
    waiting: int
    """Files that were not looked at, because the run was cancelled."""
    seconds: float


@dataclass(frozen=True)
class _Outcome:
    """What came of one file; `ingested` is dropped as soon as it is stored."""

    file: File
    ingested: IngestedFile | None = None
    kinds: tuple[str, ...] = ()
    """Of its entries: "image", "voice" or "note"; none for a known file."""
    refused: Refused | None = None
    notices: tuple[str, ...] = ()


def enrol(
    destination: Destination,
    encoders: Mapping[str, Encoder],
    folder: Path | str,
    *,
    consent: str | None = None,
    anyway: bool = False,
    workers: int | None = None,
    cancel: CancelToken | None = None,
) -> Iterator[Progress | Done[Enrolled]]:
    """Remembers everybody whose folder lies in `folder`; see `enrolment.folder` for its form.

    Several threads use the `encoders` ("image", "voice") at once; each should take one core.
    `consent` is stored with everybody. `anyway` also keeps what is too poor to recognise somebody
    by. `cancel` ends the run early, with all that is done stored. Raises BadInput for a folder
    without people, StoreError; what was stored before an error stays.
    """
    started = time.monotonic()
    tree = survey(Path(folder))
    known = destination.ingested()
    opened = _Opened(encoders)
    outcomes: list[_Outcome] = []
    worked = 0

    def read(file: File) -> _Outcome:
        return _read(file, opened, known, anyway)

    def store(batch: Sequence[_Outcome]) -> None:
        files = [each.ingested for each in batch if each.ingested and (each.kinds or consent)]
        if files:
            destination.ingest(files, consent=consent)

    yield Progress("enrolling", 0, len(tree.files), "files", worked=0)
    with closing(spread(tree.files, read, workers=workers or cores(), cancel=cancel)) as results:
        for outcome in batches(results, store):
            outcomes.append(replace(outcome, ingested=None))
            worked += bool(outcome.kinds or outcome.refused)
            yield Progress(
                "enrolling",
                len(outcomes),
                len(tree.files),
                "files",
                time.monotonic() - started,
                worked,
                detail=outcome.file.path.name,
            )
    yield Done(_summary(tree, outcomes, time.monotonic() - started))


class _Opened:
    """Encoders, each opened by whichever thread needs it first."""

    def __init__(self, encoders: Mapping[str, Encoder]) -> None:
        self._encoders = encoders
        self._opening = threading.Lock()

    def __getitem__(self, modality: str) -> Encoder:
        with self._opening:
            return self._encoders[modality]


def _read(file: File, encoders: _Opened, known: Set[tuple[str, bytes]], anyway: bool) -> _Outcome:
    try:
        digest = _digest(file.path)
        if (fold_name(file.name), digest) in known:
            return _Outcome(file, IngestedFile(file.name, digest))
        entries, notices = _entries(file.path, encoders, anyway)
        checked = tuple(check_entry(each) for each in entries)
        return _Outcome(
            file,
            IngestedFile(file.name, digest, checked),
            tuple(map(_kind, checked)),
            notices=notices,
        )
    except BadInput as error:
        return _Outcome(file, refused=Refused(file.path, _with_path(file.path, str(error))))
    except OSError as error:
        reason = f"{file.path}: cannot be read ({error.strerror or error}); check the file"
        return _Outcome(file, refused=Refused(file.path, reason))


def _entries(path: Path, encoders: _Opened, anyway: bool) -> tuple[list[Entry], tuple[str, ...]]:
    # Answering questions in words imports this package and needs no decoder.
    from persona_assistant.media import load_image, load_voice, modality_of
    from persona_assistant.quality import check_clip, check_picture

    if path.suffix.casefold() == NOTES:
        return [Entry(Triplet(text=each)) for each in paragraphs(path)], ()
    if modality_of(path) == "image":
        image = load_image(path)
        if not anyway:
            check_picture(image)
        encoder = encoders["image"]
        vector = Vector(encoder.id, encoder.encode([image])[0])
        return [Entry(Triplet(image=image), image=vector)], image.notices
    voice = load_voice(path)
    if not anyway:
        check_clip(voice)
    encoder = encoders["voice"]
    vector = Vector(encoder.id, encoder.encode([voice])[0])
    return [Entry(Triplet(voice=voice), voice=vector)], voice.notices


def _digest(path: Path) -> bytes:
    if not path.is_file():
        raise BadInput(
            f"{path}: not a regular file (a pipe, a device or a broken link); "
            "save it to a file first"
        )
    with open(path, "rb") as file:
        hashed = hashlib.sha256(os.fstat(file.fileno()).st_size.to_bytes(8, "little"))
        hashed.update(file.read(_DIGESTED))
    return hashed.digest()


def _with_path(path: Path, reason: str) -> str:
    """The reason with the whole path before it; the checks of media know only the file's name."""
    if reason.startswith(str(path)):
        return reason
    return f"{path}: {reason.removeprefix(f'{path.name}: ')}"


def _kind(entry: Entry) -> str:
    return "image" if entry.triplet.image else "voice" if entry.triplet.voice else "note"


def _summary(tree: Survey, outcomes: list[_Outcome], seconds: float) -> Enrolled:
    kinds = Counter(kind for outcome in outcomes for kind in outcome.kinds)
    people: dict[str, str] = {}
    for outcome in outcomes:
        if not outcome.refused:
            people.setdefault(fold_name(outcome.file.name), outcome.file.name)
    return Enrolled(
        people=tuple(people.values()),
        images=kinds["image"],
        voices=kinds["voice"],
        notes=kinds["note"],
        known=sum(not outcome.kinds and not outcome.refused for outcome in outcomes),
        refused=tree.refused + tuple(outcome.refused for outcome in outcomes if outcome.refused),
        notices=tree.notices + tuple(notice for outcome in outcomes for notice in outcome.notices),
        waiting=len(tree.files) - len(outcomes),
        seconds=seconds,
    )
