"""The OS keyring: one entry per store, under the store's id.

An entry holds a random secret from which the key is derived or, for a store that was unlocked, the
key itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

SERVICE = "persona-assistant"
NONE = "no keyring is set up"
"""Why there is no answer where there is nothing to answer."""

_DETECT_SECONDS = 10.0
_ANSWER_SECONDS = 60.0
"""An unlock dialog waits for a person; a bus that nobody serves waits for ever."""


def is_there() -> bool:
    """Whether there is a keyring that keeps secrets. Asks it for none."""
    found, _ = _asked(lambda ring: True)
    return bool(found)


def entry(account: str) -> tuple[str | None, str | None]:
    """(what is kept, None), or (None, why the keyring does not answer)."""
    found, problem = _asked(lambda ring: ring.get_password(SERVICE, account))
    return (found or None), problem


def keep(account: str, value: str) -> str | None:
    """Keep `value`; None when the keyring demonstrably has it, else why not."""

    def store(ring: Any) -> Any:
        ring.set_password(SERVICE, account, value)
        return ring.get_password(SERVICE, account)

    kept, problem = _asked(store)
    return problem if problem or kept == value else "it does not keep what it is given"


def remove(account: str) -> tuple[bool, str | None]:
    """(whether there was an entry, None once there is none), or (False, why not)."""

    def take(ring: Any) -> bool:
        if ring.get_password(SERVICE, account) is None:
            return False
        ring.delete_password(SERVICE, account)
        if ring.get_password(SERVICE, account) is not None:
            raise RuntimeError("the entry is still there")
        return True

    taken, problem = _asked(take)
    return bool(taken), problem


def _asked(call: Callable[[Any], Any]) -> tuple[Any, str | None]:
    """(what `call` returns for the OS keyring, None), or (None, why there is no answer).

    Backends are foreign code that may raise anything and may wait for ever on a bus nobody serves:
    they run in a thread that can be left behind.
    """
    outcome: list[tuple[Any, str | None]] = []
    detected = threading.Event()

    def work() -> None:
        try:
            import keyring

            ring = keyring.get_keyring()
            # Below 1 stand "no keyring", the one that discards and those that keep secrets in plain
            # files.
            if ring.priority < 1:
                outcome.append((None, NONE))
                return
            detected.set()
            outcome.append((call(ring), None))
        except Exception as error:
            outcome.append((None, type(error).__name__))
        finally:
            detected.set()

    worker = threading.Thread(target=work, daemon=True, name="keyring")
    worker.start()
    if detected.wait(_DETECT_SECONDS):
        worker.join(_ANSWER_SECONDS)
    return outcome[0] if outcome else (None, "no answer in time")
