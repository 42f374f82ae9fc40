"""What tests of the terminal interface share: an app over a store of its own, and waiting for what
it shows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch
from weakref import WeakSet

from textual._compositor import Compositor
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

import persona_assistant
from persona_assistant.settings import load_settings
from persona_assistant.tui.app import PersonaApp
from persona_assistant.tui.chat.screen import ChatScreen

PEOPLE = {
    "Ana Ruiz": ("Ana Ruiz is allergic to walnuts. She works as a nurse in Porto.",),
    "Ben Okoro": ("Ben Okoro repairs bicycles in Leeds.",),
    "Ana Lopes": ("Ana Lopes teaches chemistry in Faro.",),
}
WIDE, SMALL = (120, 40), (80, 24)
_PATIENCE = 60.0
"""Seconds after which what is waited for will not come."""


def filled(folder: Path) -> Path:
    """The folder of a store with three people; a key file beside it opens it."""
    with open_store(folder) as memory:
        for name, notes in PEOPLE.items():
            memory.add(name, texts=notes, same=False)
    return folder


def open_store(folder: Path) -> Any:
    return persona_assistant.open_memory(folder, key_file=key_of(folder))


def key_of(folder: Path) -> Path:
    return folder.parent / f"{folder.name}.key"


def app_on(folder: Path, **settings: Any) -> PersonaApp:
    return PersonaApp(load_settings(store=folder, key_file=key_of(folder), **settings))


async def until(pilot: Pilot[Any], true: Callable[[], Any]) -> Any:
    """Waits until `true()` is, and returns it."""
    end = time.monotonic() + _PATIENCE
    while not (found := true()):
        assert time.monotonic() < end, "what was waited for did not come"
        await pilot.pause()
        await asyncio.sleep(0.01)
    return found


def drive(
    app: PersonaApp,
    steps: Callable[[Pilot[Any]], Awaitable[None]],
    *,
    size: tuple[int, int] = WIDE,
    ready: bool = True,
) -> None:
    """Runs the app without a terminal and these steps in it, once its memory is open."""

    async def run() -> None:
        try:
            async with app.run_test(size=size) as pilot:
                if ready:
                    await until(pilot, lambda: app.is_ready)
                await steps(pilot)
        finally:
            app.close()

    with (
        patch.object(Compositor, "render_full_update", _painted_once),
        patch.object(Compositor, "render_partial_update", _not_painted),
        patch.object(Stylesheet, "_parse_rules", _parsed_once),
    ):
        asyncio.run(run())


# Without a terminal nobody sees what is painted: each screen is painted once, which shows that it
# can be, and whenever `shown` asks for it. Apps of the same colours share their parsed rules.

_paint, _parse = Compositor.render_full_update, Stylesheet._parse_rules
_painted: WeakSet[Compositor] = WeakSet()
_rules: dict[Any, Any] = {}


def _painted_once(compositor: Compositor, simplify: bool = False) -> Any:
    if compositor not in _painted:
        _painted.add(compositor)
        return _paint(compositor, simplify)
    return _not_painted(compositor)


def _not_painted(compositor: Compositor) -> None:
    compositor._dirty_regions.clear()


def _parsed_once(sheet: Stylesheet, css: str, read_from: Any, *words: Any, **named: Any) -> Any:
    key = (css, read_from, words, *named.items(), *sheet._variables.items())
    if key not in _rules:
        _rules[key] = _parse(sheet, css, read_from, *words, **named)
    return _rules[key]


def chat(app: PersonaApp) -> ChatScreen:
    assert isinstance(app.screen, ChatScreen)
    return app.screen


def shown(app: PersonaApp) -> str:
    """Everything on the screen, as text."""
    rows = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in rows)


def said(app: PersonaApp) -> str:
    """What the texts in sight and the notices say, in one line whatever the width."""
    texts = [
        str(each.content)
        for each in app.screen.query(Static)
        if all(above.display for above in each.ancestors_with_self if isinstance(above, Widget))
    ]
    notices = [each.message for each in app._notifications]
    return " ".join(" ".join([*texts, *notices]).split())


async def typed(pilot: Pilot[Any], text: str) -> None:
    """Types a text, letter by letter."""
    keys = {" ": "space", "?": "question_mark", ".": "full_stop", "'": "apostrophe", ",": "comma"}
    await pilot.press(*(keys.get(each, each) for each in text))
