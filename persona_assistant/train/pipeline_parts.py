"""What a pipeline is made of: its steps, what is measured, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

TINY = "tiny-gemma4"
"""The base model that the pipeline makes itself; any other must lie in the recipes' `[model]
folder`."""
METRICS = ("Ans", "Unans", "1-FA", "TA", "Cal")
STEPS = ("world", "corpora", "base", "bench before", "sft", "rlvr", "export", "bench after")
"""In their order; `Progress.stage` is one of them."""


@dataclass(frozen=True, slots=True)
class PipelineResult:
    """The files that a pipeline made, and what was measured of them."""

    adapter: Path
    """Folder of the adapter that RLVR trained; it belongs to the model in `after_sft`."""
    after_sft: Path
    """Folder of the base model with the adapter of SFT merged in."""
    gguf: Path
    projector: Path
    bench_before: dict[str, Any]
    """n, METRICS (x100) and their intervals, of the base model, quantized as the trained one is."""
    bench_after: dict[str, Any]
    card: Path
    seconds: float
    """Of all steps, in all parts of a stopped pipeline."""

    def to_json(self) -> dict[str, Any]:
        return {
            "adapter": str(self.adapter),
            "taught": str(self.after_sft),
            "gguf": str(self.gguf),
            "projector": str(self.projector),
            "card": str(self.card),
            "bench_before": self.bench_before,
            "bench_after": self.bench_after,
            "seconds": round(self.seconds, 1),
        }
