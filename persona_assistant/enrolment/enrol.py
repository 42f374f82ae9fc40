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
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from persona_assistant.encoders.base import Encoder
from persona_assistant.enrolment.choosing import Settled
from persona_assistant.enrolment.examining import Kind, check_exemplar, examine, samples_of
from persona_assistant.enrolment.file_dates import dated, day_changed, day_in_name, day_taken
from persona_assistant.enrolment.folder import NOTES, File, Refused, Survey, paragraphs, survey
from persona_assistant.enrolment.pipeline import batches, cores, spread
from persona_assistant.errors import BadInput
from persona_assistant.language.dates import DateOrder
from persona_assistant.memory import Entry, IngestedFile
from persona_assistant.memory.records import Seen, check_entry, fold_name
from persona_assistant.pmg import Picture, Triplet
from persona_assistant.progress import CancelToken, Done, Progress
from persona_assistant.samples import Examination

_DIGESTED = 64 * 2**20
"""Bytes hashed to know a file again, beside its size: all of any picture, the 30 s kept of a
clip."""

_NAMED = 3
"""Pictures without a face that are named; of more, so many and how many others there are."""


class Destination(Protocol):
    """Where people and their files are stored."""

    def ingested(self) -> Set[tuple[str, bytes]]:
        """The files stored before: the person's folded name, and the digest."""
        ...

    def ingest(self, files: Sequence[IngestedFile], *, consent: str | None = None) -> None:
        """Stores them in one transaction."""
        ...


Settle = Callable[[Set[str]], Sequence[Settled]]
"""Chooses the person's face, or voice, in what is stored of the people with these names: in all
their media together, once these are there. Returns what was chosen, in no medium twice."""


def _settled_by_nobody(names: Set[str]) -> Sequence[Settled]:
    return ()


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
    """What was left out, what was changed in reading, e.g. a clip cut at 30 s, which of several
    faces or speakers was taken for the person, and where no face was found."""
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
    several: bool = False
    """Whether it shows several faces or has several speakers."""
    faceless: bool = False
    """Whether it is a picture in which faces were looked for and none was found."""


def enrol(
    destination: Destination,
    encoders: Mapping[str, Encoder],
    folder: Path | str,
    *,
    consent: str | None = None,
    anyway: bool = False,
    workers: int | None = None,
    cancel: CancelToken | None = None,
    settle: Settle = _settled_by_nobody,
    date_order: DateOrder = "auto",
) -> Iterator[Progress | Done[Enrolled]]:
    """Remembers everybody whose folder lies in `folder`; see `enrolment.folder` for its form.

    Several threads use the `encoders`, by sense, at once; each should take one core.
    `consent` is stored with everybody. `anyway` also keeps what is too poor to recognise somebody
    by. `cancel` ends the run early, with all that is done stored. `settle` is called at the end,
    whatever is new. `date_order` is how 3/4/2024 is read in names and date lines. Raises BadInput
    for a folder without people, StoreError; what was stored before an error stays.
    """
    started = time.monotonic()
    tree = survey(Path(folder))
    known = destination.ingested()
    opened = _Opened(encoders)
    outcomes: list[_Outcome] = []
    worked = 0

    def read(file: File) -> _Outcome:
        return _read(file, opened, known, anyway, date_order)

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
    names = {outcome.file.name for outcome in outcomes if not outcome.refused}
    settled = settle(names) if names else ()
    yield Done(_summary(tree, outcomes, settled, time.monotonic() - started))


class _Opened(Mapping[str, Encoder]):
    """Encoders, each opened by whichever thread needs it first."""

    def __init__(self, encoders: Mapping[str, Encoder]) -> None:
        self._encoders = encoders
        self._opening = threading.Lock()

    def __getitem__(self, modality: str) -> Encoder:
        with self._opening:
            return self._encoders[modality]

    def __contains__(self, modality: object) -> bool:
        return modality in self._encoders

    def __iter__(self) -> Iterator[str]:
        return iter(self._encoders)

    def __len__(self) -> int:
        return len(self._encoders)


def _read(
    file: File,
    encoders: _Opened,
    known: Set[tuple[str, bytes]],
    anyway: bool,
    date_order: DateOrder,
) -> _Outcome:
    try:
        digest = _digest(file.path)
        if (fold_name(file.name), digest) in known:
            return _Outcome(file, IngestedFile(file.name, digest))
        entries, notices, seen = _entries(file.path, encoders, anyway, date_order)
        checked = tuple(check_entry(each) for each in entries)
        return _Outcome(
            file,
            IngestedFile(file.name, digest, checked),
            tuple(map(_kind, checked)),
            notices=notices,
            several=any(isinstance(e, Examination) and len(e.samples) > 1 for e in seen.values()),
            faceless="face" in seen and samples_of(seen) is None,
        )
    except BadInput as error:
        return _Outcome(file, refused=Refused(file.path, _with_path(file.path, str(error))))
    except OSError as error:
        reason = f"{file.path}: cannot be read ({error.strerror or error}); check the file"
        return _Outcome(file, refused=Refused(file.path, reason))


def _entries(
    path: Path, encoders: _Opened, anyway: bool, date_order: DateOrder
) -> tuple[list[Entry], tuple[str, ...], Mapping[str, Seen]]:
    """What a file holds, notices about it, and what the encoders see in its medium."""
    from persona_assistant.media import load_image, load_voice, modality_of

    if path.suffix.casefold() == NOTES:
        return _notes(path, date_order), (), {}
    kind: Kind = "image" if modality_of(path) == "image" else "voice"
    medium = load_image(path) if kind == "image" else load_voice(path)
    seen = examine(encoders, kind, medium, anyway=anyway)
    if not anyway:
        found = samples_of(seen)
        check_exemplar(medium, found[1].samples if found else ())
    views = list(seen.values())
    if isinstance(medium, Picture):
        day = day_in_name(path, date_order) or day_taken(path)
        return [Entry(Triplet(image=medium, date=day), image=views)], medium.notices, seen
    day = day_in_name(path, date_order)
    return [Entry(Triplet(voice=medium, date=day), voice=views)], medium.notices, seen


def _notes(path: Path, date_order: DateOrder) -> list[Entry]:
    named = day_in_name(path, date_order)
    return [
        Entry(Triplet(text=text, date=named or day or day_changed(path)))
        for text, day in dated(paragraphs(path), date_order)
    ]


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


def _chosen(outcomes: Sequence[_Outcome], settled: Sequence[Settled]) -> Iterator[str]:
    """Which face or voice was chosen in what is new, or is another one now."""
    new = {outcome.file.path.name for outcome in outcomes if outcome.several}
    yield from (each.notice for each in settled if each.changed or each.source in new)


def _faceless(outcomes: Sequence[_Outcome]) -> Iterator[str]:
    names = [
        f"{outcome.file.path.parent.name}/{outcome.file.path.name}"
        for outcome in outcomes
        if outcome.faceless
    ]
    if len(names) > _NAMED:
        shown = f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more"
        yield (
            f"no photographed face was found in {len(names)} pictures, which are remembered as "
            f"pictures: {shown}"
        )
    else:
        for name in names:
            yield f"no photographed face was found in {name}; it is remembered as a picture"


def _summary(
    tree: Survey, outcomes: list[_Outcome], settled: Sequence[Settled], seconds: float
) -> Enrolled:
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
        notices=(
            *tree.notices,
            *(notice for outcome in outcomes for notice in outcome.notices),
            *_chosen(outcomes, settled),
            *_faceless(outcomes),
        ),
        waiting=len(tree.files) - len(outcomes),
        seconds=seconds,
    )
