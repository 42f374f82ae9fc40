"""A locked assistant: it says so to every use case, holds nothing, and goes on once unlocked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import keyring
import pytest

from persona_assistant import open_memory
from persona_assistant.assistant.auto_lock import AutoLock
from persona_assistant.errors import (
    BadInput,
    KeyUnavailable,
    StoreBusy,
    StoreError,
    StoreLocked,
    WrongKey,
)
from persona_assistant.language.words import words
from persona_assistant.memory import Store
from tests.support.fakes import FakeEngine, assistant
from tests.support.keyrings import PocketKeyring

pytestmark = pytest.mark.usefixtures("quick_derivation")

NOTE = "Maya is a nurse on the children's ward."
ASK = "What is Maya's job?"


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """No passphrase and no terminal but what a test gives; a keyring of its own."""
    monkeypatch.delenv("PERSONA_ASSISTANT_PASSPHRASE", raising=False)
    monkeypatch.setattr("sys.stdin", None)
    before, ring = keyring.get_keyring(), PocketKeyring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


@pytest.fixture
def memory(tmp_path):
    with open_memory(tmp_path / "s", passphrase="right") as opened:
        opened.add("Maya", texts=[NOTE])
        yield opened


USES = {
    "people": lambda m: m.people(),
    "add": lambda m: m.add("Bo", texts=["A note."]),
    "show": lambda m: m.show("Maya"),
    "edit": lambda m: m.edit("Maya", new_name="Mia"),
    "persona": lambda m: m.persona("Maya"),
    "forget": lambda m: m.forget("Maya"),
    "who": lambda m: m.who("Maya"),
    "ask": lambda m: m.ask(ASK),
    "history": lambda m: m.history(),
    "undo": lambda m: m.undo(),
    "check": lambda m: m.check_people(),
    "conversation": lambda m: m.conversation().ask(ASK),
    "search": lambda m: m.conversations.search("nurse"),
    "store": lambda m: m.store,
    "open": lambda m: m.open(),
    "key": lambda m: m.key_status(),
    "recovery": lambda m: m.make_recovery_key(),
    "change": lambda m: m.change_key(passphrase="new"),
}


def test_every_use_case_says_that_it_is_locked_and_changes_nothing(memory):
    memory.lock()
    assert memory.is_locked
    for use in USES.values():
        with pytest.raises(StoreLocked, match="is locked; unlock it") as caught:
            use(memory)
        assert "\n" not in str(caught.value)
    memory.lock()
    memory.unlock("right")
    assert [each.name for each in memory.people()] == ["Maya"] and len(memory.history()) == 1


def test_only_the_key_unlocks_it_and_what_was_begun_goes_on(memory):
    person, talk = memory.persona("Maya"), memory.conversation()
    first = talk.ask(ASK)
    memory.lock()
    with pytest.raises(StoreLocked):
        talk.ask(ASK)
    with pytest.raises(WrongKey):
        memory.unlock("wrong")
    with pytest.raises(KeyUnavailable):
        memory.unlock()  # the passphrase it was opened with is not kept
    assert memory.is_locked
    memory.unlock("right")
    assert not memory.is_locked and memory.unlock() is None
    assert talk.ask("And what is her job?").text == first.text
    assert len(talk.turns) == 4 and person.name == "Maya"


def test_nothing_is_held_while_it_is_locked(memory):
    memory.ask(ASK)
    store, services = memory.store, memory.services
    key = store.key.key
    assert any(key._bytes) and words.cache_info().currsize
    memory.lock()
    assert not any(key._bytes)
    held = {name for name, value in vars(services).items() if value in (store, key)}
    assert not held and services._router is None and services.loaded_engine is None
    assert not words.cache_info().currsize, "nothing of what was read"
    with pytest.raises(StoreError, match="closed"):
        store.people.all()


@pytest.mark.skipif(sys.platform != "linux", reason="reads its own memory the Linux way")
def test_no_copy_of_the_key_is_left_in_the_process(tmp_path):
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("what_is_left.py"), tmp_path / "s"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    assert done.stdout.split() == ["0", "0"], done.stderr


def test_a_recovery_key_unlocks_it_too(memory):
    recovery = memory.make_recovery_key()
    memory.lock()
    memory.unlock(recovery)
    assert memory.people() and memory.store.key.opened_by_recovery


def test_a_memory_with_a_key_file_unlocks_by_it(tmp_path):
    with open_memory(tmp_path / "s", key_file=tmp_path / "key") as opened:
        opened.add("Maya", texts=[NOTE])
        opened.lock()
        opened.unlock()
        assert opened.people()


def test_a_memory_that_was_handed_over_open_stays_locked():
    with assistant(FakeEngine(lambda _: ["x"])) as opened:
        opened.add("Maya", texts=[NOTE])
        opened.lock()
        with pytest.raises(StoreError, match="handed over open"):
            opened.unlock("x")
        assert opened.is_locked


# --- another key, in the middle of work


def test_a_key_changes_while_a_conversation_goes_on(memory, tmp_path):
    talk = memory.conversation()
    talk.ask(ASK)
    recovery = memory.make_recovery_key()
    with pytest.raises(BadInput, match="opens it now; choose another"):
        memory.change_key(passphrase="right")
    status = memory.change_key(passphrase="new")
    assert (status.opens_with, status.recovery) == ("passphrase", None) and status.changed
    talk.ask("And where does she work?")
    assert len(talk.turns) == 4
    kinds = [each.kind for each in memory.history()]
    assert kinds[:2] == ["key_changed", "recovery_key_made"]
    memory.close()
    for former in ("right", recovery):
        with pytest.raises(WrongKey):
            Store.open(tmp_path / "s", passphrase=former)
    with open_memory(tmp_path / "s", passphrase="new") as opened:
        assert len(opened.people()) == 1


def test_from_a_passphrase_to_the_keyring_to_a_file(memory, tmp_path, alone):
    assert memory.change_key("keyring").opens_with == "keyring" and len(alone.kept) == 1
    former = dict(alone.kept)
    memory.change_key()
    assert alone.kept.keys() != former.keys() and len(alone.kept) == 1, "the former entry is gone"
    assert memory.change_key(key_file=tmp_path / "key").opens_with == "file" and not alone.kept
    with pytest.raises(BadInput, match="opens it now; name another"):
        memory.change_key(key_file=tmp_path / "key")
    with pytest.raises(BadInput, match="name the new key file"):
        memory.change_key()
    memory.close()
    with open_memory(tmp_path / "s", key_file=tmp_path / "key") as opened:
        assert opened.people()


def test_a_change_that_fails_changes_nothing(memory, tmp_path, alone, monkeypatch):
    other = Store.open(tmp_path / "s", passphrase="right")
    with pytest.raises(StoreBusy, match="close every persona-assistant"):
        memory.change_key("keyring")
    assert memory.people() and not alone.kept
    other.close()
    keyring.set_keyring(RefusingKeyring())
    with pytest.raises(KeyUnavailable, match="no OS keyring"):
        memory.change_key("keyring")
    with pytest.raises(KeyUnavailable, match="no terminal"):
        memory.change_key("passphrase")
    with pytest.raises(BadInput, match="empty"):
        memory.change_key(passphrase="")
    with pytest.raises(BadInput, match="not with 'luck'"):
        memory.change_key("luck")
    assert memory.key_status().changed is None and memory.people()
    monkeypatch.setenv("PERSONA_ASSISTANT_NEW_PASSPHRASE", "new")
    assert memory.change_key().changed


class RefusingKeyring(PocketKeyring):
    def set_password(self, *_):
        raise RuntimeError("no")


def test_another_recovery_key_ends_the_former(memory, tmp_path):
    first = memory.make_recovery_key()
    with pytest.raises(WrongKey, match="not what opens"):
        memory.make_recovery_key(passphrase="wrong")
    with pytest.raises(KeyUnavailable):
        memory.make_recovery_key()
    second = memory.make_recovery_key(passphrase="right")
    assert first != second and memory.key_status().recovery
    memory.close()
    with pytest.raises(WrongKey):
        Store.open(tmp_path / "s", passphrase=first)
    for opens in (second, "right"):
        Store.open(tmp_path / "s", passphrase=opens).close()


# --- after some time


@pytest.fixture
def clock():
    class Clock:
        now = 1000.0

        def __call__(self) -> float:
            return self.now

    return Clock()


def test_it_locks_once_after_so_many_minutes_without_use(clock):
    locked: list[float] = []
    watch = AutoLock(lambda: locked.append(clock.now), 15, clock=clock)
    clock.now += 15 * 60 - 1
    assert not watch.look()
    with watch.in_use():
        clock.now += 3600
        assert not watch.look(), "a long answer is a use"
    clock.now += 15 * 60
    assert watch.look() and not watch.look() and len(locked) == 1
    with watch.in_use():
        pass
    clock.now += 15 * 60
    assert watch.look() and len(locked) == 2


def test_zero_minutes_never_lock(clock):
    watch = AutoLock(lambda: pytest.fail("locked"), 0, clock=clock)
    clock.now += 10**9
    with watch:
        assert not watch.look()


def test_its_own_thread_locks_it(memory):
    with AutoLock(memory.lock, 0.02 / 60) as watch:
        for _ in range(500):
            if memory.is_locked:
                break
            watch._ended.wait(0.01)
    assert memory.is_locked
