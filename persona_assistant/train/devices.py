"""Machines that training is estimated for: what they hold, and what they do in a second at best.

Operations and bandwidths are the makers' figures; what share of them training reaches is a
judgement of this project and a range.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass

from persona_assistant.errors import BadInput

GIB = 2**30


@dataclass(frozen=True, slots=True)
class Device:
    name: str
    title: str
    memory: float
    """GiB that a process can have."""
    operations: float
    """A second at best, in bf16 with sums in single precision, without sparsity."""
    bandwidth: float
    """Bytes a second from memory at best."""
    training: tuple[float, float] = (0.15, 0.40)
    """Share of `operations` that training and reading prompts reach: this project's judgement."""
    reading: tuple[float, float] = (0.30, 0.70)
    """Share of `bandwidth` that generation reaches: a judgement, too."""
    launch: tuple[float, float] = (0.060, 0.020)
    """Seconds that transformers needs for a token at least, at worst and at best: a judgement."""


def _cpu() -> Device:
    cores = os.cpu_count() or 1
    memory = (
        os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
        if hasattr(os, "sysconf")
        else 8.0
    )
    return Device(
        "cpu",
        f"this machine's processor ({cores} cores)",
        round(memory, 1),
        cores * 60e9,
        20e9,
        (0.2, 0.9),
        (0.3, 0.8),
    )


DEVICES: Mapping[str, Device] = {
    each.name: each
    for each in (
        Device("h200", "NVIDIA H200 SXM 141 GB", 139.0, 989e12, 4.8e12),
        Device("h100", "NVIDIA H100 SXM 80 GB", 79.0, 989e12, 3.35e12),
        Device("a100", "NVIDIA A100 SXM 80 GB", 79.0, 312e12, 2.04e12),
        Device("a100-40", "NVIDIA A100 SXM 40 GB", 39.4, 312e12, 1.56e12),
        Device("4090", "NVIDIA GeForce RTX 4090 24 GB", 23.5, 165e12, 1.01e12),
        _cpu(),
    )
}
"""Operations and bandwidths as the makers publish them; the processor's are a judgement."""


def device_of(name: str) -> Device:
    """Raises BadInput naming those there are."""
    if name.casefold() in DEVICES:
        return DEVICES[name.casefold()]
    near = difflib.get_close_matches(name.casefold(), DEVICES, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(DEVICES)}"
    raise BadInput(f"no device {name!r} is known; {hint}")
