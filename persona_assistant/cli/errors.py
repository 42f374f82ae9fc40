"""How an error is shown: its own message, then the command's words for what to do.

Messages of the product name no options, because a library user or a screen has none. Where an error
has a `code` of `HINTS`, the command adds which options are meant.
"""

from __future__ import annotations

from persona_assistant.errors import PersonaAssistantError

HINTS: dict[str, str] = {
    "key_file_not_named": "--key-file FILE",
    "store_not_writable": "another one: --store DIR",
}
"""By code; shown in parentheses after the message."""


def message(error: PersonaAssistantError) -> str:
    """What the command says about `error`."""
    return with_hint(str(error), error.code)


def with_hint(text: str, code: str) -> str:
    """`text` with the command's words for `code`, if there are any."""
    return f"{text.rstrip('.')} ({HINTS[code]})" if code in HINTS else text
