"""The generator of invented people: a package of its own that not every installation has.

Only worlds, corpora, pipelines and fitting need it; they ask `require_generator` before they import
anything of `persona_worlds`.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from persona_assistant.errors import EngineMissing
from persona_assistant.progress import CancelToken, OnProgress, ignore

if TYPE_CHECKING:
    from persona_worlds.world import World


def require_generator() -> None:
    """Raises EngineMissing where the generator is not installed."""
    if find_spec("persona_worlds") is None:
        raise EngineMissing(
            "the generator of invented people is not installed: in a checkout of "
            "persona-assistant, pip install ./worlds",
            code="worlds_missing",
        )


def make_world(
    out: Path,
    people: int,
    seed: int,
    *,
    on_progress: OnProgress = ignore,
    cancel: CancelToken | None = None,
) -> World:
    """Invent `people` people with faces, voices and notes in the folder `out`, or go on with it.

    Raises EngineMissing without the generator or without espeak-ng, BadInput, DiskFull, Cancelled.
    """
    require_generator()
    from persona_worlds.world_writer import write_world

    return write_world(out, seed, people, on_progress=on_progress, cancel=cancel)
