"""The radar plot in a terminal: lines as braille dots, two across and four down in each cell, with
the names of the traits around them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from textual.content import Content
from textual.widgets import Static

from persona_assistant.media.radar import Place, corner, outline
from persona_assistant.personality import MOST, NEUTRAL, TRAITS, Traits
from persona_assistant.tui.text import plain

_ACROSS, _DOWN = 2, 4
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Of a braille character, by row and column of its dots."""
_SIDE = 10.5
"""Columns beside the plot, for names that begin a column inside of its corners."""
_BELOW = 1.81
"""Height of the pentagon by its radius."""
_RIM, _DASHED, _BEFORE, _NOW = "$foreground 60%", "$foreground 80%", "$secondary", "bold $primary"


class Layer(NamedTuple):
    """Lines in one style; a later layer covers an earlier one."""

    lines: Sequence[tuple[Place, Place]]
    style: str
    dashed: bool = False


class Radar(Static):
    """One profile, and fainter those before it."""

    DEFAULT_CSS = "Radar { width: 1fr; height: 1fr; }"

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._profiles: Sequence[Traits] = ()

    def show(self, profiles: Sequence[Traits]) -> None:
        """These profiles, the one that counts last."""
        self._profiles = profiles
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        self.update(drawn(self._profiles, self.size.width, self.size.height))


def drawn(profiles: Sequence[Traits], width: int, height: int) -> Content:
    """Profiles on `width` columns and `height` rows; empty where there is too little room."""
    across, down = width / 2 - _SIDE, height - 2.5
    radius = min(across / 0.95 * _ACROSS, down * _DOWN / _BELOW)
    if radius < 2 * _DOWN:
        return Content("")
    centre = (width / 2 * _ACROSS, 1.5 * _DOWN + radius)
    layers = [
        Layer([(centre, corner(axis, MOST, centre, radius)) for axis in range(len(TRAITS))], _RIM),
        Layer(_sides(Traits(*[float(MOST)] * len(TRAITS)), centre, radius), _RIM),
        Layer(_sides(NEUTRAL, centre, radius), _DASHED, dashed=True),
    ]
    for number, each in enumerate(profiles, start=1):
        style = _NOW if number == len(profiles) else _BEFORE
        layers.append(Layer(_sides(each, centre, radius), style))
    cells = braille(layers, width, height)
    _name(cells, centre, radius)
    return Content("\n").join(
        [Content("").join([plain(*cell) for cell in row]) for row in _runs(cells)]
    )


def braille(layers: Sequence[Layer], width: int, height: int) -> list[list[tuple[str, str]]]:
    """Characters with their styles, row by row. The dots of all layers are there; the last that has
    one in a cell gives the style."""
    bits = [[0] * width for _ in range(height)]
    styles = [[""] * width for _ in range(height)]
    for layer in layers:
        for start, end in layer.lines:
            for x, y in _dots(start, end, layer.dashed):
                row, column = y // _DOWN, x // _ACROSS
                if 0 <= row < height and 0 <= column < width:
                    bits[row][column] |= _BITS[y % _DOWN][x % _ACROSS]
                    styles[row][column] = layer.style
    return [
        [(chr(0x2800 + bit) if bit else " ", style) for bit, style in zip(*rows, strict=True)]
        for rows in zip(bits, styles, strict=True)
    ]


def _sides(traits: Traits, centre: Place, radius: float) -> list[tuple[Place, Place]]:
    return list(pairwise(outline(traits, centre, radius)))


def _dots(start: Place, end: Place, dashed: bool) -> list[tuple[int, int]]:
    """The dots from one place to another, every one or two of four."""
    steps = max(1, round(max(abs(end[0] - start[0]), abs(end[1] - start[1]))))
    parts = (step / steps for step in range(steps + 1) if not dashed or step % 4 < 2)
    return [
        (
            round(start[0] + (end[0] - start[0]) * part),
            round(start[1] + (end[1] - start[1]) * part),
        )
        for part in parts
    ]


def _name(cells: list[list[tuple[str, str]]], centre: Place, radius: float) -> None:
    """Writes the names of the traits beside the ends of their axes."""
    for axis, trait in enumerate(TRAITS):
        name = trait.capitalize()
        x, y = corner(axis, MOST, centre, radius)
        column, row = round(x / _ACROSS), int(y // _DOWN)
        if axis == 0:
            column, row = column - len(name) // 2, row - 1
        elif axis in (1, 4):
            column, row = (column - 1 if axis == 1 else column - len(name) + 2), row - 1
        else:
            column, row = (column - 2 if axis == 2 else column - len(name) + 2), row + 1
        row = min(max(row, 0), len(cells) - 1)
        room = len(cells[row]) - column - 1
        name = name if len(name) <= room else f"{name[: room - 1]}."
        for place, letter in enumerate(name, start=column):
            if 0 <= place < len(cells[row]):
                cells[row][place] = (letter, "")


def _runs(cells: list[list[tuple[str, str]]]) -> list[list[tuple[str, str]]]:
    """Neighbours of one style as one piece."""
    rows: list[list[tuple[str, str]]] = []
    for row in cells:
        runs: list[tuple[str, str]] = []
        for letter, style in row:
            if runs and runs[-1][1] == style:
                runs[-1] = (runs[-1][0] + letter, style)
            else:
                runs.append((letter, style))
        rows.append(runs)
    return rows
