"""The first run: three steps, a way back, and a memory that is there as a whole or not at all."""

from __future__ import annotations

import resource
import signal
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from textual.widgets import Button, Checkbox, Input, RadioButton
from tui_support import SMALL, drive, key_of, open_store, said, shown, until

from persona_assistant import demo
from persona_assistant.memory import Store
from persona_assistant.settings import load_settings
from persona_assistant.tui.app import PersonaApp
from persona_assistant.tui.dialogs import Confirm
from persona_assistant.tui.setup.recovery import RecoveryKey
from persona_assistant.tui.setup.screen import SetupScreen
from tests.support.keyrings import PocketKeyring

pytestmark = pytest.mark.usefixtures("quick_derivation")

PASSPHRASE = "blue socks for a badger"


@pytest.fixture(autouse=True)
def settings_file(tmp_path, monkeypatch) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text("# mine\n")
    monkeypatch.setenv("PERSONA_ASSISTANT_SETTINGS", str(file))
    monkeypatch.delenv("PERSONA_ASSISTANT_PASSPHRASE", raising=False)
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield file
    keyring.set_keyring(before)


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "new" / "memory"


@pytest.fixture
def app(folder) -> PersonaApp:
    return PersonaApp(load_settings(store=folder), flags={"store": folder})


def left_of(folder: Path) -> list[str]:
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*"))


class Setup:
    """The hands of somebody who is asked."""

    def __init__(self, pilot) -> None:
        self.pilot, self.app = pilot, pilot.app

    async def step(self, number: int) -> None:
        await until(
            self.pilot,
            lambda: isinstance(self.app.screen, SetupScreen) and f"{number} of 3" in self.shown,
        )

    @property
    def shown(self) -> str:
        return said(self.app)

    async def says(self, words: str) -> None:
        await until(self.pilot, lambda: words in self.shown)

    def write(self, field: str, text: str | Path) -> None:
        self.app.screen.query_one(f"#{field}", Input).value = str(text)

    def choose(self, which: str) -> None:
        self.app.screen.query_one(f"#{which}", RadioButton).value = True

    async def press(self, button: str) -> None:
        self.app.screen.query_one(f"#{button}", Button).press()
        await self.pilot.pause()

    async def to_people(self) -> None:
        """Through the first two steps, with a key file."""
        await self.step(1)
        await self.press("next")
        await self.step(2)
        self.choose("file")
        await self.press("next")
        await self.step(3)

    async def began(self) -> None:
        """The memory is open; no recovery key is wanted."""
        await until(self.pilot, lambda: isinstance(self.app.screen, Confirm))
        await until(self.pilot, lambda: self.app.screen.query("#no"))
        assert self.app.is_ready
        await self.pilot.click("#no")
        await until(self.pilot, lambda: self.app.screen.id != "no" and self.app.current_mode)


def test_a_passphrase_opens_what_was_begun_by_keys_alone(app, folder, settings_file):
    async def steps(pilot):
        setup = Setup(pilot)
        await setup.step(1)
        assert "one encrypted file" in setup.shown and not folder.parent.exists()
        await pilot.press("enter")
        await setup.step(2)
        await pilot.press("tab", *"hunter")
        assert "Weak" in setup.shown
        setup.write("first", PASSPHRASE)
        setup.write("second", PASSPHRASE)
        await pilot.press("enter", "enter")
        await setup.step(3)
        assert "no language model" in setup.shown.lower() and not folder.parent.exists()
        setup.write("who", "Ana Ruiz")
        setup.write("note", "Ana is allergic to walnuts.")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: isinstance(app.screen, Confirm) and app.screen.query("#yes"))
        await pilot.click("#yes")
        dialog = await until(
            pilot, lambda: app.screen if isinstance(app.screen, RecoveryKey) else None
        )
        key = dialog._key
        assert key[:23] in shown(app)
        await pilot.press(*"xxxxx", "enter")
        assert "not how it ends" in shown(app) and app.screen is dialog
        dialog.query_one(Input).value = key[-5:].lower()
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is not dialog)

    drive(app, steps, size=SMALL, ready=False)
    assert left_of(folder) == ["memory.db"] and folder.stat().st_mode & 0o077 == 0
    with Store.open(folder, passphrase=PASSPHRASE, create=False) as store:
        assert [each.name for each in store.people.all()] == ["Ana Ruiz"]
        assert store.key.status().recovery
    assert settings_file.read_text() == "# mine\n", "the folder is the one that was given"


def test_a_key_file_and_another_folder_are_kept_in_the_settings(
    app, folder, tmp_path, settings_file
):
    elsewhere, key = tmp_path / "elsewhere", tmp_path / "stick" / "my.key"

    async def steps(pilot):
        setup = Setup(pilot)
        await setup.step(1)
        setup.write("folder", elsewhere)
        await setup.press("next")
        await setup.step(2)
        setup.choose("file")
        setup.write("key-file", key)
        await setup.press("next")
        await setup.step(3)
        assert str(key) in setup.shown and not key.exists()
        setup.choose("nobody")
        app.screen.query_one("#remember", Checkbox).value = False
        assert not app.screen.query_one("#personality", Checkbox).value
        app.screen.query_one("#personality", Checkbox).value = True
        await setup.press("next")
        await setup.began()
        assert not app.assistant.memories.on and app.assistant.personality.on

    drive(app, steps, ready=False)
    found = load_settings()
    assert (found.store, found.key_file) == (elsewhere, key)
    assert not found.longterm.remember and found.longterm.personality
    assert settings_file.read_text().startswith("# mine\n") and not folder.exists()
    with Store.open(elsewhere, key_file=key, create=False) as store:
        assert not store.people.all()


def test_going_back_keeps_what_was_written_and_makes_nothing(app, folder, tmp_path):
    async def steps(pilot):
        setup = Setup(pilot)
        await setup.to_people()
        setup.write("who", "Ben")
        await pilot.press("escape")
        await setup.step(2)
        await setup.press("back")
        await setup.step(1)
        await setup.press("next")
        await setup.step(2)
        await setup.press("next")
        await setup.step(3)
        assert app.screen.query_one("#who", Input).value == "Ben"

    drive(app, steps, ready=False)
    assert left_of(tmp_path) == ["settings.toml"]


def test_what_is_missing_or_differs_is_said_and_can_be_mended(app, tmp_path):
    async def steps(pilot):
        setup = Setup(pilot)
        await setup.step(1)
        await setup.press("next")
        await setup.step(2)
        await setup.press("next")
        await setup.says("The passphrase is empty")
        setup.choose("file")
        await until(pilot, lambda: "is empty" not in setup.shown)
        setup.choose("passphrase")
        await until(pilot, lambda: app.screen.query_one("#first").display)
        await pilot.pause(0.1)
        setup.write("first", "one two three")
        setup.write("second", "one two four")
        await setup.press("next")
        await setup.says("The two passphrases differ")
        setup.write("second", "one two three")
        await setup.press("next")
        await setup.step(3)
        await setup.press("next")
        await setup.says("Write a name")
        setup.write("who", "Ben")
        await setup.press("next")
        await setup.says("Give a photo of Ben")
        setup.write("photo", tmp_path / "settings.toml")
        await setup.press("next")
        await setup.says("settings.toml")

    drive(app, steps, ready=False)
    assert left_of(tmp_path) == ["settings.toml"], "a bad photo leaves no memory either"


@pytest.mark.parametrize("place", ["file/below", "file", "/proc/nobody/writes"])
def test_a_folder_that_cannot_be_used_is_refused_at_once(app, tmp_path, place):
    (tmp_path / "file").write_text("x")

    async def steps(pilot):
        setup = Setup(pilot)
        await setup.step(1)
        setup.write("folder", tmp_path / place)
        await setup.press("next")
        await setup.says("another")
        assert "1 of 3" in setup.shown

    if place.startswith("/proc"):  # whoever is root may write anywhere but there
        import os

        if os.geteuid() == 0:
            place = "file"
    drive(app, steps, ready=False)


def test_a_memory_that_is_there_is_opened_instead(app, tmp_path, monkeypatch):
    there = tmp_path / "there"
    open_store(there).close()
    app.settings = load_settings(store=app.settings.store, key_file=key_of(there))

    async def steps(pilot):
        setup = Setup(pilot)
        await setup.step(1)
        setup.write("folder", there)
        await setup.press("next")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.click("#yes")
        await until(pilot, lambda: app.is_ready)

    drive(app, steps, ready=False)
    assert app.settings.store == there


def test_a_full_disk_is_a_sentence_and_leaves_nothing(app, tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    async def steps(pilot):
        setup = Setup(pilot)
        await setup.to_people()
        setup.choose("nobody")
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, hard))
        await setup.press("next")
        await setup.says("full")
        assert left_of(tmp_path) == ["settings.toml"]
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        await setup.press("next")
        await setup.began()

    try:
        drive(app, steps, ready=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


@pytest.fixture
def one_of_the_demo(monkeypatch) -> list[str]:
    """The demo is as it is, but has only its first person, for time's sake."""
    script = demo._script()
    people = script["people"][:1]
    monkeypatch.setattr(demo, "_script", lambda: {**script, "people": people})
    return [each["name"] for each in people]


def test_the_demos_people_are_in_it(app, folder, one_of_the_demo):
    async def steps(pilot):
        setup = Setup(pilot)
        await setup.to_people()
        setup.choose("demo")
        await setup.press("next")
        await setup.began()
        assert sorted(each.name for each in app.assistant.people()) == sorted(one_of_the_demo)

    drive(app, steps, ready=False)


def test_escape_in_the_middle_leaves_nothing(app, tmp_path):
    async def steps(pilot):
        setup = Setup(pilot)
        await setup.to_people()
        setup.choose("demo")
        await setup.press("next")
        await setup.says("Adding the demo's people")
        await pilot.press("escape")
        await setup.says("Stopped; nothing was made")
        assert left_of(tmp_path) == ["settings.toml"]

    drive(app, steps, ready=False)


def test_the_keyring_keeps_the_key_where_there_is_one(app, folder):
    pocket = PocketKeyring()
    keyring.set_keyring(pocket)

    async def steps(pilot):
        setup = Setup(pilot)
        await setup.step(1)
        button = app.screen.query_one("#keyring", RadioButton)
        await until(pilot, lambda: not button.disabled)
        await setup.press("next")
        await setup.step(2)
        setup.choose("keyring")
        await setup.press("next")
        await setup.step(3)
        setup.choose("nobody")
        await setup.press("next")
        await setup.began()
        assert len(pocket.kept) == 1

    drive(app, steps, ready=False)
    with Store.open(folder, create=False) as store:
        assert store.key.status().opens_with == "keyring"
