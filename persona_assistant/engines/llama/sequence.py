"""The sequence in the model's memory: what was computed stays, and the next prompt goes on from it.

It is remembered as the batches it was computed in. A new prompt keeps the longest common beginning
and computes the rest, so that a warm answer is made of exactly the computations of a cold one. What
an answer adds is cut off again before the next prompt.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

import numpy as np

from persona_assistant.engines.llama.context import LlamaContext
from persona_assistant.engines.llama.kv_states import Block
from persona_assistant.engines.llama.plan import Batch
from persona_assistant.engines.llama.soft_tokens import Floats, Segment


class LiveSequence:
    """`batches` is what the memory holds for sure; an answer, or half a batch, may stand behind
    it."""

    def __init__(self, context: LlamaContext) -> None:
        self._llama = context
        self.batches: list[Batch] = []
        self._position = 0

    def common(self, batches: Sequence[Batch]) -> int:
        """How many batches at the beginning are those in memory."""
        same = takewhile(lambda pair: pair[0] == pair[1], zip(self.batches, batches))
        return sum(1 for _ in same)

    def truncate(self, count: int) -> int:
        """Cut back to the first `count` batches; how many are left (none where a model cannot
        cut)."""
        del self.batches[count:]
        self._position = sum(batch.positions for batch in self.batches)
        if not self._llama.cut(self._position):
            self.clear()
        return len(self.batches)

    def clear(self) -> None:
        self.batches, self._position = [], 0
        self._llama.cut(0)

    def add_text(self, batch: Batch, *, logits: bool) -> None:
        self._llama.decode_tokens(batch.tokens, self._position, logits=logits, stage="prefill")
        self._added(batch)

    def add_soft(self, batch: Batch, segment: Segment, soft: Floats, *, logits: bool) -> None:
        """`soft`: float32 (count, width), contiguous."""
        if segment.places is None:
            places = np.arange(self._position, self._position + segment.count, dtype=np.int32)
        else:
            places = segment.places[0] + segment.places[1] * np.int32(self._position)
        self._llama.decode_soft(soft, places, causal=segment.causal, logits=logits, stage="prefill")
        self._added(batch)

    def add_answer_token(self, token: int, behind: int) -> None:
        """Compute a token of an answer, `behind` tokens after the batches."""
        self._llama.decode_tokens((token,), self._position + behind, logits=True, stage="decode")

    def replace(self, batches: Sequence[Batch], state: Sequence[Block]) -> bool:
        """Become `batches`, whose keys and values are in `state`; False, and empty, where they are
        not."""
        self.batches, self._position = list(batches), sum(batch.positions for batch in batches)
        if self._llama.put_state(state) and 0 <= self._llama.last_position() < self._position:
            return True
        self.clear()
        return False

    def _added(self, batch: Batch) -> None:
        self.batches.append(batch)
        self._position += batch.positions
