"""The lock and the keys in the app: unlocked with a wrong and a right passphrase, locked unused,
another passphrase, a recovery key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual.widgets import Input
from tui_support import SMALL, drive, filled, key_of, said, until

from persona_assistant.memory import Store
from persona_assistant.settings import load_settings
from persona_assistant.tui.app import PersonaApp
from persona_assistant.tui.dialogs import AskText, Message
from persona_assistant.tui.setup.recovery import RecoveryKey
from persona_assistant.tui.unlock import UnlockScreen

pytestmark = pytest.mark.usefixtures("quick_derivation")

RIGHT = "the right one"


@pytest.fixture(scope="module")
def begun(tmp_path_factory) -> Path:
    """A store that opens with a passphrase, and one that opens with a key file."""
    folder = tmp_path_factory.mktemp("keys")
    Store.open(folder / "typed", passphrase=RIGHT).close()
    filled(folder / "filed")
    return folder


@pytest.fixture
def stores(begun, tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("PERSONA_ASSISTANT_SETTINGS", str(tmp_path / "settings.toml"))
    (tmp_path / "settings.toml").write_text("")
    monkeypatch.delenv("PERSONA_ASSISTANT_PASSPHRASE", raising=False)
    shutil.copytree(begun, tmp_path / "stores")
    return tmp_path / "stores"


@pytest.fixture
def typed(stores) -> PersonaApp:
    folder = stores / "typed"
    return PersonaApp(load_settings(store=folder), flags={"store": folder})


@pytest.fixture
def filed(stores) -> PersonaApp:
    flags = {"store": stores / "filed", "key_file": key_of(stores / "filed")}
    return PersonaApp(load_settings(**flags, auto_lock=1), flags=flags)


async def answer(pilot, kind, text: str) -> None:
    dialog = await until(
        pilot, lambda: pilot.app.screen if isinstance(pilot.app.screen, kind) else None
    )
    field = await until(pilot, lambda: next(iter(dialog.query(Input)), None))
    field.value = text
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen is not dialog or kind is UnlockScreen)


def test_a_wrong_passphrase_is_said_and_the_right_one_opens(typed):
    async def steps(pilot):
        await answer(pilot, UnlockScreen, "wrong")
        await until(pilot, lambda: "does not open" in said(typed))
        assert "recovery key opens it" not in said(typed)
        await answer(pilot, UnlockScreen, "wrong again")
        await until(pilot, lambda: "(2 attempts)" in said(typed))
        assert "recovery key opens it" in said(typed) and not typed.is_ready
        await answer(pilot, UnlockScreen, RIGHT)
        await until(pilot, lambda: typed.is_ready)
        await pilot.press("ctrl+l")
        await answer(pilot, UnlockScreen, RIGHT)
        await until(pilot, lambda: typed.is_ready)

    drive(typed, steps, size=SMALL, ready=False)


def test_a_wrong_passphrase_in_the_environment_can_be_typed_over(typed, monkeypatch):
    monkeypatch.setenv("PERSONA_ASSISTANT_PASSPHRASE", "out of date")

    async def steps(pilot):
        await answer(pilot, UnlockScreen, RIGHT)
        await until(pilot, lambda: typed.is_ready)

    drive(typed, steps, ready=False)


def test_ctrl_c_leaves_a_locked_app(typed):
    async def steps(pilot):
        await until(pilot, lambda: isinstance(typed.screen, UnlockScreen))
        await pilot.press("ctrl+c")
        await until(pilot, lambda: typed._exit)

    drive(typed, steps, ready=False)


def test_a_memory_that_nobody_uses_locks_itself(filed):
    async def steps(pilot):
        assistant = filed.assistant
        filed._auto_lock._clock = lambda: filed._auto_lock._last + 61
        await filed.background.call(filed._auto_lock.look)
        await until(pilot, lambda: isinstance(filed.screen, UnlockScreen))
        assert assistant.is_locked
        await pilot.press("ctrl+r")
        await until(pilot, lambda: filed.is_ready)

    drive(filed, steps)


def test_the_minutes_until_it_locks_are_a_setting(filed, monkeypatch):
    async def steps(pilot):
        filed.lock_after(0)
        filed._auto_lock._clock = lambda: filed._auto_lock._last + 10**6
        assert not await filed.background.call(filed._auto_lock.look)
        assert filed.is_ready

    drive(filed, steps)


def test_another_passphrase_opens_it_and_nothing_else(filed, stores):
    async def steps(pilot):
        await pilot.press("f7")
        await until(pilot, lambda: "Recovery key" in said(filed))
        await pilot.press("k")
        await answer(pilot, AskText, "fresh air in March")
        await answer(pilot, AskText, "fresh air in May")
        await until(pilot, lambda: "passphrases differ" in said(filed))
        await answer(pilot, AskText, "fresh air in March")
        await answer(pilot, AskText, "fresh air in March")
        await until(pilot, lambda: isinstance(filed.screen, Message) and "encrypted" in said(filed))
        assert "encrypted anew" in said(filed)

    drive(filed, steps)
    with Store.open(stores / "filed", passphrase="fresh air in March", create=False) as store:
        assert len(store.people.all()) == 3


def test_a_recovery_key_is_shown_once_and_opens_it(filed, stores):
    spelt = []

    async def steps(pilot):
        await pilot.press("f7")
        await until(pilot, lambda: "Recovery key" in said(filed))
        await pilot.press("r")
        dialog = await until(
            pilot, lambda: filed.screen if isinstance(filed.screen, RecoveryKey) else None
        )
        spelt.append(dialog._key)
        await pilot.press("escape")
        await until(pilot, lambda: "not shown again. Escape once more" in said(filed))
        await answer(pilot, RecoveryKey, spelt[0][-5:])
        await until(pilot, lambda: "recovery key was made on" in said(filed))
        await pilot.press("ctrl+l")
        await answer(pilot, UnlockScreen, spelt[0].lower())
        await until(pilot, lambda: filed.is_ready)

    drive(filed, steps)


def test_a_lost_key_file_is_made_good_by_the_recovery_key(filed, stores):
    with Store.open(stores / "filed", key_file=key_of(stores / "filed"), create=False) as store:
        spelt = store.key.make_recovery()
    key_of(stores / "filed").unlink()

    async def steps(pilot):
        await until(pilot, lambda: isinstance(filed.screen, UnlockScreen))
        await answer(pilot, UnlockScreen, spelt)
        await until(pilot, lambda: filed.is_ready)

    drive(filed, steps, ready=False)
