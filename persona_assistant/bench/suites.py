"""The suites there are. A new one is a module with a class of `suite.Suite`'s shape, and a line
here."""

from __future__ import annotations

from importlib import import_module

from persona_assistant.bench.suite import Suite
from persona_assistant.errors import BadInput

_SUITES = {
    "omni-persona": ("persona_assistant.bench.omni_persona.suite", "OmniPersona"),
    "mmpb": ("persona_assistant.bench.mmpb.suite", "MMPB"),
}


def names() -> tuple[str, ...]:
    return tuple(_SUITES)


def find(name: str) -> Suite:
    """Raises BadInput for a name that no suite has."""
    if name not in _SUITES:
        raise BadInput(f"no benchmark {name!r}; there are: {', '.join(_SUITES)}")
    module, kind = _SUITES[name]
    return getattr(import_module(module), kind)()
