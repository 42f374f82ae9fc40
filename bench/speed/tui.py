"""The terminal interface: how soon it is there, how soon a key is answered, how a long conversation
behaves, and what it holds in memory.

    python bench/speed/tui.py [--people 1000] [--photos 1000] [--turns 1000] [--keys 120] [--json]

first paint, ready, keys
    The real command at a pseudo-terminal of 120x40. First paint: from the start of the process
    until the field for questions is drawn; ready: until the memory is open. A key: from writing it
    to the terminal until it is drawn; letters of another alphabet are typed, so that nothing else
    on the screen is taken for them. While a model generates: a server that says twenty words a
    second, which the app draws, and beside it one process for each core that computes all the time,
    as a model on this machine would. While photos are enrolled: `enrol` of a folder, in the same
    process.
long conversation
    A conversation of so many turns, read from the store and shown; and one more exchange added.
resident
    Of the process, once it has answered a question.

The references of the same run: a bare Textual app with one text field at the same terminal, for
what is drawn and for keys; for the long conversation a bare app that shows as many pieces of text.
"""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import json
import os
import pty
import select
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.speed import startup  # noqa: E402

LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
SIZE = (40, 120)
TARGETS = {
    "first paint": 1.0,
    "key, idle": 0.05,
    "key, while a model generates": 0.05,
    "key, while photos are enrolled": 0.05,
    "long conversation, ready": 0.6,
    "long conversation, append": 0.06,
    "resident": 250.0,
}
"""Seconds at most, megabytes for what is resident."""
BARE = """
from textual.app import App
from textual.widgets import TextArea
class Bare(App):
    def compose(self):
        yield TextArea(placeholder="Ask about somebody")
Bare().run()
"""


# --- at a terminal


class Screen:
    """A process at a pseudo-terminal."""

    def __init__(self, words: list[str], **more: str) -> None:
        self.started = time.perf_counter()
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, *words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            cwd=ROOT,
            env=startup.environment(
                TERM="xterm-256color", PERSONA_ASSISTANT_TUI__RESUME="false", **more
            ),
        )
        os.close(theirs)
        self._seen = b""

    def until(self, text: str, seconds: float = 120.0) -> float:
        """The moment at which a text was drawn; what came before is forgotten."""
        awaited = text.encode()
        end = time.perf_counter() + seconds
        while awaited not in self._seen:
            ready, _, _ = select.select([self.ours], [], [], max(0, end - time.perf_counter()))
            if not ready:
                raise SystemExit(f"{text!r} was not drawn; the end of it: {self._seen[-3000:]!r}")
            self._seen += os.read(self.ours, 65536)
        self._seen = self._seen.partition(awaited)[2]
        return time.perf_counter()

    def rest(self, seconds: float) -> None:
        """Lets it draw for a while."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if select.select([self.ours], [], [], left)[0]:
                self._seen = os.read(self.ours, 65536)

    def write(self, text: str) -> None:
        os.write(self.ours, text.encode())

    def keys(self, count: int) -> list[float]:
        """Seconds until each of so many keys was drawn."""
        found = []
        for number in range(count):
            letter = LETTERS[number % len(LETTERS)]
            self._seen = b""
            before = time.perf_counter()
            self.write(letter)
            found.append(self.until(letter) - before)
            self.rest(0.05)
        return found

    @property
    def resident_mb(self) -> float:
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.ours)


@contextmanager
def screen(words: list[str], **more: str) -> Iterator[Screen]:
    opened = Screen(words, **more)
    try:
        yield opened
    finally:
        opened.close()


def p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(0.95 * len(values)))]


def first_paints(words: list[str], runs: int) -> float:
    found = []
    for _ in range(runs):
        with screen(words) as each:
            found.append(each.until("about somebody") - each.started)
    return statistics.median(found)


# --- what is measured


def measure(arguments: argparse.Namespace, place: Path) -> dict[str, tuple[float, float]]:
    """By what it is, its figure and its reference."""
    subprocess.run(
        [sys.executable, startup.__file__, "--build", place, "--people", str(arguments.people)],
        env=startup.environment(),
        check=True,
    )
    for other in ("enrolling", "talking"):  # what is typed in one session waits in the next
        shutil.copytree(place / "store", place / other)
    store = ["--store", str(place / "store"), "--key-file", str(place / "key")]
    app, bare = [*startup.COMMAND, *store], ["-c", BARE]
    figures: dict[str, tuple[float, float]] = {}
    figures["first paint"] = first_paints(app, arguments.runs), first_paints(bare, arguments.runs)
    with screen(bare) as reference:
        reference.until("about somebody")
        reference.rest(1)
        bare_key = p95(reference.keys(arguments.keys))
        bare_mb = reference.resident_mb
    with screen(app) as idle:
        idle.until("your own notes")
        idle.rest(2)
        figures["key, idle"] = p95(idle.keys(arguments.keys)), bare_key
        idle.write("\x15Where does Maya Okonkwo work?\r")
        idle.until("in all:")  # the panel beside the answer
        idle.rest(2)
        figures["resident"] = idle.resident_mb, bare_mb
    with speaking() as model, screen(app, **model) as generating:
        generating.until("language model")
        generating.write("Where does Maya Okonkwo work?\r")
        generating.until("word5")
        figures["key, while a model generates"] = p95(generating.keys(arguments.keys)), bare_key
        generating.write("\x1b")
        generating.until("stopped")  # so it was still being written
    photos = photographed(place / "photos", arguments.photos)
    child = [__file__, "--enrolling", str(photos), "--store", str(place / "enrolling")]
    child += ["--key-file", str(place / "key")]
    with screen(child) as enrolling:
        enrolling.until("your own notes")
        enrolling.rest(4)
        figures["key, while photos are enrolled"] = p95(enrolling.keys(arguments.keys)), bare_key
    ready, append, plain = asyncio.run(long_conversation(place, arguments.turns))
    figures["long conversation, ready"] = ready, plain
    figures["long conversation, append"] = append, plain
    return figures


@contextmanager
def speaking() -> Iterator[dict[str, str]]:
    """A server that speaks for minutes, and every core of this machine at work; the settings that
    ask it."""
    from tests.support.openai_server import OpenAIServer

    def reply(handler: Any) -> None:
        handler.start_stream()
        for number in range(5000):
            handler.send_piece(f"word{number} ")
            time.sleep(0.05)

    server = OpenAIServer(reply)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    at_work = [
        subprocess.Popen([sys.executable, "-c", "while True: sum(range(10000))"])
        for _ in range(os.cpu_count() or 1)
    ]
    try:
        yield {
            "PERSONA_ASSISTANT_ENGINE": "endpoint",
            "PERSONA_ASSISTANT_BASE_URL": f"{server.url}/v1",
            "PERSONA_ASSISTANT_ENDPOINT_TAKES": "text",
        }
    finally:
        for each in at_work:
            each.kill()
            each.wait()
        server.shutdown()


def photographed(place: Path, count: int) -> Path:
    from bench.speed.enrolment import photographed as take

    take(place, count, lambda _: None)
    return place


def enrolling_app(photos: Path, store: Path, key_file: Path) -> None:
    """The app, which enrols a folder as soon as its memory is open."""
    from persona_assistant.settings import load_settings
    from persona_assistant.tui.app import PersonaApp

    class Enrolling(PersonaApp):
        def memory_changed(self) -> None:
            super().memory_changed()
            self.run_worker(self._enrol(), exclusive=True)

        async def _enrol(self) -> None:
            events = self.background.stream(
                lambda token: self.assistant.enrol(photos, cancel=token)
            )
            async for _ in events:
                pass

    Enrolling(load_settings(store=store, key_file=key_file)).run()


async def drawn(widget: Any) -> None:
    """Until what is to be drawn now is."""
    done = asyncio.Event()
    widget.call_after_refresh(done.set)
    await done.wait()


async def long_conversation(place: Path, turns: int) -> tuple[float, float, float]:
    """Seconds until a conversation is shown, until one more exchange is, and until a bare app shows
    as many pieces of text as are shown at first."""
    from textual.app import App, ComposeResult
    from textual.containers import VerticalScroll
    from textual.widgets import Static

    import persona_assistant
    from persona_assistant.pmg import ConversationTurn, Query
    from persona_assistant.settings import load_settings
    from persona_assistant.tui.app import PersonaApp
    from persona_assistant.tui.chat.exchange import Exchange
    from persona_assistant.tui.chat.screen import ChatScreen
    from persona_assistant.tui.chat.transcript import SHOWN, Answered

    said = (
        "She told me about the harbour, the **kayak** and the greenhouse that she is building. " * 3
    )
    with persona_assistant.open_memory(place / "talking", key_file=place / "key") as memory:
        begun = memory.conversations.begin("long")
        for number in range(turns // 2):
            memory.store.conversations.append(
                begun.id,
                ConversationTurn("user", f"What did she say about thing {number}?"),
                ConversationTurn("assistant", said),
            )
    app = PersonaApp(
        load_settings(store=place / "talking", key_file=place / "key", tui__resume=False)
    )
    appended = []
    async with app.run_test(size=(SIZE[1], SIZE[0])) as pilot:
        while not app.is_ready:
            await pilot.pause()
        chat = app.screen
        assert isinstance(chat, ChatScreen)
        before = time.perf_counter()
        await chat.open_conversation(begun.id).wait()
        await drawn(chat)
        ready = time.perf_counter() - before
        assert len(chat.query(Answered)) == SHOWN
        for number in range(20):
            exchange = Exchange(Query(f"And thing {number}?"))
            exchange.kept = ConversationTurn("assistant", said)
            before = time.perf_counter()
            await chat.transcript.ask(exchange, waits=False)
            await chat.transcript.finish(exchange)
            await drawn(chat)
            appended.append(time.perf_counter() - before)
    app.close()

    class Bare(App[None]):
        def compose(self) -> ComposeResult:
            yield VerticalScroll()

    bare = Bare()
    async with bare.run_test(size=(SIZE[1], SIZE[0])):
        before = time.perf_counter()
        await bare.query_one(VerticalScroll).mount(*(Static(said) for _ in range(2 * SHOWN)))
        await drawn(bare)
        plain = time.perf_counter() - before
    return ready, statistics.median(appended), plain


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--photos", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=1000)
    parser.add_argument("--keys", type=int, default=120)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--enrolling", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--store", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--key-file", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.enrolling:
        enrolling_app(arguments.enrolling, arguments.store, arguments.key_file)
        return 0
    with tempfile.TemporaryDirectory() as place:
        figures = measure(arguments, Path(place))
    if arguments.json:
        print(json.dumps({name: list(each) for name, each in figures.items()}, indent=2))
        return 0
    print(f"{'':34}{'figure':>10}{'bare app':>10}{'ratio':>7}{'goal':>9}")
    for name, (value, reference) in figures.items():
        unit, scale = ("MB", 1.0) if name == "resident" else ("ms", 1000.0)
        goal = f"{TARGETS[name] * scale:.0f} {unit}"
        missed = " missed" if value > TARGETS[name] else ""
        print(
            f"{name:34}{value * scale:7.0f} {unit}{reference * scale:7.0f} {unit}"
            f"{value / reference:7.1f}{goal:>9}{missed}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
