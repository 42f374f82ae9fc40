"""Which encoders decide right now.

Those of the settings, as soon as they have seen what is remembered. A little that they have not
seen is encoded on the spot. Where it is much (another encoder was chosen, or an update brought
one), the encoder that has seen most goes on deciding, if it can still be opened, until an
`Encoding` in the background has caught up; vectors of two encoders are never compared.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from persona_assistant.encoders.base import Encoder
from persona_assistant.enrolment.encode import (
    Encoding,
    Work,
    media_work,
    text_work,
    transcript_work,
    works,
)
from persona_assistant.memory import Store

if TYPE_CHECKING:
    from persona_assistant.encoders.transcriber import Transcriber

_AT_ONCE = {"image": 32, "voice": 32, "text": 64, "transcript": 4}
"""How many are made on the spot: about a second's worth."""
_KINDS = {"image": "pictures", "voice": "clips"}

Reopen = Callable[[str, str], "Encoder | None"]
"""(encoder id, modality) -> that very encoder, or None where it is not to be had any more."""


def _nowhere(encoder: str, modality: str) -> None:
    return None


class EncoderSelector:
    def __init__(
        self,
        memory: Store,
        encoders: Mapping[str, Encoder],
        *,
        transcriber: Transcriber | None = None,
        reopen: Reopen | None = None,
    ) -> None:
        self._memory, self._encoders = memory, encoders
        self._transcriber, self._reopen = transcriber, reopen or _nowhere
        self._looked: dict[str, tuple[int, str]] = {}
        """By kind: the memory's version when what is missing was counted, and what was said of
        it."""
        self._former: dict[str, Encoder] = {}
        self._background: Encoding | None = None

    def now(self, *modalities: str) -> tuple[Mapping[str, Encoder], list[str]]:
        """The encoders to decide with, of all that may be asked for, and what is to be said about
        those of `modalities`. Raises ModelError, StoreError."""
        notices = [said for each in modalities if (said := self._caught_up(each))]
        self.read()
        return ChainMap(self._former, self._encoders), notices

    def read(self) -> None:
        """Has the sentence encoder read what is new, when that is little; what is much waits for an
        `Encoding`."""
        if "text" in self._encoders and not self._looked_at("text"):
            self._made("text", text_work(self._encoders["text"]))
            self._looked["text"] = self._memory.version, ""

    def listen(self) -> None:
        """Has new clips written down, when they are few."""
        if self._transcriber is not None:
            self._made("transcript", transcript_work(self._transcriber))

    def catch_up(self) -> Encoding | None:
        """Begins to make, in the background, all that is missing; None when nothing is, or it is
        under way."""
        if self._background is not None and self._background.state == "running":
            return None
        run = Encoding(self._memory, works(self._encoders, self._transcriber))
        if not run.missing():
            return None
        self._background = run
        run.start()
        return run

    def close(self) -> None:
        if self._background is not None:
            self._background.close()

    # --- inside

    def _caught_up(self, modality: str) -> str:
        """What is to be said about this modality, "" for nothing."""
        if not self._looked_at(modality):
            encoder = self._encoders[modality]
            waiting = self._made(modality, media_work(encoder))
            self._former.pop(modality, None)
            said = self._behind(modality, encoder, waiting) if waiting else ""
            self._looked[modality] = self._memory.version, said
        return self._looked[modality][1]

    def _looked_at(self, kind: str) -> bool:
        return kind in self._looked and self._looked[kind][0] == self._memory.version

    def _made(self, kind: str, work: Work) -> int:
        """Makes what is missing if that is little; how many are missing if not."""
        missing = work.count(self._memory)
        if missing > _AT_ONCE[kind]:
            return missing
        if missing:
            Encoding(self._memory, [work]).run()
        return 0

    def _behind(self, modality: str, encoder: Encoder, waiting: int) -> str:
        kind, total = _KINDS[modality], self._memory.media.count(modality)
        done = total - waiting
        said = f"{waiting:,} of {total:,} {kind} are still to be encoded by {encoder.id} (persona-assistant encode)"
        for former, seen in self._memory.media.encoders_of(modality).items():
            if (
                former != encoder.id
                and seen > done
                and (opened := self._reopen(former, modality)) is not None
            ):
                self._former[modality] = opened
                return f"{said}; until then {former} recognises people"
        return f"{said}; only people in the others can be recognised by them"
