"""The available suites. A new one is a module with a class of `suite.Suite`'s shape, and a line
here."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

from persona_assistant.bench.suite import Suite
from persona_assistant.errors import BadInput

_SUITES = {
    "omni-persona": ("persona_assistant.bench.omni_persona.suite", "OmniPersona"),
    "mmpb": ("persona_assistant.bench.mmpb.suite", "MMPB"),
    "locomo": ("persona_assistant.bench.longterm.locomo", "LoCoMo"),
    "longmemeval": ("persona_assistant.bench.longterm.longmemeval", "LongMemEval"),
    "persona-mme": ("persona_assistant.bench.longterm.persona_mme", "PersonaMME"),
    "personamem": ("persona_assistant.bench.longterm.personamem", "PersonaMem"),
    "p-soups": ("persona_assistant.bench.longterm.psoups", "PSoups"),
}


def names() -> tuple[str, ...]:
    return tuple(_SUITES)


def find(name: str) -> Suite[Any]:
    """Raises BadInput for an unknown name."""
    if name not in _SUITES:
        raise BadInput(f"no benchmark {name!r}; there are: {', '.join(_SUITES)}")
    module, class_name = _SUITES[name]
    make = cast(Callable[[], Suite[Any]], getattr(import_module(module), class_name))
    return make()
