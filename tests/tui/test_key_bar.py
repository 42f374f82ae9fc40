"""The keys at the foot of a screen: those of what has the focus, pressed by a click as well."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.pilot import Pilot
from textual.widgets import Button, Static

from persona_assistant.tui.key_bar import KeyBar


class _Quiet(Static, can_focus=True):
    """Has the focus and no keys."""


class _Keyed(Static, can_focus=True):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("x", "app.cut", "Cut")]


class _App(App[None]):
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help"),
        Binding("a,b", "add", "Add"),
        Binding("s", "save", "Save"),
        Binding("h", "hidden", "Hidden", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        yield _Quiet("one")
        yield _Keyed("two")
        yield Button("three")
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if action == "save" else True

    def action_help(self) -> None:
        self.done.append("help")

    def action_add(self) -> None:
        self.done.append("add")

    def action_cut(self) -> None:
        self.done.append("cut")

    def action_save(self) -> None:
        self.done.append("save")


def line(app: App[None]) -> str:
    strip = app.screen._compositor.render_strips()[-1]
    return "".join(segment.text for segment in strip).rstrip()


def colour_at(app: App[None], x: int) -> str:
    for segment in app.screen._compositor.render_strips()[-1]:
        x -= segment.cell_length
        if x < 0:
            assert segment.style is not None
            return str(segment.style.bgcolor)
    raise AssertionError("the line is shorter")


def test_keys_follow_the_focus_and_a_click_presses_them() -> None:
    app = _App()

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.pause()
        assert line(app) == " f1 Help  a Add  s Save"
        app.query_one(_Keyed).focus()
        await pilot.pause()
        await pilot.pause()
        assert line(app) == " x Cut  f1 Help  a Add  s Save"
        for word in ("Cut", "Help", "Add", "Save"):
            await pilot.click(KeyBar, offset=(line(app).index(word), 0))
        assert app.done == ["cut", "help", "add"], "what cannot be done now is not pressed"
        await pilot.click(KeyBar, offset=(60, 0))
        assert len(app.done) == 3
        quiet = colour_at(app, 2)
        await pilot.hover(KeyBar, offset=(2, 0))
        await pilot.pause()
        assert colour_at(app, 2) != quiet == colour_at(app, 8)
        await pilot.hover(_Quiet)
        await pilot.pause()
        assert colour_at(app, 2) == quiet

    async def run() -> None:
        async with app.run_test(size=(70, 12)) as pilot:
            app.query_one(_Quiet).focus()
            await steps(pilot)

    asyncio.run(run())
