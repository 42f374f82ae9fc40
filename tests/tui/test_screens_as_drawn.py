"""What a person sees: every screen at two sizes, as text that is kept in `screens/`, and in both
themes with letters that stand out from what is behind them.

After a change that is meant, RENEW_SCREENS=1 writes the pictures anew.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from textual.color import Color
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Button, RadioButton

from persona_assistant.pmg import (
    AbstentionReason,
    Answer,
    Candidate,
    ConversationTurn,
    Edge,
    Evidence,
    Outcome,
    Query,
)
from persona_assistant.settings import load_settings
from persona_assistant.tui.app import PersonaApp
from persona_assistant.tui.chat.exchange import Exchange
from persona_assistant.tui.chat.screen import ChatScreen
from persona_assistant.weights import availability
from tests.tui.tui_support import SMALL, WIDE, app_on, drive, filled, open_store, shown, until

SCREENS = Path(__file__).with_name("screens")
_LINES = " ─│╭╮╰╯▌▐▎▁▂▃▄▅▆▇▔█▊▋▏"
"""Frames, bars and thumbs of scroll bars."""
LEAST_CONTRAST = 3.0
"""WCAG 2 asks for 3:1 of what is large or not essential, and quiet text is the faintest here."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?P<at> \d{2}:\d{2})?")
_RUN = re.compile(r"(?<=omni-persona-)[\d-]+")
"""When a run of the bench began, which the edge of a field may cut anywhere."""

Steps = Callable[[Pilot[Any], PersonaApp], Awaitable[None]]


class Drawn(NamedTuple):
    """A screen as text, and its letters with their colours."""

    text: str
    strips: Any
    window: Region
    """What is in use of it: what lies behind a window stands back on purpose."""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home with a store of three people, on a machine that is the same everywhere."""
    place = Path(tempfile.mkdtemp(prefix="persona-", dir="/tmp"))
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("PERSONA_ASSISTANT_", "XDG_")):
                patch.delenv(name)
        patch.setenv("HOME", str(place))
        machine = availability.Hardware(16_000_000_000, 200_000_000_000)
        patch.setattr(availability, "hardware", lambda: machine)
        with open_store(filled(place / "store")) as memory:
            memory.memories.add("Sam", kind="core", name="user.name")
            moved = memory.memories.add("I moved to Porto.", valid_from="2024-05")
            memory.memories.edit(moved, text="I moved to Porto with Ana Ruiz.")
            memory.memories.add("I run every morning.", kind="procedural", name="habit.run")
        yield place
    keyring.set_keyring(before)
    shutil.rmtree(place, ignore_errors=True)


async def chat(pilot: Pilot[Any], app: PersonaApp) -> None:
    screen = app.screen
    assert isinstance(screen, ChatScreen)
    await until(pilot, lambda: "Ask about somebody you" in shown(app))
    ana = Candidate(1, "Ana Ruiz", 0.97, evidence={"face": 6.2, "words": 2.1, "voice": -0.8})
    note = Evidence("text", "Ana Ruiz", "Ana Ruiz is allergic to walnuts.", 1)
    answered = Answer(
        'walnuts. You noted: "Ana Ruiz is allergic to walnuts."',
        Edge(Outcome.MATCHED, (ana,), 0.97),
        abstained=False,
        evidence=(Evidence("image", "Ana Ruiz", "ana.jpg", 1), note),
        seconds=0.31,
        timings={"decide": 0.05, "generate": 0.26},
    )
    declined = Answer(
        "I cannot determine that from the provided context.",
        Edge(Outcome.UNKNOWN, (), 0.93),
        abstained=True,
        reason=AbstentionReason.ABSENT_PERSONA,
        seconds=0.02,
    )
    exchanges = [
        Exchange(Query("How are you?"), kept=ConversationTurn("assistant", "- one\n- *two*")),
        Exchange(Query("Who is the man at the bus stop?"), declined),
        Exchange(Query("What is she allergic to?"), answered, first_token=0.3),
    ]
    await screen.transcript.show(exchanges, screen._hello())
    await pilot.pause()


async def evidence(pilot: Pilot[Any], app: PersonaApp) -> None:
    if "Who it is about" not in shown(app):  # where there is no room beside the chat
        await pilot.press("f9")
    await until(pilot, lambda: "Who it is about" in shown(app))


async def back(pilot: Pilot[Any], app: PersonaApp) -> None:
    screen = app.screen
    assert isinstance(screen, ChatScreen)
    await pilot.press("escape")
    await until(pilot, lambda: "Ask about somebody ..." in shown(app))
    assert screen.composer.has_focus


def section(mode: str, awaited: str) -> Steps:
    async def steps(pilot: Pilot[Any], app: PersonaApp) -> None:
        app.action_section(mode)
        await until(pilot, lambda: awaited in shown(app))

    return steps


async def person(pilot: Pilot[Any], app: PersonaApp) -> None:
    await section("people", "3 people")(pilot, app)
    await pilot.press("down")
    await until(pilot, lambda: "a note" in shown(app))


async def memories(pilot: Pilot[Any], app: PersonaApp) -> None:
    await section("memories", "I run every morning.")(pilot, app)
    await pilot.press("down")
    await until(pilot, lambda: "version 2" in shown(app))


async def locked(pilot: Pilot[Any], app: PersonaApp) -> None:
    await pilot.press("ctrl+l")
    await until(pilot, lambda: "The memory is locked" in shown(app))


async def next_step(pilot: Pilot[Any], app: PersonaApp, awaited: str) -> None:
    app.screen.query_one("#next", Button).press()
    await until(pilot, lambda: awaited in shown(app))


async def setup_place(pilot: Pilot[Any], app: PersonaApp) -> None:
    await until(pilot, lambda: "1 of 3" in shown(app))


async def setup_key(pilot: Pilot[Any], app: PersonaApp) -> None:
    await next_step(pilot, app, "2 of 3")
    await until(pilot, lambda: "there is none that keeps a key" in shown(app))


async def setup_people(pilot: Pilot[Any], app: PersonaApp) -> None:
    app.screen.query_one("#file", RadioButton).value = True
    await next_step(pilot, app, "3 of 3")


def opened(*keys: str, awaited: str) -> Steps:
    """What keys open over the present screen; Escape closes it."""

    async def steps(pilot: Pilot[Any], app: PersonaApp) -> None:
        await pilot.press(*keys)
        await until(pilot, lambda: awaited in shown(app))

    return steps


SCENES: dict[str, Steps] = {
    "chat": chat,
    "evidence": evidence,
    "chat-again": back,
    "keys": opened("f1", awaited="Everywhere"),
    "palette": opened("ctrl+p", awaited="Search for commands"),
    "people": person,
    "person-new": opened("n", awaited="Somebody new"),
    "person-menu": opened("m", awaited="Remember somebody new"),
    "person-forget": opened("f", awaited="Forget Ana Ruiz?"),
    "person-import": opened("i", awaited="File or folder"),
    "tray": opened("t", awaited="The tray is empty"),
    "conversations": section("conversations", "There is no conversation yet"),
    "memories": memories,
    "models": section("models", "16.0 GB of memory"),
    "bench": section("bench", "No run yet"),
    "bench-new": opened("n", awaited="A run of"),
    "settings": section("settings", "recovery key; make one"),
    "locked": locked,
}
"""In this order, in one app."""
SETUP: dict[str, Steps] = {
    "setup-1": setup_place,
    "setup-2": setup_key,
    "setup-3": setup_people,
}


@pytest.fixture(scope="module")
def drawn(home: Path) -> Callable[[tuple[int, int], str], dict[str, Drawn]]:
    """Every scene at a size in a theme, drawn once."""
    made: dict[tuple[tuple[int, int], str], dict[str, Drawn]] = {}

    def draw(size: tuple[int, int], theme: str) -> dict[str, Drawn]:
        if (size, theme) not in made:
            found = made[size, theme] = {}
            _draw(app_on(home / "store", tui__theme=theme), SCENES, size, found, ready=True)
            begun = load_settings(store=home / "new", tui__theme=theme)
            _draw(PersonaApp(begun), SETUP, size, found, ready=False)
        return made[size, theme]

    return draw


def _everywhere(text: str, home: Path) -> str:
    """As it would read in another home, whose name is as long, on another day."""
    chance, ours = home.name.removeprefix("persona-"), "somewher"
    ends = [re.escape(chance[-letters:]) for letters in range(len(chance), 0, -1)]
    found_home = re.compile(f"(?<=persona-){ends[0]}|(?<=…)(?:{'|'.join(ends)})(?=/)")
    here = found_home.sub(lambda found: ours[-len(found[0]) :], text)  # a long path begins with "…"
    run = _RUN.sub(lambda begun: "2026-01-31-000000"[: len(begun[0])], here)
    return _DAY.sub(lambda found: "2026-01-31" + " 12:00" * (found["at"] is not None), run)


async def _at_rest(pilot: Pilot[Any], app: PersonaApp) -> None:
    """Until nothing more is laid out, such as the bar of a list that grew."""
    before, again = "", shown(app)
    while before != again:
        await pilot.pause(0.15)
        before, again = again, shown(app)


def _draw(
    app: PersonaApp,
    scenes: dict[str, Steps],
    size: tuple[int, int],
    found: dict[str, Drawn],
    *,
    ready: bool,
) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        for name, scene in scenes.items():
            while len(app.screen_stack) > 1 and not name.startswith("setup"):
                await pilot.press("escape")
                await pilot.pause()
            await scene(pilot, app)
            await _at_rest(pilot, app)
            top = app.screen
            window = top.children[0].region if isinstance(top, ModalScreen) else top.region
            found[name] = Drawn(
                _everywhere(shown(app), app.settings.store.parent),
                top._compositor.render_strips(),
                window,
            )

    drive(app, steps, size=size, ready=ready)


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("scene", [*SCENES, *SETUP])
def test_a_screen_is_drawn_as_it_was(drawn: Any, scene: str, size: tuple[int, int]) -> None:
    text = drawn(size, "dark")[scene].text
    kept = SCREENS / f"{scene}-{size[0]}x{size[1]}.txt"
    if os.environ.get("RENEW_SCREENS"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(text + "\n", encoding="utf-8")
    assert text + "\n" == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("scene", [*SCENES, *SETUP])
def test_letters_stand_out_from_what_is_behind_them(drawn: Any, scene: str, theme: str) -> None:
    faint = set()
    _, strips, window = drawn(WIDE, theme)[scene]
    for y, strip in enumerate(strips):
        x = 0
        for segment in strip:
            at, x = x, x + segment.cell_length
            if not window.contains(at, y):
                continue
            style = segment.style
            if not segment.text.strip(_LINES) or not style or not style.bgcolor:
                continue
            front, back = (Color.from_rich_color(each) for each in (style.color, style.bgcolor))
            if contrast(front, back) < LEAST_CONTRAST:
                faint.add((segment.text.strip(), front.hex, back.hex))
    assert not faint


def contrast(one: Color, other: Color) -> float:
    """As WCAG 2 reckons it, from 1 to 21."""

    def luminance(color: Color) -> float:
        parts = [part / 255 for part in color.rgb]
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
