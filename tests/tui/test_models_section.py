"""The models section: what is there and fits, pull, stop and go on, use, verify, doctor."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from persona_assistant import doctor
from persona_assistant.resources import data_path
from persona_assistant.settings import settings_file
from persona_assistant.tui.app import PersonaApp
from persona_assistant.tui.chat.screen import ChatScreen
from persona_assistant.tui.dialogs import AskText, Choose, Confirm, Message
from persona_assistant.tui.models.checkup import Checkup
from persona_assistant.tui.models.screen import ModelsScreen
from persona_assistant.weights import catalog, registry
from persona_assistant.weights.registry import InstalledFile, InstalledModel
from tests.support import tiny_onnx
from tests.support.model_hub import (
    MODEL,
    NOTES,
    PROJECTOR,
    ModelHub,
    sha,
    without_network_settings,
)
from tests.support.openai_server import OpenAIServer, openai_servers, streams
from tests.tui.tui_support import SMALL, app_on, drive, filled, open_store, shown, until

CATALOG = """
[[model]]
name = "tiny"
title = "Tiny"
purpose = "language model"
repository = "makers/tiny-GGUF"
revision = "main"
license = "mit"
ram = 0.1
source = "a test"
[[model.file]]
path = "model.gguf"
role = "model"
[[model.file]]
path = "eyes/mmproj.gguf"
role = "projector"
[[model.file]]
path = "notes.json"

[[model]]
name = "huge"
title = "Huge"
purpose = "language model"
repository = "makers/huge-GGUF"
revision = "main"
license = "mit"
ram = 9000000.0
source = "a test"
[[model.file]]
path = "huge.gguf"
role = "model"
size = 7000000
"""


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("people") / "store")


@pytest.fixture
def folder(people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store, a catalogue of two models, no model installed and no settings file."""
    without_network_settings(monkeypatch)
    monkeypatch.setenv(registry.VARIABLE, str(tmp_path / "models"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    shutil.copytree(people, tmp_path / "store")
    shutil.copy(people.parent / "store.key", tmp_path / "store.key")
    (tmp_path / "catalog.toml").write_text(CATALOG)
    monkeypatch.setattr(catalog, "data_path", lambda *_: tmp_path / "catalog.toml")
    catalog.catalog.cache_clear()
    yield tmp_path / "store"
    catalog.catalog.cache_clear()


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with openai_servers() as start:
        yield start(streams("The server says hello."))


def models(app: PersonaApp) -> ModelsScreen:
    assert isinstance(app.screen, ModelsScreen)
    return app.screen


async def go_to(pilot: Pilot[Any], app: PersonaApp, row: str) -> ModelsScreen:
    """Shows the section with the cursor on a row."""
    app.action_section("models")
    screen = await until(pilot, lambda: isinstance(app.screen, ModelsScreen) and app.screen)
    await until(pilot, lambda: screen.listing)
    keys = [each.key for each in screen.table.entries]
    screen.table.move_cursor(row=keys.index(row))
    await pilot.pause()
    return screen


async def dialog(pilot: Pilot[Any], app: PersonaApp, kind: type) -> Any:
    return await until(pilot, lambda: type(app.screen) is kind and app.screen)


def said(app: PersonaApp) -> str:
    return "\n".join(each.message for each in app._notifications)


def written(tmp_path: Path) -> dict[str, Any]:
    file = settings_file()
    assert tmp_path in file.parents
    return tomllib.loads(file.read_text()) if file.exists() else {}


def source(tmp_path: Path) -> Path:
    """The tiny model's files in a folder."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "model.gguf").write_bytes(MODEL)
    (folder / "mmproj.gguf").write_bytes(PROJECTOR)
    (folder / "notes.json").write_bytes(NOTES)
    return folder


def test_what_there_is_and_whether_it_fits(folder: Path) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        screen = await go_to(pilot, app, "huge")
        page = shown(app)
        assert "● Reader (built in)" in page and "in use" in page
        assert "no: memory" in page and "fits" in page
        assert "needs about 9000000.0 GB of memory" in page and "makers/huge-GGUF" in page
        assert "of memory," in page and "free in" in page
        assert screen.table.entries[-2].name == "tiny"

    drive(app, steps, size=SMALL)


def test_a_model_from_a_folder_that_answers_nothing_is_not_used_and_not_whole(
    folder: Path, tmp_path: Path
) -> None:
    app, files = app_on(folder), source(tmp_path)

    async def steps(pilot: Pilot[Any]) -> None:
        screen = await go_to(pilot, app, "tiny")
        await pilot.press("p")
        asked = await dialog(pilot, app, Choose)
        text = shown(app)
        assert "https://huggingface.co/makers/tiny-GGUF" in text and "licence: mit" in text
        assert not (tmp_path / "models").exists(), "nothing was fetched before it was wanted"
        asked.query_one(OptionList).highlighted = 1
        await pilot.press("enter")
        asked = await dialog(pilot, app, AskText)
        asked.query_one(Input).value = str(files)
        await pilot.press("enter")
        asked = await dialog(pilot, app, Confirm)
        assert "Answer with tiny" in shown(app)
        await pilot.click("#yes")
        await until(pilot, lambda: app.screen is screen and screen.table.entries[-2].installed)
        assert (tmp_path / "models/tiny/model.gguf").read_bytes() == MODEL
        await until(pilot, lambda: "is cut off or damaged" in said(app))
        assert app.settings.engine == "extractive" and written(tmp_path) == {}

        (tmp_path / "models/tiny/notes.json").write_bytes(b"{}")
        await pilot.press("v")
        await dialog(pilot, app, Message)
        assert "BAD  tiny" in shown(app) and "notes.json has 2 bytes" in shown(app)

    drive(app, steps)


class SlowSecondFile(ModelHub):
    """Storage thinks about the projector until it is told to go on."""

    @property
    def seconds(self) -> float:
        return 60.0 if self.given("mmproj.gguf") else 0.0

    @seconds.setter
    def seconds(self, _: float) -> None:
        """It is made with none."""


def test_a_pull_that_is_stopped_goes_on_where_it_was(
    folder: Path, tmp_path: Path, monkeypatch
) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        screen = await go_to(pilot, app, "tiny")
        await pilot.press("enter")
        await dialog(pilot, app, Choose)
        assert hub.url in shown(app) and not hub.asked, "it was asked first"
        await pilot.press("enter")
        await until(pilot, lambda: hub.given("mmproj.gguf"))
        await until(pilot, lambda: "tiny  downloading" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: "stops ..." in shown(app))
        hub.silent.set()
        await until(pilot, lambda: screen.line.job is None)
        assert "tiny: stopped." in said(app) and not registry.installed()

        await until(pilot, lambda: "begun" in shown(app))
        await pilot.press("p")
        await dialog(pilot, app, Choose)
        assert "of it is here" in shown(app)
        await pilot.press("enter")
        await dialog(pilot, app, Confirm)
        assert hub.given("model.gguf") == [None], "what is here is not fetched again"

    with SlowSecondFile.with_tiny_model() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        drive(app, steps)
    assert (tmp_path / "models/tiny/model.gguf").read_bytes() == MODEL


def test_another_engine_answers_the_next_question_of_the_same_conversation(
    folder: Path, tmp_path: Path, server: OpenAIServer
) -> None:
    app = app_on(folder)

    async def ask(pilot: Pilot[Any], question: str, wanted: str) -> ChatScreen:
        app.action_section("chat")
        screen = await until(pilot, lambda: isinstance(app.screen, ChatScreen) and app.screen)
        screen.composer.focus()
        screen.composer.put(question)
        await pilot.press("enter")
        await until(pilot, lambda: wanted in shown(app))
        return screen

    async def steps(pilot: Pilot[Any]) -> None:
        screen = await ask(pilot, "Where does Ana Ruiz work?", "Porto")
        await go_to(pilot, app, "server")
        await pilot.press("u")
        asked = await dialog(pilot, app, AskText)
        asked.query_one(Input).value = server.url
        await pilot.press("enter")
        await until(pilot, lambda: "Which of its models" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.settings.engine == "endpoint")
        assert written(tmp_path) == {"engine": "endpoint", "base_url": server.url}
        await until(pilot, lambda: "in use" in shown(app))

        talk = screen.talk
        await ask(pilot, "What is she allergic to?", "The server says hello")
        assert screen.talk is talk and "Porto" in shown(app), "the conversation went on"
        assert "walnuts" in str(server.requests[-1][2]), "it was about the one before"

        await go_to(pilot, app, "reader")
        await pilot.press("enter")
        await until(pilot, lambda: app.settings.engine == "extractive")
        await ask(pilot, "What is Ben Okoro repairing?", "bicycles")

    drive(app, steps)
    assert written(tmp_path)["engine"] == "extractive"
    with open_store(folder) as memory:
        kept = memory.conversations.list()
        assert len(kept) == 1
        assert len(memory.conversations.show(kept[0]).turns) == 6


def test_an_engine_that_cannot_be_used_changes_nothing(folder: Path, tmp_path: Path) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await go_to(pilot, app, "server")
        await pilot.press("u")
        asked = await dialog(pilot, app, AskText)
        asked.query_one(Input).value = "http://127.0.0.1:1/v1"
        await pilot.press("enter")
        await until(pilot, lambda: "Which of its models" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: "127.0.0.1:1" in said(app))
        assert app.settings.engine == "extractive" and written(tmp_path) == {}

    drive(app, steps)


def test_the_engine_changes_after_the_answer_that_is_being_written(folder: Path) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        from dataclasses import replace

        async with app.answering:
            change = app.run_worker(app.use_settings(replace(app.settings, top_k=9)))
            for _ in range(5):
                await pilot.pause()
            assert not change.is_finished and app.settings.top_k != 9
        await until(pilot, lambda: change.is_finished)
        assert app.settings.top_k == 9 and app.assistant.services.options.top_k == 9

    drive(app, steps)


def test_what_doctor_finds_comes_as_lines(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every = doctor.checks

    def some(*given: Any, **named: Any) -> Iterator[doctor.Check]:
        """As far as the memory; the encoders take seconds. Then something that is wrong."""
        yield from takewhile(lambda check: "encoder" not in check.name, every(*given, **named))
        yield doctor.Check("engine", False, "there is none", "name one in the settings")

    monkeypatch.setattr(doctor, "checks", some)
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await go_to(pilot, app, "reader")
        await pilot.press("d")
        screen = await dialog(pilot, app, Checkup)
        await until(pilot, lambda: "1 problem" in shown(app))
        found = str(screen.query_one("#found", Static).render())
        assert found.startswith("✗ engine  there is none\n  → name one in the settings\n✓ ")
        assert "✓ memory" in found and "whole, 3 people" in found and "✓ search" in found
        await pilot.press("enter")
        await until(pilot, lambda: models(app))

    drive(app, steps)


def test_another_encoder_sees_everything_anew(folder: Path, tmp_path: Path) -> None:
    home = tiny_onnx.clip_folder(tmp_path / "models" / "my-clip")
    files = tuple(
        InstalledFile(
            each.relative_to(home).as_posix(), "part", each.stat().st_size, sha(each.read_bytes())
        )
        for each in sorted(filter(Path.is_file, home.rglob("*")))
    )
    mine = InstalledModel("my-clip", registry.EXPORTED, None, None, None, files)
    registry.write_manifest(home, mine)
    picture = data_path("memory_store", "demo", "people", "01_1.jpg")
    with open_store(folder) as memory:
        memory.add("Ana Ruiz", images=[picture])
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await go_to(pilot, app, "my-clip")
        assert "pictures" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: "1 picture" in said(app))
        assert app.settings.image_encoder == "my-clip"
        assert written(tmp_path) == {"image_encoder": "my-clip"}
        await until(pilot, lambda: "● my-clip" in shown(app))
        await go_to(pilot, app, "builtin")
        await pilot.press("u")
        await until(pilot, lambda: app.settings.image_encoder == "builtin")
        assert written(tmp_path) == {}

    drive(app, steps)
