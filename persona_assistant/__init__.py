"""A local assistant that knows the people in your life.

    import persona_assistant

    with persona_assistant.open_memory("people", passphrase="...") as memory:
        memory.add("Lina", images=["lina.jpg"], voices=["lina.wav"], texts=["Lina mends organs."])
        print(memory.ask("What does the person in this photo do?", image="party.jpg").text)

Importing this package opens nothing and loads nothing heavy; the names below load on first use. It
keeps the libraries that are loaded later from reporting home (`telemetry`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from persona_assistant import telemetry

if TYPE_CHECKING:
    from persona_assistant.app import open_assistant, open_memory
    from persona_assistant.assistant import Assistant, PersonPage
    from persona_assistant.errors import PersonaAssistantError
    from persona_assistant.pmg import Answer, Edge, Persona, Query
    from persona_assistant.progress import Done, Notice, Progress, finish
    from persona_assistant.settings import Settings

__version__ = "0.1.0"

telemetry.silence()

_HOMES = {
    "Answer": "pmg",
    "Assistant": "assistant",
    "Done": "progress",
    "Edge": "pmg",
    "Notice": "progress",
    "PersonPage": "assistant",
    "Persona": "pmg",
    "PersonaAssistantError": "errors",
    "Progress": "progress",
    "Query": "pmg",
    "Settings": "settings",
    "finish": "progress",
    "open_assistant": "app",
    "open_memory": "app",
}

__all__ = [
    "Answer",
    "Assistant",
    "Done",
    "Edge",
    "Notice",
    "PersonPage",
    "Persona",
    "PersonaAssistantError",
    "Progress",
    "Query",
    "Settings",
    "finish",
    "open_assistant",
    "open_memory",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
