"""Files to people: read, checked, encoded and stored, as fast as the encoders can.

Every file goes its whole way in one thread (content known already? decode, make it upright and
bare, the quality gate, the encoder), and its results are stored in the order of the files, some
dozen in one transaction together with the note that these files were taken in. So after a kill, or
when the folder has grown, the same call goes on with what is new: a file that was taken in is read,
never decoded again. What is refused is collected and the rest goes on; a refused file is looked at
again the next time.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from persona_assistant.encoders.base import Encoder
from persona_assistant.enrolment.folder import NOTES, File, Refused, Survey, paragraphs, survey
from persona_assistant.enrolment.pipeline import Progress, batches, cores, spread
from persona_assistant.errors import BadInput
from persona_assistant.memory import Entry, IngestedFile, Store, Vector
from persona_assistant.memory.records import check_entry, fold_name
from persona_assistant.pmg import Triplet

_DIGESTED = 64 * 2**20
"""Bytes of a file that tell it from others, beside its size: all of any picture, the 30 s kept of a
clip."""


@dataclass(frozen=True)
class Enrolled:
    """What came of enrolling a folder."""

    people: tuple[str, ...]
    """Whose files were taken in, now or before, ordered as in the folder."""
    images: int
    """Pictures taken in now; likewise `voices` and `notes`."""
    voices: int
    notes: int
    known: int
    """Files that were taken in before."""
    refused: tuple[Refused, ...]
    notices: tuple[str, ...]
    """What was left out, and what was changed in reading, e.g. a clip cut at 30 s."""
    waiting: int
    """Files that were not looked at, because the run was cancelled."""
    seconds: float


@dataclass(frozen=True)
class _Outcome:
    """What came of one file; `ingested` goes as soon as it is stored."""

    file: File
    ingested: IngestedFile | None = None
    kinds: tuple[str, ...] = ()
    """Of its entries: "image", "voice" or "note"; none of a file that was taken in before."""
    refused: Refused | None = None
    notices: tuple[str, ...] = ()


def enrol(
    memory: Store,
    encoders: Mapping[str, Encoder],
    folder: Path | str,
    *,
    consent: str | None = None,
    anyway: bool = False,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
) -> Enrolled:
    """Remembers everybody whose folder lies in `folder`; see `enrolment.folder` for its form.

    `encoders` ("image", "voice") are used by several threads at once and should each take one;
    `consent` is stored with everybody; `anyway` keeps also what is too poor to recognise somebody
    by. `cancel` ends the run early, with all that is done stored. Raises BadInput for a folder
    without people, StoreError; what was stored before an error stays.
    """
    started = time.monotonic()
    found = survey(Path(folder))
    known = memory.people.ingested()
    using = _Opened(encoders)
    say = on_progress or (lambda progress: None)
    worked = 0
    say(Progress("files", 0, len(found.files)))
    outcomes: list[_Outcome] = []

    def take(file: File) -> _Outcome:
        return _taken(file, using, known, anyway)

    def store(batch: list[_Outcome]) -> None:
        files = [each.ingested for each in batch if each.ingested and (each.kinds or consent)]
        if files:
            memory.people.ingest(files, consent=consent)

    with closing(spread(found.files, take, workers=workers or cores(), cancel=cancel)) as taken:
        for outcome in batches(taken, store):
            outcomes.append(replace(outcome, ingested=None))
            worked += bool(outcome.kinds or outcome.refused)
            say(
                Progress(
                    "files", len(outcomes), len(found.files), time.monotonic() - started, worked
                )
            )
    return _summed(found, outcomes, time.monotonic() - started)


class _Opened:
    """Encoders, each opened by whoever needs it first."""

    def __init__(self, encoders: Mapping[str, Encoder]) -> None:
        self._encoders = encoders
        self._opening = threading.Lock()

    def __getitem__(self, modality: str) -> Encoder:
        with self._opening:
            return self._encoders[modality]


def _taken(file: File, encoders: _Opened, known: set[tuple[str, bytes]], anyway: bool) -> _Outcome:
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
        return _Outcome(file, refused=Refused(file.path, _naming(file.path, str(error))))
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        return _Outcome(
            file,
            refused=Refused(file.path, f"{file.path}: cannot be read ({reason}); check the file"),
        )


def _entries(path: Path, encoders: _Opened, anyway: bool) -> tuple[list[Entry], tuple[str, ...]]:
    # What answers questions in words imports this package and needs no decoder.
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
            f"{path}: not a regular file (a pipe, a device or a broken link); save it to a file first"
        )
    with open(path, "rb") as file:
        told = hashlib.sha256(os.fstat(file.fileno()).st_size.to_bytes(8, "little"))
        told.update(file.read(_DIGESTED))
    return told.digest()


def _naming(path: Path, reason: str) -> str:
    """The reason, beginning with the whole path: what looks at media knows only the name of the
    file."""
    if reason.startswith(str(path)):
        return reason
    return f"{path}: {reason.removeprefix(f'{path.name}: ')}"


def _kind(entry: Entry) -> str:
    return "image" if entry.triplet.image else "voice" if entry.triplet.voice else "note"


def _summed(found: Survey, outcomes: list[_Outcome], seconds: float) -> Enrolled:
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
        refused=found.refused + tuple(outcome.refused for outcome in outcomes if outcome.refused),
        notices=found.notices + tuple(notice for outcome in outcomes for notice in outcome.notices),
        waiting=len(found.files) - len(outcomes),
        seconds=seconds,
    )
