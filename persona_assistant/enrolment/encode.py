"""What is remembered, as the present encoders see it: made once for what they have not seen yet.

Vectors of two encoders cannot be compared, and they never meet: each is stored under its encoder's
id beside those of the former one, which go on serving until the new ones are complete. What is
missing is found in the store itself, so there is no list of work that a kill could leave half done.
Kinds of work differ in three things alone: what is missing, how it is made, how it is stored. Media
in which an encoder finds nothing are passed over, and not tried again within a run.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from persona_assistant.encoders.base import Encoder, Examiner
from persona_assistant.enrolment.choosing import settle
from persona_assistant.enrolment.examining import Kind, seen_by, senses
from persona_assistant.enrolment.pipeline import batches, cores, spread
from persona_assistant.errors import MediaError, StoreBusy
from persona_assistant.language.words import sentences
from persona_assistant.memory import Passage, Store, Transcript, Vector
from persona_assistant.memory.records import Seen
from persona_assistant.pmg import Clip, Picture
from persona_assistant.progress import CancelToken, Done, Progress

if TYPE_CHECKING:
    from persona_assistant.encoders.transcriber import Transcriber

Item = TypeVar("Item")
Made = TypeVar("Made")

_PAGE = 32


@dataclass(frozen=True)
class Work(Generic[Item, Made]):
    """One kind of thing to make of what is remembered."""

    unit: str
    """Of what it is made, plural: "pictures"."""
    by: str
    """Id of the encoder or model that makes it."""
    count: Callable[[Store], int]
    """How many are missing."""
    missing: Callable[[Store, int], Sequence[tuple[int, Item]]]
    """The next ones beyond an id, with their ids, ascending; empty at the end."""
    make: Callable[[Item], Made]
    """Called by several threads at once. Raises MediaError for what nothing can be made of."""
    save: Callable[[Store, Sequence[tuple[int, Item, Made]]], None]
    """In one transaction; passes over what was forgotten meanwhile."""
    spreads: bool = True
    """Whether several threads help; a model that uses all cores by itself says no."""
    end: Callable[[Store], Sequence[str]] = lambda store: ()
    """What is to be done once no more is missing; what to tell of it, one sentence each."""


UNITS: Mapping[str, str] = {
    "face": "pictures for faces",
    "image": "pictures",
    "voice": "clips",
    "synthetic": "clips for synthetic voices",
}
"""By sense, of what it makes something."""


def media_work(encoder: Encoder, sense: str = "") -> Work[Picture | Clip, Seen]:
    """Pictures or clips to what an encoder of a sense sees in them."""
    kind = encoder.modality
    return Work(
        UNITS[sense or kind],
        encoder.id,
        count=lambda store: store.media.count_without_vector(encoder.id, kind),
        missing=lambda store, after: store.media.without_vector(
            encoder.id, kind, after=after, limit=_PAGE
        ),
        make=lambda media: seen_by(encoder, media),
        save=lambda store, made: store.media.add_vectors(
            [(media_id, seen) for media_id, _, seen in made]
        ),
        end=_settled if isinstance(encoder, Examiner) else lambda store: (),
    )


def _settled(store: Store) -> Sequence[str]:
    return [each.notice for each in settle(store) if each.changed]


def text_work(encoder: Encoder) -> Work[Passage, list[Vector]]:
    """Notes and transcripts to vectors of a sentence encoder, one for each sentence."""

    def missing(store: Store, after: int) -> Sequence[tuple[int, Passage]]:
        passages = store.passages.without_vector(encoder.id, after=after, limit=_PAGE)
        return [(passage.triplet_id, passage) for passage in passages]

    def count(store: Store) -> int:
        return sum(len(page) for page in _pages(lambda after: missing(store, after)))

    def make(passage: Passage) -> list[Vector]:
        return [Vector(encoder.id, row) for row in encoder.encode(parts(passage.text))]

    return Work(
        "texts",
        encoder.id,
        count=count,
        missing=missing,
        make=make,
        save=lambda store, made: store.passages.add_vectors(
            [(passage, vectors) for _, passage, vectors in made]
        ),
    )


def transcript_work(transcriber: Transcriber) -> Work[Clip, Transcript]:
    """Clips to what is said in them."""

    def make(clip: Clip) -> Transcript:
        text, language = transcriber.transcribe(clip)
        return Transcript(transcriber.id, language, text)

    def missing(store: Store, after: int) -> Sequence[tuple[int, Clip]]:
        return store.passages.without_transcript(transcriber.id, after=after)

    return Work(
        "recordings",
        transcriber.id,
        count=lambda store: store.passages.count_without_transcript(transcriber.id),
        missing=missing,
        make=make,
        save=lambda store, made: store.passages.add_transcripts(
            [(clip_id, transcript) for clip_id, _, transcript in made]
        ),
        spreads=False,
    )


def works(
    encoders: Mapping[str, Encoder],
    transcriber: Transcriber | None = None,
    modalities: Sequence[str] = ("image", "voice", "text"),
) -> list[Work[Any, Any]]:
    """All that these encoders and this transcriber can make; transcripts come before the texts.

    Several threads use the encoders at once; each should take one core. Opening them may raise
    ModelError.
    """
    kinds: tuple[Kind, ...] = ("image", "voice")
    chosen: list[Work[Any, Any]] = [
        media_work(encoders[sense], sense)
        for kind in kinds
        if kind in modalities
        for sense in senses(encoders, kind)
    ]
    if transcriber is not None:
        chosen.append(transcript_work(transcriber))
    if "text" in encoders and "text" in modalities:
        chosen.append(text_work(encoders["text"]))
    return chosen


def parts(text: str) -> list[str]:
    """The sentences of a text: what a description fits is rarely a whole note."""
    return list(sentences(text)) or [text]


@dataclass(frozen=True)
class Encoded:
    """The result of a run over everything that was missing."""

    made: Mapping[str, int] = field(default_factory=dict)
    """By `Work.unit`: how many were made and stored."""
    passed_over: tuple[str, ...] = ()
    """One line for each of which nothing could be made: what it is and why."""
    cancelled: bool = False
    notices: tuple[str, ...] = ()
    """Which of several faces or speakers now stands for somebody, one sentence each."""


def count_missing(store: Store, works: Sequence[Work[Any, Any]]) -> int:
    """How many are missing, of all kinds together."""
    return sum(work.count(store) for work in works)


def encode_missing(
    store: Store,
    works: Sequence[Work[Any, Any]],
    *,
    workers: int | None = None,
    cancel: CancelToken | None = None,
    patience: float = 0.0,
) -> Iterator[Progress | Done[Encoded]]:
    """Makes and stores everything that is missing; yields `Progress` with the unit of the work.

    `workers` threads, by default one per core. `cancel` ends the run soon. `patience`: seconds to
    wait for another process that is writing. What was made before an error, or before `cancel`, is
    stored. Raises StoreError, ModelError.
    """
    cancel = cancel or CancelToken()
    made: dict[str, int] = {}
    passed_over: list[str] = []
    notices: list[str] = []
    for work in works:
        yield from _encode(store, work, made, passed_over, workers or cores(), cancel, patience)
        if made[work.unit]:
            notices += _patiently(partial(work.end, store), patience, cancel)
    yield Done(Encoded(made, tuple(passed_over), cancel.is_set(), tuple(notices)))


def _encode(
    store: Store,
    work: Work[Any, Any],
    made: dict[str, int],
    passed_over: list[str],
    workers: int,
    cancel: threading.Event,
    patience: float,
) -> Iterator[Progress]:
    started, total, done = time.monotonic(), work.count(store), 0
    made.setdefault(work.unit, 0)
    yield Progress("encoding", 0, total, work.unit)

    def make(item: tuple[int, Any]) -> tuple[int, Any, Any]:
        try:
            return (*item, work.make(item[1]))
        except MediaError as error:
            return (*item, error)

    def save(results: Sequence[tuple[int, Any, Any]]) -> None:
        good = [each for each in results if not isinstance(each[2], MediaError)]
        if good:
            _patiently(lambda: work.save(store, good), patience, cancel)
            made[work.unit] += len(good)

    items = (item for page in _pages(lambda after: work.missing(store, after)) for item in page)
    threads = workers if work.spreads else 1
    with closing(spread(items, make, workers=threads, cancel=cancel)) as results:
        for _, _, result in batches(results, save):
            done += 1
            if isinstance(result, MediaError):
                passed_over.append(str(result))
            seconds = time.monotonic() - started
            yield Progress("encoding", done, max(total, done), work.unit, seconds)


def _patiently(save: Callable[[], Made], patience: float, cancel: threading.Event) -> Made:
    until = time.monotonic() + patience
    while True:
        try:
            return save()
        except StoreBusy:
            if time.monotonic() >= until or cancel.wait(0.2):
                raise


def _pages(
    page: Callable[[int], Sequence[tuple[int, Item]]],
) -> Iterator[Sequence[tuple[int, Item]]]:
    after = 0
    while items := page(after):
        yield items
        after = items[-1][0]
