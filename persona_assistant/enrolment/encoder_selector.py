"""Which encoders decide right now.

Those of the settings, as soon as they have seen what is remembered. A little that they have not
seen is encoded on the spot. Where it is much (another encoder was chosen, or an update brought
one), the encoder that has seen most goes on deciding, if it can still be opened, until a
`BackgroundEncoding` has caught up; vectors of two encoders are never compared.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Set
from typing import TYPE_CHECKING, Any

from persona_assistant.encoders.base import Encoder
from persona_assistant.enrolment.background import BackgroundEncoding
from persona_assistant.enrolment.encode import (
    UNITS,
    Work,
    encode_missing,
    media_work,
    text_work,
    transcript_work,
    works,
)
from persona_assistant.enrolment.examining import Kind, senses
from persona_assistant.memory import Store
from persona_assistant.progress import finish
from persona_assistant.samples import kind_of

if TYPE_CHECKING:
    from persona_assistant.encoders.transcriber import Transcriber

_AT_ONCE = {"face": 16, "image": 32, "voice": 16, "synthetic": 32, "text": 64, "transcript": 4}
"""How many are made on the spot: some seconds' worth at most."""

Reopen = Callable[[str, str], "Encoder | None"]
"""(encoder id, sense) -> that very encoder, or None where it is gone or of another sense."""


def _gone(encoder_id: str, sense: str) -> None:
    return None


class _Overlaid(Mapping[str, Encoder]):
    """Encoders, some of which stand in for others or wait. Opens none before it is asked for."""

    def __init__(
        self, first: Mapping[str, Encoder], others: Mapping[str, Encoder], waiting: Set[str]
    ) -> None:
        self._first, self._others, self._waiting = first, others, waiting

    def __getitem__(self, sense: str) -> Encoder:
        if sense in self._waiting:
            raise KeyError(sense)
        return self._first[sense] if sense in self._first else self._others[sense]

    def __iter__(self) -> Iterator[str]:
        return (sense for sense in self._others if sense not in self._waiting)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, sense: object) -> bool:
        return sense in self._others and sense not in self._waiting


class EncoderSelector:
    """Of one store. Several threads may use it; they wait for each other."""

    def __init__(
        self,
        store: Store,
        encoders: Mapping[str, Encoder],
        *,
        transcriber: Transcriber | None = None,
        reopen: Reopen | None = None,
    ) -> None:
        self._store, self._encoders = store, encoders
        self._transcriber, self._reopen = transcriber, reopen or _gone
        self._notices: dict[str, tuple[int, str]] = {}
        """By sense: the store's version when what is missing was counted, and the notice then."""
        self._former: dict[str, Encoder] = {}
        self._waiting: set[str] = set()
        """Senses that do not decide yet."""
        self._background: BackgroundEncoding | None = None
        self._lock = threading.RLock()

    def select(self, *kinds: Kind) -> tuple[Mapping[str, Encoder], list[str]]:
        """The encoders to decide with, and notices about those for these kinds of media: "image",
        "voice".

        Raises ModelError, StoreError.
        """
        with self._lock:
            notices = [notice for kind in kinds if (notice := self._notice_of(kind))]
            self.embed_texts()
            return _Overlaid(dict(self._former), self._encoders, set(self._waiting)), notices

    @property
    def senses(self) -> frozenset[str]:
        """What decides now: without those that wait until more is encoded. Opens nothing."""
        with self._lock:
            return frozenset(self._encoders) - self._waiting

    def embed_texts(self) -> None:
        """Has the sentence encoder read what is new, if that is little."""
        with self._lock:
            if "text" in self._encoders and not self._is_current("text"):
                self._make_few("text", text_work(self._encoders["text"]))
                self._notices["text"] = self._store.version, ""

    def transcribe(self) -> None:
        """Has new clips written down, if they are few."""
        with self._lock:
            if self._transcriber is not None:
                self._make_few("transcript", transcript_work(self._transcriber))

    def catch_up(self) -> BackgroundEncoding | None:
        """Begins to make, in the background, all that is missing; None when nothing is, or it is
        under way."""
        with self._lock:
            if self._background is not None and self._background.state == "running":
                return None
            # What there is nothing of needs no encoder, which takes a while to open.
            kinds: tuple[Kind, ...] = ("image", "voice")
            held = [kind for kind in kinds if self._store.media.count(kind)]
            made = works(self._encoders, self._transcriber, [*held, "text"])
            run = BackgroundEncoding(self._store, made)
            if not run.missing():
                return None
            self._background = run
            run.start()
            return run

    def close(self) -> None:
        if self._background is not None:
            self._background.close()

    # --- inside

    def _notice_of(self, kind: Kind) -> str:
        """What to tell about the senses of a kind of medium, "" for nothing."""
        notices = [self._notice(sense) for sense in senses(self._encoders, kind)]
        return next(filter(None, notices), "")

    def _notice(self, sense: str) -> str:
        if not self._is_current(sense):
            encoder = self._encoders[sense]
            waiting = self._make_few(sense, media_work(encoder, sense))
            self._former.pop(sense, None)
            self._waiting.discard(sense)
            notice = self._fall_back(sense, encoder, waiting) if waiting else ""
            self._notices[sense] = self._store.version, notice
        return self._notices[sense][1]

    def _is_current(self, kind: str) -> bool:
        return kind in self._notices and self._notices[kind][0] == self._store.version

    def _make_few(self, kind: str, work: Work[Any, Any]) -> int:
        """Makes what is missing if that is little; how many are missing if not."""
        missing = work.count(self._store)
        if missing > _AT_ONCE[kind]:
            return missing
        if missing:
            finish(encode_missing(self._store, [work]))
        return 0

    def _fall_back(self, sense: str, encoder: Encoder, waiting: int) -> str:
        """Lets the encoder that has seen most decide; the notice about it."""
        kind = kind_of(sense)
        unit, total = UNITS[kind], self._store.media.count(kind)
        done = total - waiting
        behind = (
            f"{waiting:,} of {total:,} {unit} are still to be encoded by {encoder.id} "
            "(persona-assistant encode)"
        )
        present = {self._encoders[each].id for each in senses(self._encoders, kind)}
        for former, seen in self._store.media.encoders_of(kind).items():
            if former == encoder.id or seen <= done:
                continue
            if sense == "face" and former in present:
                self._waiting.add(sense)
                return f"{behind}; until then pictures are compared as a whole"
            opened = self._reopen(former, sense)
            if opened is not None:
                self._former[sense] = opened
                return f"{behind}; until then {former} recognises people"
        return f"{behind}; only people in the others can be recognised by them"
