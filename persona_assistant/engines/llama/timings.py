"""Where the time of an answer went: inside llama.cpp by stage, and everything else.

The child measures around its native calls, the engine from the first call to the last piece. What
lies between the two is the cost of this project's own layer: reading media, pipes, Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from persona_assistant.engines.base import Usage


@dataclass(frozen=True, slots=True)
class Timings(Usage):
    """Seconds and tokens of one request. All three counts of `Usage` are known."""

    tokens: int
    computed: int
    answer_tokens: int

    total: float
    """From the call to the end; waiting for whoever reads the pieces included."""
    first_token: float
    """From the call to the first piece of text; 0.0 where there was none."""
    start: float
    """Waiting for the child process and its model."""
    load: float
    """Loading the projector."""
    encode: float
    """Media to soft tokens."""
    restore: float
    """Putting a kept state back."""
    prefill: float
    """Computing the prompt."""
    decode: float
    """Computing the answer."""
    native: float
    """All time inside llama.cpp in the child: load, encode, restore, prefill, decode, taking
    states."""
    reused: int
    """Tokens of the prompt that were already in the model's memory."""
    restored: int
    """Put back from a kept state."""
    encoded: int
    """Media that went through the projector."""

    @property
    def overhead(self) -> float:
        """Seconds that are neither llama.cpp's nor the start of the child."""
        return self.total - self.native - self.start


def timings(done: Mapping[str, Any], total: float, first: float, start: float) -> Timings:
    """From the child's last reply to a request, and what the engine measured itself."""
    seconds, counts = done["seconds"], done["counts"]
    stages = {
        stage: seconds.get(stage, 0.0)
        for stage in ("load", "encode", "restore", "prefill", "decode")
    }
    return Timings(
        total=total,
        first_token=first,
        start=start,
        native=sum(seconds.values()),
        tokens=done.get("tokens", 0),
        **stages,
        **counts,
    )
