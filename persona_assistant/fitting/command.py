"""How a module of this package ends as a command: errors of the product in one line."""

from __future__ import annotations

import sys
from collections.abc import Callable

from persona_assistant.errors import PersonaAssistantError


def exit_code(main: Callable[[], None]) -> int:
    """Runs `main`; an error of the product is one line on standard error."""
    try:
        main()
    except PersonaAssistantError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0
