"""What goes along with a question: files by completion, paste and drop, as chips; recordings."""

from __future__ import annotations

import shlex
import threading
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from persona_assistant import media
from persona_assistant.tui.app import PersonaApp
from persona_assistant.tui.chat.attachments import Chip, read_medium
from persona_assistant.tui.chat.paths import pasted_paths, path_of
from persona_assistant.tui.chat.screen import ChatScreen
from persona_assistant.tui.chat.transcript import Asked
from tests.support.fake_sound import FakeSound, NoSound
from tests.support.media_files import encoded, scene, sound_bytes, tone
from tests.tui.tui_support import app_on, chat, drive, shown, typed, until


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with media, which is the present one: [a b].png, it's.png, hello.wav, bad.png."""
    here = tmp_path / "my files"
    (here / "inner").mkdir(parents=True)
    picture = encoded(scene(), "PNG")
    for name in ("[a b].png", "it's.png", "inner/deep.png"):
        (here / name).write_bytes(picture)
    (here / "hello.wav").write_bytes(sound_bytes(tone(2.0)))
    (here / "bad.png").write_text("no picture at all")
    (here / "notes.txt").write_text("not offered")
    monkeypatch.chdir(here)
    return here


def chips(app: PersonaApp) -> list[str]:
    entry = app.screen_stack[0].query_one("#entry")
    return [str(each.query_one("_Words").render()) for each in entry.query(Chip)]


def drawn_words(app: PersonaApp) -> Any:
    """The text of the first chip, once it is laid out."""
    words = chat(app).query_one("_Words")
    return words if words.region else None


def said(app: PersonaApp) -> str:
    return "\n".join(each.message for each in app._notifications)


async def paste(pilot: Pilot[Any], app: PersonaApp, text: str) -> None:
    app.post_message(events.Paste(text))
    await pilot.pause()


def test_a_file_is_completed_attached_asked_with_and_kept(folder: Path, files: Path) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        composer = chat(app).composer
        await typed(pilot, "Who is this? ")
        await pilot.press("at")
        await until(pilot, lambda: composer.completion.is_open)
        assert "[a b].png" in shown(app) and "notes.txt" not in shown(app)
        await typed(pilot, "in")
        await until(pilot, lambda: "hello.wav" not in shown(app))
        await pilot.press("tab")
        await until(pilot, lambda: composer.text.endswith("@inner/") and "deep.png" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: chips(app))
        assert "deep.png\n96×64" in chips(app)[0] and "▀" in shown(app)
        assert composer.text == "Who is this? "
        await pilot.press("enter")
        await until(pilot, lambda: chat(app).transcript.selected)
        await until(pilot, lambda: not chips(app))
        selected = chat(app).transcript.selected
        assert selected.query.image.source == "deep.png" and selected.query.voice is None
        assert "deep.png" in str(chat(app).query(Asked).last().render())

    drive(app, steps)


def test_escape_closes_the_list_and_enter_asks_then(folder: Path, files: Path) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        composer = chat(app).composer
        await pilot.press("ctrl+t")
        await until(pilot, lambda: composer.completion.is_open)
        await pilot.press("escape")
        assert not composer.completion.is_open
        await pilot.press("enter")
        await until(pilot, lambda: chat(app).transcript.selected)
        assert chat(app).transcript.selected.query.text == "@"

    drive(app, steps)


@pytest.mark.parametrize("form", ["quoted", "escaped", "address", "bare", "lines"])
def test_dropped_paths_are_read_as_terminals_write_them(files: Path, form: str) -> None:
    picture, clip = files / "it's.png", files / "hello.wav"
    escaped = [str(each).replace(" ", r"\ ").replace("'", r"\'") for each in (picture, clip)]
    text = {
        "quoted": f"{shlex.quote(str(picture))} {shlex.quote(str(clip))} ",
        "escaped": " ".join(escaped),
        "address": f"{picture.as_uri()}\r\n{clip.as_uri()}\r\n",
        "bare": f"{picture}\n{clip}",
        "lines": f"\"{picture}\"\n'{clip}'\n",
    }[form]
    assert [each.path for each in pasted_paths(text)] == [picture, clip]
    assert [path_of(each.written) for each in pasted_paths(text)] == [picture, clip]


@pytest.mark.parametrize(
    "text", ["/me waves at Ana", "/ and \\", "~/ 'open", "/nowhere/at/all", "file://host/a.png", ""]
)
def test_text_that_only_begins_like_a_path_is_text(files: Path, text: str) -> None:
    assert pasted_paths(text) == ()


def test_a_drop_becomes_chips_and_other_text_is_written(folder: Path, files: Path) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await paste(pilot, app, f"'{files}/hello.wav' '{files}/[a b].png' ")
        await until(pilot, lambda: len(chips(app)) == 2)
        assert "[a b].png" in chips(app)[0] and "hello.wav 2.0 s" in chips(app)[1]
        assert "█" in chips(app)[1], "the waveform"
        assert chat(app).composer.text == ""
        await paste(pilot, app, "/me waves")
        await until(pilot, lambda: chat(app).composer.text == "/me waves")
        await paste(pilot, app, " and smiles")
        await until(pilot, lambda: chat(app).composer.text == "/me waves and smiles")
        assert said(app) == ""

    drive(app, steps)


def test_a_file_that_cannot_be_used_is_a_sentence_and_its_path_stays(
    folder: Path, files: Path
) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await paste(pilot, app, f"'{files}/bad.png' '{files}/gone.wav' '{files}/[a b].png'")
        await until(pilot, lambda: chips(app))
        assert "bad.png: neither a picture nor sound" in said(app)
        assert "gone.wav: no such file" in said(app)
        assert "[a b].png" in chips(app)[0]
        text = chat(app).composer.text
        assert "bad.png" in text and "gone.wav" in text and "[a" not in text

    drive(app, steps)


def test_chips_go_by_key_and_by_mouse_and_a_second_picture_takes_the_place(
    folder: Path, files: Path
) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await paste(pilot, app, f"'{files}/[a b].png' '{files}/hello.wav'")
        await until(pilot, lambda: len(chips(app)) == 2)
        await paste(pilot, app, f"'{files}/it'\\''s.png'")
        await until(pilot, lambda: "it's.png" in chips(app)[0])
        assert len(chips(app)) == 2 and "takes one picture" in said(app)
        await pilot.press("backspace")
        await until(pilot, lambda: len(chips(app)) == 1)
        words = await until(pilot, lambda: drawn_words(app))
        at = str(words.render()).splitlines()[2].index("remove")
        await pilot.click(words, offset=(at + 1, 2))
        await until(pilot, lambda: not chips(app))
        assert not chat(app).entry.holds_media and chat(app).composer.has_focus
        await paste(pilot, app, f"'{files}/hello.wav'")
        await until(pilot, lambda: chips(app))
        await pilot.press("shift+tab", "delete")
        await until(pilot, lambda: not chips(app))

    drive(app, steps)


def test_a_question_waits_for_its_file_and_asking_again_brings_both_back(
    folder: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, may_read = app_on(folder), threading.Event()

    def slowly(path: Path) -> Any:
        assert may_read.wait(60)
        return read_medium(path)

    monkeypatch.setattr("persona_assistant.tui.chat.entry.read_medium", slowly)

    async def steps(pilot: Pilot[Any]) -> None:
        await paste(pilot, app, f"'{files}/[a b].png'")
        chat(app).composer.insert("Who is this?")
        await pilot.press("enter")
        assert chat(app).composer.text == "Who is this?" and not chips(app)
        may_read.set()
        await until(pilot, lambda: chat(app).transcript.selected)
        assert chat(app).transcript.selected.query.image is not None
        await pilot.press("up")
        await until(pilot, lambda: chips(app))
        assert chat(app).composer.text == "Who is this?"

    drive(app, steps)


def test_no_pictures_are_drawn_where_they_are_not_wanted(folder: Path, files: Path) -> None:
    app = app_on(folder, tui__media_preview=False)

    async def steps(pilot: Pilot[Any]) -> None:
        await paste(pilot, app, f"'{files}/[a b].png'")
        await until(pilot, lambda: chips(app))
        await pilot.press("shift+tab", "enter")
        await until(pilot, lambda: "Goes with the next question" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: "Goes with the next question" not in shown(app))
        assert "▀" not in shown(app) and "[a b].png" in shown(app)

    drive(app, steps)


# --- the microphone


def test_a_recording_has_a_meter_a_limit_and_goes_along(folder: Path, tmp_path: Path) -> None:
    app = app_on(folder)
    app.sound = sound = FakeSound()
    before = sorted(tmp_path.rglob("*"))

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+r")
        await until(pilot, lambda: sound.recording)
        sound.hears(2.0, level=0.9)
        await until(pilot, lambda: "2.0 s of 30 s" in shown(app))
        assert "████" in shown(app)
        sound.hears(40.0, level=0.9)
        await until(pilot, lambda: "30.0 s of 30 s: this is the longest" in shown(app))
        assert sound.recording.stopped
        await pilot.press("enter")
        await until(pilot, lambda: chips(app))
        assert "recording 30.0 s" in chips(app)[0]
        clip = chat(app).entry.attachments.voice
        assert len(media.samples(clip)) == 30 * media.SAMPLE_RATE

    drive(app, steps)
    assert sorted(tmp_path.rglob("*")) == before, "a recording touches no disk"


def test_escape_throws_a_recording_away(folder: Path) -> None:
    app = app_on(folder)
    app.sound = sound = FakeSound()

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+r")
        await until(pilot, lambda: sound.recording and "of 30 s" in shown(app))
        sound.hears(2.0)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await until(pilot, lambda: sound.recording.stopped)
        assert not chat(app).entry.holds_media

    drive(app, steps)


def test_silence_and_a_missing_microphone_are_sentences(folder: Path) -> None:
    app = app_on(folder)
    app.sound = sound = FakeSound()

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+r")
        await until(pilot, lambda: sound.recording and "of 30 s" in shown(app))
        sound.hears(2.0, level=0.0)
        await pilot.press("enter")
        await until(pilot, lambda: "silent" in said(app))
        await until(pilot, lambda: isinstance(app.screen, ChatScreen))
        app.sound = NoSound()
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "No microphone can be used" in said(app))
        await until(pilot, lambda: isinstance(app.screen, ChatScreen))
        assert chat(app).composer.has_focus

    drive(app, steps)
