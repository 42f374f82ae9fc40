"""Pictures and clips as soft tokens, encoded once.

A medium's soft tokens come from this process, else from what the parent kept, else from the
projector, which is loaded at the first medium that needs it.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from persona_assistant.engines.llama import soft_tokens
from persona_assistant.engines.llama.context import LlamaContext
from persona_assistant.engines.llama.frames import Buffer
from persona_assistant.engines.llama.projector import PreparedMedium, Projector
from persona_assistant.engines.llama.soft_tokens import Floats, Medium
from persona_assistant.errors import ModelError

_KEPT_BYTES = 512 << 20
"""Soft tokens kept in this process: about 180 pictures of 280 tokens x 2560 numbers."""


class Parent(Protocol):
    """What the child may ask of the process that started it."""

    def medium(self, key: str, *, raw: bool) -> tuple[dict[str, Any], bytes]:
        """{"kind": "soft"} and stored soft tokens, or {"kind": "image" | "audio", "shape"} and raw
        bytes."""
        ...

    def state(self, keys: Sequence[str]) -> tuple[int, bytes] | None:
        """The first of these states that is kept: its index and bytes."""
        ...

    def keep(self, kind: str, key: str, about: Sequence[int], data: list[Buffer]) -> None:
        """Hand over "soft tokens" or a "kv state" to be kept."""
        ...

    def unwanted(self, medium: str | None) -> bool:
        """Whether to stop: cancelled, or another request waits that does not need `medium`
        encoded."""
        ...


class MediaStore:
    """`projector`: its file, or None. `idle_seconds`: after so long unused it is unloaded."""

    def __init__(
        self,
        llama: LlamaContext,
        parent: Parent,
        *,
        projector: str | None,
        image_tokens: int,
        idle_seconds: float,
    ) -> None:
        self._llama, self._parent = llama, parent
        self._path, self._image_tokens = projector, image_tokens
        self._idle_seconds = idle_seconds
        self._projector: Projector | None = None
        self._media: dict[str, Medium] = {}
        self._soft: OrderedDict[str, Floats] = OrderedDict()
        self._prepared: dict[str, PreparedMedium] = {}
        self._kept: set[str] = set()
        self._keep: Mapping[str, Sequence[int]] = {}
        self.encoded = 0
        """Media that went through the projector since `begin`."""

    def begin(self, keep: Mapping[str, Sequence[int]]) -> None:
        """A request begins. `keep`: keys of media whose soft tokens the parent keeps, and the
        personas they tell of."""
        self._keep, self.encoded = keep, 0

    def end(self) -> None:
        """Free what only this request needed."""
        for prepared in self._prepared.values():
            prepared.free()
        self._prepared.clear()

    def forget(self) -> None:
        self._soft.clear()
        self._media.clear()
        self._kept.clear()

    def forget_kept(self, key: str) -> None:
        """The parent may not have this medium's soft tokens any more."""
        self._kept.discard(key)

    # --- media

    def medium(self, key: str) -> Medium:
        """Raises EngineError, Cancelled."""
        if key not in self._media:
            self._fetch(key)
        return self._media[key]

    def soft_tokens(self, key: str) -> Floats:
        """(soft_count, width). Handed over to the parent once, where it keeps them. Raises
        EngineError, Cancelled."""
        if key not in self._soft and key not in self._prepared:
            self._fetch(key)
        if key not in self._soft:
            prepared = self._prepared[key]
            soft = self._open_projector().encode(prepared, lambda: self._parent.unwanted(key))
            self.encoded += 1
            self._remember(key, prepared.medium, soft)
        self._soft.move_to_end(key)
        if key in self._keep and key not in self._kept:
            self._kept.add(key)
            data = soft_tokens.pack(self._media[key], self._soft[key])
            self._parent.keep("soft tokens", key, self._keep[key], data)
        return self._soft[key]

    def _fetch(self, key: str) -> None:
        """Get a medium from the parent: as soft tokens where it has them, else raw and not encoded
        yet."""
        header, data = self._parent.medium(key, raw=False)
        if header["kind"] == "soft":
            entry = soft_tokens.unpack(data, self._llama.width)
            if entry is not None:
                self._kept.add(key)
                self._remember(key, *entry)
                return
            header, data = self._parent.medium(key, raw=True)
        prepared = self._open_projector().prepare(header["kind"], header["shape"], data)
        self._prepared[key], self._media[key] = prepared, prepared.medium

    def _remember(self, key: str, medium: Medium, soft: Floats) -> None:
        self._media[key], self._soft[key] = medium, soft
        while (
            sum(each.nbytes for each in self._soft.values()) > _KEPT_BYTES and len(self._soft) > 1
        ):
            self._soft.popitem(last=False)

    # --- the projector

    def idle_seconds_left(self) -> float | None:
        """How long the projector may still stay unused; None when there is none."""
        if self._projector is None:
            return None
        return max(0.0, self._projector.last_used + self._idle_seconds - time.monotonic())

    def unload_idle(self) -> None:
        """Unload a projector that was not used for a while and that no request needs."""
        if self._projector is not None and not self._prepared and self.idle_seconds_left() == 0:
            self._projector.close()
            self._projector = None

    def _open_projector(self) -> Projector:
        if self._projector is None:
            if self._path is None:
                raise ModelError(
                    "The prompt holds pictures or clips, for which the model needs its projector.",
                    code="projector_missing",
                )
            self._projector = Projector(self._path, self._llama, self._image_tokens)
        return self._projector
