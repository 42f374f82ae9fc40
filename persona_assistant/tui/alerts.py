"""Says that long work ended to somebody who looks elsewhere: the terminal rings, or shows a message
of its own. Nothing that is remembered is in it: the system may keep such messages."""

from __future__ import annotations

LONG = 10.0
"""Seconds from which work is long."""
_MESSAGE = "persona-assistant: what you were waiting for is done"


def sequence(setting: str, seconds: float, *, is_looking: bool) -> str:
    """What is written to the terminal when work ends that took so long; empty for nothing.
    `setting` is that of the same name: "bell", "message" or "off"."""
    if is_looking or seconds < LONG:
        return ""
    return {"bell": "\a", "message": f"\x1b]9;{_MESSAGE}\x1b\\"}.get(setting, "")
