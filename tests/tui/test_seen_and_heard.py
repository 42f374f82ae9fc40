"""Opening what an answer stands on, playing clips, choosing by number, how pictures are drawn."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Button

from persona_assistant import media
from persona_assistant.errors import MediaError
from persona_assistant.pmg import Evidence, Query
from persona_assistant.tui.app import PersonaApp
from persona_assistant.tui.chat.exchange import Exchange
from persona_assistant.tui.chat.screen import ChatScreen
from persona_assistant.tui.media.preview import Graphics, fitted, graphics_of
from persona_assistant.tui.media.sound import Devices
from persona_assistant.tui.media.waveform import columns, level
from tests.support.fake_sound import FakeSound, NoSound
from tests.support.made_media import clip, picture
from tests.tui.tui_support import (
    SMALL,
    app_on,
    chat,
    drive,
    open_store,
    shown,
    typed,
    until,
)


def said(app: PersonaApp) -> str:
    return "\n".join(each.message for each in app._notifications)


async def ask(pilot: Pilot[Any], app: PersonaApp, question: str) -> Exchange:
    before = chat(app).transcript.selected
    chat(app).composer.put(question)
    await pilot.press("enter")
    await until(pilot, lambda: chat(app).transcript.selected is not before)
    return chat(app).transcript.selected


def test_a_note_opens_in_full_with_its_day(folder: Path) -> None:
    with open_store(folder) as memory:
        memory.add(
            "Cleo Park",
            texts=["Cleo Park collects [stamps]. She sings in a choir on Mondays."],
            dates=["2024-03-12"],
        )
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        exchange = await ask(pilot, app, "What does Cleo Park collect?")
        assert "choir" not in exchange.answer.evidence[0].detail
        await until(pilot, lambda: "  open" in shown(app))
        rows = shown(app).splitlines()
        row = next(number for number, each in enumerate(rows) if "  open" in each)
        await pilot.click(offset=(rows[row].index("  open") + 3, row))
        await until(pilot, lambda: "Note of Cleo Park" in shown(app))
        assert (
            "Note of Cleo Park, 2024-03-12" in shown(app)
            and "choir" in shown(app)
            and "[stamps]" in shown(app)
        )
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ChatScreen))

    drive(app, steps)


def test_what_was_forgotten_since_is_a_sentence(folder: Path) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await ask(pilot, app, "Where does Ben Okoro repair bicycles?")
        app.assistant.forget("Ben Okoro")
        chat(app).action_open_evidence(0)
        await until(pilot, lambda: "may have been forgotten" in said(app))

    drive(app, steps)


def stored(app: PersonaApp, folder: Path) -> int:
    """The triplet of a person of whom a picture and a clip are stored."""
    app.assistant.add("Dan Reed", images=[picture(1)], voices=[clip(220, 2.0)], anyway=True)
    return int(app.assistant.show("Dan Reed").triplets[0].id)


def plays(app: PersonaApp) -> bool:
    """Whether the window offers to stop a clip."""
    return any("Stop" in str(each.label) for each in app.screen.query(Button))


@pytest.mark.parametrize("size", [SMALL, (120, 40)])
def test_stored_pictures_and_clips_open_and_a_clip_plays(
    folder: Path, size: tuple[int, int]
) -> None:
    app = app_on(folder, image_encoder="builtin")
    app.sound = sound = FakeSound()

    async def steps(pilot: Pilot[Any]) -> None:
        exchange = await ask(pilot, app, "What is Ana Ruiz allergic to?")
        triplet = await app.background.call(lambda: stored(app, folder))
        seen = (
            Evidence("image", "Dan Reed", "dan.jpg", triplet),
            Evidence("voice", "Dan Reed", 'dan.wav: "hello"', triplet),
        )
        exchange.answer = replace(exchange.answer, evidence=seen)
        chat(app).action_open_evidence(0)
        await until(pilot, lambda: "▀▀▀▀" in shown(app))
        assert "Picture of Dan Reed" in shown(app) and "160×120" in shown(app)
        assert "Close" in shown(app)
        await pilot.press("escape")
        chat(app).action_open_evidence(1)
        await until(pilot, lambda: "Clip of Dan Reed" in shown(app) and "█████" in shown(app))
        assert 'dan.wav: "hello"' in shown(app) and sound.playing is None
        await pilot.press("space")
        await until(pilot, lambda: plays(app))
        assert len(sound.played) == 2 * media.SAMPLE_RATE
        await pilot.press("escape")
        await until(pilot, lambda: not plays(app))
        assert sound.playing.stopped and "Clip of Dan Reed" in shown(app)
        await pilot.press("space")
        await until(pilot, lambda: plays(app))
        sound.ends()
        await until(pilot, lambda: not plays(app))
        await pilot.press("space")
        await until(pilot, lambda: plays(app))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, ChatScreen))
        assert sound.playing.stopped

    drive(app, steps, size=size)


def test_what_a_question_showed_and_played_opens_again(folder: Path) -> None:
    app = app_on(folder)
    app.sound = NoSound()

    async def steps(pilot: Pilot[Any]) -> None:
        exchange = Exchange(Query("Who?", picture(2), clip(330)), problem="Nobody answers.")
        await until(pilot, lambda: "Ask about somebody you" in shown(app))
        await chat(app).transcript.show([exchange], Content(""))
        await until(pilot, lambda: "▀▀▀▀" in shown(app))
        chat(app).action_open_shown("image")
        await until(pilot, lambda: "Shown with the question" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ChatScreen))
        chat(app).action_open_shown("voice")
        await until(pilot, lambda: "Played with the question" in shown(app))
        await pilot.press("space")
        await until(pilot, lambda: "Nothing can be played here." in said(app))

    drive(app, steps)


def test_a_number_chooses_only_in_an_empty_field_and_only_where_there_is_a_choice(
    folder: Path,
) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await typed(pilot, "1")
        assert chat(app).composer.text == "1"
        first = await ask(pilot, app, "What is Ana's job?")
        labels = [each.label for each in first.answer.edge.alternatives]
        await pilot.press("x", "1", "9")
        assert chat(app).composer.text == "x19"
        chat(app).composer.put("")
        await pilot.press("9")
        assert chat(app).composer.text == "9", "there is no ninth"
        chat(app).composer.put("")
        await pilot.press(str(labels.index("Ana Lopes") + 1))
        await until(pilot, lambda: chat(app).transcript.selected is not first)
        assert "chemistry" in chat(app).transcript.selected.answer.text

    drive(app, steps)


# --- how pictures are drawn


@pytest.mark.parametrize(
    ("environment", "graphics"),
    [
        ({"TERM": "xterm-kitty"}, Graphics.KITTY),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"}, Graphics.KITTY),
        ({"TERM": "foot"}, Graphics.SIXEL),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, Graphics.SIXEL),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "230804"}, Graphics.SIXEL),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "210800"}, Graphics.BLOCKS),
        ({"TERM": "xterm-256color"}, Graphics.BLOCKS),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1", "TMUX": "x"}, Graphics.BLOCKS),
        ({"TERM": "xterm-kitty", "TEXTUAL_DRIVER": "web"}, Graphics.BLOCKS),
        ({}, Graphics.BLOCKS),
    ],
)
def test_what_a_terminal_can_show(environment: dict[str, str], graphics: Graphics) -> None:
    assert graphics_of(environment, at_terminal=True) is graphics
    assert graphics_of(environment, at_terminal=False) is Graphics.BLOCKS


def test_a_picture_keeps_its_shape_in_its_room() -> None:
    assert fitted((400, 200), (40, 40), (10, 20)) == (40, 10)
    assert fitted((200, 400), (40, 10), (10, 20)) == (10, 10)
    assert fitted((16, 1600), (40, 3), (10, 20)) == (1, 3)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_drawing_asks_the_terminal_nothing_and_takes_no_keys() -> None:
    import pty

    made = (
        "from PIL import Image; from persona_assistant.tui.media.preview import picture_widget; "
        "widget = picture_widget(Image.new('RGB', (40, 40)), 10, 3); import sys; "
        "print(type(widget).__name__, sys.__stdout__.isatty(), sys.stdin.readline().strip())"
    )
    ours, theirs = pty.openpty()
    os.write(ours, b"typed ahead\n")
    env = {**os.environ, "TERM": "xterm-kitty"}
    code = subprocess.run(
        [sys.executable, "-c", made], stdin=theirs, stdout=theirs, stderr=theirs, env=env
    )
    written = os.read(ours, 65536).decode()
    os.close(ours)
    os.close(theirs)
    assert code.returncode == 0, written
    assert "True typed ahead" in written
    assert "\x1b" not in written, "no question to the terminal"


# --- sound


def test_a_waveform_is_as_high_as_it_is_loud() -> None:
    samples = np.concatenate([np.zeros(100), np.full(100, 0.25), np.full(100, -0.5)])
    assert columns(samples, 6) == "  ▄▄██"
    assert columns(np.zeros(10), 4) == "    " and len(columns(np.ones(3), 8)) == 8
    assert level(np.zeros(0)) == level(np.zeros(9)) == 0
    assert level(np.ones(9)) == 1 and level(np.full(9, 0.0316)) == pytest.approx(0.5, abs=0.01)


class NoDevices:
    """sounddevice on a machine without devices."""

    class PortAudioError(Exception):
        pass

    def query_devices(self, kind: str) -> Any:
        raise self.PortAudioError("Error querying device -1")


@pytest.mark.parametrize(
    ("library", "words"),
    [(None, "persona-assistant[voice]"), (NoDevices(), "Error querying device -1")],
)
def test_without_sound_one_sentence_says_what_to_do(
    library: Any, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    for begin in (
        lambda: Devices().record(lambda _: None),
        lambda: Devices().play(np.zeros(10, np.float32), 16000, lambda: None),
    ):
        with pytest.raises(MediaError) as caught:
            begin()
        assert words in str(caught.value) and "\n" not in str(caught.value)


class Loud(NoDevices):
    """sounddevice with a loudspeaker of 48 kHz that calls back at once."""

    class CallbackStop(Exception):
        pass

    def __init__(self) -> None:
        self.heard: list[np.ndarray] = []

    def query_devices(self, kind: str) -> Any:
        return {"default_samplerate": 48000.0}

    def OutputStream(self, *, samplerate: int, callback: Any, **_: Any) -> Any:
        library, rate = self, samplerate

        class Stream:
            def start(self) -> None:
                assert rate == 48000
                while True:
                    block = np.ones((1000, 1), np.float32)
                    try:
                        callback(block, 1000, None, None)
                    except library.CallbackStop:
                        return
                    finally:
                        library.heard.append(block)

            def close(self, ignore_errors: bool = True) -> None:
                pass

        return Stream()


def test_a_clip_is_played_whole_at_the_rate_of_the_loudspeaker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loud = Loud()
    monkeypatch.setitem(sys.modules, "sounddevice", loud)
    Devices().play(np.full(16000, 0.5, np.float32), 16000, lambda: None)
    heard = np.concatenate(loud.heard)[:, 0]
    assert np.count_nonzero(heard > 0.4) == pytest.approx(48000, abs=100)
    assert heard[-1] == 0
