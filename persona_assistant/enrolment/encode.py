"""What is remembered, as the present encoders see it: made once for what they have not seen yet.

Vectors of two encoders cannot be compared, and they never meet: each is stored under its encoder's
id beside those of the former one, which go on serving until the new ones are complete. What is
missing is found in the memory itself, so there is no list of work that a kill could leave half
done. Kinds of work differ in three things alone: what is missing, how it is made, how it is stored.
What an encoder finds nothing in is passed over, and not tried again within a run.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Literal,
    TypeVar,
)

from persona_assistant.encoders.base import Encoder
from persona_assistant.enrolment.pipeline import Progress, batches, cores, spread
from persona_assistant.errors import MediaError, PersonaAssistantError, StoreBusy
from persona_assistant.language.words import sentences
from persona_assistant.memory import Passage, Store, Transcript, Vector
from persona_assistant.pmg import Clip, Picture

if TYPE_CHECKING:
    from persona_assistant.encoders.transcriber import Transcriber

Item = TypeVar("Item")
Made = TypeVar("Made")

_PAGE = 32
_BUSY_SECONDS = 60.0
"""How long a run in the background puts up with another process that is writing."""


@dataclass(frozen=True)
class Work(Generic[Item, Made]):
    """One kind of thing to be made of what is remembered."""

    what: str
    """Plural, for people: "pictures"."""
    by: str
    """Id of the encoder or model that makes it."""
    count: Callable[[Store], int]
    """How many are missing."""
    missing: Callable[[Store, int], Sequence[tuple[int, Item]]]
    """The next ones beyond an id, with their ids, ascending; empty at the end."""
    make: Callable[[Item], Made]
    """Called by several threads at once. Raises MediaError for what nothing can be made of."""
    store: Callable[[Store, Sequence[tuple[int, Item, Made]]], None]
    """In one transaction; passes over what was forgotten meanwhile."""
    spreads: bool = True
    """Whether several threads gain anything; what uses all cores by itself says no."""


def media_work(encoder: Encoder) -> Work[Picture | Clip, Vector]:
    """Pictures or clips to vectors of an encoder for them."""
    kind = encoder.modality
    return Work(
        {"image": "pictures", "voice": "clips"}[kind],
        encoder.id,
        count=lambda memory: memory.media.count_without_vector(encoder.id, kind),
        missing=lambda memory, after: memory.media.without_vector(
            encoder.id, kind, after=after, limit=_PAGE
        ),
        make=lambda media: Vector(encoder.id, encoder.encode([media])[0]),
        store=lambda memory, made: memory.media.add_vectors(
            [(media_id, vector) for media_id, _, vector in made]
        ),
    )


def text_work(encoder: Encoder) -> Work[Passage, list[Vector]]:
    """Notes and transcripts to vectors of a sentence encoder, one for each sentence."""

    def missing(memory: Store, after: int) -> Sequence[tuple[int, Passage]]:
        found = memory.passages.without_vector(encoder.id, after=after, limit=_PAGE)
        return [(passage.triplet_id, passage) for passage in found]

    def count(memory: Store) -> int:
        return sum(len(page) for page in _pages(lambda after: missing(memory, after)))

    def make(passage: Passage) -> list[Vector]:
        return [Vector(encoder.id, row) for row in encoder.encode(parts(passage.text))]

    return Work(
        "texts",
        encoder.id,
        count=count,
        missing=missing,
        make=make,
        store=lambda memory, made: memory.passages.add_vectors(
            [(passage, vectors) for _, passage, vectors in made]
        ),
    )


def transcript_work(transcriber: Transcriber) -> Work[Clip, Transcript]:
    """Clips to what is said in them."""

    def make(clip: Clip) -> Transcript:
        text, language = transcriber.transcribe(clip)
        return Transcript(transcriber.id, language, text)

    def missing(memory: Store, after: int) -> Sequence[tuple[int, Clip]]:
        return memory.passages.without_transcript(transcriber.id, after=after)

    return Work(
        "recordings",
        transcriber.id,
        count=lambda memory: memory.passages.count_without_transcript(transcriber.id),
        missing=missing,
        make=make,
        store=lambda memory, made: memory.passages.add_transcripts(
            [(clip_id, heard) for clip_id, _, heard in made]
        ),
        spreads=False,
    )


def works(
    encoders: Mapping[str, Encoder],
    transcriber: Transcriber | None = None,
    modalities: Sequence[str] = ("image", "voice", "text"),
) -> list[Work[Any, Any]]:
    """All that these encoders and this transcriber can make; what is heard is there before texts
    are read.

    Encoders are used by several threads at once and should each take one. Opening them may raise
    ModelError.
    """
    found: list[Work[Any, Any]] = [
        media_work(encoders[each]) for each in ("image", "voice") if each in modalities
    ]
    if transcriber is not None:
        found.append(transcript_work(transcriber))
    if "text" in encoders and "text" in modalities:
        found.append(text_work(encoders["text"]))
    return found


def parts(text: str) -> list[str]:
    """The sentences of a text: what a description fits is rarely a whole note."""
    return sentences(text) or [text]


State = Literal["ready", "running", "done", "cancelled", "failed"]


class Encoding:
    """One run over everything that is missing; in the caller's thread, or in the background.

    In the background it takes one core, so that questions go on meanwhile.
    """

    def __init__(
        self,
        memory: Store,
        works: Sequence[Work[Any, Any]],
        *,
        workers: int | None = None,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        """`workers` threads, by default as many as there are cores for `run` and one for `start`;
        `on_progress` is called by the thread that runs."""
        self._memory = memory
        self._works = tuple(works)
        self._workers = workers
        self._say = on_progress or (lambda progress: None)
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None
        self.state: State = "ready"
        self.progress = Progress("", 0, 0)
        """Of the kind of work that is under way, or was the last one."""
        self.made: dict[str, int] = {}
        """By `Work.what`: how many were made and stored."""
        self.passed_over: list[str] = []
        """One line for each of which nothing could be made: what it is and why."""
        self.error: BaseException | None = None

    def missing(self) -> int:
        """How many are missing, of all kinds together."""
        return sum(work.count(self._memory) for work in self._works)

    def run(self, cancel: threading.Event | None = None) -> None:
        """Makes and stores everything that is missing. What was made before an error, or before
        `cancel`, is stored; an event of the caller's own may do for `cancel`.

        Raises StoreError, ModelError.
        """
        self._cancel = cancel or self._cancel
        self._run(self._memory, self._workers or cores(), patience=0.0)

    def start(self) -> None:
        """As `run`, in the background."""
        self._thread = threading.Thread(target=self._in_background, name="encoding", daemon=True)
        self.state = "running"
        self._thread.start()

    def cancel(self) -> None:
        """Ends the run soon; what is made is stored, and another run goes on from there."""
        self._cancel.set()

    def join(self, timeout: float | None = None) -> bool:
        """Waits for the end of what was started, at most `timeout` seconds, and says whether it has
        ended.

        Raises what ended it early.
        """
        if self._thread is not None:
            self._thread.join(timeout)
            if self._thread.is_alive():
                return False
        if self.error is not None:
            raise self.error
        return True

    def close(self) -> None:
        """Cancels, and waits for the end."""
        self.cancel()
        if self._thread is not None:
            self._thread.join()

    # --- inside

    def _in_background(self) -> None:
        try:
            self._run(self._memory, self._workers or 1, patience=_BUSY_SECONDS)
        except PersonaAssistantError as error:
            self.error = error  # raised by `join`: there is nobody here to tell

    def _run(self, memory: Store, workers: int, patience: float) -> None:
        self.state = "running"
        try:
            for work in self._works:
                self._do(work, memory, workers, patience)
        except BaseException:
            self.state = "failed"
            raise
        self.state = "cancelled" if self._cancel.is_set() else "done"

    def _do(self, work: Work[Any, Any], memory: Store, workers: int, patience: float) -> None:
        started, total, done = time.monotonic(), work.count(memory), 0
        self.made.setdefault(work.what, 0)
        self._tell(Progress(work.what, 0, total))

        def make(item: tuple[int, Any]) -> tuple[int, Any, Any]:
            try:
                return (*item, work.make(item[1]))
            except MediaError as error:
                return (*item, error)

        def store(made: Sequence[tuple[int, Any, Any]]) -> None:
            whole = [each for each in made if not isinstance(each[2], MediaError)]
            if whole:
                self._patiently(lambda: work.store(memory, whole), patience)
                self.made[work.what] += len(whole)

        items = (
            item for page in _pages(lambda after: work.missing(memory, after)) for item in page
        )
        with closing(
            spread(items, make, workers=workers if work.spreads else 1, cancel=self._cancel)
        ) as results:
            for _, _, result in batches(results, store):
                done += 1
                if isinstance(result, MediaError):
                    self.passed_over.append(str(result))
                self._tell(
                    Progress(work.what, done, max(total, done), time.monotonic() - started, done)
                )

    def _tell(self, progress: Progress) -> None:
        self.progress = progress
        self._say(progress)

    def _patiently(self, store: Callable[[], None], patience: float) -> None:
        until = time.monotonic() + patience
        while True:
            try:
                return store()
            except StoreBusy:
                if time.monotonic() >= until or self._cancel.wait(0.2):
                    raise


def _pages(
    page: Callable[[int], Sequence[tuple[int, Item]]],
) -> Iterator[Sequence[tuple[int, Item]]]:
    after = 0
    while found := page(after):
        yield found
        after = found[-1][0]
