"""The generator of invented people: a package of its own that not every installation has.

Only worlds, corpora, pipelines and fitting need it; they ask `require_generator` before they import
anything of `persona_worlds`.
"""

from __future__ import annotations

from importlib.util import find_spec

from persona_assistant.errors import EngineMissing


def require_generator() -> None:
    """Raises EngineMissing where the generator is not installed."""
    if find_spec("persona_worlds") is None:
        raise EngineMissing(
            "the generator of invented people is not installed: in a checkout of persona-assistant, "
            "pip install ./worlds",
            code="worlds_missing",
        )
