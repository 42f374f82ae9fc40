"""What the app opens: settings in, a ready assistant out, or what has to happen first.

Nobody is asked at the terminal, which the screen owns: where a passphrase is needed, `Opened` says
so and the screen asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from persona_assistant.errors import (
    EngineError,
    KeyUnavailable,
    PersonaAssistantError,
    StoreMissing,
    WrongKey,
)
from persona_assistant.settings import Settings

if TYPE_CHECKING:
    from persona_assistant.assistant import Assistant


class State(Enum):
    READY = "ready"
    MISSING = "missing"
    """There is no memory yet."""
    LOCKED = "locked"
    """It wants a passphrase, or a recovery key where what opens it is not there."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Opened:
    """How it went."""

    state: State
    assistant: Assistant | None = None
    """None unless ready."""
    problem: str = ""
    """Why it is locked or failed, in one sentence."""
    engine_problem: str = ""
    """Why nothing answers although the memory is open."""
    by_recovery: bool = False
    """Whether a recovery key opened it."""


def open_memory(settings: Settings, passphrase: str | None = None) -> Opened:
    """Opens the memory of these settings. What is typed, a passphrase or a recovery key, stands in
    place of anything else that opens it. For a thread: it may take seconds."""
    from persona_assistant import app
    from persona_assistant.memory.keys import leave_terminal_alone

    leave_terminal_alone()
    recovered: list[bool] = []
    assistant = app.assistant_of(settings, on_recovery=lambda: recovered.append(True))
    try:
        if passphrase is not None:
            assistant.lock()
            assistant.unlock(passphrase)
        assistant.services.open_store(create=False)
    except StoreMissing:
        return Opened(State.MISSING)
    except KeyUnavailable as error:
        asked = error.code == "store_passphrase_needed"
        return Opened(State.LOCKED, problem="" if asked else str(error))
    except WrongKey as error:
        return Opened(State.LOCKED, problem=str(error))
    except PersonaAssistantError as error:
        return Opened(State.FAILED, problem=str(error))
    try:
        assistant.services.load_engine()
        problem = ""
    except EngineError as error:
        problem = str(error)
    return Opened(State.READY, assistant, engine_problem=problem, by_recovery=bool(recovered))
