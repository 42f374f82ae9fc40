"""Draws the pictures of the terminal interface that README.md shows, from the demo's people.

python docs/draw_screens.py            writes docs/screens/*.svg
python docs/draw_screens.py chat       writes one of them

Everything in them is what the product shows: a store is made, the demo's people are added,
questions are asked, and the screen is saved. Only the web fonts that Textual names are left out.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from textual.pilot import Pilot  # noqa: E402

import persona_assistant  # noqa: E402
from persona_assistant import demo  # noqa: E402
from persona_assistant.pmg import Query  # noqa: E402
from persona_assistant.settings import load_settings  # noqa: E402
from persona_assistant.tui.app import PersonaApp  # noqa: E402
from persona_assistant.tui.chat.screen import ChatScreen  # noqa: E402
from persona_assistant.tui.chat.transcript import Answered  # noqa: E402

PICTURES = ROOT / "docs" / "screens"
SIZE = (110, 32)
_PATIENCE = 120.0

Scene = Callable[[Pilot[Any], PersonaApp], Awaitable[None]]


async def until(pilot: Pilot[Any], true: Callable[[], Any]) -> None:
    end = time.monotonic() + _PATIENCE
    while not true():
        if time.monotonic() > end:
            raise SystemExit("what was to be drawn did not come")
        await pilot.pause(0.02)


async def chat(pilot: Pilot[Any], app: PersonaApp) -> None:
    """A question in words, one with a photo, and one about a stranger."""
    screen = app.screen
    assert isinstance(screen, ChatScreen)
    photo = demo_picture("queries/01.jpg")
    stranger = demo_picture("queries/unknown.jpg")
    questions = (
        Query("What must Maya not eat?"),
        Query("Who is this, and what do they do?", stranger),
        Query("Where did she grow up?", photo),
    )
    for number, query in enumerate(questions, 1):
        screen.ask(query)
        await until(pilot, lambda count=number: len(screen.query(Answered)) == count)
    await pilot.pause(0.3)


def demo_picture(name: str) -> Any:
    from persona_assistant.media import load_image

    return load_image(demo.folder() / name)


async def one_person(pilot: Pilot[Any], app: PersonaApp) -> None:
    """A person's page."""
    app.action_section("people")
    await until(pilot, lambda: app.screen.query("#people-body"))
    await pilot.pause(1)
    await pilot.press("down")
    await pilot.pause(2)


async def memories(pilot: Pilot[Any], app: PersonaApp) -> None:
    """What somebody told of themselves, and one of it corrected."""

    def tell() -> None:
        talk = app.assistant.conversation()
        for each in (
            "Call me Sam.",
            "I moved to Porto in May 2024.",
            "Remind me to water Maya's tomatoes on Friday.",
            "I usually run at six in the morning.",
        ):
            talk.ask(each)
        (moved,) = app.assistant.memories.search("Porto", kinds=["semantic"])
        app.assistant.memories.edit(moved, text="I moved to Porto, near the river.")

    await app.background.call(tell)
    app.action_section("memories")
    await until(pilot, lambda: app.screen.query("#memories-body"))
    await pilot.pause(1)


SCENES: dict[str, Scene] = {"chat": chat, "people": one_person, "memories": memories}


def people(folder: Path, key_file: Path) -> None:
    """A store with the demo's people."""
    script = json.loads((demo.folder() / "demo.json").read_text(encoding="utf-8"))
    with persona_assistant.open_memory(folder, key_file=key_file) as memory:
        for person in script["people"]:
            given = person["triplets"]
            memory.add(
                person["name"],
                images=[demo.folder() / each["image"] for each in given if "image" in each],
                voices=[demo.folder() / each["voice"] for each in given if "voice" in each],
                texts=[each["text"] for each in given if "text" in each],
                consent=person.get("consent"),
                same=False,
            )


async def picture(folder: Path, key_file: Path, name: str) -> str:
    """One scene as SVG."""
    app = PersonaApp(load_settings(store=folder, key_file=key_file, tui__theme="dark"))
    try:
        async with app.run_test(size=SIZE) as pilot:
            await until(pilot, lambda: app.is_ready)
            await SCENES[name](pilot, app)
            return without_web_fonts(app.export_screenshot(title="persona-assistant"))
    finally:
        app.close()


def without_web_fonts(svg: str) -> str:
    own = re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)
    return re.sub(r"[ \t]+$", "", own.replace("Fira Code", "monospace"), flags=re.MULTILINE)


def main() -> None:
    names = sys.argv[1:] or list(SCENES)
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        folder, key_file = Path(place) / "store", Path(place) / "key"
        people(folder, key_file)
        for name in names:
            svg = asyncio.run(picture(folder, key_file, name))
            (PICTURES / f"{name}.svg").write_text(svg, encoding="utf-8")
            print(f"docs/screens/{name}.svg")


if __name__ == "__main__":
    main()
