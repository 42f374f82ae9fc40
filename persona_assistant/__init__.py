"""A local assistant that knows the people in your life.

    import persona_assistant

    with persona_assistant.open_memory("people", passphrase="...") as memory:
        memory.add("Lina", images=["lina.jpg"], voices=["lina.wav"], texts=["Lina repairs church
        organs."])
        print(memory.ask("What does the person in this photo do?", image="party.jpg").text)

Importing this package opens nothing and loads nothing heavy; the names below load on first use.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Assistant",
    "Edge",
    "PersonaAssistantError",
    "Query",
    "Settings",
    "open_assistant",
    "open_memory",
]

_HOMES = {
    "Answer": "pmg",
    "Assistant": "assistant",
    "Edge": "pmg",
    "PersonaAssistantError": "errors",
    "Query": "pmg",
    "Settings": "settings",
    "open_assistant": "app",
    "open_memory": "app",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
