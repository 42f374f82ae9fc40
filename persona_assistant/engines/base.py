"""What an engine is: an interleaved prompt in, a stream of text out.

An engine reads `prompt.parts` (raw text, images and audio, in order), the user's turn that it
answers, and `prompt.before`, the turns before that. `prompt.contexts`, `prompt.query` and
`prompt.edge` say the same as structure, for engines that are not language models; those know of no
earlier turns.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from persona_assistant.pmg import Modality
from persona_assistant.prompt import Prompt


class Engine(Protocol):
    name: str
    """As shown in answers and run cards, e.g. "extractive" or "llama
    gemma-4-E4B-it-Q4_K_M.gguf"."""
    modalities: frozenset[Modality]
    identity: Mapping[str, str]
    """What of the engine can change an answer, so that equal prompts under equal identities have
    equal answers: its model and build, never where it is. Worked out when asked for; may raise
    EngineError."""

    def generate(
        self, prompt: Prompt, *, max_tokens: int = 256, cancel: threading.Event | None = None
    ) -> Iterator[str]:
        """Pieces of the answer as they come. Greedy: the same prompt gives the same answer.

        Setting `cancel` ends the stream within one token. Raises EngineError.
        """
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one request, as far as they are known. An engine that counts them has one, or
    something with these names, as `last`: of the last finished request."""

    tokens: int | None
    """Of the prompt."""
    computed: int | None
    """Of these, not there from an earlier request."""
    answer_tokens: int | None


class Cache(Protocol):
    """Where an engine keeps what it can make again, encrypted by whoever implements this.

    An entry may be gone at any time. Several threads may use a cache at once. `kind` is a short
    word ("soft tokens", "kv state"), `key` a hash of all that the bytes depend on, `about` the ids
    of the personas that the bytes tell of: when one of them is forgotten, so is the entry.
    """

    def get(self, kind: str, key: str) -> bytes | None: ...

    def put(self, kind: str, key: str, data: bytes, *, about: Iterable[int] = ()) -> None: ...
