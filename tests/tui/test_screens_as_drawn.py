"""What a person sees: every section at two sizes, as text that is kept in `screens/`, and in both
themes with letters that stand out from what is behind them.

After a change that is meant, RENEW_SCREENS=1 writes the pictures anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.color import Color
from textual.pilot import Pilot

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
from persona_assistant.tui.app import PersonaApp
from persona_assistant.tui.chat.exchange import Exchange
from persona_assistant.tui.chat.screen import ChatScreen
from tests.tui.tui_support import SMALL, WIDE, app_on, drive, filled, open_store, shown, until

SCREENS = Path(__file__).with_name("screens")
_LINES = " ─│╭╮╰╯▌▎▁▂▃▄▅▆▇▔█▊▋▏"
"""Frames, bars and thumbs of scroll bars."""
LEAST_CONTRAST = 3.0
"""WCAG 2 asks for 3:1 of what is large or not essential, and quiet text is the faintest here."""

Steps = Callable[[Pilot[Any], PersonaApp], Awaitable[None]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = filled(tmp_path_factory.mktemp("people") / "store")
    with open_store(folder) as memory:
        memory.memories.add("Sam", kind="core", name="user.name")
        moved = memory.memories.add("I moved to Porto.", valid_from="2024-05")
        memory.memories.edit(moved, text="I moved to Porto with Ana Ruiz.")
        memory.memories.add("I run every morning.", kind="procedural", name="habit.run")
    return folder


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
    await until(pilot, lambda: "Ask about somebody you" in shown(app))
    await pilot.press("ctrl+l")
    await until(pilot, lambda: "The memory is locked" in shown(app))


SCENES: dict[str, Steps] = {
    "chat": chat,
    "people": person,
    "conversations": section("conversations", "There is no conversation yet"),
    "memories": memories,
    "bench": section("bench", "No run yet"),
    "settings": section("settings", "auto"),
    "models": section("models", "gemma-4-e4b"),
    "locked": locked,
}
OF_THIS_MACHINE = ("bench", "models", "settings", "locked")
"""Screens with folders and sizes of the machine in them: only their colours are held."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?P<at> \d{2}:\d{2})?")


def drawn(folder: Path, scene: str, size: tuple[int, int], theme: str = "dark") -> tuple[str, Any]:
    """The screen as text, and its letters with their colours."""
    app = app_on(folder, tui__theme=theme)
    found: list[Any] = []

    async def steps(pilot: Pilot[Any]) -> None:
        await SCENES[scene](pilot, app)
        await pilot.pause(0.3)
        found.append(shown(app))
        found.append(app.screen._compositor.render_strips())

    drive(app, steps, size=size)
    return found[0], found[1]


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("scene", [each for each in SCENES if each not in OF_THIS_MACHINE])
def test_a_screen_is_drawn_as_it_was(folder: Path, scene: str, size: tuple[int, int]) -> None:
    text = on_another_day(drawn(folder, scene, size)[0])
    kept = SCREENS / f"{scene}-{size[0]}x{size[1]}.txt"
    if os.environ.get("RENEW_SCREENS"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(text + "\n", encoding="utf-8")
    assert text + "\n" == kept.read_text(encoding="utf-8")


def on_another_day(text: str) -> str:
    """With another day for the one on which the store was made."""
    return _DAY.sub(lambda found: "2026-01-31" + " 12:00" * (found["at"] is not None), text)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("scene", SCENES)
def test_letters_stand_out_from_what_is_behind_them(folder: Path, scene: str, theme: str) -> None:
    _, strips = drawn(folder, scene, WIDE, theme)
    faint = set()
    for strip in strips:
        for segment in strip:
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
