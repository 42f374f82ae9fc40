"""Colours: a dark and a light theme of our own; the terminal's own sixteen colours; and the choice
between them."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="persona-dark",
    primary="#e0a458",
    secondary="#7fb7be",
    accent="#e0a458",
    foreground="#e9e4da",
    background="#16181c",
    surface="#1d2026",
    panel="#262a32",
    success="#8fbf7f",
    warning="#e5c07b",
    error="#e0766f",
    dark=True,
)
LIGHT = Theme(
    name="persona-light",
    primary="#9a5b13",
    secondary="#2b6f77",
    accent="#9a5b13",
    foreground="#2b2822",
    background="#faf7f1",
    surface="#f1ece2",
    panel="#e6dfd1",
    success="#3f7a34",
    warning="#8a6410",
    error="#b0352c",
    dark=False,
)
OWN = (DARK, LIGHT)
NAMES = {"dark": DARK.name, "light": LIGHT.name, "ansi": "ansi-dark"}
"""Setting -> theme."""


def theme_of(setting: str, environment: dict[str, str] | None = None) -> str:
    """The theme of a setting. "auto" takes the light one where the terminal says in COLORFGBG that
    its background is light, and the terminal's own colours where NO_COLOR is set."""
    if setting in NAMES:
        return NAMES[setting]
    given = environment or {}
    if given.get("NO_COLOR"):
        return NAMES["ansi"]
    background = given.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT.name if background in ("7", "15") else DARK.name
