"""A picture as the terminal can show it: by kitty's protocol, as sixels, or in half blocks.

What the terminal can do is read from the environment. textual-image would ask the terminal itself,
at its import; but while the app runs that would take keys from it, and in a browser there is no
terminal to ask. So it is imported with nothing to ask.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from textual.widgets import Static

from persona_assistant.tui.media.blocks import blocks

if TYPE_CHECKING:
    from PIL.Image import Image
    from textual.widget import Widget

    from persona_assistant.pmg import Picture

_SIXEL_TERMS = ("foot", "mlterm", "contour", "yaft", "mintty")
_SIXEL_PROGRAMS = ("WezTerm", "iTerm.app", "mintty", "contour", "rio")
_KITTY_TERMS = ("xterm-kitty", "xterm-ghostty")
_BETWEEN = ("TMUX", "STY", "ZELLIJ")
"""Set inside programs that stand between the app and the terminal and pass on no pictures."""
_KONSOLE_SIXEL = 220400
_CELL_WIDTH, _CELL_HEIGHT = "TEXTUAL_CELL_WIDTH", "TEXTUAL_CELL_HEIGHT"


class Graphics(Enum):
    """How pictures are drawn."""

    KITTY = "kitty"
    SIXEL = "sixel"
    BLOCKS = "half blocks"


def graphics_of(environment: Mapping[str, str], *, at_terminal: bool) -> Graphics:
    """What the terminal of this environment can show."""
    term, program = environment.get("TERM", ""), environment.get("TERM_PROGRAM", "")
    between = any(environment.get(each) for each in (*_BETWEEN, "TEXTUAL_DRIVER"))
    if between or not at_terminal or term.startswith(("tmux", "screen")):
        return Graphics.BLOCKS
    if term in _KITTY_TERMS or program == "ghostty" or environment.get("KITTY_WINDOW_ID"):
        return Graphics.KITTY
    konsole = environment.get("KONSOLE_VERSION", "")
    if (
        term.partition("-")[0] in _SIXEL_TERMS
        or program in _SIXEL_PROGRAMS
        or (konsole.isdecimal() and int(konsole) >= _KONSOLE_SIXEL)
    ):
        return Graphics.SIXEL
    return Graphics.BLOCKS


def decoded(picture: Picture, side: int) -> Image:
    """The picture with at most `side` pixels a side, for `picture_widget`; for a thread. Raises
    MediaError."""
    from PIL import Image as pillow

    from persona_assistant import media

    image = pillow.fromarray(media.pixels(picture))
    image.thumbnail((side, side))
    return image


def picture_widget(image: Image, width: int, height: int, *, classes: str = "") -> Widget:
    """A widget that shows a decoded picture as large as it fits into so many characters."""
    stdout = sys.__stdout__
    graphics = graphics_of(os.environ, at_terminal=stdout is not None and stdout.isatty())
    if graphics is Graphics.BLOCKS:
        size = fitted(image.size, (width, height), (1, 2))
        widget: Widget = Static(blocks(image, *size), classes=classes)
    else:
        widgets = _textual_image()
        cell = widgets.get_cell_size()
        size = fitted(image.size, (width, height), (cell.width, cell.height))
        kind = widgets.TGPImage if graphics is Graphics.KITTY else widgets.SixelImage
        widget = kind(image, classes=classes)
    # Given, because the library knows the width that fits a height only after a layout.
    widget.styles.width, widget.styles.height = size
    return widget


def fitted(
    pixels: tuple[int, int], room: tuple[int, int], cell: tuple[int, int]
) -> tuple[int, int]:
    """Width and height in characters of a picture that keeps its shape in a room of so many
    characters of `cell` pixels; at least one of each."""
    wide, high = pixels[0] / cell[0], pixels[1] / cell[1]
    scale = min(room[0] / wide, room[1] / high)
    return max(1, round(wide * scale)), max(1, round(high * scale))


@cache
def _textual_image() -> Any:
    with _nothing_to_ask():
        from textual_image import widget
    return widget


@contextmanager
def _nothing_to_ask() -> Iterator[None]:
    """While textual-image is imported: standard output is no terminal, and the size of a cell,
    where the system knows it, stands in the environment."""
    system, before = cast(Any, sys), sys.__stdout__
    known = {_CELL_WIDTH: os.environ.get(_CELL_WIDTH), _CELL_HEIGHT: os.environ.get(_CELL_HEIGHT)}
    if (cell := _cell_size()) is not None:
        os.environ[_CELL_WIDTH], os.environ[_CELL_HEIGHT] = map(str, cell)
    system.__stdout__ = io.StringIO()
    try:
        yield
    finally:
        system.__stdout__ = before
        for name, value in known.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _cell_size() -> tuple[int, int] | None:
    """Width and height of a character in pixels; None where the system does not know."""
    with suppress(ImportError, OSError, AttributeError, ValueError):
        import fcntl
        import struct
        import termios

        stdout = sys.__stdout__
        if stdout is None:
            return None
        answer = fcntl.ioctl(stdout.fileno(), termios.TIOCGWINSZ, bytes(8))
        rows, columns, width, height = struct.unpack("HHHH", answer)
        if rows and columns and width >= columns and height >= rows:
            return width // columns, height // rows
    return None
